"""The pane of variants, driven: what people do reaches the session, what it refuses is said, what it has is read."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.activity import SWEEP, TRAIN, Activity
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.app.panes.variants import VariantsPane
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import EvaluationReport, NoiseResult

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def session() -> Session:
    made = Session()
    made.add(Variant("Dense", NetworkConfig(sparse_conv=False, k_winners=False, sparse_linear=False)))
    made.add(Variant("Sparse"))
    made.set_noise(50)
    return made


@pytest.fixture
def pane(session: Session, qtbot: QtBot) -> VariantsPane:
    made = VariantsPane(session)
    qtbot.addWidget(made)
    made.resize(320, 320)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def rows(pane: VariantsPane) -> dict[str, object]:
    return {row.name: row for row in pane.list.variants.rows()}


def button(pane: VariantsPane, name: str) -> QPushButton:
    return pane.findChild(QPushButton, f"{name}_variant_button")


def test_choosing_renaming_recolouring_and_moving_reach_the_session(session, pane):
    dense, sparse = session.items
    pane.list.variant_chosen.emit(dense.id)
    pane.list.recolor_requested.emit(dense.id, 6)
    pane.list.move_requested.emit(dense.id, 1)
    pane.list.rename_requested.emit(dense.id, "D")
    assert session.selected is dense
    assert (dense.color, dense.variant.name) == (6, "D")
    assert session.items == [sparse, dense]


def test_buttons_add_duplicate_and_remove(session, pane, qtbot):
    removed: list[str] = []
    pane.removed.connect(removed.append)
    qtbot.mouseClick(button(pane, "duplicate"), LEFT)
    assert [item.variant.name for item in session.items] == ["Dense", "Sparse", "Sparse 2"]
    pane.add_menu.actions()[2].trigger()
    added = list(presets().values())[2].variant
    assert session.selected.variant.network == added.network
    *entries, controls = [action.text() for action in pane.add_menu.actions()]
    assert entries == [p.variant.name for p in presets().values() if p.groups != ("controls",)]
    assert controls == "Controls"
    session.select(session.items[1].id)
    qtbot.mouseClick(button(pane, "remove"), LEFT)
    assert removed == ["Sparse"]
    assert "Sparse" not in rows(pane)


@pytest.mark.parametrize("by", ["button", "keys"])
def test_a_number_that_is_still_typed_belongs_to_the_original(session, qtbot, by):
    window = QWidget()
    qtbot.addWidget(window)
    pane = VariantsPane(session, window)
    field = QLineEdit(window)
    field.editingFinished.connect(lambda: session.rename(session.selected_id, field.text()))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    field.setFocus()
    qtbot.keyClicks(field, "Typed")
    if by == "button":
        pane.duplicate()
    else:
        pane.list.duplicate_requested.emit(session.selected_id)
    assert [item.variant.name for item in session.items] == ["Dense", "Typed", "Typed 2"]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("Dense", "'Dense' is the name of another variant"),
        (" Dense ", "'Dense' is the name of another variant"),
        ("", "'' is not allowed; allowed are 1 ... 60 printable characters"),
        ("a\u200eb", "'a\\u200eb' is not allowed; allowed are 1 ... 60 printable characters"),
        ("y" * 61, f"'{'y' * 61}' is not allowed; allowed are 1 ... 60 printable characters"),
    ],
)
def test_a_refused_name_is_marked_in_the_list(session, pane, qtbot, typed, reason):
    pane.list.setFocus()
    qtbot.keyClick(pane.list, Qt.Key.Key_F2)
    editor = pane.list.findChild(QLineEdit)
    editor.setText(typed)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pane.findChild(QLabel, "field_note") is not None)
    note = pane.findChild(QLabel, "field_note")
    assert (note.text(), note.isVisible()) == (reason, True)
    assert editor.text() == typed
    assert session.items[1].variant.name == "Sparse"
    editor.setText("Fine")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.items[1].variant.name == "Fine")


def test_a_name_that_is_refused_in_the_end_is_said(session, pane):
    said: list[str] = []
    pane.refused.connect(said.append)
    pane.list.rename_requested.emit(session.items[1].id, "Dense")
    assert said == ["'Dense' is the name of another variant"]
    assert "Sparse" in rows(pane)


def test_names_can_be_asked_for_before_they_are_given(session):
    dense, sparse = session.items
    assert session.name_problem(sparse.id, "Sparse") == ""
    assert session.name_problem(sparse.id, "  Other ") == ""
    assert "another variant" in session.name_problem(sparse.id, "Dense ")
    assert "printable" in session.name_problem(dense.id, "a\nb")


@pytest.mark.parametrize("typed", ["", "Dense", "New name"])
def test_a_variant_may_go_while_its_name_is_typed(session, pane, qtbot, typed):
    pane.list.setFocus()
    qtbot.keyClick(pane.list, Qt.Key.Key_F2)
    editor = pane.list.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, typed) if typed else qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    session.remove(session.selected_id)
    pane.list.setFocus()
    assert [item.variant.name for item in session.items] == ["Dense"]


def test_requests_for_a_variant_that_is_gone_change_nothing(session, pane):
    gone = session.selected_id
    session.remove(gone)
    pane.list.rename_requested.emit(gone, "Again")
    pane.list.recolor_requested.emit(gone, 3)
    pane.list.move_requested.emit(gone, 0)
    pane.list.remove_requested.emit(gone)
    assert [(item.variant.name, item.color) for item in session.items] == [("Dense", 0)]


def sweep(session: Session, variant_id: str, *correct: int) -> None:
    levels = [0.0, 0.5][: len(correct)]
    results = tuple(NoiseResult(noise, right, 100, 1.0) for noise, right in zip(levels, correct))
    session.add_sweep(Place(variant_id, "digits", 0), EvaluationReport("article", len(results), 17, results))


def test_rows_say_what_the_session_has(session, pane):
    assert [(row.name, row.color_index, row.parts) for row in pane.list.variants.rows()] == [
        ("Dense", 0, "nothing sparse"),
        ("Sparse", 1, "conv · k-winners · linear"),
    ]
    assert pane.list.current_id() == session.items[1].id
    session.select(session.items[0].id)
    session.rename(session.items[0].id, "D")
    session.recolor(session.items[0].id, 5)
    session.move(session.items[0].id, 1)
    assert [(row.name, row.color_index) for row in pane.list.variants.rows()] == [("Sparse", 1), ("D", 5)]
    assert pane.list.current_id() == session.items[1].id


def test_clean_is_clean_and_at_noise_is_at_noise(session, pane):
    sweep(session, session.items[1].id, 97, 42)
    pane.refresh()
    row = rows(pane)["Sparse"]
    assert (row.clean, row.at_noise) == (97.0, 42.0)
    session.set_noise(0)
    row = rows(pane)["Sparse"]
    assert (row.clean, row.at_noise) == (97.0, 97.0)
    assert (rows(pane)["Dense"].clean, rows(pane)["Dense"].at_noise) == (None, None)


def test_the_status_follows_record_and_queue(session, pane):
    dense, sparse = session.items
    session.start_record(Place(sparse.id, "digits", 0)).history = History(step=5, steps=20)
    pane.refresh()
    assert (rows(pane)["Dense"].status, rows(pane)["Sparse"].status) == ("not trained yet", "stopped at 25 %")
    session.start_record(Place(sparse.id, "digits", 0)).history = History(step=20, steps=20)
    for activity, status, progress in (
        (Activity(), "", None),
        (Activity(sparse.id, TRAIN, progress=0.5), "training 50 %", 0.5),
        (Activity(sparse.id, TRAIN, progress=0.25, paused=True), "paused at 25 %", 0.25),
        (Activity(sparse.id, SWEEP, progress=0.75), "sweep 75 %", 0.75),
        (Activity(sparse.id, TRAIN, progress=0.1, seed=3), "seed 3: 10 %", 0.1),
        (Activity(dense.id, TRAIN, waiting=(sparse.id,)), "waiting", None),
    ):
        pane.show_activity(activity)
        row = rows(pane)["Sparse"]
        assert (row.status, row.progress) == (status, progress)


def test_an_empty_list_says_what_to_do(session, pane):
    for item in list(session.items):
        session.remove(item.id)
    assert [label.text() for label in pane.findChildren(QLabel) if label.isVisible()] == [
        "Variants", "No variants. Add one from a preset.",
    ]  # fmt: skip
    assert not button(pane, "duplicate").isEnabled()
    assert not button(pane, "remove").isEnabled()
    session.undo_remove()
    assert pane.list.isVisible()
    assert button(pane, "duplicate").isEnabled()
    assert button(pane, "remove").isEnabled()
