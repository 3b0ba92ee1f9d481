"""The probability of a chance match against dimension as a picture, drawn with matplotlib. Imports no torch."""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sparse_explorer.experiment.results.figures import add_legend, figure, line_look, png
from sparse_explorer.experiment.results.theory import LayerChance, power_of_ten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Marks = Sequence[tuple[str, LayerChance]]

_MARKERS = "os^DvPX"
_GREYS = ("black", "#666666", "#aaaaaa")
_SIZE = 8, 5  # inches


@dataclass(frozen=True)
class ChanceCurve:
    """A curve: what the legend calls it, numbers of units, and the logarithm of the probability at each."""

    label: str
    dimensions: tuple[int, ...]
    log10_probabilities: tuple[float, ...]


def chance_png(curves: Sequence[ChanceCurve], marks: Marks, title: str) -> bytes:
    """:func:`chance_figure` as PNG, 1600 x 1000 pixels; FigureError if that fails."""
    return png(functools.partial(_draw, curves, marks, title), *_SIZE)


def chance_figure(curves: Sequence[ChanceCurve], marks: Marks, title: str) -> "Figure":
    """Draw the curves, and layers of networks as marks among them.

    Args:
        curves: in the order of the legend.
        marks: (network, layer) pairs.
        title: shown above.
    """
    return figure(functools.partial(_draw, curves, marks, title), *_SIZE)


def _draw(curves: Sequence[ChanceCurve], marks: Marks, title: str, figure: "Figure") -> None:
    axes = figure.subplots()
    handles, labels = [], []
    for index, curve in enumerate(curves):
        look = {**line_look(index), "marker": ""}  # marks are layers
        handles += axes.plot(curve.dimensions, curve.log10_probabilities, linewidth=2, **look)
        labels.append(curve.label)
    for index, (network, layer) in enumerate(marks):
        handles += axes.plot(
            layer.n,
            layer.log10_probability,
            _MARKERS[index % len(_MARKERS)],
            color=_GREYS[index // len(_MARKERS) % len(_GREYS)],
            markersize=7,
            markeredgecolor="white",
        )
        labels.append(f"{network}, {layer.title}: {layer.k:,} of {layer.n:,}")
    _set_scales(axes)
    axes.set(xlabel="units, n", ylabel="probability of a match by chance", title=title)
    axes.grid(alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
    add_legend(axes, handles, labels, "lower left")


def _set_scales(axes: "Axes") -> None:
    """Numbers of units as people write them, at the powers of ten or, where there is none, at a few; probabilities as
    powers of ten."""
    axes.set_xscale("log")
    low, high = axes.get_xlim()
    if math.floor(math.log10(high)) - math.ceil(math.log10(low)) < 1:
        axes.set_xticks(_round_numbers(low, high))
        axes.set_xticks([], minor=True)
    axes.xaxis.set_major_formatter(lambda n, _: f"{n:,.10g}")
    axes.tick_params(which="minor", labelbottom=False)
    axes.yaxis.set_major_formatter(lambda power, _: power_of_ten(power))


def _round_numbers(low: float, high: float) -> list[float]:
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = [step * 10.0**power for power in powers for step in (1, 2, 5)]
    return [tick for tick in ticks if low <= tick <= high]
