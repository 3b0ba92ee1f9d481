"""The pad: what strokes of a mouse, a pen and a finger come to, and what is done with them."""

from collections.abc import Iterator

import numpy as np
import pytest
from pointing import move_to
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.drawing import CLEAN, ERASER, NOISE, PEN, Drawing, Stroke
from sparse_explorer.app.widgets.drawing_pad import DrawingPad

LATEST: dict[DrawingPad, list[np.ndarray]] = {}
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def pad(qtbot: QtBot) -> Iterator[DrawingPad]:
    made = DrawingPad()
    qtbot.addWidget(made)
    made.resize(282, 282)  # a pixel of ink is a pixel of the screen
    made.show()
    LATEST[made] = [np.zeros((280, 280), np.float32)]
    made.drawn.connect(lambda ink, painted: LATEST[made].append(ink))
    yield made
    LATEST.clear()


def ink(pad: DrawingPad) -> np.ndarray:
    """What the strokes have come to, as the pad said last."""
    return LATEST[pad][-1]


def drag(pad: DrawingPad, *places: tuple[float, float], button: Qt.MouseButton = LEFT) -> None:
    """Through these places, in parts of the pad's side."""
    area = pad.pad_rect()
    points = [QPointF(area.left() + x * area.width(), area.top() + y * area.height()) for x, y in places]
    QTest.mousePress(pad, button, NONE, points[0].toPoint())
    for point in points[1:]:
        move_to(pad, point, button)
    QTest.mouseRelease(pad, button, NONE, points[-1].toPoint())


def test_a_drag_is_a_line_of_ink_and_one_stroke(pad: DrawingPad, qtbot: QtBot) -> None:
    seen = []
    pad.drawn.connect(lambda ink, painted: seen.append((ink, painted)))
    with qtbot.waitSignal(pad.finished) as caught:
        drag(pad, (0.25, 0.5), (0.5, 0.5), (0.75, 0.5))
    (stroke,) = caught.args
    assert stroke.tool == PEN
    assert len(stroke.points) == 3
    assert len(seen) == 3  # live, at each move
    last = seen[-1][0]
    assert last[140, 80:200].min() == 1
    assert last[140, 30] == last[100, 140] == 0
    assert 0 < last[126:141, 140].sum() < 15  # a soft edge
    assert not seen[-1][1].any()


@pytest.mark.parametrize(("tool", "button"), [(ERASER, LEFT), (PEN, RIGHT)])
def test_the_eraser_and_the_other_button_take_ink_away(pad: DrawingPad, tool: str, button) -> None:
    drag(pad, (0.2, 0.5), (0.8, 0.5))
    pad.set_tool(tool)
    drag(pad, (0.5, 0.2), (0.5, 0.8), button=button)
    assert ink(pad)[140, 140] == 0
    assert ink(pad)[140, 80] == 1


def test_the_noise_brush_marks_pixels_and_leaves_the_ink(pad: DrawingPad) -> None:
    seen = []
    pad.drawn.connect(lambda ink, painted: seen.append(painted))
    pad.set_tool(NOISE)
    pad.set_width(1.0)
    drag(pad, (0.1, 0.52), (0.9, 0.52))
    assert seen[-1][14, 3:25].all()
    assert seen[-1].sum() < 28
    assert not ink(pad).any()
    drag(pad, (0.4, 0.52), (0.6, 0.52), button=RIGHT)
    assert not seen[-1][14, 12:16].any()
    assert seen[-1][14, 5]


def test_a_click_is_a_dot_as_wide_as_the_pen(pad: DrawingPad) -> None:
    pad.set_width(4.0)
    drag(pad, (0.5, 0.5))
    rows = np.flatnonzero(ink(pad)[:, 140] > 0.5)
    assert 37 <= len(rows) <= 43


def test_outside_of_the_square_nothing_begins(pad: DrawingPad, qtbot: QtBot) -> None:
    pad.resize(400, 282)
    with qtbot.assertNotEmitted(pad.finished):
        QTest.mouseClick(pad, LEFT, NONE, QPointF(10, 100).toPoint())


def test_a_pen_draws_by_its_pressure_and_erases_with_its_other_end(pad: DrawingPad) -> None:
    def tablet(kind: QEvent.Type, x: float, y: float, pressure: float, eraser: bool = False) -> None:
        tip = QPointingDevice.PointerType.Eraser if eraser else QPointingDevice.PointerType.Pen
        device = QPointingDevice(
            "a tablet", 7, QInputDevice.DeviceType.Stylus, tip, QInputDevice.Capability.Pressure, 1, 1
        )
        place = QPointF(x, y)
        event = QTabletEvent(
            kind, device, place, QPointF(pad.mapToGlobal(place)), pressure, 0, 0, 0, 0, 0, NONE, LEFT, LEFT
        )
        QApplication.sendEvent(pad, event)
        assert event.isAccepted()

    pad.set_width(4.0)
    for pressure, y in ((0.1, 80), (1.0, 200)):
        tablet(QEvent.Type.TabletPress, 60, y, pressure)
        tablet(QEvent.Type.TabletMove, 220, y, pressure)
        tablet(QEvent.Type.TabletRelease, 220, y, 0)
    column = ink(pad)[:, 140]
    assert 0 < column[:140].sum() < column[140:].sum()
    tablet(QEvent.Type.TabletPress, 139, 200, 1.0, eraser=True)
    tablet(QEvent.Type.TabletRelease, 139, 200, 0, eraser=True)
    assert ink(pad)[199, 138] == 0


def test_a_finger_draws(pad: DrawingPad, qtbot: QtBot) -> None:
    device = QTest.createTouchDevice()
    pad.setAttribute(
        Qt.WidgetAttribute.WA_AcceptTouchEvents, pad.testAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
    )
    with qtbot.waitSignal(pad.finished) as caught:
        QTest.touchEvent(pad, device).press(0, QPointF(80, 140).toPoint(), pad).commit()
        QTest.touchEvent(pad, device).move(0, QPointF(200, 140).toPoint(), pad).commit()
        QTest.touchEvent(pad, device).release(0, QPointF(200, 140).toPoint(), pad).commit()
    assert len(caught.args[0].points) >= 2
    assert ink(pad)[139, 140] == 1


def test_the_keys_of_undo_are_the_pads_while_it_has_the_focus(pad: DrawingPad, qtbot: QtBot) -> None:
    pad.setFocus()
    with qtbot.waitSignal(pad.undo_requested):
        qtbot.keyClick(pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(pad.redo_requested):
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        qtbot.keyClick(pad, Qt.Key.Key_Z, both)


def test_steps_go_back_and_forth_through_strokes_clearing_and_pictures() -> None:
    drawing = Drawing()
    first = Stroke(PEN, ((0.1, 0.1, 2.0),))
    drawing.add(first)
    drawing.add(Stroke(CLEAN, ((0.1, 0.1, 2.0),)))
    drawing.clear()
    drawing.start_from(np.zeros((3, 4), np.float32))
    assert drawing.sketch.base is not None
    drawing.undo()
    assert drawing.sketch.blank
    drawing.undo()
    drawing.undo()
    assert drawing.sketch.strokes == (first,)
    drawing.redo()
    assert len(drawing.sketch.strokes) == 2
    drawing.add(first)
    assert not drawing.can_redo
    for _ in range(10):
        drawing.undo()
    assert drawing.sketch.blank
    assert not drawing.can_undo


def test_clearing_what_is_blank_is_no_step() -> None:
    drawing = Drawing()
    drawing.clear()
    assert not drawing.can_undo
