"""Named variants, read from resources/presets: what can be added with one click or one word. Imports no torch."""

import functools
from dataclasses import dataclass
from typing import Any

from sparse_explorer.experiment.config import Variant, settle_epochs
from sparse_explorer.experiment.fields import ConfigError, from_dict
from sparse_explorer.experiment.toml import read_toml
from sparse_explorer.paths import resource


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
class Preset:
    """A named variant.

    Attributes:
        name: what the command line calls it, the file's name.
        summary: one line.
        groups: names that stand for several presets.
        variant: the variant, to be trained as it is or changed.
        published: its curve in the literature, if there is one.
    """

    name: str
    summary: str
    groups: tuple[str, ...]
    variant: Variant
    published: PublishedCurve | None = None


@functools.cache
def presets() -> dict[str, Preset]:
    """All presets by name, in the order in which they should be shown."""
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
        raise ConfigError(
            "preset",
            f"{name!r} is unknown; presets are {', '.join(known)}; groups of them are {', '.join(groups)}",
        )
    return members


def published_curve(variant: Variant, dataset: str, noise: str) -> PublishedCurve | None:
    """The curve in the literature of a variant's network and training, whatever the variant is called."""
    for preset in presets().values():
        curve = preset.published
        if curve and (curve.dataset, curve.noise) == (dataset, noise):
            published, mine = (settle_epochs(each, curve.epochs) for each in (preset.variant, variant))
            if (mine.network, mine.training) == (published.network, published.training):
                return curve
    return None


def _preset(name: str, data: dict[str, Any]) -> Preset:
    published = data.get("published")
    return Preset(
        name=name,
        summary=data["summary"],
        groups=tuple(data["groups"]),
        variant=from_dict(Variant, data["variant"]),
        published=from_dict(PublishedCurve, published) if published else None,
    )
