"""``sparse-explorer evaluate``: networks that are trained, on another labelled test set."""

import csv
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

import sparse_explorer as se
from sparse_explorer.cli import main
from sparse_explorer.cli.progress import RunBars
from sparse_explorer.data import datasets, mnist_c
from sparse_explorer.data.datasets import ImageData, load
from sparse_explorer.data.mnist_sample import load_mnist_sample
from sparse_explorer.experiment.results.reports import Divergence
from sparse_explorer.experiment.runs.folder_lock import FolderLock
from sparse_explorer.experiment.runs.store import load_variant, save_variant
from tests.conftest import Trained

DIGITS = load("digits")


@pytest.fixture
def out(trained: Trained, tmp_path: Path) -> Path:
    """A copy of the experiment that may be changed."""
    return Path(shutil.copytree(trained.folder, tmp_path / "out"))


def saved(folder: Path, images: torch.Tensor, labels: torch.Tensor) -> Path:
    folder.mkdir(parents=True)
    np.save(folder / "test_images.npy", images.numpy())
    np.save(folder / "test_labels.npy", labels.numpy())
    return folder


@pytest.fixture
def dark(tmp_path: Path) -> Path:
    """Forty digits of which half the ink is gone."""
    return saved(tmp_path / "dark", DIGITS.test_images[:40] // 2, DIGITS.test_labels[:40])


def call(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    status = main([str(word) for word in words])
    said = capsys.readouterr()
    return status, said.out, said.err


def refusal(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    status, out, err = call(capsys, *words)
    assert (status, out) == (2, "")
    return err.splitlines()[-1].removeprefix("sparse-explorer: ")


def written(out: Path) -> Path:
    (path,) = out.glob("test-set-*.csv")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_data_sets_own_test_images_have_the_results_that_are_known(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """To the last digit: the same normalisation, noise, seeds and threads. And nothing else in the folder changes."""
    before = contents(out)
    own = saved(tmp_path / "own", DIGITS.test_images, DIGITS.test_labels)
    status, table, said = call(capsys, "evaluate", out, "--test-set", own, "--device", "cpu")
    assert status == 0
    path = written(out)
    name = f"digits@{path.stem.removeprefix('test-set-')}"
    assert name.startswith("digits@own-")
    known = before["results.csv"].decode()
    assert path.read_text(encoding="utf-8") == known.replace(",digits,", f",{name},")
    assert {name: content for name, content in contents(out).items() if name != path.name} == before
    assert f"% correct, {name}, article's noise, seeds 0 to 1" in table
    assert f"{name}: 360 test images" in said
    assert str(path) in said


def test_right_answers_are_counted_on_the_other_images(
    out: Path, dark: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(capsys, "evaluate", out, "--test-set", dark, "--levels", "0")[0] == 0
    found = {(row["variant"], row["seed"]): row for row in rows(written(out))}
    assert set(found) == {(variant, seed) for variant in ("Dense", "Sparse") for seed in "01"}
    for (variant, seed), row in found.items():
        network = se.load_network(out, variant, int(seed))
        with torch.no_grad():
            answers = network(DIGITS.normalized(DIGITS.test_images[:40] // 2)).argmax(dim=1)
        right = int((answers == DIGITS.test_labels[:40]).sum())
        assert (row["noise"], row["correct"], row["total"]) == ("0.00", str(right), "40")


def test_noises_of_ones_own_are_swept(out: Path, dark: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("evaluate", out, "--test-set", dark, "--noise", "black,weights", "--levels", "0,0.3")
    assert call(capsys, *words)[0] == 0
    found = {(row["noise_convention"], row["noise"]) for row in rows(written(out))}
    assert found == {(noise, level) for noise in ("black", "weights") for level in ("0.00", "0.30")}


def test_run_neither_takes_the_results_for_its_own_nor_keeps_them_when_it_starts_over(
    trained: Trained, out: Path, dark: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call(capsys, "evaluate", out, "--test-set", dark, "--levels", "0")
    (out / "test-set-mine.csv").write_text("mine", encoding="utf-8")
    (table,) = out.glob("test-set-dark-*.csv")
    status, printed, said = call(capsys, *trained.words, f"--output={out}")
    assert (status, printed) == (0, trained.printed)
    assert said.startswith("4 of 4 runs are finished already\n")
    assert table.exists()
    assert call(capsys, *trained.words, f"--output={out}", "--overwrite")[0] == 0
    assert not table.exists()
    assert (out / "test-set-mine.csv").read_text(encoding="utf-8") == "mine"


def test_other_images_of_the_same_name_have_a_file_of_their_own(
    out: Path, dark: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = saved(tmp_path / "there" / "dark", DIGITS.test_images[:40] // 3, DIGITS.test_labels[:40])
    labels = saved(tmp_path / "here" / "dark", DIGITS.test_images[:40] // 2, DIGITS.test_labels[1:41])
    for path in (dark, other, labels, dark):
        call(capsys, "evaluate", out, "--test-set", path, "--levels", "0")
    assert len(list(out.glob("test-set-dark-*.csv"))) == 3


def test_a_published_corruption_goes_by_its_name(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mnist_c, "IMAGES", 40)
    saved(tmp_path / "data" / "MNIST-C" / "fog", DIGITS.test_images[:40] // 2, DIGITS.test_labels[:40])
    words = ("--test-set", "mnist-c:fog", "--levels", "0", "--data-dir", tmp_path / "data")
    assert call(capsys, "evaluate", out, *words)[0] == 0
    assert {row["dataset"].rpartition("-")[0] for row in rows(written(out))} == {"digits@mnist-c-fog"}


def test_runs_that_are_not_finished_are_left_out_and_counted(
    out: Path, dark: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(out / "variants" / "dense-seed0")
    run = out / "variants" / "dense-seed1"
    trained = load_variant(run)
    trained.history.diverged = Divergence("NaN", 1, 2, 23, 0.1, 0.5)
    save_variant(run, trained)
    status, table, said = call(capsys, "evaluate", out, "--test-set", dark, "--levels", "0")
    assert status == 0
    assert "1 of 4 runs are not finished, and are left out" in said
    assert {row["variant"] for row in rows(written(out))} == {"Sparse"}
    assert "Dense: 1 of 1 runs diverged, seed 1" in table


def test_of_a_run_that_is_there_twice_the_whole_one_counts(trained: Trained, out: Path, dark: Path) -> None:
    run = load_variant(out / "variants" / "dense-seed0")
    run.history.sweeps.clear()
    for tensor in run.weights.values():
        tensor.zero_()
    save_variant(out / "variants" / "a", run)
    assert list(se.evaluate(trained.folder, dark)) == list(se.evaluate(out, dark))
    assert any(tensor.any() for tensor in se.load_network(out, "Dense", 0).parameters())


def test_a_file_of_ones_own_is_written_and_nothing_is_lost_by_it(
    out: Path, dark: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("evaluate", out, "--test-set", dark, "--levels", "0", "--output")
    path = tmp_path / "mine.csv"
    assert call(capsys, *words, path, "--csv-dialect", "excel")[0] == 0
    assert path.read_bytes().startswith(b"\xef\xbb\xbfvariant;dataset;")
    before = path.read_bytes()
    assert "is there already; choose another name" in refusal(capsys, *words, path)
    assert "lies in the experiment's own folder" in refusal(capsys, *words, out / "new.csv")
    assert "there is no folder" in refusal(capsys, *words, tmp_path / "none" / "new.csv")
    assert path.read_bytes() == before
    assert not list(out.glob("test-set-*"))


def test_a_place_that_cannot_be_written_to_is_told_before_the_sweep(
    out: Path, dark: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call(capsys, "evaluate", out, "--test-set", dark, "--levels", "0")
    path = written(out)
    path.unlink()
    path.mkdir()
    said = refusal(capsys, "evaluate", out, "--test-set", dark)
    assert said == f"output: cannot write {path}: it is a folder; choose another file with --output FILE"
    nowhere = Path("/proc/evaluated.csv")
    if nowhere.parent.is_dir():
        assert "cannot write" in refusal(capsys, "evaluate", out, "--test-set", dark, "--output", nowhere)


def test_refusals_are_one_line_before_any_work(
    out: Path, dark: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(out)
    sizes = saved(tmp_path / "sizes", DIGITS.test_images[:3], DIGITS.test_labels[:2])
    archive = tmp_path / "images.npz"
    archive.write_bytes(b"x")
    large = saved(tmp_path / "large", torch.zeros(2, 32, 32, dtype=torch.uint8), DIGITS.test_labels[:2])
    eleven = saved(tmp_path / "eleven", DIGITS.test_images[:1], torch.tensor([10]))
    for words, expected in (
        ((dark, "--test-set", dark), "holds no experiment that 'sparse-explorer run' has written"),
        ((tmp_path / "none", "--test-set", dark), "holds no experiment"),
        ((out, "--test-set", tmp_path / "none"), "does not exist, expected a folder with test_images.npy"),
        ((out, "--test-set", sizes), "expected the same number"),
        (
            (out, "--test-set", archive),
            "images.npz is of no use here, expected a folder with test_images.npy",
        ),
        ((out, "--test-set", large), "expected uint8 of shape (N, 28, 28)"),
        ((out, "--test-set", eleven), "allowed is 0 ... 9"),
        ((out, "--test-set", "mnist-c:rain"), "corruption of MNIST-C is 'rain', allowed are"),
        ((out, "--test-set", dark, "--noise", "rain"), "is unknown; kinds are"),
        ((out, "--test-set", dark, "--levels", "2"), "2.0 is not allowed"),
        ((out,), "the following arguments are required: --test-set"),
    ):
        assert expected in refusal(capsys, "evaluate", *words)
    lock = FolderLock(out)
    lock.acquire()
    assert f"is in use by process {os.getpid()} on " in refusal(capsys, "evaluate", out, "--test-set", dark)
    lock.release()
    assert contents(out) == before
    shutil.rmtree(out / "variants")
    assert "holds no finished run" in refusal(capsys, "evaluate", out, "--test-set", dark)


def test_a_test_set_of_no_use_is_told_of_before_the_data_set_is_downloaded(
    digits_folder: Path,
    as_catalogued: Callable[[str, dict[str, bytes]], None],
    dark: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    as_catalogued("mnist", {path.name: path.read_bytes() for path in digits_folder.iterdir()})
    block, hidden = se.ConvConfig(channels=2, kernel_size=9, k=20), se.HiddenConfig(units=8)
    tiny = se.Variant("Tiny", se.NetworkConfig(convs=(block,), hidden=hidden), se.TrainingConfig(epochs=1))
    noises = (se.NoiseConfig("article", (0.0,)),)
    se.run(
        se.Experiment((tiny,), dataset="mnist", noises=noises, threads=1),
        output=tmp_path / "of-mnist",
        data_dir=digits_folder,
    )
    fetched: list[str] = []
    monkeypatch.setattr(
        datasets, "download", lambda name, root: (step for step in fetched.append(name) or ())
    )
    words = ("evaluate", tmp_path / "of-mnist", "--data-dir", tmp_path / "empty", "--test-set")
    assert "does not exist" in refusal(capsys, *words, tmp_path / "none")
    assert "corruption of MNIST-C is 'rain'" in refusal(capsys, *words, "mnist-c:rain")
    assert fetched == []
    call(capsys, *words, dark)
    assert fetched == ["mnist"]


def test_python_has_the_same_results_and_tells_how_far_it_is(
    out: Path, dark: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call(capsys, "evaluate", out, "--test-set", dark)
    before, told = contents(out), []
    results = se.evaluate(out, dark, progress=told.append)
    assert contents(out) == before
    known = {(row["variant"], row["seed"], row["noise"]): row["correct"] for row in rows(written(out))}
    assert known == {
        (run.variant, str(run.seed), f"{level.noise:.2f}"): str(level.correct)
        for run in results
        for level in run.levels
    }
    assert {run.dataset for run in results} == {row["dataset"] for row in rows(written(out))}
    done = [each.done for each in told]
    assert done == sorted(done)
    assert (done[-1], told[-1].finished, told[-1].total) == (1.0, 4, 4)
    assert len({(each.variant, each.seed) for each in told}) == 4


def test_it_can_be_stopped_and_nothing_is_written(
    out: Path, dark: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def show(bars: RunBars, progress: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(RunBars, "show", show)
    before = contents(out)
    status, printed, said = call(capsys, "evaluate", out, "--test-set", dark)
    assert (status, printed) == (130, "")
    assert said.endswith("sparse-explorer: stopped\n")
    assert contents(out) == before


def test_the_table_is_the_same_for_any_number_of_sweeps_at_once(
    out: Path, dark: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "--test-set",
        dark,
        "--noise",
        "article",
        "--noise",
        "uniform",
        "--noise",
        "units",
        "--levels",
        "0,0.4",
    ]
    tables = []
    for jobs in (1, 3):
        target = tmp_path / f"{jobs}.csv"
        assert call(capsys, "evaluate", out, *words, "--jobs", jobs, "--output", target)[0] == 0
        tables.append(target.read_bytes())
    assert tables[0] == tables[1]


def test_so_many_sweeps_at_once_are_refused(
    out: Path, dark: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refusal(capsys, "evaluate", out, "--test-set", dark, "--jobs", 0)
    assert said.startswith("jobs: 0 is not allowed; allowed is 1 ... ")


# The pair that comes with the program


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The first hundred of MNIST's test digits."""
    found = load_mnist_sample()
    return saved(tmp_path / "sample", found.test_images[:100], found.test_labels[:100])


def test_the_pretrained_pair_is_named_by_a_word_and_needs_no_mnist(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SPARSE_EXPLORER_DATA", str(tmp_path / "none"))
    words = [
        "evaluate",
        "pretrained",
        "--test-set",
        sample,
        "--levels",
        "0,0.5",
        "--device",
        "cpu",
        "--jobs",
        "1",
    ]
    status, table, said = call(capsys, *words, "--output", tmp_path / "found.csv")
    assert status == 0
    assert "grey" in table or "article" in table
    found = rows(tmp_path / "found.csv")
    assert {(row["variant"], row["seed"], row["noise_convention"]) for row in found} == {
        ("Dense", "0", "article"),
        ("Sparse", "0", "article"),
    }
    network = se.load_network("pretrained", "Sparse")
    right = classified(network, load_mnist_sample(), 100)
    clean = next(row for row in found if (row["variant"], row["noise"]) == ("Sparse", "0.00"))
    assert int(clean["correct"]) == right > 90
    assert "found.csv" in said
    before = sorted(tmp_path.iterdir())
    assert call(capsys, *words)[0] == 0
    assert sorted(tmp_path.iterdir()) == before


def classified(network: torch.nn.Module, data: ImageData, count: int) -> int:
    images = (data.test_images[:count, None].float() / 255 - data.mean) / data.std
    with torch.inference_mode():
        return int((network(images).argmax(dim=1) == data.test_labels[:count]).sum())


def test_a_folder_of_that_name_is_named_by_its_path(
    tmp_path: Path,
    trained: Trained,
    dark: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(trained.folder, tmp_path / "pretrained")
    status, _, _ = call(capsys, "evaluate", "./pretrained", "--test-set", dark, "--levels", "0")
    assert status == 0
    assert written(tmp_path / "pretrained").stem.startswith("test-set-dark-")
    assert (
        se.load("./pretrained").experiment.dataset
        == se.load(Path("pretrained")).experiment.dataset
        == "digits"
    )
    assert se.load("pretrained").experiment.dataset == "mnist"


def test_what_is_known_of_the_pair_is_there_without_training(capsys: pytest.CaptureFixture[str]) -> None:
    found = se.load("pretrained")
    assert [(run.variant, run.seed) for run in found.runs if run.noise_convention == "article"] == [
        ("Dense", 0),
        ("Sparse", 0),
    ]
    assert {len(run.levels) for run in found.runs if run.noise_convention == "article"} == {17}
    assert found.folder is None
    status, table, _ = call(capsys, "cost", "pretrained", "--no-measure")
    assert status == 0
    assert "Sparse" in table and "1,300,090" in table
    with pytest.raises(
        se.ConfigError, match="the pre-trained pair holds no finished run of 'Sparse' with seed 1"
    ):
        se.load_network("pretrained", "Sparse", seed=1)
