"""Trying inputs: each is made from its number and read within bounds of time and memory."""

import os
import resource
import shutil
import signal
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.fuzz.formats import Format, Outcome

SECONDS = 2.0
"""That reading may compute."""

HANGS_AFTER = 30
"""Seconds."""

MEMORY = 3 << 29
"""Bytes beyond what the process has when it begins: the largest file that is allowed fits, an endless one does not."""

LONGEST = 500
"""Characters of a line that says what is wrong."""


class Hanging(BaseException):
    """Nothing may catch it."""


@dataclass
class Tally:
    """What became of the inputs of a format.

    Attributes:
        tried, loaded: how many, and how many of them were read as something valid.
        slowest: seconds that the slowest took to be read.
        findings: a text for each that ended otherwise, by its number.
    """

    tried: int = 0
    loaded: int = 0
    slowest: float = 0.0
    findings: dict[int, str] = field(default_factory=dict)


def make(format: Format, seed: int, number: int) -> bytes:
    """The input of a number."""
    return format.make(Random(f"{format.name} {seed} {number}"))


def try_all(format: Format, seed: int, numbers: Iterable[int], folder: Path) -> Tally:
    """Try the inputs of some numbers; ``folder`` is filled and emptied again for each."""
    tally = Tally()
    for number in numbers:
        tally.tried += 1
        content = make(format, seed, number)
        folder.mkdir(parents=True)
        began = time.process_time()
        try:
            with alarm(HANGS_AFTER):
                outcome = format.read(content, folder)
            tally.loaded += outcome.loaded
            wrong = problem(outcome, time.process_time() - began)
        except (Exception, Hanging) as error:
            wrong = "".join(traceback.format_exception(error))
        tally.slowest = max(tally.slowest, time.process_time() - began)
        if wrong:
            tally.findings[number] = wrong
        shutil.rmtree(folder)
    return tally


def problem(outcome: Outcome, seconds: float = 0.0) -> str:
    """What is wrong with how reading ended; empty if nothing is."""
    if seconds > SECONDS:
        return f"it took {seconds:.1f} s"
    if not outcome.loaded and not outcome.said:
        return "nothing was said"
    for line in outcome.said:
        if not line.isprintable():
            return f"it is more than a line, or holds control characters: {line!r}"
        if len(line) >= LONGEST:
            return f"it has {len(line)} characters: {line}"
        if outcome.named not in line:
            return f"it does not name {outcome.named}: {line}"
    return ""


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Raise Hanging after so many seconds."""

    def ring(*_: object) -> None:
        raise Hanging(f"it was still at work after {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def bounded(memory: int = MEMORY) -> Iterator[None]:
    """Let the process have so much memory more than it has now, and let it not wait for the disk."""
    limits = resource.getrlimit(resource.RLIMIT_AS)
    pages = (
        int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) if os.path.exists("/proc") else 0
    )
    if pages:
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + memory, limits[1]))
    sync: Callable[[int], None] = os.fsync
    os.fsync = lambda file: None
    try:
        yield
    finally:
        os.fsync = sync
        resource.setrlimit(resource.RLIMIT_AS, limits)
