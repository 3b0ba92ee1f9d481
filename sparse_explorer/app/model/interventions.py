"""What is done to the networks that are looked into: for as long as the window is open, and kept nowhere."""

from PySide6.QtCore import QObject, Signal

from sparse_explorer.experiment.results.interventions import Intervention


class Interventions(QObject):
    """One intervention a variant, or none.

    Signals:
        changed: something else is done to some variant.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._done: dict[str, Intervention] = {}

    def of(self, variant_id: str) -> Intervention | None:
        """What is done to a variant; None for nothing."""
        return self._done.get(variant_id)

    def all(self) -> dict[str, Intervention]:
        """Those that something is done to, by id."""
        return dict(self._done)

    def set(self, variant_id: str, intervention: Intervention | None) -> None:
        """Do this to a variant, and nothing else; None leaves it as it is."""
        if intervention == self.of(variant_id):
            return
        if intervention is None:
            del self._done[variant_id]
        else:
            self._done[variant_id] = intervention
        self.changed.emit()
