"""The probability of a chance match against dimension as a picture, drawn with matplotlib. Imports no torch."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sparse_explorer.experiment.curve import MARKERS, PALETTE
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
    # A time stamp or version inside would make two pictures of the same numbers differ.
    picture = io.BytesIO()
    chance_figure(curves, marks, title).savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()


def chance_figure(
    curves: Sequence[ChanceCurve], marks: Sequence[tuple[str, LayerChance]], title: str
) -> "Figure":
    """Draw the curves, and layers of networks as marks among them.

    Args:
        curves: in the order of the legend.
        marks: (network, layer) pairs.
        title: shown above.
    """
    # Slow to import, and needed for pictures alone.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter

    figure = Figure(figsize=(8, 5), dpi=200, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for index, curve in enumerate(curves):
        color, style = PALETTE[index % len(PALETTE)], ("-", "--", ":")[index // len(PALETTE) % 3]
        axes.plot(
            curve.dimensions,
            curve.log10_probabilities,
            color=color,
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
