"""What the engine says can be translated where it is shown."""

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QLabel

from sparse_explorer.app.language.texts import layer_title, winners_title
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.model import ModelPane
from sparse_explorer.experiment.plan.presets import presets


class Shouting(QTranslator):
    """A language in which all that the engine says is written large."""

    def translate(self, context: str, text: str, *rest: object) -> str:
        return text.upper() if context in ("ConfigField", "LayerTitle") else text

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def shouting(qapp: QApplication):
    translator = Shouting()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def test_fields_and_layers_are_translated(shouting, qtbot):
    session = Session()
    session.add(presets()["sparse"].variant)
    pane = ModelPane(session)
    qtbot.addWidget(pane)
    said = {label.text() for label in pane.findChildren(QLabel)}
    assert {"LEARNING RATE", "HIDDEN UNITS", "LAYERS"} <= said
    assert layer_title("Hidden layer") == "HIDDEN LAYER"


def test_k_winners_layers_are_called_as_the_layers_that_they_follow(qapp):
    assert winners_title("conv 1", 1) == "Convolution"
    assert [winners_title(f"conv {number}", 2) for number in (1, 2)] == ["Convolution 1", "Convolution 2"]
    assert winners_title("hidden", 1) == winners_title("hidden", 2) == "Hidden layer"
