"""Two variants beside each other: the values in which they differ, and what came of it."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sparse_explorer.app.language.messages import difference_text
from sparse_explorer.app.language.source_texts import source_text
from sparse_explorer.app.language.texts import field_text, layer_title, noise_label
from sparse_explorer.app.model.comparing import level_differences, score_differences, whole_runs
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.subtitle import subtitle, value_text
from sparse_explorer.app.qt.theme import SPACE, scaled_font
from sparse_explorer.app.widgets.elided_combo import ElidedCombo
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.plan.differences import FieldDifference, differences
from sparse_explorer.experiment.results.comparisons import Difference, numbers
from sparse_explorer.experiment.results.csv_text import to_csv
from sparse_explorer.experiment.results.spread import spread
from sparse_explorer.experiment.results.text_table import text_table

SIZE = QSize(660, 440)

Row = tuple[str, str, str, str]
"""What, the first variant's, the second's, and how much the second has more."""


class DifferenceTable(QDialog):
    """Chooses two variants and shows them; copies the table.

    Signals:
        said(str): a word for the status bar.
    """

    said = Signal(str)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("difference_table_dialog")
        self.setWindowTitle(self.tr("Two variants compared"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._one = self._make_combo("first_variant_combo", self.tr("First variant"))
        self._other = self._make_combo("second_variant_combo", self.tr("Second variant"))
        self._table = QTableWidget()
        self._table.setObjectName("difference_table")
        self._table.setAccessibleName(self.tr("What differs, and the results"))
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setShowGrid(False)
        self._table.setWordWrap(True)
        self._table.verticalHeader().hide()
        self._place()
        self._choose_first()
        self._one.currentIndexChanged.connect(self._refresh)
        self._other.currentIndexChanged.connect(self._refresh)
        session.variants_changed.connect(self._follow)
        session.record_changed.connect(self._refresh)
        room = parent.size() - QSize(4 * SPACE, 4 * SPACE)
        self.resize(SIZE.boundedTo(room).expandedTo(self.minimumSizeHint()))
        self._refresh()

    def rows(self) -> list[Row]:
        """What is shown: the values that differ, then the results."""
        one, other = self._pair()
        if one is None or other is None or one is other:
            return []
        return [*self._values(one, other), *self._results(one, other)]

    def _make_combo(self, name: str, words: str) -> ElidedCombo:
        combo = ElidedCombo(8, 24)
        combo.setObjectName(name)
        combo.setAccessibleName(words)
        for item in self._session.items:
            combo.addItem(item.variant.name, item.id)
        return combo

    def _place(self) -> None:
        chosen = QHBoxLayout()
        chosen.addWidget(self._one)
        chosen.addWidget(QLabel(self.tr("and")))
        chosen.addWidget(self._other)
        chosen.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        for name, text, slot in (
            ("copy_differences_markdown_button", self.tr("Copy as Markdown"), self._copy_markdown),
            ("copy_differences_csv_button", self.tr("Copy as CSV"), self._copy_csv),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.addLayout(chosen)
        layout.addWidget(self._table, 1)
        layout.addWidget(buttons)

    def _choose_first(self) -> None:
        """The reference and the selected variant, or the first two."""
        session = self._session
        one = session.reference or session.items[0]
        other = session.selected or session.items[-1]
        if other is one:
            other = next(item for item in session.items if item is not one)
        self._one.setCurrentIndex(self._one.findData(one.id))
        self._other.setCurrentIndex(self._other.findData(other.id))

    def _follow(self) -> None:
        """Names are others, or a variant is gone: then there is nothing to compare any more."""
        if None in self._pair():
            self.reject()
            return
        for combo in (self._one, self._other):
            for place in range(combo.count()):
                if self._session.has(combo.itemData(place)):
                    combo.setItemText(place, self._session.item(combo.itemData(place)).variant.name)
        self._refresh()

    def _pair(self) -> tuple[VariantItem | None, VariantItem | None]:
        one, other = self._one.currentData(), self._other.currentData()
        has, item = self._session.has, self._session.item
        return item(one) if has(one) else None, item(other) if has(other) else None

    # --- content ----------------------------------------------------------------------------------------------------

    def _heads(self) -> Row:
        return "", self._one.currentText(), self._other.currentText(), self.tr("second less first")

    def _values(self, one: VariantItem, other: VariantItem) -> list[Row]:
        if one.source is not None or other.source is not None:
            return [(self.tr("network"), self._described(one), self._described(other), "")]
        found = differences(one.variant, other.variant)
        if not found:
            return [(self.tr("configuration"), self.tr("the same"), self.tr("the same"), "")]
        return [
            (
                self._label(each),
                self._said(value_text(each, each.ours), each.ours_idle),
                self._said(value_text(each, each.theirs), each.theirs_idle),
                "",
            )
            for each in found
        ]

    def _described(self, item: VariantItem) -> str:
        return subtitle(item.variant, ()) if item.source is None else source_text(item.source)

    def _label(self, difference: FieldDifference) -> str:
        label = field_text(difference.spec.label)
        if not difference.layer:
            return label
        return self.tr("{field} ({layer})").format(field=label, layer=layer_title(difference.layer))

    def _said(self, value: str, idle: bool) -> str:
        return self.tr("{value}, without effect").format(value=value) if idle else value

    def _results(self, one: VariantItem, other: VariantItem) -> list[Row]:
        kind = self._session.noise_config.convention
        runs = whole_runs(self._session, kind)
        names = one.variant.name, other.variant.name
        scores = [numbers(runs, name, kind) for name in names]
        if not any(scores):
            return [(self.tr("results"), self.tr("not swept yet"), self.tr("not swept yet"), "")]
        label = noise_label(KINDS[kind])
        pair = tuple(run for run in runs if run.variant in names)
        score = score_differences(pair, names[0]).get(names[1])
        rows = [self._row(self.tr("robustness, {kind}, %").format(kind=label), scores, score)]
        at = dict(level_differences(pair, names[0]).get(names[1], ()))
        for level in sorted({level.noise for run in pair for level in run.levels}):
            own = [numbers(pair, name, kind, level) for name in names]
            title = self.tr("at {level:g} % noise, %").format(level=round(100 * level, 2))
            rows.append(self._row(title, own, at.get(level)))
        return rows

    def _row(self, title: str, own: Sequence[dict[int, float]], difference: Difference | None) -> Row:
        one, other = (spread(list(of.values())).text() if of else "–" for of in own)
        return (
            title,
            one,
            other,
            difference_text(difference) if difference is not None and difference.seeds else "",
        )

    # --- showing and copying ----------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        rows = self.rows()
        one, other = self._pair()
        values = len(self._values(one, other)) if rows and one and other else 0
        table = self._table
        table.setColumnCount(4)
        table.setHorizontalHeaderLabels(self._heads())
        table.setRowCount(len(rows))
        for place, row in enumerate(rows):
            for column, text in enumerate(row):
                cell = QTableWidgetItem(text)
                cell.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                if place < values and column in (1, 2):
                    cell.setFont(scaled_font(table.font(), 1, bold=True))
                table.setItem(place, column, cell)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def _copy_markdown(self) -> None:
        text = text_table(self._heads(), self.rows(), (False,) * 4, markdown=True)
        QApplication.clipboard().setText(f"{text}\n")
        self.said.emit(self.tr("The table is on the clipboard, as Markdown."))

    def _copy_csv(self) -> None:
        QApplication.clipboard().setText(to_csv(self._heads(), self.rows()))
        self.said.emit(self.tr("The table is on the clipboard, as CSV."))
