"""Asking what may end the process that asks, in a process of its own with a time limit. Imports no torch and no Qt.

Importing torch or Qt can fail in more ways than an exception: an instruction that the machine lacks, a library that
aborts, a driver that hangs. The other process tells each item as soon as it has it, and what it told until it ended
counts.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from sparse_explorer.cli.findings import Item

ENGINE, WINDOW = "engine", "window"
SECONDS = {ENGINE: 60.0, WINDOW: 30.0}
"""How long each may take: the first import of torch after a start of the machine takes long."""

_MARK = "sparse-explorer found: "
_BOOT = "import sys; sys.path[:] = {path}; from sparse_explorer.cli import main; sys.exit(main({arguments}))"


class Probe:
    """A process that finds out about the ``engine`` or the ``window``, at work from the moment that this is made.

    Args:
        kind: which of the two.
        arguments: further ones of ``doctor``.
        seconds: how long it may take.
    """

    def __init__(self, kind: str, arguments: Sequence[str] = (), seconds: float | None = None) -> None:
        self._kind = kind
        self._seconds = SECONDS[kind] if seconds is None else seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._problem = ""
        try:
            self._process = subprocess.Popen(
                _command(["doctor", "--probe", kind, *arguments]),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            self._problem = f"no process can be started: {error.strerror or error}"

    def items(self) -> list[Item]:
        """What it found, once it has ended; how it ended too, if that was not as it should."""
        if self._process is None:
            return [Item(self._kind, self._problem, missing=True)]
        said, complained, late = self._outcome(self._process)
        items = list(_told(said))
        if late:
            text = f"did not answer within {self._seconds:g} seconds"
        elif self._process.returncode:
            last = (complained.decode(errors="replace").strip().splitlines() or [""])[-1]
            text = f"{_ending(self._process.returncode)}{f': {last}' if last else ''}"
        else:
            return items
        after = f" (after {items[-1].name!r})" if items else ""
        return [*items, Item(self._kind, f"its process {text}{after}", missing=True)]

    def end(self) -> None:
        """End the process if it has not ended."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()

    def _outcome(self, process: "subprocess.Popen[bytes]") -> tuple[bytes, bytes, bool]:
        """What it wrote to its outputs, and whether it had to be ended."""
        try:
            return *process.communicate(timeout=self._seconds), False
        except subprocess.TimeoutExpired:
            process.kill()
        try:
            return *process.communicate(timeout=5), True
        except subprocess.TimeoutExpired as error:  # a process of its own holds the outputs
            return error.stdout or b"", error.stderr or b"", True


def answer(kind: str, data_dir: Path) -> int:
    """Be the process that is asked; returns the exit status."""
    if kind == ENGINE:
        from sparse_explorer.cli.engine_probe import engine_items

        items = engine_items(data_dir)
    else:
        from sparse_explorer.app.start.probe import window_facts

        items = (Item(*fact) for fact in window_facts())
    for item in items:
        print(f"\n{_MARK}{json.dumps([item.name, item.text, item.missing])}", flush=True)
    return 0


def _command(arguments: Sequence[str]) -> list[str]:
    """How this program is started once more, with the same modules."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-c", _BOOT.format(path=ascii(sys.path), arguments=ascii(list(arguments)))]


def _told(said: bytes) -> Iterator[Item]:
    """The items among whatever libraries have printed."""
    for line in said.decode(errors="replace").splitlines():
        if line.startswith(_MARK):
            try:
                yield Item(*json.loads(line.removeprefix(_MARK)))
            except (ValueError, TypeError):  # cut off in the middle
                continue


def _ending(status: int) -> str:
    if status > 0:
        return f"ended with exit status {status}"
    try:
        return f"was ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"was ended by signal {-status}"
