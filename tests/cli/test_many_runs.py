"""Many runs from the command line: several at once, failures, Ctrl-C, and going on with what is missing."""

import csv
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sparse_explorer.cli import main
from sparse_explorer.experiment.runs import session
from sparse_explorer.experiment.runs.store import load_variant

QUICK = '[[noises]]\nconvention = "paper"\nlevels = [0.0, 0.5]\n' + "".join(
    f'[[variants]]\npreset = "{preset}"\n'
    "[variants.training]\nepochs = 2\nfirst_epoch_batch_size = 240\nbatch_size = 240\n"
    f"[[variants.network.convs]]\nchannels = 4\nk = 40\n[variants.network.hidden]\nunits = 20\nk = 5\n"
    for preset in ("dense-cnn-1", "sparse-cnn-1")
)
WRITTEN = (
    "comparisons.csv",
    "comparisons.md",
    "config.toml",
    "curve.png",
    "differences.png",
    "duty-cycles.csv",
    "duty-cycles.png",
    "epochs.csv",
    "layers.csv",
    "results.csv",
    "runs.md",
    "scores.csv",
    "scores.md",
    "summary.csv",
    "table.md",
    "variants",
)


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("file") / "quick.toml"
    path.write_text(QUICK, encoding="utf-8")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def whole_folder(quick: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one uninterrupted run with two seeds writes; not to be changed."""
    folder = tmp_path_factory.mktemp("out") / "whole"
    assert main(["run", "--config", str(quick), "--seeds", "2", "--output", str(folder)]) == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted(WRITTEN)
    return folder


@pytest.fixture
def whole(whole_folder: Path, tmp_path: Path) -> dict[str, bytes]:
    """The content of that folder, of which there is a copy in ``tmp_path / "whole"``."""
    shutil.copytree(whole_folder, tmp_path / "whole")
    return contents(whole_folder)


@pytest.mark.proof
def test_two_jobs_write_what_one_writes(quick: Path, tmp_path: Path, whole: dict[str, bytes]) -> None:
    folder = tmp_path / "two"
    words = ["run", "--config", str(quick), "--seeds", "2", "--jobs", "2", "--output", str(folder)]
    assert main(words) == 0
    assert contents(folder) == whole


def test_the_same_command_goes_on_with_what_is_missing(
    quick: Path, tmp_path: Path, whole: dict[str, bytes], capsys
) -> None:
    folder = tmp_path / "whole"
    shutil.rmtree(folder / "variants" / "sparse-cnn-1-seed0")
    broken = folder / "variants" / "dense-cnn-1-seed1" / "weights.safetensors"
    broken.write_bytes(kept := broken.read_bytes()[:100])
    aside = {"variants/dense-cnn-1-seed1/weights.broken.safetensors": kept}
    (folder / "results.csv").unlink()
    capsys.readouterr()
    words = ["run", "--config", str(quick), "--seeds", "2", "--output", str(folder)]
    assert main(words) == 0
    said = capsys.readouterr().err
    assert "2 of 4 runs are finished already; going on with the other 2" in said
    assert [line[:5] for line in said.splitlines() if line.startswith("[")] == ["[2/4]", "[3/4]"]
    assert contents(folder) == whole | aside
    assert main(words) == 0
    assert "4 of 4 runs are finished already" in capsys.readouterr().err
    assert contents(folder) == whole | aside


def test_more_seeds_keep_those_that_are_there(
    quick: Path, tmp_path: Path, whole: dict[str, bytes], capsys
) -> None:
    folder = tmp_path / "grown"
    words = ["run", "--config", str(quick), "--output", str(folder)]
    assert main([*words, "--seeds", "1"]) == 0
    assert main([*words, "--seeds", "2"]) == 0
    assert "2 of 4 runs are finished already" in capsys.readouterr().err
    assert contents(folder) == whole
    assert main([*words, "--seeds", "1"]) == 2
    assert "a different experiment (seeds)" in capsys.readouterr().err
    assert main([*words, "--seeds", "2", "--threads", "3"]) == 2
    assert "a different experiment (threads)" in capsys.readouterr().err
    assert contents(folder) == whole
    assert main([*words, "--seeds", "1", "--overwrite"]) == 0
    assert "finished already" not in capsys.readouterr().err
    assert sorted(path.name for path in (folder / "variants").iterdir()) == [
        "dense-cnn-1-seed0",
        "sparse-cnn-1-seed0",
    ]


def test_runs_made_apart_can_be_put_together(
    quick: Path, tmp_path: Path, whole: dict[str, bytes], capsys
) -> None:
    both = quick.read_text(encoding="utf-8").split("[[variants]]")
    parts = []
    for index in (1, 2):
        alone = tmp_path / f"{index}.toml"
        alone.write_text(both[0] + "[[variants]]" + both[index], encoding="utf-8")
        parts.append(tmp_path / f"part{index}")
        assert main(["run", "--config", str(alone), "--seeds", "2", "--output", str(parts[-1])]) == 0
    shutil.copytree(parts[1] / "variants", parts[0] / "variants", dirs_exist_ok=True)
    capsys.readouterr()
    assert main(["run", "--config", str(quick), "--seeds", "2", "--output", str(parts[0])]) == 0
    assert "4 of 4 runs are finished already" in capsys.readouterr().err
    assert contents(parts[0]) == whole


def test_a_failed_run_is_told_and_the_others_are_kept(
    quick: Path, tmp_path: Path, whole: dict[str, bytes], capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "failing"
    words = ["run", "--config", str(quick), "--seeds", "2", "--output", str(folder)]
    perform = session.perform

    def failing(task, **options):
        if task.number == 2:
            raise ArithmeticError("the loss is not a number")
        return perform(task, **options)

    with monkeypatch.context() as patch:
        patch.setattr(session, "perform", failing)
        assert main(words) == 1
    said = capsys.readouterr().err
    assert "[2/4] Sparse CNN-1, seed 0 failed: ArithmeticError: the loss is not a number" in said
    assert "1 of 4 runs failed: Sparse CNN-1, seed 0" in said
    found = {(row["variant"], row["seed"]) for row in rows(folder / "results.csv")}
    assert found == {("Dense CNN-1", "0"), ("Dense CNN-1", "1"), ("Sparse CNN-1", "1")}
    assert main(words) == 0
    assert contents(folder) == whole


@pytest.mark.proof
@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_ctrl_c_ends_all_processes_and_keeps_what_is_finished(quick: Path, tmp_path: Path) -> None:
    folder = tmp_path / "stopped"
    command = [sys.executable, "-m", "sparse_explorer", "run", "--config", str(quick), "--seeds", "100"]
    with subprocess.Popen(
        [*command, "--jobs", "2", "--output", str(folder)],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        finished = 0
        for line in process.stderr:
            finished += line.startswith("[")
            if finished == 3:  # a run is reported before it is saved: two are safe
                os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all processes
                break
        # Comes back only once every process that shares the two pipes has ended.
        printed, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert "stopped" in errors
    results = rows(folder / "results.csv")
    assert len({(row["variant"], row["seed"]) for row in results}) >= 2
    assert "Dense CNN-1" in printed
    for variant in (folder / "variants").iterdir():
        load_variant(variant)


def test_every_epoch_is_swept_and_the_papers_choice_is_one_of_them(
    tmp_path: Path, whole: dict[str, bytes]
) -> None:
    folder = tmp_path / "whole"
    epochs = rows(folder / "epochs.csv")
    assert [(row["variant"], row["seed"], row["epoch"], row["noise"]) for row in epochs] == [
        (variant, seed, epoch, noise)
        for variant in ("Dense CNN-1", "Sparse CNN-1")
        for seed in ("0", "1")
        for epoch in ("1", "2")
        for noise in ("0.00", "0.50")
    ]
    last = [{key: row[key] for key in row if key != "epoch"} for row in epochs if row["epoch"] == "2"]
    assert last == rows(folder / "results.csv")
    assert {(row["layer"], row["units"], row["k"]) for row in rows(folder / "layers.csv")} == {
        ("conv 1", "576", "40"),
        ("hidden", "20", "5"),
    }
    assert (folder / "duty-cycles.png").read_bytes().startswith(b"\x89PNG")
    counted: dict[tuple[str, ...], int] = {}
    for row in rows(folder / "duty-cycles.csv"):
        key = tuple(row[name] for name in ("variant", "seed", "epoch", "layer"))
        counted[key] = counted.get(key, 0) + int(row["count"])
        assert float(row["low"]) < float(row["high"])
    assert counted == {
        ("Sparse CNN-1", seed, epoch, layer): units
        for seed in ("0", "1")
        for epoch in ("1", "2")
        for layer, units in (("conv 1", 4), ("hidden", 20))
    }
    assert [(row["variant"], row["selection"]) for row in rows(folder / "scores.csv")] == [
        (variant, selection) for variant in ("Dense CNN-1", "Sparse CNN-1") for selection in ("last", "paper")
    ]


def test_the_last_epoch_alone_is_swept_when_asked(quick: Path, tmp_path: Path) -> None:
    folder = tmp_path / "last"
    words = ["run", "--config", str(quick), "--sweep", "last", "--output", str(folder)]
    assert main(words) == 0
    assert {row["epoch"] for row in rows(folder / "epochs.csv")} == {"2"}
    assert {row["selection"] for row in rows(folder / "scores.csv")} == {"last"}
