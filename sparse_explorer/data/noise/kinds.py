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

SEARCHED = 500
"""Test images that are attacked by search, which asks the network up to hundreds of times for each."""


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
        nested: whether all that is noisy at a level is noisy at those above as well, and no less.
        source: where it is from, or what computes it.
        most_images: how many test images a sweep shows at most, because each takes so long; None for all.
    """

    name: str
    label: str
    level: str
    family: Family
    levels: tuple[float, ...] = ARTICLE_LEVELS
    nested: bool = True
    source: str = ""
    most_images: int | None = None

    def images_of(self, count: int) -> int:
        """How many of so many test images a sweep shows."""
        return count if self.most_images is None else min(count, self.most_images)


CONVENTIONS = ("article", "paper")
"""The kinds that were published: pixels set to one grey, after normalisation or before."""


_PAPER = "Ahmad and Scheinkman, arXiv:1903.11257"
_MNIST_C = "Mu and Gilmer, MNIST-C, arXiv:1906.02337"


def _pixels(
    name: str, label: str, level: str, source: str, levels: tuple[float, ...] = ARTICLE_LEVELS
) -> NoiseKind:
    return NoiseKind(name, label, level, Family.PIXELS, levels, source=source)


def _image(name: str, level: str, source: str, *, nested: bool = False) -> NoiseKind:
    return NoiseKind(name, name, level, Family.IMAGE, nested=nested, source=source)


def _attack(name: str, label: str, source: str, most_images: int | None = None) -> NoiseKind:
    level = "most that a pixel may change, in units of full white"
    return NoiseKind(name, label, level, Family.ATTACK, ATTACK_LEVELS, False, source, most_images)


def _mnist_c(name: str, *, nested: bool = False) -> NoiseKind:
    level = "share of the severity that was published"
    return NoiseKind(
        f"mnist-c-{name.lower().replace(' ', '-')}",
        f"MNIST-C {name}",
        level,
        Family.IMAGE,
        MNIST_C_LEVELS,
        nested,
        _MNIST_C,
    )


_ALL = (
    _pixels("article", "grey", "share of the pixels that are grey (article)", f"article, after {_PAPER}"),
    _pixels("paper", "bright", "share of the pixels that are bright (paper)", _PAPER, PAPER_LEVELS),
    _pixels("black", "black", "share of the pixels that are black", "torch"),
    _pixels(
        "salt-and-pepper",
        "salt and pepper",
        "share of the pixels that are white or black, half each",
        "torch",
    ),
    _pixels("uniform", "uniform", "share of the pixels that have a random value", "HTM forum, thread 5693"),
    _pixels("gaussian", "Gaussian", "standard deviation, in units of full white", "torch (randn)"),
    _pixels(
        "speckle", "speckle", "standard deviation, in units of the pixel's own brightness", "torch (randn)"
    ),
    _image("occlusion", "share of the image behind a black square", "torch", nested=True),
    _image("blur", "standard deviation, in units of 4 pixels", "torch; as scipy.ndimage.gaussian_filter"),
    _image("contrast", "share of the contrast that is gone", "torch", nested=True),
    _image("brightness", "what is added, in units of full white", "torch", nested=True),
    _image("rotation", "angle, in units of 90 degrees, to a random side", "torch (grid_sample)"),
    _image("translation", "distance, in units of 14 pixels, in a random direction", "torch"),
    _image(
        "elastic",
        "distortion (root mean square), in units of 4 pixels",
        "Simard et al., ICDAR 2003; torch (grid_sample)",
    ),
    _mnist_c("shot noise"),
    _mnist_c("impulse noise", nested=True),
    _mnist_c("glass blur"),
    _mnist_c("motion blur"),
    _mnist_c("shear"),
    _mnist_c("scale"),
    _mnist_c("rotate"),
    _mnist_c("brightness", nested=True),
    _mnist_c("translate"),
    _mnist_c("stripe", nested=True),
    _mnist_c("fog"),
    _mnist_c("spatter", nested=True),
    _mnist_c("dotted line", nested=True),
    _mnist_c("zigzag", nested=True),
    _mnist_c("Canny edges", nested=True),
    NoiseKind(
        "weights", "weights lost", "share of each layer's non-zero weights that are lost", Family.NETWORK
    ),
    NoiseKind("units", "silent units", "share of each layer's units that are silent", Family.NETWORK),
    _attack("fgsm", "FGSM", "Goodfellow et al., arXiv:1412.6572"),
    _attack("pgd", "PGD", "Madry et al., arXiv:1706.06083", SEARCHED),
    _attack("square", "Square attack", "Andriushchenko et al., arXiv:1912.00049", SEARCHED),
)

KINDS: Mapping[str, NoiseKind] = MappingProxyType({kind.name: kind for kind in _ALL})
"""All kinds by name, in the order in which they are shown."""
