"""Resolves the pinned set for every Python and machine that it is meant for: python packaging/pins.py, or `make pins`.

Asks PyPI for what there is and installs nothing; takes minutes. What has no wheel or no pin is named, and the exit
status is 1. The resolver is uv, for pip evaluates markers for the machine that it runs on; it goes into a temporary
virtual environment.
"""

import os
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

from sparse_explorer.reading.tomls import tomllib

ROOT = Path(__file__).resolve().parents[1]
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"

PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")

PLATFORMS = {
    "Linux x86_64": "x86_64-manylinux_2_34",
    "Linux aarch64": "aarch64-manylinux_2_39",
    "macOS arm64": "aarch64-apple-darwin",
    "Windows x64": "x86_64-pc-windows-msvc",
}
"""uv's names. The figures are the glibc that PySide6's wheels ask for."""

MACOS = "14.0"
"""The oldest that torch's wheels are for."""

OF_TORCH = ("nvidia-", "cuda-", "triton")
"""What torch itself pins, each build of it in its own way."""


def requirements() -> list[str]:
    """All that the project asks for: to be built, to run, and for each extra."""
    text = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = text["project"]
    extras = [line for extra in project["optional-dependencies"].values() for line in extra]
    return [*text["build-system"]["requires"], *project["dependencies"], *extras]


def without_pin(resolved: str, constraints: str) -> Iterator[str]:
    """The packages in uv's output that constraints.txt does not name, but for those that torch brings."""
    pinned = set(_names(constraints))
    yield from (name for name in _names(resolved) if name not in pinned and not name.startswith(OF_TORCH))


def _names(lines: str) -> Iterator[str]:
    for line in lines.splitlines():
        if found := re.match(r"([A-Za-z0-9._-]+)==", line):
            yield re.sub(r"[-_.]+", "-", found[1]).lower()


def resolve(uv: Path, asked: Path, python: str, platform: str) -> str:
    """Return what would be installed, a line each.

    Raises:
        subprocess.CalledProcessError: nothing fits; the reason is in its output.
    """
    command = [uv, "pip", "compile", "--quiet", "--no-config", "--no-header", "--only-binary=:all:"]
    command += [
        "--python-version",
        python,
        "--python-platform",
        platform,
        "--constraints",
        CONSTRAINTS,
        asked,
    ]
    env = os.environ | {"MACOSX_DEPLOYMENT_TARGET": MACOS}
    if certificates := env.get("PIP_CERT"):
        env.setdefault("SSL_CERT_FILE", certificates)
    return subprocess.run(command, env=env, check=True, capture_output=True, encoding="utf-8").stdout


def main(pythons: Sequence[str] = PYTHONS) -> int:
    """Resolve for each, say what came out, and return the exit status."""
    status = 0
    with tempfile.TemporaryDirectory() as folder:
        tools = Path(folder) / "venv"
        venv.create(tools, with_pip=True)
        programs = tools / ("Scripts" if os.name == "nt" else "bin")
        subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", "uv"], check=True)
        asked = Path(folder) / "requirements.in"
        asked.write_text("\n".join(requirements()) + "\n", encoding="utf-8")
        for python, (name, platform) in product(pythons, PLATFORMS.items()):
            try:
                resolved = resolve(programs / "uv", asked, python, platform)
            except subprocess.CalledProcessError as error:
                status = 1
                print(f"Python {python}, {name}: does not resolve\n{error.stderr.strip()}", flush=True)
                continue
            loose = list(without_pin(resolved, CONSTRAINTS.read_text(encoding="utf-8")))
            status = 1 if loose else status
            outcome = f"no pin for {', '.join(loose)}" if loose else "resolves"
            print(f"Python {python}, {name}: {outcome}", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or PYTHONS))
