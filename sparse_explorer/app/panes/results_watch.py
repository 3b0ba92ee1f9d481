"""Who shows differences hears of everything that they depend on."""

from collections.abc import Callable

from PySide6.QtCore import QObject

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
