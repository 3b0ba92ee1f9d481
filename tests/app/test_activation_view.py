"""Maps of a layer's activity: what is kept, lost and new, where it is, and how to walk through it."""

import itertools
import time

import numpy as np
import pytest
from pyqtgraph.functions import colorCIELab
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QImage, QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.activation_view import ActivationView
from sparse_explorer.app.widgets.lane_pictures import kind_color
from sparse_explorer.app.widgets.tile_grid import fit_tiles
from sparse_explorer.experiment.results.inspection_reports import IDLE, KEPT, LOST, NEW, LayerActivity


def activity(title: str, sparse: bool, clean: np.ndarray, noisy: np.ndarray) -> LayerActivity:
    return LayerActivity(title, sparse, clean, noisy)


def layer(sparse: bool = True) -> LayerActivity:
    """30 maps of 12 x 12, two of them in use: filter 7 with 12 kept, 3 lost, 1 new; filter 20 with 4 kept."""
    clean, noisy = np.zeros((2, 30, 12, 12), np.float32)
    clean[7, 2, :12] = noisy[7, 2, :12] = 0.5
    clean[7, 4, :3] = -0.25
    noisy[7, 9, 9] = 0.1
    clean[20, 5, 5:9] = noisy[20, 5, 5:9] = 1.0
    return activity("Convolution", sparse, clean, noisy)


def linear(units: int = 300) -> LayerActivity:
    clean, noisy = np.zeros((2, 1, 1, units), np.float32)
    clean[..., 1] = noisy[..., 1] = 1
    clean[..., 2] = noisy[..., 3] = 1
    return activity("Hidden layer", True, clean, noisy)


@pytest.fixture
def view(qtbot) -> ActivationView:
    view = ActivationView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.set_activity(layer())
    return view


def drawn(view: ActivationView, ratio: float = 1.0) -> QImage:
    image = QImage(round(view.width() * ratio), round(view.height() * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(theme.colors().card))
    view.render(image, QPoint(), view.rect(), view.RenderFlag.DrawChildren)
    return image


def cell_at(view: ActivationView, tile: int, row: int = 0, column: int = 0) -> QPointF:
    """The middle of a unit."""
    area, size = view.tile_rect(tile), 12 if view._shape[1] == 12 else 1
    return QPointF(
        area.left() + (column + 0.5) * area.width() / size, area.top() + (row + 0.5) * area.height() / size
    )


def color_at(view: ActivationView, place: QPointF, ratio: float = 1.0) -> str:
    return drawn(view, ratio).pixelColor(int(place.x() * ratio), int(place.y() * ratio)).name()


def hover(view: ActivationView, place: QPointF) -> None:
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, place, place, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, event)


def frame_color(view: ActivationView, tile: int) -> str:
    area = view.tile_rect(tile)
    return color_at(view, QPointF(area.center().x(), area.top() - 1))


def focus(view: ActivationView, monkeypatch) -> None:
    """As if the widget had got the keyboard, which a window that is not active never does."""
    monkeypatch.setattr(view, "hasFocus", lambda: True)
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_units_have_the_colour_of_their_kind(view, monkeypatch, ratio):
    monkeypatch.setattr(view, "devicePixelRatioF", lambda: ratio)
    c = theme.LIGHT
    places = {KEPT: (2, 6), LOST: (4, 1), NEW: (9, 9), IDLE: (6, 6)}
    for kind, (row, column) in places.items():  # as the lanes, and as no variant
        color = color_at(view, cell_at(view, 7, row, column), ratio)
        assert color == kind_color(kind, c).name()
        assert color not in c.variants


def test_filters_in_use_stand_out_from_the_others(view):
    assert color_at(view, cell_at(view, 7)) != color_at(view, cell_at(view, 8))
    assert color_at(view, cell_at(view, 7)) == color_at(view, cell_at(view, 20))


def test_counts_and_words(view):
    assert view.totals() == (16, 3, 1)
    assert view.usage_text() == "2 of 30 filters in use"
    assert view.overlap_text() == "0.80 of winners in common with the clean digit"
    assert view.accessibleName() == "Convolution"
    words = "kept 16, lost 3, new 1, 2 of 30 filters in use, " + view.overlap_text()
    assert view.accessibleDescription() == words
    view.set_activity(layer(sparse=False))
    assert view.overlap_text() == "0.80 of active units in common with the clean digit"


def test_behind_relu_larger_activity_is_stronger(view):
    def distance(tile: int, row: int, column: int) -> float:
        shown, ground = (
            QColor(name) for name in (color_at(view, cell_at(view, tile, row, column)), theme.LIGHT.empty)
        )
        return sum(abs(a - b) for a, b in zip(shown.getRgb(), ground.getRgb()))

    view.set_activity(layer(sparse=False))
    assert distance(20, 5, 6) > distance(7, 2, 6) > 0
    view.set_activity(layer(sparse=True))
    assert distance(20, 5, 6) == distance(7, 2, 6)


def simulated(color: QColor, kind: str) -> QColor:
    """How colour-blind eyes see a colour: Machado, Oliveira and Fernandes (2009), severity 1."""
    matrix = {
        "protan": [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
        "deutan": [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
        "tritan": [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ],
        "nobody": np.eye(3).tolist(),
    }[kind]
    rgb = np.array(color.getRgbF()[:3])
    linear_rgb = np.where(rgb > 0.04045, ((rgb + 0.055) / 1.055) ** 2.4, rgb / 12.92)
    seen = (np.array(matrix) @ linear_rgb).clip(0, 1)
    return QColor.fromRgbF(
        *np.where(seen > 0.0031308, 1.055 * seen ** (1 / 2.4) - 0.055, 12.92 * seen).tolist()
    )


@pytest.mark.parametrize("kind", ["nobody", "protan", "deutan", "tritan"])
@pytest.mark.parametrize("edition", ["light", "dark"])
def test_kinds_are_told_apart_by_all_eyes(view, kind, edition):
    theme.theme().set_choice(edition)
    places = [cell_at(view, 7, 2, 6), cell_at(view, 7, 4, 1), cell_at(view, 7, 9, 9), cell_at(view, 7, 6, 6)]
    seen = [simulated(QColor(color_at(view, place)), kind) for place in places]
    lab = [colorCIELab(color) for color in seen]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(lab, 2)) > 20


def test_the_mouse_points_at_a_filter(view, qtbot):
    with qtbot.waitSignal(view.pointed) as said:
        hover(view, cell_at(view, 7, 3, 3))
    assert said.args == ["filter 7: 12 kept, 3 lost, 1 new"]
    assert view.pointed_tile() == 7
    assert frame_color(view, 7) == theme.LIGHT.text
    assert view.accessibleDescription() == "filter 7: 12 kept, 3 lost, 1 new"
    hover(view, cell_at(view, 0))
    assert view.pointed_text() == "filter 0: not in use"
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert view.pointed_tile() is None
    assert frame_color(view, 7) == theme.LIGHT.card


def test_every_place_belongs_to_the_tile_drawn_there(view):
    for tile in range(30):
        hover(view, view.tile_rect(tile).center())
        assert view.pointed_tile() == tile
    hover(view, QPointF(1, 1))
    assert view.pointed_tile() is None


def test_tooltip_says_what_is_in_the_filter(view, monkeypatch):
    shown = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, text, widget: shown.append(text))
    for place in (cell_at(view, 20).toPoint(), QPoint(1, 1)):
        QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, place, view.mapToGlobal(place)))
    assert shown == ["filter 20: 4 kept, 0 lost, 0 new", ""]


def test_the_keyboard_walks_from_filter_to_filter(view, monkeypatch):
    assert view.focusPolicy() == Qt.FocusPolicy.StrongFocus
    focus(view, monkeypatch)
    assert view.pointed_tile() == 7  # the first that is in use
    assert frame_color(view, 7) == theme.LIGHT.accent
    columns = sum(view.tile_rect(tile).top() == view.tile_rect(0).top() for tile in range(30))
    for key, tile in (
        (Qt.Key.Key_Right, 8),
        (Qt.Key.Key_Down, 8 + columns),
        (Qt.Key.Key_Left, 7 + columns),
        (Qt.Key.Key_Up, 7),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Left, 0),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_End, 29),
        (Qt.Key.Key_Right, 29),
        (Qt.Key.Key_Down, 29),
    ):
        QTest.keyClick(view, key)
        assert view.pointed_tile() == tile
    assert frame_color(view, 29) == theme.LIGHT.accent
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusOut))
    assert view.pointed_tile() is None


def test_the_pointed_filter_stays_while_the_digit_changes(view):
    hover(view, cell_at(view, 7))
    other = layer()
    view.set_activity(activity("Convolution", True, other.clean, other.clean))
    assert view.pointed_text() == "filter 7: 15 kept, 0 lost, 0 new"
    view.set_activity(linear(5))
    assert view.pointed_tile() is None


def test_setters_emit_nothing(view, qtbot):
    hover(view, cell_at(view, 7))
    with qtbot.assertNotEmitted(view.pointed):
        view.set_activity(layer())
        view.set_activity(None)
        view.set_activity(linear())


def test_a_linear_layer_has_a_square_for_each_unit(view):
    view.set_activity(linear())
    assert view.totals() == (1, 1, 1)
    assert view.usage_text() == "3 of 300 units in use"
    assert [color_at(view, cell_at(view, tile)) for tile in (1, 2)] == [
        kind_color(KEPT, theme.LIGHT).name(),
        kind_color(LOST, theme.LIGHT).name(),
    ]
    texts = []
    for tile in range(4):
        hover(view, cell_at(view, tile))
        texts.append(view.pointed_text())
    assert texts == ["unit 0: not active", "unit 1: kept", "unit 2: lost", "unit 3: new"]


def test_the_empty_state_says_what_to_do(view, monkeypatch):
    view.set_activity(None, "Train a variant first.")
    assert view.accessibleDescription() == "Train a variant first."
    assert view.overlap_text() == ""
    image = drawn(view)
    assert theme.LIGHT.muted in {
        image.pixelColor(x, y).name() for x in range(100, 300) for y in range(140, 160)
    }
    focus(view, monkeypatch)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.pointed_tile() is None
    assert color_at(view, QPointF(200, 1)) == theme.LIGHT.accent


def test_the_focus_is_seen_on_whatever_comes(view, monkeypatch):
    focus(view, monkeypatch)
    view.set_activity(None, "Wait.")
    view.set_activity(linear())
    assert view.pointed_text() == "unit 1: kept"
    assert frame_color(view, 1) == theme.LIGHT.accent


def test_keys_that_mean_nothing_here_are_left_to_others(view):
    event = QKeyEvent(QEvent.Type.KeyPress, 0x01FFFFFE, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, event)
    assert not event.isAccepted()
    assert view.pointed_tile() is None


def test_the_pointed_filter_stays_while_another_window_is_in_front(view, monkeypatch):
    focus(view, monkeypatch)
    QTest.keyClick(view, Qt.Key.Key_Right)
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason))
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.ActiveWindowFocusReason))
    assert view.pointed_tile() == 8


def test_nothing_active_at_all(view):
    nothing = np.zeros((30, 12, 12), np.float32)
    for sparse in (True, False):
        view.set_activity(activity("Convolution", sparse, nothing, nothing))
        assert view.usage_text() == "0 of 30 filters in use"
        assert view.overlap_text() == "nothing active without noise"
        assert not view.grab().isNull()


@pytest.mark.parametrize(
    "shape", [(1, 12, 12), (64, 4, 4), (1, 1, 1), (1, 1, 1000), (3, 1, 5), (0, 12, 12), (1, 1, 0)]
)
@pytest.mark.parametrize("value", [1.0, np.nan, np.inf])
@pytest.mark.parametrize("sparse", [True, False])
def test_odd_layers_do_no_harm(view, shape, value, sparse):
    view.set_activity(activity("Odd", sparse, np.full(shape, value, np.float32), np.ones(shape, np.float32)))
    assert not view.grab().isNull()
    hover(view, QPointF(20, 20))
    assert not view.grab().isNull()


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (20, 60)])
def test_tiny_sizes_do_no_harm(view, monkeypatch, size):
    view.resize(*size)
    focus(view, monkeypatch)
    assert not view.grab().isNull()
    QTest.keyClick(view, Qt.Key.Key_Down)
    hover(view, QPointF(0, 0))
    view.set_activity(None, "a sentence that does not fit")
    assert not view.grab().isNull()


@pytest.mark.parametrize("room", [(400, 300), (300, 400), (800, 100), (100, 800), (37, 41)])
@pytest.mark.parametrize(
    ("count", "shape"), [(30, (12, 12)), (64, (4, 4)), (7, (3, 9)), (1, (12, 12)), (300, (1, 1))]
)
def test_no_other_grid_has_larger_tiles(room, count, shape):
    layout = fit_tiles(count, shape, room, 3, 1000)
    assert layout.columns * layout.rows >= count > layout.columns * (layout.rows - 1)
    assert (layout.columns - 1) * layout.step_x + layout.width <= room[0]
    assert (layout.rows - 1) * layout.step_y + layout.height <= room[1]
    for columns in range(1, count + 1):
        rows = -(-count // columns)
        scale = min((room[0] + 3) / columns - 3, ((room[1] + 3) / rows - 3) * shape[1] / shape[0])
        assert int(scale) <= layout.width + 1


def test_single_units_do_not_grow_without_bound(view):
    view.set_activity(linear(4))
    assert view.tile_rect(0).width() == 28


def test_colours_follow_the_theme(view):
    place = cell_at(view, 7, 2, 6)
    assert color_at(view, place) == kind_color(KEPT, theme.LIGHT).name()
    theme.theme().set_choice("dark")
    assert color_at(view, place) == kind_color(KEPT, theme.DARK).name()


def test_setting_and_painting_is_quick(view):
    image, times = drawn(view), []
    for _ in range(30):
        start = time.perf_counter()
        view.set_activity(layer(sparse=False))
        view.render(image)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.004
