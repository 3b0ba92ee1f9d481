"""Figures for a paper: of the width that was asked for, in the colours of the window, the same bytes each time."""

import re

import pytest

from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.results.comparisons import compare
from sparse_explorer.experiment.results.figures import figure
from sparse_explorer.experiment.results.line_styles import DARK_PALETTE, PALETTE
from sparse_explorer.experiment.results.paper_figure import (
    THEMES,
    FigureStyle,
    content_of,
    draw,
    figure_file,
)
from tests.experiment.results.verdict_runs import runs

MADE = runs({"Sparse": {"article": 15.0}, "_odd $x$": {"article": 5.0}}, range(4))
STYLES = {"Dense": 0, "Sparse": 1, "_odd $x$": 9}


def drawn(style: FigureStyle):
    content = content_of(MADE, STYLES, style.reference)
    return content, figure(lambda made: draw(content, style, made), style.width / 25.4, style.height / 25.4)


@pytest.mark.parametrize("width", [60.0])
def test_it_has_the_width_that_was_asked_for(width: float) -> None:
    content, style = content_of(MADE, STYLES), FigureStyle(width)
    svg = figure_file(content, style, "svg").decode()
    found = re.search(r'width="([0-9.]+)pt"', svg)
    assert float(found[1]) == pytest.approx(width / 25.4 * 72, abs=0.01)
    png = figure_file(content, style, "png")
    assert int.from_bytes(png[16:20], "big") == pytest.approx(width / 25.4 * 300, abs=1)
    assert figure_file(content, style, "png") == png


def test_lines_have_the_variants_own_looks() -> None:
    _, made = drawn(FigureStyle(theme="dark"))
    (axes,) = made.axes
    assert [line.get_color() for line in axes.lines] == [DARK_PALETTE[0], DARK_PALETTE[1], DARK_PALETTE[2]]
    assert [line.get_marker() for line in axes.lines] == ["o", "o", "s"]  # number 9 is the third colour again
    _, made = drawn(FigureStyle(theme="print"))
    lines = made.axes[0].lines
    assert [line.get_color() for line in lines] == [PALETTE[0], PALETTE[1], PALETTE[2]]
    assert len({(line.get_marker(), line.get_linestyle()) for line in lines}) == 3  # in black and white too


def test_differences_are_the_paired_ones() -> None:
    content, made = drawn(FigureStyle(reference="Dense"))
    expected = [each.difference.mean for each in compare(MADE, "Dense", levels=True)
                if each.variant == "Sparse" and each.level is not None]  # fmt: skip
    assert content.curves[0].middle == tuple(expected)
    assert made.axes[0].get_ylabel() == "points above Dense"
    assert all(low < middle < high for low, middle, high in
               zip(content.curves[0].low, content.curves[0].middle, content.curves[0].high))  # fmt: skip


def test_the_caption_says_what_it_is_of() -> None:
    content, made = drawn(FigureStyle(captioned=True))
    assert content.caption == (
        "Accuracy against article's noise on MNIST, 10,000 test images, seeds 0 to 3. "
        "Lines are means, bands one standard deviation."
    )
    assert " ".join(made.get_supxlabel().split()) == content.caption
    one = content_of([run for run in MADE if run.seed == 2], STYLES)
    assert one.caption == "Accuracy against article's noise on MNIST, 10,000 test images, seed 2."
    assert all(curve.low == curve.high for curve in one.curves)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: FigureStyle(width=10), "width: 10 is not allowed; allowed is 40 ... 400 mm"),
        (lambda: FigureStyle(width=float("nan")), "width: nan is not allowed"),
        (lambda: FigureStyle(theme="red"), f"theme: 'red' is unknown; themes are {', '.join(THEMES)}"),
        (lambda: content_of(MADE, {}), "nothing to show"),
        (lambda: content_of(MADE, STYLES, "Nobody"), "reference: no run of 'Nobody' is finished"),
        (lambda: content_of(MADE[:1], {"Dense": 0}, "Dense"), "no other variant has a seed in common"),
        (lambda: figure_file(content_of(MADE, STYLES), FigureStyle(), "gif"), "format: 'gif' is unknown"),
    ],
)
def test_what_cannot_be_drawn_says_so(make, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        make()
    assert said in str(caught.value)
