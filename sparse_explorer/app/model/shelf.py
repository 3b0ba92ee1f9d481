"""Where workers put networks and the inspector finds them: copies that nobody trains any more; and whole runs that
could not be written to disk. Imports no torch.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sparse_explorer.experiment.engine.network import ExplorerNetwork
    from sparse_explorer.experiment.engine.other_network import OtherNetwork
    from sparse_explorer.experiment.runs.store import TrainedVariant


class Place(NamedTuple):
    """Which run a network belongs to, among all variants."""

    variant_id: str
    dataset: str
    seed: int


class NetworkShelf:
    """Networks in evaluation mode on the CPU, by variant id, data set and seed; safe to use from several threads.

    Those from elsewhere, which give answers alone, lie apart: who looks into networks does not meet them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._networks: dict[Place, ExplorerNetwork] = {}
        self._others: dict[Place, OtherNetwork] = {}
        self._unsaved: dict[Place, TrainedVariant] = {}

    def put(self, place: Place, network: ExplorerNetwork) -> None:
        """Replace the network of a run; the one before may still be in use elsewhere and stays as it is."""
        with self._lock:
            self._networks[place] = network

    def get(self, place: Place) -> ExplorerNetwork | None:
        """The network of a run, None if it has none."""
        with self._lock:
            return self._networks.get(place)

    def places(self) -> list[Place]:
        """Whose networks are here."""
        with self._lock:
            return list(self._networks)

    def drop(self, place: Place) -> None:
        """Forget the network of a run, if it has one."""
        with self._lock:
            self._networks.pop(place, None)

    def put_other(self, place: Place, network: OtherNetwork) -> None:
        """Put a network from elsewhere where it is asked for answers."""
        with self._lock:
            self._others[place] = network

    def other(self, place: Place) -> OtherNetwork | None:
        """The network from elsewhere of a run, None if it has none."""
        with self._lock:
            return self._others.get(place)

    def drop_others(self, variant_id: str) -> None:
        """Forget a network from elsewhere, on all data sets."""
        with self._lock:
            for place in [place for place in self._others if place.variant_id == variant_id]:
                del self._others[place]

    def set_unsaved(self, place: Place, trained: TrainedVariant | None) -> None:
        """Keep a run that is not on disk as it should be, a TrainedVariant; None once it is."""
        with self._lock:
            if trained is None:
                self._unsaved.pop(place, None)
            else:
                self._unsaved[place] = trained

    def unsaved(self, place: Place) -> TrainedVariant | None:
        """The run as it should be on disk, where it could not be written; else None."""
        with self._lock:
            return self._unsaved.get(place)


class PastShelf:
    """Networks to look into: of an earlier moment where there are some, else those of a shelf.

    Args:
        now: the shelf.
    """

    def __init__(self, now: NetworkShelf) -> None:
        self._now = now
        self._past: dict[Place, ExplorerNetwork] = {}

    def get(self, place: Place) -> ExplorerNetwork | None:
        """The network of a run at the moment that is looked at, None if it has none."""
        return self._past[place] if place in self._past else self._now.get(place)

    def other(self, place: Place) -> OtherNetwork | None:
        """The network from elsewhere of a run, None if it has none."""
        return self._now.other(place)

    def put(self, place: Place, network: ExplorerNetwork) -> None:
        """Look into this network of a run from now on, instead of its last one."""
        self._past[place] = network

    def past(self) -> set[Place]:
        """Of which runs an earlier network is looked into."""
        return set(self._past)

    def keep_only(self, places: set[Place]) -> None:
        """Look into the last networks of all other runs again."""
        self._past = {place: network for place, network in self._past.items() if place in places}
