"""How robust the variants are beside the reference, under every kind of noise that was swept."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QLabel, QWidget

from sparse_explorer.app.language.glossary import tip
from sparse_explorer.app.language.messages import difference_text
from sparse_explorer.app.language.texts import noise_label
from sparse_explorer.app.model.comparing import is_open, score_differences, swept_kinds, whole_runs
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.comparing_card import ComparingCard
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.card import MOST_HEIGHT, EmptyHint
from sparse_explorer.app.widgets.elided_combo import ElidedCombo
from sparse_explorer.app.widgets.elision import ElidedLabel
from sparse_explorer.app.widgets.heat_map import HeatCell, HeatColumn, HeatMap, HeatRow
from sparse_explorer.app.widgets.scroll_area import ScrollArea
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.results.comparisons import Difference, numbers
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.spread import signed, spread


class DifferencesPane(ComparingCard):
    """A row for each variant that was swept and a column for each kind of noise; a click on a cell goes there."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "", parent)
        self.set_title(
            self.tr("Robustness: mean accuracy over a noise's levels, difference in points"),
            self.tr("Robustness, difference in points"),
            self.tr("Robustness"),
        )
        self.title_label.set_tip(tip("robustness", "interval"))
        self._combo = ElidedCombo(7, 32)
        self._combo.setObjectName("reference_combo")
        self._combo.setAccessibleName(self.tr("Reference"))
        self._combo.set_tip(self.tr("The variant that the others are compared with"))
        self._combo.activated.connect(lambda place: session.set_reference(self._combo.itemData(place)))
        beside = QLabel(self.tr("reference"))
        beside.setProperty("muted", True)
        beside.setBuddy(self._combo)
        self.header.addWidget(beside)
        self.header.addWidget(self._combo)
        self.let_header_wrap()
        self._map = HeatMap()
        self._map.setObjectName("difference_heat_map")
        self._map.setAccessibleName(self.tr("Differences in robustness, variants by kinds of noise"))
        self._map.chosen.connect(self._go_to)
        self._scroll = ScrollArea()
        self._scroll.setWidget(self._map)
        self.body.addWidget(self._scroll, 1)
        self._note = ElidedLabel()
        self._note.setProperty("muted", True)
        self.body.addWidget(self._note)
        self._hint = EmptyHint(
            self.tr(
                "Nothing swept yet. Train variants and sweep a noise over them: "
                "each kind of noise becomes a column, each variant a row."
            )
        )
        self.body.addWidget(self._hint, 1)
        session.selected_changed.connect(self._mark)
        self._show_filled(False)

    def refresh(self) -> None:
        session, reference = self._session, self._session.reference
        with QSignalBlocker(self._combo):
            self._combo.clear()
            for item in session.items:
                self._combo.addItem(item.variant.name, item.id)
            self._combo.setCurrentIndex(self._combo.findData(reference.id if reference else ""))
        self._combo.setEnabled(len(session.items) > 1)
        runs = {kind: whole_runs(session, kind) for kind in swept_kinds(session)}
        self._show_filled(bool(runs) and reference is not None)
        if not runs or reference is None:
            return
        swept = {run.variant for of_kind in runs.values() for run in of_kind}
        items = [item for item in session.shown if item.variant.name in swept]
        items.sort(key=lambda item: item is not reference)  # the reference first, the others as they stand
        kinds = [HeatColumn(kind, self._short(kind), noise_label(KINDS[kind])) for kind in runs]
        found = {kind: score_differences(of_kind, reference.variant.name) for kind, of_kind in runs.items()}
        cells = [
            [
                self._cell(item, reference, kind.name, runs[kind.key], found[kind.key].get(item.variant.name))
                for kind in kinds
            ]
            for item in items
        ]
        rows = [HeatRow(item.id, item.variant.name, item.color) for item in items]
        self._map.show_cells(rows, kinds, cells)
        self._mark()
        several = any(each.seeds > 1 for of_kind in found.values() for each in of_kind.values())
        self._note.setText(
            self.tr("( ) the 95 % interval holds 0 or the seeds disagree; click a cell to see its curves")
            if several
            else self.tr("( ) one seed is too few for an interval; click a cell to see its curves"),
            self.tr("( ) cannot be told from 0; click for its curves")
            if several
            else self.tr("( ) one seed, so no interval; click for its curves"),
        )

    def most_height(self) -> int:
        if not self._scroll.isVisibleTo(self):
            return MOST_HEIGHT
        note = self._note.sizeHint().height() + self.body.spacing()
        bar = self._scroll.horizontalScrollBar().sizeHint().height() + SPACE
        return self.beside_body() + self._map.whole_height() + bar + note

    def _cell(
        self,
        item: VariantItem,
        reference: VariantItem,
        kind: str,
        runs: tuple[RunResult, ...],
        difference: Difference | None,
    ) -> HeatCell:
        name = item.variant.name
        scores = numbers(runs, name, runs[0].noise_convention)
        if not scores:
            return HeatCell(words=self.tr("{name}, {kind}: not swept").format(name=name, kind=kind))
        score = spread(list(scores.values())).mean
        if item is reference or difference is None or not difference.seeds:
            words = self.tr("{name}, {kind}: {score:.1f} % on average over the levels")
            return HeatCell(f"{score:.1f}", words=words.format(name=name, kind=kind, score=score))
        words = self.tr("{name} less {reference}, {kind}: {difference}").format(
            name=name, reference=reference.variant.name, kind=kind, difference=difference_text(difference)
        )
        text, open_ = signed(difference.mean), is_open(difference)
        return HeatCell(f"({text})" if open_ else text, difference.mean, open_, words)

    def _short(self, kind: str) -> str:
        """A kind's title over a narrow column."""
        return noise_label(KINDS[kind]).split(" (")[0]

    def _mark(self) -> None:
        self._map.mark(self._session.selected_id, self._session.noise_config.convention)

    def _go_to(self, variant_id: str, kind: str) -> None:
        if kind != self._session.noise_config.convention:
            self._session.set_noise_config(NoiseConfig(kind))
        self._session.select(variant_id)

    def _show_filled(self, filled: bool) -> None:
        self._scroll.setVisible(filled)
        self._note.setVisible(filled)
        self._hint.setVisible(not filled)
