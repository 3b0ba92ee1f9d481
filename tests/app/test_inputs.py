"""Every field of the window takes what is typed as it is typed; what is still being typed counts when one trains."""

import dataclasses

import pytest
from all_stages import make_all
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDateTimeEdit, QDoubleSpinBox, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.app.widgets.number_field import NumberField
from sparse_explorer.app.window.main_window import MainWindow
from sparse_explorer.experiment.results.history import History


@pytest.fixture
def window(open_window, qtbot: QtBot) -> MainWindow:
    made = open_window(engine=True)
    made.resize(1400, 900)  # wide enough for everything to be in sight
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    qtbot.waitUntil(lambda: made.findChild(QWidget, "train_button").isEnabled(), timeout=60_000)
    return made


def field(window: MainWindow, name: str) -> NumberField:
    return window.findChild(NumberField, name)


def start_typing(qtbot: QtBot, box: NumberField, text: str) -> None:
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    box.selectAll()
    qtbot.keyClick(box, Qt.Key.Key_Delete)
    qtbot.keyClicks(box, text)
    assert box.text() == text


def experiment(session: Session) -> tuple[object, ...]:
    return session.seeds, session.noise, session.digit, [item.variant for item in session.items]


def test_no_field_of_qt_is_left_which_would_swallow_what_it_does_not_understand(window: MainWindow) -> None:
    make_all(window)
    # pyqtgraph's own menus have some.
    for kind in (QSpinBox, QDoubleSpinBox, QDateTimeEdit):
        assert [box.objectName() for box in window.findChildren(kind) if box.window() is window] == []


@pytest.mark.parametrize("typed", ["1e-3e", "-", "1,000", "", "7e99"])
def test_no_field_of_the_window_swallows_takes_or_keeps_what_is_no_number(
    window: MainWindow, qtbot: QtBot, typed: str
) -> None:
    for item in window.session.items:
        window.session.start_record(Place(item.id, "digits", 0)).history = History(steps=10)
    before = experiment(window.session)
    boxes = [box for box in window.findChildren(NumberField) if box.isVisible() and box.isEnabled()]
    assert {"seeds_spin", "noise_spin", "digit_index_spin", "epochs_spin"} <= {
        box.objectName() for box in boxes
    }
    for box in boxes:
        if typed == "" and box.objectName() in ("epochs_spin", "training_first_epoch_batch_size"):
            continue  # there may be none
        shown = box.text()
        start_typing(qtbot, box, typed)
        qtbot.keyClick(box, Qt.Key.Key_Return)
        assert box.text() == typed, box.objectName()
        assert box.property("problem"), box.objectName()
        assert experiment(window.session) == before, box.objectName()
        qtbot.keyClick(box, Qt.Key.Key_Escape)
        assert box.text() == shown, box.objectName()
        assert not box.property("problem"), box.objectName()
    assert experiment(window.session) == before
    assert window.model_pane.valid


@pytest.mark.parametrize(
    ("name", "typed", "found"),
    [
        ("seeds_spin", "3", lambda s: s.seeds),
        ("noise_spin", "35 %", lambda s: s.noise),
        ("noise_spin", "3.5e1", lambda s: s.noise),
        ("epochs_spin", "2", lambda s: s.selected.variant.training.epochs),
    ],
)
def test_fields_reach_the_session_and_escape_does_not(
    window: MainWindow, qtbot: QtBot, name, typed, found
) -> None:
    before, box = found(window.session), field(window, name)
    start_typing(qtbot, box, typed)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert found(window.session) == before
    start_typing(qtbot, box, typed)
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert found(window.session) == int(float(typed.rstrip(" %")))


def test_what_is_still_being_typed_counts_when_training_starts(window: MainWindow, qtbot: QtBot) -> None:
    asked: list[object] = []
    window.training.train = lambda ids: asked.append(window.session.selected.variant.training.epochs) or 1
    start_typing(qtbot, field(window, "epochs_spin"), "2")
    qtbot.keySequence(field(window, "epochs_spin"), QKeySequence("Ctrl+T"))
    assert asked == [2]
    start_typing(qtbot, field(window, "seeds_spin"), "4")
    qtbot.keySequence(field(window, "seeds_spin"), QKeySequence("Ctrl+T"))
    assert window.session.seeds == 4
    assert asked == [2, 2]


@pytest.mark.parametrize("name", ["epochs_spin", "seeds_spin"])
def test_nothing_is_trained_with_what_is_no_number(window: MainWindow, qtbot: QtBot, name: str) -> None:
    asked: list[object] = []
    window.training.train = lambda ids: asked.append(ids) or 1
    start_typing(qtbot, field(window, name), "1e-")
    qtbot.keySequence(field(window, name), QKeySequence("Ctrl+T"))
    qtbot.keySequence(field(window, name), QKeySequence("Ctrl+Shift+T"))
    assert asked == []
    assert field(window, name).text() == "1e-"
    qtbot.keyClick(field(window, name), Qt.Key.Key_Escape)
    qtbot.keySequence(field(window, name), QKeySequence("Ctrl+T"))
    assert len(asked) == 1


def test_a_field_without_effect_cannot_be_changed_in_the_window(window: MainWindow) -> None:
    session = window.session
    session.select(session.items[0].id)
    assert not field(window, "network_convs_0_k").isEnabled()
    network = dataclasses.replace(session.selected.variant.network, k_winners=True)
    session.configure(session.selected_id, network, session.selected.variant.training)
    assert field(window, "network_convs_0_k").isEnabled()
    assert window.findChild(QWidget, "training_learning_rate_factor").isEnabled()  # 30 epochs are suggested
    session.set_dataset("mnist")
    assert not window.findChild(QWidget, "training_learning_rate_factor").isEnabled()
