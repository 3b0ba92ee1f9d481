"""Curves as differences to the reference: the switch, the numbers, the band, and the line that is the noise."""

import fabricated
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.curves import CurvesPane
from sparse_explorer.app.widgets.difference_plot import DifferencePlot
from sparse_explorer.experiment.results.comparisons import paired


@pytest.fixture
def session() -> Session:
    made = fabricated.session("Dense", "Sparse")
    made.set_seeds(3)
    fabricated.trained(made.items[0], 90.0, further=(91.0, 92.0))
    fabricated.trained(made.items[1], 96.0, further=(97.5, 97.5))
    return made


@pytest.fixture
def pane(session: Session, qtbot: QtBot) -> CurvesPane:
    pane = CurvesPane(session)
    qtbot.addWidget(pane)
    pane.resize(900, 620)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


def switch(pane: CurvesPane) -> QToolButton:
    return pane.findChild(QToolButton, "difference_button")


def pressed(pane: CurvesPane) -> DifferencePlot:
    switch(pane).click()
    return pane.findChild(DifferencePlot, "difference_plot")


def test_the_switch_exchanges_accuracies_and_differences(pane: CurvesPane) -> None:
    assert switch(pane).text() == "minus Dense"
    plot = pressed(pane)
    assert plot.isVisible() and not pane.plot.isVisible()
    switch(pane).click()
    assert not plot.isVisible() and pane.plot.isVisible()


def test_curves_are_paired_differences_with_half_the_interval_as_band(
    pane: CurvesPane, session: Session
) -> None:
    plot = pressed(pane)
    assert list(plot.traces) == [session.items[1].id]  # not the reference, which would be the zero line
    curve = plot.traces[session.items[1].id].curve
    interval = paired({0: 96.0, 1: 97.5, 2: 97.5}, {0: 90.0, 1: 91.0, 2: 92.0}).interval
    assert interval is not None and curve.spread is not None
    assert curve.accuracy == pytest.approx([6.0] * len(fabricated.LEVELS))
    assert curve.spread[0] == pytest.approx((interval.high - interval.low) / 2)
    assert "95 %" in plot.key_text()
    low, high = plot.heights()
    assert low <= 0 and high >= 6 + curve.spread[0]


def test_one_seed_has_no_band_and_words_say_so(pane: CurvesPane, session: Session) -> None:
    session.set_seeds(1)
    plot = pressed(pane)
    assert plot.traces[session.items[1].id].curve.spread is None
    assert plot.key_text() == "one seed: no interval"


def test_the_reference_names_the_button_and_turns_the_curve(pane: CurvesPane, session: Session) -> None:
    plot = pressed(pane)
    session.set_reference(session.items[1].id)
    assert switch(pane).text() == "minus Sparse"
    assert plot.traces[session.items[0].id].curve.accuracy[0] == pytest.approx(-6.0)


def test_the_line_is_the_session_s_noise(pane: CurvesPane, session: Session) -> None:
    plot = pressed(pane)
    session.set_noise(30)
    assert plot.noise() == 30
    plot.setFocus()
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert session.noise == 31


def test_the_tip_says_difference_and_interval(pane: CurvesPane) -> None:
    plot = pressed(pane)
    assert plot.hover_text(plot.to_pixel(20, 6.0)).startswith("Sparse less Dense: +6.0 [")
    assert plot.hover_text(plot.to_pixel(20, 6.0) + QPointF(0, 60)) == ""


def test_differences_that_nobody_sees_are_worked_out_when_they_are_shown_or_saved(
    pane: CurvesPane, session: Session
) -> None:
    plot = pressed(pane)
    pane.hide()
    session.set_reference(session.items[1].id)
    assert switch(pane).text() == "minus Sparse"
    assert list(plot.traces) == [session.items[1].id]
    pane.show()
    assert list(plot.traces) == [session.items[0].id]
    pane.hide()
    session.set_reference(session.items[0].id)
    assert pane.differences.shown_plot() is plot  # as it is saved
    assert list(plot.traces) == [session.items[1].id]
