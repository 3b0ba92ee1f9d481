"""Pictures that are not drawn: a few bytes that are others as soon as anything is that would have been drawn."""

import functools
import hashlib
from collections.abc import Iterator

import pytest

from sparse_explorer.experiment.results import (
    atlas,
    chance_picture,
    curve,
    difference_curve,
    duty_cycle_figure,
    heat_map,
)

DRAWING = (atlas, chance_picture, curve, difference_curve, duty_cycle_figure, heat_map)
"""The modules whose pictures go into a folder that is asked for: of an experiment, or of the theory."""


def sketch(draw: functools.partial[None], width: float, height: float) -> bytes:
    """Takes the place of ``figures.png``."""
    told = repr((draw.args, draw.keywords, width, height))
    return b"\x89PNG" + hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest()


def draw_sketches(patch: pytest.MonkeyPatch) -> None:
    """Write sketches into the folders of experiments, until ``patch`` is undone."""
    for module in DRAWING:
        patch.setattr(module, "png", sketch)


@pytest.fixture(scope="module", autouse=True)
def sketches() -> Iterator[None]:
    """For a module, or a folder's conftest, to import: drawing takes longer than all else in runs that small."""
    with pytest.MonkeyPatch.context() as patch:
        draw_sketches(patch)
        yield
