"""``sparse-explorer cost``: table, question and file, and one line for what cannot be."""

import csv
from pathlib import Path

import numpy as np
import pytest

import sparse_explorer as se
from sparse_explorer.cli import main
from sparse_explorer.experiment.engine.measuring import measured
from sparse_explorer.experiment.plan.cost import cost
from tests.sketches import sketches  # noqa: F401

TINY = se.NetworkConfig(
    convs=(se.ConvConfig(channels=2, kernel_size=9, k=20),), hidden=se.HiddenConfig(units=8)
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dense = se.NetworkConfig(False, False, False, TINY.convs, TINY.hidden)
    training = se.TrainingConfig(epochs=1)
    variants = (se.Variant("Dense", dense, training), se.Variant("Sparse", TINY, training))
    experiment = se.Experiment(variants, noises=(se.NoiseConfig("article", (0.0, 0.5)),), threads=1)
    place = tmp_path_factory.mktemp("cost") / "out"
    se.run(experiment, output=place)
    return place


def test_table_answer_and_file(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cost.csv"
    assert main(["cost", str(folder), "--at-least", "0", "--output", str(file)]) == 0
    printed = capsys.readouterr().out
    assert "The cheapest network with 0 % at article 0.50 is Sparse" in printed
    assert "s per 1,000" in printed
    with file.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["variant"] for row in rows] == ["Dense", "Sparse"]
    assert all(float(row["seconds_per_1000"]) > 0 and int(row["memory_bytes"]) > 0 for row in rows)
    assert main(["cost", str(folder), "--no-measure"]) == 0
    assert "s per 1,000" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--noise", "blur"], "noise: 'blur' was not swept in"),
        (["--level", "0.45"], "level: 0.45 was not swept; allowed is 0.00, 0.50"),
        (["--threads", "0"], "threads: 0 is not allowed; allowed is 1 ... 1024"),
        (["--at-least", "101"], "at-least: 101 is not allowed; allowed is 0 ... 100"),
        (["--output", "there.csv"], "there.csv is there already"),
        (["--output", "none/cost.csv"], "there is no folder"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("there.csv").write_text("mine")
    assert main(["cost", str(folder), *arguments]) == 2
    said = capsys.readouterr().err
    assert says in said and len(said.splitlines()) == 1
    assert Path("there.csv").read_text() == "mine"


def test_a_folder_without_an_experiment_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cost", str(tmp_path)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_memory_counts_weights_and_masks_and_turns_can_be_ended() -> None:
    found = measured(TINY)
    assert found.seconds > 0
    assert found.memory > 4 * (2 * 81 + 2 + 8 * 200)

    class EnoughError(Exception):
        pass

    def stop() -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        measured(TINY, stop)


def test_costs_and_verdicts_are_those_for_the_data_sets_own_size_and_classes(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    images, labels = random.integers(0, 256, (60, 20, 20), np.uint8), np.arange(60) % 12
    np.savez(tmp_path / "own.npz", images=images, labels=labels)
    training = se.TrainingConfig(epochs=1)
    dense = se.NetworkConfig(False, False, False, TINY.convs, TINY.hidden)
    plan = se.verdict_plan(
        (se.Variant("Dense", dense, training), se.Variant("Winners", TINY, training)),
        dataset=f"folder:{tmp_path / 'own.npz'}",
        seeds=2,
        confirm=0,
        noises=(se.NoiseConfig("article", (0.0, 0.5)),),
    )
    found = se.verdict(plan, output=tmp_path / "out")
    expected = {"Dense": cost(dense.fitted(20, 12)), "Winners": cost(TINY.fitted(20, 12))}
    assert {each.variant: each.cost for each in found.costs} == expected
    file = tmp_path / "cost.csv"
    words = ["cost", str(tmp_path / "out"), "--no-measure", "--level", "0.5", "--output", str(file)]
    assert main(words) == 0
    with file.open(encoding="utf-8") as lines:
        rows = {row["variant"]: int(row["multiply_adds"]) for row in csv.DictReader(lines)}
    assert rows == {name: each.multiply_adds for name, each in expected.items()}
