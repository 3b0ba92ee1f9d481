"""Which kinds of noise there are, what a level of each means, and which levels are looked at; imports no torch."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

ARTICLE_LEVELS = tuple(round(0.05 * step, 2) for step in range(17))
"""The article's noise levels, 0.00 ... 0.80; those of most kinds."""

PAPER_LEVELS = ARTICLE_LEVELS[:11]
"""The paper's noise levels, 0.00 ... 0.50."""

ATTACK_LEVELS = ARTICLE_LEVELS[:7]
"""Of attacks, 0.00 ... 0.30 of full white."""


class Family(Enum):
    """What is noisy."""

    PIXELS = "pixels"
    """Each pixel for itself."""
    IMAGE = "image"
    """The picture as a whole: parts of it are hidden, moved, blurred."""
    NETWORK = "network"
    """Weights or units; the image is clean."""
    ATTACK = "attack"
    """The image, by the network's own answer to it: as little as is allowed, where it hurts most."""


MNIST_C_LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Of MNIST-C, whose published severity is 1."""


@dataclass(frozen=True)
class NoiseKind:
    """A kind of noise as people are told about it.

    Attributes:
        name: on the command line and in files.
        label: in legends and menus.
        level: what a level means, in a few words that follow "level:".
        family: what is noisy.
        levels: those of a sweep, rising from 0, which changes nothing.
        nested: whether all that is noisy at a level is noisy at those above as well.
    """

    name: str
    label: str
    level: str
    family: Family
    levels: tuple[float, ...] = ARTICLE_LEVELS
    nested: bool = True


CONVENTIONS = ("article", "paper")
"""The kinds that were published: pixels set to one grey, after normalisation or before."""


def _mnist_c(name: str, label: str, *, nested: bool = False) -> NoiseKind:
    """One of MNIST-C's corruptions, arXiv:1906.02337."""
    level = "share of the severity that was published"
    return NoiseKind(f"mnist-c-{name}", label, level, Family.IMAGE, MNIST_C_LEVELS, nested)


_ALL = (
    NoiseKind("article", "grey", "share of the pixels that are grey (article)", Family.PIXELS),
    NoiseKind("paper", "bright", "share of the pixels that are bright (paper)", Family.PIXELS, PAPER_LEVELS),
    NoiseKind("black", "black", "share of the pixels that are black", Family.PIXELS),
    NoiseKind(
        "salt-and-pepper",
        "salt and pepper",
        "share of the pixels that are white or black, half each",
        Family.PIXELS,
    ),
    NoiseKind("uniform", "uniform", "share of the pixels that have a random value", Family.PIXELS),
    NoiseKind("gaussian", "Gaussian", "standard deviation, in units of full white", Family.PIXELS),
    NoiseKind(
        "speckle", "speckle", "standard deviation, in units of the pixel's own brightness", Family.PIXELS
    ),
    NoiseKind("occlusion", "occlusion", "share of the image behind a black square", Family.IMAGE),
    NoiseKind("blur", "blur", "standard deviation, in units of 4 pixels", Family.IMAGE, nested=False),
    NoiseKind("contrast", "contrast", "share of the contrast that is gone", Family.IMAGE),
    NoiseKind("brightness", "brightness", "what is added, in units of full white", Family.IMAGE),
    NoiseKind(
        "rotation", "rotation", "angle, in units of 90 degrees, to a random side", Family.IMAGE, nested=False
    ),
    NoiseKind(
        "translation",
        "translation",
        "distance, in units of 14 pixels, in a random direction",
        Family.IMAGE,
        nested=False,
    ),
    NoiseKind(
        "elastic",
        "elastic",
        "distortion (root mean square), in units of 4 pixels",
        Family.IMAGE,
        nested=False,
    ),
    _mnist_c("shot-noise", "shot noise"),
    _mnist_c("impulse-noise", "impulse noise", nested=True),
    _mnist_c("glass-blur", "glass blur"),
    _mnist_c("motion-blur", "motion blur"),
    _mnist_c("shear", "shear"),
    _mnist_c("scale", "scale"),
    _mnist_c("rotate", "rotate"),
    _mnist_c("brightness", "brighter", nested=True),
    _mnist_c("translate", "translate"),
    _mnist_c("stripe", "stripe", nested=True),
    _mnist_c("fog", "fog"),
    _mnist_c("spatter", "spatter", nested=True),
    _mnist_c("dotted-line", "dotted line", nested=True),
    _mnist_c("zigzag", "zigzag", nested=True),
    _mnist_c("canny-edges", "Canny edges", nested=True),
)

KINDS: Mapping[str, NoiseKind] = MappingProxyType({kind.name: kind for kind in _ALL})
"""All kinds by name, in the order in which they are shown."""
