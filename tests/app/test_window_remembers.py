"""The window over restarts and while it loads, without the engine where that is not what is looked at."""

import dataclasses
import json
import os
from collections.abc import Callable
from pathlib import Path

import fabricated
import pytest
from all_stages import part
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QLabel, QToolButton, QWidget

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.session_reader import LAYOUT
from sparse_explorer.app.model.session_store import session_text
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.app.window.main_window import MainWindow
from sparse_explorer.experiment.results.reports import Divergence, TrainingReport
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.experiment.runs.store import TrainedVariant, save_variant

Open = Callable[..., MainWindow]


@pytest.fixture
def open_window(open_window) -> Open:
    """Opens windows, and shows them."""

    def open_one(engine: bool = False) -> MainWindow:
        window = open_window(engine)
        window.show()
        return window

    return open_one


def store(home: Path, session: Session) -> None:
    (home / "session.json").write_text(session_text(session, LAYOUT), encoding="utf-8")


def put_on_disk(home: Path, session: Session, place: int, dataset: str = "digits") -> None:
    """Make a variant trained, and put its network where it belongs."""
    item = session.items[place]
    fabricated.trained(item, 95.0, dataset)
    save_variant(
        home / "variants" / item.id / dataset / "seed-0",
        TrainedVariant(
            item.variant,
            dataset,
            0,
            new_network(item.variant, 0).state_dict(),
            history=item.runs[dataset, 0].history,
        ),
    )


@pytest.fixture
def trained(own_home: Path, qapp) -> Session:
    """A stored session whose two variants are trained on the digits, and their networks."""
    made = fabricated.session("Dense", "Sparse")
    for place in range(2):
        put_on_disk(own_home, made, place)
    store(own_home, made)
    return made


def find(window: MainWindow, name: str) -> QWidget:
    return part(window, name)


def bar(window: MainWindow) -> str:
    return window.statusBar().currentMessage()


def wait_until_ready(window: MainWindow, qtbot) -> None:
    qtbot.waitUntil(lambda: find(window, "train_button").isEnabled(), timeout=60_000)


# --- what is remembered -----------------------------------------------------------------------------------------------


def test_page_scale_quantity_and_smoothing_are_there_again(open_window: Open) -> None:
    window = open_window()
    find(window, "theory_tab").click()
    window.findChild(QToolButton, "log_scale_button").click()
    smoothing = window.findChild(QComboBox, "smoothing_combo")
    smoothing.setCurrentIndex(3)
    window.close()
    again = open_window()
    assert again.inside_pane.page_name() == "theory_tab"
    assert again.findChild(QToolButton, "log_scale_button").isChecked()
    assert again.findChild(QComboBox, "smoothing_combo").currentData() == 50
    again.findChild(QToolButton, "log_scale_button").click()
    again.findChild(QToolButton, "accuracy_button").click()
    again.close()
    last = open_window()
    assert not last.findChild(QToolButton, "log_scale_button").isChecked()
    assert last.findChild(QToolButton, "accuracy_button").isChecked()


def test_a_change_is_saved_before_the_window_closes(open_window: Open, own_home: Path, qtbot) -> None:
    window = open_window()
    window.core._save_timer.setInterval(0)
    window.session.set_noise(7)
    qtbot.waitUntil(lambda: (own_home / "session.json").exists(), timeout=5000)
    assert json.loads((own_home / "session.json").read_text())["noise"] == 7


# --- sessions that cannot be read -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data["variants"].append(dict(data["variants"][0])),
        lambda data: data["layout"].update(stages=None),
        lambda data: data["layout"].update(stages=3, geometry=7, version="x"),
        lambda data: data["layout"].update(version=4, geometry="!!!", stages={"side": "x", "stages": 7}),
        lambda data: data.update(noise_config=None, selected=[], digit=10**30),
        lambda data: data["variants"][0].update(color="x", records=[]),
    ],
)
def test_a_session_that_is_partly_broken_opens_and_says_what_was_wrong(
    open_window: Open, own_home: Path, trained: Session, qtbot, spoil
) -> None:
    data = json.loads((own_home / "session.json").read_text())
    spoil(data)
    content = json.dumps(data)
    (own_home / "session.json").write_text(content)
    window = open_window()
    assert {item.variant.name for item in window.session.items} >= {"Dense", "Sparse"}
    if data["layout"].get("geometry") != "!!!":  # which is text, as it should be
        qtbot.waitUntil(lambda: window.errors.dialog is not None, timeout=5000)
        assert window.errors.dialog.text().startswith("Parts of the last session could not be read.")
        assert "session.broken.json" in window.errors.dialog.text()
        window.errors.dialog.close()
        assert (own_home / "session.broken.json").read_text() == content
    window.close()
    assert open_window().errors.dialog is None
    assert not (own_home / "session.broken-2.json").exists()


def test_nothing_is_saved_over_a_file_that_could_not_be_set_aside(
    open_window: Open, own_home: Path, monkeypatch: pytest.MonkeyPatch, qtbot
) -> None:
    (own_home / "session.json").write_text("mine")

    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)
    window = open_window()
    qtbot.waitUntil(lambda: window.errors.dialog is not None, timeout=5000)
    window.errors.dialog.close()
    assert not window.save()
    assert "The session is not saved" in bar(window)
    window.close()
    assert (own_home / "session.json").read_text() == "mine"


def test_a_session_that_cannot_be_saved_is_explained(open_window: Open, own_home: Path) -> None:
    window = open_window()
    (own_home / "session.json").mkdir()
    (own_home / "session.json" / "file").write_text("in the way")
    assert not window.save()
    window.messages.set_status("Loading …")
    assert bar(window).startswith("The session could not be saved in")
    window.close()
    os.rename(own_home / "session.json", own_home / "aside")


def test_networks_that_a_broken_session_does_not_name_are_offered(
    open_window: Open, own_home: Path, trained: Session, qtbot
) -> None:
    (own_home / "session.json").write_text("{ broken")
    window = open_window(engine=True)
    qtbot.waitUntil(lambda: window.orphans.dialog is not None, timeout=60_000)
    window.errors.dialog.close()
    assert window.orphans.dialog.text().startswith("2 trained networks are on disk")
    next(button for button in window.orphans.dialog.buttons() if button.text() == "Bring back").click()
    ids = {item.id for item in trained.items}
    qtbot.waitUntil(
        lambda: all(window.shelf.get(Place(each, "digits", 0)) is not None for each in ids), timeout=60_000
    )
    assert [item.variant.name for item in window.session.items][2:] in (
        ["Dense 2", "Sparse 2"],
        ["Sparse 2", "Dense 2"],
    )
    assert all(window.session.record(each).history.losses for each in ids)


# --- while it loads ---------------------------------------------------------------------------------------------------


def test_before_the_engine_is_there_nothing_says_untrained(open_window: Open, trained: Session) -> None:
    window = open_window()
    window.session.select(window.session.items[1].id)
    said = find(window, "prediction_view").accessibleDescription()
    assert said.count("loading …") == 2
    words = " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())
    assert "not trained" not in said + words
    assert "Press Train all" not in words
    rows = window.variants_pane.list.variants.rows()
    assert [row.status for row in rows] == ["loading …", "loading …"]


def test_curves_and_results_are_there_before_the_engine(
    open_window: Open, trained: Session, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sparse_explorer.app.background import loading_jobs

    monkeypatch.setattr(loading_jobs, "load_engine", lambda: iter(()))  # it never comes
    window = open_window(engine=True)
    qtbot.waitUntil(lambda: len(window.training_pane.plot.traces) == 2, timeout=20_000)
    assert window.session.loading
    assert window.shelf.places() == []
    window.layout_.show_stage("compare")
    assert find(window, "results_table").isVisible()
    rows = window.variants_pane.list.variants.rows()
    assert [(row.status, row.clean) for row in rows] == [("", 95.0), ("", 95.0)]


def test_weights_are_those_of_the_data_set_in_use_after_a_restart_and_after_each_change(
    open_window: Open, trained: Session, own_home: Path, few_digits, qtbot
) -> None:
    put_on_disk(own_home, trained, 1, "mnist")
    trained.select(trained.items[1].id)
    store(own_home, trained)
    window = open_window(engine=True)
    window.inside_pane.turn_to_name("weights_tab")
    heard: list[tuple[str, str]] = []
    window.inspector.weights_changed.connect(lambda who, where, _: heard.append((who, where)))
    sparse = trained.items[1].id
    wait_until_ready(window, qtbot)
    qtbot.waitUntil(lambda: heard == [(sparse, "digits")], timeout=20_000)
    monkey = window.loading
    monkey.load_dataset = lambda: None  # type: ignore[method-assign]  # there is no MNIST here
    window.session.set_dataset("mnist")
    qtbot.waitUntil(lambda: heard[-1] == (sparse, "mnist"), timeout=20_000)
    window.session.set_dataset("kmnist")
    assert window.inside_pane.weights.why_no_network("untrained") == "untrained"
    window.session.set_dataset("digits")
    qtbot.waitUntil(lambda: heard[-1] == (sparse, "digits"), timeout=20_000)
    assert len(heard) == 3


def test_ctrl_t_while_loading_is_remembered(open_window: Open, own_home: Path, qtbot) -> None:
    made = fabricated.session("Dense")
    item = made.items[0]
    item.variant = dataclasses.replace(
        item.variant, training=dataclasses.replace(item.variant.training, epochs=1)
    )
    store(own_home, made)
    window = open_window()
    action = window.findChild(QAction, "train_action")
    assert action.shortcut() == QKeySequence("Ctrl+T")
    action.trigger()
    assert window.training.activity.requested
    assert window.top_bar.progress.toolTip() == "training starts once everything is loaded"
    assert window.top_bar.findChild(QLabel, "activity_label").isVisible()
    assert window.findChild(QAction, "stop_action").isEnabled()
    assert not find(window, "train_button").isEnabled()
    window._load_started = False
    with qtbot.waitSignal(window.training.idle, timeout=120_000):
        window._load_once()
    assert window.session.record(window.session.items[0].id).history.finished


def test_what_was_asked_for_while_loading_does_not_hold_the_window_open(open_window: Open) -> None:
    window = open_window()
    window.findChild(QAction, "train_action").trigger()
    window.close()
    assert not window.isVisible()


# --- data sets --------------------------------------------------------------------------------------------------------


def choose_data(window: MainWindow, name: str) -> None:
    combo = window.findChild(QComboBox, "dataset_combo")
    index = combo.findData(name)
    combo.setCurrentIndex(index)
    combo.activated.emit(index)


def test_a_download_is_asked_about_and_no_costs_nothing(
    open_window: Open, own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPARSE_EXPLORER_DATA", str(tmp_path))
    window = open_window()
    stopped: list[bool] = []
    monkeypatch.setattr(window.training, "stop", lambda: stopped.append(True))
    choose_data(window, "mnist")
    combo = window.findChild(QComboBox, "dataset_combo")
    assert combo.currentData() == "digits"
    assert "11.6 MB" in window.datasets.dialog.text()
    window.datasets.dialog.reject()
    assert (window.session.dataset, combo.currentData(), stopped) == ("digits", "digits", [])
    choose_data(window, "mnist")
    next(button for button in window.datasets.dialog.buttons() if button.text() == "Download").click()
    assert (window.session.dataset, combo.currentData()) == ("mnist", "mnist")


def test_the_last_sessions_data_set_that_is_gone_is_asked_about(
    open_window: Open, own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot
) -> None:
    monkeypatch.setenv("SPARSE_EXPLORER_DATA", str(tmp_path))
    made = fabricated.session("Dense")
    made.set_dataset("mnist")
    store(own_home, made)
    window = open_window(engine=True)
    qtbot.waitUntil(lambda: window.datasets.dialog is not None, timeout=60_000)
    assert "MNIST is not on this computer" in window.datasets.dialog.text()
    window.datasets.dialog.reject()
    wait_until_ready(window, qtbot)
    assert window.session.dataset == "digits"
    assert list(tmp_path.iterdir()) == []


def test_that_training_was_stopped_is_seen_although_a_data_set_loads(
    open_window: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window = open_window()
    window.loading._engine = True
    monkeypatch.setattr(type(window.training), "at_work", property(lambda self: True))
    monkeypatch.setattr(window.loading, "_work", lambda what, job: None)
    window.session.set_dataset(f"folder:{tmp_path}")
    assert bar(window) == "Training was stopped; what was learned is kept."
    monkeypatch.undo()


# --- a training that diverges -----------------------------------------------------------------------------------------


def test_one_that_diverged_says_so_again_after_a_restart(open_window: Open, own_home: Path, qtbot) -> None:
    made = fabricated.session("Dense", "Sparse")
    dense = made.items[0]
    diverged = Divergence("NaN", 1, 12, 46, 10.0, 0.5)
    made.add_training(
        Place(dense.id, "digits", 0), TrainingReport(1, 2, 11, 46, (2.0,) * 11, diverged=diverged)
    )
    weights = {
        name: value * float("nan") if value.is_floating_point() else value
        for name, value in new_network(dense.variant, 0).state_dict().items()
    }
    save_variant(
        own_home / "variants" / dense.id / "digits" / "seed-0",
        TrainedVariant(dense.variant, "digits", 0, weights, history=made.record(dense.id).history),
    )
    store(own_home, made)
    window = open_window(engine=True)
    wait_until_ready(window, qtbot)
    window.session.select(dense.id)
    assert window.variants_pane.list.variants.rows()[0].problem == "diverged at step 12"
    assert window.session.record(dense.id).history.losses == [2.0] * 11
    said = find(window, "prediction_view").accessibleDescription()
    assert "diverged at step 12" in said
    assert "wrong" not in said
    assert window.errors.dialog is None
    assert not find(window, "results_table").isVisible()
    window.findChild(QAction, "train_selected_action").trigger()
    assert bar(window).startswith("Dense: the loss became NaN at step 12 of 46; try a smaller learning rate")


def test_removing_the_selected_trained_variant_with_its_activations_in_front(
    open_window: Open, own_home: Path, qtbot
) -> None:
    window = open_window()
    session = window.session
    fabricated.trained(session.items[1], 95.0)
    session.select(session.items[1].id)
    window.inside_pane.turn_to_name("activations_tab")
    session.set_digit_count(20)
    seen = fabricated.inspection(session, (1, 1), (1, 2))
    window.inspector.inspected.emit(seen)
    for _ in range(2):
        find(window, "remove_variant_button").click()
    assert session.items == []
    window.findChild(QAction, "undo_remove_action").trigger()
    assert len(session.items) == 1
