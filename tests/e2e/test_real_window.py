"""End to end: the real program in a real window, driven with real mouse and key events on a virtual screen."""

import csv
import itertools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

DRIVER = Path(__file__).with_name("drive.py")
TOOLS = ("Xvfb", "xdotool", "openbox")


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[str]:
    """A virtual screen with a window manager; its DISPLAY."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed, so there is no screen to drive a window on")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        display = f":{pipe.readline().strip()}"  # Xvfb writes it when it is ready
    manager = subprocess.Popen(
        ["openbox"],
        env={**os.environ, "DISPLAY": display},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield display
    for process in (manager, server):
        process.terminate()
        process.wait(10)


@pytest.mark.window
@pytest.mark.timeout(600)
def test_a_newcomers_day_and_the_day_after(screen: str, own_home: Path, tmp_path: Path) -> None:
    export = tmp_path / "exported.csv"
    first = drive(screen, "first", export, tmp_path)
    assert first["prediction_changed"]
    assert first["slider_follows_plot"]
    assert first["state"]["variants"] == ["Dense", "Sparse"]
    assert first["state"]["epochs"] == [1, 1]
    assert first["state"]["finished"] == [True, True]
    with export.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["correct"]) for row in rows] == list(
        itertools.chain.from_iterable(first["state"]["results"])
    )

    again = drive(screen, "again", export, tmp_path)
    assert again["state"] == first["state"]


def drive(display: str, day: str, export: Path, tmp_path: Path) -> dict:
    environment = {key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"}
    environment |= {"DISPLAY": display, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, str(DRIVER), day, export.name],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=290,
    )
    assert done.returncode == 0 and done.stdout.strip(), done.stderr
    seen = json.loads(done.stdout.strip().splitlines()[-1])
    assert "failed" not in seen, (seen["failed"], done.stderr)
    return seen
