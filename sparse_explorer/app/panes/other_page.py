"""What a network from elsewhere is: where it lies, its layers by name, and what it costs. Nothing can be changed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sparse_explorer.app.language.cost_texts import counted
from sparse_explorer.app.language.source_texts import waits_to_be_run, why_absent
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.source import Source
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.elision import ElidedLabel
from sparse_explorer.app.widgets.plain_tip import plain_tip
from sparse_explorer.app.widgets.wrapped_label import WrappedLabel
from sparse_explorer.experiment.results.model_layers import ModelLayer

LEAST_COLUMN = 72
"""Pixels."""

_ALIGNED = (
    Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
)


class OtherPage(QWidget):
    """Shows the selected network from elsewhere.

    Signals:
        again_requested(str): try again with the network of the variant with that id, which is not in memory.
    """

    again_requested = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: Source | None = None
        self._kind = WrappedLabel()
        self._kind.setProperty("muted", True)
        self._place = ElidedLabel()
        self._place.setObjectName("other_place_label")
        self._problem = WrappedLabel()
        self._problem.setObjectName("other_problem_label")
        self._again = QPushButton(self.tr("Read it again"))
        self._again.setObjectName("other_again_button")
        self._again.clicked.connect(lambda: self.again_requested.emit(self._session.selected_id))
        self.table = self._make_table()
        self._foot = WrappedLabel()
        self._foot.setObjectName("other_cost_label")
        self._foot.setProperty("muted", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        for part in (self._kind, self._place, self._problem):
            layout.addWidget(part)
        layout.addWidget(self._again, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._foot)

    def show_item(self, item: VariantItem) -> None:
        """Show a network from elsewhere as it is."""
        source = item.source
        if source is None:
            return
        reason = why_absent(self._session, item)
        for part in (self._problem, self._again):
            part.setVisible(bool(reason))
        self._problem.setText(self.tr("Not in memory: {reason}").format(reason=reason) if reason else "")
        wrong = not waits_to_be_run(self._session, item)
        if self._problem.property("problem") is not wrong:
            self._problem.setProperty("problem", wrong)
            self._problem.style().polish(self._problem)
        self._again.setText(self.tr("Run its code …") if source.is_code else self.tr("Read it again"))
        if source != self._shown:
            self._shown = source
            self._show(source)

    def _show(self, source: Source) -> None:
        if source.is_code:
            kind = self.tr(
                "A network from elsewhere, made by {function} in a process of its own. Its code is in"
            )
            self._kind.setText(kind.format(function=source.where))
        else:
            self._kind.setText(self.tr("A network from elsewhere, in the ONNX file"))
        self._place.setText(source.place)
        self._place.setToolTip(plain_tip(source.place))
        self.table.setRowCount(len(source.layers))
        for row, layer in enumerate(source.layers):
            self._show_layer(row, layer)
        self._foot.setText(self._costs(source))

    def _show_layer(self, row: int, layer: ModelLayer) -> None:
        count = f"{layer.parameters:,}" if layer.parameters else ""
        name = layer.name if layer.kind in layer.name else f"{layer.name} · {layer.kind}"
        for column, text in enumerate((name, layer.shape.replace("x", "×"), count)):
            cell = QTableWidgetItem(text)
            cell.setToolTip(plain_tip(text))
            cell.setTextAlignment(_ALIGNED[column])
            self.table.setItem(row, column, cell)

    def _costs(self, source: Source) -> str:
        counts = source.counts
        if counts.multiply_adds is None or counts.dense_multiply_adds is None:
            text = self.tr(
                "{parameters:,} parameters, {nonzero:,} not zero\nIts multiply-adds are not known."
            )
            return text.format(parameters=counts.parameters, nonzero=counts.nonzero)
        return counted(counts.parameters, counts.nonzero, counts.multiply_adds, counts.dense_multiply_adds)

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, 3)
        table.setObjectName("other_layers_table")
        table.setAccessibleName(self.tr("Layers of the network"))
        for column, text in enumerate((self.tr("layer"), self.tr("gives"), self.tr("parameters"))):
            head = QTableWidgetItem(text)
            head.setTextAlignment(_ALIGNED[column])
            table.setHorizontalHeaderItem(column, head)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(LEAST_COLUMN)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        return table
