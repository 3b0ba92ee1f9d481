"""``sparse-explorer merge``: runs of several folders as one experiment, from networks or from tables alone."""

import dataclasses
import json
import shutil
from pathlib import Path

import pytest

import sparse_explorer as se
from sparse_explorer.cli import main
from sparse_explorer.experiment.plan.experiment_file import write_experiment
from sparse_explorer.experiment.results.verdict import verdict_csv
from tests.sketches import sketches  # noqa: F401

SPARSE = se.NetworkConfig(
    convs=(se.ConvConfig(channels=2, kernel_size=11, k=10),), hidden=se.HiddenConfig(units=8, k=2)
)
DENSE = se.NetworkConfig(False, False, False, SPARSE.convs, SPARSE.hidden)
TRAINING = se.TrainingConfig(epochs=2, batch_size=240)
EXPERIMENT = se.Experiment(
    (se.Variant("=Dense, first", DENSE, TRAINING), se.Variant("Sparse", SPARSE, TRAINING)),
    seeds=3,
    noises=(se.NoiseConfig("article", (0.0, 0.5)), se.NoiseConfig("black", (0.0, 0.25))),
    sweep="every",
    threads=1,
)
NAMES = [variant.name for variant in EXPERIMENT.variants]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seeds in one folder."""
    place = tmp_path_factory.mktemp("merge") / "whole"
    se.run(EXPERIMENT, output=place)
    return place


@pytest.fixture
def apart(whole: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The same, seeds 0 and 1 in one folder and seed 2 in another, as if made by two machines."""
    places = tmp_path / "here", tmp_path / "there"
    for place, (seed, seeds) in zip(places, ((0, 2), (2, 1)), strict=True):
        wanted = {f"-seed{number}" for number in range(seed, seed + seeds)}
        for run in (whole / "variants").iterdir():
            if any(run.name.endswith(each) for each in wanted):
                shutil.copytree(run, place / "variants" / run.name)
        shutil.copy(whole / "config.toml", place / "config.toml")
        set_seeds(place, f"seed = {seed}\nseeds = {seeds}")
        se.run(dataclasses.replace(EXPERIMENT, seed=seed, seeds=seeds), output=place)
    return places


def set_seeds(folder: Path, words: str) -> None:
    text = (folder / "config.toml").read_text()
    assert "seed = 0\nseeds = 3" in text
    (folder / "config.toml").write_text(text.replace("seed = 0\nseeds = 3", words))


def tables(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".csv", ".md", ".toml")
    }


def without_networks(folder: Path) -> Path:
    shutil.rmtree(folder / "variants")
    return folder


def test_seeds_from_two_folders_give_the_files_of_one(
    whole: Path, apart: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    both = tmp_path / "both"
    assert main(["merge", *map(str, apart), "--output", str(both)]) == 0
    printed, said = capsys.readouterr()
    assert tables(both) == tables(whole)
    assert "seeds 0 to 2" in printed
    assert f"{apart[0]}: 4 of 4 runs are finished\n" in said
    assert "6 trained networks" in said
    assert se.load(both).runs == se.load(whole).runs
    # And run goes on with it.
    assert main(["run", "--config", str(both / "config.toml"), "--output", str(both)]) == 0
    assert "6 of 6 runs are finished already" in capsys.readouterr().err


@pytest.mark.parametrize("dialect", ["plain", "excel"])
def test_tables_come_out_of_tables_as_they_were(
    whole: Path,
    tmp_path: Path,
    dialect: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    old = tmp_path / "old"
    shutil.copytree(whole, old)
    assert (
        main(["run", "--config", str(old / "config.toml"), "--output", str(old), "--csv-dialect", dialect])
        == 0
    )
    without_networks(old)
    new = tmp_path / "new"
    assert main(["merge", str(old), "--output", str(new)]) == 0
    assert tables(new) == tables(whole)
    assert not (new / "variants").exists()
    assert "6 of 6 runs are finished, 6 of them in its tables alone" in capsys.readouterr().err


def test_networks_and_tables_go_together(whole: Path, apart: tuple[Path, Path], tmp_path: Path) -> None:
    here, there = apart
    without_networks(here)
    found = se.merge([there, here], output=tmp_path / "both")
    # Right answers are exact in tables; their losses are not.
    assert [(run.variant, run.seed) for run in found.runs if run.noise_convention == "black"] == [
        (name, seed) for seed in (0, 1, 2) for name in NAMES
    ]
    assert (tmp_path / "both/scores.csv").read_bytes() == (whole / "scores.csv").read_bytes()
    assert len(list((tmp_path / "both/variants").iterdir())) == 2
    se.merge([here, there], output=tmp_path / "published", networks=False)
    assert not (tmp_path / "published/variants").exists()


def test_seeds_that_are_missing_are_named_or_left_out(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    some = tmp_path / "some"
    shutil.copytree(whole, some)
    for name in ("sparse-seed1", "results.csv"):
        path = some / "variants" / name if name.startswith("sparse") else some / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert main(["merge", str(some)]) == 0
    printed, said = capsys.readouterr()
    assert "some: 5 of 6 runs are finished" in said
    assert "1 run is missing: Sparse, seed 1" in said
    assert "seeds 0 to 2" in printed
    assert main(["merge", str(some), "--complete-seeds"]) == 0
    printed, said = capsys.readouterr()
    assert "left out, as not every variant has finished it: seed 1" in said
    assert "seeds 0, 2" in printed


def test_runs_that_were_made_apart_give_a_verdict(
    whole: Path, apart: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for place in apart:
        without_networks(place)
    words = ["merge", *map(str, apart), "--confirm", "1", "--output", str(tmp_path / "both")]
    assert main([*words, "--reference", "Sparse"]) == 0
    printed, _ = capsys.readouterr()
    found = se.load(whole).verdict(confirm=1, reference="Sparse")
    assert (found.reference, found.seeds, found.confirming) == ("Sparse", 2, 1)
    assert "2 seeds on digits" in printed
    table = (tmp_path / "both/verdict.csv").read_text(encoding="utf-8")
    assert table == verdict_csv(found)
    assert (tmp_path / "both/verdict.html").exists()
    assert (tmp_path / "both/scores.csv").read_bytes() == (whole / "scores.csv").read_bytes()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--confirm", "2"], "confirm: 2 is not allowed with 3 seeds; allowed is 0 ... 1"),
        (["--confirm", "-1"], "confirm: -1 is not allowed with 3 seeds; allowed is 0 ... 1"),
        (
            ["--confirm", "1", "--reference", "none"],
            "reference: 'none' is unknown; variants are =Dense, first, Sparse",
        ),
        (["--reference", "Sparse"], "reference: says what --confirm compares with"),
    ],
)
def test_a_verdict_that_cannot_be_made_is_told_of_before_anything_is_written(
    whole: Path, tmp_path: Path, words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["merge", str(whole), *words, "--output", str(tmp_path / "new")]) == 2
    printed, said = capsys.readouterr()
    assert printed == ""
    assert says in said.splitlines()[-1]
    assert not (tmp_path / "new").exists()


def test_a_run_in_two_folders_counts_once_if_it_is_the_same(
    whole: Path, apart: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here, _ = apart
    both = tmp_path / "both"
    assert main(["merge", str(here), str(whole), "--output", str(both)]) == 0
    assert (
        "4 runs are in several folders, with the same right answers; each counts once"
        in capsys.readouterr().err
    )
    assert tables(both) == tables(whole)
    assert len(list((both / "variants").iterdir())) == 6
    without_networks(here)
    text = (here / "results.csv").read_text()
    row = next(line for line in text.splitlines() if line.startswith("Sparse,digits,article,1,0.50,"))
    cells = row.split(",")
    other = ",".join([*cells[:5], str(int(cells[5]) - 1), *cells[6:]])
    for table in ("results.csv", "epochs.csv"):
        content = (here / table).read_text()
        before = row if table == "results.csv" else row.replace(",1,0.50,", ",1,2,0.50,")
        after = other if table == "results.csv" else other.replace(",1,0.50,", ",1,2,0.50,")
        assert before in content
        (here / table).write_text(content.replace(before, after))
    assert main(["merge", str(here), str(whole)]) == 2
    assert f"Sparse, seed 1, is in {here} and in {whole}, with other figures" in capsys.readouterr().err


def test_a_run_at_work_is_not_looked_for_in_tables(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It may end, and its tables be half rewritten, while they are read."""
    some = tmp_path / "some"
    shutil.copytree(whole, some)
    path = some / "variants/sparse-seed2/variant.json"
    description = json.loads(path.read_text())
    del description["history"]["sweeps"]["black"]
    path.write_text(json.dumps(description))
    lines = (some / "epochs.csv").read_text().splitlines(keepends=True)
    (some / "epochs.csv").write_text(
        "".join(line for line in lines if not line.startswith("Sparse,digits,black,2,"))
    )
    assert main(["merge", str(some)]) == 0
    assert "1 run is missing: Sparse, seed 2" in capsys.readouterr().err


def test_variants_that_were_trained_apart_go_together(whole: Path, tmp_path: Path) -> None:
    places = []
    for variant in EXPERIMENT.variants:
        place = tmp_path / variant.name.strip("=")
        for run in (whole / "variants").iterdir():
            if run.name.startswith(variant.name.lower().strip("=")[:5]):
                shutil.copytree(run, place / "variants" / run.name)
        alone = dataclasses.replace(EXPERIMENT, variants=(variant,))
        mark = (whole / "config.toml").read_text().splitlines()[0]
        (place / "config.toml").write_text(f"{mark}\n{write_experiment(alone)}")
        places.append(place)
    assert se.merge(places).runs == se.load(whole).runs


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("threads = 1", "threads = 2", "are not of the same experiment; threads: 1 and 2"),
        (
            "0.25",
            "0.3",
            "noises: article at 0.00 0.50 after every epoch, black at 0.00 0.25 after every epoch and",
        ),
        ('dataset = "digits"', 'dataset = "mnist"', "data set: digits and mnist"),
        ("learning_rate = 0.01", "learning_rate = 0.02", "=Dense, first differs in"),
    ],
)
def test_what_does_not_belong_together_is_said_in_one_line(
    apart: tuple[Path, Path],
    before: str,
    after: str,
    says: str,
    whole: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    here, there = apart
    path = there / "config.toml"
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after))
    assert main(["merge", str(here), str(there)]) == 2
    printed, said = capsys.readouterr()
    assert printed == ""
    assert says in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("table", "before", "after", "says"),
    [
        (
            "results.csv",
            "Sparse,digits,article,2,0.00,",
            "Sparse,digits,article,7,0.00,",
            "line 6: seed: 7 is not allowed",
        ),
        (
            "results.csv",
            "Sparse,digits,article,2,0.00,",
            "Other,digits,article,2,0.00,",
            "line 6: variant: 'Other'",
        ),
        ("results.csv", ",360,", ",many,", "line 2: total: 'many' is not a whole number"),
        ("results.csv", "loss\n", "loss,more\n", "line 1: "),
        (
            "results.csv",
            "article,2,0.50",
            "article,2,0.60",
            "the noise levels are not those of the configuration",
        ),
        ("epochs.csv", ",2,1,0.50,", ",2,1,0.60,", "the noise levels after epoch 1 are not those"),
        ("duty-cycles.csv", "conv 1", "third", "layer: 'third' of this run and epoch is not in layers.csv"),
    ],
)
def test_a_table_that_was_changed_is_refused_in_one_line(
    apart: tuple[Path, Path],
    table: str,
    before: str,
    after: str,
    says: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    there = without_networks(apart[1])
    text = (there / table).read_text()
    assert before in text
    (there / table).write_text(text.replace(before, after, 1))
    assert main(["merge", str(there)]) == 2
    said = capsys.readouterr().err
    assert f"{there}: {table}, " in said
    assert says in said
    assert said.count("\n") == 1


def test_a_folder_that_holds_no_run_or_is_full_is_refused(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["merge", str(whole), str(tmp_path)]) == 2
    assert "holds no experiment that 'sparse-explorer run' has written" in capsys.readouterr().err
    assert main(["merge", str(whole), str(tmp_path / "none")]) == 2
    assert f"there is no folder {tmp_path / 'none'}" in capsys.readouterr().err
    assert main(["merge", str(whole), "--tables-only"]) == 2
    assert "tables-only: says what --output receives" in capsys.readouterr().err
    before = tables(whole)
    assert main(["merge", str(whole), "--output", str(whole)]) == 2
    assert "is not empty; choose a new folder" in capsys.readouterr().err
    assert tables(whole) == before
    shutil.copy(whole / "config.toml", tmp_path / "config.toml")
    assert main(["merge", str(tmp_path)]) == 2
    assert f"there is no finished run in {tmp_path}" in capsys.readouterr().err
