"""Reading a stored session, whatever is in it: each piece that cannot be used is replaced or left out, and named.

A session is written by this program, and yet it may hold anything: half of it from a disk that failed, or edited by
hand. Nothing in it may keep the window from opening or cost more than the piece that is wrong. Knows no Qt.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from sparse_explorer.app.model.records import MOST_SEEDS, VariantItem
from sparse_explorer.app.model.source import source_from_dict
from sparse_explorer.app.model.variants import Variants
from sparse_explorer.data.catalogue import describe
from sparse_explorer.experiment.plan.experiment import MAX_SEED
from sparse_explorer.experiment.plan.fields import ConfigError, from_dict
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.reading import (
    LARGEST,
    each,
    one_line,
    parse_json,
    plain,
    short,
    table,
    text,
    truth,
    whole,
)

FORMAT = 1

MOST_BYTES = 16 << 20
"""Of a session; with a hundred seeds of dozens of variants it takes a few million."""

MOST_VARIANTS = 500
"""Those that no window could show."""

LAYOUT: Mapping[str, Any] = {
    "version": 0,
    "theme": "system",
    "language": "",
    "geometry": "",
    "stages": {},
    "page": "",
    "log": False,
    "accuracy": False,
    "smoothing": 0,
    "declined": [],
    "figure": {},
    "headline": True,
}
"""What is remembered of the window, with what stands for each piece where it is missing. Lists hold text."""

Value = TypeVar("Value")

_WRONG = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What reading a piece can end in. ConfigError and DataError are ValueErrors."""


@dataclass
class StoredSession:
    """What could be read.

    Attributes:
        items, selected_id, solo_id: the variants, which one is selected, and which one is shown alone.
        values: the session's other attributes, by name.
        layout: all pieces of LAYOUT.
        problems: what could not be read and what stands for it, a line each.
    """

    items: list[VariantItem] | None = None
    selected_id: str = ""
    solo_id: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    layout: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def read_session(content: bytes) -> StoredSession:
    """Read what was stored.

    Raises:
        ValueError: it is no session at all, or of another format; says why.
    """
    data = parse_json(content)
    if not isinstance(data, dict) or "format" not in data:
        raise ValueError("it is no session: it has no format")
    if data["format"] != FORMAT or isinstance(data["format"], bool):
        raise ValueError(f"it is of format {short(data['format'])}, this version reads {FORMAT}")
    return _Reader(data).read()


class _Reader:
    """Reads one session and notes what is wrong with it."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
        self._found = StoredSession()

    def read(self) -> StoredSession:
        found = self._found
        found.values = {
            "dataset": self._piece("dataset", _dataset, "digits"),
            "device": self._piece("device", text, "auto"),
            "seed": self._piece("seed", whole(0, MAX_SEED), 0),
            "seeds": self._piece("seeds", whole(1, MOST_SEEDS), 1),
            "noise_config": self._piece("noise_config", lambda it: from_dict(NoiseConfig, it), NoiseConfig()),
            "noise": self._piece("noise", whole(0, 100), 50),
            "digit": self._piece("digit", whole(0, LARGEST), 0),
            "pattern": self._piece("pattern", whole(0, LARGEST), 0),
        }
        found.items = self._items()
        found.selected_id = self._piece("selected", text, "")
        found.solo_id = self._piece("solo", text, "")
        found.layout = self._layout()
        return found

    def _piece(self, name: str, convert: Callable[[Any], Value], default: Value) -> Value:
        """One of the session's own values; without a word if it is missing, as in files of earlier versions."""
        if name not in self._data:
            return default
        return self._try(name, lambda: convert(self._data[name]), default, f"{short(default)} instead")

    def _try(self, name: str, convert: Callable[[], Value], default: Value, instead: str) -> Value:
        try:
            return convert()
        except _WRONG as error:
            self._note(f"{name}: {_reason(error)}; {instead}")
            return default

    def _note(self, problem: str) -> None:
        self._found.problems.append(problem)

    def _layout(self) -> dict[str, Any]:
        stored = self._data.get("layout", {})
        if not isinstance(stored, dict):
            self._note(f"layout: {short(stored)} is no table; the usual layout instead")
            stored = {}
        found: dict[str, Any] = {}
        for name, usual in LAYOUT.items():
            if name not in stored:
                found[name] = usual
                continue
            found[name] = self._try(
                f"layout.{name}",
                lambda name=name, usual=usual: _like(usual, stored[name]),  # type: ignore[misc]
                usual,
                "the usual instead",
            )
        return found

    # --- variants ---------------------------------------------------------------------------------------------------

    def _items(self) -> list[VariantItem] | None:
        """The variants that can be read; None if there are none although some are wanted."""
        entries = self._data.get("variants")
        if not isinstance(entries, list):
            self._note(f"variants: {short(entries)} is no list; the article's two networks instead")
            return None
        kept = Variants()  # which sees that names differ
        ids: set[str] = set()
        if len(entries) > MOST_VARIANTS:
            self._note(
                f"variants: there are {len(entries)}; those after the first {MOST_VARIANTS} are left out"
            )
        for place, entry in enumerate(entries[:MOST_VARIANTS]):
            where = f"variants[{place}]"
            item = self._try(
                where,
                lambda entry=entry, where=where: self._item(entry, where, kept),  # type: ignore[misc]
                None,
                "it is left out",
            )
            if item is not None:
                self._keep_apart(item, where, ids, kept)
        return kept.items if kept.items or not entries else None

    def _keep_apart(self, item: VariantItem, where: str, ids: set[str], kept: Variants) -> None:
        """Add a variant under an id and a name that no other has."""
        if item.id.casefold() in ids:  # it names a folder, and not every file system tells A from a
            self._note(
                f"{where}.id: {item.id!r} is the id of another variant too, whose networks are kept; it counts as "
                "untrained"
            )
            item = VariantItem(item.variant, item.color, source=item.source)
        ids.add(item.id.casefold())
        name = item.variant.name
        if any(other.variant.name == name for other in kept.items):
            item.variant = replace(item.variant, name=kept.free_name(name))
            self._note(
                f"{where}.name: {name!r} is the name of another variant too; {item.variant.name!r} instead"
            )
        kept.adopt(item)

    def _item(self, entry: Any, where: str, kept: Variants) -> VariantItem:
        variant = self._variant(entry["variant"], f"{where}.variant")
        identity = text(entry["id"])
        if not (identity.isascii() and identity.isalnum() and len(identity) <= 64):  # it is a folder's name
            raise ValueError(f"the id {short(identity)} is not letters and digits")
        color = self._try(
            f"{where}.color",
            lambda: whole()(entry["color"]),
            kept.free_style(),
            "a free one instead",
        )
        hidden = self._try(f"{where}.hidden", lambda: truth(entry.get("hidden", False)), False, "it is shown")
        source = source_from_dict(entry["source"]) if "source" in entry else None
        return VariantItem(variant, color, identity, hidden=hidden, source=source)

    def _variant(self, data: Any, where: str) -> Variant:
        """A variant; one whose note cannot be used does without."""
        try:
            return from_dict(Variant, data)
        except ConfigError as error:
            if error.field != "note":
                raise
            self._note(f"{where}.note: {error.reason}; it is left out")
            return from_dict(Variant, {key: value for key, value in data.items() if key != "note"})


# --- pieces -----------------------------------------------------------------------------------------------------------


def _dataset(value: Any) -> str:
    return describe(text(value)).name


def _like(usual: Any, value: Any) -> Any:
    """A piece of the layout, if it is of the kind of the usual one."""
    if isinstance(usual, bool):
        return truth(value)
    if isinstance(usual, int):
        return whole()(value)
    if isinstance(usual, str):
        return text(value)
    if isinstance(usual, dict):
        return plain(table(value))
    return each(text)(value)


def _reason(error: BaseException) -> str:
    """Why a piece cannot be read, in one line of bearable length."""
    if isinstance(error, KeyError):
        return f"{short(error.args[0])} is missing"
    return one_line(error)
