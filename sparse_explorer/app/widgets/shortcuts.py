"""Buttons that say their shortcut in their tooltip."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton


def describe_button(button: QAbstractButton, help_text: str, keys: str = "") -> None:
    """Give a button its tooltip and, if ``keys`` names one, a shortcut that the tooltip ends with."""
    sequence = QKeySequence(keys)
    button.setShortcut(sequence)
    shown = sequence.toString(QKeySequence.SequenceFormat.NativeText)
    button.setToolTip(f"{help_text} ({shown})" if shown else help_text)
    button.setAccessibleDescription(help_text)
