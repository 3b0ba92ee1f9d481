"""The still label: where room is short, the longest text that fits."""

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.still_label import StillLabel

TEXTS = ("a rather long text", "a shorter text", "text")


def picture(qtbot: QtBot, width: int, *texts: str) -> QImage:
    label = StillLabel()
    qtbot.addWidget(label)
    label.setText(*texts)
    label.resize(width, 24)
    return label.grab().toImage()


@pytest.mark.parametrize("chosen", range(3))
def test_the_longest_text_that_fits_is_shown(qtbot: QtBot, chosen: int) -> None:
    width = StillLabel().fontMetrics().horizontalAdvance(TEXTS[chosen]) + 1
    assert picture(qtbot, width, *TEXTS) == picture(qtbot, width, TEXTS[chosen])


def test_the_shortest_is_cut_where_even_it_has_no_room(qtbot: QtBot) -> None:
    assert picture(qtbot, 15, *TEXTS) == picture(qtbot, 15, "text")


@pytest.mark.parametrize("edition", ["light", "dark"])
def test_it_is_written_in_the_colour_of_texts_on_the_card(qtbot: QtBot, edition: str) -> None:
    theme.theme().set_choice(edition)
    label = StillLabel(bold=True)
    qtbot.addWidget(label)
    label.setText("HHHH")
    label.resize(120, 24)
    image = label.grab().toImage()
    colors = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert {theme.colors().text, theme.colors().card} <= colors
    assert image.pixelColor(110, 12).name() == theme.colors().card
