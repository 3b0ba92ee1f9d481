"""The list of variants: choose, rename, recolour, reorder, duplicate and remove, by mouse and by keyboard."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QHelpEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QListView,
    QMenu,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.widgets.name_editor import NameEditor
from sparse_explorer.app.widgets.palette_menu import PaletteMenu
from sparse_explorer.app.widgets.reorder_list import ReorderList
from sparse_explorer.app.widgets.shortcuts import keys_of
from sparse_explorer.app.widgets.variant_delegate import RowLayout, VariantDelegate, least_width
from sparse_explorer.app.widgets.variant_list_header import VariantListHeader
from sparse_explorer.app.widgets.variant_rows import Index, VariantListModel, VariantRow

__all__ = ["VariantList", "VariantListHeader", "VariantListModel", "VariantRow"]


@guarded
class VariantList(ReorderList):
    """Variants with colour, name, what is sparse, status, progress and two numbers.

    Attributes:
        variants: the model behind it.
        menu: the context menu that was opened last; None before.

    Signals:
        variant_chosen(str): the user went to the variant with that id.
        rename_requested(str, str): the variant's id, and the name that is wanted.
        recolor_requested(str, int): the variant's id, and the number of the colour that is wanted.
        move_requested(str, int): the variant's id, and the place that it is to have among all.
        remove_requested(str), duplicate_requested(str): the variant's id.
        shown_requested(str, bool): the variant's id, and whether pictures are to show it.
        solo_requested(str): the variant's id, which is to be shown alone, or no longer.
        train_again_requested(str), train_longer_requested(str): the variant's id.
        note_requested(str): the id of the variant that the user wants to write about.
    """

    variant_chosen = Signal(str)
    rename_requested = Signal(str, str)
    recolor_requested = Signal(str, int)
    remove_requested = Signal(str)
    duplicate_requested = Signal(str)
    shown_requested = Signal(str, bool)
    solo_requested = Signal(str)
    train_again_requested = Signal(str)
    train_longer_requested = Signal(str)
    note_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.variants = VariantListModel(self)
        self.menu: QMenu | None = None
        self._shown_id = ""
        self._showing = False
        self._delegate = VariantDelegate(self)
        self.setAccessibleName(self.tr("Variants"))
        self.setModel(self.variants)
        self.setItemDelegate(self._delegate)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.variants.rename_requested.connect(self.rename_requested)
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        self._make_actions()

    def _make_actions(self) -> None:
        def action(text: str, name: str, slot: Callable[[], object], anywhere: bool = False) -> QAction:
            made = QAction(text, self)
            made.setObjectName(name)
            made.setShortcut(keys_of(name))
            context = Qt.ShortcutContext.WindowShortcut if anywhere else Qt.ShortcutContext.WidgetShortcut
            made.setShortcutContext(context)
            made.triggered.connect(slot)
            self.addAction(made)
            return made

        self._rename = action(self.tr("Rename"), "rename_action", self.edit_current, anywhere=True)
        self._duplicate = action(
            self.tr("Duplicate"), "duplicate_action", self._request_duplicate, anywhere=True
        )
        self._move_up = action(self.tr("Move up"), "move_up_action", self._request_up)
        self._move_down = action(self.tr("Move down"), "move_down_action", self._request_down)
        self._remove = action(self.tr("Remove"), "remove_action", self._request_remove)
        self._shown = action(self.tr("Hide in pictures"), "hide_action", self._request_shown, anywhere=True)
        self._solo = action(self.tr("Show alone"), "solo_action", self._request_solo, anywhere=True)
        self._note = action(self.tr("Note …"), "note_action", self._request_note, anywhere=True)
        self._train_again = action(self.tr("Train again"), "train_again_action", self._request_again)
        self._train_longer = action(self.tr("Train longer …"), "train_longer_action", self._request_longer)
        self.set_training_choices(self.tr("No variant is selected."), self.tr("No variant is selected."))

    def set_name_check(self, why_not: Callable[[str, str], str]) -> None:
        """Say why the variant with that id cannot have that name, or an empty text; asked while one is typed."""
        self._delegate.why_not = why_not

    def set_training_choices(self, not_again: str, not_longer: str) -> None:
        """Say why the selected variant cannot be trained again or for longer; empty where it can."""
        again = self.tr("Train the variant from its beginning; what it learned stays until that is done")
        longer = self.tr("Add a copy with more epochs, trained on from where this variant stands")
        for action, why_not, tip in (
            (self._train_again, not_again, again),
            (self._train_longer, not_longer, longer),
        ):
            action.setEnabled(not why_not)
            action.setToolTip(why_not or tip)

    # --- showing ------------------------------------------------------------------------------------------

    def set_rows(self, rows: Sequence[VariantRow]) -> None:
        """Show these variants, and keep the selected one selected while it is there."""
        count = self.variants.rowCount()
        self.variants.set_rows(rows)
        self._delegate.keep_rows({row.variant_id for row in rows})
        self.select(self._shown_id)
        if self.variants.rowCount() != count:
            self.updateGeometry()
        self._update_moves()

    def select(self, variant_id: str) -> None:
        """Show a variant as the selected one and emit nothing; an id that is not there selects none."""
        self._shown_id = variant_id
        index = self.variants.index(self.variants.row_of(variant_id))
        self._showing = True
        try:
            if index.isValid():
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            else:
                self.selectionModel().clear()
        finally:
            self._showing = False
        self._update_moves()

    def current_id(self) -> str:
        """Id of the selected variant; empty if none is."""
        return self._id_at(self.currentIndex())

    def sizeHint(self) -> QSize:
        return QSize(240, max(1, self.variants.rowCount()) * self._row_height())

    def minimumSizeHint(self) -> QSize:
        width = max(180, least_width(self.font()) + 2 * self.frameWidth())
        return QSize(width, min(2, max(1, self.variants.rowCount())) * self._row_height())

    def _row_height(self) -> int:
        option = QStyleOptionViewItem()
        option.font = self.font()
        return self._delegate.sizeHint(option, QModelIndex()).height()

    def _id_at(self, index: QModelIndex) -> str:
        return self.variants.rows()[index.row()].variant_id if index.isValid() else ""

    # --- what the user does -------------------------------------------------------------------------------

    def _current_changed(self, current: QModelIndex) -> None:
        if current.isValid() and not self._showing and not self.variants.updating:
            self._shown_id = self._id_at(current)
            self._update_moves()
            self.variant_chosen.emit(self._shown_id)

    def _update_moves(self) -> None:
        """What is not possible is grey in the menus; so are moves that lead out of the list."""
        place = self.currentIndex().row()
        for action in (self._rename, self._duplicate, self._remove, self._shown, self._solo, self._note):
            action.setEnabled(place >= 0)
        row = self.variants.rows()[place] if place >= 0 else None
        hidden, alone = row is not None and not row.shown, row is not None and row.alone
        self._shown.setText(self.tr("Show in pictures") if hidden else self.tr("Hide in pictures"))
        self._solo.setText(self.tr("Show the others again") if alone else self.tr("Show alone"))
        self._move_up.setEnabled(place > 0)
        self._move_down.setEnabled(0 <= place < self.variants.rowCount() - 1)

    def _request_duplicate(self) -> None:
        if self.currentIndex().isValid():
            self.duplicate_requested.emit(self.current_id())

    def _request_remove(self) -> None:
        if self.currentIndex().isValid():
            self.remove_requested.emit(self.current_id())

    def _request_shown(self) -> None:
        self._look_or_not(self.currentIndex())

    def _look_or_not(self, index: QModelIndex) -> None:
        if index.isValid():
            row = self.variants.rows()[index.row()]
            self.shown_requested.emit(row.variant_id, not row.shown)

    def _request_solo(self) -> None:
        if self.currentIndex().isValid():
            self.solo_requested.emit(self.current_id())

    def _request_again(self) -> None:
        if self.currentIndex().isValid():
            self.train_again_requested.emit(self.current_id())

    def _request_longer(self) -> None:
        if self.currentIndex().isValid():
            self.train_longer_requested.emit(self.current_id())

    def _request_note(self) -> None:
        if self.currentIndex().isValid():
            self.note_requested.emit(self.current_id())

    def _request_up(self) -> None:
        self._move_current(-1)

    def _request_down(self) -> None:
        self._move_current(1)

    def edit_current(self) -> None:
        """Let the user type another name for the selected variant."""
        if self.currentIndex().isValid():
            # Not edit(index), which complains where a name is being typed already, or the row scrolled out of sight.
            self.edit(self.currentIndex(), QAbstractItemView.EditTrigger.AllEditTriggers, None)  # type: ignore[call-overload]

    def _move_current(self, by: int) -> None:
        target = self.currentIndex().row() + by
        if self.currentIndex().isValid() and 0 <= target < self.variants.rowCount():
            self.move_requested.emit(self.current_id(), target)

    # A name that is not allowed neither counts nor goes, whatever ends the typing, but for Escape.

    def commitData(self, editor: QWidget) -> None:
        if not (isinstance(editor, NameEditor) and editor.refuses()):
            super().commitData(editor)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        given_up = hint == QAbstractItemDelegate.EndEditHint.RevertModelCache
        if given_up or not (isinstance(editor, NameEditor) and editor.refuses()):
            super().closeEditor(editor, hint)

    def selectionCommand(
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        # Ctrl and a click would leave the current row unselected.
        flag = QItemSelectionModel.SelectionFlag
        return flag.ClearAndSelect if index.isValid() else flag.NoUpdate

    def mousePressEvent(self, event: QMouseEvent) -> None:
        where = event.position().toPoint()
        index, eye = self._dot_at(where), self._eye_at(where)
        if eye.isValid() and event.button() == Qt.MouseButton.LeftButton:
            if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.solo_requested.emit(self._id_at(eye))
            else:
                self._look_or_not(eye)
        elif index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            dot = self._layout_of(index).dot
            self._open(self._palette(index, self), dot.bottomLeft() + QPoint(0, 6))
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        where = event.position().toPoint()
        if self._eye_at(where).isValid():
            self.mousePressEvent(event)  # of two quick clicks each counts
        elif not self._dot_at(where).isValid():
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        where = event.position().toPoint()
        self._heat(self._dot_at(where).row(), self._eye_at(where).row())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._heat(-1, -1)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if not index.isValid():
            return
        self.setCurrentIndex(index)
        menu = QMenu(self)
        menu.setToolTipsVisible(True)  # they say why something is grey
        menu.addActions([self._rename, self._duplicate])
        menu.addMenu(self._palette(index, menu))
        menu.addAction(self._note)
        menu.addSeparator()
        menu.addActions([self._train_again, self._train_longer])
        menu.addSeparator()
        menu.addActions([self._shown, self._solo])
        menu.addSeparator()
        menu.addActions([self._move_up, self._move_down])
        menu.addSeparator()
        menu.addAction(self._remove)
        self._open(menu, event.pos() if by_mouse else self.visualRect(index).center())

    def _palette(self, index: QModelIndex, parent: QWidget) -> PaletteMenu:
        row = self.variants.rows()[index.row()]
        used = [other.color_index for other in self.variants.rows()]
        menu = PaletteMenu(row.color_index, used, parent)
        menu.color_chosen.connect(partial(self.recolor_requested.emit, row.variant_id))
        return menu

    def _open(self, menu: QMenu, where: QPoint) -> None:
        self.menu = menu
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.destroyed.connect(self._forget_menu)
        menu.popup(self.viewport().mapToGlobal(where))

    def _forget_menu(self) -> None:
        self.menu = None

    def _layout_of(self, index: QModelIndex) -> RowLayout:
        return RowLayout.of(self.visualRect(index), self.font())

    def _dot_at(self, where: QPoint) -> QModelIndex:
        """The row whose dot is there, or next to there; an invalid index where none is."""
        index = self.indexAt(where)
        near = index.isValid() and self._layout_of(index).dot.adjusted(-5, -5, 5, 3).contains(where)
        return index if near else QModelIndex()

    def _eye_at(self, where: QPoint) -> QModelIndex:
        """The row whose eye is there, or next to there; an invalid index where none is."""
        index = self.indexAt(where)
        near = index.isValid() and self._layout_of(index).eye.adjusted(-5, -2, 5, 5).contains(where)
        return index if near and not self._dot_at(where).isValid() else QModelIndex()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self._eye_at(event.pos()).isValid():
            keys = keys_of("hide_action").toString(QKeySequence.SequenceFormat.NativeText)
            tip = self.tr("Show or hide in pictures ({keys}). With Alt: show alone, or the others again.")
            QToolTip.showText(event.globalPos(), tip.format(keys=keys), self)
            return True
        return super().viewportEvent(event)

    def _heat(self, dot: int, eye: int) -> None:
        if (dot, eye) != (self._delegate.hot_dot, self._delegate.hot_eye):
            self._delegate.hot_dot, self._delegate.hot_eye = dot, eye
            self.viewport().update()
