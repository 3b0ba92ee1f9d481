"""Named variants, read from resources/presets: what can be added with one click or one word. Imports no torch."""

import difflib
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sparse_explorer.experiment.plan.fields import ConfigError, from_dict
from sparse_explorer.experiment.plan.toml import read_toml
from sparse_explorer.experiment.plan.variant import Variant, settle_epochs
from sparse_explorer.paths import resource
from sparse_explorer.reading import short


@dataclass(frozen=True)
class PublishedCurve:
    """Accuracy against noise as somebody published it.

    Attributes:
        source: where it stands.
        dataset, noise: what it was measured on, and with which noise convention.
        epochs: how long the network was trained for it.
        levels, accuracy: noise 0 ... 1 and percent correct, one to one.
    """

    source: str
    dataset: str
    noise: str
    epochs: int
    levels: tuple[float, ...]
    accuracy: tuple[float, ...]


@dataclass(frozen=True)
class PublishedScore:
    """Accuracy and noise score as somebody published them: mean and standard deviation over seeds.

    Attributes:
        source: where it stands.
        dataset, noise: what it was measured on, and with which noise convention and its own levels.
        seeds: how many.
        total: images asked over all noise levels, which the score is out of.
        accuracy_mean, accuracy_std: clean test accuracy, percent.
        score_mean, score_std: noise score, right answers summed over all noise levels.
    """

    source: str
    dataset: str
    noise: str
    seeds: int
    total: int
    accuracy_mean: float
    accuracy_std: float
    score_mean: float
    score_std: float


@dataclass(frozen=True)
class Preset:
    """A named variant.

    Attributes:
        name: what the command line calls it, the file's name.
        summary: one line.
        groups: names that stand for several presets.
        variant: the variant, to be trained as it is or changed.
        noise: the noise convention that it is usually looked at with.
        published: its curve in the literature, if there is one.
        published_score: its accuracy and noise score in the literature, if there are any.
    """

    name: str
    summary: str
    groups: tuple[str, ...]
    variant: Variant
    noise: str = "article"
    published: PublishedCurve | None = None
    published_score: PublishedScore | None = None


@functools.cache
def presets() -> dict[str, Preset]:
    """All presets by name, in the order in which they should be shown.

    Examples:
        >>> import sparse_explorer as se
        >>> "sparse" in se.presets()
        True
    """
    read = [(read_toml(path), path) for path in resource("presets").glob("*.toml")]
    read.sort(key=lambda pair: pair[0]["order"])
    return {path.stem: _preset(path.stem, data) for data, path in read}


def find_presets(name: str) -> list[Preset]:
    """The preset of that name, or all presets of the group of that name.

    Raises:
        ConfigError: there is neither.
    """
    known = presets()
    if name in known:
        return [known[name]]
    members = [preset for preset in known.values() if name in preset.groups]
    if not members:
        groups = dict.fromkeys(group for preset in known.values() for group in preset.groups)
        near = difflib.get_close_matches(name, [*known, *groups], cutoff=0.5)
        raise ConfigError(
            "preset",
            f"{short(name)} is unknown; "
            + (f"near to it are {', '.join(near)}; " if near else "")
            + f"groups of presets are {', '.join(groups)}, and 'sparse-explorer presets' lists all {len(known)}",
        )
    return members


def variants(*names: str) -> tuple[Variant, ...]:
    """The variants of presets and groups of presets, each once, in the order in which they are named.

        variants("article", "k-winners")  # dense, sparse, and k-winners alone

    Raises:
        ConfigError: there is neither a preset nor a group of one of the names.

    Examples:
        >>> import sparse_explorer as se
        >>> [variant.name for variant in se.variants("dense", "k-winners")]
        ['Dense', 'k-winners']
    """
    return tuple(dict.fromkeys(preset.variant for name in names for preset in find_presets(name)))


def published_curve(variant: Variant, dataset: str, noise: str) -> PublishedCurve | None:
    """The curve in the literature of a variant's network and training, whatever the variant is called."""
    for preset in presets().values():
        curve = preset.published
        if curve and (curve.dataset, curve.noise) == (dataset, noise):
            published, mine = (settle_epochs(each, curve.epochs) for each in (preset.variant, variant))
            if (mine.network, mine.training) == (published.network, published.training):
                return curve
    return None


def published_score(variant: Variant, dataset: str, noise: str) -> PublishedScore | None:
    """The score in the literature of a variant's network and training, whatever the variant is called."""
    for preset in presets().values():
        score = preset.published_score
        if score and (score.dataset, score.noise) == (dataset, noise):
            mine = preset.variant
            if (mine.network, mine.training) == (variant.network, variant.training):
                return score
    return None


def common_noise(found: Iterable[Preset]) -> str:
    """The noise convention of presets that are compared: the paper's if it is that of all of them."""
    conventions = {preset.noise for preset in found}
    return "paper" if conventions == {"paper"} else "article"


def _preset(name: str, data: dict[str, Any]) -> Preset:
    published, score = data.get("published"), data.get("published_score")
    return Preset(
        name=name,
        summary=data["summary"],
        groups=tuple(data["groups"]),
        variant=from_dict(Variant, data["variant"]),
        noise=data.get("noise", "article"),
        published=from_dict(PublishedCurve, published) if published else None,
        published_score=from_dict(PublishedScore, score) if score else None,
    )
