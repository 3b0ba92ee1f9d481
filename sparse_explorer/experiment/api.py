"""The Python API: do an experiment, and say what came of it. ``import sparse_explorer as se``.

What is done here is what the command line does, with the same session: it goes on with what a folder holds, lets nobody
else write there meanwhile, and every file is written whole or not at all.
"""

import os
from collections.abc import Callable, Collection, Generator
from contextlib import closing
from pathlib import Path

from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.verdict_plan import VerdictPlan
from sparse_explorer.experiment.results.collected import FailedRun, Results
from sparse_explorer.experiment.results.progress import Progress
from sparse_explorer.experiment.results.reports import RunProgress
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.verdict import Verdict
from sparse_explorer.experiment.runs.examination import Examination, ExaminationTask
from sparse_explorer.experiment.runs.execution import Execution
from sparse_explorer.experiment.runs.listening import EndedRun, Examined, Listener
from sparse_explorer.experiment.runs.scheduler import SchedulerAddress
from sparse_explorer.experiment.runs.session import Session


def run(
    experiment: Experiment,
    *,
    output: str | Path | None = None,
    jobs: int = 1,
    scheduler: str | None = None,
    device: str = "auto",
    data_dir: str | Path | None = None,
    overwrite: bool = False,
    progress: Callable[[Progress], object] | None = None,
) -> Results:
    """Train each variant with each seed, sweep the noise, and return what came of it.

        results = se.run(se.Experiment(se.variants("article"), seeds=2), output="out")

    The numbers are those of ``sparse-explorer run``, byte for byte, and do not depend on ``jobs``. With an output
    folder, the same call continues with what is missing there, also with more variants or seeds. Ctrl-C, or an
    exception that ``progress`` raises, stops the runs at work, which go on there the next time.

    With ``jobs`` above 1, a script has to guard its start by ``if __name__ == "__main__":``, as for every use of
    :mod:`multiprocessing`.

    Args:
        experiment: variants, data set, seeds and noise.
        output: folder for tables, pictures and trained variants; None to keep none.
        jobs: runs at once, each in a process of its own.
        scheduler: address of a Dask scheduler whose cluster does the runs instead, such as ``tcp://10.0.0.1:8786``.
        device: auto, cpu, cuda or mps.
        data_dir: where data sets are; by default ``$SPARSE_EXPLORER_DATA``, or else the user's cache folder.
        overwrite: remove the experiment that ``output`` holds, and start over.
        progress: called several times a second, in this thread.

    Raises:
        ConfigError, DataError: what is asked for cannot be done; nothing was trained then.
        KeyboardInterrupt: it was stopped.

    Examples:
        >>> import sparse_explorer as se
        >>> block, hidden = se.ConvConfig(channels=2, kernel_size=9, k=20), se.HiddenConfig(units=8)
        >>> network = se.NetworkConfig(convs=(block,), hidden=hidden)
        >>> tiny = se.Variant("Tiny", network, se.TrainingConfig(epochs=1))
        >>> experiment = se.Experiment((tiny,), noises=(se.NoiseConfig("article", (0.0, 0.5)),), threads=1)
        >>> results = se.run(experiment)
        >>> [level.noise for level in results.runs[0].levels]
        [0.0, 0.5]
    """
    session, watch = _session(
        experiment, output, jobs, scheduler, device, data_dir, overwrite, progress or _nothing
    )
    failed = []
    with session, closing(session.run()) as runs:
        for ended in runs:
            watch.ended(ended)
            if ended.failure is not None:
                failed.append(FailedRun(ended.task.variant.name, ended.task.seed, ended.failure.reason))
    return Results(
        session.experiment,
        tuple(result for task in session.tasks for result in session.results.get(task.number, ())),
        tuple(failed),
        session.path,
        (*watch.complaints, *filter(None, (session.lost, session.elsewhere))),
    )


def run_each(
    experiment: Experiment,
    *,
    output: str | Path | None = None,
    jobs: int = 1,
    scheduler: str | None = None,
    device: str = "auto",
    data_dir: str | Path | None = None,
    overwrite: bool = False,
    progress: Callable[[Progress], object] | None = None,
) -> Generator[tuple[RunResult, ...], None, None]:
    """The same as :func:`run`, which yields what came of each run, an item for each noise, as it ends and is saved.

        with contextlib.closing(se.run_each(experiment, output="out")) as runs:
            for results in runs:
                if results[0].noise_score < 5000:
                    break

    What is at work when the generator is closed stops, and goes on with the next call. Runs that were finished before
    come first; those that fail are left out.

    Examples:
        >>> import sparse_explorer as se
        >>> block, hidden = se.ConvConfig(channels=2, kernel_size=9, k=20), se.HiddenConfig(units=8)
        >>> network = se.NetworkConfig(convs=(block,), hidden=hidden)
        >>> tiny = se.Variant("Tiny", network, se.TrainingConfig(epochs=1))
        >>> experiment = se.Experiment((tiny,), noises=(se.NoiseConfig("article", (0.0, 0.5)),), threads=1)
        >>> [run.variant for (run,) in se.run_each(experiment)]
        ['Tiny']
    """
    session, watch = _session(
        experiment, output, jobs, scheduler, device, data_dir, overwrite, progress or _nothing
    )
    with session:
        for task in session.tasks:
            if task.number in session.results:
                yield session.results[task.number]
        with closing(session.run()) as runs:
            for ended in runs:
                watch.ended(ended)
                if ended.failure is None:
                    yield session.results[ended.task.number]


def verdict(
    plan: VerdictPlan,
    *,
    output: str | Path | None = None,
    jobs: int = 1,
    scheduler: str | None = None,
    device: str = "auto",
    data_dir: str | Path | None = None,
    overwrite: bool = False,
    progress: Callable[[Progress], object] | None = None,
) -> Verdict:
    """Do the runs of a plan as :func:`run` does, and work out what they say.

        plan = se.verdict_plan(dataset="mnist", seeds=10, confirm=10)
        found = se.verdict(plan, output="out", jobs=2)
        for claim in found.made():
            print(claim.text)

    In the end, something is done to the trained networks of the claiming seeds, to learn why they are robust; that
    is :attr:`Verdict.mechanisms`. The output folder receives the page ``verdict.html``, the same as ``verdict.md``,
    ``verdict.csv``, ``mechanism.csv``, ``shares.csv`` and pictures, beside all that :func:`run` writes;
    ``se.load(output)`` has the runs.

    Raises:
        RuntimeError: no run of the reference could be done; and as :func:`run`.

    Examples:
        >>> import sparse_explorer as se
        >>> block, hidden = se.ConvConfig(channels=2, kernel_size=9, k=20), se.HiddenConfig(units=8)
        >>> network = se.NetworkConfig(convs=(block,), hidden=hidden)
        >>> training = se.TrainingConfig(epochs=1)
        >>> dense = se.NetworkConfig(False, False, False, network.convs, network.hidden)
        >>> plan = se.verdict_plan(
        ...     (se.Variant("Dense", dense, training), se.Variant("Winners", network, training)),
        ...     seeds=2, confirm=0, noises=(se.NoiseConfig("article", (0.0, 0.5)),),
        ... )
        >>> se.verdict(plan).variants
        ('Dense', 'Winners')
    """
    inside = {name for contrast in plan.contrasts for name in contrast.variants}
    session, watch = _session(
        plan.experiment, output, jobs, scheduler, device, data_dir, overwrite, progress or _nothing, inside
    )
    watch.more = len(plan.claiming) * len(plan.contrasts)
    with session:
        try:
            with closing(session.run()) as runs:
                for ended in runs:
                    watch.ended(ended)
            with closing(session.examine(plan)) as examined:
                for each in examined:
                    watch.examined(each)
        finally:
            report = session.judge(plan)
    if report is None:
        raise RuntimeError(f"no run of {plan.reference} with a claiming seed is finished")
    return report.found


class _Watch(Listener):
    """Turns what a session tells into :class:`Progress`."""

    def __init__(self, tell: Callable[[Progress], object]) -> None:
        self.complaints: list[str] = []
        self.session: Session | None = None
        self.more = 0  # what is done beside the runs
        self._tell = tell
        self._examined = 0
        self._inside: dict[int, ExaminationTask] = {}
        self._at_work: dict[int, float] = {}

    def progress(self, progress: RunProgress) -> None:
        self._at_work[progress.number] = progress.done
        self._report(progress.number, progress.text)

    def complain(self, line: str) -> None:
        self.complaints.append(line)

    def ended(self, run: EndedRun) -> None:
        self._at_work.pop(run.task.number, None)
        self._report(run.task.number, "failed" if run.failure else "finished")

    def examining(self, examination: Examination) -> None:
        self._inside = {task.number: task for task in examination.missing}
        self._examined = self.more - len(self._inside)

    def examined(self, each: Examined) -> None:
        self._at_work.pop(each.task.number, None)
        self._examined += 1
        self._report(each.task.number, "failed" if each.failure else "finished")

    def _report(self, number: int, text: str) -> None:
        assert self.session is not None
        finished, total = len(self.session.results), len(self.session.tasks)
        inside = self._inside.get(number)
        if inside is not None:
            variant, seed, text = inside.contrast.sparse, inside.seed, f"interventions, {text}"
        else:
            task = self.session.tasks[number - 1]
            variant, seed = task.variant.name, task.seed
        done = (finished + self._examined + sum(self._at_work.values())) / (total + self.more)
        self._tell(Progress(done, finished, total, variant, seed, text))


def _nothing(progress: Progress) -> None:
    pass


def _session(
    experiment: Experiment,
    output: str | Path | None,
    jobs: int,
    scheduler: str | None,
    device: str,
    data_dir: str | Path | None,
    overwrite: bool,
    progress: Callable[[Progress], object],
    hold: Collection[str] = (),
) -> tuple[Session, _Watch]:
    watch = _Watch(progress)
    execution = Execution(
        jobs,
        SchedulerAddress.parse(scheduler) if scheduler is not None else None,
        device,
        Path(data_dir) if data_dir is not None else None,
    )
    folder = Path(os.path.expanduser(output)) if output is not None else None
    watch.session = Session(experiment, execution, folder, overwrite=overwrite, listener=watch, hold=hold)
    return watch.session, watch
