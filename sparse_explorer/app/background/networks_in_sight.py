"""Which networks there are to be asked: those of the variants that pictures show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import NetworkShelf, PastShelf

if TYPE_CHECKING:
    from sparse_explorer.experiment.engine.network import ExplorerNetwork
    from sparse_explorer.experiment.engine.other_network import Asked


def networks_in_sight(session: Session, shelf: NetworkShelf | PastShelf) -> dict[str, ExplorerNetwork]:
    """Networks by variant id, from top to bottom, of those that have one on the data set in use; to be looked into."""
    found = ((item.id, shelf.get(session.place(item.id))) for item in session.shown)
    return {variant_id: network for variant_id, network in found if network is not None}


def asked_in_sight(session: Session, shelf: NetworkShelf | PastShelf) -> dict[str, Asked]:
    """The same to be asked for answers: those from elsewhere too, if they can be under the noise in use."""
    kind = session.noise_config.convention
    found: dict[str, Asked] = {}
    for item in session.shown:
        place = session.place(item.id)
        network: Asked | None = shelf.get(place)
        if network is None and item.source is not None and not item.source.refusal(kind):
            network = shelf.other(place)
        if network is not None:
            found[item.id] = network
    return found
