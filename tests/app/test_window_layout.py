"""The whole window at every size it promises: nothing is cut, nothing covers its neighbour, all can be reached."""

from collections.abc import Callable, Iterator

import fabricated
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from sparse_explorer.app.activity import TRAIN, Activity
from sparse_explorer.app.main_window import MainWindow
from sparse_explorer.app.widgets.elided_combo import ElidedCombo
from sparse_explorer.app.widgets.elision import ElidedLabel
from sparse_explorer.app.worker import stop_all

SIZES = ((1024, 560), (1093, 582), (853, 450), (1280, 690), (1920, 1040), (640, 400))
"""What is left of a screen under a frame: 1024x600; 1366x768 at scale 1.25; 1280x720 at 144 dpi; 720p; 1080p; least."""


@pytest.fixture(params=[1.0, 1.5], ids=["usual text", "large text"])
def window(request: pytest.FixtureRequest, qapp: QApplication, qtbot: QtBot) -> Iterator[MainWindow]:
    """A window with the engine left out; texts as large as at 96 and at 144 dpi."""
    usual = QFont(qapp.font())
    font = QFont(usual)
    font.setPointSizeF(usual.pointSizeF() * request.param)
    qapp.setFont(font)
    opened = MainWindow()
    opened._load_started = True
    opened.show()
    yield opened
    opened._really_close = True
    opened.close()
    opened.deleteLater()
    assert stop_all()
    qapp.setFont(usual)


# --- states -----------------------------------------------------------------------------------------------------------


def first_start(window: MainWindow) -> None:
    """Two variants without results, as the first start has them."""


def trained(window: MainWindow) -> None:
    for item, start in zip(window.session.items, (94.0, 96.0), strict=True):
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
        fabricated.trained(window.session.duplicate(item.id), 90.0, repeats=(91.0, 88.0))
    window.session.set_seeds(100)
    window.session.set_noise(95)


def bad_value(window: MainWindow) -> None:
    trained(window)
    window.model_pane._edit("network.convs[0].k", 99_999)


STATES = (first_start, trained, training, long_names, many, bad_value)


# --- what must hold ---------------------------------------------------------------------------------------------------


def clipped_by_scrolling(widget: QWidget, window: MainWindow) -> bool:
    """Whether the widget is in something that can be scrolled to show it."""
    parent = widget.parentWidget()
    while parent is not None and parent is not window:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def needed_width(widget: QWidget) -> int | None:
    """The width in which a widget's text stands whole; None for what has none or may cut it."""
    if isinstance(widget, ElidedLabel | ElidedCombo):
        return widget.minimumSizeHint().width()
    if isinstance(widget, QLabel):
        return None if widget.wordWrap() or not widget.text() else widget.sizeHint().width()
    if isinstance(widget, QAbstractButton):
        return widget.minimumSizeHint().width() if widget.text() else None
    if isinstance(widget, QAbstractSpinBox):
        field = widget.lineEdit()
        return widget.width() - field.width() + widget.fontMetrics().horizontalAdvance(widget.text()) + 4
    if isinstance(widget, QComboBox):
        return widget.minimumSizeHint().width()
    return None


def faults(window: MainWindow) -> list[str]:
    """Everything that is cut, covered or out of reach, in words."""
    found = []
    inside = window.rect()
    for widget in window.findChildren(QWidget):
        if not widget.isVisibleTo(window) or widget.isWindow() or widget.window() is not window:
            continue
        name = widget.objectName() or f"{type(widget).__name__} {getattr(widget, 'text', str)()!r}"
        place = QRect(widget.mapTo(window, QPoint()), widget.size())
        if not inside.contains(place) and not clipped_by_scrolling(widget, window):
            found.append(f"{name} at {place.getRect()} is outside of the window")
        needed = needed_width(widget)
        if needed is not None and widget.width() < needed:
            found.append(f"{name} is {widget.width()} wide and needs {needed}")
        if isinstance(widget, QLabel) and widget.wordWrap():
            if widget.height() < widget.heightForWidth(widget.width()):
                found.append(
                    f"{name} is {widget.height()} high and needs {widget.heightForWidth(widget.width())}"
                )
        layout = widget.layout()
        parts = [layout.itemAt(index) for index in range(layout.count())] if layout is not None else []
        places = [
            (part.geometry(), part.widget())
            for part in parts
            if part.widget() is not None and part.widget().isVisibleTo(window) and not part.isEmpty()
        ]
        for index, (one, first) in enumerate(places):
            for other, second in places[:index]:
                if one.intersects(other):
                    found.append(f"{first} covers {second}")
            if not widget.contentsRect().contains(one):
                found.append(
                    f"{first} at {one.getRect()} is outside of {name} {widget.contentsRect().getRect()}"
                )
    for area in window.findChildren(QScrollArea):
        content = area.widget()
        if area.isVisibleTo(window) and content is not None:
            least = content.minimumSizeHint()
            if content.width() < least.width() or content.height() < least.height():
                found.append(f"{content} in a scroll area is smaller than {least}")
    return found


def settle(window: MainWindow) -> None:
    for _ in range(3):  # a size asks for another arrangement, which asks for other sizes
        QApplication.processEvents()


def fronts(window: MainWindow) -> Iterator[str]:
    """Each column in turn brought to the front, and each page inside."""
    layout = window.columns
    for column in layout.columns:
        layout.bring_to_front(column)
        settle(window)
        yield column.title
    for page in (window.inside_pane.weights, window.inside_pane.boosting, window.inside_pane.theory):
        window.inside_pane.turn_to(page)
        settle(window)
        yield page.title
    window.inside_pane.turn_to(window.inside_pane.activations)


@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_covered_or_out_of_reach(
    window: MainWindow, state: Callable[[MainWindow], None]
) -> None:
    state(window)
    found: dict[str, list[object]] = {}
    for size in SIZES:
        window.resize(*size)
        settle(window)
        assert (window.width(), window.height()) == size
        for front in fronts(window):
            for problem in faults(window):
                found.setdefault(problem, []).append((size, front))
        train = window.top_bar.train
        place = QRect(train.mapTo(window, QPoint()), train.size())
        assert window.rect().contains(place)
        assert train.width() >= train.minimumSizeHint().width()
    assert found == {}
