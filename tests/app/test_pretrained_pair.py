"""The pair that comes with the program, in the window: there at a first start, never mixed up with the user's own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.records import Standing
from sparse_explorer.app.window.main_window import MainWindow
from sparse_explorer.experiment.plan.pretrained_ids import IDS
from sparse_explorer.experiment.runs.shipped import first_look

NAMES = ["Dense", "Sparse"]


def names(window: MainWindow) -> list[str]:
    return [item.variant.name for item in window.session.items]


@pytest.fixture
def first(open_window: Callable[..., MainWindow], own_home: Path) -> MainWindow:
    """A first start, without the engine."""
    window = open_window()
    window.welcome()
    return window


def wait_until_ready(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    places = [window.session.place(each) for each in IDS]
    qtbot.waitUntil(
        lambda: window.loading.data is not None and all(window.shelf.get(place) for place in places),
        timeout=60_000,
    )


def test_a_first_start_shows_curves_before_anything_is_loaded(first: MainWindow) -> None:
    session = first.session
    assert names(first) == NAMES
    assert session.dataset == "mnist"
    assert session.digit == first_look().digit
    assert [len(run.levels) for run in session.complete_results()] == [17, 17]
    assert first.layout_.stage.name == "explain"
    assert first.undo.stack.count() == 0
    assert [item.color for item in session.items] == [0, 1]


def test_digits_and_networks_follow_and_are_there_at_the_next_start(
    open_window: Callable[..., MainWindow],
    own_home: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SPARSE_EXPLORER_DATA", str(own_home / "none"))  # MNIST itself is not here
    window = open_window(engine=True)
    window.welcome()
    wait_until_ready(window, qtbot)
    session = window.session
    assert session.digit_count == 1000
    assert session.standing("pretrainedsparse") is Standing.PRESENT
    qtbot.waitUntil(lambda: window.inspector_pane.shows(session.digit, session.noise), timeout=60_000)
    assert window.datasets.dialog is None  # nobody is asked to download anything
    window.leave()
    again = open_window(engine=True)
    assert not again.first_start
    again.welcome()  # changes nothing then
    assert names(again) == NAMES
    wait_until_ready(again, qtbot)
    assert len(again.session.complete_results()) == 2


def test_the_second_start_is_no_first_one(open_window: Callable[..., MainWindow], own_home: Path) -> None:
    assert open_window().save()
    window = open_window()
    window.welcome()
    assert names(window) == ["Dense", "Sparse"]


def test_who_has_begun_to_work_is_left_alone(open_window: Callable[..., MainWindow], own_home: Path) -> None:
    window = open_window()
    window.session.set_noise(20)
    window.welcome()
    assert names(window) == ["Dense", "Sparse"]


def test_training_makes_a_pair_of_ones_own_on_the_bundled_digits(first: MainWindow, qtbot: QtBot) -> None:
    first.loading.is_sample = True
    with qtbot.waitSignal(first.pretrained.said):
        first.train_all()
    assert names(first) == ["Dense", "Sparse"]
    assert first.session.dataset == "digits"
    assert first.training.activity.requested
    first.actions_.open_pretrained.trigger()
    assert sorted(names(first)) == sorted([*NAMES, "Dense (pre-trained)", "Sparse (pre-trained)"])
    assert first.session.dataset == "mnist"
    assert len(first.session.complete_results()) == 2


def test_where_all_of_mnist_is_here_the_pair_of_ones_own_learns_it(
    first: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained: list[str] = []
    monkeypatch.setattr(first.training, "train", trained.extend)
    first.loading.data = object()
    with qtbot.waitSignal(first.pretrained.said):
        first.train_all()
    assert names(first) == NAMES
    assert trained == [item.id for item in first.session.items]
    assert not set(trained) & set(IDS)
    assert first.session.dataset == "mnist"


def test_who_has_a_variant_for_mnist_is_asked_what_to_train_it_on(first: MainWindow) -> None:
    first.loading.is_sample = True
    first.session.duplicate("pretrainedsparse")
    first.train_all()
    dialog = first.pretrained.dialog
    assert isinstance(dialog, QMessageBox)
    assert dialog.objectName() == "train_on_dialog"
    next(each for each in dialog.findChildren(QPushButton) if "bundled" in each.text()).click()
    assert names(first) == ["Sparse 2"]
    assert first.session.dataset == "digits"
    assert first.training.activity.requested


def test_it_is_neither_trained_nor_swept_on_what_is_only_a_sample(first: MainWindow) -> None:
    first.loading.is_sample = True
    first.loading.data = object()
    first.commands.train_selected()
    first.commands.evaluate()
    assert not first.training.busy
    assert "whole" in first.statusBar().currentMessage()
    assert first.training.train(["pretrainedsparse"]) == 1  # a request, which waits for all of MNIST
    assert not first.training.at_work
    assert first.core._data_to_train_on() is None


def test_removed_it_comes_back_from_the_menu(first: MainWindow) -> None:
    for variant_id in IDS:
        first.session.remove(variant_id)
    assert names(first) == []
    first.actions_.open_pretrained.trigger()
    assert names(first) == NAMES
    first.actions_.open_pretrained.trigger()
    assert names(first) == NAMES


def test_another_data_set_shows_none_of_its_results(first: MainWindow) -> None:
    first.session.set_dataset("digits")
    assert first.session.complete_results() == []
    assert first.session.standing("pretrainedsparse") is Standing.UNTRAINED
