"""Line styles: each variant's differs from every other's, and the first seven by colour alone."""

import pytest

from sparse_explorer.experiment.results.line_styles import (
    COLORS,
    MARKERS,
    PALETTE,
    STYLES,
    free_style,
    line_style,
)


def test_no_two_styles_look_the_same() -> None:
    assert STYLES >= 28
    assert len({line_style(number) for number in range(STYLES)}) == STYLES
    assert line_style(STYLES) == line_style(0)


def test_dash_and_marker_differ_together_as_long_as_they_can() -> None:
    for first in range(28):
        for second in range(first + 1, 28):
            one, other = line_style(first), line_style(second)
            assert one.color != other.color or (one.dash != other.dash and one.marker != other.marker)


def test_the_first_seven_are_solid_and_round() -> None:
    assert len(set(PALETTE)) == COLORS == 7
    for number in range(7):
        style = line_style(number)
        assert (style.color, style.dash, style.marker, style.plain) == (number, (), MARKERS[0], True)
    assert not any(line_style(number).plain for number in range(7, STYLES))
    with pytest.raises(ValueError, match="style is -1, must be 0 or more"):
        line_style(-1)


def test_a_new_style_is_the_first_that_nobody_has() -> None:
    assert free_style(set()) == 0
    assert free_style({0, 1, 3}) == 2
    assert free_style(set(range(7))) == 7
    assert free_style({2, 9, 5}, color=2) == 16
    assert free_style({2, 9}, color=5) == 5
