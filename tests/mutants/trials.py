"""Planting one mutant after another, several at a time, and telling which the tests notice."""

import queue
import re
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.mutants.copies import Copy
from tests.mutants.listing import Mutant

NOTICED, SURVIVED, ENDLESS, BROKEN = "noticed", "SURVIVED", "ENDLESS", "BROKEN"

LIMIT_S = 900
"""A mutant's tests are ended after this. It counts as not noticed: a test's own time limit should have struck."""

TEST_TIMEOUT_S = 60
"""A single test's limit; a change that makes it hang is noticed by it."""

_TESTS_FAILED, _INTERRUPTED, _INTERNAL_ERROR = 1, 2, 3


@dataclass(frozen=True)
class Trial:
    """What became of a mutant.

    Attributes:
        outcome: NOTICED; SURVIVED, all tests pass; ENDLESS, they did not end; BROKEN, they could not be run.
        seconds: how long its tests took.
        by: the test that noticed, or the last line that was printed.
    """

    mutant: Mutant
    outcome: str
    seconds: float
    by: str = ""

    @property
    def fails(self) -> bool:
        """Whether somebody has to do something about it."""
        return self.outcome != NOTICED and not (self.outcome == SURVIVED and self.mutant.accepted)


def check_unchanged(copy: Copy, mutants: Sequence[Mutant], jobs: int) -> str:
    """Run all their tests without any change; returns what was printed if one fails, else nothing."""
    tests = sorted({test for mutant in mutants for test in mutant.tests})
    status, printed = copy.run(tests, LIMIT_S, "-n", str(jobs), "--tb=short")
    return "" if status == 0 else printed or f"the unchanged tests did not end in {LIMIT_S} s"


def try_all(copies: Sequence[Copy], mutants: Sequence[Mutant]) -> Iterator[Trial]:
    """Try each mutant in whichever copy is free, and yield what became of it as it ends.

    Closing the generator ends the tests at work.
    """
    waiting: queue.SimpleQueue[Mutant] = queue.SimpleQueue()
    for mutant in mutants:
        waiting.put(mutant)
    done: queue.SimpleQueue[Trial | BaseException] = queue.SimpleQueue()

    def work(copy: Copy) -> None:
        try:
            while True:
                done.put(_try(copy, waiting.get_nowait()))
        except queue.Empty:
            pass
        except BaseException as error:
            done.put(error)

    threads = [threading.Thread(target=work, args=(copy,)) for copy in copies]
    for thread in threads:
        thread.start()
    try:
        for _ in mutants:
            found = done.get()
            if isinstance(found, BaseException):
                raise found
            yield found
    finally:
        while not waiting.empty():
            waiting.get()
        for copy in copies:
            copy.end()
        for thread in threads:
            thread.join()


def _try(copy: Copy, mutant: Mutant) -> Trial:
    started = time.monotonic()
    with copy.planted(mutant):
        status, printed = copy.run(
            mutant.tests, LIMIT_S, "-o", f"timeout={TEST_TIMEOUT_S}", "-o", "faulthandler_timeout=0"
        )
    return Trial(mutant, _outcome(status), time.monotonic() - started, _by(printed))


def _outcome(status: int | None) -> str:
    if status is None:
        return ENDLESS
    if status == 0:
        return SURVIVED
    # A module that no longer imports interrupts; below 0, a crash ended the process.
    return NOTICED if status in (_TESTS_FAILED, _INTERRUPTED, _INTERNAL_ERROR) or status < 0 else BROKEN


def _by(printed: str) -> str:
    found = re.search(r"^(?:FAILED|ERROR) (\S+)", printed, re.MULTILINE)
    if found:
        return found[1]
    lines = printed.split("\n")
    hung = next((line for line in lines if "Timeout" in line), "")
    return hung.strip("+ ") or next((line.strip() for line in reversed(lines) if line.strip()), "")
