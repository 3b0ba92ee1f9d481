"""The noise and the image that all stages look at: a bar below them, always in sight."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from sparse_explorer.app.language.texts import noise_level
from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.model.history_view import HistoryView
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.digit_stepper import DigitStepper
from sparse_explorer.app.widgets.flip_scale import Flip
from sparse_explorer.app.widgets.history_slider import HistorySlider
from sparse_explorer.app.widgets.noise_combo import NoiseCombo
from sparse_explorer.app.widgets.noise_control import NoiseControl
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.plan.noises import NoiseConfig, most_percent

SHORT_UNDER = 48
"""So many lines of text must a bar of one line be wide to say what the image is."""


@guarded
class NoiseBar(QFrame):
    """Kind and level of the noise, another pattern, and the number of the image.

    Attributes:
        kind: chooses the kind of noise, ``noise_kind_combo``.
        noise: its level, with each variant's flip as a tick.
        stepper: leads to other images.
        history: leads to earlier moments of the trainings; hidden while there are none.
    """

    def __init__(self, session: Session, digits: Digits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._digits = session, digits
        self._flips: dict[str, int] = {}
        self._history = HistoryView()
        self._low = False
        self.setProperty("card", True)
        self.setObjectName("noise_bar")
        self.setAccessibleName(self.tr("Noise and image"))
        self._make()
        self._connect()
        self._show_kind()
        self._show_or_hide_history()
        self.noise.set_noise(session.noise)
        self._show_images()

    def set_flips(self, flips: dict[str, int]) -> None:
        """Say at which noise each variant's answer first becomes wrong: percent by variant id."""
        self._flips = flips
        self._show_flips()

    def show_history(self, view: HistoryView) -> None:
        """Offer the moments of the trainings; nothing where no variant is trained."""
        self._history = view
        self.history.show_view(view)
        self._show_or_hide_history()

    def set_low(self, low: bool) -> None:
        """Whether the window has so little room that all of it has to be in one line."""
        if low == self._low:
            return
        self._low = low
        self.noise.set_low(low)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._choices.setDirection(across if low else down)
        side, above = (SPACE, 4) if low else (14, 8)
        self._whole.setContentsMargins(side, above, side, above)
        self._whole.setSpacing(SPACE if low else 2 * SPACE)
        self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        short = self._low and self.width() < SHORT_UNDER * self.fontMetrics().lineSpacing()
        self.kind.set_short(short)
        self.stepper.set_short(short)

    def _show_or_hide_history(self) -> None:
        back = self._history.moment is not None  # whoever is there must find the way to now
        self.history.setVisible(back or bool(self._history.marks))

    def _make(self) -> None:
        self.kind = NoiseCombo()
        self.kind.setObjectName("noise_kind_combo")
        self.stepper = DigitStepper()
        self.noise = NoiseControl()
        self.history = HistorySlider()
        self._choices = QVBoxLayout()
        self._choices.setSpacing(SPACE // 2)
        self._choices.addWidget(self.kind)
        self._choices.addWidget(self.stepper)
        self._whole = QHBoxLayout(self)
        self._whole.setContentsMargins(14, 8, 14, 8)
        self._whole.setSpacing(2 * SPACE)
        self._whole.addLayout(self._choices)
        second = QVBoxLayout()
        second.setSpacing(SPACE // 2)
        second.addWidget(self.noise)
        second.addWidget(self.history)
        self.noise.noise_slider.installEventFilter(self)
        self._whole.addLayout(second, 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.noise.noise_slider and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            slider = self.noise.noise_slider
            self.history.leave_aside(
                self.noise.width() - slider.mapTo(self.noise, slider.rect().topRight()).x()
            )
        return super().eventFilter(watched, event)

    def _connect(self) -> None:
        session, digits = self._session, self._digits
        for signal in (session.digit_changed, session.pattern_changed, session.noise_config_changed):
            signal.connect(self._forget_flips)
        session.dataset_changed.connect(self._forget_flips)
        session.noise_config_changed.connect(self._show_kind)
        session.noise_changed.connect(self.noise.set_noise)
        session.variants_changed.connect(self._show_flips)
        session.selected_changed.connect(self._show_flips)
        session.digit_changed.connect(self._show_image)
        session.own.shown_changed.connect(self._show_image)
        session.own.changed.connect(self._forget_flips)
        digits.images_changed.connect(self._show_images)
        self.kind.kind_chosen.connect(self._choose_kind)
        self.noise.noise_changed.connect(session.set_noise)
        self.noise.new_noise_requested.connect(self._draw_other_noise)
        self.stepper.index_changed.connect(digits.go_to)
        self.stepper.previous_requested.connect(digits.previous)
        self.stepper.next_requested.connect(digits.next)

    def _choose_kind(self, name: str) -> None:
        self._session.set_noise_config(NoiseConfig(name))

    def _draw_other_noise(self) -> None:
        self._session.set_pattern(self._session.pattern + 1)

    def _show_kind(self) -> None:
        name = self._session.noise_config.convention
        self.kind.set_kind(name)
        self.noise.set_kind(noise_level(KINDS[name]), most_percent(name))

    def _show_images(self) -> None:
        self.stepper.set_count(len(self._digits.labels))
        self._show_image()

    def _show_image(self) -> None:
        self.stepper.set_index(self._session.digit, self._digits.label_name)

    def _show_flips(self) -> None:
        """A tick for each variant of which it is known, in the order of the list."""
        session = self._session
        self.noise.set_flips(
            [
                Flip(item.variant.name, item.color, self._flips[item.id], item.id == session.selected_id)
                for item in session.shown
                if item.id in self._flips
            ]
        )

    def _forget_flips(self) -> None:
        """Those of another image, pattern or kind of noise say nothing of this one."""
        self.set_flips({})
