"""What the variants' winners have in common with those of the clean digits, over a sample of the test set.

Found in the background, once for each network and kind of noise, while somebody looks.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from sparse_explorer.app.background import answers_jobs as jobs
from sparse_explorer.app.background.latest_job import LatestJob
from sparse_explorer.app.background.networks_in_sight import networks_in_sight
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import NetworkShelf
from sparse_explorer.experiment.results.overlaps import OverlapsPart

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData
    from sparse_explorer.experiment.engine.network import ExplorerNetwork

REST_MS = 250


class OverlapsController(QObject):
    """Finds what is missing, and keeps what was found for as long as its network is in memory.

    Signals:
        changed(object): OverlapsPart by variant id, with the noise in use, as far as they have come.
        failed(str, str): what went wrong, in words, and the details.
    """

    changed = Signal(object)
    failed = Signal(str, str)

    def __init__(self, session: Session, shelf: NetworkShelf, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._shelf = shelf
        self._data: ImageData | None = None
        self._wanted = False
        self._known: weakref.WeakKeyDictionary[ExplorerNetwork, dict[str, OverlapsPart]] = (
            weakref.WeakKeyDictionary()
        )
        self._asked: dict[str, ExplorerNetwork] = {}
        self._convention = ""
        self._job = LatestJob(self)
        self._job.reported.connect(lambda report: self._take_in(*report))
        self._job.done.connect(self.refresh)  # a network may have come meanwhile
        self._job.failed.connect(self._fail)
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self._ask)
        for signal in (session.noise_config_changed, session.variants_changed, session.seeds_changed):
            signal.connect(self.refresh)

    @property
    def at_work(self) -> bool:
        """Whether more is about to come."""
        return self._rest.isActive() or self._job.at_work

    def set_data(self, data: ImageData | None) -> None:
        """Take the digits of this ImageData from now on; None while there is none."""
        self._data = data
        self.refresh()

    def set_wanted(self, wanted: bool) -> None:
        """Say whether somebody looks at what is found."""
        if wanted != self._wanted:
            self._wanted = wanted
            self.refresh()

    def refresh(self) -> None:
        """Show what is known, and find what is missing when things come to rest."""
        if not self._wanted:
            self.stop_finding()
            return
        networks = self._networks()
        same = self._convention == self._session.noise_config.convention
        if not same or any(networks.get(name) is not network for name, network in self._asked.items()):
            self.stop_finding()
        self.changed.emit(self._found(networks))
        if self._missing(networks) and not self._job.at_work:
            self._rest.start()

    def stop(self) -> None:
        """Find nothing any more."""
        self._wanted = False
        self.stop_finding()

    def stop_finding(self) -> None:
        """Leave what is being found."""
        self._rest.stop()
        self._job.cancel()
        self._asked = {}

    def _networks(self) -> dict[str, ExplorerNetwork]:
        return {} if self._data is None else networks_in_sight(self._session, self._shelf)

    def _found(self, networks: dict[str, ExplorerNetwork]) -> dict[str, OverlapsPart]:
        convention = self._session.noise_config.convention
        known = {name: self._known.get(network, {}).get(convention) for name, network in networks.items()}
        return {name: part for name, part in known.items() if part is not None}

    def _missing(self, networks: dict[str, ExplorerNetwork]) -> dict[str, ExplorerNetwork]:
        found = self._found(networks)
        whole = {name for name, part in found.items() if part.done == part.total}
        return {name: network for name, network in networks.items() if name not in whole}

    def _ask(self) -> None:
        missing, data = self._missing(self._networks()), self._data
        self._convention = convention = self._session.noise_config.convention
        self._asked = missing
        if missing and data is not None:
            self._job.start(lambda: jobs.overlaps(missing, data, convention))

    def _take_in(self, variant_id: str, part: OverlapsPart) -> None:
        self._known.setdefault(self._asked[variant_id], {})[self._convention] = part
        self.changed.emit(self._found(self._networks()))

    def _fail(self, details: str) -> None:
        self.failed.emit(self.tr("The winners of the test digits could not be compared."), details)
