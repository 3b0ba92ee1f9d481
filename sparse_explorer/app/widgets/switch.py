"""A switch for what is on or off, alone and as a row with a title and a line of explanation."""

from PySide6.QtCore import QEvent, QRectF, QSignalBlocker, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QEnterEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QStyle, QVBoxLayout, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import SPACE, colors, scaled_font

_WIDTH, _HEIGHT = 36, 20
_KNOB = 14


@guarded
class Switch(QAbstractButton):
    """A track with a knob at the left (off) or at the right (on), so that colour does not speak alone.

    Attributes:
        hot: painted as if the pointer were over it; a row that reacts to the pointer as a whole sets it.

    Signals:
        toggled(bool): by the user; :meth:`set_on` emits nothing.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hot = False
        self._place = 0.0  # of the knob, 0 off ... 1 on
        self._slide = QVariantAnimation(self)
        self._slide.valueChanged.connect(self._move_knob)
        self.toggled.connect(self._start_slide)

    def set_on(self, on: bool) -> None:
        """Show on or off, and emit nothing."""
        if on != self.isChecked():
            with QSignalBlocker(self):
                self.setChecked(on)
            self._slide.stop()
            self._move_knob(float(on))

    def set_hot(self, hot: bool) -> None:
        """Paint as if the pointer were over it, or not."""
        self.hot = hot
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        track, edge, knob = self._colors()
        body = QRectF((self.width() - _WIDTH) / 2, (self.height() - _HEIGHT) / 2, _WIDTH, _HEIGHT)
        width = 2.0 if self.hasFocus() else 1.0
        inner = body.adjusted(width / 2, width / 2, -width / 2, -width / 2)
        margin = (_HEIGHT - _KNOB) / 2
        left = body.left() + margin + self._place * (_WIDTH - 2 * margin - _KNOB)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(edge, width))
            painter.setBrush(track)
            painter.drawRoundedRect(inner, inner.height() / 2, inner.height() / 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(knob)
            painter.drawEllipse(QRectF(left, body.top() + margin, _KNOB, _KNOB))

    def _colors(self) -> tuple[QColor, QColor, QColor]:
        """Track, its edge and the knob, for the state as it is."""
        c = colors()
        on, hover = self.isChecked(), self.hot or self.underMouse()
        if not self.isEnabled():
            faint = QColor(c.muted)
            faint.setAlphaF(0.4)
            return QColor(c.border if on else c.window), QColor(c.border), QColor(c.card) if on else faint
        if on:
            track = QColor(c.accent_hover if hover else c.accent)
            edge, knob = track, QColor(c.text if c.dark else c.card)
        else:
            track = QColor(c.hover if hover else c.control)
            edge = knob = QColor(c.muted)
        return track, QColor(c.text) if self.hasFocus() else edge, knob

    def _start_slide(self, on: bool) -> None:
        duration = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self)
        self._slide.stop()
        if duration <= 0 or not self.isVisible():
            self._move_knob(float(on))
            return
        self._slide.setDuration(min(duration, 120))
        self._slide.setStartValue(self._place)
        self._slide.setEndValue(float(on))
        self._slide.start()

    def _move_knob(self, place: float) -> None:
        self._place = float(place)
        self.update()


@guarded
class SwitchRow(QWidget):
    """A title over a muted subtitle, and a switch at the right; a click anywhere toggles.

    Attributes:
        switch: the switch, with its ``toggled(bool)`` and ``set_on(bool)``.
    """

    def __init__(self, title: str = "", subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.switch = Switch()
        self._title, self._subtitle = QLabel(), QLabel()
        self._subtitle.setProperty("muted", True)
        self._subtitle.setFont(scaled_font(self.font(), 0.92))
        medium = QFont()
        medium.setWeight(QFont.Weight.Medium)
        self._title.setFont(medium)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        for label in (self._title, self._subtitle):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            texts.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addLayout(texts, 1)
        row.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignVCenter)
        self.set_texts(title, subtitle)

    def set_texts(self, title: str, subtitle: str) -> None:
        """Show what the switch is for; an empty subtitle takes no room."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))
        self.switch.setAccessibleName(title)
        self.switch.setAccessibleDescription(subtitle)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.switch.setFocus(Qt.FocusReason.MouseFocusReason)
            self.switch.click()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # or else the release would go to the parent

    def enterEvent(self, event: QEnterEvent) -> None:
        self.switch.set_hot(self.isEnabled())

    def leaveEvent(self, event: QEvent) -> None:
        self.switch.set_hot(False)
