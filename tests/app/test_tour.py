"""The tour: six steps on the real controls, which notice what the user does."""

from collections.abc import Callable
from pathlib import Path

import pytest
from all_stages import make_all
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.activity import Activity
from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.wrapped_label import WrappedLabel
from sparse_explorer.app.window import tour as tour_module
from sparse_explorer.app.window.main_window import MainWindow
from sparse_explorer.app.window.tour_steps import outcome, steps

TRAINED = ["predict", "noise", "point", "compare", "curve", "train"]


@pytest.fixture
def window(
    open_window: Callable[..., MainWindow], own_home: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    monkeypatch.setattr(tour_module, "SEEN_MS", 1)
    made = open_window()
    made.welcome()
    made.resize(1024, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


def at(window: MainWindow) -> str:
    return window.tour.step.name if window.tour.step else ""


def target(window: MainWindow) -> QRect:
    widget = window.findChild(QWidget, window.tour.step.target)
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def test_each_act_on_a_control_leads_to_the_next_step(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_.tour.trigger()
    assert at(window) == "predict"
    assert window.session.noise == 0
    window.findChild(QPushButton, "tour_answer_0_button").click()
    assert at(window) == "noise"
    window.noise_bar.noise.noise_slider.setValue(40)
    assert at(window) == "noise"
    window.noise_bar.noise.noise_slider.setValue(65)
    qtbot.waitUntil(lambda: at(window) == "point")
    window.inspector_pane.board.lanes.unit_pointed.emit("pretrainedsparse", "hidden", 3)
    qtbot.waitUntil(lambda: at(window) == "compare")
    window.findChild(QWidget, "compare_stage_button").click()
    qtbot.waitUntil(lambda: at(window) == "curve")
    window.session.set_noise(55)
    qtbot.waitUntil(lambda: at(window) == "train")
    window.training.activity_changed.emit(Activity(requested=True))
    qtbot.waitUntil(lambda: not window.tour.active)
    assert window.tour.bubble.isHidden() and window.tour.ring.isHidden()


def test_the_bubble_shows_every_line_of_each_step(window: MainWindow, qtbot: QtBot) -> None:
    window.tour.begin()
    bubble = window.tour.bubble
    for name in TRAINED:
        assert at(window) == name
        qtbot.waitUntil(lambda: bubble.isVisible())
        for label in bubble.findChildren(WrappedLabel):
            assert label.height() >= label.heightForWidth(label.width()), name
        window.tour.next()


def test_keys_lead_on_back_and_out(window: MainWindow, qtbot: QtBot) -> None:
    window.tour.begin()
    bubble = window.tour.bubble
    for key, name in ((Qt.Key.Key_Right, "noise"), (Qt.Key.Key_Right, "point"), (Qt.Key.Key_Left, "noise")):
        qtbot.keyClick(bubble, key)
        assert at(window) == name
    qtbot.keyClick(bubble, Qt.Key.Key_Escape)
    assert not window.tour.active


def test_leaving_it_brings_back_the_noise_that_it_took_away(window: MainWindow) -> None:
    session = window.session
    session.set_noise(35)
    window.tour.begin()
    assert session.noise == 0
    window.tour.end()
    assert session.noise == 35
    window.tour.begin()
    window.tour.next()
    session.set_noise(20)  # by the user
    window.tour.end()
    assert session.noise == 20


def test_it_stands_beside_its_control_and_in_the_window_at_any_size(window: MainWindow, qtbot: QtBot) -> None:
    window.tour.begin()
    for size in ((1024, 600), (700, 480), (1600, 900)):
        window.resize(*size)
        for _ in TRAINED:
            bubble = window.tour.bubble
            qtbot.waitUntil(
                lambda: (
                    not window.tour.ring.isVisible() or window.tour.ring.geometry().intersects(target(window))
                )
            )
            qtbot.waitUntil(lambda: window.rect().contains(window.tour.bubble.geometry()))
            if window.tour.step.target.endswith("_button") or window.tour.step.target == "noise_slider":
                assert not bubble.geometry().intersects(target(window))
            window.tour.next()
        window.tour.begin()
    window.tour.end()


@pytest.mark.parametrize("size", [(1366, 768), (1024, 600)])
def test_the_question_leaves_the_digit_and_the_answers_in_sight(
    window: MainWindow, qtbot: QtBot, size: tuple[int, int]
) -> None:
    window.resize(*size)
    window.tour.begin()
    qtbot.waitUntil(lambda: window.tour.ring.isVisible())
    seen = [window.findChild(QWidget, name) for name in ("digit_view", "prediction_view")]
    places = [QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()) for widget in seen]
    bubble = window.tour.bubble
    at_it = bubble.mapTo(window, QPoint(0, 0))
    digit, answers = (QRect(at_it, bubble.size()).intersected(place) for place in places)
    assert digit.isEmpty()
    assert answers.width() < 0.1 * places[1].width()  # what is beside the bars
    lanes = target(window)
    assert at_it.y() > lanes.y() + 0.8 * lanes.height()  # on the lower edge of the lanes at most
    window.tour.end()


def test_a_control_that_went_out_of_sight_is_waited_for(window: MainWindow, qtbot: QtBot) -> None:
    window.tour.begin()
    window.layout_.show_stage("train")
    qtbot.waitUntil(lambda: window.tour.ring.isHidden())
    assert window.tour.bubble.isVisible()
    window.layout_.show_stage("explain")
    qtbot.waitUntil(lambda: window.tour.ring.isVisible())
    window.tour.end()


def test_the_window_stays_usable_and_other_acts_change_nothing(window: MainWindow) -> None:
    window.tour.begin()
    window.session.set_digit(3)
    window.layout_.show_stage("compare")
    assert at(window) == "predict"
    assert window.isEnabled() and not window.tour.bubble.isModal()
    theme.theme().set_choice("dark")
    assert window.tour.bubble.isVisible()
    window.tour.end()
    window.session.set_noise(90)
    assert window.tour.step is None


def test_a_prediction_is_answered(window: MainWindow) -> None:
    session = window.session
    session.set_digit_count(1000)
    session.set_loading(())
    window.tour.begin()
    window.inspector.flips_changed.emit({"pretraineddense": 40, "pretrainedsparse": 70})
    window.tour.bubble.answered.emit(0)
    window.tour.next()
    assert window.tour.bubble.text().startswith("As you predicted.")
    window.tour.end()


@pytest.mark.parametrize(
    ("dense", "sparse", "chose_dense", "said"),
    [(40, 70, True, "As you"), (40, 70, False, "Not as"), (101, 70, False, "As you"), (50, 50, True, "Both")],
)
def test_what_is_said_of_a_prediction(dense: int, sparse: int, chose_dense: bool, said: str) -> None:
    assert outcome(chose_dense, dense=dense, sparse=sparse).startswith(said)


def test_who_has_trained_nothing_trains_first() -> None:
    assert [step.name for step in steps(True)] == TRAINED
    assert [step.name for step in steps(False)] == ["train", *TRAINED[:-1]]


def test_every_control_of_the_tour_is_there(window: MainWindow) -> None:
    make_all(window)
    assert all(window.findChild(QWidget, step.target) is not None for step in steps(True))
