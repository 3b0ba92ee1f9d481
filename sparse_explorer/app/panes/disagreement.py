"""Where two variants disagree: a gallery of test digits, and how each confuses the classes, at the current noise."""

import numpy as np
from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from sparse_explorer.app.model.pairing import Pairing
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.disagreement_words import DisagreementWords
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.card import Card, EmptyHint
from sparse_explorer.app.widgets.confusion_view import ConfusionView, Matrix
from sparse_explorer.app.widgets.digit_gallery import DigitGallery, Speaker
from sparse_explorer.app.widgets.elided_combo import ElidedCombo
from sparse_explorer.app.widgets.elision import ElidedLabel
from sparse_explorer.app.widgets.scroll_area import ScrollArea
from sparse_explorer.app.widgets.tab_row import TabRow
from sparse_explorer.experiment.results.answers import Answers, Confusion, Places

_NOTHING: Places = np.zeros(0, np.int64)
GALLERY, CONFUSION = 0, 1
AROUND = QSize(28, 24)
"""Pixels of a card's margins."""

BESIDE_CHOICES = 18 * SPACE
"""Pixels that margins, a short title and the pane's menu take beside the choice of the two."""

BOTH_FROM = 640
"""Pixels of width from which gallery and matrices stand beside each other; in less, tabs choose."""


@guarded
class DisagreementPane(Card):
    """Shows answers to the test digits while it is seen.

    Attributes:
        gallery, confusions: the two views.
        pairing: which two variants are compared.

    Signals:
        wanted(bool): answers are looked at, or no longer.
        csv_requested(str, object): the user wants the matrix, a Confusion, of the variant with that name as a file.
        said(str): a word for the status bar.
        opened: the digit that was chosen is to be seen, with what each network makes of it.
    """

    wanted = Signal(bool)
    csv_requested = Signal(str, object)
    said = Signal(str)
    opened = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Where they disagree"), self.tr("Disagree"), "")
        self._session = session
        self._answers: Answers | None = None
        self._cell: tuple[str, int, int] | None = None  # whose digits the gallery lists
        self._page = GALLERY
        self._shown: object = None
        self._offered: object = None
        self.pairing = Pairing(session)
        self._words = DisagreementWords()
        self._make()
        for signal in (
            session.variants_changed,
            session.selected_changed,
            session.reference_changed,
            session.loading_changed,
            session.noise_changed,
        ):
            signal.connect(self.refresh)
        session.digit_changed.connect(self.gallery.set_place)
        for signal in (session.noise_config_changed, session.dataset_changed):
            signal.connect(self.show_all)

    def set_answers(self, answers: Answers | None) -> None:
        """Show these answers, as far as they have come; None while there are none to this noise."""
        if answers is None and self._answers is None:
            return  # as at each step of the slider
        self._answers = answers
        self.refresh()

    def show_all(self) -> None:
        """List all disagreements, instead of the digits of one cell."""
        self._cell = None
        self.refresh()

    def show_cell(self, variant_id: str, true: int, said: int) -> None:
        """List the digits of a class that a variant takes for a class."""
        self._cell = (variant_id, true, said)
        self._turn(GALLERY)

    def refresh(self) -> None:
        """Show the session as it is, while the pane is seen."""
        if not self.isVisible():
            return
        one, other = self.pairing.pair()
        self._show_choices(one, other)
        speakers = tuple(self._speaker(each) for each in (one, other) if each)
        self._show_gallery(speakers)
        self._show_confusions(speakers)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        self.wanted.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.wanted.emit(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def minimumSizeHint(self) -> QSize:
        """That of either view behind its tab, however the two stand now, so that the stage's arrangement is at rest."""
        view = self.confusions.minimumSizeHint().expandedTo(self.gallery.minimumSizeHint())
        width = max(view.width() + AROUND.width(), self.header.minimumSize().width() + BESIDE_CHOICES)
        lines = self.header.minimumSize().height() + self._tabs.sizeHint().height() + 2 * SPACE
        return QSize(width, view.height() + lines + self.under_title() + AROUND.height())

    # --- showing --------------------------------------------------------------------------------------------------

    def _speaker(self, variant_id: str) -> Speaker:
        item = self._session.item(variant_id)
        return Speaker(item.id, item.variant.name, item.color)

    def _show_choices(self, one: str, other: str) -> None:
        items = self.pairing.comparable()
        offered = (one, other, *((item.id, item.variant.name) for item in items))
        if offered == self._offered:
            return  # a list that is filled again has the whole stage laid out again
        self._offered = offered
        for combo, chosen in ((self._one, one), (self._other, other)):
            with QSignalBlocker(combo):
                combo.clear()
                for item in items:
                    combo.addItem(item.variant.name, item.id)
                combo.setCurrentIndex(combo.findData(chosen) if chosen else -1)
            combo.setEnabled(len(items) > 1)
        self._swap.setEnabled(bool(one and other))

    def _show_gallery(self, speakers: tuple[Speaker, ...]) -> None:
        answers, cell = self._answers, self._cell
        classes = len(answers.class_names) if answers is not None else None
        gone = cell is not None and (
            not any(cell[0] == speaker.key for speaker in speakers)
            or (classes is not None and max(cell[1:]) >= classes)
        )
        if gone:
            self._cell = cell = None
        self._back.setVisible(cell is not None)
        self.confusions.mark(cell)
        level = self._session.noise
        asked = [speaker for speaker in speakers if answers is not None and speaker.key in answers.said]
        looked_at = [speaker.key for speaker in asked if cell is None or speaker.key == cell[0]]
        if answers is None or len(looked_at) < (2 if cell is None else 1):
            # One that trains is asked when it has come to its end.
            ready = [speaker for speaker in speakers if speaker in asked or self._is_trained(speaker.key)]
            text = self._words.why_nothing(self._session, len(ready))
            self.gallery.show_rows(None, _NOTHING, speakers)
            self._say("", text)
            return
        if cell is not None:
            rows = answers.cell(*cell)
            name = next(speaker.name for speaker in speakers if speaker.key == cell[0])
            counted = self._words.of_cell(name, cell[1], cell[2], len(rows), answers)
            nothing = self._words.empty_cell(name, cell[1], cell[2], answers, level)
        else:
            differing = answers.differing(speakers[0].key, speakers[1].key)
            rows = differing.rows()
            counted = self._words.counts(speakers[0].name, speakers[1].name, differing, answers)
            nothing = self._words.agreed(speakers[0].name, speakers[1].name, answers)
        now = (cell, speakers, answers.noise, answers.convention)
        self.gallery.show_rows(answers, rows, speakers, same=now == self._shown)
        self._shown = now
        self.gallery.set_place(self._session.digit)
        self._say(counted, "" if len(rows) else nothing)
        self._counts.set_tip(self._words.about(answers, self._session))

    def _is_trained(self, variant_id: str) -> bool:
        record = self._session.record(variant_id)
        return record is None or record.history.finished

    def _say(self, counted: tuple[str, ...] | str, instead: str) -> None:
        """The counts beside the tabs, and what stands in place of digits."""
        texts = (counted,) if isinstance(counted, str) else counted
        self._counts.setText(*texts)
        self._hint.setText(instead)
        self._hint.setVisible(bool(instead))
        self.gallery.setVisible(not instead)

    def _show_confusions(self, speakers: tuple[Speaker, ...]) -> None:
        found = [
            Matrix(speaker, confusion)
            for speaker in speakers
            if self._answers is not None and (confusion := self._answers.confusion(speaker.key)) is not None
        ]
        self.confusions.show_matrices(found)
        self._scroll.setVisible(bool(found))
        self._no_matrix.setVisible(not found)
        self._no_matrix.setText(self._words.why_nothing(self._session, min(2, 2 * len(speakers))))

    def _place(self) -> None:
        """Both views beside each other, or the one whose tab is chosen."""
        both = self.width() >= BOTH_FROM
        self._tabs.setVisible(not both)
        self._tabs.set_current(self._page)
        self._gallery_side.setVisible(both or self._page == GALLERY)
        self._confusion_side.setVisible(both or self._page == CONFUSION)

    def _turn(self, page: int) -> None:
        self._page = page
        self._place()
        self.refresh()

    # --- what the user does ---------------------------------------------------------------------------------------

    def _look_at(self, place: int) -> None:
        self._session.own.set_shown(False)
        self._session.set_digit(place)

    def _copy(self, variant_id: str) -> None:
        found = self._matrix(variant_id)
        if found is not None:
            QApplication.clipboard().setText(found.tabbed())
            self.said.emit(self.tr("The matrix is on the clipboard, for a spreadsheet."))

    def _save(self, variant_id: str) -> None:
        found = self._matrix(variant_id)
        if found is not None:
            self.csv_requested.emit(self._session.item(variant_id).variant.name, found)

    def _matrix(self, variant_id: str) -> Confusion | None:
        return self._answers.confusion(variant_id) if self._answers is not None else None

    # --- how it is made -------------------------------------------------------------------------------------------

    def _make(self) -> None:
        self._make_choices()
        self._tabs = TabRow()
        self._tabs.add_tab(
            self.tr("Gallery"), "gallery_tab", self.tr("Digits on which the two variants differ")
        )
        self._tabs.add_tab(
            self.tr("Confusion"), "confusion_tab", self.tr("How often each digit is taken for each other one")
        )
        self._tabs.setSizePolicy(self._tabs.sizePolicy().Policy.Maximum, self._tabs.sizePolicy().Policy.Fixed)
        self._tabs.chosen.connect(self._turn)
        self._counts = ElidedLabel()
        self._counts.setObjectName("disagreement_counts")
        self._counts.setProperty("muted", True)
        self._back = QToolButton()
        self._back.setObjectName("all_disagreements_button")
        self._back.setText(self.tr("Back"))
        self._back.setAccessibleName(self.tr("All disagreements"))
        self._back.setToolTip(self.tr("Back to all digits on which the two variants differ"))
        self._back.setProperty("flat", True)
        self._back.clicked.connect(self.show_all)
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self._tabs)
        line.addWidget(self._back)
        line.addWidget(self._counts, 1)
        self.body.addLayout(line)
        self._sides = sides = QHBoxLayout()
        sides.setSpacing(2 * SPACE)
        self._gallery_side, self._confusion_side = self._make_gallery(), self._make_confusions()
        sides.addWidget(self._gallery_side, 1)
        sides.addWidget(self._confusion_side, 1)
        self.body.addLayout(sides, 1)
        self._place()

    def _make_choices(self) -> None:
        self._one = self._choice("wrong_variant_combo", self.tr("Whose mistakes come first"), 0)
        self._other = self._choice("right_variant_combo", self.tr("Who is right about them"), 1)
        self._swap = QToolButton()
        self._swap.setObjectName("swap_variants_button")
        self._swap.setText("⇄")
        self._swap.setAccessibleName(self.tr("Swap the two variants"))
        self._swap.setToolTip(self.tr("Swap the two variants"))
        self._swap.setProperty("flat", True)
        self._swap.clicked.connect(self._swap_pair)
        for part in (self._one, self._swap, self._other):
            self.header.addWidget(part)
        self.let_header_wrap()

    def _choice(self, name: str, tip: str, place: int) -> ElidedCombo:
        combo = ElidedCombo(7, 16)
        combo.setObjectName(name)
        combo.setAccessibleName(tip)
        combo.set_tip(tip)
        combo.activated.connect(lambda row: self._choose(place, combo.itemData(row)))
        return combo

    def _choose(self, place: int, variant_id: str) -> None:
        self.pairing.choose(place, variant_id)
        self.refresh()

    def _swap_pair(self) -> None:
        self.pairing.swap()
        self.refresh()

    def _make_gallery(self) -> QWidget:
        self.gallery = DigitGallery()
        self.gallery.setObjectName("disagreement_gallery")
        self.gallery.setAccessibleName(self.tr("Digits on which the two variants differ"))
        self.gallery.chosen.connect(self._look_at)
        self.gallery.opened.connect(self.opened)
        self._hint = EmptyHint()
        return _column(self.gallery, self._hint)

    def _make_confusions(self) -> QWidget:
        self.confusions = ConfusionView()
        self.confusions.setObjectName("confusion_view")
        self.confusions.chosen.connect(self.show_cell)
        self.confusions.copy_requested.connect(self._copy)
        self.confusions.csv_requested.connect(self._save)
        self._scroll = ScrollArea()
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.confusions)
        self._scroll.setMinimumWidth(self.confusions.minimumSizeHint().width())
        self._no_matrix = EmptyHint()
        return _column(self._scroll, self._no_matrix)


def _column(*parts: QWidget) -> QWidget:
    whole = QWidget()
    layout = QVBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        layout.addWidget(part, 1)
    return whole
