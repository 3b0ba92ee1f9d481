"""What networks say about the test digits at one noise level, as plain arrays: disagreements and confusions.

Axes: N test digits, n those of a part, classes true and said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sparse_explorer.data.catalogue import DIGITS
from sparse_explorer.data.noise.kinds import KINDS, Family
from sparse_explorer.experiment.results.csv_text import PLAIN, CsvDialect, to_csv

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]

MOST = 10_000
"""Digits that are asked about at most, so that memory is bounded."""

MOST_SINGLY = {Family.ATTACK: 500, Family.NETWORK: 100}
"""The same of noise that has to be made for each network and each digit by itself: a hundredth of a second for an
attack, up to half a second for a damaged copy."""

UNKNOWN = 255
"""Stands for an answer that is not known yet."""


def asked_places(count: int, kind: str) -> Places:
    """Which of so many test digits are asked about under a kind of noise: all, or as many as there is time for, evenly
    spread; rising, (N,)."""
    shown = min(count, MOST_SINGLY.get(KINDS[kind].family, MOST))
    return np.arange(shown, dtype=np.int64) * count // max(1, shown)


@dataclass(frozen=True, eq=False)
class AnswersPart:
    """What networks say about some of the digits.

    Attributes:
        rows: (n,), where the digits stand among those that are asked about.
        said: the answers, (n,), by variant.
        pictures: what each network was shown, uint8 (n, S, S) as it is seen; by variant.
        done, total: digits that were looked at, and all.
    """

    rows: Places
    said: Mapping[str, Bytes]
    pictures: Mapping[str, Bytes]
    done: int
    total: int


@dataclass(eq=False)
class Answers:
    """Answers to the same noisy digits by several networks, which fill as parts come in.

    Attributes:
        places: (N,), which of the test images they are.
        labels: (N,), what each shows.
        count: how many test images the data set has.
        convention, noise: kind of noise, and level in percent.
        said: (N,) by variant, :data:`UNKNOWN` where it is not known yet.
        class_names: of the classes, by label.
        pictures: uint8 (N, S, S) by variant; one array for all where all are shown the same.
        done: digits of which all is known.
    """

    places: Places
    labels: NDArray[np.integer]
    count: int
    convention: str = "article"
    noise: int = 0
    said: dict[str, Bytes] = field(default_factory=dict)
    pictures: dict[str, Bytes] = field(default_factory=dict)
    done: int = 0
    class_names: tuple[str, ...] = DIGITS

    def __len__(self) -> int:
        """N."""
        return len(self.places)

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        return self.done == len(self)

    def add(self, part: AnswersPart) -> None:
        """Take in a part; of pictures that are the same for all, one copy is kept."""
        for variant, said in part.said.items():
            if variant not in self.said:
                self.said[variant] = np.full(len(self), UNKNOWN, np.uint8)
                self.pictures[variant] = self._new_store(part.pictures[variant].shape[1:])
            self.said[variant][part.rows] = said
            self.pictures[variant][part.rows] = part.pictures[variant]
        self.done = part.done

    def knows(self, variant: str) -> bool:
        """Whether all answers of a variant are there."""
        return variant in self.said and bool((self.said[variant] != UNKNOWN).all())

    def forget(self, variant: str) -> None:
        """The network of a variant is another one, or gone."""
        self.said.pop(variant, None)
        self.pictures.pop(variant, None)

    def _new_store(self, shape: tuple[int, ...]) -> Bytes:
        if self.pictures and KINDS[self.convention].family is not Family.ATTACK:
            return next(iter(self.pictures.values()))  # an attack alone shows each network another picture
        return np.zeros((len(self), *shape), np.uint8)

    def differing(self, one: str, other: str) -> "Differing":
        """Where two variants answer differently, as far as both are known."""
        mine, theirs = self.said.get(one), self.said.get(other)
        if mine is None or theirs is None:
            nothing = np.zeros(0, np.int64)
            return Differing(nothing, nothing, nothing, 0)
        known = (mine != UNKNOWN) & (theirs != UNKNOWN)
        differ = known & (mine != theirs)
        right, right_too = mine == self.labels, theirs == self.labels
        return Differing(
            np.flatnonzero(differ & right_too),
            np.flatnonzero(differ & right),
            np.flatnonzero(differ & ~right & ~right_too),
            int(np.count_nonzero(known)),
        )

    def cell(self, variant: str, true: int, said: int) -> Places:
        """The rows of the digits of a class that a variant takes for a class, (n,)."""
        mine = self.said.get(variant)
        if mine is None:
            return np.zeros(0, np.int64)
        return np.flatnonzero((self.labels == true) & (mine == said))

    def confusion(self, variant: str) -> "Confusion | None":
        """How often each class was taken for each; None of a variant that is not known at all."""
        mine = self.said.get(variant)
        if mine is None:
            return None
        known = mine != UNKNOWN
        classes = len(self.class_names)
        pairs = self.labels[known].astype(np.int64) * classes + mine[known]
        counts = np.bincount(pairs, minlength=classes**2).reshape(classes, classes)
        return Confusion(counts, self.class_names)


@dataclass(frozen=True, eq=False)
class Differing:
    """Digits on which two variants, one and the other, answer differently: rows, rising.

    Attributes:
        other_right: the one is wrong and the other right.
        one_right: the reverse.
        both_wrong: both are wrong, each in its own way.
        asked: how many digits both have answered.
    """

    other_right: Places
    one_right: Places
    both_wrong: Places
    asked: int

    def rows(self) -> Places:
        """All of them, in that order."""
        return np.concatenate((self.other_right, self.one_right, self.both_wrong))


@dataclass(frozen=True, eq=False)
class Confusion:
    """A confusion matrix.

    Attributes:
        counts: int64 (true, said): so many digits of a class were taken for a class.
        class_names: of the classes, by label.
    """

    counts: Places
    class_names: tuple[str, ...] = DIGITS

    @property
    def total(self) -> int:
        """All digits."""
        return int(self.counts.sum())

    @property
    def correct(self) -> int:
        """Right answers."""
        return int(np.trace(self.counts))

    def of_class(self, true: int) -> int:
        """Digits that show a class."""
        return int(self.counts[true].sum())

    def said(self, said: int) -> int:
        """Digits that were taken for a class, rightly or not."""
        return int(self.counts[:, said].sum())

    def recall(self, true: int) -> float | None:
        """Right answers among the digits of a class, 0 ... 1; None where there are no such digits."""
        total = self.of_class(true)
        return int(self.counts[true, true]) / total if total else None

    def share(self, true: int, said: int) -> float:
        """A cell's share of the digits of its class, 0 ... 1; 0 where there are none."""
        total = self.of_class(true)
        return int(self.counts[true, said]) / total if total else 0.0

    def csv(self, dialect: CsvDialect = PLAIN) -> str:
        """The matrix as CSV: a row a true class, a column a class that was said, whole numbers, and the sums."""
        return to_csv(self._header(), self._rows(), dialect)

    def tabbed(self) -> str:
        """The same with tabs, as spreadsheets take it from the clipboard."""
        return "".join("\t".join(str(cell) for cell in row) + "\n" for row in (self._header(), *self._rows()))

    def _header(self) -> tuple[str, ...]:
        return ("true", *(f"said {name}" for name in self.class_names), "total")

    def _rows(self) -> list[Sequence[str | int]]:
        rows: list[Sequence[str | int]] = [
            [name, *(int(count) for count in self.counts[true]), self.of_class(true)]
            for true, name in enumerate(self.class_names)
        ]
        return [*rows, ["total", *(self.said(said) for said in range(len(self.class_names))), self.total]]
