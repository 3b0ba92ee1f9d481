"""A frozen app (PyInstaller and its like) starts itself for each process of ``--jobs``, and must know that it did."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sparse_explorer.app import __main__ as app_main
from sparse_explorer.cli import main

# What freezing makes of the program on a POSIX system, as PyInstaller's run-time hook does it.
FROZEN = f"""#!{sys.executable}
import multiprocessing, multiprocessing.spawn, os, sys
sys.path[:0] = os.environ["PYTHONPATH"].split(os.pathsep)
sys.frozen = True
sys.executable = os.path.abspath(__file__)
multiprocessing.spawn.set_executable(sys.executable)
def freeze_support():
    if "-c" in sys.argv and sys.argv[-1].startswith("from multiprocessing."):
        exec(sys.argv[-1])
        sys.exit()
    multiprocessing.spawn.freeze_support()
multiprocessing.freeze_support = freeze_support
from sparse_explorer.cli import main
sys.exit(main())
"""

SMALL = """
[[noises]]
levels = [0.0, 0.5]
[[variants]]
preset = "dense"
[[variants.network.convs]]
channels = 2
[variants.network.hidden]
units = 10
"""


@pytest.mark.proof
@pytest.mark.skipif(os.name == "nt", reason="needs a script that can be run")
def test_a_frozen_app_does_several_runs_at_once(tmp_path: Path) -> None:
    program = tmp_path / "sparse-explorer"
    program.write_text(FROZEN, encoding="utf-8")
    program.chmod(0o755)
    (tmp_path / "small.toml").write_text(SMALL, encoding="utf-8")
    options = "run --config small.toml --epochs 1 --seeds 2 --jobs 2 --threads 1 --output out".split()
    done = subprocess.run(
        [program, *options],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    with open(tmp_path / "out" / "results.csv", encoding="utf-8", newline="") as file:
        assert {row["seed"] for row in csv.DictReader(file)} == {"0", "1"}


@pytest.mark.parametrize(
    ("module", "start"), [("sparse_explorer.cli", main), ("sparse_explorer.app.__main__", app_main.main)]
)
def test_it_looks_for_that_before_anything_else(
    module: str, start, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> None:
        raise SystemExit(7)

    monkeypatch.setattr(f"{module}.freeze_support", work)
    monkeypatch.setattr(sys, "argv", ["sparse-explorer", "--multiprocessing-fork", "pipe_handle=3"])
    with pytest.raises(SystemExit) as left:
        start()
    assert left.value.code == 7
    assert capsys.readouterr().err == ""
