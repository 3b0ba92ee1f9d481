"""Starting the program as people do: in a process of its own, with an environment of one's choice."""

import os
import subprocess
import sys

# What a developer's machine may say of displays and of Qt, and what the tests themselves set.
_OF_THE_MACHINE = (
    "DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "XDG_RUNTIME_DIR", "XAUTHORITY", "QT_QPA_PLATFORM", "QT_API",
    "FORCE_QT_API", "PYQTGRAPH_QT_LIB", "QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH", "PYTHONUNBUFFERED",
)  # fmt: skip


def environment(**changes: str) -> dict[str, str]:
    """The environment without displays, and with these changes."""
    return {key: value for key, value in os.environ.items() if key not in _OF_THE_MACHINE} | changes


def run(*words: str, timeout: float = 240, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments, in the environment without displays and with these changes."""
    return subprocess.run(
        [sys.executable, *words],
        env=environment(**changes),
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """The one line with which the program has said that it opens no window; anything else fails the test."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("sparse-explorer: the window cannot be opened: ")
    assert line.endswith("; 'sparse-explorer run' trains and prints the table without a window")
    return line


def complaints(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What was said on standard error, but for what the offscreen platform says of itself at every window."""
    return [line for line in done.stderr.splitlines() if "does not support propagateSizeHints" not in line]
