"""Figures for a paper: plain results in, a PNG, SVG or PDF of a chosen width and look out, for window and terminal.

Text has the size that papers have, whatever the width; colours, dashes and markers are those of the window. Imports no
torch.
"""

import functools
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sparse_explorer.data.catalogue import CATALOGUE
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.noises import level_title, noise_title
from sparse_explorer.experiment.results.comparisons import compare
from sparse_explorer.experiment.results.figures import FORMATS, add_legend, drawn
from sparse_explorer.experiment.results.line_styles import (
    DARK_PALETTE,
    DASHES,
    MARKERS,
    PALETTE,
    LineStyle,
    line_style,
)
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.spread import seeds_text, spread
from sparse_explorer.reading import short

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTHS: Mapping[str, float] = {"single": 85.0, "double": 175.0}
"""Of a column, and of both with what is between them, in millimetres, as most journals have them."""

NARROWEST, WIDEST = 40.0, 400.0
"""Millimetres."""

DPI = 300
_MM = 25.4
_TEXT, _SMALL = 8.0, 7.0  # points
_MARKERS = {"circle": "o", "square": "s", "triangle": "^", "diamond": "D"}


@dataclass(frozen=True)
class Theme:
    """The colours of a figure; ``marked``: each line has a dash and a marker too, so that no colour is needed."""

    ground: str
    ink: str
    grid: str
    palette: tuple[str, ...]
    marked: bool = False


THEMES: Mapping[str, Theme] = {
    "print": Theme("#ffffff", "#000000", "#d9d9d9", PALETTE, marked=True),
    "light": Theme("#ffffff", "#171a21", "#e6e8ec", PALETTE),
    "dark": Theme("#1d2027", "#eceef2", "#3a404b", DARK_PALETTE),
}


@dataclass(frozen=True)
class FigureStyle:
    """What a figure looks like.

    Attributes:
        width: in millimetres.
        theme: one of THEMES.
        captioned: whether the caption stands below, within the figure.
        reference: the variant that the others are shown beside, as differences; empty for accuracies.
    """

    width: float = WIDTHS["single"]
    theme: str = "print"
    captioned: bool = False
    reference: str = ""

    def __post_init__(self) -> None:
        if not NARROWEST <= self.width <= WIDEST:
            raise ConfigError(
                "width", f"{self.width:g} is not allowed; allowed is {NARROWEST:g} ... {WIDEST:g} mm"
            )
        if self.theme not in THEMES:
            raise ConfigError("theme", f"{short(self.theme)} is unknown; themes are {', '.join(THEMES)}")

    @property
    def height(self) -> float:
        """In millimetres; wide figures are flatter."""
        return self.width * (0.8 if self.width < 120 else 0.5) + (10 if self.captioned else 0)


@dataclass(frozen=True)
class Curve:
    """A variant's line.

    Attributes:
        name, number: what it is called, and the number of its style.
        levels: of noise, percent.
        middle, low, high: of the line and of its band, one to one with the levels; no band where all are the same.
    """

    name: str
    number: int
    levels: tuple[float, ...]
    middle: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class FigureContent:
    """What a figure shows: lines, the titles of its axes, and what is said below."""

    curves: tuple[Curve, ...]
    across: str
    upward: str
    caption: str
    differences: bool = False


def figure_file(content: FigureContent, style: FigureStyle, format_: str) -> bytes:
    """The figure as png, svg or pdf; the same bytes for the same content.

    Raises:
        ConfigError: there is no such format.
        FigureError: it could not be drawn.
    """
    if format_ not in FORMATS:
        raise ConfigError("format", f"{short(format_)} is unknown; formats are {', '.join(FORMATS)}")
    return drawn(
        functools.partial(draw, content, style),
        style.width / _MM,
        style.height / _MM,
        format_,
        dpi=DPI,
        settings=_settings(THEMES[style.theme]),
    )


def content_of(runs: Sequence[RunResult], styles: Mapping[str, int], reference: str = "") -> FigureContent:
    """What a figure of finished runs shows.

    Args:
        runs: of one data set and one kind of noise; at least one with levels.
        styles: the number of each variant's style, for all that are to be shown, in their order.
        reference: show how much the others differ from it instead; empty for accuracies.

    Raises:
        ConfigError: there is nothing to show, or the reference has no runs.
    """
    sound = [run for run in runs if run.levels]
    shown = [run for run in sound if run.variant in styles]
    if not shown:
        raise ConfigError("", "nothing to show: no run of these variants is finished")
    noise, dataset = shown[0].noise_convention, shown[0].dataset
    across = level_title(noise)
    if not reference:
        curves = [_accuracy(name, number, shown) for name, number in styles.items()]
        known = tuple(curve for curve in curves if curve is not None)
        caption = _caption(
            "Accuracy", dataset, noise, shown, "Lines are means, bands one standard deviation."
        )
        return FigureContent(known, across, "correct, %", caption)
    if all(run.variant != reference for run in sound):
        raise ConfigError("reference", f"no run of {short(reference)} is finished")
    differences = _differences(sound, styles, reference)
    if not differences:
        raise ConfigError(
            "", f"nothing to show: no other variant has a seed in common with {short(reference)}"
        )
    said = "Lines are mean paired differences, bands 95 % intervals by Student's t."
    caption = _caption(f"Accuracy less that of {reference}", dataset, noise, shown, said)
    upward = f"points above {reference}" if len(reference) <= 12 else "difference, points"
    return FigureContent(differences, across, upward, caption, True)


def _accuracy(name: str, number: int, runs: Sequence[RunResult]) -> Curve | None:
    mine = [run for run in runs if run.variant == name]
    if not mine:
        return None
    levels = sorted({level.noise for run in mine for level in run.levels})
    at = [
        spread([each.accuracy for run in mine for each in run.levels if each.noise == level])
        for level in levels
    ]
    return Curve(
        name,
        number,
        tuple(100 * level for level in levels),
        tuple(each.mean for each in at),
        tuple(each.mean - each.deviation for each in at),
        tuple(each.mean + each.deviation for each in at),
    )


def _differences(runs: Sequence[RunResult], styles: Mapping[str, int], reference: str) -> tuple[Curve, ...]:
    compared = compare(runs, reference, levels=True)
    found = []
    for name, number in styles.items():
        mine = [
            (each.level, each.difference)
            for each in compared
            if each.variant == name and each.level is not None and each.difference.seeds
        ]
        if mine:
            ends = [each.interval for _, each in mine]
            found.append(
                Curve(
                    name,
                    number,
                    tuple(100 * level for level, _ in mine),
                    tuple(each.mean for _, each in mine),
                    tuple(end.low if end else each.mean for end, (_, each) in zip(ends, mine, strict=True)),
                    tuple(end.high if end else each.mean for end, (_, each) in zip(ends, mine, strict=True)),
                )
            )
    return tuple(found)


def _caption(what: str, dataset: str, noise: str, runs: Sequence[RunResult], several: str) -> str:
    seeds = {run.seed for run in runs}
    images = max(level.total for run in runs for level in run.levels)
    known = CATALOGUE.get(dataset)
    data = known.title if known is not None and known.download_bytes else dataset  # papers write MNIST
    said = f"{what} against {noise_title(noise)} on {data}, {images:,} test images, {seeds_text(seeds)}."
    return f"{said} {several}" if len(seeds) > 1 else said


def draw(content: FigureContent, style: FigureStyle, figure: "Figure") -> None:
    """Put the content into an empty figure."""
    theme = THEMES[style.theme]
    axes = figure.subplots()
    handles, labels = [], []
    for place, curve in enumerate(content.curves):
        look = _look(curve.number, place, theme)
        handles += axes.plot(curve.levels, curve.middle, linewidth=1.3, markersize=3.2, **look)
        labels.append(curve.name)
        if curve.low != curve.high:
            axes.fill_between(
                curve.levels, curve.low, curve.high, color=look["color"], alpha=0.18, linewidth=0
            )
    if content.differences:
        axes.axhline(0, color=theme.ink, linewidth=0.8)
    else:
        axes.set_ylim(0, 102)
    axes.set(xlabel=content.across, ylabel=content.upward)
    axes.grid(color=theme.grid, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    if style.captioned:
        figure.supxlabel(_wrapped(content.caption, style.width), fontsize=_SMALL, x=0.02, ha="left")
    add_legend(axes, handles, labels, "best" if content.differences else "lower left", _SMALL)


def _look(number: int, place: int, theme: Theme) -> dict[str, Any]:
    found = line_style(number)
    if theme.marked:  # the first is solid with discs, the others have each a dash and a marker of their own
        turn = place % len(DASHES)
        found = LineStyle(found.color, DASHES[turn], MARKERS[(turn + place // len(DASHES)) % len(MARKERS)])
    return {
        "color": theme.palette[found.color],
        "linestyle": (0, found.dash) if found.dash else "-",
        "marker": _MARKERS[found.marker],
    }


def _wrapped(caption: str, width: float) -> str:
    return textwrap.fill(caption, max(20, int(width / 1.3)))


def _settings(theme: Theme) -> dict[str, Any]:
    ink = {
        name: theme.ink
        for name in ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")
    }
    return {
        **ink,
        "figure.facecolor": theme.ground,
        "axes.facecolor": theme.ground,
        "savefig.facecolor": theme.ground,
        "font.size": _TEXT,
        "axes.labelsize": _TEXT,
        "xtick.labelsize": _SMALL,
        "ytick.labelsize": _SMALL,
        "axes.linewidth": 0.7,
        "xtick.major.width": 0.7,
        "ytick.major.width": 0.7,
    }
