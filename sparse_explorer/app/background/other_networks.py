"""Networks from elsewhere: opened, kept fit for the data set and the seeds in use, and let go of.

Each runs in a process of its own. ONNX files are read again whenever they are wanted. Code is run when a person asks
for it, and not again before somebody asks again: a session may name code, and does not run it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal

from sparse_explorer.app.background import other_jobs as jobs
from sparse_explorer.app.background.other_process import OtherProcess
from sparse_explorer.app.background.worker import Worker
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import NetworkShelf, Place
from sparse_explorer.app.model.source import NOT_RUN, Source
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.runs.other_runs import new_history

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData


@dataclass(frozen=True, eq=False)
class _Request:
    """Whose network is to be opened; a new one has no place in the list yet."""

    source: Source
    name: str
    variant_id: str = ""


class OtherNetworksController(QObject):
    """Opens networks one after another, in a worker.

    Signals:
        added(str): a network has come to the list, as the variant with that id.
        network_changed(str): the network of the variant with that id is another one, or none any more.
        said(str): that something is being opened; empty when that is over.
        refused(str, str): the name of a network that cannot be opened, and why, in one line.
    """

    added = Signal(str)
    network_changed = Signal(str)
    said = Signal(str)
    refused = Signal(str, str)
    _lost = Signal(str, str)

    def __init__(self, session: Session, shelf: NetworkShelf, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._shelf = session, shelf
        self._data: ImageData | None = None
        self._processes: dict[str, OtherProcess] = {}
        self._over = threading.Event()
        self._allowed: set[str] = set()  # whose code somebody has asked to be run
        self._reasons: dict[str, str] = {}  # why some are not in memory, by variant id
        self._fit: dict[str, tuple[ImageData, range]] = {}  # what those in memory are for
        self._waiting: list[_Request] = []
        self._at_work: _Request | None = None
        self._worker: Worker | None = None
        self._lost.connect(self._take_loss, Qt.ConnectionType.QueuedConnection)
        session.variants_changed.connect(self.refresh)
        session.seeds_changed.connect(self.refresh)
        self.refresh()

    @property
    def busy(self) -> bool:
        """Whether something is being opened, or waits for it."""
        return self._worker is not None or bool(self._waiting)

    def set_data(self, data: ImageData | None) -> None:
        """Let networks tell the classes of this ImageData apart from now on; None while there is none."""
        self._data = data
        self._reasons = {key: reason for key, reason in self._reasons.items() if self._is_unrun(key)}
        self.refresh()

    def open(self, source: Source, name: str) -> None:
        """Open a network and add it to the list, as soon as data are there. Code is run; ask before."""
        try:
            Variant(name)
        except ConfigError as error:
            self.refused.emit(name, error.reason)
            return
        self._waiting.append(_Request(source, self._session.free_name(name)))
        self._next()

    def open_again(self, variant_id: str) -> None:
        """Try again with a network of the list that is not in memory. Code is run; ask before."""
        self._reasons.pop(variant_id, None)
        self._fit.pop(variant_id, None)
        self._allowed.add(variant_id)
        item = self._session.item(variant_id)
        if item.source is not None:
            self._waiting.append(_Request(item.source, item.variant.name, variant_id))
            self.refresh()

    def stop(self) -> None:
        """Open nothing any more, and end all processes."""
        self._waiting = []
        if self._worker is not None:
            self._worker.stop()
        self._over.set()
        for variant_id, process in self._processes.items():
            self._shelf.drop_others(variant_id)  # first, so that a sweep knows that it is wanted no more
            process.close()

    def refresh(self) -> None:
        """Ask for what is missing in memory, let go of what was removed, and say what is absent."""
        session = self._session
        others = {item.id: item for item in session.items if item.source is not None}
        for gone in self._fit.keys() - others.keys():
            self._let_go(gone)
        for item in others.values():
            if self._data is None or self._is_fit(item.id) or item.id in self._reasons:
                continue
            if self._is_unrun(item.id) and not self._is_asked_for(item.id):
                self._reasons[item.id] = NOT_RUN
            elif not self._is_asked_for(item.id) and item.source is not None:
                self._waiting.append(_Request(item.source, item.variant.name, item.id))
        session.set_absent({key: self._reasons.get(key, "") for key in others if not self._is_fit(key)})
        self._next()

    # --- one after another --------------------------------------------------------------------------------------------

    def _next(self) -> None:
        data = self._data
        if self._worker is not None or data is None:
            return
        self._waiting = [
            each for each in self._waiting if not each.variant_id or self._session.has(each.variant_id)
        ]
        if not self._waiting:
            return
        request = self._waiting.pop(0)
        seeds, process = self._session.all_seeds(), self._processes.get(request.variant_id)
        self.said.emit(self.tr("Opening {name} …").format(name=request.name))
        self._work(
            request,
            lambda: jobs.open_network(request.source, request.name, data, seeds, process, self._over),
            data,
            seeds,
        )

    def _work(
        self, request: _Request, job: Callable[[], Iterator[Any]], data: ImageData, seeds: range
    ) -> None:
        self._at_work, self._worker = request, Worker(job)
        self._worker.ended.connect(lambda: self._ended(data, seeds))
        self._worker.begin()

    def _ended(self, data: ImageData, seeds: range) -> None:
        worker, request = self._worker, self._at_work
        self._worker = self._at_work = None
        self.said.emit("")
        if worker is None or request is None:
            return
        for opened in worker.take():
            self._take_in(request, opened, data, seeds)
        if worker.error is not None:
            self._refuse(request, worker)
        self.refresh()

    def _take_in(self, request: _Request, opened: jobs.Opened, data: ImageData, seeds: range) -> None:
        session = self._session
        variant_id = request.variant_id
        if not variant_id:
            item = VariantItem(Variant(request.name), 0, source=opened.source)
            variant_id = item.id
        elif not session.has(variant_id):
            opened.process.close()
            return
        self._reasons.pop(variant_id, None)
        self._fit[variant_id] = data, seeds
        self._allowed.add(variant_id)
        self._processes[variant_id] = opened.process
        places = {Place(variant_id, data.name, seed): network for seed, network in opened.networks.items()}
        for place, network in places.items():
            network.on_failure = lambda reason: self._lost.emit(variant_id, reason)
            self._shelf.put_other(place, network)
        with session.together():
            if not request.variant_id:
                session.adopt([item])
            else:
                session.item(variant_id).source = opened.source
            for place in places:
                if session.record_of(place) is None:
                    session.set_history(place, new_history())
        self.network_changed.emit(variant_id)
        if not request.variant_id:
            self.added.emit(variant_id)

    def _refuse(self, request: _Request, worker: Worker) -> None:
        words = isinstance(worker.error, ValueError | OSError)
        reason = getattr(worker.error, "reason", str(worker.error)) if words else worker.error_text
        if request.variant_id:
            self._reasons[request.variant_id] = reason
        else:
            self.refused.emit(request.name, reason)

    # --- what is in memory --------------------------------------------------------------------------------------------

    def _is_fit(self, variant_id: str) -> bool:
        """Whether a network is in memory for the data set and the seeds in use."""
        return self._fit.get(variant_id) == (self._data, self._session.all_seeds())

    def _is_unrun(self, variant_id: str) -> bool:
        """Whether a network would be made by code that nobody has asked to be run."""
        session = self._session
        source = session.item(variant_id).source if session.has(variant_id) else None
        return source is not None and source.is_code and variant_id not in self._allowed

    def _is_asked_for(self, variant_id: str) -> bool:
        at_work = self._at_work is not None and self._at_work.variant_id == variant_id
        return at_work or any(request.variant_id == variant_id for request in self._waiting)

    def _take_loss(self, variant_id: str, reason: str) -> None:
        """A network failed while it was asked."""
        if variant_id in self._fit:
            self._reasons[variant_id] = reason
            self._let_go(variant_id)
            self.refresh()

    def _let_go(self, variant_id: str) -> None:
        self._fit.pop(variant_id, None)
        self._shelf.drop_others(variant_id)
        process = self._processes.pop(variant_id, None)
        if process is not None:
            process.close()
        self.network_changed.emit(variant_id)
