"""The plot of duty cycles: bars where units are, a line at even use, and a sentence where there is nothing."""

import dataclasses

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.duty_cycle_plot import DutyCycleBars, DutyCyclePlot
from sparse_explorer.experiment.results.histogram import Histogram

BARS = DutyCycleBars(Histogram(0.05, (20, 0, 5, 1)), 0.1, 0.4, 20, filters=True, color_index=1)


@pytest.fixture
def plot(qtbot: QtBot) -> DutyCyclePlot:
    plot = DutyCyclePlot()
    qtbot.addWidget(plot)
    plot.resize(340, 180)
    plot.set_bars(BARS)
    plot.show()
    qtbot.waitExposed(plot)
    return plot


def test_bars_stand_where_units_are(plot: DutyCyclePlot) -> None:
    drawn = plot._bars.opts
    assert list(drawn["x0"]) == pytest.approx([0, 10, 15])
    assert list(drawn["height"]) == [20, 5, 1]
    assert drawn["width"] == pytest.approx(5)
    assert drawn["brush"] == theme.variant_color(1)
    assert plot._line.value() == pytest.approx(10)
    assert plot.getAxis("left").labelText == "filters"


def test_the_line_says_where_even_use_would_be(plot: DutyCyclePlot) -> None:
    assert plot._label.toPlainText() == "even use 10.0 %"
    plot.set_bars(dataclasses.replace(BARS, target=100 / 4320))
    assert plot._label.toPlainText() == "even use 2.3 %"


def test_a_single_unit_among_hundreds_is_seen(plot: DutyCyclePlot) -> None:
    counted = Histogram(0.05, (4000, 1))
    plot.set_bars(dataclasses.replace(BARS, counted=counted, top=4000, filters=False))
    assert plot.getAxis("left").labelText == "units"
    low, high = (plot.to_pixel(0, y).y() for y in (0, plot._bars.opts["height"][1]))
    assert low - high == pytest.approx(2)


def test_the_mouse_learns_how_many_units_a_bar_stands_for(plot: DutyCyclePlot) -> None:
    assert plot.hover_text(plot.to_pixel(12, 3)) == "5 active on 10 to 15 % of the images"
    assert plot.hover_text(plot.to_pixel(7, 3)) == "0 active on 5 to 10 % of the images"
    assert plot.hover_text(plot.to_pixel(35, 3)) == ""


def test_the_line_keeps_its_words_inside(plot: DutyCyclePlot) -> None:
    for target in (0.0, 0.1, 0.39):
        plot.set_bars(dataclasses.replace(BARS, target=target))
        words = plot._label.mapRectToParent(plot._label.boundingRect())
        assert plot.view.boundingRect().contains(words)


def test_a_low_plot_saves_the_name_of_its_axis(plot: DutyCyclePlot) -> None:
    axis = plot.getAxis("bottom")
    assert axis.label.isVisible()
    plot.resize(340, 90)
    theme.theme().set_choice("dark")
    assert not axis.label.isVisible()
    plot.resize(340, 180)
    assert axis.label.isVisible()


def test_nothing_to_show_is_a_sentence(plot: DutyCyclePlot) -> None:
    plot.set_bars(None, "Nothing yet.")
    sentence = plot.findChild(QLabel)
    assert sentence.isVisible() and sentence.text() == "Nothing yet."
    assert plot.hover_text(QPointF(50, 50)) == ""
    plot.set_bars(BARS)
    assert not sentence.isVisible()
    assert plot._bars.isVisible()
