"""An image of the user's own, made into what MNIST's digits look like. Needs no torch.

MNIST's authors scaled each digit into a box of 20 x 20 pixels, kept its proportions and its grey edges, and put it into
a picture of 28 x 28 with its centre of mass in the middle. Source: the MNIST database's description.

    ink, inverted = ink_of(grey, AUTO)      # white on black, whatever was scanned
    picture = prepare(ink)                  # uint8, (28, 28)

Axes: h rows and w columns of a source of any size.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sparse_explorer.data.catalogue import IMAGE_SIZE

Floats = NDArray[np.float32]

AUTO, LIGHT, DARK = "auto", "light", "dark"
POLARITIES = (AUTO, LIGHT, DARK)
"""What the ink is, before a background that is the opposite; AUTO looks at the picture's edge."""

BOX = 20 / 28
"""Largest side of a digit that is scaled, as a part of the picture's side."""

_FAINT = 0.1
"""What is fainter than this part of the strongest ink is paper, or the soft edge of a line."""


def ink_of(grey: Floats, polarity: str = AUTO) -> tuple[Floats, bool]:
    """Ink 0 ... 1 on a background of 0, from a grey picture, and whether dark ink was turned into light.

    The background is what most of the picture's edge is; where it is not black, it and what hardly differs from it
    become 0, and the strongest ink becomes 1. A picture on black stays as it is.

    Args:
        grey: float32, (h, w), 0 is black and 1 white.
        polarity: one of POLARITIES.

    Raises:
        ValueError: no such polarity, or no picture.
    """
    if polarity not in POLARITIES:
        raise ValueError(f"polarity is {polarity!r}, allowed are {', '.join(POLARITIES)}")
    if grey.ndim != 2 or not grey.size:
        raise ValueError(f"the picture has the shape {grey.shape}, expected (h, w)")
    edge = np.concatenate((grey[0], grey[-1], grey[:, 0], grey[:, -1]))
    background = float(np.median(edge))
    inverted = polarity == DARK or (polarity == AUTO and background > 0.5)
    if inverted:
        grey, background = 1 - grey, 1 - background
    strongest = float(grey.max())
    if background <= 0 or strongest - background < 1 / 255:
        return grey.astype(np.float32), inverted
    low = background + _FAINT * (strongest - background)
    return ((grey - low) / (strongest - low)).clip(0, 1).astype(np.float32), inverted


def fitted(ink: Floats, side: int) -> Floats:
    """A picture of any shape in the middle of a square, as large as goes in; float32, (side, side)."""
    h, w = ink.shape
    step = max(h, w) / side
    return _sampled(ink, (h - step * side) / 2, (w - step * side) / 2, step, side)


def prepare(
    ink: Floats, *, size: int = IMAGE_SIZE, centre: bool = True, scale: bool = True
) -> NDArray[np.uint8]:
    """The picture that networks are shown.

    Args:
        ink: float32, (h, h), 0 is background and 1 full ink.
        size: side of the picture, in pixels.
        centre: move the centre of mass into the middle, by whole pixels, and no further than that nothing is cut.
        scale: scale what is drawn so that its larger side takes BOX of the picture's.

    Returns:
        uint8, (size, size); each pixel is the mean of the ink in it.

    Raises:
        ValueError: the source is no square.
    """
    if ink.ndim != 2 or ink.shape[0] != ink.shape[1] or not ink.size:
        raise ValueError(f"ink has the shape {ink.shape}, expected a square (h, h)")
    step = ink.shape[0] / size  # of the source, a pixel
    drawn = ink > _FAINT * ink.max()
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    if not len(rows) or not (centre or scale):
        return _bytes(_sampled(ink, 0, 0, step, size))
    lows = rows[0], columns[0]
    spans = rows[-1] + 1 - rows[0], columns[-1] + 1 - columns[0]
    if scale:
        step = max(spans) / max(1, round(BOX * size))
    mass = ink.sum(dtype=np.float64)
    starts = []
    for axis, (low, span) in enumerate(zip(lows, spans, strict=True)):
        places = np.arange(ink.shape[0]) + 0.5
        if centre:
            middle = float(places @ ink.sum(axis=1 - axis, dtype=np.float64)) / mass
            wanted = size / 2 - (middle - low) / step
        else:
            wanted = (low + span / 2) * size / ink.shape[0] - span / step / 2
        first = min(max(round(wanted), 0), max(0, size - math.ceil(span / step - 1e-9)))
        starts.append(low - first * step)
    return _bytes(_sampled(ink, starts[0], starts[1], step, size))


def painted_by(
    points: Sequence[tuple[float, float]], width: float, size: int = IMAGE_SIZE
) -> NDArray[np.bool_]:
    """Which pixels a brush touches that is drawn along a line.

    Args:
        points: x, y of the line's corners, in pixels of the picture; one alone is a dot.
        width: of the brush, in pixels; the pixel that it stands on is always touched.
        size: side of the picture.

    Returns:
        bool, (size, size).
    """
    middles = np.arange(size) + 0.5
    x, y = np.meshgrid(middles, middles)
    touched = np.zeros((size, size), dtype=bool)
    for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[-1]] if points else (), strict=False):
        length = (x1 - x0) ** 2 + (y1 - y0) ** 2
        along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length if length else np.zeros_like(x)
        along = along.clip(0, 1)
        far = np.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0))
        touched |= far <= width / 2
        if 0 <= x1 < size and 0 <= y1 < size:
            touched[int(y1), int(x1)] = True
    return touched


def _sampled(ink: Floats, top: float, left: float, step: float, size: int) -> Floats:
    """Means of the squares of ``step`` x ``step`` from a corner on; what is outside of the source counts as 0."""
    down, right = _shares(ink.shape[0], top, step, size), _shares(ink.shape[1], left, step, size)
    return np.asarray(down @ ink @ right.T, dtype=np.float32)


def _shares(length: int, start: float, step: float, size: int) -> Floats:
    """How much of each of ``size`` parts each of ``length`` pixels makes up; (size, length)."""
    lows = (start + step * np.arange(size))[:, None]
    places = np.arange(length)[None]
    common = np.minimum(lows + step, places + 1) - np.maximum(lows, places)
    return np.asarray(common.clip(0, None) / step, dtype=np.float32)


def _bytes(brightness: Floats) -> NDArray[np.uint8]:
    return (brightness.clip(0, 1) * 255).round().astype(np.uint8)
