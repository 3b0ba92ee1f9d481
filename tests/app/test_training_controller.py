"""The queue of trainings and sweeps, with engine jobs that a test can look into."""

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject

from sparse_explorer.app import jobs
from sparse_explorer.app.activity import SWEEP, TRAIN, Activity
from sparse_explorer.app.controllers.training import TrainingController
from sparse_explorer.app.session import Session
from sparse_explorer.app.session_store import fill_with_defaults
from sparse_explorer.app.shelf import NetworkShelf
from sparse_explorer.experiment.reports import EvaluationReport, NoiseResult, TrainingReport

STEPS = 4


class FakeEngine:
    """Jobs that report like the real ones; each step of training waits for permission if ``gated``."""

    def __init__(self) -> None:
        self.log: list[tuple[str, str, bool]] = []
        self.gated = False
        self.gate = threading.Semaphore(0)
        self.fail = ""

    def train(self, task: jobs.Task, data: object, shelf: NetworkShelf) -> Iterator[TrainingReport]:
        self.log.append((TRAIN, task.variant.name, task.resume))
        first = 2 if task.resume else 0
        try:
            for step in range(first + 1, STEPS + 1):
                if self.gated:
                    self.gate.acquire(timeout=10)
                if self.fail == task.variant.name:
                    raise RuntimeError("out of luck")
                accuracy = 90.0 if step == STEPS else None
                yield TrainingReport(1, 1, step, STEPS, (1.0 / step,), 50.0, 640.0, accuracy)
        finally:
            shelf.put(task.variant_id, task.dataset, SimpleNamespace(name=task.variant.name))

    def sweep(self, task: jobs.Task, data: object, shelf: NetworkShelf) -> Iterator[EvaluationReport]:
        self.log.append((SWEEP, task.variant.name, False))
        for done in (1, 2):
            yield EvaluationReport(
                done, 2, tuple(NoiseResult(level / 2, 5, 10, 1.0) for level in range(done))
            )


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    engine = FakeEngine()
    monkeypatch.setattr(jobs, "train", engine.train)
    monkeypatch.setattr(jobs, "sweep", engine.sweep)
    return engine


@pytest.fixture
def session(qapp) -> Session:
    session = Session()
    fill_with_defaults(session)
    return session


@pytest.fixture
def controller(engine: FakeEngine, session: Session, tmp_path: Path, qtbot) -> Iterator[TrainingController]:
    parent = QObject()
    controller = TrainingController(session, NetworkShelf(), object, tmp_path, parent)
    yield controller
    engine.gated = False
    controller.stop()
    for _ in range(20):
        engine.gate.release()
    qtbot.waitUntil(lambda: not controller.busy, timeout=10_000)


def ids(session: Session) -> list[str]:
    return [item.id for item in session.items]


def train_all(controller: TrainingController, session: Session, qtbot) -> None:
    with qtbot.waitSignal(controller.idle, timeout=10_000):
        controller.train(ids(session))


def test_each_variant_is_trained_and_then_swept(controller, engine, session, qtbot) -> None:
    train_all(controller, session, qtbot)
    assert engine.log == [
        (TRAIN, "Dense", False),
        (SWEEP, "Dense", False),
        (TRAIN, "Sparse", False),
        (SWEEP, "Sparse", False),
    ]
    for variant_id in ids(session):
        record = session.record(variant_id)
        assert record.history.finished
        assert record.history.losses == [1.0, 1 / 2, 1 / 3, 1 / 4]
        assert record.history.accuracies == [(4, 90.0)]
        assert [result.noise for result in record.results["article"]] == [0.0, 0.5]
    assert controller.activity == Activity()


def test_what_is_trained_is_not_trained_again(controller, engine, session, qtbot) -> None:
    train_all(controller, session, qtbot)
    assert controller.train(ids(session)) == 0
    assert len(engine.log) == 4


def test_pressing_train_twice_queues_nothing_twice(controller, engine, session, qtbot) -> None:
    engine.gated = True
    assert controller.train(ids(session)) == 2
    assert controller.train(ids(session)) == 0
    assert controller.activity.waiting == tuple(ids(session))


def test_a_variant_added_while_training_joins_the_queue(controller, engine, session, qtbot) -> None:
    engine.gated = True
    controller.train(ids(session))
    late = session.duplicate(ids(session)[0]).id
    assert controller.train(ids(session)) == 1
    assert controller.activity.waiting[-1] == late


def test_pause_resume_and_stop(controller, engine, session, qtbot) -> None:
    engine.gated = True
    controller.train(ids(session)[:1])
    controller.pause()
    assert controller.activity.paused
    for _ in range(STEPS):
        engine.gate.release()
    qtbot.waitUntil(lambda: session.record(ids(session)[0]).history.step == 1, timeout=5000)
    controller.resume()
    qtbot.waitUntil(lambda: not controller.busy, timeout=5000)
    assert session.record(ids(session)[0]).history.finished


def test_stop_keeps_what_was_learned_and_training_goes_on_from_there(
    controller, engine, session, qtbot
) -> None:
    engine.gated = True
    first = ids(session)[0]
    controller.train(ids(session))
    for _ in range(2):
        engine.gate.release()
    qtbot.waitUntil(lambda: session.record(first) and session.record(first).history.step == 2, timeout=5000)
    with qtbot.waitSignal(controller.idle, timeout=10_000):
        controller.stop()
        engine.gate.release()
    assert not controller.busy
    assert session.record(ids(session)[1]) is None
    stopped_at = session.record(first).history.step
    assert 2 <= stopped_at < STEPS
    engine.gated = False
    train_all(controller, session, qtbot)
    assert (TRAIN, "Dense", True) in engine.log
    assert session.record(first).history.finished


def test_a_failure_is_reported_and_the_others_go_on(controller, engine, session, qtbot) -> None:
    engine.fail = "Dense"
    failures: list[tuple[str, str]] = []
    controller.failed.connect(lambda what, details: failures.append((what, details)))
    train_all(controller, session, qtbot)
    ((what, details),) = failures
    assert "Dense" in what
    assert "out of luck" in details
    assert session.record(ids(session)[0]) is None
    assert session.record(ids(session)[1]).history.finished
    assert (SWEEP, "Dense", False) not in engine.log


def test_a_removed_variant_is_neither_trained_nor_waited_for(controller, engine, session, qtbot) -> None:
    engine.gated = True
    dense, sparse = ids(session)
    controller.train([dense, sparse])
    session.remove(sparse)
    assert sparse not in controller.activity.waiting
    session.remove(dense)
    engine.gate.release()
    engine.gate.release()
    qtbot.waitUntil(lambda: not controller.busy, timeout=5000)
    assert [entry[1] for entry in engine.log] == ["Dense"]


def test_a_change_while_training_makes_a_copy(controller, engine, session, qtbot) -> None:
    engine.gated = True
    dense = session.items[0]
    controller.train([dense.id])
    before = dense.variant
    session.configure(dense.id, session.items[1].variant.network, before.training)
    assert dense.variant == before
    assert len(session.items) == 3


def test_sweep_takes_what_has_a_network(controller, engine, session, qtbot) -> None:
    assert controller.sweep(ids(session)) == 0
    train_all(controller, session, qtbot)
    with qtbot.waitSignal(controller.idle, timeout=10_000):
        assert controller.sweep(ids(session)) == 2
    assert engine.log[-2:] == [(SWEEP, "Dense", False), (SWEEP, "Sparse", False)]
