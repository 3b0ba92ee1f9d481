"""The whole window at every size it promises: nothing is cut, nothing covers its neighbour, all can be reached."""

import json
from collections.abc import Callable, Iterator

import cut
import fabricated
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QSplitter,
    QWidget,
)
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.activity import TRAIN, Activity
from sparse_explorer.app.stages.stages import STAGES
from sparse_explorer.app.window import geometry as window_geometry
from sparse_explorer.app.window.main_window import MainWindow

SIZES = ((1024, 560), (1093, 582), (853, 450), (1920, 1040), (640, 400))
"""What is left of a screen in a frame: 1024x600; 1366x768 at scale 1.25; 1280x720 at 144 dpi; 1920x1080; the least."""

SMALLEST = ((666, 352), (496, 252))
"""Of a screen of 1024x600 that the system enlarges one and a half times, and twice."""


@pytest.fixture
def window(request: pytest.FixtureRequest, qapp: QApplication, open_window) -> MainWindow:
    """A window with the engine left out; texts as large as at 96 and at 144 dpi."""
    font = QFont(qapp.font())  # each test begins with the usual one
    font.setPointSizeF(font.pointSizeF() * request.param)
    qapp.setFont(font)
    opened = open_window()
    opened.show()
    return opened


# --- states -----------------------------------------------------------------------------------------------------------


def first_start(window: MainWindow) -> None:
    """Two variants without results, as the first start has them."""


def trained(window: MainWindow) -> None:
    for item, start in zip(window.session.items, (94.0, 96.0), strict=False):
        fabricated.trained(item, start)
    window.session.set_digit_count(10_000)
    window.session.set_digit(9_998)
    window.digits.set_images(*fabricated.images(10_000))
    window.session.variants_changed.emit()
    window.inspector.inspected.emit(fabricated.inspection(window.session, (8, 8), (5, 8), label=8))
    window.noise_bar.set_flips({item.id: 35 for item in window.session.items})


def training(window: MainWindow) -> None:
    trained(window)
    first, second = window.session.items
    busy = Activity(
        first.id, TRAIN, progress=0.4, images_per_second=12_345.0, seconds_left=671.0, waiting=(second.id,)
    )
    window.training.activity_changed.emit(busy)


def long_names(window: MainWindow) -> None:
    for item, name in zip(
        window.session.items, ("A name as long as names may be at all " * 2, "רשת צפופה " * 6), strict=True
    ):
        window.session.rename(item.id, name[:60])
    training(window)


def many(window: MainWindow) -> None:
    trained(window)
    for item in list(window.session.items) * 5:
        fabricated.trained(window.session.duplicate(item.id), 90.0, further=(91.0, 88.0))
    window.session.set_seeds(100)
    window.session.set_noise(95)


def bad_value(window: MainWindow) -> None:
    trained(window)
    window.model_pane._edit("network.convs[0].k", 99_999)


USUAL, LARGE = 1.0, 1.5
STATES = (
    (USUAL, first_start),
    (LARGE, first_start),
    (USUAL, training),
    (LARGE, training),
    (LARGE, long_names),
    (USUAL, many),
    (LARGE, bad_value),
)
"""Not every pair, since each is looked at in five sizes."""


# --- nothing is cut --------------------------------------------------------------------------------------------------


def settle(window: MainWindow) -> None:
    for _ in range(6):  # a size asks for another arrangement, which asks for other sizes, which ...
        QApplication.processEvents()


def fronts(window: MainWindow, pages: bool) -> Iterator[str]:
    """Each pane of each stage in turn brought to the front, and then each page inside."""
    for name in STAGES:
        stage = window.layout_.stage_named(name)
        seen: set[str] = set()
        for pane in stage.panes:
            if pane not in seen:
                window.layout_.bring_to_front(pane)
                settle(window)
                assert pane in stage.in_sight()
                seen |= set(stage.in_sight())
                yield f"{name}: {pane}"
    if not pages:
        return
    for page in (window.inside_pane.weights, window.inside_pane.boosting, window.inside_pane.theory):
        window.inside_pane.turn_to(page)
        settle(window)
        yield page.title
    window.inside_pane.turn_to(window.inside_pane.activations)


@pytest.mark.parametrize(("window", "state"), STATES, indirect=["window"])
def test_nothing_is_cut_covered_or_out_of_reach(
    window: MainWindow, state: Callable[[MainWindow], None]
) -> None:
    state(window)
    found: dict[str, list[object]] = {}
    for size in SIZES:
        window.resize(*size)
        settle(window)
        assert (window.width(), window.height()) == size
        for front in fronts(window, state is training):
            for problem in cut.faults(window):
                found.setdefault(problem, []).append((size, front))
        train = window.top_bar.train
        place = QRect(train.mapTo(window, QPoint()), train.size())
        assert window.rect().contains(place)
        assert train.width() >= train.minimumSizeHint().width()
    assert found == {}


@pytest.mark.parametrize(("window", "state"), [(USUAL, first_start), (USUAL, training)], indirect=["window"])
@pytest.mark.parametrize("size", SMALLEST)
def test_a_small_screen_that_is_enlarged_shows_all_there_is(
    window: MainWindow, state: Callable[[MainWindow], None], size: tuple[int, int]
) -> None:
    state(window)
    window.resize(*size)
    settle(window)
    assert (window.width(), window.height()) == size
    found: dict[str, list[str]] = {}
    for front in fronts(window, True):
        for problem in cut.faults(window):
            found.setdefault(problem, []).append(front)
        assert window.layout_.stage.height() >= size[1] * 4 // 10, front
        assert seen_part(window.noise_bar.noise.noise_slider).width() >= 60
    assert found == {}


@pytest.mark.parametrize("window", [USUAL], indirect=True)
def test_a_low_window_has_one_line_of_tabs_and_leads_everywhere(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(496, 252)
    layout = window.layout_
    for name in STAGES:
        layout.show_stage(name)
        settle(window)
        tabs = [
            tab for tab in window.findChildren(QAbstractButton) if tab.property("tab") and tab.isVisible()
        ]
        outer = [tab for tab in tabs if not layout.stage.isAncestorOf(tab)]
        assert len({tab.mapTo(window, QPoint()).y() for tab in outer}) == 1, name
        for tab in outer[1:]:
            qtbot.mouseClick(tab, Qt.MouseButton.LeftButton)
            settle(window)
            assert layout.stage.in_sight()
        qtbot.mouseClick(outer[0], Qt.MouseButton.LeftButton)
        settle(window)
        assert window.variants_pane.isVisible()
        assert not layout.stage.isVisible()
        qtbot.mouseClick(window.findChild(QAbstractButton, "stage_page_tab"), Qt.MouseButton.LeftButton)
        settle(window)
        assert layout.stage.isVisible()
    resize(window, 1440, 860)
    assert not layout.tabs.isVisible()
    assert window.noise_bar.stepper.label.isVisible()
    assert window.statusBar().isVisible()


@pytest.mark.parametrize("window", [USUAL], indirect=True)
def test_a_low_window_says_what_there_is_to_say(window: MainWindow) -> None:
    resize(window, 496, 252)
    window.messages.set_status("")
    settle(window)
    assert not window.statusBar().isVisible()
    window.messages.note("saved")
    settle(window)
    assert window.statusBar().isVisible()


@pytest.mark.parametrize(
    ("window", "size"), [(LARGE, (1024, 560)), (USUAL, (1280, 690))], indirect=["window"]
)
def test_nothing_is_cut_when_results_come_into_a_window_that_stays(
    window: MainWindow, size: tuple[int, int]
) -> None:
    window.resize(*size)
    window.layout_.show_stage("explain")
    for state in (first_start, training, many, bad_value):
        state(window)
        settle(window)
        assert cut.faults(window) == [], state


# --- arranging --------------------------------------------------------------------------------------------------------


@pytest.fixture
def usual(open_window) -> MainWindow:
    """A window with texts of the usual size, without the engine."""
    opened = open_window()
    opened.show()
    return opened


def resize(window: MainWindow, width: int, height: int) -> None:
    window.resize(width, height)
    settle(window)


def place(window: MainWindow, name: str) -> QRect:
    widget = window.findChild(QWidget, name)
    assert widget is not None
    return QRect(widget.mapTo(window, QPoint()), widget.size())


@pytest.mark.parametrize("way", ["click", "keys"])
def test_each_stage_is_a_click_or_a_key_away_and_nothing_shared_moves(
    usual: MainWindow, qtbot: QtBot, way: str
) -> None:
    resize(usual, 1280, 690)
    shared = ("variant_list", "noise_slider", "noise_kind_combo", "digit_index_spin", "train_button")
    places = [place(usual, name) for name in shared]
    for number, (stage, pane) in enumerate(
        (("train", "loss_plot"), ("compare", "noise_plot"), ("explain", "digit_view")), start=1
    ):
        button = usual.findChild(QAbstractButton, f"{stage}_stage_button")
        if way == "click":
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        else:
            usual.actions_.stages[stage].trigger()
            assert usual.actions_.stages[stage].shortcut().toString() == f"Ctrl+{number}"
        settle(usual)
        assert button.isChecked()
        assert usual.findChild(QWidget, pane).isVisible()
        assert [place(usual, name) for name in shared] == places


def seen_part(widget: QWidget) -> QRect:
    """What is seen of a widget, in its own coordinates."""
    return widget.visibleRegion().boundingRect()


def test_what_a_stage_shows_grows_with_the_window(usual: MainWindow) -> None:
    resize(usual, 1024, 560)
    usual.layout_.show_stage("explain")
    small = place(usual, "digit_view")
    resize(usual, 1920, 1040)
    assert place(usual, "digit_view").height() > 1.3 * small.height()


def test_the_window_asks_for_no_more_than_small_screens_have(usual: MainWindow) -> None:
    many(usual)
    settle(usual)
    least = usual.minimumSize()
    assert least.width() <= 496
    assert least.height() <= 252
    assert usual.layout_.minimumSizeHint().width() <= 640


def drag(splitter: QSplitter, pixels: int) -> None:
    """Move a splitter's first handle as a user does."""
    splitter.moveSplitter(splitter.handle(1).pos().x() + pixels, 1)


def test_what_was_dragged_and_chosen_is_there_again(usual: MainWindow) -> None:
    resize(usual, 1440, 860)
    layout = usual.layout_
    usual_width = usual.variants_pane.width()
    drag(layout.findChild(QSplitter, "side_splitter"), 70)
    layout.show_stage("explain")
    state = json.loads(json.dumps(layout.state()))

    layout.reset()
    settle(usual)
    assert usual.variants_pane.width() == pytest.approx(usual_width, abs=2)
    layout.show_stage("train")
    layout.restore(state)
    settle(usual)
    assert usual.variants_pane.width() == pytest.approx(usual_width + 70, abs=2)
    assert layout.stage.name == "explain"


RUBBISH: tuple[object, ...] = (
    None,
    3,
    "rubbish",
    [],
    {"stage": None, "side": None, "stages": None},
    {"stage": "none such", "side": -5, "stages": {"train": 3, "compare": [], "other": {}}},
    {"stage": 7, "side": 10**30, "stages": {"train": {"order": ["model"], "folded": 3, "sizes": [[1]]}}},
    {"side": True, "stages": {"compare": {"order": [3, None], "folded": [{}], "alone": 5, "page": 10**9}}},
)


def test_a_layout_that_cannot_be_read_is_the_usual_one(usual: MainWindow) -> None:
    resize(usual, 1440, 860)

    def shown() -> list[object]:
        panes = usual.layout_.stage.panes.values()
        return [usual.variants_pane.geometry(), *(place_of(usual, pane) for pane in panes)]

    before = shown()
    for state in RUBBISH:
        usual.layout_.restore(state)
        settle(usual)
        assert shown() == before, state


def place_of(window: MainWindow, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def test_a_geometry_of_a_larger_screen_is_brought_onto_this_one(usual: MainWindow) -> None:
    screen = window_geometry.room(usual)
    usual.setGeometry(screen.left() + 500, screen.top() + 300, 3000, 2000)
    text = window_geometry.to_text(usual)
    usual.resize(700, 500)
    window_geometry.from_text(usual, text)
    settle(usual)
    assert screen.contains(usual.geometry())
    assert usual.width() > 700
    for rubbish in (None, 3, "", "rubbish", [text]):
        before = usual.geometry()
        window_geometry.from_text(usual, rubbish)
        assert usual.geometry() == before


def test_a_geometry_that_fits_stays(usual: MainWindow) -> None:
    screen = window_geometry.room(usual)
    usual.setGeometry(screen.left() + 30, screen.top() + 60, 700, 500)
    text, before = window_geometry.to_text(usual), usual.geometry()
    usual.setGeometry(screen.left() + 5, screen.top() + 5, 650, 420)
    window_geometry.from_text(usual, text)
    assert usual.geometry() == before
