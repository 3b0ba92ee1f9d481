"""``sparse-explorer export``: each thing out of a folder, and one line for what cannot be done."""

import io
import shlex
from pathlib import Path

import numpy as np
import pytest
import torch

import sparse_explorer as se
from sparse_explorer.cli import main
from sparse_explorer.cli.arguments import experiment_of, parse
from sparse_explorer.data.datasets import load
from sparse_explorer.experiment.plan.share import read_link
from tests.conftest import Trained

DIGITS = load("digits")


def call(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    status = main(["export", *map(str, words)])
    said = capsys.readouterr()
    return status, said.out, said.err


def refusal(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    status, out, err = call(capsys, *words)
    assert (status, out, err.count("\n")) == (2, "", 1)
    return err.removeprefix("sparse-explorer: ").rstrip()


@pytest.mark.parametrize(("ending", "start"), [("pdf", b"%PDF"), ("svg", b"<?xml")])
def test_a_figure_with_its_caption(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str, start: bytes
) -> None:
    path = tmp_path / f"figure.{ending}"
    status, out, _ = call(capsys, "figure", trained.folder, path, "--width", "60", "--theme", "dark")
    assert status == 0
    assert path.read_bytes().startswith(start)
    assert out.startswith("Accuracy against article's noise on digits, 360 test images, seed")


def test_a_report_holds_names_and_the_command(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(capsys, "report", trained.folder, tmp_path / "report.html")[0] == 0
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    for variant in se.load(trained.folder).experiment.variants:
        assert f"<h3>{variant.name}</h3>" in text
    assert "sparse-explorer run" in text
    assert "data:image/png;base64," in text


def test_a_script_answers_as_the_network_does(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = se.load(trained.folder).experiment.variants[-1].name
    assert call(capsys, "script", trained.folder, tmp_path / "mine.py", "--variant", name)[0] == 0
    scope: dict[str, object] = {"__name__": "mine", "__file__": str(tmp_path / "mine.py")}
    exec((tmp_path / "mine.py").read_text(encoding="utf-8"), scope)  # noqa: S102
    images = DIGITS.normalized(DIGITS.test_images[:50])
    with torch.no_grad():
        expected = se.load_network(trained.folder, name, se.load(trained.folder).experiment.seed)(images)
        assert torch.allclose(scope["load_network"]()(images), expected, atol=1e-5)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "mine.data.npz",
        "mine.py",
        "mine.weights.npz",
    ]


def test_activations_of_chosen_images(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "seen.npz"
    assert call(capsys, "activations", trained.folder, path, "--images", "3,8", "--level", "0.2")[0] == 0
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as found:
        assert found["indices"].tolist() == [3, 8]
        assert found["variants"].tolist() == [
            each.name for each in se.load(trained.folder).experiment.variants
        ]


def test_the_command_and_the_link_are_of_the_experiment(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = call(capsys, "command", trained.folder)
    command = out.splitlines()[-1]
    if "--config" in command:
        text = out.partition("'END'\n")[2].rpartition("\nEND\n")[0]
        (tmp_path / "experiment.toml").write_text(text, encoding="utf-8")
        command = command.replace("experiment.toml", shlex.quote(str(tmp_path / "experiment.toml")))
    again = experiment_of(parse(shlex.split(command)[1:]))
    assert again == se.load(trained.folder).experiment
    _, out, _ = call(capsys, "link", trained.folder)
    assert read_link(out).variants == again.variants


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["figure", "OUT.txt"], "has no ending of a picture; endings are png, svg, pdf"),
        (
            ["figure", "OUT.png", "--width", "wide"],
            "width: 'wide' is not allowed; allowed are single, double and",
        ),
        (["figure", "OUT.png", "--width", "nan"], "width: nan is not allowed"),
        (["figure", "OUT.png", "--theme", "red"], "theme: 'red' is unknown; themes are print, light, dark"),
        (["figure", "OUT.png", "--noise", "blur"], "noise: 'blur' was not swept; swept are article"),
        (["figure", "OUT.png", "--reference", "Nobody"], "reference: no run of 'Nobody' is finished"),
        (["report", "OUT.html", "--reference", "Nobody"], "variant: 'Nobody' is unknown; variants are"),
        (["script", "OUT.txt"], "is no name of a script"),
        (["script", "OUT.py", "--variant", "Nobody"], "variant: 'Nobody' is unknown"),
        (["onnx", "OUT.onnx"], "say which variant with --variant"),
        (["activations", "OUT.npz", "--images", "360"], "images: 360 is not allowed; allowed is 0 ... 359"),
        (["activations", "OUT.npz", "--images", "x"], "is no list of whole numbers"),
        (["activations", "OUT.npz", "--level", "2"], "level: 2 is not allowed; allowed is 0 ... 1"),
        (["activations", "OUT.npz", "--first", "0"], "images: 0 images are not allowed"),
        (["nonsense", "OUT"], "invalid choice"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    what, file, *others = words
    assert said in refusal(capsys, what, trained.folder, tmp_path / file, *others)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays_until_it_may_be_replaced(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "seen.npz"
    path.write_text("mine")
    words = ("activations", trained.folder, path, "--first", "1")
    assert "is there already; choose another name, or add --overwrite" in refusal(capsys, *words)
    assert path.read_text() == "mine"
    assert call(capsys, *words, "--overwrite")[0] == 0
    assert "is there already" not in call(capsys, *words, "--overwrite")[2]


def test_no_experiment_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "cannot read" in refusal(capsys, "command", tmp_path)


def test_a_link_that_is_none_opens_no_window(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["open", "https://example.org"]) == 2
    assert "'https://example.org' is not there, and no link; links begin with" in capsys.readouterr().err
