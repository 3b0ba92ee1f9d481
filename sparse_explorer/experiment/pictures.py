"""What all pictures have in common: colours, and a file that is the same whenever it is made. Imports no torch."""

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PALETTE = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
"""Okabe and Ito's colours, safe for colour-blind eyes; a variant's place in the list decides."""


def variant_color(index: int) -> str:
    """The colour of the variant at a place in the list; those beyond the palette start over."""
    return PALETTE[index % len(PALETTE)]


def new_figure(width: float, height: float) -> "Figure":
    """An empty figure without a display, of that size in inches at 200 pixels each."""
    # Slow to import, and needed for pictures alone.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=200, layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def to_png(figure: "Figure") -> bytes:
    """The figure as PNG."""
    # A time stamp or version inside would make two pictures of the same results differ.
    picture = io.BytesIO()
    figure.savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()
