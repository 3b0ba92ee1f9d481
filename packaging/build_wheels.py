"""Builds the wheels for every system that has kernels, and the source distribution: python packaging/build_wheels.py.

One Linux machine builds them all, for Zig's C compiler brings what it needs for the others; `make wheels` installs it.
A wheel with a library missing, or a Linux wheel that auditwheel does not find fit for the systems that its name
promises, is an error.
"""

import argparse
import os
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

TARGETS = {
    "manylinux_2_17_x86_64": "x86_64-linux-gnu.2.17",
    "manylinux_2_17_aarch64": "aarch64-linux-gnu.2.17",
    "macosx_11_0_arm64": "aarch64-macos.11.0",
    "macosx_10_13_x86_64": "x86_64-macos.10.13",
    "win_amd64": "x86_64-windows-gnu",
}
"""The platform in a wheel's name, and how Zig calls the same machines and the oldest system on them."""


def compiler_for(platform: str) -> str:
    """The command that compiles C for a platform, as CC takes it."""
    return shlex.join([sys.executable, "-m", "ziglang", "cc", "-target", TARGETS[platform]])


def build(output: Path, *options: str, **env: str) -> None:
    """Build one distribution, with what is installed.

    Raises:
        subprocess.CalledProcessError: it cannot be built; the reason was printed.
    """
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(output), *options, str(ROOT)]
    subprocess.run(command, check=True, env=os.environ | {"SPARSE_EXPLORER_NO_KERNELS": ""} | env)


def is_for(wheel: Path, platform: str) -> bool:
    """Whether auditwheel finds that a wheel runs where its name says."""
    done = subprocess.run(
        [sys.executable, "-m", "auditwheel", "show", str(wheel)], check=True, capture_output=True, text=True
    )
    return f'consistent with the following platform tag: "{platform}"' in " ".join(done.stdout.split())


def main() -> int:
    """Build what is asked for, and return the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "platforms", nargs="*", metavar="PLATFORM", help=f"of {', '.join(TARGETS)}; by default all"
    )
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="where they go (default: dist)")
    arguments = parser.parse_args()
    if unknown := [platform for platform in arguments.platforms if platform not in TARGETS]:
        parser.error(f"unknown: {', '.join(unknown)}; known: {', '.join(TARGETS)}")
    status = 0
    if not arguments.platforms:
        build(arguments.output, "--sdist")
    for platform in arguments.platforms or TARGETS:
        build(arguments.output, "--wheel", CC=compiler_for(platform), SPARSE_EXPLORER_PLATFORM=platform)
        wheel = max(arguments.output.glob(f"*-py3-none-{platform}.whl"), key=os.path.getmtime)
        if platform.startswith("manylinux") and not is_for(wheel, platform):
            print(
                f"{wheel.name} is not for the systems that its name says; auditwheel show says why",
                file=sys.stderr,
            )
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
