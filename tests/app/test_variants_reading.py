"""What the pane of variants says of a session: names, numbers, and how far each variant is."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from sparse_explorer.app.activity import REPEAT, SWEEP, TRAIN, Activity
from sparse_explorer.app.panes.variants import VariantsPane
from sparse_explorer.app.session import Session
from sparse_explorer.experiment.config import NetworkConfig, Variant
from sparse_explorer.experiment.history import History
from sparse_explorer.experiment.reports import EvaluationReport, NoiseResult

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


def sweep(session: Session, variant_id: str, *correct: int) -> None:
    levels = [0.0, 0.5][: len(correct)]
    results = tuple(NoiseResult(noise, right, 100, 1.0) for noise, right in zip(levels, correct))
    session.add_sweep(variant_id, "digits", "article", EvaluationReport(len(results), 17, results))


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
    session.start_record(sparse.id, "digits").history = History(step=5, steps=20)
    pane.refresh()
    assert (rows(pane)["Dense"].status, rows(pane)["Sparse"].status) == ("not trained yet", "stopped at 25 %")
    session.start_record(sparse.id, "digits").history = History(step=20, steps=20)
    for activity, status, progress in (
        (Activity(), "", None),
        (Activity(sparse.id, TRAIN, progress=0.5), "training 50 %", 0.5),
        (Activity(sparse.id, TRAIN, progress=0.25, paused=True), "paused at 25 %", 0.25),
        (Activity(sparse.id, SWEEP, progress=0.75), "sweep 75 %", 0.75),
        (Activity(sparse.id, REPEAT, progress=0.1, seed=3), "seed 3: 10 %", 0.1),
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
