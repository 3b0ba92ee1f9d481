"""What was expected before looking, as tests of numbers: the findings of a prototype, to be confirmed or refuted.

The prototype had two seeds and 2,000 test digits. Each finding is a list of conditions on a sum of variants' numbers,
such as "k-winners less dense lies above 0". It is confirmed if the interval of every sum lies above its limit, refuted
if that of any lies below, and else undecided. Imports no torch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sparse_explorer.experiment.results.comparisons import Difference, difference_of, label, numbers
from sparse_explorer.experiment.results.results import RunResult

CONFIRMED, REFUTED, UNDECIDED, UNTRIED = "confirmed", "refuted", "undecided", "not tried"

NOTHING = 2.0
"""Points of robustness up to which a difference counts as none, chosen beforehand."""

Sum = Mapping[str, float]
"""Variants and what their numbers are multiplied by, to be added up."""


@dataclass(frozen=True)
class Condition:
    """That a sum of variants' numbers lies above a limit.

    Attributes:
        terms: the sum.
        noise: whose numbers, % correct.
        level: at which level; None for the robustness score, the mean over all of them.
        above: the limit.
    """

    terms: Sum
    noise: str
    level: float | None = None
    above: float = 0.0


@dataclass(frozen=True)
class Hypothesis:
    """A finding to be tested, in a sentence, and what it means in numbers."""

    text: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Judgement:
    """What came of a hypothesis.

    Attributes:
        verdict: confirmed, refuted, undecided or not tried.
        sums: of each condition, its sum less its limit.
    """

    hypothesis: Hypothesis
    verdict: str
    sums: tuple[Difference, ...]

    @property
    def text(self) -> str:
        """The verdict with its numbers."""
        if self.verdict == UNTRIED:
            return "its variants or its noise were not run"
        parts = []
        for condition, found in zip(self.hypothesis.conditions, self.sums, strict=True):
            level = "" if condition.level is None else f" at {condition.level:.2f}"
            parts.append(f"{_sum(condition)}{level}, {condition.noise}: {found.text()}")
        return "; ".join(parts)


def judge(hypothesis: Hypothesis, runs: Sequence[RunResult]) -> Judgement:
    """Test a hypothesis on runs, paired over seeds."""
    sums = tuple(_difference(condition, runs) for condition in hypothesis.conditions)
    if any(not found.seeds for found in sums):
        return Judgement(hypothesis, UNTRIED, sums)
    signs = [found.interval.sign if found.interval else 0 for found in sums]
    if any(sign < 0 for sign in signs):
        return Judgement(hypothesis, REFUTED, sums)
    return Judgement(hypothesis, CONFIRMED if all(signs) else UNDECIDED, sums)


def _difference(condition: Condition, runs: Sequence[RunResult]) -> Difference:
    found = [
        (factor, numbers(runs, name, condition.noise, condition.level))
        for name, factor in condition.terms.items()
    ]
    seeds = sorted(set.intersection(*(set(values) for _, values in found)))
    return difference_of(
        [sum(factor * values[seed] for factor, values in found) - condition.above for seed in seeds]
    )


def _sum(condition: Condition) -> str:
    """The sum in words, such as ``k-winners - 0.5 Dense > 2``."""
    words = ""
    for name, factor in condition.terms.items():
        size = "" if abs(factor) == 1 else f"{abs(factor):g} "
        sign = ("- " if factor < 0 else "") if not words else (" - " if factor < 0 else " + ")
        words += f"{sign}{size}{name}"
    return words if not condition.above else f"{words} over {condition.above:g}"


def _more(one: str, other: str, noise: str) -> Condition:
    return Condition({one: 1, other: -1}, noise)


def _none(one: str, other: str, noise: str) -> tuple[Condition, Condition]:
    """That two differ by less than NOTHING."""
    return (
        Condition({one: 1, other: -1}, noise, above=-NOTHING),
        Condition({one: -1, other: 1}, noise, above=-NOTHING),
    )


def _share(one: str, noise: str, level: float, low: float, high: float) -> tuple[Condition, Condition]:
    """That one goes between ``low`` and ``high`` of the way from Dense to k-winners at a level."""
    return (
        Condition({one: 1, "Dense": low - 1, "k-winners": -low}, noise, level),
        Condition({one: -1, "Dense": 1 - high, "k-winners": high}, noise, level),
    )


PROTOTYPE = (
    Hypothesis(
        "k-winners at inference alone give more than half of what k-winners give at 80 % grey pixels",
        (Condition({"k-winners at inference only": 1, "Dense": -0.5, "k-winners": -0.5}, "article", 0.8),),
    ),
    Hypothesis(
        "a dense network trained with grey noise is more robust to it than any sparse one trained without",
        tuple(
            _more("Dense + training noise", other, "article")
            for other in ("Sparse", "k-winners", "Sparse weights")
        ),
    ),
    Hypothesis(
        "centring and scaling the input wins back 15 to 40 % of the way from dense to k-winners at 60 % grey pixels",
        _share("Dense, input centred and scaled", "article", 0.6, 0.15, 0.4),
    ),
    Hypothesis("dropout gives nothing against grey noise", _none("Dense + dropout", "Dense", "article")),
    Hypothesis("batch norm makes grey noise worse", (_more("Dense", "Dense + batch norm", "article"),)),
    *(
        Hypothesis(f"k-winners help against {label(noise)}", (_more("k-winners", "Dense", noise),))
        for noise in ("article", "paper", "black", "salt-and-pepper", "uniform", "gaussian", "fgsm")
    ),
    *(
        Hypothesis(f"k-winners do nothing for {label(noise)}", _none("k-winners", "Dense", noise))
        for noise in ("occlusion", "rotation", "translation")
    ),
    Hypothesis("k-winners make blur worse", (_more("Dense", "k-winners", "blur"),)),
)
"""What a prototype found, before any of these runs."""
