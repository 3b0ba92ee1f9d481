"""Undo and redo: whatever was edited goes back step by step and comes again, and nothing that was learned is lost."""

import dataclasses
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QAction, QKeySequence
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.session_store import fill_with_defaults
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.app.model.undo import DEPTH, MERGE_S, Undo
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.results.reports import TrainingReport

REPORT = TrainingReport(1, 1, 2, 2, (1.0, 0.5), 50.0, 100.0, 91.0)


class World:
    """A session and its steps, in a time that passes only when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0
        self.session = Session()
        fill_with_defaults(self.session)
        self.session.set_digit_count(500)
        self.undo = Undo(self.session, clock=lambda: self.now)
        self.stack = self.undo.stack

    def wait(self) -> None:
        self.now += 2 * MERGE_S

    def rate(self, variant_id: str, rate: float) -> None:
        variant = self.session.item(variant_id).variant
        training = dataclasses.replace(variant.training, learning_rate=rate)
        self.session.configure(variant_id, variant.network, training)

    def rates(self) -> list[float]:
        return [item.variant.training.learning_rate for item in self.session.items]

    def train(self, variant_id: str) -> None:
        self.session.add_training(Place(variant_id, self.session.dataset, self.session.seed), REPORT)

    def names(self) -> list[str]:
        return [item.variant.name for item in self.session.items]


@pytest.fixture
def world(qapp) -> World:
    return World()


def edit(world: World, chance: Random) -> None:
    """Something that a user does."""
    session = world.session
    ids = [item.id for item in session.items]
    one = chance.choice(ids) if ids else ""
    of_one = [
        lambda: session.duplicate(one),
        lambda: session.remove(one),
        lambda: session.rename(one, f"Mine {chance.randint(0, 10**6)}"),
        lambda: session.recolor(one, chance.randint(0, 6)),
        lambda: session.move(one, chance.randint(0, 3)),
        lambda: session.select(one),
        lambda: session.set_shown(one, chance.choice([True, False])),
        lambda: session.toggle_solo(one),
        lambda: session.set_note(one, chance.choice(["", "mine", "two\nlines"])),
        lambda: world.rate(one, chance.choice([0.01, 0.02, 0.03])),
        lambda: world.rate(one, chance.choice([0.01, 0.02, 0.03])),
    ]
    of_all = [
        lambda: session.add(chance.choice(list(presets().values())).variant),
        lambda: session.undo_remove(),
        lambda: session.set_noise_config(NoiseConfig(chance.choice(["article", "paper"]))),
        lambda: session.set_noise(chance.randint(0, 90)),
        lambda: session.set_digit(chance.randint(0, 499)),
        lambda: session.set_pattern(chance.randint(0, 9)),
        lambda: session.set_seed(chance.randint(0, 3)),
        lambda: session.set_seeds(chance.randint(1, 5)),
    ]
    chance.choice(of_one + of_all if one else of_all)()


@settings(max_examples=40, deadline=None)
@given(chance=st.randoms(use_true_random=False), edits=st.integers(1, 25), hurry=st.booleans())
def test_any_edits_go_back_step_by_step_and_come_again(qapp, chance: Random, edits: int, hurry: bool) -> None:
    world = World()
    before = {0: world.session.state()}
    after = {}
    for _ in range(edits):
        if not hurry:
            world.wait()
        now = world.session.state()
        edit(world, chance)
        place = world.stack.index()
        if not hurry and place > 0 and place - 1 not in after:
            before[place - 1], after[place - 1] = now, world.session.state()
    last = world.session.state()
    for place in reversed(range(world.stack.count())):
        world.undo.undo()
        if not hurry:
            assert world.session.state() == before[place]
    assert dataclasses.replace(world.session.state(), selected_id="") == dataclasses.replace(
        before[0], selected_id=""
    )
    for place in range(world.stack.count()):
        world.undo.redo()
        if not hurry:
            assert world.session.state() == after[place]
    assert dataclasses.replace(world.session.state(), selected_id="") == dataclasses.replace(
        last, selected_id=""
    )


@settings(max_examples=40, deadline=None)
@given(chance=st.randoms(use_true_random=False))
def test_whatever_is_undone_every_run_keeps_its_configuration(qapp, chance: Random) -> None:
    world = World()
    session, trained = world.session, {}
    for _ in range(40):
        world.wait()
        what = chance.choice(["edit", "edit", "edit", "train", "undo", "undo", "redo"])
        if what == "edit":
            edit(world, chance)
        elif what == "train" and session.selected is not None:
            item = session.selected
            if not item.runs:
                trained[item.id] = item, item.variant.training
            world.train(item.id)
        elif what == "undo":
            world.undo.undo()
        else:
            world.undo.redo()
        assert len(set(world.names())) == len(world.names())
        assert len({item.id for item in session.items}) == len(session.items)
        assert all(item.variant.training == training for item, training in trained.values())
        assert all(item.runs for item, _ in trained.values())


def test_a_step_says_what_it_is(world: World) -> None:
    session, dense = world.session, world.session.items[0].id
    said = []
    for change in (
        lambda: session.duplicate(dense),
        lambda: session.rename(dense, "Mine"),
        lambda: session.recolor(dense, 5),
        lambda: session.move(dense, 1),
        lambda: world.rate(dense, 0.5),
        lambda: session.remove(dense),
        lambda: session.undo_remove(),
        lambda: session.set_noise(7),
        lambda: session.set_digit(7),
        lambda: session.set_noise_config(NoiseConfig("paper")),
        lambda: session.set_pattern(3),
        lambda: session.set_seeds(3),
        lambda: session.set_shown(dense, False),
        lambda: session.set_shown(dense, True),
        lambda: session.toggle_solo(dense),
        lambda: session.toggle_solo(dense),
        lambda: session.set_note(dense, "good"),
    ):
        change()
        said.append(world.stack.undoText())
    assert said == [
        "add Dense 2", "rename Dense", "colour of Mine", "order of variants", "edit Mine", "remove Mine",
        "bring back Mine", "noise level", "image", "noise kind", "new noise", "seeds",
        "hide Mine", "show Mine", "show Mine alone", "show the others again", "note of Mine",
    ]  # fmt: skip


def test_a_drag_is_one_step_and_two_drags_are_two(world: World) -> None:
    for percent in (51, 55, 60):
        world.session.set_noise(percent)
        world.now += MERGE_S / 2
    world.wait()
    world.session.set_noise(20)
    world.undo.undo()
    assert world.session.noise == 60
    world.undo.undo()
    assert world.session.noise == 50
    assert not world.stack.canUndo()


def test_a_drag_that_ends_where_it_began_is_no_step(world: World) -> None:
    world.session.set_noise(60)
    world.session.set_noise(50)
    assert world.stack.count() == 0


def test_edits_of_two_variants_do_not_merge(world: World) -> None:
    dense, sparse = (item.id for item in world.session.items)
    usual = world.rates()
    world.rate(dense, 0.5)
    world.rate(sparse, 0.5)
    world.undo.undo()
    assert world.rates() == [0.5, usual[1]]


def test_selecting_is_no_step(world: World) -> None:
    world.session.select(world.session.items[0].id)
    assert not world.stack.canUndo()


def test_an_image_that_the_data_set_lacks_is_no_step_of_the_user(world: World) -> None:
    world.session.set_digit(400)
    world.session.set_digit_count(100)
    assert (world.session.digit, world.stack.count()) == (99, 1)


def test_changes_together_are_one_step(world: World) -> None:
    with world.session.together():
        world.session.set_seed(3)
        world.session.set_seeds(4)
    world.undo.undo()
    assert (world.session.seed, world.session.seeds) == (0, 1)


def test_only_so_many_steps_are_kept(world: World) -> None:
    for number in range(DEPTH + 5):
        world.session.set_pattern(number + 1)
    assert world.stack.count() == DEPTH


def test_what_was_trained_since_stays_and_the_configuration_comes_back_beside_it(world: World) -> None:
    session = world.session
    dense = session.items[0]
    usual = world.rates()[0]
    world.rate(dense.id, 0.5)
    world.train(dense.id)
    world.undo.undo()
    assert world.names() == ["Dense", "Dense 2", "Sparse"]
    assert world.rates()[:2] == [0.5, usual]
    assert session.record(dense.id).history.finished
    copy = session.items[1]
    world.train(copy.id)
    world.undo.redo()
    assert world.names() == ["Dense", "Sparse"]
    assert session.removed_ids() == []  # so its run on disk is not deleted
    world.undo.undo()
    assert session.items[1] is copy  # with what it learned
    assert session.record(copy.id).history.finished


def test_an_added_variant_that_was_trained_comes_back_with_what_it_learned(world: World) -> None:
    session = world.session
    back: list[str] = []
    world.undo.returned.connect(back.append)
    added = session.duplicate(session.items[0].id)
    world.undo.undo()
    assert not session.has(added.id)
    world.train(added.id)  # the last report of a training that was at work
    assert session.removed_ids() == []
    world.undo.redo()
    assert session.record(added.id).history.finished
    assert back == [added.id]


def test_undone_removals_are_not_brought_back_twice(world: World) -> None:
    session = world.session
    session.remove(session.items[0].id)
    world.undo.undo()
    assert world.names() == ["Dense", "Sparse"]
    assert session.undo_remove() is None
    world.undo.redo()
    assert world.names() == ["Sparse"]
    assert session.undo_remove().variant.name == "Dense"


# --- in the window ------------------------------------------------------------------------------------------


def test_the_keys_undo_and_redo_and_the_menu_says_what(open_window, qtbot: QtBot) -> None:
    window = open_window()
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    undo, redo = (window.findChild(QAction, f"{name}_action") for name in ("undo", "redo"))
    assert (undo.isEnabled(), redo.isEnabled(), undo.text()) == (False, False, "Undo")
    window.session.duplicate(window.session.selected_id)
    assert (undo.isEnabled(), undo.text()) == (True, "Undo: add Sparse 2")
    for keys in ("Ctrl+Shift+Z", "Ctrl+Y"):
        qtbot.keySequence(window, QKeySequence("Ctrl+Z"))
        assert len(window.session.items) == 2
        assert (redo.isEnabled(), redo.text()) == (True, "Redo: add Sparse 2")
        qtbot.keySequence(window, QKeySequence(keys))
        assert len(window.session.items) == 3
