import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QLabel, QStyleFactory
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.switch import Switch, SwitchRow


@pytest.fixture
def row(qtbot: QtBot) -> SwitchRow:
    row = SwitchRow("k-winners", "100 of 4,320 units = 2.3 %")
    qtbot.addWidget(row)
    row.resize(260, 44)
    with qtbot.waitActive(row):
        row.show()
        row.activateWindow()
    row.switch.clearFocus()  # which the first control of a window gets
    row.switch.set_hot(False)  # wherever the pointer happens to be
    return row


def picture(switch: Switch) -> QImage:
    return switch.grab().toImage()


def test_setter_shows_and_is_silent(row: SwitchRow) -> None:
    heard: list[bool] = []
    row.switch.toggled.connect(heard.append)
    off = picture(row.switch)
    row.switch.set_on(True)
    assert row.switch.isChecked()
    assert heard == []
    assert picture(row.switch) != off
    row.switch.set_on(False)
    assert picture(row.switch) == off


def test_click_and_keys_toggle(row: SwitchRow, qtbot: QtBot) -> None:
    heard: list[bool] = []
    row.switch.toggled.connect(heard.append)
    qtbot.mouseClick(row.switch, Qt.MouseButton.LeftButton)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
        qtbot.keyClick(row.switch, key)
    assert heard == [True, False, True, False]


def test_click_on_the_text_toggles_too(row: SwitchRow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(row.switch.toggled) as caught:
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert caught.args == [True]
    row.switch.setEnabled(False)
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    qtbot.mouseClick(row, Qt.MouseButton.RightButton, pos=QPoint(20, 10))
    assert row.switch.isChecked()


def test_the_knob_slides_to_the_other_side(row: SwitchRow, qtbot: QtBot) -> None:
    row.switch.set_on(True)
    on = picture(row.switch)
    row.switch.set_on(False)
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    row.switch.clearFocus()
    row.switch.set_hot(False)
    qtbot.waitUntil(lambda: picture(row.switch) == on, timeout=2000)


def test_no_slide_where_the_style_wants_none(row: SwitchRow, monkeypatch: pytest.MonkeyPatch) -> None:
    style = QStyleFactory.create("Fusion")
    monkeypatch.setattr(row.switch, "style", lambda: style)
    monkeypatch.setattr(style, "styleHint", lambda *_: 0, raising=False)
    row.switch.set_on(True)
    on = picture(row.switch)
    row.switch.set_on(False)
    row.switch.click()
    assert picture(row.switch) == on


def test_focus_hover_disabled_and_edition_are_visible(row: SwitchRow, qtbot: QtBot) -> None:
    seen = [picture(row.switch)]
    row.switch.set_hot(True)
    seen.append(picture(row.switch))
    row.switch.set_hot(False)
    row.switch.setFocus()
    qtbot.waitUntil(row.switch.hasFocus)
    seen.append(picture(row.switch))
    row.switch.setEnabled(False)
    seen.append(picture(row.switch))
    row.switch.setEnabled(True)
    theme.theme().set_choice("dark")
    seen.append(picture(row.switch))
    assert all(one != other for place, one in enumerate(seen) for other in seen[:place])


def test_texts_and_accessibility(row: SwitchRow, qtbot: QtBot) -> None:
    interface = QAccessible.queryAccessibleInterface(row.switch)
    assert interface.role() == QAccessible.Role.CheckBox
    assert interface.text(QAccessible.Text.Name) == "k-winners"
    assert "4,320" in interface.text(QAccessible.Text.Description)
    tall = row.sizeHint().height()
    row.set_texts("Local winners", "")
    assert row.switch.accessibleName() == "Local winners"
    qtbot.waitUntil(lambda: row.sizeHint().height() < tall)


@pytest.mark.parametrize("edition", ["light", "dark"])
def test_on_is_a_knob_at_the_right_on_the_accent_and_off_one_at_the_left(
    row: SwitchRow, edition: str
) -> None:
    theme.theme().set_choice(edition)
    c, switch = theme.colors(), row.switch

    def sides() -> tuple[str, str]:
        image = picture(switch)
        return tuple(image.pixelColor(x, image.height() // 2).name() for x in (10, 26))

    assert sides() == (c.muted, c.control)
    switch.set_on(True)
    assert sides() == (c.accent, c.text if c.dark else c.card)
    switch.set_on(False)
    assert sides() == (c.muted, c.control)


def test_the_title_stands_over_its_explanation(row: SwitchRow) -> None:
    def words() -> list[str]:
        labels = [label for label in row.findChildren(QLabel) if label.isVisible()]
        return [label.text() for label in sorted(labels, key=lambda label: label.y())]

    assert words() == ["k-winners", "100 of 4,320 units = 2.3 %"]
    row.set_texts("Local winners", "1 of 30")
    assert words() == ["Local winners", "1 of 30"]
