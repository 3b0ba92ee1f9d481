"""The one error that reading ends in, values that were refused, and how a value is shown in a short line."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import Self

_LONGEST_VALUE = 80
_LONGEST_FIELD = 80


class ReadError(ValueError):
    """A value that is not allowed.

    Attributes:
        field: dotted name of its place, such as ``network.hidden.k`` or ``losses[3]``; empty when no single place is
            to blame.
        reason: what is wrong and what is allowed, without the place.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{_cut(field)}: {reason}" if field else reason)
        self.field = field
        self.reason = reason

    def inside(self, parent: str) -> "Self":
        """The same problem, seen from what holds this piece."""
        between = "" if self.field.startswith("[") else "."
        return type(self)(between.join(part for part in (parent, self.field) if part), self.reason)

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        return type(self), (self.field, self.reason)  # from the message alone it could not be made again


@dataclass(frozen=True, repr=False)
class Refused:
    """Stands for a value that the program has no use for, wherever it stood.

    Attributes:
        shown: the value as it is written, cut where it is long.
        reason: why it is refused, to be put behind it.
    """

    shown: str
    reason: str

    def __repr__(self) -> str:
        return self.shown


def short(value: Any) -> str:
    """A value as it is shown to people, cut where it is long: always one line."""
    if isinstance(value, (list, tuple, dict)):
        return f"a {'table' if isinstance(value, dict) else 'list'} of {len(value)}"
    if isinstance(value, int) and abs(value) > 10**18:
        return "a very large number"
    if isinstance(value, (datetime.date, datetime.time)):
        return str(value)
    if isinstance(value, str) and len(value) > _LONGEST_VALUE:
        return f"{short(value[:_LONGEST_VALUE])} …"
    words = repr(value)
    return words if len(words) <= 2 * _LONGEST_VALUE else f"{words[: 2 * _LONGEST_VALUE]} …"


def unlike(value: Any, kind: str) -> ReadError:
    """The error for a value that is not of a kind: ``"many" is not a whole number``."""
    if isinstance(value, Refused):
        return ReadError("", f"{value.shown} {value.reason}")
    return ReadError("", f"{short(value)} is not {kind}")


def one_line(words: object, longest: int = 200) -> str:
    """Anything in words, without line ends and control characters, and cut where it is long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in str(words)[: 2 * longest]).split())
    return line if len(line) <= longest else f"{line[:longest]} …"


def _cut(field: str) -> str:
    """A place's name as it is shown: one line, its middle left out where it is long."""
    shown = field if field.isprintable() else repr(field)[1:-1]
    half = _LONGEST_FIELD // 2
    return shown if len(shown) <= _LONGEST_FIELD else f"{shown[:half]}…{shown[-half:]}"
