"""Overlap against noise on a fabricated session: which curves stand where, and what moves the line."""

import fabricated
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.overlap import OverlapPane
from sparse_explorer.experiment.plan.config import NoiseConfig

FIRST = tuple(1 - 0.02 * place for place in range(21))
SHARES = tuple(1 - 0.04 * place for place in range(21))


@pytest.fixture
def session() -> Session:
    return fabricated.session("Dense", "Sparse", starts=(94.0, 96.0), digits=20)


@pytest.fixture
def pane(session: Session, qtbot: QtBot) -> OverlapPane:
    pane = OverlapPane(session)
    qtbot.addWidget(pane)
    pane.resize(500, 300)
    pane.show()
    pane.set_overlaps({session.items[1].id: {"Convolution 1": FIRST, "Convolution 2": SHARES}})
    return pane


def dashed(pane: OverlapPane) -> dict[str, tuple[float, ...]]:
    return {each.name: each.accuracy for each in pane.plot.references()}


def test_accuracy_is_solid_and_the_digits_overlap_dashed(pane: OverlapPane, session: Session) -> None:
    assert [trace.curve.name for trace in pane.plot.traces.values()] == ["Dense", "Sparse"]
    (reference,) = pane.plot.references()
    assert reference.name == "Sparse, this digit"
    assert reference.color_index == session.items[1].color
    assert reference.levels == pytest.approx([0.05 * place for place in range(21)])
    assert reference.accuracy == pytest.approx([100 * share for share in SHARES])


def test_the_line_is_the_sessions_noise_and_moves_it(
    pane: OverlapPane, session: Session, qtbot: QtBot
) -> None:
    session.set_noise(45)
    qtbot.waitUntil(lambda: pane.plot.noise() == 45)
    qtbot.keyClick(pane.plot, Qt.Key.Key_Right)
    assert session.noise == 46


@pytest.mark.parametrize("change", ["digit", "pattern", "noise"])
def test_overlaps_of_something_else_are_gone_at_once(
    pane: OverlapPane, session: Session, change: str
) -> None:
    session.set_noise(30)
    assert dashed(pane)  # they do not depend on the level
    if change == "digit":
        session.set_digit(7)
    elif change == "pattern":
        session.set_pattern(session.pattern + 1)
    else:
        session.set_noise_config(NoiseConfig("paper"))
    assert dashed(pane) == {}


def test_names_and_removal_are_followed(pane: OverlapPane, session: Session) -> None:
    session.rename(session.items[1].id, "Mine")
    assert list(dashed(pane)) == ["Mine, this digit"]
    session.remove(session.items[1].id)
    assert dashed(pane) == {}
