"""Writes docs/NOISES.md, the kinds of noise that there are, from where the program has them.

.venv/bin/python packaging/noises.py            after sparse_explorer/data/noise/kinds.py was changed
"""

import sys
from pathlib import Path

from sparse_explorer.data.noise.kinds import KINDS, SEARCHED
from sparse_explorer.experiment.engine.attacks import PGD_STEPS, PGD_STRIDE, SQUARE_QUERIES

PAGE = Path(__file__).resolve().parents[1] / "docs" / "NOISES.md"

_BEGINNING = f"""# Noise

The kinds of noise that networks are tried with, by the names that the command line and files take. Level 0 changes
nothing, bit for bit. What is random is drawn once for each image: every network with the same seed sees the same noise,
and more of it at a higher level. Where a kind is nested, all that is noisy at a level is as noisy, or more, at every
higher one.

The kinds `mnist-c-...` make MNIST-C's corruptions here, for any images and at any share of the severity. The images
that its authors published are test sets of their own: `sparse-explorer evaluate DIR --test-set mnist-c:fog`.

Attacks change each image by what the network says about it, within a ball in the maximum norm. `fgsm` takes one step
along the sign of the gradient. `pgd` takes {PGD_STEPS} steps from a random start, {PGD_STRIDE} radii of the ball
together, and `square` asks the network up to {SQUARE_QUERIES} times without any gradient; both leave an image as soon
as it is answered wrongly, one that is wrong from the start as it is. They ask so often that they are shown {SEARCHED}
test images, evenly spread over all, the same for every network; a table's `total` says so. More steps and more
questions would find a little more: accuracies under an attack are upper bounds.

"""
_COLUMNS = ("name", "label", "level", "family", "levels", "nested", "test images", "source")


def page() -> str:
    """The whole page."""
    rows = [
        (
            f"`{kind.name}`",
            kind.label,
            kind.level,
            kind.family.value,
            f"{len(kind.levels)}: {kind.levels[0]:.2f} ... {kind.levels[-1]:.2f}",
            "yes" if kind.nested else "no",
            "all" if kind.most_images is None else f"{kind.most_images}",
            kind.source,
        )
        for kind in KINDS.values()
    ]
    lines = [_COLUMNS, ("---",) * len(_COLUMNS), *rows]
    return _BEGINNING + "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.exit(0)
