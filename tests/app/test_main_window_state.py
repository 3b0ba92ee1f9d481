"""What the window keeps, saves, restores and hands on, with the engine left out."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import fabricated
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox, QWidget

from sparse_explorer.app.background.inspector import InspectorController
from sparse_explorer.app.background.loading_jobs import DataReady
from sparse_explorer.app.background.training import TrainingController
from sparse_explorer.app.model import session_store
from sparse_explorer.app.model.activity import SWEEP, TRAIN, Activity
from sparse_explorer.app.model.session_reader import LAYOUT
from sparse_explorer.app.qt import theme
from sparse_explorer.app.window import core
from sparse_explorer.app.window.main_window import LAYOUT_VERSION, MainWindow
from sparse_explorer.data.catalogue import describe


@pytest.fixture
def window(open_window) -> MainWindow:
    return open_window()


def stored(home: Path) -> dict[str, Any]:
    return json.loads((home / "session.json").read_text(encoding="utf-8"))


def status(window: MainWindow) -> str:
    return window.statusBar().currentMessage()


# --- saving -----------------------------------------------------------------------------------------------------------


def test_a_change_is_saved_a_moment_later(open_window, own_home: Path, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(core, "SAVE_AFTER_MS", 1)
    window = open_window()
    window.session.set_noise(37)
    path = own_home / "session.json"
    qtbot.waitUntil(lambda: path.exists() and stored(own_home)["noise"] == 37, timeout=5000)


def test_a_session_that_cannot_be_saved_is_told_and_no_network_is_deleted(
    window: MainWindow, own_home: Path, monkeypatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    gone = window.session.items[0].id
    (own_home / "variants" / gone).mkdir(parents=True)
    window.session.remove(gone)
    monkeypatch.setattr(session_store, "save_session", fail)
    assert window.save() is False
    assert status(window) == f"The session could not be saved in {own_home}"
    window.close()
    assert (own_home / "variants" / gone).exists()


def test_what_was_removed_is_deleted_once_the_session_is_saved(window: MainWindow, own_home: Path) -> None:
    gone = window.session.items[0].id
    (own_home / "variants" / gone).mkdir(parents=True)
    window.session.remove(gone)
    assert window.save() is True
    assert (own_home / "variants" / gone).exists()  # it may still come back
    window.session.set_noise(37)
    window.close()
    assert not (own_home / "variants" / gone).exists()
    assert stored(own_home)["noise"] == 37


def test_nothing_is_saved_over_what_could_not_be_set_aside(open_window, own_home: Path, monkeypatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    path = own_home / "session.json"
    path.write_text("{ broken")
    monkeypatch.setattr(Path, "rename", refuse)
    window = open_window()
    assert window.save() is False
    assert str(path) in status(window)
    window.close()
    assert path.read_text() == "{ broken"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("{ broken", "The last session could not be read."),
        ('{"format": 1, "noise": 101, "variants": []}', "Parts of the last session could not be read."),
    ],
)
def test_what_could_not_be_read_is_told_with_where_it_is(
    open_window, own_home: Path, qtbot, content: str, what: str
) -> None:
    (own_home / "session.json").write_text(content)
    window = open_window()
    qtbot.waitUntil(lambda: window.errors.dialog is not None, timeout=5000)
    assert window.errors.dialog.text() == f"{what} It is kept as {own_home / 'session.broken.json'}."
    window.errors.dialog.close()


def test_a_sound_session_is_read_without_a_word(open_window, own_home: Path, qtbot) -> None:
    open_window().close()
    again = open_window()
    done: list[bool] = []
    QTimer.singleShot(0, lambda: done.append(True))
    qtbot.waitUntil(lambda: bool(done), timeout=5000)
    assert again.errors.dialog is None


# --- how the window was left ------------------------------------------------------------------------------------------


def ticked(window: MainWindow) -> list[str]:
    return [action.data() for action in window.actions_._themes.actions() if action.isChecked()]


def test_the_window_is_there_again_as_it_was_left(open_window, own_home: Path) -> None:
    window = open_window()
    theme.theme().set_choice("dark")
    window.resize(700, 500)
    window.inside_pane.turn_to_name("weights_tab")
    view = {"log": True, "accuracy": True, "smoothing": window.training_pane._smoothing.itemData(1)}
    window.training_pane.set_view(view)
    window.orphans.declined = ["lost"]
    window.layout_.restore({**window.layout_.state(), "stage": "explain"})
    window.close()
    theme.theme().set_choice("light")

    again = open_window()
    assert theme.theme().choice == "dark"
    assert ticked(again) == ["dark"]
    assert (again.width(), again.height()) == (700, 500)
    assert again.inside_pane.page_name() == "weights_tab"
    assert again.training_pane.view() == view
    assert again.orphans.declined == ["lost"]
    assert again.layout_.stage.name == "explain"


def test_a_layout_of_another_version_is_left_alone(open_window, own_home: Path) -> None:
    window = open_window()
    usual = window.size()
    window.resize(700, 500)
    window.close()
    data = stored(own_home)
    assert data["layout"]["version"] == LAYOUT_VERSION
    assert set(data["layout"]) <= set(LAYOUT)
    data["layout"] |= {"version": LAYOUT_VERSION - 1, "theme": "dark", "page": "theory_tab"}
    (own_home / "session.json").write_text(json.dumps(data))
    again = open_window()
    assert again.size() == usual
    assert theme.theme().choice == "light"
    assert again.inside_pane.page_name() == "theory_tab"  # which is no matter of layout


def test_the_layout_is_reset_to_that_of_a_first_start(window: MainWindow) -> None:
    usual, state = window.size(), json.dumps(window.layout_.state())
    window.resize(700, 500)
    window.layout_.restore({**window.layout_.state(), "stage": "explain"})
    window.reset_layout()
    assert window.size() == usual
    assert json.dumps(window.layout_.state()) == state


# --- data that comes and goes -----------------------------------------------------------------------------------------


def ready(few_digits: Any, name: str = "digits") -> DataReady:
    return DataReady(name, few_digits, few_digits.test_images.numpy(), few_digits.test_labels.numpy())


def test_data_reaches_who_needs_it_and_leaves_them_again(
    window: MainWindow, few_digits, monkeypatch, qtbot
) -> None:
    told: list[tuple[str, Any]] = []
    for owner, name in (
        (window.digits, "set_images"),
        (window.inspector, "set_data"),
        (window.top_bar, "set_ready"),
        (window.actions_, "set_ready"),
        (window.training, "go_on"),
        (window.training, "stop"),
        (window.model_pane, "set_suggested_epochs"),
    ):
        kind = f"{type(owner).__name__}.{name}"
        monkeypatch.setattr(owner, name, lambda *given, kind=kind: told.append((kind, *given)))
    found = ready(few_digits)
    window.core.show_data(found)
    assert told == [
        ("Digits.set_images", found.test_images, found.test_labels, few_digits.class_names),
        ("InspectorController.set_data", few_digits),
        ("TopBar.set_ready", True),
        ("Actions.set_ready", True),
        ("TrainingController.go_on",),
    ]
    told.clear()
    window.session.dataset = "mnist"
    window.session.dataset_changed.emit()
    assert told == [
        ("InspectorController.set_data", None),
        ("TopBar.set_ready", False),
        ("Actions.set_ready", False),
        ("TrainingController.stop",),
        ("ModelPane.set_suggested_epochs", describe("mnist").epochs),
    ]


def test_auto_names_the_epochs_of_the_data_set_in_use(window: MainWindow) -> None:
    spin = window.findChild(QWidget, "epochs_spin")
    assert spin.text() == f"auto ({describe('digits').epochs})"
    window.session.set_dataset("mnist")
    assert spin.text() == f"auto ({describe('mnist').epochs})"


def test_nothing_is_trained_while_stored_networks_are_read(window: MainWindow, monkeypatch) -> None:
    window.loading.data = SimpleNamespace()
    assert window.core._data_to_train_on() is window.loading.data
    monkeypatch.setattr(type(window.loading), "restoring", True)
    assert window.core._data_to_train_on() is None


def test_trained_variants_are_loading_from_the_start_and_orphans_are_others(
    open_window, own_home: Path, monkeypatch
) -> None:
    window = open_window()
    for item in window.session.items:
        fabricated.trained(item, 90)
    ids = [item.id for item in window.session.items]
    window.close()
    again = open_window()
    started: list[int] = []
    monkeypatch.setattr(again.loading, "start", lambda: started.append(1))
    again._load_started = False
    again._load_once()
    again._load_once()
    assert started == [1]
    assert [item.id for item in again.session.items] == ids


# --- closing ----------------------------------------------------------------------------------------------------------


def question(window: MainWindow) -> QMessageBox:
    return [box for box in window.findChildren(QMessageBox, "close_dialog") if box.isVisible()][-1]


def test_closing_during_a_training_is_asked_about(window: MainWindow, monkeypatch) -> None:
    ended: list[str] = []
    monkeypatch.setattr(TrainingController, "at_work", True)
    for cls, name in (
        (TrainingController, "stop"),
        (TrainingController, "finish"),
        (InspectorController, "stop"),
    ):
        monkeypatch.setattr(
            cls, name, lambda self, *_, cls=cls, name=name: ended.append(f"{cls.__name__}.{name}")
        )
    window.show()
    assert window.close() is False
    question(window).button(QMessageBox.StandardButton.Cancel).click()
    assert window.isVisible()
    assert ended == []
    assert window.close() is False
    question(window).defaultButton().click()
    assert not window.isVisible()
    assert ended == ["TrainingController.stop", "InspectorController.stop", "TrainingController.finish"]


@pytest.mark.parametrize(("kind", "said"), [(TRAIN, "is being trained"), (SWEEP, "is being swept")])
def test_a_question_that_was_closed_without_a_button_is_asked_again(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, kind: str, said: str
) -> None:
    monkeypatch.setattr(TrainingController, "at_work", True)
    monkeypatch.setattr(window.training, "activity", Activity(window.session.items[0].id, kind))
    window.show()
    for _ in range(3):
        assert window.close() is False
        assert said in question(window).text()
        question(window).close()  # as the window manager does
        assert window.isVisible()
    assert [window.close() for _ in range(2)] == [False, False]
    question(window).defaultButton().click()
    assert not window.isVisible()


def test_a_number_that_is_being_typed_counts_when_the_window_closes(
    window: MainWindow, own_home: Path, qtbot
) -> None:
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=5000)
    spin = window.findChild(QWidget, "seeds_spin")
    spin.setFocus()
    spin.lineEdit().setText("4")
    window.close()
    assert stored(own_home)["seeds"] == 4
