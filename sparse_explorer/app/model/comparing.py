"""What the session's results say of its variants beside the reference: differences paired by seed. Knows no Qt.

Only sweeps that came to their end count, so that all differences are over the same levels. Whoever asks twice gets the
same answer at once: tests and resampling are done when results change, not when they are looked at.
"""

import functools
from collections.abc import Sequence

from sparse_explorer.app.model.session import Session
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.results.comparisons import Comparison, Difference, compare, numbers
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.spread import spread

_KEPT = 64  # answers; a session compares under a dozen kinds of noise, level by level under one


def whole_runs(session: Session, kind: str) -> tuple[RunResult, ...]:
    """All sweeps over a kind of noise that came to their end, on the data set in use and with the session's seeds."""
    noise = session.noise_config
    levels = noise.levels if noise.convention == kind else NoiseConfig(kind).levels
    found = []
    for item in session.items:
        for seed in session.all_seeds():
            record = session.record(item.id, seed)
            swept = record.history.levels(kind) if record else ()
            if swept and len(swept) >= len(levels):
                found.append(RunResult(item.variant.name, session.dataset, kind, seed, swept))
    return tuple(found)


def swept_kinds(session: Session) -> list[str]:
    """The kinds of noise over which there is a whole sweep, in the order of menus."""
    return [kind for kind in KINDS if whole_runs(session, kind)]


def score_differences(runs: tuple[RunResult, ...], reference: str) -> dict[str, Difference]:
    """By variant, how much more robust it is than the reference: mean accuracy over the levels, in points.

    Args:
        runs: of one kind of noise; see :func:`whole_runs`.
        reference: the name of the variant that the others are compared with.
    """
    return {each.variant: each.difference for each in _compared(runs, reference, False)}


def level_differences(
    runs: tuple[RunResult, ...], reference: str
) -> dict[str, list[tuple[float, Difference]]]:
    """By variant, the levels of the noise, rising, each with the difference in accuracy to the reference there."""
    found: dict[str, list[tuple[float, Difference]]] = {}
    for each in _compared(runs, reference, True):
        if each.level is not None and each.difference.seeds:
            found.setdefault(each.variant, []).append((each.level, each.difference))
    return found


def nearest(levels: Sequence[float], noise: float) -> float:
    """The level that is nearest to ``noise`` (0 ... 1), the lower one of two; there must be one."""
    return min(levels, key=lambda level: (round(abs(level - noise), 6), level))


def is_open(difference: Difference) -> bool:
    """Whether a difference may as well have the other sign: its interval holds 0, there is none, or seeds disagree."""
    return difference.sign == 0 or difference.same_sign < difference.seeds


def both_means(
    runs: Sequence[RunResult], names: tuple[str, str], kind: str, level: float
) -> tuple[float, float]:
    """Mean accuracy in percent of two variants at a level of noise, over the seeds that both have."""
    first, second = (numbers(runs, name, kind, level) for name in names)
    common = sorted(first.keys() & second.keys())
    return spread([first[seed] for seed in common]).mean, spread([second[seed] for seed in common]).mean


@functools.lru_cache(maxsize=_KEPT)
def _compared(runs: tuple[RunResult, ...], reference: str, levels: bool) -> tuple[Comparison, ...]:
    if all(run.variant != reference for run in runs):
        return ()
    return tuple(compare(runs, reference, levels=levels))
