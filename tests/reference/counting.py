"""Counts how often a network works out what it computes from its weights alone."""

from collections.abc import Callable

from torch import Tensor

from sparse_explorer.nn.standing import Standing


class CountingStanding(Standing):
    """In place of a network's ``standing``; ``made`` counts."""

    def __init__(self) -> None:
        super().__init__()
        self.made = 0

    def once(self, name: str, weights: tuple[Tensor, ...], compute: Callable[[], Tensor]) -> Tensor:
        def counted() -> Tensor:
            self.made += 1
            return compute()

        return super().once(name, weights, counted)
