"""Where workers put networks and the inspector finds them: copies that nobody trains any more. Imports no torch."""

import threading
from typing import Any


class NetworkShelf:
    """Networks in evaluation mode on the CPU, by (variant id, data set); safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._networks: dict[tuple[str, str], Any] = {}

    def put(self, variant_id: str, dataset: str, network: Any) -> None:
        """Replace the variant's network; the one before may still be in use elsewhere and stays as it is."""
        with self._lock:
            self._networks[variant_id, dataset] = network

    def get(self, variant_id: str, dataset: str) -> Any | None:
        """The variant's network, None if it has none."""
        with self._lock:
            return self._networks.get((variant_id, dataset))

    def places(self) -> list[tuple[str, str]]:
        """(variant id, data set) of each network here."""
        with self._lock:
            return list(self._networks)

    def drop(self, variant_id: str, dataset: str) -> None:
        """Forget a variant's network, if it has one."""
        with self._lock:
            self._networks.pop((variant_id, dataset), None)
