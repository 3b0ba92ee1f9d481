"""How long the variants' networks take on this computer, and how much memory: measured when asked, and remembered.

A measurement beside a training would be one of the training, too: while the queue is at work nothing is measured.
"""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, Signal

from sparse_explorer.app.background.latest_job import LatestJob
from sparse_explorer.app.model.activity import Activity
from sparse_explorer.app.model.costs import Measuring
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.results.frontier import Measured


class MeasuringController(QObject):
    """Measures networks, one after another, each configuration once.

    Attributes:
        view: what was measured, and what is being measured.

    Signals:
        changed(object): there is another ``view``.
        failed(str, str): what went wrong, in words, and the details.
    """

    changed = Signal(object)
    failed = Signal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.view = Measuring()
        self._job = LatestJob(self)
        self._job.reported.connect(lambda report: self._take_in(*report))
        self._job.done.connect(self._rest)
        self._job.failed.connect(self._fail)

    def measure(self, networks: Sequence[NetworkConfig]) -> None:
        """Measure those that were not measured yet; nothing while the queue is at work."""
        missing = [network for network in dict.fromkeys(networks) if network not in self.view.found]
        if missing and not self.view.blocked:
            self._show(Measuring(self.view.found, 0, len(missing)))
            self._job.start(lambda: _measured(missing))

    def cancel(self) -> None:
        """Measure nothing more; what was measured is kept."""
        self._job.cancel()
        self._rest()

    def show_activity(self, activity: Activity) -> None:
        """The queue is at this: measuring makes way for it."""
        if activity.busy != self.view.blocked:
            self._job.cancel()
            self._show(Measuring(self.view.found, blocked=activity.busy))

    def _take_in(self, network: NetworkConfig, measured: Measured) -> None:
        view = self.view
        self._show(Measuring({**view.found, network: measured}, view.done + 1, view.total))

    def _rest(self) -> None:
        if self.view.at_work:
            self._show(Measuring(self.view.found, blocked=self.view.blocked))

    def _fail(self, details: str) -> None:
        self._rest()
        self.failed.emit(self.tr("The networks could not be measured."), details)

    def _show(self, view: Measuring) -> None:
        self.view = view
        self.changed.emit(view)


def _measured(networks: Sequence[NetworkConfig]) -> Iterator[tuple[NetworkConfig, Measured] | None]:
    """Each network with what was measured; None between two turns, where the job may be stopped."""
    from sparse_explorer.experiment.engine.measuring import turns
    from sparse_explorer.experiment.engine.one_thread import compute_in_one_thread

    compute_in_one_thread()
    for network in networks:
        for found in turns(network):
            yield None if found is None else (network, found)
