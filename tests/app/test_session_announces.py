"""The session changes completely, then announces: whoever listens may read everything, and misses nothing.

Every public method is driven, in many random orders, with listeners on every signal; a new method fails here until
it is driven too.
"""

import dataclasses
import inspect
import traceback
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from PySide6.QtCore import Signal

from sparse_explorer.app.model.circumstances import ORDER, Circumstances
from sparse_explorer.app.model.lineup import Lineup
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.runs import Runs
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import EvaluationReport, NoiseResult, TrainingReport

SIGNALS = [name for name in vars(Circumstances) if isinstance(vars(Circumstances)[name], Signal)]
METHODS = sorted(
    name
    for owner in (Circumstances, Lineup, Runs, Session)
    for name, value in vars(owner).items()
    if inspect.isfunction(value) and not name.startswith("_")
)
DATASETS = ("digits", "mnist")
LEVELS = tuple(NoiseResult(level, 9, 10, 0.1) for level in (0.0, 0.5))


def anybody(session: Session, chance: Random) -> str:
    """A variant; perhaps one that is not there."""
    return chance.choice([item.id for item in session.items] + ["gone"])


def known(session: Session, chance: Random) -> str:
    """A variant that was not forgotten: present or removed."""
    return chance.choice([item.id for item in session.items] + session.removed_ids())


def report(chance: Random) -> TrainingReport:
    step = chance.randint(1, 4)
    return TrainingReport(1, 1, step, 4, (1.0,), 50.0, 10.0, 90.0 if step == 4 else None)


def sweep(chance: Random) -> EvaluationReport:
    done = chance.randint(0, 2)
    return EvaluationReport("article", done, 2, LEVELS[:done])


def other_config(session: Session, chance: Random) -> tuple[Any, Any]:
    variant = chance.choice(list(presets().values())).variant
    return variant.network, variant.training


def stored_items() -> list[VariantItem]:
    return [VariantItem(Variant("Dense"), 3), VariantItem(Variant("Stored"), 4)]


DRIVERS: dict[str, Callable[[Session, Random], object]] = {
    "add": lambda s, chance: s.add(Variant("Dense"), after=anybody(s, chance)),
    "accuracy_at": lambda s, chance: s.accuracy_at(anybody(s, chance), 0.3),
    "add_sweep": lambda s, chance: s.add_sweep(Place(known(s, chance), "digits", 0), sweep(chance)),
    "add_training": lambda s, chance: s.add_training(Place(known(s, chance), "digits", 0), report(chance)),
    "all_seeds": lambda s, chance: s.all_seeds(),
    "any_finished": lambda s, chance: s.any_finished(),
    "adopt": lambda s, chance: s.adopt(stored_items()),
    "clean_accuracy": lambda s, chance: s.clean_accuracy(anybody(s, chance)),
    "complete_results": lambda s, chance: s.complete_results(),
    "configure": lambda s, chance: s.configure(anybody(s, chance), *other_config(s, chance)),
    "drop_empty_record": lambda s, chance: s.drop_empty_record(Place(known(s, chance), "digits", 0)),
    "duplicate": lambda s, chance: s.duplicate(anybody(s, chance)),
    "free_name": lambda s, chance: s.free_name("Dense"),
    "has": lambda s, chance: s.has(anybody(s, chance)),
    "is_shown": lambda s, chance: s.is_shown(anybody(s, chance)),
    "item": lambda s, chance: s.item(anybody(s, chance)),
    "move": lambda s, chance: s.move(anybody(s, chance), chance.randint(-1, 5)),
    "name_problem": lambda s, chance: s.name_problem(anybody(s, chance), "Dense"),
    "noise_of": lambda s, chance: s.noise_of(chance.choice(["", "gaussian", s.noise_config.convention])),
    "note_edit": lambda s, chance: s.note_edit(),
    "record": lambda s, chance: s.record(anybody(s, chance)),
    "record_of": lambda s, chance: s.record_of(Place(anybody(s, chance), "digits", 0)),
    "place": lambda s, chance: s.place(anybody(s, chance)),
    "recolor": lambda s, chance: s.recolor(anybody(s, chance), chance.randint(0, 6)),
    "state": lambda s, chance: s.state(),
    "reinstate": lambda s, chance: s.reinstate(dataclasses.replace(s.state(), seeds=chance.randint(1, 9))),
    "take_back": lambda s, chance: s.take_back(chance.choice([*s.removed_ids(), "gone"])),
    "together": lambda s, chance: s.together(),
    "remove": lambda s, chance: s.remove(anybody(s, chance)),
    "removed_ids": lambda s, chance: s.removed_ids(),
    "rename": lambda s, chance: s.rename(anybody(s, chance), chance.choice(["Dense", "Mine", " "])),
    "restore": lambda s, chance: s.restore(stored_items(), "gone", dataset="mnist", noise=3, digit=0),
    "results": lambda s, chance: s.results(),
    "select": lambda s, chance: s.select(anybody(s, chance)),
    "set_absent": lambda s, chance: s.set_absent({anybody(s, chance): chance.choice(["", "it is gone"])}),
    "set_dataset": lambda s, chance: s.set_dataset(chance.choice(DATASETS)),
    "set_device": lambda s, chance: s.set_device(chance.choice(["auto", "cpu"])),
    "set_digit": lambda s, chance: s.set_digit(chance.randint(-5, 500)),
    "set_digit_count": lambda s, chance: s.set_digit_count(chance.randint(0, 400)),
    "set_history": lambda s, chance: s.set_history(
        Place(known(s, chance), "digits", 0), chance.choice([None, History(2, 4, [1.0])])
    ),
    "set_loading": lambda s, chance: s.set_loading({Place(anybody(s, chance), "digits", 0)}),
    "set_noise": lambda s, chance: s.set_noise(chance.randint(-5, 120)),
    "set_noise_config": lambda s, chance: s.set_noise_config(
        NoiseConfig(chance.choice(["article", "paper"]))
    ),
    "set_pattern": lambda s, chance: s.set_pattern(chance.randint(0, 9)),
    "set_reference": lambda s, chance: s.set_reference(anybody(s, chance)),
    "set_note": lambda s, chance: s.set_note(anybody(s, chance), chance.choice(["", "mine", "\x07"])),
    "set_searching": lambda s, chance: s.set_searching(chance.choice([True, False])),
    "set_seed": lambda s, chance: s.set_seed(chance.randint(0, 3)),
    "set_seeds": lambda s, chance: s.set_seeds(chance.randint(0, 120)),
    "set_shown": lambda s, chance: s.set_shown(anybody(s, chance), chance.choice([True, False])),
    "set_unread": lambda s, chance: s.set_unread([anybody(s, chance)]),
    "standing": lambda s, chance: s.standing(anybody(s, chance)),
    "start_record": lambda s, chance: s.start_record(Place(known(s, chance), "digits", 0)),
    "sweeps": lambda s, chance: s.sweeps(anybody(s, chance)),
    "swept": lambda s, chance: s.swept(anybody(s, chance), chance.randint(0, 2)),
    "swept_with": lambda s, chance: s.swept_with(
        s.noise_of("gaussian"), anybody(s, chance), chance.randint(0, 2)
    ),
    "toggle_solo": lambda s, chance: s.toggle_solo(anybody(s, chance)),
    "undo_remove": lambda s, chance: s.undo_remove(),
}


def read_everything(session: Session) -> None:
    """What every pane could ask, and what must hold whenever it asks."""
    ids = [item.id for item in session.items]
    names = [item.variant.name for item in session.items]
    assert len(set(ids)) == len(ids)
    assert len(set(names)) == len(names)
    assert not set(ids) & set(session.removed_ids())
    assert session.selected_id in (*ids, "")
    assert session.selected is (session.item(session.selected_id) if session.selected_id else None)
    for variant_id in ids:
        session.record(variant_id)
        session.standing(variant_id)
        session.swept(variant_id, session.seed)
        session.sweeps(variant_id)
        session.clean_accuracy(variant_id)
    session.results()
    session.complete_results()
    assert 0 <= session.noise <= 100
    assert 0 <= session.digit < (session.digit_count or 10**9)


class Mirror:
    """Knows the session by its signals alone, as a pane does."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.known: dict[str, Any] = {}
        self.heard: list[str] = []
        self.failures: list[str] = []
        for name in SIGNALS:
            getattr(session, name).connect(lambda *given, name=name: self._hear(name, *given))
        for name in SIGNALS:
            if name not in ("record_changed", "edited"):
                self._take(name)

    def _hear(self, name: str, *given: Any) -> None:
        self.heard.append(name)
        try:
            read_everything(self._session)
            self._take(name, *given)
        except Exception:  # it would not get out of a slot
            self.failures.append(traceback.format_exc())

    def _take(self, name: str, *given: Any) -> None:
        session = self._session
        if name == "variants_changed":
            self.known["rows"] = rows(session)
        elif name == "selected_changed":
            self.known["selected"] = selection(session)
        elif name == "loading_changed":
            self.known["loading"] = session.loading, session.digit_count > 0
        elif name == "record_changed":
            self.known[f"record {given[0]}"] = copy_of_records(session, given[0])
        elif name != "edited":
            attribute = name.removesuffix("_changed")
            self.known[attribute] = given[0] if given else getattr(session, attribute)

    def check(self) -> None:
        """That nothing changed without a word."""
        session, known = self._session, self.known
        assert known["rows"] == rows(session)
        assert known["selected"] == selection(session)
        assert known["loading"] == (session.loading, session.digit_count > 0)
        for name in ("dataset", "device", "seeds", "noise_config", "noise", "digit", "pattern", "searching"):
            assert known[name] == getattr(session, name), name


def rows(session: Session) -> list[Any]:
    return [
        (item.id, item.variant, item.color, item.variant.note, session.is_shown(item.id))
        for item in session.items
    ]


def selection(session: Session) -> Any:
    selected = session.selected
    return selected and (selected.id, selected.variant.network, selected.variant.training)


def copy_of_records(session: Session, variant_id: str) -> Any:
    return {name: dataclasses.asdict(record) for name, record in session.item(variant_id).runs.items()}


def make() -> Session:
    session = Session()
    for name in ("dense", "sparse", "k-winners"):
        session.add(presets()[name].variant)
    return session


def test_every_public_method_is_driven() -> None:
    assert sorted(DRIVERS) == METHODS
    assert sorted(SIGNALS) == sorted(ORDER)


@pytest.mark.parametrize("seed", range(40))
def test_listeners_always_read_a_session_that_is_whole(seed: int) -> None:
    session, chance = make(), Random(seed)
    mirror = Mirror(session)
    for _ in range(25):
        before = {item.id: copy_of_records(session, item.id) for item in session.items}
        mirror.heard.clear()
        name = chance.choice(METHODS)
        try:
            DRIVERS[name](session, chance)
        except (KeyError, ValueError):  # a variant that is gone, or a name that is taken
            assert mirror.heard == []
        assert mirror.failures == [], name
        if name != "restore":
            assert len(set(mirror.heard)) == len(mirror.heard)  # each once
        assert mirror.heard == sorted(mirror.heard, key=ORDER.index)
        mirror.check()
        for item in session.items:
            now = copy_of_records(session, item.id)
            if item.id in before and now != before[item.id]:
                assert {"record_changed", "variants_changed"} & set(mirror.heard), name


@pytest.mark.parametrize("seed", range(40))
def test_listeners_may_change_what_they_are_told_of(seed: int) -> None:
    session, chance = make(), Random(seed)
    left = [0]

    def meddle(*_: Any) -> None:
        if left[0] > 0:
            left[0] -= 1
            with suppress(KeyError, ValueError):
                DRIVERS[chance.choice(METHODS)](session, chance)

    for name in chance.sample(SIGNALS, 3):
        getattr(session, name).connect(meddle)
    mirror = Mirror(session)  # hears of everything after the one that meddles
    for _ in range(10):
        left[0] = 3
        with suppress(KeyError, ValueError):
            DRIVERS[chance.choice(METHODS)](session, chance)
        assert mirror.failures == []
        mirror.check()


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (
            lambda s: s.remove(s.selected_id),
            ["variants_changed", "selected_changed", "edited"],
        ),
        (lambda s: s.remove(s.items[0].id), ["variants_changed", "edited"]),
        (lambda s: s.add(Variant("New")), ["variants_changed", "selected_changed", "edited"]),
        (lambda s: s.select(s.items[0].id), ["selected_changed", "edited"]),
        (lambda s: s.rename(s.items[0].id, "New"), ["variants_changed", "record_changed", "edited"]),
        (
            lambda s: s.set_dataset("mnist"),
            ["dataset_changed", "variants_changed", "loading_changed", "edited"],
        ),
        (lambda s: s.set_noise(3), ["noise_changed", "edited"]),
        (lambda s: s.set_digit_count(5), ["loading_changed"]),
        (
            lambda s: s.add_training(Place(s.items[0].id, "digits", 0), TrainingReport(1, 1, 1, 2)),
            ["record_changed"],
        ),
        (lambda s: s.set_searching(True), ["searching_changed"]),
        (lambda s: s.note_edit(), ["edited"]),
        (lambda s: s.undo_remove(), []),
        (lambda s: s.recolor(s.items[0].id, s.items[0].color), []),
    ],
)
def test_what_a_change_says_and_in_which_order(act: Callable[[Session], object], expected: list[str]) -> None:
    session = make()
    mirror = Mirror(session)
    act(session)
    assert mirror.heard == expected


def test_signals_carry_the_newest_value() -> None:
    session = make()
    session.noise_changed.connect(lambda percent: session.set_noise(40) if percent == 30 else None)
    heard: list[int] = []
    session.noise_changed.connect(heard.append)
    session.set_noise(30)
    assert heard[-1] == session.noise == 40


def test_reports_of_a_removed_variant_are_not_announced() -> None:
    session = make()
    gone = session.items[0].id
    session.remove(gone)
    mirror = Mirror(session)
    session.add_training(Place(gone, "digits", 0), TrainingReport(1, 1, 1, 2, (1.0,)))
    assert mirror.heard == []
    session.undo_remove()
    assert session.record(gone).history.step == 1
