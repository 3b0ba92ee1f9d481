"""The plot of what noise leaves in common: a digit's winners, dashed, and the accuracy on all digits, solid."""

from PySide6.QtWidgets import QWidget

from sparse_explorer.app.widgets.noise_plot import NoisePlot


class OverlapPlot(NoisePlot):
    """Accuracy and overlap against noise, both in percent, with the same line at the current noise to drag."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Winners in common against noise"))
        self.set_empty_text(
            self.tr("Once a variant is trained, this shows how many winners of the digit survive the noise.")
        )

    def height_title(self) -> str:
        title: str = self.tr("percent")
        return title

    def key_text(self) -> str:
        text: str = self.tr("– – in common, this digit    — correct, all digits")
        return text
