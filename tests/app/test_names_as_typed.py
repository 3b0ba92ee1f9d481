"""Names that look like HTML are shown as they were typed, wherever the window shows them."""

import dataclasses

import pytest
from all_stages import make_all
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QToolTip, QWidget

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.widgets.elided_combo import ElidedCombo
from sparse_explorer.app.widgets.elision import ElidedLabel
from sparse_explorer.app.widgets.noise_plot import NoisePlot
from sparse_explorer.app.widgets.plain_tip import plain_tip
from sparse_explorer.app.widgets.prediction_view import PredictionRow, PredictionView
from sparse_explorer.app.window.exporting import Exporter
from sparse_explorer.app.window.main_window import MainWindow

NAME = "<b>bold</b> & <img src=x>"


@pytest.fixture
def window(open_window) -> MainWindow:
    window = open_window()
    window.show()
    return window


def read_as_html(root: QWidget, text: str) -> list[str]:
    """Labels and tool tips under a widget that hold the text and are read as HTML with it."""
    found = []
    for widget in [root, *root.findChildren(QWidget)]:
        labelled = isinstance(widget, QLabel) and text in widget.text()
        if labelled and widget.textFormat() != Qt.TextFormat.PlainText:
            found.append(f"{type(widget).__name__} {widget.objectName()}: {widget.text()}")
        if text in widget.toolTip():
            found.append(f"tip of {type(widget).__name__} {widget.objectName()}")
    return found


def test_the_whole_window_shows_names_as_typed(window: MainWindow) -> None:
    session: Session = window.session
    make_all(window)
    for item in list(session.items):
        session.rename(item.id, f"{NAME} {session.items.index(item)}")
    for item in session.items:
        session.select(item.id)
        for page in ("activations_tab", "weights_tab", "boosting_tab", "theory_tab"):
            window.findChild(QWidget, page).click()
            QApplication.processEvents()
            assert read_as_html(window, NAME) == []
    session.set_dataset(f"folder:/tmp/{NAME}")
    assert read_as_html(window, NAME) == []


def test_that_reading_as_html_would_be_found(qtbot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    label = QLabel(NAME, root)
    assert len(read_as_html(root, NAME)) == 1
    label.setTextFormat(Qt.TextFormat.PlainText)
    assert read_as_html(root, NAME) == []
    root.setToolTip(NAME)
    assert len(read_as_html(root, NAME)) == 1


def test_tips_are_html_only_where_they_must_be() -> None:
    assert plain_tip("Dense & <co>\n90 %") == "Dense & <co>\n90 %"
    assert plain_tip("<b>x</b>\n& y") == "<span>&lt;b&gt;x&lt;/b&gt;<br>&amp; y</span>"
    assert plain_tip("") == ""


@pytest.mark.parametrize("make", [lambda: ElidedLabel(NAME), lambda: ElidedCombo(3, 5)])
def test_tips_of_texts_that_are_cut(qtbot, make) -> None:
    widget = make()
    qtbot.addWidget(widget)
    if isinstance(widget, ElidedCombo):
        widget.addItem(NAME)
    widget.resize(30, 20)
    widget.set_tip("why")
    assert widget.toolTip() == plain_tip(f"{NAME}\nwhy")
    assert NAME not in widget.toolTip()


def test_the_tip_of_an_answer(qtbot, monkeypatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda at, text, widget: shown.append(text))
    view = PredictionView()
    qtbot.addWidget(view)
    view.resize(300, 100)
    view.set_rows([PredictionRow(NAME, 0, None, "not trained yet")], None)
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, QPoint(20, 5), QPoint(20, 5)))
    assert shown == [plain_tip(f"{NAME}: not trained yet")]


def test_the_sentence_of_an_empty_plot_and_labels_in_plots(qtbot) -> None:
    plot = NoisePlot()
    qtbot.addWidget(plot)
    plot.set_empty_text(NAME)
    assert read_as_html(plot, NAME) == []
    assert plot.add_label(NAME, (0, 0)).textItem.toPlainText() == NAME


def test_the_question_before_a_file_is_replaced(qtbot, tmp_path, monkeypatch) -> None:
    asked: list[QMessageBox] = []

    def answer(box: QMessageBox) -> int:
        asked.append(box)
        assert read_as_html(box, "<b>") == []
        assert "<b>x" in box.text()
        return QMessageBox.StandardButton.No

    monkeypatch.setattr(QMessageBox, "exec", answer)
    window, plot = QWidget(), NoisePlot()
    for widget in (window, plot):
        qtbot.addWidget(widget)
    exporter = Exporter(Session(), lambda: plot, window)
    assert not exporter._may_replace(tmp_path / "<b>x")
    assert len(asked) == 1


def test_html_in_a_variants_name_reaches_the_list(window: MainWindow) -> None:
    item = window.session.items[0]
    item.variant = dataclasses.replace(item.variant, name="plain")
    window.session.rename(item.id, NAME)
    assert "&lt;b&gt;bold" in window.findChild(QWidget, "variant_list").model().index(0, 0).data(
        Qt.ItemDataRole.ToolTipRole
    )
