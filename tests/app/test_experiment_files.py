"""What the window saves in one file another window opens, the command line goes on with, and the other way round."""

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog

from sparse_explorer.app.background.experiment_jobs import save_experiment
from sparse_explorer.app.background.loading_jobs import run_folder
from sparse_explorer.app.model.records import RunKey, RunRecord, VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.session_reader import LAYOUT
from sparse_explorer.app.model.session_store import save_session
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.app.window.main_window import MainWindow
from sparse_explorer.cli import main
from sparse_explorer.experiment.plan.experiment import Experiment, Sweep
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.runs.runs import RunTask, perform
from sparse_explorer.experiment.runs.store import load_variant, save_variant

NETWORK = NetworkConfig(
    convs=(ConvConfig(channels=2, kernel_size=9, k=20),), hidden=HiddenConfig(units=8, k=3)
)
VARIANTS = (
    Variant("Sparse $x_1$|<密>", NETWORK, TrainingConfig(epochs=1)),
    Variant("Dense", dataclasses.replace(NETWORK, k_winners=False), TrainingConfig(epochs=1)),
)
NOISE = NoiseConfig("article", (0.0, 0.5))


@pytest.fixture
def open_window(open_window, qtbot) -> Callable[[], MainWindow]:
    """Opens windows, and waits until their data is loaded."""

    def open_one() -> MainWindow:
        window = open_window(engine=True)
        window.show()
        qtbot.waitUntil(window.top_bar.train.isEnabled, timeout=60_000)
        return window

    return open_one


@pytest.fixture
def trained_home(own_home: Path, qapp) -> Path:
    """A home whose session has two variants, one trained with two seeds and the other with one."""
    session = Session()
    session.set_noise_config(NOISE)
    session.set_seeds(2)
    for number, variant in enumerate(VARIANTS):
        item = session.add(variant)
        for seed in range(2 - number):
            task = RunTask(1, variant, "digits", None, (Sweep(NOISE),), seed, "cpu", 1)
            place = Place(item.id, "digits", seed)
            save_variant(run_folder(own_home / "variants", place), perform(task).trained(task))
    save_session(session, own_home, LAYOUT)
    return own_home


def table(window: MainWindow) -> list[tuple]:
    return [(run.variant, run.seed, run.levels) for run in window.session.results()]


def test_another_window_shows_the_same_and_so_does_the_command_line(
    trained_home: Path, tmp_path: Path, open_window, qtbot, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    window = open_window()
    before = table(window)
    assert [entry[:2] for entry in before] == [(VARIANTS[0].name, 0), (VARIANTS[0].name, 1), ("Dense", 0)]
    path = tmp_path / "my experiment"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (str(path), ""))
    with qtbot.waitSignal(window.experiments.said, timeout=60_000) as said:
        window.findChild(QAction, "save_experiment_action").trigger()
    assert said.args == [f"Saved 3 runs in {path}.zip"]
    window.close()
    # The command line finds what is finished, and does what is missing.
    out = tmp_path / "out"
    assert main(["unbundle", f"{path}.zip", str(out)]) == 0
    capsys.readouterr()
    assert main(["run", "--config", str(out / "config.toml"), "--output", str(out)]) == 0
    assert "3 of 4 runs are finished already; going on with the other 1" in capsys.readouterr().err
    # Another home: both the file and the folder bring the variants with their results.
    monkeypatch.setenv("SPARSE_EXPLORER_HOME", str(tmp_path / "other"))
    for action, dialog, chosen, runs in (
        ("open_experiment_action", "getOpenFileName", (f"{path}.zip", ""), 3),
        ("open_folder_action", "getExistingDirectory", str(out), 4),
    ):
        shutil.rmtree(tmp_path / "other", ignore_errors=True)
        other = open_window()
        for item in list(other.session.items):
            other.session.remove(item.id)
        monkeypatch.setattr(QFileDialog, dialog, lambda *given, chosen=chosen: chosen)
        with qtbot.waitSignal(other.experiments.said, timeout=60_000):
            other.findChild(QAction, action).trigger()
        qtbot.waitUntil(lambda other=other: not other.session.loading, timeout=60_000)
        assert len(table(other)) == runs
        assert set(before) <= set(table(other))
        assert len(other.shelf.places()) == 2
        other.leave()
    again = open_window()  # they are this home's own now
    qtbot.waitUntil(lambda: len(again.shelf.places()) == 2, timeout=60_000)
    assert len(table(again)) == runs


def test_a_file_that_is_none_is_told_and_changes_nothing(
    open_window, own_home: Path, tmp_path: Path, qtbot
) -> None:
    window = open_window()
    before = [item.id for item in window.session.items]
    (tmp_path / "wrong.zip").write_bytes(b"PK\x03\x04 not really")
    for source in (tmp_path / "wrong.zip", tmp_path / "missing.zip", tmp_path):
        with qtbot.waitSignal(window.experiments.failed, timeout=60_000) as failed:
            window.experiments.open_from(source)
        what, why = failed.args
        assert what == "The experiment could not be opened."
        assert "Traceback" not in why and "\n" not in why
        window.errors.dialog.close()
    assert [item.id for item in window.session.items] == before
    assert not (own_home / "variants").exists()


def test_a_run_that_is_in_memory_alone_is_saved_too(tmp_path: Path) -> None:
    task = RunTask(1, VARIANTS[0], "digits", None, (Sweep(NOISE),), 0, "cpu", 1)
    trained = perform(task).trained(task)
    experiment = Experiment(variants=VARIANTS, noises=(NOISE,), sweep="last", threads=1)
    (saved,) = save_experiment(experiment, {}, tmp_path / "a.zip", {(VARIANTS[0].name, 0): trained})
    assert saved.runs == 1
    assert main(["unbundle", str(tmp_path / "a.zip"), str(tmp_path / "out")]) == 0
    (folder,) = (tmp_path / "out" / "variants").iterdir()
    assert load_variant(folder).history.levels("article") == trained.history.levels("article")


def test_without_results_there_is_nothing_to_save(open_window, qtbot) -> None:
    window = open_window()
    with qtbot.waitSignal(window.experiments.said) as said:
        window.experiments.save()
    assert "nothing to save" in said.args[0]


def test_a_place_that_cannot_be_written_is_told(
    trained_home: Path, tmp_path: Path, open_window, qtbot
) -> None:
    window = open_window()
    (tmp_path / "file").write_text("mine")
    with qtbot.waitSignal(window.experiments.failed, timeout=60_000) as failed:
        window.experiments.save_as(tmp_path / "file" / "x.zip")
    assert failed.args[0] == "The experiment could not be saved."
    assert "\n" not in failed.args[1]
    window.errors.dialog.close()


def test_the_seed_of_what_was_opened_is_looked_at(session_of_seed: Callable[[int], Session]) -> None:
    session = session_of_seed(5)
    variant_id = session.items[0].id
    assert session.record(variant_id) is None
    session.set_seed(5)
    assert session.record(variant_id) is not None
    assert list(session.all_seeds()) == [5]


@pytest.fixture
def session_of_seed() -> Callable[[int], Session]:
    def make(seed: int) -> Session:
        session = Session()
        item = VariantItem(VARIANTS[0], 0, "abc", {RunKey("digits", seed): RunRecord()})
        session.adopt([item])
        return session

    return make


def test_a_run_keeps_its_bytes_on_the_way(trained_home: Path, tmp_path: Path, open_window, qtbot) -> None:
    window = open_window()
    with qtbot.waitSignal(window.experiments.said, timeout=60_000):
        window.experiments.save_as(tmp_path / "x.zip")
    with qtbot.waitSignal(window.experiments.said, timeout=60_000):
        window.experiments.open_from(tmp_path / "x.zip")
    first, copy = window.session.items[0], window.session.items[2]
    assert copy.variant.name == f"{first.variant.name} 2"
    folders = [window.training.folder_of(Place(item.id, "digits", 1)) for item in (first, copy)]
    one, other = (load_variant(folder) for folder in folders)
    assert one.history == other.history
    assert (folders[0] / "weights.safetensors").read_bytes() == (
        folders[1] / "weights.safetensors"
    ).read_bytes()
