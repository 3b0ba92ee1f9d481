"""A choice among a few: its list shows all of them at once, on the smallest screen too."""

from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.app.widgets.wheel import ComboBox


@guarded
class WholeCombo(ComboBox):
    """A combo box whose list never scrolls as long as the screen is high enough for it.

    Qt gives a list the room below or above the box, whichever is larger; this one covers the box where neither does.
    """

    def showPopup(self) -> None:
        super().showPopup()
        view = self.view()
        popup = view.window()
        rows = sum(view.sizeHintForRow(row) for row in range(self.count()))
        missing = rows - view.viewport().height()
        if missing > 0:
            screen, area = self.screen().availableGeometry(), popup.geometry()
            area.setHeight(min(area.height() + missing, screen.height()))
            area.moveTop(max(screen.top(), min(area.top(), screen.bottom() + 1 - area.height())))
            popup.setGeometry(area)
