"""Which part of an image reaches a unit of a convolution block. Imports no torch."""

from collections.abc import Sequence

from sparse_explorer.experiment.plan.parts import POOL


def receptive_field(kernels: Sequence[int], row: int, column: int) -> tuple[int, int, int, int]:
    """The rectangle of pixels that a unit sees: top, left, height, width.

    Args:
        kernels: sides of the kernels of the blocks up to the unit's own, from the image on; each is a convolution
            without padding, and a max-pool.
        row, column: of the unit in its map.

    A unit of the article's network at row 3, column 0: ``receptive_field((5,), 3, 0) == (6, 0, 6, 6)``.
    """
    first, size = (row, column), 1
    for kernel in reversed(kernels):
        first = first[0] * POOL, first[1] * POOL
        size = size * POOL + kernel - 1
    return *first, size, size
