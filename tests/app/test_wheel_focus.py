"""The wheel changes no control that has not the focus, anywhere in the window; what has it, it changes."""

import pytest
from all_stages import make_all
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QScrollArea,
    QScrollBar,
    QTabBar,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.widgets.jump_slider import JumpSlider
from sparse_explorer.app.widgets.number_field import NumberField
from sparse_explorer.app.widgets.wheel import ComboBox, TabBar
from sparse_explorer.app.window.main_window import MainWindow

CONTROLS = (QAbstractSpinBox, QComboBox, QAbstractSlider, QTabBar)


def turn(widget: QWidget, notches: int = 1) -> None:
    """Turn the wheel over a widget, wherever it is, so that this one alone hears of it."""
    middle = widget.rect().center()
    event = QWheelEvent(
        QPointF(middle),
        QPointF(widget.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def turn_on_screen(widget: QWidget, notches: int) -> None:
    """Turn the wheel over the middle of a widget, as the window system does; it goes up until somebody takes it."""
    window = widget.window()
    place = QPointF(widget.mapTo(window, widget.rect().center()))
    QTest.wheelEvent(window.windowHandle(), place, QPoint(0, 120 * notches))


def shown(control: QWidget) -> object:
    if isinstance(control, QComboBox | QTabBar):
        return control.currentIndex()
    return control.value()


def experiment(session: Session) -> tuple[object, ...]:
    """All that a control could change."""
    return (
        session.dataset,
        session.device,
        session.seeds,
        session.noise_config,
        session.noise,
        session.digit,
        session.selected_id,
        [item.variant for item in session.items],
    )


def controls_of(window: QWidget) -> list[QWidget]:
    return [
        control
        for kind in CONTROLS
        for control in window.findChildren(kind)
        if not isinstance(control, QScrollBar)
    ]


@pytest.fixture
def window(open_window) -> MainWindow:
    window = open_window(engine=True)
    window.show()
    return window


def test_no_control_of_the_window_is_changed_without_the_focus(window: MainWindow) -> None:
    make_all(window)
    controls = controls_of(window)
    assert {
        "dataset_combo",
        "device_combo",
        "seeds_spin",
        "noise_kind_combo",
        "digit_class_combo",
        "smoothing_combo",
        "noise_slider",
        "noise_spin",
        "digit_index_spin",
        "epoch_slider",
        "epochs_spin",
    } <= {control.objectName() for control in controls}
    assert len(controls) > 30
    window.session.set_noise(40)
    before = [shown(control) for control in controls], experiment(window.session)
    for control in controls:
        parts = control.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        for part in (control, *parts):
            if part.isWindow():
                continue  # a list that drops down scrolls, as lists do
            for notches in (1, -1, -3):
                turn(part, notches)
                now = [shown(control) for control in controls], experiment(window.session)
                assert now == before, control.objectName()
        assert not control.hasFocus()


def test_no_control_of_the_window_takes_the_focus_by_the_wheel(window: MainWindow) -> None:
    by_wheel = [c.objectName() for c in controls_of(window) if c.focusPolicy() == Qt.FocusPolicy.WheelFocus]
    assert by_wheel == []


@pytest.fixture
def made(qtbot: QtBot) -> QWidget:
    """An active window with one of each kind of control; each can go up and down."""
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    combo, tabs, slider, number = ComboBox(), TabBar(), JumpSlider(Qt.Orientation.Horizontal), NumberField()
    combo.addItems(["a", "b", "c"])
    for title in "abc":
        tabs.addTab(title)
    for chooser in (combo, tabs):
        chooser.setCurrentIndex(1)
    for valued in (slider, number):
        valued.setRange(0, 10)
        valued.setValue(5)
    controls = [combo, tabs, slider, number]
    for control in controls:
        layout.addWidget(control)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    QApplication.focusWidget().clearFocus()
    window.controls = controls
    return window


def test_with_the_focus_the_wheel_changes_it(made: QWidget, qtbot: QtBot) -> None:
    for control in made.controls:
        before = [shown(other) for other in made.controls]
        for other in made.controls:
            turn_on_screen(other, -1)
            assert not other.hasFocus()
        assert [shown(other) for other in made.controls] == before
        control.setFocus()
        qtbot.waitUntil(control.hasFocus)
        turn_on_screen(control, -1)
        changed = [other for other, value in zip(made.controls, before) if shown(other) != value]
        assert changed == [control]
        control.clearFocus()


@pytest.mark.parametrize("kind", [NumberField, ComboBox, TabBar])
def test_without_the_focus_the_wheel_scrolls_what_is_around(kind: type[QWidget], qtbot: QtBot) -> None:
    area = QScrollArea()
    qtbot.addWidget(area)
    content = QWidget()
    layout = QVBoxLayout(content)
    control = kind()
    layout.addWidget(control)
    for _ in range(40):
        layout.addWidget(QLabel("more"))
    area.setWidget(content)
    area.resize(200, 100)
    with qtbot.waitActive(area):
        area.show()
        area.activateWindow()
    area.setFocus()
    turn_on_screen(control, -1)
    assert area.verticalScrollBar().value() > 0
