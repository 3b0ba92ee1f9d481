"""The probability of a chance match against dimension as a picture, drawn with matplotlib. Imports no torch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sparse_explorer.experiment.curve import MARKERS
from sparse_explorer.experiment.pictures import PALETTE, new_figure, to_png, variant_color
from sparse_explorer.experiment.theory import LayerChance

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class ChanceCurve:
    """A curve: what the legend calls it, numbers of units, and the logarithm of the probability at each."""

    label: str
    dimensions: tuple[int, ...]
    log10_probabilities: tuple[float, ...]


def chance_png(curves: Sequence[ChanceCurve], marks: Sequence[tuple[str, LayerChance]], title: str) -> bytes:
    """:func:`chance_figure` as PNG, 1600 x 1000 pixels."""
    return to_png(chance_figure(curves, marks, title))


def chance_figure(
    curves: Sequence[ChanceCurve], marks: Sequence[tuple[str, LayerChance]], title: str
) -> "Figure":
    """Draw the curves, and layers of networks as marks among them.

    Args:
        curves: in the order of the legend.
        marks: (network, layer) pairs.
        title: shown above.
    """
    figure = new_figure(8, 5)
    from matplotlib.ticker import FuncFormatter  # slow to import, and needed for pictures alone

    axes = figure.subplots()
    for index, curve in enumerate(curves):
        style = ("-", "--", ":")[index // len(PALETTE) % 3]
        axes.plot(
            curve.dimensions,
            curve.log10_probabilities,
            color=variant_color(index),
            linewidth=2,
            linestyle=style,
            label=_plain(curve.label),
        )
    for index, (network, layer) in enumerate(marks):
        label = f"{network}, {layer.title}: {layer.k:,} of {layer.n:,}"
        marker = (*MARKERS, "D", "v", "P", "X")[index % 7]
        axes.plot(
            layer.n,
            layer.log10_probability,
            marker,
            color="black",
            markersize=7,
            markeredgecolor="white",
            label=_plain(label),
        )
    axes.set_xscale("log")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda power, _: f"$10^{{{power:g}}}$"))
    axes.set(xlabel="units, n", ylabel="probability of a match by chance", title=_plain(title))
    axes.grid(alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="best")
    return figure


def _plain(text: str) -> str:
    """Text as it is: matplotlib would take what stands between two dollar signs for a formula."""
    return text.replace("$", r"\$")
