"""How many threads torch computes with, and how they wait for each other. Imports no torch."""

import os
import time
from pathlib import Path

SPINS = 2000
"""Turns of a waiting thread before it sleeps, some hundredths of a millisecond. Waking it would take longer than that;
a thread that spins for much longer takes the core from the one that everybody waits for."""

LOOKS, BETWEEN_LOOKS_S = 5, 0.004
"""How often, and how far apart, it is looked whether the machine has free cores."""

_chosen_here = False


def let_threads_sleep() -> None:
    """Let OpenMP's threads sleep while they wait, unless the user has said otherwise.

    By default they spin, which gains much on an idle machine. Where anything else wants a core, the window, a second
    run, a busy neighbour, the spinning keeps it from the thread that everybody waits for, and training becomes many
    times slower. The numbers that come out are the same.
    """
    global _chosen_here
    if "GOMP_SPINCOUNT" not in os.environ and "OMP_WAIT_POLICY" not in os.environ:
        os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
        _chosen_here = True


def user_has_chosen() -> bool:
    """Whether it is the user who has said how threads wait, and nothing is to be changed about it."""
    return not _chosen_here and ("GOMP_SPINCOUNT" in os.environ or "OMP_WAIT_POLICY" in os.environ)


def let_threads_spin_briefly() -> None:
    """Let OpenMP's threads spin for a moment and then sleep, whatever else runs: in a process that makes way for all
    others."""
    os.environ["GOMP_SPINCOUNT"] = str(SPINS)
    let_threads_sleep()


def let_threads_spin() -> None:
    """Let OpenMP's threads spin for a moment before they sleep, if the machine has nothing else to do right now.

    A training step is a hundred short operations. Where two cores are free, not having to wake the second thread for
    each of them makes training up to half as fast again. Elsewhere than on Linux there is no telling, and they sleep.
    """
    if "OMP_WAIT_POLICY" not in os.environ and _others_running() + default_threads() <= (os.cpu_count() or 1):
        os.environ.setdefault("GOMP_SPINCOUNT", str(SPINS))
    let_threads_sleep()


def default_threads() -> int:
    """Threads that a run computes with unless the user says otherwise: $OMP_NUM_THREADS, or else two.

    Sums are added up in an order that depends on the number of threads, and so do the last bits of what is trained.
    The number is therefore the same on every machine and for any number of runs at once; networks of this size gain
    little from more.
    """
    given = os.environ.get("OMP_NUM_THREADS", "").split(",")[0]
    return int(given) if given.isdecimal() and 1 <= int(given) <= 1024 else 2


def _others_running(path: Path = Path("/proc/loadavg")) -> float:
    """How many threads of this machine want a core, beside the one that asks; the middle of a few looks.

    In a single look, what is over at once, such as the shell that has just started this program, seems a neighbour.
    """
    looks = []
    for moment in range(LOOKS):
        if moment:
            time.sleep(BETWEEN_LOOKS_S)
        try:
            running = path.read_text(encoding="ascii").split()[3].partition("/")[0]
            looks.append(max(int(running) - 1, 0))
        except (OSError, ValueError, IndexError):
            return float("inf")
    return sorted(looks)[LOOKS // 2]
