"""Builds the program as one folder that runs where there is no Python, and tries it: python packaging/build_bundle.py

`make bundle` calls it. The folder, dist/sparse-explorer, starts with ./sparse-explorer. What is tried, with an empty
home and nothing of this environment: the kernels are there, two runs at once train, pictures are drawn, a network
becomes an ONNX file and is compared as one, beside one of somebody's own Python, the window's tour passes, and
downloads would begin.
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
MOST_MB = 800
"""What the folder may take, in millions of bytes."""

TOUR = "the window's tour"

OWN = """
from torch import nn


def network():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
"""
"""A network of somebody's own."""


def build(output: Path) -> Path:
    """Build the folder below ``output``, and return where it is.

    Raises:
        subprocess.CalledProcessError: PyInstaller failed; what it printed says why.
    """
    with tempfile.TemporaryDirectory(prefix="sparse-explorer-bundle-") as scratch:
        subprocess.run(
            [
                *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"),
                *("--distpath", str(output), "--workpath", scratch, str(ROOT / "packaging" / "bundle.spec")),
            ],
            check=True,
            env=os.environ | {"PYTHONWARNINGS": "ignore"},  # of its processes too, which import all of torch
        )
    folder = output / "sparse-explorer"
    if sys.platform == "linux" and (strip := shutil.which("strip")):
        # Symbols that nothing looks up, a fifth of what torch takes. Libraries of numpy and scipy do not survive it.
        stripped = "torch/lib/*.so libpython*.so* python3.*/*/*.so fontTools/*/*.so kiwisolver/*.so".split()
        libraries = [path for pattern in stripped for path in folder.glob(f"_internal/{pattern}")]
        subprocess.run([strip, "--strip-unneeded", *libraries], check=True)
    return folder


def size_mb(folder: Path) -> float:
    """What the files of a folder take, each counted once, in millions of bytes."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files) / 1e6


def tried(folder: Path) -> dict[str, str]:
    """Run the program in it, in an environment of its own; returns what each command printed.

    Raises:
        RuntimeError: a command failed.
    """
    program = folder / ("sparse-explorer.exe" if sys.platform == "win32" else "sparse-explorer")
    commands = {
        "doctor": ["doctor"],
        "two runs at once": ["run", "--epochs", "1", "--jobs", "2", "--threads", "1", "--output", "out"],
        **{
            f"a {kind} figure": ["export", "figure", "out", f"curves.{kind}"]
            for kind in ("png", "svg", "pdf")
        },
        "a report": ["export", "report", "out", "report.html"],
        "a script": ["export", "script", "out", "sparse.py", "--variant", "Sparse"],
        "an ONNX file": ["export", "onnx", "pretrained", "sparse.onnx", "--variant", "Sparse"],
        "networks from elsewhere": [
            *("compare", "out", "--levels", "0,0.5", "--output", "beside"),
            *("--model", "Onnx=sparse.onnx", "--model", "Own=own.py:network"),
        ],
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
        Path(home, "own.py").write_text(OWN, encoding="utf-8")
        for name, arguments in commands.items():
            done = _run([program, *arguments], Path(home), env)
            if done.returncode:
                raise RuntimeError(f"{name}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
            said[name] = done.stdout
        # No network is needed to see whether what knows the addresses of data sets is whole.
        nowhere = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
        done = _run([program, "run", "--dataset", "mnist"], Path(home), env | nowhere)
        if "mnist could not be downloaded (https://" not in done.stderr:
            raise RuntimeError(f"downloads: {done.stdout}{done.stderr}")
    if not re.search(r"^ *kernels +for ", said["doctor"], re.MULTILINE):
        raise RuntimeError(f"the kernels are not in it:\n{said['doctor']}")
    return said


def _run(command: list[str | Path], cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=600, check=False)


def main() -> int:
    """Build and try it; returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="where it goes (default: dist)")
    folder = build(parser.parse_args().output.resolve())
    said = tried(folder)
    size = size_mb(folder)
    print(f"{folder}: {size:.0f} MB; {said[TOUR].strip()}")
    if size > MOST_MB:
        print(f"it takes more than {MOST_MB} MB", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
