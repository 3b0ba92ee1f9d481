"""Tool tips that show what users typed as they typed it: Qt would take a name such as ``<b>x</b>`` for HTML."""

from html import escape

from PySide6.QtGui import Qt


def plain_tip(text: str) -> str:
    """The text, or, where Qt would take it for HTML, HTML that shows it as it is, with its line breaks."""
    if not Qt.mightBeRichText(text):
        return text
    return f"<span>{escape(text)}</span>".replace("\n", "<br>")
