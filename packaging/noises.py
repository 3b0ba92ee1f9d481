"""Writes docs/NOISES.md, the kinds of noise that there are, from where the program has them.

.venv/bin/python packaging/noises.py            after sparse_explorer/data/noise/kinds.py was changed
"""

import sys
from pathlib import Path

from sparse_explorer.data.noise.kinds import KINDS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "NOISES.md"

_BEGINNING = """# Noise

The kinds of noise that networks are tried with, by the names that the command line and files take. Level 0 changes
nothing, bit for bit. What is random is drawn once for each image: every network with the same seed sees the same noise,
and more of it at a higher level. Where a kind is nested, all that is noisy at a level is as noisy, or more, at every
higher one.

The kinds `mnist-c-...` make MNIST-C's corruptions here, for any images and at any share of the severity. The images
that its authors published are test sets of their own: `sparse-explorer evaluate DIR --test-set mnist-c:fog`.

"""
_COLUMNS = ("name", "label", "level", "family", "levels", "nested", "source")


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
            kind.source,
        )
        for kind in KINDS.values()
    ]
    lines = [_COLUMNS, ("---",) * len(_COLUMNS), *rows]
    return _BEGINNING + "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.exit(0)
