"""A choice in a narrow box: its text ends with "…", and its list is wide enough for all."""

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from sparse_explorer.app.widgets.elided_combo import ElidedCombo


def combo(qtbot: QtBot, text: str, width: int = 130) -> ElidedCombo:
    made = ElidedCombo(least=4, most=60)
    qtbot.addWidget(made)
    made.addItem(text)
    made.resize(width, 30)
    return made


def test_a_text_without_room_is_painted_with_dots(qtbot: QtBot) -> None:
    def picture(text: str) -> QImage:
        return combo(qtbot, text).grab().toImage()

    assert combo(qtbot, "W" * 40).is_cut()
    fitting = [text for count in range(1, 15) if not combo(qtbot, text := "W" * count + "…").is_cut()]
    assert picture(fitting[-1]) == picture("W" * 40)
    assert picture(fitting[-1]) != picture(fitting[0])


def test_where_room_is_short_it_says_less_before_it_cuts(qtbot: QtBot) -> None:
    made = combo(qtbot, "Digits (bundled) · 1,437", width=400)
    made.set_shorter(0, ("Digits (bundled)", "Digits"))
    made.show()
    said = [made.said()]
    for width in range(400, 0, -1):
        made.resize(width, 30)
        if made.said() != said[-1]:
            said.append(made.said())
    assert said[:3] == ["Digits (bundled) · 1,437", "Digits (bundled)", "Digits"]
    assert said[3].startswith("Dig") and said[3].endswith("…")
    made.resize(90, 30)
    assert made.toolTip() == "Digits (bundled) · 1,437"


def test_tip_and_list_have_the_whole_text(qtbot: QtBot) -> None:
    made = combo(qtbot, "a text that is much too long for its box")
    made.set_tip("what it is")
    made.show()
    assert made.toolTip() == "a text that is much too long for its box\nwhat it is"
    made.showPopup()
    assert made.view().width() >= made.fontMetrics().horizontalAdvance(made.currentText())
    made.hidePopup()
    made.resize(500, 30)
    assert made.toolTip() == "what it is"
