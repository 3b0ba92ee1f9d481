"""How many threads torch computes with, and how they wait for each other. Imports no torch."""

import os


def let_threads_sleep() -> None:
    """Let OpenMP's threads sleep while they wait, unless the user has said otherwise.

    By default they spin, which gains a little on an idle machine. Where anything else wants a core, the window, a
    second run, a busy neighbour, the spinning keeps it from the thread that everybody waits for, and training becomes
    many times slower. The numbers that come out are the same.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def default_threads() -> int:
    """Threads that a run computes with unless the user says otherwise: $OMP_NUM_THREADS, or else two.

    Sums are added up in an order that depends on the number of threads, and so do the last bits of what is trained.
    The number is therefore the same on every machine and for any number of runs at once; networks of this size gain
    little from more.
    """
    given = os.environ.get("OMP_NUM_THREADS", "").split(",")[0]
    return int(given) if given.isdecimal() and 1 <= int(given) <= 1024 else 2
