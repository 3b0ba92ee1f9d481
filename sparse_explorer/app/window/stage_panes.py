"""The panes of each stage, which are made together, when the stage is first wanted."""

from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.cost import CostPane
from sparse_explorer.app.panes.curves import CurvesPane
from sparse_explorer.app.panes.differences import DifferencesPane
from sparse_explorer.app.panes.disagreement import DisagreementPane
from sparse_explorer.app.panes.inside import InsidePane
from sparse_explorer.app.panes.inspector import InspectorPane
from sparse_explorer.app.panes.model import ModelPane
from sparse_explorer.app.panes.overlap import OverlapPane
from sparse_explorer.app.panes.results import ResultsPane
from sparse_explorer.app.panes.training import TrainingPane
from sparse_explorer.app.panes.verdict import VerdictPane
from sparse_explorer.data.catalogue import describe


class TrainPanes:
    """What is trained, and how it goes.

    Attributes:
        model, training: the panes, called as their places are.
    """

    def __init__(self, session: Session, digits: Digits) -> None:
        self.model = ModelPane(session, describe(session.dataset).epochs, digits)
        self.training = TrainingPane(session)


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


class ExplainPanes:
    """Why.

    Attributes:
        inspector, overlap, inside, disagreement: the panes, called as their places are.
    """

    def __init__(self, session: Session, digits: Digits) -> None:
        self.inspector = InspectorPane(session, digits)
        self.overlap = OverlapPane(session)
        self.disagreement = DisagreementPane(session)
        self.inside = InsidePane(session)


STAGE_PANES: dict[str, type[TrainPanes] | type[ComparePanes] | type[ExplainPanes]] = {
    "train": TrainPanes,
    "compare": ComparePanes,
    "explain": ExplainPanes,
}
"""By the names of the stages."""
