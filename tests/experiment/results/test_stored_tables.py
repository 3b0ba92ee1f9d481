"""What was published is whole: the tables that were written of it are made again from each other, byte for byte."""

import csv
import io
from pathlib import Path

import pytest

from sparse_explorer.experiment.plan.experiment_file import read_experiment
from sparse_explorer.experiment.results.results import (
    duty_cycles_csv,
    epochs_csv,
    layers_csv,
    results_csv,
    summarize,
    summary_csv,
)
from sparse_explorer.experiment.results.scores import score_rows, scores_csv
from sparse_explorer.experiment.results.stored_tables import runs_in_tables

DOCS = Path(__file__).parents[3] / "docs"


DIVERGED = {"dsw": 3}
"""Runs that are in no table."""


@pytest.mark.parametrize("name", ["paper", "mnist", "dsw", "dropout", "dropout-paper"])
def test_published_tables_come_out_of_published_tables(name: str) -> None:
    folder = DOCS / name
    experiment = read_experiment(folder / "config.toml")

    def read(table: str) -> str | None:
        path = folder / table
        return path.read_text(encoding="utf-8") if path.exists() else None

    found = runs_in_tables(experiment, read)
    order = [(variant.name, seed) for variant in experiment.variants for seed in experiment.all_seeds()]
    runs = [run for key in order for run in found.get(key, ())]
    assert len(order) - len(runs) == DIVERGED.get(name, 0)
    again = {
        "results.csv": results_csv(runs),
        "epochs.csv": epochs_csv(runs),
        "layers.csv": layers_csv(runs),
        "duty-cycles.csv": duty_cycles_csv(runs),
        "summary.csv": summary_csv(summarize(runs)),
    }
    for table, text in again.items():
        assert read(table) in (None, text), table
    scores = read("scores.csv")
    assert scores is not None
    assert columns(scores_csv(score_rows(runs, {}))) == columns(scores)


def columns(table: str) -> list[list[str]]:
    """What was found, without what was published."""
    return [row[:10] for row in csv.reader(io.StringIO(table))]
