"""Variants against noises as a picture: colour and sign say how much more robust each is than the reference.

Imports no torch.
"""

import functools
from typing import TYPE_CHECKING

from sparse_explorer.experiment.results.figures import figure, png
from sparse_explorer.experiment.results.spread import signed
from sparse_explorer.experiment.results.verdict import Claim, Verdict

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 30.0
"""Points of percent from which on a colour grows no darker."""


def heat_map_png(found: Verdict) -> bytes:
    """:func:`heat_map_figure` as PNG; FigureError if that fails."""
    return png(functools.partial(_draw, found), *_size(found))


def heat_map_figure(found: Verdict) -> "Figure":
    """A row for each variant, a column for each noise, a number in each: the difference of the robustness scores."""
    return figure(functools.partial(_draw, found), *_size(found))


def sign_of(claim: Claim) -> str:
    """▲ or ▼ for a claim that stands, △ or ▽ for one that the confirming seeds did not repeat, · for none."""
    if not claim.sign:
        return "·"
    full, hollow = ("▲", "△") if claim.sign > 0 else ("▼", "▽")
    return full if claim.stands else hollow


def tint(points: float) -> tuple[int, int, int, float]:
    """Red, green, blue and how opaque: from brown (less robust) over nothing to green-blue (more), which colour-blind
    eyes tell apart. Dark text can be read on it over white, and light text over black.
    """
    red, green, blue = (0x01, 0x66, 0x5E) if points > 0 else (0x8C, 0x51, 0x0A)
    return red, green, blue, round(0.8 * min(abs(points), MOST) / MOST, 3)


def _size(found: Verdict) -> tuple[float, float]:
    longest = max(map(len, found.variants))
    return 1.0 + 0.085 * longest + 0.85 * len(found.noises), 1.3 + 0.34 * (len(found.variants) - 1)


def _draw(found: Verdict, figure: "Figure") -> None:
    axes = figure.subplots()
    rows = [name for name in found.variants if name != found.reference]
    for down, name in enumerate(rows):
        for across, noise in enumerate(found.noises):
            claim = found.claims.get((name, noise))
            if claim is None or not claim.comparison.difference.seeds:
                continue
            points = claim.comparison.difference.mean
            red, green, blue, opaque = tint(points)
            axes.fill(
                [across, across + 1, across + 1, across],
                [down, down, down + 1, down + 1],
                color=(red / 255, green / 255, blue / 255, opaque),
                linewidth=0,
            )
            axes.text(
                across + 0.5,
                down + 0.5,
                f"{sign_of(claim)} {signed(points)}",
                ha="center",
                va="center",
                fontsize=7.5,
            )
    axes.set_xlim(0, len(found.noises))
    axes.set_ylim(len(rows), 0)
    axes.set_xticks(
        [across + 0.5 for across in range(len(found.noises))], found.noises, rotation=35, ha="left"
    )
    axes.set_yticks([down + 0.5 for down in range(len(rows))], rows)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
