"""The whole window on the real engine: what a script may rely on, and both directions of what is linked."""

import csv
import dataclasses
from collections.abc import Callable
from pathlib import Path

import fabricated
import numpy as np
import pytest
from all_stages import make_all, part
from pyqtgraph import PlotWidget
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QFileDialog,
    QMessageBox,
    QProgressBar,
    QSlider,
    QTableView,
    QWidget,
)

from sparse_explorer.app.model.shelf import Place
from sparse_explorer.app.window.main_window import MainWindow
from sparse_explorer.cli import main
from sparse_explorer.data.datasets import load
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.experiment_file import write_experiment
from sparse_explorer.experiment.results.reports import LayerDutyCycles

WIDGETS = {
    "variant_list": QWidget,
    "add_variant_button": QAbstractButton,
    "duplicate_variant_button": QAbstractButton,
    "remove_variant_button": QAbstractButton,
    "sparse_conv_switch": QAbstractButton,
    "k_winners_switch": QAbstractButton,
    "sparse_linear_switch": QAbstractButton,
    "epochs_spin": QWidget,
    "dataset_combo": QWidget,
    "device_combo": QWidget,
    "train_button": QAbstractButton,
    "pause_button": QAbstractButton,
    "stop_button": QAbstractButton,
    "training_progress": QProgressBar,
    "loss_plot": PlotWidget,
    "noise_plot": PlotWidget,
    "evaluate_button": QAbstractButton,
    "results_table": QTableView,
    "noise_slider": QSlider,
    "noise_spin": QWidget,
    "digit_index_spin": QWidget,
    "random_digit_button": QAbstractButton,
    "digit_view": QWidget,
    "prediction_view": QWidget,
    "activation_view": QWidget,
    "weight_view": QWidget,
    "duty_cycle_view": PlotWidget,
    "epoch_slider": QSlider,
    "activations_tab": QAbstractButton,
    "weights_tab": QAbstractButton,
    "boosting_tab": QAbstractButton,
    "theory_view": PlotWidget,
    "theory_tab": QAbstractButton,
}
ACTIONS = ("export_csv_action", "export_plot_action", "train_action", "quit_action")


@pytest.fixture
def open_window(open_window, qtbot) -> Callable[[], MainWindow]:
    """Opens windows, and waits until their data is loaded."""

    def open_one() -> MainWindow:
        window = open_window(engine=True)
        window.show()
        window.resize(1440, 900)  # on the small screen of the tests columns would be behind each other
        qtbot.waitUntil(lambda: find(window, "train_button").isEnabled(), timeout=60_000)
        return window

    return open_one


@pytest.fixture
def window(open_window) -> MainWindow:
    return open_window()


def find(window: MainWindow, name: str):
    return part(window, name)


def click(qtbot, window: MainWindow, name: str) -> None:
    qtbot.mouseClick(find(window, name), Qt.MouseButton.LeftButton)


def train_briefly(window: MainWindow, qtbot, epochs: int = 1, small: bool = True) -> None:
    for item in list(window.session.items):
        network = item.variant.network
        training = dataclasses.replace(item.variant.training, epochs=epochs)
        window.session.configure(item.id, fabricated.small(network) if small else network, training)
    with qtbot.waitSignal(window.training.idle, timeout=120_000):
        click(qtbot, window, "train_button")


def test_everything_has_its_name(window: MainWindow) -> None:
    make_all(window)
    for name, kind in WIDGETS.items():
        assert isinstance(window.findChild(kind, name), kind), name
        assert len(window.findChildren(kind, name)) == 1, name
    for name in ACTIONS:
        assert isinstance(window.findChild(QAction, name), QAction), name
    slider = find(window, "noise_slider")
    assert (slider.minimum(), slider.maximum()) == (0, 100)
    assert all(
        find(window, f"{name}_switch").isCheckable() for name in ("sparse_conv", "k_winners", "sparse_linear")
    )


def test_a_first_start_waits_for_one_button(window: MainWindow, qtbot) -> None:
    assert [item.variant.name for item in window.session.items] == ["Dense", "Sparse"]
    assert find(window, "train_button").isEnabled()
    assert not find(window, "pause_button").isEnabled()
    assert not find(window, "results_table").isVisible()
    qtbot.waitUntil(lambda: window.inspector_pane.shows(window.session.digit, window.session.noise))
    digit = load("digits").test_images[window.session.digit] / 255
    assert np.abs(find(window, "clean_digit_view").image() - digit.numpy()).max() < 1e-6
    answers = find(window, "prediction_view")
    assert answers.answers() == {}
    assert [answers.verdict(row) for row in (0, 1)] == ["not trained yet"] * 2


def test_train_fills_curves_table_and_inspector(window: MainWindow, qtbot) -> None:
    train_briefly(window, qtbot)
    table = find(window, "results_table")
    click(qtbot, window, "compare_stage_button")
    assert table.isVisible()
    assert table.model().rowCount() == 2
    assert table.model().columnCount() == 17
    for item in window.session.items:
        record = window.session.record(item.id)
        assert record.history.finished
        assert len(record.history.levels("article")) == 17
    predictions = find(window, "prediction_view")
    qtbot.waitUntil(lambda: set(predictions.answers()) == {"Dense", "Sparse"}, timeout=10_000)


def test_slider_plot_spin_and_session_agree_whoever_moves(window: MainWindow, qtbot) -> None:
    slider, spin, plot = find(window, "noise_slider"), find(window, "noise_spin"), window.curves_pane.plot
    for move in (
        lambda: window.session.set_noise(20),
        lambda: slider.setValue(41),
        lambda: spin.setValue(63),
        lambda: plot.noise_moved.emit(77),
    ):
        move()
        assert slider.value() == spin.value() == plot.noise() == window.session.noise
    qtbot.waitUntil(lambda: window.inspector_pane.shows(0, 77), timeout=10_000)


def test_keyboard_moves_the_slider(window: MainWindow, qtbot) -> None:
    slider = find(window, "noise_slider")
    slider.setValue(50)
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    qtbot.keyClick(slider, Qt.Key.Key_PageUp)
    assert window.session.noise == 56
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert window.session.noise == 0


def test_a_switch_changes_the_untrained_variant_and_the_session_moves_the_switch(
    window: MainWindow, qtbot
) -> None:
    sparse = window.session.selected
    click(qtbot, window, "k_winners_switch")
    assert not sparse.variant.network.k_winners
    network = dataclasses.replace(sparse.variant.network, sparse_conv=False)
    window.session.configure(sparse.id, network, sparse.variant.training)
    assert not find(window, "sparse_conv_switch").isChecked()
    window.session.select(window.session.items[0].id)
    assert not find(window, "sparse_linear_switch").isChecked()


def test_changing_a_trained_variant_leaves_it_and_adds_a_copy(window: MainWindow, qtbot) -> None:
    train_briefly(window, qtbot)
    trained = window.session.selected
    click(qtbot, window, "k_winners_switch")
    assert trained.variant.network.k_winners
    assert window.session.record(trained.id).history.finished
    assert len(window.session.items) == 3
    assert not window.session.selected.variant.network.k_winners
    assert window.session.record(window.session.selected_id) is None


def test_epochs_reach_the_variant_and_automatic_comes_back(window: MainWindow) -> None:
    spin = find(window, "epochs_spin")
    spin.setValue(3)
    assert window.session.selected.variant.training.epochs == 3
    assert spin.text() == "3"
    spin.setValue(spin.minimum())
    assert window.session.selected.variant.training.epochs is None
    assert spin.text() == "auto (30)"


def test_a_bad_value_is_marked_and_train_is_off_until_it_is_mended(window: MainWindow, qtbot) -> None:
    pane = window.model_pane
    pane._edit("network.convs[0].k", 99_999)
    assert not pane.valid
    assert not find(window, "train_button").isEnabled()
    assert not window.findChild(QAction, "train_action").isEnabled()
    assert "1 ... 4320" in find(window, "cost_label").text()
    assert window.session.selected.variant.network.convs[0].k == 100
    pane._edit("network.convs[0].k", 200)
    assert find(window, "train_button").isEnabled()
    assert window.session.selected.variant.network.convs[0].k == 200


def test_add_duplicate_and_remove(window: MainWindow, qtbot) -> None:
    click(qtbot, window, "duplicate_variant_button")
    assert [item.variant.name for item in window.session.items] == ["Dense", "Sparse", "Sparse 2"]
    find(window, "add_variant_button").menu().actions()[2].trigger()
    assert window.session.selected.variant.name == "k-winners"
    click(qtbot, window, "remove_variant_button")
    click(qtbot, window, "remove_variant_button")
    assert [item.variant.name for item in window.session.items] == ["Dense", "Sparse"]


def test_removing_everything_leaves_sentences_not_errors(window: MainWindow, qtbot) -> None:
    for _ in range(2):
        click(qtbot, window, "remove_variant_button")
    assert not find(window, "remove_variant_button").isEnabled()
    click(qtbot, window, "train_button")
    click(qtbot, window, "evaluate_button")
    assert not window.training.busy
    assert window.errors.dialog is None


def test_the_exported_csv_is_what_the_command_line_writes(
    window: MainWindow, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find(window, "seeds_spin").setValue(2)
    train_briefly(window, qtbot)
    chosen = tmp_path / "from-window.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(chosen), ""))
    window.findChild(QAction, "export_csv_action").trigger()
    same = Experiment(variants=tuple(item.variant for item in window.session.items), seeds=2)
    (tmp_path / "same.toml").write_text(write_experiment(same), encoding="utf-8")
    assert main(["run", f"--config={tmp_path / 'same.toml'}", f"--output={tmp_path / 'cli'}"]) == 0
    with chosen.open(newline="") as mine, (tmp_path / "cli" / "results.csv").open(newline="") as theirs:
        assert list(csv.reader(mine)) == list(csv.reader(theirs))


def test_an_export_that_fails_is_told_and_leaves_nothing(
    window: MainWindow, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_briefly(window, qtbot)
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "file" / "x.csv"), ""))
    window.findChild(QAction, "export_csv_action").trigger()
    assert window.errors.dialog is not None
    window.errors.dialog.close()
    assert (tmp_path / "file").read_text() == "in the way"


def test_stop_keeps_the_part_and_train_goes_on(window: MainWindow, qtbot) -> None:
    item = window.session.items[0]
    training = dataclasses.replace(item.variant.training, epochs=200)
    window.session.configure(item.id, item.variant.network, training)
    click(qtbot, window, "train_button")
    qtbot.waitUntil(
        lambda: (r := window.session.record(item.id)) is not None and r.history.step > 0, timeout=20_000
    )
    with qtbot.waitSignal(window.training.idle, timeout=20_000):
        click(qtbot, window, "stop_button")
    stopped = window.session.record(item.id).history.step
    assert 0 < stopped < window.session.record(item.id).history.steps
    click(qtbot, window, "train_button")
    qtbot.waitUntil(lambda: window.session.record(item.id).history.step > stopped, timeout=20_000)
    window.training.stop()
    qtbot.waitUntil(lambda: not window.training.busy, timeout=20_000)
    assert len(window.session.record(item.id).history.losses) == window.session.record(item.id).history.step


def test_everything_is_there_again_after_a_restart(open_window, qtbot) -> None:
    window = open_window()
    train_briefly(window, qtbot)
    window.session.set_noise(35)
    window.session.set_digit(17)
    window.session.rename(window.session.items[0].id, "Mine")
    predictions = find(window, "prediction_view")
    qtbot.waitUntil(
        lambda: window.inspector_pane.shows(17, 35) and "Mine" in predictions.answers(), timeout=10_000
    )
    answers = predictions.answers()
    results = [run for run in window.session.results()]
    window.close()

    again = open_window()
    assert [item.variant.name for item in again.session.items] == ["Mine", "Sparse"]
    assert (again.session.noise, again.session.digit) == (35, 17)
    assert again.session.results() == results
    qtbot.waitUntil(lambda: find(again, "prediction_view").answers() == answers, timeout=20_000)
    assert find(again, "results_table").model().rowCount() == 2
    assert all(again.session.record(item.id).history.finished for item in again.session.items)


def test_boosting_is_seen_epoch_by_epoch_and_again_after_a_restart(open_window, qtbot) -> None:
    window = open_window()
    click(qtbot, window, "boosting_tab")
    train_briefly(window, qtbot, epochs=3)
    dense, sparse = window.session.items
    conv = [epoch.layers[0] for epoch in window.session.record(sparse.id).history.epochs]
    assert len(conv) == 3
    assert find(window, "entropy_label").text() == entropy(conv[2])
    newest = find(window, "duty_cycle_view").shown
    assert sum(newest.counted.counts) == 4
    qtbot.keyClick(find(window, "epoch_slider"), Qt.Key.Key_Home)
    assert find(window, "entropy_label").text() == entropy(conv[0]) != entropy(conv[2])
    assert find(window, "duty_cycle_view").shown != newest
    window.session.select(dense.id)
    assert find(window, "duty_cycle_view").shown is None
    assert not find(window, "epoch_slider").isVisible()
    window.session.select(sparse.id)
    assert find(window, "entropy_label").text() == entropy(conv[0])
    with qtbot.waitSignal(window.training.idle, timeout=60_000):
        window.evaluate()  # sweeps leave it alone
    assert find(window, "entropy_label").text() == entropy(conv[0])
    window.close()

    again = open_window()
    click(qtbot, again, "explain_stage_button")
    click(qtbot, again, "boosting_tab")
    qtbot.waitUntil(lambda: find(again, "entropy_label").text() == entropy(conv[2]), timeout=20_000)
    assert find(again, "duty_cycle_view").shown == newest
    assert find(again, "epoch_slider").isVisible()


def entropy(layer: LayerDutyCycles) -> str:
    share = 100 * layer.entropy / layer.max_entropy
    return f"entropy {layer.entropy:,.0f} of at most {layer.max_entropy:,.0f} bits, {share:.0f} %"


def test_closing_while_training_asks_once_and_keeps_what_was_learned(open_window, qtbot) -> None:
    window = open_window()
    item = window.session.items[0]
    training = dataclasses.replace(item.variant.training, epochs=500)
    window.session.configure(item.id, item.variant.network, training)
    click(qtbot, window, "train_button")
    qtbot.waitUntil(
        lambda: (r := window.session.record(item.id)) is not None and r.history.step > 0, timeout=20_000
    )
    window.close()
    assert window.isVisible()
    dialog = window.findChild(QMessageBox, "close_dialog")
    dialog.button(QMessageBox.StandardButton.Cancel).click()
    assert window.isVisible()
    assert window.training.busy
    window.close()
    dialog = [box for box in window.findChildren(QMessageBox, "close_dialog") if box.isVisible()][-1]
    dialog.defaultButton().click()
    assert not window.isVisible()
    step = window.session.record(item.id).history.step
    again = open_window()
    qtbot.waitUntil(lambda: again.shelf.get(Place(item.id, "digits", 0)) is not None, timeout=20_000)
    assert again.session.record(item.id).history.step >= step > 0


def test_a_failure_in_a_slot_is_told_and_the_window_lives(window: MainWindow, qtbot) -> None:
    window.errors.reported.emit("Something went wrong.", "Traceback\nValueError: no")
    assert "no" in window.errors.dialog.informativeText()
    window.errors.dialog.close()
    window.session.set_noise(12)
    assert find(window, "noise_slider").value() == 12


def test_a_data_set_that_cannot_be_loaded_is_told_and_the_bundled_one_comes_back(
    window: MainWindow, qtbot, tmp_path: Path
) -> None:
    window.session.set_dataset(f"folder:{tmp_path}")
    qtbot.waitUntil(lambda: window.errors.dialog is not None, timeout=20_000)
    assert str(tmp_path) in window.errors.dialog.informativeText()
    window.errors.dialog.close()
    qtbot.waitUntil(lambda: find(window, "train_button").isEnabled(), timeout=20_000)
    assert window.session.dataset == "digits"


def test_a_broken_session_is_put_aside_and_told(open_window, own_home: Path, qtbot) -> None:
    (own_home / "session.json").write_text("{ broken")
    window = open_window()
    assert len(window.session.items) == 2
    qtbot.waitUntil(lambda: window.errors.dialog is not None, timeout=5000)
    window.errors.dialog.close()
    assert (own_home / "session.broken.json").exists()


def test_a_lost_network_makes_its_variant_untrained_again(open_window, own_home: Path, qtbot) -> None:
    window = open_window()
    train_briefly(window, qtbot)
    first = window.session.items[0].id
    window.close()
    (own_home / "variants" / first / "digits" / "seed-0" / "weights.safetensors").write_bytes(b"rubbish")
    again = open_window()
    qtbot.waitUntil(lambda: again.errors.dialog is not None, timeout=20_000)
    again.errors.dialog.close()
    assert again.session.record(first) is None
    assert again.session.record(again.session.items[1].id).history.finished


def test_a_broken_session_costs_no_trained_network(open_window, own_home: Path, qtbot) -> None:
    window = open_window()
    train_briefly(window, qtbot)
    kept = sorted((own_home / "variants").iterdir())
    assert len(kept) == 2
    window.close()
    (own_home / "session.json").write_text("{ broken")
    again = open_window()
    qtbot.waitUntil(lambda: again.errors.dialog is not None, timeout=5000)
    again.errors.dialog.close()
    again.close()
    assert sorted((own_home / "variants").iterdir()) == kept


def test_what_was_removed_is_deleted_when_the_window_closes(open_window, own_home: Path, qtbot) -> None:
    window = open_window()
    train_briefly(window, qtbot)
    gone, stays = (item.id for item in window.session.items)
    window.session.remove(gone)
    window.close()
    assert [folder.name for folder in (own_home / "variants").iterdir()] == [stays]


def test_cancelling_a_sweep_leaves_the_trainings_that_wait(window: MainWindow, qtbot) -> None:
    for item in list(window.session.items):
        training = dataclasses.replace(item.variant.training, epochs=1)
        window.session.configure(item.id, item.variant.network, training)
    click(qtbot, window, "train_button")
    qtbot.waitUntil(lambda: window.training.activity.kind == "sweep", timeout=60_000)
    with qtbot.waitSignal(window.training.idle, timeout=60_000):
        window.evaluate()
    assert all(window.session.record(item.id).history.finished for item in window.session.items)


def test_the_number_of_seeds_goes_both_ways(window: MainWindow) -> None:
    spin = find(window, "seeds_spin")
    spin.setValue(4)
    assert window.session.seeds == 4
    window.session.set_seeds(2)
    assert spin.value() == 2


def test_the_noise_slider_moves_the_mark_in_the_theory(window: MainWindow, qtbot) -> None:
    plot, page = find(window, "theory_view"), window.inside_pane.theory
    click(qtbot, window, "explain_stage_button")
    click(qtbot, window, "theory_tab")
    assert plot.isVisible()
    train_briefly(window, qtbot)
    dense, sparse = (item.id for item in window.session.items)
    window.session.select(sparse)
    shown = []
    for noise in (0, 80):
        find(window, "noise_slider").setValue(noise)
        qtbot.waitUntil(lambda: f" {noise} % noise" in page.words(), timeout=10_000)  # noqa: B023
        (layer,) = plot._layers
        assert (layer.n, layer.k) == (576, 40)
        shown.append((layer.kept, plot.mark_position(0).y()))
    assert shown[0][0] == 40 > shown[1][0]
    assert shown[0][1] > shown[1][1] + 10
    window.session.select(dense)
    assert plot._empty.isVisible()
    click(qtbot, window, "activations_tab")
    assert not plot.isVisible()
