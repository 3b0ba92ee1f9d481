"""What is taken away from the window: each file is what it says, and what cannot be done is one line."""

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import fabricated
import numpy as np
import pytest
import torch
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QInputDialog,
    QLabel,
    QPushButton,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from sparse_explorer.app.background.worker import stop_all
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import NetworkShelf
from sparse_explorer.app.model.undo import Undo
from sparse_explorer.app.widgets.switch import Switch
from sparse_explorer.app.window.take_away import TakeAway
from sparse_explorer.cli.arguments import experiment_of, parse
from sparse_explorer.data.datasets import load
from sparse_explorer.experiment.engine.network import build_network
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.experiment_file import read_experiment
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import presets, variants
from sparse_explorer.experiment.plan.share import Shared, read_link, write_link
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.line_styles import DARK_PALETTE
from sparse_explorer.experiment.runs.files import TEMPORARY

DIGITS = load("digits")


class World:
    """A session with results and a small network, and what takes things away from it."""

    def __init__(self, qtbot: QtBot, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.qtbot, self.folder, self._patch = qtbot, folder, patch
        self.session = fabricated.session("Dense", "Sparse", "Third", starts=(90.0, 96.0), digits=360)
        self.session.set_seeds(3)
        for item, starts in zip(self.session.items, ((90, 91, 93), (96, 98, 99))):
            fabricated.trained(item, starts[0], further=starts[1:])
        self.shelf = NetworkShelf()
        self.window = QWidget()
        self.window.resize(900, 600)
        qtbot.addWidget(self.window)
        self.window.show()
        self.loading = SimpleNamespace(data=DIGITS, is_sample=False)
        self.asked_for: list[str] = []
        self.take_away = TakeAway(
            self.session, self.shelf, self.loading, self.experiment, self.asked_for.append, self.window
        )
        self.said: list[str] = []
        self.take_away.said.connect(self.said.append)
        self.take_away.failed.connect(lambda what, why: self.said.append(f"{what} {why}"))

    def experiment(self) -> Experiment:
        session = self.session
        found = Experiment(
            tuple(item.variant for item in session.items), session.dataset, session.seed, session.seeds
        )
        return found.settled(30, 2)

    def put_network(self) -> torch.nn.Module:
        """Give the second variant a network, and select it."""
        item = self.session.items[1]
        self.session.configure(item.id, fabricated.small(item.variant.network), item.variant.training)
        self.session.select(item.id)
        item = self.session.selected
        network = build_network(blueprint(item.variant.network), torch.Generator().manual_seed(1)).eval()
        self.shelf.put(self.session.place(item.id), network)
        return network

    def save(self, name: str, what: Callable[[], object], kind: str = "") -> Path:
        """Let the user save under that name, and wait until it is said what came of it."""
        path = self.folder / name
        self._patch.setattr(QFileDialog, "getSaveFileName", lambda *asked: (str(path), kind))
        before = len(self.said)
        what()
        self.qtbot.waitUntil(lambda: len(self.said) > before, timeout=20_000)
        assert not [found for found in self.folder.iterdir() if found.name.startswith(TEMPORARY)]
        return path

    def dialog(self) -> QDialog:
        (found,) = [each for each in self.window.findChildren(QDialog) if each.isVisible()]
        return found


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    made = World(qtbot, tmp_path, monkeypatch)
    yield made
    for dialog in made.window.findChildren(QDialog):
        dialog.reject()
    assert stop_all()


# --- figures ----------------------------------------------------------------------------------------------------------


def wait_for_preview(world: World, dialog: QDialog) -> None:
    preview = dialog.findChild(QLabel, "figure_preview")
    world.qtbot.waitUntil(lambda: not preview.pixmap().isNull(), timeout=20_000)


def test_a_figure_is_previewed_saved_and_its_choices_are_kept(world: World) -> None:
    world.take_away.figure()
    dialog = world.dialog()
    dialog.findChild(QComboBox, "figure_theme_combo").setCurrentIndex(2)
    dialog.findChild(Switch, "figure_caption_switch").setChecked(True)
    dialog.findChild(QComboBox, "figure_width_combo").setCurrentIndex(1)
    assert world.take_away.figure_choices == {
        "width": "double", "millimetres": 175, "theme": "dark", "captioned": True,
    }  # fmt: skip
    wait_for_preview(world, dialog)
    save = dialog.findChild(QPushButton, "save_figure_button")
    text = world.save("mine.svg", save.click).read_text(encoding="utf-8")
    assert text.lstrip().startswith("<?xml")
    assert DARK_PALETTE[1] in text
    dialog.reject()
    world.take_away.figure()
    assert world.dialog().findChild(QComboBox, "figure_theme_combo").currentData() == "dark"


def test_the_caption_names_what_it_is_of_and_is_copied(world: World) -> None:
    world.take_away.figure()
    dialog = world.dialog()
    dialog.findChild(QPushButton, "copy_caption_button").click()
    assert (
        QApplication.clipboard()
        .text()
        .startswith("Accuracy against article's noise on digits, 1,000 test images, seeds 0 to 2.")
    )
    dialog.findChild(QComboBox, "figure_what_combo").setCurrentIndex(1)
    assert dialog.findChild(QLabel, "figure_caption").text().startswith("Accuracy less that of Dense")
    world.session.set_shown(world.session.items[1].id, False)
    world.session.set_shown(world.session.items[2].id, False)
    dialog.findChild(QComboBox, "figure_theme_combo").setCurrentIndex(1)
    assert not dialog.findChild(QPushButton, "save_figure_button").isEnabled()
    assert "nothing to show" in dialog.findChild(QLabel, "figure_preview").text()


@pytest.mark.parametrize(
    "choices", [{"width": 5, "theme": [], "millimetres": 10**9, "captioned": "x"}, {"width": "own"}]
)
def test_choices_that_make_no_sense_are_passed_over(world: World, choices: dict) -> None:
    world.take_away.figure_choices = choices
    world.take_away.figure()
    assert world.dialog().findChild(QComboBox, "figure_theme_combo").currentData() == "print"


# --- the report and the table of differences --------------------------------------------------------------------------


def test_a_report_has_all_in_one_file(world: World) -> None:
    world.session.set_note(world.session.items[1].id, "first <b>line</b>\nsecond")
    text = world.save("report", world.take_away.report).with_suffix(".html").read_text(encoding="utf-8")
    for wanted in ("<h3>Third</h3>", "first &lt;b&gt;line&lt;/b&gt;<br>second", "data:image/png;base64,",
                   "Sparse is more robust than Dense.", "3 of 3 seeds", "sparse-explorer run", "torch 2."):  # fmt: skip
        assert wanted in text
    assert world.said[-1].startswith("Saved ")
    assert "http" not in text.replace("http-equiv", "")


def test_two_variants_are_told_apart_with_their_results(world: World) -> None:
    world.take_away.show_differences()
    dialog = world.dialog()
    table = dialog.findChild(QTableWidget)
    dialog.findChild(QComboBox, "second_variant_combo").setCurrentIndex(1)
    shown = [[table.item(row, column).text() for column in range(4)] for row in range(table.rowCount())]
    assert ["k-winners", "no", "yes", ""] in shown
    (score,) = [row for row in shown if row[0].startswith("robustness")]
    assert score[1].startswith("71.33")
    assert score[3].startswith("+6.3 (95 %: ")
    dialog.findChild(QPushButton, "copy_differences_markdown_button").click()
    assert "| k-winners " in QApplication.clipboard().text()
    dialog.findChild(QPushButton, "copy_differences_csv_button").click()
    assert QApplication.clipboard().text().splitlines()[0] == ",Dense,Sparse,second less first"
    dialog.findChild(QComboBox, "second_variant_combo").setCurrentIndex(2)
    world.session.remove(world.session.items[2].id)  # one of the two is gone
    assert not dialog.isVisible()


# --- networks ---------------------------------------------------------------------------------------------------------


def test_activations_of_the_image_in_sight(world: World) -> None:
    world.put_network()
    world.session.set_digit(7)
    world.take_away.activations()
    path = world.save("seen", lambda: save_in(world))
    with np.load(path.with_suffix(".npz"), allow_pickle=False) as found:
        assert found["indices"].tolist() == [7]
        assert found["variants"].tolist() == [world.session.selected.variant.name]
        assert found["level"] == pytest.approx(0.5)


def save_in(world: World) -> None:
    dialog = world.dialog()
    (save,) = [button for button in dialog.findChildren(QPushButton) if "Save" in button.text()]
    save.click()


def test_activations_of_many_images(world: World) -> None:
    world.put_network()
    world.take_away.activations()
    world.dialog().findChild(QComboBox, "images_combo").setCurrentIndex(1)
    world.dialog().findChild(QWidget, "images_spin").setValue(3)
    with np.load(world.save("seen.npz", lambda: save_in(world)), allow_pickle=False) as found:
        assert found["indices"].tolist() == [0, 1, 2]


def test_a_script_with_its_weights_beside_it(world: World) -> None:
    network = world.put_network()
    path = world.save("mine.py", world.take_away.script)
    scope: dict = {"__name__": "mine", "__file__": str(path)}
    exec(path.read_text(encoding="utf-8"), scope)  # noqa: S102
    images = DIGITS.normalized(DIGITS.test_images[:20])
    with torch.no_grad():
        assert torch.allclose(scope["load_network"]()(images), network(images), atol=1e-5)
    assert world.said[-1] == f"Saved {path}, and beside it mine.data.npz, mine.weights.npz"


def test_nothing_half_written_where_it_cannot_be(world: World) -> None:
    world.put_network()
    (world.folder / "mine.weights.npz").mkdir()  # in the way
    world.save("mine.py", world.take_away.script)
    assert world.said[-1].startswith(f"{world.folder / 'mine.py'} could not be written.")
    assert "\n" not in world.said[-1]
    assert not (world.folder / "mine.py").exists()


def test_what_there_is_nothing_of_is_said(world: World) -> None:
    world.take_away.script()
    world.take_away.onnx()
    world.take_away.activations()
    assert world.said == [
        "Dense has no network to be saved yet.",
        "Dense has no network to be saved yet.",
        "No variant in sight has a network to look into yet.",
    ]
    empty = fabricated.session("Dense")
    other = TakeAway(empty, world.shelf, world.loading, world.experiment, print, world.window)
    other.said.connect(world.said.append)
    other.figure(), other.report(), other.show_differences()
    assert world.said[3:] == [
        "There are no results yet: no noise sweep has come to its end.",
        "There are no results yet: no noise sweep has come to its end.",
        "There is only one variant: add another to compare it with.",
    ]


# --- doing it again ---------------------------------------------------------------------------------------------------


def test_the_command_and_the_file_are_the_same_experiment(world: World) -> None:
    path = world.save("mine.toml", world.take_away.save_toml)
    assert read_experiment(path) == world.experiment()
    world.take_away.copy_command()
    text = QApplication.clipboard().text()
    command = text.splitlines()[-1].replace("experiment.toml", shlex.quote(str(path)))
    assert experiment_of(parse(shlex.split(command)[1:])) == world.experiment()


def test_a_link_brings_another_window_to_the_same(world: World, qtbot: QtBot) -> None:
    world.session.set_noise(35)
    world.session.set_digit(12)
    world.session.set_pattern(3)
    world.session.set_shown(world.session.items[2].id, False)
    world.take_away.copy_link()
    link = QApplication.clipboard().text()
    other = Session()
    other.set_digit_count(360)
    there = TakeAway(other, world.shelf, world.loading, world.experiment, print, world.window)
    there.open_link(link)
    assert [item.variant for item in other.items] == [item.variant for item in world.session.items[:2]]
    assert (other.seeds, other.noise, other.digit, other.pattern) == (3, 35, 12, 3)
    there.open_link(link)
    assert len(other.items) == 2  # the same again adds nothing


def test_opening_a_link_is_one_step_to_undo_and_asks_for_its_data(world: World) -> None:
    undo = Undo(world.session)
    before = world.session.state()
    shared = Shared(
        (Variant("New", presets()["dense"].variant.network),), "mnist", noise=NoiseConfig("blur"), level=20
    )
    world.take_away.open_link(write_link(shared))
    assert world.asked_for == ["mnist"]
    assert world.session.selected.variant.name == "New"
    undo.undo()
    assert world.session.state() == before


def test_a_pasted_link_that_is_none_is_one_line(world: World) -> None:
    QApplication.clipboard().setText("no link")
    world.take_away.ask_for_link()
    dialog = world.dialog()
    assert isinstance(dialog, QInputDialog)
    assert dialog.textValue() == ""
    dialog.setTextValue("sparse-explorer:9/abc")
    dialog.accept()
    assert world.said == ["The link could not be opened. link: it is of version 9; this program reads 1"]
    QApplication.clipboard().setText(write_link(Shared(variants("article"))))
    world.take_away.ask_for_link()
    assert read_link(world.dialog().textValue()).variants == variants("article")


def test_what_cannot_be_shared_is_said(world: World) -> None:
    world.session.set_dataset("folder:/mine")
    world.take_away.copy_link()
    assert "'folder:/mine' cannot be shared" in world.said[-1]


def test_the_choices_are_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_window) -> None:
    monkeypatch.setenv("SPARSE_EXPLORER_HOME", str(tmp_path))
    window = open_window()
    window.take_away.figure_choices = {"theme": "dark", "width": "double"}
    window.save()
    stored = json.loads((tmp_path / "session.json").read_text(encoding="utf-8"))
    assert stored["layout"]["figure"] == {"theme": "dark", "width": "double"}
    assert open_window().take_away.figure_choices == {"theme": "dark", "width": "double"}
