"""The frame that a window has while something is dragged over it that it takes."""

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.drop_frame import DropFrame

LEFT, NONE, COPY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction


class Taking(QMainWindow):
    """A window that takes all that comes: Qt sends no drop to another one."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = Taking()
    qtbot.addWidget(made)
    made.setAcceptDrops(True)
    made.resize(500, 300)
    made.show()
    return made


def content(what: str) -> QMimeData:
    found = QMimeData()
    if what == "file":
        found.setUrls([QUrl.fromLocalFile("/somewhere/seven.png")])
    elif what == "picture":
        found.setImageData(QImage(np.zeros((8, 8), np.uint8).data, 8, 8, 8, QImage.Format.Format_Grayscale8))
    elif what == "address":
        found.setUrls([QUrl("https://example.org/seven.png")])
    else:
        found.setText(what)
    return found


def enter(window: QMainWindow, what: QMimeData) -> None:
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(20, 20), COPY, what, LEFT, NONE))


@pytest.mark.parametrize(
    ("what", "shown"), [("file", True), ("picture", True), ("address", False), ("words", False)]
)
@pytest.mark.parametrize("end", ["leave", "drop"])
def test_it_is_there_from_coming_to_letting_go(window: QMainWindow, what: str, shown: bool, end: str) -> None:
    frame, carried = DropFrame(window), content(what)
    assert frame.isHidden()
    enter(window, carried)
    assert frame.isVisible() is shown
    if end == "leave":
        QApplication.sendEvent(window, QDragLeaveEvent())
    else:
        QApplication.sendEvent(window, QDropEvent(QPointF(20, 20), COPY, carried, LEFT, NONE))
    assert frame.isHidden()


def test_it_surrounds_the_window_and_takes_nothing_from_what_is_below(window: QMainWindow) -> None:
    frame, carried = DropFrame(window), content("file")
    enter(window, carried)
    assert frame.geometry() == window.rect()
    assert window.childAt(250, 150) is not frame
    accent = theme.QColor(theme.colors().accent)
    assert frame.grab().toImage().pixelColor(250, 6) == accent
