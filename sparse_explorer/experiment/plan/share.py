"""An experiment and what is looked at as one short link: configuration, seeds, noise, image. Imports no torch.

A link is ``sparse-explorer:1/`` and the payload: JSON without what has its default, compressed, in the letters of
base64 that addresses may hold. Who reads one trusts nothing of it: length, letters, checksum, depth and every value are
looked at, and all that is wrong ends in a :class:`ConfigError` of one line.
"""

import base64
import binascii
import dataclasses
import json
import re
import zlib
from dataclasses import dataclass, field
from typing import Any

from sparse_explorer.data.catalogue import CATALOGUE
from sparse_explorer.experiment.plan.experiment import MAX_SEED, Experiment
from sparse_explorer.experiment.plan.fields import ConfigError, check, described, from_dict
from sparse_explorer.experiment.plan.noises import NoiseConfig, most_percent
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.reading import ReadError, parse_json, short, sound

PREFIX = "sparse-explorer:"
VERSION = 1

LONGEST = 2000
"""Characters of a link; chat programs and browsers take so many."""

MOST_BYTES = 32_768
"""Of the JSON in a link."""

MOST_VARIANTS, MOST_SEEDS = 50, 100


@dataclass(frozen=True)
class Shared:
    """What a link carries.

    Attributes:
        variants: what is compared; notes stay at home.
        dataset: one of the catalogue's.
        seed, seeds: the first seed, and how many follow from it.
        noise: its kind, with its levels.
        level: the noise that is looked at, percent.
        image, pattern: the number of the test image, and of the pattern of its noise.
    """

    variants: tuple[Variant, ...]
    dataset: str = "digits"
    seed: int = described(0, "First seed", "Seed of the first run.", minimum=0, maximum=MAX_SEED)
    seeds: int = described(1, "Seeds", "How many.", minimum=1, maximum=MOST_SEEDS)
    noise: NoiseConfig = field(default_factory=NoiseConfig)
    level: int = described(50, "Noise level", "What is looked at.", minimum=0, maximum=100, unit="%")
    image: int = described(0, "Image", "Its number among the test images.", minimum=0, maximum=MAX_SEED)
    pattern: int = described(0, "Pattern", "Of the noise.", minimum=0, maximum=MAX_SEED)

    def __post_init__(self) -> None:
        check(self)
        if self.dataset not in CATALOGUE:
            raise ConfigError(
                "dataset",
                f"{short(self.dataset)} cannot be shared; allowed are {', '.join(CATALOGUE)}, which everybody has",
            )
        if not 1 <= len(self.variants) <= MOST_VARIANTS:
            raise ConfigError(
                "variants", f"{len(self.variants)} are not allowed; allowed are 1 ... {MOST_VARIANTS}"
            )
        most = most_percent(self.noise.convention)
        if self.level > most:
            raise ConfigError("level", f"{self.level} is not allowed; allowed is 0 ... {most} %")
        self.experiment()  # names and seeds go together, or this says why not

    def experiment(self) -> Experiment:
        """What is trained and swept."""
        return Experiment(
            self.variants, dataset=self.dataset, seed=self.seed, seeds=self.seeds, noises=(self.noise,)
        )


def write_link(shared: Shared) -> str:
    """The link that carries this.

    Example::

        write_link(Shared(variants("article")))  # "sparse-explorer:1/eNpt..."

    Raises:
        ConfigError: it would be longer than LONGEST characters.
    """
    data = _without_defaults(shared)
    for variant in data["variants"]:
        variant.pop("note", None)
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    payload = base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode("ascii").rstrip("=")
    link = f"{PREFIX}{VERSION}/{payload}"
    if len(link) > LONGEST:
        raise ConfigError(
            "",
            f"a link of this would have {len(link)} characters; allowed are {LONGEST}: share fewer variants",
        )
    return link


def read_link(link: str) -> Shared:
    """What a link carries.

    Raises:
        ConfigError: it is no link, is damaged or of another version, or carries something that is not allowed.
    """
    text = "".join(link.split()) if len(link) <= 2 * LONGEST else link  # mail programs break long lines
    if not text.startswith(PREFIX):
        raise _wrong(f"{short(link)} is none; links begin with {PREFIX}")
    if len(text) > LONGEST:
        raise _wrong(f"it has {len(text)} characters; allowed are {LONGEST}")
    found = re.fullmatch(r"([0-9]{1,9})/([A-Za-z0-9_-]+)", text.removeprefix(PREFIX))
    if found is None:
        raise _wrong(f"{short(text)} is damaged; behind {PREFIX} stand a number, / and letters")
    if int(found[1]) != VERSION:
        raise _wrong(f"it is of version {int(found[1])}; this program reads {VERSION}")
    try:
        return from_dict(Shared, sound(parse_json(_content(found[2]))))
    except ReadError as error:
        raise _wrong(str(error)) from None


def _content(payload: str) -> bytes:
    try:
        packed = base64.b64decode(payload + "=" * (-len(payload) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(packed, MOST_BYTES)
    except (binascii.Error, ValueError, zlib.error):
        raise ReadError("", "it is damaged: a part is missing or was changed") from None
    if unpacking.unconsumed_tail:
        raise ReadError("", f"it holds more than {MOST_BYTES} bytes")
    if not unpacking.eof or unpacking.unused_data:
        raise ReadError("", "it is damaged: a part is missing or was changed")
    return content


def _wrong(reason: str) -> ConfigError:
    return ConfigError("link", reason)


def _without_defaults(config: Any) -> dict[str, Any]:
    """As ``to_dict``, without the values that a reader takes where there are none."""
    found: dict[str, Any] = {}
    for field_ in dataclasses.fields(config):
        value = getattr(config, field_.name)
        usual = field_.default_factory() if callable(field_.default_factory) else field_.default
        if value == usual:
            continue
        if dataclasses.is_dataclass(value):
            found[field_.name] = _without_defaults(value)
        elif isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
            found[field_.name] = [_without_defaults(each) for each in value]
        elif value is not None:
            found[field_.name] = list(value) if isinstance(value, tuple) else value
    if isinstance(config, NoiseConfig) and config == NoiseConfig(config.convention):
        return {"convention": config.convention}
    return found
