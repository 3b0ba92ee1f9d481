"""Noise scores over seeds, the paper's selection of an epoch, and the comparison with what was published."""

import csv
import io

import pytest

from sparse_explorer.experiment.plan.presets import PublishedScore
from sparse_explorer.experiment.results.curve import curve_figure
from sparse_explorer.experiment.results.reports import EpochResult, NoiseResult
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.scores import (
    DIFFERENCE_NOTE,
    SCORE_COLUMNS,
    SELECTION_NOTE,
    run_table,
    score_note,
    score_rows,
    score_table,
    scores_csv,
    selected_epoch,
)

PUBLISHED = PublishedScore(
    source="paper",
    dataset="mnist",
    noise="paper",
    seeds=10,
    total=200,
    accuracy_mean=90.0,
    accuracy_std=0.5,
    score_mean=150,
    score_std=4,
)


def levels(*correct: int) -> tuple[NoiseResult, ...]:
    return tuple(NoiseResult(index / 2, right, 100, 0.25) for index, right in enumerate(correct))


def run(seed: int, *epochs: tuple[int, ...], variant: str = "Net") -> RunResult:
    """A run with one tuple of right answers an epoch; an empty one for an epoch without a sweep."""
    results = tuple(EpochResult(number, levels(*correct)) for number, correct in enumerate(epochs, start=1))
    return RunResult(variant, "mnist", "paper", seed, results[-1].levels, results)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_papers_selection_is_the_first_epoch_of_best_clean_accuracy() -> None:
    best_in_the_middle = run(0, (80, 99), (95, 10), (95, 60), (90, 70))
    assert selected_epoch(best_in_the_middle, "paper").epoch == 2
    assert selected_epoch(best_in_the_middle, "paper").noise_score == 105
    assert selected_epoch(best_in_the_middle, "last").epoch == 4
    assert selected_epoch(best_in_the_middle, "last").noise_score == 160


def test_without_a_sweep_after_every_epoch_there_is_no_such_selection() -> None:
    assert selected_epoch(run(0, (), (90, 70)), "paper") is None
    assert [row.selection for row in score_rows([run(0, (), (90, 70))], {})] == ["last"]
    plain = RunResult("Net", "mnist", "paper", 0, levels(90, 70))
    assert selected_epoch(plain, "last").noise_score == 160
    assert selected_epoch(plain, "paper") is None


def test_mean_deviation_and_distance_from_the_published_figures() -> None:
    runs = [run(0, (91, 60), (90, 61)), run(1, (89, 70), (91, 63))]
    last, paper = score_rows(runs, {"Net": PUBLISHED})
    assert (last.selection, last.seeds, last.total) == ("last", 2, 200)
    assert (last.accuracy.mean, last.score.mean) == (90.5, 152.5)
    assert (last.accuracy.deviation, last.score.deviation) == (
        pytest.approx(0.5**0.5),
        pytest.approx(4.5**0.5),
    )
    assert last.accuracy_difference == pytest.approx(1.0)
    assert last.score_difference == pytest.approx(2.5 / 4)
    assert (paper.accuracy.mean, paper.score.mean) == (91.0, 152.5)
    written = rows(scores_csv([last]))[0]
    assert list(written) == list(SCORE_COLUMNS)
    assert (written["score_mean"], written["score_std"], written["score_difference"]) == (
        "152.5",
        "2.1",
        "0.62",
    )
    line = score_table([last], "github").splitlines()[-1]
    assert [cell.strip() for cell in line.split("|")[1:-1]] == [
        "Net",
        "last",
        "2",
        "90.50 ± 0.71",
        "90.00 ± 0.50",
        "+1.0",
        "152 ± 2",
        "150 ± 4",
        "+0.6",
    ]


def test_columns_for_what_was_published_are_there_only_where_something_was() -> None:
    mine, theirs = (run(0, (90, 61)), RunResult("Other", "mnist", "paper", 0, levels(90, 61), ()))
    for markdown in (False, True):
        alone = score_table(score_rows([mine, theirs], {}), markdown)
        assert "published" not in alone
        assert "difference" not in alone
        assert all(text in alone for text in ("Net", "Other", "test %", "noise score", "90.00", "151"))
        beside = score_table(score_rows([mine, theirs], {"Net": PUBLISHED}), markdown)
        assert beside.count("published") == beside.count("difference") == 2
    last, paper = score_rows([mine], {})
    assert (score_note([last]), score_note([last, paper])) == ("", SELECTION_NOTE)
    last, paper = score_rows([mine], {"Net": PUBLISHED})
    assert (score_note([last]), score_note([paper])) == (
        DIFFERENCE_NOTE,
        f"{SELECTION_NOTE} {DIFFERENCE_NOTE}",
    )


def test_one_seed_has_no_deviation() -> None:
    row = score_rows([run(0, (90, 61))], {})[0]
    assert row.accuracy.count == row.score.count == 1
    assert "±" not in score_table([row])
    written = rows(scores_csv([row]))[0]
    assert (written["accuracy_std"], written["score_std"], written["published_score_mean"]) == ("", "", "")


def test_a_score_out_of_another_number_of_images_is_not_compared() -> None:
    three_levels = run(0, (90, 61, 30))
    assert score_rows([three_levels], {"Net": PUBLISHED})[0].published is None


def test_without_noise_zero_there_is_no_clean_accuracy() -> None:
    noisy = (EpochResult(1, levels(90, 61)[1:]),)
    row = score_rows([RunResult("Net", "mnist", "paper", 0, noisy[0].levels, noisy)], {})[0]
    assert row.accuracy is None and row.score.mean == 61
    assert "61" in score_table([row])


def test_every_run_has_a_line() -> None:
    lines = run_table([run(0, (91, 60), (90, 61)), run(1, (), (91, 63))], markdown=True).splitlines()[2:]
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    assert cells == [
        ["Net", "0", "2", "90.00", "151", "1", "91.00", "151"],
        ["Net", "1", "2", "91.00", "154", "", "", ""],
    ]


def test_the_picture_has_a_thin_line_for_each_seed_and_a_thick_one_for_their_mean() -> None:
    runs = [run(seed, (90 + seed, 60 - seed)) for seed in range(3)]
    axes = curve_figure(runs, ["Net"], [], "title").axes[0]
    thick = [line for line in axes.lines if line.get_linewidth() >= 2]
    thin = [line for line in axes.lines if line.get_linewidth() < 1]
    assert [list(line.get_ydata()) for line in thick] == [[91, 59]]
    assert [list(line.get_ydata()) for line in thin] == [[90, 60], [91, 59], [92, 58]]
    assert len(axes.collections) == 1  # the band
    alone = curve_figure(runs[:1], ["Net"], [], "title").axes[0]
    assert len(alone.lines) == 1 and len(alone.collections) == 0


def test_variants_beyond_the_palette_differ_in_their_marker() -> None:
    runs = [run(0, (90, 60), variant=f"Net {number}") for number in range(9)]
    names = [one.variant for one in runs]
    lines = curve_figure(runs, names, [], "title").axes[0].lines
    assert len({(line.get_color(), line.get_marker()) for line in lines}) == 9
