"""A gallery of noisy digits with what two networks say to each; only those in sight are ever made into pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import colors, scaled_font
from sparse_explorer.app.widgets.elision import elided, isolated
from sparse_explorer.app.widgets.sign import draw_sign
from sparse_explorer.app.widgets.thumbnail_strip import label_text
from sparse_explorer.app.widgets.variant_style import draw_swatch
from sparse_explorer.experiment.results.answers import UNKNOWN, Answers, Places

_SIDE = 56
_WIDTH = 76
_GAP = 8
_DOT = 7
_SIGN = 7
_LONGEST = 48  # pixels of an answer in words
_SAYS = Qt.ItemDataRole.UserRole
_TRUTH = Qt.ItemDataRole.UserRole + 1
_NAMES = Qt.ItemDataRole.UserRole + 2
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Speaker:
    """A variant whose answers are shown: its key, its name, and the number of its style."""

    key: str
    name: str
    color_index: int


@guarded
class GalleryModel(QAbstractListModel):
    """Rows of Answers, in the order in which they are shown; holds no copies."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answers: Answers | None = None
        self._rows: Places = np.zeros(0, np.int64)
        self.speakers: tuple[Speaker, ...] = ()

    def show_rows(self, answers: Answers | None, rows: Places, speakers: tuple[Speaker, ...]) -> None:
        """Show these digits, with what the speakers say."""
        self.beginResetModel()
        self._answers, self._rows, self.speakers = answers, rows, speakers
        self.endResetModel()

    def place(self, row: int) -> int:
        """Which of the test images stands in a row."""
        assert self._answers is not None
        return int(self._answers.places[self._rows[row]])

    def row_of(self, place: int) -> int:
        """In which row a test image stands; -1 if it is not here."""
        if self._answers is None:
            return -1
        found = np.flatnonzero(self._answers.places[self._rows] == place)
        return int(found[0]) if len(found) else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows) or self._answers is None:
            return None
        at = int(self._rows[index.row()])
        if role == Qt.ItemDataRole.DecorationRole:
            return self._picture(at)
        if role == _TRUTH:
            return int(self._answers.labels[at])
        if role == _SAYS:
            return self._said(at)
        if role == _NAMES:
            return self._answers.class_names
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(at)
        return None

    def _said(self, at: int) -> tuple[int, ...]:
        """What the speakers say, one after another; UNKNOWN of one who has not been asked yet."""
        assert self._answers is not None
        said = (self._answers.said.get(speaker.key) for speaker in self.speakers)
        return tuple(UNKNOWN if each is None else int(each[at]) for each in said)

    def _picture(self, at: int) -> QImage | None:
        """The digit as it was shown to a speaker who is wrong: an attack shows each another picture."""
        assert self._answers is not None
        truth, said = int(self._answers.labels[at]), self._said(at)
        wrong_first = sorted(
            zip(said, self.speakers, strict=True), key=lambda each: each[0] in (truth, UNKNOWN)
        )
        for _, speaker in wrong_first:
            pictures = self._answers.pictures.get(speaker.key)
            if pictures is not None:
                pixels = np.ascontiguousarray(pictures[at])
                height, width = pixels.shape
                # The copy owns its pixels; the array may be gone when it is painted.
                return QImage(pixels.data, width, height, width, QImage.Format.Format_Grayscale8).copy()
        return None

    def _words(self, at: int) -> str:
        assert self._answers is not None
        truth, names = int(self._answers.labels[at]), self._answers.class_names
        lines = [
            self.tr("image {number:,} of {count:,}, {label}").format(
                number=int(self._answers.places[at]) + 1,
                count=self._answers.count,
                label=label_text(names[truth]),
            )
        ]
        for speaker, said in zip(self.speakers, self._said(at), strict=True):
            if said == UNKNOWN:
                continue
            text = (
                self.tr("{name} says {digit}: right")
                if said == truth
                else self.tr("{name} says {digit}: wrong")
            )
            lines.append(text.format(name=isolated(speaker.name), digit=isolated(names[said])))
        return "\n".join(lines)


@guarded
class GalleryDelegate(QStyledItemDelegate):
    """Paints a digit with its label in the corner, and under it what each speaker says, with the sign of right or
    wrong."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return cell_size(option.fontMetrics, index.data(_NAMES) or ())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        c, flag, state = colors(), QStyle.StateFlag, option.state
        left = option.rect.left() + (option.rect.width() - _SIDE) / 2
        tile = QRectF(left, option.rect.top() + _GAP / 2, _SIDE, _SIDE)
        outline = QPainterPath()
        outline.addRoundedRect(tile, 5, 5)
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
            painter.fillRect(tile, QColor("black"))
            picture = index.data(Qt.ItemDataRole.DecorationRole)
            if picture is not None:
                painter.drawImage(tile, picture)
            self._draw_truth(painter, tile, index.data(_NAMES)[index.data(_TRUTH)], option)
            painter.restore()
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ring = c.text if state & flag.State_HasFocus else c.accent if state & flag.State_Selected else ""
            ring = ring or (c.muted if state & flag.State_MouseOver else c.border if c.dark else "")
            if ring:
                painter.setPen(QPen(QColor(ring), 1 if ring == c.border else 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(tile.adjusted(-1.5, -1.5, 1.5, 1.5), 6, 6)
            self._draw_answers(painter, tile, option, index)
        finally:
            painter.restore()

    def _draw_truth(self, painter: QPainter, tile: QRectF, truth: str, option: QStyleOptionViewItem) -> None:
        """What the digit is, in the corner, where it hides little."""
        side = option.fontMetrics.height()
        font = scaled_font(option.font, 0.95, bold=True)
        metrics = QFontMetricsF(font)
        truth = elided(truth, metrics, tile.width() - 8)
        wide = max(float(side), metrics.horizontalAdvance(truth) + 6)
        corner = QRectF(tile.right() - wide, tile.top(), wide, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 190))
        painter.drawRoundedRect(corner.adjusted(0, -4, 4, 0), 4, 4)
        painter.setPen(QColor("white"))
        painter.setFont(font)
        painter.drawText(corner, Qt.AlignmentFlag.AlignCenter, truth)

    def _draw_answers(
        self, painter: QPainter, tile: QRectF, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """``● 4 x  ● 9 v`` under the tile."""
        c, truth = colors(), index.data(_TRUTH)
        model = index.model()
        speakers = model.speakers if isinstance(model, GalleryModel) else ()
        height = option.fontMetrics.height()
        room = option.rect.width() / max(1, len(speakers))
        painter.setFont(scaled_font(option.font, 0.95))
        names, metrics = index.data(_NAMES), QFontMetricsF(painter.font())
        least = metrics.horizontalAdvance("0")
        for place, (speaker, said) in enumerate(zip(speakers, index.data(_SAYS), strict=True)):
            if said == UNKNOWN:
                continue
            # The names of some data sets are words.
            name = elided(names[said], metrics, max(least, room - _DOT - _SIGN - 10))
            wide = max(least, metrics.horizontalAdvance(name))
            taken = _DOT + 3 + wide + 3 + _SIGN
            left = option.rect.left() + place * room + (room - taken) / 2
            line = QRectF(left, tile.bottom() + 3, taken, height)
            middle = line.center().y()
            draw_swatch(painter, QRectF(left, middle - _DOT / 2, _DOT, _DOT), speaker.color_index)
            painter.setPen(QColor(c.text))
            painter.drawText(
                QRectF(left + _DOT + 3, line.top(), wide + 1, height), Qt.AlignmentFlag.AlignCenter, name
            )
            ink = QColor(c.right if said == truth else c.wrong)
            sign = QRectF(left + taken - _SIGN, middle - _SIGN / 2, _SIGN, _SIGN)
            draw_sign(painter, said == truth, sign, ink)


def cell_size(metrics: QFontMetrics, names: Sequence[str] = ()) -> QSize:
    """The room in pixels of one digit with its answers, which are of classes with these names."""
    longest = max((metrics.horizontalAdvance(name) for name in names), default=0)
    name = min(max(longest, metrics.horizontalAdvance("0")), _LONGEST)
    wide = 2 * (_DOT + 6 + name + _SIGN + 6)
    return QSize(max(_WIDTH, wide), _SIDE + metrics.height() + _GAP + 4)


@guarded
class DigitGallery(QListView):
    """Digits in rows, as many as there are.

    Signals:
        chosen(int): the user chose the test image with that index, by a click or by Enter.
        opened: by Enter or a double click, which wants to see more of it.
    """

    chosen = Signal(int)
    opened = Signal()

    _moved = False  # rows are broken elsewhere than before

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.digits = GalleryModel(self)
        self.setModel(self.digits)
        self.setItemDelegate(GalleryDelegate(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._choose)
        self.doubleClicked.connect(self._open)

    def show_rows(
        self, answers: Answers | None, rows: Places, speakers: tuple[Speaker, ...], *, same: bool = False
    ) -> None:
        """Show these digits; ``same``: more of those that were shown before, so that the place is kept."""
        scrolled, here = self.verticalScrollBar().value(), self.currentIndex()
        place = self.digits.place(here.row()) if here.isValid() else -1
        self.digits.show_rows(answers, rows, speakers)
        self.set_place(place)
        if same:
            self.verticalScrollBar().setValue(scrolled)

    def set_place(self, place: int) -> None:
        """Mark a test image, if it is here, as the one that is looked at."""
        row = self.digits.row_of(place)
        if row < 0:
            self.selectionModel().clear()
        elif row != self.currentIndex().row():
            self.setCurrentIndex(self.digits.index(row))

    def sizeHint(self) -> QSize:
        cell = cell_size(self.fontMetrics())
        return QSize(6 * cell.width(), 2 * cell.height())

    def minimumSizeHint(self) -> QSize:
        cell = cell_size(self.fontMetrics())
        return QSize(2 * cell.width() + self.verticalScrollBar().sizeHint().width(), cell.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._moved = True
        super().resizeEvent(event)

    def doItemsLayout(self) -> None:
        super().doItemsLayout()
        if (
            self._moved and self.currentIndex().isValid()
        ):  # it has left for another row, somewhere out of sight
            self.scrollTo(self.currentIndex())
        self._moved = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.digits.place(index.row()))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self._choose(index)
            self.opened.emit()
