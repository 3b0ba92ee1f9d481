"""Made-up runs in which it is known how much more robust each variant is."""

import random
from collections.abc import Iterable, Mapping

from sparse_explorer.experiment.results.reports import NoiseResult
from sparse_explorer.experiment.results.results import RunResult

LEVELS = (0.0, 0.4, 0.8)


def runs(
    effects: Mapping[str, Mapping[str, float]], seeds: Iterable[int], spread: float = 0.3
) -> list[RunResult]:
    """Runs of "Dense" and of variants that are better by so many points under each noise, but not on clean images.

    Seeds differ by several points, all variants of a seed alike, so that only pairs tell variants apart.
    """
    noises = list(dict.fromkeys(noise for of_variant in effects.values() for noise in of_variant))
    found = []
    for seed in seeds:
        draws = random.Random(seed)
        for noise in noises:
            shift = draws.gauss(0, 4)
            for name in ("Dense", *effects):
                levels = []
                for level in LEVELS:
                    better = effects[name].get(noise, 0.0) if name != "Dense" and level else 0.0
                    accuracy = 90 - 50 * level + shift * level + better + draws.gauss(0, spread)
                    levels.append(NoiseResult(level, round(100 * accuracy), 10_000, 1.0))
                found.append(RunResult(name, "mnist", noise, seed, tuple(levels)))
    return found
