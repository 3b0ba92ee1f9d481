"""Accuracy against noise of networks that something is done to: one after another, in the background, on a sample."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from sparse_explorer.app.background.worker import Worker
from sparse_explorer.app.model.live_curves import LiveCurve
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import NetworkShelf, PastShelf
from sparse_explorer.data.noise.kinds import KINDS, Family
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.results.interventions import NOTHING, InterventionCurve

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData
    from sparse_explorer.experiment.engine.network import ExplorerNetwork

SAMPLE = 500
"""Test digits, evenly spread, that are shown at each level."""

POLL_MS = 100


@dataclass(frozen=True, eq=False)
class _Job:
    """A curve at work: what it was begun with, and who computes it."""

    curve: LiveCurve
    network: ExplorerNetwork
    worker: Worker


class InterventionCurves(QObject):
    """Computes the curves that were asked for, and again whenever what is done, the noise or the network changes.

    Signals:
        changed(object): the curves, a tuple of LiveCurve, in the order in which they were asked for.
        failed(str, str): what went wrong, in words, and the details.
    """

    changed = Signal(object)
    failed = Signal(str, str)

    def __init__(self, session: Session, shelf: NetworkShelf | PastShelf, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._shelf = session, shelf
        self._data: ImageData | None = None
        self._curves: dict[str, LiveCurve] = {}
        self._networks: dict[str, ExplorerNetwork] = {}  # that the curves are of
        self._job: _Job | None = None
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._take_in)
        session.interventions.changed.connect(self.refresh)
        session.noise_config_changed.connect(self._begin_again)
        session.variants_changed.connect(self.refresh)

    def set_data(self, data: ImageData | None) -> None:
        """Show digits of this ImageData from now on; None while there is none."""
        self._data = data
        self._begin_again()

    def curves(self) -> tuple[LiveCurve, ...]:
        """As far as they are."""
        return tuple(self._curves.values())

    def toggle(self, variant_id: str) -> None:
        """Compute the curve of a variant with what is done to it now; or stop and forget it, if there is one."""
        if self._curves.pop(variant_id, None) is None:
            curve = self._fresh(variant_id)
            if curve is None:
                return
            self._curves[variant_id] = curve
        self._go_on()
        self.changed.emit(self.curves())

    def refresh(self) -> None:
        """Begin again with those that are out of date, and forget those of which nothing is asked any more."""
        before = self.curves()
        for variant_id, curve in list(self._curves.items()):
            fresh = self._fresh(variant_id)
            if fresh is None:
                del self._curves[variant_id]
            elif fresh.intervention != curve.intervention or self._networks.get(
                variant_id
            ) is not self._network(variant_id):
                self._curves[variant_id] = fresh
        self._go_on()
        if self.curves() != before:
            self.changed.emit(self.curves())

    def stop(self) -> None:
        """Compute no more."""
        self._curves.clear()
        self._go_on()

    def _begin_again(self) -> None:
        before = self.curves()
        fresh = {variant_id: self._fresh(variant_id) for variant_id in self._curves}
        self._curves = {variant_id: curve for variant_id, curve in fresh.items() if curve is not None}
        self._go_on()
        if before:
            self.changed.emit(self.curves())

    def _fresh(self, variant_id: str) -> LiveCurve | None:
        """A curve with nothing done yet; None where none can be computed."""
        session = self._session
        if not session.has(variant_id) or self._data is None:
            return None
        intervention, noise = session.interventions.of(variant_id), session.noise_config
        of_images = KINDS[noise.convention].family in (Family.PIXELS, Family.IMAGE)
        if intervention is None or not of_images or self._network(variant_id) is None:
            return None
        images = min(SAMPLE, len(self._data.test_images))
        return LiveCurve(variant_id, intervention, images, len(noise.levels))

    def _network(self, variant_id: str) -> ExplorerNetwork | None:
        return self._shelf.get(self._session.place(variant_id)) if self._session.has(variant_id) else None

    def _go_on(self) -> None:
        """Let go of a job that nobody wants any more, and begin the next."""
        job = self._job
        if job is not None and self._curves.get(job.curve.variant_id) is not job.curve:
            job.worker.stop()  # it is gone, or begun again
            self._job = None
        if self._job is None:
            waiting = next((curve for curve in self._curves.values() if curve.progress < 1), None)
            if waiting is not None:
                self._begin(waiting)
        if self._job is None:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def _begin(self, curve: LiveCurve) -> None:
        network, data, noise = self._network(curve.variant_id), self._data, self._session.noise_config
        if network is None or data is None:
            return
        seed = self._session.seed
        curve = replace(curve, levels=(), before=(), after=())
        self._curves[curve.variant_id] = curve
        self._networks[curve.variant_id] = network
        worker = Worker(lambda: _compute(curve, network, data, noise, seed))
        self._job = _Job(curve, network, worker)
        worker.begin()

    def _take_in(self) -> None:
        job = self._job
        if job is None:
            return
        finished = job.worker.isFinished()
        reports = job.worker.take()
        if reports and isinstance(reports[-1], LiveCurve):
            self._job = _Job(reports[-1], job.network, job.worker)
            self._curves[job.curve.variant_id] = reports[-1]
            if job.curve != reports[-1]:
                self.changed.emit(self.curves())
        if finished:
            self._job = None
            if job.worker.error is not None:
                self._curves.pop(job.curve.variant_id, None)
                self.changed.emit(self.curves())
                self.failed.emit(self.tr("The curve could not be computed."), job.worker.error_text)
            self._go_on()


def _compute(
    curve: LiveCurve, network: ExplorerNetwork, data: ImageData, noise: NoiseConfig, seed: int
) -> Iterator[LiveCurve]:
    """A curve that grows level by level; and, in between, as it was, so that it can be stopped."""
    from sparse_explorer.experiment.engine.interventions import interventions, sampled

    sample = sampled(data, curve.images)
    kinds = (NOTHING, curve.intervention.kind)
    for level in noise.levels:
        found: tuple[InterventionCurve, ...] = ()
        at_level = replace(noise, levels=(level,))
        for report in interventions(
            network, sample, at_level, name="", seed=seed, kinds=kinds, k=curve.intervention.k
        ):
            found = report.curves
            yield curve
        before, after = (each.levels[0].accuracy for each in found)
        curve = replace(
            curve,
            levels=(*curve.levels, level),
            before=(*curve.before, before),
            after=(*curve.after, after),
        )
        yield curve
