"""What is written of every epoch: its sweep, its layers, and how often units win."""

import csv
import io

from sparse_explorer.experiment.results.reports import EpochResult, LayerDutyCycles, NoiseResult
from sparse_explorer.experiment.results.results import (
    DUTY_CYCLE_COLUMNS,
    EPOCH_COLUMNS,
    LAYER_COLUMNS,
    RunResult,
    duty_cycles_csv,
    epochs_csv,
    layers_csv,
    summarize,
)


def levels(*correct: int) -> tuple[NoiseResult, ...]:
    return tuple(NoiseResult(index / 2, right, 200, right / 100) for index, right in enumerate(correct))


def layer(name: str, entropy: float, *duty_cycles: float) -> LayerDutyCycles:
    return LayerDutyCycles(name, 20, 5, entropy, 16.2256, duty_cycles)


SWEPT = RunResult(
    "=Sparse",
    "mnist",
    "paper",
    7,
    levels(180, 90),
    (
        EpochResult(1, levels(150, 60), (layer("conv 1", 10.126, 0.06, 0.26), layer("hidden", 12.0, 0.0))),
        EpochResult(2, (), (layer("conv 1", 11.0, 0.25), layer("hidden", 13.0, 0.0))),
        EpochResult(3, levels(180, 90), ()),
    ),
)


def rows(text: str, columns: tuple[str, ...]) -> list[list[str]]:
    header, *found = csv.reader(io.StringIO(text))
    assert header == list(columns)
    return found


def test_each_epoch_has_the_rows_of_its_own_sweep() -> None:
    before = ["'=Sparse", "mnist", "paper", "7"]
    assert rows(epochs_csv([SWEPT]), EPOCH_COLUMNS) == [
        [*before, "1", "0.00", "150", "200", "75.00", "1.5000"],
        [*before, "1", "0.50", "60", "200", "30.00", "0.6000"],
        [*before, "3", "0.00", "180", "200", "90.00", "1.8000"],
        [*before, "3", "0.50", "90", "200", "45.00", "0.9000"],
    ]


def test_each_layer_has_its_entropy_and_its_maximum() -> None:
    before = ["'=Sparse", "mnist", "7"]
    assert rows(layers_csv([SWEPT]), LAYER_COLUMNS) == [
        [*before, "1", "conv 1", "20", "5", "10.13", "16.23"],
        [*before, "1", "hidden", "20", "5", "12.00", "16.23"],
        [*before, "2", "conv 1", "20", "5", "11.00", "16.23"],
        [*before, "2", "hidden", "20", "5", "13.00", "16.23"],
    ]


def test_duty_cycles_are_counted_in_bins_with_their_edges() -> None:
    before = ["'=Sparse", "mnist", "7"]
    assert rows(duty_cycles_csv([SWEPT]), DUTY_CYCLE_COLUMNS) == [
        [*before, "1", "conv 1", "0", "0.05", "0"],
        [*before, "1", "conv 1", "0.05", "0.1", "1"],
        *(
            [*before, "1", "conv 1", low, high, "0"]
            for low, high in (("0.1", "0.15"), ("0.15", "0.2"), ("0.2", "0.25"))
        ),
        [*before, "1", "conv 1", "0.25", "0.3", "1"],
        [*before, "1", "hidden", "0", "0.05", "1"],
        *([*before, "2", "conv 1", f"{low / 20:g}", f"{(low + 1) / 20:g}", "0"] for low in range(5)),
        [*before, "2", "conv 1", "0.25", "0.3", "1"],
        [*before, "2", "hidden", "0", "0.05", "1"],
    ]


def test_levels_variants_and_conventions_are_summarised_apart() -> None:
    runs = [
        RunResult("a", "mnist", "paper", 0, levels(100, 60)),
        RunResult("a", "mnist", "paper", 1, levels(120, 80)),
        RunResult("b", "mnist", "paper", 0, levels(40, 20)),
        RunResult("a", "mnist", "article", 0, levels(2, 4)),
        RunResult("a", "kmnist", "paper", 0, levels(6, 8)),
    ]
    assert [
        (row.variant, row.dataset, row.noise_convention, row.seeds, row.noise, row.accuracy_mean)
        for row in summarize(runs)
    ] == [
        ("a", "mnist", "paper", 2, 0.0, 55.0),
        ("a", "mnist", "paper", 2, 0.5, 35.0),
        ("b", "mnist", "paper", 1, 0.0, 20.0),
        ("b", "mnist", "paper", 1, 0.5, 10.0),
        ("a", "mnist", "article", 1, 0.0, 1.0),
        ("a", "mnist", "article", 1, 0.5, 2.0),
        ("a", "kmnist", "paper", 1, 0.0, 3.0),
        ("a", "kmnist", "paper", 1, 0.5, 4.0),
    ]
