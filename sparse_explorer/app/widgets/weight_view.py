"""What a network has learnt, and which of its weights can learn nothing because they are fixed at zero."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sparse_explorer.app.language.texts import layer_title
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, Colors, colors, theme
from sparse_explorer.app.widgets.matrix_picture import MatrixPicture
from sparse_explorer.app.widgets.tile_grid import Cell, TileGrid, hatch_color
from sparse_explorer.app.widgets.weight_colors import (
    FIXED,
    color_level,
    color_numbers,
    number_text,
    weight_colors,
)
from sparse_explorer.experiment.results.inspection_reports import LayerWeights


@guarded
class FilterGrid(TileGrid):
    """A convolution's filters, one tile each; weights that are fixed at zero are hatched.

    Attributes:
        level: weights of +-level and beyond have the strongest colours.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layer = LayerWeights("", np.zeros((0, 0, 0), np.float32), np.zeros((0, 0, 0), bool))
        self.level = 1.0

    def set_layer(self, layer: LayerWeights) -> None:
        """Show filters (C, H, W)."""
        if layer is self._layer:
            return
        self._layer, self.level = layer, color_level(layer)
        self.setAccessibleName(layer_title(layer.title))
        text = self.tr("{count} filters")
        self.show_tiles(layer.values.shape, text.format(count=len(layer.values)))

    def tile_colors(self, c: Colors) -> NDArray[np.uint32]:
        return weight_colors(c)[color_numbers(self._layer, self.level)]

    def hatched_cells(self) -> NDArray[np.bool_] | None:
        return self._layer.zero

    def tile_text(self, tile: int, cell: Cell | None) -> str:
        if cell is None:
            live = int(np.count_nonzero(~self._layer.zero[tile]))
            text = self.tr("filter {number}: {live} of {all} weights")
            return text.format(number=tile, live=live, all=self._layer.zero[tile].size)
        row, column = cell
        zero, value = self._layer.zero[tile, row, column], float(self._layer.values[tile, row, column])
        text = self.tr("filter {number}, row {row}, column {column}: {weight}")
        weight = self.tr("fixed at zero") if zero else number_text(value)
        return text.format(number=tile, row=row, column=column, weight=weight)


@guarded
class _Legend(QWidget):
    """A scale of the colours, and what fixed at zero looks like."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = 1.0
        self._fixed: Qt.BrushStyle | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def show_scale(self, level: float, fixed: Qt.BrushStyle | None) -> None:
        """Say what the colours from -``level`` to ``level`` are, and how fixed weights are filled, if any are."""
        self._level, self._fixed = level, fixed
        text = self.tr("Weights beyond ±{level} have the strongest colours")
        self.setToolTip(text.format(level=number_text(level)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, self.fontMetrics().height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        c, metrics = colors(), self.fontMetrics()
        height = metrics.height()
        with QPainter(self) as painter:
            x, middle = 2.0, self.height() / 2
            baseline = middle - height / 2 + metrics.ascent()

            def write(text: str) -> float:
                painter.setPen(QColor(c.muted))
                painter.drawText(QPointF(x, baseline), text)
                return metrics.horizontalAdvance(text) + SPACE * 0.75

            x += write(number_text(-self._level))
            shades = QLinearGradient(x, 0, x + 80, 0)
            numbers = weight_colors(c)
            for number in range(0, FIXED, 2):
                shades.setColorAt(number / (FIXED - 1), QColor(int(numbers[number])))
            painter.fillRect(QRectF(x, middle - 5, 80, 10), QBrush(shades))
            x += 80 + SPACE * 0.75
            x += write(number_text(self._level)) + SPACE
            if self._fixed is None:
                return
            swatch = QRectF(x, middle - 5.5, 11, 11)
            painter.fillRect(swatch, QColor(c.empty))
            painter.fillRect(swatch, QBrush(QColor(hatch_color(c)), self._fixed))
            painter.setPen(QPen(QColor(c.border), 1))
            painter.drawRect(swatch)
            x += 11 + SPACE * 0.75
            write(self.tr("fixed at zero"))


@guarded
class WeightView(QWidget):
    """The weights of one layer at a time, with a button for each layer.

    Convolutions are a grid of filters, a linear layer is a picture to zoom into. Under it: the scale, and how many
    weights are not fixed at zero or what the mouse or the keyboard points at. Filters, units and inputs are counted
    from 0. A layer is drawn when it is seen, not before.

    Emits nothing.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers: tuple[LayerWeights, ...] = ()
        self._title = ""  # of the layer that was chosen
        self._choices = QButtonGroup(self)
        self._choices.idClicked.connect(self.choose_layer)
        self._empty = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._filters = FilterGrid()
        self._matrix = MatrixPicture()
        self._legend = _Legend()
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._status = QLabel(margin=2)
        self._whole = QToolButton()
        self._whole.setText(self.tr("Show all"))
        self._whole.setToolTip(self.tr("Show the whole layer again (0)"))
        for part, kind in ((self._empty, "muted"), (self._status, "muted"), (self._whole, "flat")):
            part.setProperty(kind, True)
        self._whole.clicked.connect(self._matrix.reset)
        for page in (self._filters, self._matrix):
            page.pointed.connect(self._say)
        self._matrix.zoomed.connect(self._offer_whole)
        theme().changed.connect(self._matrix.restyle)
        self._arrange()
        self.setAccessibleName(self.tr("Weights"))
        self.set_weights(())

    def _arrange(self) -> None:
        self._head = QHBoxLayout()
        self._head.setSpacing(SPACE // 2)
        self._head.addStretch()
        self._head.addWidget(self._whole)
        self._stack = QStackedWidget()
        for page in (self._empty, self._filters, self._matrix):
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        layout.addLayout(self._head)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._legend)
        layout.addWidget(self._status)

    def set_weights(self, layers: Sequence[LayerWeights], message: str = "") -> None:
        """Show these layers, going on with the one that is shown; none show the message."""
        titles = [layer.title for layer in layers]
        if titles != [layer.title for layer in self._layers]:
            self._make_choices(titles)
        self._layers = tuple(layers)
        self._empty.setText(message)
        self._refresh()
        self.setAccessibleDescription(self.share_text() or message)

    def shown_layer(self) -> LayerWeights | None:
        """The layer that is shown."""
        index = self._choices.checkedId()
        return self._layers[index] if 0 <= index < len(self._layers) else None

    def choose_layer(self, index: int) -> None:
        """Show the layer with that place among those that were set."""
        self._choices.button(index).setChecked(True)
        self._title = self._layers[index].title
        self._refresh()
        self.setAccessibleDescription(self.share_text())

    def share_text(self) -> str:
        """How many weights are not fixed at zero, such as "13 of 25 weights a filter"."""
        layer = self.shown_layer()
        if layer is None:
            return ""
        fixed = layer.zero.reshape(len(layer.zero), -1)
        live = fixed.shape[1] - np.count_nonzero(fixed, axis=1)
        least, most = int(live.min()), int(live.max())
        live_text = f"{least:,}" if least == most else f"{least:,}–{most:,}"
        whole, part = self.tr("all {all} weights a unit"), self.tr("{live} of {all} weights a unit")
        if layer.values.ndim == 3:
            whole, part = self.tr("all {all} weights a filter"), self.tr("{live} of {all} weights a filter")
        text = whole if least == fixed.shape[1] else part
        return text.format(live=live_text, all=f"{fixed.shape[1]:,}")

    def status_text(self) -> str:
        """What is written at the bottom."""
        return self._status.text()

    def showEvent(self, event: QShowEvent) -> None:
        self._refresh()
        super().showEvent(event)

    def _make_choices(self, titles: Sequence[str]) -> None:
        for button in self._choices.buttons():
            self._choices.removeButton(button)
            self._head.removeWidget(button)
            button.deleteLater()
        chosen = titles.index(self._title) if self._title in titles else 0
        for index, title in enumerate(titles):
            button = QToolButton()
            button.setText(layer_title(title))
            button.setCheckable(True)
            button.setChecked(index == chosen)
            button.setProperty("flat", True)
            self._choices.addButton(button, index)
            self._head.insertWidget(index, button)

    def _refresh(self) -> None:
        """Draw the shown layer, if it is seen."""
        layer = self.shown_layer()
        for part in (self._legend, self._status):
            part.setVisible(layer is not None)
        if layer is None:
            self._stack.setCurrentWidget(self._empty)
        elif self.isVisible():
            page = self._filters if layer.values.ndim == 3 else self._matrix
            page.set_layer(layer)
            filling = Qt.BrushStyle.BDiagPattern if page is self._filters else Qt.BrushStyle.NoBrush
            self._legend.show_scale(page.level, filling if layer.zero.any() else None)
            self._stack.setCurrentWidget(page)
            self._say(page.pointed_text())
        self._offer_whole()

    def _offer_whole(self) -> None:
        self._whole.setVisible(self._stack.currentWidget() is self._matrix and self._matrix.is_zoomed())

    def _say(self, pointed: str) -> None:
        self._status.setText(pointed or self.share_text())
