"""Accuracy against noise as a picture, drawn with matplotlib and without a display. Imports no torch."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sparse_explorer.experiment.pictures import PALETTE, new_figure, to_png, variant_color
from sparse_explorer.experiment.presets import PublishedCurve
from sparse_explorer.experiment.results import RunResult, summarize

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MARKERS = ("o", "s", "^")
"""Tell apart the variants that share a colour because there are more of them than colours."""


def curve_png(
    runs: Sequence[RunResult], published: Sequence[tuple[str, PublishedCurve]], title: str
) -> bytes:
    """:func:`curve_figure` as PNG, 1600 x 1000 pixels."""
    return to_png(curve_figure(runs, published, title))


def curve_figure(
    runs: Sequence[RunResult], published: Sequence[tuple[str, PublishedCurve]], title: str
) -> "Figure":
    """Draw the mean of each variant with a band of one standard deviation, its runs thin, published curves dashed.

    Args:
        runs: all finished runs, in the order in which their variants are listed.
        published: (variant, curve) pairs.
        title: shown above.
    """
    figure = new_figure(8, 5)
    axes = figure.subplots()
    references, summary = dict(published), summarize(runs)
    for index, name in enumerate(dict.fromkeys(run.variant for run in runs)):
        color, marker = variant_color(index), MARKERS[index // len(PALETTE) % len(MARKERS)]
        rows = [row for row in summary if row.variant == name]
        noise = [100 * row.noise for row in rows]
        mean = [row.accuracy_mean for row in rows]
        axes.plot(noise, mean, color=color, linewidth=2, marker=marker, markersize=4, label=name)
        if rows[0].seeds > 1:
            low = [row.accuracy_mean - row.accuracy_std for row in rows]
            high = [row.accuracy_mean + row.accuracy_std for row in rows]
            axes.fill_between(noise, low, high, color=color, alpha=0.15, linewidth=0)
            for run in (run for run in runs if run.variant == name):
                accuracies = [level.accuracy for level in run.levels]
                axes.plot(noise, accuracies, color=color, linewidth=0.6, alpha=0.5)
        if name in references:
            curve = references[name]
            levels, label = [100 * level for level in curve.levels], f"{name} ({curve.source})"
            dashes = (0, (4, 3))
            axes.plot(levels, curve.accuracy, color=color, linewidth=1.2, linestyle=dashes, label=label)
    axes.set(xlabel="noisy pixels, %", ylabel="correct, %", ylim=(0, 102), title=title)
    axes.grid(alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="lower left")
    return figure
