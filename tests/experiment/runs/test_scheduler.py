"""A scheduler's address is taken apart at once, and what answers there has five seconds to show what it is."""

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.runs import scheduler
from sparse_explorer.experiment.runs.scheduler import SchedulerAddress, find_scheduler, quiet_library, within


@pytest.mark.parametrize(
    ("text", "protocol", "host", "port", "shown"),
    [
        ("tcp://10.0.0.1:8786", "tcp", "10.0.0.1", 8786, "tcp://10.0.0.1:8786"),
        ("10.0.0.1:1", "tcp", "10.0.0.1", 1, "tcp://10.0.0.1:1"),
        ("tls://head.cluster-2.example:65535/", "tls", "head.cluster-2.example", 65535, None),
        ("tcp://[::1]:8786", "tcp", "::1", 8786, "tcp://[::1]:8786"),
        ("ws://localhost:80", "ws", "localhost", 80, "ws://localhost:80"),
    ],
)
def test_an_address_is_taken_apart(text: str, protocol: str, host: str, port: int, shown: str | None) -> None:
    address = SchedulerAddress.parse(text)
    assert address == SchedulerAddress(protocol, host, port)
    assert str(address) == (shown or text.rstrip("/"))


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "nonsense", "8786", ":8786", "tcp://", "tcp://host", "tcp://host:", "tcp://:8786",
        "tcp://127.0.0.1:notaport", "tcp://127.0.0.1:0", "tcp://127.0.0.1:65536", "tcp://127.0.0.1:99999",
        "tcp://127.0.0.1:-1", "tcp://127.0.0.1:8786x", "tcp://127.0.0.1:٨٧", "http://127.0.0.1:8786",
        "https://host:1", "inproc://1/2/3", "://host:1", "tcp://a:b:1", "tcp://::1:8786", "tcp://ho st:1",
        "tcp://host:1/path", "tcp://user@host:1", "tcp:/host:1", "tcp://host:1\n",
    ],
)  # fmt: skip
def test_what_is_no_address_is_named(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        SchedulerAddress.parse(text)
    assert f"{text!r} is no address of a scheduler; expected is one such as 'tcp://10.0.0.1:8786'" in str(
        caught.value
    )


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def refusal(port: int, protocol: str = "tcp") -> str:
    started = time.monotonic()
    with pytest.raises(ConfigError) as caught:
        find_scheduler(SchedulerAddress(protocol, "127.0.0.1", port))
    assert time.monotonic() - started < scheduler.ANSWER_SECONDS + 4
    return str(caught.value)


def test_nobody_there_is_told_without_waiting(listener: socket.socket) -> None:
    pytest.importorskip("distributed")
    port = listener.getsockname()[1]
    listener.close()
    assert refusal(port) == f"scheduler: cannot reach 'tcp://127.0.0.1:{port}': Connection refused"


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.0 400 Bad Request\r\n\r\n" * 9, b"\0" * 1000])
def test_what_is_no_scheduler_does_not_hold_up(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(scheduler, "ANSWER_SECONDS", 0.7)
    connections = []

    def serve() -> None:
        while True:
            try:
                connections.append(listener.accept()[0])
                connections[-1].sendall(answer)
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    said = refusal(listener.getsockname()[1])
    assert "no scheduler" in said
    assert "\n" not in said
    listener.shutdown(socket.SHUT_RDWR)
    for connection in connections:
        connection.close()
    thread.join(5)


@pytest.mark.parametrize("protocol", ["tls", "wss"])
def test_an_encrypted_connection_needs_certificates(protocol: str) -> None:
    pytest.importorskip("distributed")
    assert f"scheduler: {protocol}:// needs certificates, and Dask's configuration names none" in refusal(
        1, protocol
    )


def test_the_librarys_logs_are_silent_for_a_while_only(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("distributed.some.part")
    log.setLevel(logging.INFO)
    with quiet_library():
        log.critical("a traceback")
    log.warning("afterwards")
    assert [record.message for record in caplog.records if record.name == log.name] == ["afterwards"]


def test_what_takes_too_long_is_not_waited_for() -> None:
    over = threading.Event()
    assert within(5, lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 // 0)
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        within(0.05, lambda: over.wait(30))
    assert time.monotonic() - began < 5
    over.set()

    def too_late() -> None:
        raise asyncio.TimeoutError

    with pytest.raises(TimeoutError):  # another class before Python 3.11
        within(5, too_late)
