"""What is printed and written of finished runs: in the order of the experiment, and what the numbers are of."""

import csv
import dataclasses
import io

import pytest

from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results import comparisons
from sparse_explorer.experiment.results.comparisons import COMPARISON_COLUMNS, Difference
from sparse_explorer.experiment.results.difference_curve import difference_figure
from sparse_explorer.experiment.results.report import ExperimentReport
from sparse_explorer.experiment.results.reports import EpochResult, LayerDutyCycles, NoiseResult
from sparse_explorer.experiment.results.results import (
    DUTY_CYCLE_COLUMNS,
    EPOCH_COLUMNS,
    LAYER_COLUMNS,
    RESULT_COLUMNS,
    SUMMARY_COLUMNS,
    RunResult,
)
from sparse_explorer.experiment.results.scores import SCORE_COLUMNS
from tests.sketches import sketches  # noqa: F401

NAMES = ("Zeta", "Alpha")
NOISE = NoiseConfig("article", (0.0, 0.5))
BRIGHT = NoiseConfig("paper", (0.0, 0.2))


def run(variant: str, seed: int, entropy: float = 12.0) -> RunResult:
    levels = (NoiseResult(0.0, 90 + seed, 100, 0.1), NoiseResult(0.5, 40 + seed, 100, 1.0))
    layers = (LayerDutyCycles("hidden", 20, 5, entropy, 16.0, (0.25,) * 20),) if variant == "Alpha" else ()
    return RunResult(variant, "digits", "article", seed, levels, (EpochResult(1, levels, layers),))


def report(*runs: RunResult, seeds: int = 3) -> ExperimentReport:
    experiment = Experiment(tuple(map(Variant, NAMES)), seed=1, seeds=seeds, noises=(NOISE,))
    return ExperimentReport(experiment, runs)


ENDED = [
    run("Alpha", 2, 10.0),
    run("Zeta", 3),
    run("Alpha", 1, 14.0),
    run("Zeta", 1),
    run("Zeta", 2),
    run("Alpha", 3),
]


def test_runs_stand_in_the_order_of_the_experiment_however_they_ended() -> None:
    rows = list(csv.DictReader(io.StringIO(report(*ENDED).files()["results.csv"])))
    assert [(row["variant"], row["seed"]) for row in rows[::2]] == [
        (name, seed) for name in NAMES for seed in ("1", "2", "3")
    ]
    assert report(*reversed(ENDED)).files() == report(*ENDED).files()


def test_the_title_says_of_how_many_seeds_the_numbers_are() -> None:
    assert report(*ENDED).title(NOISE) == "digits, article's noise, seeds 1 to 3, mean ± standard deviation"
    assert report(ENDED[0]).title(NOISE) == "digits, article's noise, seed 2"
    two = report(ENDED[0], ENDED[2])
    assert two.title(NOISE) == "digits, article's noise, seeds 1 to 2, mean ± standard deviation"


def test_what_is_printed_has_means_and_spreads_over_seeds() -> None:
    lines = [line.split() for line in report(*ENDED).text().splitlines()]
    assert ["0.00", "92.00", "±", "1.00", "92.00", "±", "1.00"] in lines
    assert ["0.50", "42.00", "±", "1.00", "42.00", "±", "1.00"] in lines


def test_entropies_are_the_mean_over_seeds() -> None:
    (line,) = (line for line in report(*ENDED).text().splitlines() if "hidden" in line)
    assert line.split() == ["Alpha", "hidden", "12", "16", "75", "%"]


def test_without_k_winners_there_is_nothing_about_them() -> None:
    dense = report(run("Zeta", 1), run("Zeta", 2))
    assert "k-winners" not in dense.text()
    assert not [name for name in dense.files() if name.startswith("duty-cycles")]


def test_each_file_has_the_content_of_its_name() -> None:
    files = report(*ENDED).files()
    first = {name: content.splitlines()[0] for name, content in files.items() if isinstance(content, str)}
    assert first == {
        "results.csv": ",".join(RESULT_COLUMNS),
        "summary.csv": ",".join(SUMMARY_COLUMNS),
        "table.md": f"% correct, {report(*ENDED).title(NOISE)}",
        "epochs.csv": ",".join(EPOCH_COLUMNS),
        "scores.csv": ",".join(SCORE_COLUMNS),
        "scores.md": f"Noise score, {report(*ENDED).title(NOISE)}",
        "runs.md": "Every run, digits, article's noise",
        "layers.csv": ",".join(LAYER_COLUMNS),
        "duty-cycles.csv": ",".join(DUTY_CYCLE_COLUMNS),
        "comparisons.csv": ",".join(COMPARISON_COLUMNS),
        "comparisons.md": "Robustness less that of Zeta, digits, seeds 1 to 3, paired",
    }
    pictures = {name for name, content in files.items() if isinstance(content, bytes)}
    assert pictures == {"curve.png", "duty-cycles.png", "differences.png"}
    assert all(files[name].startswith(b"\x89PNG") for name in pictures)
    assert files["curve.png"] != files["duty-cycles.png"]


def test_variants_are_compared_with_the_first_one_pair_by_pair() -> None:
    """Alpha is right 1, 3 and 2 times more often at level 0.5 than Zeta with the same seed."""
    better = [
        dataclasses.replace(
            each,
            levels=(each.levels[0], NoiseResult(0.5, each.levels[1].correct + more, 100, 1.0)),
        )
        for each, more in zip((run("Alpha", 1), run("Alpha", 2), run("Alpha", 3)), (1, 3, 2), strict=True)
    ]
    made = report(*better, run("Zeta", 3), run("Zeta", 1), run("Zeta", 2))
    rows = list(csv.DictReader(io.StringIO(made.files()["comparisons.csv"])))
    assert [row["noise"] for row in rows] == ["score", "0.00", "0.50"]
    assert (rows[2]["difference"], rows[2]["same_sign"], rows[2]["seeds"]) == ("2.000", "3", "3")
    assert (rows[0]["difference"], rows[1]["unsaid"]) == ("1.000", "no spread over the seeds")
    assert "Robustness less that of Zeta" in made.text() and "+1.00" in made.text()
    drawn = difference_figure(made.comparisons, NAMES, "title")
    assert list(drawn.axes[0].lines[0].get_ydata()) == [0.0, 2.0]
    assert drawn.axes[0].get_ylabel() == "points more than Zeta"


def test_what_is_printed_does_not_wait_for_what_is_said_of_every_level(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """There are many times as many levels as scores, and a request to stop waits for what is printed."""
    asked = []
    monkeypatch.setattr(
        comparisons, "paired", lambda ours, theirs: asked.append(ours) or Difference(2, 1.0, unsaid="no")
    )
    made = report(run("Zeta", 1), run("Zeta", 2), run("Alpha", 1), run("Alpha", 2))
    assert "less that of Zeta" in made.text()
    assert len(asked) == 1


def test_the_files_are_tables_and_what_each_drawing_gives() -> None:
    made = two_noises(*ENDED)
    tables, drawings = made.tables(), made.drawings()
    assert {name[-4:] for name in drawings} == {".png"} and not {
        name for name in tables if name.endswith(".png")
    }
    assert made.files() == tables | {name: draw() for name, draw in drawings.items()}


def test_a_single_seed_or_a_single_variant_is_compared_with_nothing() -> None:
    for made in (report(run("Zeta", 1), run("Alpha", 1)), report(run("Zeta", 1), run("Zeta", 2))):
        assert made.comparisons == []
        assert not [name for name in made.files() if name.startswith(("comparisons", "differences"))]
        assert "less that of" not in made.text()


def two_noises(*ended: RunResult) -> ExperimentReport:
    """A report of the same runs, swept with a second noise in which Alpha is right 7 and Zeta 5 times of 100."""
    bright = [
        dataclasses.replace(
            run,
            noise_convention="paper",
            levels=tuple(
                NoiseResult(level, 7 if run.variant == "Alpha" else 5, 100, 2.0) for level in (0.0, 0.2)
            ),
        )
        for run in ended
    ]
    experiment = Experiment(tuple(map(Variant, NAMES)), seed=1, seeds=3, noises=(NOISE, BRIGHT))
    return ExperimentReport(experiment, [*bright, *ended])


def test_each_of_several_noises_has_its_rows_tables_and_curve() -> None:
    both = two_noises(*ENDED)
    files, alone = both.files(), report(*ENDED).files()
    rows = list(csv.DictReader(io.StringIO(files["results.csv"])))
    assert [(row["noise_convention"], row["noise"]) for row in rows[:4]] == [
        ("article", "0.00"),
        ("article", "0.50"),
        ("paper", "0.00"),
        ("paper", "0.20"),
    ]
    for name in ("table.md", "scores.md", "runs.md"):
        first, second = files[name].split("paper's noise")
        assert first.startswith(alone[name])
        assert "90" not in second.replace("0.00", "")
    assert files["curve-article.png"] == alone["curve.png"] != files["curve-paper.png"]
    assert "curve.png" not in files
    assert set(both.unused_files()) >= {"curve.png", "curve-gaussian.png"} & set(both.FILES)
    assert not set(both.unused_files()) & set(files)
    scores = list(csv.DictReader(io.StringIO(files["scores.csv"])))
    assert [(row["variant"], row["noise_convention"]) for row in scores[::2]] == [
        (name, noise) for noise in ("article", "paper") for name in NAMES
    ]


def test_what_no_noise_changes_is_told_once() -> None:
    files, alone = two_noises(*ENDED).files(), report(*ENDED).files()
    for name in ("layers.csv", "duty-cycles.csv", "duty-cycles.png"):
        assert files[name] == alone[name]
    printed = two_noises(*ENDED).text()
    assert printed.count("How evenly") == printed.count("hidden") == 1
    assert [line for line in printed.splitlines() if line.startswith("Noise score")] == [
        "Noise score: right answers summed over the noise levels, article's noise",
        "Noise score: right answers summed over the noise levels, paper's noise",
    ]
