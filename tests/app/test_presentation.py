"""A presentation locks the window, steps by the arrow keys, and leaves everything as it was."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.window.main_window import MainWindow
from sparse_explorer.app.window.presentation import LARGER


@pytest.fixture
def window(open_window: Callable[..., MainWindow], own_home: Path, qtbot: QtBot) -> MainWindow:
    made = open_window()
    made.welcome()
    made.resize(1024, 600)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def press(qtbot: QtBot, window: MainWindow, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget() or window, key)


def state(window: MainWindow) -> tuple[object, ...]:
    session = window.session
    return (
        session.state(),
        window.layout_.state(),
        window.windowState(),
        window.size(),
        QApplication.font().pointSizeF(),
        window.headline.isHidden(),
        window.undo.stack.count(),
    )


def test_it_begins_large_on_the_whole_screen_and_ends_as_before(window: MainWindow, qtbot: QtBot) -> None:
    window.session.set_noise(35)
    window.layout_.show_stage("train")
    window.actions_.headline.setChecked(False)
    before = state(window)
    window.actions_.presentation.trigger()
    assert window.isFullScreen()
    assert QApplication.font().pointSizeF() > before[4]
    assert (window.layout_.stage.name, window.session.noise) == ("explain", 0)
    press(qtbot, window, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Escape)
    assert not window.presentation.active
    assert state(window) == before


def test_the_arrows_step_through_levels_and_stages(window: MainWindow, qtbot: QtBot) -> None:
    window.presentation.enter()
    seen = []
    for _ in range(8):
        press(qtbot, window, Qt.Key.Key_Right)
        seen.append((window.layout_.stage.name, window.session.noise))
    assert seen[:4] == [("explain", 20), ("explain", 40), ("explain", 60), ("compare", 0)]
    assert seen[-2:] == [("compare", 60)] * 2
    press(qtbot, window, Qt.Key.Key_Left)
    assert window.session.noise == 40
    press(qtbot, window, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert (window.layout_.stage.name, window.session.noise) == ("train", 40)
    press(qtbot, window, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right)
    assert (window.layout_.stage.name, window.session.noise) == ("explain", 60)
    window.presentation.leave()


def test_nothing_can_be_changed_or_deleted(window: MainWindow, qtbot: QtBot) -> None:
    window.presentation.enter()
    before = window.session.state()
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_F2, Qt.Key.Key_7):
        press(qtbot, window, key)
    qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    for name in (
        "remove_variant_button",
        "train_button",
        "random_digit_button",
        "noise_slider",
        "variant_list",
    ):
        widget = window.findChild(QWidget, name)
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
    assert window.session.state() == before
    assert not window.training.busy
    window.presentation.leave()
    qtbot.mouseClick(window.findChild(QWidget, "remove_variant_button"), Qt.MouseButton.LeftButton)
    assert len(window.session.items) == 1


def test_the_same_key_ends_it_and_closing_saves_the_layout_before(
    window: MainWindow, qtbot: QtBot, open_window: Callable[..., MainWindow]
) -> None:
    window.layout_.show_stage("compare")
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert window.presentation.active
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert not window.presentation.active
    window.presentation.enter()
    window.leave()
    again = open_window()
    assert again.layout_.stage.name == "compare"
    assert again.session.noise == 50


def test_all_type_is_larger_and_as_before_afterwards(window: MainWindow) -> None:
    def sizes() -> list[float]:
        plot = window.curves_pane.differences.shown_plot()
        widgets = [window.curves_pane.title_label, window.top_bar.train, window.variants_pane.list, plot]
        fonts = [widget.font() for widget in widgets] + [plot.getAxis("left").style["tickFont"]]
        return [font.pointSizeF() for font in fonts]

    before = sizes()
    window.presentation.enter()
    assert sizes() == pytest.approx([LARGER * size for size in before])
    window.presentation.leave()
    assert sizes() == pytest.approx(before)
