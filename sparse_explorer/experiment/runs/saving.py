"""Saving the runs of a session as they end: what cannot be saved stays in memory, and goes elsewhere in the end.

With many variants and noises, tables take a second and pictures many. So pictures are drawn one by one, and the session
looks after its runs in between; once it was asked to stop, only as many are drawn as there is time for.
"""

import math
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.results.report import ExperimentReport
from sparse_explorer.experiment.results.verdict_report import VerdictReport
from sparse_explorer.experiment.runs.output_folder import OutputFolder
from sparse_explorer.experiment.runs.runs import RunOutcome, RunTask
from sparse_explorer.paths import shown

TABLES_SHARE = 10
"""Tables and pictures are written again after this many times what it took, and in the end: with many quick runs and
noises they would take longer than the runs."""

LAST_PICTURES_SECONDS = 1.0
"""For how long pictures are begun once the session was asked to stop."""


class Saving:
    """Runs and tables on their way into an output folder.

    Args:
        output: the folder, entered by whoever made it.
        report: gives tables and pictures of the runs that are finished.
        complain: told in a line what could not be saved.

    Attributes:
        elsewhere: where what could not be saved in the folder is; empty if it could.
        undrawn: how many pictures were left as they were, for want of time.
    """

    def __init__(
        self,
        output: OutputFolder,
        report: Callable[[], ExperimentReport],
        complain: Callable[[str], object],
    ) -> None:
        self.elsewhere = ""
        self.undrawn = 0
        self._output = output
        self._report = report
        self._complain = complain
        self._unsaved: dict[int, tuple[RunTask, RunOutcome]] = {}
        self._tables_unsaved = False
        self._tables_due = 0.0
        self._writing: Iterator[int] | None = None
        self._wrote = 0.0  # seconds

    @property
    def complete(self) -> bool:
        """Whether all that there is to save is in the folder."""
        return not (self._unsaved or self._tables_unsaved or self._writing)

    @property
    def unsaved(self) -> Mapping[int, RunOutcome]:
        """What came of the runs that are in memory alone, by their number."""
        return {number: outcome for number, (_, outcome) in self._unsaved.items()}

    def keep(self, task: RunTask, outcome: RunOutcome) -> None:
        """Save a run, and those that could not be saved before; what cannot be saved now stays in memory.

        Where it is time for them, tables are written too, and pictures are due: :meth:`draw` draws them.
        """
        self._unsaved[task.number] = task, outcome
        self._tables_unsaved = True
        problem = self._save_runs(self._output)
        try:
            if self._writing is None and time.monotonic() >= self._tables_due:
                self._begin(self._output)
        except ConfigError as error:
            problem = problem or error
        if problem is not None:
            self._complain_later(problem)

    def draw(self) -> bool:
        """Draw a picture, if any is due; returns whether that was so."""
        if self._writing is None:
            return False
        try:
            self._go_on()
        except ConfigError as error:
            self._complain_later(error)
        return True

    def write_verdict(self, report: VerdictReport) -> None:
        """Write a verdict beside the tables, as far as that can be done."""
        try:
            self._output.write_verdict(report)
        except ConfigError as error:
            self._tables_unsaved = True
            self._complain(str(error))

    def finish(
        self, experiment: Experiment, tasks: Sequence[RunTask], stopping: Callable[[], bool] = lambda: False
    ) -> None:
        """Save what is not saved yet: where it was to be if that is possible, or else in a new folder.

        Args:
            experiment, tasks: whose folder this is.
            stopping: whether there is no time for more than a few pictures; asked before each.
        """
        if self.complete:
            return
        unsaved = dict(self._unsaved)
        with suppress(ConfigError):
            self._save_all(self._output, stopping)
            return
        try:
            folder = Path(tempfile.mkdtemp(prefix="sparse-explorer-"))
            with OutputFolder(folder, experiment, tasks, overwrite=False) as output:
                output.begin()
                self._unsaved, self._tables_unsaved, self._writing = unsaved, True, None
                self._save_all(output, stopping)
        except (ConfigError, OSError) as error:
            self.elsewhere = f"what was not saved is lost: {error}"
        else:
            self.elsewhere = f"what could not be saved in {shown(self._output.path)} is in {shown(folder)}"
        self._unsaved, self._tables_unsaved = unsaved, True

    def _save_all(self, output: OutputFolder, stopping: Callable[[], bool]) -> None:
        problem = self._save_runs(output)
        if self._tables_unsaved:
            self._begin(output)
        until = math.inf
        while self._writing is not None:
            if stopping():
                until = min(until, time.monotonic() + LAST_PICTURES_SECONDS)
            if time.monotonic() >= until:
                break
            self._go_on()
        if problem is not None:
            raise problem

    def _save_runs(self, output: OutputFolder) -> ConfigError | None:
        """Save runs as far as that is possible; returns why not all could be saved."""
        problem = None
        for number, (task, outcome) in list(self._unsaved.items()):
            try:
                output.save(task, outcome)
                del self._unsaved[number]
            except ConfigError as error:  # there may be room for another one
                problem = error
        return problem

    def _begin(self, output: OutputFolder) -> None:
        """Write the tables of the runs that are finished now; their pictures are due."""
        self._wrote, self._writing = 0.0, output.writing(self._report())
        self._tables_unsaved = False
        self._go_on()

    def _go_on(self) -> None:
        """Take a step of what is being written."""
        assert self._writing is not None
        began = time.monotonic()
        try:
            self.undrawn = next(self._writing, 0)
        except BaseException:
            self._writing, self._tables_unsaved = None, True
            raise
        self._wrote += time.monotonic() - began
        if not self.undrawn:
            self._writing = None
            self._tables_due = time.monotonic() + TABLES_SHARE * self._wrote

    def _complain_later(self, error: ConfigError) -> None:
        self._complain(f"{error}; the runs go on, and are saved elsewhere if need be")
