"""The address of a Dask scheduler, and whether one answers there. Imports ``distributed`` only to ask; no torch."""

import asyncio
import contextlib
import logging
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent import futures
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from sparse_explorer.experiment.plan.fields import ConfigError

T = TypeVar("T")

ANSWER_SECONDS = 5.0
"""How long a scheduler may take to answer."""

PROTOCOLS = ("tcp", "tls", "ws", "wss")
_ENCRYPTED = ("tls", "wss")
_NOISY = ("distributed", "tornado", "asyncio")


@dataclass(frozen=True)
class SchedulerAddress:
    """Where a scheduler listens, such as ``tcp://10.0.0.1:8786``."""

    protocol: str
    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "SchedulerAddress":
        """Take an address apart; ``tcp://`` may be left out.

        Raises:
            ConfigError: it is none.
        """
        protocol, found, rest = text.rpartition("://")
        match = re.fullmatch(
            r"(?:\[(?P<six>[\w:.%]+)\]|(?P<host>[^\s:/@\[\]?#]+)):(?P<port>[0-9]{1,5})/?", rest, re.ASCII
        )
        sound = match is not None and 1 <= int(match["port"]) <= 65535 and text.isprintable()
        if not sound or (protocol or "tcp") not in PROTOCOLS or (found and not protocol):
            raise ConfigError(
                "scheduler",
                f"{text!r} is no address of a scheduler; expected is one such as 'tcp://10.0.0.1:8786', with "
                f"{', '.join(PROTOCOLS[:-1])} or {PROTOCOLS[-1]} and a port of 1 ... 65535",
            )
        assert match is not None
        return cls(protocol or "tcp", match["six"] or match["host"], int(match["port"]))

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.protocol}://{host}:{self.port}"


def find_scheduler(address: SchedulerAddress) -> None:
    """Make sure that a scheduler answers, in at most ANSWER_SECONDS.

    Raises:
        ConfigError: ``distributed`` is not installed, there are no certificates for an encrypted connection, nobody
            answers, or what answers is no scheduler.
    """
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise ConfigError(
            "scheduler", "needs the package distributed: pip install 'sparse-explorer[cluster]'"
        ) from None
    arguments = _connection_arguments(address)
    with quiet_library():
        try:
            problem = within(ANSWER_SECONDS, lambda: _connect(address, arguments))
        except TimeoutError:
            problem = f"no scheduler answers within {ANSWER_SECONDS:g} seconds"
        except Exception as error:  # whatever the library makes of what answers
            why = "" if isinstance(error, MemoryError) else f" ({words(error)})"
            problem = f"what answers there is no scheduler{why}"
    if problem:
        raise ConfigError("scheduler", f"cannot reach {str(address)!r}: {problem}")


def within(seconds: float, function: Callable[[], T]) -> T:
    """What a function returns that may take for ever: looking up a name, or asking somebody who never answers.

    It cannot be stopped. Nobody waits for it any more once the time is over.

    Raises:
        TimeoutError: the time is over; and whatever the function raises.
    """
    future: Future[T] = Future()

    def work() -> None:
        try:
            future.set_result(function())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=work, daemon=True, name="within").start()
    try:
        return future.result(seconds)
    except (futures.TimeoutError, asyncio.TimeoutError) as error:  # the same from Python 3.11 on
        raise TimeoutError(*error.args) from None


@contextlib.contextmanager
def quiet_library() -> Iterator[None]:
    """While in use, the library's own logs are silent: what fails is told by this program, in a line."""
    names = [*_NOISY, *(name for name in logging.root.manager.loggerDict if name.split(".")[0] in _NOISY)]
    loggers = [logging.getLogger(name) for name in names]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def _connection_arguments(address: SchedulerAddress) -> dict[str, Any]:
    from distributed.security import Security

    try:
        arguments: dict[str, Any] = Security().get_connection_args("client")
    except Exception as error:  # files of certificates that are missing or broken
        raise ConfigError("scheduler", f"Dask's certificates cannot be used: {words(error)}") from None
    if address.protocol in _ENCRYPTED and arguments.get("ssl_context") is None:
        raise ConfigError(
            "scheduler",
            f"{address.protocol}:// needs certificates, and Dask's configuration names none "
            "(distributed.comm.tls: ca-file, client.cert and client.key)",
        )
    return arguments


def _connect(address: SchedulerAddress, arguments: dict[str, Any]) -> str:
    """Why no scheduler can be reached; empty if one answers."""
    import asyncio

    until = time.monotonic() + ANSWER_SECONDS
    try:
        with socket.create_connection((address.host, address.port), timeout=ANSWER_SECONDS):
            pass
    except (OSError, UnicodeError) as error:
        return words(error)
    return asyncio.run(_identify(str(address), arguments, until - time.monotonic()))


async def _identify(address: str, arguments: dict[str, Any], seconds: float) -> str:
    import asyncio

    from distributed.comm.core import connect

    async def ask() -> Any:
        comm = await connect(address, timeout=seconds, **arguments)
        try:
            await comm.write({"op": "identity", "reply": True})
            return await comm.read()
        finally:
            comm.abort()

    answer = await asyncio.wait_for(ask(), max(seconds, 0.1))
    kind = answer.get("type") if isinstance(answer, dict) else None
    return "" if kind == "Scheduler" else f"what answers there is no scheduler but a {str(kind).lower()}"


def words(error: BaseException) -> str:
    """The message of an error of the library, on one line."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split()).rstrip(".")
