"""Going back to earlier moments of the variants' trainings, and following a training with a curve that grows.

The moment is the window's alone: it is no part of the session, and undo knows nothing of it. At a moment the inspector
sees the networks as they were; at the right end, and of variants that have no history, those of now.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from sparse_explorer.app.background.history_jobs import Moment, PastNetwork, SampleCurve, look_back
from sparse_explorer.app.background.worker import Worker
from sparse_explorer.app.model.activity import TRAIN, Activity
from sparse_explorer.app.model.history_view import HistoryView
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import NetworkShelf, PastShelf, Place
from sparse_explorer.data.catalogue import describe
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.plan.variant import Variant, settle_epochs
from sparse_explorer.experiment.results.reports import NoiseResult
from sparse_explorer.experiment.runs.stored import snapshot_steps

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData

POLL_MS = 30
LIVE_SHARE = 0.04
"""Most of the time of a training that its growing curve may take."""

MOST_CURVES = 400
"""Accuracies of moments that are remembered."""


class HistoryController(QObject):
    """Keeps the moment that is looked at.

    Args:
        shelf: the networks of now.
        data: the data set in use, None while it is not there.
        folder_of: where a run is kept.
        clock: seconds.

    Attributes:
        networks: those to look into: of the moment, or else of now.
        view: what there is to choose from, what is chosen, and the curves of it.

    Signals:
        view_changed(object): another ``view``.
        networks_changed: others than before are to be looked into.
    """

    view_changed = Signal(object)
    networks_changed = Signal()

    def __init__(
        self,
        session: Session,
        shelf: NetworkShelf,
        data: Callable[[], ImageData | None],
        folder_of: Callable[[Place], Path],
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self.view = HistoryView()
        self.networks = PastShelf(shelf)
        self._session, self._shelf, self._data, self._folder_of = session, shelf, data, folder_of
        self._clock = clock
        self._curves: dict[tuple[Place, int, str], tuple[NoiseResult, ...]] = {}
        self._live: dict[str, tuple[NoiseResult, ...]] = {}
        self._shown: dict[str, int] = {}  # the step of each variant at the moment
        self._trained = ""
        self._free_from = 0.0  # when a growing curve may be computed again
        self._began = 0.0
        self._following = False
        self._worker: Worker | None = None
        self._wanted = False
        self._stopped = False
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._drain)
        for signal in (session.variants_changed, session.loading_changed):
            signal.connect(self.refresh)
        for signal in (session.dataset_changed, session.seeds_changed):
            signal.connect(self._go_to_the_end)
        session.noise_config_changed.connect(self._forget_live)

    @property
    def at_work(self) -> bool:
        """Whether something is being read or computed."""
        return self._worker is not None

    def refresh(self) -> None:
        """Look again which moments there are."""
        marks = sorted({mark for item in self._session.shown for mark in self._marks(item.id)})
        epochs = [self._epochs(item.id) for item in self._session.shown if self._marks(item.id)]
        moment = self.view.moment if self.view.moment is None or marks else None
        self._set_view(marks=tuple(marks), epochs=max(epochs, default=0), moment=moment)
        if moment is None and self.networks.past():
            self._go_to_the_end()

    def go_to(self, moment: float | None) -> None:
        """Look at the networks as they were after so many epochs, the nearest before that there are; None for now."""
        if moment is None:
            self._go_to_the_end()
            return
        self._set_view(moment=moment)
        self._look_again()

    def show_activity(self, activity: Activity) -> None:
        """Which variant is being trained; its curve grows meanwhile."""
        trained = activity.variant_id if activity.kind == TRAIN and activity.seed is None else ""
        if trained != self._trained:
            before, self._trained = self._trained, trained
            self._live.pop(before, None)
            self._free_from = 0.0
            self.refresh()
            self._show_curves()

    def network_changed(self, variant_id: str) -> None:
        """A network was published while it trains: its curve grows, as far as its time lasts."""
        if variant_id == self._trained:
            self.refresh()  # it has come to another moment
        adversarial = KINDS[self._session.noise_config.convention].most_images is not None
        if (
            variant_id != self._trained
            or self._worker is not None
            or self.view.moment is not None
            or adversarial
        ):
            return
        network = self._shelf.get(self._session.place(variant_id))
        if network is not None and self._clock() >= self._free_from and self._data() is not None:
            self._following = True
            self._start(
                [Moment(self._session.place(variant_id), self._settled(variant_id), Path(), -1, network)]
            )

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopped = True
        if self._worker is not None:
            self._worker.stop()

    # --- moments ----------------------------------------------------------------------------------------------------

    def _settled(self, variant_id: str) -> Variant:
        return settle_epochs(self._session.item(variant_id).variant, describe(self._session.dataset).epochs)

    def _epochs(self, variant_id: str) -> int:
        return self._settled(variant_id).training.epochs or 1

    def _steps(self, variant_id: str) -> list[int]:
        """After which steps of a variant's training there is a network to look back at."""
        record = self._session.record(variant_id)
        if record is None or not record.history.steps:
            return []
        kept = snapshot_steps(self._folder_of(self._session.place(variant_id)))
        return [0, *(step for step in kept if step < record.history.step)] if kept else []

    def _marks(self, variant_id: str) -> list[float]:
        """The same in epochs."""
        record = self._session.record(variant_id)
        steps = record.history.steps if record is not None else 0
        return [round(self._epochs(variant_id) * step / steps, 3) for step in self._steps(variant_id)]

    def _moment_of(self, variant_id: str, moment: float) -> Moment | None:
        """A variant at a moment; None if it has no history, or had come to its end by then."""
        steps, marks = self._steps(variant_id), self._marks(variant_id)
        past = [step for step, mark in zip(steps, marks, strict=True) if mark <= moment]
        if not past or moment >= self._epochs(variant_id):
            return None
        place = self._session.place(variant_id)
        known = (place, past[-1], self._session.noise_config.convention) in self._curves
        return Moment(place, self._settled(variant_id), self._folder_of(place), past[-1], curve=not known)

    # --- the worker -------------------------------------------------------------------------------------------------

    def _look_again(self) -> None:
        """Read what the moment needs, as soon as the worker has stopped with what it is at."""
        if self._worker is not None:
            self._wanted = True
            self._worker.stop()
            return
        if self.view.moment is None:
            return
        found = {item.id: self._moment_of(item.id, self.view.moment) for item in self._session.shown}
        moments = [moment for moment in found.values() if moment is not None]
        self._shown = {moment.place.variant_id: moment.step for moment in moments}
        self.networks.keep_only({moment.place for moment in moments})
        self._show_curves()
        self._start(moments)

    def _start(self, moments: list[Moment]) -> None:
        if self._stopped:
            return
        data, noise = self._data(), self._session.noise_config
        if any(moment.network is None for moment in moments):
            self._following = False
            if KINDS[noise.convention].most_images is not None:
                data = None  # a curve of it takes minutes
        self._began = self._clock()
        self._worker = Worker(lambda: look_back(moments, data, noise))
        self._worker.ended.connect(self._ended)
        self._timer.start()
        self._worker.begin()

    def _drain(self) -> None:
        if self._worker is None:
            return
        changed = False
        for report in self._worker.take():
            if isinstance(report, PastNetwork) and report.moment.step >= 0:
                changed |= self._take_network(report)
            elif isinstance(report, SampleCurve):
                self._take_curve(report)
        if changed:
            self.networks_changed.emit()

    def _take_network(self, report: PastNetwork) -> bool:
        moment = report.moment
        if self.view.moment is None or self._shown.get(moment.place.variant_id) != moment.step:
            return False
        self.networks.put(moment.place, report.network)
        return True

    def _take_curve(self, report: SampleCurve) -> None:
        place, step = report.moment.place, report.moment.step
        if report.convention != self._session.noise_config.convention:
            return
        if step >= 0:
            self._curves[place, step, report.convention] = report.levels
            while len(self._curves) > MOST_CURVES:
                del self._curves[next(iter(self._curves))]
        elif place.variant_id == self._trained:
            self._live[place.variant_id] = report.levels
        self._show_curves()

    def _ended(self) -> None:
        self._drain()
        self._timer.stop()
        self._worker = None
        if self._following:
            now = self._clock()
            self._free_from = now + (now - self._began) / LIVE_SHARE
            self._following = False
        if self._wanted:
            self._wanted = False
            self._look_again()

    # --- what is shown ----------------------------------------------------------------------------------------------

    def _show_curves(self) -> None:
        if self.view.moment is None:
            curves = dict(self._live)
        else:
            convention, found = self._session.noise_config.convention, {}
            for variant_id, step in self._shown.items():
                levels = self._curves.get((self._session.place(variant_id), step, convention))
                if levels is not None:
                    found[variant_id] = levels
            curves = found
        self._set_view(curves=curves)

    def _forget_live(self) -> None:
        self._live.clear()
        self._free_from = 0.0
        self._show_curves()
        self._look_again()

    def _go_to_the_end(self) -> None:
        had = self.networks.past()
        self._shown = {}
        self.networks.keep_only(set())
        self._set_view(moment=None)
        self._show_curves()
        if self._worker is not None and not self._following:
            self._worker.stop()
        if had:
            self.networks_changed.emit()

    def _set_view(self, **changes: Any) -> None:
        view = self.view.changed(**changes)
        if view != self.view:
            self.view = view
            self.view_changed.emit(view)
