"""``sparse-explorer compare``: networks from elsewhere beside the variants of an experiment."""

import csv
from pathlib import Path

import numpy as np
import pytest

import sparse_explorer as se
from sparse_explorer.cli import main
from sparse_explorer.data import datasets
from tests.conftest import Trained

CODE = """
from torch import nn

def network(seed):
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 20), nn.ReLU(), nn.Linear(20, 10))
"""


@pytest.fixture
def mine(tmp_path: Path) -> str:
    (tmp_path / "mine.py").write_text(CODE, encoding="utf-8")
    return f"{tmp_path / 'mine.py'}:network"


def call(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    status = main([str(word) for word in words])
    said = capsys.readouterr()
    return status, said.out, said.err


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_tables_curves_and_comparisons_have_it_beside_the_variants(
    trained: Trained, mine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "beside"
    status, printed, said = call(capsys, "compare", trained.folder, f"--model=Mine={mine}", f"--output={out}")
    assert status == 0, said
    own = rows(trained.folder / "results.csv")
    found = rows(out / "results.csv")
    assert [row for row in found if row["variant"] != "Mine"] == own  # the very numbers that were there
    added = [row for row in found if row["variant"] == "Mine"]
    assert {(row["seed"], row["noise"]) for row in added} == {(row["seed"], row["noise"]) for row in own}
    assert {(row["dataset"], row["total"]) for row in added} == {
        (row["dataset"], row["total"]) for row in own
    }
    first = own[0]["variant"]
    compared = {(row["variant"], row["reference"]) for row in rows(out / "comparisons.csv")}
    assert ("Mine", first) in compared
    assert "Mine" in (out / "table.md").read_text(encoding="utf-8").splitlines()[2]
    assert "Linear" in (out / "models.md").read_text(encoding="utf-8")
    assert any(path.name.startswith("curve") for path in out.iterdir())
    assert not (out / "epochs.csv").exists()
    assert f"Robustness less that of {first}" in printed
    assert "Layers of Mine" in printed


def test_it_may_be_the_reference_and_levels_may_be_others(
    trained: Trained, mine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "beside"
    words = ("--noise=black", "--levels=0,0.3", "--reference=Mine", f"--output={out}")
    status, printed, said = call(capsys, "compare", trained.folder, f"--model=Mine={mine}", *words)
    assert status == 0, said
    assert "Robustness less that of Mine" in printed
    found = rows(out / "results.csv")
    assert {row["noise_convention"] for row in found} == {"black"}
    assert {row["noise"] for row in found} == {"0.00", "0.30"}
    variants = {row["variant"] for row in rows(trained.folder / "results.csv")}
    assert {row["variant"] for row in found} == {*variants, "Mine"}
    clean = {
        (row["variant"], row["seed"]): row["correct"]
        for row in rows(trained.folder / "results.csv")
        if row["noise"] == "0.00"
    }
    again = {(row["variant"], row["seed"]): row["correct"] for row in found if row["noise"] == "0.00"}
    assert clean.items() <= again.items()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--model=Mine"], "'Mine' is not NAME=module:function"),
        (["--model=Mine=mine.py"], "'mine.py' is neither module:function"),
        (["--model=Mine=none.onnx"], "none.onnx does not exist"),
        (["--model=A=torch.nn:Flatten", "--reference=B"], "'B' is unknown"),
        (["--model=A=torch.nn:Flatten", "--model=A=torch.nn:Flatten"], "two are named 'A'"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    trained: Trained, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    status, printed, err = call(capsys, "compare", trained.folder, *words)
    assert (status, printed) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("where", "said"),
    [("none.onnx", "none.onnx does not exist"), ("broken.onnx", "broken.onnx is no ONNX file: ")],
)
def test_a_file_of_no_use_is_told_of_before_the_pairs_mnist_is_downloaded(
    where: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("onnxruntime")
    fetched: list[str] = []
    monkeypatch.setattr(
        datasets, "download", lambda name, root: (step for step in fetched.append(name) or ())
    )
    (tmp_path / "broken.onnx").write_bytes(b"no model")
    words = ("pretrained", f"--model=Mine={tmp_path / where}", f"--data-dir={tmp_path}")
    status, printed, err = call(capsys, "compare", *words)
    assert (status, printed, fetched) == (2, "", [])
    assert said in err
    assert len(err.splitlines()) == 1


def test_a_folder_that_holds_something_is_refused_before_anything_is_executed(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.py").write_text("open('ran', 'w').close()", encoding="utf-8")
    words = (
        "compare",
        trained.folder,
        f"--model=Mine={tmp_path / 'mine.py'}:network",
        f"--output={tmp_path}",
    )
    status, _, err = call(capsys, *words)
    assert status == 2
    assert "is not empty" in err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.py"]


def test_no_experiment_names_code(tmp_path: Path) -> None:
    """What comes with a file of somebody else never leads to code."""
    (tmp_path / "theirs.toml").write_text(
        '[[variants]]\nname = "x"\nmodel = "evil.py:network"\n', encoding="utf-8"
    )
    with pytest.raises(se.ConfigError, match="model"):
        se.read_experiment(tmp_path / "theirs.toml")


def test_from_python_an_onnx_file_is_compared_too(trained: Trained, tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    from tests.experiment.engine.onnx_models import linear

    path = linear(tmp_path / "net.onnx", np.eye(10, 784))
    heard: list[se.Progress] = []
    found = se.compare(trained.folder, {"File": path}, progress=heard.append)
    assert {run.seed for run in found.of("File")} == {0, 1}
    assert "File" in found.text()
    assert heard[-1].done == pytest.approx(1.0)
    with pytest.raises(se.ConfigError, match="follows gradients, which an ONNX file has none of"):
        se.sweep_model(path, noises=se.noises("fgsm"))
    (run,) = se.sweep_model(path, name="File", noises=[se.NoiseConfig("square", (0.0,))])
    assert run.levels[0].total == 360
