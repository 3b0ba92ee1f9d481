"""Back through the trainings: a slider over their moments, a button that plays them, and which moment it is."""

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from sparse_explorer.app.model.history_view import HistoryView
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.jump_slider import JumpSlider
from sparse_explorer.app.widgets.still_label import StillLabel

PLAY_MS = 700
"""Between two moments that are played."""


class HistorySlider(QWidget):
    """Chooses a moment; its right end is what is now.

    Attributes:
        slider: ``history_slider``; its values are places among the moments.
        play: ``history_play_button``, goes from moment to moment up to the end.

    Signals:
        moment_chosen(object): the user went to the moment after so many epochs; None for what is now.
    """

    moment_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = HistoryView()
        self._timer = QTimer(self, interval=PLAY_MS)
        self._timer.timeout.connect(self._step)
        self._make()
        self.show_view(self._view)

    def show_view(self, view: HistoryView) -> None:
        """Offer the moments there are and be at the one that is looked at; emits nothing."""
        self._view = view
        count = len(view.marks)
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, count)
            self.slider.setValue(count if view.moment is None else self._place(view.moment))
        if not count or view.moment is None:
            self._stop()
        self._label.keep_room_for(self._text(view.marks[-1]) if count else "")
        self._say()

    def _place(self, moment: float) -> int:
        return sum(mark <= moment for mark in self._view.marks) - 1

    def _make(self) -> None:
        self.play = QToolButton()
        self.play.setObjectName("history_play_button")
        self.play.setAutoRaise(True)
        self.play.clicked.connect(self._play_or_stop)
        self.slider = JumpSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("history_slider")
        self.slider.setAccessibleName(self.tr("Moment of the training"))
        self.slider.setToolTip(
            self.tr(
                "Look at the networks as they were during their training; the right end is what they are now"
            )
        )
        self.slider.valueChanged.connect(self._chosen)
        self.slider.sliderPressed.connect(self._stop)
        self._label = StillLabel()
        self._label.setObjectName("history_label")
        self._label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._aside = QWidget()
        aside = QHBoxLayout(self._aside)
        aside.setContentsMargins(SPACE, 0, 0, 0)
        aside.setSpacing(SPACE // 2)
        aside.addWidget(self.play)
        aside.addWidget(self._label)
        aside.addStretch(1)
        row.addWidget(self.slider, 1)
        row.addWidget(self._aside)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def leave_aside(self, width: int) -> None:
        """Keep so many pixels at the right of the slider, so that it ends where another one above it does."""
        self._aside.setFixedWidth(max(width, self._aside.sizeHint().width()))

    def _chosen(self, place: int) -> None:
        self._say()
        marks = self._view.marks
        self.moment_chosen.emit(marks[place] if place < len(marks) else None)

    def _play_or_stop(self) -> None:
        if self._timer.isActive():
            self._stop()
            return
        self._timer.start()
        self._say()
        if self.slider.value() == self.slider.maximum():
            self.slider.setValue(0)
        else:
            self._step()

    def _step(self) -> None:
        self.slider.setValue(self.slider.value() + 1)
        if self.slider.value() == self.slider.maximum():
            self._stop()

    def _stop(self) -> None:
        self._timer.stop()
        self._say()

    def _say(self) -> None:
        playing = self._timer.isActive()
        what = self.tr("Stop playing") if playing else self.tr("Play the training from moment to moment")
        self.play.setToolTip(what)
        self.play.setAccessibleName(what)
        self.play.setText("❚❚" if playing else "▶")  # the style's own pictures are black in the dark, too
        marks, place = self._view.marks, self.slider.value()
        self._label.setText(self._text(marks[place]) if place < len(marks) else self.tr("now"))

    def _text(self, mark: float) -> str:
        if mark == 0:
            return self.tr("untrained")
        text = self.tr("after epoch {epoch} of {epochs}")
        return text.format(epoch=f"{mark:.2f}".rstrip("0").rstrip("."), epochs=self._view.epochs)
