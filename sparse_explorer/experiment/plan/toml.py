"""Reading TOML with errors that name the file. Imports no torch."""

import codecs
import re
from pathlib import Path
from typing import Any

from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.paths import shown
from sparse_explorer.reading import ReadError, one_line, parse_toml, read_bytes
from sparse_explorer.reading.tomls import tomllib

MOST_BYTES = 1 << 20
"""Experiments take some thousand bytes."""

_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_toml(path: Path) -> dict[str, Any]:
    """Parse a TOML file: UTF-8 or, with a byte-order mark, UTF-16 or UTF-32; with the line ends of any system.

    Raises:
        ConfigError: it cannot be read or is not TOML; names the file, the line, and what can be done.
    """
    try:
        content = read_bytes(path, MOST_BYTES)
    except (OSError, ReadError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ConfigError("", f"cannot read {shown(path)}: {reason or error}") from None
    text = _decode(path, content).replace("\r\n", "\n").replace("\r", "\n")
    try:
        return parse_toml(text)
    except tomllib.TOMLDecodeError as error:
        reason = f"{one_line(error)}{_hint(text, str(error))}"
        raise ConfigError("", f"{shown(path)} is not a TOML file: {reason}") from None
    except ReadError as error:
        raise ConfigError("", f"{shown(path)} cannot be used: {error}") from None


def _decode(path: Path, content: bytes) -> str:
    mark, encoding = next((pair for pair in _ENCODINGS if content.startswith(pair[0])), (b"", "utf-8"))
    try:
        return content[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        if mark in (b"", codecs.BOM_UTF8):
            line = content.count(b"\n", 0, len(mark) + error.start) + 1
            where = f"line {line} holds the byte 0x{error.object[error.start]:02x}, which is not UTF-8"
        else:
            where = f"its end is no {encoding[:6].upper()}"
        raise ConfigError(
            "", f"{shown(path)} is not a TOML file: {where}; save it as UTF-8 in your editor"
        ) from None


def _hint(text: str, message: str) -> str:
    """What to do about a mistake that is likely, to be put behind the message."""
    if "\0" in text:
        return "; it seems to be UTF-16: save it as UTF-8 in your editor"
    found = re.search(r"at line (\d+)", message)
    lines = text.split("\n")
    line = lines[int(found[1]) - 1] if found and int(found[1]) <= len(lines) else lines[-1]
    if "\\" in line and '"' in line:
        return "; between double quotes a backslash is special: write paths with /, or between single quotes"
    return ""
