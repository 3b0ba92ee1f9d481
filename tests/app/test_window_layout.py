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
)
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.activity import TRAIN, Activity
from sparse_explorer.app.window import geometry as window_geometry
from sparse_explorer.app.window.main_window import MainWindow

SIZES = ((1024, 560), (1093, 582), (853, 450), (1920, 1040), (640, 400))
"""What is left of a screen in a frame: 1024x600; 1366x768 at scale 1.25; 1280x720 at 144 dpi; 1920x1080; the least."""


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
    window.inspector_pane.set_digits(*fabricated.images(10_000))
    window.session.variants_changed.emit()
    window.inspector.inspected.emit(fabricated.inspection(window.session, (8, 8), (5, 8), label=8))
    window.inspector_pane.set_flips({item.id: 35 for item in window.session.items})


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
    for _ in range(3):  # a size asks for another arrangement, which asks for other sizes
        QApplication.processEvents()


def fronts(window: MainWindow, pages: bool) -> Iterator[str]:
    """Each column in turn brought to the front, and then each page inside."""
    layout = window.columns
    for column in layout.columns:
        layout.bring_to_front(column)
        settle(window)
        yield column.title
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


@pytest.mark.parametrize(
    ("window", "size"), [(LARGE, (1024, 560)), (USUAL, (1280, 690))], indirect=["window"]
)
def test_nothing_is_cut_when_results_come_into_a_window_that_stays(
    window: MainWindow, size: tuple[int, int]
) -> None:
    window.resize(*size)
    window.columns.bring_to_front(window.columns.columns[2])
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


def in_sight(window: MainWindow) -> list[str]:
    return [column.title for column in window.columns.columns if column.isVisible()]


def offered(window: MainWindow) -> list[str]:
    tabs = window.columns.tabs
    return [tab.text() for tab in tabs.findChildren(QAbstractButton) if tab.isVisible()]


def resize(window: MainWindow, width: int, height: int) -> None:
    window.resize(width, height)
    settle(window)


def test_columns_become_tabs_where_they_do_not_fit(usual: MainWindow, qtbot: QtBot) -> None:
    resize(usual, 1440, 860)
    assert in_sight(usual) == ["Variants", "Curves", "Inspector"]
    assert offered(usual) == []
    resize(usual, 1024, 560)
    assert in_sight(usual) == ["Variants", "Curves"]
    assert offered(usual) == ["Curves", "Inspector"]
    qtbot.mouseClick(usual.findChild(QAbstractButton, "inspector_column_tab"), Qt.MouseButton.LeftButton)
    assert in_sight(usual) == ["Variants", "Inspector"]
    resize(usual, 640, 400)
    assert in_sight(usual) == ["Inspector"]
    assert offered(usual) == ["Variants", "Curves", "Inspector"]
    qtbot.mouseClick(usual.findChild(QAbstractButton, "variants_column_tab"), Qt.MouseButton.LeftButton)
    assert in_sight(usual) == ["Variants"]
    resize(usual, 1024, 560)
    assert in_sight(usual)[0] == "Variants"
    assert len(in_sight(usual)) == 2
    resize(usual, 1440, 860)
    assert in_sight(usual) == ["Variants", "Curves", "Inspector"]


def test_panes_stand_beside_each_other_where_a_column_is_low_and_broad(usual: MainWindow) -> None:
    inspector, inside = usual.inspector_pane, usual.inside_pane
    usual.columns.bring_to_front(usual.columns.columns[2])
    resize(usual, 1024, 560)
    assert inside.mapTo(usual, QPoint()).x() > inspector.mapTo(usual, QPoint()).x() + 200
    assert inside.mapTo(usual, QPoint()).y() == inspector.mapTo(usual, QPoint()).y()
    assert abs(inside.width() - inspector.width()) <= 2
    resize(usual, 1024, 1000)  # as broad, but high
    assert inside.mapTo(usual, QPoint()).y() > inspector.mapTo(usual, QPoint()).y() + 200
    resize(usual, 1440, 860)
    assert inside.mapTo(usual, QPoint()).x() == inspector.mapTo(usual, QPoint()).x()
    assert inside.mapTo(usual, QPoint()).y() > inspector.mapTo(usual, QPoint()).y() + 200


def test_the_list_of_variants_leaves_the_room_to_the_model(usual: MainWindow) -> None:
    heights = []
    for height in (560, 860, 1400):
        resize(usual, 1440, height)
        heights.append(usual.variants_pane.height())
        assert usual.model_pane.height() > usual.variants_pane.height()
    assert heights[0] < heights[1] <= heights[2] == 250


def test_a_low_and_narrow_column_scrolls_to_its_last_pane(usual: MainWindow) -> None:
    column = usual.columns.columns[2]
    usual.columns.bring_to_front(column)
    resize(usual, 640, 400)
    bar = column.verticalScrollBar()
    assert bar.maximum() > 0
    assert column.horizontalScrollBar().maximum() == 0
    bar.setValue(bar.maximum())
    inside = usual.inside_pane
    foot = inside.mapTo(usual, QPoint(0, inside.height())).y()
    assert foot <= column.mapTo(usual, QPoint(0, column.height())).y()


def test_the_window_asks_for_no_more_than_small_screens_have(usual: MainWindow) -> None:
    many(usual)
    settle(usual)
    least = usual.minimumSize()
    assert least.width() <= 640
    assert least.height() <= 400
    assert usual.columns.minimumSizeHint().width() <= 640


def drag(splitter: QSplitter, pixels: int) -> None:
    """Move a splitter's first handle as a user does."""
    splitter.moveSplitter(splitter.handle(1).pos().x() + pixels, 1)


def test_what_was_dragged_and_chosen_is_there_again(usual: MainWindow, qtbot: QtBot) -> None:
    resize(usual, 1440, 860)
    layout = usual.columns
    drag(layout.findChild(QSplitter, "columns_splitter"), 70)
    left = layout.columns[0].width()
    layout.columns[0].splitter.moveSplitter(400, 1)
    height = usual.variants_pane.height()
    layout.bring_to_front(layout.columns[2])
    state = json.loads(json.dumps(layout.state()))

    layout.reset()
    settle(usual)
    assert layout.columns[0].width() == pytest.approx(left - 70, abs=2)
    assert usual.variants_pane.height() < height - 50
    layout.restore(state)
    settle(usual)
    assert layout.columns[0].width() == left
    assert usual.variants_pane.height() == height
    resize(usual, 1024, 560)
    assert in_sight(usual) == ["Variants", "Inspector"]
    resize(usual, 1440, 860)
    assert layout.columns[0].width() == left  # each arrangement has its own


RUBBISH: tuple[object, ...] = (
    None,
    3,
    "rubbish",
    [],
    {"front": None, "sizes": None, "columns": None},
    {"front": 7, "sizes": {"outer of 3": [None, 3]}, "columns": [1, {"below": "x"}, {"below": [1, 2, 3]}, 5]},
    {"front": -1, "sizes": {"outer of 3": [0, -5]}, "columns": {"below": [True, 1]}},
    {"front": 1.5, "sizes": {"outer of 3": [10**30, 5], 3: 4}, "columns": [[1], None]},
)


def test_a_layout_that_cannot_be_read_is_the_usual_one(usual: MainWindow) -> None:
    resize(usual, 1440, 860)
    before = [column.geometry() for column in usual.columns.columns]
    for state in RUBBISH:
        usual.columns.restore(state)
        settle(usual)
        assert [column.geometry() for column in usual.columns.columns] == before, state
        assert in_sight(usual) == ["Variants", "Curves", "Inspector"]


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


def test_resetting_brings_the_curves_to_the_front_again(usual: MainWindow) -> None:
    resize(usual, 1024, 560)
    usual.columns.bring_to_front(usual.columns.columns[2])
    usual.columns.reset()
    settle(usual)
    assert in_sight(usual) == ["Variants", "Curves"]
