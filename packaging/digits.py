"""Makes resources/digits/digits.npz, the bundled digits, from scikit-learn's: python packaging/digits.py [FILE].

To be run again only if the file is lost: the images are of 1998. scikit-learn is a tool of the developers alone.
"""

import sys
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

DIGITS = Path(__file__).resolve().parents[1] / "resources" / "digits" / "digits.npz"


def make(path: Path) -> None:
    """Write images, uint8 (1797, 8, 8) with 0 background and 16 full ink, and labels, uint8 (1797,), in their order."""
    digits = load_digits()
    images, labels = digits.images.astype(np.uint8), digits.target.astype(np.uint8)
    assert (images == digits.images).all() and (labels == digits.target).all()
    np.savez_compressed(path, images=images, labels=labels)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else DIGITS)
