"""The differences of a verdict as tables that fit a page: one for each group of noises, the strongest effect first.

Imports no torch.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from sparse_explorer.data.noise.kinds import KINDS, Family
from sparse_explorer.experiment.results.heat_map import sign_of
from sparse_explorer.experiment.results.spread import signed
from sparse_explorer.experiment.results.verdict import Claim, Verdict
from sparse_explorer.experiment.results.verdict_sections import Table

LEGEND = (
    "▲ more robust and ▼ less robust than the reference; △ ▽ the same, but not repeated by the confirming seeds; "
    "· nothing can be said."
)

MOST_COLUMNS = 8
"""Noises beside each other: more do not fit a page of 1024 pixels, or a terminal of 100 columns."""

_MNIST_C = "mnist-c-"
_TITLES = {
    Family.PIXELS: "Pixels",
    Family.IMAGE: "Whole image",
    Family.NETWORK: "Inside the network",
    Family.ATTACK: "Attacks",
}


@dataclass(frozen=True)
class NoiseGroup:
    """Noises of one kind, and all variants beside the reference under them.

    Attributes:
        title: of the group.
        noises: the columns.
        variants: the rows: the reference, then the others from the most robust to the least.
    """

    title: str
    noises: tuple[str, ...]
    variants: tuple[str, ...]


def legend(found: Verdict) -> str:
    """How the tables are read."""
    return (
        f"{LEGEND} The row of {found.reference} has its own robustness, % correct; the others follow from the most "
        "robust to the least, by the mean of their row."
    )


def noise_groups(found: Verdict) -> list[NoiseGroup]:
    """The noises of a verdict by what they change, in groups that fit a page."""
    titles: dict[str, list[str]] = {}
    for noise in found.noises:
        titles.setdefault(_title(noise), []).append(noise)
    groups = []
    for title, noises in titles.items():
        parts = -(-len(noises) // MOST_COLUMNS)
        for part in range(parts):
            chosen = noises[part * len(noises) // parts : (part + 1) * len(noises) // parts]
            words = f"{title} ({part + 1} of {parts})" if parts > 1 else title
            groups.append(NoiseGroup(words, tuple(chosen), _ordered(found, chosen)))
    return groups


def group_table(found: Verdict, group: NoiseGroup) -> Table:
    """A group as a table of text."""
    rows = tuple(
        (name, *(group_cell(found, name, noise)[0] for noise in group.noises)) for name in group.variants
    )
    return Table(("variant", *group.noises), rows, (False, *[True] * len(group.noises)))


def group_cell(found: Verdict, variant: str, noise: str) -> tuple[str, Claim | None]:
    """What stands in a variant's row under a noise, and which claim that is."""
    if variant == found.reference:
        score = found.scores.get((variant, noise))
        return (f"{score.mean:.1f} %" if score else "", None)
    claim = found.claims[variant, noise]
    difference = claim.comparison.difference
    return (f"{sign_of(claim)} {signed(difference.mean)}" if difference.seeds else "", claim)


def _title(noise: str) -> str:
    if noise.startswith(_MNIST_C):
        return "MNIST-C"
    return _TITLES[KINDS[noise].family] if noise in KINDS else "Others"


def _ordered(found: Verdict, noises: Sequence[str]) -> tuple[str, ...]:
    """The reference, then the others by the mean of what is known of them; those of which nothing is come last."""

    def mean(name: str) -> float:
        differences = [found.claims[name, noise].comparison.difference for noise in noises]
        means = [difference.mean for difference in differences if difference.seeds]
        return statistics.fmean(means) if means else float("-inf")

    others = [name for name in found.variants if name != found.reference]
    return (found.reference, *sorted(others, key=mean, reverse=True))
