"""A dotted line and a zigzag across the image.

Axes: N all images, 28 rows, 28 columns.
"""

import torch
from torch import Tensor

from sparse_explorer.data.noise.recipe import Level, Recipe, State

THICKNESS = 2.3
"""How far from its middle a line is still seen, and a little less, pixels (published)."""

DOT = 2
"""Columns of a dot, and of the gap before it (published)."""

ZIGZAG = 2.0
"""How far a zigzag goes up and down, and how many columns it takes for that, pixels (published)."""

_MARGIN = (
    2  # columns at the left of a zigzag; there is one more at its right (published: columns 2 ... 24 of 28)
)
_TILT = 5  # rows that the end of a zigzag is at most above or below its beginning (published: -5 ... 4)


def dotted(images: Tensor, generator: torch.Generator) -> State:
    """Lines with their dots, 0 ... 1, (N, 28, 28)."""
    end = images.shape[-1] - 1  # rows where a line may begin and end are 0 ... 26 of 28 (published)
    first, last = _rows(len(images), end, generator), _rows(len(images), end, generator)
    columns = torch.arange(images.shape[-1], device=generator.device)
    seen = (columns // DOT % 2 == 1) & (columns < end)
    return (line(first + (last - first) * columns / end) * seen,)


def zigzags(images: Tensor, generator: torch.Generator) -> State:
    """Zigzags, 0 ... 1, (N, 28, 28)."""
    size = images.shape[-1]
    first = _rows(len(images), size - 1, generator)
    tilt = _rows(len(images), 2 * _TILT, generator) - _TILT
    begin, end = _MARGIN, size - _MARGIN - 1
    columns = torch.arange(size, device=generator.device)
    along = columns - begin
    # A triangle: 0, up to ZIGZAG, back through 0 to -ZIGZAG, and to 0 again.
    phase = (along / ZIGZAG + 1) % 4 - 2
    wave = ZIGZAG * (1 - phase.abs())
    seen = (columns >= begin) & (columns < end)
    return (line(first + tilt * along / (end - begin) - wave) * seen,)


def line(rows: Tensor) -> Tensor:
    """A line that is at a row in each column.

    Args:
        rows: (N, 28), the row, a fraction too, in each column.

    Returns:
        (N, 28, 28): log(1 - d / THICKNESS) + 1 at a distance of d rows, but no less than 0.
    """
    row = torch.arange(rows.shape[-1], device=rows.device).unsqueeze(1)
    apart = (row - rows.unsqueeze(1)).abs().clamp(max=THICKNESS * 0.99)  # (N, 28, 28)
    return torch.log1p(-apart / THICKNESS).add_(1).clamp_(0, 1)


def _rows(count: int, number: int, generator: torch.Generator) -> Tensor:
    """One of so many whole numbers for each image, (N, 1)."""
    return torch.randint(number, (count, 1), generator=generator, device=generator.device).float()


def add_line(images: Tensor, level: Level, drawn: Tensor) -> Tensor:
    """Add what was drawn; its brightness is the level."""
    return images.add_(drawn * level).clamp_(0, 1)


RECIPES = {"dotted-line": Recipe(dotted, add_line), "zigzag": Recipe(zigzags, add_line)}
