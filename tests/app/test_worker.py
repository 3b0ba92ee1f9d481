"""A worker always ends, says so once, and loses neither report nor error."""

import os
import sys
import threading
import time
import weakref
from collections.abc import Iterator

import pytest

from sparse_explorer.app.background.worker import Worker, stop_all


def run(qtbot, worker: Worker) -> list:
    with qtbot.waitSignal(worker.ended, timeout=10_000):
        worker.begin()
    return worker.take()


def test_all_reports_arrive_in_order(qtbot) -> None:
    worker = Worker(lambda: iter(range(1000)))
    assert run(qtbot, worker) == list(range(1000))
    assert (worker.stopped, worker.error) == (False, None)
    assert worker.take() == []


def test_an_error_is_kept_and_what_came_before_it_too(qtbot) -> None:
    def job() -> Iterator[int]:
        yield 1
        raise ValueError("the data ran out")

    worker = Worker(job)
    assert run(qtbot, worker) == [1]
    assert isinstance(worker.error, ValueError)
    assert "the data ran out" in worker.error_text


def test_an_error_before_the_first_report_is_kept(qtbot) -> None:
    def job() -> Iterator[int]:
        raise RuntimeError("no job")

    worker = Worker(job)
    assert run(qtbot, worker) == []
    assert "no job" in worker.error_text


class Endless:
    """A job that never ends by itself, and says when it was cleaned up."""

    def __init__(self) -> None:
        self.going = threading.Event()
        self.closed = threading.Event()

    def __call__(self) -> Iterator[int]:
        number = 0
        try:
            while True:
                self.going.set()
                yield number
                number += 1
        finally:
            self.closed.set()


def test_stop_ends_between_two_reports_and_cleans_up(qtbot) -> None:
    job = Endless()
    worker = Worker(job)
    with qtbot.waitSignal(worker.ended, timeout=10_000):
        worker.begin()
        assert job.going.wait(5)
        worker.stop()
    assert worker.stopped
    assert job.closed.is_set()


def test_pause_holds_and_resume_goes_on(qtbot) -> None:
    allowed = threading.Semaphore(0)

    def job() -> Iterator[int]:
        for number in range(3):
            allowed.acquire()
            yield number

    worker = Worker(job)
    worker.pause()
    worker.begin()
    for _ in range(3):
        allowed.release()
    qtbot.waitUntil(lambda: len(worker._reports) == 1, timeout=5000)
    assert worker.isRunning()
    assert worker.take() == [0]  # it waits behind the first report
    with qtbot.waitSignal(worker.ended, timeout=10_000):
        worker.resume()
    assert worker.take() == [1, 2]


def test_a_paused_worker_can_be_stopped(qtbot) -> None:
    worker = Worker(Endless())
    worker.pause()
    with qtbot.waitSignal(worker.ended, timeout=10_000):
        worker.begin()
        worker.stop()
    assert worker.stopped


def test_a_worker_gives_way_for_a_moment_and_goes_on_by_itself(qtbot) -> None:
    at: list[float] = []

    def job() -> Iterator[int]:
        for number in range(3):
            at.append(time.monotonic())
            yield number

    worker = Worker(job)
    worker.give_way(0.2)
    asked = time.monotonic()
    with qtbot.waitSignal(worker.ended, timeout=10_000):
        worker.begin()
    assert worker.take() == [0, 1, 2]
    assert at[1] >= asked + 0.19  # behind the first report


def test_a_worker_that_gives_way_can_be_stopped_and_paused(qtbot) -> None:
    worker = Worker(Endless())
    worker.give_way(3600)
    worker.begin()
    qtbot.waitUntil(lambda: len(worker.take()) == 1, timeout=5000)
    worker.pause()
    worker.resume()
    assert worker.isRunning()
    with qtbot.waitSignal(worker.ended, timeout=10_000):
        worker.stop()
    assert worker.stopped
    assert worker.take() == []


class Data:
    """Something large that a job works on."""


def test_a_finished_worker_keeps_nothing_of_its_job(qtbot) -> None:
    data = Data()
    gone = weakref.ref(data)
    worker = Worker(lambda data=data: iter([1]))
    del data
    assert run(qtbot, worker) == [1]
    assert gone() is None


@pytest.mark.parametrize("count", [3])
def test_stop_all_reaches_every_worker(qtbot, count: int) -> None:
    jobs = [Endless() for _ in range(count)]
    workers = [Worker(job) for job in jobs]
    for worker in workers:
        worker.begin()
    assert all(job.going.wait(5) for job in jobs)
    assert stop_all()
    assert all(worker.isFinished() for worker in workers)
    qtbot.waitUntil(lambda: not any(worker.isRunning() for worker in workers))


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere a thread has no nice value of its own"
)
def test_a_worker_lets_the_window_go_first(qtbot) -> None:
    def job() -> Iterator[int]:
        yield os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    before = os.getpriority(os.PRIO_PROCESS, 0)
    assert run(qtbot, Worker(job)) == [min(max(before, 10), 19)]
    assert os.getpriority(os.PRIO_PROCESS, 0) == before
