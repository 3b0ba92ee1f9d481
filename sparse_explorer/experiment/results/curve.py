"""Accuracy against noise as a picture, drawn with matplotlib and without a display. Imports no torch."""

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sparse_explorer.experiment.plan.noises import level_title
from sparse_explorer.experiment.plan.presets import PublishedCurve
from sparse_explorer.experiment.results.figures import add_legend, figure, line_look, png
from sparse_explorer.experiment.results.results import RunResult, summarize

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Published = Sequence[tuple[str, PublishedCurve]]

_SIZE = 8, 5  # inches


def curve_png(runs: Sequence[RunResult], names: Sequence[str], published: Published, title: str) -> bytes:
    """:func:`curve_figure` as PNG, 1600 x 1000 pixels; FigureError if that fails."""
    return png(functools.partial(_draw, runs, names, published, title), *_SIZE)


def curve_figure(
    runs: Sequence[RunResult], names: Sequence[str], published: Published, title: str
) -> "Figure":
    """Draw the mean of each variant with a band of one standard deviation, its runs thin, published curves dashed.

    Args:
        runs: all finished runs with one noise, variant by variant; at least one.
        names: all variants, finished or not; a variant's place among them decides how it looks.
        published: (variant, curve) pairs.
        title: shown above.
    """
    return figure(functools.partial(_draw, runs, names, published, title), *_SIZE)


def _draw(
    runs: Sequence[RunResult], names: Sequence[str], published: Published, title: str, figure: "Figure"
) -> None:
    axes = figure.subplots()
    references, summary = dict(published), summarize(runs)
    handles, labels = [], []
    for name in dict.fromkeys(run.variant for run in runs):
        look = line_look(names.index(name))
        color = look["color"]
        rows = [row for row in summary if row.variant == name]
        noise = [100 * row.noise for row in rows]
        mean = [row.accuracy_mean for row in rows]
        handles += axes.plot(noise, mean, linewidth=2, markersize=4, **look)
        labels.append(name)
        if rows[0].seeds > 1:
            low = [row.accuracy_mean - row.accuracy_std for row in rows]
            high = [row.accuracy_mean + row.accuracy_std for row in rows]
            axes.fill_between(noise, low, high, color=color, alpha=0.15, linewidth=0)
            for run in (run for run in runs if run.variant == name):
                accuracies = [level.accuracy for level in run.levels]
                axes.plot(noise, accuracies, color=color, linewidth=0.6, alpha=0.5)
        if name in references:
            curve = references[name]
            levels = [100 * level for level in curve.levels]
            handles += axes.plot(levels, curve.accuracy, color=color, linewidth=1.2, linestyle=(0, (4, 3)))
            labels.append(f"{name} ({curve.source})")
    axes.set(xlabel=level_title(runs[0].noise_convention), ylabel="correct, %", ylim=(0, 102), title=title)
    axes.grid(alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
    add_legend(axes, handles, labels, "lower left")
