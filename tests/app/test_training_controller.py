"""The queue of trainings and sweeps, with engine jobs that a test can look into."""

import gc
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QDeadlineTimer, QObject

from sparse_explorer.app.background import training
from sparse_explorer.app.background import training_jobs as jobs
from sparse_explorer.app.background.training import TrainingController
from sparse_explorer.app.model.activity import SWEEP, TRAIN, Activity
from sparse_explorer.app.model.queue_estimate import QueueEstimate
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.session_store import fill_with_defaults
from sparse_explorer.app.model.shelf import NetworkShelf, Place
from sparse_explorer.app.model.work_queue import Step
from sparse_explorer.data.catalogue import describe
from sparse_explorer.data.noise.kinds import ARTICLE_LEVELS, KINDS
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import (
    Divergence,
    EvaluationReport,
    NoiseResult,
    TrainingReport,
)

STEPS = 4
DIVERGENCE = Divergence("NaN", 1, 3, STEPS, 10.0, 0.5)
DATA = SimpleNamespace(name="digits", size=28, classes=10, train_images=range(100), test_images=range(20))


class FakeEngine:
    """Jobs that report like the real ones; each step of training waits for permission if ``gated``."""

    def __init__(self) -> None:
        self.log: list[tuple[str, str, int]] = []
        self.tasks: list[jobs.Task] = []
        self.snapshots = False
        self.gated = False
        self.gate = threading.Semaphore(0)
        self.fail = ""
        self.fail_sweep = ""
        self.gated_sweep = False
        self.history = History()
        self.lost = False
        self.diverge: set[str] = set()
        self.not_saved: set[str] = set()
        self.moved: set[str] = set()

    def train(self, task: jobs.Task, data: object, shelf: NetworkShelf) -> Iterator[TrainingReport]:
        self.log.append((TRAIN, task.variant.name, task.place.seed))
        self.tasks.append(task)
        first = task.step
        if first:
            yield jobs.Resumed(self.history, self.lost)
        try:
            for step in range(first + 1, STEPS + 1):
                if self.gated:
                    self.gate.acquire(timeout=10)
                if self.snapshots:
                    shelf.put(task.place, SimpleNamespace(step=step))
                if self.fail == task.variant.name:
                    raise RuntimeError("out of luck")
                name = (
                    task.variant.name
                    if not task.place.seed
                    else f"{task.variant.name}, seed {task.place.seed}"
                )
                if self.diverge & {name} and step == 3:
                    yield TrainingReport(1, 1, 2, STEPS, (), diverged=DIVERGENCE)
                    yield jobs.Diverged(DIVERGENCE)
                    return
                accuracy = 90.0 if step == STEPS else None
                yield TrainingReport(1, 1, step, STEPS, (1.0 / step,), 50.0, 640.0, accuracy)
        except GeneratorExit:
            if task.variant.name in self.not_saved:
                raise jobs.NotSavedError("disk full") from None
            raise
        finally:
            shelf.put(task.place, SimpleNamespace(name=task.variant.name))
        if task.variant.name in self.not_saved:
            for _ in range(2):
                yield jobs.SaveFailed("disk full")
        if task.variant.name in self.moved:
            yield jobs.MovedToCpu("CUDA out of memory")

    def sweep(self, task: jobs.Task, data: object, shelf: NetworkShelf) -> Iterator[EvaluationReport]:
        self.log.append((SWEEP, task.variant.name, task.place.seed))
        self.tasks.append(task)
        levels = task.noise.levels
        for done in range(1, len(levels) + 1):
            if self.gated_sweep:
                self.gate.acquire(timeout=10)
            if self.fail_sweep == task.variant.name:
                raise ValueError("no such device")
            yield EvaluationReport(
                task.noise.convention,
                done,
                len(levels),
                tuple(NoiseResult(level, 5 + task.place.seed, 10, 1.0) for level in levels[:done]),
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
    controller = TrainingController(session, NetworkShelf(), lambda: DATA, tmp_path, parent)
    yield controller
    engine.gated = engine.gated_sweep = False
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
        (TRAIN, "Dense", 0),
        (SWEEP, "Dense", 0),
        (TRAIN, "Sparse", 0),
        (SWEEP, "Sparse", 0),
    ]
    for variant_id in ids(session):
        record = session.record(variant_id)
        assert record.history.finished
        assert record.history.losses == [1.0, 1 / 2, 1 / 3, 1 / 4]
        assert record.history.accuracies == [(4, 90.0)]
        assert tuple(result.noise for result in record.history.levels("article")) == ARTICLE_LEVELS
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
    assert (TRAIN, "Dense", 0) in engine.log
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
    assert (SWEEP, "Dense", 0) not in engine.log


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


def test_a_network_of_a_removed_variant_is_not_told_of(controller, engine, session, qtbot) -> None:
    engine.gated = engine.snapshots = True
    told: list[str] = []
    controller.network_changed.connect(told.append)
    dense = ids(session)[0]
    controller.train([dense])
    engine.gate.release()
    qtbot.waitUntil(lambda: told == [dense], timeout=5000)
    session.remove(dense)
    engine.gate.release()
    engine.gate.release()
    qtbot.waitUntil(lambda: not controller.busy, timeout=5000)
    assert told == [dense]


def test_a_change_while_training_makes_a_copy(controller, engine, session, qtbot) -> None:
    engine.gated = True
    dense = session.items[0]
    controller.train([dense.id])
    before = dense.variant
    session.configure(dense.id, session.items[1].variant.network, before.training)
    assert dense.variant == before
    assert len(session.items) == 3


def test_what_is_at_work_is_busy_to_its_end(controller, engine, session, qtbot) -> None:
    dense, sparse = ids(session)
    train_all(controller, session, qtbot)
    session.set_noise_config(NoiseConfig("paper"))
    engine.gated_sweep = True
    assert controller.sweep([dense]) == 1
    assert controller.is_busy_with(dense) and not controller.is_busy_with(sparse)
    assert not controller.activity.waiting


def test_sweep_takes_what_has_a_network(controller, engine, session, qtbot) -> None:
    assert controller.sweep(ids(session)) == 0
    train_all(controller, session, qtbot)
    with qtbot.waitSignal(controller.idle, timeout=10_000):
        assert controller.sweep(ids(session)) == 2
    assert engine.log[-2:] == [(SWEEP, "Dense", 0), (SWEEP, "Sparse", 0)]


def test_every_noise_is_swept_with_its_own_levels_while_another_is_in_use(
    controller, engine, session, qtbot
) -> None:
    said = Said(controller)
    dense, sparse = ids(session)
    assert controller.sweep_every_noise([dense, sparse]) == 0  # there is no network yet
    train_all(controller, session, qtbot)
    with qtbot.waitSignal(controller.idle, timeout=20_000):
        assert controller.sweep_every_noise([dense, sparse]) == 2 * (len(KINDS) - 1)
    assert {each.noise for each in said.activities} == {"", *KINDS} - {"article"}
    for kind, described in KINDS.items():
        session.set_noise_config(NoiseConfig(kind))
        swept = {
            run.variant: tuple(level.noise for level in run.levels) for run in session.complete_results()
        }
        assert swept == {"Dense": described.levels, "Sparse": described.levels}
    assert controller.sweep_every_noise([dense, sparse]) == 0


def test_a_sweep_that_was_stopped_halfway_is_no_result_and_is_made_up_for(
    controller, engine, session, qtbot
) -> None:
    dense = ids(session)[0]
    engine.gated_sweep = True
    controller.train([dense])
    engine.gate.release()
    qtbot.waitUntil(lambda: bool(session.results()), timeout=5000)
    controller.cancel_sweeps()
    for _ in range(20):
        engine.gate.release()
    qtbot.waitUntil(lambda: not controller.busy, timeout=5000)
    assert session.record(dense).history.finished
    assert session.results()
    assert not session.complete_results()
    engine.gated_sweep = False
    with qtbot.waitSignal(controller.idle, timeout=10_000):
        assert controller.train([dense]) == 1
    assert engine.log == [(TRAIN, "Dense", 0), (SWEEP, "Dense", 0), (SWEEP, "Dense", 0)]
    assert [run.variant for run in session.complete_results()] == ["Dense"]


def test_a_failed_sweep_is_not_called_a_failed_training(controller, engine, session, qtbot) -> None:
    engine.fail_sweep = "Dense"
    failures: list[tuple[str, str]] = []
    controller.failed.connect(lambda what, details: failures.append((what, details)))
    train_all(controller, session, qtbot)
    ((what, details),) = failures
    assert "sweep of Dense" in what
    assert details == "no such device"  # the words of it, not the traceback


def test_what_was_removed_while_it_trained_comes_back_with_all_it_learned(
    controller, engine, session, qtbot
) -> None:
    engine.gated = True
    dense = ids(session)[0]
    controller.train([dense])
    engine.gate.release()
    qtbot.waitUntil(lambda: session.record(dense).history.step == 1, timeout=5000)
    session.remove(dense)
    engine.gate.release()
    engine.gate.release()
    qtbot.waitUntil(lambda: not controller.busy, timeout=5000)
    session.undo_remove()
    stopped_at = session.record(dense).history.step
    assert 1 < stopped_at < STEPS
    assert len(session.record(dense).history.losses) == stopped_at
    engine.gated = False
    engine.history = session.record(dense).history
    with qtbot.waitSignal(controller.idle, timeout=10_000):
        assert controller.train([dense]) == 1
    assert session.record(dense).history.finished


@pytest.mark.parametrize("on_disk", [True, False])
def test_a_removed_variants_network_leaves_memory_once_it_is_on_disk(
    controller, engine, session, qtbot, on_disk: bool
) -> None:
    train_all(controller, session, qtbot)
    dense = ids(session)[0]
    if on_disk:
        controller.folder_of(Place(dense, "digits", 0)).mkdir(parents=True)
    session.remove(dense)
    assert (controller._shelf.get(Place(dense, "digits", 0)) is None) == on_disk


def test_a_training_whose_folder_is_gone_starts_over_and_says_so(controller, engine, session, qtbot) -> None:
    dense = ids(session)[0]
    session.set_history(Place(dense, "digits", 0), History(2, STEPS, [1.0, 0.5], []))
    engine.lost = True
    failures: list[tuple[str, str]] = []
    controller.failed.connect(lambda what, details: failures.append((what, details)))
    with qtbot.waitSignal(controller.idle, timeout=10_000):
        controller.train([dense])
    ((what, _),) = failures
    assert "starts over" in what
    assert len(session.record(dense).history.losses) == 2  # those that the fake engine reported since


def test_what_waits_starts_when_the_data_is_there(engine, session, tmp_path: Path, qtbot) -> None:
    data: list[object] = []
    parent = QObject()
    controller = TrainingController(
        session, NetworkShelf(), lambda: data[0] if data else None, tmp_path, parent
    )
    controller.train(ids(session)[:1])
    assert engine.log == []
    assert controller.busy
    data.append(DATA)
    with qtbot.waitSignal(controller.idle, timeout=10_000):
        controller.go_on()
    assert engine.log[0] == (TRAIN, "Dense", 0)


def test_ended_workers_are_let_go(controller, engine, session, qtbot) -> None:
    controller.train(ids(session)[:1])
    worker = weakref.ref(controller._worker)
    qtbot.waitUntil(lambda: not controller.busy, timeout=5000)

    def gone() -> bool:
        gc.collect()
        return worker() is None

    qtbot.waitUntil(gone, timeout=5000)


def test_further_seeds_come_after_the_first_seed_by_seed(controller, engine, session, qtbot) -> None:
    session.set_seeds(3)
    train_all(controller, session, qtbot)
    assert engine.log == [
        (kind, name, seed) for seed in range(3) for name in ("Dense", "Sparse") for kind in (TRAIN, SWEEP)
    ]
    assert [(run.variant, run.seed) for run in session.complete_results()] == [
        (name, seed) for name in ("Dense", "Sparse") for seed in range(3)
    ]
    dense = ids(session)[0]
    for seed in range(3):
        assert session.record(dense, seed).history.losses == [1.0, 1 / 2, 1 / 3, 1 / 4]
    assert session.accuracy_at(dense, 0.0) == pytest.approx((50 + 60 + 70) / 3)
    assert controller.train(ids(session)) == 0
    session.set_seeds(4)
    with qtbot.waitSignal(controller.idle, timeout=10_000):
        assert controller.train(ids(session)) == 2
    assert [entry[1:] for entry in engine.log[12::2]] == [("Dense", 3), ("Sparse", 3)]
    session.set_seeds(1)  # what further seeds came to is kept, and not shown
    assert {run.seed for run in session.results()} == {0}


def test_the_network_of_a_further_seed_leaves_memory_when_it_is_on_disk(
    controller, engine, session, qtbot
) -> None:
    dense = ids(session)[0]
    session.set_seeds(3)
    controller.folder_of(Place(dense, "digits", 1)).mkdir(parents=True)
    with qtbot.waitSignal(controller.idle, timeout=10_000):
        controller.train([dense])
    assert sorted(place.seed for place in controller._shelf.places()) == [0, 2]


def test_a_sweep_of_a_further_seed_that_is_stopped_is_no_result_and_is_gone_on_with(
    controller, engine, session, qtbot
) -> None:
    dense = ids(session)[0]
    with qtbot.waitSignal(controller.idle, timeout=10_000):
        controller.train([dense])
    session.set_seeds(2)
    engine.gated_sweep = True
    assert controller.train([dense]) == 1
    qtbot.waitUntil(lambda: controller.activity.seed == 1, timeout=5000)
    qtbot.waitUntil(lambda: controller.activity.kind == SWEEP, timeout=5000)
    engine.gate.release()
    qtbot.waitUntil(lambda: len(session.record(dense, 1).history.levels("article")) == 1, timeout=5000)
    controller.stop()
    for _ in range(20):
        engine.gate.release()
    qtbot.waitUntil(lambda: not controller.busy, timeout=5000)
    assert {run.seed for run in session.results()} == {0}
    engine.gated_sweep = False
    with qtbot.waitSignal(controller.idle, timeout=10_000):
        assert controller.train([dense]) == 1
    assert engine.tasks[-1].swept
    assert {run.seed for run in session.complete_results()} == {0, 1}


class Said:
    """What a controller says of its queue."""

    def __init__(self, controller: TrainingController) -> None:
        self.activities: list[Activity] = []
        self.diverged: list[tuple[str, str]] = []
        self.failed: list[tuple[str, str]] = []
        controller.activity_changed.connect(self.activities.append)
        controller.diverged.connect(lambda who, why: self.diverged.append((who, why)))
        controller.failed.connect(lambda what, why: self.failed.append((what, why)))


def test_a_training_that_diverges_is_explained_and_the_queue_goes_on(
    controller, engine, session, qtbot
) -> None:
    engine.diverge = {"Dense"}
    said = Said(controller)
    train_all(controller, session, qtbot)
    assert said.diverged == [("Dense", DIVERGENCE.text)]
    assert said.failed == []
    assert [entry[:2] for entry in engine.log] == [(TRAIN, "Dense"), (TRAIN, "Sparse"), (SWEEP, "Sparse")]
    dense, sparse = (session.record(variant_id) for variant_id in ids(session))
    assert dense.history.diverged == DIVERGENCE
    assert dense.history.sweeps == {}
    assert session.clean_accuracy(ids(session)[0]) is None
    assert sparse.history.finished
    assert [run.variant for run in session.results()] == ["Sparse"]


def test_one_that_diverged_is_neither_trained_nor_swept_again(controller, engine, session, qtbot) -> None:
    engine.diverge = {"Dense"}
    train_all(controller, session, qtbot)
    engine.log.clear()
    assert controller.train(ids(session)) == 0
    assert controller.sweep(ids(session)[:1]) == 0
    assert engine.log == []


def test_a_further_seed_that_diverges_is_named_with_its_seed(controller, engine, session, qtbot) -> None:
    engine.diverge = {"Dense, seed 1"}
    session.set_seeds(2)
    said = Said(controller)
    train_all(controller, session, qtbot)
    assert said.diverged == [("Dense, seed 1", DIVERGENCE.text)]
    assert session.record(ids(session)[0]).history.finished
    assert (SWEEP, "Sparse", 1) in engine.log
    assert (SWEEP, "Dense", 1) not in engine.log


def test_a_network_that_could_not_be_saved_is_told_once_a_variant(controller, engine, session, qtbot) -> None:
    engine.not_saved = {"Dense", "Sparse"}
    said = Said(controller)
    train_all(controller, session, qtbot)
    assert [what.split()[0] for what, _ in said.failed] == ["Dense", "Sparse"]
    assert all("could not be saved" in what and why == "disk full" for what, why in said.failed)


def test_a_training_that_the_cpu_took_over_is_told(controller, engine, session, qtbot) -> None:
    engine.moved = {"Sparse"}
    said = Said(controller)
    train_all(controller, session, qtbot)
    assert said.failed == [
        (
            "Sparse does not fit into the memory of the device. The CPU trains it instead.",
            "CUDA out of memory",
        )
    ]


def test_a_stopped_training_that_could_not_be_saved_is_told(controller, engine, session, qtbot) -> None:
    engine.not_saved, engine.gated = {"Dense"}, True
    said = Said(controller)
    controller.train(ids(session)[:1])
    engine.gate.release()
    qtbot.waitUntil(lambda: session.record(ids(session)[0]).history.step == 1, timeout=5000)
    controller.stop()
    engine.gate.release()
    qtbot.waitUntil(lambda: not controller.busy, timeout=5000)
    ((what, why),) = said.failed
    assert what.startswith("Dense could not be saved")
    assert why == "disk full"


def test_progress_covers_the_whole_queue(controller, engine, session, qtbot) -> None:
    session.set_seeds(2)
    said = Said(controller)
    train_all(controller, session, qtbot)
    whole = [each.queue_progress for each in said.activities if each.busy]
    assert whole[0] == 0
    assert whole == sorted(whole)
    assert whole[-1] == pytest.approx(1)
    # Training 30 epochs of 100 images, three times as dear, and 17 levels of 20 images: for two variants and seeds.
    training, sweep = 30 * 100 * 3, 17 * 20
    ended = [each.queue_progress for each in said.activities if (each.kind, each.progress) == (TRAIN, 1.0)]
    assert ended[0] == pytest.approx(training / (4 * (training + sweep)))
    assert all(each.seconds_left is None or each.seconds_left >= 0 for each in said.activities)
    assert controller.activity == Activity()


def test_the_next_queue_starts_from_nothing(controller, engine, session, qtbot) -> None:
    controller.train(ids(session)[:1])
    qtbot.waitUntil(lambda: not controller.busy, timeout=5000)
    said = Said(controller)
    with qtbot.waitSignal(controller.idle, timeout=10_000):
        controller.train(ids(session)[1:])
    assert said.activities[0].queue_progress == 0


def test_what_was_trained_before_a_stop_is_not_counted_again(controller, engine, session, qtbot) -> None:
    dense = ids(session)[0]
    session.set_history(Place(dense, "digits", 0), History(2, STEPS, [1.0, 0.5], []))
    engine.history = session.record(dense).history
    said = Said(controller)
    with qtbot.waitSignal(controller.idle, timeout=10_000):
        controller.train([dense])
    training, sweep = 0.5 * 30 * 100 * 3, 17 * 20
    seen = {round(each.queue_progress, 4) for each in said.activities if each.kind == TRAIN}
    assert 0 in seen
    assert round(0.5 * training / (training + sweep), 4) in seen  # halfway through what was left


def test_what_is_asked_for_too_early_is_remembered(engine, session, tmp_path: Path, qtbot) -> None:
    data: list[object] = []
    parent = QObject()
    controller = TrainingController(
        session, NetworkShelf(), lambda: data[0] if data else None, tmp_path, parent
    )
    said = Said(controller)
    assert controller.train(ids(session)) == 2
    assert controller.activity == Activity(requested=True)
    assert controller.busy and not controller.at_work
    assert controller.is_busy_with(ids(session)[0])
    assert controller.train(ids(session)[:1]) == 0  # it is remembered already
    controller.go_on()
    assert engine.log == []
    session.remove(ids(session)[1])
    data.append(DATA)
    with qtbot.waitSignal(controller.idle, timeout=10_000):
        controller.go_on()
    assert [entry[:2] for entry in engine.log] == [(TRAIN, "Dense"), (SWEEP, "Dense")]
    assert not said.activities[-1].requested


def test_what_was_asked_for_too_early_can_be_stopped(engine, session, tmp_path: Path, qtbot) -> None:
    parent = QObject()
    controller = TrainingController(session, NetworkShelf(), lambda: None, tmp_path, parent)
    controller.train(ids(session))
    with qtbot.waitSignal(controller.idle, timeout=5000):
        controller.stop()
    assert controller.activity == Activity()
    assert not controller.busy


def test_only_folders_of_variants_that_were_removed_here_are_deleted(
    controller, engine, session, tmp_path: Path
) -> None:
    for name in (*ids(session), "somebody else's"):
        run = tmp_path / name / "digits" / "seed-0"
        run.mkdir(parents=True)
        (run / "variant.json").write_text("x")
    gone, stays = ids(session)
    session.remove(gone)
    session.remove(stays)
    session.undo_remove()
    controller.delete_removed()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([stays, "somebody else's"])


def test_a_pause_holds_and_says_so(controller, engine, session, qtbot) -> None:
    engine.gated = True
    said = Said(controller)
    controller.train(ids(session)[:1])
    controller.pause()
    assert said.activities[-1].paused
    controller.resume()
    assert not said.activities[-1].paused
    engine.gated = False
    for _ in range(STEPS):
        engine.gate.release()
    qtbot.waitUntil(lambda: not controller.busy, timeout=5000)
    speeds = {each.images_per_second for each in said.activities if each.kind == TRAIN}
    assert 640.0 in speeds
    assert {each.images_per_second for each in said.activities if each.kind == SWEEP} == {0.0}


# --- what a worker is given ---------------------------------------------------------------------------------------


def test_a_worker_gets_what_the_session_says(controller, engine, session, qtbot) -> None:
    session.seed = 7
    session.set_device("cpu")
    session.set_noise_config(NoiseConfig("paper"))
    session.set_dataset("mnist")
    session.set_seeds(2)
    dense = ids(session)[0]
    with qtbot.waitSignal(controller.idle, timeout=10_000):
        controller.train([dense])
    places = [Place(dense, "mnist", seed) for seed in (7, 7, 8, 8)]
    assert [task.place for task in engine.tasks] == places
    for task in engine.tasks:
        assert task.folder == controller.folder_of(task.place)
        assert task.device == "cpu"
        assert task.noise == NoiseConfig("paper")
        assert task.variant.training.epochs == describe("mnist").epochs  # what "auto" stands for
    assert set(session.record(dense).history.sweeps) == {"paper"}


def test_each_variant_and_data_set_has_a_folder_of_its_own(controller, tmp_path: Path) -> None:
    places = [
        Place(name, data, seed)
        for name in ("a", "b")
        for data in ("digits", "mnist", "folder:/x/y", "folder:/x/z")
        for seed in (0, 1)
    ]
    folders = [controller.folder_of(place) for place in places]
    assert len(set(folders)) == len(places)
    # In the variant's folder, where those of removed variants are looked for.
    assert [folder.parents[1] for folder in folders] == [tmp_path / place.variant_id for place in places]


def test_networks_that_are_in_memory_need_not_be_read(controller, session) -> None:
    dense = session.items[0]
    for dataset in ("digits", "mnist"):
        session.set_history(Place(dense.id, dataset, 0), History(2, 2, [1.0, 0.5], []))
    controller._shelf.put(Place(dense.id, "digits", 0), SimpleNamespace())
    (stored,) = controller.stored_of(dense)
    assert (stored.place, stored.variant) == (Place(dense.id, "mnist", 0), dense.variant)
    assert stored.folder == controller.folder_of(Place(dense.id, "mnist", 0))


# --- what is told meanwhile ---------------------------------------------------------------------------------------


def test_each_new_copy_of_a_network_is_told_while_it_is_trained(controller, engine, session, qtbot) -> None:
    engine.gated = engine.snapshots = True
    dense = ids(session)[0]
    told: list[int] = []
    controller.network_changed.connect(
        lambda _: told.append(vars(controller._shelf.get(Place(dense, "digits", 0))).get("step"))
    )
    controller.train([dense])
    for step in (1, 2):
        engine.gate.release()
        qtbot.waitUntil(lambda step=step: told[-1:] == [step], timeout=5000)
    assert told == [1, 2]


def test_the_finished_network_is_told_and_worth_saving(controller, engine, session, qtbot) -> None:
    dense = ids(session)[0]
    place = Place(dense, "digits", 0)
    said: list[tuple[str, object]] = []
    controller.network_changed.connect(lambda who: said.append((who, controller._shelf.get(place))))
    controller.train([dense])
    edits: list[str] = []
    session.edited.connect(lambda: edits.append(controller.activity.kind))
    qtbot.waitUntil(lambda: not controller.busy, timeout=5000)
    assert edits == [TRAIN, SWEEP]  # once as each of them ends
    assert {who for who, _ in said} == {dense}
    assert said[-1][1] is controller._shelf.get(place) is not None


class Clock:
    """Turns as the test says."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(training, "QueueEstimate", lambda: QueueEstimate(made))
    return made


def one_step(controller, engine, clock: Clock, qtbot, seconds: float = 10.0) -> float | None:
    """Let the training come one step further in so many seconds; returns the time left."""
    before = controller.activity.progress
    clock.now += seconds
    engine.gate.release()
    qtbot.waitUntil(lambda: controller.activity.progress > before, timeout=5000)
    return controller.activity.seconds_left


def test_the_time_left_is_that_of_the_whole_queue_without_pauses(
    clock: Clock, controller, engine, session, qtbot
) -> None:
    engine.gated = True
    training_s, sweep_s = 40.0, 40.0 * 17 * 20 / (30 * 100 * 3)  # four steps of ten seconds; as fast
    controller.train(ids(session))
    assert controller.activity.seconds_left is None
    whole = 2 * (training_s + sweep_s)
    assert one_step(controller, engine, clock, qtbot) == pytest.approx(whole - 10)
    controller.pause()
    one_step(controller, engine, clock, qtbot, seconds=1000)  # it pauses after the step at hand
    clock.now += 1000
    controller.resume()
    assert one_step(controller, engine, clock, qtbot) == pytest.approx(whole - 30)


def test_progress_of_a_training_that_starts_over_starts_at_nothing(
    controller, engine, session, qtbot
) -> None:
    dense = ids(session)[0]
    session.set_history(Place(dense, "digits", 0), History(2, STEPS, [1.0, 0.5], []))
    engine.lost = True  # the engine that is pretended goes on from the third step all the same
    said = Said(controller)
    with qtbot.waitSignal(controller.idle, timeout=10_000):
        controller.train([dense])
    half, sweep = 0.5 * 30 * 100 * 3, 17 * 20
    seen = [each.queue_progress for each in said.activities if (each.kind, each.progress) == (TRAIN, 0.75)]
    assert seen[-1] == pytest.approx(0.75 * half / (half + sweep))


# --- stopping and asking again --------------------------------------------------------------------------------------


def test_cancelling_sweeps_leaves_a_training_alone(controller, engine, session, qtbot) -> None:
    engine.gated = True
    controller.train(ids(session))
    controller.cancel_sweeps()
    engine.gated = False
    with qtbot.waitSignal(controller.idle, timeout=10_000):
        for _ in range(STEPS):
            engine.gate.release()
    assert [entry[:2] for entry in engine.log] == [
        (TRAIN, "Dense"),
        (TRAIN, "Sparse"),
        (SWEEP, "Sparse"),  # which waited behind a training that waited
    ]
    assert session.record(ids(session)[0]).history.finished


def test_the_last_reports_of_what_was_stopped_are_taken_in(controller, engine, session, qtbot) -> None:
    engine.gated = True
    dense = ids(session)[0]
    controller.train([dense])
    controller.stop()
    assert controller.has_at_work(dense)  # until it has ended
    engine.gate.release()
    controller.finish(QDeadlineTimer(10_000))  # no event loop turns meanwhile
    assert session.record(dense).history.step == 1


def test_who_is_busy(controller, engine, session, qtbot) -> None:
    engine.gated = True
    dense, sparse = ids(session)
    late = session.duplicate(dense).id
    controller.train([dense, sparse])
    assert [controller.is_busy_with(each) for each in (dense, sparse, late)] == [True, True, False]
    assert [controller.has_at_work(each) for each in (dense, sparse, late)] == [True, False, False]
    controller.stop()
    assert not any(controller.is_busy_with(each) for each in (dense, sparse, late))


def test_what_is_being_stopped_before_its_first_step_is_not_swept(controller, engine, session, qtbot) -> None:
    said = Said(controller)
    controller._queue.steps = [Step(SWEEP, ids(session)[0], 0)]
    controller.go_on()
    qtbot.waitUntil(lambda: not controller.busy, timeout=5000)
    assert (engine.log, said.failed) == ([], [])


# --- again and longer -------------------------------------------------------------------------------------------------


def test_training_again_begins_at_the_first_step_and_is_swept(controller, engine, session, qtbot) -> None:
    train_all(controller, session, qtbot)
    engine.log.clear()
    engine.tasks.clear()
    first = session.items[0]
    folder = controller.folder_of(session.place(first.id))
    folder.mkdir(parents=True)
    (folder.parent / "seed-0.again").mkdir()
    assert controller.train_again(first.id)
    assert not controller.train_again(first.id)  # it is in the queue already
    qtbot.waitUntil(lambda: not controller.busy, timeout=10_000)
    assert engine.log[0] == (TRAIN, first.variant.name, 0)
    assert engine.tasks[0].step == 0 and engine.tasks[0].folder != folder


def test_one_that_does_not_come_to_its_end_leaves_what_was_learned(
    controller, engine, session, qtbot
) -> None:
    train_all(controller, session, qtbot)
    first = session.items[0]
    before = session.record(first.id).history
    engine.gated = True
    controller.train_again(first.id)
    engine.gate.release()
    qtbot.waitUntil(lambda: session.record(first.id).history.step == 1, timeout=10_000)
    controller.stop()
    engine.gate.release()
    qtbot.waitUntil(lambda: not controller.busy, timeout=10_000)
    assert session.record(first.id).history is before


def test_longer_is_a_copy_that_begins_where_the_variant_stands(controller, engine, session, qtbot) -> None:
    train_all(controller, session, qtbot)
    first = session.items[0]
    origin = controller.folder_of(session.place(first.id))
    origin.mkdir(parents=True)
    (origin / "momentum.safetensors").touch()
    engine.tasks.clear()
    epochs = describe(session.dataset).epochs
    assert controller.train_longer(first.id, 2)
    added = session.items[1]
    assert added.variant.training.epochs == epochs + 2 and session.selected_id == added.id
    qtbot.waitUntil(lambda: not controller.busy, timeout=10_000)
    assert engine.tasks[0].place.variant_id == added.id and engine.tasks[0].origin == origin
    assert first.variant.training.epochs != epochs + 2


def test_longer_without_momentum_says_that_it_starts_over(controller, engine, session, qtbot) -> None:
    train_all(controller, session, qtbot)
    engine.tasks.clear()
    assert not controller.train_longer(session.items[0].id, 2)
    qtbot.waitUntil(lambda: not controller.busy, timeout=10_000)
    assert engine.tasks[0].origin is None
