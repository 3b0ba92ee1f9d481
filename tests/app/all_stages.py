"""What tests look for may stand in a stage that nobody has looked at, and that is not made yet."""

from PySide6.QtWidgets import QWidget

from sparse_explorer.app.stages.stages import STAGES
from sparse_explorer.app.window.main_window import MainWindow


def make_all(window: MainWindow) -> None:
    """Make all of them, and leave the one in sight where it is."""
    for name in STAGES:
        window.layout_.stage_named(name)


def part(window: MainWindow, name: str) -> QWidget | None:
    """The part of that name, in whichever stage."""
    found = window.findChild(QWidget, name)
    if found is None:
        make_all(window)
        found = window.findChild(QWidget, name)
    return found
