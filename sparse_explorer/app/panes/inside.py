"""Inside the selected variant: which units are active on the digit, its weights, and what chance would do."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QToolButton, QWidget

from sparse_explorer.app.panes.theory_page import TheoryPage
from sparse_explorer.app.session import Session
from sparse_explorer.app.texts import layer_title
from sparse_explorer.app.widgets.activation_view import ActivationView
from sparse_explorer.app.widgets.card import Card
from sparse_explorer.app.widgets.still_label import StillLabel
from sparse_explorer.app.widgets.weight_view import WeightView
from sparse_explorer.experiment.inspection_reports import Inspection, LayerWeights


class InsidePane(Card):
    """Shows the selected variant's activity and weights, and the theory, a page each."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName(self.tr("Inside the selected variant"))
        self._session = session
        self._inspection: Inspection | None = None
        self._layer = 0
        self._titles: list[str] = []
        self._make()
        session.variants_changed.connect(self.refresh)
        session.selected_changed.connect(self.refresh)
        self._choose_page(0)

    def set_inspection(self, inspection: Inspection) -> None:
        """Show what is active on a digit."""
        self._inspection = inspection
        self.theory.set_inspection(inspection)
        self.refresh()

    def set_weights(self, layers: tuple[LayerWeights, ...]) -> None:
        """Show the selected variant's weights; none: it has no network yet."""
        self._weights.set_weights(layers, self.tr("Train the selected variant to see its weights."))

    def show_activations(self) -> None:
        """Turn to the maps of what is active."""
        self._choose_page(0)

    def show_weights(self) -> None:
        """Turn to the weights."""
        self._choose_page(1)

    def show_theory(self) -> None:
        """Turn to the theory."""
        self._choose_page(2)

    def refresh(self) -> None:
        """Show the selected variant as it is."""
        item = self._session.selected
        looked = self._inspection.variants if self._inspection else ()
        found = next((found for found in looked if item and found.variant_id == item.id), None)
        titles = [layer.title for layer in found.layers] if found else []
        self._show_layers(titles)
        if found is None:
            message = self.tr(
                "Train the selected variant to see which of its units win, and which survive noise."
            )
            self._activation.set_activity(None, message)
            self._say_overlap(item.variant.name if item else "")
            return
        layer = found.layers[min(self._layer, len(found.layers) - 1)]
        self._activation.set_activity(layer)
        short = self.tr("{share:.0f} % kept").format(share=100 * layer.overlap)
        if len(titles) == 1:  # else the choice of the layer takes the room of the name
            short = f"{item.variant.name}: {short}"
        self._say_overlap(short, self._activation.overlap_text())

    def _say_overlap(self, text: str, tip: str = "") -> None:
        self._overlap.setText(text if self._pages.currentIndex() == 0 else "")
        self._overlap.setToolTip(tip)

    def _show_layers(self, titles: list[str]) -> None:
        """Offer the layers, where there is more than one to choose from."""
        if titles != self._titles:
            self._titles = titles
            self._layers.clear()
            self._layers.addItems([layer_title(title) for title in titles])
        self._layers.setCurrentIndex(min(self._layer, len(titles) - 1))
        self._layers.setVisible(len(titles) > 1 and self._pages.currentIndex() == 0)

    def _make(self) -> None:
        self._overlap = StillLabel(Qt.AlignmentFlag.AlignRight, bold=True)
        self._overlap.setObjectName("overlap_label")
        self._pages = QStackedWidget()
        self._activation = ActivationView()
        self._activation.setObjectName("activation_view")
        self._weights = WeightView()
        self._weights.setObjectName("weight_view")
        self._weights.set_weights((), self.tr("Train the selected variant to see its weights."))
        self.theory = TheoryPage(self._session)
        self._tabs: list[QToolButton] = []
        tabs = QHBoxLayout()
        tabs.setSpacing(2)
        for title, page in (
            (self.tr("Activations"), self._activation),
            (self.tr("Weights"), self._weights),
            (self.theory.title, self.theory),
        ):
            page.setMinimumHeight(120)  # less than each would like, so that small screens hold everything
            self._pages.addWidget(page)
            self._tabs.append(self._make_tab(title, len(self._tabs)))
            tabs.addWidget(self._tabs[-1])
        self._tabs[-1].setToolTip(self.theory.tip)
        self._layers = QComboBox()
        self._layers.setObjectName("layer_combo")
        self._layers.setAccessibleName(self.tr("Layer"))
        self._layers.activated.connect(lambda index: self._choose_layer(index))
        tabs.addWidget(self._layers)
        tabs.addWidget(self._overlap, 1)
        self.body.addLayout(tabs)
        self.body.addWidget(self._pages, 1)

    def _make_tab(self, title: str, index: int) -> QToolButton:
        button = QToolButton()
        button.setText(title)
        button.setCheckable(True)
        button.setProperty("flat", True)
        button.setObjectName(("activations_tab", "weights_tab", self.theory.tab_name)[index])
        button.clicked.connect(lambda: self._choose_page(index))
        return button

    def _choose_page(self, index: int) -> None:
        self._pages.setCurrentIndex(index)
        for number, tab in enumerate(self._tabs):
            tab.setChecked(number == index)
        self.theory.set_in_sight(index == 2)
        self.refresh()

    def _choose_layer(self, index: int) -> None:
        self._layer = index
        self.refresh()
