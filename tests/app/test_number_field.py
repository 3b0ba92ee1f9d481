"""Number fields: nothing that is typed is swallowed, what is no number is marked, and Escape brings back what was."""

import gc
import weakref

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.number_field import NumberField

RETURN, ESCAPE, TAB = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """Two fields, so that the focus can go from one to the other: seeds, 1 ... 100, and percent."""
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    for name in ("seeds", "percent"):
        field = NumberField()
        field.setObjectName(name)
        field.setRange(1, 100)
        layout.addWidget(field)
    layout.addStretch(1)
    window.resize(300, 200)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


@pytest.fixture
def seeds(window: QWidget, qtbot: QtBot) -> NumberField:
    field = window.findChild(NumberField, "seeds")
    field.setValue(10)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.heard = []
    field.valueChanged.connect(field.heard.append)
    return field


@pytest.fixture
def percent(window: QWidget, qtbot: QtBot) -> NumberField:
    field = window.findChild(NumberField, "percent")
    field.setRange(0, 100)
    field.set_unit("%")
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.heard = []
    field.valueChanged.connect(field.heard.append)
    return field


def enter(field: NumberField, text: str, key: Qt.Key = RETURN) -> None:
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)
    assert field.text() == text  # key by key, and not a letter is missing
    QTest.keyClick(field, key)


@pytest.mark.parametrize("key", [RETURN, Qt.Key.Key_Enter, TAB])
@pytest.mark.parametrize(("text", "value"), [("25", 25), ("1e2", 100), ("2.0", 2), ("+7", 7), (" 8 ", 8)])
def test_what_is_understood_counts(seeds: NumberField, key: Qt.Key, text: str, value: int) -> None:
    enter(seeds, text, key)
    assert (seeds.value(), seeds.text(), seeds.heard) == (value, str(value), [value])
    assert not seeds.is_refused()


@pytest.mark.parametrize("key", [RETURN, TAB])
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1e-3", "1e-3 is not a whole number; allowed is 1 ... 100"),
        ("abc", "abc is not a number; allowed is 1 ... 100"),
        ("-3", "-3 is not allowed; allowed is 1 ... 100"),
        ("0", "0 is not allowed; allowed is 1 ... 100"),
        ("101", "101 is not allowed; allowed is 1 ... 100"),
        ("99999", "99999 is not allowed; allowed is 1 ... 100"),
        ("", "a number is missing; allowed is 1 ... 100"),
    ],
)
def test_what_is_not_stays_and_is_marked_where_it_is(
    seeds: NumberField, key: Qt.Key, text: str, reason: str
) -> None:
    reasons: list[str] = []
    seeds.refused.connect(reasons.append)
    enter(seeds, text, key)
    assert seeds.text() == text
    assert (seeds.value(), seeds.heard, reasons) == (10, [], [reason])
    assert seeds.is_refused()
    note = seeds.window().findChild(QWidget, "field_note")
    assert note.text() == reason
    assert note.isVisible()
    assert note.geometry().top() >= seeds.geometry().bottom()
    lines = 1 if note.fontMetrics().horizontalAdvance(reason) <= 238 else 2
    assert (
        lines <= (note.height() - 10) / note.fontMetrics().lineSpacing() < lines + 0.5
    )  # whole, and no more
    picture = seeds.grab().toImage()
    assert picture.pixelColor(picture.width() // 2, 0).name() == theme.colors().wrong


def test_what_is_corrected_counts_and_the_mark_goes(seeds: NumberField) -> None:
    enter(seeds, "abc")
    enter(seeds, "12")
    assert (seeds.value(), seeds.heard) == (12, [12])
    assert not seeds.property("problem")
    enter(seeds, "abc")
    enter(seeds, "12")  # the one that it was: whoever marked something for it must hear that it counts again
    assert seeds.heard == [12, 12]
    assert all(not note.isVisible() for note in seeds.window().findChildren(QWidget, "field_note"))


def test_nothing_is_told_while_typing_or_if_it_is_the_same(seeds: NumberField) -> None:
    seeds.selectAll()
    QTest.keyClicks(seeds, "1")
    assert seeds.heard == []
    QTest.keyClicks(seeds, "0")
    QTest.keyClick(seeds, RETURN)
    assert seeds.heard == []
    enter(seeds, "1e1")
    assert seeds.heard == []
    assert seeds.text() == "10"


@pytest.mark.parametrize("text", ["25", "abc", "", "1e-3", "10"])
def test_escape_brings_back_what_was_before_typing(seeds: NumberField, text: str) -> None:
    restored: list[bool] = []
    seeds.restored.connect(lambda: restored.append(True))
    seeds.selectAll()
    QTest.keyClick(seeds, Qt.Key.Key_Delete)
    QTest.keyClicks(seeds, text)
    QTest.keyClick(seeds, ESCAPE)
    assert (seeds.value(), seeds.text()) == (10, "10")
    QTest.keyClick(seeds, ESCAPE)
    QTest.keyClick(seeds, TAB)
    assert (seeds.value(), seeds.text(), seeds.heard) == (10, "10", [])
    assert len(restored) == (text != "10")


def test_escape_takes_back_what_was_refused(seeds: NumberField) -> None:
    enter(seeds, "-3")
    QTest.keyClick(seeds, ESCAPE)
    assert (seeds.text(), seeds.is_refused(), seeds.property("problem")) == ("10", False, False)
    assert seeds.heard == []


def test_escape_with_nothing_typed_is_left_to_others(window: QWidget, seeds: NumberField) -> None:
    heard = []
    window.keyPressEvent = lambda event: heard.append(event.key())
    QTest.keyClick(seeds, ESCAPE)
    assert heard == [ESCAPE]
    QTest.keyClicks(seeds, "5")
    QTest.keyClick(seeds, ESCAPE)
    assert heard == [ESCAPE]  # this one was for the field


def test_pasting_is_like_typing(seeds: NumberField) -> None:
    for text, value in (("4e1", 40), ("1e-3", 40)):
        QApplication.clipboard().setText(text)
        seeds.selectAll()
        QTest.keyClick(seeds, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(seeds, RETURN)
        assert seeds.value() == value
    assert seeds.text() == "1e-3"


def test_what_is_typed_counts_when_somebody_asks(seeds: NumberField) -> None:
    seeds.selectAll()
    QTest.keyClicks(seeds, "33")
    seeds.interpretText()
    assert (seeds.value(), seeds.heard) == (33, [33])


# --- prefix, suffix and none ------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["35", "35 %", "35%", " 35 % ", "3.5e1 %"])
def test_the_unit_may_be_typed_or_left_out(percent: NumberField, text: str) -> None:
    enter(percent, text)
    assert (percent.value(), percent.text()) == (35, "35 %")


def test_what_is_not_allowed_is_said_with_the_unit(percent: NumberField) -> None:
    enter(percent, "150")
    note = percent.window().findChild(QWidget, "field_note")
    assert note.text() == "150 is not allowed; allowed is 0 ... 100 %"


def test_typing_at_the_end_stays_before_the_unit(percent: NumberField) -> None:
    percent.setValue(3)
    QTest.keyClick(percent, Qt.Key.Key_End)
    QTest.keyClicks(percent, "5")
    assert percent.text() == "35 %"
    QTest.keyClick(percent, RETURN)
    assert percent.value() == 35


def test_typing_at_the_start_stays_behind_the_prefix(percent: NumberField) -> None:
    percent.setPrefix("image ")
    percent.setValue(5)
    QTest.keyClick(percent, Qt.Key.Key_Home)
    QTest.keyClicks(percent, "1")
    assert percent.text() == "image 15 %"
    QTest.keyClick(percent, RETURN)
    assert percent.value() == 15


def test_thousands_are_read_as_they_are_shown(percent: NumberField) -> None:
    percent.set_unit("")
    percent.setRange(1, 10_000)
    percent.setPrefix("image ")
    percent.setSuffix(" of 10,000")
    percent.setGroupSeparatorShown(True)
    enter(percent, "1234")
    assert percent.text() == "image 1,234 of 10,000"
    for text, value in (("2,345", 2345), ("image 3,456 of 10,000", 3456), ("10,000", 10_000), ("5", 5)):
        enter(percent, text)
        assert percent.value() == value
    enter(percent, "20,000")
    note = percent.window().findChild(QWidget, "field_note")
    assert note.text() == "20000 is not allowed; allowed is 1 ... 10000"
    enter(percent, "1,00")
    assert percent.is_refused()


@pytest.fixture
def optional(window: QWidget, qtbot: QtBot) -> NumberField:
    field = NumberField(optional=True)
    field.setRange(1, 1000)
    field.setSpecialValueText("auto (30)")
    window.layout().addWidget(field)
    field.heard = []
    field.valueChanged.connect(field.heard.append)
    field.setFocus()
    qtbot.waitUntil(lambda: field.lineEdit().selectedText() == "auto (30)")
    return field


def test_none_is_typed_by_its_words_or_by_nothing(optional: NumberField) -> None:
    for text in ("", "AUTO (30)", "auto (30)", "  "):
        enter(optional, "3")
        enter(optional, text)
        assert (optional.value(), optional.text()) == (None, "auto (30)")
    assert optional.heard == [3, None] * 4
    enter(optional, "auto")
    assert optional.is_refused()


def test_none_is_below_the_least(optional: NumberField) -> None:
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(optional, key)
    assert optional.heard == [1, 2, 1, None]
    optional.setValue(5)
    optional.setValue(optional.minimum())
    assert optional.value() is None


def test_the_words_for_none_change_while_something_else_is_typed(optional: NumberField) -> None:
    enter(optional, "xyz")
    optional.setSpecialValueText("auto (1)")
    assert optional.text() == "xyz"
    QTest.keyClick(optional, ESCAPE)
    assert optional.text() == "auto (1)"


# --- arrows and scripts -----------------------------------------------------------------------------------


def test_arrows_count_what_is_typed_and_end_at_the_limits(seeds: NumberField) -> None:
    seeds.selectAll()
    QTest.keyClicks(seeds, "99")
    QTest.keyClick(seeds, Qt.Key.Key_Up)
    QTest.keyClick(seeds, Qt.Key.Key_Up)
    assert seeds.heard == [99, 100]
    seeds.setValue(2)
    QTest.keyClick(seeds, Qt.Key.Key_Down)
    QTest.keyClick(seeds, Qt.Key.Key_Down)
    QTest.keyClick(seeds, Qt.Key.Key_PageUp)
    assert seeds.heard[2:] == [2, 1, 11]


def test_arrows_leave_what_is_refused_alone(seeds: NumberField) -> None:
    enter(seeds, "abc")
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(seeds, key)
    assert (seeds.text(), seeds.heard) == ("abc", [])
    assert seeds.stepEnabled() == NumberField.StepEnabledFlag.StepNone


def test_scripts_set_what_is_allowed(seeds: NumberField) -> None:
    seeds.setValue(500)
    seeds.setValue(-5)
    seeds.setValue(-6)
    assert seeds.heard == [100, 1]
    seeds.setRange(20, 30)
    assert (seeds.value(), seeds.heard) == (20, [100, 1, 20])
    assert (seeds.minimum(), seeds.maximum()) == (20, 30)


def test_showing_is_silent_and_leaves_what_is_typed(seeds: NumberField) -> None:
    seeds.show_value(42)
    assert (seeds.value(), seeds.text(), seeds.heard) == (42, "42", [])
    seeds.selectAll()
    QTest.keyClicks(seeds, "7")
    seeds.show_value(42)
    assert seeds.text() == "7"
    seeds.show_value(43)
    assert seeds.text() == "43"
    enter(seeds, "abc")
    seeds.show_value(43)  # somebody else decided: what was refused is forgotten
    assert (seeds.text(), seeds.is_refused()) == ("43", False)


# --- decimals ---------------------------------------------------------------------------------------------


@pytest.fixture
def rate(window: QWidget) -> NumberField:
    field = NumberField(whole=False)
    field.setRange(0, 10)
    field.setSingleStep(0.005)
    window.layout().addWidget(field)
    return field


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.floats(0, 10) | st.floats(0, 1e-300))
def test_every_number_can_be_typed_as_it_is_written(rate: NumberField, value: float) -> None:
    rate.setValue(1)
    enter(rate, repr(value))
    assert rate.value() == value
    rate.selectAll()
    QTest.keyClicks(rate, rate.text())  # and as it is shown
    QTest.keyClick(rate, RETURN)
    assert rate.value() == value


def test_steps_lead_to_round_numbers(rate: NumberField) -> None:
    rate.setValue(0.3)
    rate.stepBy(-1)
    assert rate.value() == 0.295
    rate.setValue(9.999)
    rate.stepBy(3)
    assert rate.value() == 10


# --- looks ------------------------------------------------------------------------------------------------


def test_a_note_stays_in_the_window_and_goes_with_its_field(window: QWidget, seeds: NumberField) -> None:
    window.resize(300, 40)
    seeds.move(0, 10)
    enter(seeds, "-3")
    note = window.findChild(QWidget, "field_note")
    assert window.width() >= note.geometry().right() >= 0 <= note.geometry().left()
    window.resize(300, 300)
    assert note.geometry().top() >= seeds.geometry().bottom()
    seeds.hide()
    assert not note.isVisible()
    seeds.show()
    assert note.isVisible()


def test_it_is_wide_enough_for_its_limits(qtbot: QtBot) -> None:
    narrow, wide = NumberField(), NumberField()
    for field, most in ((narrow, 9), (wide, 999_999)):
        qtbot.addWidget(field)
        field.setRange(0, most)
        field.setValue(most)
        field.resize(field.sizeHint())
        edit = field.lineEdit()
        assert edit.width() >= edit.fontMetrics().horizontalAdvance(edit.text())
    assert wide.sizeHint().width() > narrow.sizeHint().width()


def test_it_goes_without_the_garbage_collector(qapp: QApplication) -> None:
    gc.disable()
    try:
        ghost = weakref.ref(NumberField())
        assert ghost() is None
    finally:
        gc.enable()
