"""One file from one URL, within limits of size and of time, whatever it is that answers there. Imports no torch.

The library that asks knows no such limits: it waits as long as a byte comes now and then, reads interim answers without
end, and follows a redirect to wherever it leads. A thread of its own asks, so that the caller can stop waiting at any
moment.
"""

import http.client
import queue
import threading
import time
import urllib.request
from collections.abc import Generator
from types import TracebackType
from typing import cast
from urllib.parse import urljoin, urlsplit

from sparse_explorer.data.metered_http import LOOK_S, Limits, Meter, MeteredHandler, TransferError
from sparse_explorer.printable import printable

SCHEMES = ("http", "https")
MOST_REDIRECTS = 5

_CHUNK = 1 << 16
_CHUNKS_AHEAD = 4
_LONGEST_WORDS = 160


class Transfer:
    """A file on its way, as a context. Leaving it ends the transfer.

    Args:
        url: ``http`` or ``https``, behind the user's proxy if there is one.
        limits: what it may take.

    Attributes:
        total: size of the file in bytes; None as long as that is not told.
    """

    def __init__(self, url: str, limits: Limits) -> None:
        self.total: int | None = None
        self._url = url
        self._meter = Meter(limits)
        self._items: queue.Queue[bytes | Exception | None] = queue.Queue(_CHUNKS_AHEAD)  # None is the end
        self._thread = threading.Thread(target=self._work, name="transfer", daemon=True)

    def __enter__(self) -> "Transfer":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._meter.stopped = True
        self._thread.join(
            5 * LOOK_S
        )  # looking up a name takes as long as it takes, and nobody waits for that

    def pieces(self) -> Generator[bytes, None, None]:
        """The file, piece by piece; an empty one at its beginning, and whenever nothing has come for a moment.

        Raises:
            TransferError: the file cannot be had, or is larger than it should be.
        """
        done = 0
        while (piece := self._next()) is not None:
            done += len(piece)
            if done > self._meter.limits.size:
                raise TransferError(f"gives more than the {self._meter.limits.size:,} bytes of that file")
            yield piece
        if self.total is not None and done < self.total:
            raise TransferError(f"broke off after {done:,} of {self.total:,} bytes")

    def _next(self) -> bytes | None:
        try:
            item = self._items.get(timeout=LOOK_S)
        except queue.Empty:
            self._meter.check()
            return b""
        if isinstance(item, Exception):
            raise item
        return item

    def _work(self) -> None:
        try:
            with _open(self._url, self._meter) as response:
                self.total = _length(response, self._meter.limits.size)
                self._put(b"")
                while chunk := response.read1(_CHUNK):
                    self._put(chunk)
            self._put(None)
        except TransferError as error:
            self._put(error)
        except Exception as error:  # whatever the library makes of what answers
            self._put(TransferError(f"failed ({_words(error)})"))

    def _put(self, item: bytes | Exception | None) -> None:
        began = time.monotonic()
        while not self._meter.stopped:
            try:
                self._items.put(item, timeout=LOOK_S)
                break
            except queue.Full:
                pass
        self._meter.forgive(time.monotonic() - began)


def _open(url: str, meter: Meter) -> http.client.HTTPResponse:
    """The answer that has the file, behind a few redirects."""
    opener = urllib.request.OpenerDirector()
    for handler in (urllib.request.ProxyHandler(), MeteredHandler(meter)):
        opener.add_handler(handler)
    for _ in range(1 + MOST_REDIRECTS):
        if urlsplit(url).scheme not in SCHEMES:
            raise TransferError(f"leads to {_short(url)}, which is not {' or '.join(SCHEMES)}")
        request = urllib.request.Request(url, headers={"User-Agent": "sparse-explorer"})
        response = cast(http.client.HTTPResponse, opener.open(request, timeout=meter.limits.stall_s))
        if response.status == 200:
            return response
        location = response.headers.get("Location")
        response.close()
        if response.status not in (301, 302, 303, 307, 308):
            raise TransferError(_short(f"answered {response.status} {response.reason}".rstrip()))
        if not location:
            raise TransferError(f"answered {response.status} without a Location")
        url = urljoin(url, location)
    raise TransferError(f"leads elsewhere more than {MOST_REDIRECTS} times")


def _length(response: http.client.HTTPResponse, most: int) -> int | None:
    """The size of the file as the answer tells it; None if it does not."""
    text = response.headers.get("Content-Length")
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal()):
        raise TransferError(f"tells a Content-Length that is no number ({_short(text)})")
    if len(text) > 18 or int(text) > most:
        raise TransferError(f"tells a Content-Length of {_short(text)}, but that file has {most:,} bytes")
    return int(text)


def _words(error: Exception) -> str:
    """An error's message; URLError wraps the one that says something."""
    reason = getattr(error, "reason", error)
    text = _short(str(getattr(reason, "strerror", None) or reason)) or type(error).__name__
    if isinstance(error, http.client.BadStatusLine) and not isinstance(error, http.client.RemoteDisconnected):
        return f"no HTTP: {text}"
    return text


def _short(text: str) -> str:
    line = printable(" ".join(text.split()))
    return line if len(line) <= _LONGEST_WORDS else f"{line[:_LONGEST_WORDS]}..."
