"""What a session tells while it is at work, and of what has ended."""

from collections.abc import Sequence
from dataclasses import dataclass

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.data.download import DownloadProgress
from sparse_explorer.experiment.results.reports import RunProgress
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.runs.examination import Examination, ExaminationTask
from sparse_explorer.experiment.runs.runs import RunFailure, RunTask


class Listener:
    """What can be learned while a session is at work; nothing is done with it here."""

    def downloading(self, progress: DownloadProgress) -> None:
        """A data set is on its way."""

    def starting(self, data: ImageData, remarks: Sequence[str]) -> None:
        """The first run is about to start.

        Args:
            data: what the runs are trained on.
            remarks: what should be known of the output folder, a line each.
        """

    def progress(self, progress: RunProgress) -> None:
        """How far a run is; an exception that this raises ends the run, which saves itself first."""

    def examining(self, examination: Examination) -> None:
        """Interventions are about to be made in the trained networks; their progress is told as that of runs is."""

    def stopping(self) -> None:
        """The process was asked to stop: what is at work ends, and what is finished is saved."""

    def complain(self, line: str) -> None:
        """Something could not be saved or drawn, and the work goes on."""


@dataclass(frozen=True)
class EndedRun:
    """How a run ended.

    Attributes:
        task: what was to be done.
        results: what came of it, one for each noise; none if it failed.
        failure: why it failed; None if it did not.
        seconds: how long it took.
    """

    task: RunTask
    results: tuple[RunResult, ...] = ()
    failure: RunFailure | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Examined:
    """How the interventions in the networks of a seed ended; ``failure`` says why they failed, None if they did not."""

    task: ExaminationTask
    failure: RunFailure | None = None
