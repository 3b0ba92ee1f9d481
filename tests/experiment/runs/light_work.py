"""Work for processes that is none: each of them imports this file, so nothing heavy belongs here."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass

from sparse_explorer.experiment.results.reports import RunProgress


@dataclass(frozen=True)
class LightTask:
    """What there are many of, in the place of runs."""

    number: int
    seed: int = 0


def doomed(task: LightTask) -> str:
    """A run that is killed for seed 1, and fails for seed 2."""
    if task.seed == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    if task.seed == 2:
        raise ArithmeticError("the loss is not a number")
    return "done"


def endless(task: LightTask, report: Callable[[RunProgress], None]) -> str:
    """A run that reports, and ends only when it is told to."""
    while True:
        report(RunProgress(task.number, 0.5, "at it"))
