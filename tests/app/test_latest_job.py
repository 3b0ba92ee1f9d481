"""One job at a time, and the latest alone is heard."""

import threading
from collections.abc import Iterator

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from sparse_explorer.app.background.latest_job import LatestJob
from sparse_explorer.app.background.worker import stop_all

LONG = 20_000


def test_a_job_that_is_overtaken_is_stopped_and_not_heard(qtbot: QtBot) -> None:
    parent = QObject()
    job, heard, at_work = LatestJob(parent), [], []
    may_end = threading.Event()
    job.reported.connect(heard.append)

    def first() -> Iterator[str]:
        at_work.append("first")
        may_end.wait(20)
        yield "first"
        at_work.append("went on")
        yield "more of the first"

    def last() -> Iterator[str]:
        at_work.append("last")
        yield "last"

    job.start(first)
    qtbot.waitUntil(lambda: at_work == ["first"], timeout=LONG)
    job.start(lambda: iter(["never begun"]))
    job.start(last)
    assert job.at_work and at_work == ["first"]
    with qtbot.waitSignal(job.done, timeout=LONG):
        may_end.set()
    assert heard == ["last"] and at_work == ["first", "last"]
    assert not job.at_work
    assert stop_all()


def test_a_job_that_is_cancelled_says_nothing(qtbot: QtBot) -> None:
    parent = QObject()
    job, told = LatestJob(parent), []
    for signal in (job.reported, job.done, job.failed):
        signal.connect(lambda *given: told.append(given))
    job.start(lambda: iter(["a"]))
    job.cancel()
    assert not job.at_work
    assert stop_all()
    with qtbot.waitSignal(job.done, timeout=LONG):
        job.start(lambda: iter([]))
    assert told == [()]
