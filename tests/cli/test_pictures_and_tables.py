"""What a run writes for people: names as typed everywhere, pictures that end nothing, CSV for Excel."""

import dataclasses
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sparse_explorer.cli import main, theory
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import find_presets
from sparse_explorer.experiment.results import report
from sparse_explorer.experiment.results.csv_text import excel_dialect
from sparse_explorer.experiment.results.figures import FigureError
from sparse_explorer.experiment.results.report import ExperimentReport
from sparse_explorer.experiment.results.reports import EpochResult, LayerDutyCycles, NoiseResult
from sparse_explorer.experiment.results.results import RunResult

NAMES = ("_Dense", "$\\foo$", "密な | **x** <b>y</b>", "\uff1d1+1")
LEVELS = (NoiseResult(0.0, 90, 100, 0.25), NoiseResult(0.5, 60, 100, 1.5))


def experiment_of(names: tuple[str, ...]) -> Experiment:
    (preset,) = find_presets("sparse")
    variants = tuple(dataclasses.replace(preset.variant, name=name) for name in names)
    return Experiment(variants, noises=(NoiseConfig(levels=(0.0, 0.5)),))


def finished(names: tuple[str, ...]) -> list[RunResult]:
    layer = LayerDutyCycles("hidden", 5, 1, 2.0, 3.6, (0.2,) * 5)
    epochs = (EpochResult(1, LEVELS, (layer,)),)
    return [RunResult(name, "digits", "article", 0, LEVELS, epochs) for name in names]


def shown(cell: str) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", cell.strip())


def rows_of(markdown: str) -> list[list[str]]:
    lines = [line for line in markdown.splitlines() if line.startswith("|")]
    return [[shown(cell) for cell in re.findall(r"(?:\\.|[^|\\])+", line[1:-1])] for line in lines]


def test_tables_show_names_as_typed_in_whole_rows() -> None:
    files = ExperimentReport(experiment_of(NAMES), finished(NAMES)).files()
    for name in ("table.md", "scores.md", "runs.md"):
        rows = rows_of(files[name])
        assert len({len(row) for row in rows}) == 1
        cells = rows[0] if name == "table.md" else [row[0] for row in rows]
        assert set(NAMES) <= set(cells)
    assert "\n'\uff1d1+1,digits" in files["results.csv"]


def test_pictures_get_all_names_and_know_a_variants_place(monkeypatch) -> None:
    told = {}
    monkeypatch.setattr(report, "curve_png", lambda *given: told.update(curve=given) or b"")
    monkeypatch.setattr(report, "duty_cycle_png", lambda *given: told.update(duty=given) or b"")
    ExperimentReport(experiment_of(NAMES), finished(NAMES[2:])).files()
    assert told["curve"][1] == told["duty"][1] == list(NAMES)
    assert [run.variant for run in told["curve"][0]] == list(NAMES[2:])
    assert told["curve"][3] == "digits, article's noise, seed 0"


def test_a_picture_that_cannot_be_drawn_is_said_and_ends_nothing(monkeypatch) -> None:
    def fail(*given: object) -> bytes:
        raise FigureError("ValueError: no room")

    said: list[str] = []
    monkeypatch.setattr(report, "curve_png", fail)
    files = ExperimentReport(experiment_of(NAMES), finished(NAMES), complain=said.append).files()
    assert said == ["curve.png could not be drawn: ValueError: no room"]
    assert not any(name.startswith("curve") for name in files)
    monkeypatch.setattr(report, "duty_cycle_png", fail)
    ExperimentReport(experiment_of(NAMES), finished(NAMES), complain=said.append).files()
    assert said[2] == "duty-cycles.png could not be drawn: ValueError: no room"


def test_every_csv_file_is_in_the_dialect() -> None:
    dialect = excel_dialect(",")
    files = ExperimentReport(experiment_of(NAMES), finished(NAMES), dialect).files()
    tables = {name: content for name, content in files.items() if name.endswith(".csv")}
    assert len(tables) == 6
    for content in tables.values():
        assert content.startswith("\ufeffvariant;dataset;")
        assert "\n" not in content.replace("\r\n", "")
        assert re.search(r";\d+,\d+(;|\r)", content)
        assert not re.search(r"\d\.\d", content)


QUICK = """[[noises]]
levels = [0.0, 0.5]
[[variants]]
preset = "dense"
name = '_$\\foo$ 密'
[variants.training]
epochs = 1
[[variants.network.convs]]
channels = 4
[variants.network.hidden]
units = 20
"""


def test_a_run_with_an_awkward_name_in_an_awkward_environment_and_an_ascii_terminal(tmp_path: Path) -> None:
    (tmp_path / "quick.toml").write_text(QUICK, encoding="utf-8")
    (tmp_path / "matplotlibrc").write_text("text.usetex: True\nsavefig.dpi: 50\n")
    environment = {
        **os.environ,
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "LC_ALL": "de_DE.UTF-8",
        "PYTHONIOENCODING": "ascii",  # and the name is of other letters
    }
    words = ["run", "--config", "quick.toml", "--output", "out", "--csv-dialect", "excel"]
    done = subprocess.run(
        [sys.executable, "-W", "default", "-m", "sparse_explorer", *words],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr.lower()
    assert "_$\\foo$ ?" in done.stdout
    picture = (tmp_path / "out" / "curve.png").read_bytes()
    assert (int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")) == (1600, 1000)
    lines = (tmp_path / "out" / "results.csv").read_bytes().decode("utf-8").split("\r\n")
    assert lines[0].startswith("\ufeffvariant;dataset")
    assert lines[2].startswith("_$\\foo$ 密;digits;article;0;0,50;")


def test_a_run_goes_on_without_its_picture_and_says_so_once(tmp_path: Path, monkeypatch, capsys) -> None:
    def fail(*given: object) -> bytes:
        raise FigureError("ValueError: no room")

    monkeypatch.setattr(report, "curve_png", fail)
    (tmp_path / "quick.toml").write_text(QUICK, encoding="utf-8")
    out = tmp_path / "out"
    assert main(["run", "--config", str(tmp_path / "quick.toml"), "--seeds", "2", "--output", str(out)]) == 0
    said = capsys.readouterr().err
    assert said.count("sparse-explorer: curve.png could not be drawn: ValueError: no room\n") == 1
    assert (out / "table.md").exists() and not (out / "curve.png").exists()
    assert (out / "results.csv").read_text(encoding="utf-8").count("\n") == 5


def test_theory_without_its_picture(tmp_path: Path, monkeypatch, capsys) -> None:
    def fail(*given: object) -> bytes:
        raise FigureError("ValueError: no room")

    monkeypatch.setattr(theory, "chance_png", fail)
    assert main(["theory", "--output", str(tmp_path)]) == 0
    captured = capsys.readouterr()
    assert captured.err == "sparse-explorer: theory.png could not be drawn: ValueError: no room\n"
    assert "units n" in captured.out
    assert [path.name for path in tmp_path.iterdir()] == ["theory.csv"]


def test_theory_for_excel(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    words = ["theory", "--n", "1000", "--percent", "2", "--output", str(tmp_path), "--csv-dialect", "excel"]
    assert main(words) == 0
    lines = (tmp_path / "theory.csv").read_bytes().decode("utf-8").split("\r\n")
    assert lines[0] == "\ufeffnetwork;layer;n;active;threshold;log10_probability"
    assert re.fullmatch(r";;1000;20;10;-\d+,\d+", lines[1])


@pytest.mark.parametrize("command", ["run", "theory"])
def test_an_unknown_dialect_is_one_line(command: str, capsys) -> None:
    assert main([command, "--csv-dialect", "odd"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "--csv-dialect: invalid choice: 'odd'" in said
    assert "excel" in said
