"""Who shows sweeps or differences hears of everything that they depend on."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.qt.throttle import Throttle

REFRESH_MS = 300
"""Between two looks at results that come in one after another."""


def watch_results(session: Session, call: Callable[[], None], parent: QObject) -> None:
    """Call ``call`` whenever differences to the reference may be others, at once or, as results come in, soon."""
    results = Throttle(REFRESH_MS, parent)
    results.triggered.connect(call)
    session.record_changed.connect(results.trigger)
    for signal in (
        session.variants_changed,
        session.reference_changed,
        session.dataset_changed,
        session.seeds_changed,
        session.noise_config_changed,
    ):
        signal.connect(call)


class SweepsWatch(QObject):
    """Calls ``call`` whenever the sweeps that are shown are others, or their variants' names or colours.

    A training goes on for thousands of reports that change none of that; they are told apart here.

    Example::

        self._watch = SweepsWatch(session, self._refresh, self)
    """

    def __init__(self, session: Session, call: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._call = session, call
        self._seen: object = None
        for signal in (
            session.variants_changed,
            session.record_changed,
            session.dataset_changed,
            session.noise_config_changed,
            session.seeds_changed,
        ):
            signal.connect(self.look)
        self.look()

    def look(self) -> None:
        """Call if something is different from what it was at the last call."""
        session = self._session
        now = (
            session.dataset,
            session.noise_config.convention,
            [self._seen_of(item) for item in session.items],
        )
        if now != self._seen:
            self._seen = now
            self._call()

    def _seen_of(self, item: VariantItem) -> tuple[object, ...]:
        record = self._session.record(item.id)
        finished = record is not None and record.history.finished
        shown = self._session.is_shown(item.id)
        return item.id, item.variant, item.color, shown, finished, self._session.sweeps(item.id)
