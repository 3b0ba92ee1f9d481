"""The panes of the stage that trains."""

from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.model import ModelPane
from sparse_explorer.app.panes.training import TrainingPane
from sparse_explorer.data.catalogue import describe


class TrainPanes:
    """What is trained, and how it goes.

    Attributes:
        model, training: the panes, called as their places are.
    """

    def __init__(self, session: Session, digits: Digits) -> None:
        self.model = ModelPane(session, describe(session.dataset).epochs, digits)
        self.training = TrainingPane(session)
