"""Pointing at cells with mouse and keys, by the example of a heat map."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest

from sparse_explorer.app.widgets.heat_map import HeatCell, HeatColumn, HeatMap, HeatRow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def heat(qtbot) -> HeatMap:
    view = HeatMap()
    qtbot.addWidget(view)
    rows = [HeatRow(name, name, index) for index, name in enumerate(("dense", "sparse"))]
    columns = [HeatColumn(name, name, name) for name in ("blur", "black")]
    view.show_cells(rows, columns, [[HeatCell("1", 1.0, words=f"{row.key}")] * 2 for row in rows])
    view.resize(400, 200)
    return view


def middle(view: HeatMap, row: int, column: int) -> QPoint:
    return view.cell_rect(row, column).center().toPoint()


def test_a_cell_is_chosen_where_the_mouse_is_pressed_and_let_go(heat: HeatMap) -> None:
    chosen: list[tuple[str, str]] = []
    heat.chosen.connect(lambda row, column: chosen.append((row, column)))
    QTest.mousePress(heat, LEFT, pos=middle(heat, 0, 0))
    QTest.mouseRelease(heat, LEFT, pos=middle(heat, 1, 1))
    assert chosen == []
    QTest.mouseClick(heat, LEFT, pos=middle(heat, 1, 0))
    assert chosen == [("sparse", "blur")]


def test_keys_begin_at_the_first_cell_and_stop_at_the_last(heat: HeatMap) -> None:
    heat.focusInEvent(QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    assert heat.pointed_cell() == (0, 0)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(heat, key)
    assert heat.pointed_cell() == (1, 1)
    assert heat.accessibleDescription() == "sparse"
