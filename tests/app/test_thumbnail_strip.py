"""The strip of thumbnails: which picture has a ring, and in which colour."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.thumbnail_strip import ThumbnailStrip
from tests.app.pointing import move_to


@pytest.fixture
def strip(qtbot: QtBot) -> ThumbnailStrip:
    strip = ThumbnailStrip()
    qtbot.addWidget(strip)
    strip.resize(5 * 40 + 2, strip.height())
    strip.set_images(np.full((5, 28, 28), 128, np.uint8), np.arange(5))
    with qtbot.waitActive(strip):
        strip.show()
        strip.activateWindow()
    strip.clearFocus()
    for kind in (QEvent.Type.HoverLeave, QEvent.Type.Leave):  # the pointer may lie where the strip appears
        QApplication.sendEvent(strip.viewport(), QEvent(kind))
    return strip


def rings(strip: ThumbnailStrip) -> list[str]:
    """The colour beside each picture; the card's where it has no ring."""
    image = strip.viewport().grab().toImage()
    found = []
    for row in range(5):
        rect = strip.visualRect(strip.model().index(row, 0))
        left = rect.left() + (rect.width() - 34) // 2
        found.append(image.pixelColor(left - 2, rect.top() + 20).name())
    return found


def test_only_what_is_chosen_or_pointed_at_has_a_ring_each_its_own(
    strip: ThumbnailStrip, qtbot: QtBot
) -> None:
    c = theme.LIGHT
    qtbot.waitUntil(lambda: len(set(rings(strip))) == 1)  # the pointer has left
    ground = rings(strip)[0]
    assert ground not in (c.accent, c.muted, c.text)
    strip.set_index(1)
    assert rings(strip) == [ground, c.accent, ground, ground, ground]
    move_to(strip.viewport(), strip.visualRect(strip.model().index(3, 0)).center())
    assert rings(strip) == [ground, c.accent, ground, c.muted, ground]
    move_to(strip.viewport(), QPoint(strip.width() - 1, strip.height() - 1))
    strip.setFocus()
    qtbot.waitUntil(lambda: rings(strip)[1] == c.text)
