"""Lanes: how a digit goes through each network, one below the other, so that the eye compares like with like."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, colors, theme
from sparse_explorer.app.widgets import lane_texts
from sparse_explorer.app.widgets.elision import isolated
from sparse_explorer.app.widgets.lane import Lane
from sparse_explorer.app.widgets.lane_geometry import LanesGeometry, Sizes, UnitIndex
from sparse_explorer.app.widgets.lane_painter import LanesPainter
from sparse_explorer.app.widgets.lane_plan import Faces
from sparse_explorer.app.widgets.plain_tip import plain_tip
from sparse_explorer.app.widgets.still_picture import StillPicture
from sparse_explorer.experiment.results.inspection_reports import UnitPlace

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


@guarded
class LanesView(QWidget):
    """A lane a variant: its name, what its active units have in common with the clean digit's, maps of each convolution
    with the filters used most first, and the units of the hidden layer.

    Mouse and arrow keys point at a unit. A click, or the space bar, pins it; a second one, or Escape, frees it.

    Args:
        place: where the lane of that number lies, in the widget's coordinates; whatever stands beside it asks the
            same, so that both are aligned.

    Signals:
        unit_pointed(str, str, int): a unit is pointed at or pinned: the variant's id, the layer's title, and the unit's
            number, counted through filters, rows and columns. While one is pinned no other is.
        unit_left: none is any more.
    """

    unit_pointed = Signal(str, str, int)
    unit_left = Signal()

    def __init__(self, place: Callable[[int], QRectF], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self._lanes: tuple[Lane, ...] = ()
        self._corners: tuple[QWidget, ...] = ()
        self._known: LanesGeometry | None = None
        self._faces = Faces(self.font())
        self._sizes: Sizes | None = None
        self._still = StillPicture()
        self._rows: list[object] = []  # of what is known
        self._corners_at: object = None  # where the corners were put, as _corner_places() says it
        self._pointed: UnitPlace | None = None
        self._pinned = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(self.tr("What each network sees"))
        theme().changed.connect(self.update)
        self.set_lanes(())

    def set_lanes(self, lanes: Sequence[Lane]) -> None:
        """Show these variants, from the top."""
        self._lanes = tuple(lanes)
        self._known = None
        if self._pointed is not None and self._index_of(self._pointed) is None:
            self._leave()
        if self.isVisible():
            self._describe()
            if self._corner_places() != self._corners_at:
                self._place_corners()
        self.update()

    def set_corners(self, corners: Sequence[QWidget]) -> None:
        """Put a control at the right end of each lane's first line; it belongs to this widget from now on."""
        for corner in self._corners:
            if corner not in corners:
                corner.hide()
        self._corners = tuple(corners)
        for corner in corners:
            if corner.parent() is not self:
                corner.setParent(self)
        self._forget_sizes()
        self._place_corners()
        self.update()

    def lanes(self) -> tuple[Lane, ...]:
        """What is shown."""
        return self._lanes

    def pointed(self) -> UnitPlace | None:
        """The unit that is pointed at, or pinned."""
        return self._pointed

    def pinned(self) -> UnitPlace | None:
        """The unit that stays pointed at."""
        return self._pointed if self._pinned else None

    def free(self) -> None:
        """Point at no unit any more."""
        if self._pointed is not None:
            self._leave()

    def common_text(self, lane: int) -> str:
        """What a lane's telling layer has in common with the clean digit, such as "0.63 of winners in common with the
        clean digit"; empty for a lane without layers."""
        return lane_texts.common_text(self._lanes[lane])

    def folded_text(self, lane: int) -> str:
        """The filters of the last convolution that are not shown, such as "26 filters never win"; or empty."""
        shown = self._lanes[lane]
        if not shown.maps:
            return ""
        last = shown.maps[-1]
        tiles = sum(tile.layer == last for tile in self._geometry().tiles_of(lane))
        return lane_texts.folded_text(shown, last, tiles)

    def unit_rect(self, lane: int, layer: int, unit: int) -> QRectF:
        """Where a unit is drawn; empty if it is not."""
        return self._geometry().unit_rect((lane, layer, unit))

    def tip_at(self, point: QPointF) -> str:
        """What to tell about a place: the unit there, why filters are folded away, how units are ordered, or what the
        terms in a caption mean."""
        geometry = self._geometry()
        found = geometry.unit_at(point)
        if found is not None:
            lane, layer, unit = found
            return lane_texts.unit_text(self._lanes[lane], layer, unit)
        for index, shown in enumerate(self._lanes):
            for section in geometry.sections(index):
                if section.foot.contains(point):
                    if shown.pictures[section.layer].of_maps:
                        return lane_texts.folded_reason(shown, section.layer)
                    return lane_texts.order_text(shown, section.layer)
            if shown.layers and geometry.head(index).contains(point):
                return lane_texts.terms_text(shown)
        return ""

    def sizeHint(self) -> QSize:
        return QSize(480, 120)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 60)

    # --- showing --------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        geometry = self._geometry()
        if self._corner_places() != self._corners_at:  # what stands beside the lanes has moved them
            QTimer.singleShot(0, self, self._place_corners)
        with QPainter(self) as painter:
            drawing = LanesPainter(painter, geometry, self._faces, colors())
            drawing.draw(self, self._still)
            unit = self._index_of(self._pointed) if self._pointed is not None else None
            if unit is not None:
                drawing.mark(unit, self._pinned)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._known = None
        self._place_corners()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._forget_sizes()
        self._describe()
        self._place_corners()

    def _describe(self) -> None:
        said = [
            f"{isolated(lane.name)}: {self.common_text(index)}"
            for index, lane in enumerate(self._lanes)
            if lane.layers
        ]
        self.setAccessibleDescription("; ".join(said) or self.tr("No variant to look into"))

    def _place_corners(self) -> None:
        geometry = self._geometry()
        self._corners_at = self._corner_places()
        for lane, corner in enumerate(self._corners[: len(self._lanes)]):
            line, hint = geometry.head(lane), corner.sizeHint()
            top = round(line.center().y() - hint.height() / 2)
            corner.setGeometry(round(line.right()) - hint.width(), top, hint.width(), hint.height())
            corner.setVisible(self._has_corner(lane))

    def _has_corner(self, lane: int) -> bool:
        return bool(self._lanes[lane].layers) and not self._lanes[lane].closed

    def _corner_places(self) -> object:
        """What decides where controls are, and which of them are in sight."""
        self._geometry()
        return self._rows, self.width(), [self._has_corner(lane) for lane in range(len(self._lanes))]

    def _geometry(self) -> LanesGeometry:
        """Where everything is, as the widget is now; whatever stands beside it may have moved the lanes."""
        rows = [self._place(lane).getRect() for lane in range(len(self._lanes))]
        if self._known is None or self._rows != rows or self._known.sizes.ratio != self.devicePixelRatioF():
            self._rows = rows
            self._known = LanesGeometry(self._lanes, self._place, self.width(), self._known_sizes())
        return self._known

    def _known_sizes(self) -> Sizes:
        """What font and controls decide; asked for each new inspection, and seldom another."""
        ratio = self.devicePixelRatioF()
        if self._sizes is None or self._sizes.ratio != ratio:
            line, small = self._faces.usual.height, self._faces.small.height
            corner = max((corner.sizeHint().width() for corner in self._corners), default=0)
            self._sizes = Sizes(line + SPACE, line + 2, small + 2, ratio, corner)
        return self._sizes

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self._forget_sizes()

    def _forget_sizes(self) -> None:
        self._faces, self._sizes, self._known = Faces(self.font()), None, None

    # --- mouse and keyboard ---------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tip(self.tip_at(QPointF(event.pos()))), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pinned:
            return
        found = self._geometry().unit_at(event.position())
        if found is not None:
            self._point_at(found)
        elif self._pointed is not None:
            self._leave()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._geometry().unit_at(event.position())
        if found is None:
            self.free()
        else:
            self._press(found)

    def leaveEvent(self, event: QEvent) -> None:
        if not self._pinned:
            self.free()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        tiles = self._geometry().tiles()
        if by_key and self._pointed is None and tiles:
            self._point_at((tiles[0].lane, tiles[0].layer, int(tiles[0].units[0])))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self._pinned and not self.underMouse():
            self.free()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, geometry = Qt.Key(event.key()), self._geometry()
        current = self._index_of(self._pointed) if self._pointed is not None else None
        if key in _ARROWS and geometry.tiles():
            if current is None or geometry.tile_of(current) is None:
                first = geometry.tiles()[0]
                self._point_at((first.lane, first.layer, int(first.units[0])))
            else:
                self._point_at(geometry.beside(current, *_ARROWS[key]))
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and current is not None:
            self._press(current)
        elif key == Qt.Key.Key_Escape and self._pointed is not None:
            self.free()
        else:
            super().keyPressEvent(event)

    def _press(self, unit: UnitIndex) -> None:
        """Pin a unit, or free the one that is pinned."""
        again = self._pinned and self._place_of(unit) == self._pointed
        self._pinned = not again
        self._pointed = None  # so that it is told
        self._point_at(unit)

    def _point_at(self, unit: UnitIndex) -> None:
        place = self._place_of(unit)
        if place != self._pointed:
            self._pointed = place
            self.update()
            self.unit_pointed.emit(place.variant_id, place.layer, place.number)

    def _leave(self) -> None:
        self._pointed, self._pinned = None, False
        self.update()
        self.unit_left.emit()

    def _place_of(self, unit: UnitIndex) -> UnitPlace:
        lane, layer, number = unit
        return UnitPlace(self._lanes[lane].variant_id, self._lanes[lane].layers[layer].title, number)

    def _index_of(self, place: UnitPlace) -> UnitIndex | None:
        """Where a unit is among what is shown; None if it is not."""
        for lane, shown in enumerate(self._lanes):
            if shown.variant_id == place.variant_id:
                for layer, activity in enumerate(shown.layers):
                    if activity.title == place.layer and place.number < activity.clean.size:
                        return lane, layer, place.number
        return None
