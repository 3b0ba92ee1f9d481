import gc
import time
import weakref

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.digits import ANY_DIGIT
from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.digit_finder import DigitFinder
from sparse_explorer.app.widgets.digit_stepper import DigitStepper
from sparse_explorer.app.widgets.thumbnail_strip import ThumbnailModel, ThumbnailStrip
from sparse_explorer.app.widgets.whole_combo import WholeCombo

LEFT = Qt.MouseButton.LeftButton
COUNT = 300


def some_images(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Flat images, each brighter than the one before it, and labels 0 ... 9 in turn."""
    shades = (np.arange(count) % 256).astype(np.uint8)
    return np.broadcast_to(shades[:, None, None], (count, 28, 28)), np.arange(count) % 10


class DigitPicker(QWidget):
    """All ways to another image, as panes put them together."""

    def __init__(self) -> None:
        super().__init__()
        self.stepper, self.finder, self.strip = DigitStepper(), DigitFinder(), ThumbnailStrip()
        for part in (self.stepper, self.finder):
            for name, child in vars(part).items():
                if isinstance(child, QWidget):
                    setattr(self, name, child)
        box = QVBoxLayout(self)
        for part in (self.stepper, self.finder, self.strip):
            box.addWidget(part)
        self.set_class = self.finder.set_class
        self.set_count = self.stepper.set_count

    def set_index(self, index: int, label: int | None = None) -> None:
        self.stepper.set_index(index, label)
        self.strip.set_index(index)


@pytest.fixture
def picker(qtbot: QtBot) -> DigitPicker:
    picker = DigitPicker()
    qtbot.addWidget(picker)
    picker.resize(420, 160)
    picker.set_count(COUNT)
    picker.strip.set_images(*some_images(COUNT))
    picker.show()
    return picker


def listen(picker: DigitPicker) -> list[tuple[str, object]]:
    heard: list[tuple[str, object]] = []
    for signal in (picker.stepper.index_changed, picker.strip.chosen):
        signal.connect(lambda index: heard.append(("index", index)))
    picker.finder.class_chosen.connect(lambda digit: heard.append(("class", digit)))
    for part, names in ((picker.stepper, ("previous", "next")), (picker.finder, ("random", "disagreement"))):
        for name in names:
            getattr(part, f"{name}_requested").connect(lambda name=name: heard.append((name, None)))
    return heard


def test_setters_show_and_are_silent(picker: DigitPicker) -> None:
    heard = listen(picker)
    picker.set_index(17, 7)
    picker.set_class(3)
    assert picker.digit_index_spin.text() == "image 18 of 300"
    assert picker.label.text() == "a 7"
    assert picker.strip.currentIndex().row() == 17
    assert picker.digit_class_combo.currentText() == "3"
    picker.set_index(250, None)
    assert picker.label.text() == ""
    assert picker.strip.rect().contains(picker.strip.visualRect(picker.strip.currentIndex()))
    picker.set_class(ANY_DIGIT)
    picker.set_count(10)
    picker.strip.set_images(*some_images(10))
    assert (picker.digit_index_spin.minimum(), picker.digit_index_spin.maximum()) == (1, 10)
    assert heard == []


def test_buttons_ask_and_change_nothing(picker: DigitPicker, qtbot: QtBot) -> None:
    picker.set_index(17, 7)
    heard = listen(picker)
    for button, keys in (
        (picker.previous_button, "Alt+Left"),
        (picker.next_button, "Alt+Right"),
        (picker.random_digit_button, "Ctrl+R"),
        (picker.disagree_button, "Ctrl+J"),
    ):
        qtbot.mouseClick(button, LEFT)
        assert button.toolTip().endswith(f" ({keys})")
    assert [name for name, _ in heard] == ["previous", "next", "random", "disagreement"]
    assert picker.digit_index_spin.text() == "image 18 of 300"


def test_typed_index_is_told_once(picker: DigitPicker, qtbot: QtBot) -> None:
    heard = listen(picker)
    picker.digit_index_spin.selectAll()
    qtbot.keyClicks(picker.digit_index_spin, "123")
    assert heard == []
    qtbot.keyClick(picker.digit_index_spin, Qt.Key.Key_Return)
    qtbot.keyClick(picker.digit_index_spin, Qt.Key.Key_Down)
    assert heard == [("index", 122), ("index", 121)]


def test_class_by_keyboard(picker: DigitPicker, qtbot: QtBot) -> None:
    heard = listen(picker)
    qtbot.keyClick(picker.digit_class_combo, Qt.Key.Key_Down)
    qtbot.keyClick(picker.digit_class_combo, Qt.Key.Key_Up)
    assert heard == [("class", 0), ("class", ANY_DIGIT)]


def test_thumbnails_by_mouse_and_keyboard(picker: DigitPicker, qtbot: QtBot) -> None:
    picker.set_index(0, 0)
    heard = listen(picker)
    strip = picker.strip
    third = strip.visualRect(strip.model().index(2, 0)).center()
    qtbot.mouseClick(strip.viewport(), LEFT, pos=third)
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert heard == [("index", 2), ("index", 3)]
    assert picker.digit_index_spin.value() == 1  # until somebody says so


def test_without_digits_everything_is_grey(picker: DigitPicker) -> None:
    picker.set_count(0)
    assert not picker.stepper.isEnabled()
    picker.set_count(5)
    assert picker.stepper.isEnabled()


def test_names(picker: DigitPicker) -> None:
    for name in (
        "digit_index_spin",
        "digit_class_combo",
        "random_digit_button",
        "disagree_button",
        "previous_digit_button",
        "next_digit_button",
        "digit_thumbnails",
    ):
        widget = picker.findChild(object, name)
        assert widget is not None, name
        assert widget.accessibleName() or widget.text(), name


def test_ten_thousand_images_are_instant_and_lazy(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    data = ThumbnailModel.data

    def counted(model: ThumbnailModel, index: object, role: int) -> object:
        if role == Qt.ItemDataRole.DecorationRole:
            asked.append(index.row())
        return data(model, index, role)

    monkeypatch.setattr(ThumbnailModel, "data", counted)
    strip = ThumbnailStrip()
    qtbot.addWidget(strip)
    strip.resize(400, strip.height())
    start = time.perf_counter()
    strip.set_images(*some_images(10_000))
    strip.show()
    strip.set_index(9_000)
    QApplication.processEvents()
    assert time.perf_counter() - start < 1  # some milliseconds; a picture for each would take seconds
    assert 0 < len(set(asked)) < 50
    assert 9_000 in asked


def test_pictures_are_the_images(picker: DigitPicker) -> None:
    model = picker.strip.model()
    image = model.data(model.index(200, 0), Qt.ItemDataRole.DecorationRole)
    assert isinstance(image, QImage)
    assert (image.width(), image.height()) == (28, 28)
    assert image.pixelColor(14, 14).value() == 200
    assert model.data(model.index(17, 0), Qt.ItemDataRole.AccessibleTextRole) == "image 18 of 300, a 7"
    assert model.data(model.index(COUNT, 0)) is None


@pytest.mark.parametrize("images", [np.zeros((3, 28, 28)), np.zeros((3, 784), np.uint8)])
def test_other_arrays_are_refused(picker: DigitPicker, images: np.ndarray) -> None:
    with pytest.raises(ValueError, match="expected uint8"):
        picker.strip.set_images(images, np.zeros(3, np.int64))


def test_wheel_scrolls_sideways(picker: DigitPicker) -> None:
    picker.set_index(0, 0)
    bar, viewport = picker.strip.horizontalScrollBar(), picker.strip.viewport()
    where = QPointF(20, 20)
    event = QWheelEvent(
        where,
        QPointF(viewport.mapToGlobal(where)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)
    assert bar.value() > 0


def test_chosen_focused_and_edition_are_visible(picker: DigitPicker, qtbot: QtBot) -> None:
    picker.set_index(-1)
    seen = [picker.strip.grab().toImage()]
    picker.set_index(3, 3)
    seen.append(picker.strip.grab().toImage())
    picker.activateWindow()
    picker.strip.setFocus()
    qtbot.waitUntil(picker.strip.hasFocus)
    seen.append(picker.strip.grab().toImage())
    theme.theme().set_choice("dark")
    seen.append(picker.strip.grab().toImage())
    assert all(one != other for place, one in enumerate(seen) for other in seen[:place])


def test_it_goes_without_the_garbage_collector(qapp: QApplication) -> None:
    # Which may run in a worker's thread, where no widget must be destroyed.
    gc.disable()
    try:
        for part in (DigitStepper, DigitFinder, ThumbnailStrip):
            ghost = weakref.ref(part())
            assert ghost() is None
    finally:
        gc.enable()


def test_a_long_search_is_shown_and_the_button_stops_it(qtbot):
    finder = DigitFinder()
    qtbot.addWidget(finder)
    width = finder.disagree_button.sizeHint().width()
    finder.set_searching(True)
    with qtbot.assertNotEmitted(finder.disagreement_requested):
        finder.disagree_button.click()  # too soon to be meant as "stop"
    qtbot.waitUntil(lambda: finder.disagree_button.text() == "Searching …", timeout=5000)
    assert "stop" in finder.disagree_button.toolTip()
    with qtbot.waitSignal(finder.disagreement_requested):
        finder.disagree_button.click()
    finder.set_searching(False)
    assert finder.disagree_button.text() == "Disagree"
    assert finder.disagree_button.toolTip().endswith("(Ctrl+J)")
    assert finder.disagree_button.sizeHint().width() == width


def test_a_short_search_is_not_shown(qtbot):
    finder = DigitFinder()
    qtbot.addWidget(finder)
    finder.set_searching(True)
    finder.set_searching(False)
    assert not finder._search_timer.isActive()
    assert finder.disagree_button.text() == "Disagree"


def test_thousands_are_separated_as_everywhere(picker: DigitPicker, qtbot: QtBot) -> None:
    picker.set_count(10_000)
    picker.set_index(9_998, 3)
    assert picker.digit_index_spin.text() == "image 9,999 of 10,000"
    assert picker.digit_index_spin.toolTip() == "Number of the image, 1 … 10,000"
    heard = listen(picker)
    picker.digit_index_spin.selectAll()
    qtbot.keyClicks(picker.digit_index_spin, "1,234")
    qtbot.keyClick(picker.digit_index_spin, Qt.Key.Key_Return)
    assert heard == [("index", 1233)]
    picker.set_count(0)
    assert picker.digit_index_spin.text() == "image 1"


@pytest.mark.parametrize("place", [0, 0.5, 1])
def test_the_list_of_digits_shows_all_ten(picker: DigitPicker, qtbot: QtBot, place: float) -> None:
    combo = picker.digit_class_combo
    screen = combo.screen().availableGeometry()
    picker.move(screen.left(), screen.top() + round(place * (screen.height() - picker.height())))
    combo.showPopup()
    view = combo.view()
    qtbot.waitUntil(view.isVisible)
    rows = [view.visualRect(view.model().index(row, 0)) for row in range(combo.count())]
    assert combo.count() == 11
    assert all(view.viewport().rect().contains(row) for row in rows)
    assert screen.contains(view.window().geometry())
    combo.hidePopup()


def test_the_list_covers_its_box_where_there_is_no_other_room(qtbot: QtBot) -> None:
    combo = WholeCombo()
    qtbot.addWidget(combo)
    screen = combo.screen().availableGeometry()
    row = combo.fontMetrics().height() + 8  # as the style sheet pads them
    combo.addItems([str(number) for number in range(round(0.8 * screen.height() / row))])
    combo.move(screen.left(), screen.center().y())
    combo.show()
    combo.showPopup()
    view = combo.view()
    qtbot.waitUntil(view.isVisible)
    for last in (0, combo.count() - 1):
        assert view.viewport().rect().contains(view.visualRect(view.model().index(last, 0)))
    assert screen.contains(view.window().geometry())
    combo.hidePopup()


@pytest.mark.parametrize("width", [300, 333, 420, 611])
def test_no_thumbnail_is_cut_at_any_width(picker: DigitPicker, width: int) -> None:
    strip = picker.strip
    picker.resize(width, 160)
    for index in (0, 57, 58, 150):
        picker.set_index(index)
        QApplication.processEvents()
        room = strip.viewport().rect()
        places = [strip.visualRect(strip.model().index(row, 0)) for row in range(COUNT)]
        seen = [place for place in places if place.right() >= 0 and place.left() < room.right()]
        whole = [place for place in seen if room.contains(place)]
        assert room.contains(places[index])
        assert seen[0].left() == 0
        assert len(whole) == room.width() // 40  # as many as can be
        # What is left at the right is too narrow to show any of the next picture.
        assert all(place.left() > room.right() - len(whole) for place in seen if place not in whole)


def test_arrows_point_where_they_lead_and_go_on_while_they_are_held(picker: DigitPicker) -> None:
    assert picker.previous_button.arrowType() == Qt.ArrowType.LeftArrow
    assert picker.next_button.arrowType() == Qt.ArrowType.RightArrow
    assert picker.previous_button.x() < picker.digit_index_spin.x() < picker.next_button.x()
    assert picker.previous_button.autoRepeat() and picker.next_button.autoRepeat()
