"""What winners have in common with those of the clean digit, at every noise, under the accuracy of all digits.

Of the digit in sight, or on average over a sample of the test set with its spread; of each network's last layer, or of
a layer that is chosen.
"""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.language.glossary import tip
from sparse_explorer.app.language.texts import layer_title, noise_axis
from sparse_explorer.app.model.history_view import HistoryView
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.curves import LEAST_PLOT_HEIGHT, curve_of
from sparse_explorer.app.panes.results_watch import REFRESH_MS
from sparse_explorer.app.panes.sample_curves import show_samples
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.throttle import Throttle
from sparse_explorer.app.widgets.card import Card
from sparse_explorer.app.widgets.elided_combo import ElidedCombo
from sparse_explorer.app.widgets.noise_curve import ReferenceCurve
from sparse_explorer.app.widgets.overlap_plot import OverlapPlot
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.plan.noises import most_percent
from sparse_explorer.experiment.results.inspection_reports import DigitOverlaps
from sparse_explorer.experiment.results.overlaps import LayerOverlaps, OverlapsPart

STEP = 0.05
"""From one level of the digit's overlaps to the next, as the inspector has them."""

FOLLOW_MS = 60
LAST = ""
"""Stands for each network's last layer whose units can be active."""


@guarded
class OverlapPane(Card):
    """Accuracy of each variant on all test images, solid, and overlaps, dashed.

    Signals:
        digit_wanted(bool): overlaps of the digit in sight are looked at, or no longer.
        sample_wanted(bool): those of the sample are.
    """

    digit_wanted = Signal(bool)
    sample_wanted = Signal(bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Against noise"))
        self.title_label.set_tip(tip("overlap"))
        self._session = session
        self._overlaps: Mapping[str, DigitOverlaps] = {}
        self._sample: Mapping[str, OverlapsPart] = {}
        self._shown: tuple[object, ...] | None = None
        self._make_choices()
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
            session.own.changed,
        ):
            signal.connect(self._forget)
        # The line follows a moment later: a plot takes as long to paint as all else that the slider moves.
        self._follow = QTimer(self, interval=FOLLOW_MS, singleShot=True)
        self._follow.timeout.connect(lambda: self.plot.set_noise(session.noise))
        session.noise_changed.connect(self._follow_soon)
        self.plot.set_noise(session.noise)

    @property
    def of_sample(self) -> bool:
        """Whether overlaps are those of the sample, not of the digit in sight."""
        return bool(self._whose.currentData())

    def set_overlaps(self, overlaps: Mapping[str, DigitOverlaps]) -> None:
        """Show what the digit's active units have in common, 0 ... 1, at every fifth percent from 0 on, by variant and
        by the title of the layer."""
        self._overlaps = overlaps
        self.refresh()

    def set_sample(self, sample: Mapping[str, OverlapsPart]) -> None:
        """Show the same over a sample of the test set, by variant, as far as it has come."""
        self._sample = sample
        self.refresh()

    def show_history(self, view: HistoryView) -> None:
        """Show the curves of what is being trained, or of the moment that is looked at."""
        show_samples(self.plot, self._session, view)

    def refresh(self) -> None:
        """Show the session's curves as they are, if they are others than those that are shown and somebody looks."""
        if not self.isVisible():
            return
        session = self._session
        convention = session.noise_config.convention
        self._offer_layers()
        curves, dashed = [], []
        for item in session.shown:
            runs = session.sweeps(item.id)
            if runs:
                curves.append(curve_of(item, [levels for _, levels in runs]))
            reference = self._sample_curve(item) if self.of_sample else self._digit_curve(item)
            if reference is not None:
                dashed.append(reference)
        done = [(part.done, part.total) for part in self._sample.values()] if self.of_sample else []
        now = convention, tuple(curves), tuple(dashed), self.of_sample, tuple(done)
        if now == self._shown:
            return
        self._shown = now
        self.plot.set_sample(*min(done, default=(0, 0)), of_sample=self.of_sample)
        self.plot.set_level_axis(noise_axis(KINDS[convention]), most_percent(convention))
        self.plot.set_curves(curves)
        self.plot.set_references(dashed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.plot.set_noise(self._session.noise)
        self.refresh()
        self._say_what_is_wanted()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._say_what_is_wanted()

    # --- what there is to show ------------------------------------------------------------------------------------

    def _digit_curve(self, item: VariantItem) -> ReferenceCurve | None:
        layers = self._overlaps.get(item.id, {})
        title = self._layer_of(layers)
        if title is None:
            return None
        shares = layers[title]
        levels = tuple(STEP * place for place in range(len(shares)))
        name = self.tr("{name}, this digit").format(name=item.variant.name)
        return ReferenceCurve(name, item.color, levels, tuple(100 * share for share in shares))

    def _sample_curve(self, item: VariantItem) -> ReferenceCurve | None:
        part = self._sample.get(item.id)
        title = None if part is None else self._layer_of(part.layers)
        if part is None or title is None:
            return None
        layer: LayerOverlaps = part.layers[title]
        name = self.tr("{name}, {count} digits").format(name=item.variant.name, count=part.done)
        return ReferenceCurve(
            name,
            item.color,
            tuple(level / 100 for level in part.levels),
            tuple(100 * mean for mean in layer.means),
            tuple(100 * spread for spread in layer.spreads),
        )

    def _layer_of(self, layers: Mapping[str, object]) -> str | None:
        """Title of the layer to show of a network; None if it has no such layer."""
        chosen = self._layer.currentData()
        if chosen in (LAST, None):
            return next(reversed(list(layers)), None)
        return chosen if chosen in layers else None

    def _offer_layers(self) -> None:
        """The layers of all variants, each once."""
        found: dict[str, None] = {}
        known = self._sample if self.of_sample else self._overlaps
        for item in self._session.items:
            each = known.get(item.id)
            found |= dict.fromkeys(each.layers if isinstance(each, OverlapsPart) else each or {})
        titles = sorted(found)  # as it happens: convolutions by number, then the hidden layer
        offered = [self._layer.itemData(row) for row in range(1, self._layer.count())]
        chosen = self._layer.currentData()
        # A chosen layer stays while nothing is known of any.
        if not titles or titles == offered:
            return
        with QSignalBlocker(self._layer):
            while self._layer.count() > 1:
                self._layer.removeItem(1)
            for title in titles:
                self._layer.addItem(layer_title(title), title)
            self._layer.setCurrentIndex(max(0, self._layer.findData(chosen)))

    def _forget(self) -> None:
        """Those of another image or noise say nothing of this one."""
        self.set_overlaps({})

    # --- what the user does ---------------------------------------------------------------------------------------

    def _make_choices(self) -> None:
        self._whose = ElidedCombo(5, 14)
        self._whose.setObjectName("overlap_digits_combo")
        self._whose.setAccessibleName(self.tr("Digits whose winners are compared"))
        self._whose.set_tip(
            self.tr("Winners of the digit in sight, or of a sample of the test digits: their mean and spread")
        )
        self._whose.addItem(self.tr("this digit"), False)
        self._whose.addItem(self.tr("test digits"), True)
        self._whose.currentIndexChanged.connect(self._choice_changed)
        self._layer = ElidedCombo(5, 14)
        self._layer.setObjectName("overlap_layer_combo")
        self._layer.setAccessibleName(self.tr("Layer whose winners are compared"))
        self._layer.set_tip("\n".join((self.tr("The layer whose winners are compared"), tip("winners"))))
        self._layer.addItem(self.tr("last layer"), LAST)
        self._layer.currentIndexChanged.connect(self._choice_changed)
        self.header.addWidget(self._whose)
        self.header.addWidget(self._layer)
        self.let_header_wrap()

    def _choice_changed(self) -> None:
        self.refresh()
        self._say_what_is_wanted()

    def _say_what_is_wanted(self) -> None:
        seen = self.isVisible()
        self.digit_wanted.emit(seen and not self.of_sample)
        self.sample_wanted.emit(seen and self.of_sample)

    def _follow_soon(self) -> None:
        if not self._follow.isActive() and self.isVisible():
            self._follow.start()
