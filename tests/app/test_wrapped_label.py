"""A text of several lines is as high as its lines, whatever width it had before."""

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.widgets.wrapped_label import WrappedLabel

TEXT = "Select a variant, or add one, to see and change its network."


def test_it_is_as_high_as_its_lines_at_any_width_and_with_any_text(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    label, rest = WrappedLabel(TEXT), QWidget()
    rest.setMinimumHeight(80)
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(label)
    layout.addWidget(rest, 1)
    window.show()
    line, whole = label.fontMetrics().height(), label.fontMetrics().horizontalAdvance(TEXT)

    def lines(width: int) -> int:
        window.resize(width, 300)
        for _ in range(3):
            QApplication.processEvents()
        return round(label.height() / line)

    assert lines(whole + 20) == 1
    assert lines(whole // 2 + 40) == 2
    assert lines(whole // 4 + 40) > 2
    assert lines(whole + 20) == 1
    lines(whole // 4 + 40)
    assert label.minimumSizeHint().height() >= 3 * line  # a layout that is too low takes none of them
    label.setText("short")
    assert lines(whole // 4 + 40) == 1
    label.setText("")
    assert label.minimumSizeHint().height() == 0
