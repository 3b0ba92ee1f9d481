"""Overlap against noise on a fabricated session: which curves stand where, and what moves the line."""

import fabricated
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.overlap import OverlapPane
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.results.overlaps import LayerOverlaps, OverlapsPart

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


def choose(pane: OverlapPane, name: str, text: str) -> None:
    combo = pane.findChild(QComboBox, name)
    combo.setCurrentIndex(combo.findText(text))


def test_a_layer_is_chosen_by_its_title(pane: OverlapPane, session: Session) -> None:
    layers = pane.findChild(QComboBox, "overlap_layer_combo")
    offered = [layers.itemText(row) for row in range(layers.count())]
    assert offered == ["last layer", "Convolution 1", "Convolution 2"]
    choose(pane, "overlap_layer_combo", "Convolution 1")
    assert dashed(pane)["Sparse, this digit"] == pytest.approx([100 * share for share in FIRST])
    session.set_digit(7)
    pane.set_overlaps(
        {session.items[1].id: {"Convolution 1": SHARES}, session.items[0].id: {"Hidden layer": FIRST}}
    )
    assert list(dashed(pane)) == ["Sparse, this digit"]  # the other has no such layer
    assert layers.currentText() == "Convolution 1"


def test_a_sample_is_shown_with_its_spread_and_asked_for_while_it_is_seen(
    pane: OverlapPane, session: Session, qtbot: QtBot
) -> None:
    wanted: list[tuple[str, bool]] = []
    pane.digit_wanted.connect(lambda yes: wanted.append(("digit", yes)))
    pane.sample_wanted.connect(lambda yes: wanted.append(("sample", yes)))
    choose(pane, "overlap_digits_combo", "test digits")
    assert wanted == [("digit", False), ("sample", True)]
    assert dashed(pane) == {}
    layer = LayerOverlaps((1.0, 0.8, 0.5), (0.0, 0.1, 0.2))
    part = OverlapsPart((0, 5, 10), {"Convolution": layer}, 50, 200)
    pane.set_sample({session.items[0].id: part})
    (reference,) = pane.plot.references()
    assert reference.name == "Dense, 50 digits"
    assert reference.levels == (0.0, 0.05, 0.1)
    assert reference.accuracy == pytest.approx((100, 80, 50))
    assert reference.spread == pytest.approx((0, 10, 20))
    assert "50 of 200 digits" in pane.plot.key_text()
    wanted.clear()
    pane.hide()
    assert wanted == [("digit", False), ("sample", False)]
    pane.set_sample({})
    assert pane.plot.references()  # a plot that nobody sees is not drawn
    pane.show()
    assert not pane.plot.references()
