"""What networks make of a digit at every level of noise, found while nobody asks, so that the slider need only look it
up.

A network's overhead for one picture is many times what a picture costs among others, so all levels of a digit together
cost a small part of what they do one by one.
"""

import time
from collections import Counter
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

from sparse_explorer.experiment.engine.looked_at import ALONE, LookedAtDigit
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.engine.other_network import Asked
from sparse_explorer.experiment.engine.passes import Pass, apart, pass_through

ASKED_BEFORE = 2
"""How often a network must have been asked about a digit before more is found than was asked for: one that trains is
another network every second, and while nobody moves the slider each of them is asked once."""

STEP_S = 0.004
"""About how long a step may take; whoever moves the slider may have to wait for its end."""

MOST_AT_ONCE = 25

MOST_BYTES = 64 * 2**20
"""Of all that is kept. A variant of the article's has 2 MiB; an image of one's own may have many times that."""


class ForeseenPasses:
    """What networks make of one digit, by its levels of noise in percent.

    Example::

        foreseen.ask(network, 40)                     # None: nobody has looked at that yet
        while foreseen.find_more(digit, range(101)):  # in steps of a few milliseconds
            ...
        foreseen.ask(network, 40)                     # a Pass of one picture
    """

    def __init__(self) -> None:
        self._found: dict[Asked, dict[int, Pass]] = {}
        self._asked: Counter[Asked] = Counter()
        self._near = 0  # the level that was asked for last
        self._seconds: dict[Asked, float] = {}  # that a level took in the last step
        self._bytes = 0

    def forget(self) -> None:
        """Begin with another digit, or with other noise."""
        self._found.clear()
        self._asked.clear()
        self._bytes = 0

    def keep(self, networks: Iterable[Asked]) -> None:
        """Forget all networks but these."""
        kept = set(networks)
        for network in self._asked.keys() - kept:
            self._bytes -= sum(map(_size_of, self._found.pop(network, {}).values()))
            del self._asked[network]
        self._seconds = {network: taken for network, taken in self._seconds.items() if network in kept}

    def knows(self, network: Asked, percent: int) -> bool:
        """Whether a level was found."""
        return percent in self._found.get(network, ())

    def ask(self, network: Asked, percent: int) -> Pass | None:
        """What was found at a level; None if nothing was. Whoever asks often is told more."""
        self._asked[network] += 1
        self._near = percent
        return self._found.get(network, {}).get(percent)

    def find_more(self, digit: LookedAtDigit, percents: Sequence[int]) -> bool:
        """Find what one network makes of a few more levels, those next to the one that was asked for last before
        others; returns whether there may be more to find.

        Args:
            digit: the same until it is forgotten; its noise does not depend on the network.
            percents: the levels that the slider has.
        """
        assert digit.noise is not None
        for network, asked in self._asked.items():
            if asked < ASKED_BEFORE or not isinstance(network, ExplorerNetwork):
                continue
            found = self._found.setdefault(network, {})
            missing = [percent for percent in percents if percent not in found]
            if missing and self._has_room(found, len(percents)):
                missing.sort(key=lambda percent: abs(percent - self._near))
                # Some clocks stand still for several milliseconds.
                seconds = max(self._seconds.get(network, STEP_S), STEP_S / MOST_AT_ONCE)
                self._find(network, digit, missing[: max(1, int(STEP_S / seconds))])
                return True
        return False

    def _has_room(self, found: dict[int, Pass], levels: int) -> bool:
        """Whether all levels of a network fit; none is begun that does not."""
        if not found:
            return self._bytes < MOST_BYTES
        size = max(map(_size_of, found.values()))
        return self._bytes + size * (levels - len(found)) <= MOST_BYTES

    def _find(self, network: Asked, digit: LookedAtDigit, percents: list[int]) -> None:
        assert digit.noise is not None
        began = time.thread_time()
        pictures: Tensor = torch.cat([digit.noise.at(ALONE, percent / 100) for percent in percents])
        passes = apart(pass_through(network, pictures))
        self._seconds[network] = (time.thread_time() - began) / len(percents)
        self._found[network].update(zip(percents, passes, strict=True))
        self._bytes += sum(map(_size_of, passes))


def _size_of(found: Pass) -> int:
    return sum(layer.values.nbytes for layer in found.all_layers())
