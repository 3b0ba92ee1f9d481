"""What a person did to the view and no session holds: how far lists are scrolled, what is switched on, the focus."""

from typing import TypeVar

from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QLayout, QWidget

Part = TypeVar("Part", bound=QWidget)


class ViewMemory:
    """Keeps it from a window that is about to be made again, by the names of its parts.

    Example::

        memory = ViewMemory(window)
        ...  # the window's parts are made again
        memory.restore(window)
    """

    def __init__(self, window: QWidget) -> None:
        self._scrolled = {
            name: (area.horizontalScrollBar().value(), area.verticalScrollBar().value())
            for name, area in _named(window, QAbstractScrollArea)
        }
        self._switched = {
            name: button.isChecked()
            for name, button in _named(window, QAbstractButton)
            if button.isCheckable()
        }
        focus = QApplication.focusWidget()
        inside = focus is not None and window.isAncestorOf(focus)
        self._focus = focus.objectName() if focus is not None and inside else ""

    def restore(self, window: QWidget) -> None:
        """Bring it back; a part that is gone or has no room for it is left as it is."""
        for name, button in _named(window, QAbstractButton):
            if button.isCheckable() and self._switched.get(name, button.isChecked()) != button.isChecked():
                button.setChecked(self._switched[name])
        _lay_out(window)
        for name, area in _named(window, QAbstractScrollArea):
            if name in self._scrolled:
                across, down = self._scrolled[name]
                area.horizontalScrollBar().setValue(across)
                area.verticalScrollBar().setValue(down)
        focused = window.findChild(QWidget, self._focus) if self._focus else None
        if focused is not None:
            focused.setFocus()


def _named(window: QWidget, kind: type[Part]) -> list[tuple[str, Part]]:
    return [(part.objectName(), part) for part in window.findChildren(kind) if part.objectName()]


def _lay_out(window: QWidget) -> None:
    """Give every part its size now; a list that has none yet cannot be scrolled."""
    layout: QLayout | None = window.layout()
    if layout is not None:
        layout.activate()
    for part in window.findChildren(QWidget):
        within = part.layout()
        if within is not None:
            within.activate()
