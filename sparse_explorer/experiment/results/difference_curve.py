"""Difference to a reference against noise, with the band in which it is with 95 % confidence. Imports no torch."""

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sparse_explorer.experiment.plan.noises import level_title
from sparse_explorer.experiment.results.comparisons import Comparison
from sparse_explorer.experiment.results.figures import add_legend, figure, line_look, png

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SIZE = 8, 5  # inches


def difference_png(comparisons: Sequence[Comparison], names: Sequence[str], title: str) -> bytes:
    """:func:`difference_figure` as PNG, 1600 x 1000 pixels; FigureError if that fails."""
    return png(functools.partial(_draw, comparisons, names, title), *_SIZE)


def difference_figure(comparisons: Sequence[Comparison], names: Sequence[str], title: str) -> "Figure":
    """Draw a line for each variant, and a band where its interval is known.

    Args:
        comparisons: of one noise, level by level; scores are left out.
        names: all variants; a variant's place among them decides how it looks, as in the curves.
        title: shown above.
    """
    return figure(functools.partial(_draw, comparisons, names, title), *_SIZE)


def _draw(comparisons: Sequence[Comparison], names: Sequence[str], title: str, figure: "Figure") -> None:
    axes = figure.subplots()
    at_levels = [each for each in comparisons if each.level is not None and each.difference.seeds]
    handles, labels = [], []
    for name in dict.fromkeys(each.variant for each in at_levels):
        mine = [each for each in at_levels if each.variant == name]
        look = line_look(names.index(name))
        levels = [100 * (each.level or 0.0) for each in mine]
        handles += axes.plot(
            levels, [each.difference.mean for each in mine], linewidth=2, markersize=4, **look
        )
        labels.append(name)
        known = [(level, each.difference.interval) for level, each in zip(levels, mine, strict=True)]
        axes.fill_between(
            [level for level, interval in known if interval],
            [interval.low for _, interval in known if interval],
            [interval.high for _, interval in known if interval],
            color=look["color"],
            alpha=0.15,
            linewidth=0,
        )
    reference = at_levels[0].reference if at_levels else ""
    axes.axhline(0, color="0.4", linewidth=1)
    axes.set(
        xlabel=level_title(comparisons[0].noise) if comparisons else "",
        ylabel=f"points more than {reference}",
        title=title,
    )
    axes.grid(alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
    add_legend(axes, handles, labels, "upper left")
