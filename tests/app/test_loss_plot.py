"""The loss plot: what it draws, what it leaves out, and what the mouse may do to it."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.loss_curve import LossCurve, running_mean
from sparse_explorer.app.widgets.loss_plot import LossPlot
from sparse_explorer.app.widgets.plot_items import spread_apart
from tests.app.pointing import move_to

NO_EPOCHS = np.empty((0, 2))


def curve(losses, key: str = "a", accuracies=NO_EPOCHS, color: int = 0) -> LossCurve:
    return LossCurve(
        key, f"name of {key}", color, np.asarray(losses, dtype=np.float32), np.asarray(accuracies)
    )


@pytest.fixture
def plot(qtbot: QtBot) -> LossPlot:
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.resize(650, 230)
    plot.show()
    qtbot.waitExposed(plot)
    return plot


def shown(plot: LossPlot, key: str = "a") -> list[float]:
    return plot.traces[key].line.getOriginalDataset()[1].tolist()


def test_running_mean_is_the_mean_of_the_last_values() -> None:
    values = np.arange(10.0) ** 2
    expected = [values[max(0, i - 2) : i + 1].mean() for i in range(10)]
    np.testing.assert_allclose(running_mean(values, 3), expected)
    np.testing.assert_allclose(running_mean(values, 1), values)
    np.testing.assert_allclose(running_mean(values, 99)[-1], values.mean())
    assert len(running_mean(np.empty(0), 5)) == 0


def test_running_mean_passes_over_what_is_not_finite() -> None:
    values = np.array([1.0, np.nan, 3.0, np.inf, 5.0], dtype=np.float32)
    np.testing.assert_allclose(running_mean(values, 3), [1, np.nan, 2, np.nan, 4])


def test_one_divergence_does_not_spoil_the_means_after_it() -> None:
    values = np.ones(100)
    values[10] = 1e30
    np.testing.assert_allclose(running_mean(values, 5)[20:], 1)


def test_curves_come_change_and_go(plot: LossPlot) -> None:
    plot.set_curves([curve([3, 2, 1]), curve([5, 4], "b", color=1)])
    line = plot.traces["a"].line
    assert shown(plot) == [3, 2, 1]
    assert shown(plot, "b") == [5, 4]
    plot.set_curves([curve([3, 2, 1, 0.5])])
    assert plot.traces["a"].line is line  # used again
    assert shown(plot) == [3, 2, 1, 0.5]
    assert list(plot.traces) == ["a"]
    names = [
        item.toPlainText()
        for item in plot.view.childItems()
        if hasattr(item, "toPlainText") and item.isVisible()
    ]
    assert names == ["name of a"]
    plot.set_curves([])
    assert [item for item in plot.plotItem.items if item is line] == []


def test_smoothing_draws_the_mean_and_keeps_the_raw_losses_behind(plot: LossPlot) -> None:
    plot.set_curves([curve([4, 2, 0])])
    assert plot.traces["a"].raw.getData()[0] is None
    plot.set_smoothing(2)
    assert shown(plot) == [4, 3, 1]
    assert plot.traces["a"].raw.getOriginalDataset()[1].tolist() == [4, 2, 0]
    plot.set_smoothing(1)
    assert shown(plot) == [4, 2, 0]
    with pytest.raises(ValueError, match="window is 0"):
        plot.set_smoothing(0)


def test_a_logarithm_leaves_out_what_has_none(plot: LossPlot) -> None:
    plot.set_log(True)
    plot.set_curves([curve([100, 0, 1, -1, np.nan, 0.01])])
    np.testing.assert_allclose(shown(plot), [2, 0, -2], atol=1e-6)
    assert plot.traces["a"].x.tolist() == [1, 3, 6]
    plot.grab()
    plot.set_log(False)
    np.testing.assert_allclose(shown(plot), [100, 0, 1, -1, 0.01], atol=1e-6)


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("window", [1, 25])
@pytest.mark.parametrize(
    "losses",
    [[], [2.3], [0.0], [0.0, 0.0], [np.nan], [np.inf, -np.inf], [1.0, np.nan, np.inf, 1e30], [1.0] * 9],
    ids=str,
)
def test_odd_losses_can_be_drawn(plot: LossPlot, losses: list[float], window: int, log: bool) -> None:
    plot.set_smoothing(window)
    plot.set_log(log)
    plot.set_curves([curve(losses)])
    plot.grab()
    assert np.isfinite(plot.view.viewRange()).all()


def test_a_long_run_is_drawn_with_few_points(plot: LossPlot) -> None:
    losses = np.random.default_rng(0).random(100_000)
    plot.set_curves([curve(losses)])
    plot.grab()
    x, y = plot.traces["a"].line.getData()
    assert 500 < len(x) < 3000
    assert x.dtype == np.float64
    assert y.max() > 0.999  # peaks are kept


def test_the_first_batches_do_not_flatten_the_rest(plot: LossPlot) -> None:
    losses = np.full(1000, 0.2)
    losses[:20] = 8
    plot.set_curves([curve(losses)])
    assert plot.view.viewRange()[1][1] < 1


def test_accuracy_stands_at_the_batch_that_ended_its_epoch(plot: LossPlot) -> None:
    plot.set_curves([curve([2, 1, 0.5, 0.2], accuracies=[(2, 71.0), (4, 93.5)])])
    plot.set_quantity("accuracy")
    assert plot.traces["a"].x.tolist() == [2, 4]
    assert shown(plot) == [71, 93.5]
    assert plot.getAxis("left").labelText == "correct, %"
    assert plot.view.viewRange()[1][1] > 100
    plot.grab()
    plot.set_quantity("loss")
    assert len(shown(plot)) == 4
    assert plot.getAxis("left").labelText == "loss"
    with pytest.raises(ValueError, match="'speed'"):
        plot.set_quantity("speed")


def test_the_sentence_is_there_as_long_as_there_is_nothing_else(plot: LossPlot) -> None:
    plot.set_empty_text("Press Train all.")
    assert plot._empty.isVisible()
    assert plot._empty.text() == "Press Train all."
    plot.set_curves([curve([])])
    assert plot._empty.isVisible()
    plot.set_curves([curve([1])])
    assert not plot._empty.isVisible()
    plot.set_curves([])
    assert plot._empty.isVisible()


def test_room_for_all_batches_from_the_start(plot: LossPlot) -> None:
    plot.set_steps(900)
    plot.set_curves([curve([2, 1])])
    assert plot.view.viewRange()[0][1] == pytest.approx(909)


@pytest.mark.parametrize(("done", "room"), [(2, 1465.6), (1465, 1465.6), (1466, 2931.25), (100_000, 187_600)])
def test_a_very_long_training_has_room_for_a_part_that_doubles(
    plot: LossPlot, done: int, room: float
) -> None:
    """200 epochs of MNIST: a curve would be a streak at the left edge for an hour."""
    plot.set_steps(187_600)
    plot.set_curves([curve([2.0] * done)])
    assert plot.view.viewRange()[0][1] == pytest.approx(1.01 * room, rel=1e-3)


def test_hovering_tells_every_curve_at_the_nearest_batch(plot: LossPlot) -> None:
    plot.set_curves([curve([3, 2, 1] * 5), curve([9, 8, 7] * 5, "<b>")])
    told = plot.hover_text(plot.to_pixel(2.1, 1))
    assert told.startswith("batch 2<br>")
    assert "name of a <b>2.000</b>" in told
    assert "name of &lt;b&gt; <b>8.000</b>" in told
    plot.set_log(True)
    assert "<b>2.000</b>" in plot.hover_text(plot.to_pixel(2.1, 0))
    plot.set_curves([])
    assert plot.hover_text(QPointF(5, 5)) == ""


def test_another_theme_recolours(plot: LossPlot) -> None:
    plot.set_curves([curve([2, 1], color=1)])
    assert plot.traces["a"].line.opts["pen"].color().name() == theme.LIGHT.variants[1]
    theme.theme().set_choice("dark")
    assert plot.traces["a"].line.opts["pen"].color().name() == theme.DARK.variants[1]
    assert plot.backgroundBrush().color().name() == theme.DARK.card
    assert plot.getAxis("left").textPen().color().name() == theme.DARK.muted
    assert plot.grab().toImage().pixelColor(2, 2).name() == theme.DARK.card


def wheel(plot: LossPlot, modifiers: Qt.KeyboardModifier) -> bool:
    """Turn the wheel over the plot; return whether the plot took it."""
    place = QPointF(plot.viewport().rect().center())
    event = QWheelEvent(
        place,
        plot.viewport().mapToGlobal(place),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot.viewport(), event)
    return event.isAccepted()


def test_only_ctrl_and_wheel_zoom_and_a_double_click_shows_all_again(plot: LossPlot, qtbot: QtBot) -> None:
    plot.set_curves([curve(np.linspace(2, 1, 100))])
    everything = plot.view.viewRange()
    assert not wheel(plot, Qt.KeyboardModifier.NoModifier)  # for whatever scrolls around it
    assert plot.view.viewRange() == everything
    assert wheel(plot, Qt.KeyboardModifier.ControlModifier)
    zoomed = plot.view.viewRange()
    assert zoomed != everything
    plot.set_curves([curve(np.linspace(2, 1, 120))])
    assert plot.view.viewRange() == zoomed  # more data does not take away what the user looks at
    qtbot.mouseDClick(plot.viewport(), Qt.MouseButton.LeftButton)
    assert plot.view.viewRange()[0][1] == pytest.approx(121.2)


def test_nobody_gets_lost(plot: LossPlot, qtbot: QtBot) -> None:
    plot.set_curves([curve(np.linspace(2, 1, 100))])
    everything = plot.view.viewRange()
    centre = plot.viewport().rect().center()
    for button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        qtbot.mousePress(plot.viewport(), button, pos=centre)
        move_to(plot.viewport(), centre + QPoint(80, 40), button)
        qtbot.mouseRelease(plot.viewport(), button, pos=centre + QPoint(80, 40))
    assert plot.view.viewRange() == everything
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert plot.view.viewRange() == everything
    for _ in range(50):
        wheel(plot, Qt.KeyboardModifier.ControlModifier)
    left, right = plot.view.viewRange()[0]
    assert right - left >= 9.9


def test_labels_are_spread_apart_as_little_as_needed() -> None:
    assert spread_apart([10, 50], 15, 0, 100) == [10, 50]
    assert spread_apart([50, 50], 10, 0, 100) == [45, 55]
    assert spread_apart([50, 52, 48], 10, 0, 100) == [50, 60, 40]
    assert spread_apart([99, 99], 10, 0, 100) == [90, 100]
    assert spread_apart([0, 1], 10, 5, 100) == [5, 15]
    assert spread_apart([], 10, 0, 100) == []
    crowded = spread_apart([50] * 20, 10, 0, 100)  # more than fit: none may lie on another
    assert np.diff(crowded).min() == 10


# --- what is cut at the top ------------------------------------------------------------------------------------------


def top(plot: LossPlot) -> float:
    return plot.view.viewRange()[1][1]


def falling(start: float, end: float, steps: int = 938) -> np.ndarray:
    """Losses like MNIST's: from ``start`` to ``end`` within the first few dozens of batches."""
    return end + (start - end) * np.exp(-np.arange(steps) / 25)


def test_the_top_is_in_sight_where_that_flattens_nothing(plot: LossPlot) -> None:
    plot.set_curves([curve(np.linspace(2.3, 0.6, 200))])
    assert top(plot) > 2.3
    assert plot.hint() == ""


@pytest.mark.parametrize("window", [1, 20])
def test_losses_like_mnists_are_cut_with_a_hint(plot: LossPlot, window: int) -> None:
    plot.set_smoothing(window)
    plot.set_curves([curve(falling(2.3, 0.1))])
    assert 0.1 < top(plot) < 2.3
    assert plot.hint() == "▲ up to 2.3"
    plot.set_log(True)
    assert 10 ** top(plot) > 2.3
    assert plot.hint() == ""


def test_the_hint_follows_the_curves_that_are_there(plot: LossPlot) -> None:
    plot.set_curves([curve(falling(2.3, 0.1)), curve(np.full(938, 1.4), "b", color=1)])
    assert top(plot) > 2.3 and plot.hint() == ""
    plot.set_curves([curve(falling(2.3, 0.1))])  # the other variant was removed
    assert top(plot) < 2.3
    assert plot.hint() == "▲ up to 2.3"
    plot.set_curves([curve(falling(9.5, 0.1))])
    assert plot.hint() == "▲ up to 9.5"
    plot.set_curves([])
    assert plot.hint() == ""


def test_raw_losses_behind_the_line_count_too(plot: LossPlot) -> None:
    losses = np.full(300, 0.5)
    losses[40] = 8.0
    plot.set_smoothing(50)
    plot.set_curves([curve(losses)])
    assert top(plot) < 8
    assert plot.hint() == "▲ up to 8"


def test_the_hint_is_of_what_is_in_sight(plot: LossPlot) -> None:
    plot.set_curves([curve(falling(2.3, 0.1))])
    plot.setRange(xRange=(600, 900), padding=0)
    assert plot.hint() == ""
    plot.setRange(xRange=(0, 100), padding=0)
    assert plot.hint() == "▲ up to 2.3"
    plot.setRange(yRange=(0, 5), padding=0)
    plot.reset_view()
    assert plot.hint() == "▲ up to 2.3"


@pytest.mark.parametrize("width", [300, 650])
def test_the_hint_lies_on_no_name(plot: LossPlot, width: int) -> None:
    plot.resize(width, 230)
    plot.set_curves(
        [curve(falling(2.3 + place, 0.1), key, color=place) for place, key in enumerate("abcdefgh")]
    )
    hint = plot._hint.mapRectToParent(plot._hint.boundingRect())
    names = [trace.name.mapRectToParent(trace.name.boundingRect()) for trace in plot.traces.values()]
    assert plot.hint() == "▲ up to 9.3"
    assert not any(hint.adjusted(4, 4, -4, -4).intersects(name.adjusted(4, 4, -4, -4)) for name in names)


def test_each_style_is_drawn(plot: LossPlot) -> None:
    plot.set_smoothing(20)
    plot.set_curves([curve([3, 2, 1] * 30), curve([3, 2, 1] * 30, "b", color=7)])
    solid, dashed = plot.traces["a"].line, plot.traces["b"].line
    assert solid.opts["pen"].style() == Qt.PenStyle.SolidLine
    assert dashed.opts["pen"].style() == Qt.PenStyle.CustomDashLine
    assert solid.opts["pen"].color() == dashed.opts["pen"].color()
    plot.set_curves([curve([3], "c", color=14)])
    assert plot.traces["c"].line.opts["symbol"] == "t1"
    plot.set_curves([curve([3], "c", color=7)])
    assert plot.traces["c"].line.opts["symbol"] == "s"
    plot.set_curves([curve([3, 2], "c", np.array([[1, 50.0], [2, 60.0]]), color=21)])
    plot.set_quantity("accuracy")
    assert plot.traces["c"].line.opts["symbol"] == "d"


# --- what is read off ------------------------------------------------------------------------------------------------


def test_each_curve_and_its_name_have_its_variants_colour(plot: LossPlot) -> None:
    plot.set_smoothing(5)
    plot.set_curves([curve(np.linspace(2, 1, 90)), curve(np.linspace(3, 2, 90), "b", color=3)])
    for key, color in (("a", 0), ("b", 3)):
        trace, own = plot.traces[key], theme.LIGHT.variants[color]
        assert trace.line.opts["pen"].color().name() == own
        assert trace.name.color == theme.variant_text_color(color)
        faint, card = trace.raw.opts["pen"].color(), QColor(theme.LIGHT.card)
        shares = [
            (below - found) / (below - full)
            for found, full, below in zip(faint.getRgb()[:3], QColor(own).getRgb()[:3], card.getRgb()[:3])
        ]
        assert shares == pytest.approx([0.22] * 3, abs=0.02)


def test_names_stand_where_curves_are_not(plot: LossPlot) -> None:
    accuracies = [(20.0, 90.0), (90.0, 97.0)]
    plot.set_curves([curve(np.linspace(2, 1, 90), accuracies=accuracies)])
    middle = plot.view.height() / 2
    assert plot.traces["a"].name.pos().y() < middle / 2  # losses fall
    plot.set_quantity("accuracy")
    assert plot.traces["a"].name.pos().y() > middle * 1.4  # accuracies rise


def test_a_logarithmic_axis_is_labelled_with_losses(plot: LossPlot) -> None:
    plot.set_log(True)
    plot.set_curves([curve([10, 1, 0.1, 0.02])])
    (labels,) = plot.getAxis("left")._tickLevels
    assert {round(at): text for at, text in labels if at == round(at)} == {-1: "0.1", 0: "1", 1: "10"}
    plot.set_curves([curve([2, 1])])
    (labels,) = plot.getAxis("left")._tickLevels
    assert {"1", "2"} <= {text for _, text in labels}


def test_the_hint_on_a_logarithmic_axis_is_a_loss(plot: LossPlot) -> None:
    plot.set_log(True)
    plot.set_curves([curve(falling(230, 0.1))])
    assert plot.hint() == ""
    plot.setRange(yRange=(-1, 1), padding=0)
    assert plot.hint() == "▲ up to 230"


def test_good_accuracies_are_told_apart(plot: LossPlot) -> None:
    plot.set_curves([curve([2, 1], accuracies=[(1, 94.0), (2, 97.0)])])
    plot.set_quantity("accuracy")
    assert 85 < plot.view.viewRange()[1][0] < 90
    plot.set_curves([curve([2, 1], accuracies=[(1, 4.0), (2, 97.0)])])
    assert plot.view.viewRange()[1][0] > -15


def test_tips_have_each_variants_colour_and_percent_for_accuracies(plot: LossPlot) -> None:
    accuracies = [(1.0, 71.0), (2.0, 93.54)]
    plot.set_curves([curve([2, 1], accuracies=accuracies), curve([4, 3], "b", accuracies, color=3)])
    told = plot.hover_text(plot.to_pixel(2, 1)).split("<br>")
    assert told[0] == "batch 2"
    assert f"color:{theme.LIGHT.variants[0]}" in told[1] and "<b>1.000</b>" in told[1]
    assert f"color:{theme.LIGHT.variants[3]}" in told[2] and "<b>3.000</b>" in told[2]
    plot.set_quantity("accuracy")
    told = plot.hover_text(plot.to_pixel(2, 90)).split("<br>")
    assert told[1].endswith("name of a <b>93.5 %</b>")
