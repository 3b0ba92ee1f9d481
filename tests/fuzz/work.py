"""What one process of ``python -m tests.fuzz`` does; in a module that such a process can import."""

import os
import tempfile
from pathlib import Path
from typing import Any


def work(name: str, seed: int, first: int, inputs: int, out: Path) -> dict[str, Any]:
    """Try inputs of one format in this process; returns a row of the table, and leaves files of what was found."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from tests.fuzz.formats import formats
    from tests.fuzz.trials import Tally, bounded, make, try_all

    format = formats()[name]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        try_all(
            format, seed, range(first, first + 3), Path(folder) / "warm"
        )  # what the first ones import takes memory
        with bounded():
            tally: Tally = try_all(format, seed, range(first, first + inputs), Path(folder) / "it")
    for number, wrong in tally.findings.items():
        out.mkdir(parents=True, exist_ok=True)
        (out / f"{name}-{seed}-{number}.bin").write_bytes(make(format, seed, number))
        (out / f"{name}-{seed}-{number}.txt").write_text(wrong, encoding="utf-8", errors="replace")
    return {
        "what": format.title,
        "tried": tally.tried,
        "lost": len(tally.findings),
        "notes": f"{tally.loaded:,} of them could be used all the same; at most {tally.slowest:.2f} s each",
    }
