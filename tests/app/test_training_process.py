"""Training in a process of its own: the same bits, reports and saves as in a thread, and no end that loses anything."""

import contextlib
import dataclasses
import itertools
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import fabricated
import pytest
import torch

from sparse_explorer.app.background import training_jobs as jobs
from sparse_explorer.app.background import training_process
from sparse_explorer.app.background.training_messages import HOLD, ON, STOP
from sparse_explorer.app.background.training_process import ProcessDiedError, close_processes
from sparse_explorer.app.background.training_server import AHEAD, Answers
from sparse_explorer.app.model.shelf import NetworkShelf, Place
from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.results.reports import TrainingReport
from sparse_explorer.experiment.runs.store import load_variant

PLACE = Place("abc", "digits", 0)


@pytest.fixture(autouse=True)
def worth_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_process, "SHORT_IMAGES", 0)
    monkeypatch.setattr(training_process, "LOOK_S", 0.01)


@pytest.fixture(scope="module", autouse=True)
def no_process_is_left() -> Iterator[None]:
    yield
    close_processes()


@pytest.fixture
def task(tmp_path: Path) -> jobs.Task:
    variant = presets()["sparse"].variant
    settled = dataclasses.replace(
        variant,
        network=fabricated.small(variant.network),
        training=dataclasses.replace(variant.training, epochs=3, batch_size=4),
    )
    return jobs.Task(PLACE, settled, "cpu", NoiseConfig("article", (0.0,)), tmp_path / "abc")


@pytest.fixture
def shelf() -> NetworkShelf:
    return NetworkShelf()


def reports_of(steps: Iterator[Any]) -> list[Any]:
    return [report for report in steps if report is not None]


def next_report(steps: Iterator[Any]) -> Any:
    return next(report for report in steps if report is not None)


def told(reports: list[Any]) -> list[Any]:
    """Reports without what depends on the moment."""
    return [
        dataclasses.replace(report, images_per_second=0.0) if isinstance(report, TrainingReport) else report
        for report in reports
    ]


def same_weights(one: Any, other: Any) -> bool:
    first, second = one.state_dict(), other.state_dict()
    return first.keys() == second.keys() and all(torch.equal(first[name], second[name]) for name in first)


def stopped_after(steps: training_process.Training, last: Any) -> int:
    """Close it; which step its last report is of, those on their way included."""
    steps.close()
    assert len(steps.late) <= AHEAD
    reached: int = [last, *steps.late][-1].step
    return reached


def elsewhere(task: jobs.Task, tmp_path: Path) -> jobs.Task:
    return dataclasses.replace(task, folder=tmp_path / "elsewhere")


def test_it_comes_to_the_same_bits_and_reports_as_in_a_thread(
    task: jobs.Task, few_digits: ImageData, shelf: NetworkShelf, tmp_path: Path
) -> None:
    in_thread = NetworkShelf()
    expected = list(jobs.train(elsewhere(task, tmp_path), few_digits, in_thread))
    found = reports_of(training_process.Training(task, few_digits, shelf))
    assert told(found) == told(expected)
    assert same_weights(shelf.get(PLACE), in_thread.get(PLACE))
    assert load_variant(task.folder).history.losses == load_variant(tmp_path / "elsewhere").history.losses


def test_one_that_is_stopped_has_learned_what_it_reported_and_resumes_to_the_same_bits(
    task: jobs.Task, few_digits: ImageData, shelf: NetworkShelf, tmp_path: Path
) -> None:
    whole = NetworkShelf()
    list(jobs.train(elsewhere(task, tmp_path), few_digits, whole))
    steps = training_process.Training(task, few_digits, shelf)
    reached = stopped_after(steps, next_report(steps))
    stored = load_variant(task.folder)
    assert stored.history.step == reached == int(stored.resume["step"])
    resumed = reports_of(
        training_process.Training(dataclasses.replace(task, step=reached), few_digits, shelf)
    )
    assert isinstance(resumed[0], jobs.Resumed) and resumed[0].history.step == reached
    assert same_weights(shelf.get(PLACE), whole.get(PLACE))


class Pipe:
    """The window's end of it, with what it has said so far; waiting for more is told."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def poll(self) -> bool:
        return bool(self.said)

    def recv(self) -> str:
        if not self.said:
            raise BlockingIOError
        return self.said.pop(0)


def test_it_is_one_report_ahead_of_the_answers_and_none_while_it_is_to_hold() -> None:
    pipe = Pipe()
    answers = Answers(pipe)  # type: ignore[arg-type]
    assert answers.let_it_go_on()
    with pytest.raises(BlockingIOError):
        answers.let_it_go_on()
    pipe.said = [ON, ON]
    assert answers.let_it_go_on()
    assert not pipe.said
    pipe.said = [HOLD, ON]
    with pytest.raises(BlockingIOError):
        answers.let_it_go_on()
    pipe.said = [ON, ON, ON]
    assert answers.let_it_go_on()
    assert answers.let_it_go_on()  # it may be ahead again
    pipe.said = [ON, STOP]
    assert not answers.let_it_go_on()


def test_an_answer_that_comes_too_late_is_no_request(
    task: jobs.Task, few_digits: ImageData, shelf: NetworkShelf
) -> None:
    reports_of(training_process.Training(task, few_digits, shelf))
    before = training_process.running()
    training_process.hold()
    again = dataclasses.replace(task, place=Place("b", "digits", 1), folder=task.folder.with_name("again"))
    assert reports_of(training_process.Training(again, few_digits, shelf))[-1].finished
    assert training_process.running() == before


def test_reports_that_are_on_their_way_when_it_stops_are_kept(
    task: jobs.Task, few_digits: ImageData, shelf: NetworkShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[training_process.TrainingProcess] = []

    class Noted(training_process.TrainingProcess):
        def __init__(self) -> None:
            super().__init__()
            made.append(self)

    close_processes()
    monkeypatch.setattr(training_process, "TrainingProcess", Noted)
    steps = training_process.Training(task, few_digits, shelf)
    first = next_report(steps)
    assert made[0].has_said_something(60)
    reached = stopped_after(steps, first)
    assert first.step < reached == load_variant(task.folder).history.step


def test_a_process_is_asked_to_hold_only_while_answers_are_due(
    task: jobs.Task, few_digits: ImageData, shelf: NetworkShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before, it might be sent a whole data set, for which the window would wait."""
    sent: list[Any] = []
    send = Connection.send

    def note(connection: Connection, message: Any) -> None:
        sent.append(message)
        send(connection, message)

    monkeypatch.setattr(Connection, "send", note)
    steps = training_process.Training(task, few_digits, shelf)
    while next(steps) is None:
        training_process.hold()
    assert HOLD not in sent
    training_process.hold()
    assert sent.count(HOLD) == 1
    reports_of(steps)
    training_process.hold()
    assert sent.count(HOLD) == 1


@pytest.mark.proof
def test_a_process_that_is_killed_costs_what_was_not_saved(
    task: jobs.Task, few_digits: ImageData, shelf: NetworkShelf, tmp_path: Path
) -> None:
    whole = NetworkShelf()
    list(jobs.train(elsewhere(task, tmp_path), few_digits, whole))
    steps = training_process.Training(task, few_digits, shelf)
    saved = next(
        report.step
        for report in steps
        if isinstance(report, TrainingReport) and report.test_accuracy is not None
    )
    (process,) = training_process.running()
    os.kill(process, signal.SIGKILL)
    last: list[Any] = []
    with pytest.raises(ProcessDiedError):
        last.extend(reports_of(itertools.chain(steps)))
    assert not last or isinstance(last[-1], jobs.Resumed)
    assert load_variant(task.folder).history.step == saved
    reports_of(training_process.Training(dataclasses.replace(task, step=saved), few_digits, shelf))
    assert same_weights(shelf.get(PLACE), whole.get(PLACE))


def test_what_cannot_be_saved_comes_back_and_goes_along(
    task: jobs.Task, few_digits: ImageData, shelf: NetworkShelf
) -> None:
    task.folder.write_text("in the way")
    steps = training_process.Training(task, few_digits, shelf)
    first = next_report(steps)
    with pytest.raises(jobs.NotSavedError):
        steps.close()
    reached = [first, *steps.late][-1].step
    assert shelf.unsaved(PLACE).history.step == reached
    task.folder.unlink()
    resumed = reports_of(
        training_process.Training(dataclasses.replace(task, step=reached), few_digits, shelf)
    )
    assert isinstance(resumed[0], jobs.Resumed) and not resumed[0].lost
    assert shelf.unsaved(PLACE) is None
    assert load_variant(task.folder).history.finished


def test_an_error_arrives_with_its_words_and_the_next_training_gets_the_same_process(
    task: jobs.Task, few_digits: ImageData, shelf: NetworkShelf
) -> None:
    with pytest.raises(ValueError, match="abacus"):
        reports_of(training_process.Training(dataclasses.replace(task, device="abacus"), few_digits, shelf))
    before = training_process.running()
    reports_of(training_process.Training(task, few_digits, shelf))
    assert training_process.running() == before


def test_a_short_training_does_without(
    task: jobs.Task, few_digits: ImageData, shelf: NetworkShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_process, "SHORT_IMAGES", 3 * len(few_digits.train_images) + 1)
    close_processes()
    list(training_process.Training(task, few_digits, shelf))
    assert not training_process.running()


def test_where_no_process_can_be_started_the_thread_trains(
    task: jobs.Task, few_digits: ImageData, shelf: NetworkShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OSError("no more processes")

    close_processes()
    monkeypatch.setattr(training_process, "TrainingProcess", refuse)
    found = list(training_process.Training(task, few_digits, shelf))
    assert found[-1].finished


WINDOW = """
    import dataclasses, sys
    from pathlib import Path
    from sparse_explorer.app.background import training_jobs as jobs, training_process
    from sparse_explorer.app.model.shelf import NetworkShelf, Place
    from sparse_explorer.data.datasets import load
    from sparse_explorer.experiment.plan.noises import NoiseConfig
    from sparse_explorer.experiment.plan.presets import presets

    if __name__ == "__main__":
        variant = presets()["dense"].variant
        variant = dataclasses.replace(variant, training=dataclasses.replace(variant.training, epochs=1000))
        noise = NoiseConfig("article", (0.0,))
        task = jobs.Task(Place("a", "digits", 0), variant, "cpu", noise, Path(sys.argv[1]))
        for report in training_process.Training(task, load("digits"), NetworkShelf()):
            if report is not None:
                print(*training_process.running(), flush=True)
"""


@pytest.mark.proof
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("how", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_no_process_outlives_its_window_and_what_it_learned_is_kept(how: str, tmp_path: Path) -> None:
    script = tmp_path / "window.py"
    script.write_text(textwrap.dedent(WINDOW))
    with subprocess.Popen(
        [sys.executable, script, tmp_path / "run"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as window:
        assert window.stdout is not None
        number = int(window.stdout.readline())
        window.stdout.readline()
        window.send_signal(getattr(signal, how))
        window.wait(timeout=60)
        until = time.monotonic() + 60
        while _is_alive(number):
            assert time.monotonic() < until, "it is still there"
    assert load_variant(tmp_path / "run").history.step > 0


def _is_alive(number: int) -> bool:
    """Whether a process is there and not merely waiting to be counted."""
    with contextlib.suppress(OSError):
        status = Path(f"/proc/{number}/stat").read_text(encoding="ascii")
        return status.rpartition(")")[2].split()[0] != "Z"
    return False
