"""Why no window opens: each is one line for the terminal. Imports no Qt."""

import re

_WITHOUT = "'sparse-explorer run' trains and prints the table without a window"
_MISSING = re.compile(r"([\w.+-]+\.so[\w.]*): cannot open shared object file")


class StartError(ValueError):
    """The window was not opened; says in one line why not, and what to do."""


class WindowError(StartError):
    """No window can be opened on this machine as it is."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the window cannot be opened: {reason}; {_WITHOUT}")


class NoDisplayError(WindowError):
    """There is no screen to open a window on."""


class AlreadyOpenError(StartError):
    """Another window is using the folder that this one would write to."""


def why_not_loaded(error: str) -> str:
    """What the system says of a library that it could not load, as one line that names what is missing."""
    found = _MISSING.search(error)
    return f"the system library {found[1]} is not installed" if found else " ".join(error.split())
