"""Every action of the window, with its shortcut; the menu that lists them."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from sparse_explorer.app import theme
from sparse_explorer.app.activity import Activity


class Actions(QObject):
    """The window's actions, grouped into a menu.

    Signals:
        theme_chosen(str): ``system``, ``light`` or ``dark``.
    """

    theme_chosen = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._ready = False
        self._valid = True
        self.menu = QMenu(window)
        self.training_menu = QMenu(window)
        self.train = self._add(self.tr("Train all"), "train_action", "Ctrl+T")
        self.train_selected = self._add(self.tr("Train selected"), "train_selected_action", "Ctrl+Shift+T")
        self.pause = self._add(self.tr("Pause or resume"), "pause_action", "Ctrl+P")
        self.stop = self._add(self.tr("Stop"), "stop_action", "Ctrl+.")
        self.evaluate = self._add(self.tr("Sweep noise over all"), "evaluate_action", "F6")
        self.evaluate_selected = self._add(
            self.tr("Sweep noise over selected"), "evaluate_selected_action", "Shift+F6"
        )
        self.training_menu.addActions(
            [self.train, self.train_selected, self.evaluate, self.evaluate_selected]
        )
        self.menu.addSeparator()
        self.rename = self._add(self.tr("Rename variant"), "rename_action", "")
        self.duplicate = self._add(self.tr("Duplicate variant"), "duplicate_action", "")
        self.remove = self._add(self.tr("Remove variant"), "remove_action", "")
        self.undo_remove = self._add(
            self.tr("Bring removed variant back"), "undo_remove_action", QKeySequence.StandardKey.Undo
        )
        self.menu.addSeparator()
        self.export_csv = self._add(self.tr("Save results as CSV …"), "export_csv_action", "Ctrl+E")
        self.export_plot = self._add(
            self.tr("Save curves as picture …"), "export_plot_action", "Ctrl+Shift+E"
        )
        self.copy_table = self._add(self.tr("Copy table as Markdown"), "copy_table_action", "Ctrl+Shift+C")
        self.menu.addSeparator()
        self._add_themes()
        self.reset_layout = self._add(self.tr("Reset layout"), "reset_layout_action", "")
        self.menu.addSeparator()
        self.quit = self._add(self.tr("Quit"), "quit_action", QKeySequence.StandardKey.Quit)
        self._enable()
        self.show_activity(Activity())

    def set_ready(self, ready: bool) -> None:
        """Whether training can start: engine and data set are loaded."""
        self._ready = ready
        self._enable()

    def set_valid(self, valid: bool) -> None:
        """Whether what is typed can be trained."""
        self._valid = valid
        self._enable()

    def show_activity(self, activity: Activity) -> None:
        """Offer what is possible while the queue is at this."""
        self.pause.setEnabled(activity.busy)
        self.stop.setEnabled(activity.busy)

    def show_theme(self, choice: str) -> None:
        """Tick the edition in use."""
        for action in self._themes.actions():
            action.setChecked(action.data() == choice)

    def _enable(self) -> None:
        for action in (self.train, self.train_selected):
            action.setEnabled(self._ready and self._valid)
        for action in (self.evaluate, self.evaluate_selected):
            action.setEnabled(self._ready)

    def _add(self, text: str, name: str, keys: str | QKeySequence.StandardKey) -> QAction:
        action = QAction(text, self._window)
        action.setObjectName(name)
        if keys:
            action.setShortcut(QKeySequence(keys))
        self._window.addAction(action)  # so that shortcuts work while the menu is closed
        self.menu.addAction(action)
        return action

    def _add_themes(self) -> None:
        names = {"system": self.tr("As the system"), "light": self.tr("Light"), "dark": self.tr("Dark")}
        menu = self.menu.addMenu(self.tr("Look"))
        self._themes = QActionGroup(self)
        for choice in theme.CHOICES:
            action = menu.addAction(names[choice])
            action.setObjectName(f"theme_{choice}_action")
            action.setCheckable(True)
            action.setData(choice)
            self._themes.addAction(action)
            action.triggered.connect(lambda _=False, choice=choice: self.theme_chosen.emit(choice))
        self.show_theme(theme.theme().choice)
