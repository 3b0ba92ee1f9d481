"""The command line, as somebody at a terminal meets it."""

import csv
import errno
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from sparse_explorer.cli import main
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.experiment.runs.store import load_variant
from sparse_explorer.nn import kernels

QUICK = "[[noises]]\nlevels = [0.0, 0.5]\n" + "".join(
    f'[[variants]]\npreset = "{preset}"\n'
    "[variants.training]\nepochs = 1\nbatch_size = 240\n"
    f"[[variants.network.convs]]\nchannels = 4\nk = 40\n[variants.network.hidden]\nunits = 20\n"
    for preset in ("dense", "sparse")
)


@pytest.fixture
def quick(tmp_path: Path) -> Path:
    """An experiment file with two small networks that train in a second."""
    path = tmp_path / "quick.toml"
    path.write_text(QUICK, encoding="utf-8")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.usefixtures("real_pictures")
def test_a_run_prints_the_table_and_writes_everything(quick: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "out"
    assert main(["run", "--config", str(quick), "--seeds", "2", "--seed", "5", "--output", str(out)]) == 0
    printed = capsys.readouterr().out
    assert printed.splitlines()[3].split() == ["noise", "Dense", "Sparse"]
    assert "±" in printed
    results = rows(out / "results.csv")
    assert [(row["variant"], row["seed"], row["noise"]) for row in results] == [
        (variant, seed, noise)
        for variant in ("Dense", "Sparse")
        for seed in ("5", "6")
        for noise in ("0.00", "0.50")
    ]
    assert {row["total"] for row in results} == {"360"}
    assert [(row["variant"], row["seeds"]) for row in rows(out / "summary.csv")] == [
        ("Dense", "2"),
        ("Dense", "2"),
        ("Sparse", "2"),
        ("Sparse", "2"),
    ]
    assert (out / "curve.png").read_bytes().startswith(b"\x89PNG")
    assert "|    0.50 |" in (out / "table.md").read_text(encoding="utf-8")
    trained = load_variant(out / "variants" / "sparse-seed6")
    new_network(trained.variant, trained.seed).load_state_dict(trained.weights)
    assert sorted(path.name for path in out.iterdir()) == [
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
    ]


@pytest.mark.usefixtures("real_pictures")
def test_the_written_configuration_reproduces_the_results_byte_for_byte(quick: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert main(["run", "--config", str(quick), "--seed", "3", "--output", str(first)]) == 0
    assert main(["run", "--config", str(first / "config.toml"), "--output", str(second)]) == 0
    for name in ("results.csv", "summary.csv", "table.md", "curve.png", "duty-cycles.csv", "duty-cycles.png"):
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_without_k_winners_nothing_is_said_about_them(tmp_path: Path, capsys) -> None:
    path, out = tmp_path / "dense.toml", tmp_path / "out"
    path.write_text(QUICK[: QUICK.index('[[variants]]\npreset = "sparse"')], encoding="utf-8")
    assert main(["run", "--config", str(path), "--output", str(out)]) == 0
    assert "k-winners" not in capsys.readouterr().out
    assert not list(out.glob("duty-cycles.*"))


def test_where_kernels_are_missing_it_is_said_and_why(quick: Path, capsys, monkeypatch) -> None:
    monkeypatch.setattr(kernels, "LIBRARY", None)
    monkeypatch.setattr(kernels, "CAPABILITY", "not built")
    assert main(["run", "--config", str(quick), "--device", "cpu", "--threads", "1"]) == 0
    said = capsys.readouterr().err
    assert "CPU, 1 thread, no kernels" in said
    assert "there are no compiled kernels (not built), so that sparse networks train slower" in said


def test_presets_and_options_reach_the_experiment(tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = [
        "run",
        "--preset",
        "k-winners",
        "--epochs",
        "1",
        "--noise",
        "paper",
        "--device",
        "cpu",
        "--output",
        str(out),
    ]
    assert main(words) == 0
    results = rows(out / "results.csv")
    assert [row["noise"] for row in results] == [f"{level / 20:.2f}" for level in range(11)]
    assert {(row["variant"], row["noise_convention"], row["dataset"]) for row in results} == {
        ("k-winners", "paper", "digits")
    }


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "--preset", "nope"], "'nope' is unknown; groups of presets are article"),
        (["run", "--dataset", "nope"], "nope"),
        (["run", "--epochs", "0"], "1 ... 1000"),
        (["run", "--epochs", "many"], "invalid int value: 'many'"),
        (["run", "--seeds", "-1"], "1 ... 1000"),
        (["run", "--noise", "loud"], "kinds are article, paper"),
        (["run", "--sweep", "never"], "'last' or 'every'"),
        (["run", "--threads", "0"], "threads: 0 is not allowed; allowed is 1 ... 1024"),
        (["run", "--device", "tpu"], "'tpu' is not available"),
        (["run", "--config", "absent.toml"], "absent.toml"),
        (["run", "--frobnicate"], "--frobnicate"),
        (["run", "--dataset", "folder:absent"], "absent"),
        (["fly"], "fly"),
        (["run", "--output", ""], "argument --output: the path is empty"),
        (["run", "--output", " "], "argument --output: the path is empty"),
        (["run", "--output", "a\0b"], "argument --output: 'a\\x00b' is no path"),
        (["run", "--output", "~nobody_of_that_name/x"], "there is no such user"),
        (["run", "--config", ""], "argument --config: the path is empty"),
        (["run", "--config", "x" * 3000], "File name too long"),
        (["run", "--data-dir", ""], "argument --data-dir: the path is empty"),
        (["datasets", "--data-dir", "a\0b"], "argument --data-dir: 'a\\x00b' is no path"),
        (["theory", "--output", ""], "argument --output: the path is empty"),
        (["theory", "--output", "x" * 3000], "File name too long"),
        (
            ["run", "--dataset", "folder:C:\new"],
            "holds a control character; was a path with backslashes meant?",
        ),
        (["run", "--dataset", "min\nst"], "'min\\nst'"),
    ],
)
def test_a_mistake_gives_one_line_and_status_2(words: list[str], message: str, capsys) -> None:
    assert main(words) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.startswith("sparse-explorer: ")
    assert error.count("\n") == 1


def test_an_output_that_cannot_be_written_is_refused_before_training(
    quick: Path, tmp_path: Path, capsys
) -> None:
    (tmp_path / "file").write_text("in the way")
    assert main(["run", "--config", str(quick), "--output", str(tmp_path / "file" / "out")]) == 2
    error = capsys.readouterr().err
    assert "cannot write to" in error
    assert error.count("\n") == 1
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_noise_that_is_added_is_swept_over_what_is_trained(quick: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "out"
    words = ["run", "--config", str(quick), "--output", str(out)]
    assert main(words) == 0
    weights = {path: path.read_bytes() for path in out.glob("variants/*/weights.safetensors")}
    before = rows(out / "results.csv")
    capsys.readouterr()
    assert main([*words, "--noise", "article,gaussian"]) == 0
    said = capsys.readouterr()
    assert "article's noise, 2 levels 0.00 to 0.50, after the last epoch" in said.err
    assert "gaussian noise, 17 levels 0.00 to 0.80, after the last epoch" in said.err
    assert said.out.count("% correct, digits, ") == 2
    assert {path: path.read_bytes() for path in weights} == weights
    assert len(list((out / "variants").iterdir())) == len(weights) == 2
    after = rows(out / "results.csv")
    assert [row for row in after if row["noise_convention"] == "article"] == before
    assert sum(row["noise_convention"] == "gaussian" for row in after) == 2 * 17
    assert {path.name for path in out.glob("*.png")} == {
        "curve-article.png",
        "curve-gaussian.png",
        "duty-cycles.png",
    }
    assert main([*words, "--noise", "gaussian", "--noise", "article"]) == 0  # in whatever order
    assert "2 of 2 runs are finished already" in capsys.readouterr().err
    assert main([*words, "--noise", "gaussian"]) == 2
    assert "different experiment (noises)" in capsys.readouterr().err


def test_the_noises_are_listed_with_what_their_levels_mean(capsys) -> None:
    assert main(["noises"]) == 0
    printed = capsys.readouterr().out
    for kind in KINDS.values():
        (line,) = (line for line in printed.splitlines() if line.split()[:1] == [kind.name])
        assert kind.level in line
    assert "groups: pixels, " in printed


def test_results_of_another_experiment_are_not_replaced_unasked(quick: Path, tmp_path: Path, capsys) -> None:
    words = ["run", "--config", str(quick), "--output", str(tmp_path / "out")]
    assert main(words) == 0
    before = (tmp_path / "out" / "results.csv").read_bytes()
    assert main([*words, "--seed", "1"]) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert (tmp_path / "out" / "results.csv").read_bytes() == before
    assert main([*words, "--seed", "1", "--overwrite"]) == 0
    assert {row["seed"] for row in rows(tmp_path / "out" / "results.csv")} == {"1"}
    assert sorted(path.name for path in (tmp_path / "out" / "variants").iterdir()) == [
        "dense-seed1",
        "sparse-seed1",
    ]


def test_a_path_is_expanded_and_the_working_folder_must_be_there(
    quick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert main(["theory", "--output", "~/tables"]) == 0
    assert (tmp_path / "tables" / "theory.csv").exists()
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    capsys.readouterr()
    for words in (["run"], ["run", "--output", str(tmp_path / "out")], ["theory", "--output", "out"]):
        assert main(words) == 2
        assert capsys.readouterr().err == (
            "sparse-explorer: the working folder does not exist any more; change to another folder\n"
        )
    monkeypatch.chdir(tmp_path)
    assert not (tmp_path / "out").exists()


def test_datasets_says_which_are_here_and_what_having_the_others_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    raw = tmp_path / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    for split, count in (("train", 60_000), ("t10k", 10_000)):
        for name, size in (("images-idx3", 16 + 784 * count), ("labels-idx1", 8 + count)):
            with (raw / f"{split}-{name}-ubyte").open("wb") as file:
                file.truncate(size)  # of no content: to look at its size is all that is done
    monkeypatch.setenv("SPARSE_EXPLORER_DATA", str(tmp_path))
    assert main(["datasets"]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if line}
    assert "yes, bundled" in lines["digits"]
    assert "no, a download of 11.6 MB" in lines["mnist"]
    assert f"yes, 55.0 MB in {raw}" in lines["fashion-mnist"]
    assert "no, a download of 21.2 MB" in lines["kmnist"]
    (raw / "t10k-labels-idx1-ubyte").write_bytes(b"mine")
    assert main(["datasets"]) == 0
    assert f"no, but other files in {raw}" in capsys.readouterr().out
    assert main(["datasets", "--data-dir", str(tmp_path / "elsewhere")]) == 0
    assert "no, a download of 30.9 MB" in capsys.readouterr().out


def test_listings(capsys) -> None:
    assert main(["presets"]) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in presets())
    assert main(["datasets", "--data-dir", "somewhere"]) == 0
    printed = capsys.readouterr().out
    assert all(
        name in printed for name in ("digits", "mnist", "fashion-mnist", "kmnist", "folder:PATH", "somewhere")
    )


@pytest.mark.proof
@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_ctrl_c_saves_what_is_finished(quick: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "sparse_explorer", "run", "--config", str(quick), "--seeds", "500"]
    with subprocess.Popen(
        [*command, "--output", str(out)], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stderr:
            if line.startswith("[3/1000]"):  # a run is reported before it is saved: two are safe
                process.send_signal(signal.SIGINT)
                break
        printed, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "stopped" in errors
    assert "Dense" in printed
    results = rows(out / "results.csv")
    finished = {(row["variant"], row["seed"]) for row in results}
    assert {("Dense", "0"), ("Sparse", "0")} <= finished
    assert len(results) == 2 * len(finished)
    assert not list(out.rglob(".tmp-*"))
    for folder in (out / "variants").iterdir():
        load_variant(folder)


DIVERGING = "seeds = 2\n[[noises]]\nlevels = [0.0, 0.5]\n" + "".join(
    f'[[variants]]\npreset = "dense"\nname = "{name}"\n'
    f"[variants.training]\nepochs = 1\nlearning_rate = {rate}\n"
    "[[variants.network.convs]]\nchannels = 4\n[variants.network.hidden]\nunits = 20\n"
    for name, rate in (("Exploding", 10.0), ("Dense", 0.01))
)


def test_a_run_that_diverges_is_named_with_what_to_try_and_is_in_no_number(tmp_path: Path, capsys) -> None:
    path, out = tmp_path / "diverging.toml", tmp_path / "out"
    path.write_text(DIVERGING, encoding="utf-8")
    words = ["run", "--config", str(path), "--output", str(out)]
    assert main(words) == 0
    printed, said = capsys.readouterr()
    told = r"the loss became NaN at step \d+ of 23; try a smaller learning rate than 10 or less momentum than 0\.5"
    assert re.search(rf"^\[1/4\] Exploding, seed 0 diverged: {told}", said, re.MULTILINE)
    assert re.search(rf"^\[3/4\] Exploding, seed 1 diverged: {told}", said, re.MULTILINE)
    assert "[2/4] Dense, seed 0: " in said
    assert "failed" not in said
    assert re.search(rf"^Exploding: 2 of 2 runs diverged, seeds 0, 1: {told}$", printed, re.MULTILINE)
    row = next(line for line in printed.splitlines() if line.split()[:1] == ["0.50"])
    assert row.split()[1] == "diverged"
    assert "±" in row
    for name in ("results.csv", "summary.csv", "epochs.csv", "scores.csv"):
        assert {each["variant"] for each in rows(out / name)} == {"Dense"}, name
    table = (out / "table.md").read_text(encoding="utf-8")
    assert "diverged |" in table
    assert re.search(told, table)
    runs = (out / "runs.md").read_text(encoding="utf-8").splitlines()
    assert [line.count("diverged") for line in runs if "Exploding" in line] == [1, 1]
    for description in (out / "variants").glob("*/variant.json"):
        json.loads(description.read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert main(words) == 0
    again = capsys.readouterr()
    assert "4 of 4 runs are finished already" in again.err
    assert again.out == printed


def test_where_every_run_diverges_there_is_a_table_and_no_picture(tmp_path: Path, capsys) -> None:
    path, out = tmp_path / "diverging.toml", tmp_path / "out"
    path.write_text(DIVERGING.replace("0.01", "9.0").replace("seeds = 2", "seeds = 1"), encoding="utf-8")
    assert main(["run", "--config", str(path), "--output", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "Dense: 1 of 1 runs diverged, seed 0: the loss became NaN" in printed
    assert "Noise score" not in printed
    assert rows(out / "results.csv") == []
    assert not (out / "curve.png").exists()


@pytest.mark.proof
@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_of_two_that_start_at_once_in_a_new_folder_one_is_told_and_nothing_is_lost(
    quick: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "sparse_explorer", "run", "--config", str(quick), "--output", str(out)]
    both = [
        subprocess.Popen([*command, "--seed", seed, "--seeds", "3"], stderr=subprocess.PIPE, text=True)
        for seed in ("0", "100")
    ]
    ends = [(process.communicate(timeout=120)[1], process.returncode) for process in both]
    assert sorted(code for _, code in ends) == [0, 2]
    refused = next(said for said, code in ends if code == 2)
    assert refused.count("\n") == 1
    assert "is in use by process " in refused or "holds the results of a different experiment" in refused
    first = 0 if ends[0][1] == 0 else 100
    assert {row["seed"] for row in rows(out / "results.csv")} == {str(first + each) for each in range(3)}
    assert len(list((out / "variants").iterdir())) == 6


@pytest.mark.proof
@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_a_call_that_was_killed_is_continued_by_the_same_one(quick: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "out"
    words = ["run", "--config", str(quick), "--seeds", "3", "--output", str(out)]
    with subprocess.Popen(
        [sys.executable, "-m", "sparse_explorer", *words], stderr=subprocess.PIPE, text=True
    ) as process:
        for line in process.stderr:
            if line.startswith("[3/6]"):  # a run is reported before it is saved: two are safe
                process.kill()
                break
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert main([*words, "--seed", "9"]) == 2
    assert "different experiment" in capsys.readouterr().err
    assert main(words) == 0
    assert re.search("[23] of 6 runs are finished already", capsys.readouterr().err)
    assert len(rows(out / "results.csv")) == 12
    assert not [path for path in out.rglob("*") if path.name.startswith(".")]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="tells by the system which file is written")
@pytest.mark.parametrize("partly", [False, True], ids=["no room at all", "no room for one"])
def test_a_disk_that_fills_up_costs_neither_runs_nor_tables(
    quick: Path, tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch, partly: bool
) -> None:
    assert main(["run", "--config", str(quick), "--output", str(tmp_path / "whole")]) == 0
    whole = capsys.readouterr()
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    real, refused = os.fsync, []

    def full(handle: int) -> None:
        name = os.readlink(f"/proc/self/fd/{handle}")
        if name.startswith(str(out / "variants")) and not (partly and "sparse-seed0" in name):
            refused.append(name)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    words = ["run", "--config", str(quick), "--output", str(out)]
    assert main(words) == 1
    said = capsys.readouterr()
    assert refused
    assert said.out == whole.out
    assert said.err.count("No space left on device; the runs go on") == 1
    rescued = list(elsewhere.iterdir())
    assert len(rescued) == 1
    assert f"what could not be saved in {out} is in {rescued[0]}" in said.err
    names = {path.name for path in (rescued[0] / "variants").iterdir()}
    assert names == ({"dense-seed0"} if partly else {"dense-seed0", "sparse-seed0"})
    assert (rescued[0] / "results.csv").read_bytes() == (tmp_path / "whole" / "results.csv").read_bytes()
    monkeypatch.setattr(os, "fsync", real)
    assert main(words) == 0  # what is missing is done again
    assert (out / "results.csv").read_bytes() == (tmp_path / "whole" / "results.csv").read_bytes()


def test_what_a_folder_holds_besides_is_said(quick: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "out"
    words = ["run", "--config", str(quick), "--output", str(out)]
    assert main(words) == 0
    (out / "variants" / "dense-seed0" / "variant.json").write_text("mine")
    capsys.readouterr()
    assert main(words) == 0
    said = capsys.readouterr().err
    assert f"{out / 'variants' / 'dense-seed0'} holds no run that can be read, and is left as it is" in said
    assert (out / "variants" / "dense-seed0" / "variant.json").read_text() == "mine"


@pytest.mark.parametrize(
    ("said", "words", "waiting"),
    [
        ({}, ["presets"], ("PASSIVE", None)),
        ({}, ["run", "--jobs", "2"], ("PASSIVE", None)),
        ({}, ["run"], (None, "2000")),
        ({"BUSY": "1"}, ["run"], ("PASSIVE", None)),
        ({"OMP_WAIT_POLICY": "ACTIVE"}, ["run"], ("ACTIVE", None)),
        ({"GOMP_SPINCOUNT": "7"}, ["presets"], (None, "7")),
    ],
)
def test_threads_wait_as_suits_the_machine_unless_the_user_says_otherwise(said, words, waiting) -> None:
    code = (
        "import os, sys, sparse_explorer.cli as c, sparse_explorer.threads as t\n"
        "t._others_running = lambda: 9 * int(os.environ.get('BUSY', 0))\n"
        "os.cpu_count = lambda: 2\n"
        "c._command = lambda name: lambda options: 0\n"
        "c.main(sys.argv[1:])\n"
        "print([os.environ.get(name) for name in ('OMP_WAIT_POLICY', 'GOMP_SPINCOUNT')])"
    )
    unset = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "OMP_NUM_THREADS")
    environment = {key: value for key, value in os.environ.items() if key not in unset} | said
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == str(list(waiting))
