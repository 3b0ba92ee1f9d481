"""What the engine says of something that is wrong, in the user's language.

The engine knows no languages: it puts values into its sentences itself. Here they are told apart again, by the
templates of :mod:`.engine_messages`, and put into the translated sentence.
"""

import functools
import string

from PySide6.QtCore import QCoreApplication

from sparse_explorer.app.language.engine_messages import MESSAGES
from sparse_explorer.app.language.texts import field_text, field_units
from sparse_explorer.experiment.results.comparisons import Difference
from sparse_explorer.experiment.results.spread import signed

PLACE = "{where}: {reason}"
"""The template that fits much besides what it is for, such as the name of a file."""

SPOKEN = frozenset(
    {"allowed", "device", "error", "expected", "found", "kind", "least", "most", "problem", "reason", "value"}
    | {"what", "whom"}
)
"""Names of values that may be words of the engine; the others are names, paths and numbers."""


def message_text(text: str) -> str:
    """A sentence of the engine in the user's language; as it is where no template fits, as of the system's own words.

    Example::

        message_text("300 is not allowed; allowed is 1 ... 256")  # the same in Chinese
    """
    found = template_of(text)
    if found is None:
        return _with_unit(text)
    template, values = found
    said = {name: _value_text(name, value) for name, value in values.items()}
    return QCoreApplication.translate("Message", template).format(**said)


def _value_text(name: str, value: str) -> str:
    if name not in SPOKEN:
        return value
    found = template_of(value)
    if found is not None and found[0] == PLACE and name not in ("error", "problem", "reason"):
        return value
    return message_text(value)


def problem_text(problem: str) -> str:
    """What is wrong with a piece of a stored session, and what is taken instead, in the user's language."""
    what, _, instead = problem.rpartition("; ")
    where, _, reason = what.partition(": ")
    if not reason:
        return message_text(problem)
    text = QCoreApplication.translate("Message", "{where}: {reason}; {instead}")
    return text.format(where=where, reason=message_text(reason), instead=message_text(instead))


def difference_text(difference: Difference) -> str:
    """Such as ``+14.2 (95 %: 10.1 to 18.3; 10 of 10 seeds)``; says so where there is no interval."""
    translate = QCoreApplication.translate
    if not difference.seeds:
        return message_text(difference.unsaid)
    mean = signed(difference.mean)
    if difference.interval is None:
        return translate("Difference", "{mean} ({reason})").format(
            mean=mean, reason=message_text(difference.unsaid)
        )
    return translate("Difference", "{mean} (95 %: {low} to {high}; {same} of {seeds} seeds)").format(
        mean=mean,
        low=signed(difference.interval.low),
        high=signed(difference.interval.high),
        same=difference.same_sign,
        seeds=difference.seeds,
    )


# A form says the same of its fields again and again, and each time hundreds of templates would be tried.
@functools.lru_cache(1024)
def template_of(text: str) -> tuple[str, dict[str, str]] | None:
    """The template that a sentence was made from, the one with the most letters of several, and its values."""
    for template, pieces, names in _templates():
        values = _values(text, pieces)
        if values is not None:
            return template, dict(zip(names, values, strict=True))
    return None


@functools.cache
def _templates() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """Each template with the pieces around its values and their names, those that say the most first."""
    found = []
    for template in MESSAGES:
        parts = list(string.Formatter().parse(template))
        names = tuple(name for _, name, _, _ in parts if name is not None)
        ends = () if parts[-1][1] is None else ("",)
        found.append((template, (*(part[0] for part in parts), *ends), names))
    return tuple(sorted(found, key=lambda each: -sum(map(len, each[1]))))


def _values(text: str, pieces: tuple[str, ...]) -> list[str] | None:
    """What stands between the pieces of a template; None if the text is not made from it.

    The first of several places of a piece is taken, but of the last piece between two values the last one, since it
    tells a sentence from what is said behind it.
    """
    first, *middle = pieces
    if not middle:
        return [] if text == first else None
    *between, last = middle
    if not (text.startswith(first) and text.endswith(last)) or len(text) < len(first) + len(last):
        return None
    rest = text[len(first) : len(text) - len(last)]
    values = []
    for place, piece in enumerate(between):
        at = rest.rfind(piece) if 0 < place == len(between) - 1 else rest.find(piece)
        if at < 0:
            return None
        values.append(rest[:at])
        rest = rest[at + len(piece) :]
    values.append(rest)
    return values if all(values) else None


def _with_unit(text: str) -> str:
    """A number with the unit of a field, as in "1 ... 11 pixels"."""
    number, _, unit = text.partition(" ")
    return f"{number} {field_text(unit)}" if unit in field_units() else text
