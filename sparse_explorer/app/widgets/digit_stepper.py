"""One image back or on, or to a number: people count images from 1, signals and setters from 0."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from sparse_explorer.app.qt.theme import SPACE, theme
from sparse_explorer.app.widgets.number_field import NumberField
from sparse_explorer.app.widgets.shortcuts import describe_button
from sparse_explorer.app.widgets.thumbnail_strip import label_text


class DigitStepper(QWidget):
    """``previous_digit_button``, ``digit_index_spin``, ``next_digit_button``, and which digit it is.

    Signals:
        index_changed(int): the user went to the image with that index.
        previous_requested, next_requested: one back, one on.
    """

    index_changed = Signal(int)
    previous_requested = Signal()
    next_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._short = False
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
        self.digit_index_spin.setGroupSeparatorShown(True)  # as everywhere else in the window
        self.digit_index_spin.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.digit_index_spin.setProperty("quiet", True)
        self.digit_index_spin.valueChanged.connect(self._number_changed)
        self.label = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for part in (self.previous_button, self.digit_index_spin, self.next_button, self.label):
            row.addWidget(part)
        row.addStretch(1)
        self.set_count(0)
        self._fit_sizes()
        theme().changed.connect(self._fit_sizes)

    def set_count(self, count: int) -> None:
        """Say how many images there are; without any, everything is grey."""
        self._count = count
        self._show_words()
        self.digit_index_spin.setToolTip(
            self.tr("Number of the image, 1 … {count:,}").format(count=max(1, count))
        )
        self.setEnabled(count > 0)

    def set_short(self, short: bool) -> None:
        """Whether there is so little room that only the number is to be seen."""
        if short != self._short:
            self._short = short
            self.label.setVisible(not short)
            self._show_words()

    def _show_words(self) -> None:
        words = self._count and not self._short
        with QSignalBlocker(self.digit_index_spin):
            self.digit_index_spin.setPrefix("" if self._short else self.tr("image "))
            self.digit_index_spin.setSuffix(
                self.tr(" of {count:,}").format(count=self._count) if words else ""
            )
            # Last, for it alone lets Qt work out again how wide the field must be.
            self.digit_index_spin.setRange(1, max(1, self._count))

    def set_index(self, index: int, label: str | int | None = None) -> None:
        """Show an image's number, and emit nothing; ``label`` is which digit it is, None if nobody knows."""
        if self.digit_index_spin.value() != index + 1:
            with QSignalBlocker(self.digit_index_spin):
                self.digit_index_spin.setValue(index + 1)
        self.label.setText("" if label is None else label_text(label))

    def _fit_sizes(self) -> None:
        """Make room for the widest of what each part says, so that nothing moves from image to image."""
        self.label.setMinimumWidth(self.label.fontMetrics().horizontalAdvance(label_text(0)) + 2)
        for button in (self.previous_button, self.next_button):
            button.setFixedSize(30, self.digit_index_spin.sizeHint().height())

    def _arrow(self, direction: Qt.ArrowType, name: str, action: str) -> QToolButton:
        button = QToolButton()
        button.setArrowType(direction)
        button.setAccessibleName(name)
        button.setAutoRepeat(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        describe_button(button, name, action)
        return button

    def _number_changed(self, number: int) -> None:
        self.index_changed.emit(number - 1)

    def _request_previous(self) -> None:
        self.previous_requested.emit()

    def _request_next(self) -> None:
        self.next_requested.emit()
