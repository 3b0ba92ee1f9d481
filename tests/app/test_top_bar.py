"""The bar on top: what it says and asks for, and what it folds away where the window is narrow."""

import fabricated
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.activity import SWEEP, TRAIN, Activity
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.top_bar import FOLDER, TopBar
from sparse_explorer.app.widgets.elision import ElidedLabel
from sparse_explorer.data.catalogue import CATALOGUE

LEFT = Qt.MouseButton.LeftButton
WIDE, NARROW, LEAST = 1750, 616, 260


@pytest.fixture
def session() -> Session:
    return fabricated.session("Dense", "Sparse")


@pytest.fixture
def bar(session: Session, qtbot: QtBot) -> TopBar:
    host = QWidget()  # a window of its own would not become narrower than its parts
    qtbot.addWidget(host)
    bar = TopBar(session, QMenu(), QMenu(), host)
    bar.set_devices((("cuda:0", "GPU, 24 GB"), ("cpu", "CPU, 8 threads")))
    host.resize(WIDE, 100)
    host.show()
    qtbot.waitExposed(host)
    resize(bar, WIDE)
    bar.host = host  # which goes with the last reference to it
    return bar


def resize(bar: TopBar, width: int) -> None:
    bar.resize(width, bar.sizeHint().height())
    for _ in range(2):
        QApplication.processEvents()


def find(bar: TopBar, kind: type, name: str) -> QWidget:
    found = bar.findChildren(kind, name)
    assert len(found) == 1, name
    return found[0]


def button(bar: TopBar, name: str) -> QPushButton:
    return find(bar, QPushButton, f"{name}_button")


def words(bar: TopBar) -> str:
    QApplication.processEvents()
    return find(bar, ElidedLabel, "activity_label").shown_text()


def busy(session: Session, **more: object) -> Activity:
    values = {
        "kind": TRAIN,
        "progress": 0.9,
        "queue_progress": 0.25,
        "images_per_second": 1234.0,
        "seconds_left": 65.0,
    }
    return Activity(session.items[1].id, **{**values, **more})


# --- buttons ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["train", "stop", "pause"])
def test_each_button_asks_for_its_own(bar: TopBar, session: Session, qtbot: QtBot, name: str) -> None:
    told: list[str] = []
    for signal in ("train", "pause", "resume", "stop"):
        getattr(bar, f"{signal}_requested").connect(lambda signal=signal: told.append(signal))
    bar.set_ready(True)
    bar.show_activity(busy(session))
    qtbot.mouseClick(button(bar, name), LEFT)
    assert told == [name]


def test_pause_becomes_resume_and_back(bar: TopBar, session: Session, qtbot: QtBot) -> None:
    bar.show_activity(busy(session, paused=True))
    assert button(bar, "pause").text() == "Resume"
    with qtbot.waitSignal(bar.resume_requested), qtbot.assertNotEmitted(bar.pause_requested):
        qtbot.mouseClick(button(bar, "pause"), LEFT)
    bar.show_activity(busy(session))
    assert button(bar, "pause").text() == "Pause"


def test_buttons_are_on_when_they_can_do_something(bar: TopBar, session: Session) -> None:
    def on() -> tuple[bool, ...]:
        return tuple(button(bar, name).isEnabled() for name in ("train", "pause", "stop"))

    assert on() == (False, False, False)
    bar.set_ready(True)
    assert on() == (True, False, False)
    bar.show_activity(busy(session))
    assert on() == (True, True, True)
    bar.set_valid(False)
    assert on() == (False, True, True)
    assert "marked value" in button(bar, "train").toolTip()
    bar.set_valid(True)
    bar.set_ready(False)
    bar.show_activity(Activity())
    assert on() == (False, False, False)
    assert "Ctrl+T" in button(bar, "train").toolTip()


# --- progress ---------------------------------------------------------------------------------------------------------


def test_progress_and_words_follow_the_queue(bar: TopBar, session: Session) -> None:
    progress = find(bar, QProgressBar, "training_progress")
    assert not progress.isVisible()
    bar.show_activity(busy(session))
    assert progress.isVisible()
    assert progress.value() == progress.maximum() / 4
    assert words(bar) == "Sparse · 1,234 images/s · 1:05 left"
    bar.show_activity(busy(session, progress=1.0, queue_progress=0.75))  # one step of several is done
    assert progress.value() == progress.maximum() * 3 / 4
    bar.show_activity(Activity())
    assert not progress.isVisible()
    assert not find(bar, ElidedLabel, "activity_label").isVisible()


def test_what_is_asked_for_too_early_is_said_and_can_be_stopped(bar: TopBar) -> None:
    bar.show_activity(Activity(requested=True))
    assert words(bar) == "training starts once everything is loaded"
    assert button(bar, "stop").isEnabled() and not button(bar, "pause").isEnabled()
    bar.show_activity(Activity())
    assert not button(bar, "stop").isEnabled()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"kind": SWEEP}, "Sparse · sweeping noise · 1:05 left"),
        ({"paused": True}, "Sparse · paused"),
        ({"seed": 3}, "Sparse, seed 3 · 1,234 images/s · 1:05 left"),
        ({"kind": SWEEP, "noise": "blur"}, "Sparse · sweeping noise: blur · 1:05 left"),
        ({"kind": SWEEP, "seed": 3}, "Sparse, seed 3 · sweeping noise · 1:05 left"),
        ({"images_per_second": 0.0}, "Sparse · 1:05 left"),
        ({"seconds_left": None}, "Sparse · 1,234 images/s"),
        ({"seconds_left": 3725.0}, "Sparse · 1,234 images/s · 1:02:05 left"),
    ],
)
def test_the_words_say_what_is_done(
    bar: TopBar, session: Session, more: dict[str, object], said: str
) -> None:
    bar.show_activity(busy(session, **more))
    assert words(bar) == said


def test_the_time_left_stays_where_words_have_little_room(bar: TopBar, session: Session) -> None:
    bar.show_activity(busy(session))
    whole = words(bar)
    label = find(bar, ElidedLabel, "activity_label")
    resize(bar, 900)
    assert words(bar) == "1:05 left"
    assert "…" not in label.shown_text()
    assert label.toolTip() == find(bar, QProgressBar, "training_progress").toolTip() == whole
    resize(bar, WIDE)
    assert words(bar) == whole
    assert label.toolTip() == ""


def test_hours_are_not_cut(bar: TopBar, session: Session) -> None:
    bar.show_activity(busy(session, seconds_left=7741.0))
    resize(bar, 900)
    assert words(bar) == "2:09:01"


# --- choices ----------------------------------------------------------------------------------------------------------


def test_data_device_and_seeds_go_both_ways(bar: TopBar, session: Session, qtbot: QtBot) -> None:
    data = find(bar, QComboBox, "dataset_combo")
    device, seeds = find(bar, QComboBox, "device_combo"), find(bar, QAbstractSpinBox, "seeds_spin")
    assert data.currentData() == "digits"
    assert [device.itemText(row) for row in range(3)] == ["Auto · GPU, 24 GB", "GPU, 24 GB", "CPU, 8 threads"]
    with qtbot.waitSignal(bar.dataset_requested) as wanted:
        data.setCurrentIndex(data.findData("mnist"))
        data.activated.emit(data.findData("mnist"))
    assert wanted.args == ["mnist"]
    assert (session.dataset, data.currentData()) == ("digits", "digits")  # whoever asks first changes it
    session.set_dataset("mnist")
    assert data.currentData() == "mnist"
    device.activated.emit(device.findData("cpu"))
    seeds.setValue(5)
    assert (session.dataset, session.device, session.seeds) == ("mnist", "cpu", 5)
    session.set_dataset("digits")
    session.set_device("cuda:0")
    session.set_seeds(2)
    assert (data.currentData(), device.currentData(), seeds.value()) == ("digits", "cuda:0", 2)


def test_a_device_of_another_machine_becomes_auto(bar: TopBar, session: Session) -> None:
    session.set_device("cuda:0")
    bar.set_devices((("cpu", "CPU, 8 threads"),))
    assert session.device == "auto"
    assert find(bar, QComboBox, "device_combo").currentText() == "Auto · CPU, 8 threads"


def test_a_folder_is_asked_for_and_then_shown_by_its_name(
    bar: TopBar, session: Session, qtbot: QtBot
) -> None:
    data = find(bar, QComboBox, "dataset_combo")
    with qtbot.waitSignal(bar.folder_requested):
        data.activated.emit(data.findData(FOLDER))
    assert session.dataset == data.currentData() == "digits"
    session.set_dataset("folder:/somewhere/far/my digits")
    assert data.currentText() == "my digits"
    assert "folder:/somewhere/far/my digits" in data.toolTip()
    count = data.count()
    session.set_dataset("digits")
    assert data.count() == count - 1


# --- room -------------------------------------------------------------------------------------------------------------


def inside(bar: TopBar, widget: QWidget) -> bool:
    place = QRect(widget.mapTo(bar, QPoint()), widget.size())
    return widget.isVisible() and widget.window() is bar.window() and bar.rect().contains(place)


def test_a_wide_bar_folds_nothing(bar: TopBar, session: Session) -> None:
    bar.show_activity(busy(session))
    assert not bar.more_button.isVisible()
    for name in (
        "dataset_combo",
        "device_combo",
        "seeds_spin",
        "pause_button",
        "stop_button",
        "train_button",
    ):
        assert inside(bar, find(bar, QWidget, name)), name
    data = find(bar, QComboBox, "dataset_combo")
    assert not data.is_cut()
    assert data.width() <= data.sizeHint().width()  # the room that is left is not spread among the controls


@pytest.mark.parametrize("working", [False, True])
def test_train_all_and_the_menu_are_whole_at_any_width(bar: TopBar, session: Session, working: bool) -> None:
    if working:
        session.rename(session.items[1].id, "A name as long as it can be, or nearly so")
        bar.show_activity(busy(session))
    folded = []
    for width in range(1200, LEAST - 1, -20):
        resize(bar, width)
        for name in ("train_button", "train_menu_button", "menu_button"):
            widget = find(bar, QWidget, name)
            assert inside(bar, widget), (width, name)
            assert widget.width() >= widget.minimumSizeHint().width() or name == "train_menu_button"
        seen = [child for child in bar.children() if isinstance(child, QWidget) and child.isVisible()]
        seen = [child for child in seen if not child.isWindow()]
        for index, one in enumerate(seen):
            assert bar.rect().contains(one.geometry()), width
            assert not any(one.geometry().intersects(other.geometry()) for other in seen[:index]), width
        names = ("title", "seeds_spin", "device_combo", "dataset_combo", "stop_button", "pause_button")
        gone = [name for name in names if name != "title" and not inside(bar, find(bar, QWidget, name))]
        if gone != folded:
            assert gone[: len(folded)] == folded, (
                "what is folded stays so, and the least important goes first"
            )
            folded = gone
    assert folded == ["seeds_spin", "device_combo", "dataset_combo", "stop_button", "pause_button"]
    assert bar.minimumSizeHint().width() <= LEAST


def test_the_title_goes_before_any_choice_is_cut(bar: TopBar) -> None:
    title = next(label for label in bar.findChildren(QLabel) if label.text() == "Sparse Explorer")
    data = find(bar, QComboBox, "dataset_combo")
    seen: set[tuple[bool, bool]] = set()
    for width in range(WIDE, NARROW, -10):
        resize(bar, width)
        seen.add((title.isVisible(), data.is_cut()))
    assert (True, False) in seen
    assert (False, True) in seen
    assert (True, True) not in seen


def test_the_stages_stay_where_they_are_when_training_begins(bar: TopBar, session: Session) -> None:
    for width in range(WIDE, NARROW, -20):
        resize(bar, width)
        bar.show_activity(Activity())
        before = bar.stages.mapTo(bar, QPoint())
        bar.show_activity(busy(session))
        assert bar.stages.mapTo(bar, QPoint()) == before, width


def test_what_is_folded_is_reached_through_the_more_button(
    bar: TopBar, session: Session, qtbot: QtBot
) -> None:
    resize(bar, LEAST + 40)
    seeds, stop = find(bar, QAbstractSpinBox, "seeds_spin"), button(bar, "stop")
    assert not seeds.isVisible()
    qtbot.mouseClick(bar.more_button, LEFT)
    qtbot.waitUntil(bar.panel.isVisible)
    assert seeds.isVisible()
    assert seeds.window() is stop.window() is bar.panel
    assert bar.screen().availableGeometry().contains(bar.panel.geometry())
    seeds.setValue(4)
    assert session.seeds == 4
    bar.show_activity(busy(session))
    with qtbot.waitSignal(bar.stop_requested):
        qtbot.mouseClick(stop, LEFT)
    resize(bar, WIDE)
    assert not bar.panel.isVisible()
    assert inside(bar, seeds)
    assert inside(bar, stop)
    assert not bar.more_button.isVisible()


def test_parts_come_back_in_their_order(bar: TopBar) -> None:
    def order() -> list[int]:
        names = ("dataset_combo", "device_combo", "seeds_spin", "pause_button", "stop_button", "train_button")
        return [find(bar, QWidget, name).mapTo(bar, QPoint()).x() for name in names]

    before = order()
    for width in (500, LEAST, 700, WIDE):
        resize(bar, width)
    assert order() == before == sorted(before)


def test_a_long_name_of_a_folder_is_cut_and_said_whole(bar: TopBar, session: Session) -> None:
    session.set_dataset("folder:/somewhere/" + "a very long name of a folder " * 4)
    data = find(bar, QComboBox, "dataset_combo")
    resize(bar, 900)
    assert data.is_cut()
    assert data.toolTip().startswith(data.currentText())
    assert inside(bar, button(bar, "train"))


# --- what choices say -------------------------------------------------------------------------------------------------


def test_data_sets_say_what_they_are_and_how_large(bar: TopBar, session: Session) -> None:
    data = find(bar, QComboBox, "dataset_combo")
    for info in CATALOGUE.values():
        session.set_dataset(info.name)
        assert data.currentText() == f"{info.title} · {info.train_count:,}"
        assert info.description in data.toolTip()


def test_a_folder_stands_above_the_entry_that_asks_for_another(bar: TopBar, session: Session) -> None:
    data = find(bar, QComboBox, "dataset_combo")
    session.set_dataset("folder:/somewhere/mine")
    assert [data.itemData(data.count() - place) for place in (2, 1)] == ["folder:/somewhere/mine", FOLDER]


def test_a_number_of_seeds_that_is_none_is_refused(bar: TopBar, session: Session, qtbot: QtBot) -> None:
    seeds = find(bar, QAbstractSpinBox, "seeds_spin")
    before = session.seeds
    for typed, valid in (("0", False), ("x", False), ("4", True)):
        seeds.selectAll()
        qtbot.keyClicks(seeds, typed)
        qtbot.keyClick(seeds, Qt.Key.Key_Return)
        assert bar.valid == valid
        assert session.seeds == (4 if valid else before)


def test_devices_can_be_chosen_once_they_are_known(session: Session, qtbot: QtBot) -> None:
    menu, training_menu = QMenu(), QMenu()
    made = TopBar(session, menu, training_menu)
    qtbot.addWidget(made)
    device = find(made, QComboBox, "device_combo")
    assert (device.currentText(), device.isEnabled()) == ("looking …", False)
    session.set_device("cpu")
    made.set_devices((("cuda:0", "GPU, 24 GB"), ("cpu", "CPU, 8 threads")))
    assert (device.currentText(), device.isEnabled()) == ("CPU, 8 threads", True)
    assert find(made, QWidget, "train_menu_button").menu() is training_menu
    assert find(made, QWidget, "menu_button").menu() is menu
