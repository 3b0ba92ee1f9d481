"""One file from one URL: every answer that is not the file ends soon, in one line, with little in memory."""

import itertools
import random
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

import pytest

from sparse_explorer.data import transfer as module
from sparse_explorer.data.metered_http import Limits, TransferError
from sparse_explorer.data.transfer import Transfer

FILE = bytes(range(256)) * 40
LIMITS = Limits(len(FILE), stall_s=5, grace_s=5)
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"

Serve = Callable[..., str]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Answer whoever connects with pieces of bytes, each connection with the next answer; gives the URL."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    over = threading.Event()
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def answer_all(
        listener: socket.socket, answers: Iterator[Iterable[bytes]], seconds: float, reset: bool
    ) -> None:
        try:
            for answer in answers:
                connection, _ = listener.accept()
                with connection:
                    connection.settimeout(5)
                    connection.recv(4096)
                    for piece in answer:
                        connection.sendall(piece)
                        if over.wait(seconds):
                            return
                    if reset:
                        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        except OSError:  # the other side has had enough, or the test is over
            pass
        finally:
            listener.close()

    def start(*answers: bytes | Iterable[bytes], seconds: float = 0.0, reset: bool = False) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        pieces = ([answer] if isinstance(answer, bytes) else answer for answer in answers)
        threads.append(
            threading.Thread(target=answer_all, args=(listener, pieces, seconds, reset), daemon=True)
        )
        threads[-1].start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/file"

    yield start
    over.set()
    for listener in listeners:
        with suppress(OSError):  # closed already
            listener.shutdown(socket.SHUT_RDWR)
    for thread in threads:
        thread.join(5)


def fetch(url: str, limits: Limits = LIMITS) -> bytes:
    with Transfer(url, limits) as transfer:
        return b"".join(transfer.pieces())


def refusal(url: str, limits: Limits = LIMITS) -> str:
    """Why a URL gives no file: one line, in good time, and no thread remains."""
    before, began = threading.active_count(), time.monotonic()
    with pytest.raises(TransferError) as caught:
        fetch(url, limits)
    assert time.monotonic() - began < 10
    assert threading.active_count() <= before
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 300
    return str(caught.value)


def told(content: bytes, length: object = None) -> bytes:
    return OK + f"Content-Length: {len(content) if length is None else length}\r\n\r\n".encode() + content


def moved(location: str, rest: bytes = b"") -> bytes:
    return (
        f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: {len(rest)}\r\n\r\n".encode() + rest
    )


def chunked(content: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(content), size):
        piece = content[start : start + size]
        yield f"{len(piece):x}\r\n".encode() + piece + b"\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        [told(FILE)],
        [OK + b"\r\n", FILE],
        [CHUNKED, *chunked(FILE, 1000), b"0\r\n\r\n"],
        [b"HTTP/1.1 100 Continue\r\n\r\n", told(FILE)],
        [b"HTTP/1.0 200\r\n\r\n" + FILE],
    ],
)
def test_a_file_arrives_however_it_is_sent(serve: Serve, answer: list[bytes]) -> None:
    assert fetch(serve(answer)) == FILE


def test_the_size_is_known_once_it_is_told_and_pieces_come_one_by_one(serve: Serve) -> None:
    with Transfer(serve([told(FILE[:9000], len(FILE)), FILE[9000:]], seconds=0.05), LIMITS) as transfer:
        pieces = transfer.pieces()
        assert next(pieces) == b""
        assert transfer.total == len(FILE)
        found = [len(piece) for piece in pieces if piece]
    assert sum(found) == len(FILE)
    assert len(found) > 1


def test_redirects_are_followed_relative_ones_too(serve: Serve) -> None:
    there = serve(told(FILE))
    assert fetch(serve(moved("/a"), moved("b?c"), moved(there))) == FILE


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("file:///etc/passwd", "leads to file:///etc/passwd, which is not http or https"),
        ("ftp://127.0.0.1/file", "leads to ftp://127.0.0.1/file, which is not http or https"),
        ("data:,hello", "which is not http or https"),
        ("javascript:alert(1)", "which is not http or https"),
        ("http://[::1", "failed"),
        ("http://127.0.0.1:notaport/", "failed"),
        ("http://127.0.0.1:99999/", "failed"),
        ("http://127.0.0.1:-1/", "failed"),
        ("http://a b/", "failed"),
        ("http://" + "x" * 300 + "/", "failed"),
        ("http://\u00e9\x1b[31m/", "failed"),
        ("http://127.0.0.1:1/", "refused"),
    ],
)
def test_a_redirect_that_leads_nowhere_is_told(serve: Serve, location: str, said: str) -> None:
    refused = refusal(serve(moved(location)))
    assert said in refused
    assert refused.isprintable()


def test_redirects_come_to_an_end(serve: Serve) -> None:
    assert refusal(serve(*itertools.repeat(moved("/file"), 20))) == "leads elsewhere more than 5 times"
    assert fetch(serve(*itertools.repeat(moved("/file"), 5), told(FILE))) == FILE
    assert refusal(serve(b"HTTP/1.1 302 Found\r\n\r\n")) == "answered 302 without a Location"


def test_what_a_redirect_says_besides_is_not_read(serve: Serve) -> None:
    there = serve(told(FILE))
    head = f"HTTP/1.1 302 Found\r\nLocation: {there}\r\n\r\n".encode()
    assert fetch(serve(itertools.chain([head], itertools.repeat(b"x" * 65536)))) == FILE


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"HTTP/1.1 404 Not Found\r\n\r\n", "answered 404 Not Found"),
        (b"HTTP/1.1 404\r\n\r\n", "answered 404"),
        (b"HTTP/1.1 503 \x1b[31mbusy\r\n\r\n", "answered 503 \\x1b[31mbusy"),
        (b"HTTP/1.1 206 Partial Content\r\n\r\n" + FILE, "answered 206 Partial Content"),
        (b"HTTP/1.1 500 " + b"x" * 9000 + b"\r\n\r\n", "answered 500 xxx"),
        (b"", "failed (Remote end closed connection without response)"),
        (b"nonsense\r\n\r\n", "failed (no HTTP: nonsense)"),
        (b"\x00\xff" * 500, "failed ("),
        (b"HTTP/1.1 twohundred OK\r\n\r\n", "failed (no HTTP: HTTP/1.1 twohundred OK)"),
        (OK + b"x" * 70000, "failed ("),
        (OK + b"a: b\r\n" * 200 + b"\r\n", "failed (got more than 100 headers)"),
        (told(FILE[:100], len(FILE)), "broke off after 100 of 10,240 bytes"),
        (told(FILE, "9" * 5000), "tells a Content-Length of 9999"),
        (told(FILE, "0" * 5000), "tells a Content-Length of 0000"),
        (told(FILE, len(FILE) + 1), "tells a Content-Length of 10241, but that file has 10,240 bytes"),
        (told(FILE, -1), "tells a Content-Length that is no number (-1)"),
        (told(FILE, "many"), "tells a Content-Length that is no number (many)"),
        (told(FILE, ""), "tells a Content-Length that is no number ()"),
        (told(FILE, "1e4"), "tells a Content-Length that is no number (1e4)"),
        (OK + b"\r\n" + FILE + b"!", "gives more than the 10,240 bytes of that file"),
        (CHUNKED + b"5\r\nab", "failed (IncompleteRead"),
        (CHUNKED + b"xyz\r\n", "failed ("),
        (CHUNKED + b"-5\r\nab", "failed ("),
    ],
)  # fmt: skip
def test_what_is_not_the_file_is_told(serve: Serve, answer: bytes, said: str) -> None:
    assert refusal(serve(answer)).startswith(said)


@pytest.mark.parametrize(
    "answer",
    [
        itertools.chain([OK + b"\r\n"], itertools.repeat(b"x" * 65536)),
        itertools.chain([CHUNKED], itertools.repeat(b"1000\r\n" + b"x" * 4096 + b"\r\n")),
        itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 2000),
        itertools.chain([CHUNKED + b"0\r\n"], itertools.repeat(b"a: b\r\n" * 2000)),
    ],
    ids=["body", "chunks", "interim answers", "trailers"],
)  # fmt: skip
def test_what_never_ends_is_left(serve: Serve, answer: Iterable[bytes]) -> None:
    assert refusal(serve(answer)).startswith(("gives more than the 10,240 bytes of that file", "failed ("))


@pytest.mark.parametrize(
    "head",
    [OK + b"\r\n", told(b"", len(FILE)), b"HTTP/1.1 200 ", OK + b"X-Endless: ", b""],
    ids=["body", "told body", "status", "header", "nothing"],
)
def test_what_comes_a_byte_at_a_time_is_too_slow(serve: Serve, head: bytes) -> None:
    limits = Limits(len(FILE), stall_s=5, grace_s=0.3, slowest=10_000)
    said = refusal(serve(itertools.chain([head], itertools.repeat(b"x")), seconds=0.01), limits)
    assert said.startswith("is too slow: ") and " bytes in " in said


def test_what_stops_coming_is_not_waited_for(serve: Serve) -> None:
    limits = Limits(len(FILE), stall_s=0.3, grace_s=60)
    for head in (b"", told(FILE[:10], len(FILE))):
        said = refusal(serve(itertools.chain([head], itertools.repeat(b"")), seconds=0.05), limits)
        assert said == "broke off (timed out) after 0.3 seconds without a byte"


def test_a_slow_file_may_take_its_time_and_a_busy_caller_too(serve: Serve) -> None:
    slow = Limits(len(FILE), stall_s=5, grace_s=0.1, slowest=5_000)
    assert fetch(serve([told(FILE[:1000], len(FILE)), *[FILE[at : at + 1000] for at in range(1000, len(FILE), 1000)]],
                       seconds=0.02), slow) == FILE  # fmt: skip
    big = FILE * 200
    limits = Limits(len(big), stall_s=0.2, grace_s=0.1, slowest=10_000_000)
    with Transfer(serve(told(big)), limits) as transfer:
        pieces = transfer.pieces()
        found = [next(pieces), next(pieces)]
        threading.Event().wait(0.5)
        assert b"".join([*found, *pieces]) == big


def test_a_connection_that_is_reset_is_told(serve: Serve) -> None:
    assert refusal(serve(told(FILE[:100], len(FILE)), reset=True)).startswith(
        ("failed (Connection reset", "broke off")
    )


def test_a_server_without_encryption_is_told(serve: Serve) -> None:
    said = refusal(serve(b"HTTP/1.1 400 Bad Request\r\n\r\n").replace("http:", "https:"))
    assert said.startswith("failed (") and "SSL" in said


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://host/x", "nonsense", "", "HTTP//x"])
def test_what_is_no_address_is_told(url: str) -> None:
    assert "which is not http or https" in refusal(url)


def test_a_caller_can_stop_while_nothing_comes(serve: Serve) -> None:
    began = time.monotonic()
    with Transfer(serve(itertools.repeat(b""), seconds=0.1), Limits(10, stall_s=60)) as transfer:
        assert next(transfer.pieces()) == b""
    assert time.monotonic() - began < 5
    assert "transfer" not in [thread.name for thread in threading.enumerate()]


def test_a_name_that_is_looked_up_for_ever_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(module, "_open", lambda url, meter: over.wait(30))
    with pytest.raises(TransferError, match="timed out"):
        fetch("http://x/", Limits(10, stall_s=0.3))
    over.set()


def test_a_proxy_of_the_users_is_asked(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("no_proxy")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("http_proxy", serve(told(FILE)))
    assert fetch("http://mirror.invalid/file") == FILE


def test_any_answer_ends_in_the_file_or_in_a_line(serve: Serve) -> None:
    """Sound answers, damaged at random places."""
    damage = random.Random(0)
    sound = [
        told(FILE[:500]),
        moved("/file", b"elsewhere"),
        CHUNKED + b"".join(chunked(FILE[:500], 100)) + b"0\r\n\r\n",
    ]
    limits = Limits(500, stall_s=0.5, grace_s=2)
    said = []
    for _ in range(200):
        content = bytearray(damage.choice(sound))
        for _ in range(damage.randint(1, 4)):
            at = damage.randrange(min(len(content), 120))
            content[at : at + damage.randint(0, 3)] = damage.choice(
                [
                    b"",
                    b"\r\n",
                    b"\x00",
                    b":",
                    b"-",
                    b"9" * damage.choice([1, 30, 5000]),
                    bytes([damage.randrange(256)]),
                ]
            )
        try:
            fetch(serve(bytes(content)), limits)
        except TransferError as error:
            said.append(str(error))
    assert 50 < len(said) < 200
    assert all(line.isprintable() for line in said)
