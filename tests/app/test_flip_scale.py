"""The ticks at which answers first become wrong: where they are, in which colour, and what they say."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.flip_scale import Flip, FlipScale


@pytest.fixture
def scale(qtbot: QtBot) -> FlipScale:
    """300 pixels wide; level 0 is at 10, level 100 at 290."""
    scale = FlipScale(lambda percent: 10 + round(2.8 * percent))
    qtbot.addWidget(scale)
    scale.resize(300, scale.sizeHint().height())
    scale.show()
    return scale


def picture(scale: FlipScale) -> QImage:
    return scale.grab().toImage()


def pixels_of(image: QImage, color: str) -> list[tuple[int, int]]:
    return [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).name() == color
    ]


def test_a_tick_has_its_variants_colour_at_its_level(scale: FlipScale) -> None:
    scale.set_flips([Flip("Dense", 0, 35), Flip("Sparse", 4, 60)])
    for edition, colors in (("light", theme.LIGHT), ("dark", theme.DARK)):
        theme.theme().set_choice(edition)
        image = picture(scale)
        for color, x in ((0, 108), (4, 178)):
            found = pixels_of(image, colors.variants[color])
            assert {place for place, _ in found} == {x - 1, x, x + 1}
            assert len({y for _, y in found}) >= 12
    scale.set_flips([])
    assert not pixels_of(picture(scale), theme.DARK.variants[0])


def test_the_selected_ones_tick_is_broader(scale: FlipScale) -> None:
    scale.set_flips([Flip("Dense", 0, 35), Flip("Sparse", 1, 60, selected=True)])
    dense, sparse = scale.tick_rects()
    assert sparse.width() > dense.width()
    assert sparse.center().x() == 178


@pytest.mark.parametrize("count", [2, 3, 5, 7, 12])
def test_ticks_at_one_level_are_all_seen(scale: FlipScale, count: int) -> None:
    scale.set_flips([Flip(f"v{number}", number, 50, number == 1) for number in range(count)])
    rects = scale.tick_rects()
    for number, rect in enumerate(rects):
        assert scale.rect().contains(rect)
        assert rect.height() >= 2
        assert not any(rect.intersects(other) for other in rects[:number])
        if count <= 5:
            assert rect.center().x() == 150
    image = picture(scale)
    for number, rect in enumerate(rects[:7]):
        assert image.pixelColor(rect.center()).name() == theme.LIGHT.variants[number]
    tops = [rect.top() for rect in rects[:5]]
    assert tops == sorted(tops)  # in the order of the list


def test_close_levels_share_the_height_and_keep_their_places(scale: FlipScale) -> None:
    scale.set_flips([Flip("a", 0, 51), Flip("b", 1, 50), Flip("c", 2, 90)])
    a, b, c = scale.tick_rects()
    assert (a.center().x(), b.center().x(), c.center().x()) == (153, 150, 262)
    assert not a.intersects(b)
    assert a.bottom() < b.top()
    assert c.height() > a.height() + b.height() - 2


def test_tips_and_description_name_variant_and_level(scale: FlipScale) -> None:
    scale.set_flips([Flip("De<n>se", 0, 35), Flip("Sparse", 1, 0)])
    dense, sparse = scale.tick_rects()
    assert scale.tip_at(dense.center()) == "De&lt;n&gt;se: first wrong at 35 % noise"
    assert scale.tip_at(sparse.center() + QPoint(2, 0)) == "Sparse: wrong even without noise"
    assert scale.tip_at(QPoint(200, 5)).count("<br>") == 1  # all of them
    assert scale.accessibleDescription() == (
        "De<n>se: first wrong at 35 % noise; Sparse: wrong even without noise"
    )
    scale.set_flips([])
    assert scale.tip_at(dense.center()) == ""
    assert scale.accessibleDescription() == ""


def test_the_words_explain_the_ticks_only_where_there_are_some(scale: FlipScale) -> None:
    def middle() -> QImage:
        return picture(scale).copy(60, 19, 180, scale.height() - 19)

    bare = middle()
    scale.set_flips([Flip("Dense", 0, 0)])
    assert middle() != bare
    scale.set_flips([])
    assert middle() == bare


def test_the_scale_begins_with_0_and_ends_with_100(scale: FlipScale) -> None:
    image, foot = picture(scale), scale.sizeHint().height() - scale.fontMetrics().height()

    def inked(left: int, right: int) -> int:
        ground = image.pixelColor(150, foot)
        columns = range(left, right)
        return sum(
            any(image.pixelColor(x, y) != ground for y in range(foot, image.height())) for x in columns
        )

    assert 0 < inked(0, 60) < 12  # one letter
    assert inked(240, 300) > 20  # five
