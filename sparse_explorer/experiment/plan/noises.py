"""Kinds of noise by the words that people type: names, families, and all of them. Imports no torch."""

from collections.abc import Iterable

from sparse_explorer.data.noise.kinds import KINDS, Family, NoiseKind
from sparse_explorer.experiment.plan.config import NoiseConfig
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.reading import short

ALL, MNIST_C = "all", "mnist-c"
"""Groups beside the families."""


def find_noises(words: Iterable[str]) -> list[NoiseKind]:
    """The kinds that words such as ``article,gaussian`` or ``image`` stand for, each once, in that order.

    Args:
        words: names of kinds, of :class:`Family`, ``mnist-c`` or ``all``; several in one are parted by commas.

    Raises:
        ConfigError: one is unknown, or there are none.
    """
    names = [name.strip() for word in words for name in word.split(",") if name.strip()]
    if not names:
        raise ConfigError("noise", f"no name is given; kinds of noise are {', '.join(KINDS)}")
    return list(dict.fromkeys(kind for name in names for kind in _named(name)))


def noises(*words: str) -> tuple[NoiseConfig, ...]:
    """The noises of such words, each with its own levels: ``noises("article", "blur")``; raises as above.

    Examples:
        >>> import sparse_explorer as se
        >>> [noise.convention for noise in se.noises("article", "gaussian")]
        ['article', 'gaussian']
    """
    return tuple(NoiseConfig(kind.name) for kind in find_noises(words))


def groups() -> dict[str, tuple[NoiseKind, ...]]:
    """The kinds of each word that stands for several."""
    families = {
        family.value: tuple(kind for kind in KINDS.values() if kind.family is family) for family in Family
    }
    corpus = {MNIST_C: tuple(kind for kind in KINDS.values() if kind.name.startswith(f"{MNIST_C}-"))}
    found = families | corpus | {ALL: tuple(KINDS.values())}
    return {name: kinds for name, kinds in found.items() if kinds}


def noise_title(noise: NoiseConfig | str) -> str:
    """A noise in running text, such as ``article's noise`` or ``gaussian noise``."""
    name = noise if isinstance(noise, str) else noise.convention
    return f"{name}'s noise" if name in ("article", "paper") else f"{name} noise"


def level_title(name: str) -> str:
    """What the axis of a noise's levels, in percent, is called."""
    return "noisy pixels, %" if name in ("article", "paper") else f"level of {name} noise, %"


def most_percent(name: str) -> int:
    """The highest level of a noise that is worth a look, in percent: any share of pixels, but attacks up to a limit."""
    kind = KINDS[name]
    return round(100 * kind.levels[-1]) if kind.family is Family.ATTACK else 100


def _named(name: str) -> tuple[NoiseKind, ...]:
    if name in KINDS:
        return (KINDS[name],)
    found = groups().get(name)
    if found is None:
        raise ConfigError(
            "noise",
            f"{short(name)} is unknown; kinds are {', '.join(KINDS)}; groups of them are {', '.join(groups())}",
        )
    return found
