"""Pictures of weights: what is positive, negative and fixed at zero, and how to get near."""

import time

import numpy as np
import pytest
from pyqtgraph.functions import colorCIELab
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets import matrix_picture
from sparse_explorer.app.widgets.tile_grid import hatch_color
from sparse_explorer.app.widgets.weight_colors import color_level, color_numbers, weight_colors
from sparse_explorer.app.widgets.weight_view import WeightView
from sparse_explorer.experiment.results.inspection_reports import LayerWeights


def convolution(title: str = "Convolution", filters: int = 30) -> LayerWeights:
    """Filter 0 runs from -0.3 to 0.3; every second weight is fixed at zero, 12 of 25."""
    values = np.tile(np.linspace(-0.3, 0.3, 25, dtype=np.float32).reshape(5, 5), (filters, 1, 1))
    zero = np.zeros(25, bool)
    zero[1::2] = True
    zero = np.tile(zero.reshape(5, 5), (filters, 1, 1))
    return LayerWeights(title, np.where(zero, 0, values).astype(np.float32), zero)


def hidden(units: int = 300, inputs: int = 4320, title: str = "Hidden layer") -> LayerWeights:
    """The left half of the inputs positive, the right half negative; every second unit row fixed at zero."""
    values = np.full((units, inputs), 0.01, np.float32)
    values[:, inputs // 2 :] = -0.01
    zero = np.zeros((units, inputs), bool)
    zero[: units // 2] = True
    values[zero] = 0
    return LayerWeights(title, values, zero)


@pytest.fixture
def view(qtbot) -> WeightView:
    view = WeightView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    view.set_weights([convolution(), hidden(40, 400)])
    QApplication.processEvents()  # the window becomes active and gives the keyboard to somebody
    view._filters.clearFocus()
    return view


def drawn(view: WeightView) -> QImage:
    QApplication.processEvents()  # the new layout
    image = QImage(view.size(), QImage.Format.Format_RGB32)
    image.fill(QColor(theme.colors().card))
    view.render(image, QPoint(), view.rect(), view.RenderFlag.DrawChildren)
    return image


def button(view: WeightView, text: str) -> QAbstractButton:
    return next(found for found in view.findChildren(QAbstractButton) if found.text() == text)


def click(view: WeightView, text: str) -> None:
    QTest.mouseClick(button(view, text), Qt.MouseButton.LeftButton)


def weight_place(view: WeightView, tile: int, row: int, column: int) -> QPointF:
    """The middle of a filter's weight, in the grid's coordinates."""
    area = view._filters.tile_rect(tile)
    return QPointF(
        area.left() + (column + 0.5) * area.width() / 5, area.top() + (row + 0.5) * area.height() / 5
    )


def weight_color(view: WeightView, tile: int, row: int, column: int) -> QColor:
    place = view._filters.mapTo(view, weight_place(view, tile, row, column).toPoint())
    return drawn(view).pixelColor(place)


def matrix_color(view: WeightView, right: float, down: float) -> str:
    """The colour at a place of the linear layer's picture, each 0 ... 1."""
    QApplication.processEvents()
    matrix = view._matrix
    place = QPoint(round(right * matrix.width()), round(down * matrix.height()))
    return drawn(view).pixelColor(matrix.mapTo(view, place)).name()


def hover(widget, place: QPointF) -> None:
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove, place, widget.mapToGlobal(place), none, none, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, event)


def wheel(view: WeightView, up: int) -> None:
    viewport = view._matrix.viewport()
    place = QPointF(viewport.rect().center())
    no_button, no_key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        place, viewport.mapToGlobal(place), QPoint(), QPoint(0, 120 * up), no_button, no_key,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def test_weights_have_the_colour_of_their_sign(view):
    colors = [QColor(int(color)) for color in weight_colors(theme.LIGHT)]
    assert weight_color(view, 0, 0, 0) == colors[0]
    assert weight_color(view, 0, 2, 2) == colors[127]
    assert weight_color(view, 0, 4, 4) == colors[254]
    assert colors[0].blue() > colors[0].red()
    assert colors[254].red() > colors[254].blue()


def test_weights_fixed_at_zero_are_hatched(view):
    area = view._filters.tile_rect(0)
    corner = view._filters.mapTo(view, area.topLeft().toPoint())
    side, image = round(area.width()), drawn(view)
    # The second weight of the first row is fixed, the first is not.
    fixed = {
        image.pixelColor(corner.x() + x, corner.y() + 2).name()
        for x in range(side // 5 + 2, 2 * side // 5 - 1)
    }
    free = {image.pixelColor(corner.x() + x, corner.y() + 2).name() for x in range(2, side // 5 - 1)}
    assert fixed == {theme.LIGHT.empty, QColor(hatch_color(theme.LIGHT)).name()}
    assert len(free) == 1


def test_colours_take_even_steps():
    for c in (theme.LIGHT, theme.DARK):
        lab = np.array([colorCIELab(QColor(int(color))) for color in weight_colors(c)[:255]])
        steps = np.linalg.norm(np.diff(lab[::14], axis=0), axis=1)
        for half in (steps[:9], steps[9:]):
            assert half.max() < 1.15 * half.min()
        assert np.abs(lab[127] - colorCIELab(QColor(c.empty))).max() > 5  # small is not the same as fixed


@pytest.mark.parametrize("edition", [theme.LIGHT, theme.DARK])
def test_large_weights_stand_out_from_the_card_and_small_ones_are_near_it(edition):
    def distance(color: str | int) -> float:
        return float(np.linalg.norm(colorCIELab(QColor(color)) - colorCIELab(QColor(edition.card))))

    negative, zero, positive = (distance(int(color)) for color in weight_colors(edition)[[0, 127, 254]])
    assert zero < 25 < 50 < min(negative, positive)


def test_the_legend_has_a_swatch_where_weights_are_fixed(view):
    def inks() -> set[str]:
        QApplication.processEvents()
        image = view._legend.grab().toImage()
        return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}

    hatch = QColor(hatch_color(theme.LIGHT)).name()
    assert {hatch, theme.LIGHT.empty} <= inks()
    dense = convolution()
    view.set_weights([LayerWeights("Dense", dense.values, np.zeros_like(dense.zero))])
    assert hatch not in inks()


@pytest.mark.parametrize("density", [1.0, 0.05])
def test_the_scale_is_that_of_the_weights_that_are_not_fixed(density):
    random = np.random.default_rng(0)
    values, zero = (
        random.normal(0, 0.019, (300, 400)).astype(np.float32),
        random.random((300, 400)) >= density,
    )
    assert color_level(LayerWeights("", np.where(zero, 0, values), zero)) == 0.05


@pytest.mark.parametrize("largest", [0.0104, 0.03, 0.3, 1.0, 7.5, 250.0, 1e-6])
def test_the_scale_is_a_round_number_that_holds_the_weights(largest):
    values = np.random.default_rng(0).uniform(-largest, largest, (30, 5, 5)).astype(np.float32)
    level = color_level(LayerWeights("", values, np.zeros(values.shape, bool)))
    assert 0.99 * largest <= level <= 2.01 * largest
    assert float(f"{level:.1e}") == pytest.approx(level)


def test_a_few_large_weights_do_not_pale_the_rest():
    values = np.full((100, 100), 0.01, np.float32)
    values[0, 0] = 5.0
    layer = LayerWeights("", values, np.zeros(values.shape, bool))
    assert color_level(layer) < 0.5
    assert color_numbers(layer, 0.02)[0, :2].tolist() == [254, 191]


def test_how_much_is_not_fixed(view):
    assert (
        view.share_text() == view.status_text() == view.accessibleDescription() == "13 of 25 weights a filter"
    )
    click(view, "Hidden layer")
    assert view.share_text() == view.status_text() == "0–400 of 400 weights a unit"
    dense = convolution()
    view.set_weights([LayerWeights("Dense", dense.values, np.zeros_like(dense.zero))])
    assert view.share_text() == "all 25 weights a filter"


def test_the_mouse_reads_weights_off_the_filters(view):
    hover(view._filters, weight_place(view, 3, 0, 0))
    assert view.status_text() == "filter 3, row 0, column 0: −0.3"
    hover(view._filters, weight_place(view, 3, 0, 1))
    assert view.status_text() == "filter 3, row 0, column 1: fixed at zero"
    hover(view._filters, weight_place(view, 29, 4, 2))
    assert view.status_text() == "filter 29, row 4, column 2: 0.25"
    hover(view._filters, weight_place(view, 29, 0, 2))
    assert view.status_text() == "filter 29, row 0, column 2: −0.25"
    QApplication.sendEvent(view._filters, QEvent(QEvent.Type.Leave))
    assert view.status_text() == "13 of 25 weights a filter"


def test_the_keyboard_walks_through_the_filters(view, monkeypatch):
    monkeypatch.setattr(view._filters, "hasFocus", lambda: True)
    QApplication.sendEvent(view._filters, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    QTest.keyClick(view._filters, Qt.Key.Key_Right)
    assert view.status_text() == "filter 1: 13 of 25 weights"


def test_a_linear_layer_is_a_picture_of_all_its_weights(view):
    click(view, "Hidden layer")
    low, high = (QColor(int(color)).name() for color in weight_colors(theme.LIGHT)[[0, 254]])
    assert matrix_color(view, 0.25, 0.75) == high
    assert matrix_color(view, 0.75, 0.75) == low
    assert matrix_color(view, 0.25, 0.25) == matrix_color(view, 0.75, 0.25) == theme.LIGHT.empty


def test_the_mouse_reads_weights_off_the_picture(view):
    view.set_weights([hidden(20, 30)])
    QApplication.processEvents()
    viewport = view._matrix.viewport()
    for down, words in ((15.5, "unit 15, input 20: −0.01"), (5.5, "unit 5, input 20: fixed at zero")):
        hover(viewport, QPointF(20.5 / 30 * viewport.width(), down / 20 * viewport.height()))
        assert view.status_text() == words
    QApplication.sendEvent(view._matrix, QEvent(QEvent.Type.Leave))
    assert view.status_text() == view.share_text()


def test_the_wheel_zooms_and_the_button_shows_all_again(view):
    click(view, "Hidden layer")
    assert not button(view, "Show all").isVisible()
    wheel(view, 3)
    assert view._matrix.is_zoomed()
    assert button(view, "Show all").isVisible()
    click(view, "Show all")
    assert not view._matrix.is_zoomed()
    assert not button(view, "Show all").isVisible()
    wheel(view, -3)
    assert not view._matrix.is_zoomed()


def test_a_double_click_shows_all_again(view):
    click(view, "Hidden layer")
    wheel(view, 3)
    QTest.mouseDClick(view._matrix.viewport(), Qt.MouseButton.LeftButton)
    assert not view._matrix.is_zoomed()


def test_the_picture_is_zoomed_and_moved_by_keys(view):
    click(view, "Hidden layer")
    matrix = view._matrix
    assert matrix.focusPolicy() == Qt.FocusPolicy.StrongFocus
    for _ in range(8):
        QTest.keyClick(matrix, Qt.Key.Key_Plus)
    seen = matrix._box.viewRect()
    for key, x, y in (
        (Qt.Key.Key_Right, 1, 0),
        (Qt.Key.Key_Down, 0, 1),
        (Qt.Key.Key_Left, -1, 0),
        (Qt.Key.Key_Up, 0, -1),
    ):
        before = matrix._box.viewRect()
        QTest.keyClick(matrix, key)
        after = matrix._box.viewRect()
        assert (np.sign(after.x() - before.x()), np.sign(after.y() - before.y())) == (x, y)
    assert matrix._box.viewRect().center().x() == pytest.approx(seen.center().x())
    QTest.keyClick(matrix, Qt.Key.Key_Minus)
    assert matrix._box.viewRect().width() > seen.width()
    QTest.keyClick(matrix, Qt.Key.Key_0)
    assert not matrix.is_zoomed()


def test_zooming_in_makes_weights_square_and_stops_at_a_few(view):
    view.set_weights([hidden()])
    for _ in range(60):
        wheel(view, 1)
    seen = view._matrix._box.viewRect()
    assert 12 <= seen.width() < 60
    assert 6 <= seen.height() < 60
    wide, high = view._matrix._box.viewPixelSize()
    assert 0.5 < wide / high < 2


def test_zoom_and_place_stay_while_training_goes_on(view):
    click(view, "Hidden layer")
    wheel(view, 4)
    before = view._matrix._box.viewRect()
    view.set_weights([convolution(), hidden(40, 400)])
    assert view._matrix._box.viewRect() == before
    view.set_weights([convolution(), hidden(50, 500)])
    assert view._matrix._box.viewRect() == QRectF(0, 0, 500, 50)


def test_another_variant_keeps_the_chosen_layer(view):
    click(view, "Hidden layer")
    view.set_weights([convolution("Convolution 1"), convolution("Convolution 2"), hidden(20, 30)])
    assert view.shown_layer().title == "Hidden layer"
    assert button(view, "Hidden layer").isChecked()
    view.set_weights([])
    view.set_weights([convolution(), hidden(20, 30)])
    assert view.shown_layer().title == "Hidden layer"
    view.set_weights([convolution()])
    assert view.shown_layer().title == "Convolution"


def test_only_what_is_seen_and_new_is_drawn(qtbot, monkeypatch):
    converted = []
    monkeypatch.setattr(
        matrix_picture,
        "color_numbers",
        lambda layer, level: converted.append(layer.title) or color_numbers(layer, level),
    )
    view = WeightView()
    qtbot.addWidget(view)
    layers = [convolution(), hidden(40, 400)]
    view.set_weights(layers)
    view.choose_layer(1)
    assert converted == []
    view.show()
    assert converted == ["Hidden layer"]
    view.set_weights(layers)
    view.hide()
    view.show()
    view.choose_layer(0)
    view.choose_layer(1)
    assert converted == ["Hidden layer"]
    view.set_weights([layers[0], hidden(40, 400)])
    assert converted == ["Hidden layer"] * 2


def test_the_empty_state_says_what_to_do(view):
    view.set_weights([], "Train a variant first.")
    assert view.shown_layer() is None
    assert view.share_text() == ""
    assert view.accessibleDescription() == "Train a variant first."
    image = drawn(view)
    middle = {image.pixelColor(x, y).name() for x in range(100, 300) for y in range(130, 170)}
    assert theme.LIGHT.muted in middle


def test_colours_follow_the_theme(view):
    light = weight_color(view, 0, 0, 0)
    click(view, "Hidden layer")
    assert matrix_color(view, 0.25, 0.25) == theme.LIGHT.empty
    theme.theme().set_choice("dark")
    assert matrix_color(view, 0.25, 0.25) == theme.DARK.empty
    assert matrix_color(view, 0.25, 0.75) == QColor(int(weight_colors(theme.DARK)[254])).name()
    click(view, "Convolution")
    assert weight_color(view, 0, 0, 0) == QColor(int(weight_colors(theme.DARK)[0])) != light


def test_the_focused_picture_has_a_frame(view, monkeypatch):
    click(view, "Hidden layer")
    monkeypatch.setattr(view._matrix, "hasFocus", lambda: False)
    assert matrix_color(view, 0.5, 0) != theme.LIGHT.accent
    monkeypatch.setattr(view._matrix, "hasFocus", lambda: True)
    assert matrix_color(view, 0.5, 0) == theme.LIGHT.accent


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf, -np.inf, 1e-30])
@pytest.mark.parametrize("fixed", [True, False])
def test_odd_weights_do_no_harm(view, value, fixed):
    layers = []
    for shape in ((2, 3, 3), (4, 7)):
        layers.append(LayerWeights(f"{shape}", np.full(shape, value, np.float32), np.full(shape, fixed)))
    view.set_weights(layers)
    for place in (0, 1):
        view.choose_layer(place)
        assert not view.grab().isNull()


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1)])
def test_tiny_sizes_do_no_harm(view, size):
    view.setMinimumSize(1, 1)
    for layer in (0, 1):
        view.choose_layer(layer)
        view.resize(*size)
        for part in (view, view._filters, view._matrix):
            part.resize(*size)
            assert not part.grab().isNull()
    wheel(view, 1)
    view.set_weights([], "a sentence that does not fit")
    assert not view.grab().isNull()


def test_turning_a_large_layer_into_colours_is_quick():
    layer, times = hidden(), []
    for _ in range(5):
        start = time.perf_counter()
        color_numbers(layer, color_level(layer))
        times.append(time.perf_counter() - start)
    assert min(times) < 0.04
