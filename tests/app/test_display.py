"""Where no window can be opened, one line says why and what works instead; Qt never aborts."""

import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import PySide6
import pytest

from sparse_explorer.app.start.display import usable_platforms
from sparse_explorer.app.start.errors import NoDisplayError, WindowError
from tests.app.starting import complaints, refusal, run

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere Qt has one platform, which always works"
)
APP = ("-m", "sparse_explorer")
NO_SUCH_DISPLAY = ":4711"

# Opens the window as the program does, says by which of Qt's platforms, and closes it.
OPEN_AND_CLOSE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from sparse_explorer.app.window import main_window
class Window(main_window.MainWindow):
    def show(self):
        super().show()
        print(QApplication.platformName())
        with open("/proc/self/maps", encoding="utf-8") as maps:
            print("/other-qt/" in maps.read())
        QTimer.singleShot(0, self.close)
main_window.MainWindow = Window
from sparse_explorer.app.start.main import run_app
sys.exit(run_app())
"""


@pytest.mark.parametrize("words", [APP, ("-m", "sparse_explorer.app")])
def test_without_a_display_the_variables_are_named(words: tuple[str, ...]) -> None:
    assert "neither DISPLAY nor WAYLAND_DISPLAY is set" in refusal(run(*words))


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"DISPLAY": NO_SUCH_DISPLAY}, ["X server at :4711 does not answer"]),
        ({"DISPLAY": "nonsense"}, ["X server at nonsense does not answer"]),
        ({"WAYLAND_DISPLAY": "wl-9", "XDG_RUNTIME_DIR": "/nowhere"}, ["Wayland", "/nowhere/wl-9"]),
        (
            {"WAYLAND_DISPLAY": "/nowhere/wl", "DISPLAY": NO_SUCH_DISPLAY},
            ["Wayland compositor answers at /nowhere/wl", "X server at :4711"],
        ),
        ({"QT_QPA_PLATFORM": "wayland"}, ["no Wayland compositor answers at wayland-0"]),
        ({"QT_QPA_PLATFORM": "wayland-egl"}, ["no Wayland compositor"]),
        ({"QT_QPA_PLATFORM": "xcb:option"}, ["DISPLAY is not set"]),
        ({"QT_QPA_PLATFORM": "nonsense"}, ["no platform 'nonsense'", "QT_QPA_PLATFORM", "offscreen", "xcb"]),
        ({"QT_QPA_PLATFORM": "wayland; nonsense:a=b"}, ["no Wayland compositor", "no platform 'nonsense'"]),
        # Qt itself gives up here, in the middle of making its application or once there is a window.
        ({"QT_QPA_PLATFORM": "eglfs"}, ["Qt says: "]),
        ({"QT_QPA_PLATFORM": "linuxfb:fb=/dev/null"}, ["Qt says: linuxfb"]),
    ],
)
def test_what_is_missing_is_named_in_one_line(environment: dict[str, str], named: list[str]) -> None:
    line = refusal(run(*APP, **environment))
    assert [words for words in named if words not in line] == []


def test_a_platform_that_cannot_be_used_is_passed_over_for_one_that_can(own_home: Path) -> None:
    done = run(
        "-c", OPEN_AND_CLOSE, QT_QPA_PLATFORM="nonsense;wayland;xcb;OFFSCREEN", DISPLAY=NO_SUCH_DISPLAY
    )
    assert (done.returncode, done.stdout, complaints(done)) == (0, "offscreen\nFalse\n", [])


@contextmanager
def x_server(answer: Callable[[socket.socket], object]) -> Iterator[str]:
    """What passes for an X server as long as nobody asks for more than the door; gives its address."""
    number = 4000
    while True:
        server = socket.socket()
        try:
            server.bind(("127.0.0.1", 6000 + number))
            break
        except OSError:
            server.close()
            number += 1
    server.listen()
    opened = []

    def serve() -> None:
        try:
            while True:
                connection, _ = server.accept()
                opened.append(connection)
                answer(connection)
        except OSError:
            pass

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"127.0.0.1:{number}"
    finally:
        server.shutdown(socket.SHUT_RDWR)
        for each in [server, *opened]:
            each.close()


def test_a_server_that_refuses_is_quoted() -> None:
    reason = b"No protocol specified\n\0\0"

    def refuse(connection: socket.socket) -> None:
        connection.recv(100)
        connection.sendall(struct.pack("<BBHHH", 0, len(reason), 11, 0, len(reason) // 4) + reason)

    with x_server(refuse) as display:
        line = refusal(run(*APP, DISPLAY=display))
    assert f"the X server at {display} refuses: No protocol specified" in line


def test_a_server_that_does_not_answer_is_not_waited_for() -> None:
    code = """
import sys
from sparse_explorer.app.start import x11
x11.PATIENCE_S = 0.1
from sparse_explorer.cli import main
sys.exit(main([]))
"""
    with x_server(lambda connection: None) as display:
        line = refusal(run("-c", code, timeout=60, DISPLAY=display))
    assert f"the X server at {display} does not answer" in line


def broken_qt(folder: Path, file: str, library: bytes) -> str:
    """A PySide6 one of whose files asks for a library that no machine has; returns what leads Python there.

    The file is a copy in which the library's name is another one; all else are links to the real thing.
    """
    real, copy = Path(PySide6.__file__).parent, folder / "PySide6"
    above = [Path(*Path(file).parts[:depth]) for depth in range(len(Path(file).parts))]
    for level in above:
        (copy / level).mkdir()
        for entry in (real / level).iterdir():
            if not {level / entry.name} & {*above, Path(file)}:
                (copy / level / entry.name).symlink_to(entry)
    content = (real / file).read_bytes()
    assert content.count(library) == 1
    (copy / file).write_bytes(content.replace(library, missing(library)))
    shiboken = real.parent / "shiboken6"
    (folder / "shiboken6").symlink_to(shiboken)
    return str(folder)


def missing(library: bytes) -> bytes:
    return library.replace(b"lib", b"lip", 1)


@pytest.mark.parametrize(
    ("file", "library", "platform"),
    [
        ("Qt/plugins/platforms/libqoffscreen.so", b"libxkbcommon.so.0", "offscreen"),
        ("Qt/lib/libQt6Gui.so.6", b"libEGL.so.1", "offscreen"),
    ],
)
def test_a_system_library_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, library: bytes, platform: str
) -> None:
    path = f"{broken_qt(tmp_path, file, library)}:{':'.join(sys.path)}"
    line = refusal(run(*APP, QT_QPA_PLATFORM=platform, PYTHONPATH=path))
    assert f"the system library {missing(library).decode()} is not installed" in line
    if "platforms" in file:
        assert f"'{platform}'" in line


@pytest.mark.parametrize(
    ("variables", "kind"),
    [
        ({}, NoDisplayError),
        ({"DISPLAY": NO_SUCH_DISPLAY}, NoDisplayError),
        ({"QT_QPA_PLATFORM": "nonsense"}, WindowError),
        ({"QT_QPA_PLATFORM": "wayland;nonsense"}, WindowError),
    ],
)
def test_a_screen_that_is_missing_is_another_matter_than_a_qt_that_is_broken(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], kind: type[WindowError]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "XDG_RUNTIME_DIR", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(WindowError) as caught:
        usable_platforms()
    assert type(caught.value) is kind


def test_plugins_of_another_qt_do_not_get_in_the_way(own_home: Path, tmp_path: Path) -> None:
    real = Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms" / "libqoffscreen.so"
    platforms = tmp_path / "other-qt" / "platforms"
    platforms.mkdir(parents=True)
    # One that could be loaded, with all of its Qt, and one that could not.
    (platforms.parent / real.name).write_bytes(real.read_bytes())
    (platforms / real.name).write_bytes(
        real.read_bytes().replace(b"libxkbcommon.so.0", missing(b"libxkbcommon.so.0"))
    )
    folder = str(platforms.parent)
    done = run(
        "-c",
        OPEN_AND_CLOSE,
        QT_QPA_PLATFORM="offscreen",
        QT_PLUGIN_PATH=folder,
        QT_QPA_PLATFORM_PLUGIN_PATH=folder,
    )
    assert (done.returncode, done.stdout, complaints(done)) == (0, "offscreen\nFalse\n", [])


def test_all_platforms_that_may_do_are_left_to_qt_and_what_it_says_is_passed_on() -> None:
    code = """
import sys
from PySide6.QtCore import qWarning
from sparse_explorer.app.start import application
class Application(application.QApplication):
    def __init__(self, arguments):
        print(*arguments[1:])
        qWarning("a word of Qt's")
        super().__init__(arguments)
application.QApplication = Application
application.make_application(["offscreen", "xcb:option"])
"""
    done = run("-c", code)
    assert (done.returncode, done.stdout) == (0, "-platform offscreen;xcb:option\n")
    assert done.stderr == "a word of Qt's\n"
