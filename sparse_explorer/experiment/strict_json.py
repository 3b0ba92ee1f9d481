"""JSON as its standard says: no NaN, no infinity, no numbers that no machine holds. Imports no torch.

Python's own writes and reads ``NaN`` and ``Infinity``, which other readers refuse, and ends in other errors than
ValueError for numbers and depths beyond its own limits.
"""

import json
import math
from typing import Any

_MOST = 2**63
"""Whole numbers above it are in no file of this program, and may not fit into a float."""


def dumps(value: Any, *, indent: int | None = None) -> str:
    """A value as JSON.

    Raises:
        ValueError: a number in it is NaN or infinite.
    """
    return json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False)


def loads(text: str) -> Any:
    """The value that JSON stands for.

    Raises:
        ValueError: it is no JSON, or has a number that is NaN, infinite or too large, or is nested too deeply.
    """
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=_finite, parse_int=_whole)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _refuse(word: str) -> float:
    raise ValueError(f"{word} is not allowed in JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"the number {digits[:20]} is too large")
    return number


def _whole(digits: str) -> int:
    if len(digits) > 20 or abs(int(digits)) > _MOST:
        raise ValueError(f"the number {digits[:20]}{'...' if len(digits) > 20 else ''} is too large")
    return int(digits)
