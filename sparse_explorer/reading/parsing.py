"""JSON and TOML as plain data within limits: values beyond them are marked where they stand, see :class:`Refused`."""

import json
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

from sparse_explorer.reading.errors import ReadError, Refused, short, unlike
from sparse_explorer.reading.tomls import tomllib

MOST_DEPTH = 64
"""Tables and lists within each other; files of this program have ten."""

MOST_TABLES = 500_000
MOST_VALUES = 16_000_000
"""In a file, with which it takes half a gigabyte of memory at most."""

MOST_TEXT = 1 << 20
"""Characters."""

MOST_KEY = 5000
"""Characters; the path of a folder may be a key."""

MOST_WHOLE = 2**63
"""Whole numbers above it are in no file of this program, and may not fit into a float."""

MOST_KEY_PARTS = 32
"""Of a dotted key in TOML; tomllib's time grows with their square."""

_DIGITS = 20
"""Of MOST_WHOLE with its sign."""

# The parts of a dotted key in a row. What ends a part is never in it, so that no shorter one is tried with success.
_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_LONG_NUMBER = re.compile(r"(?<!\w)[0-9][0-9_]{500}")
"""int() may take minutes for it, or refuse it, as the user's environment says."""

_LONG_KEY = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*\.[ \t]*{_PART}){{{MOST_KEY_PARTS}}}")


def parse_json(content: bytes | str) -> Any:
    """The value that JSON stands for, with a :class:`Refused` for each number, text or key that is not allowed.

    Raises:
        ReadError: it is no JSON, or has more tables or values, or deeper ones, than any file of this program.
    """
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if raw.count(b"[") + raw.count(b"{") > MOST_TABLES or raw.count(b",") > MOST_VALUES:
        raise ReadError("", "it has more values than any file of this kind")
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = error.object[error.start]
        raise ReadError("", f"it is no JSON: the byte 0x{wrong:02x} is not UTF-8") from None
    try:
        tree = json.loads(text, parse_constant=_constant, parse_int=_whole, object_pairs_hook=_table)
    except RecursionError:
        raise ReadError("", "it is nested too deeply") from None
    except ValueError as error:
        raise ReadError("", f"it is no JSON: {error}") from None
    return _limited(tree)


def parse_toml(content: str) -> dict[str, Any]:
    """The table that TOML stands for; all of it is within the limits.

    Raises:
        tomllib.TOMLDecodeError: it is no TOML; says where.
        ReadError: a key or a value of it is not allowed.
    """
    if (found := _LONG_KEY.search(content)) is not None:
        line = content.count("\n", 0, found.start()) + 1
        raise ReadError("", f"line {line} has a key of more than {MOST_KEY_PARTS} parts")
    if _LONG_NUMBER.search(content) is not None:
        raise ReadError("", "it holds a number that is too large")
    try:
        tree = tomllib.loads(content)
    except RecursionError:
        raise ReadError("", "it is nested too deeply") from None
    whole: dict[str, Any] = sound(_limited(tree))
    return whole


def sound(piece: Any) -> Any:
    """The piece itself, if nothing in it was refused.

    Raises:
        ReadError: names the first that was.
    """
    for place, refused in _refused(piece):
        raise ReadError(place, unlike(refused, "").reason)
    return piece


def _refused(piece: Any, place: str = "") -> Iterator[tuple[str, Refused]]:
    """Every value in a piece that was refused, with its place; depth is limited already."""
    if isinstance(piece, Refused):
        yield place, piece
    elif isinstance(piece, dict):
        for key, value in piece.items():
            if isinstance(value, (dict, list, Refused)):
                yield from _refused(value, f"{place}.{key}" if place else key)
    elif isinstance(piece, list):
        for index, value in enumerate(piece):
            if isinstance(value, (dict, list, Refused)):
                yield from _refused(value, f"{place}[{index}]")


def _constant(word: str) -> Refused:
    return Refused(word, "is not allowed in JSON")


def _whole(digits: str) -> int | Refused:
    # Before int(), whose time grows with the square of their number.
    return _too_large(digits) if len(digits) > _DIGITS else int(digits)


def _too_large(digits: str) -> Refused:
    return Refused(digits if len(digits) <= _DIGITS else f"{digits[:_DIGITS]}...", "is too large a number")


def _table(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                found[key] = Refused(short(key), "is there twice")
            seen.add(key)
    return found


def _limited(tree: Any) -> Any:
    """The tree, with each value that is beyond the limits replaced in its place."""
    whole = [tree]
    waiting: list[tuple[Any, int]] = [(whole, 0)]
    while waiting:
        holder, depth = waiting.pop()
        if isinstance(holder, dict):
            _limit_keys(holder)
        for place, value in holder.items() if isinstance(holder, dict) else enumerate(holder):
            kind = type(value)
            if kind is float:
                if not math.isfinite(value):
                    holder[place] = Refused(repr(value), "is no finite number")
            elif kind is dict or kind is list:
                if depth == MOST_DEPTH:
                    holder[place] = Refused(short(value), "is nested too deeply")
                else:
                    waiting.append((value, depth + 1))
            elif kind is str:
                if reason := _wrong_text(value, MOST_TEXT):
                    holder[place] = Refused(short(value), reason)
            elif kind is int and abs(value) > MOST_WHOLE:
                holder[place] = Refused("a very large number", "is too large")
    return whole[0]


def _limit_keys(holder: dict[str, Any]) -> None:
    """Give what stands under a key that is not allowed another one, so that it can be named."""
    for key in [key for key in holder if _wrong_text(key, MOST_KEY)]:
        del holder[key]
        holder[short(key)] = Refused(short(key), f"is a key that {_wrong_text(key, MOST_KEY)}")


def _wrong_text(words: str, most: int) -> str:
    if len(words) > most:
        return f"is longer than {most} characters"
    if not words.isascii():
        try:
            words.encode()
        except UnicodeEncodeError:
            return "holds half a character"  # which cannot be saved again
    return ""
