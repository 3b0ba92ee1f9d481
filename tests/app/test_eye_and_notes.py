"""The eye, showing one variant alone, and notes: what pictures show, what stays, and what is remembered."""

import json
from pathlib import Path

import fabricated
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.session_reader import LAYOUT
from sparse_explorer.app.model.session_store import load_session, save_session
from sparse_explorer.app.model.undo import Undo
from sparse_explorer.app.panes.lanes import LanesBoard
from sparse_explorer.app.panes.variants import VariantsPane
from sparse_explorer.app.widgets.note_dialog import NoteDialog
from sparse_explorer.app.widgets.results_model import ResultsModel
from sparse_explorer.app.widgets.variant_delegate import RowLayout
from sparse_explorer.experiment.plan.fields import ConfigError, from_dict, to_dict
from sparse_explorer.experiment.plan.variant import LONGEST_NOTE, Variant
from tests.app.assembled import CurvesAndResults

LEFT, NONE, ALT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def session() -> Session:
    return fabricated.session("Dense", "Sparse", "Third", starts=(90.0, 96.0, 93.0), digits=20)


@pytest.fixture
def pane(session: Session, qtbot: QtBot) -> VariantsPane:
    pane = VariantsPane(session)
    qtbot.addWidget(pane)
    pane.resize(300, 320)
    with qtbot.waitActive(pane):
        pane.show()
        pane.activateWindow()
    pane.list.setFocus()
    return pane


def shown(session: Session) -> list[str]:
    return [item.variant.name for item in session.shown]


def ids(session: Session) -> list[str]:
    return [item.id for item in session.items]


def click_eye(pane: VariantsPane, place: int, qtbot: QtBot, modifier: Qt.KeyboardModifier = NONE) -> None:
    view = pane.list
    where = RowLayout.of(view.visualRect(view.variants.index(place)), view.font()).eye.center()
    qtbot.mouseClick(view.viewport(), LEFT, modifier, where)
    QApplication.processEvents()


# --- the session ------------------------------------------------------------------------------------------------------


def test_alone_and_back_to_what_was(session: Session) -> None:
    dense, sparse, _ = ids(session)
    session.set_shown(dense, False)
    session.toggle_solo(sparse)
    assert shown(session) == ["Sparse"]
    session.toggle_solo(sparse)
    assert shown(session) == ["Sparse", "Third"]
    session.toggle_solo(dense)  # a hidden one can be shown alone
    assert shown(session) == ["Dense"]


def test_from_alone_to_another(session: Session) -> None:
    _, sparse, third = ids(session)
    session.toggle_solo(sparse)
    session.toggle_solo(third)
    assert shown(session) == ["Third"]
    session.toggle_solo(third)
    assert shown(session) == ["Dense", "Sparse", "Third"]


def test_an_eye_opened_beside_the_one_shown_alone_shows_both(session: Session) -> None:
    dense, sparse, _ = ids(session)
    session.toggle_solo(sparse)
    session.set_shown(dense, True)
    assert shown(session) == ["Dense", "Sparse"]


def test_removing_the_one_shown_alone_shows_the_others(session: Session) -> None:
    session.toggle_solo(ids(session)[1])
    session.remove(ids(session)[1])
    assert shown(session) == ["Dense", "Third"]


def test_hiding_touches_no_result(session: Session) -> None:
    before = session.complete_results()
    for variant_id in ids(session):
        session.set_shown(variant_id, False)
    assert (session.shown, session.complete_results()) == ([], before)


def test_it_is_undone_and_done_again(session: Session) -> None:
    undo, (dense, sparse, _) = Undo(session), ids(session)
    session.set_shown(dense, False)
    session.toggle_solo(sparse)
    session.set_note(sparse, "mine")
    seen = [(shown(session), session.item(sparse).variant.note)]
    for _ in range(3):
        undo.undo()
        seen.append((shown(session), session.item(sparse).variant.note))
    assert seen == [
        (["Sparse"], "mine"),
        (["Sparse"], None),
        (["Sparse", "Third"], None),
        (["Dense", "Sparse", "Third"], None),
    ]
    for _ in range(3):
        undo.redo()
    assert (shown(session), session.item(sparse).variant.note) == seen[0]


def test_it_is_remembered(session: Session, tmp_path: Path) -> None:
    dense, sparse, third = ids(session)
    session.set_shown(dense, False)
    session.set_note(third, "two\nlines")
    session.toggle_solo(sparse)
    save_session(session, tmp_path, LAYOUT)
    again = Session()
    assert load_session(again, tmp_path).problems == ()
    assert shown(again) == ["Sparse"]
    again.toggle_solo(sparse)
    assert shown(again) == ["Sparse", "Third"]
    assert again.item(third).variant.note == "two\nlines"


@pytest.mark.parametrize(
    ("piece", "value", "problem"),
    [
        ("hidden", 1, "variants[0].hidden: 1 is not true or false; it is shown"),
        ("note", "a\x07", "variants[0].variant.note: 'a\\x07' is not allowed"),
        ("note", 5, "variants[0].variant.note: 5 is not text; it is left out"),
        ("note", "x" * 2001, "variants[0].variant.note: 2001 characters are not allowed"),
    ],
)
def test_what_is_wrong_with_it_costs_nothing_else(
    session: Session, tmp_path: Path, piece: str, value: object, problem: str
) -> None:
    save_session(session, tmp_path, LAYOUT)
    data = json.loads((tmp_path / "session.json").read_text(encoding="utf-8"))
    entry = data["variants"][0]
    (entry if piece == "hidden" else entry["variant"])[piece] = value
    data["solo"] = "nobody"
    (tmp_path / "session.json").write_text(json.dumps(data), encoding="utf-8")
    again = Session()
    (said,) = load_session(again, tmp_path).problems
    assert said.startswith(problem)
    assert shown(again) == ["Dense", "Sparse", "Third"]
    assert again.items[0].variant.note is None


# --- notes belong to the variant, and make no difference to it --------------------------------------------------------


def test_a_note_goes_with_the_configuration() -> None:
    noted = Variant("Dense", note="as in the article")
    assert noted == Variant("Dense")
    assert from_dict(Variant, to_dict(noted)).note == "as in the article"
    assert "note" not in to_dict(Variant("Dense"))


@pytest.mark.parametrize("note", ["x" * (LONGEST_NOTE + 1), "bell\x07", "tab\t"])
def test_a_note_that_cannot_be_shown_is_refused(session: Session, note: str) -> None:
    with pytest.raises(ConfigError, match=r"^note: "):
        session.set_note(ids(session)[0], f"a{note}b")
    assert session.items[0].variant.note is None


def test_a_copy_starts_without_a_note(session: Session) -> None:
    session.set_note(ids(session)[0], "the first")
    assert session.duplicate(ids(session)[0]).variant.note is None


# --- the list ---------------------------------------------------------------------------------------------------------


def test_the_eye_hides_and_shows(pane: VariantsPane, session: Session, qtbot: QtBot) -> None:
    click_eye(pane, 1, qtbot)
    assert shown(session) == ["Dense", "Third"]
    assert not pane.list.variants.rows()[1].shown
    click_eye(pane, 1, qtbot)
    assert shown(session) == ["Dense", "Sparse", "Third"]
    assert session.selected_id == ids(session)[0]  # an eye is no choice


def test_with_alt_one_is_alone(pane: VariantsPane, session: Session, qtbot: QtBot) -> None:
    click_eye(pane, 2, qtbot, ALT)
    assert shown(session) == ["Third"]
    click_eye(pane, 2, qtbot, ALT)
    assert shown(session) == ["Dense", "Sparse", "Third"]


def test_the_keys_do_the_same(pane: VariantsPane, session: Session, qtbot: QtBot) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(pane.list, Qt.Key.Key_H, control)
    assert shown(session) == ["Sparse", "Third"]
    qtbot.keyClick(pane.list, Qt.Key.Key_H, control | Qt.KeyboardModifier.ShiftModifier)
    assert shown(session) == ["Dense"]
    action = pane.list.findChild(QAction, "solo_action")
    assert action.text() == "Show the others again"
    action.trigger()
    assert pane.list.findChild(QAction, "hide_action").text() == "Show in pictures"


def test_a_row_says_that_it_is_hidden_or_alone(pane: VariantsPane, session: Session) -> None:
    def said(place: int) -> str:
        return pane.list.variants.index(place).data(Qt.ItemDataRole.AccessibleTextRole)

    view = pane.list
    eye = RowLayout.of(view.visualRect(view.variants.index(0)), view.font()).eye
    before = view.viewport().grab(eye).toImage()
    session.set_shown(ids(session)[0], False)
    assert said(0).endswith("hidden in pictures")
    assert view.viewport().grab(eye).toImage() != before
    session.toggle_solo(ids(session)[1])
    assert said(1).endswith("shown alone")


# --- what pictures show -----------------------------------------------------------------------------------------------


def test_curves_leave_it_out_and_the_table_mutes_it(session: Session, qtbot: QtBot) -> None:
    evaluation = CurvesAndResults(session)
    qtbot.addWidget(evaluation)
    results: ResultsModel = evaluation.table.results

    def best() -> list[str]:
        font = Qt.ItemDataRole.FontRole
        return [name for row, name in enumerate(results.names()) if results.index(row, 0).data(font)]

    assert best() == ["Sparse"]
    session.set_shown(ids(session)[1], False)
    assert [each.curve.name for each in evaluation.plot.traces.values()] == ["Dense", "Third"]
    assert results.names() == ["Dense", "Sparse", "Third"]
    assert best() == ["Third"]
    for variant_id in ids(session):
        session.set_shown(variant_id, False)
    said = [label.text() for label in evaluation.plot.findChildren(QLabel)]
    assert any("All variants are hidden" in text for text in said)


def test_lanes_leave_it_out(session: Session, qtbot: QtBot) -> None:
    board = LanesBoard(session)
    qtbot.addWidget(board)
    board.show()  # hidden, it works nothing out
    board.set_inspection(fabricated.inspection(session, (3, 3, 3), (3, 5, 3)))
    session.set_shown(ids(session)[0], False)
    board.refresh()
    assert [lane.name for lane in board.lanes.lanes()] == ["Sparse", "Third"]


# --- writing a note ---------------------------------------------------------------------------------------------------


def dialog_of(pane: VariantsPane) -> NoteDialog:
    pane.list.findChild(QAction, "note_action").trigger()
    (dialog,) = [found for found in pane.findChildren(NoteDialog) if found.isVisible()]
    return dialog


def test_a_note_is_written_and_shown_as_tip(pane: VariantsPane, session: Session) -> None:
    dialog = dialog_of(pane)
    dialog.findChild(QPlainTextEdit).setPlainText("  first line\nsecond\tline ")
    dialog.findChild(QDialogButtonBox).accepted.emit()
    assert session.items[0].variant.note == "first line\nsecond    line"
    assert not dialog.isVisible()
    index = pane.list.variants.index(0)
    assert "second    line" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).endswith("note: first line second line")


def test_a_note_that_is_too_long_cannot_be_saved(pane: VariantsPane) -> None:
    dialog = dialog_of(pane)
    dialog.findChild(QPlainTextEdit).setPlainText("x" * (LONGEST_NOTE + 1))
    save = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save)
    assert not save.isEnabled()
    assert "allowed are 2000 at most" in dialog.findChild(QLabel, "note_length_label").text()
    dialog.reject()
