"""The panes of the stage that compares."""

from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.cost import CostPane
from sparse_explorer.app.panes.curves import CurvesPane
from sparse_explorer.app.panes.differences import DifferencesPane
from sparse_explorer.app.panes.results import ResultsPane
from sparse_explorer.app.panes.verdict import VerdictPane


class ComparePanes:
    """What came of it.

    Attributes:
        curves, results, verdict, differences, cost: the panes, called as their places are.
    """

    def __init__(self, session: Session, digits: Digits) -> None:
        self.curves = CurvesPane(session)
        self.results = ResultsPane(session)
        self.verdict = VerdictPane(session)
        self.differences = DifferencesPane(session)
        self.cost = CostPane(session, digits)
