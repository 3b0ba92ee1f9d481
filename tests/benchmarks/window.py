"""The window: its start, its memory, and how late its event loop comes while it trains; in processes of its own."""

import functools
import json
import os
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch

from tests.benchmarks.results import Section, Table, bar, quantile
from tests.benchmarks.workloads import Bench

LIMIT_S = 300
COMPARING = ("--stage=compare", "--atlas")
"""In the stage that compares, with the pair under every kind of noise."""
NOT_INHERITED = ("GOMP_SPINCOUNT", "OMP_WAIT_POLICY", "PYTHONDONTWRITEBYTECODE")
"""The window decides for itself how its threads wait, and an installed program has its bytecode, which the start that
does not count writes."""
MILESTONES = {"first paint": "first_paint", "engine ready": "engine_ready", "ready to work": "data_ready"}
IDX_NAMES = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}
SMALL, SMALL_EPOCHS = "digits", 4
"""What the window trains on in a quick run: enough to see it train, too little to say anything about its memory."""


class ProbeError(RuntimeError):
    """The window could not be opened, or did not come to its end; says why."""


def measure_startup(bench: Bench, section: Section) -> None:
    """Seconds from the start of the process, over several starts."""
    runs, warm = bench.pick((7, 1), (1, 0))
    section.notes.append(
        f"Qt platform: {platform()}. After {warm} start that does not count, for the disk is cold."
    )
    with bar(section.name, warm + runs) as progress:
        for _ in range(warm):
            probe(["start"])
            progress.update()
        for _ in range(runs):
            seen = probe(["start"])
            for name, key in MILESTONES.items():
                section.record(name, "s", seen[key])
            section.record("torch before paint", "starts", float(seen["torch_before_paint"]))
            progress.update()


def measure_events(bench: Bench, section: Section) -> None:
    """Milliseconds that a 5 ms timer in the window's thread comes late: while idle, training and sweeping."""
    seen = trained_window(bench)
    for kind, name in (("", "idle"), ("train", "training"), ("sweep", "sweeping")):
        beats = seen["late"].get(kind)
        if beats:
            late = [milliseconds for _, milliseconds in beats]
            section.record(f"{name}, p50", "ms", quantile(late, 0.5))
            section.record(f"{name}, p99", "ms", quantile(late, 0.99))
            section.record(f"{name}, worst", "ms", max(late))
            worst = sorted(beats, key=lambda beat: -beat[1])[:3]
            said = ", ".join(f"{ms:.0f} ms after {at - beats[0][0]:.1f} s" for at, ms in worst)
            section.notes.append(f"{len(late):,} beats while {name}; the worst: {said}.")


def measure_memory(bench: Bench, section: Section) -> None:
    """Resident MiB of the window: with its engine loaded, with two trained variants, and after some quiet."""
    seen = trained_window(bench)
    if seen["trained"] != ["Dense", "Sparse"]:
        raise ProbeError(f"trained are {seen['trained']}, expected Dense and Sparse")
    for stage, sizes in seen["memory"].items():
        if "now" in sizes:
            section.record(stage, "MiB", sizes["now"])
    if "peak" in seen["memory"]["settled"]:
        section.record("peak", "MiB", seen["memory"]["settled"]["peak"])
    section.notes.append(f"Two variants trained on {seen['dataset']}.")


def measure_slider(bench: Bench, section: Section) -> None:
    """Milliseconds from moving the noise slider to everything repainted, a window of its own for each case."""
    numbers, rounds = bench.pick(((1, 2, 4), 1), ((2,), 1))
    states = ((False, "idle"), (True, "training"))
    cases = [
        *(
            (f"{number} variants, {state}", number, training, ())
            for number in numbers
            for training, state in states
        ),
        *((f"comparing, {state}", 2, training, COMPARING) for training, state in states),
        *((f"the stage that trains, {state}", 2, training, ("--stage=train",)) for training, state in states),
    ]
    with bar(section.name, len(cases)) as progress:
        for name, number, training, more in cases:
            section.record(name, "ms", *_slide(number, training, rounds, more))
            progress.update()
    rows = [
        (name, quantile(values, 0.5), quantile(values, 0.95), max(values))
        for name in section.series
        if (values := section.values(name))
    ]
    section.tables.append(Table("Quantiles", ("", "p50, ms", "p95, ms", "worst, ms"), rows))


def _slide(variants: int, training: bool, rounds: int, more: Sequence[str] = ()) -> list[float]:
    """The latencies that slider.py measures, in a process and with a home of their own."""
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.slider",
        f"--variants={variants}",
        f"--rounds={rounds}",
        *more,
    ]
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [*command, "--training"] if training else command,
            env={**os.environ, "QT_QPA_PLATFORM": platform(), "SPARSE_EXPLORER_HOME": home},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
            timeout=LIMIT_S,
        )
    if done.returncode != 0:
        raise ProbeError(
            f"the slider could not be measured: {(done.stderr.strip().splitlines() or ['no word'])[-1]}"
        )
    values: list[float] = json.loads(done.stdout.splitlines()[-1])["ms"]
    return values


@functools.cache
def trained_window(bench: Bench) -> dict[str, Any]:
    """One window in which two variants were trained and swept; memory and event loop are both looked at in it."""
    with tempfile.TemporaryDirectory() as folder:
        if bench.quick:
            dataset, epochs, more = SMALL, SMALL_EPOCHS, []
        elif bench.real:
            dataset, epochs, more = (
                "mnist",
                1,
                [str(Path(bench.data_dir).absolute())] if bench.data_dir else [],
            )
        else:
            write_idx(bench, Path(folder))
            dataset, epochs, more = f"folder:{folder}", 1, []
        with bar("window trains", 100) as progress:
            seen = probe(
                ["train", dataset, str(epochs), *more],
                lambda share: progress.update(max(0.0, 100 * share - progress.n)),
            )
    return {
        **seen,
        "dataset": dataset if not dataset.startswith("folder:") else "synthetic images of MNIST's size",
    }


def write_idx(bench: Bench, folder: Path) -> None:
    """Write the data as IDX files, which the window can read."""
    parts = {
        "train": (bench.data.train_images, bench.data.train_labels),
        "test": (bench.data.test_images, bench.data.test_labels),
    }
    for part, (images, labels) in parts.items():
        images_name, labels_name = IDX_NAMES[part]
        header = struct.pack(">IIII", 2051, *images.shape)
        (folder / images_name).write_bytes(header + images.numpy().tobytes())
        header = struct.pack(">II", 2049, len(labels))
        (folder / labels_name).write_bytes(header + labels.to(torch.uint8).numpy().tobytes())


def platform() -> str:
    """Qt's platform in the probes: without a screen, unless the user has chosen another."""
    return os.environ.get("QT_QPA_PLATFORM") or "offscreen"


def probe(
    arguments: list[str], on_progress: Callable[[float], object] = lambda share: None
) -> dict[str, Any]:
    """Run window_probe in a fresh process with a home of its own, and return what it saw.

    Raises:
        ProbeError: it failed, or took too long.
    """
    command = [sys.executable, "-m", "tests.benchmarks.window_probe", *arguments]
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryFile("w+") as complaints:
        inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        environment = {
            **inherited,
            "QT_QPA_PLATFORM": platform(),
            "SPARSE_EXPLORER_HOME": home,
            "SPARSE_EXPLORER_BENCH_START": repr(time.monotonic()),
        }
        root = Path(__file__).parents[2]
        with subprocess.Popen(
            command, env=environment, cwd=root, stdout=subprocess.PIPE, stderr=complaints, text=True
        ) as process:
            watchdog = threading.Timer(LIMIT_S, process.kill)
            watchdog.start()
            try:
                result = _read(process, on_progress)
                status = process.wait()
            finally:
                watchdog.cancel()
                process.kill()
        if result is None or status != 0 or "failed" in result:
            complaints.seek(0)
            last = (complaints.read().strip().splitlines() or ["it said nothing"])[-1]
            raise ProbeError(f"the window ended with status {status}: {(result or {}).get('failed', last)}")
    return result


def _read(process: subprocess.Popen, on_progress: Callable[[float], object]) -> dict[str, Any] | None:
    result = None
    for line in process.stdout or ():
        try:
            said = json.loads(line)
        except json.JSONDecodeError:  # somebody else's print
            continue
        if "progress" in said:
            on_progress(said["progress"])
        result = said.get("result", result)
    return result
