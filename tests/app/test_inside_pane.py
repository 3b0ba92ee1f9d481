"""The pages about the inside of a variant: one in sight, and the boosting page follows session and user."""

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QSlider, QToolButton
from pytestqt.qtbot import QtBot

from sparse_explorer.app.language.glossary import tip
from sparse_explorer.app.language.intervention_texts import intervention_text
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.app.panes.inside import InsidePane
from sparse_explorer.app.qt import theme
from sparse_explorer.app.stages.slot import Slot
from sparse_explorer.app.widgets.activation_view import ActivationView
from sparse_explorer.app.widgets.duty_cycle_plot import DutyCyclePlot
from sparse_explorer.app.widgets.evenness_line import EvennessLine
from sparse_explorer.app.widgets.still_label import StillLabel
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.inspection_reports import Inspection, LayerActivity, VariantInspection
from sparse_explorer.experiment.results.interventions import RANDOM_WINNERS, Intervention
from sparse_explorer.experiment.results.reports import LayerDutyCycles, TrainingReport

EPOCHS = 5


@pytest.fixture
def session() -> Session:
    session = Session()
    for preset in ("dense", "sparse", "sparse-cnn-1"):
        variant = presets()[preset].variant
        session.add(
            dataclasses.replace(variant, training=dataclasses.replace(variant.training, epochs=EPOCHS))
        )
    return session


@pytest.fixture
def pane(session: Session, qtbot: QtBot) -> InsidePane:
    pane = InsidePane(session)
    qtbot.addWidget(pane)
    pane.resize(380, 260)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


@pytest.fixture
def boosting(pane: InsidePane) -> InsidePane:
    pane.turn_to(pane.boosting)
    return pane


def layers(epoch: int, hidden: bool) -> tuple[LayerDutyCycles, ...]:
    """Duty cycles that tell epochs apart: as many filters as the epoch's number are in use."""
    shares = tuple(0.1 if unit < epoch else 0.0 for unit in range(30))
    found = [LayerDutyCycles("conv 1", 4320, 432, 200.0 * epoch, 2000.0, shares)]
    if hidden:
        found.append(LayerDutyCycles("hidden", 150, 50, 100.0, 137.7, (1 / 3,) * 150))
    return tuple(found)


def train(session: Session, place: int, *epochs: int) -> None:
    item = session.items[place]
    for epoch in epochs:
        found = layers(epoch, hidden=place == 2) if place else ()
        report = TrainingReport(epoch, EPOCHS, 10 * epoch, 10 * EPOCHS, (0.5,) * 10, 90.0, 100.0, 91.0, found)
        session.add_training(Place(item.id, session.dataset, 0), report)


def select(session: Session, place: int) -> None:
    session.select(session.items[place].id)


def in_use(pane: InsidePane) -> float | None:
    """How many filters are in use in the histogram that is shown."""
    shown = pane.findChild(DutyCyclePlot, "duty_cycle_view").shown
    return sum(shown.counted.counts[1:]) if shown else None


def sentence(pane: InsidePane) -> str:
    return pane.findChild(DutyCyclePlot, "duty_cycle_view").findChild(QLabel).text()


def slider(pane: InsidePane) -> QSlider:
    return pane.findChild(QSlider, "epoch_slider")


def text(pane: InsidePane, name: str) -> str:
    return pane.findChild(StillLabel, name).text()


def test_a_tab_turns_to_its_page(pane: InsidePane, qtbot: QtBot) -> None:
    for name, view in (
        ("weights_tab", "weight_view"),
        ("boosting_tab", "duty_cycle_view"),
        ("activations_tab", "activation_view"),
    ):
        qtbot.mouseClick(pane.findChild(QToolButton, name), Qt.MouseButton.LeftButton)
        views = ("activation_view", "weight_view", "duty_cycle_view")
        assert [other for other in views if pane.findChild(object, other).isVisible()] == [view]
        assert pane.findChild(StillLabel, "overlap_label").isVisible() == (name == "activations_tab")


def inspection(session: Session) -> Inspection:
    clean = np.ones((2, 3, 3), np.float32)
    layer = LayerActivity("Convolution", True, clean, clean)
    ten = np.full(10, 0.1, np.float32)
    seen = tuple(VariantInspection(item.id, ten, ten, (layer,)) for item in session.items)
    digit = np.zeros((28, 28), np.float32)
    return Inspection(1, 0, 7, 50, digit, digit, seen)


def test_a_page_that_is_not_in_sight_does_nothing_until_it_is(
    pane: InsidePane, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[object] = []
    real = ActivationView.set_activity
    monkeypatch.setattr(ActivationView, "set_activity", lambda *given: (calls.append(given), real(*given))[1])
    pane.turn_to(pane.boosting)
    pane.activations.set_inspection(inspection(session))
    train(session, 2, 1)
    assert in_use(pane) == 1
    assert calls == []
    pane.turn_to(pane.activations)
    assert len(calls) == 1
    assert text(pane, "overlap_label") == "Sparse CNN-1: 1.00 in common"
    train(session, 2, 2)
    assert in_use(pane) == 1
    pane.turn_to(pane.boosting)
    assert in_use(pane) == 2


def test_training_is_followed_until_the_user_goes_back(boosting: InsidePane, session: Session, qtbot: QtBot):
    train(session, 2, 1)
    assert not slider(boosting).isVisible()
    train(session, 2, 2, 3)
    assert in_use(boosting) == 3
    assert text(boosting, "epoch_label") == "after epoch 3 of 5"
    assert text(boosting, "entropy_label") == "entropy 600 of at most 2,000 bits, 30 %"
    slider(boosting).setFocus()
    qtbot.keyClick(slider(boosting), Qt.Key.Key_Left)
    assert in_use(boosting) == 2
    train(session, 2, 4)
    assert in_use(boosting) == 2
    assert text(boosting, "epoch_label") == "after epoch 2 of 5"
    qtbot.keyClick(slider(boosting), Qt.Key.Key_End)
    assert in_use(boosting) == 4
    train(session, 2, 5)
    assert in_use(boosting) == 5


def test_the_axes_stand_still_from_epoch_to_epoch(boosting: InsidePane, session: Session) -> None:
    train(session, 2, 1, 2, 5)
    plot = boosting.findChild(DutyCyclePlot, "duty_cycle_view")
    before = plot.view.viewRange()
    slider(boosting).setValue(0)
    assert plot.view.viewRange() == before
    assert text(boosting, "epoch_label") == "after epoch 1 of 5"


def test_another_variant_is_shown_at_once_after_the_same_epoch(
    boosting: InsidePane, session: Session
) -> None:
    train(session, 2, 1, 2, 3)
    train(session, 1, 1, 2)
    slider(boosting).setValue(0)
    select(session, 1)
    assert in_use(boosting) == 1
    plot = boosting.findChild(DutyCyclePlot, "duty_cycle_view")
    assert plot.shown.color_index == session.items[1].color
    session.recolor(session.items[1].id, 5)
    assert plot.shown.color_index == 5
    select(session, 2)
    slider(boosting).setValue(1)
    select(session, 1)  # which did not come beyond that epoch, and so is followed
    train(session, 1, 3)
    assert in_use(boosting) == 3


def test_layers_can_be_chosen_where_there_are_several(boosting: InsidePane, session: Session) -> None:
    train(session, 2, 1, 2)
    train(session, 1, 1, 2)
    combo = boosting.findChild(QComboBox, "boosting_layer_combo")
    assert [combo.itemText(index) for index in range(combo.count())] == ["Convolution", "Hidden layer"]
    combo.setCurrentIndex(1)
    combo.activated.emit(1)
    assert text(boosting, "entropy_label") == "entropy 100 of at most 138 bits, 73 %"
    select(session, 1)
    assert not combo.isVisible()
    assert in_use(boosting) == 2
    select(session, 2)
    assert combo.currentIndex() == 1


def test_what_is_missing_is_said_in_a_sentence(boosting: InsidePane, session: Session) -> None:
    assert sentence(boosting).startswith("Train the selected variant")
    select(session, 0)
    assert "has no k-winners" in sentence(boosting)
    train(session, 0, 1)
    assert "has no k-winners" in sentence(boosting)
    select(session, 1)
    item = session.items[1]
    session.add_training(Place(item.id, "digits", 0), TrainingReport(1, 5, 10, 50, (0.5,) * 10, 50.0, 9.0))
    assert "first epoch is under way" in sentence(boosting)
    session.set_history(Place(item.id, "digits", 0), History(50, 50, [], [(50, 91.0)]))
    assert sentence(boosting) == "Loading Sparse …"
    session.set_history(Place(item.id, "digits", 0), History(50, 50, [0.5] * 50, [(50, 91.0)]))
    assert "earlier version" in sentence(boosting)
    assert in_use(boosting) is None
    while session.items:
        session.remove(session.items[0].id)
    assert sentence(boosting) == "No variant is selected."


def test_each_data_set_has_its_own(boosting: InsidePane, session: Session) -> None:
    train(session, 2, 1, 2)
    session.set_dataset("mnist")
    assert in_use(boosting) is None
    session.set_dataset("digits")
    assert in_use(boosting) == 2


def test_a_low_page_leaves_out_line_and_explanation(boosting: InsidePane, session: Session) -> None:
    train(session, 2, 1, 2)
    caption = next(label for label in boosting.findChildren(QLabel) if "duty cycle" in label.text())
    assert not caption.isVisible()
    boosting.resize(380, 500)
    assert caption.isVisible()
    assert caption.text() == boosting.findChild(QToolButton, "boosting_tab").toolTip()


def test_the_pane_asks_for_little(boosting: InsidePane) -> None:
    hint = boosting.minimumSizeHint()
    assert hint.width() <= 380
    assert hint.height() <= 260


def test_the_page_that_is_turned_to_has_its_tab_marked(pane: InsidePane) -> None:
    def marked() -> list[str]:
        return [tab.objectName() for tab in pane.findChildren(QToolButton) if tab.isChecked() and tab.text()]

    assert marked() == ["activations_tab"]
    for page, name in ((pane.boosting, "boosting_tab"), (pane.theory, "theory_tab")):
        pane.turn_to(page)
        assert marked() == [name]


def test_words_and_bars_are_of_the_chosen_epoch(boosting: InsidePane, session: Session) -> None:
    train(session, 2, 1, 2, 3)
    slider(boosting).setValue(0)
    assert in_use(boosting) == 1
    assert text(boosting, "entropy_label") == "entropy 200 of at most 2,000 bits, 10 %"
    label = boosting.findChild(StillLabel, "entropy_label")
    assert label.toolTip() == tip("entropy")


def test_filters_and_units_are_told_apart_with_the_even_use_of_each(
    boosting: InsidePane, session: Session
) -> None:
    train(session, 2, 1, 2)
    plot = boosting.findChild(DutyCyclePlot, "duty_cycle_view")
    combo = boosting.findChild(QComboBox, "boosting_layer_combo")
    seen = []
    for row in range(2):
        combo.setCurrentIndex(row)
        combo.activated.emit(row)
        seen.append((plot.getAxis("left").labelText, plot._label.toPlainText()))
    assert seen == [("filters", "even use 10.0 %"), ("units", "even use 33.3 %")]


def test_the_line_of_evenness_marks_the_chosen_epoch_in_the_variants_colour(
    boosting: InsidePane, session: Session
) -> None:
    train(session, 2, 1, 2, 3)
    line = boosting.findChild(EvennessLine)
    boosting.resize(380, 220)
    assert not line.isVisible()
    boosting.resize(380, 500)
    assert line.isVisible()
    for place in (2, 0, 1):
        slider(boosting).setValue(place)
        image = line.grab().toImage()
        beside = [point.toPoint() + QPoint(0, 2) for point in line.points()]  # on the dot, not on the line
        found = [image.pixelColor(at).name() == theme.LIGHT.variants[2] for at in beside]
        assert found == [number == place for number in range(3)]
    session.recolor(session.items[2].id, 4)
    middle = line.points()[1].toPoint() + QPoint(0, 2)
    assert line.grab().toImage().pixelColor(middle).name() == theme.LIGHT.variants[4]


def test_activations_are_those_of_the_lane_while_something_is_done_to_the_network(
    pane: InsidePane, session: Session
) -> None:
    session.interventions.set(session.selected_id, Intervention(RANDOM_WINNERS))
    seen = inspection(session)
    as_it_is = next(each for each in seen.variants if each.variant_id == session.selected_id)
    noisy = as_it_is.layers[0].clean.copy()
    noisy[0] = 0  # half of them
    layer = dataclasses.replace(as_it_is.layers[0], noisy=noisy)
    altered = dataclasses.replace(as_it_is, layers=(layer,))
    pane.activations.set_inspection(dataclasses.replace(seen, intervened=(altered,)))
    assert text(pane, "overlap_label") == "Sparse CNN-1: 0.50 in common"
    assert (
        intervention_text(Intervention(RANDOM_WINNERS))
        in pane.findChild(StillLabel, "overlap_label").toolTip()
    )
    session.interventions.set(session.selected_id, None)
    pane.activations.set_inspection(seen)
    assert text(pane, "overlap_label") == "Sparse CNN-1: 1.00 in common"
    assert (
        pane.findChild(StillLabel, "overlap_label").toolTip()
        == "1.00 of winners in common with the clean digit"
    )


def test_no_page_is_scrolled_where_all_of_it_fits(session: Session, qtbot: QtBot) -> None:
    """The explanation under one page likes many lines, and pictures like to be large."""
    pane, slot = InsidePane(session), Slot()
    qtbot.addWidget(slot)
    slot.put(pane)
    slot.resize(460, 471)
    slot.show()
    qtbot.waitExposed(slot)
    for page in (pane.activations, pane.weights, pane.boosting, pane.theory, pane.activations):
        pane.turn_to(page)
        for _ in range(3):
            QApplication.processEvents()
        assert pane.minimumSizeHint().height() < slot.height()
        assert slot.verticalScrollBar().maximum() == 0
