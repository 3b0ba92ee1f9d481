"""How a row of the list of variants is laid out, painted and renamed."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QCoreApplication,
    QObject,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, colors, variant_color
from sparse_explorer.app.widgets.eye import draw_eye, draw_note
from sparse_explorer.app.widgets.face import Face, face
from sparse_explorer.app.widgets.name_editor import NameEditor
from sparse_explorer.app.widgets.still_picture import StillPicture
from sparse_explorer.app.widgets.variant_rows import ROW_ROLE, Index, VariantRow
from sparse_explorer.app.widgets.variant_style import SWATCH, draw_swatch

_DOT = 12
_PAD = 7  # above and below the two lines
_GAP = 2  # above and below the row's surface
_NOTE = 10
_HOLE = 2.5  # radius


def small_face(font: QFont) -> Face:
    """The font of the second line and of the column heads."""
    return face(font, 0.92)


@dataclass(frozen=True)
class RowLayout:
    """Where the parts of a row are, in the coordinates of the rectangle that it was made for."""

    surface: QRect
    dot: QRect
    eye: QRect
    name: QRect
    clean: QRect
    at_noise: QRect
    second: QRect
    progress: QRect

    @staticmethod
    def of(rect: QRect, font: QFont) -> "RowLayout":
        """Lay a row out."""
        surface = rect.adjusted(0, _GAP, 0, -_GAP)
        first, second = face(font).height, small_face(font).height
        top, left, right = surface.top() + _PAD, surface.left() + SPACE, surface.right() + 1 - SPACE
        text = left + _DOT + 10
        widths = column_widths(font)
        noisy = QRect(right - widths[1], top, widths[1], first)
        clean = QRect(noisy.left() - SPACE - widths[0], top, widths[0], first)
        dot = QRect(left, top + (first - _DOT) // 2, _DOT, _DOT)
        eye = QRect(left - 1, top + first + (second - _DOT) // 2 + 1, _DOT + 2, _DOT)
        return RowLayout(
            surface,
            dot,
            eye,
            QRect(text, top, clean.left() - SPACE - text, first),
            clean,
            noisy,
            QRect(text, top + first, right - text, second),
            QRect(text, surface.bottom() - 4, right - text, 3),
        )


def column_heads(noise: int) -> tuple[str, str]:
    """What stands above the two columns of numbers; ``noise`` is in percent."""
    translate = QCoreApplication.translate
    return translate("VariantList", "clean"), translate("VariantList", "at {noise} %").format(noise=noise)


def column_widths(font: QFont) -> tuple[int, int]:
    """Widths of the two columns of numbers, clean and at the current noise; the widest heads fit too."""
    number = face(font, bold=True).wide("100.0")
    clean, noisy = map(small_face(font).wide, column_heads(100))
    return max(number, clean), max(number, noisy)


def least_width(font: QFont) -> int:
    """The width of a row that leaves room for a short name, such as those of the presets."""
    none = RowLayout.of(QRect(0, 0, 0, 40), font).name.width()
    return face(font, bold=True).wide("Sparse conv") - none


@guarded
class VariantDelegate(QStyledItemDelegate):
    """Paints rows and gives the in-place editor.

    Attributes:
        hot_dot, hot_eye: place of the row whose dot or eye is under the pointer; -1 for none.
        why_not: says why the variant with that id cannot have that name; an empty text if it can.
    """

    hot_dot = -1
    hot_eye = -1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.why_not: Callable[[str, str], str] = lambda variant_id, name: ""
        self._stills: dict[str, StillPicture] = {}  # of each row all but the number that follows the noise

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = face(option.font).height + small_face(option.font).height
        return QSize(200, lines + 2 * _PAD + 2 * _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW_ROLE)
        place, state = RowLayout.of(option.rect, option.font), option.state
        hot_dot, hot_eye = self.hot_dot == index.row(), self.hot_eye == index.row()

        def paint_still(inner: QPainter) -> None:
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            _paint_surface(inner, place, state)
            _paint_dot(inner, place.dot, row, hot_dot)
            _paint_eye(inner, place.eye, row, hot_eye)
            _paint_first_line(inner, place, option.font, row)
            _paint_second_line(inner, place.second, option.font, row)
            if row.progress is not None:
                _paint_progress(inner, place.progress, row.color_index, row.progress)

        painter.save()
        try:
            shown = replace(row, at_noise=None, note=""), state, hot_dot, hot_eye
            still = self._stills.setdefault(row.variant_id, StillPicture())
            still.draw(painter, option.widget, shown, paint_still, option.rect)
            _paint_number(painter, place.at_noise, row.at_noise, option.font, True, row.shown)
        finally:
            painter.restore()

    def keep_rows(self, variant_ids: Collection[str]) -> None:
        """Forget what was painted of others."""
        self._stills = {each: still for each, still in self._stills.items() if each in variant_ids}

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        return NameEditor(partial(self.why_not, index.data(ROW_ROLE).variant_id), parent)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        # Rows change while a variant trains; what is being typed must survive that.
        name = cast(NameEditor, editor)
        if not name.isModified() and name.text() != index.data():
            name.setText(index.data())

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        model.setData(index, cast(NameEditor, editor).text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        place = RowLayout.of(option.rect, option.font)
        editor.setGeometry(place.name.adjusted(-5, -4, SPACE - 4, 4))


def _paint_surface(painter: QPainter, place: RowLayout, state: QStyle.StateFlag) -> None:
    c, flag = colors(), QStyle.StateFlag
    selected = bool(state & flag.State_Selected)
    if selected or state & flag.State_MouseOver:
        surface = QColor(c.selection if selected else c.hover)
        surface.setAlphaF(1.0 if selected else 0.6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(surface)
        painter.drawRoundedRect(place.surface, 6, 6)
    focus = bool(state & flag.State_HasFocus)
    if selected and not focus:  # not by colour alone
        painter.setBrush(QColor(c.accent))
        bar = QRectF(place.surface.left(), place.surface.top() + 11, 3, place.surface.height() - 22)
        painter.drawRoundedRect(bar, 1.5, 1.5)
    if focus:
        painter.setPen(QPen(QColor(c.accent), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(place.surface).adjusted(0.75, 0.75, -0.75, -0.75), 6, 6)


def _paint_dot(painter: QPainter, rect: QRect, row: VariantRow, hot: bool) -> None:
    """The variant's mark; with a hole where it comes from elsewhere."""
    number = row.color_index
    wider = (SWATCH - rect.width()) / 2
    draw_swatch(painter, QRectF(rect).adjusted(-wider, 0, wider, 0), number)
    if row.foreign:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors().card))
        painter.drawEllipse(QRectF(rect).center(), _HOLE, _HOLE)
    if hot:
        painter.setPen(QPen(variant_color(number), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(rect).adjusted(-3, -3, 3, 3))


def _paint_eye(painter: QPainter, rect: QRect, row: VariantRow, hot: bool) -> None:
    """Quiet where all is seen as usual."""
    c = colors()
    color = QColor(c.text if hot else c.accent if row.alone else c.muted)
    if row.shown and not row.alone and not hot:
        color.setAlphaF(0.6)
    draw_eye(painter, QRectF(rect), color, row.shown)


def _paint_first_line(painter: QPainter, place: RowLayout, font: QFont, row: VariantRow) -> None:
    c, flag = colors(), Qt.AlignmentFlag
    bold = face(font, bold=True)
    painter.setPen(QColor(c.text if row.shown else c.muted))
    painter.setFont(bold.font)
    room = place.name.width() - (_NOTE + SPACE if row.remark else 0)
    name = bold.elided(row.name, room)
    painter.drawText(place.name, flag.AlignLeft | flag.AlignVCenter, name)
    if row.remark:
        left = place.name.left() + bold.wide(name) + 6
        sheet = QRectF(left + 0.5, place.name.center().y() - _NOTE / 2 + 0.5, _NOTE, _NOTE + 1)
        draw_note(painter, sheet, QColor(c.muted))
    _paint_number(painter, place.clean, row.clean, font, False, row.shown)


def _paint_number(
    painter: QPainter, rect: QRect, number: float | None, font: QFont, bold: bool, shown: bool
) -> None:
    c, flag = colors(), Qt.AlignmentFlag
    painter.setFont(face(font, bold=bold and number is not None).font)
    painter.setPen(QColor(c.muted if number is None or not shown else c.text))
    text = "–" if number is None else f"{number:.1f}"
    painter.drawText(rect, flag.AlignRight | flag.AlignVCenter, text)


def _paint_second_line(painter: QPainter, rect: QRect, font: QFont, row: VariantRow) -> None:
    """What is sparse at the left and the status at the right; or what is wrong, with a sign before it."""
    c, flag = colors(), Qt.AlignmentFlag
    small = small_face(font)
    painter.setFont(small.font)
    if row.problem:
        painter.setPen(QColor(c.wrong))
        text = small.elided(f"✕ {row.problem}", rect.width())
        painter.drawText(rect, flag.AlignLeft | flag.AlignVCenter, text)
        return
    painter.setPen(QColor(c.muted))
    status = small.elided(row.status, rect.width() * 2 // 3)
    painter.drawText(rect, flag.AlignRight | flag.AlignVCenter, status)
    room = rect.width() - small.wide(status) - (SPACE if status else 0)
    parts = small.elided(row.parts, room)
    painter.drawText(rect, flag.AlignLeft | flag.AlignVCenter, parts)


def _paint_progress(painter: QPainter, rect: QRect, color_index: int, progress: float) -> None:
    y = rect.top() + rect.height() / 2
    track = QColor(colors().muted)
    track.setAlphaF(0.3)
    for color, part in ((track, 1.0), (variant_color(color_index), progress)):
        width = (rect.width() - rect.height()) * max(0.0, min(1.0, part))
        painter.setPen(QPen(color, rect.height(), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        start = rect.left() + rect.height() / 2
        painter.drawLine(QPointF(start, y), QPointF(start + width, y))
