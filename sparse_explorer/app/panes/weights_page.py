"""The selected variant's weights."""

from sparse_explorer.app.panes.inside_page import InsidePage
from sparse_explorer.app.session import Session
from sparse_explorer.app.widgets.weight_view import WeightView
from sparse_explorer.experiment.inspection_reports import LayerWeights


class WeightsPage(InsidePage):
    """Shows filters and the hidden layer's weights, with those that are fixed at zero."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, self.tr("Weights"), "weights_tab")
        self._layers: tuple[LayerWeights, ...] = ()
        self._shown: tuple[LayerWeights, ...] | None = None
        self._view = WeightView()
        self._view.setObjectName("weight_view")
        self.body.addWidget(self._view)
        self.show_now()

    def set_weights(self, layers: tuple[LayerWeights, ...]) -> None:
        """Show the selected variant's weights; none: it has no network yet."""
        self._layers = layers
        self.refresh()

    def show_now(self) -> None:
        if self._shown is not self._layers:
            self._shown = self._layers
            self._view.set_weights(self._layers, self.tr("Train the selected variant to see its weights."))
