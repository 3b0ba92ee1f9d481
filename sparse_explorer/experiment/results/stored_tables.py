"""Finished runs out of the tables that were written of them, where their networks are gone. Imports no torch.

Right answers are whole numbers there, so that every table that is made again is the same, digit by digit. Losses have
four decimals, entropies two, and of the duty cycles there is how many lie in each bin.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sparse_explorer.experiment.plan.experiment import Experiment, Sweep
from sparse_explorer.experiment.results.csv_reading import Row, read_rows
from sparse_explorer.experiment.results.csv_text import safe_text
from sparse_explorer.experiment.results.report import RESULTS
from sparse_explorer.experiment.results.reports import EpochResult, LayerDutyCycles, NoiseResult
from sparse_explorer.experiment.results.results import (
    DUTY_CYCLE_COLUMNS,
    EPOCH_COLUMNS,
    LAYER_COLUMNS,
    RESULT_COLUMNS,
    RunResult,
)
from sparse_explorer.experiment.results.stored_reports import MOST_UNITS
from sparse_explorer.reading import ReadError, short

Run = tuple[str, int]
"""A variant's name and a seed."""

EPOCHS, LAYERS, DUTY_CYCLES = "epochs.csv", "layers.csv", "duty-cycles.csv"
_LAST_EDGE = 1.001
"""Of the bins of duty cycles; they are rounded."""

_Levels = dict[float, NoiseResult]


@dataclass
class _Tables:
    """What the tables say: levels by run, noise and epoch (0: after the last), layers by run and epoch."""

    levels: dict[tuple[Run, str, int], _Levels] = field(default_factory=lambda: defaultdict(dict))
    layers: dict[tuple[Run, int], dict[str, LayerDutyCycles]] = field(
        default_factory=lambda: defaultdict(dict)
    )


def runs_in_tables(
    experiment: Experiment, read: Callable[[str], str | None], wanted: Container[Run] | None = None
) -> dict[Run, tuple[RunResult, ...]]:
    """The finished runs of an experiment, one result for each noise, by variant and seed.

    A run that diverged is in no table, and so not among them.

    Args:
        experiment: what the tables are of, with nothing left open.
        read: gives the content of the table of that name, or None where there is none. ``results.csv`` is needed, and
            ``epochs.csv`` where a noise was swept after every epoch.
        wanted: the runs that are looked for; None for all.

    Raises:
        ReadError: names the table, the line or the run, and what is wrong.
    """
    tables, runs = _Tables(), dict[Run, None]()
    for name, columns, take in (
        (RESULTS, RESULT_COLUMNS, _take_level),
        (EPOCHS, EPOCH_COLUMNS, _take_epoch),
        (LAYERS, LAYER_COLUMNS, _take_layer),
        (DUTY_CYCLES, DUTY_CYCLE_COLUMNS, _take_duty_cycle),
    ):
        text = read(name)
        if text is None and name == RESULTS:
            raise ReadError(name, "is missing")
        try:
            for row, run in _rows_of(experiment, text or "", columns):
                if wanted is None or run in wanted:
                    take(tables, row, run)
                    runs.setdefault(run)
        except ReadError as error:
            raise ReadError(", ".join(filter(None, (name, error.field))), error.reason) from None
    return {run: _results(experiment, tables, run) for run in runs}


def _rows_of(experiment: Experiment, text: str, columns: Sequence[str]) -> Iterator[tuple[Row, Run]]:
    """The rows of a table with the run that each is of."""
    names = {safe_text(variant.name): variant.name for variant in experiment.variants}
    noises = {noise.convention for noise in experiment.noises}
    seeds = experiment.all_seeds()
    for row in read_rows(text, columns) if text else ():
        for column, known in (("variant", names), ("dataset", {safe_text(experiment.dataset)})):
            if row.text(column) not in known:
                raise row.problem(f"{column}: {short(row.text(column))} is not in the configuration")
        if "noise_convention" in columns and row.text("noise_convention") not in noises:
            raise row.problem(
                f"noise_convention: {short(row.text('noise_convention'))} is not in the configuration"
            )
        yield row, (names[row.text("variant")], row.whole("seed", seeds[0], seeds[-1]))


def _take_level(tables: _Tables, row: Row, run: Run, epoch: int = 0) -> None:
    total = row.whole("total", 1)
    level = NoiseResult(
        row.number("noise", 0, 1), row.whole("correct", 0, total), total, row.number_or_word("loss")
    )
    at = tables.levels[run, row.text("noise_convention"), epoch]
    if level.noise in at:
        raise row.problem(f"noise {level.noise:.2f} of the same run is there twice")
    at[level.noise] = level


def _take_epoch(tables: _Tables, row: Row, run: Run) -> None:
    _take_level(tables, row, run, row.whole("epoch", 1))


def _take_layer(tables: _Tables, row: Row, run: Run) -> None:
    units = row.whole("units", 1)
    layer = LayerDutyCycles(
        row.text("layer"),
        units,
        row.whole("k", 0, units),
        row.number("entropy", 0, 1.001 * units),
        row.number("max_entropy", 0, 1.001 * units),
    )
    tables.layers[run, row.whole("epoch", 1)][layer.layer] = layer


def _take_duty_cycle(tables: _Tables, row: Row, run: Run) -> None:
    """A bin's units all in its middle, which brings them into the same bin again."""
    layers = tables.layers.get((run, row.whole("epoch", 1)), {})
    layer = layers.get(row.text("layer"))
    if layer is None:
        raise row.problem(f"layer: {short(row.text('layer'))} of this run and epoch is not in {LAYERS}")
    middle = (row.number("low", 0, 1) + row.number("high", 0, _LAST_EDGE)) / 2
    room = min(layer.units, MOST_UNITS) - len(layer.duty_cycles)
    more = (middle,) * row.whole("count", 0, room)
    layers[layer.layer] = replace(layer, duty_cycles=(*layer.duty_cycles, *more))


def _results(experiment: Experiment, tables: _Tables, run: Run) -> tuple[RunResult, ...]:
    return tuple(_result(experiment, tables, run, sweep) for sweep in experiment.sweeps())


def _result(experiment: Experiment, tables: _Tables, run: Run, sweep: Sweep) -> RunResult:
    name, seed = run
    last = _sweep_after(tables, run, sweep, 0, RESULTS)
    epochs = next(each.training.epochs for each in experiment.variants if each.name == name) or 0
    after = [
        _sweep_after(tables, run, sweep, epoch, EPOCHS) if sweep.every else last if epoch == epochs else ()
        for epoch in range(1, epochs + 1)
    ]
    if [level.correct for level in after[-1]] != [level.correct for level in last]:
        raise ReadError(_place(EPOCHS, run, sweep), f"its last epoch is not what {RESULTS} has")
    return RunResult(
        name,
        experiment.dataset,
        sweep.noise.convention,
        seed,
        last,
        tuple(
            EpochResult(epoch, levels, tuple(tables.layers.get((run, epoch), {}).values()))
            for epoch, levels in enumerate(after, start=1)
        ),
    )


def _sweep_after(tables: _Tables, run: Run, sweep: Sweep, epoch: int, table: str) -> tuple[NoiseResult, ...]:
    found = tables.levels.get((run, sweep.noise.convention, epoch), {})
    if tuple(found) != sweep.noise.levels:
        after = f" after epoch {epoch}" if epoch else ""
        raise ReadError(
            _place(table, run, sweep), f"the noise levels{after} are not those of the configuration"
        )
    return tuple(found.values())


def _place(table: str, run: Run, sweep: Sweep) -> str:
    return f"{table}, {run[0]}, seed {run[1]}, {sweep.noise.convention}"
