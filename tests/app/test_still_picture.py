"""What stays while the rest changes: painted once, again when it is another, and never left behind."""

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.widgets.digit_view import DigitView
from sparse_explorer.app.widgets.lane import Lane
from sparse_explorer.app.widgets.lanes_view import LanesView
from sparse_explorer.app.widgets.prediction_view import PredictionRow, PredictionView
from sparse_explorer.app.widgets.still_picture import StillPicture
from sparse_explorer.app.widgets.variant_list import VariantList, VariantRow
from sparse_explorer.experiment.results.inspection_reports import LayerActivity


@guarded
class Sheet(QWidget):
    """A still square in a corner of it."""

    def __init__(self) -> None:
        super().__init__()
        self.color, self.painted = "#ff0000", 0
        self.area = QRect(10, 10, 20, 20)
        self.still = StillPicture()
        self.resize(60, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self.still.draw(painter, self, self.color, self.paint_square, self.area)

    def paint_square(self, painter: QPainter) -> None:
        self.painted += 1
        painter.fillRect(QRect(15, 15, 10, 10), QColor(self.color))


@pytest.fixture
def sheet(qtbot: QtBot) -> Sheet:
    made = Sheet()
    qtbot.addWidget(made)
    return made


def picture(widget: QWidget, ratio: float = 1.0) -> QImage:
    image = QImage(round(widget.width() * ratio), round(widget.height() * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("#00ff00"))
    widget.render(image, QPoint())
    return image


def test_it_is_painted_once_and_copied_to_its_place(sheet: Sheet) -> None:
    seen = [picture(sheet) for _ in range(3)]
    assert sheet.painted == 1
    for image in seen:
        assert image.pixelColor(15, 15).name() == image.pixelColor(24, 24).name() == "#ff0000"
        assert image.pixelColor(14, 15).name() == image.pixelColor(25, 24).name() == theme.colors().card


def test_it_is_painted_again_when_what_it_depends_on_is_another(sheet: Sheet) -> None:
    picture(sheet)
    sheet.color = "#0000ff"
    assert picture(sheet).pixelColor(20, 20).name() == "#0000ff"
    sheet.area = QRect(10, 10, 30, 20)
    picture(sheet)
    font = sheet.font()
    font.setPointSize(font.pointSize() + 3)
    sheet.setFont(font)
    picture(sheet)
    assert sheet.painted == 4


def test_it_is_as_sharp_as_what_it_is_painted_on(sheet: Sheet) -> None:
    picture(sheet)
    large = picture(sheet, 2.0)
    assert large.pixelColor(30, 30).name() == large.pixelColor(49, 49).name() == "#ff0000"
    assert sheet.painted == 2
    for _ in range(2):  # no copy would fit the pixels of a screen at one and a half times the size
        picture(sheet, 1.5)
    assert sheet.painted == 4


# --- nothing of what was shown before is left -------------------------------------------------------------------------


def chances(answer: int) -> np.ndarray:
    found = np.full(10, 0.01, np.float32)
    found[answer] = 0.91
    return found


ANSWERS = [
    ([PredictionRow("Dense", 0, chances(3)), PredictionRow("Sparse", 1, chances(7))], 7),
    ([PredictionRow("Dense", 0, chances(7)), PredictionRow("Sparse", 1, chances(7))], 7),
    ([PredictionRow("Dense", 0, chances(7)), PredictionRow("Sparse", 1, chances(7))], None),
    ([PredictionRow("Dense", 2, None, "not trained yet"), PredictionRow("Sparse", 1, chances(2))], 1),
    ([PredictionRow("Sparse", 1, chances(2))], 1),
]


@pytest.mark.parametrize("named", [True, False])
def test_answers(qtbot: QtBot, named: bool) -> None:
    old = PredictionView(named=named)
    qtbot.addWidget(old)
    old.resize(320, 240)
    for rows, truth in ANSWERS:
        fresh = PredictionView(named=named)
        qtbot.addWidget(fresh)
        fresh.resize(320, 240)
        for view in (old, fresh):
            view.set_rows(rows, truth)
        assert picture(old) == picture(fresh)
    old.set_class_names([f"c{label}" for label in range(10)])
    fresh.set_class_names([f"c{label}" for label in range(10)])
    assert picture(old) == picture(fresh)


def conv(*used: int) -> LayerActivity:
    clean, noisy = np.zeros((2, 6, 4, 4), np.float32)
    for place, number in enumerate(used):
        clean[number, 0, : 4 - place] = noisy[number, 1, :2] = noisy[number, 0, 0] = 1
    return LayerActivity("Convolution 1", True, clean, noisy)


def hidden(gated: bool = True) -> LayerActivity:
    clean, noisy = np.zeros((2, 1, 1, 30), np.float32)
    clean[0, 0, :10] = noisy[0, 0, 5:15] = 1
    return LayerActivity("Hidden layer", False, clean, noisy, gated)


LANES = [
    [Lane("a", "Dense", 0, (conv(2, 4), hidden())), Lane("b", "Sparse", 1, (conv(1), hidden(False)))],
    [Lane("a", "Dense", 0, (conv(4, 2, 0), hidden())), Lane("b", "Sparse", 1, (conv(1), hidden(False)))],
    [Lane("a", "Denser", 3, (conv(4, 2, 0), hidden())), Lane("b", "Sparse", 1)],
    [Lane("a", "Denser", 3, (conv(4, 2, 0), hidden()), "random winners"), Lane("b", "Sparse", 1)],
    [Lane("a", "Denser", 3, (), why_empty="it comes from elsewhere", closed=True)],
]


@pytest.mark.parametrize("wide", [420, 800])
def test_lanes(qtbot: QtBot, wide: int) -> None:
    def made() -> LanesView:
        view = LanesView(lambda lane: QRectF(0, 180 * lane, wide, 172))
        qtbot.addWidget(view)
        view.resize(wide, 360)
        view.show()
        return view

    old = made()
    for lanes in LANES:
        fresh = made()
        for view in (old, fresh):
            view.set_lanes(lanes)
        assert picture(old) == picture(fresh)
    theme.theme().set_choice("dark")
    try:
        assert picture(old) == picture(fresh)
        assert picture(old).pixelColor(0, 359).name() == theme.DARK.card
    finally:
        theme.theme().set_choice("light")


ROW = VariantRow("a", "Dense", 3, "k = 5", clean=94.7, at_noise=36.1)
CHANGES = [
    {"at_noise": 35.0},
    {"at_noise": None},
    {"clean": 12.3},
    {"name": "Denser"},
    {"color_index": 1},
    {"parts": "k = 6"},
    {"status": "training 3 %", "progress": 0.03},
    {"progress": 0.9},
    {"problem": "diverged"},
    {"shown": False},
    {"alone": True},
    {"remark": "worth a word"},
    {"foreign": True},
]


def test_rows_of_variants(qtbot: QtBot) -> None:
    def made(row: VariantRow) -> VariantList:
        view = VariantList()
        qtbot.addWidget(view)
        view.resize(260, 120)
        view.set_rows([row, VariantRow("b", "Sparse", 1, "")])
        view.show()
        return view

    old = made(ROW)
    before = old.viewport().grab().toImage()
    for change in CHANGES:
        row = dataclasses.replace(ROW, **change)  # type: ignore[arg-type]
        old.set_rows([row, VariantRow("b", "Sparse", 1, "")])
        seen = old.viewport().grab().toImage()
        assert seen == made(row).viewport().grab().toImage(), change
        assert seen != before, change
        old.set_rows([ROW, VariantRow("b", "Sparse", 1, "")])
        assert old.viewport().grab().toImage() == before


def test_a_digit_and_its_caption(qtbot: QtBot) -> None:
    def made() -> DigitView:
        view = DigitView("clean")
        qtbot.addWidget(view)
        view.resize(120, 140)
        return view

    old = made()
    for size, caption in ((28, "clean"), (28, "noisy"), (8, "noisy")):
        image = np.random.default_rng(size).random((size, size), np.float32)
        fresh = made()
        for view in (old, fresh):
            view.set_image(image)
            view.set_caption(caption)
        assert picture(old) == picture(fresh)
        assert old.accessibleDescription() == f"Picture of {size} by {size} pixels"
