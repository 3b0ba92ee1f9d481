"""Panes that a window shows together, as one widget."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.curves import CurvesPane
from sparse_explorer.app.panes.inspector import InspectorPane
from sparse_explorer.app.panes.noise_bar import NoiseBar
from sparse_explorer.app.panes.results import ResultsPane


class CurvesAndResults(QWidget):
    """Curves above their table.

    Attributes:
        curves, results: the panes.
        plot, table: what they show.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.curves, self.results = CurvesPane(session), ResultsPane(session)
        self.plot, self.table = self.curves.plot, self.results.table
        box = QVBoxLayout(self)
        box.addWidget(self.curves, 5)
        box.addWidget(self.results, 3)


class InspectorAndNoise(QWidget):
    """The inspector above the bar of noise and image.

    Attributes:
        digits: the images of both.
        inspector, bar: the panes.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.digits = Digits(session, self)
        self.inspector, self.bar = InspectorPane(session, self.digits), NoiseBar(session, self.digits)
        self.strip, self.label = self.inspector.strip, self.bar.stepper.label
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.inspector, 1)
        box.addWidget(self.bar)
