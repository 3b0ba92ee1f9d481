"""``python -m tests.benchmarks [NAME ...] [--quick] [--output DIR]``: measure, print the table, write the files."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from sparse_explorer import paths
from sparse_explorer.threads import let_threads_spin
from tests.benchmarks.results import COMPLETE, INTERRUPTED, Section

BENCHMARKS = {
    "startup": ("Start of the window", "window", "measure_startup"),
    "train": ("Training: the article's algorithm against the engine", "train", "measure"),
    "sweep": ("Noise sweep: the article's algorithm against the engine", "sweep", "measure"),
    "kinds": ("A sweep of every kind of noise", "kinds", "measure"),
    "paper": (
        "The paper's Sparse CNN-2: plain layers in the style of nupic.torch against the engine",
        "paper",
        "measure",
    ),
    "fused": ("Any nn.Sequential, fused, beside the same unfused and dense ones", "fused", "measure"),
    "break-even": ("From which share of winners on sparse is faster than dense", "break_even", "measure"),
    "others": ("Sparse weights, and the ways there are to train them", "others", "measure"),
    "saving": ("What saving a run costs while it trains", "saving", "measure"),
    "layers": ("Where the time goes", "layers", "measure"),
    "floors": ("Floors", "floors", "measure"),
    "slider": ("Latency of the noise slider, from its event to pixels", "window", "measure_slider"),
    "window-training": ("Training in the window, as in the terminal", "window_training", "measure"),
    "events": ("Delay of the window's event loop", "window", "measure_events"),
    "memory": ("Memory of the window", "window", "measure_memory"),
}
"""Name: title, module, function. Imported when they are run, so that --help is quick."""

FAILED, USAGE_ERROR, STOPPED = 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks that are asked for; returns 0, 1 if one failed, 2 for bad arguments, 130 after Ctrl-C."""
    options = parse(arguments)
    if problem := unwritable(options.output):
        print(f"bench: cannot write to {options.output}: {problem}; choose another --output", file=sys.stderr)
        return USAGE_ERROR
    let_threads_spin()  # as the program does in a terminal; both sides of every comparison run under it
    os.environ.setdefault("KINETO_LOG_LEVEL", "99")  # the profiler would say that it begins, and that it ends
    from tests.benchmarks import report
    from tests.benchmarks.machine import describe_machine
    from tests.benchmarks.workloads import make_bench

    started, clock = time.strftime("%Y-%m-%d %H:%M"), time.monotonic()
    machine = describe_machine()
    bench = make_bench(options.quick, paths.data_dir(options.data_dir))
    data = "MNIST" if bench.real else "synthetic images of MNIST's size, because MNIST is not at hand"
    print(f"bench: {data}", file=sys.stderr)
    sections = [Section(name, BENCHMARKS[name][0], comparable=not options.quick) for name in options.names]

    def about() -> dict[str, Any]:
        return {
            "started": started,
            "seconds": time.monotonic() - clock,
            "quick": options.quick,
            "data": data,
            "machine": machine,
        }

    def keep() -> None:
        try:
            report.write(options.output, about(), sections)
        except OSError as error:  # what is measured next may find room again, and is printed in any case
            print(f"bench: cannot write to {options.output}: {error.strerror}", file=sys.stderr)

    whole = run(sections, lambda section: _measure(section, bench), keep)
    print(report.markdown(about(), sections))
    keep()
    print(f"bench: wrote {options.output / report.JSON} and {report.MARKDOWN}", file=sys.stderr)
    if not whole:
        return STOPPED
    return 0 if all(section.state == COMPLETE for section in sections) else FAILED


def unwritable(folder: Path) -> str:
    """Why nothing can be written to a folder, which is made; empty if it can."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return error.strerror or str(error)


def run(
    sections: Sequence[Section], measure: Callable[[Section], None], keep: Callable[[], None] = lambda: None
) -> bool:
    """Fill the sections one after another; False if Ctrl-C ended it. One that fails does not keep the others.

    Args:
        keep: called after each section, so that a run that is killed leaves what it has measured.
    """
    for number, section in enumerate(sections, 1):
        print(f"bench: [{number}/{len(sections)}] {section.title}", file=sys.stderr, flush=True)
        try:
            measure(section)
            section.state = COMPLETE
        except KeyboardInterrupt:
            section.state = INTERRUPTED
            return False
        except Exception as error:
            section.state = f"failed: {type(error).__name__}: {error}"
            print(f"bench: {section.name} {section.state}", file=sys.stderr)
        keep()
    return True


def _measure(section: Section, bench: object) -> None:
    _, module, function = BENCHMARKS[section.name]
    getattr(import_module(f"tests.benchmarks.{module}"), function)(bench, section)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """What was asked for: names (all if none is given), quick, output, data_dir."""
    listing = "\n".join(f"  {name:10}{title}" for name, (title, _, _) in BENCHMARKS.items())
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description="Measures the program beside the plain reference, in turns, and holds it against its budget.",
        epilog=f"benchmarks:\n{listing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="what to measure (default: all, some minutes)"
    )
    parser.add_argument("--quick", action="store_true", help="under a minute, to see that everything works")
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("out/bench"),
        metavar="DIR",
        help="where results go (default out/bench)",
    )
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="where MNIST lies")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; there are {', '.join(BENCHMARKS)}")
    options.names = list(dict.fromkeys(options.names)) or list(BENCHMARKS)
    return options


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # before there was anything to keep
        sys.exit(STOPPED)
