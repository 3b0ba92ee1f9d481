"""How torch's threads wait for each other. To be set before torch is imported."""

import os


def let_threads_sleep() -> None:
    """Let OpenMP's threads sleep while they wait, unless the user has said otherwise.

    By default they spin, which gains a little on an idle machine. Where anything else wants a core, the window, a
    second run, a busy neighbour, the spinning keeps it from the thread that everybody waits for, and training becomes
    many times slower. The numbers that come out are the same.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
