"""The process of ``sparse-explorer`` and ``python -m sparse_explorer``, from its first moment to its last."""

import os
import sys

from sparse_explorer import signals


def entry() -> int:
    """Run the command line; returns the exit status.

    Nothing is imported before signals are listened to.
    """
    occupy_closed_streams()
    if hasattr(
        sys, "frozen"
    ):  # where a process that --jobs starts comes by here too, and listens in its own way
        return _main()
    with signals.listening():
        try:
            status = _main()
        finally:
            signals.ignore_from_now_on()
    if status > signals.STOPPED:
        os._exit(
            status
        )  # all is saved and printed; for the interpreter to end properly, torch takes a second
    return status


def occupy_closed_streams() -> None:
    """Open the null device in place of standard streams that are closed.

    Whatever is opened first would get their numbers, such as a file of results, and with it all that libraries print.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def _main() -> int:
    from sparse_explorer.cli import main

    return main()


if __name__ == "__main__":
    sys.exit(entry())
