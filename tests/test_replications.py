"""docs/REPLICATIONS.md is what the script makes of the files in docs/, and each rule can go either way."""

import importlib.util
import random
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.differences import differences
from sparse_explorer.experiment.plan.experiment_file import read_experiment
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.results.reports import NoiseResult
from sparse_explorer.experiment.results.results import RunResult, results_csv

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("replications", ROOT / "packaging/replications.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write(path: Path, kind: str, accuracies: dict[str, float], level: float = 0.5, seeds: int = 6) -> None:
    """A results.csv in which each variant has an accuracy, percent, at a level, a little different for each seed."""
    draws = random.Random(0)
    runs = []
    for seed in range(seeds):
        shift = draws.uniform(-50, 50)  # of a seed, the same for all variants
        for name, accuracy in accuracies.items():
            right = round(100 * accuracy + shift + draws.uniform(-5, 5))
            runs.append(RunResult(name, "mnist", kind, seed, (NoiseResult(level, right, 10_000, 1.0),)))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(results_csv(runs), encoding="utf-8")


def judged(script: ModuleType, root: Path, what: str) -> str:
    (line,) = (line for line in script.lines() if line.what.startswith(what))
    return line.judge(root).verdict


def test_the_page_is_what_the_script_makes(script: ModuleType) -> None:
    assert (ROOT / script.PAGE).read_text(encoding="utf-8") == script.page(ROOT), (
        "run packaging/replications.py"
    )


def test_without_runs_the_page_says_so(script: ModuleType, tmp_path: Path) -> None:
    page = script.page(tmp_path)
    assert page.count(f"**{script.NOT_RUN}**") == len([line for line in script.lines() if line.needs])
    assert "Table 1, Sparse CNN-1" in page


def test_the_crossed_experiment_changes_one_thing_at_a_time() -> None:
    experiment = read_experiment(ROOT / "examples/dsw.toml")
    shown = {
        each.name: (
            blueprint(each.network).hidden.density,
            each.training.first_epoch_batch_size or each.training.batch_size,
        )
        for each in experiment.variants
    }
    assert shown == {
        "dense weights, batch 64": (1.0, 64),
        "dense weights, batch 4": (1.0, 4),
        "sparse weights, batch 64": (0.3, 64),
        "sparse weights, batch 4": (0.3, 4),
    }
    assert len({(each.network.convs, each.network.k_winners) for each in experiment.variants}) == 1


@pytest.mark.parametrize(
    ("weights", "batch", "verdict"),
    [
        (0, -30, "reproduced, but by the batch"),
        (-30, 0, "undecided"),
        (-8, -25, "undecided"),
        (0, -2, "undecided"),
    ],
)
def test_the_drop_of_dsw_is_laid_to_the_batch_alone_where_it_is(
    script: ModuleType, tmp_path: Path, weights: float, batch: float, verdict: str
) -> None:
    accuracies = {
        "dense weights, batch 64": 90,
        "dense weights, batch 4": 11,
        "sparse weights, batch 64": 90 + weights,
        "sparse weights, batch 4": 90 + weights + batch,
    }
    # Eleven levels in the experiment; one that counts as much here.
    write(tmp_path / script.DSW, "paper", {name: value for name, value in accuracies.items()})
    rows = (tmp_path / script.DSW).read_text(encoding="utf-8")
    lines = rows.splitlines()
    more = [lines[0]] + [
        line.replace(",0.50,", f",{level / 100:.2f},") for line in lines[1:] for level in range(0, 55, 5)
    ]
    (tmp_path / script.DSW).write_text("\n".join(more) + "\n", encoding="utf-8")
    assert judged(script, tmp_path, "Sparse CNN-2 D3 against DSW") == verdict


@pytest.mark.parametrize(("k_winners", "verdict"), [(70, "same order"), (50, "another order")])
def test_an_order_is_the_same_or_another(
    script: ModuleType, tmp_path: Path, k_winners: float, verdict: str
) -> None:
    accuracies = {"Dense + batch norm": 30, "Dense": 45, "Dense + dropout": 55, "k-winners": k_winners}
    write(tmp_path / script.VERDICT, "article", accuracies, level=0.6)
    assert judged(script, tmp_path, "Grey pixels") == verdict


@pytest.mark.parametrize(
    ("change", "verdict"), [(2, "agrees"), (0, "cannot be said"), (-2, "does not agree")]
)
def test_a_difference_agrees_if_its_interval_does(
    script: ModuleType, tmp_path: Path, change: float, verdict: str
) -> None:
    write(tmp_path / script.VERDICT, "paper", {"Dense": 60, "Dense + dropout": 60 + change})
    assert judged(script, tmp_path, "Dropout under") == verdict


@pytest.mark.parametrize(
    ("change", "dense", "sparse"), [(2, "agrees", "does not agree"), (-2, "does not agree", "agrees")]
)
def test_dropout_helps_the_dense_network_and_hurts_the_sparse_one(
    script: ModuleType, tmp_path: Path, change: float, dense: str, sparse: str
) -> None:
    accuracies = {"Dense": 60, "Dense + dropout": 60 + change, "Sparse": 80, "Sparse + dropout": 80 + change}
    write(tmp_path / script.DROPOUT, "paper", accuracies)
    assert judged(script, tmp_path, "Dropout in the article's dense") == dense
    assert judged(script, tmp_path, "Dropout in the article's sparse") == sparse


@pytest.mark.parametrize(
    ("change", "dense", "sparse"), [(2, "agrees", "does not agree"), (-2, "does not agree", "agrees")]
)
def test_dropout_in_the_papers_networks_is_held_against_their_runs_in_another_folder(
    script: ModuleType, tmp_path: Path, change: float, dense: str, sparse: str
) -> None:
    dropout = {"Dense CNN-2 + dropout": 60 + change, "Sparse CNN-2 + dropout": 80 + change}
    write(tmp_path / script.PAPER_RUNS, "paper", {"Dense CNN-2": 60, "Sparse CNN-2": 80})
    write(tmp_path / script.PAPER_DROPOUT, "paper", dropout)
    assert judged(script, tmp_path, "Dropout in the paper's Dense") == dense
    assert judged(script, tmp_path, "Dropout in the paper's Sparse") == sparse


def test_dropout_in_the_papers_networks_changes_nothing_but_dropout() -> None:
    dense, sparse = read_experiment(ROOT / "examples/dropout-paper.toml").variants
    for preset, after in (("dense-cnn-2", dense), ("sparse-cnn-2", sparse)):
        assert [each.path for each in differences(presets()[preset].variant, after)] == ["network.dropout"]


def test_the_dropout_experiment_changes_nothing_but_dropout() -> None:
    dense, dense_dropout, sparse, sparse_dropout = read_experiment(ROOT / "examples/dropout.toml").variants
    for before, after in ((dense, dense_dropout), (sparse, sparse_dropout)):
        assert [each.path for each in differences(before, after)] == ["network.dropout"]


def test_the_articles_run_is_held_against_where_further_runs_would_be(
    script: ModuleType, tmp_path: Path
) -> None:
    (line,) = (line for line in script.lines() if line.what == "Table of accuracies, dense")

    def runs_around(change: float) -> list[RunResult]:

        curve = presets()["dense"].published
        return [
            RunResult(
                "Dense",
                "mnist",
                "article",
                seed,
                tuple(
                    NoiseResult(level, round(100 * (accuracy + change + seed - 2)), 10_000, 1.0)
                    for level, accuracy in zip(curve.levels, curve.accuracy, strict=True)
                ),
            )
            for seed in range(5)
        ]

    verdict: dict[float, str] = {}
    judge: Callable[[Path], object] = line.judge
    for change in (1.0, -10.0):
        path = tmp_path / "docs/mnist/results.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(results_csv(runs_around(change)), encoding="utf-8")
        verdict[change] = judge(tmp_path).verdict
    assert verdict == {1.0: "reproduced", -10.0: "differs at 17 levels"}
