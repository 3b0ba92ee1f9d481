"""A cluster that falls silent or ends at the connect is told in one line, in good time."""

import asyncio
import functools
import gc
import threading
import time
from collections.abc import Callable, Iterator

import pytest

pytest.importorskip("distributed")

from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.runs import cluster as module
from sparse_explorer.experiment.runs.cluster import DaskCluster
from sparse_explorer.experiment.runs.scheduler import SchedulerAddress, find_scheduler

Answer = Callable[..., object]


async def fall_silent(comm: object) -> None:
    await asyncio.sleep(60)


async def end(comm: object) -> None:
    comm.abort()


async def talk_nonsense(comm: object) -> None:
    await comm.write({"op": "nonsense"})
    await comm.read()


@pytest.fixture
def scheduler(request: pytest.FixtureRequest) -> Iterator[SchedulerAddress]:
    """What says that it is a scheduler, and then answers as the parameter does."""
    from distributed.comm import listen

    loop, ready, address, closing = asyncio.new_event_loop(), threading.Event(), [], []

    async def answer(comm: object) -> None:
        while (await comm.read()).get("op") == "identity":
            await comm.write({"type": "Scheduler", "workers": {}})
        await request.param(comm)

    async def serve() -> None:
        listener = await listen("tcp://127.0.0.1:0", answer)
        address.append(listener.contact_address)
        closing.append(listener.stop)
        ready.set()

    def work() -> None:
        loop.create_task(serve())
        loop.run_forever()
        closing[0]()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    thread = threading.Thread(target=work)
    thread.start()
    assert ready.wait(10)
    yield SchedulerAddress.parse(address[0])
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    gc.collect()  # what the library has not closed


@pytest.mark.filterwarnings("ignore")  # what the library leaves behind when it is cut off
@pytest.mark.parametrize("scheduler", [fall_silent, end, talk_nonsense], indirect=True)
def test_one_that_is_gone_at_the_connect_is_told(
    scheduler: SchedulerAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_scheduler(scheduler)
    monkeypatch.setattr(module, "ANSWER_SECONDS", 0.7)
    began = time.monotonic()
    with pytest.raises(ConfigError) as caught:
        DaskCluster(scheduler, lambda report: None)
    assert time.monotonic() - began < 4
    assert str(caught.value).startswith(f"scheduler: cannot reach '{scheduler}': ")
    assert "\n" not in str(caught.value)


def test_a_library_that_hangs_at_the_connect_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(module, "ANSWER_SECONDS", 0.1)
    monkeypatch.setattr(DaskCluster, "_open", lambda self: over.wait(20))
    began = time.monotonic()
    with pytest.raises(ConfigError, match=r"'tcp://10\.0\.0\.1:1': it does not answer within 0\.1 seconds$"):
        DaskCluster(SchedulerAddress("tcp", "10.0.0.1", 1), lambda report: None)
    assert time.monotonic() - began < 10
    over.set()


@pytest.mark.filterwarnings("ignore")
def test_workers_that_do_not_answer_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr(module, "_prepare", functools.partial(time.sleep, 3))
    monkeypatch.setattr(module, "WORKERS_SECONDS", 0.3)
    with (
        LocalCluster(
            n_workers=1,
            threads_per_worker=1,
            processes=False,
            dashboard_address=None,
            protocol="tcp",
            host="127.0.0.1",
        ) as there,
        pytest.raises(ConfigError, match=r"^scheduler: its workers do not answer within 0\.3 seconds$"),
    ):
        DaskCluster(SchedulerAddress.parse(there.scheduler_address), lambda report: None)


class Hung:
    """A client whose scheduler does not answer any more."""

    status = "running"

    class scheduler_comm:  # noqa: N801
        @staticmethod
        def closed() -> bool:
            return False

    def close(self, timeout: float) -> None:
        threading.Event().wait(60)

    set = shutdown = lambda self, wait=True: threading.Event().wait(60)


def test_one_that_hangs_does_not_keep_a_run_from_stopping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CLOSE_SECONDS", 0.1)
    cluster = DaskCluster.__new__(DaskCluster)
    cluster._client = cluster._stop = cluster._executor = Hung()
    cluster._quiet = module.ExitStack()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), cluster:
        raise KeyboardInterrupt
    assert time.monotonic() - began < 5
