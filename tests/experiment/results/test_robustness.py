"""The robustness score: mean accuracy over a noise's levels, of the seeds that count."""

import math

from sparse_explorer.experiment.results.reports import NoiseResult
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.robustness import robustness, robustness_table


def run_of(variant: str, seed: int, *correct: int, noise: str = "article") -> RunResult:
    levels = tuple(NoiseResult(0.1 * place, right, 10, 1.0) for place, right in enumerate(correct))
    return RunResult(variant, "digits", noise, seed, levels)


def test_it_is_the_mean_over_levels() -> None:
    assert robustness(run_of("Dense", 0, 10, 8, 3)) == 70.0
    assert math.isnan(robustness(run_of("Dense", 0)))


def test_each_cell_is_of_one_variant_and_noise_over_the_seeds_that_count() -> None:
    runs = [
        run_of("Dense", 0, 10, 8),
        run_of("Dense", 1, 10, 4),
        run_of("Dense", 2, 0, 0),
        run_of("Dense", 0, 6, noise="black"),
        run_of("Sparse", 0, 10, 10),
        run_of("Sparse", 1),  # it diverged
    ]
    lines = [line.split("  ") for line in robustness_table(runs, range(2)).splitlines()]
    cells = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    assert cells[0] == ["variant", "article", "black"]
    assert cells[2:] == [["Dense", "80.0 ± 14.1", "60.0"], ["Sparse", "100.0", "–"]]
