"""Standard output and error, on which nothing depends: what cannot be written there is dropped, and the work goes on.

Their reader may have left (``| head``), their file may be on a full disk, their terminal closed, or they may have been
closed from the start (``2>&-``). None of this is a reason to lose a training. Control characters are written out, so
that no path, name or message of another's changes anything in the terminal.
"""

import errno
import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from sparse_explorer.printable import printable


class Stream:
    """A text stream that never fails. What it does not do itself, the stream behind it does.

    Args:
        stream: the one behind it; None where it was closed from the start.
        keep: control characters that are written as they are.

    Attributes:
        problem: why nothing is written any more; None while all is.
    """

    def __init__(self, stream: TextIO | None, keep: str = "\n\t") -> None:
        self.problem: Exception | None = None
        if stream is None:
            self.problem = OSError(errno.EBADF, os.strerror(errno.EBADF))
            stream = io.StringIO()
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # an ASCII terminal shows "?"
        self._behind = stream
        self._keep = keep

    @property
    def for_bars(self) -> "Bars":
        """The same stream for progress bars, which move about in the terminal."""
        return Bars(self)

    def write(self, text: str) -> int:
        """Write what a terminal may be shown of ``text``."""
        self.write_raw(printable(text, self._keep))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write lines."""
        for line in lines:
            self.write(line)

    def write_raw(self, text: str) -> None:
        """Write ``text`` with all that is in it."""
        if self.problem is None:
            with self._forgiving():
                self._behind.write(text)

    def flush(self) -> None:
        """Write what was held back."""
        if self.problem is None:
            with self._forgiving():
                self._behind.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._behind, name)

    @contextmanager
    def _forgiving(self) -> Iterator[None]:
        try:
            yield
        except BlockingIOError:  # it was made so by another program that has it, and is full for the moment
            pass
        except (OSError, ValueError) as error:  # ValueError: somebody has closed it
            self.problem = error
            # What it holds back is tried again when the interpreter ends; and libraries write there by themselves.
            with suppress(OSError, ValueError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, self._behind.fileno())
                os.close(nowhere)


class Bars:
    """A stream as tqdm writes to it: with the control characters that move the cursor."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write ``text`` with all that is in it."""
        self._stream.write_raw(text)
        return len(text)

    def __eq__(self, other: object) -> bool:
        # tqdm takes bars out of the way of a line if both are written to the same stream.
        return other is self._stream or (isinstance(other, Bars) and other._stream is self._stream)

    def __hash__(self) -> int:
        return hash(id(self._stream))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def guarded() -> Iterator[Stream]:
    """Have such streams in place of the standard ones; yields standard output."""
    before = sys.stdout, sys.stderr
    out, error = Stream(sys.stdout), Stream(sys.stderr)
    sys.stdout, sys.stderr = out, error
    try:
        yield out
    finally:
        out.flush()
        error.flush()
        sys.stdout, sys.stderr = before


def for_bars() -> Any:
    """Standard error, for progress bars."""
    return getattr(sys.stderr, "for_bars", sys.stderr)
