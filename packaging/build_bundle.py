"""Builds the program as one folder that runs where there is no Python, and tries it: python packaging/build_bundle.py

`make bundle` calls it. The folder, dist/sparse-explorer, starts with ./sparse-explorer. What is tried, with an empty
home and nothing of this environment: the kernels are there, two runs at once train, the window's tour passes.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOST_MIB = 800
"""What the folder may take."""

TOUR = "the window's tour"


def build(output: Path) -> Path:
    """Build the folder below ``output``, and return where it is.

    Raises:
        subprocess.CalledProcessError: PyInstaller failed; what it printed says why.
    """
    with tempfile.TemporaryDirectory(prefix="sparse-explorer-bundle-") as scratch:
        subprocess.run(
            [
                *(sys.executable, "-W", "ignore", "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"),
                *("--distpath", str(output), "--workpath", scratch, str(ROOT / "packaging" / "bundle.spec")),
            ],
            check=True,
        )
    folder = output / "sparse-explorer"
    if sys.platform == "linux" and (strip := shutil.which("strip")):
        # Symbols that nothing looks up, a fifth of what torch takes. Libraries of numpy and scipy do not survive it.
        libraries = [*folder.glob("_internal/torch/lib/*.so"), *folder.glob("_internal/libpython*.so*")]
        subprocess.run([strip, "--strip-unneeded", *libraries], check=True)
    return folder


def size_mib(folder: Path) -> float:
    """What the files of a folder take, each counted once."""
    return (
        sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
        / 2**20
    )


def tried(folder: Path) -> dict[str, str]:
    """Run the program in it, in an environment of its own; returns what each command printed.

    Raises:
        RuntimeError: a command failed.
    """
    program = folder / ("sparse-explorer.exe" if sys.platform == "win32" else "sparse-explorer")
    commands = {
        "doctor": ["doctor"],
        "two runs at once": ["run", "--epochs", "1", "--jobs", "2", "--threads", "1", "--output", "out"],
        TOUR: ["app", "--smoke"],
    }
    said = {}
    with tempfile.TemporaryDirectory(prefix="sparse-explorer-bundle-") as home:
        env = {
            "HOME": home,
            "PATH": "/usr/bin:/bin",
            "QT_QPA_PLATFORM": "offscreen",
            "SPARSE_EXPLORER_HOME": str(Path(home, "own")),
            **{name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ},
        }
        for name, arguments in commands.items():
            done = subprocess.run(
                [program, *arguments],
                cwd=home,
                env=env,
                capture_output=True,
                text=True,
                timeout=600,
                check=False,
            )
            if done.returncode:
                raise RuntimeError(f"{name}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
            said[name] = done.stdout
    if not re.search(r"^ *kernels +for ", said["doctor"], re.MULTILINE):
        raise RuntimeError(f"the kernels are not in it:\n{said['doctor']}")
    return said


def main() -> int:
    """Build and try it; returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="where it goes (default: dist)")
    folder = build(parser.parse_args().output.resolve())
    said = tried(folder)
    size = size_mib(folder)
    print(f"{folder}: {size:.0f} MiB; {said[TOUR].strip()}")
    if size > MOST_MIB:
        print(f"it takes more than {MOST_MIB} MiB", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
