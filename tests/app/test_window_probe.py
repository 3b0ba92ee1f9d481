"""What is told of display and libraries, each as a line, without a window."""

import pytest

from sparse_explorer.app.start import probe as window_probe
from sparse_explorer.app.start.errors import NoDisplayError, WindowError

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM")


@pytest.fixture(autouse=True)
def no_qt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Qt is started once in a process, and the tests have one already."""
    monkeypatch.setattr(window_probe, "_started", lambda platform: iter([("platform", platform, False)]))
    monkeypatch.setattr(window_probe, "missing_libraries", list)
    for name in DISPLAYS:
        monkeypatch.delenv(name, raising=False)


def facts() -> dict[str, tuple[str, bool]]:
    return {name: (text, missing) for name, text, missing in window_probe.window_facts()}


def platforms(monkeypatch: pytest.MonkeyPatch, outcome: list[str] | Exception) -> None:
    def usable() -> list[str]:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(window_probe, "usable_platforms", usable)


def test_a_machine_without_a_display_lacks_nothing() -> None:
    found = facts()
    assert found["display"] == ("there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)", False)
    assert found["platform"] == ("offscreen", False)
    assert found["import of Qt"][0].startswith("works: PySide6 6")
    assert found["import of pyqtgraph"][0].startswith("works: 0.")


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_a_display_that_is_named_and_does_not_answer_is_missing(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, ":71")
    platforms(monkeypatch, NoDisplayError("there is no display (the X server at :71 does not answer)"))
    assert facts()["display"] == ("there is no display (the X server at :71 does not answer)", True)


def test_a_plugin_that_cannot_be_loaded_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    platforms(monkeypatch, WindowError("Qt's platform 'xcb': the system library x.so is not installed"))
    found = facts()
    assert found["display"] == ("Qt's platform 'xcb': the system library x.so is not installed", True)
    assert found["platform"] == ("offscreen", False)


@pytest.mark.parametrize(
    ("usable", "environment", "said"),
    [
        (["xcb"], {"QT_QPA_PLATFORM": "wayland;xcb"}, "usable: xcb"),
        ([], {"QT_QPA_PLATFORM": "offscreen"}, "usable: offscreen"),
        ([], {"DISPLAY": ":0"}, "usable: xcb"),
        ([], {"DISPLAY": ":0", "WAYLAND_DISPLAY": "w"}, "usable: wayland, xcb"),
        ([], {}, "usable: the system's own"),
    ],
)
def test_what_can_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, usable: list[str], environment: dict[str, str], said: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    platforms(monkeypatch, usable)
    assert facts()["display"] == (said, False)
    assert facts()["platform"] == (";".join(usable), False)


def test_each_missing_library_is_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window_probe.sys, "platform", "linux")
    assert facts()["system libraries"] == ("all that Qt needs are here", False)
    monkeypatch.setattr(window_probe, "missing_libraries", lambda: ["libEGL.so.1", "libz.so.9"])
    found = facts()
    assert found["libEGL.so.1"] == ("is not installed; Debian and Ubuntu have it in libegl1", True)
    assert found["libz.so.9"] == ("is not installed", True)
    assert "system libraries" not in found


def test_where_there_is_no_tool_that_tells_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> list[str]:
        raise FileNotFoundError(2, "No such file or directory", "ldd")

    monkeypatch.setattr(window_probe, "missing_libraries", fail)
    assert facts()["system libraries"] == ("cannot be told: No such file or directory", False)
