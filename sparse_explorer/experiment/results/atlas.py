"""Accuracy against level under every noise, a small picture each, of the few variants that the questions are about.

Imports no torch.
"""

import functools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sparse_explorer.experiment.results.comparisons import label
from sparse_explorer.experiment.results.figures import figure, line_look, png
from sparse_explorer.experiment.results.results import RunResult, summarize

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHOWN = ("Dense", "Sparse", "k-winners", "Dense + training noise", "k-winners at inference only")
"""The variants that are shown, as far as they were run; with none of them the first few."""

_COLUMNS = 4
_PANEL = 2.7, 2.1  # inches


def atlas_png(runs: Sequence[RunResult]) -> bytes:
    """:func:`atlas_figure` as PNG; FigureError if that fails."""
    return png(functools.partial(_draw, runs), *_size(runs))


def atlas_figure(runs: Sequence[RunResult]) -> "Figure":
    """A panel for each noise: mean over seeds, with a band of one standard deviation."""
    return figure(functools.partial(_draw, runs), *_size(runs))


def _noises(runs: Sequence[RunResult]) -> list[str]:
    return list(dict.fromkeys(run.noise_convention for run in runs))


def _size(runs: Sequence[RunResult]) -> tuple[float, float]:
    count = len(_noises(runs))
    return _PANEL[0] * min(count, _COLUMNS), 0.4 + _PANEL[1] * math.ceil(count / _COLUMNS)


def _draw(runs: Sequence[RunResult], figure: "Figure") -> None:
    noises, summary = _noises(runs), summarize(run for run in runs if run.levels)
    there = list(dict.fromkeys(run.variant for run in runs))
    names = [name for name in SHOWN if name in there] or there[: len(SHOWN)]
    columns = min(len(noises), _COLUMNS)
    panels = figure.subplots(math.ceil(len(noises) / columns), columns, squeeze=False, sharey=True)
    handles = []
    for panel, noise in zip(panels.flat, noises, strict=False):
        for place, name in enumerate(names):
            rows = [row for row in summary if (row.variant, row.noise_convention) == (name, noise)]
            look = line_look(place) | {"marker": ""}
            levels = [row.noise for row in rows]
            means = [row.accuracy_mean for row in rows]
            lines = panel.plot(levels, means, linewidth=1.6, **look)
            low = [row.accuracy_mean - row.accuracy_std for row in rows]
            high = [row.accuracy_mean + row.accuracy_std for row in rows]
            panel.fill_between(levels, low, high, color=look["color"], alpha=0.12, linewidth=0)
            if panel is panels.flat[0]:
                handles += lines
        panel.set_title(label(noise), fontsize=9)
        panel.set_ylim(0, 102)
        panel.tick_params(labelsize=7)
        panel.grid(alpha=0.2)
        panel.spines[["top", "right"]].set_visible(False)
    for panel in panels.flat[len(noises) :]:
        panel.set_visible(False)
    figure.supylabel("correct, %", fontsize=9)
    legend = figure.legend(
        handles,
        [str(place) for place in range(len(handles))],
        loc="outside lower center",
        ncols=3,
        frameon=False,
    )
    for text, name in zip(legend.get_texts(), names, strict=True):
        text.set_text(name)
        text.set_fontsize(8)
