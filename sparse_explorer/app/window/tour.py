"""The tour: six steps on the window's own controls. The user acts on the control itself; the tour notices and goes on.

Nothing is blocked: whatever else the user does in between is done, and the tour waits. It is beside its control
whatever size the window has, and says where the control is when that is not in sight.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Signal
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.model.activity import Activity
from sparse_explorer.app.model.records import Standing
from sparse_explorer.app.widgets.tour_bubble import Ring, TourBubble
from sparse_explorer.app.window.tour_steps import (
    COMPARE,
    CURVE,
    NOISE,
    POINT,
    PREDICT,
    TRAIN,
    Step,
    outcome,
    steps,
)

if TYPE_CHECKING:
    from sparse_explorer.app.window.parts import WindowParts

FOLLOW_MS = 100
"""How often the bubble looks where its control is."""

SEEN_MS = 1200
"""How long the user sees what an act did before the next step."""

NEVER = 101
"""Above all percentages: a network that is never wrong about a digit."""

FAR = 60
"""Percent of noise that tell the networks apart."""


class Tour(QObject):
    """Leads through the window.

    Signals:
        began, ended: it is in sight, or no more.
    """

    began = Signal()
    ended = Signal()

    def __init__(self, window: "WindowParts") -> None:
        super().__init__(window.layout_)  # it ends with the panes that it is about
        self._window = window
        self._steps: tuple[Step, ...] = ()
        self._at = 0
        self._done = False
        self._noise_before: int | None = None  # what the tour has set to 0 %, until the user moves it
        self._chose_dense: bool | None = None
        self._flips: dict[str, int] = {}
        self._parts: tuple[TourBubble, Ring] | None = None
        self._follow = QTimer(self, interval=FOLLOW_MS)
        self._follow.timeout.connect(self._place)
        self._seen = QTimer(self, interval=SEEN_MS, singleShot=True)
        self._seen.timeout.connect(self.next)
        window.inspector.flips_changed.connect(self._take_flips)
        window.session.noise_changed.connect(self._noise_moved)
        window.layout_.stage_changed.connect(lambda name: self._acted(COMPARE) if name == "compare" else None)
        window.training.activity_changed.connect(self._training_changed)

    @property
    def bubble(self) -> TourBubble:
        """What says the step."""
        return self._made()[0]

    @property
    def ring(self) -> Ring:
        """What surrounds the control."""
        return self._made()[1]

    def _made(self) -> tuple[TourBubble, Ring]:
        """Made when they are needed for the first time, which is seldom at a start."""
        if self._parts is None:
            bubble, ring = TourBubble(self._window.layout_), Ring(self._window.layout_)
            bubble.next_requested.connect(self.next)
            bubble.back_requested.connect(self.back)
            bubble.end_requested.connect(self.end)
            bubble.answered.connect(self._predicted)
            self._parts = bubble, ring
        return self._parts

    @property
    def active(self) -> bool:
        """Whether it is in sight."""
        return bool(self._steps)

    @property
    def step(self) -> Step | None:
        """The step in sight."""
        return self._steps[self._at] if self._steps else None

    def note_pointing(self) -> None:
        """The user pointed at a unit."""
        self._acted(POINT)

    def begin(self) -> None:
        """Start at the first step, also where it is on already."""
        session = self._window.session
        trained = any(session.standing(item.id) is not Standing.UNTRAINED for item in session.items)
        self._steps = steps(trained)
        self._show(0)
        self._follow.start()
        self.began.emit()

    def next(self) -> None:
        """Go to the next step, or end after the last."""
        if self._at + 1 < len(self._steps):
            self._show(self._at + 1)
        else:
            self.end()

    def back(self) -> None:
        """Go to the step before, if there is one."""
        if self._steps:
            self._show(max(0, self._at - 1))

    def end(self) -> None:
        """Leave the window as it is, with the noise that was there unless the user has moved it since."""
        if not self._steps:
            return
        self._steps = ()
        if self._noise_before is not None:
            self._window.session.set_noise(self._noise_before)
        self._follow.stop()
        self._seen.stop()
        self.bubble.hide()
        self.ring.hide()
        self.ended.emit()

    # --- steps --------------------------------------------------------------------------------------------------------

    def _show(self, number: int) -> None:
        self._seen.stop()
        self._at, self._done = number, False
        step = self._steps[number]
        if step.stage:
            self._window.layout_.show_stage(step.stage)
        noise = self._window.session.noise
        if noise and (step.name == PREDICT or (step.name == NOISE and noise >= FAR)):
            self._window.session.set_noise(0)  # so that there is something to drag
            self._noise_before = noise
        self._done = False  # what the tour does itself does not count
        said = f"{self._outcome()} {step.text}".strip() if step.name == POINT else step.text
        self.bubble.show_step(number, len(self._steps), step.title, said, step.answers)
        self.bubble.show()
        self.bubble.raise_()
        self._place()
        self.bubble.setFocus()

    def _acted(self, name: str, wait: bool = True) -> None:
        step = self.step
        if step is None or step.name != name or self._done:
            return
        if not wait:
            self.next()
            return
        self._done = True
        self.bubble.set_text(self.tr("✓ {text}").format(text=self.bubble.text()))
        self._seen.start()

    def _predicted(self, answer: int) -> None:
        self._chose_dense = answer == 0
        self._acted(PREDICT, wait=False)

    def _take_flips(self, flips: dict[str, int]) -> None:
        self._flips = dict(flips)

    def _outcome(self) -> str:
        """What came of the prediction; empty where there was none, or there are no two networks to compare."""
        first: dict[bool, int] = {}
        for item in self._window.session.items:
            if item.source is None and self._window.session.standing(item.id) is Standing.PRESENT:
                first.setdefault(item.variant.network.k_winners, self._flips.get(item.id, NEVER))
        if self._chose_dense is None or len(first) < 2:
            return ""
        return outcome(self._chose_dense, dense=first[False], sparse=first[True])

    def _noise_moved(self, percent: int) -> None:
        self._noise_before = None
        if percent >= FAR:
            self._acted(NOISE)
        self._acted(CURVE)

    def _training_changed(self, activity: Activity) -> None:
        if activity.busy or activity.requested:
            self._acted(TRAIN)

    # --- place --------------------------------------------------------------------------------------------------------

    def _place(self) -> None:
        """Stand beside the control, wherever that is by now."""
        step, content = self.step, self._window.layout_
        if step is None:
            return
        room = content.rect().adjusted(8, 8, -8, -8)
        place = _place_of(step.target, content)
        if place.isEmpty():
            self.ring.hide()
            self.bubble.place_in(room)
        else:
            self.ring.surround(place)
            self.bubble.place_beside(place, room, [_place_of(name, content) for name in step.needed])
        self.bubble.raise_()


def _place_of(name: str, content: QWidget) -> QRect:
    """Where a control is in sight, with a little around it; empty where it is not."""
    widget = content.findChild(QWidget, name)
    if widget is None or not widget.isVisible():
        return QRect()
    return _seen_part(widget, content).adjusted(-2, -2, 2, 2)


def _seen_part(widget: QWidget, content: QWidget) -> QRect:
    """What is in sight of a widget, which may stand in a scroll area; in coordinates of the content."""
    seen = content.rect()
    above: QWidget | None = widget
    while above is not None and above is not content:
        seen = seen.intersected(QRect(above.mapTo(content, QPoint(0, 0)), above.size()))
        above = above.parentWidget()
    return seen
