"""``sparse-explorer theory`` as somebody at a terminal meets it."""

import csv
import math
import subprocess
import sys
from pathlib import Path

import pytest

from sparse_explorer.cli import main
from sparse_explorer.experiment.results.scalar_matches import scalar_chance
from sparse_explorer.experiment.results.theory import log10_chance


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_default_is_a_table_and_the_articles_sparse_network(capsys) -> None:
    assert main(["theory"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Chance of sharing 50 % or more of the active units")
    assert lines[2].split() == "units n 1 % active 2 % active 5 % active 10 % active 50 % active".split()
    assert [line.split()[0] for line in lines[4:9]] == ["100", "300", "1,000", "3,000", "10,000"]
    assert lines[-1].split() == "Sparse Convolution 4,320 100 2.3 % 50 -59.4 -205.1".split()


def test_numbers_follow_the_options(capsys) -> None:
    words = "theory --n 2000 500 --active 20 40 --threshold 0.75 --preset sparse-cnn-1 --preset dense"
    assert main(words.split()) == 0
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert lines[4].split() == ["2,000", *(f"{log10_chance(2000, a, 3 * a // 4):.1f}" for a in (20, 40))]
    assert "Sparse CNN-1" in out
    assert out.endswith("Without k-winners: Dense\n")


def test_units_of_which_none_would_be_active_have_no_number(capsys) -> None:
    assert main("theory --n 10 1000 --percent 1 --preset dense".split()) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[4].split() == ["10", "–"]
    assert "winners k" not in "\n".join(lines)


def test_a_percentage_is_rounded_to_whole_units(capsys) -> None:
    assert main("theory --n 190 --percent 1 --preset dense".split()) == 0
    line = capsys.readouterr().out.splitlines()[4]
    assert line.split() == ["190", f"{log10_chance(190, 2, 1):.1f}"]


def test_output_receives_table_and_picture(tmp_path: Path, capsys) -> None:
    out = tmp_path / "new" / "out"
    words = [
        "theory",
        "--n",
        "10",
        "1000",
        "--percent",
        "1",
        "10",
        "--preset",
        "article",
        "--output",
        str(out),
    ]
    assert main(words) == 0
    assert sorted(path.name for path in out.iterdir()) == ["theory.csv", "theory.png"]
    found = rows(out / "theory.csv")
    assert [(row["network"], row["n"], row["active"], row["threshold"]) for row in found] == [
        ("", "1000", "10", "5"),
        ("", "10", "1", "1"),
        ("", "1000", "100", "50"),
        ("Sparse", "4320", "100", "50"),
    ]
    assert found[3]["layer"] == "Convolution"
    for row in found:
        exact = log10_chance(int(row["n"]), int(row["active"]), int(row["threshold"]))
        assert float(row["log10_probability"]) == pytest.approx(exact, rel=1e-9)
    picture = (out / "theory.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    printed = capsys.readouterr().out
    assert main(words) == 0
    assert capsys.readouterr().out == printed
    assert (out / "theory.png").read_bytes() == picture


def test_sparse_numbers_have_a_table_and_a_picture_of_their_own(tmp_path: Path, capsys) -> None:
    words = "theory --weights 24 --n 500 1000 --active 1 64 --scale 1 2 --output".split()
    assert main([*words, str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Chance of matching a unit with 24 weights with random sparse numbers")
    assert lines[2].split("    ")[1].strip().startswith("1 active, scale 1")
    assert lines[4].split() == ["500", "never", "-2.8", "never", "-1.3"]
    found = rows(tmp_path / "theory.csv")
    assert list(found[0]) == ["weights", "scale", "n", "active", "log10_probability"]
    for row in found:
        chance = scalar_chance(int(row["n"]), int(row["weights"]), int(row["active"]), float(row["scale"]))
        assert float(row["log10_probability"]) == pytest.approx(math.log10(chance), rel=1e-9)
    assert [row["active"] for row in found] == ["64"] * 4
    assert (tmp_path / "theory.png").read_bytes().startswith(b"\x89PNG")
    assert main([*words, str(tmp_path)]) == 0


@pytest.mark.usefixtures("real_pictures")
@pytest.mark.parametrize("words", [["--n", "5000"], ["--n", "40", "--active", "40"], ["--n", "1"]])
def test_a_single_number_of_units_makes_a_picture_too(words: list[str], tmp_path: Path) -> None:
    assert main(["theory", *words, "--output", str(tmp_path)]) == 0
    assert (tmp_path / "theory.png").exists()


def test_an_output_that_cannot_be_written_is_refused_before_anything_is_printed(
    tmp_path: Path, capsys
) -> None:
    (tmp_path / "file").write_text("in the way")
    assert main(["theory", "--output", str(tmp_path / "file" / "out")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("sparse-explorer: output: cannot write to ")
    assert captured.err.count("\n") == 1
    assert (tmp_path / "file").read_text() == "in the way"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--n", "0"], "n: 0 is not allowed; allowed is 1 ... 1000000000"),
        (["--n", "10000000000"], "n: 10000000000 is not allowed"),
        (["--n", "many"], "invalid int value: 'many'"),
        (["--n"], "expected at least one argument"),
        (["--percent", "0"], "percent: 0 is not allowed; allowed is above 0 and at most 100"),
        (["--percent", "nan"], "percent: nan is not allowed"),
        (
            ["--active", "200"],
            "active: 200 is not allowed; allowed is 1 ... 100, the smallest number of units",
        ),
        (["--active", "5", "--percent", "5"], "not allowed with argument"),
        (["--threshold", "0"], "threshold: 0 is not allowed; allowed is above 0 and at most 1"),
        (["--threshold", "71"], "threshold: 71 is not allowed"),
        (["--preset", "nope"], "'nope' is unknown; groups of presets are article"),
        (["--weights", "0"], "weights: 0 is not allowed; allowed is 1 ... 100"),
        (["--weights", "129", "--n", "5000"], "weights: 129 is not allowed; allowed is 1 ... 128"),
        (["--weights", "9", "--scale", "0"], "scale: 0 is not allowed; allowed is above 0"),
        (["--weights", "9", "--scale", "inf"], "scale: inf is not allowed"),
        (["--scale", "2"], "scale: is of sparse numbers; give --weights too"),
    ],
)
def test_a_mistake_gives_one_line_and_status_2(words: list[str], message: str, capsys) -> None:
    assert main(["theory", *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err
    assert captured.err.startswith("sparse-explorer: ")
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "heavy"),
    [
        (["theory", "--help"], ["matplotlib", "numpy", "torch", "PySide6"]),
        (["theory"], ["matplotlib", "numpy", "torch", "PySide6"]),
        (["theory", "--output", "OUT"], ["torch", "PySide6", "pyqtgraph"]),
    ],
)
def test_nothing_heavy_is_imported(words: list[str], heavy: list[str], tmp_path: Path) -> None:
    words = [str(tmp_path) if word == "OUT" else word for word in words]
    code = (
        "import sys\nfrom sparse_explorer.cli import main\n"
        f"try:\n    main({words!r})\nexcept SystemExit:\n    pass\n"
        f"print('heavy:', sorted(set({heavy!r}) & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("heavy: []\n")


@pytest.mark.parametrize("words", [[], ["--weights", "9"]])
@pytest.mark.parametrize("name", ["theory.csv", "theory.png"])
def test_a_file_of_the_users_own_is_not_overwritten(
    name: str, words: list[str], tmp_path: Path, capsys
) -> None:
    (tmp_path / name).write_text("mine")
    assert main(["theory", *words, "--output", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert f"{tmp_path / name} was not written by 'sparse-explorer theory'" in said.err
    assert said.out == ""
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "mine"


def test_other_files_in_the_folder_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    for percent in ("1", "5"):
        assert main(["theory", "--percent", percent, "--output", str(tmp_path)]) == 0
    assert {row["active"] for row in rows(tmp_path / "theory.csv")} >= {"5", "15", "50"}
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_the_programs_own_folder_is_refused(own_home: Path, capsys) -> None:
    assert main(["theory", "--output", str(own_home)]) == 2
    assert "is where this program keeps its own files" in capsys.readouterr().err
    assert [path.name for path in own_home.iterdir()] == ["logs"]
