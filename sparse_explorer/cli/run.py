"""``sparse-explorer run``: the experiment in a terminal, with progress bars, a table and files."""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence

import torch
from tqdm import tqdm

from sparse_explorer.cli.arguments import experiment_of
from sparse_explorer.cli.interrupt import Interrupt
from sparse_explorer.cli.output import RESULTS, VARIANTS, check_output, clear_output, describe, write_results
from sparse_explorer.data.catalogue import describe as describe_dataset
from sparse_explorer.data.datasets import ImageData, load
from sparse_explorer.data.download import DownloadProgress
from sparse_explorer.experiment.config import Experiment, Variant
from sparse_explorer.experiment.devices import choose_device, describe_device
from sparse_explorer.experiment.fields import ConfigError
from sparse_explorer.experiment.presets import PublishedCurve, published_curve
from sparse_explorer.experiment.reports import EvaluationReport, TrainingReport
from sparse_explorer.experiment.results import RunResult, summarize
from sparse_explorer.experiment.runner import FinishedRun, run
from sparse_explorer.experiment.store import folder_name, save_variant
from sparse_explorer.experiment.table import published_columns, render, variant_columns
from sparse_explorer.paths import data_dir


def run_command(options: argparse.Namespace) -> int:
    """Train, sweep, print and save what the options ask for; returns the exit status.

    Raises:
        ConfigError, DataError: before any training, for what the user can mend.
    """
    experiment = experiment_of(options)
    experiment = experiment.with_epochs(describe_dataset(experiment.dataset).epochs)
    if options.output is not None:
        check_output(options.output, experiment, options.overwrite)
    device = choose_device(options.device)
    data = _load(experiment.dataset, options)
    _say(
        f"{experiment.dataset}: {len(data.train_images):,} training and {len(data.test_images):,} test images · "
        f"{describe_device(device)}"
    )
    published = _published(experiment)
    runs: list[RunResult] = []
    folders: set[str] = set()
    interrupted = False
    try:
        with Interrupt() as interrupt:
            for finished in _finished_runs(experiment, data, device, interrupt):
                runs.append(finished.result)
                if options.output is not None:
                    _save(
                        options, experiment, finished, _in_order(experiment, runs), published, folders, device
                    )
                interrupt.check()
    except KeyboardInterrupt:
        interrupted = True
    _print_outcome(options, experiment, _in_order(experiment, runs), published, interrupted)
    return 130 if interrupted else 0


def _finished_runs(
    experiment: Experiment, data: ImageData, device: torch.device, interrupt: Interrupt
) -> Iterator[FinishedRun]:
    """Run seed by seed, so that all variants can be compared after the first seed already."""
    total = len(experiment.variants) * experiment.seeds
    number = 0
    for seed in experiment.all_seeds():
        for variant in experiment.variants:
            number += 1
            name = f"{variant.name}, seed {seed}" if experiment.seeds > 1 else variant.name
            label = f"[{number}/{total}] {name}"
            started = time.perf_counter()
            finished = _run_with_bars(label, variant, seed, experiment, data, device, interrupt)
            _say(f"{label}: {_accuracies(finished.result)} ({time.perf_counter() - started:.0f} s)")
            yield finished


def _run_with_bars(
    label: str,
    variant: Variant,
    seed: int,
    experiment: Experiment,
    data: ImageData,
    device: torch.device,
    interrupt: Interrupt,
) -> FinishedRun:
    with _bar(f"{label} · training", "step") as training, _bar(f"{label} · noise", "image") as sweep:
        for report in run(variant, data, experiment.noise, seed=seed, device=device):
            if isinstance(report, FinishedRun):
                return report
            interrupt.check()
            if isinstance(report, TrainingReport):
                training.total = report.steps
                training.set_postfix_str(
                    f"epoch {report.epoch}/{report.epochs}, loss {report.losses[-1]:.3f}, "
                    f"{report.images_per_second:,.0f} images/s",
                    refresh=False,
                )
                training.update(report.step - training.n)
            elif isinstance(report, EvaluationReport):
                sweep.total = report.total
                sweep.update(report.done - sweep.n)
    raise AssertionError("a run ends with a FinishedRun")


def _bar(label: str, unit: str) -> "tqdm[None]":
    # disable=None: silent where stderr is no terminal, such as a log file.
    return tqdm(
        desc=label, unit=unit, leave=False, disable=None, dynamic_ncols=True, unit_scale=unit == "image"
    )


def _load(name: str, options: argparse.Namespace) -> ImageData:
    bars: dict[str, tqdm[None]] = {}

    def show(progress: DownloadProgress) -> None:
        if progress.file not in bars:
            label = f"{progress.file} ({progress.file_index + 1}/{progress.files})"
            bars[progress.file] = tqdm(
                desc=label, unit="B", unit_scale=True, total=progress.total_bytes or None, disable=None
            )
        bar = bars[progress.file]
        bar.update(progress.done_bytes - bar.n)

    try:
        return load(name, data_dir(options.data_dir), show)
    finally:
        for bar in bars.values():
            bar.close()


def _save(
    options: argparse.Namespace,
    experiment: Experiment,
    finished: FinishedRun,
    runs: Sequence[RunResult],
    published: Sequence[tuple[str, PublishedCurve]],
    folders: set[str],
    device: torch.device,
) -> None:
    name = folder_name(finished.trained.variant, finished.trained.seed, folders)
    folders.add(name)
    circumstances = f"torch {torch.__version__}, {describe_device(device)}"
    try:
        if len(runs) == 1:
            clear_output(options.output)
        save_variant(options.output / VARIANTS / name, finished.trained)
        write_results(options.output, experiment, runs, published, circumstances)
    except OSError as error:
        raise ConfigError("output", f"cannot write to {options.output}: {error.strerror or error}") from None


def _print_outcome(
    options: argparse.Namespace,
    experiment: Experiment,
    runs: Sequence[RunResult],
    published: Sequence[tuple[str, PublishedCurve]],
    interrupted: bool,
) -> None:
    if runs:
        columns = [*variant_columns(summarize(runs)), *published_columns(published)]
        print(f"\n% correct, {describe(experiment, runs)}\n")
        print(render(columns, experiment.noise.levels))
    if interrupted:
        wanted = len(experiment.variants) * experiment.seeds
        _say(f"\nsparse-explorer: stopped, {len(runs)} of {wanted} runs are finished")
    if runs and options.output is not None:
        _say(f"\nTables, curve and trained variants are in {options.output} (start with {RESULTS})")
    elif runs:
        _say("\nAdd --output DIR to keep the tables, the curve and the trained variants.")


def _in_order(experiment: Experiment, runs: Sequence[RunResult]) -> list[RunResult]:
    """The runs variant by variant, and seed by seed within each."""
    names = [variant.name for variant in experiment.variants]
    return sorted(runs, key=lambda run: (names.index(run.variant), run.seed))


def _published(experiment: Experiment) -> list[tuple[str, PublishedCurve]]:
    found = (
        (v.name, published_curve(v, experiment.dataset, experiment.noise.convention))
        for v in experiment.variants
    )
    return [(name, curve) for name, curve in found if curve is not None]


def _accuracies(result: RunResult) -> str:
    shown = [level for level in result.levels if level.noise in (0.0, 0.3, 0.6)] or result.levels[:1]
    return ", ".join(f"{level.accuracy:.1f} % at {level.noise:.2f}" for level in shown)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
