"""The still label: where room is short, the longest text that fits."""

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

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
