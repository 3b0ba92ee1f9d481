"""CSV tables of an experiment whose networks are gone: one of them broken, the others sound."""

import functools
from pathlib import Path
from random import Random

from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.experiment_file import write_experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.results.csv_text import PLAIN, excel_dialect
from sparse_explorer.experiment.results.reports import EpochResult, LayerDutyCycles, NoiseResult
from sparse_explorer.experiment.results.results import (
    RunResult,
    duty_cycles_csv,
    epochs_csv,
    layers_csv,
    results_csv,
)
from sparse_explorer.experiment.runs.merging import merge
from sparse_explorer.experiment.runs.ownership import CONFIG, MARK
from tests.fuzz.formats import Format, Outcome, tiny
from tests.fuzz.mutations import spoil

EXPERIMENT = Experiment(
    (tiny.VARIANT,), seed=3, seeds=2, noises=(NoiseConfig("paper", (0.0, 0.5)),), sweep="every", threads=1
)
CELLS = (
    "", " ", "0", "-1", "1.5", "1e400", "nan", "inf", "-inf", "NaN", "9" * 25, "9" * 5000, "x" * 2000, "²", "٣", "0x7",
    "1_0", "0,5", "0;5", '"', '"a\nb"', "'=1", "=1", "\x00", "\u202e", "2147483648", "3", "4", "5", "paper", "blur",
)  # fmt: skip

_WRITERS = {
    "results.csv": results_csv,
    "epochs.csv": epochs_csv,
    "layers.csv": layers_csv,
    "duty-cycles.csv": duty_cycles_csv,
}


@functools.cache
def _sound(excel: bool = False) -> dict[str, str]:
    dialect = excel_dialect(",") if excel else PLAIN
    runs = []
    for seed in (3, 4):
        epochs = tuple(
            EpochResult(
                epoch,
                (NoiseResult(0.0, 90 + seed, 100, 0.1), NoiseResult(0.5, 50 + epoch, 100, 1.5)),
                (LayerDutyCycles("hidden", 4, 2, 3.5, 4.0, (0.1, 0.5, 0.5, 0.9)),),
            )
            for epoch in (1, 2)
        )
        runs.append(RunResult(tiny.VARIANT.name, "digits", "paper", seed, epochs[-1].levels, epochs))
    return {name: write(runs, dialect) for name, write in _WRITERS.items()}


def _make(dice: Random) -> bytes:
    """The name of the table, a null byte, and its content."""
    excel = dice.random() < 0.3
    name = dice.choice(tuple(_WRITERS))
    text = _sound(excel)[name]
    if dice.random() < 0.5:
        return name.encode() + b"\0" + spoil(text.encode(), dice)
    delimiter = ";" if excel else ","
    lines = text.split("\r\n" if excel else "\n")
    for _ in range(dice.choice((1, 1, 2, 3))):
        at = dice.randrange(len(lines))
        act = dice.choice(("cell", "cell", "cell", "twice", "drop", "exchange"))
        if act == "cell":
            cells = lines[at].split(delimiter)
            cells[dice.randrange(len(cells))] = dice.choice(CELLS)
            lines[at] = delimiter.join(cells)
        elif act == "twice":
            lines.insert(dice.randrange(len(lines)), lines[at])
        elif act == "drop" and len(lines) > 1:
            del lines[at]
        else:
            other = dice.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
    return name.encode() + b"\0" + "\n".join(lines).encode()


def _read(content: bytes, folder: Path) -> Outcome:
    broken, _, spoilt = content.partition(b"\0")
    (folder / CONFIG).write_text(f"{MARK}\n{write_experiment(EXPERIMENT)}", encoding="utf-8")
    for name, text in _sound().items():
        (folder / name).write_bytes(spoilt if name == broken.decode() else text.encode())
    try:
        results = merge([folder]).results
    except ConfigError as error:
        return Outcome(False, (str(error),), str(folder))
    for name, write in _WRITERS.items():
        (folder / name).write_text(write(results), encoding="utf-8")
    again = merge([folder]).results
    for name, write in _WRITERS.items():
        assert write(again) == write(results), f"what was written to {name} is read as something else"
    return Outcome(True)


FORMAT = Format("tables", "CSV tables", _make, _read)
