"""session.json: whatever is in it, the window opens, what can be read is there, and the file is kept."""

import functools
import json
from pathlib import Path
from random import Random
from typing import Any

from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.session_reader import LAYOUT
from sparse_explorer.app.model.session_store import (
    fill_with_defaults,
    load_session,
    save_session,
    session_text,
)
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.app.model.source import Source
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.model_layers import ModelCounts, ModelLayer
from sparse_explorer.experiment.results.reports import (
    Divergence,
    EvaluationReport,
    NoiseResult,
    TrainingReport,
)
from tests.fuzz.formats import Format, Outcome
from tests.fuzz.mutations import spoil, spoil_tree, write_json


@functools.cache
def _sound() -> str:
    """Three variants: one trained and swept, one that diverged, one that waits; and a network from elsewhere."""
    session = Session()
    fill_with_defaults(session)
    session.add(Variant("Third ﬁ 密"))
    dense, sparse, _ = (item.id for item in session.items)
    levels = (NoiseResult(0.0, 90, 100, 0.3), NoiseResult(0.5, 60, 100, float("inf")))
    session.add_training(Place(dense, "digits", 0), TrainingReport(1, 1, 2, 2, (1.0, 0.5), 50.0, 100.0, 91.0))
    session.add_sweep(Place(dense, "digits", 0), EvaluationReport("article", 4, 4, levels))
    diverged = Divergence("NaN", 1, 2, 46, 10.0, 0.5)
    session.add_training(Place(sparse, "digits", 0), TrainingReport(1, 2, 2, 46, (9.0,), diverged=diverged))
    counts = ModelCounts(650, 640, 640, 630)
    source = Source("/nets/net.onnx", "", "0" * 32, (ModelLayer("fc", "Linear", "10", 650),), counts)
    session.adopt([VariantItem(Variant("Fourth"), 0, source=source)])
    session.set_seeds(2)
    return session_text(session, dict(LAYOUT) | {"geometry": "AdnQywADAAA=", "splitters": ["AAAA/wAAAA=="]})


def _make(dice: Random) -> bytes:
    if dice.random() < 0.4:
        return spoil(_sound().encode(), dice)
    return write_json(spoil_tree(json.loads(_sound()), dice), dice).encode()


def _read(content: bytes, folder: Path) -> Outcome:
    path = folder / "session.json"
    path.write_bytes(content)
    session, layout, said = _load(folder)
    if said:
        kept = folder / "session.broken.json"
        assert kept.read_bytes() == content, "the file that could not be read whole was not kept"
        kept.unlink()
    _use(session)
    save_session(session, folder, layout)
    again, layout_again, problems = _load(folder)
    assert not problems, f"what was saved cannot be read: {problems[0]}"
    assert session_text(again, layout_again) == session_text(session, layout), "a save changes the session"
    return Outcome(not said, said)


def _load(folder: Path) -> tuple[Session, Any, tuple[str, ...]]:
    session = Session()
    loaded = load_session(session, folder)
    return session, loaded.layout, loaded.problems


def _use(session: Session) -> None:
    """What the window asks at its start."""
    assert len({item.id for item in session.items}) == len(session.items)
    assert len({item.variant.name for item in session.items}) == len(session.items)
    for item in session.items:
        session.standing(item.id)
        session.clean_accuracy(item.id)


FORMAT = Format("session", "session.json", _make, _read)
