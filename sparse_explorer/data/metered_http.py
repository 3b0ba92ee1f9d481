"""HTTP connections on which every byte that comes is counted, and the time that it takes. Imports no torch.

The library's own know a limit for the time between two bytes alone.
"""

import functools
import http.client
import io
import socket
import ssl
import time
import urllib.request
from dataclasses import dataclass
from typing import Any, cast

LOOK_S = 0.2
"""How often a transfer that waits is asked whether it may wait on."""

_MORE_THAN_THE_FILE = 1 << 20  # for headers and redirects


class TransferError(Exception):
    """The file cannot be had from this URL; the message says why, in a few words that go behind the URL."""


@dataclass(frozen=True)
class Limits:
    """What a transfer may take.

    Attributes:
        size: of the file, bytes; what is larger is another file.
        stall_s: seconds without a byte.
        grace_s, slowest: after so many seconds the bytes that came must be at least ``slowest`` for each second more,
            so that every transfer comes to an end.
    """

    size: int
    stall_s: float = 20.0
    grace_s: float = 30.0
    slowest: float = 10_000.0


class Meter:
    """Counts bytes and time of a transfer, from its beginning."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.stopped = False
        self._received = 0
        self._began = self._last = time.monotonic()

    def check(self) -> None:
        """Raise TransferError if it is over, or has taken too long."""
        now = time.monotonic()
        if self.stopped:
            raise TransferError("was stopped")
        if now - self._last > self.limits.stall_s:
            raise TransferError(f"broke off (timed out) after {self.limits.stall_s:g} seconds without a byte")
        seconds = now - self._began
        if self._received < (seconds - self.limits.grace_s) * self.limits.slowest:
            raise TransferError(f"is too slow: {self._received:,} bytes in {seconds:.0f} seconds")

    def add(self, count: int) -> None:
        """Count bytes that came. Raises TransferError if there are more than any sound answer has."""
        self._last = time.monotonic()
        self._received += count
        if self._received > 2 * self.limits.size + _MORE_THAN_THE_FILE:
            raise TransferError(f"gives more than the {self.limits.size:,} bytes of that file")

    def forgive(self, seconds: float) -> None:
        """Do not count time in which the caller was busy."""
        self._began += seconds
        self._last += seconds


class _Metered(io.RawIOBase):
    """What comes from a socket, metered."""

    def __init__(self, sock: socket.socket, meter: Meter) -> None:
        self._sock = sock
        self._meter = meter
        self._hold = sock.makefile("rb", buffering=0)  # while it is open, the socket is

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while True:
            self._meter.check()
            self._sock.settimeout(LOOK_S)
            try:
                count = self._sock.recv_into(buffer)
            except TimeoutError:
                continue
            self._meter.add(count)
            return count

    def close(self) -> None:
        self._hold.close()
        super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, meter: Meter, sock: socket.socket, *arguments: Any, **named: Any) -> None:
        super().__init__(sock, *arguments, **named)
        metered = io.BufferedReader(_Metered(sock, meter))
        self.fp.close()
        self.fp = metered  # type: ignore[assignment]


class _Http(http.client.HTTPConnection):
    def __init__(self, *arguments: Any, meter: Meter, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.response_class = functools.partial(_Response, meter)  # type: ignore[assignment]


class _Https(http.client.HTTPSConnection):
    def __init__(self, *arguments: Any, meter: Meter, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.response_class = functools.partial(_Response, meter)  # type: ignore[assignment]


class MeteredHandler(urllib.request.AbstractHTTPHandler):
    """Asks, and takes every answer as it is: neither redirects nor errors are followed up."""

    def __init__(self, meter: Meter) -> None:
        super().__init__()
        self._meter = meter

    http_request = https_request = urllib.request.AbstractHTTPHandler.do_request_

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(cast(Any, _Http), request, meter=self._meter)

    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(
            cast(Any, _Https), request, meter=self._meter, context=ssl.create_default_context()
        )
