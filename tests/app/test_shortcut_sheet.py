"""The sheet of shortcuts is made from the actions; About says what it is after, in text that can be copied."""

import importlib.metadata
from types import SimpleNamespace

import pytest
from all_stages import make_all
from PySide6.QtCore import QPoint, QRect, Qt, qVersion
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer import __version__
from sparse_explorer.app.window.main_window import MainWindow


@pytest.fixture
def window(open_window, qtbot: QtBot) -> MainWindow:
    window = open_window()
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


@pytest.mark.parametrize("keys", ["F1", "?"])
def test_the_sheet_has_every_action_with_all_its_keys(window: MainWindow, qtbot: QtBot, keys: str) -> None:
    window.session.set_noise(7)  # so that Undo says what it undoes
    if keys == "?":
        qtbot.keyClicks(window, keys)
    else:
        qtbot.keySequence(window, QKeySequence(keys))
    sheet = window.findChild(QDialog, "shortcut_sheet")
    shown = {label.objectName(): label.text() for label in sheet.findChildren(QLabel)}
    texts = [label.text() for label in sheet.findChildren(QLabel)]
    native = QKeySequence.SequenceFormat.NativeText
    make_all(window)
    actions = [action for widget in (window, *window.findChildren(QWidget)) for action in widget.actions()]
    with_keys = {action for action in actions if not action.shortcut().isEmpty()}
    assert len(with_keys) > 20
    for action in with_keys:
        wanted = ", ".join(keys.toString(native) for keys in action.shortcuts())
        assert shown[f"{action.objectName()}_keys"] == wanted
        assert action.text() in texts
    assert {"Training", "Variant", "Edit"} <= set(texts)
    assert "Save experiment …" not in texts  # it has no keys


def test_the_sheet_fits_a_small_screen_and_is_read_whole(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = SimpleNamespace(availableGeometry=lambda: QRect(0, 0, 512, 300))
    monkeypatch.setattr(type(window), "screen", lambda self: small)
    window.resize(496, 252)
    window.findChild(QAction, "shortcuts_action").trigger()
    sheet = window.findChild(QDialog, "shortcut_sheet")
    assert sheet.width() <= 512
    assert sheet.height() <= 252
    scroll = sheet.findChild(QScrollArea)
    for label in sheet.findChildren(QLabel):  # down to the last one, without a way to the side
        place = QRect(label.mapTo(scroll.widget(), QPoint()), label.size())
        assert place.right() <= scroll.viewport().width()
        assert label.width() >= label.sizeHint().width()


def test_about_says_versions_licence_and_paper(window: MainWindow) -> None:
    window.findChild(QAction, "about_action").trigger()
    dialog = window.findChild(QDialog, "about_dialog")
    text = dialog.findChild(QLabel, "about_text")
    for said in (
        "How Can We Be So Dense? The Benefits of Using Highly Sparse Representations",
        "Ahmad", "Scheinkman", "2019", "arXiv:1903.11257", "https://arxiv.org/abs/1903.11257", "MIT",
        qVersion(), importlib.metadata.version("torch"),
    ):  # fmt: skip
        assert said in text.text()
    assert text.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    assert any(__version__ in label.text() for label in dialog.findChildren(QLabel))
