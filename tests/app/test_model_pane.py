"""The model pane, both ways: the session changes and the form follows; the form is edited and the session changes."""

import dataclasses
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.app.panes.model import ModelPane
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.history import History

LAYERS = "conv_count"
K, DENSITY = "network_convs_0_k", "network_convs_0_density"
RATE, BATCH = "training_learning_rate", "training_batch_size"


@pytest.fixture
def session() -> Session:
    made = Session()
    made.add(presets()["sparse"].variant)
    return made


@pytest.fixture
def pane(session, qtbot) -> ModelPane:
    made = ModelPane(session, suggested_epochs=30)
    qtbot.addWidget(made)
    made.resize(320, 1400)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def control(pane: ModelPane, name: str) -> Any:
    found = pane.findChild(QWidget, name)
    assert found is not None, name
    return found


def row(pane: ModelPane, name: str) -> Any:
    return control(pane, name).parentWidget()


def foot(pane: ModelPane) -> str:
    return pane.findChild(QLabel, "cost_label").text()


def type_into(qtbot, pane: ModelPane, name: str, text: str, key=Qt.Key.Key_Return) -> Any:
    box = control(pane, name)
    box.setFocus()
    box.selectAll()
    qtbot.keyClick(box, Qt.Key.Key_Delete)
    qtbot.keyClicks(box, text)
    assert box.text() == text
    qtbot.keyClick(box, key)
    return box


def network(session: Session) -> NetworkConfig:
    return session.selected.variant.network


def training(session: Session) -> TrainingConfig:
    return session.selected.variant.training


def configure(session: Session, network_changes: dict = {}, **training_changes: Any) -> None:  # noqa: B006
    session.configure(
        session.selected_id,
        dataclasses.replace(network(session), **network_changes),
        dataclasses.replace(training(session), **training_changes),
    )


def pretend_trained(session: Session) -> None:
    session.start_record(Place(session.selected_id, session.dataset, 0)).history = History(steps=10)


# --- from the session to the form -------------------------------------------------------------------------


def test_the_form_shows_the_selected_variant(session, pane):
    dense = session.add(presets()["dense"].variant)
    configure(
        session, {"convs": (ConvConfig(channels=7, k=11, density=0.25),)}, epochs=4, learning_rate=0.002
    )
    shown = {
        name: control(pane, name).text()
        for name in (
            "epochs_spin",
            RATE,
            BATCH,
            K,
            DENSITY,
            "network_convs_0_channels",
            "network_hidden_units",
        )
    }
    assert shown == {
        "epochs_spin": "4",
        RATE: "0.002",
        BATCH: "64 images",
        K: "11",
        DENSITY: "25 %",
        "network_convs_0_channels": "7",
        "network_hidden_units": "300",
    }
    session.select(session.items[0].id)
    assert control(pane, "epochs_spin").text() == "auto (30)"
    assert control(pane, "network_convs_0_channels").text() == "30"
    session.select(dense.id)
    assert control(pane, "network_convs_0_channels").text() == "7"


@pytest.mark.parametrize("name", ["sparse_conv", "k_winners", "sparse_linear"])
def test_the_switches_follow_and_lead(session, pane, qtbot, name):
    switch = control(pane, f"{name}_switch")
    assert switch.isChecked()
    configure(session, {name: False})
    assert not switch.isChecked()
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert getattr(network(session), name) is True
    others = {"sparse_conv", "k_winners", "sparse_linear"} - {name}
    assert all(getattr(network(session), other) for other in others)
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert getattr(network(session), name) is False


def test_what_a_switch_does_is_said_under_it(session, pane):
    def said() -> list[str]:
        names = ("sparse_conv_switch", "k_winners_switch", "sparse_linear_switch")
        return [control(pane, name).accessibleDescription() for name in names]

    configure(session, {"convs": (ConvConfig(channels=10, k=144, density=0.25),)})
    assert said() == [
        "25 % of each filter's weights",
        "144 of 1,440 units = 10.0 %",
        "50 % of each unit's inputs",
    ]
    configure(session, {"local": True, "convs": (ConvConfig(channels=10, k=1),)})
    assert said()[1] == "1 of 10 units = 10.0 %"
    hidden = dataclasses.replace(network(session).hidden, activation="k-winners", k=30)
    configure(session, {"hidden": hidden})
    assert said()[1] == "1 of 10 units = 10.0 %, 30 of 300 hidden"
    configure(session, {"sparse_conv": False, "k_winners": False, "sparse_linear": False})
    assert said() == ["off: every weight is used", "off: ReLU instead", "off: every weight is used"]


def test_more_winners_than_units_are_no_share_of_them(session, pane, qtbot):
    """The field says what is wrong; "99,999 of 4,320 units = 2314.8 %" says nothing."""
    switch = control(pane, "k_winners_switch")
    type_into(qtbot, pane, K, "99999")
    assert switch.accessibleDescription() == ""
    type_into(qtbot, pane, K, "432")
    assert switch.accessibleDescription() == "432 of 4,320 units = 10.0 %"


def test_the_name_the_cost_and_the_open_epochs_are_said(session, pane):
    session.rename(session.selected_id, "Mine")
    assert "Mine" in [label.text() for label in pane.findChildren(QLabel)]
    assert foot(pane) == ("1,300,090 parameters, 651,730 not zero\n0.24 M of 1.73 M multiply-adds an image")
    pane.set_suggested_epochs(1)
    assert control(pane, "epochs_spin").text() == "auto (1)"
    session.remove(session.selected_id)
    assert not pane.findChild(QLabel, "cost_label").isVisible()


# --- from the form to the session -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "typed", "found"),
    [
        (RATE, "1e-3", lambda s: training(s).learning_rate == 0.001),
        (RATE, "0.5e-1", lambda s: training(s).learning_rate == 0.05),
        (RATE, "0,02", lambda s: training(s).learning_rate == 0.02),
        (BATCH, "1e2", lambda s: training(s).batch_size == 100),
        ("epochs_spin", "3", lambda s: training(s).epochs == 3),
        ("training_first_epoch_batch_size", "4", lambda s: training(s).first_epoch_batch_size == 4),
        (DENSITY, "12.5", lambda s: network(s).convs[0].density == 0.125),
        ("network_hidden_density", "35 %", lambda s: network(s).hidden.density == 0.35),
        (K, "55", lambda s: network(s).convs[0].k == 55),
        ("network_hidden_units", "250", lambda s: network(s).hidden.units == 250),
        ("network_boost_strength", "1.5", lambda s: network(s).boost_strength == 1.5),
        (LAYERS, "2", lambda s: network(s).convs == (ConvConfig(), ConvConfig())),
    ],
)
def test_what_is_typed_reaches_the_variant(session, pane, qtbot, name, typed, found):
    type_into(qtbot, pane, name, typed)
    assert found(session)
    assert pane.valid


def test_choices_and_yes_or_no_reach_the_variant(session, pane, qtbot):
    qtbot.keyClick(control(pane, "network_hidden_activation"), Qt.Key.Key_Up)
    assert network(session).hidden.activation == "relu"
    assert not network(session).normalize_weights
    qtbot.mouseClick(control(pane, "network_normalize_weights"), Qt.MouseButton.LeftButton)
    assert network(session).normalize_weights


@pytest.mark.parametrize(
    ("name", "typed", "reason"),
    [
        ("epochs_spin", "-3", "-3 is not allowed; allowed is 1 ... 1000"),
        ("epochs_spin", "1e-3", "1e-3 is not a whole number; allowed is 1 ... 1000"),
        (BATCH, "0", "0 is not allowed; allowed is 1 ... 4096 images"),
        (BATCH, "1,000", "1,000 could be 1 or 1000; type one of them; allowed is 1 ... 4096 images"),
        (RATE, "0", "0 is not allowed; allowed is above 0 and at most 10"),
        (RATE, "abc", "abc is not a number; allowed is above 0 and at most 10"),
        (RATE, "", "a number is missing; allowed is above 0 and at most 10"),
        (DENSITY, "150", "150 is not allowed; allowed is above 0 and at most 100 %"),
        (DENSITY, "0", "0 is not allowed; allowed is above 0 and at most 100 %"),
        (DENSITY, "half", "half is not a number; allowed is above 0 and at most 100 %"),
        (K, "9999", "9999 is not allowed; allowed is 1 ... 4320, the units after the pool"),
        (LAYERS, "9", "9 is not allowed; allowed is 1 ... 2"),
        (LAYERS, "1.5", "1.5 is not a whole number; allowed is 1 ... 2"),
    ],
)
def test_what_is_not_allowed_is_said_in_one_unit_everywhere(session, pane, qtbot, name, typed, reason):
    before = session.selected.variant
    heard: list[bool] = []
    pane.validity_changed.connect(heard.append)
    box = type_into(qtbot, pane, name, typed)
    assert row(pane, name).reason.text() == reason
    assert foot(pane).endswith(f": {reason}")
    assert foot(pane).startswith(row(pane, name).label.text())
    assert box.text() == typed
    assert (pane.valid, heard) == (False, [False])
    assert session.selected.variant == before
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert (pane.valid, heard) == (True, [False, True])
    assert not row(pane, name).has_problem
    assert session.selected.variant == before
    assert "parameters" in foot(pane)


def test_two_wrong_fields_are_both_marked_until_both_are_right(session, pane, qtbot):
    type_into(qtbot, pane, RATE, "abc")
    type_into(qtbot, pane, BATCH, "0")
    assert (control(pane, RATE).text(), control(pane, BATCH).text()) == ("abc", "0")
    type_into(qtbot, pane, RATE, "0.5")
    assert not pane.valid
    assert training(session).learning_rate == 0.01
    type_into(qtbot, pane, BATCH, "32")
    assert pane.valid
    assert (training(session).learning_rate, training(session).batch_size) == (0.5, 32)


@pytest.mark.parametrize("typed", ["250", "abc", "0"])
def test_escape_restores_and_forks_no_variant(session, pane, qtbot, typed):
    pretend_trained(session)
    before = session.selected.variant
    for name in ("epochs_spin", RATE, DENSITY, K, LAYERS, "network_duty_cycle_period"):
        shown = control(pane, name).text()
        type_into(qtbot, pane, name, typed, Qt.Key.Key_Escape)
        qtbot.keyClick(control(pane, name), Qt.Key.Key_Escape)
        control(pane, BATCH).setFocus()
        assert control(pane, name).text() == shown
    assert [item.variant for item in session.items] == [before]
    assert pane.valid


def test_another_variant_forgets_what_was_not_allowed_or_no_number(session, pane, qtbot):
    type_into(qtbot, pane, LAYERS, "9")
    type_into(qtbot, pane, RATE, "abc")
    session.add(presets()["dense"].variant)
    assert pane.valid
    assert (control(pane, LAYERS).text(), control(pane, RATE).text()) == ("1", "0.01")


def test_the_second_convolution_comes_and_goes(session, pane, qtbot):
    second = control(pane, "second_conv")
    assert not second.isVisible()
    type_into(qtbot, pane, LAYERS, "2")
    assert second.isVisible()
    type_into(qtbot, pane, "network_convs_1_channels", "8")
    assert [conv.channels for conv in network(session).convs] == [30, 8]
    type_into(qtbot, pane, "network_convs_1_kernel_size", "xyz")
    type_into(qtbot, pane, LAYERS, "1")
    assert not second.isVisible()
    assert pane.valid  # what is out of sight is not in the way
    assert len(network(session).convs) == 1


# --- fields without effect --------------------------------------------------------------------------------


def off(pane: ModelPane) -> set[str]:
    names = (
        K, DENSITY, BATCH, "network_convs_0_activation", "network_hidden_density", "network_hidden_activation",
        "network_hidden_k", "network_local", "network_k_inference_factor", "network_boost_strength",
        "network_boost_strength_factor", "network_duty_cycle_period", "network_normalize_weights",
        "training_learning_rate_factor", RATE,
    )  # fmt: skip
    return {name for name in names if not control(pane, name).isEnabled()}


def test_fields_without_effect_are_off_and_say_why(session, pane, qtbot):
    assert off(pane) == {"network_hidden_k", "network_boost_strength_factor"}
    assert row(pane, "network_boost_strength_factor").reason.text() == "No effect: the boost strength is 0."
    configure(session, {"k_winners": False})
    winners = {
        K,
        "network_convs_0_activation",
        "network_hidden_k",
        "network_local",
        "network_k_inference_factor",
    }
    boosting = {"network_boost_strength", "network_boost_strength_factor", "network_duty_cycle_period"}
    assert off(pane) == winners | boosting
    assert row(pane, K).toolTip().startswith("No effect: k-winners are off.")
    configure(session, {"k_winners": True, "sparse_conv": False, "sparse_linear": False})
    assert {DENSITY, "network_hidden_density", "network_normalize_weights"} < off(pane)
    configure(session, {"boost_strength": 1.0}, epochs=1)
    assert "network_boost_strength_factor" not in off(pane)
    assert "training_learning_rate_factor" in off(pane)


def test_open_epochs_mean_what_the_data_set_suggests(session, pane):
    assert "training_learning_rate_factor" not in off(pane)
    pane.set_suggested_epochs(1)
    assert "training_learning_rate_factor" in off(pane)
    assert row(pane, "training_learning_rate_factor").reason.text() == "No effect: there is only one epoch."


def test_a_wrong_value_stays_correctable_when_its_switch_goes_off(session, pane, qtbot):
    type_into(qtbot, pane, K, "-5")
    qtbot.mouseClick(control(pane, "k_winners_switch"), Qt.MouseButton.LeftButton)
    assert control(pane, K).isEnabled()
    assert not pane.valid
    type_into(qtbot, pane, K, "5")
    assert pane.valid
    assert not control(pane, K).isEnabled()


def test_a_trained_variant_is_copied_only_for_a_change_that_has_an_effect(session):
    dense = session.add(presets()["dense"].variant)
    pretend_trained(session)
    configure(session, {"convs": (dataclasses.replace(network(session).convs[0], k=7),)})
    assert session.selected is dense
    assert len(session.items) == 2
    assert network(session).convs[0].k == 7
    configure(session, {"k_winners": True})
    assert len(session.items) == 3
    assert session.selected is not dense
    assert not dense.variant.network.k_winners


def test_one_epoch_on_one_data_set_may_be_several_on_another(session):
    session.set_dataset("mnist")  # which suggests one epoch
    pretend_trained(session)
    configure(session, learning_rate_factor=0.5)
    assert len(session.items) == 1
    session.start_record(Place(session.selected_id, "digits", 0)).history = History(
        steps=10
    )  # and this one thirty
    configure(session, learning_rate_factor=0.25)
    assert len(session.items) == 2


def test_an_untrained_variant_is_never_copied(session):
    configure(session, {"k_winners": False})
    assert len(session.items) == 1


def test_a_configured_name_is_kept(session, pane, qtbot):
    session.add(Variant("Other"))
    type_into(qtbot, pane, RATE, "0.5")
    assert session.selected.variant.name == "Other"


# --- what is in sight -------------------------------------------------------------------------------------


def in_sight(pane: ModelPane, widget: QWidget) -> bool:
    viewport = pane.findChild(QScrollArea).viewport()
    place = QRect(widget.mapTo(viewport, QPoint()), widget.size())
    return widget.isVisible() and viewport.rect().contains(place)


def test_a_wrong_value_that_is_out_of_sight_is_brought_back(session, pane, qtbot):
    pane.resize(320, 420)
    name = "network_duty_cycle_period"
    type_into(qtbot, pane, name, "abc")
    pane.findChild(QScrollArea).verticalScrollBar().setValue(0)
    assert not in_sight(pane, row(pane, name))
    qtbot.mouseClick(control(pane, "sparse_conv_switch"), Qt.MouseButton.LeftButton)
    assert in_sight(pane, row(pane, name))


def test_the_second_blocks_heading_comes_and_goes_with_it(session, pane, qtbot):
    def headings() -> list[str]:
        return [label.text() for label in pane.findChildren(QLabel) if label.isVisible()]

    assert "Second convolution" not in headings()
    type_into(qtbot, pane, LAYERS, "2")
    assert "Second convolution" in headings()
    type_into(qtbot, pane, LAYERS, "1")
    assert "Second convolution" not in headings()


def test_without_a_variant_there_is_a_sentence_in_the_place_of_the_form(session, pane):
    sentence = "Select a variant, or add one, to see and change its network."

    def said() -> bool:
        return any(label.text() == sentence and label.isVisible() for label in pane.findChildren(QLabel))

    assert not said()
    session.remove(session.selected_id)
    assert said()
    assert not control(pane, RATE).isVisible()
    session.undo_remove()
    assert not said()
    assert control(pane, RATE).isVisible()


def test_what_is_wrong_is_red_at_the_foot(session, pane, qtbot):
    def red() -> bool:
        image = pane.findChild(QLabel, "cost_label").grab().toImage()
        colors = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
        return any(QColor(one).red() - max(QColor(one).green(), QColor(one).blue()) > 100 for one in colors)

    assert not red()
    box = type_into(qtbot, pane, RATE, "abc")
    assert red()
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert not red()


# --- controls ---------------------------------------------------------------------------------------------


def test_controls_are_a_part_of_the_form_and_reach_network_and_training(session, pane, qtbot):
    assert "Controls" in {label.text() for label in pane.findChildren(QLabel)}
    type_into(qtbot, pane, "network_dropout", "0.25")
    type_into(qtbot, pane, "training_weight_decay", "0.00025")
    control(pane, "network_normalization").setCurrentText("layer norm")
    assert (network(session).dropout, network(session).normalization) == (0.25, "layer norm")
    assert training(session).weight_decay == 0.00025
    configure(session, {"centring": "centred"}, activation_l1=0.0003)
    assert control(pane, "network_centring").currentText() == "centred"
    assert control(pane, "training_activation_l1").text() == "0.0003"


def test_how_much_noise_can_be_said_once_there_is_some(session, pane):
    most = control(pane, "training_noise_up_to")
    assert not most.isEnabled()
    control(pane, "training_noise").setCurrentText("gaussian")
    assert most.isEnabled()
    assert training(session).noise == "gaussian"
