"""What helps in the window: the command palette, the sheet of shortcuts, and who made this after which paper."""

import itertools
import sys

from PySide6.QtCore import QObject, Qt, qVersion
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from sparse_explorer import __version__
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.scroll_area import ScrollArea
from sparse_explorer.app.widgets.wrapped_label import WrappedLabel
from sparse_explorer.app.window.entries import Entry, entries
from sparse_explorer.app.window.palette import Palette

PAPER = (
    "Subutai Ahmad and Luiz Scheinkman: How Can We Be So Dense? The Benefits of Using Highly Sparse "
    "Representations. 2019. arXiv:1903.11257"
)
PAPER_ADDRESS = "https://arxiv.org/abs/1903.11257"


class Help(QObject):
    """Opens the dialogs that help.

    Args:
        menu: leads to every action of the window.
        window: over which they open.
    """

    def __init__(self, menu: QMenu, window: QWidget) -> None:
        super().__init__(window)
        self._menu = menu
        self._window = window

    def show_palette(self) -> None:
        """Find an action by its words."""
        Palette(list(entries(self._menu)), self._window).open()

    def show_shortcuts(self) -> None:
        """Every action that has keys, by menu."""
        dialog, layout = self._dialog("shortcut_sheet", self.tr("Shortcuts"))
        with_keys = [entry for entry in entries(self._menu) if entry.keys]
        scroll = ScrollArea()
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        around, widest = 6 * SPACE, self._window.screen().availableGeometry().width()
        sheet = self._sheet(with_keys, 2)
        if sheet.sizeHint().width() + around > widest:
            sheet = self._sheet(with_keys, 1)
        scroll.setWidget(sheet)
        layout.insertWidget(0, scroll)
        wanted = sheet.sizeHint()
        room = self._window.size()
        scroll.setMinimumWidth(min(wanted.width() + 2 * SPACE, widest - around))
        dialog.resize(
            min(wanted.width() + around, widest), min(room.height() - 4 * SPACE, wanted.height() + 10 * SPACE)
        )
        dialog.open()

    def show_about(self) -> None:
        """Version, licence, and the paper."""
        dialog, layout = self._dialog("about_dialog", self.tr("About Sparse Explorer"))
        name = QLabel(f"Sparse Explorer {__version__}")
        name.setProperty("title", True)
        layout.insertWidget(0, name)
        text = WrappedLabel()
        text.setObjectName("about_text")
        text.setTextFormat(Qt.TextFormat.RichText)
        text.setText("<br>".join(self._about()))
        text.setOpenExternalLinks(True)
        text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        text.setMinimumWidth(440)
        layout.insertWidget(1, text)
        dialog.open()

    def _about(self) -> list[str]:
        return [
            self.tr("Trains dense and sparse networks, and shows what noise does to each."),
            "",
            self.tr("After the paper:"),
            PAPER.removesuffix("arXiv:1903.11257") + f'<a href="{PAPER_ADDRESS}">arXiv:1903.11257</a>',
            "",
            self.tr("PyTorch {torch}, Qt {qt}, Python {python}").format(
                torch=_version("torch"), qt=qVersion(), python=".".join(map(str, sys.version_info[:3]))
            ),
            self.tr("Licence: MIT"),
        ]

    def _dialog(self, name: str, title: str) -> tuple[QDialog, QVBoxLayout]:
        dialog = QDialog(self._window)
        dialog.setObjectName(name)
        dialog.setWindowTitle(title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(dialog)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(SPACE)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(dialog.reject)
        layout.addWidget(buttons)
        return dialog, layout

    def _sheet(self, with_keys: list[Entry], count: int) -> QWidget:
        """One column, or two that are about as long as each other."""
        sheet = QWidget()
        columns = QHBoxLayout(sheet)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(4 * SPACE)
        grids = [QGridLayout() for _ in range(count)]
        for grid in grids:
            grid.setHorizontalSpacing(2 * SPACE)
            grid.setVerticalSpacing(SPACE // 2)
            column = QVBoxLayout()
            column.addLayout(grid)
            column.addStretch(1)
            columns.addLayout(column)
        listed = 0
        for title, group in itertools.groupby(with_keys, lambda entry: entry.path[0] if entry.path else ""):
            members = list(group)
            first = listed + len(members) // 2 <= len(with_keys) / 2
            grid = grids[0 if first else -1]
            listed += len(members)
            _add_group(grid, title or self.tr("Window"), members)
        return sheet


def _add_group(grid: QGridLayout, title: str, members: list[Entry]) -> None:
    heading = QLabel(title)
    heading.setProperty("title", True)
    heading.setContentsMargins(0, SPACE, 0, 0)
    grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
    for entry in members:
        row = grid.rowCount()
        keys = QLabel(entry.keys)
        keys.setProperty("muted", True)
        keys.setObjectName(f"{entry.action.objectName()}_keys")
        grid.addWidget(QLabel(entry.text), row, 0)
        grid.addWidget(keys, row, 1, Qt.AlignmentFlag.AlignRight)


def _version(package: str) -> str:
    """Of a package that need not be imported for it; empty where its files do not say so."""
    import importlib.metadata  # which takes longer than the window has at a start

    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""
