"""The slider over the moments of a training: what it offers, what it says, and what playing does."""

import fabricated
import pytest
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.history_view import HistoryView
from sparse_explorer.app.widgets import history_slider
from sparse_explorer.app.widgets.history_slider import HistorySlider
from sparse_explorer.app.widgets.still_label import StillLabel

MARKS = (0.0, 0.25, 0.5)


@pytest.fixture
def widget(qtbot: QtBot) -> HistorySlider:
    widget = HistorySlider()
    qtbot.addWidget(widget)
    widget.resize(500, 40)
    widget.show()
    return widget


@pytest.fixture
def chosen(widget: HistorySlider) -> list[float | None]:
    heard: list[float | None] = []
    widget.moment_chosen.connect(heard.append)
    return heard


def says(widget: HistorySlider) -> str:
    return widget.findChild(StillLabel, "history_label").text()


def test_the_right_end_is_what_is_now(widget: HistorySlider, chosen: list[float | None]) -> None:
    widget.show_view(HistoryView(MARKS, 2))
    assert widget.slider.value() == widget.slider.maximum() == 3 and says(widget) == "now"
    widget.slider.setValue(1)
    widget.slider.setValue(0)
    widget.slider.setValue(3)
    assert chosen == [0.25, 0.0, None]


def test_showing_emits_nothing_and_says_which_moment_it_is(
    widget: HistorySlider, chosen: list[float | None]
) -> None:
    widget.show_view(HistoryView(MARKS, 2, 0.25))
    assert widget.slider.value() == 1 and says(widget) == "after epoch 0.25 of 2"
    widget.show_view(HistoryView(MARKS, 2, 0.0))
    assert widget.slider.value() == 0 and says(widget) == "untrained"
    assert chosen == []


def test_playing_goes_from_the_beginning_to_the_end(
    widget: HistorySlider, chosen: list[float | None], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_slider, "PLAY_MS", 1)
    fast = HistorySlider()
    qtbot.addWidget(fast)
    played: list[float | None] = []
    fast.moment_chosen.connect(lambda moment: (played.append(moment), fast.show_view(view(moment))))

    def view(moment: float | None) -> HistoryView:
        return HistoryView(MARKS, 2, moment)

    fast.show_view(view(None))
    fast.play.click()
    assert fast.play.toolTip() == "Stop playing"
    qtbot.waitUntil(lambda: played[-1] is None)
    assert played == [0.0, 0.25, 0.5, None]
    assert fast.play.toolTip().startswith("Play")


def test_playing_can_be_stopped_and_goes_on_from_there(
    widget: HistorySlider, chosen: list[float | None]
) -> None:
    widget.show_view(HistoryView(MARKS, 2, 0.25))
    widget.play.click()
    assert chosen == [0.5]
    widget.play.click()
    assert widget.play.toolTip().startswith("Play") and widget.slider.value() == 2


def test_it_takes_room_only_where_there_is_history_and_then_in_low_windows_too(open_window) -> None:
    window = open_window()
    fabricated.trained(window.session.items[0], 90.0)
    window.session.set_digit_count(10)
    window.resize(1024, 600)
    window.show()
    history = window.noise_bar.history
    assert not history.isVisible()
    window.core.history.view_changed.emit(HistoryView(MARKS, 2))
    assert history.isVisible()
    window.core.history.view_changed.emit(HistoryView((), 2, 0.25))
    assert history.isVisible()  # the way back to now
    window.core.history.view_changed.emit(HistoryView((), 2))
    assert not history.isVisible()
