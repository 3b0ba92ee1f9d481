"""Experiments as TOML files: the same file is read and written by the command line and the app. Imports no torch."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w

from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.fields import MOST_ENTRIES, ConfigError, from_dict, to_dict
from sparse_explorer.experiment.plan.presets import common_noise, find_presets, presets
from sparse_explorer.experiment.plan.toml import read_toml
from sparse_explorer.paths import shown


def read_experiment(path: Path) -> Experiment:
    """Read an experiment; what the file leaves out has its default.

    A variant may start from a preset: ``preset = "sparse"`` beside the keys that differ from it. If all start from the
    paper's presets, the paper's noise is the default.

    Raises:
        ConfigError: names the file, the key, the value, and what is allowed.

    Examples:
        >>> import sparse_explorer as se
        >>> from pathlib import Path
        >>> Path("small.toml").write_text('seeds = 3\\n[[variants]]\\npreset = "sparse"\\n') > 0
        True
        >>> se.read_experiment("small.toml").seeds
        3
    """
    data = read_toml(path)
    try:
        variants = data.get("variants", [])
        if not isinstance(variants, list):
            raise ConfigError("variants", "is not a list; write each variant as [[variants]]")
        if len(variants) > MOST_ENTRIES:  # before each is looked at
            raise ConfigError(
                "variants", f"{len(variants)} are not allowed; allowed are {MOST_ENTRIES} at most"
            )
        if "noises" not in data and variants:
            data["noises"] = [{"convention": _common_noise(variants)}]
        data["variants"] = [_apply_preset(variant, index) for index, variant in enumerate(variants)]
        return from_dict(Experiment, data)
    except ConfigError as error:
        raise ConfigError("", f"{shown(path)}: {error}") from None


def write_experiment(experiment: Experiment) -> str:
    """An experiment as the text of a TOML file that reproduces it.

    Examples:
        >>> from pathlib import Path
        >>> import sparse_explorer as se
        >>> experiment = se.Experiment(se.variants("article"), seeds=3)
        >>> text = se.write_experiment(experiment)
        >>> Path("three-seeds.toml").write_text(text) == len(text)
        True
        >>> se.read_experiment("three-seeds.toml") == experiment
        True
    """
    return tomli_w.dumps(to_dict(experiment))


def _common_noise(variants: list[Any]) -> str:
    """The default noise of variants that start from presets, or do not."""
    known = presets()
    names = [str(v.get("preset")) if isinstance(v, Mapping) else "" for v in variants]
    return common_noise(known[name] for name in names) if set(names) <= set(known) else "article"


def _apply_preset(variant: Any, index: int) -> Any:
    if not isinstance(variant, Mapping) or "preset" not in variant:
        return variant
    own = {key: value for key, value in variant.items() if key != "preset"}
    try:
        found = find_presets(str(variant["preset"]))
    except ConfigError as error:
        raise error.inside(f"variants[{index}]") from None
    if len(found) > 1:
        raise ConfigError(f"variants[{index}].preset", f"{variant['preset']!r} is a group; name one preset")
    return _merge(to_dict(found[0].variant), own)


def _merge(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """``base`` with ``changes`` laid over it, table by table; lists are replaced whole."""
    merged = dict(base)
    for key, value in changes.items():
        inner = merged.get(key)
        if isinstance(inner, Mapping) and isinstance(value, Mapping):
            value = _merge(inner, value)
        merged[key] = value
    return merged
