"""Pictures of what noise keeps, takes and adds of a layer's active units, in colours that no variant has."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from sparse_explorer.app.qt.theme import Colors
from sparse_explorer.app.widgets.tile_grid import pack, rgb
from sparse_explorer.experiment.results.inspection_reports import LayerActivity

KEPT, LOST, NEW, IDLE = range(4)
"""Kinds of units: active on both digits, on the clean one alone, on the noisy one alone, on neither."""

GAP_FROM = 5
"""Screen pixels of a cell from which on a line of one pixel stands between cells."""


@dataclass(frozen=True, eq=False)
class LayerPicture:
    """One layer's units, sorted.

    Attributes:
        kinds: uint8 (C, H, W) of KEPT ... IDLE.
        strengths: uint8 (C, H, W), 0 ... 255: how strongly to draw each unit; winners all count the same.
        order: filters, the one with the most active units first.
        used: how many of them have any.
    """

    kinds: NDArray[np.uint8]
    strengths: NDArray[np.uint8]
    order: tuple[int, ...]
    used: int


def sort_layer(activity: LayerActivity) -> LayerPicture:
    """Sort a layer's units into kinds, and its filters by use."""
    clean, noisy = activity.clean != 0, activity.noisy != 0
    kinds = np.array([IDLE, NEW, LOST, KEPT], np.uint8)[2 * clean + noisy]
    uses = np.count_nonzero(kinds != IDLE, axis=(1, 2))
    order = np.argsort(-uses, kind="stable")
    strengths = np.full(kinds.shape, 255, np.uint8)
    if not activity.sparse:
        size = np.abs(np.nan_to_num(activity.noisy)).astype(np.float32)
        share = np.sqrt(size / max(float(size.max(initial=0)), 1e-30))
        strengths = (255 * (0.25 + 0.75 * share)).astype(np.uint8)
    return LayerPicture(kinds, strengths, tuple(order.tolist()), int(np.count_nonzero(uses)))


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


@lru_cache(maxsize=4)
def _inks(c: Colors) -> NDArray[np.uint32]:
    """The colour of each kind at each strength, (4, 256)."""
    inks = np.stack([rgb(kind_color(kind, c).name()) for kind in range(4)])[:, None]  # (kinds, 1, 3)
    return pack(inks[IDLE] + (inks - inks[IDLE]) * np.linspace(0, 1, 256)[:, None])


def _to_image(picture: NDArray[np.uint32]) -> QImage:
    data = np.ascontiguousarray(picture, np.uint32)
    height, width = data.shape
    return QImage(data.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()  # Qt must own it
