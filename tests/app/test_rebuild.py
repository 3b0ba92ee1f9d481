"""The window's parts are made again on one core: all stays as it was, and nothing of the old ones stays behind."""

from pathlib import Path

import fabricated
import pytest
import shiboken6
from all_stages import make_all
from PySide6.QtCore import QCoreApplication, QEvent, QMetaMethod, QObject
from PySide6.QtWidgets import QApplication, QSplitter, QToolButton, QWidget

from sparse_explorer.app.model.activity import Activity
from sparse_explorer.app.qt import theme
from sparse_explorer.app.window.main_window import MainWindow


@pytest.fixture
def window(open_window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    monkeypatch.setenv("SPARSE_EXPLORER_HOME", str(tmp_path))
    window = open_window()
    for item in window.session.items:
        fabricated.trained(item, 90.0)
    window.session.variants_changed.emit()
    window.session.set_digit_count(50)
    window.digits.set_images(*fabricated.images(50))
    window.resize(1280, 720)
    window.show()
    return window


def rebuild(window: MainWindow) -> None:
    window.rebuild()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def receivers(sender: QObject) -> dict[str, int]:
    """How many listen to each signal of an object."""
    meta = sender.metaObject()
    methods = [meta.method(index) for index in range(meta.methodCount())]
    names = [
        bytes(method.methodSignature().data()).decode()
        for method in methods
        if method.methodType() == QMetaMethod.MethodType.Signal
    ]
    return {name: sender.receivers(f"2{name}") for name in names if not name.startswith("destroyed")}


def test_again_and_again_leaves_nothing_behind(window: MainWindow) -> None:
    core = window.core
    senders = {"theme": theme.theme()}

    def count() -> tuple[int, dict[str, dict[str, int]]]:
        return len(window.findChildren(QObject)), {
            name: receivers(sender) for name, sender in senders.items()
        }

    before = vars(window).copy()
    make_all(window)
    rebuild(window)
    senders |= {  # what stays, and whoever listens to it must not be told twice
        name: part
        for name, part in vars(window).items()
        if isinstance(part, QObject) and part is before.get(name)
    }
    assert senders.keys() > {
        "core",
        "session",
        "digits",
        "undo",
        "loading",
        "training",
        "inspector",
        "exporter",
    }
    objects, listening = count()
    assert listening["session"]["noise_changed(int)"] > 3
    old = [
        window.top_bar,
        window.actions_,
        window.actions_.menu,
        window.layout_,
        *window.findChildren(QWidget),
    ]
    inside = [part for part in old if isinstance(part, QWidget) and window.layout_.isAncestorOf(part)]
    for _ in range(4):
        rebuild(window)
    assert count() == (objects, listening)
    assert not [part for part in (*old[:4], *inside) if shiboken6.isValid(part)]
    # Were anything of the dead called, it would raise, which fails the test.
    window.session.set_noise(13)
    window.session.set_dataset("mnist")
    window.session.set_dataset("digits")
    window.session.add(window.session.items[0].variant)
    core.training.activity_changed.emit(Activity())
    theme.theme().set_choice("dark")
    QApplication.processEvents()


def test_all_is_as_it_was(window: MainWindow) -> None:
    session = window.session
    for _ in range(12):
        session.duplicate(session.items[0].id)
    session.select(session.items[2].id)
    session.set_noise(35)
    session.set_digit(17)
    window.digits.choose_class(7)
    window.layout_.show_stage("compare")
    window.curves_pane.differences.button.click()
    window.inside_pane.turn_to_name("theory_tab")
    splitter = window.findChild(QSplitter, "side_splitter")
    splitter.setSizes([400, 800])
    splitter.splitterMoved.emit(400, 1)
    QApplication.processEvents()
    bar = window.variants_pane.list.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    window.noise_bar.noise.noise_slider.setFocus()
    window.training.activity = Activity(session.items[0].id, "train", progress=0.5)

    def seen() -> dict[str, object]:
        window.layout_.grab()
        return {
            "stage": window.layout_.stage.name,
            "layout": window.layout_.state(),
            "sizes": window.findChild(QSplitter, "side_splitter").sizes(),
            "place": (window.pos(), window.size()),
            "slider": window.noise_bar.noise.noise_slider.value(),
            "image": window.noise_bar.stepper.digit_index_spin.text(),
            "class": window.inspector_pane.finder.digit_class_combo.currentText(),
            "selected": window.variants_pane.list.currentIndex().row(),
            "scrolled": window.variants_pane.list.verticalScrollBar().value(),
            "differences": window.findChild(QToolButton, "difference_button").isChecked(),
            "page": window.inside_pane.page_name(),
            "focus": QApplication.focusWidget() and QApplication.focusWidget().objectName(),
            "undo": (window.actions_.undo.text(), window.actions_.redo.text()),
        }

    window.activateWindow()
    before = seen()
    assert bar.value() > 0
    rebuild(window)
    assert seen() == before
    assert window.actions_.pause.isEnabled()
    assert window.training.activity.busy


def test_a_core_has_another_window_after_the_first(window: MainWindow, qtbot) -> None:
    window.session.set_noise(21)
    other = MainWindow(core=window.core)
    qtbot.addWidget(other)
    assert other.noise_bar.noise.noise_slider.value() == 21
    assert other.session is window.session
