"""Loading, with jobs that a test can look into: what comes after what, and what is said meanwhile."""

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject

from sparse_explorer.app.background import loading_jobs as jobs
from sparse_explorer.app.background.loading import LoadingController
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.session_store import fill_with_defaults
from sparse_explorer.app.model.shelf import NetworkShelf, Place
from sparse_explorer.data.download import DownloadProgress
from sparse_explorer.data.errors import DataError
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import TrainingReport


class FakeJobs:
    """Jobs that wait for their gate, if it is shut."""

    def __init__(self) -> None:
        self.log: list[Any] = []
        self.gates: dict[str, threading.Event] = {}
        self.errors: dict[str, Exception] = {}
        self.missing: set[str] = set()
        self.endless: set[str] = set()
        self.tick = threading.Event()
        self.problem = ""
        self.on_disk: list[Place] = []
        self.orphans: list[jobs.Orphan] = []

    def shut(self, what: str) -> threading.Event:
        return self.gates.setdefault(what, threading.Event())

    def _pass(self, what: str, about: Any = None) -> None:
        self.log.append((what, about) if about else what)
        if what in self.gates:
            assert self.gates[what].wait(10)
        if what in self.errors:
            raise self.errors[what]

    def read_runs(self, folder: Path, variants: dict[str, Any]) -> Iterator[Any]:
        self._pass("histories")
        for place in self.on_disk:
            yield jobs.RunRead(place, History(2, 2, [1.0, 0.5], [(2, 91.0)]))
        yield from self.orphans

    def load_engine(self) -> Iterator[Any]:
        self._pass("engine")
        yield jobs.EngineReady((("cpu", "CPU"),))

    def restore(self, tasks: list[jobs.Stored], shelf: NetworkShelf) -> Iterator[Any]:
        self._pass("networks")
        for task in tasks:
            if self.problem:
                yield jobs.Restored(task.place, None, self.problem)
            else:
                shelf.put(task.place, SimpleNamespace())
                yield jobs.Restored(task.place, History(2, 2, [1.0, 0.5], [(2, 91.0)]))

    def load_data(self, name: str, data_dir: str | None, may_download: bool) -> Iterator[Any]:
        self._pass("data", (name, may_download))
        if name in self.errors:
            raise self.errors[name]
        if name in self.missing and not may_download:
            yield jobs.DownloadNeeded(name)
            return
        if name in self.endless:
            try:
                while not self.tick.wait(0.01):  # as slow as a network
                    yield DownloadProgress("train-images.gz", 2_500_000, 9_900_000, 1, 4)
            finally:
                self.log.append(("given up", name))
        yield jobs.DataReady(name, SimpleNamespace(name=name), None, range(360))


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeJobs:
    made = FakeJobs()
    for name in ("read_runs", "load_engine", "restore", "load_data"):
        monkeypatch.setattr(jobs, name, getattr(made, name))
    return made


@pytest.fixture
def session(qapp) -> Session:
    made = Session()
    fill_with_defaults(made)
    return made


class Heard:
    """What the controller said."""

    def __init__(self, controller: LoadingController) -> None:
        self.status: list[str] = []
        self.ready: list[str] = []
        self.needed: list[str] = []
        self.failed: list[tuple[str, str]] = []
        self.orphans: list[Any] = []
        self.shelf = 0
        controller.status.connect(self.status.append)
        controller.data_ready.connect(lambda ready: self.ready.append(ready.name))
        controller.download_needed.connect(self.needed.append)
        controller.failed.connect(lambda what, why: self.failed.append((what, why)))
        controller.orphans_found.connect(self.orphans.append)
        controller.shelf_changed.connect(self._count)

    def _count(self) -> None:
        self.shelf += 1


@pytest.fixture
def controller(fake: FakeJobs, session: Session, qtbot) -> Iterator[LoadingController]:
    parent = QObject()
    made = LoadingController(session, NetworkShelf(), Path("nowhere"), None, parent)
    yield made
    for gate in fake.gates.values():
        gate.set()
    made.stop()


@pytest.fixture
def heard(controller: LoadingController) -> Heard:
    return Heard(controller)


def stored_of(session: Session, place: int = 0) -> jobs.Stored:
    item = session.items[place]
    session.add_training(Place(item.id, "digits", 0), TrainingReport(1, 1, 2, 2, (), 50.0, 1.0, 91.0))
    return jobs.Stored(Place(item.id, "digits", 0), item.variant, Path("nowhere"))


def wait_for_data(heard: Heard, qtbot, name: str = "digits") -> None:
    qtbot.waitUntil(lambda: heard.ready[-1:] == [name], timeout=10_000)


def test_histories_come_first_and_data_last(controller, fake, session, heard, qtbot) -> None:
    place = Place(session.items[0].id, "digits", 0)
    fake.on_disk = [place, Place(session.items[0].id, "digits", 3), Place("gone", "digits", 0)]
    session.set_unread([place.variant_id])
    engine, networks = fake.shut("engine"), fake.shut("networks")
    controller.start()
    # Curves and accuracies are there before the engine is.
    qtbot.waitUntil(lambda: session.record(place.variant_id) is not None, timeout=10_000)
    assert session.record(place.variant_id).history.losses == [1.0, 0.5]
    assert session.loading == {place}  # a further seed's network is not looked into
    assert session.record(place.variant_id, 3).history.losses == [1.0, 0.5]
    assert session.unread  # there may be more
    qtbot.waitUntil(lambda: "engine" in fake.log, timeout=10_000)
    assert fake.log == ["histories", "engine"]
    assert heard.status == ["Loading the engine …"]
    with qtbot.waitSignal(controller.engine_ready, timeout=10_000) as ready:
        engine.set()
    assert ready.args[0].devices == (("cpu", "CPU"),)
    qtbot.waitUntil(lambda: controller.restoring, timeout=10_000)
    assert session.loading
    assert not session.unread
    networks.set()
    wait_for_data(heard, qtbot)
    assert fake.log == ["histories", "engine", "networks", ("data", ("digits", False))]
    assert not controller.restoring
    assert session.loading == frozenset()
    assert session.digit_count == 360
    assert controller.data.name == controller.last_good == "digits"
    assert heard.shelf == 1
    qtbot.waitUntil(lambda: heard.status[-1] == "", timeout=10_000)
    assert "Loading digits …" in heard.status


def test_a_network_that_is_lost_is_told_and_its_variant_is_untrained(
    controller, fake, session, heard, qtbot
) -> None:
    fake.on_disk = [stored_of(session).place]
    fake.problem = "weights are rubbish"
    controller.start()
    wait_for_data(heard, qtbot)
    assert heard.failed == [("A trained variant could not be read.", "weights are rubbish")]
    assert session.record(session.items[0].id) is None
    assert session.loading == frozenset()


def test_reading_networks_that_breaks_down_leaves_the_data_set_alone(
    controller, fake, session, heard, qtbot
) -> None:
    session.set_dataset("mnist")
    fake.errors["networks"] = RuntimeError("no memory")
    fake.on_disk = [stored_of(session).place]
    controller.start()
    wait_for_data(heard, qtbot, "mnist")
    assert "Something went wrong" in heard.failed[0][0]
    assert "no memory" in heard.failed[0][1]
    assert session.loading == frozenset()


def test_another_data_set_replaces_the_one_that_is_being_loaded(
    controller, fake, session, heard, qtbot
) -> None:
    controller.start()
    wait_for_data(heard, qtbot)
    gate = fake.shut("data")
    session.set_dataset("mnist")
    assert controller.data is None
    assert heard.status[-1] == "Loading mnist …"
    session.set_dataset("kmnist")
    gate.set()
    wait_for_data(heard, qtbot, "kmnist")
    assert heard.ready == ["digits", "kmnist"]
    assert controller.data.name == "kmnist"


def test_data_that_cannot_be_loaded_is_told_and_the_last_good_comes_back(
    controller, fake, session, heard, qtbot
) -> None:
    controller.start()
    wait_for_data(heard, qtbot)
    fake.errors["mnist"] = DataError("the files are broken")
    session.set_dataset("mnist")
    qtbot.waitUntil(lambda: heard.ready == ["digits", "digits"], timeout=10_000)
    ((what, why),) = heard.failed
    assert "mnist could not be loaded" in what
    assert why == "the files are broken"
    assert session.dataset == "digits"


def test_what_is_not_here_is_asked_for_once_and_not_loaded(controller, fake, session, heard, qtbot) -> None:
    fake.missing = {"mnist"}
    session.set_dataset("mnist")
    controller.start()
    qtbot.waitUntil(lambda: heard.needed == ["mnist"], timeout=10_000)
    assert controller.data is None
    assert session.dataset == "mnist"
    assert fake.log[-1] == ("data", ("mnist", False))
    assert heard.status[-1] == ""
    controller.allow_download("mnist")
    controller.load_dataset()
    wait_for_data(heard, qtbot, "mnist")
    assert fake.log[-1] == ("data", ("mnist", True))
    assert heard.needed == ["mnist"]


def test_permission_is_for_one_data_set(controller, fake, session, heard, qtbot) -> None:
    fake.missing = {"mnist", "kmnist"}
    controller.allow_download("kmnist")
    session.set_dataset("mnist")
    controller.start()
    qtbot.waitUntil(lambda: heard.needed == ["mnist"], timeout=10_000)


def test_orphans_are_handed_on(controller, fake, session, heard, qtbot) -> None:
    orphan = jobs.Orphan("x", Path("x"), SimpleNamespace())
    fake.orphans = [orphan, orphan]
    controller.start()
    wait_for_data(heard, qtbot)
    assert heard.orphans == [(orphan, orphan)]


def test_what_was_removed_is_read_again_when_nothing_else_is(controller, fake, session, heard, qtbot) -> None:
    controller.start()
    wait_for_data(heard, qtbot)
    stored = stored_of(session)
    with qtbot.waitSignal(controller.shelf_changed, timeout=10_000):
        controller.restore([stored])
        assert session.loading == {stored.place}
    assert session.loading == frozenset()
    assert heard.ready == ["digits"]  # the data is not loaded again
    qtbot.waitUntil(lambda: not controller.restoring, timeout=10_000)


@pytest.mark.parametrize("how", ["another data set", "the end"])
def test_a_download_is_described_and_given_up(controller, fake, session, heard, qtbot, how: str) -> None:
    fake.endless = {"mnist"}
    session.set_dataset("mnist")
    controller.start()
    downloading = "Downloading train-images.gz (2 of 4): 2.5 of 9.9 MB"
    qtbot.waitUntil(lambda: downloading in heard.status, timeout=10_000)
    if how == "the end":
        controller.stop()
    else:
        session.set_dataset("digits")
        wait_for_data(heard, qtbot)
    qtbot.waitUntil(lambda: ("given up", "mnist") in fake.log, timeout=10_000)


def test_the_size_of_a_download_may_be_unknown(controller, fake, heard, monkeypatch, qtbot) -> None:
    def load_data(*_: Any) -> Iterator[Any]:
        yield DownloadProgress("train-images.gz", 100_000, None, 0, 4)

    monkeypatch.setattr(jobs, "load_data", load_data)
    controller.start()
    qtbot.waitUntil(
        lambda: "Downloading train-images.gz (1 of 4): 0.1 of ? MB" in heard.status, timeout=10_000
    )


def test_what_comes_back_while_data_is_loaded_waits_for_it(controller, fake, session, heard, qtbot) -> None:
    gate = fake.shut("data")
    controller.start()
    qtbot.waitUntil(lambda: fake.log[-1:] == [("data", ("digits", False))], timeout=10_000)
    stored = [stored_of(session, place) for place in (0, 1)]
    for each in stored:
        controller.restore([each])
    gate.set()
    wait_for_data(heard, qtbot)
    qtbot.waitUntil(lambda: heard.shelf == 1, timeout=10_000)
    assert session.loading == frozenset()
    assert all(controller._shelf.get(each.place) for each in stored)
    assert heard.ready == ["digits"]
    assert fake.log.count(("data", ("digits", False))) == 1  # not begun again
    assert fake.log[-1] == "networks"


def test_each_variant_is_there_as_soon_as_its_own_network_is(
    controller, fake, session, heard, monkeypatch, qtbot
) -> None:
    gate, stored = threading.Event(), [stored_of(session, place) for place in (0, 1)]

    def restore(tasks: list[jobs.Stored], shelf: NetworkShelf) -> Iterator[Any]:
        for task in tasks:
            yield jobs.Restored(task.place, History(2, 2, [1.0, 0.5], [(2, 91.0)]))
            gate.wait(10)

    monkeypatch.setattr(jobs, "restore", restore)
    controller.start()
    wait_for_data(heard, qtbot)
    controller.restore(stored)
    qtbot.waitUntil(lambda: session.loading == {stored[1].place}, timeout=10_000)
    gate.set()
    qtbot.waitUntil(lambda: session.loading == frozenset(), timeout=10_000)


def test_a_data_set_that_is_chosen_while_networks_are_read_comes_after_them(
    controller, fake, session, heard, qtbot
) -> None:
    fake.on_disk = [stored_of(session).place]
    gate = fake.shut("networks")
    controller.start()
    qtbot.waitUntil(lambda: controller.restoring, timeout=10_000)
    session.set_dataset("mnist")
    gate.set()
    wait_for_data(heard, qtbot, "mnist")
    assert fake.log == ["histories", "engine", "networks", ("data", ("mnist", False))]
    assert heard.shelf == 1


def test_after_a_data_set_that_cannot_be_loaded_the_one_before_comes_back(
    controller, fake, session, heard, qtbot
) -> None:
    session.set_dataset("mnist")
    controller.start()
    wait_for_data(heard, qtbot, "mnist")
    fake.errors["folder:/x"] = DataError("no IDX files")
    session.set_dataset("folder:/x")
    qtbot.waitUntil(lambda: heard.ready == ["mnist", "mnist"], timeout=10_000)
    # Who chose a folder knows how to choose one.
    assert heard.failed == [("The data set folder:/x could not be loaded.", "no IDX files")]
    fake.errors["kmnist"] = DataError("no")
    session.set_dataset("kmnist")
    qtbot.waitUntil(lambda: len(heard.failed) == 2, timeout=10_000)
    assert "Files of your own can be chosen" in heard.failed[1][0]


def test_bundled_digits_that_cannot_be_loaded_are_tried_once(controller, fake, session, heard, qtbot) -> None:
    fake.errors["digits"] = DataError("the resource is gone")
    controller.start()
    qtbot.waitUntil(lambda: len(heard.failed) == 1 and heard.status[-1] == "", timeout=10_000)
    assert fake.log.count(("data", ("digits", False))) == 1
    assert controller._worker is None
