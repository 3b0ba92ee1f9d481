"""The verdict in sentences: its numbers are those of the paired comparison, and it follows noise and kind."""

import fabricated
import pytest
from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.verdict import VerdictPane
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.results.comparisons import paired


@pytest.fixture
def session() -> Session:
    made = fabricated.session("Dense", "Sparse", "Worse")
    made.set_seeds(5)
    starts = ((90, 91, 92, 93, 94), (96, 98, 98, 100, 99), (80, 82, 82, 84, 83))
    for item, (first, *further) in zip(made.items, starts, strict=True):
        fabricated.trained(item, first, further=further)
    return made


def shown(session: Session, qtbot: QtBot) -> VerdictPane:
    pane = VerdictPane(session)
    qtbot.addWidget(pane)
    pane.resize(420, 320)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


def text(pane: VerdictPane) -> str:
    return pane.findChild(QLabel, "verdict_text").text()


def test_sentences_hold_the_tested_numbers(session: Session, qtbot: QtBot) -> None:
    pane = shown(session, qtbot)
    found = paired(dict(enumerate((71, 73, 73, 75, 74))), dict(enumerate((65, 66, 67, 68, 69)))).interval
    assert found is not None
    wanted = f"▲ Dense 67.0 %, Sparse 73.2 %: +6.2 [{found.low:+.1f}, {found.high:+.1f}], 5 of 5 seeds."
    assert "At 50 % noise" in text(pane)
    assert wanted in text(pane)
    assert "▼ Dense 67.0 %, Worse 57.2 %: -9.8 [" in text(pane)


def test_sentences_are_never_scrolled_sideways(session: Session, qtbot: QtBot) -> None:
    pane = shown(session, qtbot)
    pane.resize(pane.minimumSizeHint().width(), 120)
    scroll = pane.findChild(QScrollArea)
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() > 0, timeout=2000)
    assert scroll.horizontalScrollBar().maximum() == 0


def test_it_follows_noise_reference_and_selection(session: Session, qtbot: QtBot) -> None:
    pane = shown(session, qtbot)
    session.set_noise(22)
    assert "At 20 % noise" in text(pane) and "Dense 82.0 %, Sparse 88.2 %" in text(pane)
    assert text(pane).index("Worse") < text(pane).index("Sparse")
    session.select(session.items[1].id)
    assert text(pane).index("Worse") > text(pane).index("Sparse")
    session.set_reference(session.items[1].id)
    assert "Sparse 88.2 %, Dense 82.0 %: -6.2" in text(pane)
    session.set_noise_config(NoiseConfig("gaussian"))
    assert "Nothing to compare yet" in text(pane)


def test_the_order_of_the_sentences_is_said(session: Session, qtbot: QtBot) -> None:
    pane = shown(session, qtbot)
    session.select(session.items[0].id)  # the reference has no sentence
    assert "beside Dense; the most different first:" in text(pane)
    assert text(pane).index("Worse") < text(pane).index("Sparse")
    session.select(session.items[1].id)
    assert "beside Dense; the selected one, then the most different:" in text(pane)
    session.set_shown(session.items[1].id, False)
    assert "beside Dense:" in text(pane)  # of one there is none


def test_one_seed_is_too_few(session: Session, qtbot: QtBot) -> None:
    session.set_seeds(1)
    pane = shown(session, qtbot)
    assert "– Dense 65.0 %, Sparse 71.0 %: +6.0." in text(pane)
    assert "One seed is too few for an interval: train with more seeds." in text(pane)
    session.set_seeds(2)
    assert "2 seeds are few" in text(pane)


def test_what_changed_while_it_was_hidden_is_there_when_it_is_shown(session: Session, qtbot: QtBot) -> None:
    pane = shown(session, qtbot)
    pane.hide()
    session.set_noise(0)
    pane.show()
    assert "At 0 % noise" in text(pane)


def test_a_variant_alone_or_a_reference_without_a_sweep_is_said(qtbot: QtBot) -> None:
    made = fabricated.session("Dense", "Sparse", starts=(90.0,))
    pane = shown(made, qtbot)
    assert "Only Dense has been swept" in text(pane)
    made.set_reference(made.items[1].id)
    assert "Sparse has not been swept" in text(pane)
