"""The command palette: every action of the window, found by its words."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, colors
from sparse_explorer.app.window.entries import Entry

SIZE = QSize(560, 380)
"""In logical pixels; at most what the window leaves."""

_KEYS = Qt.ItemDataRole.UserRole
_PLACE = Qt.ItemDataRole.UserRole + 1
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@guarded
class _RowDelegate(QStyledItemDelegate):
    """Writes the keys at the right end of a row."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        enabled = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        if not enabled:
            option.palette.setColor(QPalette.ColorRole.Text, QColor(colors().muted))
        super().paint(painter, option, index)
        room: QRect = option.rect
        selected = option.state & QStyle.StateFlag.State_Selected
        painter.setPen(QColor(colors().on_accent if selected else colors().muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room.adjusted(0, 0, -SPACE, 0), right, index.data(_KEYS))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, option.fontMetrics.height() + SPACE)


@guarded
class Palette(QDialog):
    """Finds an action by words in any order; Enter triggers it, Escape closes.

    Actions that make no sense now are shown, muted, and cannot be chosen.

    Args:
        found: the actions there are.
    """

    def __init__(self, found: list[Entry], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("palette_dialog")
        self.setWindowTitle(self.tr("Commands"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entries = found
        self._edit = QLineEdit()
        self._edit.setObjectName("palette_edit")
        self._edit.setAccessibleName(self.tr("Words of a command"))
        self._edit.setPlaceholderText(self.tr("Words of a command"))
        self._edit.installEventFilter(self)
        self._list = QListWidget()
        self._list.setObjectName("palette_list")
        self._list.setAccessibleName(self.tr("Commands"))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setItemDelegate(_RowDelegate(self._list))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.addWidget(self._edit)
        layout.addWidget(self._list, 1)
        self._edit.textChanged.connect(self._filter)
        self._edit.returnPressed.connect(self._trigger)
        self._list.itemClicked.connect(self._trigger)
        self._place(parent)
        self._filter("")
        self._edit.setFocus()

    def _place(self, parent: QWidget) -> None:
        room = parent.rect().adjusted(SPACE, SPACE, -SPACE, -SPACE)
        self.resize(SIZE.boundedTo(room.size()))
        corner = parent.mapToGlobal(room.topLeft())
        self.move(corner.x() + (room.width() - self.width()) // 2, corner.y() + room.height() // 10)

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        self._list.clear()
        for place, entry in enumerate(self._entries):
            shown = " · ".join((*entry.path, entry.text))
            if all(word in shown.casefold() for word in words):
                item = QListWidgetItem(shown)
                item.setData(_KEYS, entry.keys)
                item.setData(_PLACE, place)
                if not entry.action.isEnabled():
                    item.setFlags(Qt.ItemFlag.NoItemFlags)
                self._list.addItem(item)
        rows = range(self._list.count())
        self._list.setCurrentRow(next((row for row in rows if self._enabled(row)), -1))

    def _enabled(self, row: int) -> bool:
        return bool(self._list.item(row).flags() & Qt.ItemFlag.ItemIsEnabled)

    def _trigger(self) -> None:
        item = self._list.currentItem()
        if item is not None and item.flags() & Qt.ItemFlag.ItemIsEnabled:
            action = self._entries[item.data(_PLACE)].action
            self.accept()  # first, so that the window has the focus again
            action.trigger()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the edge that a window without a frame lacks."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QColor(colors().border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What moves through the list works while words are typed."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _MOVES:
            self._list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)
