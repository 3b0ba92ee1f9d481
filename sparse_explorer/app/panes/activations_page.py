"""Which units of the selected variant are active on the digit, and which of them noise changes."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sparse_explorer.app.language.intervention_texts import intervention_text
from sparse_explorer.app.language.texts import layer_title
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.inside_page import DigitPage
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.activation_view import ActivationView
from sparse_explorer.app.widgets.elision import isolated
from sparse_explorer.app.widgets.lane_texts import layer_texts
from sparse_explorer.app.widgets.still_label import StillLabel
from sparse_explorer.app.widgets.wheel import ComboBox


class ActivationsPage(DigitPage):
    """Shows a layer's maps, and in the row of tabs which layer it is and what of it noise leaves in common."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, self.tr("Activations"), "activations_tab")
        self._layer = 0
        self._titles: list[str] = []
        self._view = ActivationView()
        self._view.setObjectName("activation_view")
        self.body.addWidget(self._view)
        self._make_controls()

    def show_now(self) -> None:
        item = self._session.selected
        found = self._found(intervened=True)
        titles = [layer.title for layer in found.layers] if found else []
        self._show_layers(titles)
        if item is None or found is None:
            message = self.tr(
                "Train the selected variant to see which of its units win, and which survive noise."
            )
            self._view.set_activity(None, self.why_no_network(message))
            self._say_overlap((item.variant.name if item else "",))
            return
        layer = found.layers[min(self._layer, len(found.layers) - 1)]
        self._view.set_activity(layer)
        common = layer_texts(layer)[1:]
        named = f"{isolated(item.variant.name)}: {common[0]}"
        # Where there are several layers, the choice among them takes the room of the name.
        texts = (named, *common) if len(titles) == 1 else common
        done = self._session.interventions.of(item.id)
        said = (self._view.overlap_text(), intervention_text(done) if done is not None else "")
        self._say_overlap(texts, "\n".join(filter(None, said)))

    def _say_overlap(self, texts: tuple[str, ...], tip: str = "") -> None:
        self._overlap.setText(*texts)
        self._overlap.setToolTip(tip)

    def _show_layers(self, titles: list[str]) -> None:
        """Offer the layers, where there is more than one to choose from."""
        if titles != self._titles:
            self._titles = titles
            self._layers.clear()
            self._layers.addItems([layer_title(title) for title in titles])
        self._layers.setCurrentIndex(min(self._layer, len(titles) - 1))
        self._layers.setVisible(len(titles) > 1)

    def _make_controls(self) -> None:
        self._layers = ComboBox()
        self._layers.setObjectName("layer_combo")
        self._layers.setAccessibleName(self.tr("Layer"))
        self._layers.activated.connect(self._choose_layer)
        self._overlap = StillLabel(Qt.AlignmentFlag.AlignRight, bold=True)
        self._overlap.setObjectName("overlap_label")
        self._overlap.keep_room_for("0.00")
        self.controls = QWidget()
        row = QHBoxLayout(self.controls)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._layers)
        row.addWidget(self._overlap, 1)

    def _choose_layer(self, index: int) -> None:
        self._layer = index
        self.refresh()
