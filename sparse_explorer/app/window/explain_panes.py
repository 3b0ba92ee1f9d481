"""The panes of the stage that explains."""

from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.disagreement import DisagreementPane
from sparse_explorer.app.panes.inside import InsidePane
from sparse_explorer.app.panes.inspector import InspectorPane
from sparse_explorer.app.panes.overlap import OverlapPane


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
