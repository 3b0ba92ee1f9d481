"""The tour's bubble, and the ring around the control that it is about. Neither keeps anybody from using the window."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.qt.theme import RADIUS, SPACE, colors
from sparse_explorer.app.widgets.wrapped_label import WrappedLabel

WIDTH = 400
"""Of the bubble, in logical pixels."""

_RING = 4
_LITTLE = 0.3
"""The part of the bubble that may lie on what it leaves in sight elsewhere."""


@guarded
class Ring(QWidget):
    """A line around a part of its parent; the mouse goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tour_ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def surround(self, place: QRect) -> None:
        """Be around a place, in coordinates of the parent."""
        self.setGeometry(place.adjusted(-_RING, -_RING, _RING, _RING))
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colors().accent), 3))
            painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), RADIUS, RADIUS)


@guarded
class TourBubble(QFrame):
    """A few sentences, answers to choose from where there is a question, and ways back, on, and out.

    Signals:
        back_requested, next_requested, end_requested: the buttons, or Left, Right and Escape.
        answered(int): the answer with that number was chosen.
    """

    back_requested = Signal()
    next_requested = Signal()
    end_requested = Signal()
    answered = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tour_bubble")
        self.setAccessibleName(self.tr("Tour"))
        self.setProperty("card", True)
        self.setProperty("bubble", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._count = QLabel()
        self._count.setProperty("muted", True)
        self._title = WrappedLabel()
        self._title.setProperty("title", True)
        self._text = WrappedLabel()
        self._text.setObjectName("tour_text")
        self._answers = QVBoxLayout()
        self._answers.setSpacing(SPACE // 2)
        end = QToolButton()
        end.setText("✕")
        end.setProperty("flat", True)
        end.setObjectName("tour_end_button")
        end.setAccessibleName(self.tr("End the tour"))
        end.setToolTip(self.tr("End the tour (Esc)"))
        end.clicked.connect(self.end_requested)
        self._back = self._button(self.tr("Back"), "tour_back_button")
        self._back.clicked.connect(self.back_requested)
        self._next = self._button(self.tr("Next"), "tour_next_button")
        self._next.clicked.connect(self.next_requested)
        first, last = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self._count, 1)
        first.addWidget(end)
        last.addStretch(1)
        last.addWidget(self._back)
        last.addWidget(self._next)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2 * SPACE, SPACE, SPACE, SPACE)
        whole.setSpacing(SPACE)
        whole.addLayout(first)
        whole.addWidget(self._title)
        whole.addWidget(self._text)
        whole.addLayout(self._answers)
        whole.addLayout(last)
        self.hide()

    def show_step(
        self, number: int, count: int, title: str, text: str, answers: tuple[str, ...] = ()
    ) -> None:
        """Show a step: the first has number 0."""
        self._count.setText(self.tr("{number} of {count}").format(number=number + 1, count=count))
        self._title.setText(title)
        self.set_text(text)
        while self._answers.count():
            item = self._answers.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, answer in enumerate(answers):
            button = self._button(answer, f"tour_answer_{place}_button")
            button.clicked.connect(lambda _=False, place=place: self.answered.emit(place))
            self._answers.addWidget(button)
        self._back.setEnabled(number > 0)
        self._next.setText(self.tr("Done") if number == count - 1 else self.tr("Next"))
        self._fit()

    def set_text(self, text: str) -> None:
        """Say something else in the same step."""
        self._text.setText(text)
        self.setAccessibleDescription(f"{self._title.text()}. {text}")
        self._fit()

    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def place_beside(self, target: QRect, room: QRect, needed: Sequence[QRect] = ()) -> None:
        """Stand beside a place without covering it, as far as the room allows; all in coordinates of the parent.

        Args:
            target: the place.
            room: where the bubble may be.
            needed: other places that are better not covered.
        """
        self._fit()
        size, gap = self.size(), SPACE + _RING
        centre = target.center() - QPoint(size.width() // 2, size.height() // 2)
        places = (
            QPoint(centre.x(), target.top() - gap - size.height()),
            QPoint(centre.x(), target.bottom() + gap),
            QPoint(target.right() + gap, centre.y()),
            QPoint(target.left() - gap - size.width(), centre.y()),
        )
        kept = [_kept_inside(place, size, room) for place in places]
        covered = [_covered(QRect(place, size), (target, *needed)) for place in kept]
        least = min(covered)
        # Where nothing is free the target is large: its lower right corner is what matters least in it.
        corner = QPoint(target.right() - size.width() - gap, target.bottom() - size.height() - gap)
        free = least <= _LITTLE * size.width() * size.height()
        self.move(kept[covered.index(least)] if free else _kept_inside(corner, size, room))

    def place_in(self, room: QRect) -> None:
        """Stand in the middle: what it is about is not in sight."""
        self._fit()
        self.move(room.center() - QPoint(self.width() // 2, self.height() // 2))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        signals = {
            Qt.Key.Key_Left: self.back_requested,
            Qt.Key.Key_Right: self.next_requested,
            Qt.Key.Key_Return: self.next_requested,
            Qt.Key.Key_Escape: self.end_requested,
        }
        signal = signals.get(Qt.Key(event.key()))
        if signal is not None:
            signal.emit()
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.setFixedWidth(WIDTH)
            # The totals count the frame in, which would else cut the last line.
            self.resize(WIDTH, max(layout.totalHeightForWidth(WIDTH), layout.totalMinimumSize().height()))

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # so that the arrows stay the bubble's
        return button


def _covered(bubble: QRect, places: Sequence[QRect]) -> int:
    """How many pixels of these it lies on."""
    common = [bubble.intersected(place) for place in places]
    return sum(each.width() * each.height() for each in common if not each.isEmpty())


def _kept_inside(place: QPoint, size: QSize, room: QRect) -> QPoint:
    most = room.bottomRight() - QPoint(size.width(), size.height())
    return QPoint(max(room.left(), min(place.x(), most.x())), max(room.top(), min(place.y(), most.y())))
