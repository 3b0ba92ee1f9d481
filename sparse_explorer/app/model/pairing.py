"""Which two variants stand against each other: the first as the one that is wrong, the second as the right one."""

from sparse_explorer.app.model.records import Standing, VariantItem
from sparse_explorer.app.model.session import Session


class Pairing:
    """The two that were chosen, as long as they can be compared; else the reference and the selected variant."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._chosen = ["", ""]

    def comparable(self) -> list[VariantItem]:
        """The variants that have a network to ask."""
        session = self._session
        return [item for item in session.shown if session.standing(item.id) is Standing.PRESENT]

    def pair(self) -> tuple[str, str]:
        """Ids of the first and the second; an empty one where there is none."""
        ids = [item.id for item in self.comparable()]
        reference = self._session.reference
        wanted = [self._chosen[0], reference.id if reference is not None else "", *ids]
        first = next((each for each in wanted if each in ids and each != self._chosen[1]), "")
        wanted = [self._chosen[1], self._session.selected_id, *ids]
        second = next((each for each in wanted if each in ids and each != first), "")
        return (first, second) if first else (second, "")

    def choose(self, place: int, variant_id: str) -> None:
        """Choose the first (0) or the second (1); if it was the other one, the two change places."""
        pair = self.pair()
        if variant_id == pair[1 - place]:
            self.swap()
        else:
            self._chosen = list(pair)
            self._chosen[place] = variant_id

    def swap(self) -> None:
        """Let the two change places."""
        first, second = self.pair()
        self._chosen = [second, first]
