"""Lanes on fabricated layers: what is drawn where, in which colours, and what numbers, tips and signals say."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.lane import Lane
from sparse_explorer.app.widgets.lane_pictures import KEPT, LOST, NEW, kind_color
from sparse_explorer.app.widgets.lanes_view import LanesView
from sparse_explorer.experiment.results.inspection_reports import LayerActivity
from tests.app.pointing import move_to

HEIGHT = 180


def conv(sparse: bool = True) -> LayerActivity:
    """Six filters: the third has four kept units and one lost, the fifth a kept and a new one."""
    clean, noisy = np.zeros((2, 6, 4, 4), np.float32)
    clean[2, 0, :4] = noisy[2, 0, :4] = clean[2, 3, 3] = 1
    clean[4, 1, 1] = noisy[4, 1, 1] = noisy[4, 2, 2] = 1
    return LayerActivity("Convolution 1", sparse, clean, noisy, 5 / 6)


def hidden() -> LayerActivity:
    clean, noisy = np.zeros((2, 1, 1, 30), np.float32)
    clean[0, 0, :10] = noisy[0, 0, 5:15] = 1
    return LayerActivity("Hidden layer", True, clean, noisy, 0.5)


def made(qtbot: QtBot, *lanes: Lane, width: int = 700) -> LanesView:
    view = LanesView(lambda lane: QRectF(0, lane * HEIGHT, width, HEIGHT - 8))
    qtbot.addWidget(view)
    view.resize(width, HEIGHT * max(1, len(lanes)))
    view.set_lanes(lanes)
    view.show()
    return view


@pytest.fixture
def view(qtbot: QtBot) -> LanesView:
    return made(
        qtbot,
        Lane("a", "Dense", 0, (conv(sparse=False), hidden())),
        Lane("b", "Sparse", 1, (conv(), hidden())),
    )


def unit(filters: int, row: int, column: int) -> int:
    return (filters * 4 + row) * 4 + column


def test_the_number_is_what_both_sets_have_in_common(view: LanesView) -> None:
    assert view.common_text(0) == "0.71 of active units in common with the clean digit"
    assert view.common_text(1) == "0.71 of winners in common with the clean digit"
    assert "Sparse: 0.71 of winners" in view.accessibleDescription()


def test_filters_that_are_used_most_come_first_and_lanes_are_aligned(view: LanesView) -> None:
    lefts = [view.unit_rect(1, 0, unit(each, 0, 0)).left() for each in (2, 4)]
    assert lefts == sorted(lefts)
    for each in (2, 4):
        assert view.unit_rect(0, 0, unit(each, 0, 0)).left() == view.unit_rect(1, 0, unit(each, 0, 0)).left()
    maps, matrix = view.unit_rect(1, 0, unit(2, 0, 0)), view.unit_rect(1, 1, 0)
    assert maps.right() < matrix.left()


@pytest.mark.parametrize("edition", [theme.LIGHT, theme.DARK])
def test_kept_lost_and_new_units_have_colours_of_their_own(
    view: LanesView, monkeypatch: pytest.MonkeyPatch, edition: theme.Colors
) -> None:
    monkeypatch.setattr(theme.theme(), "colors", edition)
    image = view.grab().toImage()
    for place, kind in ((unit(2, 0, 0), KEPT), (unit(4, 2, 2), NEW)):
        middle = view.unit_rect(1, 0, place).center().toPoint()
        assert image.pixelColor(middle) == kind_color(kind, edition)
    lost = view.unit_rect(1, 0, unit(2, 3, 3))
    assert image.pixelColor(lost.center().toPoint()).name() == edition.empty  # an outline alone
    assert image.pixelColor(lost.topLeft().toPoint() + QPoint(1, 1)) == kind_color(LOST, edition)
    inks = {kind_color(kind, edition).name() for kind in (KEPT, LOST, NEW)}
    assert len(inks) == 3
    assert not inks & {color.lower() for color in edition.variants}


def test_filters_without_a_winner_are_counted_with_the_reason(view: LanesView) -> None:
    assert view.folded_text(1) == "4 filters never win"
    assert view.unit_rect(1, 0, unit(0, 0, 0)).isEmpty()
    foot = view.unit_rect(1, 0, unit(2, 3, 0)).bottomLeft()
    foot.setY(2 * HEIGHT - 16)
    assert "4 of 6 filters have no winner" in view.tip_at(foot)
    assert "never win" not in view.folded_text(0)


def test_pointing_at_a_unit_tells_which_it_is(view: LanesView, qtbot: QtBot) -> None:
    place = view.unit_rect(1, 0, unit(4, 2, 2)).center()
    with qtbot.waitSignal(view.unit_pointed) as heard:
        move_to(view, place.toPoint())
    assert heard.args == ["b", "Convolution 1", unit(4, 2, 2)]
    assert view.tip_at(place) == "filter 4, row 2, column 2: new"
    with qtbot.waitSignal(view.unit_pointed) as heard:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.unit_rect(0, 1, 3).center().toPoint())
    assert heard.args == ["a", "Hidden layer", 3]
    assert view.tip_at(view.unit_rect(0, 1, 3).center()) == "unit 3: lost"
    assert view.tip_at(QPointF(699, 1)) == ""


def test_maps_grow_with_the_room_and_fit_a_narrow_one(qtbot: QtBot) -> None:
    sides = []
    for width in (260, 520, 900):
        view = made(qtbot, Lane("b", "Sparse", 1, (conv(),)), width=width)
        cell = view.unit_rect(0, 0, unit(2, 3, 3))
        assert view.rect().contains(cell.toAlignedRect())
        sides.append(cell.width())
    assert sides == sorted(sides)
    assert sides[0] < sides[-1]


def test_a_lane_without_layers_has_a_name_and_no_number(qtbot: QtBot) -> None:
    view = made(qtbot, Lane("a", "Dense", 0))
    assert view.common_text(0) == view.folded_text(0) == ""
    assert view.unit_rect(0, 0, 0).isEmpty()
    view.grab()


def test_a_network_of_hidden_units_alone_shows_them(qtbot: QtBot) -> None:
    view = made(qtbot, Lane("a", "Hidden", 0, (hidden(),)))
    assert view.common_text(0) == "0.33 of winners in common with the clean digit"
    assert not view.unit_rect(0, 0, 29).isEmpty()
    view.grab()
