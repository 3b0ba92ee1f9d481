"""Training in the window against training in a terminal, in turns, each in a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.results import Section, alternate
from tests.benchmarks.window import LIMIT_S, NOT_INHERITED, ProbeError, platform, write_idx
from tests.benchmarks.workloads import Bench

KINDS = ("sparse", "dense")


def measure(bench: Bench, section: Section) -> None:
    """Milliseconds a batch of 64 of the article's network, with nobody at the mouse."""
    with tempfile.TemporaryDirectory() as folder:
        if bench.real:
            dataset, data_dir = "mnist", str(Path(bench.data_dir or "").absolute()) if bench.data_dir else ""
        else:
            write_idx(bench, Path(folder))
            dataset, data_dir = f"folder:{folder}", ""
        contestants = {}
        for kind in bench.pick(KINDS, KINDS[:1]):
            for where in ("terminal", "window"):
                contestants[f"{where}, {kind}"] = lambda where=where, kind=kind: _probe(
                    where, kind, dataset, data_dir
                )
            section.compare((f"window, {kind}", f"terminal, {kind}"))
        alternate(section, contestants, bench.pick(5, 1), "ms a batch")


def _probe(where: str, kind: str, dataset: str, data_dir: str) -> float:
    """What training_probe measures, in a process and with a home of its own."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.training_probe", where, kind, dataset, data_dir],
            env={**inherited, "QT_QPA_PLATFORM": platform(), "SPARSE_EXPLORER_HOME": home},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
            timeout=LIMIT_S,
        )
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise ProbeError(f"training in the {where} could not be measured: {last}")
    return float(json.loads(done.stdout.splitlines()[-1])["ms"])
