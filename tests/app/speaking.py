"""All that a window says, and a language that marks every text, so that one that nobody translates stands out."""

import re
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QEvent, QIdentityProxyModel, Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QStatusBar,
    QWidget,
)


class Marks(QTranslator):
    """Puts every text that is translated into brackets."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        return f"⟦{source}⟧"

    def isEmpty(self) -> bool:
        return False


OWN_WORDS = {
    "English", "简体中文", "CPU", "CSV", "PNG", "SVG", "PDF", "MNIST", "Sparse Explorer", "PyTorch", "ONNX", "NPZ",
    "Subutai Ahmad", "Luiz Scheinkman", "How Can We Be So Dense? The Benefits of Using Highly Sparse Representations",
    "arXiv", "Python", "PySide6", "Qt", "numpy", "torch", "sparse-explorer",
}  # fmt: skip
"""What is the same in every language: names, and a language's own word for itself."""

AS_IN_THE_FILE = {"figure_caption"}
"""What is in a picture for a paper is English, as on the axes, for which matplotlib has no other letters."""

_KEYS = re.compile(
    r"\b(Ctrl|Alt|Shift|Ins|Del|Esc|Return|Enter|Space|Left|Right|PgUp|PgDown|Home|End|Up|Down|F\d+)\b"
)


def settle() -> None:
    """Let what is waiting happen."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def texts(root: QWidget) -> Iterator[tuple[str, str]]:
    """(where, text) of all that is said in a widget, also in lists, menus and tips."""
    for widget in (root, *root.findChildren(QWidget)):
        name = widget.objectName() or type(widget).__name__
        if isinstance(widget, QLabel | QAbstractButton):
            yield name, widget.text()
        elif isinstance(widget, QLineEdit | QPlainTextEdit):
            yield f"{name} (empty)", widget.placeholderText()
        elif isinstance(widget, QComboBox):
            yield from ((name, widget.itemText(index)) for index in range(widget.count()))
        elif isinstance(widget, QAbstractItemView):
            yield from ((name, text) for text in _of_model(widget.model()))
        elif isinstance(widget, QGroupBox | QMenu):
            yield name, widget.title()
        elif isinstance(widget, QStatusBar):
            yield name, widget.currentMessage()
        if widget.isWindow():
            yield f"{name} (title)", widget.windowTitle()
        yield f"{name} (tip)", widget.toolTip()
        yield f"{name} (for readers)", widget.accessibleName()
        yield f"{name} (for readers, more)", widget.accessibleDescription()
    for action in root.findChildren(QAction):
        yield action.objectName() or "an action", action.text()
        yield f"{action.objectName()} (tip)", action.toolTip()


def _of_model(model: QAbstractItemModel | None) -> Iterator[str]:
    if model is None:
        return
    proxy = QIdentityProxyModel()  # what a model's own class may hide, such as how many columns a list has
    proxy.setSourceModel(model)
    roles = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole
    for row in range(proxy.rowCount()):
        for column in range(proxy.columnCount()):
            yield from (str(proxy.index(row, column).data(role) or "") for role in roles)
    for way in Qt.Orientation:
        count = (proxy.columnCount if way is Qt.Orientation.Horizontal else proxy.rowCount)()
        yield from (str(proxy.headerData(at, way) or "") for at in range(count))


def plain(text: str, names: Iterable[str]) -> bool:
    """Whether a text has no words of a language: numbers, signs, keys, names of variants and files."""
    text = re.sub(r"<[^>]*>", "", text)
    for name in sorted({*names, *OWN_WORDS}, key=len, reverse=True):
        text = text.replace(name, "")
    return re.search(r"[A-Za-z]{2}", _KEYS.sub("", text)) is None


def untranslated(root: QWidget, names: Iterable[str]) -> list[str]:
    """What a widget says in no language but the sources', a line each."""
    names = set(names)
    wrong = {
        (where, text)
        for where, text in texts(root)
        if "⟦" not in text and not plain(text, names) and where not in AS_IN_THE_FILE
    }
    return sorted(f"{where}: {text}" for where, text in wrong)
