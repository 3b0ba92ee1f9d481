"""All about the unit that is pointed at: its weights, how often it is active, and what noise makes of it."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, Colors, colors, theme
from sparse_explorer.app.widgets import unit_texts
from sparse_explorer.app.widgets.elision import isolated
from sparse_explorer.app.widgets.still_label import StillLabel
from sparse_explorer.app.widgets.tile_grid import Cell, TileGrid
from sparse_explorer.app.widgets.unit_course import UnitCourse
from sparse_explorer.app.widgets.use_curve import UseCurve
from sparse_explorer.app.widgets.weight_colors import color_level, color_numbers, number_text, weight_colors
from sparse_explorer.experiment.results.inspection_reports import LayerWeights, UnitReport

_NOTHING = LayerWeights("", np.zeros((0, 0, 0), np.float32), np.zeros((0, 0, 0), bool))


@guarded
class UnitWeights(TileGrid):
    """What a unit weighs its inputs with: a tile for each of the maps that feed it. Weights that are fixed at zero are
    hatched, small ones are not.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._weights, self._level = _NOTHING, 1.0
        self.setObjectName("unit_weights")
        self.setAccessibleName(self.tr("Weights of this unit"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_weights(self, weights: LayerWeights, words: str) -> None:
        """Show these, (tiles, H, W); ``words`` say the same."""
        self._weights, self._level = weights, color_level(weights)
        self.show_tiles(weights.values.shape, words)

    def tile_colors(self, c: Colors) -> NDArray[np.uint32]:
        return weight_colors(c)[color_numbers(self._weights, self._level)]

    def hatched_cells(self) -> NDArray[np.bool_] | None:
        return self._weights.zero

    def tile_text(self, tile: int, cell: Cell | None) -> str:
        zero, values = self._weights.zero[tile], self._weights.values[tile]
        if cell is None:
            live = int(np.count_nonzero(~zero))
            return self.tr("input map {map}: {live} of {all} weights free").format(
                map=tile, live=live, all=zero.size
            )
        weight = self.tr("fixed at zero") if zero[cell] else number_text(float(values[cell]))
        text = self.tr("input map {map}, row {row}, column {column}: {weight}")
        return text.format(map=tile, row=cell[0], column=cell[1], weight=weight)

    def sizeHint(self) -> QSize:
        return QSize(110, 96)

    def minimumSizeHint(self) -> QSize:
        return QSize(72, 60)


@guarded
class _Hint(QWidget):
    """A sentence in whatever room there is; it asks for none.

    Attributes:
        sentence: what it says.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sentence: str = ""
        self.setObjectName("unit_hint")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme().changed.connect(self.update)

    def say(self, sentence: str) -> None:
        """Say something else."""
        if sentence != self.sentence:
            self.sentence = sentence
            self.setAccessibleName(sentence)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(colors().card))
            painter.setPen(QColor(colors().muted))
            wrapped = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(self.rect(), int(wrapped), self.sentence)


@guarded
class UnitView(QWidget):
    """A unit in words and pictures, or one sentence that says how to come to one.

    Emits nothing.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("unit_view")
        self.setAccessibleName(self.tr("The unit that is pointed at"))
        self._report: UnitReport | None = None
        self._compact = False
        self._title = StillLabel(bold=True)
        self._title.setObjectName("unit_title")
        self._lines = [StillLabel() for _ in range(3)]
        for line, name in zip(self._lines, ("unit_flip", "unit_use_text", "unit_weights_text"), strict=True):
            line.setObjectName(name)
        self._weights = UnitWeights()
        self._course = UnitCourse()
        self._use = UseCurve()
        self._make()
        self.show_unit(None, "")
        self.set_why_none("")

    def show_unit(self, report: UnitReport | None, name: str, pinned: bool = False) -> None:
        """Show a unit of a variant with this name; None for none."""
        self._report = report
        self._course.set_report(report)
        self._use.set_use(report.use if report is not None else None)
        if report is None:
            self._stack.setCurrentIndex(0)
            self.setAccessibleDescription(self._hint.sentence)
            return
        title = unit_texts.title_text(report, isolated(name))
        notes = [unit_texts.intervened_text(report), self.tr("pinned") if pinned else ""]
        self._title.setText(
            " · ".join(part for part in (title, *notes) if part), title, unit_texts.place_text(report)
        )
        said = (
            (unit_texts.flip_text(report),),
            unit_texts.use_texts(report),
            (unit_texts.weights_text(report),),
        )
        texts = [each[0] for each in said]
        for line, each in zip(self._lines, said, strict=True):
            line.setText(*each)
            line.setToolTip(each[0])
        self._weights.set_weights(report.weights, texts[2])
        self._weights.setFixedWidth(self._width_of_weights(len(report.weights.values)))
        self._use.setVisible(report.use is not None)
        self._stack.setCurrentIndex(1)
        self.setAccessibleDescription(". ".join((title, *texts)))

    def set_why_none(self, sentence: str) -> None:
        """Say why there is no unit to point at; empty where there is: how to point at one is said then."""
        self._hint.say(
            sentence
            or self.tr(
                "Point at a unit in a lane, or go there with Tab and the arrow keys: here you see where it looks, what "
                "it weighs, its duty cycle, and at which noise it flips. A click or the space bar pins it."
            )
        )
        if self._report is None:
            self.setAccessibleDescription(self._hint.sentence)

    def set_noise(self, percent: int) -> None:
        """Mark this level of noise."""
        self._course.set_noise(percent)

    def report(self) -> UnitReport | None:
        """What is shown."""
        return self._report

    def sizeHint(self) -> QSize:
        return QSize(480, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        more = self._lines[-1].sizeHint().height() if not self._compact else 0
        return QSize(300, self.least_height() + more)

    def least_height(self) -> int:
        """Pixels that it needs where it is compact."""
        lines = sum(each.sizeHint().height() for each in (self._title, *self._lines[:-1]))
        return lines + self._course.sizeHint().height() + 4

    def set_compact(self, compact: bool) -> None:
        """Leave out how many weights there are, which the picture of them says when it is pointed at."""
        if compact != self._compact:
            self._compact = compact
            self._lines[-1].setVisible(not compact)
            self.updateGeometry()

    def _width_of_weights(self, tiles: int) -> int:
        """One filter is a square; many are wide."""
        high = max(self.height(), self.minimumSizeHint().height())
        return int(min(high if tiles == 1 else 2 * high, self.width() * 0.34))

    def _make(self) -> None:
        self._hint = _Hint()
        words = QVBoxLayout()
        words.setSpacing(0)
        for part in (self._title, *self._lines):
            words.addWidget(part)
        words.addSpacing(2)
        words.addWidget(self._course)
        words.addStretch(1)
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self._weights)
        row.addLayout(words, 1)
        row.addWidget(self._use)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._hint)
        self._stack.addWidget(inside)
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
