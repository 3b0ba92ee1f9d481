"""The theory beside the practice: how likely chance would be to match as many of a layer's winners as survive noise."""

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from sparse_explorer.app.language.texts import layer_title
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.inside_page import DigitPage
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.still_label import StillLabel
from sparse_explorer.app.widgets.theory_items import probability_text
from sparse_explorer.app.widgets.theory_plot import TheoryPlot
from sparse_explorer.app.widgets.wheel import ComboBox
from sparse_explorer.experiment.results.inspection_reports import LayerActivity, VariantInspection
from sparse_explorer.experiment.results.theory import LayerChance, layer_chance, winners_layers

TWO_LINES_FROM, CAPTION_FROM = 170, 330
"""Least heights of the page, in pixels, for both sentences over the plot, and for the explanation below it."""


@guarded
class TheoryPage(DigitPage):
    """Shows the selected variant's k-winners layers among curves of chance.

    Attributes:
        plot: the curves.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session, self.tr("Theory"), "theory_tab")
        self.tip = self.tr(
            "How likely an unrelated pattern is to match as many winners by chance as survive the noise: at the same "
            "share of active units, the probability falls exponentially with the number of units."
        )
        self._layer = ""
        self._titles: list[str] = []
        self._words = ("", "", "")
        self._make()

    def show_now(self) -> None:
        item = self._session.selected
        found = self._found()
        layers = _winners(found)
        self._show_layers([layer.title for layer in layers])
        if item is None or self._inspection is None or not layers:
            self.plot.set_empty_text(self._why_nothing(found))
            self.plot.set_layers(())
            self._say("", "", "")
            return
        current = max(self._layers.currentIndex(), 0)
        self.plot.set_layers(layers, current, item.color)
        layer = layers[current]
        values = {
            "share": f"{100 * layer.overlap:.0f}",
            "noise": self._inspection.noise,
            "chance": probability_text(layer.log10_probability),
        }
        texts = (
            self.tr("{share} % of winners survive {noise} % noise"),
            self.tr("a random pattern would with probability {chance}"),
            self.tr("{share} % survive; by chance: {chance}"),
        )
        if len(layers) > 1:  # the choice among them takes room
            texts = (self.tr("{share} % survive {noise} % noise"), self.tr("by chance: {chance}"), texts[2])
        self._say(*(text.format(**values) for text in texts))

    def words(self) -> str:
        """What the page says of the layer, whole; empty where there is none."""
        return "; ".join(part for part in self._words[:2] if part)

    def _why_nothing(self, found: VariantInspection | None) -> str:
        item = self._session.selected
        if item is not None and item.source is not None:
            return self.why_no_network("")
        if item is not None and not winners_layers(item.variant.network):
            text = self.tr(
                "{name} has no k-winners: many of its units are active at once, so none stands out."
            )
            return text.format(name=item.variant.name)
        if found is None:
            return self.why_no_network(
                self.tr("Train the selected variant to see how unlikely chance would match its winners.")
            )
        return self.tr("Nothing is active on this image, so there is nothing to match.")

    def _say(self, practice: str, theory: str, short: str) -> None:
        self._words = (practice, theory, short)
        self._show_words()
        self.plot.setAccessibleDescription(self.words() or self.tip)

    def _show_words(self) -> None:
        practice, theory, short = self._words
        both = self.height() >= TWO_LINES_FROM
        self._practice.setText(practice if both else short)
        self._theory.setText(theory)
        self._theory.setVisible(both and bool(theory))
        self._practice.setVisible(bool(practice))

    def _show_layers(self, titles: list[str]) -> None:
        """Offer the layers, where there is more than one to choose from."""
        if titles != self._titles:
            self._titles = titles
            self._layers.clear()
            self._layers.addItems(titles)
            self._layers.setCurrentIndex(titles.index(self._layer) if self._layer in titles else 0)
        self._layers.setVisible(len(titles) > 1)

    def _choose_layer(self, index: int) -> None:
        self._layer = self._titles[index]
        self.refresh()

    def _make(self) -> None:
        self._practice = StillLabel(bold=True)
        self._practice.setObjectName("theory_practice_label")
        self._theory = StillLabel()
        self._theory.setObjectName("theory_chance_label")
        self._layers = ComboBox()
        self._layers.setObjectName("theory_layer_combo")
        self._layers.setAccessibleName(self.tr("Layer"))
        self._layers.activated.connect(self._choose_layer)
        self.plot = TheoryPlot()
        self.plot.setObjectName("theory_view")
        self.plot.setToolTip(self.tip)
        self._caption = QLabel(self.tip)
        self._caption.setProperty("muted", True)
        self._caption.setWordWrap(True)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(self._practice)
        lines.addWidget(self._theory)
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addLayout(lines, 1)
        head.addWidget(self._layers)
        self.body.addLayout(head)
        self.body.addWidget(self.plot, 1)
        self.body.addWidget(self._caption)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._caption.setVisible(event.size().height() >= CAPTION_FROM)
        self._show_words()


def _winners(found: VariantInspection | None) -> list[LayerChance]:
    """The k-winners layers of which something is active, as measured."""
    measured = [_measured(layer) for layer in found.layers if layer.sparse] if found else []
    return [layer for layer in measured if layer.k]


def _measured(layer: LayerActivity) -> LayerChance:
    clean, noisy = layer.clean != 0, layer.noisy != 0
    active, kept = int(np.count_nonzero(clean)), int(np.count_nonzero(clean & noisy))
    return layer_chance(layer_title(layer.title), clean.size, active, kept)
