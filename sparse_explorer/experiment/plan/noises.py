"""The noises of an experiment: a kind with its levels, and the words that people type for them. Imports no torch."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from sparse_explorer.data.noise.kinds import KINDS, Family, NoiseKind
from sparse_explorer.experiment.plan.fields import ConfigError, check, described
from sparse_explorer.reading import short

ALL, MNIST_C = "all", "mnist-c"
"""Groups beside the families."""


@dataclass(frozen=True)
class NoiseConfig:
    """A kind of noise, and how much of it is looked at.

    ``article``: noisy pixels are set to mean + 2 std after normalisation, which looks grey. ``paper``: before
    normalisation, which looks bright. The curves differ a lot, so the convention is part of every result. The other
    kinds are described in :mod:`sparse_explorer.data.noise.kinds`.

    Examples:
        >>> import sparse_explorer as se
        >>> se.NoiseConfig("gaussian", (0.0, 0.3, 0.6)).levels
        (0.0, 0.3, 0.6)
    """

    convention: str = described(
        "article",
        "Noise",
        "Which kind; the article's noisy pixels are grey, the paper's bright.",
        choices=tuple(KINDS),
    )
    levels: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        check(self)
        if not self.levels:
            object.__setattr__(self, "levels", KINDS[self.convention].levels)
        for level in self.levels:
            if not 0 <= level <= 1 or round(level, 2) != level:
                raise ConfigError(
                    "levels", f"{short(level)} is not allowed; allowed is 0 ... 1 with two decimals"
                )
        if list(self.levels) != sorted(set(self.levels)):
            raise ConfigError("levels", f"{_list(self.levels)} do not rise from each to the next")


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
    kind = KINDS.get(name.replace("_", "-"))  # MNIST-C's own names are such as glass_blur
    if kind is not None:
        return (kind,)
    found = groups().get(name)
    if found is None:
        near = difflib.get_close_matches(name, [*KINDS, *groups()], cutoff=0.7)
        raise ConfigError(
            "noise",
            f"{short(name)} is unknown; "
            + (f"near to it are {', '.join(near)}; " if near else "")
            + f"kinds are {', '.join(KINDS)}; groups of them are {', '.join(groups())}",
        )
    return found


def _list(levels: tuple[float, ...]) -> str:
    return str(list(levels)) if len(levels) <= 20 else short(levels)
