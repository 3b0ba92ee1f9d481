"""The session on disk: which variants there are, and what is looked at. What they have learned lies beside it, a folder
for each run that holds all about it, so that a session that cannot be read costs no run."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.session_reader import (
    FORMAT,
    LAYOUT,
    MOST_BYTES,
    StoredSession,
    read_session,
)
from sparse_explorer.app.model.source import source_to_dict
from sparse_explorer.experiment.plan.fields import to_dict
from sparse_explorer.experiment.plan.presets import find_presets
from sparse_explorer.experiment.runs.files import remove_leftovers, write_atomically
from sparse_explorer.reading import read_bytes
from sparse_explorer.reading.aside import put_aside

_NAME = "session.json"


@dataclass(frozen=True)
class Loaded:
    """What became of a stored session.

    Attributes:
        layout: the window's layout, with the usual pieces where nothing was stored.
        problems: what could not be read, a line each.
        kept: where a file that could not be read whole was put; None if it was sound.
        nothing: whether nothing of it could be read, so that all is as at a first start.
        in_the_way: the file, if it is broken and could not be put aside either; nothing may be saved over it.
        first: whether there was no session before this one.
    """

    layout: Mapping[str, Any]
    problems: tuple[str, ...] = ()
    kept: Path | None = None
    nothing: bool = False
    in_the_way: Path | None = None
    first: bool = field(default=False, compare=False)


def fill_with_defaults(session: Session) -> None:
    """A first start: the article's networks, waiting to be trained."""
    for preset in find_presets("article"):
        session.add(preset.variant)
    session.select(session.items[-1].id)


def save_session(session: Session, folder: Path, layout: Mapping[str, Any]) -> None:
    """Write the session and the window's layout.

    Raises:
        OSError: the folder cannot be written to; what was stored before is untouched.
    """
    write_atomically(folder / _NAME, session_text(session, layout))


def session_text(session: Session, layout: Mapping[str, Any]) -> str:
    """The session as it is written, strict JSON."""
    data = {
        "format": FORMAT,
        "dataset": session.dataset,
        "device": session.device,
        "seed": session.seed,
        "seeds": session.seeds,
        "noise_config": to_dict(session.noise_config),
        "noise": session.noise,
        "digit": session.digit,
        "pattern": session.pattern,
        "selected": session.selected_id,
        "solo": session.solo_id,
        "variants": [_item_to_dict(item) for item in session.items],
        "layout": dict(layout),
    }
    return json.dumps(data, ensure_ascii=False, allow_nan=False) + "\n"


def load_session(session: Session, folder: Path) -> Loaded:
    """Fill an empty session with what was stored, or with the defaults where nothing is.

    Never fails. What cannot be read is replaced or left out, and the file is then set aside under a name that no other
    has, so that nothing of it is lost and the next start is clean.
    """
    path = folder / _NAME
    remove_leftovers(folder)
    try:
        stored = read_session(read_bytes(path, MOST_BYTES))
    except FileNotFoundError:
        fill_with_defaults(session)
        return Loaded(LAYOUT, first=True)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        stored = StoredSession(layout=dict(LAYOUT), problems=[reason or type(error).__name__])
    _fill(session, stored)
    if not stored.problems:
        return Loaded(stored.layout)
    try:
        kept = put_aside(path)
    except OSError:
        kept = None
    return Loaded(
        stored.layout,
        problems=tuple(stored.problems),
        kept=kept,
        nothing=not stored.values,
        in_the_way=path if kept is None else None,
    )


def _fill(session: Session, stored: StoredSession) -> None:
    if stored.items is None:
        fill_with_defaults(session)
    items = session.items if stored.items is None else stored.items
    known = any(item.id == stored.selected_id for item in items)
    selected = stored.selected_id if known else (items[-1].id if items else "")
    session.restore(list(items), selected, stored.solo_id, **stored.values)


def _item_to_dict(item: VariantItem) -> dict[str, Any]:
    found = {"id": item.id, "color": item.color, "variant": to_dict(item.variant)}
    if item.source is not None:
        found["source"] = source_to_dict(item.source)
    return {**found, "hidden": True} if item.hidden else found
