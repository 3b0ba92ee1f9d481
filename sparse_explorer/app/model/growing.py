"""Lists that grow at their end, as arrays: only what was appended is converted. Knows no Qt."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_LEAST = 1024


class GrowingArray:
    """A float64 array that follows a list of numbers.

    The array doubles its memory when that is full, so that following a list to its n-th number costs O(n) in all, where
    a new array for every drawing would cost O(n^2).
    """

    def __init__(self) -> None:
        self._source: Sequence[float] | None = None
        self._memory: NDArray[np.float64] = np.empty(_LEAST)
        self._shown: NDArray[np.float64] = self._memory[:0]

    def of(self, values: Sequence[float]) -> NDArray[np.float64]:
        """The numbers of ``values`` as an array (n,), not to be written to.

        It is the same object as at the last call if the list has not grown. A list that is another one, or shorter than
        before, is taken again; what is in a list already must not change.
        """
        count, known = len(values), len(self._shown)
        if values is not self._source or count < known:
            self._source, self._memory, known = values, np.empty(max(_LEAST, count)), 0
        elif count == known:
            return self._shown
        if count > len(self._memory):
            larger = np.empty(2 * count)
            larger[:known] = self._memory[:known]
            self._memory = larger
        self._memory[known:count] = values[known:count]
        self._shown = self._memory[:count]
        return self._shown
