"""The rows of the list of variants, as a model that changes no more than it has to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.widgets.plain_tip import plain_tip

MIME_TYPE = "application/x-sparse-explorer-variant"
"""What a dragged row carries: the variant's id."""

ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""Asks the model for the whole :class:`VariantRow`."""

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class VariantRow:
    """What the list shows of a variant.

    Attributes:
        variant_id, name, color_index: which one it is, what it is called, and the number of its colour.
        parts: what is sparse, such as "conv · k-winners · linear".
        status: what it is at, such as "epoch 3 of 30".
        progress: 0 ... 1 while something is running, or else None.
        clean, at_noise: percent correct, without noise and at the current one; None if not known.
        problem: what is wrong with it; empty if nothing is.
        note: why a number is missing; empty if there is nothing to say.
        shown: whether pictures show it.
        alone: whether they show it alone.
        remark: what the user wrote down about it; empty for nothing.
        foreign: whether it comes from elsewhere, which its dot shows.
    """

    variant_id: str
    name: str
    color_index: int
    parts: str
    status: str = ""
    progress: float | None = None
    clean: float | None = None
    at_noise: float | None = None
    problem: str = ""
    note: str = ""
    shown: bool = True
    alone: bool = False
    remark: str = ""
    foreign: bool = False


@guarded
class VariantListModel(QAbstractListModel):
    """The variants from top to bottom.

    Attributes:
        updating: rows are being replaced just now, so what changes is not the user's doing.

    Signals:
        rename_requested(str, str): id of a variant and the name that the user typed for it.
    """

    rename_requested = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[VariantRow] = []
        self.updating = False

    def rows(self) -> tuple[VariantRow, ...]:
        """What is shown, from top to bottom."""
        return tuple(self._rows)

    def row_of(self, variant_id: str) -> int:
        """The place of a variant; -1 if it is not there."""
        return next((place for place, row in enumerate(self._rows) if row.variant_id == variant_id), -1)

    def set_rows(self, rows: Sequence[VariantRow]) -> None:
        """Show these variants.

        Rows are removed, moved, inserted and changed one by one, so that a view keeps what it has selected,
        scrolled to and opened for editing.
        """
        self.updating = True
        try:
            self._remove_others({row.variant_id for row in rows})
            for place, row in enumerate(rows):
                self._put(place, row)
        finally:
            self.updating = False

    def _remove_others(self, wanted: set[str]) -> None:
        for place in reversed(range(len(self._rows))):
            if self._rows[place].variant_id not in wanted:
                self.beginRemoveRows(QModelIndex(), place, place)
                del self._rows[place]
                self.endRemoveRows()

    def _put(self, place: int, row: VariantRow) -> None:
        """See that the variant is at that place, where it can only come from below, and shown as it is."""
        before = self.row_of(row.variant_id)
        if before < 0:
            self.beginInsertRows(QModelIndex(), place, place)
            self._rows.insert(place, row)
            self.endInsertRows()
            return
        if before != place:
            self.beginMoveRows(QModelIndex(), before, before, QModelIndex(), place)
            self._rows.insert(place, self._rows.pop(before))
            self.endMoveRows()
        if self._rows[place] != row:
            self._rows[place] = row
            self.dataChanged.emit(self.index(place), self.index(place))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.name
        if role == Qt.ItemDataRole.ToolTipRole:
            said = (row.name, row.parts, row.status, row.problem, row.note, self._seen(row), row.remark)
            return plain_tip("\n".join(filter(None, said)))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._described(row)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for another name; the row itself changes when ``set_rows`` says so."""
        name = str(value).strip()
        there = index.isValid() and index.row() < len(self._rows)
        if role == Qt.ItemDataRole.EditRole and there and name:
            row = self._rows[index.row()]
            if name != row.name:
                self.rename_requested.emit(row.variant_id, name)
        return False

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsEditable
            | Qt.ItemFlag.ItemIsDragEnabled
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        for index in indexes[:1]:
            data.setData(MIME_TYPE, self._rows[index.row()].variant_id.encode())
        return data

    def _described(self, row: VariantRow) -> str:
        """All that the row shows, in words."""
        said = [row.name, row.parts, row.status]
        if row.clean is not None:
            said.append(self.tr("{value:.1f} % correct without noise").format(value=row.clean))
        if row.at_noise is not None:
            said.append(self.tr("{value:.1f} % at the current noise").format(value=row.at_noise))
        if row.progress is not None:
            said.append(self.tr("{value:.0f} % done").format(value=100 * row.progress))
        said += [row.problem, row.note, self._seen(row)]
        if row.remark:
            said.append(self.tr("note: {note}").format(note=" ".join(row.remark.split())))
        return ", ".join(text for text in said if text)

    def _seen(self, row: VariantRow) -> str:
        """Whether pictures show it, where that is worth a word."""
        if row.alone:
            return self.tr("shown alone")
        return "" if row.shown else self.tr("hidden in pictures")
