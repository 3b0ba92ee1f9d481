"""Lets the disk be full from each write of a run on, one after another; then the same command has to end in the same
bytes as where the disk was never full.

    python -m tests.reliability.full_disk

Writes docs/reliability/full_disk.json. Runs in this process, with the system's call that makes a write lasting failing.
"""

import contextlib
import errno
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from sparse_explorer.cli import main as command

RESULT = Path(__file__).parents[2] / "docs" / "reliability" / "full_disk.json"

CONFIG = """
dataset = "digits"
threads = 1
sweep = "last"
[[noises]]
convention = "paper"
levels = [0.0, 0.5]
[[variants]]
preset = "sparse"
training.epochs = 2
"""


@contextlib.contextmanager
def full_from(write: int) -> Iterator[list[int]]:
    """From that write on nothing can be written any more; the list holds how many were tried."""
    real: Callable[[int], None] = os.fsync
    tried = [0]

    def fsync(handle: int) -> None:
        tried[0] += 1
        if tried[0] >= write:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    os.fsync = fsync
    try:
        yield tried
    finally:
        os.fsync = real


def run(config: Path, out: Path) -> int:
    """The command, in silence."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return command(["run", "--config", str(config), "--output", str(out)])


def contents(folder: Path) -> dict[str, bytes]:
    """All files but the lock."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".sparse")
    }


def main() -> int:
    """Try each write, and write the count down."""
    lost = write = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        tempfile.tempdir = str(folder)  # where what cannot be saved goes
        config = folder / "experiment.toml"
        config.write_text(CONFIG, encoding="utf-8")
        with full_from(10**9) as tried:
            if run(config, folder / "whole") != 0:
                raise SystemExit("the run failed although nothing was in its way")
        whole, writes = contents(folder / "whole"), tried[0]
        for write in range(1, writes + 1):
            out = folder / f"full-{write}"
            with full_from(write):
                status = run(config, out)
            again = run(config, out)
            differ = [name for name in whole if contents(out).get(name) != whole[name]]
            sound = status in (0, 1, 2) and again == 0 and contents(out).keys() == whole.keys() and not differ
            lost += not sound
            if not sound:
                print(f"again: status {again}; differ: {differ}; files: {sorted(contents(out))}")
            print(
                f"full from write {write} of {writes}: status {status}, {'sound' if sound else 'LOST'}",
                flush=True,
            )
    row = {
        "what": "disk full from each of a run's writes on, then room again and the same command",
        "tried": write,
        "lost": lost,
        "notes": "the end compared with that of a disk that was never full, byte by byte",
    }
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps({"rows": [row]}, indent=2) + "\n", encoding="utf-8")
    return int(lost > 0)


if __name__ == "__main__":
    sys.exit(main())
