"""Two sheets of help: the field's terms, and goals with how far the session's variants are."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from sparse_explorer.app.language.glossary import terms
from sparse_explorer.app.language.goal_texts import best_text, goal_text
from sparse_explorer.app.model.goals import goals, tried
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.qt.theme import SPACE
from sparse_explorer.app.widgets.scroll_area import ScrollArea
from sparse_explorer.app.widgets.wrapped_label import WrappedLabel

WIDTH = 560
"""In logical pixels; at most that of the window."""

HIGHEST = 0.9
"""Of the window's height, that a sheet takes at most; what has no room is scrolled to."""


class Sheets(QObject):
    """Opens them; nothing waits for an answer."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._goals: list[QLabel] = []
        self._open: QDialog | None = None
        session.record_changed.connect(self._refresh_goals)
        session.variants_changed.connect(self._refresh_goals)
        session.noise_config_changed.connect(self._refresh_goals)

    def show_glossary(self) -> None:
        """The terms, each in a sentence or two."""
        self._show("glossary_dialog", self.tr("Terms"), list(terms().values()))

    def show_goals(self) -> None:
        """The goals, which follow what is trained while they are open."""
        now = goals(tried(self._session))
        dialog, texts = self._show(
            "goals_dialog", self.tr("Goals"), [(goal_text(best.goal), best_text(best)) for best in now]
        )
        self._open, self._goals = dialog, texts
        dialog.finished.connect(self._forget_goals)

    def _refresh_goals(self) -> None:
        if self._open is not None:
            for label, best in zip(self._goals, goals(tried(self._session)), strict=True):
                label.setText(best_text(best))

    def _forget_goals(self) -> None:
        self._open, self._goals = None, []

    def _show(self, name: str, title: str, parts: Sequence[tuple[str, str]]) -> tuple[QDialog, list[QLabel]]:
        dialog = QDialog(self._window)
        dialog.setObjectName(name)
        dialog.setWindowTitle(title)
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        sheet.setObjectName("sheet")
        column.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        column.setSpacing(SPACE // 2)
        texts: list[QLabel] = []
        for head, text in parts:
            heading, body = WrappedLabel(head), WrappedLabel(text)
            heading.setProperty("title", True)
            body.setObjectName(f"{name}_text")
            body.setProperty("muted", True)
            column.addWidget(heading)
            column.addWidget(body)
            column.addSpacing(SPACE)
            texts.append(body)
        column.addStretch(1)
        scroll = ScrollArea()
        scroll.setAccessibleName(title)
        scroll.setWidget(sheet)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(dialog.reject)
        whole = QVBoxLayout(dialog)
        whole.addWidget(scroll, 1)
        whole.addWidget(buttons)
        dialog.finished.connect(dialog.deleteLater)
        width = min(WIDTH, self._window.width())
        margins = whole.contentsMargins()
        inside = width - margins.left() - margins.right()
        height = column.totalHeightForWidth(inside - scroll.verticalScrollBar().sizeHint().width())
        height += buttons.sizeHint().height() + margins.top() + margins.bottom() + whole.spacing()
        dialog.resize(width, min(height + SPACE, round(HIGHEST * self._window.height())))
        dialog.show()
        return dialog, texts
