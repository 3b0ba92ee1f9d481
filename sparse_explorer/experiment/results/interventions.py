"""Curves of trained networks that something was done to, and where their computation stands. Imports no torch."""

from collections.abc import Iterator
from dataclasses import dataclass

from sparse_explorer.experiment.results.csv_text import fixed
from sparse_explorer.experiment.results.reports import NoiseResult

NOTHING = "nothing"
CLEAN_WINNERS = "clean winners"
NOISY_WINNERS = "noisy winners"
RANDOM_WINNERS = "random winners"
CENTRED = "centred input"
WITH_WINNERS = "with k-winners"
WITHOUT_WINNERS = "without k-winners"
WITHOUT_BOOSTING = "without boosting"
OWN_K = "own k"

INTERVENTIONS = {
    NOTHING: "the network as it is",
    CLEAN_WINNERS: "the noisy digit's values, let through where the clean digit's would be",
    NOISY_WINNERS: "the clean digit's values, let through where the noisy digit's would be",
    RANDOM_WINNERS: "as many units as without, chosen at random for each image",
    CENTRED: "each image shifted to the mean of the training images",
    WITH_WINNERS: "k-winners where the network was trained with ReLU",
    WITHOUT_WINNERS: "ReLU where the network was trained with k-winners",
    WITHOUT_BOOSTING: "winners chosen by their values alone",
    OWN_K: "as many winners as were asked for, in layers that choose some",
}
"""What can be done to a trained network, and what it is; beside these, another k: :func:`scaled_k`."""


@dataclass(frozen=True)
class Intervention:
    """What is done to a trained network.

    Attributes:
        kind: a key of INTERVENTIONS, or one of scaled_k().
        k: of the k-winners that are put in, or have another k, one for each layer that has an activation; None for
            layers that stay as they are. Where winners are local, those at each position.
    """

    kind: str
    k: tuple[int | None, ...] = ()


CURVE_COLUMNS = (
    "network",
    "seed",
    "intervention",
    "noise_convention",
    "noise",
    "correct",
    "total",
    "accuracy",
    "loss",
)


def scaled_k(factor: float) -> str:
    """The intervention that multiplies k of every k-winners layer."""
    return f"k x {factor:g}"


@dataclass(frozen=True)
class InterventionCurve:
    """How a trained network does at each level while something is done to it.

    Attributes:
        network: its name, such as ``dense``.
        seed: of its training and of the noise.
        intervention: a key of INTERVENTIONS, or one of scaled_k().
        noise: kind of noise.
        levels: the results, rising.
    """

    network: str
    seed: int
    intervention: str
    noise: str
    levels: tuple[NoiseResult, ...]

    @property
    def robustness(self) -> float:
        """Mean accuracy over the levels, percent."""
        return sum(level.accuracy for level in self.levels) / len(self.levels)


@dataclass(frozen=True)
class InterventionReport:
    """Where interventions stand.

    Attributes:
        done, total: images classified so far over all levels of all curves, and how many there are.
        curves: those that are finished, in order.
    """

    done: int
    total: int
    curves: tuple[InterventionCurve, ...]

    @property
    def progress(self) -> float:
        """Fraction done, 0 ... 1."""
        return self.done / self.total if self.total else 1.0


def curve_rows(curve: InterventionCurve) -> Iterator[tuple[object, ...]]:
    """The cells of a curve, a row a level, as CURVE_COLUMNS names them."""
    for level in curve.levels:
        yield (
            curve.network,
            curve.seed,
            curve.intervention,
            curve.noise,
            fixed(level.noise, 2),
            level.correct,
            level.total,
            fixed(level.accuracy, 2),
            fixed(level.loss, 6),
        )
