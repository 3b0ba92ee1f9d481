"""A stage is made when it is first wanted; what it is to show then is not lost before."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.window import main_window
from sparse_explorer.app.window.main_window import MainWindow

Open = Callable[..., MainWindow]


def stored_layout(home: Path) -> dict:
    return json.loads((home / "session.json").read_text(encoding="utf-8"))["layout"]


def test_only_the_stage_in_sight_is_made(open_window: Open) -> None:
    window = open_window()
    window.show()
    assert window.layout_.made == ("train",)
    assert window.findChild(QWidget, "cost_plot") is None
    window.actions_.stages["compare"].trigger()
    assert window.layout_.made == ("train", "compare")
    assert window.cost_pane.plot is window.findChild(QWidget, "cost_plot")
    assert window.layout_.made == ("train", "compare")


def test_a_first_start_makes_the_stage_that_it_shows_and_no_other(open_window: Open) -> None:
    window = open_window(welcome=True)
    assert (window.layout_.made, window.layout_.stage.name) == (("explain",), "explain")
    assert [item.variant.name for item in window.session.items] == ["Dense", "Sparse"]
    assert not window.undo.stack.canUndo()
    window.layout_.show_stage("compare")
    window.close()
    again = open_window(welcome=True)
    assert (again.layout_.made, again.layout_.stage.name) == (("compare",), "compare")


def test_whoever_asks_for_a_pane_gets_it_and_the_stage_in_sight_stays(open_window: Open) -> None:
    window = open_window()
    assert not window.disagreement_pane.isVisible()
    assert (window.layout_.made, window.layout_.stage.name) == (("train", "explain"), "train")


def test_what_nobody_looked_at_is_kept_for_the_next_time(open_window: Open, own_home: Path) -> None:
    window = open_window()
    window.layout_.stage_named("compare").fold("cost")
    window.inside_pane.turn_to_name("theory_tab")
    window.training_pane.set_view({"log": True, "accuracy": False, "smoothing": 0})
    window.layout_.show_stage("explain")
    window.close()
    first = stored_layout(own_home)
    again = open_window()
    assert again.layout_.made == ("explain",)
    again.layout_.show_stage("explain")
    again.close()
    assert stored_layout(own_home) == first
    last = open_window()
    assert last.layout_.stage_named("compare").is_folded("cost")
    assert last.training_pane.view()["log"]
    assert last.inside_pane.page_name() == "theory_tab"


@pytest.mark.parametrize(
    "stages", [{"compare": {"order": ["\ud800"], "alone": [3]}}, {"compare": 7}, [1], None]
)
def test_rubbish_about_a_stage_that_is_not_made_goes_no_further(
    open_window: Open, own_home: Path, stages: object
) -> None:
    open_window().close()
    path = own_home / "session.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    usual = content["layout"]["stages"]
    content["layout"]["stages"] = stages
    path.write_text(json.dumps(content), encoding="utf-8")
    open_window().close()
    assert stored_layout(own_home)["stages"] == usual


def test_a_stage_made_before_it_is_looked_at_is_arranged_when_it_comes_into_sight(
    open_window: Open, own_home: Path, qtbot: QtBot
) -> None:
    window = open_window()
    window.welcome()
    window.layout_.show_stage("train")
    window.resize(1352, 722)  # all panes of Compare do not fit
    window.show()
    qtbot.waitExposed(window)
    stage = window.layout_.stage_named("compare")
    QApplication.processEvents()
    window.actions_.stages["compare"].trigger()
    at_once = stage.in_sight()  # not painted yet
    QApplication.processEvents()
    assert at_once == stage.in_sight()
    assert stage.tabs.isVisible()


def test_a_late_stage_shows_the_present(open_window: Open, qtbot: QtBot) -> None:
    window = open_window(engine=True)
    qtbot.waitUntil(lambda: window.core.ready, timeout=60_000)
    with qtbot.waitSignal(
        window.inspector.inspected, timeout=10_000, check_params_cb=lambda found: found.noise == 30
    ):
        window.session.set_noise(30)  # nobody is there to hear the answer
    window.layout_.show_stage("explain")
    qtbot.waitUntil(lambda: window.inspector_pane.shows(window.session.digit, 30), timeout=10_000)


def test_a_late_stage_knows_that_the_users_own_image_is_shown(open_window: Open) -> None:
    window = open_window()
    window.session.own.set_shown(True)
    pane = window.inspector_pane
    assert pane.finder.draw_button.isChecked()
    assert not pane.drawing.isHidden()


def test_the_others_are_made_when_there_is_time(
    open_window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main_window, "PREPARE_AFTER_MS", 0)
    window = open_window()
    window.core.ready_changed.emit(True)
    for _ in range(3):
        QApplication.processEvents()
    assert window.layout_.made == ("train",)  # there is nothing to be seen of it
    window.show()
    pressed = [Qt.MouseButton.LeftButton]
    monkeypatch.setattr(QApplication, "mouseButtons", lambda: pressed[0])
    window.core.ready_changed.emit(True)
    for _ in range(3):
        QApplication.processEvents()
    assert window.layout_.made == ("train",)  # something is being dragged
    pressed[0] = Qt.MouseButton.NoButton
    qtbot.waitUntil(lambda: window.layout_.made == ("train", "compare", "explain"))
    assert window.layout_.stage.name == "train"
