"""Pictures of what noise makes of a layer: which active units it keeps, takes and adds, in colours that no variant has;
and, where no activation decides that, how strong each unit is.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from sparse_explorer.app.qt.theme import Colors
from sparse_explorer.app.widgets.tile_grid import pack, rgb
from sparse_explorer.app.widgets.weight_colors import FIXED, weight_colors
from sparse_explorer.experiment.results.inspection_reports import IDLE, LOST, LayerActivity, sound

GAP_FROM = 5
"""Screen pixels of a cell from which on a line of one pixel stands between cells."""


@dataclass(frozen=True, eq=False)
class LayerPicture:
    """One layer's units, sorted.

    Attributes:
        kinds: uint8 (C, H, W) of KEPT ... IDLE.
        strengths: uint8 (C, H, W), 0 ... 255: how strongly to draw each unit; winners all count the same. Of a layer
            without an activation the number of its colour, see ``weight_colors``.
        order: filters, or the units of a linear layer, in the order in which they are drawn.
        used: how many filters are active on either digit; they come first.
        gated: whether kinds say anything.
    """

    kinds: NDArray[np.uint8]
    strengths: NDArray[np.uint8]
    order: NDArray[np.intp]
    used: int
    gated: bool

    @property
    def of_maps(self) -> bool:
        """Whether it is made of maps, not of a line of units."""
        return self.kinds.shape[:2] != (1, 1)


def sort_layer(activity: LayerActivity) -> LayerPicture:
    """Sort a layer's units into kinds, and its filters by use on the clean digit, then by use on the noisy one, so that
    they keep their places while noise grows; the units of a linear layer by their value on the clean digit, so that
    without noise the picture fades evenly, and all that breaks the evenness is noise.
    """
    kinds = activity.kinds
    if kinds.shape[:2] == (1, 1):
        order = np.argsort(-sound(activity.clean).ravel(), kind="stable")
        used = 1
    else:
        before, after = (np.count_nonzero(each, axis=(1, 2)) for each in (activity.clean, activity.noisy))
        order = np.lexsort((-after, -before))
        used = int(np.count_nonzero(before + after))
    strengths = np.full(kinds.shape, 255, np.uint8)
    if not activity.gated:
        strengths = _signed(activity)
    elif not activity.sparse:
        size = np.abs(sound(activity.noisy)).astype(np.float32)
        share = np.sqrt(size / max(float(size.max(initial=0)), 1e-30))
        strengths = (255 * (0.25 + 0.75 * share)).astype(np.uint8)
    return LayerPicture(kinds, strengths, order, used, activity.gated)


def _signed(activity: LayerActivity) -> NDArray[np.uint8]:
    """Colour numbers of values on the noisy digit; those of the clean one say which are strong, so that noise that
    makes all of them larger is seen."""
    most = max(float(np.abs(sound(activity.clean)).max(initial=0)), 1e-30)
    scaled = sound(activity.noisy / most).clip(-1, 1)
    numbers: NDArray[np.uint8] = ((FIXED - 1) / 2 * (1 + scaled)).round().astype(np.uint8)
    return numbers


def kind_color(kind: int, c: Colors) -> QColor:
    """The colour of a kind of unit; none is one of the variants' colours."""
    if kind == IDLE:
        return QColor(c.empty)
    names = ("#eceef2", "#ff5fa8", "#a284f5") if c.dark else ("#23262f", "#c2136b", "#8a6bd6")
    return QColor(names[kind])


def cells_image(kinds: NDArray[np.uint8], strengths: NDArray[np.uint8], pixels: int, c: Colors) -> QImage:
    """Cells (H, W) as a picture with ``pixels`` screen pixels a side for each: kept and new filled, lost outlined."""
    ink_of = _inks(c)  # (kinds, strengths)
    filled = ink_of[kinds, np.where(kinds == LOST, np.uint8(255), strengths)]  # (H, W)
    if pixels == 1:
        return _to_image(filled)
    picture = filled.repeat(pixels, axis=0).repeat(pixels, axis=1)
    if pixels >= 4 and (kinds == LOST).any():
        place = np.arange(pixels)
        last = pixels - (2 if pixels >= GAP_FROM else 1)
        frame = max(1, pixels // 7)
        within = (place >= frame) & (place <= last - frame)
        lost = (kinds == LOST).repeat(pixels, axis=0).repeat(pixels, axis=1)
        picture[lost & np.tile(np.outer(within, within), kinds.shape)] = ink_of[IDLE, 0]
    if pixels >= GAP_FROM:
        line = pack(rgb(c.card))
        picture[pixels - 1 :: pixels] = line
        picture[:, pixels - 1 :: pixels] = line
    return _to_image(picture)


def signed_image(numbers: NDArray[np.uint8], there: NDArray[np.bool_], pixels: int, c: Colors) -> QImage:
    """Units (H, W) in the colours of these numbers, as :func:`cells_image`; where none is there, the card."""
    card = pack(rgb(c.card))
    picture = np.where(there, weight_colors(c)[numbers], card).repeat(pixels, axis=0).repeat(pixels, axis=1)
    if pixels >= GAP_FROM:
        picture[pixels - 1 :: pixels] = card
        picture[:, pixels - 1 :: pixels] = card
    return _to_image(picture)


@lru_cache(maxsize=4)
def _inks(c: Colors) -> NDArray[np.uint32]:
    """The colour of each kind at each strength, (4, 256)."""
    inks = np.stack([rgb(kind_color(kind, c).name()) for kind in range(4)])[:, None]  # (kinds, 1, 3)
    return pack(inks[IDLE] + (inks - inks[IDLE]) * np.linspace(0, 1, 256)[:, None])


def _to_image(picture: NDArray[np.uint32]) -> QImage:
    data = np.ascontiguousarray(picture, np.uint32)
    height, width = data.shape
    return QImage(data.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()  # Qt must own it
