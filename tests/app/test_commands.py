"""What the user asks for reaches the queue; where it makes no sense, the status bar says why."""

from collections.abc import Sequence
from types import SimpleNamespace

import fabricated
import pytest
from PySide6.QtCore import QObject

from sparse_explorer.app.model.activity import SWEEP, Activity
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.app.window.commands import Commands
from sparse_explorer.experiment.results.reports import Divergence, TrainingReport


class Queue:
    """Stands for the training controller and for the loading controller."""

    def __init__(self) -> None:
        self.calls: list[tuple] = []
        self.activity = Activity()
        self.queued = 1
        self.busy = self.at_work = False
        self.busy_with: set[str] = set()

    def train(self, variant_ids: Sequence[str]) -> int:
        self.calls.append(("train", *variant_ids))
        return self.queued

    def sweep(self, variant_ids: Sequence[str]) -> int:
        self.calls.append(("sweep", *variant_ids))
        return self.queued

    def sweep_every_noise(self, variant_ids: Sequence[str]) -> int:
        self.calls.append(("sweep_every_noise", *variant_ids))
        return self.queued

    def is_busy_with(self, variant_id: str) -> bool:
        return variant_id in self.busy_with

    def has_at_work(self, variant_id: str) -> bool:
        return variant_id in self.busy_with

    def stored_of(self, item) -> list:
        return [item.id]

    def __getattr__(self, name: str):
        return lambda *given: self.calls.append((name, *given))


class Words:
    """Stands for the messages."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def note(self, text: str) -> None:
        self.said.append(("note", text))

    def explain(self, text: str) -> None:
        self.said.append(("explanation", text))


@pytest.fixture
def world():
    session, queue, words = fabricated.session("Dense", "Sparse"), Queue(), Words()
    form = SimpleNamespace(valid=True)
    parent = QObject()
    pair = SimpleNamespace(blocks_training=False, is_alone=False)
    commands = Commands(session, queue, queue, words, pair, lambda: form.valid, parent)
    session.select(session.items[1].id)
    return SimpleNamespace(
        session=session, queue=queue, words=words, form=form, commands=commands, parent=parent
    )


def ids(session: Session) -> list[str]:
    return [item.id for item in session.items]


def test_all_are_trained_and_what_is_paused_goes_on(world) -> None:
    world.commands.train_all()
    assert world.queue.calls == [("resume",), ("train", *ids(world.session))]
    assert world.words.said == []


def test_the_selected_variant_is_trained_or_swept_alone(world) -> None:
    sparse = ids(world.session)[1]
    world.commands.train_selected()
    world.commands.evaluate_selected()
    assert world.queue.calls == [("resume",), ("train", sparse), ("sweep", sparse)]


def test_nothing_is_trained_that_is_not_valid(world) -> None:
    world.form.valid = False
    world.commands.train_all()
    world.commands.train_selected()
    assert world.queue.calls == []


def test_a_sweep_covers_all_and_is_cancelled_by_the_same_button(world) -> None:
    world.commands.evaluate()
    world.queue.activity = Activity("x", SWEEP)
    world.commands.evaluate()
    assert world.queue.calls == [("sweep", *ids(world.session)), ("cancel_sweeps",)]


def test_every_noise_is_swept_over_all_until_there_is_nothing_left(world) -> None:
    world.commands.evaluate_every_noise()
    assert world.queue.calls == [("sweep_every_noise", *ids(world.session))]
    fabricated.trained(world.session.items[0], 90)
    world.queue.queued = 0
    world.commands.evaluate_every_noise()
    assert [text for _, text in world.words.said] == [
        "Every kind of noise is swept, one after another. Cancel sweep ends it.",
        "Every kind of noise was swept over every trained variant.",
    ]


@pytest.mark.parametrize(("paused", "call"), [(False, "pause"), (True, "resume")])
def test_one_key_pauses_and_resumes(world, paused, call) -> None:
    world.queue.activity = Activity("x", paused=paused)
    world.commands.pause_or_resume()
    assert world.queue.calls == [(call,)]


@pytest.mark.parametrize(
    ("command", "busy", "busy_with", "text"),
    [
        ("train_all", True, False, "Everything that is not trained yet is in the queue already."),
        ("train_all", False, False, "Every variant is trained. Add or change one, then train again."),
        ("train_selected", True, True, "Sparse is in the queue already."),
        ("train_selected", False, False, "Sparse is trained already."),
        ("evaluate", True, False, "Each variant's noise sweep follows its training."),
        ("evaluate", False, False, "Nothing is trained yet. Press Train all first."),
        (
            "evaluate_every_noise",
            True,
            False,
            "Every kind of noise is in the queue already, or follows a training.",
        ),
        ("evaluate_every_noise", False, False, "Nothing is trained yet. Press Train all first."),
        ("evaluate_selected", True, True, "Sparse is in the queue already."),
        ("evaluate_selected", False, False, "Sparse is not trained yet."),
    ],
)
def test_why_nothing_was_queued(world, command, busy, busy_with, text) -> None:
    world.queue.queued, world.queue.busy = 0, busy
    world.queue.busy_with = {ids(world.session)[1]} if busy_with else set()
    getattr(world.commands, command)()
    assert world.words.said == [("note", text)]


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("train_all", "There is no variant to train. Add one first."),
        ("train_selected", "No variant is selected."),
        ("evaluate_selected", "No variant is selected."),
    ],
)
def test_without_variants_there_is_nothing_to_do(world, command, text) -> None:
    for variant_id in ids(world.session):
        world.session.remove(variant_id)
    getattr(world.commands, command)()
    assert world.words.said == [("note", text)]
    assert all(call[0] == "resume" for call in world.queue.calls)


@pytest.mark.parametrize("command", ["train_selected", "evaluate_selected"])
def test_one_that_diverged_says_so_and_what_to_try(world, command) -> None:
    diverged = Divergence("NaN", 1, 12, 46, 10.0, 0.0)
    world.session.add_training(
        Place(ids(world.session)[1], "digits", 0), TrainingReport(1, 2, 11, 46, (1.0,), diverged=diverged)
    )
    world.queue.queued = 0
    getattr(world.commands, command)()
    assert world.words.said == [
        (
            "explanation",
            "Sparse: the loss became NaN at step 12 of 46; try a smaller learning rate than 10.",
        )
    ]


def test_what_was_removed_comes_back_with_its_network_unless_a_worker_has_it(world) -> None:
    dense = ids(world.session)[0]
    world.commands.undo_remove()
    assert world.queue.calls == []
    world.session.remove(dense)
    world.commands.undo_remove()
    assert world.queue.calls == [("restore", [dense])]
    world.session.remove(dense)
    world.queue.busy_with = {dense}
    world.commands.undo_remove()
    assert world.session.has(dense)
    assert len(world.queue.calls) == 1


def test_another_data_set_stops_training_and_explains(world) -> None:
    world.commands.announce_dataset()
    assert world.words.said == []
    world.queue.at_work = True
    world.commands.announce_dataset()
    assert world.words.said == [("explanation", "Training was stopped; what was learned is kept.")]
    assert world.queue.calls == [("stop",), ("stop",)]


def test_answers_of_others_are_notes(world) -> None:
    world.commands.announce_removed("Dense")
    world.commands.announce_no_disagreement()
    assert [kind for kind, _ in world.words.said] == ["note", "note"]
    assert world.words.said[0][1] == "Removed Dense. Ctrl+Z brings it back."
    assert "disagree" in world.words.said[1][1]
