"""Networks from elsewhere in the background: opened, kept fit, given up, and never run unasked."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import fabricated
import numpy as np
import pytest
import torch
from foreign import ThreadContext, few, only, onnx_file, wait_until_open
from PySide6.QtCore import QDeadlineTimer
from pytestqt.qtbot import QtBot

pytest.importorskip("onnxruntime")

from sparse_explorer.app.background import training_jobs
from sparse_explorer.app.background.loading_jobs import RunRead, read_runs, remove_runs, run_folder
from sparse_explorer.app.background.networks_in_sight import asked_in_sight, networks_in_sight
from sparse_explorer.app.background.other_jobs import MOST_MEMORY
from sparse_explorer.app.background.other_networks import OtherNetworksController
from sparse_explorer.app.background.training_tasks import TaskMaker
from sparse_explorer.app.background.worker import stop_all
from sparse_explorer.app.model.records import Standing
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.session_store import load_session, save_session
from sparse_explorer.app.model.shelf import NetworkShelf
from sparse_explorer.app.model.source import NOT_RUN, Source
from sparse_explorer.app.model.work_queue import Step, WorkQueue
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.engine.inspection import DigitInspector
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.noises import NoiseConfig
from tests.experiment.engine.onnx_models import linear

CODE = """
from torch import nn

def network(seed):
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))

def hidden():
    raise SystemExit(3)
"""


@pytest.fixture
def session() -> Session:
    return fabricated.session("Dense", "Sparse", starts=(95.0,), digits=20)


@pytest.fixture
def shelf() -> NetworkShelf:
    return NetworkShelf()


@pytest.fixture
def others(
    session: Session, shelf: NetworkShelf, context: ThreadContext, qapp
) -> Iterator[OtherNetworksController]:
    made = OtherNetworksController(session, shelf, session)
    made.set_data(few())
    yield made
    made.stop()
    assert stop_all()


@pytest.fixture
def context(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ThreadContext:
    made = ThreadContext()
    monkeypatch.setattr("multiprocessing.get_context", lambda kind: made)
    monkeypatch.chdir(tmp_path)
    return made


def refusals(others: OtherNetworksController) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    others.refused.connect(lambda name, reason: found.append((name, reason)))
    return found


def opened(others: OtherNetworksController, session: Session, path: Path, qtbot: QtBot) -> str:
    others.open(Source(str(onnx_file(path))), "Theirs")
    wait_until_open(qtbot, others)
    return only(session).id


def test_a_file_becomes_an_entry_that_is_ready_to_be_asked(others, session, shelf, tmp_path, qtbot) -> None:
    others.open(Source(str(onnx_file(tmp_path / "net.onnx"))), "Dense")
    wait_until_open(qtbot, others)
    item = only(session)
    assert item.variant.name == "Dense 2"  # the other one is there
    assert session.standing(item.id) is Standing.PRESENT
    assert [(layer.name, layer.parameters) for layer in item.source.layers] == [
        ("flatten", 0),
        ("linear", 7840),
    ]
    assert item.source.counts.multiply_adds == 7840
    assert len(item.source.digest) == 32
    assert list(asked_in_sight(session, shelf)) == [item.id]
    assert networks_in_sight(session, shelf) == {}  # nobody looks into it


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_text("no ONNX"), "is no ONNX file"),
        (lambda path: linear(path, np.ones((10, 64)), ("N", 1, 8, 8)), "takes images (N, 1, 8, 8), expected"),
        (lambda path: linear(path, np.ones((7, 784))), "a number for each of 10 classes"),
        (lambda path: linear(path, np.full((10, 784), np.nan)), "no numbers"),
        (lambda path: None, "does not exist"),
        (lambda path: path.mkdir(), "is no file"),
    ],
)
def test_a_file_of_no_use_is_told_in_one_line_and_changes_nothing(
    others, session, tmp_path, qtbot, make, said
) -> None:
    path, told = tmp_path / "net.onnx", refusals(others)
    make(path)
    before = session.state()
    others.open(Source(str(path)), "Theirs")
    wait_until_open(qtbot, others)
    ((name, reason),) = told
    assert name == "Theirs" and said in reason and "\n" not in reason
    assert session.state() == before


def test_a_name_that_nothing_can_have_is_refused(others, session) -> None:
    told = refusals(others)
    others.open(Source("net.onnx"), "a\nb")
    assert len(told) == 1 and not others.busy


def test_it_is_swept_and_what_was_found_comes_back_with_the_session(
    others, session, shelf, tmp_path, qtbot
) -> None:
    variant_id, runs = opened(others, session, tmp_path / "net.onnx", qtbot), tmp_path / "runs"
    session.set_noise_config(NoiseConfig("article", (0.0, 0.5)))
    task = TaskMaker(session, shelf, few, runs).make(Step("sweep", variant_id, 0))
    reports = list(training_jobs.sweep(task, few(), shelf))
    session.add_sweep(task.place, reports[-1])
    assert session.clean_accuracy(variant_id) == reports[-1].results[0].accuracy
    save_session(session, tmp_path, {})
    again = Session()
    assert load_session(again, tmp_path).problems == ()
    assert only(again).source == only(session).source
    (read,) = read_runs(runs, {variant_id: only(again).variant})
    assert isinstance(read, RunRead)
    assert read.history.levels("article") == reports[-1].results and read.history.finished
    assert read.digest == only(again).source.digest
    remove_runs(runs / variant_id)
    assert not run_folder(runs, task.place).exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda path: onnx_file(path, seed=1), "has changed since it was opened"),
        (lambda path: path.unlink(), "does not exist"),
    ],
)
def test_what_was_swept_stays_where_the_file_is_another_one_or_gone(
    others, session, shelf, tmp_path, qtbot, change, said
) -> None:
    path = tmp_path / "net.onnx"
    variant_id = opened(others, session, path, qtbot)
    session.record(variant_id).history.add_sweep("article", fabricated.sweep(90.0))
    change(path)
    later = OtherNetworksController(session, NetworkShelf(), session)  # as at the next start
    later.set_data(few())
    wait_until_open(qtbot, later)
    assert session.standing(variant_id) is Standing.ABSENT
    assert said in session.absent[variant_id]
    assert session.clean_accuracy(variant_id) == 90.0
    later.stop()


def with_code(session, shelf, folder: Path, qtbot) -> OtherNetworksController:
    """With a network of code in it."""
    (folder / "mine.py").write_text(CODE)
    others = OtherNetworksController(session, shelf, session)
    others.set_data(few())
    others.open(Source("mine:network", str(folder)), "Mine")
    wait_until_open(qtbot, others)
    return others


def test_code_that_a_session_names_is_not_run_until_somebody_asks(
    session, shelf, context, tmp_path, qtbot
) -> None:
    others = with_code(session, shelf, tmp_path, qtbot)
    item = only(session)
    session.set_seeds(2)
    wait_until_open(qtbot, others)
    assert context.started == 1
    assert shelf.other(session.place(item.id)) is not shelf.other(session.place(item.id)._replace(seed=1))
    later = OtherNetworksController(session, NetworkShelf(), session)
    later.set_data(few())
    assert session.absent == {item.id: NOT_RUN} and not later.busy
    assert context.started == 1
    later.open_again(item.id)
    wait_until_open(qtbot, later)
    assert context.started == 2
    assert session.standing(item.id) is Standing.PRESENT
    others.stop()
    later.stop()
    assert stop_all()


def test_closing_does_not_wait_for_code_that_is_still_being_imported(
    session, shelf, context, tmp_path, qapp
) -> None:
    (tmp_path / "mine.py").write_text(CODE)
    context.silent = True
    others = OtherNetworksController(session, shelf, session)
    others.set_data(few())
    others.open(Source("mine:network", str(tmp_path)), "Mine")
    others.stop()
    assert stop_all(QDeadlineTimer(5000))


def test_a_network_that_fails_is_given_up_with_its_reason(others, session, shelf, tmp_path, qtbot) -> None:
    variant_id = opened(others, session, tmp_path / "net.onnx", qtbot)
    network = shelf.other(session.place(variant_id))
    with pytest.raises(ConfigError):
        network(few().normalized(few().test_images) * np.nan)
    qtbot.waitUntil(lambda: variant_id in session.absent)
    assert "no numbers" in session.absent[variant_id]
    assert shelf.other(session.place(variant_id)) is None
    others.open_again(variant_id)
    wait_until_open(qtbot, others)
    assert session.standing(variant_id) is Standing.PRESENT


def test_one_that_was_removed_comes_back_with_its_network(others, session, shelf, tmp_path, qtbot) -> None:
    variant_id = opened(others, session, tmp_path / "net.onnx", qtbot)
    session.remove(variant_id)
    assert shelf.other(session.place(variant_id)) is None
    session.undo_remove()
    wait_until_open(qtbot, others)
    assert shelf.other(session.place(variant_id)) is not None


def test_images_of_another_size_are_not_for_it_and_others_are_again(
    others, session, shelf, tmp_path, qtbot
) -> None:
    variant_id = opened(others, session, tmp_path / "net.onnx", qtbot)
    session.set_dataset("mnist")
    others.set_data(few(size=8, name="mnist"))
    wait_until_open(qtbot, others)
    assert "expected (N, 1, 8, 8)" in session.absent[variant_id]
    session.set_dataset("digits")
    others.set_data(few())
    wait_until_open(qtbot, others)
    assert not session.absent and shelf.other(session.place(variant_id)) is not None


def test_training_leaves_it_alone_and_sweeps_it(others, session, shelf, tmp_path, qtbot) -> None:
    variant_id = opened(others, session, tmp_path / "net.onnx", qtbot)
    tasks = TaskMaker(session, shelf, few, tmp_path / "runs")
    queue = WorkQueue(session, tasks.has_network)
    queue.plan_training([variant_id])
    assert queue.steps == [Step("sweep", variant_id, 0)]
    queue.steps.clear()
    assert not queue.plan_again(variant_id)
    session.set_noise_config(NoiseConfig("weights"))
    assert queue.plan_sweeps([variant_id]) == set()
    assert tasks.stored_of(session.item(variant_id)) == []
    session.item(variant_id).runs.clear()
    queue.plan_training([variant_id])
    assert queue.steps == []  # one that is not in memory has nothing to be trained


def test_what_was_removed_while_it_was_swept_ends_without_a_complaint(
    others, session, shelf, tmp_path, qtbot
) -> None:
    variant_id = opened(others, session, tmp_path / "net.onnx", qtbot)
    task = TaskMaker(session, shelf, few, tmp_path / "runs").make(Step("sweep", variant_id, 0))
    network = shelf.other(task.place)
    network.inner = torch.nn.Identity()  # it fails from now on
    with pytest.raises(ConfigError):
        list(training_jobs.sweep(task, few(), shelf))
    sweep = training_jobs.sweep(task, few(), shelf)
    network.on_failure = lambda reason: shelf.drop_others(variant_id)
    assert list(sweep) == []


def test_it_answers_under_noise(others, session, shelf, tmp_path, qtbot) -> None:
    variant_id = opened(others, session, tmp_path / "net.onnx", qtbot)
    networks, data = asked_in_sight(session, shelf), few()
    place = {"index": 3, "convention": "article", "pattern": 0}
    looked = DigitInspector().inspect(networks, data, noise=40, **place)
    (found,) = looked.variants
    assert found.variant_id == variant_id and found.layers == ()  # one layer, whose output is the answer
    assert found.noisy.sum() == pytest.approx(1)
    assert DigitInspector().overlaps(networks, data, **place) == {}


def test_which_noises_it_can_be_under_is_what_the_engine_says(
    others, session, shelf, tmp_path, qtbot
) -> None:
    variant_id = opened(others, session, tmp_path / "net.onnx", qtbot)
    network, source = shelf.other(session.place(variant_id)), session.item(variant_id).source
    assert dict(source.refusals) == network.refusals
    assert {kind for kind in KINDS if source.refusal(kind)} == {"weights", "units", "fgsm", "pgd"}


def test_code_is_under_noise_that_needs_the_network(session, shelf, context, tmp_path, qtbot) -> None:
    others = with_code(session, shelf, tmp_path, qtbot)
    item = only(session)
    assert {kind for kind in KINDS if item.source.refusal(kind)} == {"units"}  # it has one layer
    place = {"index": 3, "pattern": 0}
    for kind in ("fgsm", "weights"):
        session.set_noise_config(NoiseConfig(kind))
        networks = asked_in_sight(session, shelf)
        assert list(networks) == [item.id]
        (found,) = DigitInspector().inspect(networks, few(), noise=30, convention=kind, **place).variants
        assert not np.array_equal(found.clean, found.noisy)
        assert TaskMaker(session, shelf, few, tmp_path / "runs").has_network(item.id, 0)
    session.set_noise_config(NoiseConfig("units"))
    assert asked_in_sight(session, shelf) == {}
    assert not TaskMaker(session, shelf, few, tmp_path / "runs").has_network(item.id, 0)
    others.stop()
    assert stop_all()


def test_what_a_file_cannot_be_under_is_what_it_says_now(others, session, shelf, tmp_path, qtbot) -> None:
    variant_id = opened(others, session, tmp_path / "net.onnx", qtbot)
    source = session.item(variant_id).source
    session.item(variant_id).source = replace(
        source, refusals=()
    )  # as a session says that somebody has edited
    others.open_again(variant_id)
    wait_until_open(qtbot, others)
    assert session.item(variant_id).source == source


def test_a_file_that_is_too_large_is_not_read(others, session, tmp_path, qtbot) -> None:
    path, told = tmp_path / "net.onnx", refusals(others)
    with path.open("wb") as file:
        file.truncate((1 << 30) + 1)
    others.open(Source(str(path)), "Theirs")
    wait_until_open(qtbot, others)
    ((_, reason),) = told
    assert "has 1,073,741,825 bytes, allowed are 1,073,741,824" in reason


def test_a_file_is_in_a_process_of_its_own_which_ends_with_it(
    others, session, context, tmp_path, qtbot
) -> None:
    variant_id = opened(others, session, tmp_path / "net.onnx", qtbot)
    assert context.started == 1 and context.given[-1][2] == MOST_MEMORY
    session.remove(variant_id)
    assert others._processes == {}


def test_a_source_that_cannot_be_read_costs_its_entry_and_no_more(session, tmp_path) -> None:
    item = session.items[1]
    item.source = Source("net.onnx")
    item.source = replace(item.source, counts=replace(item.source.counts, parameters=-1))
    save_session(session, tmp_path, {})
    again = Session()
    (problem,) = load_session(again, tmp_path).problems
    assert "source.counts.parameters" in problem or "parameters" in problem
    assert [each.variant.name for each in again.items] == ["Dense"]
