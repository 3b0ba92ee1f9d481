"""The list of variants: add from a preset, duplicate, rename, recolour, reorder, remove."""

import operator
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QPushButton, QWidget

from sparse_explorer.app.language.messages import message_text
from sparse_explorer.app.language.source_texts import (
    cannot_be_under,
    source_text,
    waits_to_be_run,
    why_absent,
)
from sparse_explorer.app.language.texts import preset_text, standing_text
from sparse_explorer.app.model.activity import TRAIN, Activity
from sparse_explorer.app.model.records import RunRecord, Standing, VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.subtitle import subtitle
from sparse_explorer.app.qt.throttle import Throttle
from sparse_explorer.app.widgets.card import Card, EmptyHint
from sparse_explorer.app.widgets.note_dialog import NoteDialog
from sparse_explorer.app.widgets.shortcuts import describe_button
from sparse_explorer.app.widgets.variant_list import VariantList, VariantListHeader, VariantRow
from sparse_explorer.data.catalogue import describe
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.variant import LONGEST_NOTE, note_problem, settle_epochs
from sparse_explorer.experiment.results.history import MOST_EPOCHS

REDRAW_MS = 67
"""Rows follow a training at most 15 times a second."""


class VariantsPane(Card):
    """Shows the session's variants.

    Attributes:
        list: the list, which has an action for all that can be done with the selected variant.
        add_menu: a preset an entry, those that are nothing but controls in a menu of their own.

    Signals:
        refused(str): what the user wanted is not allowed, and why.
        removed(str): the user removed the variant of that name.
        again_requested(str): the user wants the variant with that id trained from its beginning.
        longer_requested(str, int): the user wants a variant trained for so many more epochs.
    """

    refused = Signal(str)
    removed = Signal(str)
    again_requested = Signal(str)
    longer_requested = Signal(str, int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._session = session
        self._activity = Activity()
        self._told_apart: list[object] = []  # of which variants what follows is said
        self._parts: list[str] = []
        self.set_title(self.tr("Variants"))
        self.list = VariantList()
        self.list.setObjectName("variant_list")
        self._header = VariantListHeader(self.list)
        self.header.addWidget(self._header)
        self.body.addWidget(self.list, 1)
        self._empty = EmptyHint(self.tr("No variants. Add one from a preset."))
        self.body.addWidget(self._empty, 1)
        self.body.addLayout(self._make_buttons())
        self._connect()
        self.refresh()

    def show_activity(self, activity: Activity) -> None:
        """Show what is being trained or swept."""
        self._activity = activity
        self.refresh()

    def refresh(self) -> None:
        """Show the session's variants as they are."""
        self._header.set_noise(self._session.noise)
        items = self._session.items
        rows = zip(items, self._subtitles(items), strict=True)
        self.list.set_rows([self._row(item, parts) for item, parts in rows])
        self.list.select(self._session.selected_id)
        self.list.setVisible(bool(self._session.items))
        self._empty.setVisible(not self._session.items)
        chosen = self._session.selected is not None
        selected = self._session.selected
        self._duplicate.setEnabled(selected is not None and selected.source is None)
        self._remove.setEnabled(chosen)
        self._show_training_choices()

    def _subtitles(self, items: Sequence[VariantItem]) -> list[str]:
        """What stands under each name: each variant is compared with all above it, so once alone for the same ones, and
        not whenever one of them has been trained a little."""
        shown: list[object] = [part for item in items for part in (item.variant, item.source)]
        if len(shown) != len(self._told_apart) or not all(map(operator.is_, shown, self._told_apart)):
            ours = [
                [above.variant for above in items[:place] if above.source is None]
                for place in range(len(items))
            ]
            self._parts = [
                subtitle(item.variant, before) if item.source is None else source_text(item.source)
                for item, before in zip(items, ours, strict=True)
            ]
            self._told_apart = shown
        return self._parts

    def _follow_noise(self) -> None:
        """Another noise is another number in each row, and no more."""
        session, rows = self._session, self.list.variants.rows()
        if [row.variant_id for row in rows] != [item.id for item in session.items]:
            return  # they are about to be shown again
        self._header.set_noise(session.noise)
        numbers = [
            replace(
                row,
                at_noise=session.accuracy_at(item.id, session.noise / 100),
                note=self._note(item, session.record(item.id)),
            )
            for row, item in zip(rows, session.items, strict=True)
        ]
        self.list.variants.set_rows(numbers)

    def _make_buttons(self) -> QHBoxLayout:
        add = QPushButton(self.tr("+  Add"))
        add.setObjectName("add_variant_button")
        add.setToolTip(self.tr("Add a variant from a preset"))
        menu = self.add_menu = QMenu(self.tr("Add"), add)
        controls = QMenu(self.tr("Controls"), menu)
        controls.setToolTipsVisible(True)
        for preset in presets().values():
            action = (controls if preset.groups == ("controls",) else menu).addAction(preset.variant.name)
            action.setToolTip(preset_text(preset.summary))
            action.triggered.connect(lambda _=False, variant=preset.variant: self._session.add(variant))
        menu.addMenu(controls)
        menu.setToolTipsVisible(True)
        add.setMenu(menu)
        self._duplicate = QPushButton(self.tr("Duplicate"))
        self._duplicate.setObjectName("duplicate_variant_button")
        describe_button(
            self._duplicate, self.tr("Add an untrained copy of the selected variant"), "duplicate_action"
        )
        self._remove = QPushButton(self.tr("Remove"))
        self._remove.setObjectName("remove_variant_button")
        describe_button(
            self._remove, self.tr("Remove the selected variant and what it learned"), "remove_action"
        )
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(add)
        row.addWidget(self._duplicate)
        row.addStretch(1)
        row.addWidget(self._remove)
        return row

    def _connect(self) -> None:
        session = self._session
        session.variants_changed.connect(self.refresh)
        session.loading_changed.connect(self.refresh)
        session.seeds_changed.connect(self.refresh)
        growth = Throttle(REDRAW_MS, self)
        growth.triggered.connect(self.refresh)
        session.record_changed.connect(growth.trigger)
        session.selected_changed.connect(self.refresh)
        session.noise_changed.connect(self._follow_noise)
        session.noise_config_changed.connect(self.refresh)
        self._duplicate.clicked.connect(self.duplicate)
        self._remove.clicked.connect(self.remove)
        self.list.variant_chosen.connect(session.select)
        self.list.rename_requested.connect(self._while_there(self._rename))
        self.list.recolor_requested.connect(self._while_there(session.recolor))
        self.list.move_requested.connect(self._while_there(session.move))
        self.list.remove_requested.connect(self._while_there(self._remove_one))
        self.list.duplicate_requested.connect(self.duplicate)
        self.list.shown_requested.connect(self._while_there(session.set_shown))
        self.list.solo_requested.connect(self._while_there(session.toggle_solo))
        self.list.train_again_requested.connect(self._while_there(self.again_requested.emit))
        self.list.train_longer_requested.connect(self._while_there(self._ask_how_long))
        self.list.note_requested.connect(self._while_there(self._ask_for_note))
        self.list.set_name_check(self._name_problem)

    def duplicate(self) -> None:
        """Add an untrained copy of the selected variant."""
        selected = self._session.selected
        if selected is not None and selected.source is not None:
            text = self.tr(
                "{name} comes from elsewhere: there is nothing here that could be trained in a copy."
            )
            self.refused.emit(text.format(name=selected.variant.name))
        elif selected is not None:
            self.list.setFocus()  # first, so that a number that is still being typed counts
            self._session.duplicate(self._session.selected_id)

    def remove(self) -> None:
        """Remove the selected variant."""
        if self._session.selected is not None:
            self._remove_one(self._session.selected_id)

    def _remove_one(self, variant_id: str) -> None:
        name = self._session.item(variant_id).variant.name
        self._session.remove(variant_id)
        self.removed.emit(name)

    def _show_training_choices(self) -> None:
        """Offer to train the selected variant again and for longer, where that makes sense; else say why not."""
        selected = self._session.selected
        if selected is None:
            why_not = self.tr("No variant is selected.")
            self.list.set_training_choices(why_not, why_not)
            return
        record, name = self._session.record(selected.id), selected.variant.name
        if selected.source is not None:
            not_again = self.tr("{name} comes from elsewhere, and is not trained here.").format(name=name)
        elif self._activity.variant_id == selected.id or selected.id in self._activity.waiting:
            not_again = self.tr("{name} is being trained or swept, or waits for it.").format(name=name)
        elif record is None or not record.history.steps:
            not_again = self.tr("{name} has learned nothing yet. Train it first.").format(name=name)
        else:
            not_again = ""
        not_longer = not_again
        if not not_again and record is not None and not record.history.finished:
            not_longer = self.tr("The training of {name} has not come to its end.").format(name=name)
        self.list.set_training_choices(not_again, not_longer)

    def _ask_how_long(self, variant_id: str) -> None:
        """Ask for how many epochs more, as many as there were if nothing else is said."""
        variant = self._session.item(variant_id).variant
        epochs = settle_epochs(variant, describe(self._session.dataset).epochs).training.epochs or 1
        dialog = QInputDialog(self)
        dialog.setObjectName("train_longer_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setInputMode(QInputDialog.InputMode.IntInput)
        dialog.setWindowTitle(self.tr("Train longer"))
        text = self.tr("{name} was trained for {epochs} epochs. A copy is trained on; more epochs:")
        dialog.setLabelText(text.format(name=variant.name, epochs=epochs))
        dialog.setIntRange(1, max(1, MOST_EPOCHS - epochs))
        dialog.setIntValue(min(epochs, max(1, MOST_EPOCHS - epochs)))
        dialog.setOkButtonText(self.tr("Train longer"))
        dialog.intValueSelected.connect(partial(self._while_there(self.longer_requested.emit), variant_id))
        dialog.open()

    def _ask_for_note(self, variant_id: str) -> None:
        variant = self._session.item(variant_id).variant
        dialog = NoteDialog(variant.name, variant.note or "", LONGEST_NOTE, _note_problem, self)
        dialog.written.connect(partial(self._while_there(self._session.set_note), variant_id))
        dialog.open()

    def _while_there(self, change: Callable[..., object]) -> Callable[..., None]:
        """``change``, but for a variant that is gone: the list learns of that a moment later, and its last request may
        come in between."""

        def checked(variant_id: str, *values: object) -> None:
            if self._session.has(variant_id):
                change(variant_id, *values)

        return checked

    def _name_problem(self, variant_id: str, name: str) -> str:
        """Why a name is refused; nothing is of a variant that was removed while its name was being typed."""
        return (
            message_text(self._session.name_problem(variant_id, name))
            if self._session.has(variant_id)
            else ""
        )

    def _rename(self, variant_id: str, name: str) -> None:
        try:
            self._session.rename(variant_id, name)
        except ConfigError as error:
            self.refused.emit(message_text(error.reason))
            self.refresh()

    def _row(self, item: VariantItem, parts: str) -> VariantRow:
        session, activity = self._session, self._activity
        record = session.record(item.id)
        working = activity.variant_id == item.id
        return VariantRow(
            variant_id=item.id,
            name=item.variant.name,
            color_index=item.color,
            parts=parts,
            status=self._status(item),
            progress=activity.progress if working else None,
            clean=session.clean_accuracy(item.id),
            at_noise=session.accuracy_at(item.id, session.noise / 100),
            note=self._note(item, record),
            problem=self._problem(item, record),
            shown=session.is_shown(item.id),
            alone=session.solo_id == item.id,
            remark=item.variant.note or "",
            foreign=item.source is not None,
        )

    def _problem(self, item: VariantItem, record: RunRecord | None) -> str:
        if item.source is not None:
            return "" if waits_to_be_run(self._session, item) else why_absent(self._session, item)
        if record is None or record.history.diverged is None:
            return ""
        return standing_text(Standing.DIVERGED, record.history.diverged.step)

    def _note(self, item: VariantItem, record: RunRecord | None) -> str:
        """Why there is no number: the variant diverged, or sweeps do not reach the noise."""
        if record is not None and record.history.diverged is not None:
            return message_text(record.history.diverged.text)
        noise = self._session.noise_config
        last = 100 * noise.levels[-1]
        if not self._session.sweeps(item.id) or self._session.noise <= last + 1e-6:
            return ""
        text = self.tr("no result at {noise} % noise: the sweep ends at {last:g} %")
        return text.format(noise=self._session.noise, last=last)

    def _status_of_other(self, item: VariantItem) -> str:
        session = self._session
        if waits_to_be_run(session, item):
            return self.tr("not run yet")
        if item.id in session.absent:
            return "" if session.absent[item.id] else self.tr("loading …")
        if cannot_be_under(session, item):
            return self.tr("cannot be under this noise")
        return "" if session.sweeps(item.id) else self.tr("not swept yet")

    def _status(self, item: VariantItem) -> str:
        activity = self._activity
        record = self._session.record(item.id)
        if activity.variant_id == item.id:
            if activity.paused:
                return self.tr("paused at {percent:.0f} %").format(percent=100 * activity.progress)
            if activity.seed is not None:
                return self.tr("seed {seed}: {percent:.0f} %").format(
                    seed=activity.seed, percent=100 * activity.progress
                )
            if activity.kind == TRAIN:
                return self.tr("training {percent:.0f} %").format(percent=100 * activity.progress)
            return self.tr("sweep {percent:.0f} %").format(percent=100 * activity.progress)
        if item.id in activity.waiting:
            return self.tr("waiting")
        if item.source is not None:
            return self._status_of_other(item)
        if record is None or not record.history.steps:
            unread = item.id in self._session.unread
            return self.tr("loading …") if unread else self.tr("not trained yet")
        if not record.history.finished:
            return self.tr("stopped at {percent:.0f} %").format(
                percent=100 * record.history.step / record.history.steps
            )
        return ""


def _note_problem(text: str) -> str:
    return message_text(note_problem(text))
