"""What a verdict says, question by question, as sentences and tables; every number is one of the verdict's.

Imports no torch.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sparse_explorer.experiment.results.comparisons import Difference, label
from sparse_explorer.experiment.results.hypotheses import CONFIRMED, REFUTED, UNTRIED, Judgement
from sparse_explorer.experiment.results.spread import signed
from sparse_explorer.experiment.results.verdict import SPARSE, Claim, Verdict


@dataclass(frozen=True)
class Table:
    """Columns with their heads; ``right`` are those with numbers."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]


@dataclass(frozen=True)
class Section:
    """A question and what can be answered: paragraphs, sentences in a list, and a table."""

    title: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    table: Table | None = None


def sections(found: Verdict) -> list[Section]:
    """Everything that the page says, in order."""
    return [
        _robustness(found),
        _cost(found),
        _rivals(found),
        _mechanism(found),
        _expected(found),
        _held(found),
        _unsaid(found),
    ]


def summary(found: Verdict) -> str:
    """What was run and compared, in a paragraph."""
    again = f" Each claim was tried again with {_further(found)}." if found.confirming else ""
    noises, seeds = len(found.noises), found.seeds
    return (
        f"{len(found.variants)} variants, {noises} noise{'s' * (noises > 1)}, {seeds} seed{'s' * (seeds > 1)} on "
        f"{found.dataset}; "
        f"{len(found.made())} of {len(found.claims)} comparisons with {found.reference} are claims.{again} "
        "A variant's robustness to a noise is its accuracy, averaged over the noise's levels; differences are paired "
        "by seed, in points of percent, with intervals of 95 % by Student's t, and Holm's correction among the "
        "variants under one noise. All of this was chosen before looking."
    )


def _robustness(found: Verdict) -> Section:
    names = [name for name in SPARSE if name in found.variants and name != found.reference]
    paragraphs = [_lines(found, name) for name in names]
    return Section(
        "Does sparsity make robust, and to which noise?",
        tuple(paragraphs) or ("No sparse variant was run, so nothing can be said.",),
        tuple(found.claims[name, noise].text for name in names[:2] for noise in found.noises),
    )


def _lines(found: Verdict, name: str) -> str:
    """One variant under all noises, in a sentence for each kind of answer."""
    claims = [found.claims[name, noise] for noise in found.noises]
    groups = (
        ("more robust to", [claim for claim in claims if claim.stands and claim.sign > 0]),
        ("less robust to", [claim for claim in claims if claim.stands and claim.sign < 0]),
        ("not confirmed for", [claim for claim in claims if claim.held is False]),
        ("nothing can be said of", [claim for claim in claims if not claim.sign]),
    )
    said = [
        f"{words} {_listed([f'{label(each.comparison.noise)} ({_points(each)})' for each in group])}"
        for words, group in groups
        if group
    ]
    return f"{name} beside {found.reference}: {'; '.join(said)}."


def _points(claim: Claim) -> str:
    return signed(claim.comparison.difference.mean)


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _cost(found: Verdict) -> Section:
    rows = []
    for each in found.costs:
        cost = each.cost
        rows.append(
            (
                each.variant,
                "" if math.isnan(each.clean.mean) else each.clean.text(),
                _interval(each.difference) if each.difference else "",
                f"{cost.nonzero_parameters:,}" if cost else "",
                f"{cost.multiply_adds:,}" if cost else "",
            )
        )
    paid = [
        f"{each.variant}: {each.difference.text(2)}"
        for each in found.costs
        if each.variant in SPARSE and each.difference is not None
    ]
    return Section(
        "At what cost?",
        (f"On clean images, in points of percent beside {found.reference}: {'; '.join(paid)}.",)
        if paid
        else (),
        table=Table(
            ("variant", "clean, % correct", "difference, 95 %", "weights not zero", "multiply-adds an image"),
            tuple(rows),
            (False, True, True, True, True),
        ),
    )


def _rivals(found: Verdict) -> Section:
    if "Sparse" not in found.variants:
        return Section("Would something simpler do?", ("Sparse was not run, so nothing can be said.",))
    points = []
    for noise in found.noises:
        better = sorted(found.rivals[noise], key=lambda pair: -pair[1].mean)
        words = [f"{name} ({signed(difference.mean)})" for name, difference in better]
        points.append(f"{label(noise)}: {_listed(words) if words else 'none of those that were run'}")
    return Section(
        "Would something simpler do?",
        (
            "Variants without k-winners or sparse weights that are more robust than Sparse, by noise, in points:",
        ),
        tuple(points),
    )


def _mechanism(found: Verdict) -> Section:
    title = "By which mechanism?"
    if not found.mechanisms:
        return Section(
            title, ("No interventions on the trained networks were made, so nothing can be said.",)
        )
    paragraphs, points = [], []
    for each in found.mechanisms:
        if each.shares:
            gap = each.shares[0].gap
            paragraphs.append(
                f"The gap between {each.sparse} and {each.dense} under {label(each.noise)}, in points: {gap.text()}."
            )
        told = [f"{each.sparse}, {share.sentence}" for share in each.shares if share.share is not None]
        if each.shares and not told:
            told = [f"{each.sparse}: no cause is given a share, for the gap cannot be told from 0."]
        points += told
    if points:
        paragraphs.append(
            "Something was done to the trained networks of each seed, without training, and the noise shown again. "
            "The shares need not add up to 100 %, for causes overlap. They are of the claiming seeds alone."
        )
    left_out = [line for each in found.mechanisms for line in each.left_out]
    paragraphs += [f"Without {line}." for line in dict.fromkeys(left_out)]
    if not points:
        paragraphs.append("No network was there to be looked into, so nothing can be said.")
    robustness = {key: score for each in found.mechanisms for key, score in each.robustness().items()}
    rows = tuple((*key, score.text()) for key, score in robustness.items())
    heads = ("network", "what was done to it", "robustness, % correct")
    table = Table(heads, rows, (False, False, True)) if rows else None
    return Section(title, tuple(paragraphs), tuple(points), table)


def _expected(found: Verdict) -> Section:
    rows = []
    for first, again in found.judgements:
        rows.append((first.hypothesis.text, first.verdict, first.text, _again(first, again)))
    tried = [first for first, _ in found.judgements if first.verdict != UNTRIED]
    counts = ", ".join(
        f"{sum(first.verdict == verdict for first in tried)} {verdict}" for verdict in (CONFIRMED, REFUTED)
    )
    return Section(
        "What was expected",
        (
            f"A prototype with two seeds had {len(rows)} findings; {len(tried)} could be tried: {counts}. A finding is "
            "confirmed if the interval of each of its sums lies above 0, and refuted if that of any lies below.",
        ),
        table=Table(("finding", "verdict", "numbers", "further seeds"), tuple(rows), (False,) * 4),
    )


def _again(first: Judgement, again: Judgement | None) -> str:
    if again is None or first.verdict == UNTRIED:
        return ""
    return again.verdict


def _held(found: Verdict) -> Section:
    made, missed = found.made(), found.unconfirmed()
    if not found.confirming:
        return Section("Which claims held?", ("No confirming seeds were run, so nothing can be said.",))
    if not made:
        return Section("Which claims held?", ("No claim was made, so there is none to try again.",))
    return Section(
        "Which claims held?",
        (
            f"{len(made) - len(missed)} of {len(made)} claims held with {_further(found)}"
            + (", all but these:" if missed else "."),
        ),
        tuple(claim.text for claim in missed),
    )


def _further(found: Verdict) -> str:
    return f"{found.confirming} further seed{'s' if found.confirming > 1 else ''}"


def _unsaid(found: Verdict) -> Section:
    points = [claim.text for claim in found.claims.values() if not claim.sign]
    return Section(
        "What cannot be said",
        (
            "Each comparison below might come out either way with other seeds."
            if points
            else "Every comparison that was made is a claim.",
        ),
        (
            *points,
            *(f"{name}: {masking.sentence}" for name, masking in found.masked),
            *(f"Diverged, and in no number: {line}" for line in found.diverged),
        ),
    )


def _interval(difference: Difference) -> str:
    if difference.interval is None:
        return difference.unsaid
    low, high = difference.interval.low, difference.interval.high
    return f"{signed(difference.mean, 2)} ({signed(low, 2)} to {signed(high, 2)})"
