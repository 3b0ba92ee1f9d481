"""Everybody can use the window: all writing can be read, and every control says what it is."""

import dataclasses
from collections.abc import Iterator

import pytest
from all_stages import make_all
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QProgressBar,
    QScrollBar,
    QWidget,
)

from sparse_explorer.app.qt import theme
from sparse_explorer.app.window.main_window import MainWindow

CONTROLS = (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QAbstractSlider,
    QLineEdit,
    QAbstractItemView,
    QProgressBar,
)
PARTS_OF_OTHERS = (QScrollBar, QHeaderView)
"""What belongs to a control that says what it is."""


def controls(window: MainWindow) -> Iterator[QWidget]:
    make_all(window)
    for widget in window.findChildren(QWidget):
        own = isinstance(widget, CONTROLS) and not isinstance(widget, PARTS_OF_OTHERS)
        inside = isinstance(widget.parent(), (QAbstractSpinBox, QComboBox, QHeaderView, QAbstractItemView))
        popup = type(widget.parent()).__name__ in ("QComboBoxPrivateContainer", "QFrame")
        if own and not inside and not popup:
            yield widget


def test_every_control_says_what_it_is(open_window) -> None:
    window = open_window()
    found = list(controls(window))
    assert len(found) > 60
    silent = [
        f"{type(widget).__name__} {widget.objectName()!r}"
        for widget in found
        if not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text())).strip()
    ]
    assert silent == []


EDITIONS = (theme.LIGHT, theme.DARK)
SURFACES = ("window", "card", "control", "hover", "selection")
INKS = ("text", "muted", "accent", "right", "wrong", "warning")


@pytest.mark.parametrize("edition", EDITIONS, ids=["light", "dark"])
def test_writing_can_be_read_on_every_surface(edition: theme.Colors) -> None:
    colors = {
        name: QColor(value)
        for name, value in dataclasses.asdict(edition).items()
        if name in (*SURFACES, *INKS)
    }
    faint = [
        (ink, surface)
        for ink in INKS
        for surface in SURFACES
        if theme.contrast(colors[ink], colors[surface]) < theme.LEAST_CONTRAST
    ]
    assert faint == []
    assert theme.contrast(QColor(edition.on_accent), QColor(edition.accent)) >= theme.LEAST_CONTRAST


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_names_in_the_colours_of_variants_can_be_read(choice: str) -> None:
    theme.theme().set_choice(choice)
    card = QColor(theme.colors().card)
    for number in range(len(theme.colors().variants)):
        own, ink = theme.variant_color(number), theme.variant_text_color(number)
        assert theme.contrast(ink, card) >= theme.LEAST_CONTRAST
        if theme.contrast(own, card) >= theme.LEAST_CONTRAST:
            assert ink == own  # nothing is changed without need


def test_contrast_is_what_the_standard_says() -> None:
    black, white, grey = QColor("#000000"), QColor("#ffffff"), QColor("#777777")
    assert theme.contrast(black, white) == theme.contrast(white, black) == pytest.approx(21)
    assert theme.contrast(grey, white) == pytest.approx(4.48, abs=0.01)
    assert theme.contrast(grey, grey) == 1
