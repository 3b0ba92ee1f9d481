"""An image of one's own becomes what MNIST's digits are: their box, their centre, their polarity."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparse_explorer.data.own_image import AUTO, DARK, LIGHT, fitted, ink_of, painted_by, prepare


@st.composite
def blots(draw: st.DrawFn) -> np.ndarray:
    """Ink in a rectangle anywhere, of uneven strength, on a square of 280."""
    high, wide = draw(st.integers(12, 200)), draw(st.integers(12, 200))
    top, left = draw(st.integers(0, 280 - high)), draw(st.integers(0, 280 - wide))
    seed = draw(st.integers(0, 1000))
    ink = np.zeros((280, 280), np.float32)
    ink[top : top + high, left : left + wide] = np.random.default_rng(seed).uniform(0.3, 1, (high, wide))
    return ink


def middle(picture: np.ndarray) -> tuple[float, float]:
    places = np.arange(picture.shape[0]) + 0.5
    mass = picture.astype(float)
    return float(mass.sum(1) @ places / mass.sum()), float(mass.sum(0) @ places / mass.sum())


def box(picture: np.ndarray) -> tuple[int, int]:
    return int((picture.max(1) > 0).sum()), int((picture.max(0) > 0).sum())


@settings(max_examples=40, deadline=None)
@given(blots(), st.sampled_from([8, 28, 64]))
def test_a_digit_is_scaled_to_its_box_and_its_mass_is_in_the_middle(ink: np.ndarray, size: int) -> None:
    picture = prepare(ink, size=size)
    assert picture.shape == (size, size)
    assert max(box(picture)) == round(size * 20 / 28)
    assert all(abs(place - size / 2) <= 0.75 for place in middle(picture))


@settings(max_examples=30, deadline=None)
@given(blots(), st.booleans(), st.booleans())
def test_no_ink_is_lost(ink: np.ndarray, centre: bool, scale: bool) -> None:
    picture = prepare(ink, centre=centre, scale=scale)
    rows, columns = np.flatnonzero(ink.max(1)), np.flatnonzero(ink.max(0))
    span = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    step = span / 20 if scale else 10
    assert picture.sum(dtype=float) / 255 == pytest.approx(ink.sum(dtype=float) / step**2, rel=0.02)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_picture_of_the_right_size_stays_bit_for_bit_with_both_switches_off(seed: int) -> None:
    picture = np.random.default_rng(seed).integers(0, 256, (28, 28), dtype=np.uint8)
    picture[0] = 0
    picture[:, 0] = picture[:, -1] = picture[-1] = 0
    ink, inverted = ink_of(picture.astype(np.float32) / np.float32(255))
    assert not inverted
    assert np.array_equal(prepare(fitted(ink, 280), centre=False, scale=False), picture)


def test_a_lopsided_digit_stays_whole_although_its_middle_is_elsewhere() -> None:
    ink = np.zeros((280, 280), np.float32)
    ink[100:110, 20:260] = 0.2
    ink[60:150, 250:260] = 1
    picture = prepare(ink)
    assert box(picture)[1] == 20
    assert picture[:, -1].max() == 0 or picture[:, 0].max() == 0


@pytest.mark.parametrize("size", [28, 280])
def test_nothing_drawn_is_a_black_picture(size: int) -> None:
    assert not prepare(np.zeros((size, size), np.float32)).any()


def test_dark_ink_on_grey_paper_is_turned_round_and_the_paper_is_gone() -> None:
    scan = np.full((60, 40), 0.8, np.float32)
    scan[20:40, 15:25] = 0.1
    ink, inverted = ink_of(scan, AUTO)
    assert inverted
    assert ink[30, 20] == 1
    assert ink[0, 0] == 0
    forced, turned = ink_of(scan, LIGHT)
    assert not turned
    assert forced[0, 0] > forced[30, 20]
    assert ink_of(1 - scan, DARK)[1]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 5), st.integers(0, 30), st.floats(0.5, 4))
def test_a_brush_touches_the_pixels_along_its_line_and_no_others(low: int, high: int, width: float) -> None:
    touched = painted_by([(low + 0.5, 10.5), (high + 0.5, 10.5)], width)
    assert touched[10, max(low, 0) : min(high, 27) + 1].all() or high < low
    rows = np.flatnonzero(touched.any(axis=1))
    assert all(abs(row - 10) <= width / 2 for row in rows)


def test_a_brush_without_a_line_touches_nothing() -> None:
    assert not painted_by([], 3).any()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ink_of(np.zeros((4, 4), np.float32), "blue"), "polarity is 'blue'"),
        (lambda: ink_of(np.zeros(4, np.float32)), "expected"),
        (lambda: prepare(np.zeros((4, 5), np.float32)), "expected a square"),
    ],
)
def test_what_is_no_picture_is_refused(call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
