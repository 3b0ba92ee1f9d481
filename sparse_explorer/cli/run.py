"""``sparse-explorer run``: the experiment in a terminal, with progress bars, tables and files."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing

from tqdm import tqdm

from sparse_explorer import signals
from sparse_explorer.cli.arguments import experiment_of
from sparse_explorer.cli.progress import DownloadBars, RunBars
from sparse_explorer.data.datasets import ImageData
from sparse_explorer.data.download import DownloadProgress
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.noises import noise_title
from sparse_explorer.experiment.plan.verdict_plan import VerdictPlan
from sparse_explorer.experiment.results.csv_text import csv_dialect
from sparse_explorer.experiment.results.report import RESULTS
from sparse_explorer.experiment.results.reports import RunProgress
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.runs.examination import Examination
from sparse_explorer.experiment.runs.execution import Execution
from sparse_explorer.experiment.runs.listening import EndedRun, Listener
from sparse_explorer.experiment.runs.runs import RunTask
from sparse_explorer.experiment.runs.session import Session
from sparse_explorer.paths import shown
from sparse_explorer.printable import printable

FAILED = 1


def run_command(options: argparse.Namespace) -> int:
    """Train, sweep, print and save what the options ask for; returns the exit status.

    Raises:
        ConfigError, DataError: before any training, for what the user can fix.
    """
    experiment = experiment_of(options)
    listener = Terminal()
    listener.noise_by_default = not (options.noise or options.config)
    session = Session(
        experiment,
        execution_of(options),
        options.output,
        overwrite=options.overwrite,
        dialect=csv_dialect(options.csv_dialect),
        listener=listener,
    )
    return run_session(session, listener)


def execution_of(options: argparse.Namespace) -> Execution:
    """With what the runs are to be done."""
    scheduler = getattr(options, "scheduler", None)
    return Execution(options.jobs, scheduler, options.device, options.data_dir)


def run_session(session: Session, listener: "Terminal") -> int:
    """Do what is missing of an experiment, and print how it goes and what came of it; returns the exit status.

    Raises:
        ConfigError, DataError: before any training, for what the user can fix.
    """
    with session:
        status = listener.follow(session)
        if session.results:
            print(f"\n{session.report().text()}")
        print_ending(session, interrupted=status > signals.STOPPED)
    return status


class Terminal(Listener):
    """Shows a session at work.

    Args:
        estimates: whether to say how long all of it will take, as far as the first runs tell.

    Attributes:
        noise_by_default: whether the user has not said which noise.
    """

    def __init__(self, *, estimates: bool = False) -> None:
        self.noise_by_default = False
        self._estimates = estimates
        self._took: list[float] = []
        self._downloads = DownloadBars()
        self._bars: RunBars | None = None
        self._session: Session | None = None

    def follow(self, session: Session) -> int:
        """Let the session do its runs; returns the exit status."""
        self._session = session
        missing = len(session.missing)
        if session.earlier:
            going_on = f"; going on with the other {missing}" if missing else ""
            _say(f"{session.earlier} of {len(session.tasks)} runs are finished already{going_on}")
        try:
            with closing(session.run()) as runs:
                for ended in runs:
                    self._ended(ended)
        except KeyboardInterrupt as request:
            return signals.exit_status(request)
        finally:
            self._downloads.close()
            if self._bars is not None:
                self._bars.close()
        return 0 if session.complete else FAILED

    def follow_examination(self, session: Session, plan: VerdictPlan) -> int:
        """Let the session look into its networks; returns the exit status."""
        try:
            with closing(session.examine(plan)) as examined:
                for each in examined:
                    assert self._bars is not None
                    failed = each.failure
                    said = f"failed: {failed.reason}\n{failed.details}".strip() if failed else "done"
                    self._bars.end(each.task.number, f"{each.task.name}: {said}")
        except KeyboardInterrupt as request:
            return signals.exit_status(request)
        finally:
            self._downloads.close()
            if self._bars is not None:
                self._bars.close()
        return 0

    def examining(self, examination: Examination) -> None:
        """Bars of their own for the interventions."""
        self._downloads.close()
        missing = examination.missing
        labels = {task.number: task.name for task in missing}
        total = len(examination.tasks)
        self._bars = RunBars(labels, total - len(missing), total, "all interventions")

    def downloading(self, progress: DownloadProgress) -> None:
        """A bar for each file."""
        self._downloads.show(progress)

    def starting(self, data: ImageData, remarks: Sequence[str]) -> None:
        """Say what is about to be done."""
        assert self._session is not None
        self._downloads.close()
        for remark in remarks:
            _say(printable(remark))
        _introduce(self._session, data, self.noise_by_default)
        tasks = self._session.tasks
        labels = {task.number: _label(task, self._session) for task in tasks}
        self._bars = RunBars(labels, self._session.earlier, len(tasks))

    def progress(self, progress: RunProgress) -> None:
        """A bar for each run at work."""
        assert self._bars is not None
        self._bars.show(progress)

    def stopping(self) -> None:
        """Say so at once: what is at work may take seconds to end."""
        if self._bars is not None:
            self._bars.close()
        _say("\nsparse-explorer: stopping; what is finished is saved")

    def complain(self, line: str) -> None:
        """Say it beside the bars."""
        tqdm.write(f"sparse-explorer: {printable(line)}", file=sys.stderr)

    def _ended(self, run: EndedRun) -> None:
        assert self._bars is not None
        assert self._session is not None
        label = _label(run.task, self._session)
        if run.results:
            text = f"{label}{ending(run.results[0])} ({run.seconds:.0f} s)"
        else:
            assert run.failure is not None
            text = f"{label} failed: {run.failure.reason}\n{run.failure.details}".strip()
        self._bars.end(run.task.number, text)
        self._estimate(run.seconds)

    def _estimate(self, seconds: float) -> None:
        """Once each process has done a run, say how long all that is left will take."""
        assert self._session is not None
        jobs, left = self._session.execution.jobs, len(self._session.missing)
        self._took.append(seconds)
        if not self._estimates or self._session.execution.on_cluster or len(self._took) != jobs or not left:
            return
        total = sum(self._took) / jobs * left / jobs
        tqdm.write(f"about {_duration(total)} for the other {left} runs", file=sys.stderr)


def _introduce(session: Session, data: ImageData, noise_by_default: bool) -> None:
    experiment, execution = session.experiment, session.execution
    _say(
        f"{experiment.dataset}: {len(data.train_images):,} training and {len(data.test_images):,} test images · "
        f"{session.computer}"
    )
    missing = execution.why_no_kernels()
    if missing:
        _say(
            f"there are no compiled kernels ({missing}), so that sparse networks train slower than they could"
        )
    why = "; all presets are the paper's"
    papers = noise_by_default and [noise.convention for noise in experiment.noises] == ["paper"]
    for line in _noises(experiment):
        _say(f"{line}{why if papers else ''}")
    together, cores = execution.jobs * (experiment.threads or 1), os.cpu_count() or 1
    if execution.jobs > 1 and execution.device == "cpu" and together > cores:
        fewer = max(cores // execution.jobs, 1)
        _say(
            f"{together} threads share {cores} cores; --threads {fewer} would be faster, with numbers that differ "
            "in their last digits"
        )


def print_ending(session: Session, interrupted: bool, first: str = RESULTS) -> None:
    """Say how it ended, and where the results are; ``first`` is the file to look at before others."""
    finished, wanted = len(session.results), len(session.tasks)
    if interrupted:
        _say(f"\nsparse-explorer: stopped, {finished} of {wanted} runs are finished")
    if session.failed:
        names = ", ".join(_name(task, session.experiment) for task in session.failed)
        _say(f"\nsparse-explorer: {len(session.failed)} of {wanted} runs failed: {names}")
    if session.lost:
        _say(f"\nsparse-explorer: {session.lost}; {finished} of {wanted} runs are finished")
    if (interrupted or session.failed or session.lost) and session.path is not None:
        _say("The same command continues with what is missing.")
    if interrupted and session.undrawn:
        _say(f"{session.undrawn} pictures do not show all of these runs; that command draws them, too.")
    if session.elsewhere:
        _say(f"\nsparse-explorer: {session.elsewhere}")
    elif finished and session.path is not None:
        _say(f"\nTables, curve and trained variants are in {shown(session.path)} (start with {first})")
    elif finished:
        _say("\nAdd --output DIR to keep the tables, the curve and the trained variants.")


def _duration(seconds: float) -> str:
    """A length of time in words, as roughly as it is known."""
    if seconds < 90:
        return f"{max(round(seconds, -1), 10):.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"


def _label(task: RunTask, session: Session) -> str:
    return f"[{task.number}/{len(session.tasks)}] {_name(task, session.experiment)}"


def _name(task: RunTask, experiment: Experiment) -> str:
    return f"{task.variant.name}, seed {task.seed}" if experiment.seeds > 1 else task.variant.name


def _noises(experiment: Experiment) -> Iterator[str]:
    """Which noises are swept, a line for those that have the same levels and the same epochs."""
    together: dict[tuple[tuple[float, ...], bool], list[str]] = {}
    for sweep in experiment.sweeps():
        key = sweep.noise.levels, sweep.every
        together.setdefault(key, []).append(noise_title(sweep.noise))
    for (levels, every), titles in together.items():
        when = "every epoch" if every else "the last epoch"
        spread = f"{len(levels)} levels {levels[0]:.2f} to {levels[-1]:.2f}"
        yield f"{', '.join(titles)}, {spread}, after {when}"


def ending(result: RunResult) -> str:
    """How a run ended, behind its name."""
    if result.diverged is not None:
        return f" diverged: {result.diverged.text}"
    shown = [level for level in result.levels if level.noise in (0.0, 0.3, 0.6)] or result.levels[:1]
    accuracies = ", ".join(f"{level.accuracy:.1f} % at {level.noise:.2f}" for level in shown)
    return f": {accuracies}, noise score {result.noise_score:,}"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
