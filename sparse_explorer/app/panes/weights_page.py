"""The selected variant's weights."""

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.inside_page import InsidePage
from sparse_explorer.app.widgets.weight_view import WeightView
from sparse_explorer.experiment.results.inspection_reports import LayerWeights


class WeightsPage(InsidePage):
    """Shows filters and the hidden layer's weights, with those that are fixed at zero."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, self.tr("Weights"), "weights_tab")
        self._known: tuple[str, str] = "", ""
        self._layers: tuple[LayerWeights, ...] = ()
        self._shown: tuple[tuple[LayerWeights, ...], str] | None = None
        self._view = WeightView()
        self._view.setObjectName("weight_view")
        self.body.addWidget(self._view)
        self.show_now()

    def set_weights(self, variant_id: str, dataset: str, layers: tuple[LayerWeights, ...]) -> None:
        """Take in the weights of a variant trained on a data set; they are shown while it is the selected one there."""
        self._known = variant_id, dataset
        self._layers = layers
        self.refresh()

    def show_now(self) -> None:
        wanted = self._session.selected_id, self._session.dataset
        layers = self._layers if self._known == wanted else ()
        why = "" if layers else self.why_no_network(self.tr("Train the selected variant to see its weights."))
        # Arrays are not compared, and need not be: what was looked at again is another tuple.
        if self._shown is None or self._shown[0] is not layers or self._shown[1] != why:
            self._shown = layers, why
            self._view.set_weights(layers, why)
