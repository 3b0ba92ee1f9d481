"""The program's log: one file that all of its processes write to, of a bounded size. Imports no torch and no Qt.

The file is opened for each record, so that no process holds it: any of them may put it aside when it is full, also on
Windows, where an open file cannot be renamed. Whatever fails here costs the log alone.
"""

import logging
import os
import platform
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import sparse_explorer
from sparse_explorer import paths

try:
    import fcntl
except ImportError:  # Windows, where no process can put aside what another has open
    fcntl = None  # type: ignore[assignment]

FILE = "sparse-explorer.log"
MOST_BYTES = 1_000_000
"""A file of this size is put aside, under its name with ``.1``, in place of the one before."""

NEVER_ABOVE = 4 * MOST_BYTES
"""Where it cannot be put aside, it grows up to here, and then nothing more is written."""

MOST_CHARACTERS = 20_000
"""Of one record; the middle of a longer one is left out."""

_LIBRARIES = ("torch", "numpy", "PySide6", "pyqtgraph", "safetensors", "matplotlib", "distributed")
_NEVER_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(
    os, "O_BINARY", 0
)  # as a pipe without a reader would have it
_SECRET = re.compile(r"(//)[^/@\s]+@")

log = logging.getLogger("sparse_explorer")
_installed: list[logging.Handler] = []


def log_file() -> Path:
    """Return the path of the log; it may not exist yet."""
    return paths.log_dir() / FILE


def start_logging(fallback: bool = False) -> Path:
    """Log to the file in the log folder from now on; returns its path.

    Args:
        fallback: log to standard error where the file cannot be written; else there is no log then.
    """
    path = log_file()
    handler: logging.Handler = SharedFile(path)
    if fallback and not _can_be_written(path):
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    stop_logging()
    log.addHandler(handler)
    _installed.append(handler)
    log.setLevel(logging.INFO)
    return path


def stop_logging() -> None:
    """Write nothing more."""
    while _installed:
        handler = _installed.pop()
        log.removeHandler(handler)
        handler.close()


def log_start(arguments: Sequence[str]) -> None:
    """Say what was started, with which arguments, and on what."""
    words = " ".join(repr(word) if _needs_quotes(word) else word for word in arguments)
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    log.info(
        "started: sparse-explorer%s (sparse_explorer %s, Python %s, %s)",
        f" {words}" if words else "",
        sparse_explorer.__version__,
        platform.python_version(),
        system,
    )


def loaded_versions() -> str:
    """The libraries that this process has imported, with their versions, such as ``torch 2.13.0, numpy 2.3.5``."""
    versions = ((name, getattr(sys.modules.get(name), "__version__", None)) for name in _LIBRARIES)
    return ", ".join(f"{name} {version}" for name, version in versions if version is not None)


class SharedFile(logging.Handler):
    """Appends records to a file that other processes append to as well.

    Args:
        path: of the file; it and its folder are made with the first record.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.setFormatter(_Plain())

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record; where that is not possible, it is lost."""
        with suppress(Exception):  # of a message that cannot be formatted too
            self._append(self.format(record).encode("utf-8", errors="backslashreplace"))

    def _append(self, line: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        size = self._size()
        if size and size + len(line) > MOST_BYTES:
            with suppress(OSError):  # another process has it open, or has been quicker
                self._put_aside(size)
            size = self._size()
        if size + len(line) > NEVER_ABOVE:
            return
        # As one piece at the end of the file: records of several processes do not mix.
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | _NEVER_WAIT, 0o600)
        try:
            os.write(handle, line)
        finally:
            os.close(handle)

    def _put_aside(self, size: int) -> None:
        handle = os.open(self._path, os.O_RDONLY | _NEVER_WAIT) if fcntl else None
        try:
            if handle is not None:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if self._size() >= size:  # else it is a new one already, which must not replace the one before
                self._path.replace(self._path.with_name(self._path.name + ".1"))
        finally:
            if handle is not None:
                os.close(handle)

    def _size(self) -> int:
        try:
            return self._path.stat().st_size
        except FileNotFoundError:
            return 0


class _Plain(logging.Formatter):
    """A line a record, and below it, further in, the lines of a traceback. Nothing in it acts on a terminal."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s [%(process)d] %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        text = _SECRET.sub(r"\1...@", super().format(record))
        if len(text) > MOST_CHARACTERS:
            text = f"{text[: MOST_CHARACTERS // 2]} ... {text[-MOST_CHARACTERS // 2 :]}"
        return "\n    ".join(_printable(line) for line in text.rstrip().split("\n")) + "\n"


def recent_problems(path: Path, most: int) -> list[str]:
    """The last warnings and errors in a log, a line each, the oldest first.

    Args:
        path: of the log.
        most: how many at the most.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        file.seek(max(os.fstat(file.fileno()).st_size - NEVER_ABOVE, 0))
        text = file.read(NEVER_ABOVE).decode("utf-8", errors="replace")
    found = [
        line for line in text.splitlines() if re.match(r"[-\d]+ [\d:,]+ (WARNING|ERROR|CRITICAL) ", line)
    ]
    return [_printable(line) for line in found[-most:]] if most else []


def _can_be_written(path: Path) -> bool:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):
            return True
    except OSError:
        return False


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def _needs_quotes(word: str) -> bool:
    return not word or any(letter.isspace() or not letter.isprintable() or letter in "'\"" for letter in word)
