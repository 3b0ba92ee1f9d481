"""What stands between a file and the program: nothing that was read is used before it went through here.

Files come from strangers, from disks that failed and from editors. The same few steps hold for all formats:

1. :func:`read_bytes` reads a file, if it is one, up to a limit that is known before.
2. :func:`parse_json` and :func:`parse_toml` make plain data of it, with limits on its depth, its size, and the length
   of each number and text. A value beyond them becomes a :class:`Refused` in its place, so that whoever can do without
   that piece may use the rest; :func:`sound` refuses the whole instead.
3. Converters (:func:`whole`, :func:`number`, :func:`text`, ... put together by :func:`entry` and :func:`each`) take a
   piece as what it should be.

All that is wrong ends in a :class:`ReadError`: one line that says where in the file, what is there, and what is
allowed. Whoever opened the file puts its name before it. Imports nothing of this program but its paths, and no torch.
"""

from sparse_explorer.reading.errors import ReadError, Refused, one_line, short
from sparse_explorer.reading.files import read_bytes
from sparse_explorer.reading.parsing import parse_json, parse_toml, sound
from sparse_explorer.reading.values import (
    LARGEST,
    choice,
    each,
    entry,
    mapping,
    number,
    number_or_word,
    plain,
    table,
    text,
    truth,
    whole,
)

__all__ = [
    "LARGEST",
    "ReadError",
    "Refused",
    "choice",
    "each",
    "entry",
    "mapping",
    "number",
    "number_or_word",
    "one_line",
    "parse_json",
    "parse_toml",
    "plain",
    "read_bytes",
    "short",
    "sound",
    "table",
    "text",
    "truth",
    "whole",
]
