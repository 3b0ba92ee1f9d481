"""What controls, noises and seeds say together: claims that numbers carry, each tried again with further seeds.

A claim is that a variant is more, or less, robust than the reference to a noise: its robustness score differs by an
interval of 95 % that leaves 0 out, after Holm's correction among the variants under this noise. With confirming seeds
it holds if their interval leaves 0 out on the same side; these try only what was claimed, so that they are not
corrected. Every sentence is made from such a number. Imports no torch.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sparse_explorer.experiment.plan.cost import Cost
from sparse_explorer.experiment.results.comparisons import (
    Comparison,
    Difference,
    compare,
    label,
    numbers,
    paired,
    robustness,
)
from sparse_explorer.experiment.results.csv_text import PLAIN, CsvDialect, fixed, to_csv
from sparse_explorer.experiment.results.gradient_masking import (
    BY_GRADIENT,
    WITHOUT_GRADIENT,
    GradientMasking,
    masks_gradients,
)
from sparse_explorer.experiment.results.hypotheses import PROTOTYPE, Hypothesis, Judgement, judge
from sparse_explorer.experiment.results.mechanism import Mechanism
from sparse_explorer.experiment.results.reports import NoiseResult
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.spread import Spread, spread

VERDICT_COLUMNS = (
    "variant",
    "reference",
    "noise_convention",
    "seeds",
    "difference",
    "low",
    "high",
    "p_corrected",
    "claim",
    "confirming_seeds",
    "confirming_difference",
    "confirming_low",
    "confirming_high",
    "held",
)

SPARSE = ("Sparse", "k-winners", "Sparse weights", "Sparse conv", "Sparse linear")
"""The variants that the first question is about, as far as they were run."""

NO_CLAIM, MORE, LESS = "nothing can be said", "more robust", "less robust"


@dataclass(frozen=True)
class Claim:
    """What can be said of a variant under a noise.

    Attributes:
        comparison: with the reference, over the claiming seeds.
        again: the same over the confirming seeds; None if there are none.
    """

    comparison: Comparison
    again: Difference | None = None

    @property
    def sign(self) -> int:
        """1 more robust, -1 less, 0 if nothing can be said."""
        return self.comparison.difference.sign

    @property
    def word(self) -> str:
        """The claim in words."""
        return {1: MORE, -1: LESS}.get(self.sign, NO_CLAIM)

    @property
    def held(self) -> bool | None:
        """Whether the confirming seeds agree; None where there is nothing to confirm, or nothing to do it with."""
        if not self.sign or self.again is None:
            return None
        return self.again.interval is not None and self.again.interval.sign == self.sign

    @property
    def stands(self) -> bool:
        """Whether it is claimed, and not contradicted or left alone by the confirming seeds."""
        return bool(self.sign) and self.held is not False

    @property
    def text(self) -> str:
        """A sentence that says no more than the numbers do."""
        each = self.comparison
        start = f"{each.variant} is {self.word} to {label(each.noise)} than {each.reference}"
        if not self.sign:
            start = f"Whether {each.variant} is more robust to {label(each.noise)} than {each.reference} cannot be said"
        numbers = f"{start}: {each.difference.text()}"
        if self.again is None or not self.sign:
            return f"{numbers}."
        return f"{numbers}; {'confirmed' if self.held else 'NOT confirmed'}: {self.again.text()}."


@dataclass(frozen=True)
class CleanCost:
    """What a variant costs beside the reference: accuracy on clean images, and what its configuration counts."""

    variant: str
    clean: Spread
    difference: Difference | None
    cost: Cost | None


@dataclass(frozen=True)
class Verdict:
    """All that can be said.

    Attributes:
        reference: what all others are compared with.
        dataset: on which images.
        variants, noises: in their order, the reference first.
        seeds, confirming: how many seeds claimed, and how many confirmed.
        scores: robustness by variant and noise over the claiming seeds.
        claims: by variant and noise.
        costs: of each variant.
        rivals: for each noise the variants without sparse parts that are more robust than "Sparse", with the
            difference to it.
        judgements: of the hypotheses, each with the same over the confirming seeds.
        mechanisms: what interventions in trained networks explain, as far as they were made.
        masked: variants whose gradient is masked, so that attacks that follow it say too much good of them.
        diverged: runs without numbers, a line each.
        command: what makes all of it.

    Examples:
        >>> import sparse_explorer as se
        >>> found = se.verdict(plan)  # doctest: +SKIP
        >>> for claim in found.made():  # doctest: +SKIP
        ...     print(claim.text)
    """

    reference: str
    dataset: str
    variants: tuple[str, ...]
    noises: tuple[str, ...]
    seeds: int
    confirming: int
    scores: Mapping[tuple[str, str], Spread]
    claims: Mapping[tuple[str, str], Claim]
    costs: tuple[CleanCost, ...]
    rivals: Mapping[str, tuple[tuple[str, Difference], ...]]
    judgements: tuple[tuple[Judgement, Judgement | None], ...]
    mechanisms: tuple[Mechanism, ...]
    masked: tuple[tuple[str, GradientMasking], ...]
    diverged: tuple[str, ...]
    command: str

    def made(self) -> list[Claim]:
        """The claims that were made, confirmed or not."""
        return [claim for claim in self.claims.values() if claim.sign]

    def unconfirmed(self) -> list[Claim]:
        """Those that the confirming seeds did not repeat."""
        return [claim for claim in self.made() if claim.held is False]


def verdict(
    runs: Sequence[RunResult],
    *,
    reference: str,
    confirming: Sequence[RunResult] = (),
    costs: Mapping[str, Cost] | None = None,
    simple: Collection[str] = (),
    mechanisms: Sequence[Mechanism] = (),
    hypotheses: Iterable[Hypothesis] = PROTOTYPE,
    command: str = "",
) -> Verdict:
    """Work out all that can be said.

    Args:
        runs: of one data set, with the claiming seeds; those that diverged are named and in no number.
        reference: the variant that all others are compared with.
        confirming: the same with further seeds.
        costs: what configurations count, by variant.
        simple: the variants with neither k-winners nor sparse weights.
        mechanisms: what interventions found, to be shown.
        hypotheses: decided before looking.
        command: what makes the runs.

    Raises:
        ValueError: no run is of the reference, or a seed is among both.
    """
    names = list(dict.fromkeys(run.variant for run in runs))
    if reference not in names:
        raise ValueError(f"reference is {reference!r}, allowed are {', '.join(map(repr, names))}")
    both = {run.seed for run in runs} & {run.seed for run in confirming}
    if both:
        raise ValueError(f"seed {min(both)} is among those that claim and those that confirm")
    names.sort(key=lambda name: name != reference)
    noises = list(dict.fromkeys(run.noise_convention for run in runs))
    claims = {}
    for each in compare(runs, reference):
        again = None
        if confirming:
            again = paired(
                numbers(confirming, each.variant, each.noise), numbers(confirming, reference, each.noise)
            )
        claims[each.variant, each.noise] = Claim(each, again)
    return Verdict(
        reference,
        runs[0].dataset,
        tuple(names),
        tuple(noises),
        len({run.seed for run in runs}),
        len({run.seed for run in confirming}),
        _scores(runs),
        claims,
        tuple(_clean_cost(name, reference, runs, noises[0], (costs or {}).get(name)) for name in names),
        {noise: _rivals(runs, [name for name in names if name in simple], noise) for noise in noises},
        tuple((judge(each, runs), judge(each, confirming) if confirming else None) for each in hypotheses),
        tuple(mechanisms),
        _masked(runs, names),
        tuple(
            dict.fromkeys(
                f"{run.variant}, seed {run.seed}: {run.diverged.text}"
                for run in (*runs, *confirming)
                if run.diverged is not None
            )
        ),
        command,
    )


def _scores(runs: Sequence[RunResult]) -> dict[tuple[str, str], Spread]:
    found: dict[tuple[str, str], list[float]] = {}
    for run in runs:
        if run.levels:
            found.setdefault((run.variant, run.noise_convention), []).append(robustness(run))
    return {key: spread(values) for key, values in found.items()}


def _clean_cost(
    name: str, reference: str, runs: Sequence[RunResult], noise: str, cost: Cost | None
) -> CleanCost:
    mine, theirs = (numbers(runs, each, noise, 0.0) for each in (name, reference))
    difference = paired(mine, theirs) if name != reference else None
    return CleanCost(name, spread(list(mine.values()) or [float("nan")]), difference, cost)


def _rivals(
    runs: Sequence[RunResult], simple: Sequence[str], noise: str
) -> tuple[tuple[str, Difference], ...]:
    """Which of the simple variants are more robust than "Sparse"."""
    of_noise = [run for run in runs if run.noise_convention == noise]
    if not simple or all(run.variant != "Sparse" for run in of_noise):
        return ()
    compared = compare(of_noise, "Sparse", others=simple)
    return tuple(
        (each.variant, each.difference)
        for each in compared
        if each.difference.interval is not None and each.difference.sign > 0
    )


def _masked(runs: Sequence[RunResult], names: Sequence[str]) -> tuple[tuple[str, GradientMasking], ...]:
    """The variants that only hide from attacks that follow the gradient, by the answers of all seeds together."""
    found = []
    for name in names:
        attacks: dict[str, dict[float, list[NoiseResult]]] = {}
        for run in runs:
            if run.variant == name and run.noise_convention in (BY_GRADIENT, WITHOUT_GRADIENT):
                for level in run.levels:
                    attacks.setdefault(run.noise_convention, {}).setdefault(level.noise, []).append(level)
        masking = masks_gradients(
            {attack: [_together(each) for each in levels.values()] for attack, levels in attacks.items()}
        )
        if masking is not None:
            found.append((name, masking))
    return tuple(found)


def _together(results: Sequence[NoiseResult]) -> NoiseResult:
    """Answers of several seeds at one level, counted as one network's."""
    return NoiseResult(
        results[0].noise,
        sum(each.correct for each in results),
        sum(each.total for each in results),
        sum(each.loss for each in results) / len(results),
    )


def verdict_csv(found: Verdict, dialect: CsvDialect = PLAIN) -> str:
    """The content of ``verdict.csv``: VERDICT_COLUMNS, differences of robustness scores in points of percent."""
    rows = []
    for claim in found.claims.values():
        each, again = claim.comparison, claim.again
        difference = each.difference
        rows.append(
            (
                each.variant,
                each.reference,
                each.noise,
                difference.seeds,
                *_numbers(difference),
                fixed(difference.corrected, 6),
                claim.word,
                again.seeds if again else "",
                *(_numbers(again) if again else ("", "", "")),
                {True: "yes", False: "no", None: ""}[claim.held],
            )
        )
    return to_csv(VERDICT_COLUMNS, rows, dialect)


def _numbers(difference: Difference) -> tuple[object, ...]:
    interval = difference.interval
    return (
        fixed(difference.mean if difference.seeds else None, 3),
        fixed(interval.low if interval else None, 3),
        fixed(interval.high if interval else None, 3),
    )
