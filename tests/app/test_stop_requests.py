"""Ctrl-C, SIGTERM and SIGHUP reach the window, which saves and ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from sparse_explorer.app.start.stop_requests import StopRequests
from sparse_explorer.experiment.runs.store import load_variant

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")

SCRIPT = """
import sys
from PySide6.QtCore import QTimer
from sparse_explorer.app.start import main
from sparse_explorer.app.window import main_window

def work(window):
    item = window.session.items[1]
    import dataclasses
    training = dataclasses.replace(item.variant.training, epochs=500)
    window.session.configure(item.id, item.variant.network, training)
    window.loading.data_ready.connect(lambda _: window.training.train([item.id]))
    window.training.activity_changed.connect(
        lambda activity: print(f"{activity.progress:.4f}", flush=True) if activity.progress > 0 else None
    )

make = main_window.MainWindow.__init__
def made(self, *given, welcome):
    make(self, *given)  # straight to training
    work(self)
main_window.MainWindow.__init__ = made
sys.exit(main.run_app())
"""


@pytest.mark.parametrize(
    "name",
    [
        "SIGTERM",
        pytest.param("SIGHUP", marks=pytest.mark.proof),
        pytest.param("SIGINT", marks=pytest.mark.proof),
    ],
)
def test_a_training_is_saved_and_the_status_says_which_signal(own_home: Path, name: str) -> None:
    number = getattr(signal, name)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()  # it is at work
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 128 + number, said
    assert "Traceback" not in said
    (folder,) = (own_home / "variants").glob("*/digits/seed-0")
    stored = load_variant(folder)
    assert 0 < stored.history.step < stored.history.steps
    assert int(stored.resume["step"]) == stored.history.step
    assert (own_home / "session.json").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_each_signal_is_told_and_handlers_are_given_back(qtbot, number: int) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)]
    parent = QObject()
    requests = StopRequests(parent)
    with qtbot.waitSignal(requests.asked) as asked:
        os.kill(os.getpid(), number)
    assert asked.args == [number]
    requests.close()
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)] == before
    requests.close()


def test_what_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        parent = QObject()
        requests = StopRequests(parent)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        requests.close()
    finally:
        signal.signal(signal.SIGHUP, before)
