"""Which images are looked through: of one class, at random, or where variants disagree."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from sparse_explorer.app.model.digits import ANY_DIGIT
from sparse_explorer.app.qt.theme import SPACE, theme
from sparse_explorer.app.widgets.shortcuts import describe_button
from sparse_explorer.app.widgets.whole_combo import WholeCombo
from sparse_explorer.data.catalogue import CLASSES

SHOW_SEARCH_MS = 200
"""A search that takes longer than this is shown."""


class DigitFinder(QWidget):
    """``digit_class_combo``, ``random_digit_button``, ``disagree_button`` and ``draw_button``.

    Signals:
        random_requested, disagreement_requested: any image; the next one on which the variants disagree, or, while a
            search is shown, the end of that search.
        class_chosen(int): the user wants images of this class only, or :data:`ANY_DIGIT`.
        drawing_requested(bool): the user wants to draw an image of their own, or test images again.
    """

    random_requested = Signal()
    disagreement_requested = Signal()
    class_chosen = Signal(int)
    drawing_requested = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.digit_class_combo = WholeCombo()
        self.digit_class_combo.setObjectName("digit_class_combo")
        self.digit_class_combo.setAccessibleName(self.tr("Class of digits to look at"))
        self.digit_class_combo.setToolTip(self.tr("Look at digits of this class only"))
        self.digit_class_combo.addItem(self.tr("any digit"), ANY_DIGIT)
        self.set_class_names(tuple(str(digit) for digit in range(CLASSES)))
        self.digit_class_combo.currentIndexChanged.connect(self._class_changed)
        self.random_digit_button = QPushButton(self.tr("Random"))
        self.random_digit_button.setObjectName("random_digit_button")
        describe_button(self.random_digit_button, self.tr("A random image"), "random_digit_action")
        self.random_digit_button.clicked.connect(self._request_random)
        self.disagree_button = QPushButton()
        self.disagree_button.setObjectName("disagree_button")
        self._search_timer = QTimer(self, interval=SHOW_SEARCH_MS, singleShot=True)
        self._search_timer.timeout.connect(self._show_searching)
        self._show_searching(False)
        self.disagree_button.clicked.connect(self._request_disagreement)
        self.draw_button = QPushButton(self.tr("Draw"))
        self.draw_button.setObjectName("draw_button")
        self.draw_button.setCheckable(True)
        describe_button(self.draw_button, self.tr("Show the networks an image of your own"), "draw_action")
        self.draw_button.clicked.connect(self.drawing_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for part in (
            self.digit_class_combo,
            self.random_digit_button,
            self.disagree_button,
            self.draw_button,
        ):
            row.addWidget(part)
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._fit_sizes()
        theme().changed.connect(self._fit_sizes)

    def set_class_names(self, names: Sequence[str]) -> None:
        """Offer classes of these names, by label; emits nothing."""
        combo = self.digit_class_combo
        with QSignalBlocker(combo):
            while combo.count() > 1:
                combo.removeItem(1)
            for label, name in enumerate(names):
                combo.addItem(name, label)

    def set_class(self, digit: int) -> None:
        """Show the class that is looked at, or :data:`ANY_DIGIT`, and emit nothing."""
        with QSignalBlocker(self.digit_class_combo):
            self.digit_class_combo.setCurrentIndex(self.digit_class_combo.findData(digit))

    def set_drawing(self, drawing: bool) -> None:
        """Show whether an image of the user's own is looked at; emits nothing."""
        self.draw_button.setChecked(drawing)

    def set_searching(self, searching: bool) -> None:
        """Show that images are being searched through; short searches are not worth a word."""
        if searching:
            self._search_timer.start()
        else:
            self._search_timer.stop()
            self._show_searching(False)

    def _show_searching(self, searching: bool = True) -> None:
        self.disagree_button.setText(self.tr("Searching …") if searching else self.tr("Disagree"))
        help_text = self.tr("Next image on which the variants disagree")
        if searching:
            help_text = self.tr("Searching for an image on which the variants disagree; press to stop")
        describe_button(self.disagree_button, help_text, "disagree_action")

    def _fit_sizes(self) -> None:
        """Make room for the widest of what the button says, so that nothing moves while it searches."""
        metrics = self.disagree_button.fontMetrics()
        missing = metrics.horizontalAdvance(self.tr("Searching …")) - metrics.horizontalAdvance(
            self.disagree_button.text()
        )
        self.disagree_button.setMinimumWidth(self.disagree_button.sizeHint().width() + max(0, missing))

    def _class_changed(self, place: int) -> None:
        self.class_chosen.emit(self.digit_class_combo.itemData(place))

    def _request_random(self) -> None:
        self.random_requested.emit()

    def _request_disagreement(self) -> None:
        if self._search_timer.isActive():
            return  # what is searched for is about to come; a second press was not meant to stop it
        self.disagreement_requested.emit()
