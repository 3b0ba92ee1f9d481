"""The results table's content: a row a variant, a column a noise level, accuracy in percent with its spread."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from sparse_explorer.app.language.glossary import tip
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import colors, theme, variant_text_color
from sparse_explorer.app.widgets.plain_tip import plain_tip
from sparse_explorer.experiment.results.results import SummaryRow

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

_ROOT = QModelIndex()


@guarded
class ResultsModel(QAbstractTableModel):
    """Accuracies for views: rows are variants in their order, columns are noise levels from low to high.

    The vertical header is the variant's name in its colour; the best of each column is bold. Variants that pictures
    leave out are muted, and never the best.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names: list[str] = []
        self._levels: list[float] = []
        self._cells: dict[tuple[str, float], SummaryRow] = {}
        self._color_of: Mapping[str, int] = {}
        self._hidden: frozenset[str] = frozenset()
        self._best: dict[float, float] = {}
        self._noise: int | None = None
        self._current: int | None = None
        theme().changed.connect(self._tell_all)

    def set_summary(
        self, rows: Sequence[SummaryRow], color_of: Mapping[str, int], hidden: frozenset[str] = frozenset()
    ) -> None:
        """Show these results; ``color_of`` gives each variant's colour number, ``hidden`` names those that are muted.

        When variants and levels stay the same, selection and scroll position do so too.
        """
        names = list(dict.fromkeys(row.variant for row in rows))
        levels = sorted({row.noise for row in rows})
        same = (names, levels) == (self._names, self._levels)
        if not same:
            self.beginResetModel()
        self._names, self._levels, self._color_of = names, levels, dict(color_of)
        self._hidden = hidden
        self._current = self._within()
        self._cells = {(row.variant, row.noise): row for row in rows}
        self._best = {}
        for row in (row for row in rows if row.variant not in hidden):
            self._best[row.noise] = max(self._best.get(row.noise, 0.0), _shown(row))
        if same:
            self._tell_all()
        else:
            self.endResetModel()

    def set_noise(self, percent: int) -> None:
        """Emphasise the column of that noise level, or of the nearest one when it is between two."""
        before = self._current
        self._noise = percent
        self._current = self._within()
        changed = {before, self._current} if before != self._current else set()
        for column in (column for column in changed if column is not None):
            first, last = self.index(0, column), self.index(len(self._names) - 1, column)
            self.dataChanged.emit(first, last, [Role.FontRole, Role.BackgroundRole, Role.ForegroundRole])
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, column, column)

    def current_column(self) -> int | None:
        """The column that is emphasised; None where the noise is beyond all levels that were swept."""
        return self._current

    def nearest_column(self) -> int | None:
        """The column of the level that is nearest to the noise; None without columns or noise."""
        if self._noise is None or not self._levels:
            return None
        distances = [abs(level - self._noise / 100) for level in self._levels]
        return distances.index(min(distances))

    def percent(self, column: int) -> int:
        """The noise level of a column in percent."""
        return round(100 * self._levels[column])

    def style(self, row: int) -> int:
        """The number of the style of a row's variant."""
        return self._color_of.get(self._names[row], row)

    def names(self) -> list[str]:
        """The variants' names, a row each."""
        return list(self._names)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._names)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._levels)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        if not (0 <= index.row() < len(self._names) and 0 <= index.column() < len(self._levels)):
            return None  # views ask for what is gone while the model resets
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Role.BackgroundRole:
            return QColor(colors().control) if index.column() == self._current else None
        row = self._cells.get((self._names[index.row()], self._levels[index.column()]))
        if row is None:
            return None
        if role == Role.DisplayRole:
            return _text(row)
        if role == Role.ForegroundRole and row.variant in self._hidden:
            return QColor(colors().muted)
        if role == Role.FontRole and self._is_best(row):
            font = QFont()
            font.setBold(True)
            return font
        if role == Role.ToolTipRole:
            return plain_tip(self._explanation(row))
        if role == Role.AccessibleTextRole:
            return self._explanation(row)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        across = orientation == Qt.Orientation.Horizontal
        if not 0 <= section < len(self._levels if across else self._names):
            return None
        if not across:
            name = self._names[section]
            if role == Role.DisplayRole:
                return name
            if role == Role.ToolTipRole:
                return plain_tip(name)
            if role != Role.ForegroundRole:
                return None
            return QColor(colors().muted) if name in self._hidden else variant_text_color(self.style(section))
        if role == Role.DisplayRole:
            return f"{self.percent(section)} %"
        if role == Role.ToolTipRole:
            return tip("accuracy", "noise")
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _within(self) -> int | None:
        """The nearest column, if the noise is not beyond what was swept."""
        if self._noise is None or not self._levels:
            return None
        swept = self._levels[0] - 1e-9 <= self._noise / 100 <= self._levels[-1] + 1e-9
        return self.nearest_column() if swept else None

    def _is_best(self, row: SummaryRow) -> bool:
        rivals = [name for name in self._names if name not in self._hidden]
        return len(rivals) > 1 and row.variant in rivals and _shown(row) == self._best[row.noise]

    def _explanation(self, row: SummaryRow) -> str:
        if row.seeds > 1:
            text = self.tr(
                "{name} at {noise} % noise: {mean} % correct, standard deviation {std} % over {seeds} seeds"
            )
        else:
            text = self.tr("{name} at {noise} % noise: {mean} % correct, one seed")
        return text.format(
            name=row.variant,
            noise=f"{100 * row.noise:g}",
            mean=f"{row.accuracy_mean:.2f}",
            std=f"{row.accuracy_std:.2f}",
            seeds=row.seeds,
        )

    def _tell_all(self) -> None:
        if self._names:
            last = self.index(len(self._names) - 1, len(self._levels) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self._names) - 1)


def _shown(row: SummaryRow) -> float:
    """The accuracy as it is shown: what looks the same must not be told apart."""
    return round(row.accuracy_mean, 1)


def _text(row: SummaryRow) -> str:
    spread = f" ± {row.accuracy_std:.1f}" if row.seeds > 1 else ""
    return f"{row.accuracy_mean:.1f}{spread}"
