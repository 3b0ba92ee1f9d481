"""Every action of the window, with its shortcut; the menu that lists them."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from sparse_explorer.app.language import languages
from sparse_explorer.app.model.activity import Activity
from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.shortcuts import keys_of


class Actions(QObject):
    """The window's actions, grouped into a menu. Buttons that do the same trigger them, or are clicked by them.

    Attributes:
        menu: all actions, in submenus, so that it fits on a low screen.
        training_menu: what can be trained or swept, for a button of its own.

    Signals:
        theme_chosen(str): ``system``, ``light`` or ``dark``.
        language_chosen(str): see :mod:`~sparse_explorer.app.language.languages`.
    """

    theme_chosen = Signal(str)
    language_chosen = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._ready = False
        self._valid = True
        self.menu = QMenu(window)
        self.training_menu = QMenu(window)
        self._add_file(self.menu.addMenu(self.tr("File")))
        self._add_edit(self.menu.addMenu(self.tr("Edit")))
        self._add_training(self.menu.addMenu(self.tr("Training")))
        self._variant_menu = self.menu.addMenu(self.tr("Variant"))
        self.undo_remove = self._add(
            self._variant_menu, self.tr("Bring removed variant back"), "undo_remove_action"
        )
        self.bring_back = self._add(
            self._variant_menu, self.tr("Bring back networks on disk"), "bring_back_action"
        )
        self.bring_back.setEnabled(False)
        self._add_images(self.menu.addMenu(self.tr("Image and noise")))
        self._add_results(self.menu.addMenu(self.tr("Results")))
        self._add_take_away(self.menu.addMenu(self.tr("Take away")))
        self.menu.addSeparator()
        self._add_stages(self.menu.addMenu(self.tr("Stage")))
        self._add_themes(self.menu.addMenu(self.tr("Look")))
        self._add_languages(self.menu.addMenu(self.tr("Language")))
        self.reset_layout = self._add(self.menu, self.tr("Reset layout"), "reset_layout_action")
        self._add_help(self.menu.addMenu(self.tr("Help")))
        self.menu.addSeparator()
        self.quit = self._add(self.menu, self.tr("Quit"), "quit_action")
        self._enable()
        self.show_steps("", "")
        self.show_activity(Activity())

    def add_variant_actions(self, add_menu: QMenu, actions: Iterable[QAction]) -> None:
        """Offer the ways to add a variant, and what the list of variants can do with the selected one."""
        before = self.undo_remove
        self._variant_menu.insertMenu(before, add_menu)
        self._variant_menu.insertSeparator(before)
        self._variant_menu.insertActions(before, list(actions))

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
        self.stop.setEnabled(activity.busy or activity.requested)

    def show_steps(self, done: str, undone: str) -> None:
        """Say what would be undone and redone; empty for nothing."""
        self.undo.setText(self.tr("Undo: {step}").format(step=done) if done else self.tr("Undo"))
        self.redo.setText(self.tr("Redo: {step}").format(step=undone) if undone else self.tr("Redo"))
        self.undo.setEnabled(bool(done))
        self.redo.setEnabled(bool(undone))

    def show_theme(self, choice: str) -> None:
        """Tick the edition in use."""
        for action in self._themes.actions():
            action.setChecked(action.data() == choice)

    def show_language(self, language: str) -> None:
        """Tick the language in use."""
        for action in self._languages.actions():
            action.setChecked(action.data() == language)

    def _enable(self) -> None:
        for action in (self.train, self.train_selected):
            action.setEnabled(self._valid)  # before all is loaded, too: the request is remembered
        for action in (self.evaluate, self.evaluate_selected, self.evaluate_every_noise):
            action.setEnabled(self._ready)

    def _add(self, menu: QMenu, text: str, name: str) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.setShortcut(keys_of(name))
        self._window.addAction(action)  # so that shortcuts work while the menu is closed
        menu.addAction(action)
        return action

    def _add_edit(self, menu: QMenu) -> None:
        self.undo = self._add(menu, self.tr("Undo"), "undo_action")
        self.redo = self._add(menu, self.tr("Redo"), "redo_action")
        self.redo.setShortcuts([keys_of("redo_action"), QKeySequence("Ctrl+Y")])

    def _add_training(self, menu: QMenu) -> None:
        self.train = self._add(menu, self.tr("Train all"), "train_action")
        self.train_selected = self._add(menu, self.tr("Train selected"), "train_selected_action")
        self.pause = self._add(menu, self.tr("Pause or resume"), "pause_action")
        self.stop = self._add(menu, self.tr("Stop"), "stop_action")
        menu.addSeparator()
        self.evaluate = self._add(menu, self.tr("Sweep noise over all"), "evaluate_action")
        self.evaluate_selected = self._add(
            menu, self.tr("Sweep noise over selected"), "evaluate_selected_action"
        )
        self.evaluate_every_noise = self._add(
            menu, self.tr("Sweep every noise over all"), "evaluate_every_noise_action"
        )
        self.training_menu.addActions(
            [
                self.train,
                self.train_selected,
                self.evaluate,
                self.evaluate_selected,
                self.evaluate_every_noise,
            ]
        )

    def _add_stages(self, menu: QMenu) -> None:
        self.stages = {
            "train": self._add(menu, self.tr("Train"), "train_stage_action"),
            "compare": self._add(menu, self.tr("Compare"), "compare_stage_action"),
            "explain": self._add(menu, self.tr("Explain"), "explain_stage_action"),
        }

    def _add_images(self, menu: QMenu) -> None:
        self.previous_digit = self._add(menu, self.tr("Previous image"), "previous_digit_action")
        self.next_digit = self._add(menu, self.tr("Next image"), "next_digit_action")
        self.random_digit = self._add(menu, self.tr("Random image"), "random_digit_action")
        self.disagree = self._add(menu, self.tr("Next image on which variants disagree"), "disagree_action")
        menu.addSeparator()
        self.new_noise = self._add(menu, self.tr("New noise"), "new_noise_action")
        menu.addSeparator()
        self.draw = self._add(menu, self.tr("Draw an image of your own"), "draw_action")
        self.open_picture = self._add(menu, self.tr("Open picture …"), "open_picture_action")
        self.paste_picture = self._add(menu, self.tr("Paste picture"), "paste_picture_action")

    def _add_file(self, menu: QMenu) -> None:
        self.open_experiment = self._add(menu, self.tr("Open experiment …"), "open_experiment_action")
        self.open_folder = self._add(menu, self.tr("Open output folder …"), "open_folder_action")
        self.open_network = self._add(menu, self.tr("Open a network …"), "open_network_action")
        self.open_pretrained = self._add(menu, self.tr("Open the pre-trained pair"), "open_pretrained_action")
        menu.addSeparator()
        self.save_experiment = self._add(menu, self.tr("Save experiment …"), "save_experiment_action")

    def _add_results(self, menu: QMenu) -> None:
        self.export_csv = self._add(menu, self.tr("Save results as CSV …"), "export_csv_action")
        self.export_cost = self._add(menu, self.tr("Save cost as CSV …"), "export_cost_action")
        self.export_plot = self._add(menu, self.tr("Save curves as picture …"), "export_plot_action")
        self.export_svg = self._add(menu, self.tr("Save curves as drawing (SVG) …"), "export_svg_action")
        self.copy_table = self._add(menu, self.tr("Copy table as Markdown"), "copy_table_action")

    def _add_take_away(self, menu: QMenu) -> None:
        self.figure = self._add(menu, self.tr("Figure for a paper …"), "figure_action")
        self.report = self._add(menu, self.tr("Report …"), "report_action")
        self.variant_differences = self._add(
            menu, self.tr("Two variants compared …"), "variant_differences_action"
        )
        menu.addSeparator()
        self.activations = self._add(menu, self.tr("Activations …"), "activations_action")
        self.script = self._add(menu, self.tr("Selected variant as PyTorch script …"), "script_action")
        self.onnx = self._add(menu, self.tr("Selected variant as ONNX …"), "onnx_action")
        menu.addSeparator()
        self.copy_command = self._add(menu, self.tr("Copy the command"), "copy_command_action")
        self.save_toml = self._add(menu, self.tr("Experiment file for the terminal …"), "save_toml_action")
        self.copy_link = self._add(menu, self.tr("Copy link"), "copy_link_action")
        self.open_link = self._add(menu, self.tr("Open link …"), "open_link_action")

    def _add_help(self, menu: QMenu) -> None:
        self.palette = self._add(menu, self.tr("Find a command …"), "palette_action")
        self.shortcuts = self._add(menu, self.tr("Shortcuts"), "shortcuts_action")
        self.shortcuts.setShortcuts([keys_of("shortcuts_action"), QKeySequence("?")])
        self.tour = self._add(menu, self.tr("Tour"), "tour_action")
        self.goals = self._add(menu, self.tr("Goals"), "goals_action")
        self.glossary = self._add(menu, self.tr("Terms"), "glossary_action")
        self.presentation = self._add(menu, self.tr("Presentation"), "presentation_action")
        self.headline = self._add(menu, self.tr("Headline"), "headline_action")
        self.headline.setCheckable(True)
        self.headline.setChecked(True)
        self.about = self._add(menu, self.tr("About Sparse Explorer"), "about_action")
        menu.addSeparator()
        self.open_log_folder = self._add(
            menu, self.tr("Open the folder of the log"), "open_log_folder_action"
        )

    def _add_languages(self, menu: QMenu) -> None:
        """One that is not translated whole is there, and in no menu."""
        self._languages = QActionGroup(self)
        offered = languages.available()
        for language, name in (
            (languages.ENGLISH, "language_english_action"),
            (languages.CHINESE, "language_chinese_action"),
        ):
            action = menu.addAction(languages.NAMES[language])
            action.setObjectName(name)
            action.setCheckable(True)
            action.setData(language)
            action.setVisible(language in offered)
            self._languages.addAction(action)
            action.triggered.connect(lambda _=False, language=language: self.language_chosen.emit(language))
        menu.menuAction().setVisible(len(offered) > 1)

    def _add_themes(self, menu: QMenu) -> None:
        names = {"system": self.tr("As the system"), "light": self.tr("Light"), "dark": self.tr("Dark")}
        self._themes = QActionGroup(self)
        for choice in theme.CHOICES:
            action = menu.addAction(names[choice])
            action.setObjectName(f"theme_{choice}_action")
            action.setCheckable(True)
            action.setData(choice)
            self._themes.addAction(action)
            action.triggered.connect(lambda _=False, choice=choice: self.theme_chosen.emit(choice))
        self.show_theme(theme.theme().choice)
