"""The tables: tidy rows, mean and spread, and cells that no spreadsheet runs."""

import csv
import io
from pathlib import Path

from sparse_explorer.experiment.results.reports import NoiseResult
from sparse_explorer.experiment.results.results import (
    RESULT_COLUMNS,
    SUMMARY_COLUMNS,
    RunResult,
    SummaryRow,
    results_csv,
    summarize,
    summary_csv,
)
from sparse_explorer.experiment.results.table import render, variant_columns


def run(variant: str, seed: int, *correct: int) -> RunResult:
    levels = tuple(NoiseResult(index / 10, right, 200, 0.25) for index, right in enumerate(correct))
    return RunResult(variant, "mnist", "article", seed, levels)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_results_are_tidy() -> None:
    text = results_csv([run("Dense", 3, 190, 101)])
    assert text.splitlines()[0] == ",".join(RESULT_COLUMNS)
    assert text.splitlines()[1:] == [
        "Dense,mnist,article,3,0.00,190,200,95.00,0.2500",
        "Dense,mnist,article,3,0.10,101,200,50.50,0.2500",
    ]


def test_summary_has_mean_and_sample_deviation() -> None:
    text = summary_csv(summarize([run("Dense", 0, 180), run("Sparse", 0, 100), run("Dense", 1, 184)]))
    assert text.splitlines()[0] == ",".join(SUMMARY_COLUMNS)
    assert text.splitlines()[1:] == [
        "Dense,mnist,article,2,0.00,91.00,1.41",
        "Sparse,mnist,article,1,0.00,50.00,0.00",
    ]


def test_names_cannot_become_formulas_and_survive_quoting() -> None:
    for name in ("=1+1", "+x", "-x", "@x"):
        assert rows(results_csv([run(name, 0, 1)]))[0]["variant"] == "'" + name
    awkward = 'a "b", c'
    assert rows(results_csv([run(awkward, 0, 1)]))[0]["variant"] == awkward


def test_the_noise_score_sums_right_answers() -> None:
    assert run("Dense", 0, 190, 101, 9).noise_score == 300


def test_the_table_has_a_row_a_level_and_a_column_a_variant() -> None:
    summary = summarize([run("Dense", 0, 190, 100), run("Sparse", 0, 180, 150)])
    lines = render(variant_columns(summary), (0.0, 0.1)).splitlines()
    assert lines[0].split() == ["noise", "Dense", "Sparse"]
    assert lines[2].split() == ["0.00", "95.00", "90.00"]
    assert lines[3].split() == ["0.10", "50.00", "75.00"]


def test_the_documented_table_is_laid_out_as_it_is_now() -> None:
    """docs/mnist/table.md and runs.md are what the numbers beside them give."""
    folder = Path(__file__).parents[3] / "docs" / "mnist"
    found = rows((folder / "summary.csv").read_text(encoding="utf-8"))
    summary = [
        SummaryRow(
            row["variant"],
            row["dataset"],
            row["noise_convention"],
            int(row["seeds"]),
            float(row["noise"]),
            float(row["accuracy_mean"]),
            float(row["accuracy_std"]),
        )
        for row in found
    ]
    levels = tuple(dict.fromkeys(row.noise for row in summary))
    lines = render(variant_columns(summary), levels, markdown=True).splitlines()
    written = (folder / "table.md").read_text(encoding="utf-8").splitlines()[2:]
    width = len(lines[0])  # published columns follow
    assert [line[: width - 1] for line in written] == [line[: width - 1] for line in lines]
