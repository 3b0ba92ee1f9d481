"""The look: which edition is used when, and that palette, style sheet and fonts are of it."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from sparse_explorer.app.qt import theme

DISABLED = QPalette.ColorGroup.Disabled


def system(monkeypatch: pytest.MonkeyPatch, dark: bool) -> None:
    """Let the system use that edition, and say so."""
    scheme = Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light
    monkeypatch.setattr(theme, "_system_is_dark", lambda: dark)
    QApplication.instance().styleHints().colorSchemeChanged.emit(scheme)


def test_the_system_is_followed_until_an_edition_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    theme.theme().set_choice("system")
    for dark in (True, False, True):
        system(monkeypatch, dark)
        assert theme.colors() is (theme.DARK if dark else theme.LIGHT)
    theme.theme().set_choice("light")
    assert theme.colors() is theme.LIGHT
    system(monkeypatch, True)
    assert theme.colors() is theme.LIGHT
    theme.theme().set_choice("dark")
    system(monkeypatch, False)
    assert theme.colors() is theme.DARK


def test_the_system_is_heard_once_however_often_the_look_is_installed(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme.theme().set_choice("system")
    for _ in range(3):
        theme.install(qapp)
    told: list[bool] = []
    listener = theme.theme().changed.connect(lambda: told.append(theme.colors().dark))
    system(monkeypatch, True)
    theme.theme().changed.disconnect(listener)
    assert told == [True]


@pytest.mark.parametrize("choice", ["", "blue", None])
def test_a_look_that_is_not_known_is_the_systems(monkeypatch: pytest.MonkeyPatch, choice: str) -> None:
    theme.theme().set_choice(choice)
    assert theme.theme().choice == "system"
    system(monkeypatch, True)
    assert theme.colors() is theme.DARK


def test_every_change_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[bool] = []
    listener = theme.theme().changed.connect(lambda: told.append(theme.colors().dark))
    theme.theme().set_choice("dark")
    theme.theme().set_choice("light")
    theme.theme().changed.disconnect(listener)
    assert told == [True, False]


@pytest.mark.parametrize("edition", [theme.LIGHT, theme.DARK])
def test_the_palette_is_the_editions(qapp: QApplication, edition: theme.Colors) -> None:
    theme.theme().set_choice("dark" if edition.dark else "light")
    palette, role = qapp.palette(), QPalette.ColorRole
    for what, color in (
        (role.Window, edition.window),
        (role.WindowText, edition.text),
        (role.Base, edition.card),
        (role.Text, edition.text),
        (role.ButtonText, edition.text),
        (role.ToolTipBase, edition.card),
        (role.ToolTipText, edition.text),
        (role.PlaceholderText, edition.muted),
        (role.Highlight, edition.accent),
        (role.HighlightedText, edition.on_accent),
        (role.Link, edition.accent),
        (role.Mid, edition.border),
    ):
        assert palette.color(what).name() == color, what
    for what in (role.WindowText, role.Text, role.ButtonText):
        assert palette.color(DISABLED, what).name() == edition.muted


@pytest.mark.parametrize(("edition", "other"), [("light", "dark"), ("dark", "light")])
def test_the_style_sheet_has_the_editions_icons(qapp: QApplication, edition: str, other: str) -> None:
    theme.theme().set_choice(edition)
    text = re.sub(r"/\*.*?\*/", "", qapp.styleSheet(), flags=re.DOTALL)
    icons = [Path(path) for path in re.findall(r"url\(([^)]*)\)", text)]
    assert {icon.stem.rpartition("-")[2] for icon in icons} == {edition}
    assert all(icon.is_file() for icon in icons)
    assert not re.findall(r"@\w+@", text)
    assert theme.colors().accent in text


@pytest.mark.parametrize(
    ("points", "used"), [(30.0, 10.0), (6.0, 10.0), (11.0, 11.0), (8.5, 8.5), (14.0, 14.0)]
)
def test_the_systems_font_is_used_unless_its_size_is_odd(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, points: float, used: float
) -> None:
    usual, font = QFont(qapp.font()), QFont(qapp.font())
    font.setPointSizeF(points)
    monkeypatch.setattr(QFontDatabase, "systemFont", lambda kind: QFont(font))
    try:
        theme.install(qapp)
        assert qapp.font().pointSizeF() == used
    finally:
        qapp.setFont(usual)


def test_fonts_are_scaled_in_points_or_pixels() -> None:
    points, pixels = QFont(), QFont()
    points.setPointSizeF(10)
    pixels.setPixelSize(20)
    assert theme.scaled_font(points, 1.5).pointSizeF() == 15
    assert theme.scaled_font(pixels, 0.9).pixelSize() == 18
    assert theme.scaled_font(points, 1, bold=True).weight() == QFont.Weight.DemiBold
    assert theme.scaled_font(points, 1).weight() == QFont.Weight.Normal
    assert points.pointSizeF() == 10


@pytest.mark.parametrize(
    ("system", "height", "expected"),
    [
        (9.0, 1080, 9.0),
        (9.0, 1440, 9.0),
        (9.0, 2160, 11.25),  # 4K without enlargement
        (13.0, 2160, 13.0),  # somebody has chosen larger type already
        (6.0, 1080, 10.0),
        (30.0, 1080, 10.0),
    ],
)
def test_type_can_be_read_on_any_screen(system: float, height: int, expected: float) -> None:
    font = QFont()
    font.setPointSizeF(system)
    assert theme.usual_font(font, height).pointSizeF() == expected
    assert font.pointSizeF() == system
