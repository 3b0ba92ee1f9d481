"""What a digit's winners have in common with those of the clean digit, at every noise, beside the accuracy of all."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.language.texts import noise_axis
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.curves import LEAST_PLOT_HEIGHT, curve_of
from sparse_explorer.app.panes.results_watch import REFRESH_MS
from sparse_explorer.app.qt.throttle import Throttle
from sparse_explorer.app.widgets.card import Card
from sparse_explorer.app.widgets.noise_curve import ReferenceCurve
from sparse_explorer.app.widgets.overlap_plot import OverlapPlot
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.plan.noises import most_percent

STEP = 0.05
"""From one level of the overlaps to the next, as the inspector has them."""

FOLLOW_MS = 60


class OverlapPane(Card):
    """Accuracy of each variant on all test images, and, dashed, the overlap of the digit in sight."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Against noise"))
        self._session = session
        self._overlaps: Mapping[str, Sequence[float]] = {}
        self._shown: tuple[object, ...] | None = None
        self.plot = OverlapPlot()
        self.plot.setObjectName("overlap_plot")
        self.plot.setMinimumHeight(LEAST_PLOT_HEIGHT)
        self.plot.noise_moved.connect(session.set_noise)
        self.body.addWidget(self.plot, 1)
        # A training reports many times a second, and changes nothing here.
        results = Throttle(REFRESH_MS, self)
        results.triggered.connect(self.refresh)
        session.record_changed.connect(results.trigger)
        for signal in (
            session.variants_changed,
            session.dataset_changed,
            session.noise_config_changed,
            session.seeds_changed,
        ):
            signal.connect(self.refresh)
        for signal in (
            session.digit_changed,
            session.pattern_changed,
            session.noise_config_changed,
            session.dataset_changed,
        ):
            signal.connect(self._forget)
        # The line follows a moment later: a plot takes as long to paint as all else that the slider moves.
        self._follow = QTimer(self, interval=FOLLOW_MS, singleShot=True)
        self._follow.timeout.connect(lambda: self.plot.set_noise(session.noise))
        session.noise_changed.connect(self._follow_soon)
        self.plot.set_noise(session.noise)
        self.refresh()

    def _follow_soon(self) -> None:
        if not self._follow.isActive():
            self._follow.start()

    def set_overlaps(self, overlaps: Mapping[str, Sequence[float]]) -> None:
        """Show what the digit's active units have in common, 0 ... 1, at every fifth percent from 0 on, by variant."""
        self._overlaps = overlaps
        self.refresh()

    def _forget(self) -> None:
        """Those of another image or noise say nothing of this one."""
        self.set_overlaps({})

    def refresh(self) -> None:
        """Show the session's curves as they are, if they are others than those that are shown."""
        session = self._session
        convention = session.noise_config.convention
        curves, dashed = [], []
        for item in session.shown:
            runs = session.sweeps(item.id)
            if runs:
                curves.append(curve_of(item, [levels for _, levels in runs]))
            shares = self._overlaps.get(item.id, ())
            if shares:
                levels = tuple(STEP * place for place in range(len(shares)))
                name = self.tr("{name}, this digit").format(name=item.variant.name)
                dashed.append(
                    ReferenceCurve(name, item.color, levels, tuple(100 * share for share in shares))
                )
        now = convention, tuple(curves), tuple(dashed)
        if now == self._shown:
            return
        self._shown = now
        self.plot.set_level_axis(noise_axis(KINDS[convention]), most_percent(convention))
        self.plot.set_curves(curves)
        self.plot.set_references(dashed)
