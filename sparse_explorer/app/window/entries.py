"""Every action that a menu leads to, for lists of them that are made from the menu itself."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu


class Entry(NamedTuple):
    """An action, and the titles of the menus that lead to it, from the outermost."""

    path: tuple[str, ...]
    action: QAction

    @property
    def text(self) -> str:
        """What the action says, without the sign for its letter in a menu."""
        return _plain(self.action.text())

    @property
    def keys(self) -> str:
        """All its keys, as this system writes them; empty if it has none."""
        native = QKeySequence.SequenceFormat.NativeText
        return ", ".join(keys.toString(native) for keys in self.action.shortcuts())


def entries(menu: QMenu, path: tuple[str, ...] = ()) -> Iterator[Entry]:
    """The actions of a menu and of all menus in it, in their order; what is hidden is not listed."""
    for action in menu.actions():
        if not action.isVisible():
            continue
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from entries(inner, (*path, _plain(action.text())))
        elif not action.isSeparator():
            yield Entry(path, action)


def _plain(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")
