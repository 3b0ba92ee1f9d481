"""The keys of every action, in one table; the menu, the window and tool tips read them here."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton

KEYS = {
    "train_stage_action": "Ctrl+1",
    "compare_stage_action": "Ctrl+2",
    "explain_stage_action": "Ctrl+3",
    "train_action": "Ctrl+T",
    "train_selected_action": "Ctrl+Shift+T",
    "pause_action": "Ctrl+P",
    "stop_action": "Ctrl+.",
    "evaluate_action": "F6",
    "evaluate_selected_action": "Shift+F6",
    "evaluate_every_noise_action": "Ctrl+F6",
    "rename_action": "F2",
    "duplicate_action": "Ctrl+D",
    "move_up_action": "Alt+Up",
    "move_down_action": "Alt+Down",
    "remove_action": "Del",
    "hide_action": "Ctrl+H",
    "solo_action": "Ctrl+Shift+H",
    "note_action": "Shift+F2",
    "undo_action": "Ctrl+Z",
    "redo_action": "Ctrl+Shift+Z",
    "random_digit_action": "Ctrl+R",
    "previous_digit_action": "Alt+Left",
    "next_digit_action": "Alt+Right",
    "disagree_action": "Ctrl+J",
    "new_noise_action": "Ctrl+Shift+N",
    "draw_action": "Ctrl+I",
    "paste_picture_action": "Ctrl+V",
    "export_csv_action": "Ctrl+E",
    "export_cost_action": "Ctrl+Shift+X",
    "export_plot_action": "Ctrl+Shift+E",
    "export_svg_action": "Ctrl+Shift+S",
    "copy_table_action": "Ctrl+Shift+C",
    "figure_action": "Ctrl+Shift+F",
    "report_action": "Ctrl+Shift+R",
    "variant_differences_action": "Ctrl+Shift+D",
    "open_link_action": "Ctrl+L",
    "palette_action": "Ctrl+K",
    "shortcuts_action": "F1",
    "tour_action": "Shift+F1",
    "headline_action": "Alt+H",
    "presentation_action": "F5",
    "quit_action": "Ctrl+Q",
}
"""By object name of the action; others have none. Not by Qt's standard keys: some platforms have none for Quit."""


def keys_of(action: str) -> QKeySequence:
    """The keys of the action with that object name; an empty sequence if it has none."""
    return QKeySequence(KEYS.get(action, ""))


def describe_button(button: QAbstractButton, help_text: str, action: str = "") -> None:
    """Give a button its tool tip, which ends with the keys of the action that does the same, if there is one."""
    shown = keys_of(action).toString(QKeySequence.SequenceFormat.NativeText)
    button.setToolTip(f"{help_text} ({shown})" if shown else help_text)
    button.setAccessibleDescription(help_text)
