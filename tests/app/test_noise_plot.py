"""The noise plot: the line shows what is set and tells what the user does; curves, names and points."""

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.noise_curve import NoiseCurve, ReferenceCurve
from sparse_explorer.app.widgets.noise_plot import NoisePlot
from tests.app.pointing import move_to

LEVELS = tuple(step / 20 for step in range(17))
DENSE = NoiseCurve("d", "Dense", 0, LEVELS, tuple(94.0 - 4 * step for step in range(17)))
SPARSE = NoiseCurve("s", "Sparse", 1, LEVELS, tuple(93.0 - step for step in range(17)))


@pytest.fixture
def plot(qtbot: QtBot) -> NoisePlot:
    plot = NoisePlot()
    qtbot.addWidget(plot)
    plot.resize(650, 340)
    plot.set_curves([DENSE, SPARSE])
    plot.show()
    qtbot.waitExposed(plot)
    plot.told = []
    plot.noise_moved.connect(plot.told.append)
    return plot


def place(plot: NoisePlot, noise: float, accuracy: float = 50) -> QPoint:
    """Where in the viewport a point of the data is."""
    return plot.mapFromScene(plot.view.mapToScene(plot.to_pixel(noise, accuracy)))


def test_setting_the_noise_moves_the_line_and_tells_nobody(plot: NoisePlot) -> None:
    plot.set_noise(60)
    assert plot.line.value() == 60
    assert plot.noise() == 60
    assert plot._tag.toPlainText() == "60 %"
    plot.set_noise(140)
    assert plot.line.value() == 100
    plot.set_noise(-3)
    assert plot.line.value() == 0
    assert plot.told == []


def test_the_line_is_at_the_noise_that_was_set_while_nobody_saw_it(plot: NoisePlot, qtbot: QtBot) -> None:
    plot.hide()
    plot.set_noise(70)
    assert plot.noise() == 70
    plot.show()
    qtbot.waitExposed(plot)
    assert plot.line.value() == 70
    assert plot._tag.toPlainText() == "70 %"


@pytest.mark.parametrize("low", [[], ["left"], ["left", "right"]])
def test_what_dashes_mean_is_said_where_no_curve_is(plot: NoisePlot, low: list[str]) -> None:
    points = {"left": (1.0, 60.0), "right": (60.0, 1.0)}
    curves = [NoiseCurve(side, side, 0, (0.0, 1.0), points[side]) for side in low]
    plot.set_curves(curves)
    plot.set_references([ReferenceCurve("Dense", 0, (0.0, 0.8), (90.0, 60.0))])
    key = plot._key.mapRectToParent(plot._key.boundingRect()).adjusted(4, 4, -4, -4)
    assert plot._key.toPlainText() == "– – published"
    assert QRectF(0, 0, plot.view.width(), plot.view.height()).contains(key)
    for curve in [*curves, *plot.references()]:
        for level in np.linspace(0, max(curve.levels), 200):
            at = plot.to_pixel(100 * level, np.interp(level, curve.levels, curve.accuracy))
            assert not key.contains(at)


def test_dragging_the_line_tells_every_level_once(plot: NoisePlot, qtbot: QtBot) -> None:
    plot.set_noise(60)
    viewport = plot.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=place(plot, 60))
    assert plot.told == []  # taken hold of, not moved
    for noise in (62, 62.2, 65, 40):
        move_to(viewport, place(plot, noise), Qt.MouseButton.LeftButton)
    move_to(viewport, place(plot, 40) - QPoint(500, 0), Qt.MouseButton.LeftButton)  # beyond the plot
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=place(plot, 0))
    assert plot.told == [62, 65, 40, 0]
    assert plot.line.value() == 0
    move_to(viewport, place(plot, 30))  # let go of
    assert plot.told[-1] == 0


def test_a_click_brings_the_line(plot: NoisePlot, qtbot: QtBot) -> None:
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place(plot, 35))
    assert plot.told == [35]
    assert plot.line.value() == 35
    qtbot.mouseDClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place(plot, 50))
    assert plot.told == [35, 50]
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.RightButton, pos=place(plot, 10))
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(3, 3))  # outside the axes
    assert plot.told == [35, 50]


def test_the_view_stands_still(plot: NoisePlot, qtbot: QtBot) -> None:
    before = plot.view.viewRange()
    plot.set_noise(20)
    qtbot.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=place(plot, 20))
    move_to(plot.viewport(), place(plot, 50, 20), Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=place(plot, 50, 20))
    assert plot.view.viewRange() == before
    (left, right), (bottom, top) = before
    assert left < 0 < 100 < right
    assert bottom < 0 < 100 < top


def test_a_key_that_says_nothing_leaves_no_ground(plot: NoisePlot) -> None:
    plot.set_references([])
    plot.set_curves([NoiseCurve("d", "Dense", 0, (0.0, 0.8), (98.0, 24.0))])
    assert not plot._key.isVisible()


def test_keys_move_the_line(plot: NoisePlot, qtbot: QtBot) -> None:
    plot.set_noise(50)
    key = Qt.Key
    for pressed in (
        key.Key_Right,
        key.Key_Left,
        key.Key_Left,
        key.Key_PageUp,
        key.Key_PageDown,
        key.Key_Home,
    ):
        qtbot.keyClick(plot, pressed)
    assert plot.told == [51, 50, 49, 54, 49, 0]
    qtbot.keyClick(plot, key.Key_Left)  # there is nothing below 0
    qtbot.keyClick(plot, key.Key_A)
    qtbot.keyClick(plot, key.Key_Right, Qt.KeyboardModifier.ControlModifier)  # somebody else's shortcut
    assert plot.told[6:] == []
    qtbot.keyClick(plot, key.Key_End)
    assert plot.told[6:] == [100]


def test_curves_grow_in_place(plot: NoisePlot) -> None:
    line = plot.traces["d"].line
    plot.set_curves([NoiseCurve("d", "Dense", 0, (0.0, 0.05), (94.0, 93.0))])
    assert plot.traces["d"].line is line
    assert line.getOriginalDataset()[0].tolist() == [0, 5]
    assert list(plot.traces) == ["d"]
    plot.set_curves([NoiseCurve("d", "Renamed", 0, (), ())])
    assert not plot.traces["d"].name.isVisible()
    plot.grab()


def test_an_unchanged_curve_is_not_drawn_again(plot: NoisePlot) -> None:
    drawn = []
    plot.traces["d"].line.sigPlotChanged.connect(drawn.append)
    plot.set_curves([NoiseCurve("d", "Dense", 0, LEVELS, DENSE.accuracy), SPARSE])
    drawn.clear()
    plot.traces["d"].show(DENSE)
    assert drawn == []


def test_names_stand_at_the_ends_and_not_on_each_other(plot: NoisePlot) -> None:
    curves = [NoiseCurve(str(i), f"variant {i}", i, LEVELS, (90.0 + i / 10,) * 17) for i in range(6)]
    plot.set_curves(curves)
    boxes = [trace.name.mapRectToParent(trace.name.boundingRect()) for trace in plot.traces.values()]
    middles = sorted(box.center().y() for box in boxes)
    writing = plot.fontMetrics().height() - 2
    assert min(np.diff(middles)) >= writing
    end = plot.to_pixel(80, 90).x()
    assert all(end < box.left() < end + 10 for box in boxes)
    # The highest curve has the highest name.
    assert boxes[5].center().y() == middles[0]


def test_a_name_does_not_hide_a_curve_that_goes_on(plot: NoisePlot) -> None:
    def shown(half: float) -> list[str]:
        plot.set_curves(
            [
                NoiseCurve("a", "whole", 0, LEVELS, (90.0,) * 17),
                NoiseCurve("b", "half", 1, LEVELS[:6], (half,) * 6),
            ]
        )
        return [trace.curve.name for trace in plot.traces.values() if trace.name.isVisible()]

    assert shown(89.0) == ["whole"]
    assert shown(91.0) == ["whole"]
    assert shown(30.0) == ["whole", "half"]


@pytest.mark.parametrize("width", [300, 650, 1200])
def test_names_have_room_even_behind_the_last_level(plot: NoisePlot, width: int) -> None:
    plot.resize(width, 300)
    long = NoiseCurve(
        "l", "a name that somebody made much too long for any plot of this size", 2, (0, 1), (90, 80)
    )
    plot.set_curves([long])
    name = plot.traces["l"].name
    assert name.mapRectToParent(name.boundingRect()).right() <= plot.view.width() + 1
    assert "…" in name.toPlainText()


def test_spread_is_a_band_around_the_curve(plot: NoisePlot) -> None:
    assert plot.traces["d"].band.polygon().isEmpty()
    plot.set_curves([NoiseCurve("d", "Dense", 0, (0.0, 0.5), (90.0, 60.0), (1.0, 4.0))])
    box = plot.traces["d"].band.polygon().boundingRect()
    assert (box.left(), box.right(), box.top(), box.bottom()) == (0, 50, 56, 91)
    assert "spread" in plot._key.toPlainText()
    plot.grab()


def test_references_are_dashed_and_explained(plot: NoisePlot) -> None:
    assert plot._key.toPlainText() == ""
    plot.set_references([ReferenceCurve("Dense, article", 0, LEVELS, (50.0,) * 17)])
    ((_, item, _),) = plot._references
    pen = item.opts["pen"]
    assert pen.style() == Qt.PenStyle.CustomDashLine
    assert pen.widthF() == 1
    assert pen.color().name() == theme.LIGHT.variants[0]
    assert "published" in plot._key.toPlainText()
    assert plot.hover_text(plot.to_pixel(60, 50)) == "Dense, article: 50.0 % at 60 %"
    plot.set_references([])
    assert item not in plot.plotItem.items


def test_hovering_tells_the_nearest_point(plot: NoisePlot) -> None:
    near = plot.to_pixel(60, SPARSE.accuracy[12]) + QPointF(3, -4)
    assert plot.hover_text(near) == "Sparse: 81.0 % at 60 %"
    assert plot.hover_text(plot.to_pixel(30, 5)) == ""
    plot.set_curves([NoiseCurve("x", "<b>", 0, (0.5,), (60.0,), (1.25,))])
    assert plot.hover_text(plot.to_pixel(50, 60)) == "&lt;b&gt;: 60.0 ± 1.2 % at 50 %"


def test_the_sentence_stands_where_curves_will_be(plot: NoisePlot, qtbot: QtBot) -> None:
    plot.set_empty_text("Train a variant first.")
    assert not plot._empty.isVisible()
    plot.set_curves([])
    assert plot._empty.isVisible()
    assert not plot.line.isVisible()
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place(plot, 35))
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.told == []  # there is no line to move
    plot.set_references([ReferenceCurve("Dense, article", 0, LEVELS, (90.0,) * 17)])
    assert plot._empty.isVisible()
    assert plot.line.isVisible()
    assert plot._empty.geometry().bottom() < place(plot, 0, 5).y()
    plot.set_curves([DENSE])
    assert not plot._empty.isVisible()


def test_another_theme_recolours(plot: NoisePlot) -> None:
    plot.set_references([ReferenceCurve("Sparse, article", 1, LEVELS, (50.0,) * 17)])
    theme.theme().set_choice("dark")
    assert plot.traces["s"].line.opts["pen"].color().name() == theme.DARK.variants[1]
    assert plot._references[0][1].opts["pen"].color().name() == theme.DARK.variants[1]
    assert plot.traces["s"].name.color.name() == theme.DARK.variants[1]
    assert plot.line.pen.color().name() == theme.DARK.accent
    assert plot.grab().toImage().pixelColor(2, 2).name() == theme.DARK.card


def test_the_focus_is_seen_when_it_came_by_keyboard(plot: NoisePlot) -> None:
    def look_after(reason: Qt.FocusReason) -> QImage:
        QApplication.sendEvent(plot, QFocusEvent(QEvent.Type.FocusOut))
        QApplication.sendEvent(plot, QFocusEvent(QEvent.Type.FocusIn, reason))
        return plot.grab().toImage()

    assert plot.focusPolicy() == Qt.FocusPolicy.StrongFocus
    clicked = look_after(Qt.FocusReason.MouseFocusReason)
    assert look_after(Qt.FocusReason.TabFocusReason) != clicked
    assert look_after(Qt.FocusReason.MouseFocusReason) == clicked


def test_the_mouse_sees_that_the_line_can_be_dragged(plot: NoisePlot) -> None:
    plot.set_noise(60)
    move_to(plot.viewport(), place(plot, 60, 20))
    assert plot.viewport().cursor().shape() == Qt.CursorShape.SizeHorCursor
    move_to(plot.viewport(), place(plot, 30, 20))
    assert plot.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor


def painted_numbers(plot: NoisePlot) -> dict[str, tuple[float, float]]:
    """The numbers along the noise axis as they are painted: where each begins and ends, in pixels of the plot."""
    axis = plot.getAxis("bottom")
    picture, painter = QImage(1, 1, QImage.Format.Format_RGB32), QPainter()
    painter.begin(picture)
    try:
        specs = axis.generateDrawSpecs(painter)[2]
    finally:
        painter.end()
    left = {text: axis.mapRectToScene(QRectF(rect)) for rect, _, text in specs}
    return {text: (box.left(), box.right()) for text, box in left.items()}


@pytest.mark.parametrize("width", [300, 320, 360, 420, 500, 650, 800, 1200])
@pytest.mark.parametrize(
    "curves", [(), (DENSE,), (NoiseCurve("d", "a long name of a variant", 0, (0, 1), (9, 8)),)]
)
def test_the_noise_axis_shows_0_and_100_at_any_width(plot: NoisePlot, width: int, curves) -> None:
    plot.resize(width, 300)
    plot.set_curves(curves)
    plot.set_references([ReferenceCurve("Dense, article", 0, LEVELS, (50.0,) * 17)])
    numbers = painted_numbers(plot)
    assert {"0", "100"} <= numbers.keys()
    boxes = sorted(numbers.values())
    assert all(before[1] < after[0] for before, after in itertools.pairwise(boxes))
    assert boxes[0][0] >= 0 and boxes[-1][1] <= width
    assert len(boxes) >= 3


def test_names_that_find_no_room_are_left_out(plot: NoisePlot) -> None:
    plot.set_curves([NoiseCurve(str(n), f"variant {n}", n, LEVELS, (90.0 - n,) * 17) for n in range(40)])
    shown = [trace.name for trace in plot.traces.values() if trace.name.isVisible()]
    assert 10 < len(shown) < 40
    area = plot.view.boundingRect().adjusted(0, -12, 0, 12)
    assert all(area.contains(name.mapRectToParent(name.boundingRect()).center()) for name in shown)


@pytest.mark.parametrize(("width", "height"), [(60, 40), (200, 120), (1500, 900)])
def test_any_size_can_be_drawn(plot: NoisePlot, width: int, height: int) -> None:
    plot.resize(width, height)
    plot.set_noise(100)
    plot.grab()


def test_keys_show_the_focus_that_a_click_brought(plot: NoisePlot, qtbot: QtBot) -> None:
    plot.set_noise(50)
    QApplication.sendEvent(plot, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.MouseFocusReason))
    clicked = plot.grab().toImage()
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert plot.noise() == 50
    assert plot.grab().toImage() != clicked


def test_the_line_looks_held_while_it_is(plot: NoisePlot, qtbot: QtBot) -> None:
    def color() -> str:
        return plot.line.pen.color().name()

    plot.set_noise(60)
    assert color() == theme.LIGHT.accent
    qtbot.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=place(plot, 60))
    assert color() == theme.LIGHT.accent_hover
    move_to(plot.viewport(), place(plot, 30), Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=place(plot, 30))
    assert color() == theme.LIGHT.accent
