"""Looks at all widgets of a window, as a person would at a picture of it, for what is cut or covered."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QScrollArea,
    QWidget,
)

from sparse_explorer.app.widgets.elided_combo import ElidedCombo
from sparse_explorer.app.widgets.elision import ElidedLabel


def _can_be_scrolled_to(widget: QWidget, window: QWidget) -> bool:
    """Whether the widget is in something that can be scrolled to show it."""
    parent = widget.parentWidget()
    while parent is not None and parent is not window:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def _needed_width(widget: QWidget) -> int | None:
    """The width in which a widget's text stands whole; None for what has none or may cut it."""
    if isinstance(widget, ElidedLabel | ElidedCombo):
        return widget.minimumSizeHint().width()
    if isinstance(widget, QLabel):
        return None if widget.wordWrap() or not widget.text() else widget.sizeHint().width()
    if isinstance(widget, QAbstractButton):
        return widget.minimumSizeHint().width() if widget.text() else None
    if isinstance(widget, QAbstractSpinBox):
        field = widget.lineEdit()
        return widget.width() - field.width() + widget.fontMetrics().horizontalAdvance(widget.text()) + 4
    if isinstance(widget, QComboBox):
        return widget.minimumSizeHint().width()
    return None


def faults(window: QWidget) -> list[str]:
    """Everything that is cut, covered or out of reach, in words."""
    found = []
    inside = window.rect()
    for widget in window.findChildren(QWidget):
        if not widget.isVisibleTo(window) or widget.isWindow() or widget.window() is not window:
            continue
        name = widget.objectName() or f"{type(widget).__name__} {getattr(widget, 'text', str)()!r}"
        place = QRect(widget.mapTo(window, QPoint()), widget.size())
        if not inside.contains(place) and not _can_be_scrolled_to(widget, window):
            found.append(f"{name} at {place.getRect()} is outside of the window")
        needed = _needed_width(widget)
        if needed is not None and widget.width() < needed:
            found.append(f"{name} is {widget.width()} wide and needs {needed}")
        if isinstance(widget, QLabel) and widget.wordWrap():
            lines = widget.heightForWidth(widget.width())
            if widget.height() < lines:
                found.append(f"{name} is {widget.height()} high and needs {lines}")
        found += _overlaps(widget, name)
    return found + _squeezed(window)


def _overlaps(parent: QWidget, name: str) -> list[str]:
    """Widgets in a layout that cover each other or stand out of it."""
    if parent.layout() is None:
        return []
    found = []
    children = [child for child in parent.children() if isinstance(child, QWidget)]
    seen = [child for child in children if child.isVisibleTo(parent) and not child.isWindow()]
    for index, one in enumerate(seen):
        for other in seen[:index]:
            if one.geometry().intersects(other.geometry()):
                found.append(f"{one} covers {other}")
        if not parent.rect().contains(one.geometry()):
            found.append(f"{one} at {one.geometry().getRect()} is outside of {name} {parent.size()}")
    return found


def _squeezed(window: QWidget) -> list[str]:
    """What is scrolled and yet smaller than it must be."""
    found = []
    for area in window.findChildren(QScrollArea):
        content = area.widget()
        if area.isVisibleTo(window) and content is not None:
            least = content.minimumSizeHint()
            if content.width() < least.width() or content.height() < least.height():
                found.append(f"{content} in a scroll area is smaller than {least}")
    return found
