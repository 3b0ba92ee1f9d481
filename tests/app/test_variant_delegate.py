"""How a row of the list of variants is painted: numbers, words, colours, and what is selected or pointed at."""

import dataclasses

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.variant_delegate import RowLayout, column_heads
from sparse_explorer.app.widgets.variant_list import VariantList, VariantRow
from tests.app.pointing import move_to

ROW = VariantRow("a", "Dense", 3, "", clean=94.7, at_noise=36.1)
OTHER = VariantRow("b", "Sparse", 1, "")


@pytest.fixture
def view(qtbot: QtBot) -> VariantList:
    view = VariantList()
    qtbot.addWidget(view)
    view.resize(260, 160)
    view.set_rows([ROW, OTHER])
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    view.clearFocus()
    return view


def places(view: VariantList, row: int = 0) -> RowLayout:
    return RowLayout.of(view.visualRect(view.variants.index(row)), view.font())


def part(view: VariantList, name: str, **changes: object) -> QImage:
    """A picture of a part of the first row, with these changes of it."""
    view.set_rows([dataclasses.replace(ROW, **changes), OTHER])
    area: QRect = getattr(places(view), name)
    return view.viewport().grab(area).toImage()


def color_at(view: VariantList, x: int, y: int) -> str:
    return view.viewport().grab().toImage().pixelColor(x, y).name()


def inked(image: QImage) -> set[int]:
    """The columns of a picture in which something is written."""
    ground = image.pixelColor(0, 0)
    return {
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y) != ground for y in range(image.height()))
    }


@pytest.mark.parametrize("name", ["clean", "at_noise"])
def test_numbers_have_one_decimal(view: VariantList, name: str) -> None:
    def number(value: float | None) -> QImage:
        return part(view, name, **{name: value})

    assert number(94.74) == number(94.66) == number(94.7)
    assert number(94.76) != number(94.74)
    assert number(94.64) != number(94.66)
    assert number(None) != number(0.0)
    assert len(inked(number(None))) < len(inked(number(0.0)))


def test_status_stands_at_the_right_and_parts_at_the_left(view: VariantList) -> None:
    status = part(view, "second", status="waiting")
    parts = part(view, "second", parts="conv")
    assert min(inked(status)) > status.width() / 2
    assert max(inked(status)) >= status.width() - 3
    assert max(inked(parts)) < parts.width() / 2
    assert min(inked(parts)) <= 2
    both = part(view, "second", status="waiting", parts="conv")
    assert inked(both) == inked(status) | inked(parts)


def test_what_is_wrong_is_red_and_has_a_sign(view: VariantList) -> None:
    def reds(image: QImage) -> int:
        colors = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        return sum(color.red() - max(color.green(), color.blue()) > 80 for color in colors)

    assert reds(part(view, "second", status="0 is not allowed")) == 0
    wrong = part(view, "second", problem="0 is not allowed", status="waiting")
    assert reds(wrong) > 20
    assert wrong != part(view, "second", problem="✕ 0 is not allowed")
    assert QColor(theme.LIGHT.wrong).red() > 190


def test_the_selected_row_has_its_ground_and_a_bar_or_the_focus_a_frame(view: VariantList) -> None:
    view.select("a")
    surface = places(view).surface
    ground = surface.topLeft() + QPoint(60, 3)
    bar = QPoint(surface.left() + 2, surface.center().y())
    assert color_at(view, ground.x(), ground.y()) == theme.LIGHT.selection
    assert color_at(view, bar.x(), bar.y()) == theme.LIGHT.accent
    other = places(view, 1).surface
    assert color_at(view, 60, other.top() + 3) != theme.LIGHT.selection
    assert color_at(view, other.left() + 2, other.center().y()) != theme.LIGHT.accent
    view.setFocus()
    assert color_at(view, bar.x(), bar.y()) == theme.LIGHT.selection
    assert color_at(view, surface.left() + 60, surface.top()) != theme.LIGHT.selection  # the frame
    view.select("")
    assert color_at(view, ground.x(), ground.y()) != theme.LIGHT.selection


def test_the_dot_under_the_mouse_has_a_ring_and_no_other(view: VariantList) -> None:
    def ringed() -> list[bool]:
        found = []
        for row, color in ((0, 3), (1, 1)):
            dot = places(view, row).dot
            image = view.viewport().grab().toImage()
            near = [image.pixelColor(dot.left() - step, dot.center().y()) for step in (3, 4)]
            own, card = QColor(theme.LIGHT.variants[color]), QColor(theme.LIGHT.card)
            found.append(
                any(abs(one.green() - own.green()) < abs(one.green() - card.green()) for one in near)
            )
        return found

    assert ringed() == [False, False]
    for row in (0, 1):
        move_to(view.viewport(), places(view, row).dot.center())
        assert ringed() == [row == 0, row == 1]
    move_to(view.viewport(), places(view, 1).name.center())
    assert ringed() == [False, False]


def test_heads_are_in_the_order_of_the_numbers(view: VariantList) -> None:
    assert column_heads(60) == ("clean", "at 60 %")
    assert places(view).clean.right() < places(view).at_noise.left()


def test_the_tip_says_all_that_may_be_cut(view: VariantList) -> None:
    row = dataclasses.replace(
        ROW, parts="conv · linear", status="stopped at 20 %", problem="0 is not allowed", note="no result"
    )
    view.set_rows([row])
    tip = view.variants.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.split("\n") == ["Dense", "conv · linear", "stopped at 20 %", "0 is not allowed", "no result"]


def test_the_dot_of_a_network_from_elsewhere_has_a_hole(view: VariantList) -> None:
    whole, holed = part(view, "dot"), part(view, "dot", foreign=True)
    middle = whole.rect().center()
    assert holed.pixelColor(middle) != whole.pixelColor(middle)
    edge = QPoint(middle.x(), 2)
    assert holed.pixelColor(edge) == whole.pixelColor(edge)
