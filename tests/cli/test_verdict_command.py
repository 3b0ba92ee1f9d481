"""``sparse-explorer verdict``: one command for many variants, noises and seeds, and what it prints."""

import contextlib
import csv
import dataclasses
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from sparse_explorer.cli import main, verdict
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.noises import NoiseConfig, noises
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant
from tests.sketches import draw_sketches

TINY = NetworkConfig(
    convs=(ConvConfig(channels=1, kernel_size=11, k=10),), hidden=HiddenConfig(units=4), k_winners=True
)
SMALL = (
    Variant("Dense", dataclasses.replace(TINY, k_winners=False), TrainingConfig(batch_size=240)),
    Variant("k-winners", TINY, TrainingConfig(batch_size=240)),
)
WORDS = ("--preset", "k-winners", "--noise", "article,black", "--seeds", "2", "--confirm", "1")


@pytest.fixture(scope="module", autouse=True)
def small() -> Iterator[None]:
    """Networks and noises that take less time than the presets of these names."""

    def noises_of(*names: str) -> tuple[NoiseConfig, ...]:
        return tuple(dataclasses.replace(each, levels=(0.0, 0.5)) for each in noises(*names))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verdict, "variants", lambda *names: SMALL)
        patch.setattr(verdict, "noises", noises_of)
        draw_sketches(patch)
        yield


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


def test_the_verdict_is_printed_and_written_with_the_command_that_makes_it(
    printed: tuple[Path, str, str],
) -> None:
    folder, out, _ = printed
    said = " ".join(out.split())
    assert "2 variants, 2 noises, 2 seeds on digits" in said
    assert "Each claim was tried again with 1 further seed." in said
    command = "sparse-explorer verdict --dataset digits --preset k-winners --noise article,black --seeds 2 --confirm 1"
    for name in ("verdict.html", "verdict.md"):
        assert f"{command} --epochs 1" in (folder / name).read_text(encoding="utf-8")
    assert (folder / "heat-map.png").read_bytes().startswith(b"\x89PNG")
    with (folder / "verdict.csv").open(encoding="utf-8", newline="") as file:
        found = [(row["variant"], row["noise_convention"], row["seeds"]) for row in csv.DictReader(file)]
    assert found == [("k-winners", noise, "2") for noise in ("article", "black")]


def test_it_says_once_how_long_it_takes(printed: tuple[Path, str, str]) -> None:
    _, _, error = printed
    assert "start with verdict.html" in error
    estimates = [line for line in error.splitlines() if line.startswith("about ")]
    assert len(estimates) == 1
    assert estimates[0].endswith(" for the other 5 runs")


def test_the_same_command_has_nothing_left_to_do(
    printed: tuple[Path, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verdict", *WORDS, "--epochs", "1", "--output", str(printed[0])]) == 0
    said = capsys.readouterr()
    assert "6 of 6 runs are finished already" in said.err
    assert "interventions" not in said.err
    assert said.out == printed[1]


def test_the_mechanism_is_told_of_the_claiming_seeds(printed: tuple[Path, str, str]) -> None:
    folder, out, error = printed
    done = [line for line in error.splitlines() if line.startswith("interventions")]
    assert done == [f"interventions in k-winners, seed {seed}: done" for seed in (0, 1)]
    for said in (" ".join(out.split()), (folder / "verdict.md").read_text(encoding="utf-8")):
        assert "The gap between k-winners and Dense under grey noise, in points: " in said
        assert "No interventions" not in said
    with (folder / "mechanism.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["network"], row["seed"], row["noise"]) for row in rows} == {
        (network, seed, noise)
        for network in ("dense", "sparse")
        for seed in "01"
        for noise in ("0.00", "0.50")
    }
    with (folder / "shares.csv").open(encoding="utf-8", newline="") as file:
        assert {"ranking", "which units win"} <= {row["cause"] for row in csv.DictReader(file)}


def test_interventions_that_cannot_be_read_are_made_again_and_kept_aside(
    printed: tuple[Path, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = printed[0]
    before = (folder / "mechanism.json").read_bytes()
    (folder / "mechanism.json").write_bytes(before[:-100])
    assert main(["verdict", *WORDS, "--epochs", "1", "--output", str(folder)]) == 0
    said = capsys.readouterr()
    (line,) = [line for line in said.err.splitlines() if "cannot read" in line]
    assert "mechanism.json: " in line
    assert line.endswith("; its interventions are made again, and it is kept as mechanism.broken.json")
    assert (folder / "mechanism.broken.json").read_bytes() == before[:-100]
    assert (folder / "mechanism.json").read_bytes() == before
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
