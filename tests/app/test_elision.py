"""Texts in too little room: where the dots stand, for both directions of reading, by pixel."""

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.elision import ElidedLabel, elided, isolated
from sparse_explorer.app.widgets.prediction_view import PredictionRow, PredictionView
from sparse_explorer.app.widgets.results_table import ResultsTable
from sparse_explorer.app.widgets.variant_delegate import RowLayout
from sparse_explorer.app.widgets.variant_list import VariantList, VariantRow
from sparse_explorer.experiment.results.results import SummaryRow

LATIN, HEBREW, ARABIC = "Dense network of one layer " * 3, "רשת צפופה " * 8, "شبكة كثيفة " * 8


def dots(picture: QImage, left: int, right: int) -> str:
    """At which side of the columns left ... right the three dots of "…" are: there is far less ink there."""
    inked = []
    for x in range(left, right):
        column = [picture.pixelColor(x, y) for y in range(picture.height())]
        inked.append(sum(ink.alpha() > 100 and ink.lightness() < 160 for ink in column))
    edges = [place for place, ink in enumerate(inked) if ink]
    at_left, at_right = sum(inked[edges[0] :][:9]), sum(inked[: edges[-1] + 1][-9:])
    assert min(at_left, at_right) < 0.6 * max(at_left, at_right)
    return "left" if at_left < at_right else "right"


class Painted(QWidget):
    """Paints one text as the window's widgets do."""

    text = ""

    def paintEvent(self, event: object) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), Qt.GlobalColor.white)
            painter.setPen(Qt.GlobalColor.black)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(self.rect(), flags, self.text)


@pytest.mark.parametrize(("text", "side"), [(LATIN, "right"), (HEBREW, "left"), (ARABIC, "left")])
def test_a_text_is_cut_where_its_reading_ends(qtbot: QtBot, text: str, side: str) -> None:
    widget = Painted()
    qtbot.addWidget(widget)
    widget.resize(140, 24)
    widget.text = elided(text, widget.fontMetrics(), 120)
    assert "…" in widget.text
    assert dots(widget.grab().toImage(), 0, 140) == side


@pytest.mark.parametrize("text", ["", "Dense", "12 %", "Dense רשת", "网络"])
def test_what_reads_from_the_left_stays_as_it_is(qtbot: QtBot, text: str) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    assert isolated(text) == text
    assert elided(text, widget.fontMetrics(), 500) == text


def test_a_full_stop_behind_a_hebrew_name_stands_at_its_left(qtbot: QtBot) -> None:
    widget = Painted()
    qtbot.addWidget(widget)
    widget.resize(140, 24)
    widget.text = isolated("רשת...")
    assert dots(widget.grab().toImage(), 0, 140) == "left"


def test_a_label_is_cut_and_says_all_in_its_tip(qtbot: QtBot) -> None:
    label = ElidedLabel("Dense network")
    qtbot.addWidget(label)
    label.show()
    label.set_tip("What is trained")
    label.resize(label.sizeHint())
    assert not label.is_cut()
    assert (label.shown_text(), label.toolTip()) == ("Dense network", "What is trained")
    label.resize(60, 20)
    assert label.is_cut()
    assert label.shown_text().endswith("…")
    assert label.text() == label.accessibleName() == "Dense network"
    assert label.toolTip() == "Dense network\nWhat is trained"
    label.setText("ok")
    assert label.toolTip() == "What is trained"
    assert label.minimumSizeHint().width() == 0
    assert ElidedLabel("Dense network", least=48).minimumSizeHint().width() == 48


def test_the_labels_picture_has_dots_and_its_themes_colour(qtbot: QtBot) -> None:
    label = ElidedLabel(HEBREW)
    qtbot.addWidget(label)
    label.resize(90, 24)
    assert dots(label.grab().toImage(), 0, 90) == "left"
    label.setText(LATIN)
    assert dots(label.grab().toImage(), 0, 90) == "right"
    label.setProperty("muted", True)
    label.style().polish(label)
    picture = label.grab().toImage()
    inks = {picture.pixelColor(x, y).name() for x in range(90) for y in range(24)}
    assert theme.LIGHT.muted in inks
    assert theme.LIGHT.text not in inks


@pytest.mark.parametrize(("name", "side"), [(LATIN, "right"), (HEBREW, "left"), (ARABIC, "left")])
def test_names_are_cut_so_in_list_table_and_answers(qtbot: QtBot, name: str, side: str) -> None:
    listing = VariantList()
    listing.set_rows([VariantRow("a", name, 0, "", clean=95.0, at_noise=20.0)])
    listing.resize(240, 60)
    qtbot.addWidget(listing)
    listing.show()
    index = listing.variants.index(0)
    option = QStyleOptionViewItem()
    option.font = listing.font()
    place = RowLayout.of(listing.visualRect(index), listing.font()).name
    assert dots(listing.viewport().grab(place).toImage(), 0, place.width()) == side

    table = ResultsTable()
    table.set_summary([SummaryRow(name, "digits", "article", 1, 0.0, 95.0, 0.0)], {name: 6})
    table.resize(400, 120)
    qtbot.addWidget(table)
    table.show()
    names = table.verticalHeader()
    row = QRect(0, table.horizontalHeader().height(), names.width(), names.sectionSize(0))
    assert dots(table.grab(row).toImage(), 0, row.width()) == side

    answers = PredictionView()
    answers.set_rows([PredictionRow(name, 0, None, "not trained yet")], 3)
    answers.resize(QSize(300, 60))
    qtbot.addWidget(answers)
    note = answers.fontMetrics().horizontalAdvance("not trained yet")
    assert dots(answers.grab().toImage(), 18, 300 - note - 4) == side


@pytest.mark.parametrize("text", ["Model", "Inspector", "Results", "Training loss", "Wii"])
def test_a_label_that_must_not_be_cut_asks_for_enough(qtbot: QtBot, text: str) -> None:
    label = ElidedLabel(f"{text}, and more than that", least=None)
    qtbot.addWidget(label)
    label.setText(f"{text}, and more than that", text)
    label.setProperty("title", True)
    label.show()
    label.resize(label.minimumSizeHint())
    assert label.shown_text() == text
    label.resize(label.sizeHint())
    assert label.shown_text() == f"{text}, and more than that"
    label.setText("")
    assert label.minimumSizeHint().width() <= 1
