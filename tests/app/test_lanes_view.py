"""Lanes on fabricated layers: what is drawn where, in which colours, and what numbers, tips and signals say."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from pytestqt.qtbot import QtBot

from sparse_explorer.app.language.glossary import tip
from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets import lane as lane_module
from sparse_explorer.app.widgets.lane import Lane
from sparse_explorer.app.widgets.lane_pictures import kind_color, sort_layer
from sparse_explorer.app.widgets.lanes_view import LanesView
from sparse_explorer.experiment.results.inspection_reports import KEPT, LOST, NEW, LayerActivity, UnitPlace
from tests.app.pointing import move_to

HEIGHT = 180


def conv(sparse: bool = True) -> LayerActivity:
    """Six filters: the third has four kept units and one lost, the fifth a kept and a new one."""
    clean, noisy = np.zeros((2, 6, 4, 4), np.float32)
    clean[2, 0, :4] = noisy[2, 0, :4] = clean[2, 3, 3] = 1
    clean[4, 1, 1] = noisy[4, 1, 1] = noisy[4, 2, 2] = 1
    return LayerActivity("Convolution 1", sparse, clean, noisy)


def hidden() -> LayerActivity:
    clean, noisy = np.zeros((2, 1, 1, 30), np.float32)
    clean[0, 0, :10] = noisy[0, 0, 5:15] = 1
    return LayerActivity("Hidden layer", True, clean, noisy)


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


# --- pointing and pinning ---------------------------------------------------------------------------------------------


def test_a_click_pins_a_unit_and_a_second_one_frees_it(view: LanesView, qtbot: QtBot) -> None:
    place = view.unit_rect(1, 0, unit(4, 2, 2)).center().toPoint()
    other = view.unit_rect(0, 1, 3).center()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    pinned = UnitPlace("b", "Convolution 1", unit(4, 2, 2))
    assert view.pinned() == pinned
    move_to(view, other)
    assert view.pointed() == pinned  # whatever the mouse is on
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert view.pinned() is None
    move_to(view, other)
    assert view.pointed() == UnitPlace("a", "Hidden layer", 3)


def test_leaving_points_at_nothing_unless_a_unit_is_pinned(view: LanesView, qtbot: QtBot) -> None:
    left: list[bool] = []
    view.unit_left.connect(lambda: left.append(True))
    move_to(view, view.unit_rect(0, 1, 3).center())
    move_to(view, QPointF(699, 1))
    assert (len(left), view.pointed()) == (1, None)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.unit_rect(0, 1, 3).center().toPoint())
    move_to(view, QPointF(699, 1))
    assert len(left) == 1
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert (len(left), view.pinned()) == (2, None)


def test_the_keyboard_goes_from_unit_to_unit_and_from_map_to_map(view: LanesView, qtbot: QtBot) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.pointed() == UnitPlace("a", "Convolution 1", unit(2, 0, 0))
    seen = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, *[Qt.Key.Key_Right] * 3):
        qtbot.keyClick(view, key)
        seen.append(view.pointed().number)
    assert seen == [unit(2, 0, 1), unit(2, 1, 1), unit(2, 1, 2), unit(2, 1, 3), unit(4, 1, 0)]
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert view.pinned() == UnitPlace("a", "Convolution 1", unit(4, 1, 0))
    for _ in range(9):
        qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.pointed().variant_id == "b"  # and stays there at the edge


def test_a_unit_that_is_gone_is_no_longer_pointed_at(view: LanesView, qtbot: QtBot) -> None:
    qtbot.mouseClick(
        view, Qt.MouseButton.LeftButton, pos=view.unit_rect(1, 0, unit(2, 0, 0)).center().toPoint()
    )
    with qtbot.waitSignal(view.unit_left):
        view.set_lanes(view.lanes()[:1])
    assert view.pinned() is None


# --- all layers -------------------------------------------------------------------------------------------------------


def test_every_convolution_has_its_maps_from_left_to_right(qtbot: QtBot) -> None:
    second = LayerActivity("Convolution 2", True, conv().clean, conv().noisy)
    view = made(qtbot, Lane("a", "Two", 0, (conv(), second, hidden())), width=900)
    places = [view.unit_rect(0, layer, unit(2, 0, 0)) for layer in (0, 1)]
    places.append(view.unit_rect(0, 2, 0))
    assert all(not place.isEmpty() for place in places)
    assert places[0].right() < places[1].left() < places[2].left()
    view.grab()


def test_units_stand_in_the_order_of_their_values_on_the_clean_digit(qtbot: QtBot) -> None:
    clean = np.array([0.5, -2.0, 3.0, 1.0], np.float32).reshape(1, 1, 4)
    layer = LayerActivity("Hidden layer", False, clean, -clean, gated=False)
    view = made(qtbot, Lane("a", "Dense", 0, (conv(), layer)))
    order = sorted(
        range(4), key=lambda each: (view.unit_rect(0, 1, each).top(), view.unit_rect(0, 1, each).left())
    )
    assert order == [2, 3, 0, 1]
    place = view.unit_rect(0, 1, 2)
    assert view.tip_at(place.center()) == "unit 2: 3.00 on the clean digit, −3.00 now"
    assert layer.direction == pytest.approx(-1)
    foot = QPointF(place.left() + 20, HEIGHT - 16)
    assert "in the order of their values on the clean digit" in view.tip_at(foot)
    image = view.grab().toImage()
    now = image.pixelColor(place.center().toPoint())
    assert now.blue() > now.red()  # the strongest of the clean digit is now negative


def test_filters_keep_their_places_while_noise_grows(qtbot: QtBot) -> None:
    quiet = conv()
    loud = quiet.noisy.copy()
    loud[4] = 1  # more than the third filter has
    view = made(qtbot, Lane("a", "Sparse", 0, (quiet,)))
    before = view.unit_rect(0, 0, unit(2, 0, 0))
    view.set_lanes([Lane("a", "Sparse", 0, (LayerActivity("Convolution 1", True, quiet.clean, loud),))])
    assert view.unit_rect(0, 0, unit(2, 0, 0)) == before


def test_nothing_is_sorted_while_nobody_sees_it(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    sorted_: list[str] = []
    monkeypatch.setattr(
        lane_module, "sort_layer", lambda activity: (sorted_.append(activity.title), sort_layer(activity))[1]
    )
    view = LanesView(lambda lane: QRectF(0, lane * HEIGHT, 700, HEIGHT - 8))
    qtbot.addWidget(view)
    view.resize(700, HEIGHT)
    view.set_lanes([Lane("a", "Dense", 0, (conv(), hidden()))])
    assert sorted_ == []
    view.show()
    view.grab()
    assert sorted_ == ["Convolution 1", "Hidden layer"]


def test_a_lane_says_what_is_done_to_its_network(qtbot: QtBot) -> None:
    view = made(qtbot, Lane("b", "Sparse", 1, (conv(),), "random winners"))
    assert view.accessibleDescription().endswith("random winners")
    head = QPoint(400, 3)
    assert view.grab().toImage().pixelColor(head).name() == theme.LIGHT.selection
    view.set_lanes([Lane("b", "Sparse", 1, (conv(),))])
    assert view.grab().toImage().pixelColor(head).name() == theme.LIGHT.card


def test_the_first_line_of_a_lane_explains_its_terms(qtbot: QtBot) -> None:
    view = made(qtbot, Lane("a", "Sparse", 0, (conv(),)))
    assert view.tip_at(QPointF(5, 5)) == tip("overlap", "winners")


@pytest.mark.parametrize(("high", "captioned"), [(85, False), (180, True)])
def test_low_lanes_have_larger_maps_instead_of_the_filters_names(
    qtbot: QtBot, high: int, captioned: bool
) -> None:
    view = LanesView(lambda lane: QRectF(0, lane * high, 700, high - 8))
    qtbot.addWidget(view)
    view.resize(700, high)
    view.set_lanes([Lane("b", "Sparse", 1, (conv(), hidden()))])
    view.show()
    unit_height = view.unit_rect(0, 0, unit(2, 0, 0)).height()
    line = view.fontMetrics().height()
    room = high - 8 - 2 * line - 12
    assert (4 * unit_height > room - line) == (not captioned)
    assert 4 * unit_height <= room
