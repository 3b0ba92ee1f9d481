"""JSON as its standard says: no NaN, no infinity. Imports no torch.

Python's own writes and reads ``NaN`` and ``Infinity``, which other readers refuse. What is read goes through
:mod:`sparse_explorer.reading`, which has limits beyond that.
"""

import json
from typing import Any

from sparse_explorer.reading import parse_json, sound


def dumps(value: Any, *, indent: int | None = None) -> str:
    """A value as JSON.

    Raises:
        ValueError: a number in it is NaN or infinite.
    """
    return json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False)


def loads(content: str | bytes) -> Any:
    """The value that JSON stands for.

    Raises:
        ReadError: it is no JSON, or holds what is not allowed; names the first such place.
    """
    return sound(parse_json(content))
