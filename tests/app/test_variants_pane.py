"""The list of variants on a fabricated session: what each row says by picture and by word, and what buttons do."""

import dataclasses

import fabricated
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QApplication, QInputDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.activity import SWEEP, TRAIN, Activity
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes import variants
from sparse_explorer.app.panes.variants import VariantsPane
from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.variant_delegate import RowLayout
from sparse_explorer.app.widgets.variant_list import VariantListHeader
from sparse_explorer.app.widgets.variant_rows import VariantRow
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import presets

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def session() -> Session:
    made = fabricated.session("Dense", "Sparse", "New", starts=(90.0, 96.0))
    made.set_noise(40)
    return made


@pytest.fixture
def pane(session: Session, qtbot: QtBot) -> VariantsPane:
    pane = VariantsPane(session)
    qtbot.addWidget(pane)
    pane.resize(300, 320)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


def row(pane: VariantsPane, place: int) -> VariantRow:
    QApplication.processEvents()
    return pane.list.variants.rows()[place]


def tip(pane: VariantsPane, place: int) -> str:
    return pane.list.variants.index(place).data(Qt.ItemDataRole.ToolTipRole)


def button(pane: VariantsPane, name: str) -> QPushButton:
    return pane.findChild(QPushButton, f"{name}_variant_button")


def part(pane: VariantsPane, place: int, name: str) -> QImage:
    """A picture of one part of a row."""
    where = RowLayout.of(pane.list.visualRect(pane.list.variants.index(place)), pane.list.font())
    area: QRect = getattr(where, name)
    return pane.list.viewport().grab(area).toImage()


# --- numbers ----------------------------------------------------------------------------------------------------------


def test_clean_is_at_the_left_and_the_noise_in_use_at_the_right(pane: VariantsPane, session: Session) -> None:
    assert (row(pane, 0).clean, row(pane, 0).at_noise) == (90.0, pytest.approx(70.0))
    assert (row(pane, 1).clean, row(pane, 1).at_noise) == (96.0, pytest.approx(76.0))
    session.set_noise(60)
    assert (row(pane, 0).clean, row(pane, 0).at_noise) == (90.0, pytest.approx(60.0))
    session.set_noise(0)
    assert row(pane, 0).clean == row(pane, 0).at_noise == 90.0
    session.set_noise(62)  # between two levels
    assert row(pane, 0).at_noise == pytest.approx(59.0)


def test_the_two_columns_are_painted_under_their_heads(pane: VariantsPane, session: Session) -> None:
    """Two variants that differ in one number differ in that column's picture alone."""
    before = {name: part(pane, 0, name) for name in ("clean", "at_noise")}
    history = session.items[0].runs["digits", 0].history
    levels = list(history.levels("article"))
    levels[8] = fabricated.sweep(50.0)[8]
    history.add_sweep("article", tuple(levels))
    session.variants_changed.emit()
    QApplication.processEvents()
    assert part(pane, 0, "clean") == before["clean"]
    assert part(pane, 0, "at_noise") != before["at_noise"]
    places = RowLayout.of(pane.list.visualRect(pane.list.variants.index(0)), pane.list.font())
    assert places.clean.right() < places.at_noise.left()
    header = pane.findChild(VariantListHeader)
    assert header.accessibleName() == "Percent correct without noise, and at 40 % noise"
    session.set_noise(75)
    assert header.accessibleName() == "Percent correct without noise, and at 75 % noise"


def test_numbers_are_means_over_the_seeds_in_use(pane: VariantsPane, session: Session) -> None:
    fabricated.trained(session.items[0], 90.0, further=(92.0, 97.0))
    session.set_seeds(3)
    assert (row(pane, 0).clean, row(pane, 0).at_noise) == (pytest.approx(93.0), pytest.approx(73.0))
    session.set_seeds(1)
    assert row(pane, 0).clean == 90.0


def test_without_a_sweep_clean_is_the_last_epochs_and_the_other_unknown(
    pane: VariantsPane, session: Session
) -> None:
    session.set_noise_config(NoiseConfig("paper"))
    assert (row(pane, 0).clean, row(pane, 0).at_noise, row(pane, 0).note) == (90.0, None, "")
    assert (row(pane, 2).clean, row(pane, 2).at_noise) == (None, None)


def test_beyond_the_last_level_there_is_no_number_and_the_tip_says_why(
    pane: VariantsPane, session: Session
) -> None:
    session.set_noise(80)
    assert row(pane, 0).at_noise == pytest.approx(50.0)
    assert "sweep ends" not in tip(pane, 0)
    session.set_noise(81)
    assert (row(pane, 0).clean, row(pane, 0).at_noise) == (90.0, None)
    assert tip(pane, 0).endswith("no result at 81 % noise: the sweep ends at 80 %")
    described = pane.list.variants.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "the sweep ends at 80 %" in described
    assert "sweep ends" not in tip(pane, 2)  # it has no sweep


def test_other_data_has_other_numbers(pane: VariantsPane, session: Session) -> None:
    fabricated.trained(session.items[2], 60.0, dataset="mnist")
    session.set_dataset("mnist")
    assert [row(pane, place).clean for place in range(3)] == [None, None, 60.0]


# --- what a row says --------------------------------------------------------------------------------------------------


def test_dots_have_the_variants_colours(pane: VariantsPane, session: Session) -> None:
    session.recolor(session.items[1].id, 4)
    QApplication.processEvents()
    for place, color in ((0, 0), (1, 4), (2, 2)):
        picture = part(pane, place, "dot")
        middle = picture.pixelColor(picture.width() // 2, picture.height() // 2)
        assert middle.name() == theme.LIGHT.variants[color]


def test_what_is_sparse_is_said(pane: VariantsPane) -> None:
    assert row(pane, 0).parts == "nothing sparse"
    assert row(pane, 1).parts == "conv · k-winners · linear"


def test_what_tells_variants_apart_is_found_when_they_change_and_not_while_one_trains(
    pane: VariantsPane, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is compared with all others: with thirty of them that takes longer than a report is in coming."""
    found: list[str] = []
    real = variants.subtitle
    monkeypatch.setattr(variants, "subtitle", lambda *args: found.append(real(*args)) or found[-1])
    copy = session.duplicate(session.items[0].id)
    training = dataclasses.replace(copy.variant.training, learning_rate=0.02)
    session.configure(copy.id, copy.variant.network, training)
    assert row(pane, 1).parts == "learning rate 0.02"
    found.clear()
    for share in (0.1, 0.2, 0.3):
        pane.show_activity(Activity(copy.id, TRAIN, progress=share))
        session.set_noise(round(100 * share))
    assert row(pane, 1).status == "training 30 %"
    assert not found
    session.move(copy.id, 0)
    assert [row(pane, place).parts for place in range(2)] == ["nothing sparse", "learning rate 0.01"]


@pytest.mark.parametrize(
    ("activity", "said"),
    [
        ({"kind": TRAIN}, "training 25 %"),
        ({"kind": SWEEP}, "sweep 25 %"),
        ({"kind": TRAIN, "seed": 3}, "seed 3: 25 %"),
        ({"kind": SWEEP, "seed": 3}, "seed 3: 25 %"),
        ({"kind": TRAIN, "paused": True}, "paused at 25 %"),
    ],
)
def test_the_status_follows_the_queue(
    pane: VariantsPane, session: Session, activity: dict[str, object], said: str
) -> None:
    dense, sparse, _ = (item.id for item in session.items)
    pane.show_activity(Activity(sparse, progress=0.25, waiting=(dense,), **activity))
    assert [row(pane, place).status for place in range(3)] == ["waiting", said, "not trained yet"]
    assert [row(pane, place).progress for place in range(3)] == [None, 0.25, None]
    pane.show_activity(Activity())
    assert [row(pane, place).status for place in range(3)] == ["", "", "not trained yet"]


def test_progress_is_a_line_in_the_variants_colour(pane: VariantsPane, session: Session) -> None:
    pane.show_activity(Activity(session.items[1].id, TRAIN, progress=0.5))
    QApplication.processEvents()
    picture = part(pane, 1, "progress")
    middle = picture.height() // 2
    assert picture.pixelColor(picture.width() // 4, middle).name() == theme.LIGHT.variants[1]
    assert picture.pixelColor(picture.width() * 3 // 4, middle).name() != theme.LIGHT.variants[1]


def test_a_training_that_was_stopped_says_how_far_it_came(pane: VariantsPane, session: Session) -> None:
    session.items[0].runs["digits", 0].history = fabricated.history(steps=40, step=10)
    session.record_changed.emit(session.items[0].id)
    pane.refresh()
    assert row(pane, 0).status == "stopped at 25 %"


# --- what the user does -----------------------------------------------------------------------------------------------


def test_selection_goes_both_ways(pane: VariantsPane, session: Session, qtbot: QtBot) -> None:
    place = pane.list.visualRect(pane.list.variants.index(1)).center()
    qtbot.mouseClick(pane.list.viewport(), LEFT, pos=place)
    assert session.selected is session.items[1]
    session.select(session.items[2].id)
    assert pane.list.current_id() == session.items[2].id


def added_by(pane: VariantsPane) -> list[QAction]:
    """What adds a preset: the menu's entries, and those of the menu of controls at its end."""
    *entries, controls = button(pane, "add").menu().actions()
    assert controls.text() == "Controls"
    return [*entries, *controls.menu().actions()]


def test_every_preset_can_be_added_and_is_selected(pane: VariantsPane, session: Session) -> None:
    kinds = [preset.variant for preset in presets().values()]
    actions = added_by(pane)
    assert [action.text() for action in actions] == [kind.name for kind in kinds]
    for place in (2, len(kinds) - 1):
        actions[place].trigger()
        assert session.selected.variant.network == kinds[place].network
        assert session.selected is session.items[-1]
        assert pane.list.current_id() == session.selected_id


def test_duplicate_and_remove_are_about_the_selected_one(
    pane: VariantsPane, session: Session, qtbot: QtBot
) -> None:
    session.select(session.items[1].id)
    qtbot.mouseClick(button(pane, "duplicate"), LEFT)
    assert [item.variant.name for item in session.items] == ["Dense", "Sparse", "Sparse 2", "New"]
    assert not session.items[2].runs
    session.select(session.items[0].id)
    with qtbot.waitSignal(pane.removed) as told:
        qtbot.mouseClick(button(pane, "remove"), LEFT)
    assert told.args == ["Dense"]
    assert [item.variant.name for item in session.items] == ["Sparse", "Sparse 2", "New"]


def test_the_last_one_gone_leaves_a_sentence(pane: VariantsPane, session: Session) -> None:
    for item in list(session.items):
        session.remove(item.id)
    assert not button(pane, "duplicate").isEnabled()
    assert not button(pane, "remove").isEnabled()
    assert button(pane, "add").isEnabled()
    shown = [
        child.text() for child in pane.findChildren(QWidget) if child.isVisible() and hasattr(child, "text")
    ]
    assert "No variants. Add one from a preset." in shown
    pane.remove()
    pane.duplicate()
    assert session.items == []


def test_a_name_that_is_taken_is_refused_in_words(pane: VariantsPane, session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.refused) as told:
        pane.list.rename_requested.emit(session.items[0].id, "Sparse")
    assert "'Sparse' is the name of another variant" in told.args[0]
    assert row(pane, 0).name == "Dense"
    pane.list.rename_requested.emit(session.items[0].id, "Mine")
    assert row(pane, 0).name == session.items[0].variant.name == "Mine"


def test_colour_and_place_reach_the_session(pane: VariantsPane, session: Session) -> None:
    dense = session.items[0].id
    pane.list.recolor_requested.emit(dense, 5)
    pane.list.move_requested.emit(dense, 2)
    assert [item.color for item in session.items] == [1, 2, 5]
    assert [row(pane, place).name for place in range(3)] == ["Sparse", "New", "Dense"]
    pane.list.duplicate_requested.emit(dense)
    assert session.items[3].variant.name == "Dense 2"
    pane.list.remove_requested.emit(dense)
    assert [item.variant.name for item in session.items] == ["Sparse", "New", "Dense 2"]


def test_rows_follow_a_training_by_themselves(pane: VariantsPane, session: Session, qtbot: QtBot) -> None:
    item = session.items[2]
    fabricated.trained(item, 88.0)
    session.record_changed.emit(item.id)
    qtbot.waitUntil(lambda: row(pane, 2).clean == 88.0)
    assert row(pane, 2).status == ""


def test_tips_say_what_presets_and_buttons_are(pane: VariantsPane) -> None:
    menu = button(pane, "add").menu()
    assert menu.toolTipsVisible()
    tips = [preset.summary for preset in presets().values()]
    assert [action.toolTip() for action in added_by(pane)] == tips
    assert [button(pane, name).toolTip() for name in ("add", "duplicate", "remove")] == [
        "Add a variant from a preset",
        "Add an untrained copy of the selected variant (Ctrl+D)",
        "Remove the selected variant and what it learned (Del)",
    ]


def test_how_far_a_training_came_is_not_what_is_missing(pane: VariantsPane, session: Session) -> None:
    session.items[0].runs["digits", 0].history = fabricated.history(steps=40, step=8)
    pane.refresh()
    assert row(pane, 0).status == "stopped at 20 %"


# --- training again and longer ----------------------------------------------------------------------------------------


def training_action(pane: VariantsPane, name: str) -> QAction:
    return pane.list.findChild(QAction, f"train_{name}_action")


def test_training_again_and_longer_are_offered_where_they_make_sense(
    pane: VariantsPane, session: Session
) -> None:
    session.select(session.items[0].id)
    record = session.record(session.selected_id)
    again, longer = training_action(pane, "again"), training_action(pane, "longer")
    assert again.isEnabled() and longer.isEnabled()
    pane.show_activity(Activity(waiting=(session.selected_id,)))
    assert not again.isEnabled() and not longer.isEnabled()
    assert "waits for it" in again.toolTip() and "Dense" in again.toolTip()
    pane.show_activity(Activity())
    record.history.step -= 1
    pane.refresh()
    assert again.isEnabled() and not longer.isEnabled()
    assert "not come to its end" in longer.toolTip()
    session.select(session.items[2].id)
    assert not again.isEnabled() and not longer.isEnabled()
    assert "learned nothing" in again.toolTip()


def test_what_is_to_be_trained_again_is_the_selected_variant(
    pane: VariantsPane, session: Session, qtbot: QtBot
) -> None:
    session.select(session.items[1].id)
    with qtbot.waitSignal(pane.again_requested) as asked:
        training_action(pane, "again").trigger()
    assert asked.args == [session.items[1].id]


def test_for_how_long_is_asked(pane: VariantsPane, session: Session, qtbot: QtBot) -> None:
    session.select(session.items[1].id)
    training_action(pane, "longer").trigger()
    dialog = pane.findChild(QInputDialog, "train_longer_dialog")
    epochs = dialog.intValue()
    assert dialog.intMinimum() == 1 and dialog.intMaximum() == 1000 - epochs
    assert "Sparse" in dialog.labelText() and str(epochs) in dialog.labelText()
    dialog.setIntValue(4)
    with qtbot.waitSignal(pane.longer_requested) as asked:
        dialog.accept()
    assert asked.args == [session.items[1].id, 4]
