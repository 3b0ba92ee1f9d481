"""Which system libraries are missing, as the system's own tool tells it."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from sparse_explorer.app.start import system_libraries
from sparse_explorer.app.start.system_libraries import DEBIAN, missing_in, missing_libraries, where_to_get

PACKAGES = Path(__file__).parents[2] / "packaging" / "system-packages-run.txt"

LDD = """\
/somewhere/QtGui.abi3.so:
\tlinux-vdso.so.1 (0x00007ffd)
\tlibEGL.so.1 => not found
\tlibc.so.6 => /lib/libc.so.6 (0x00007f)
\tlibEGL.so.1 => not found
/somewhere/libqxcb.so:
\tlibxcb-cursor.so.0 => not found
\tstatically linked
"""


def test_what_is_not_found_is_named_once() -> None:
    assert missing_in(LDD.splitlines()) == ["libEGL.so.1", "libxcb-cursor.so.0"]


def test_each_says_what_brings_it() -> None:
    assert where_to_get("libEGL.so.1") == "is not installed; Debian and Ubuntu have it in libegl1"
    assert where_to_get("libstrange.so.3") == "is not installed"


def test_all_packages_that_the_setup_installs_for_qt_are_known() -> None:
    lines = PACKAGES.read_text(encoding="utf-8").splitlines()
    packages = {line for line in lines if line and not line.startswith("#")}
    assert packages - set(DEBIAN.values()) == {"fonts-dejavu-core"}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs ldd")
def test_a_machine_that_shows_windows_lacks_none() -> None:
    assert missing_libraries() == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs PySide6 for Linux")
def test_the_plugin_for_x11_and_the_modules_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def run(command: list[str], **options: object) -> SimpleNamespace:
        asked.append(command)
        return SimpleNamespace(stdout=LDD.encode())

    monkeypatch.setattr(subprocess, "run", run)
    assert missing_libraries() == ["libEGL.so.1", "libxcb-cursor.so.0"]
    names = {Path(name).name.partition(".")[0] for name in asked[0][1:]}
    assert {"QtCore", "QtGui", "QtWidgets", "QtNetwork", "libqxcb"} <= names


def test_a_tool_that_does_not_answer_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **options: object) -> None:
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(OSError, match="ldd does not answer"):
        missing_libraries()


def test_without_pyside6_there_is_nothing_to_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_libraries.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match="PySide6 is not installed"):
        missing_libraries()
