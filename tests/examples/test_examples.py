"""The examples run, and print about what they say they do: another machine rounds in other places."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


def figures(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]


@pytest.mark.proof
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_prints_what_it_says(example: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(example)],
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert (done.returncode, done.stderr) == (0, "")
    shown = [
        line.strip()
        for line in example.read_text(encoding="utf-8").split('"""')[1].splitlines()
        if line[:4] == "    "
    ]
    printed = done.stdout.splitlines()
    assert len(printed) == len(shown) >= 1
    for mine, said in zip(printed, shown, strict=True):
        assert re.sub(r"[\d.]+", "#", mine) == re.sub(r"[\d.]+", "#", said)
        assert figures(mine) == pytest.approx(figures(said), abs=8)


def test_examples_are_there_and_short() -> None:
    assert len(EXAMPLES) >= 3
    for example in EXAMPLES:
        assert len(example.read_text(encoding="utf-8").splitlines()) < 100
