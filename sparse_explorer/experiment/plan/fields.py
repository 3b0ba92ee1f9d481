"""Described configuration fields: one description serves validation, forms, the command line and TOML.

A configuration is a frozen dataclass whose fields are made by :func:`described`. This module knows how to check such a
dataclass, and how to turn it into plain dictionaries and back; it knows nothing of networks or training.
"""

import dataclasses
import difflib
import math
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sparse_explorer.reading import ReadError, short
from sparse_explorer.reading.parsing import MOST_WHOLE

T = TypeVar("T")


MOST_ENTRIES = 1000
"""Of a list in a configuration; those that there are have a hundred at most."""


class ConfigError(ReadError):
    """A value of a configuration that is not allowed; where it was read from, or was typed, makes no difference.

    Examples:
        >>> import sparse_explorer as se
        >>> try:
        ...     se.ConvConfig(channels=0)
        ... except se.ConfigError as error:
        ...     print(error.field)
        channels
    """


@dataclass(frozen=True)
class Condition:
    """Something that has to hold for a field to have an effect.

    Attributes:
        holds: asks the configuration around the field, an :class:`~.effects.Scope`.
        otherwise: a sentence that says why the field has no effect.
    """

    holds: Callable[[Any], bool]
    otherwise: str


MOST_CHOICES = 8
"""Of a field, that an error names."""

_LONGEST_CHOICE = 100
"""Characters that are compared with the choices."""


@dataclass(frozen=True)
class FieldSpec:
    """What a person needs to know of a field, and what it may hold.

    Attributes:
        label: short name for a form.
        help: one sentence.
        minimum, maximum: inclusive limits of a number, None where there is none.
        above: exclusive lower limit of a number.
        unit: shown behind the number.
        step: what one press of an arrow changes.
        decimals: how many a form shows.
        choices: the allowed values of a text field.
        none_label: how a form shows None.
        applies_when: what has to hold for the field to have an effect; it may hold any value otherwise.
    """

    label: str
    help: str
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    unit: str = ""
    step: float = 1
    decimals: int = 0
    choices: tuple[str, ...] = ()
    none_label: str = ""
    applies_when: tuple[Condition, ...] = ()

    def allowed(self) -> str:
        """The allowed values in words, such as ``1 ... 11 pixels`` or ``'relu' or 'k-winners'``."""
        if self.choices:
            return " or ".join(repr(choice) for choice in self.choices)
        unit = f" {self.unit}" if self.unit else ""
        if self.above is not None:
            upper = f" and at most {_number(self.maximum)}" if self.maximum is not None else ""
            return f"above {_number(self.above)}{upper}{unit}"
        if self.minimum is not None and self.maximum is not None:
            return f"{_number(self.minimum)} ... {_number(self.maximum)}{unit}"
        if self.minimum is not None:
            return f"{_number(self.minimum)}{unit} or more"
        return "any number"

    def problem(self, value: Any) -> str | None:
        """Say why ``value``, which is of the right type, is not allowed; None if it is."""
        if value is None:
            return None
        if self.choices:
            inside = value in self.choices
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            inside = (
                math.isfinite(value)
                and (self.minimum is None or value >= self.minimum)
                and (self.maximum is None or value <= self.maximum)
                and (self.above is None or value > self.above)
            )
        else:
            inside = True
        if inside:
            return None
        text = _number(value) if isinstance(value, float) else short(value)
        return f"{text} is not allowed; allowed is {self._allowed_instead(value)}"

    def _allowed_instead(self, value: Any) -> str:
        """The allowed values in a line: of many choices those that are near to ``value``, or else the first ones."""
        if len(self.choices) <= MOST_CHOICES:
            return self.allowed()
        near = difflib.get_close_matches(str(value)[:_LONGEST_CHOICE], self.choices, MOST_CHOICES)
        named = near or self.choices[:MOST_CHOICES]
        return " or ".join([*map(repr, named), f"one of {len(self.choices) - len(named)} others"])


def _number(value: float) -> str:
    """Whole numbers without decimals, others with all that they have."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)


def described(default: Any, label: str, help: str, **limits: Any) -> Any:
    """A dataclass field with a description; ``limits`` are those of :class:`FieldSpec`."""
    return dataclasses.field(default=default, metadata={"spec": FieldSpec(label, help, **limits)})


def specs(config: Any) -> dict[str, FieldSpec]:
    """The descriptions of a configuration (class or instance) by field name, in order."""
    return {f.name: f.metadata["spec"] for f in dataclasses.fields(config) if "spec" in f.metadata}


def check(config: Any) -> None:
    """Raise ConfigError for the first described field whose type or value is not allowed."""
    hints = _hints(type(config))
    for name, spec in specs(config).items():
        value = getattr(config, name)
        _convert(hints[name], value, name)
        reason = spec.problem(value)
        if reason:
            raise ConfigError(name, reason)


def to_dict(config: Any) -> dict[str, Any]:
    """A configuration as plain dictionaries, lists, text and numbers; None is left out, as TOML has none."""
    return {
        field.name: _plain(getattr(config, field.name))
        for field in dataclasses.fields(config)
        if getattr(config, field.name) is not None
    }


def from_dict(cls: type[T], data: Any) -> T:
    """Build a configuration from plain data.

    Raises:
        ConfigError: an unknown key, a value of the wrong type, or one that the configuration does not allow.
    """
    if not isinstance(data, Mapping):
        raise ConfigError("", f"{short(data)} is not a table; expected keys and values")
    hints = _hints(cls)
    unknown = [key for key in data if key not in hints]
    if unknown:
        raise ConfigError(unknown[0], f"unknown key; allowed are {', '.join(hints)}")
    values = {key: _convert(hints[key], value, key) for key, value in data.items()}
    missing = [f.name for f in _required(cls) if f.name not in values]
    if missing:
        raise ConfigError(missing[0], "is missing")
    return cls(**values)


def _required(cls: Any) -> Iterator[dataclasses.Field[Any]]:
    for field in dataclasses.fields(cls):
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            yield field


_HINTS: dict[type, dict[str, Any]] = {}
"""Type hints by class, which take longer to look up than a configuration takes to be checked."""


def _hints(cls: type) -> dict[str, Any]:
    if cls not in _HINTS:
        _HINTS[cls] = typing.get_type_hints(cls)
    return _HINTS[cls]


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return to_dict(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


_TYPE_NAMES = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}


def _convert(hint: Any, value: Any, name: str) -> Any:
    """Turn plain data into what the type hint asks for, or raise ConfigError naming the field."""
    if isinstance(hint, types.UnionType):  # only "X | None" occurs
        inner = next(arg for arg in typing.get_args(hint) if arg is not types.NoneType)
        return None if value is None else _convert(inner, value, name)
    if typing.get_origin(hint) is tuple:
        if not isinstance(value, (list, tuple)):
            raise ConfigError(name, f"{short(value)} is not a list")
        if len(value) > MOST_ENTRIES:
            raise ConfigError(
                name, f"{short(value)} is not allowed; allowed are {MOST_ENTRIES} entries at most"
            )
        inner = typing.get_args(hint)[0]
        return tuple(_convert(inner, item, f"{name}[{index}]") for index, item in enumerate(value))
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        if isinstance(value, hint):
            return value
        try:
            return from_dict(hint, value)
        except ConfigError as error:
            raise error.inside(name) from None
    if isinstance(value, int) and abs(value) > MOST_WHOLE:  # may not fit into a float
        raise ConfigError(name, f"{short(value)} is not allowed")
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (isinstance(value, bool) and hint is not bool):
        raise ConfigError(name, f"{short(value)} is not {_TYPE_NAMES[hint]}")
    return value
