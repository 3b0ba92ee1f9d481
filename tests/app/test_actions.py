"""The menu has every action of the window, each with its keys; what the menu does, its button does too."""

import random
from collections.abc import Iterator

import pytest
from all_stages import make_all, part
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QMenu, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.activity import TRAIN, Activity
from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.shortcuts import KEYS, describe_button, keys_of
from sparse_explorer.app.window.actions import Actions
from sparse_explorer.app.window.main_window import MainWindow

BUTTONS = {
    "train_button": "train_action",
    "pause_button": "pause_action",
    "stop_button": "stop_action",
    "evaluate_button": "evaluate_action",
    "duplicate_variant_button": "duplicate_action",
    "remove_variant_button": "remove_action",
    "random_digit_button": "random_digit_action",
    "previous_digit_button": "previous_digit_action",
    "next_digit_button": "next_digit_action",
    "disagree_button": "disagree_action",
    "new_noise_button": "new_noise_action",
    "draw_button": "draw_action",
    "export_csv_button": "export_csv_action",
    "export_cost_button": "export_cost_action",
    "export_plot_button": "export_plot_action",
    "export_svg_button": "export_svg_action",
    "copy_table_button": "copy_table_action",
    "headline_tour_button": "tour_action",
    "headline_close_button": "headline_action",
}
"""What does the same as which entry of the menu."""

OF_A_VIEW = {
    "Show all",
    "»",
    "all_disagreements_button",
    "history_play_button",
    "measure_button",
    "other_again_button",
    "swap_variants_button",
    "what_if_close_button",
}
"""Texts or names of buttons that change nothing but what one view shows, or make sense for what it shows alone."""

ACTIONS = {
    "Train all": "Ctrl+T",
    "Train selected": "Ctrl+Shift+T",
    "Pause or resume": "Ctrl+P",
    "Stop": "Ctrl+.",
    "Sweep noise over all": "F6",
    "Sweep noise over selected": "Shift+F6",
    "Sweep every noise over all": "Ctrl+F6",
    "Rename": "F2",
    "Duplicate": "Ctrl+D",
    "Move up": "Alt+Up",
    "Move down": "Alt+Down",
    "Remove": "Del",
    "Undo": "Ctrl+Z",
    "Redo": "Ctrl+Shift+Z",
    "Bring removed variant back": "",
    "Open a network …": "",
    "Previous image": "Alt+Left",
    "Next image": "Alt+Right",
    "Random image": "Ctrl+R",
    "Next image on which variants disagree": "Ctrl+J",
    "New noise": "Ctrl+Shift+N",
    "Save results as CSV …": "Ctrl+E",
    "Save cost as CSV …": "Ctrl+Shift+X",
    "Save curves as picture …": "Ctrl+Shift+E",
    "Save curves as drawing (SVG) …": "Ctrl+Shift+S",
    "Copy table as Markdown": "Ctrl+Shift+C",
    "Find a command …": "Ctrl+K",
    "Shortcuts": "F1",
    "About Sparse Explorer": "",
    "Open the folder of the log": "",
    "Quit": "Ctrl+Q",
}


def entries(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        if action.menu() is not None:
            yield from entries(action.menu())
        elif not action.isSeparator():
            yield action


@pytest.fixture
def window(open_window, qtbot: QtBot) -> MainWindow:
    window = open_window(engine=True)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def menu_of(window: MainWindow) -> dict[str, QAction]:
    return {action.objectName(): action for action in entries(window.actions_.menu) if action.objectName()}


def button(window: MainWindow, name: str) -> QAbstractButton:
    return part(window, name)


def test_the_menu_has_every_action_with_its_keys(window: MainWindow) -> None:
    found = {action.text(): action.shortcut().toString() for action in entries(window.actions_.menu)}
    assert {text: found.get(text) for text in ACTIONS} == ACTIONS
    assert {"As the system", "Light", "Dark", "Reset layout"} < found.keys()
    assert {"Dense", "Sparse"} < found.keys()  # the presets that can be added


def test_nothing_with_keys_is_missing_in_the_menu_and_no_keys_are_used_twice(window: MainWindow) -> None:
    make_all(window)
    listed = list(menu_of(window).values())
    everywhere = {action for widget in (window, *window.findChildren(QWidget)) for action in widget.actions()}
    with_keys = [action for action in everywhere if not action.shortcut().isEmpty()]
    assert [action.objectName() for action in with_keys if action not in listed] == []
    keys = [action.shortcut().toString() for action in with_keys]
    keys += [
        b.shortcut().toString() for b in window.findChildren(QAbstractButton) if not b.shortcut().isEmpty()
    ]
    keys += [shortcut.key().toString() for shortcut in window.findChildren(QShortcut)]
    assert sorted(keys) == sorted(set(keys))
    assert set(keys) == {keys_of(name).toString() for name in KEYS} | {"Alt+M"}


def test_every_button_is_in_the_menu_and_says_its_keys(window: MainWindow) -> None:
    make_all(window)
    listed = menu_of(window)
    asks = [b for b in window.findChildren(QPushButton) if b.menu() is None]
    asks += [b for b in window.findChildren(QToolButton) if b.menu() is None and not b.isCheckable()]
    pad = window.inspector_pane.drawing  # its tools are of use with it alone
    asks = [b for b in asks if not pad.isAncestorOf(b)]
    own = [b for b in asks if b.window() is window and not {b.text(), b.objectName()} & OF_A_VIEW]
    assert {b.objectName() for b in own} == set(BUTTONS)
    for name, action in BUTTONS.items():
        keys = listed[action].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        assert button(window, name).toolTip().endswith(f"({keys})"), name


@pytest.mark.parametrize(
    ("name", "noticed"),
    [
        ("new_noise", lambda window: window.session.pattern),
        ("next_digit", lambda window: window.session.digit),
        ("previous_digit", lambda window: window.session.digit),
    ],
)
def test_menu_keys_and_button_do_the_same(window: MainWindow, qtbot: QtBot, name: str, noticed) -> None:
    qtbot.waitUntil(lambda: button(window, "next_digit_button").isEnabled(), timeout=60_000)
    window.session.set_digit(7)
    seen = []
    action = menu_of(window)[f"{name}_action"]
    for do in (
        action.trigger,
        button(window, f"{name}_button").click,
        lambda: qtbot.keySequence(window, action.shortcut()),
    ):
        before = noticed(window)
        do()
        seen.append(noticed(window) - before)
    assert seen == [-1, -1, -1] if name == "previous_digit" else seen == [1, 1, 1]


def test_random_and_disagree_come_from_the_menu_too(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever stage is in sight, and has been."""
    qtbot.waitUntil(lambda: window.core.ready, timeout=60_000)
    monkeypatch.setattr(
        random, "choice", lambda candidates: candidates[int(window.session.digit == candidates[0])]
    )
    heard: list[str] = []
    window.session.digit_changed.connect(lambda _: heard.append("another"))
    window.inspector.no_disagreement.connect(lambda: heard.append("none"))
    listed = menu_of(window)
    for name in ("random_digit_action", "disagree_action"):
        listed[name].trigger()
        qtbot.keySequence(window, listed[name].shortcut())
    assert heard == ["another", "another", "none", "none"]
    assert "explain" not in window.layout_.made


def test_variants_are_renamed_copied_moved_and_removed_from_the_menu(
    window: MainWindow, qtbot: QtBot
) -> None:
    listed, session = menu_of(window), window.session

    def names() -> list[str]:
        return [item.variant.name for item in session.items]

    assert names() == ["Dense", "Sparse"]
    listed["duplicate_action"].trigger()
    assert names() == ["Dense", "Sparse", "Sparse 2"]
    listed["move_up_action"].trigger()
    assert names() == ["Dense", "Sparse 2", "Sparse"]
    listed["move_down_action"].trigger()
    assert names() == ["Dense", "Sparse", "Sparse 2"]
    listed["remove_action"].trigger()
    assert names() == ["Dense", "Sparse"]
    listed["undo_remove_action"].trigger()
    assert names() == ["Dense", "Sparse", "Sparse 2"]
    listed["rename_action"].trigger()
    assert window.variants_pane.list.isPersistentEditorOpen(window.variants_pane.list.currentIndex()) or (
        window.focusWidget().text() == "Sparse 2"
    )


def test_delete_removes_only_from_within_the_list(window: MainWindow, qtbot: QtBot) -> None:
    plot = window.curves_pane.plot
    plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_Delete)
    assert len(window.session.items) == 2
    qtbot.keySequence(plot, QKeySequence("Ctrl+D"))  # while this one works everywhere
    assert len(window.session.items) == 3
    window.variants_pane.list.setFocus()
    qtbot.keyClick(window.variants_pane.list, Qt.Key.Key_Delete)
    assert len(window.session.items) == 2


def test_exports_are_asked_for_by_menu_and_button(window: MainWindow, qtbot: QtBot, monkeypatch) -> None:
    said: list[str] = []
    window.exporter.said.connect(said.append)
    for name in ("export_csv", "export_plot", "export_svg", "copy_table"):
        menu_of(window)[f"{name}_action"].trigger()
    assert said == ["There are no results yet: no noise sweep has come to its end."] * 4
    asked: list[str] = []
    for name in ("csv", "png", "svg", "table"):
        signal = {"csv": "csv", "png": "png", "svg": "svg", "table": "copy"}[name]
        getattr(window.results_pane, f"{signal}_requested").connect(lambda name=name: asked.append(name))
    for name in ("export_csv", "export_plot", "export_svg", "copy_table"):
        found = button(window, f"{name}_button")
        found.setEnabled(True)
        found.click()
    assert asked == ["csv", "png", "svg", "table"]
    assert len(said) == 8


# --- actions alone ----------------------------------------------------------------------------------------


@pytest.fixture
def actions(qtbot: QtBot) -> Actions:
    window = QWidget()
    qtbot.addWidget(window)
    made = Actions(window)
    made.kept = window
    return made


def test_training_needs_a_valid_form_and_sweeping_needs_data(actions: Actions) -> None:
    def possible() -> list[bool]:
        ways = (actions.train, actions.train_selected, actions.evaluate, actions.evaluate_selected)
        return [way.isEnabled() for way in ways]

    assert possible() == [True, True, False, False]  # training is remembered until all is loaded
    actions.set_ready(True)
    assert possible() == [True] * 4
    actions.set_valid(False)
    assert possible() == [False, False, True, True]
    actions.set_ready(False)
    assert possible() == [False] * 4
    actions.set_valid(True)
    assert possible() == [True, True, False, False]


def test_pause_and_stop_need_something_at_work(actions: Actions) -> None:
    assert (actions.pause.isEnabled(), actions.stop.isEnabled()) == (False, False)
    actions.show_activity(Activity(requested=True))
    assert (actions.pause.isEnabled(), actions.stop.isEnabled()) == (False, True)
    actions.show_activity(Activity("a", TRAIN))
    assert (actions.pause.isEnabled(), actions.stop.isEnabled()) == (True, True)
    actions.show_activity(Activity())
    assert (actions.pause.isEnabled(), actions.stop.isEnabled()) == (False, False)


def test_the_look_goes_both_ways(actions: Actions) -> None:
    looks = {a.objectName(): a for a in entries(actions.menu) if a.objectName().startswith("theme_")}
    assert list(looks) == [f"theme_{choice}_action" for choice in theme.CHOICES]
    heard: list[str] = []
    actions.theme_chosen.connect(heard.append)
    for choice in ("dark", "light", "system"):
        looks[f"theme_{choice}_action"].trigger()
        assert [name for name, a in looks.items() if a.isChecked()] == [f"theme_{choice}_action"]
    assert heard == ["dark", "light", "system"]
    actions.show_theme("dark")
    assert [name for name, a in looks.items() if a.isChecked()] == ["theme_dark_action"]
    assert heard == ["dark", "light", "system"]


def test_the_look_reaches_the_window(window: MainWindow) -> None:
    menu_of(window)["theme_dark_action"].trigger()
    assert theme.theme().choice == "dark"
    assert theme.colors().dark


def test_the_button_of_trainings_offers_five_ways(actions: Actions) -> None:
    assert [action.objectName() for action in actions.training_menu.actions()] == [
        "train_action", "train_selected_action", "evaluate_action", "evaluate_selected_action",
        "evaluate_every_noise_action",
    ]  # fmt: skip


def test_buttons_are_described_by_help_and_keys(qtbot: QtBot) -> None:
    button = QPushButton("x")
    qtbot.addWidget(button)
    describe_button(button, "Do it", "rename_action")
    assert (button.toolTip(), button.accessibleDescription()) == ("Do it (F2)", "Do it")
    assert button.shortcut().isEmpty()  # the action has it
    describe_button(button, "Do it")
    assert button.toolTip() == "Do it"


def test_the_menu_is_not_higher_than_a_low_screen(window: MainWindow) -> None:
    def heights(menu: QMenu) -> Iterator[int]:
        yield menu.sizeHint().height()
        for action in menu.actions():
            if action.menu() is not None:
                yield from heights(action.menu())

    assert max(heights(window.actions_.menu)) <= 480
