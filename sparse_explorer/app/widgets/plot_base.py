"""What all plots share: the theme's quiet look, labels in pixels, and a mouse that nobody can get lost with."""

from collections.abc import Iterator
from contextlib import contextmanager

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsItem, QLabel, QToolTip, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, colors, scaled_font, theme

LINE_WIDTH = 2
"""Widest line in a plot, in pixels; lines are solid and opaque, since others are many times slower to draw."""

_SMALL = 0.92  # size of numbers and labels, beside that of the type around the plot

# Left, top, right, bottom: in the window, where a card surrounds the plot, and in an exported figure.
_MARGINS = (0, SPACE // 2, SPACE, 0)
_FIGURE_MARGINS = (SPACE, SPACE, 2 * SPACE, SPACE)


@guarded
class ThemedPlot(pg.PlotWidget):
    """A plot in the theme's colours, without menu, buttons or a wheel that takes the view away.

    The view stands still unless ``zoomable``: then Ctrl and the wheel zoom, dragging moves what is zoomed, and a
    double click shows everything again. Subclasses fill in :meth:`fit`, :meth:`recolor` and :meth:`hover_text`.

    Attributes:
        view: the area between the axes, a ``ViewBox``; its own coordinates are pixels.
        controls: items that are there to be handled and do not belong into an exported figure.
        line_scale: what the width in pixels of every line is to be multiplied by, since plots draw their lines in
            pixels of the screen, of which there may be two or more to each of Qt's.
    """

    def __init__(self, zoomable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent, enableMenu=False)
        self.view = self.plotItem.vb
        self.controls: list[QGraphicsItem] = []
        self.line_scale = self.devicePixelRatioF()
        self._zoomable = zoomable
        self.hideButtons()
        self.disableAutoRange()
        self.setMouseEnabled(zoomable, zoomable)
        self.plotItem.setContentsMargins(*_MARGINS)
        for axis in self._axes():
            axis.setStyle(tickLength=3, maxTickLevel=0, tickTextOffset=3)
            axis.enableAutoSIPrefix(False)
            axis.setZValue(self.view.zValue() - 1)  # grid lines belong under the curves
        self.getAxis("left").setGrid(255)
        self._type = QFont()
        self._take_font()

        self._empty = QLabel(self)
        self._empty.setProperty("muted", True)
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._empty.hide()

        self._color_axes()
        self.view.sigResized.connect(self._lay_out)
        theme().changed.connect(self._change_theme)

    def set_empty_text(self, text: str) -> None:
        """Say this where the curves will be, as long as there are none."""
        self._empty.setText(text)

    def set_axis_labels(self, x: str, y: str) -> None:
        """Name what the axes count."""
        for axis, text in zip(self._axes(), (x, y), strict=True):
            if axis.labelText != text:
                axis.setLabel(text)
                axis.resizeEvent()  # which centres it

    def show_empty(self, empty: bool, with_axes: bool = False) -> None:
        """Show or hide the sentence of :meth:`set_empty_text`; it stands alone or within the axes."""
        self._empty.setVisible(empty)
        for axis in self._axes():
            axis.setOpacity(0 if empty and not with_axes else 1)
        self._empty.setGeometry(self.empty_area().toRect())

    def empty_area(self) -> QRectF:
        """Where that sentence stands, in pixels of the widget."""
        area: QRectF = self.view.sceneBoundingRect().adjusted(SPACE, SPACE, -SPACE, -SPACE)
        return area

    def add_label(self, text: str, anchor: tuple[float, float]) -> pg.TextItem:
        """Add a label that lies over the curves; its position is in pixels from the view's upper left corner."""
        label = pg.TextItem(text, anchor=anchor)
        label.setFont(scaled_font(self.font(), _SMALL))
        label.setParentItem(self.view)
        label.setZValue(20)
        return label

    def remove_item(self, item: QGraphicsItem) -> None:
        """Take away a label or curve."""
        if item in self.plotItem.items:
            self.plotItem.removeItem(item)
        else:
            item.scene().removeItem(item)

    def to_pixel(self, x: float, y: float) -> QPointF:
        """A point of the data in pixels from the view's upper left corner."""
        pixel: QPointF = self.view.mapFromView(QPointF(x, y))
        return pixel

    def with_room(self, low: float, high: float, below: float, above: float) -> tuple[float, float]:
        """A range for the upright axis with so many pixels to spare under ``low`` and over ``high``."""
        unit = (high - low) / max(1.0, self.view.height() - below - above)
        return low - below * unit, high + above * unit

    def fit(self) -> None:
        """Set the view's range and place what lies in pixels; after each change of size or data."""

    def recolor(self) -> None:
        """Give the plot's own items the colours of the theme."""

    def hover_text(self, pixel: QPointF) -> str:
        """What to tell, as HTML, about the point ``pixel`` pixels from the view's upper left corner."""
        return ""

    def reset_view(self) -> None:
        """Show everything again."""
        self.fit()

    @contextmanager
    def as_figure(self, scale: float = 1.0) -> Iterator[None]:
        """While in use the plot is a figure: with a margin, without :attr:`controls`, and painted at least once.

        Lines keep their width in pixels however a picture is enlarged, so they are drawn ``scale`` times as wide.
        """
        shown = [item for item in self.controls if item.isVisible()]
        for item in shown:
            item.hide()
        try:
            self._set_figure(_FIGURE_MARGINS, scale)
            self.grab()  # a curve that was never painted has no path yet and would be missing
            yield
        finally:
            self._set_figure(_MARGINS, self.devicePixelRatioF())
            for item in shown:
                item.show()

    def _set_figure(self, margins: tuple[int, int, int, int], scale: float) -> None:
        self.line_scale = scale
        self._change_theme()
        self.plotItem.setContentsMargins(*margins)
        self.plotItem.layout.activate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_type") and self.font() != self._type:
            self._take_font()
            self._lay_out()

    def _take_font(self) -> None:
        """Numbers and labels in the size of the widget's type, and room for them."""
        self._type = QFont(self.font())
        font = scaled_font(self.font(), _SMALL)
        for axis in self._axes():
            axis.setStyle(tickFont=font)
            axis.label.setFont(font)
        for item in self.scene().items():
            if isinstance(item, pg.TextItem):
                item.setFont(scaled_font(self.font(), _SMALL, bold=item.textItem.font().bold()))
        # The same width in every plot, so that plots above each other line up.
        metrics = self.fontMetrics()
        self.getAxis("left").setWidth(metrics.height() + metrics.horizontalAdvance("0.00") + 2 * SPACE)
        self.getAxis("bottom").setHeight(2 * metrics.height() + SPACE)

    def _axes(self) -> tuple[pg.AxisItem, pg.AxisItem]:
        return self.getAxis("bottom"), self.getAxis("left")

    def _color_axes(self) -> None:
        c = colors()
        self.setBackground(c.card)
        for axis in self._axes():
            axis.setPen(pg.mkPen(c.border, width=self.line_scale))
            axis.setTickPen(pg.mkPen(c.grid if axis.grid else c.border, width=self.line_scale))
            axis.setTextPen(c.muted)
            axis.labelStyle = {"color": c.muted}
            axis.setLabel(axis.labelText)

    def _change_theme(self) -> None:
        self._color_axes()
        self.recolor()

    def _lay_out(self) -> None:
        self.fit()
        self._empty.setGeometry(self.empty_area().toRect())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:  # it was moved to another screen
            self.line_scale = self.devicePixelRatioF()
            self._change_theme()
        return bool(super().event(event))

    def close(self) -> bool:
        return QWidget.close(self)  # pyqtgraph's own would also take the plot apart, before it is deleted

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._zoomable and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
        else:
            event.ignore()  # what the plot stands in may scroll

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # shortcuts belong to the window

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:  # the other buttons would drag the scales
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset_view()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.show_hover(event)

    def show_hover(self, event: QMouseEvent) -> None:
        """Show what :meth:`hover_text` knows about the place of the mouse."""
        pixel = self.view.mapFromScene(self.mapToScene(event.position().toPoint()))
        inside = self.view.boundingRect().contains(pixel) and not event.buttons()
        text = self.hover_text(pixel) if inside else ""
        if text:
            shown = f'<div style="white-space: nowrap">{text}</div>'
            QToolTip.showText(event.globalPosition().toPoint(), shown, self)
        else:
            QToolTip.hideText()

    def leaveEvent(self, event: QEvent) -> None:
        QToolTip.hideText()
        super().leaveEvent(event)
