"""Undo and redo of what the user edits: the session is compared with what it was, and each difference is one step.

Nobody who edits has to know of this. What was learned is never undone: a variant that was trained since is left as it
is, and the configuration before comes back as a copy beside it (:meth:`Session.reinstate`).
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.state import Row, State
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.experiment.plan.fields import to_dict

DEPTH = 100
"""Steps that are kept."""

MERGE_S = 1.0
"""Changes of one thing that follow each other this soon, in seconds, are one step: a drag, or a number being typed."""

_VALUES = ("noise_config", "noise", "digit", "pattern", "seed", "seeds")
_MERGED = ("noise", "digit", "configuration")


@guarded
class _Step(QUndoCommand):
    """From one state to another."""

    def __init__(self, undo: "Undo", topic: tuple[str, ...], text: str, before: State, after: State) -> None:
        super().__init__(text)
        self._go = undo.go
        self._done = True  # by the user, before it got here
        self.topic, self.before, self.after = topic, before, after
        self.when = undo.clock()

    def id(self) -> int:
        """The same number for steps that may merge."""
        return 1 if self.topic[0] in _MERGED else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in what followed soon; a step that leads back to where it began is none."""
        if not isinstance(other, _Step) or other.topic != self.topic or other.when - self.when > MERGE_S:
            return False
        self.after, self.when = other.after, other.when
        self.setObsolete(self.after == self.before)
        return True

    def undo(self) -> None:
        """Go back."""
        self._go(self.before)

    def redo(self) -> None:
        """Go there again."""
        if not self._done:
            self._go(self.after)
        self._done = False


class Undo(QObject):
    """Keeps the steps of a session.

    Args:
        clock: seconds since any moment.

    Attributes:
        stack: the steps, with names for the menu.
        resting: whether changes are no steps, as those of a presentation, which takes them back itself.

    Signals:
        steps_changed(str, str): what would be undone, and what redone; empty for nothing.
        returned(str): the variant with that id, which was not there a moment ago, is back.
    """

    steps_changed = Signal(str, str)
    returned = Signal(str)

    def __init__(
        self,
        session: Session,
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self.clock = clock
        self.resting = False
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(DEPTH)
        self._session = session
        self._state = session.state()
        self._going = False
        session.edited.connect(self._look)
        self.stack.indexChanged.connect(self._tell)

    def undo(self) -> None:
        """Go back by a step, if there is one."""
        self.stack.undo()

    def redo(self) -> None:
        """Do again what was undone last, if nothing else was done since."""
        self.stack.redo()

    def steps(self) -> tuple[str, str]:
        """What would be undone, and what redone; empty for nothing."""
        index = self.stack.index()
        return self._text(index - 1), self._text(index)

    def _text(self, index: int) -> str:
        """What the step with that index is called, in the language in use now; empty if there is none."""
        step = self.stack.command(index) if 0 <= index < self.stack.count() else None
        return self._difference(step.before, step.after)[1] if isinstance(step, _Step) else ""

    def go(self, state: State) -> None:
        """Bring the session to a state that it was in."""
        there = self._state.ids
        self._going = True
        try:
            self._session.reinstate(state)
        finally:
            self._going = False
            self._state = self._session.state()
        for variant_id in self._state.ids:
            if variant_id not in there:
                self.returned.emit(variant_id)

    def _tell(self) -> None:
        self.steps_changed.emit(*self.steps())

    def _look(self) -> None:
        """Make a step of what is different, unless it is the answer to a step."""
        before, self._state = self._state, self._session.state()
        if self._going or self.resting:
            return
        topic, text = self._difference(before, self._state)
        if topic:
            self.stack.push(_Step(self, topic, text, before, self._state))

    def _difference(self, before: State, after: State) -> tuple[tuple[str, ...], str]:
        """Which topic two states differ in, and how that is called; empty where the user edited nothing."""
        topic, text = self._difference_of_rows(before, after)
        if topic:
            return topic, text
        changed = [name for name in _VALUES if getattr(before, name) != getattr(after, name)]
        if (before.dataset, before.digit_count) != (after.dataset, after.digit_count):
            changed = [name for name in changed if name != "digit"]  # it had to be one that there is
        if not changed:
            return (), ""
        names = {
            "noise_config": self.tr("noise kind"),
            "noise": self.tr("noise level"),
            "digit": self.tr("image"),
            "pattern": self.tr("new noise"),
            "seed": self.tr("seeds"),
            "seeds": self.tr("seeds"),
        }
        return tuple(changed), names[changed[0]]

    def _difference_of_rows(self, before: State, after: State) -> tuple[tuple[str, ...], str]:
        added = [row for row in after.rows if row.id not in before.ids]
        removed = [row for row in before.rows if row.id not in after.ids]
        if added:
            back = any(added[0].id == variant_id for _, variant_id in before.removed)
            text = self.tr("bring back {names}") if back else self.tr("add {names}")
            return ("add",), text.format(names=_names(added))
        if removed:
            return ("remove",), self.tr("remove {names}").format(names=_names(removed))
        old = {row.id: row for row in before.rows}
        for row in after.rows:
            was = old[row.id]
            if row.variant.name != was.variant.name:
                return ("name",), self.tr("rename {name}").format(name=was.variant.name)
            if row.color != was.color:
                return ("color",), self.tr("colour of {name}").format(name=row.variant.name)
            if row.hidden != was.hidden:
                text = self.tr("hide {name}") if row.hidden else self.tr("show {name}")
                return ("shown",), text.format(name=row.variant.name)
            if row.note != was.note:
                return ("note",), self.tr("note of {name}").format(name=row.variant.name)
            if row.variant != was.variant:
                paths = _paths(to_dict(was.variant), to_dict(row.variant))
                return ("configuration", row.id, *paths), self.tr("edit {name}").format(name=row.variant.name)
        if before.ids != after.ids:
            return ("order",), self.tr("order of variants")
        if before.solo_id != after.solo_id:
            alone = old.get(after.solo_id)
            name = alone.variant.name if alone else ""
            return ("solo",), self.tr("show {name} alone").format(name=name) if alone else self.tr(
                "show the others again"
            )
        return (), ""


def _names(rows: list[Row]) -> str:
    return ", ".join(row.variant.name for row in rows)


def _paths(one: object, other: object, path: str = "") -> list[str]:
    """Where two nested dictionaries and lists differ."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return [found for key in one for found in _paths(one[key], other[key], f"{path}.{key}")]
    return [] if one == other else [path]
