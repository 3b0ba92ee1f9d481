"""Texts are measured as Qt measures them, however often and by whomever."""

import pytest
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from sparse_explorer.app.qt.theme import scaled_font
from sparse_explorer.app.widgets import face as face_module
from sparse_explorer.app.widgets.elision import elided
from sparse_explorer.app.widgets.face import face


@pytest.fixture
def font(qapp: QApplication) -> QFont:
    return qapp.font()


@pytest.mark.parametrize(("scale", "bold"), [(1.0, False), (0.85, False), (1.35, True)])
def test_widths_and_cuts_are_those_of_the_font(font: QFont, scale: float, bold: bool) -> None:
    metrics = QFontMetrics(scaled_font(font, scale, bold=bold))
    made = face(font, scale, bold)
    assert made.height == metrics.height()
    for text in ("", "0.63", "of winners in common with the clean digit", "赢家", "שלום"):
        for _ in range(2):
            assert made.wide(text) == metrics.horizontalAdvance(text)
            for width in (0, 17, 60.9, 400):
                assert made.elided(text, width) == elided(text, metrics, int(width))


def test_who_asks_again_gets_the_same_and_another_font_another(font: QFont) -> None:
    larger = scaled_font(font, 2)
    assert face(font) is face(QFont(font))
    assert face(larger).height > face(font).height
    font.setBold(True)  # a font that was asked with may change afterwards
    assert face(font).wide("winners") == QFontMetrics(font).horizontalAdvance("winners")


def test_a_font_that_goes_with_its_option_is_asked_for_again(font: QFont) -> None:
    option = QStyleOptionViewItem()
    option.font = scaled_font(font, 1.2)
    first = face(option.font)
    del option
    assert face(scaled_font(font, 1.2)) is first


def test_more_texts_than_are_remembered(font: QFont, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(face_module, "_MOST", 3)
    made, metrics = face(scaled_font(font, 1.1)), QFontMetrics(scaled_font(font, 1.1))
    for text in ("one", "two", "three", "four", "one", "five"):
        assert made.wide(text) == metrics.horizontalAdvance(text)
        assert made.elided(text, 20) == elided(text, metrics, 20)
