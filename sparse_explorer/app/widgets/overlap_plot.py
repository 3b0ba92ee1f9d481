"""The plot of what noise leaves in common: winners, dashed, and the accuracy on all digits, solid."""

from PySide6.QtWidgets import QWidget

from sparse_explorer.app.widgets.noise_plot import NoisePlot


class OverlapPlot(NoisePlot):
    """Accuracy and overlap against noise, both in percent, with the same line at the current noise to drag."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._overlap_key = ""
        super().__init__(parent)
        self.setAccessibleName(self.tr("Winners in common against noise"))
        self.set_empty_text(
            self.tr("Once a variant is trained, this shows how many winners of the digit survive the noise.")
        )
        self.set_sample(0, 0, of_sample=False)

    def set_sample(self, done: int, total: int, *, of_sample: bool) -> None:
        """Say whose overlaps they are: of one digit, or of ``done`` digits out of ``total`` that are looked at; it is
        written with the next curves."""
        if not of_sample:
            self._overlap_key = self.tr("– – in common, this digit")
        elif done < total or not total:
            self._overlap_key = self.tr("– – in common, {done} of {total} digits …").format(
                done=done, total=total
            )
        else:
            self._overlap_key = self.tr("– – in common, {total} digits ± spread").format(total=total)

    def height_title(self) -> str:
        title: str = self.tr("percent")
        return title

    def key_text(self) -> str:
        accuracy: str = self.tr("— correct, all digits")
        beside = f"{self._overlap_key}    {accuracy}"
        fits = self.fontMetrics().horizontalAdvance(beside) < 0.9 * self.view.width()
        return beside if fits else f"{self._overlap_key}\n{accuracy}"

    def fit(self) -> None:
        self._key.setText(self.key_text())  # in one line or in two
        super().fit()
