"""What can be done to networks on their lanes: menus, what the board shows of it, and the curves on a sample."""

import dataclasses
from collections.abc import Iterator

import fabricated
import numpy as np
import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.background.intervention_curves import InterventionCurves
from sparse_explorer.app.model.live_curves import LiveCurve
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import NetworkShelf, Place
from sparse_explorer.app.panes.interventions import choices
from sparse_explorer.app.panes.lanes import LanesBoard
from sparse_explorer.app.widgets.intervention_button import InterventionButton
from sparse_explorer.app.widgets.number_field import NumberField
from sparse_explorer.experiment.engine.interventions import interventions, sampled
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.results.interventions import (
    CENTRED,
    CLEAN_WINNERS,
    NOTHING,
    OWN_K,
    RANDOM_WINNERS,
    WITH_WINNERS,
    WITHOUT_WINNERS,
    Intervention,
)
from sparse_explorer.experiment.runs.runner import new_network

DENSE, SPARSE = (presets()[name].variant.network for name in ("dense", "sparse"))


# --- what is offered --------------------------------------------------------------------------------------------------


def kinds(network: NetworkConfig) -> set[str]:
    return {choice.intervention.kind for choice in choices(network, [])}


def test_networks_without_winners_may_be_given_some_and_others_lose_theirs() -> None:
    assert kinds(DENSE) == {CLEAN_WINNERS, RANDOM_WINNERS, WITH_WINNERS, CENTRED}
    assert {CLEAN_WINNERS, RANDOM_WINNERS, WITHOUT_WINNERS, CENTRED, "k x 0.5", "k x 2"} <= kinds(SPARSE)
    assert WITH_WINNERS not in kinds(SPARSE)


def test_k_comes_from_another_variant_or_from_the_units() -> None:
    offered = [c for c in choices(DENSE, [("Sparse", SPARSE)]) if c.intervention.kind == WITH_WINNERS]
    assert (offered[0].label, offered[0].intervention.k) == ("k of Sparse: 100", (100,))
    assert ("2 % of the units, k = 86", (86,)) in [(c.label, c.intervention.k) for c in offered]


def test_layers_that_choose_winners_keep_theirs() -> None:
    mixed = NetworkConfig(
        convs=(ConvConfig(channels=8, k=60, activation="relu"), ConvConfig(channels=12, kernel_size=3, k=40)),
        hidden=HiddenConfig(units=50, activation="k-winners", k=9),
    )
    offered = next(c for c in choices(mixed, []) if c.intervention.kind == WITH_WINNERS)
    assert offered.intervention.k == (round(0.01 * 8 * 144), None, None)


# --- menus ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def session() -> Session:
    return fabricated.session("Dense", "Sparse", starts=(94.0, 96.0), digits=60)


@pytest.fixture
def board(session: Session, qtbot: QtBot) -> LanesBoard:
    made = LanesBoard(session)
    qtbot.addWidget(made)
    made.resize(900, 420)
    made.show()
    made.set_inspection(fabricated.inspection(session, clean=(3, 3), noisy=(5, 3)))
    return made


def buttons(board: LanesBoard) -> list[InterventionButton]:
    found = board.findChildren(QToolButton, "intervention_menu")
    return sorted((button for button in found if not button.isHidden()), key=lambda button: button.y())


def action(button: InterventionButton, text: str) -> QAction:
    return next(each for each in button.actions_in_menu() if each.text() == text)


def test_a_choice_in_the_menu_is_done_to_that_variant_alone(board: LanesBoard, session: Session) -> None:
    dense, sparse = (item.id for item in session.items)
    assert [button.accessibleName() for button in buttons(board)] == [
        "Intervene in Dense",
        "Intervene in Sparse",
    ]
    action(buttons(board)[1], "random winners").trigger()
    assert session.interventions.all() == {sparse: Intervention(RANDOM_WINNERS)}
    assert action(buttons(board)[1], "random winners").isChecked()
    action(buttons(board)[1], "the network as it is").trigger()
    assert session.interventions.all() == {}
    action(buttons(board)[0], "k of Sparse: 100").trigger()
    assert session.interventions.of(dense) == Intervention(WITH_WINNERS, (100,))


def dialog_of(board: LanesBoard, lane: int, group: str) -> QDialog:
    """What opens when a k of one's own is asked for in the submenu of that name."""
    button = buttons(board)[lane]
    entry = next(
        each
        for each in button.actions_in_menu()
        if each.objectName() == "own_k_action" and each.parent().title() == group
    )
    entry.trigger()
    return next(each for each in button.findChildren(QDialog, "own_k_dialog") if each.isVisible())


def press(dialog: QDialog, which: QDialogButtonBox.StandardButton) -> None:
    dialog.findChild(QDialogButtonBox).button(which).click()


OK, CANCEL = QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel


def test_a_k_of_ones_own_can_be_typed(board: LanesBoard, session: Session) -> None:
    sparse = session.items[1].id
    dialog = dialog_of(board, 1, "another k")
    field = dialog.findChild(NumberField, "own_k_field_1")
    assert field.value() == 100
    assert [label.text() for label in dialog.findChildren(QLabel)] == ["Convolution", "1 ... 4,320 winners"]
    field.lineEdit().setText("2000")
    press(dialog, OK)
    assert session.interventions.of(sparse) == Intervention(OWN_K, (2000,))
    own = [each for each in buttons(board)[1].actions_in_menu() if each.objectName() == "own_k_action"]
    assert [each.isChecked() for each in own] == [True]
    again = dialog_of(board, 1, "another k")
    assert again.findChild(NumberField, "own_k_field_1").value() == 2000
    press(again, CANCEL)
    assert session.interventions.of(sparse) == Intervention(OWN_K, (2000,))


def test_winners_of_ones_own_number_are_put_into_a_dense_network(board: LanesBoard, session: Session) -> None:
    dialog = dialog_of(board, 0, "k-winners at inference")
    dialog.findChild(NumberField, "own_k_field_1").lineEdit().setText("7")
    press(dialog, OK)
    assert session.interventions.of(session.items[0].id) == Intervention(WITH_WINNERS, (7,))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0", "0 is not allowed"),
        ("4321", "4321 is not allowed"),
        ("many", "many is not a number"),
        ("2.5", "2.5"),
    ],
)
def test_a_k_that_is_not_allowed_is_said_at_its_field_and_not_taken(
    board: LanesBoard, session: Session, typed: str, said: str
) -> None:
    dialog = dialog_of(board, 1, "another k")
    dialog.findChild(NumberField, "own_k_field_1").lineEdit().setText(typed)
    press(dialog, OK)
    note = dialog.findChild(QLabel, "field_note").text()
    assert said in note
    assert note.endswith("allowed is 1 ... 4320")
    assert "\n" not in note
    assert dialog.isVisible()
    assert session.interventions.all() == {}
    press(dialog, CANCEL)


def test_only_layers_that_choose_winners_are_asked_for_another_k() -> None:
    mixed = NetworkConfig(
        convs=(ConvConfig(channels=8, k=60, activation="relu"), ConvConfig(channels=12, kernel_size=3, k=40)),
        hidden=HiddenConfig(units=50, activation="k-winners", k=9),
        k_inference_factor=2.0,
    )
    asked = {c.intervention.kind: c.asked for c in choices(mixed, []) if c.asked}
    assert [layer and (layer.title, layer.most, layer.k) for layer in asked[OWN_K]] == [
        None,
        ("Convolution 2", 12 * 25, 80),
        ("Hidden layer", 50, 18),
    ]
    assert [layer and layer.title for layer in asked[WITH_WINNERS]] == ["Convolution 1", None, None]
    local = NetworkConfig(convs=(ConvConfig(channels=8, k=2),), local=True, k_inference_factor=1.5)
    (choice,) = (c for c in choices(local, []) if c.asked)
    assert (choice.asked[0].most, choice.asked[0].k, choice.asked[0].local) == (8, 3, True)


def test_the_menu_follows_the_session(board: LanesBoard, session: Session) -> None:
    session.interventions.set(session.items[0].id, Intervention(CLEAN_WINNERS))
    assert action(buttons(board)[0], "winners of the clean digit").isChecked()
    session.remove(session.items[0].id)
    assert [button.accessibleName() for button in buttons(board)] == ["Intervene in Sparse"]


def test_where_noise_is_made_for_a_network_the_menu_says_why_it_is_off(
    board: LanesBoard, session: Session
) -> None:
    session.set_noise_config(NoiseConfig("fgsm"))
    assert not buttons(board)[0].isEnabled()
    assert "need noise on the image" in buttons(board)[0].toolTip()
    session.set_noise_config(NoiseConfig("article"))
    assert buttons(board)[0].isEnabled()


def test_a_lane_shows_the_network_with_what_is_done_and_says_so(board: LanesBoard, session: Session) -> None:
    session.interventions.set(session.items[1].id, Intervention(RANDOM_WINNERS))
    seen = fabricated.inspection(session, clean=(3, 3), noisy=(5, 3))
    sparse = seen.variants[1]
    done = dataclasses.replace(sparse, noisy=fabricated.probabilities(8))
    board.set_inspection(dataclasses.replace(seen, intervened=(done,)))
    view = board.findChild(QWidget, "prediction_view")
    assert view.answers() == {"Dense": 5, "Sparse": 8}
    assert [lane.intervention for lane in board.lanes.lanes()] == ["", "random winners"]
    assert board.lanes.accessibleDescription().endswith("random winners")


def test_its_curve_is_asked_for_where_something_is_done(
    board: LanesBoard, session: Session, qtbot: QtBot
) -> None:
    sparse = session.items[1].id
    assert not action(buttons(board)[1], "show its curve").isEnabled()
    session.interventions.set(sparse, Intervention(CENTRED))
    with qtbot.waitSignal(board.curve_wanted) as heard:
        action(buttons(board)[1], "show its curve").trigger()
    assert heard.args == [sparse]
    plot, close = (board.findChild(QWidget, name) for name in ("what_if_plot", "what_if_close_button"))
    assert not plot.isVisible()
    curve = LiveCurve(sparse, Intervention(CENTRED), 60, 2, (0.0, 0.5), (90.0, 50.0), (80.0, 70.0))
    board.set_curves((curve,))
    assert plot.isVisible()
    assert plot.accessibleDescription() == (
        "Sparse, remove the mean of the input: 75.0 % right over all noise, 70.0 % without"
    )
    assert action(buttons(board)[1], "show its curve").isChecked()
    assert plot.point(0.5, 70.0).y() < plot.point(0.5, 50.0).y()
    plot.grab()
    with qtbot.waitSignal(board.curve_wanted) as heard:
        close.click()
    assert heard.args == [sparse]
    board.set_curves(())
    assert not plot.isVisible()


def test_a_curve_at_work_says_how_far_it_is(board: LanesBoard, session: Session) -> None:
    curve = LiveCurve(session.items[0].id, Intervention(CENTRED), 60, 4, (0.0,), (90.0,), (80.0,))
    board.set_curves((curve,))
    plot = board.findChild(QWidget, "what_if_plot")
    assert "25 % of 60 digits at each noise computed" in plot.accessibleDescription()
    plot.grab()


# --- curves -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def trained(few_digits) -> Session:
    made = Session()
    for name in ("dense", "sparse"):
        variant = presets()[name].variant
        made.add(dataclasses.replace(variant, network=fabricated.small(variant.network)))
    made.set_digit_count(60)
    made.set_noise_config(NoiseConfig("article", (0.0, 0.4, 0.8)))
    return made


@pytest.fixture
def shelf(trained: Session) -> NetworkShelf:
    made = NetworkShelf()
    for item in trained.items:
        made.put(Place(item.id, trained.dataset, 0), new_network(item.variant, 0).eval())
    return made


@pytest.fixture
def curves(trained: Session, shelf: NetworkShelf, few_digits, qtbot: QtBot) -> Iterator[InterventionCurves]:
    parent = QObject()
    made = InterventionCurves(trained, shelf, parent)
    made.set_data(few_digits)
    yield made
    made.stop()


def finish(curves: InterventionCurves, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: all(curve.progress == 1 for curve in curves.curves()), timeout=20_000)


def test_a_curve_is_the_one_of_the_verdict_on_the_sample(curves, trained, shelf, few_digits, qtbot) -> None:
    dense = trained.items[0].id
    assert curves.curves() == ()
    curves.toggle(dense)  # nothing is done to it
    assert curves.curves() == ()
    trained.interventions.set(dense, Intervention(WITH_WINNERS, (40,)))
    heard: list[float] = []
    curves.changed.connect(lambda found: heard.extend(curve.progress for curve in found))
    curves.toggle(dense)
    finish(curves, qtbot)
    assert heard == sorted(heard) and heard[0] == 0 and heard[-1] == 1
    (found,) = curves.curves()
    *_, last = interventions(
        shelf.get(trained.place(dense)),
        sampled(few_digits, found.images),
        trained.noise_config,
        name="",
        seed=0,
        kinds=(NOTHING, WITH_WINNERS),
        k=(40,),
    )
    for shown, expected in zip((found.before, found.after), last.curves, strict=True):
        np.testing.assert_allclose(shown, [level.accuracy for level in expected.levels])
    curves.toggle(dense)
    assert curves.curves() == ()


def test_another_intervention_begins_the_curve_again_and_none_takes_it_away(curves, trained, qtbot) -> None:
    one, other = (item.id for item in trained.items)
    for each in (one, other):
        trained.interventions.set(each, Intervention(CENTRED))
        curves.toggle(each)
    finish(curves, qtbot)
    trained.interventions.set(one, Intervention(CLEAN_WINNERS))
    first, second = curves.curves()
    assert (first.intervention.kind, first.progress, second.progress) == (CLEAN_WINNERS, 0, 1)
    finish(curves, qtbot)
    trained.interventions.set(one, None)
    assert [curve.variant_id for curve in curves.curves()] == [other]
    trained.set_noise_config(NoiseConfig("paper", (0.0, 0.2)))
    assert [(curve.planned, curve.progress) for curve in curves.curves()] == [(2, 0)]
    trained.remove(other)
    assert curves.curves() == ()


def test_another_network_is_shown_in_its_place(curves, trained, shelf, qtbot) -> None:
    dense = trained.items[0]
    trained.interventions.set(dense.id, Intervention(CENTRED))
    curves.toggle(dense.id)
    finish(curves, qtbot)
    curves.refresh()
    assert curves.curves()[0].progress == 1
    shelf.put(trained.place(dense.id), new_network(dense.variant, 1).eval())
    curves.refresh()
    assert curves.curves()[0].progress == 0


def test_a_curve_that_cannot_be_computed_says_so_and_goes(curves, trained, qtbot) -> None:
    dense = trained.items[0].id
    trained.interventions.set(dense, Intervention(WITH_WINNERS, (10**9,)))
    with qtbot.waitSignal(curves.failed, timeout=20_000) as said:
        curves.toggle(dense)
    assert said.args[0] == "The curve could not be computed."
    assert "k is 1000000000" in said.args[1]
    assert curves.curves() == ()
