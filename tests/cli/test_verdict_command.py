"""``sparse-explorer verdict``: one command for many variants, noises and seeds, and what it prints."""

import contextlib
import csv
import io
from pathlib import Path

import pytest

from sparse_explorer.cli import main

WORDS = ("--preset", "k-winners", "--noise", "article,black", "--seeds", "2", "--confirm", "1")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The folder, and what the command said to standard output and error."""
    folder = tmp_path_factory.mktemp("verdict") / "out"
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        patch.setenv("SPARSE_EXPLORER_HOME", str(home))

        out, error = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
            assert main(["verdict", *WORDS, "--epochs", "1", "--output", str(folder)]) == 0
    return folder, out.getvalue(), error.getvalue()


def test_every_variant_noise_and_seed_is_in_the_folder(printed: tuple[Path, str, str]) -> None:
    with (printed[0] / "results.csv").open(encoding="utf-8", newline="") as file:
        found = {(row["variant"], row["noise_convention"], row["seed"]) for row in csv.DictReader(file)}
    assert found == {
        (variant, noise, seed)
        for variant in ("Dense", "k-winners")
        for noise in ("article", "black")
        for seed in "012"
    }


def test_it_says_how_robust_each_is_and_how_long_it_takes(printed: tuple[Path, str, str]) -> None:
    _, out, error = printed
    assert "digits, seeds 0 to 1, claiming" in out
    assert "digits, seed 2, confirming" in out
    heads = [line.split() for line in out.splitlines() if line.startswith("variant")]
    assert heads == [["variant", "article", "black"]] * 2
    estimates = [line for line in error.splitlines() if line.startswith("about ")]
    assert len(estimates) == 1
    assert estimates[0].endswith(" for the other 5 runs")


def test_the_same_command_has_nothing_left_to_do(
    printed: tuple[Path, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verdict", *WORDS, "--epochs", "1", "--output", str(printed[0])]) == 0
    said = capsys.readouterr()
    assert "6 of 6 runs are finished already" in said.err
    assert said.out == printed[1]


def test_what_cannot_be_done_is_said_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    for words, line in (
        (["--seeds", "1"], "seeds: 1 is not allowed; allowed is 2 ... 500"),
        (["--reference", "Nobody"], "reference: 'Nobody' is unknown"),
        (["--noise", "nothing"], "'nothing' is unknown"),
        (["--jobs", "0"], "jobs: 0 is not allowed"),
        (["--epochs", "0"], "epochs: 0 is not allowed"),
    ):
        assert main(["verdict", *words]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert line in said.err
        assert said.err.count("\n") == 1
