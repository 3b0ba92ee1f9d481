"""A pipe in the place of a file never holds a command up: opening it would wait for its other end."""

import os
from pathlib import Path

import pytest

from sparse_explorer.cli import main

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without pipes that have names")


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("my.toml", ["run", "--config", "my.toml"], "cannot read my.toml: it is no regular file"),
        ("out/config.toml", ["run", "--output", "out"], "out is not empty and holds no experiment"),
        ("out/theory.csv", ["theory", "--output", "out"], "theory.csv was not written by"),
        (
            "set/train-images-idx3-ubyte",
            ["run", "--dataset", "folder:set"],
            "has no images that are read here",
        ),
    ],
)
def test_a_pipe_is_refused_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    words: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    os.mkfifo(tmp_path / name)
    assert main(words) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1
