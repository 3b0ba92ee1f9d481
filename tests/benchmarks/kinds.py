"""A sweep of every kind of noise, as ``sparse-explorer evaluate`` does it: as many at once as there are cores."""

import os
import time
from collections.abc import Generator
from contextlib import closing
from functools import partial

import torch

from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.engine.evaluation import evaluation
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.results.reports import EvaluationReport
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.experiment.runs.side_by_side import side_by_side
from tests.benchmarks.results import Section
from tests.benchmarks.sweep import WHOLE, share
from tests.benchmarks.workloads import Bench, preset

LEVELS = 15
"""Of each kind, evenly spread over its own; a kind that has fewer is swept at those."""

ALL = "all kinds"


def levels_of(kind: str) -> tuple[float, ...]:
    """The levels at which a kind is swept."""
    own = NoiseConfig(kind).levels
    if len(own) <= LEVELS:
        return own
    return tuple(own[place * (len(own) - 1) // (LEVELS - 1)] for place in range(LEVELS))


def measure(bench: Bench, section: Section) -> None:
    """Seconds on the wall for one network of the article's, and what each kind takes of them by itself."""
    data, jobs = share(bench.data, bench.pick(WHOLE, 20)), os.cpu_count() or 1
    kinds = bench.pick(tuple(KINDS), ("article", "uniform", "blur"))
    threads = torch.get_num_threads()

    def sweep(kind: str) -> Generator[EvaluationReport, None, None]:
        torch.set_num_threads(threads)
        yield from evaluation(
            new_network(preset("sparse"), 0), data, NoiseConfig(kind, levels_of(kind)), seed=0
        )

    started, ends = time.perf_counter(), {}
    with closing(side_by_side([partial(sweep, kind) for kind in kinds], jobs)) as reports:
        for place, report in reports:
            if report is None:
                ends[kinds[place]] = time.perf_counter() - started
    section.record(ALL, "s", time.perf_counter() - started)
    last = max(ends, key=ends.__getitem__)
    section.notes.append(
        f"{len(kinds)} kinds, up to {LEVELS} levels each, {len(data.test_images):,} images, {jobs} at once, {threads} "
        f"threads each; the last to end was {last}. The network is untrained."
    )
