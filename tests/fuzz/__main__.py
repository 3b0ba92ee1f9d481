"""``python -m tests.fuzz [FORMAT ...] [--inputs N] [--seed S] [--first I] [--jobs J]``: try broken files.

What ended otherwise than it may is in out/fuzz: the file, and beside it what happened. fuzz.json there is a table for
docs/RELIABILITY.md, which ``python -m tests.reliability`` writes.
"""

import argparse
import json
import multiprocessing
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from tests.fuzz.work import work

OUT = Path("out/fuzz")
INPUTS = 10_000

NAMES = ("session", "variant", "toml", "idx", "idx.gz", "npy", "safetensors", "resume", "tables")


def main(arguments: Sequence[str] | None = None) -> int:
    """Try all that is asked for; returns 1 if anything ended otherwise than it may."""
    options = _parse(arguments)
    names = [name for name in NAMES if name in (options.formats or NAMES)]
    began = time.monotonic()
    rows: list[dict[str, Any]] = []
    # In other processes: they have a bound on their memory, and may crash.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(options.jobs, mp_context=context) as pool:
        asked = [
            pool.submit(work, name, options.seed, options.first, options.inputs, options.output)
            for name in names
        ]
        for name, future in zip(names, asked, strict=True):
            rows.append(future.result())
            print(
                f"{name:12} {rows[-1]['tried']:6} tried, {rows[-1]['lost']} wrong; {rows[-1]['notes']}",
                flush=True,
            )
    options.output.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"rows": rows}, indent=2, ensure_ascii=False) + "\n"
    (options.output / "fuzz.json").write_text(text, encoding="utf-8")
    wrong = sum(row["lost"] for row in rows)
    print(f"{wrong} wrong, {time.monotonic() - began:.0f} s; {options.output / 'fuzz.json'}")
    return 1 if wrong else 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument(
        "formats", nargs="*", metavar="FORMAT", help=f"of {', '.join(NAMES)}; all of them by default"
    )
    parser.add_argument("--inputs", type=int, default=INPUTS, help=f"of each format (default: {INPUTS})")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="the number of the first input")
    parser.add_argument("--jobs", type=int, default=1, help="processes at a time (default: 1)")
    parser.add_argument("--output", type=Path, default=OUT)
    options = parser.parse_args(arguments)
    if unknown := set(options.formats) - set(NAMES):
        parser.error(f"there is no format {unknown.pop()}; there are {', '.join(NAMES)}")
    if min(options.inputs, options.jobs) < 1:
        parser.error("--inputs and --jobs are 1 or more")
    return options


if __name__ == "__main__":
    sys.exit(main())
