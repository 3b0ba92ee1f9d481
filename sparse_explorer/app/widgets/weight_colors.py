"""The colours of weights: even steps around zero, and one for what is fixed there."""

import functools
import math

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from sparse_explorer.app.qt.theme import Colors
from sparse_explorer.app.widgets.tile_grid import pack, rgb
from sparse_explorer.experiment.results.inspection_reports import LayerWeights

FIXED = 255
"""Colour number of weights that are fixed at zero; 0 ... 254 are the levels, 127 is zero."""

_ENDS = {False: ("#1f5fae", "#d3d7de", "#b3261e"), True: ("#6db8ff", "#454b57", "#ff8573")}
"""Dark edition or not: the colours of the most negative weight, of zero, and of the most positive."""


def color_level(layer: LayerWeights) -> float:
    """The weight that gets the strongest colour; a round number, lest the colours flicker in training."""
    size = np.nan_to_num(np.abs(layer.values), posinf=0.0)
    live = max(size.size - int(np.count_nonzero(layer.zero)), 1)
    spread = math.sqrt(float(np.dot(size.ravel(), size.ravel())) / live)
    wanted = min(float(size.max(initial=0.0)), 2.5 * spread)
    if wanted < 1e-30:
        return 1.0
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(step * power for step in (1, 1.5, 2, 3, 5, 7, 10) if step * power >= wanted * 0.999)


def color_numbers(layer: LayerWeights, level: float) -> NDArray[np.uint8]:
    """The colour number of each weight, in the shape of the weights."""
    scaled = layer.values.clip(-level, level)
    scaled *= np.float32(127 / level)
    numbers: NDArray[np.uint8] = (np.nan_to_num(scaled, copy=False).round() + 127).astype(np.uint8)
    numbers[layer.zero] = FIXED
    return numbers


@functools.cache
def weight_colors(c: Colors) -> NDArray[np.uint32]:
    """The 256 colours 0xffrrggbb: even steps in CIELAB from most negative to most positive, then "fixed"."""
    ends = [pg.functions.colorCIELab(QColor(color)) for color in _ENDS[c.dark]]
    places = np.linspace(-1, 1, FIXED)
    shades = zip(*(np.interp(places, (-1, 0, 1), part) for part in zip(*ends, strict=True)), strict=True)
    return np.array(
        [pg.functions.CIELabColor(*shade).rgb() for shade in shades] + [pack(rgb(c.empty))], np.uint32
    )


def number_text(value: float) -> str:
    """Three digits, and a minus that is one."""
    return f"{value:.3g}".replace("-", "−")
