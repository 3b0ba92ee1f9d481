"""The frame around a tile: in one colour for the mouse, in another for the keyboard."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.activation_view import ActivationView
from sparse_explorer.experiment.results.inspection_reports import LayerActivity
from tests.app.pointing import move_to


@pytest.fixture
def view(qtbot: QtBot) -> ActivationView:
    view = ActivationView()
    qtbot.addWidget(view)
    view.resize(360, 240)
    units = np.ones((6, 4, 4), np.float32)
    view.set_activity(LayerActivity("Convolution", True, units, units))
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    view.clearFocus()
    return view


def frames(view: ActivationView) -> list[str]:
    """The colour at the left of each tile."""
    image = view.grab().toImage()
    found = []
    for tile in range(6):
        area = view.tile_rect(tile)
        found.append(image.pixelColor(round(area.left()) - 1, round(area.center().y())).name())
    return found


def test_mouse_and_keyboard_have_frames_of_their_own(view: ActivationView) -> None:
    c = theme.LIGHT
    assert set(frames(view)) == {c.card}
    move_to(view, view.tile_rect(2).center().toPoint())
    assert [color for color in frames(view) if color != c.card] == [c.text]
    assert frames(view)[2] == c.text
    move_to(view, view.rect().bottomRight())
    view.setFocus()
    assert [color for color in frames(view) if color != c.card] == [c.accent]
    assert frames(view)[0] == c.accent
