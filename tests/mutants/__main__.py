"""``python -m tests.mutants [WORD ...]``: plant each mutant in a copy of the checkout; say which no test notices."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tests.mutants.copies import Copy
from tests.mutants.listing import ListError, Mutant, chosen, problems, read_mutants
from tests.mutants.trials import SURVIVED, Trial, check_unchanged, try_all

ROOT = Path(__file__).parents[2]
LEFT_OVER = Path("out/mutants.txt")
"""Names of those that survived the last time, for --survivors."""

FAILED, USAGE_ERROR, STOPPED = 1, 2, 130


def main(arguments: Sequence[str] | None = None, root: Path = ROOT, lists: Path | None = None) -> int:
    """Try the mutants that are asked for; returns 0, 1 if one survives, 2 if they cannot be tried, 130 after Ctrl-C."""
    options = _parse(arguments)
    try:
        listed = read_mutants(lists or root / "tests" / "mutants")
    except ListError as error:
        return _refuse(str(error))
    if wrong := list(problems(listed, root)):
        return _refuse("\n".join(wrong))
    mutants = chosen(listed, options.words)
    if options.survivors:
        left = _left_over(root)
        mutants = [mutant for mutant in mutants if mutant.name in left]
    if not mutants:
        return _refuse(f"none of {len(listed)} mutants fits; --list shows them")
    if options.list:
        for mutant in mutants:
            print(f"{mutant.name:45} {mutant.file}")
        return 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        jobs = min(options.jobs, len(mutants))
        copies = [Copy(root, Path(folder) / str(number)) for number in range(jobs)]
        print(f"{len(mutants)} mutants, {jobs} at a time; first their tests without a change", flush=True)
        if failed := check_unchanged(copies[0], mutants, options.jobs):
            return _refuse(
                f"{failed}\nThe tests fail without any change, so that they would notice everything."
            )
        return _try(copies, mutants, root)


def _try(copies: Sequence[Copy], mutants: Sequence[Mutant], root: Path) -> int:
    started = time.monotonic()
    trials: list[Trial] = []
    try:
        with closing(try_all(copies, mutants)) as running:
            for trial in running:
                trials.append(trial)
                _print(trial, f"[{len(trials)}/{len(mutants)}]")
    except KeyboardInterrupt:
        print(f"stopped after {len(trials)} of {len(mutants)} mutants")
        return STOPPED
    failing = [trial for trial in trials if trial.fails]
    noticed = sum(trial.outcome == "noticed" for trial in trials)
    excused = sum(trial.outcome == SURVIVED and not trial.fails for trial in trials)
    print(
        f"\n{noticed} of {len(trials)} noticed, {excused} accepted, {len(failing)} not noticed; "
        f"{time.monotonic() - started:.0f} s"
    )
    for trial in failing:
        print(f"  {trial.outcome}: {trial.mutant.name}, {trial.mutant.file}\n    {trial.mutant.why}")
    left = root / LEFT_OVER
    left.parent.mkdir(exist_ok=True)
    left.write_text("".join(f"{trial.mutant.name}\n" for trial in failing), encoding="utf-8")
    return FAILED if failing else 0


def _print(trial: Trial, place: str) -> None:
    mutant = trial.mutant
    print(f"{place:9} {trial.outcome:8} {trial.seconds:5.1f} s  {mutant.name}: {mutant.why}")
    if trial.outcome == SURVIVED and mutant.accepted:
        print(f"{'':19} accepted: {mutant.accepted}")
    elif trial.outcome != SURVIVED:
        print(f"{'':19} {trial.by}{' (no longer to be accepted)' if mutant.accepted else ''}")
    sys.stdout.flush()


def _left_over(root: Path) -> set[str]:
    path = root / LEFT_OVER
    return set(path.read_text(encoding="utf-8").split("\n")) if path.exists() else set()


def _refuse(reason: str) -> int:
    print(f"mutants: {reason}", file=sys.stderr)
    return USAGE_ERROR


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutants",
        description="Plants small wrong changes in a copy of the checkout, one at a time, and runs the tests that "
        "should notice.",
    )
    parser.add_argument(
        "words", nargs="*", metavar="WORD", help="only mutants with this in their name or file, such as nn/"
    )
    parser.add_argument(
        "--jobs",
        type=int,
        default=min(os.cpu_count() or 1, 4),
        metavar="N",
        help="how many at a time (default: one a core, at most 4)",
    )
    parser.add_argument(
        "--survivors", action="store_true", help="only those that were not noticed the last time"
    )
    parser.add_argument("--list", action="store_true", help="only print which there are")
    options = parser.parse_args(arguments)
    if options.jobs < 1:
        parser.error(f"--jobs is {options.jobs}, allowed is 1 or more")
    return options


if __name__ == "__main__":
    sys.exit(main())
