"""``make monkey``: plays with the window from many seeds, each in a process of its own, and says what went wrong.

    python -m tests.monkey --seeds 20 --events 1500 --first 0 --jobs 2

A seed that failed can be played again:  python -m tests.monkey.play --seed N --events M --log FILE
"""

import argparse
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

OUT = Path("out/monkey")


def play_one(seed: int, events: int, timeout: float | None, out: Path = OUT) -> tuple[int, str]:
    """Play one seed; returns the exit status (negative: ended by a signal) and what it said.

    Its log is in ``out``: what was done, one line each, and where it crashed.
    """
    out.mkdir(parents=True, exist_ok=True)
    log = out / f"seed-{seed}.log"
    command = [
        sys.executable,
        "-m",
        "tests.monkey.play",
        "--seed",
        seed,
        "--events",
        events,
        "--log",
        log.absolute(),
    ]
    try:
        done = subprocess.run(
            list(map(str, command)),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=timeout,
            cwd=Path(__file__).parents[2],
            check=False,
        )
    except subprocess.TimeoutExpired:
        return -1, f"seed {seed} was still at work after {timeout:.0f} s; its log is {log}"
    said = done.stdout.decode(errors="replace").strip()
    if done.returncode:
        last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]
        said += "\n".join([f"\nexit status {done.returncode}; the last lines of {log}:", *last])
    return done.returncode, said


def main() -> int:
    """Play all seeds; returns 1 if any failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.monkey", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", type=Path, help="where to write the count, as docs/RELIABILITY.md takes it")
    options = parser.parse_args()
    failed = []
    with ThreadPoolExecutor(options.jobs) as pool:
        seeds = range(options.first, options.first + options.seeds)
        plays = pool.map(lambda seed: (seed, *play_one(seed, options.events, timeout=1800)), seeds)
        for seed, status, said in plays:
            print(said, flush=True)
            if status:
                failed.append(seed)
    print(
        f"{options.seeds} seeds of {options.events} events, {len(failed)} failed{f': {failed}' if failed else ''}"
    )
    if options.json is not None:
        row = {
            "what": "random events in the real window",
            "tried": options.seeds * options.events,
            "lost": len(failed),
            "notes": f"{options.seeds} plays; an exception, a warning of Qt, a thread left or a crash would count",
        }
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps({"rows": [row]}, indent=2) + "\n", encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
