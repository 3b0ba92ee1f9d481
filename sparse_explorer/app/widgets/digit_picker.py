"""Which image is looked at: by number, by class, at random, where variants disagree, or by its picture.

People count images from 1, signals and setters from 0.
"""

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sparse_explorer.app.qt.theme import SPACE, theme
from sparse_explorer.app.widgets.number_field import NumberField
from sparse_explorer.app.widgets.shortcuts import describe_button
from sparse_explorer.app.widgets.thumbnail_strip import ThumbnailStrip, label_text
from sparse_explorer.app.widgets.whole_combo import WholeCombo
from sparse_explorer.data.catalogue import CLASSES

ANY_DIGIT = -1
"""What ``class_chosen`` says for "any digit"."""

SHOW_SEARCH_MS = 200
"""A search that takes longer than this is shown."""


class DigitPicker(QWidget):
    """Ways to another digit.

    Attributes:
        stepper: previous, ``digit_index_spin``, next, and which digit it is.
        finder: ``digit_class_combo``, ``random_digit_button`` and ``disagree_button``.
        strip: thumbnails; it is filled by its own ``set_images``.

    Signals:
        index_changed(int): the user went to the digit with that index.
        previous_requested, next_requested: one back, one on; what that means depends on the class in use.
        random_requested, disagreement_requested: any digit; the next one on which the variants disagree, or, while a
            search is shown, the end of that search.
        class_chosen(int): the user wants digits of this class only, or :data:`ANY_DIGIT`.
    """

    index_changed = Signal(int)
    previous_requested = Signal()
    next_requested = Signal()
    random_requested = Signal()
    disagreement_requested = Signal()
    class_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make_stepper()
        self._make_finder()
        self.strip = ThumbnailStrip()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        for part in (self.stepper, self.finder, self.strip):
            layout.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.strip.chosen.connect(self.index_changed)
        self.set_count(0)
        self._fit_sizes()
        theme().changed.connect(self._fit_sizes)

    # --- showing ------------------------------------------------------------------------------------------

    def set_count(self, count: int) -> None:
        """Say how many digits there are; without any, everything is grey."""
        with QSignalBlocker(self.digit_index_spin):
            self.digit_index_spin.setRange(1, max(1, count))
            suffix = self.tr(" of {count:,}").format(count=count) if count else ""
            self.digit_index_spin.setSuffix(suffix)
        self.digit_index_spin.setToolTip(
            self.tr("Number of the image, 1 … {count:,}").format(count=max(1, count))
        )
        for part in (self.stepper, self.finder, self.strip):
            part.setEnabled(count > 0)

    def set_index(self, index: int, label: int | None = None) -> None:
        """Show a digit everywhere, and emit nothing; ``label`` is which digit it is, None if nobody knows."""
        if self.digit_index_spin.value() != index + 1:
            with QSignalBlocker(self.digit_index_spin):
                self.digit_index_spin.setValue(index + 1)
        self.label.setText("" if label is None else label_text(label))
        self.strip.set_index(index)

    def set_class(self, digit: int) -> None:
        """Show the class that is looked at, or :data:`ANY_DIGIT`, and emit nothing."""
        with QSignalBlocker(self.digit_class_combo):
            self.digit_class_combo.setCurrentIndex(self.digit_class_combo.findData(digit))

    def set_searching(self, searching: bool) -> None:
        """Show that digits are being searched through; short searches are not worth a word."""
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
        """Make room for the widest of what each part says, so that nothing moves from digit to digit."""
        self.label.setMinimumWidth(self.label.fontMetrics().horizontalAdvance(label_text(0)) + 2)
        for button in (self.previous_button, self.next_button):
            button.setFixedSize(30, self.digit_index_spin.sizeHint().height())
        metrics = self.disagree_button.fontMetrics()
        missing = metrics.horizontalAdvance(self.tr("Searching …")) - metrics.horizontalAdvance(
            self.disagree_button.text()
        )
        self.disagree_button.setMinimumWidth(self.disagree_button.sizeHint().width() + max(0, missing))

    # --- the parts ----------------------------------------------------------------------------------------

    def _make_stepper(self) -> None:
        self.previous_button = self._arrow(
            Qt.ArrowType.LeftArrow, self.tr("Previous image"), "previous_digit_action"
        )
        self.next_button = self._arrow(Qt.ArrowType.RightArrow, self.tr("Next image"), "next_digit_action")
        self.previous_button.setObjectName("previous_digit_button")
        self.next_button.setObjectName("next_digit_button")
        self.previous_button.clicked.connect(self._request_previous)
        self.next_button.clicked.connect(self._request_next)
        self.digit_index_spin = NumberField()
        self.digit_index_spin.setObjectName("digit_index_spin")
        self.digit_index_spin.setAccessibleName(self.tr("Number of the image"))
        self.digit_index_spin.setPrefix(self.tr("image "))
        self.digit_index_spin.setGroupSeparatorShown(True)  # as everywhere else in the window
        self.digit_index_spin.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.digit_index_spin.setProperty("quiet", True)
        self.digit_index_spin.valueChanged.connect(self._number_changed)
        self.label = QLabel()
        self.stepper = _row(self.previous_button, self.digit_index_spin, self.next_button, self.label)

    def _make_finder(self) -> None:
        self.digit_class_combo = WholeCombo()
        self.digit_class_combo.setObjectName("digit_class_combo")
        self.digit_class_combo.setAccessibleName(self.tr("Class of digits to look at"))
        self.digit_class_combo.setToolTip(self.tr("Look at digits of this class only"))
        self.digit_class_combo.addItem(self.tr("any digit"), ANY_DIGIT)
        for digit in range(CLASSES):
            self.digit_class_combo.addItem(str(digit), digit)
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
        self.finder = _row(self.digit_class_combo, self.random_digit_button, self.disagree_button)

    def _arrow(self, direction: Qt.ArrowType, name: str, action: str) -> QToolButton:
        button = QToolButton()
        button.setArrowType(direction)
        button.setAccessibleName(name)
        button.setAutoRepeat(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        describe_button(button, name, action)
        return button

    # --- what the user does -------------------------------------------------------------------------------

    def _number_changed(self, number: int) -> None:
        self.index_changed.emit(number - 1)

    def _class_changed(self, place: int) -> None:
        self.class_chosen.emit(self.digit_class_combo.itemData(place))

    def _request_previous(self) -> None:
        self.previous_requested.emit()

    def _request_next(self) -> None:
        self.next_requested.emit()

    def _request_random(self) -> None:
        self.random_requested.emit()

    def _request_disagreement(self) -> None:
        if self._search_timer.isActive():
            return  # what is searched for is about to come; a second press was not meant to stop it
        self.disagreement_requested.emit()


def _row(*parts: QWidget) -> QWidget:
    """The parts beside each other, from the left."""
    whole = QWidget()
    layout = QHBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACE)
    for part in parts:
        layout.addWidget(part)
    layout.addStretch(1)
    return whole
