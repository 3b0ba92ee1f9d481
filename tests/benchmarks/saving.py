"""What it costs to save a run while it trains, as a share of the whole run's time."""

import dataclasses
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from sparse_explorer.data.datasets import ImageData, load
from sparse_explorer.experiment.plan.experiment import Sweep
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.runs import runner
from sparse_explorer.experiment.runs.keeper import RunKeeper
from tests.benchmarks.results import Section, alternate, median
from tests.benchmarks.workloads import Bench, preset

SEED = 0


def measure(bench: Bench, section: Section) -> None:
    """Percent of a run that goes into copying and saving it: long epochs and short ones, sparse and dense."""
    digits = load("digits")
    long, short = bench.pick(4, 1), bench.pick(60, 2)
    contestants = {
        f"sparse, {bench.data.name}": share(preset("sparse"), bench.data, long),
        f"dense, {bench.data.name}": share(preset("dense"), bench.data, long),
        "sparse, digits": share(preset("sparse"), digits, short),
    }
    alternate(section, contestants, bench.pick(3, 1), "%")
    for name in contestants:
        section.record("most", "%", median(section.values(name)))


def share(variant: Variant, data: ImageData, epochs: int) -> Callable[[], float]:
    """A contestant that trains a run in a folder and returns the percentage of its time that keeping it took."""
    variant = dataclasses.replace(variant, training=dataclasses.replace(variant.training, epochs=epochs))

    def contestant() -> float:
        spent = 0.0

        class TimedKeeper(RunKeeper):
            def keep_up(self, epoch_ended: bool = False) -> str:
                nonlocal spent
                began = time.perf_counter()
                problem = super().keep_up(epoch_ended)
                spent += time.perf_counter() - began
                assert not problem, problem
                return problem

        with (
            tempfile.TemporaryDirectory() as folder,
            mock.patch.object(runner, "RunKeeper", TimedKeeper),
        ):
            began = time.perf_counter()
            for _ in runner.run(
                variant,
                data,
                [Sweep(NoiseConfig("article", (0.0,)))],
                seed=SEED,
                folder=Path(folder) / "run",
            ):
                pass
            return 100 * spent / (time.perf_counter() - began)

    return contestant
