"""The epoch slider: it shows what is set, tells which epoch the user went to, and hides where there is no choice."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sparse_explorer.app.widgets.epoch_slider import EpochSlider
from sparse_explorer.app.widgets.evenness_line import EvennessLine
from sparse_explorer.app.widgets.still_label import StillLabel


@pytest.fixture
def epochs(qtbot: QtBot) -> EpochSlider:
    epochs = EpochSlider()
    qtbot.addWidget(epochs)
    epochs.resize(340, 80)
    epochs.set_epochs((3, 4, 5), 10, 1)
    epochs.told = []
    epochs.epoch_chosen.connect(epochs.told.append)
    return epochs


def said(epochs: EpochSlider) -> str:
    return epochs.findChild(StillLabel, "epoch_label").text()


def test_setting_an_epoch_moves_the_slider_and_tells_nobody(epochs: EpochSlider) -> None:
    assert (epochs.slider.value(), epochs.slider.maximum()) == (1, 2)
    assert said(epochs) == "after epoch 4 of 10"
    epochs.set_epochs((3, 4, 5, 6), 10, 3)
    assert said(epochs) == "after epoch 6 of 10"
    assert epochs.told == []


def test_keys_go_back_and_forth_and_the_right_end_is_the_newest(epochs: EpochSlider, qtbot: QtBot) -> None:
    qtbot.keyClick(epochs.slider, Qt.Key.Key_Left)
    assert said(epochs) == "after epoch 3 of 10"
    qtbot.keyClick(epochs.slider, Qt.Key.Key_Right)
    qtbot.keyClick(epochs.slider, Qt.Key.Key_End)
    assert epochs.told == [3, 4, None]


def test_a_single_epoch_leaves_nothing_to_choose(epochs: EpochSlider) -> None:
    epochs.show()
    epochs.set_epochs((1,), 1, 0)
    assert epochs.isHidden()
    epochs.set_epochs((1, 2), 2, 1)
    assert epochs.isVisible()


def test_the_line_has_its_points_over_the_places_of_the_handle(qtbot: QtBot) -> None:
    line = EvennessLine()
    qtbot.addWidget(line)
    line.resize(220, 36)
    line.set_course([0.5, 0.75, 1.0], 1, 0)
    before = line.grab().toImage()
    assert [point.x() for point in line.points()] == [10, 110, 210]
    heights = [point.y() for point in line.points()]
    assert heights == sorted(heights, reverse=True)
    assert heights[-1] == 5
    line.set_course([0.5, 0.75, 1.0], 2, 0)
    assert line.grab().toImage() != before
    line.set_course([1.0], 0, 0)
    line.grab()
