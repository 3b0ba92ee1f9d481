"""Which networks there are to be asked: those of the variants that pictures show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import NetworkShelf, PastShelf

if TYPE_CHECKING:
    from sparse_explorer.experiment.engine.network import ExplorerNetwork


def networks_in_sight(session: Session, shelf: NetworkShelf | PastShelf) -> dict[str, ExplorerNetwork]:
    """Networks by variant id, from top to bottom, of those that have one on the data set in use."""
    found = ((item.id, shelf.get(session.place(item.id))) for item in session.shown)
    return {variant_id: network for variant_id, network in found if network is not None}
