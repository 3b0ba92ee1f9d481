"""Converters: each takes plain data as what it should be, or raises a ReadError that says what is allowed.

They are put together: ``entry(data, "losses", each(number(0)))`` names ``losses[3]`` if it is the fourth that is wrong.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sparse_explorer.reading.errors import ReadError, short, unlike
from sparse_explorer.reading.parsing import MOST_TEXT, MOST_VALUES, MOST_WHOLE, sound

LARGEST = 2**31 - 1
"""Of whole numbers that have no smaller limit: what a spin box and a random generator can hold."""

Value = TypeVar("Value")
_NEEDED: Any = object()
_WORDS = ("nan", "inf", "-inf")


def whole(lowest: int = 0, highest: int = LARGEST) -> Callable[[Any], int]:
    """Takes whole numbers within limits, which are allowed themselves."""

    def convert(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise unlike(value, "a whole number")
        if not lowest <= value <= highest:
            raise ReadError("", f"{short(value)} is not allowed; allowed is {lowest} ... {highest}")
        return value

    return convert


def number(lowest: float = -math.inf, highest: float = math.inf) -> Callable[[Any], float]:
    """Takes finite numbers within limits, which are allowed themselves."""

    def convert(value: Any) -> float:
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            raise unlike(value, "a number")
        if isinstance(value, float) and not math.isfinite(value):
            raise unlike(value, "a finite number")
        if not lowest <= value <= highest or (isinstance(value, int) and abs(value) > MOST_WHOLE):
            raise ReadError("", f"{short(value)} is not allowed; allowed is {_range(lowest, highest)}")
        return float(value)

    return convert


def number_or_word(value: Any) -> float:
    """A number, or one of the words that stand in JSON for what is not finite: ``nan``, ``inf``, ``-inf``."""
    return float(value) if isinstance(value, str) and value in _WORDS else number()(value)


def text(value: Any) -> str:
    """Text that can be saved again."""
    if not isinstance(value, str):
        raise unlike(value, "text")
    if len(value) > MOST_TEXT:
        raise ReadError("", f"{short(value)} is longer than {MOST_TEXT} characters")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ReadError("", f"{short(value)} holds half a character") from None
    return value


def choice(*allowed: str) -> Callable[[Any], str]:
    """Takes one of some words."""

    def convert(value: Any) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise ReadError(
                "", f"{short(value)} is not allowed; allowed is {' or '.join(map(repr, allowed))}"
            )
        return value

    return convert


def truth(value: Any) -> bool:
    """True or false, no number instead."""
    if not isinstance(value, bool):
        raise unlike(value, "true or false")
    return value


def table(value: Any) -> dict[str, Any]:
    """A table; what is in it is still to be looked at."""
    if not isinstance(value, dict):
        raise unlike(value, "a table")
    return value


def plain(value: Any) -> Any:
    """Plain data of any shape in which nothing was refused, to be kept and saved as it is."""
    return sound(value)


def each(
    convert: Callable[[Any], Value], *, fewest: int = 0, most: int = MOST_VALUES
) -> Callable[[Any], list[Value]]:
    """Takes a list of so many pieces; an error names the place of the piece."""

    def convert_all(values: Any) -> list[Value]:
        if not isinstance(values, (list, tuple)):
            raise unlike(values, "a list")
        if not fewest <= len(values) <= most:
            raise ReadError("", f"{short(values)} is not allowed; allowed are {fewest} ... {most}")
        found: list[Value] = []
        try:
            for value in values:
                found.append(convert(value))
        except ReadError as error:
            raise error.inside(f"[{len(found)}]") from None
        return found

    return convert_all


def mapping(convert: Callable[[Any], Value]) -> Callable[[Any], dict[str, Value]]:
    """Takes a table whose values are all of one kind; an error names the key."""

    def convert_all(values: Any) -> dict[str, Value]:
        return {key: entry(table(values), key, convert) for key in table(values)}

    return convert_all


def entry(data: Any, key: str, convert: Callable[[Any], Value], default: Value | None = _NEEDED) -> Value:
    """A table's value under ``key``, converted; ``default`` where it is missing.

    Raises:
        ReadError: names the key; it is missing and needed, or not what it should be.
    """
    holder: Mapping[str, Any] = table(data)
    if key not in holder:
        if default is _NEEDED:
            raise ReadError(key, "is missing")
        return default  # type: ignore[return-value]
    try:
        return convert(holder[key])
    except ReadError as error:
        raise error.inside(key) from None


def _range(lowest: float, highest: float) -> str:
    if math.isinf(highest):
        return "any number" if math.isinf(lowest) else f"{lowest:g} or more"
    return f"at most {highest:g}" if math.isinf(lowest) else f"{lowest:g} ... {highest:g}"
