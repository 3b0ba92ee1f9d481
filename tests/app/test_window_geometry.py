"""A window's place and size: on the screen, and no larger than it."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from sparse_explorer.app.window import geometry as window_geometry

FRAME = QSize(16, 48)


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


def test_a_first_window_is_comfortable_and_fits_the_screen(window: QMainWindow) -> None:
    window_geometry.give_usual_size(window)
    room = window_geometry.room(window).size() - FRAME
    assert window.size() == QSize(min(1440, room.width()), min(900, room.height()))


def test_without_a_screen_a_script_gets_the_usual_window(window: QMainWindow) -> None:
    window_geometry.give_usual_size(window)
    assert window.size() == QSize(1440, 900)
    text = window_geometry.to_text(window)
    window.resize(700, 500)
    window_geometry.from_text(window, text)
    assert window.size() == QSize(1440, 900)


def test_on_a_small_screen_a_first_window_is_no_larger(
    window: QMainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window_geometry, "room", lambda window: QRect(0, 0, 1024, 600))
    window_geometry.give_usual_size(window)
    assert window.size() == QSize(1024, 600) - FRAME


@pytest.mark.parametrize(
    "place", [QPoint(-300, -200), QPoint(5000, 4000), QPoint(-300, 4000), QPoint(5000, -9)]
)
def test_a_window_beyond_the_screen_is_brought_back_and_keeps_its_size(
    window: QMainWindow, place: QPoint
) -> None:
    screen = window_geometry.room(window)
    window.resize(500, 300)
    window.move(place)
    window_geometry.fit_to_screen(window)
    assert window.size() == QSize(500, 300)
    assert screen.contains(window.geometry())
    at_left, at_top = place.x() < 0, place.y() < 0
    assert (window.x() == screen.left()) == at_left
    assert (window.y() == screen.top()) == at_top


def test_a_window_that_fills_the_screen_is_left_alone(window: QMainWindow) -> None:
    window.showMaximized()
    before = window.geometry()
    window_geometry.fit_to_screen(window)
    assert window.geometry() == before
