"""Saving the runs of a session as they end: what cannot be saved stays in memory, and goes elsewhere in the end."""

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
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


class Saving:
    """Runs and tables on their way into an output folder.

    Args:
        output: the folder, entered by whoever made it.
        report: gives tables and pictures of the runs that are finished.
        complain: told in a line what could not be saved.

    Attributes:
        elsewhere: where what could not be saved in the folder is; empty if it could.
    """

    def __init__(
        self,
        output: OutputFolder,
        report: Callable[[], ExperimentReport],
        complain: Callable[[str], object],
    ) -> None:
        self.elsewhere = ""
        self._output = output
        self._report = report
        self._complain = complain
        self._unsaved: dict[int, tuple[RunTask, RunOutcome]] = {}
        self._tables_unsaved = False
        self._tables_due = 0.0

    @property
    def complete(self) -> bool:
        """Whether all that there is to save is in the folder."""
        return not (self._unsaved or self._tables_unsaved)

    @property
    def unsaved(self) -> Mapping[int, RunOutcome]:
        """What came of the runs that are in memory alone, by their number."""
        return {number: outcome for number, (_, outcome) in self._unsaved.items()}

    def keep(self, task: RunTask, outcome: RunOutcome) -> None:
        """Save a run, and those that could not be saved before; what cannot be saved now stays in memory."""
        self._unsaved[task.number] = task, outcome
        self._tables_unsaved = True
        try:
            self._save_into(self._output, tables=time.monotonic() >= self._tables_due)
        except ConfigError as error:
            self._complain(f"{error}; the runs go on, and are saved elsewhere if need be")

    def write_verdict(self, report: VerdictReport) -> None:
        """Write a verdict beside the tables, as far as that can be done."""
        try:
            self._output.write_verdict(report)
        except ConfigError as error:
            self._tables_unsaved = True
            self._complain(str(error))

    def finish(self, experiment: Experiment, tasks: Sequence[RunTask]) -> None:
        """Save what could not be saved where it was to be: there if that has become possible, or in a new folder."""
        if self.complete:
            return
        unsaved = dict(self._unsaved)
        with suppress(ConfigError):
            self._save_into(self._output)
            return
        try:
            folder = Path(tempfile.mkdtemp(prefix="sparse-explorer-"))
            with OutputFolder(folder, experiment, tasks, overwrite=False) as output:
                output.begin()
                self._unsaved = unsaved
                self._save_into(output)
        except (ConfigError, OSError) as error:
            self.elsewhere = f"what was not saved is lost: {error}"
        else:
            self.elsewhere = f"what could not be saved in {shown(self._output.path)} is in {shown(folder)}"
        self._unsaved, self._tables_unsaved = unsaved, True

    def _save_into(self, output: OutputFolder, tables: bool = True) -> None:
        problem = None
        for number, (task, outcome) in list(self._unsaved.items()):
            try:
                output.save(task, outcome)
                del self._unsaved[number]
            except ConfigError as error:  # there may be room for another one
                problem = error
        if tables:
            started = time.monotonic()
            output.write(self._report())
            self._tables_unsaved = False
            self._tables_due = time.monotonic() + TABLES_SHARE * (time.monotonic() - started)
        if problem is not None:
            raise problem
