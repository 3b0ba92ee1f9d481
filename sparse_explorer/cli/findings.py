"""What ``doctor`` finds: items in sections, a line each, to be pasted into a report. Imports no torch and no Qt."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sparse_explorer.experiment.results.text_table import display_width, printable

_LONGEST = 400
_WRONG = "!"
"""Stands before an item that a command lacks."""


@dataclass(frozen=True)
class Item:
    """One thing that was looked at.

    Attributes:
        name: what it is.
        text: how it is.
        missing: whether a command needs it and cannot have it.
    """

    name: str
    text: str
    missing: bool = False


@dataclass(frozen=True)
class Section:
    """Items that belong together, under a title."""

    title: str
    items: Sequence[Item]


def look(name: str, ask: Callable[[], Item | str]) -> Item:
    """What ``ask`` finds out; if it fails, why, as something that is missing."""
    try:
        found = ask()
    except Exception as error:  # whatever is broken here: that is what is looked for
        return Item(name, f"cannot be told: {why(error)}", missing=True)
    return found if isinstance(found, Item) else Item(name, found)


def why(error: BaseException) -> str:
    """An error in words."""
    return str(getattr(error, "strerror", None) or error or type(error).__name__)


def missing_of(sections: Sequence[Section]) -> list[Item]:
    """Those items that a command lacks."""
    return [item for section in sections for item in section.items if item.missing]


def render(sections: Sequence[Section]) -> str:
    """The sections as text: names below each other, texts below each other, nothing that acts on a terminal."""
    names = [display_width(printable(item.name)) for section in sections for item in section.items]
    width = max(names, default=0)
    return "\n".join(line for section in sections for line in _lines(section, width))


def _lines(section: Section, width: int) -> Iterator[str]:
    yield section.title
    for item in section.items:
        name = printable(item.name)
        room = " " * (width - display_width(name))
        text = printable(item.text)
        if len(text) > _LONGEST:
            text = f"{text[: _LONGEST // 2]} ... {text[-_LONGEST // 2 :]}"
        yield f"{_WRONG if item.missing else ' '} {name}{room}  {text}".rstrip()
    yield ""
