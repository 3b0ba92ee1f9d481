import dataclasses
import gc
import weakref

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.palette_menu import PaletteMenu
from sparse_explorer.app.widgets.variant_delegate import RowLayout
from sparse_explorer.app.widgets.variant_list import (
    VariantList,
    VariantListHeader,
    VariantListModel,
    VariantRow,
)
from sparse_explorer.app.widgets.variant_rows import MIME_TYPE
from tests.app.pointing import move_to

LEFT = Qt.MouseButton.LeftButton
DENSE = VariantRow("a", "Dense", 0, "nothing sparse", "30 epochs", None, 94.7, 36.1)
SPARSE = VariantRow("b", "Sparse", 1, "conv · k-winners · linear", "epoch 13 of 30", 0.43, 93.1, 75.8)
WINNERS = VariantRow("c", "k-winners", 2, "k-winners", "not trained")
SIGNALS = (
    "variant_chosen",
    "rename_requested",
    "recolor_requested",
    "move_requested",
    "remove_requested",
    "duplicate_requested",
    "shown_requested",
    "solo_requested",
    "note_requested",
)


@pytest.fixture
def view(qtbot: QtBot) -> VariantList:
    view = VariantList()
    qtbot.addWidget(view)
    view.set_rows([DENSE, SPARSE, WINNERS])
    view.select("b")
    view.resize(252, 200)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    view.setFocus()
    return view


@pytest.fixture
def heard(view: VariantList) -> list[tuple[object, ...]]:
    """What the list emits, each as the signal's name and its arguments."""
    calls: list[tuple[object, ...]] = []
    for name in SIGNALS:
        getattr(view, name).connect(lambda *args, name=name: calls.append((name, *args)))
    return calls


def rect(view: VariantList, place: int) -> RowLayout:
    return RowLayout.of(view.visualRect(view.model().index(place, 0)), view.font())


def picture(view: QWidget) -> QImage:
    return view.grab().toImage()


def selected(view: VariantList) -> list[str]:
    return [index.data() for index in view.selectedIndexes()]


# --- the model ----------------------------------------------------------------------------------


def test_model_keeps_qts_rules_while_rows_come_go_and_move() -> None:
    model = VariantListModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    for rows in (
        [DENSE, SPARSE],
        [SPARSE, WINNERS, DENSE],
        [WINNERS],
        [DENSE, WINNERS, SPARSE],
        [dataclasses.replace(DENSE, name="Other")],
        [],
    ):
        model.set_rows(rows)
        assert model.rows() == tuple(rows)
    assert tester.model() is model


def test_model_changes_no_more_than_it_has_to(qtbot: QtBot) -> None:
    model = VariantListModel()
    model.set_rows([DENSE, SPARSE, WINNERS])
    changed: list[int] = []
    model.dataChanged.connect(lambda first, last: changed.append(first.row()))
    with qtbot.assertNotEmitted(model.modelReset), qtbot.assertNotEmitted(model.rowsInserted):
        model.set_rows([DENSE, dataclasses.replace(SPARSE, progress=0.5), WINNERS])
        assert changed == [1]
        model.set_rows(model.rows())
        assert changed == [1]
    with qtbot.waitSignal(model.rowsMoved), qtbot.assertNotEmitted(model.rowsRemoved):
        model.set_rows([WINNERS, DENSE, SPARSE])


def test_rows_say_everything_in_words() -> None:
    model = VariantListModel()
    model.set_rows([SPARSE, dataclasses.replace(WINNERS, problem="k: 5000 is not allowed")])
    said = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    for part in ("Sparse", "conv · k-winners · linear", "epoch 13 of 30", "93.1 %", "75.8 %", "43 % done"):
        assert part in said
    assert "5000" in model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "5000" in model.index(1).data(Qt.ItemDataRole.ToolTipRole)


# --- showing ------------------------------------------------------------------------------------


def test_setters_show_and_are_silent(view: VariantList, heard: list) -> None:
    view.select("c")
    assert view.current_id() == "c"
    assert selected(view) == ["k-winners"]
    view.set_rows([WINNERS, SPARSE, DENSE])
    view.set_rows([SPARSE, DENSE])
    assert view.current_id() == ""  # the chosen one is gone, and nobody chose another
    view.select("a")
    view.set_rows([DENSE, SPARSE, WINNERS])
    assert selected(view) == ["Dense"]
    view.select("nobody")
    assert selected(view) == []
    assert heard == []


def test_every_state_looks_different(view: VariantList) -> None:
    view.clearFocus()
    seen = [picture(view)]
    view.setFocus()
    seen.append(picture(view))
    view.select("")
    seen.append(picture(view))
    for change in (
        {"progress": 0.9},
        {"progress": None},
        {"at_noise": None},
        {"problem": "broken"},
        {"status": ""},
        {"color_index": 5},
    ):
        view.set_rows([DENSE, dataclasses.replace(SPARSE, **change), WINNERS])
        seen.append(picture(view))
    theme.theme().set_choice("dark")
    seen.append(picture(view))
    assert all(one != other for place, one in enumerate(seen) for other in seen[:place])


def test_hover_is_visible(view: VariantList) -> None:
    move_to(view.viewport(), QPoint(20, 190))
    plain = picture(view)
    move_to(view.viewport(), rect(view, 0).name.center())
    row = picture(view)
    assert row != plain
    move_to(view.viewport(), rect(view, 0).dot.center())
    assert picture(view) != row


def test_odd_numbers_and_narrow_lists_are_painted(view: VariantList) -> None:
    odd = [dataclasses.replace(SPARSE, progress=value, color_index=99) for value in (-1.0, 0.0, 1.0, 7.0)]
    for row in odd:
        view.set_rows([dataclasses.replace(row, name="W" * 60, parts="p" * 90, status="s" * 90)])
        for width in (20, 120, 600):
            view.resize(width, 60)
            assert not picture(view).isNull()


def test_numbers_stand_under_their_heads(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    view = VariantList()
    header = VariantListHeader(view)
    layout = QVBoxLayout(window)
    layout.addWidget(header, 0, Qt.AlignmentFlag.AlignRight)
    layout.addWidget(view)
    header.set_noise(60)
    view.set_rows([DENSE] + [dataclasses.replace(WINNERS, variant_id=str(n)) for n in range(20)])
    window.resize(280, 180)  # too low for all rows, so that there is a scroll bar
    window.show()
    assert view.verticalScrollBar().isVisible()
    shown = header.grab().toImage()
    paper = shown.pixelColor(0, 0)
    inked = [
        x for x in range(shown.width()) if any(shown.pixelColor(x, y) != paper for y in range(shown.height()))
    ]
    right = view.viewport().mapTo(window, rect(view, 0).at_noise.topRight()).x()
    assert header.mapTo(window, QPoint(inked[-1], 0)).x() == pytest.approx(right, abs=2)
    assert "60" in header.accessibleName()
    header.set_noise(100)
    assert header.grab().toImage() != shown


# --- what the user does -------------------------------------------------------------------------


def test_choosing_by_mouse_and_keyboard(view: VariantList, heard: list, qtbot: QtBot) -> None:
    qtbot.mouseClick(view.viewport(), LEFT, pos=rect(view, 0).name.center())
    qtbot.keyClick(view, Qt.Key.Key_Down)
    ctrl = Qt.KeyboardModifier.ControlModifier
    qtbot.mouseClick(view.viewport(), LEFT, ctrl, pos=rect(view, 1).name.center())
    assert heard == [("variant_chosen", "a"), ("variant_chosen", "b")]
    assert selected(view) == ["Sparse"]  # and not unselected by Ctrl
    qtbot.mouseClick(view.viewport(), LEFT, pos=QPoint(20, 190))
    assert selected(view) == ["Sparse"]


@pytest.mark.parametrize("way", ["F2", "double click"])
def test_renaming(view: VariantList, heard: list, qtbot: QtBot, way: str) -> None:
    if way == "F2":
        qtbot.keyClick(view, Qt.Key.Key_F2)
    else:
        qtbot.mouseClick(view.viewport(), LEFT, pos=rect(view, 1).name.center())
        qtbot.mouseDClick(view.viewport(), LEFT, pos=rect(view, 1).name.center())
    editor = view.findChild(QLineEdit)
    assert editor.text() == "Sparse"
    assert editor.accessibleName()
    editor.selectAll()
    qtbot.keyClicks(editor, " Quick ")
    view.set_rows([WINNERS, dataclasses.replace(SPARSE, progress=0.9), DENSE])  # training goes on meanwhile
    assert editor.text() == " Quick "
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [("rename_requested", "b", "Quick")]
    assert view.variants.rows()[1].name == "Sparse"  # until somebody says so


def refuse(variant_id: str, name: str) -> str:
    """What a session would say of names."""
    name = name.strip()
    if not name:
        return "a name is missing"
    return f"{name} is taken" if (variant_id, name) == ("b", "Dense") else ""


def start_renaming(view: VariantList, qtbot: QtBot, typed: str) -> QLineEdit:
    view.set_name_check(refuse)
    qtbot.keyClick(view, Qt.Key.Key_F2)
    editor = view.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    qtbot.keyClicks(editor, typed)
    return editor


def marked(editor: QLineEdit) -> str:
    """What is said under the editor; empty if it is not marked."""
    note = editor.window().findChild(QWidget, "field_note")
    if note is None or not note.isVisible():
        assert not editor.property("problem")
        return ""
    picture = editor.grab().toImage()
    assert picture.pixelColor(picture.width() // 2, 0).name() == theme.colors().wrong
    assert note.text() == editor.toolTip() == editor.accessibleDescription()
    return note.text()


@pytest.mark.parametrize(
    ("typed", "reason"), [("", "a name is missing"), ("  ", "a name is missing"), ("Dense", "Dense is taken")]
)
@pytest.mark.parametrize("end", ["Return", "Enter", "Tab", "Backtab", "click", "focus"])
def test_a_refused_name_stays_marked_where_it_was_typed(
    view: VariantList, heard: list, qtbot: QtBot, typed: str, reason: str, end: str
) -> None:
    editor = start_renaming(view, qtbot, typed)
    assert marked(editor) == ""  # not before it is typed to its end
    if end == "click":
        qtbot.mouseClick(view.viewport(), LEFT, pos=rect(view, 2).name.center())
    elif end == "focus":
        view.setFocus()
    else:
        qtbot.keyClick(editor, getattr(Qt.Key, f"Key_{end}"))
    QApplication.processEvents()
    assert view.findChild(QLineEdit) is editor
    assert editor.isVisible()
    assert editor.text() == typed
    assert marked(editor) == reason
    assert [call for call in heard if call[0] == "rename_requested"] == []
    view.set_rows([WINNERS, dataclasses.replace(SPARSE, progress=0.9), DENSE])  # training goes on meanwhile
    assert editor.text() == typed


def test_a_refused_name_is_judged_with_every_letter_and_counts_once_it_is_allowed(
    view: VariantList, heard: list, qtbot: QtBot
) -> None:
    editor = start_renaming(view, qtbot, "Dense")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: marked(editor) == "Dense is taken")
    qtbot.keyClicks(editor, "r")
    assert marked(editor) == ""
    qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    assert marked(editor) == ""  # typing goes on; it is judged at its end again
    qtbot.keyClicks(editor, "st")
    with qtbot.waitSignal(editor.destroyed):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert heard == [("rename_requested", "b", "Densest")]


def test_escape_gives_a_refused_name_up(view: VariantList, heard: list, qtbot: QtBot) -> None:
    editor = start_renaming(view, qtbot, "Dense")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: marked(editor) != "")
    with qtbot.waitSignal(editor.destroyed):
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert heard == []
    assert all(not note.isVisible() for note in view.window().findChildren(QWidget, "field_note"))
    assert selected(view) == ["Sparse"]


def test_names_of_any_length_can_be_typed(view: VariantList, heard: list, qtbot: QtBot) -> None:
    editor = start_renaming(view, qtbot, "x" * 80)
    assert editor.text() == "x" * 80  # whoever checks names says what is too long


@pytest.mark.parametrize(("typed", "key"), [("", "Return"), ("Sparse", "Return"), ("Quick", "Escape")])
def test_no_new_name_no_request(view: VariantList, heard: list, qtbot: QtBot, typed: str, key: str) -> None:
    qtbot.keyClick(view, Qt.Key.Key_F2)
    editor = view.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    qtbot.keyClicks(editor, typed)
    with qtbot.waitSignal(editor.destroyed):
        qtbot.keyClick(editor, getattr(Qt.Key, f"Key_{key}"))
    assert heard == []


def test_keys_ask_and_change_nothing(view: VariantList, heard: list, qtbot: QtBot) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    qtbot.keyClick(view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert heard == [
        ("remove_requested", "b"),
        ("duplicate_requested", "b"),
        ("move_requested", "b", 0),
        ("move_requested", "b", 2),
    ]
    assert view.variants.rows() == (DENSE, SPARSE, WINNERS)


def test_moves_end_at_the_ends(view: VariantList, heard: list, qtbot: QtBot) -> None:
    view.select("a")
    qtbot.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    view.set_rows([SPARSE, WINNERS, DENSE])
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [call for call in heard if call[0] == "move_requested"] == []
    qtbot.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert heard[-1] == ("move_requested", "a", 1)


def test_keys_without_a_choice_ask_nothing(view: VariantList, heard: list, qtbot: QtBot) -> None:
    view.set_rows([])
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_F2):
        qtbot.keyClick(view, key)
    assert heard == []


def test_the_dot_opens_the_palette(view: VariantList, heard: list, qtbot: QtBot) -> None:
    qtbot.mouseClick(view.viewport(), LEFT, pos=rect(view, 0).dot.center())
    menu = view.menu
    assert len(menu.actions()) == len(theme.colors().variants)
    assert [action.text() for action in menu.actions()] == [
        "Orange (in use)", "Blue (in use)", "Green (in use)", "Pink", "Gold", "Sky", "Grey",
    ]  # fmt: skip
    menu.setActiveAction(menu.actions()[4])
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert heard == [("recolor_requested", "a", 4)]
    qtbot.waitUntil(lambda: view.menu is None)


def test_the_palette_marks_all_used_colours_and_rings_the_own(qapp: QApplication) -> None:
    def ringed(menu: PaletteMenu, place: int) -> bool:
        picture = menu.actions()[place].icon().pixmap(16).toImage()
        return picture.pixelColor(picture.width() // 2, 1).alpha() > 0

    menu = PaletteMenu(2, [2, 4, 9])
    assert [action.text().endswith(" (in use)") for action in menu.actions()] == [
        False, False, True, False, True, False, False,
    ]  # fmt: skip
    assert [ringed(menu, place) for place in range(7)] == [place == 2 for place in range(7)]
    alone = PaletteMenu(8, [])  # beyond the palette colours begin again
    assert [action.text() for action in alone.actions()][1] == "Blue (in use)"
    dots = [action.icon().pixmap(16).toImage() for action in alone.actions()]
    colours = [dot.pixelColor(dot.width() // 2, dot.height() // 2).name() for dot in dots]
    assert colours == [theme.variant_color(number).name() for number in range(7)]


def test_what_is_not_possible_is_grey(view: VariantList) -> None:
    def possible() -> list[str]:
        return [action.objectName() for action in view.actions() if action.isEnabled()]

    view.set_training_choices("", "")  # which the pane decides
    names = ["rename_action", "duplicate_action", "move_up_action", "move_down_action", "remove_action"]
    names += ["hide_action", "solo_action", "note_action", "train_again_action", "train_longer_action"]
    assert [action.objectName() for action in view.actions()] == possible() == names
    view.select("a")
    assert possible() == [name for name in names if name != "move_up_action"]
    view.select("c")
    assert possible() == [name for name in names if name != "move_down_action"]
    view.set_training_choices("it is busy", "it is busy")
    view.set_rows([])
    assert possible() == []


@pytest.mark.parametrize("reason", ["Mouse", "Keyboard"])
def test_context_menu_has_all(view: VariantList, heard: list, qtbot: QtBot, reason: str) -> None:
    where = rect(view, 1).name.center()
    why = getattr(QContextMenuEvent.Reason, reason)
    QApplication.sendEvent(view.viewport(), QContextMenuEvent(why, where, view.viewport().mapToGlobal(where)))
    menu = view.menu
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert texts == [
        "Rename", "Duplicate", "Colour", "Note …", "Train again", "Train longer …", "Hide in pictures", "Show alone",
        "Move up", "Move down", "Remove",
    ]  # fmt: skip
    palette = menu.actions()[2].menu()
    palette.actions()[6].trigger()
    for action in menu.actions():
        if action.text() in ("Duplicate", "Move up", "Remove"):
            action.trigger()
    menu.close()
    assert heard == [
        ("recolor_requested", "b", 6),
        ("duplicate_requested", "b"),
        ("move_requested", "b", 0),
        ("remove_requested", "b"),
    ]
    qtbot.waitUntil(lambda: view.menu is None)


def drop(view: VariantList, carried: str, where: QPoint) -> bool:
    data = QMimeData()
    data.setData(MIME_TYPE, carried.encode())
    arguments = (Qt.DropAction.MoveAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(where, *arguments)
    QApplication.sendEvent(view.viewport(), enter)
    before = picture(view)
    event = QDropEvent(QPointF(where), *arguments, QEvent.Type.Drop)
    QApplication.sendEvent(view.viewport(), event)
    assert (picture(view) != before) == enter.isAccepted()  # the line that shows the place is gone
    return event.isAccepted()


@pytest.mark.parametrize(
    ("carried", "over", "below", "target"),
    [("a", 1, True, 1), ("a", 2, True, 2), ("c", 0, False, 0), ("c", 1, False, 1), ("b", 0, False, 0)],
)
def test_dropping_asks_for_the_place(
    view: VariantList, heard: list, carried: str, over: int, below: bool, target: int
) -> None:
    surface = rect(view, over).surface
    where = surface.center() + QPoint(0, 15 if below else -15)
    assert drop(view, carried, where)
    assert heard == [("move_requested", carried, target)]
    assert view.variants.rows() == (DENSE, SPARSE, WINNERS)


def test_dropping_where_it_is_or_something_else_asks_nothing(view: VariantList, heard: list) -> None:
    assert drop(view, "b", rect(view, 1).surface.center() + QPoint(0, 15))
    assert not drop(view, "nobody", rect(view, 1).surface.center())
    assert heard == []


def test_dragged_rows_carry_their_id(view: VariantList) -> None:
    model = view.variants
    data = model.mimeData([model.index(2)])
    assert bytes(data.data(MIME_TYPE).data()) == b"c"
    assert view.dragEnabled()
    assert view.acceptDrops()


def test_size_follows_the_rows(view: VariantList) -> None:
    three = view.sizeHint().height()
    view.set_rows([DENSE])
    assert view.sizeHint().height() * 3 == three


def test_it_goes_without_the_garbage_collector(qapp: QApplication) -> None:
    # Which may run in a worker's thread, where no widget must be destroyed.
    gc.disable()
    try:
        ghost = weakref.ref(VariantList())
        assert ghost() is None
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("over", "below", "gap"), [(0, False, 0), (0, True, 1), (1, True, 2), (2, False, 2), (2, True, 3)]
)
def test_a_line_shows_where_a_dragged_row_would_land(
    view: VariantList, over: int, below: bool, gap: int
) -> None:
    view.select("")
    view.clearFocus()
    data = QMimeData()
    data.setData(MIME_TYPE, b"b")
    where = rect(view, over).surface.center() + QPoint(0, 15 if below else -15)
    arguments = (Qt.DropAction.MoveAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.viewport(), QDragEnterEvent(where, *arguments))
    image = view.viewport().grab().toImage()
    accent = theme.LIGHT.accent
    lines = [y for y in range(image.height()) if image.pixelColor(120, y).name() == accent]
    height = view.visualRect(view.model().index(0, 0)).height()
    assert lines == [pytest.approx(gap * height, abs=2)] * len(lines)
    assert lines
