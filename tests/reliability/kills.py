"""Kills runs at random moments, again and again, and compares what they end in with a run that nobody disturbed.

    python -m tests.reliability.kills [--terminal 60] [--window 50] [--seed 0]

Writes docs/reliability/kills.json.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
RESULT = ROOT / "docs" / "reliability" / "kills.json"
LIMIT_S = 300

CONFIG = """
dataset = "digits"
seeds = 2
threads = 1
sweep = "every"
[[noises]]
convention = "paper"
levels = [0.0, 0.25, 0.5]
[[variants]]
preset = "dense"
training.epochs = 30
[[variants]]
preset = "sparse"
training.epochs = 30
"""

WINDOW = """
import dataclasses, sys
from sparse_explorer.app.start import main
from sparse_explorer.app.window import main_window

def work(window):
    session = window.session
    for item in list(session.items):
        if not item.runs and not session.unread:
            training = dataclasses.replace(item.variant.training, epochs=30)
            session.configure(item.id, item.variant.network, training)
    window.save()
    window.loading.data_ready.connect(lambda _: window.train_all() or window.training.busy or window.leave())
    window.training.idle.connect(window.leave)

make = main_window.MainWindow.__init__
def made(self, *given, welcome):
    make(self, *given)  # straight to training
    work(self)
main_window.MainWindow.__init__ = made
sys.exit(main.run_app())
"""


def contents(folder: Path, pattern: str) -> dict[str, bytes]:
    """The files of runs and tables, by name without the random ids of variants."""
    return {
        "/".join(path.relative_to(folder).parts[-3:]): path.read_bytes()
        for path in sorted(folder.glob(pattern))
        if path.is_file() and not path.name.startswith(".")
    }


def by_variant(home: Path) -> dict[str, bytes]:
    """The window's runs, by the variant's name."""
    found = {}
    for path in home.glob("variants/*/digits/seed-*/variant.json"):
        name = json.loads(path.read_text(encoding="utf-8"))["variant"]["name"]
        for file in path.parent.iterdir():
            found[f"{name}/{file.name}"] = file.read_bytes()
    return found


def run(command: Sequence[str], environment: Mapping[str, str], after: float | None) -> bool:
    """Run a command, and kill it after so many seconds; returns whether it was killed."""
    with subprocess.Popen(
        command,
        env=dict(environment),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            _, said = process.communicate(timeout=LIMIT_S if after is None else after)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            if after is None:
                raise SystemExit(f"{command} took more than {LIMIT_S} s") from None
            return True
        if process.returncode != 0:
            raise SystemExit(f"{command} ended with {process.returncode}: {said.decode()}")
        return False


def terminal(kills: int, chance: random.Random, folder: Path) -> tuple[int, int]:
    """(kills, runs that ended in other bytes)."""
    config = folder / "experiment.toml"
    config.write_text(CONFIG, encoding="utf-8")
    environment = {**os.environ, "SPARSE_EXPLORER_HOME": str(folder / "home")}

    def command(out: Path) -> list[str]:
        return [sys.executable, "-m", "sparse_explorer", "run", "--config", str(config), "--output", str(out)]

    run(command(folder / "whole"), environment, None)
    whole = contents(folder / "whole", "**/*")
    done = wrong = number = 0
    while done < kills:
        number += 1
        out = folder / f"killed-{number}"
        while run(command(out), environment, chance.uniform(1.0, 9.0) if done < kills else None):
            done += 1
        wrong += contents(out, "**/*") != whole
        print(f"terminal: {done} kills, {number} experiments, {wrong} differ", flush=True)
    return done, wrong


def window(kills: int, chance: random.Random, folder: Path) -> tuple[int, int]:
    """(kills, sessions that ended in other bytes)."""

    def environment(home: Path) -> dict[str, str]:
        return {**os.environ, "SPARSE_EXPLORER_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}

    command = [sys.executable, "-c", WINDOW]
    run(command, environment(folder / "whole"), None)
    whole = by_variant(folder / "whole")
    done = wrong = number = 0
    while done < kills:
        number += 1
        home = folder / f"killed-{number}"
        while run(command, environment(home), chance.uniform(2.0, 9.0) if done < kills else None):
            done += 1
        wrong += by_variant(home) != whole
        print(f"window: {done} kills, {number} sessions, {wrong} differ", flush=True)
    return done, wrong


def main() -> int:
    """Kill, compare, write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--terminal", type=int, default=60)
    parser.add_argument("--window", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance, rows = random.Random(options.seed), []
    for what, work, kills in (
        ("kill -9 of a run in the terminal, then the same command", terminal, options.terminal),
        ("kill -9 of the window in training, then its next start", window, options.window),
    ):
        with tempfile.TemporaryDirectory() as folder:
            tried, wrong = work(kills, chance, Path(folder))
        notes = "the end compared with an undisturbed run, byte by byte"
        rows.append({"what": what, "tried": tried, "lost": wrong, "notes": notes})
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps({"rows": rows}, indent=2) + "\n", encoding="utf-8")
    return int(any(row["lost"] for row in rows))


if __name__ == "__main__":
    sys.exit(main())
