"""The page of activities: which layer is shown, what is said beside the tabs, and that it follows the user's choice."""

import dataclasses

import fabricated
import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.activations_page import ActivationsPage
from sparse_explorer.app.widgets.activation_view import ActivationView
from sparse_explorer.app.widgets.still_label import StillLabel
from sparse_explorer.experiment.results.inspection_reports import Inspection, LayerActivity


@pytest.fixture
def session() -> Session:
    return fabricated.session("Dense", "Sparse", "New", starts=(94.0, 96.0), digits=10)


@pytest.fixture
def page(session: Session, qtbot: QtBot) -> ActivationsPage:
    page = ActivationsPage(session)
    for widget in (page, page.controls):
        qtbot.addWidget(widget)
    page.resize(380, 260)
    page.show()
    page.controls.show()
    page.set_in_sight(True)
    return page


def found(session: Session) -> Inspection:
    """One layer of the first variant, two of the second; nothing of the third."""
    made = fabricated.inspection(session, clean=(3, 3), noisy=(3, 3))
    dense, sparse = made.variants
    units = np.ones((1, 1, 20), np.float32)
    half = np.where(np.arange(20) < 10, units, 0)
    layers = (*sparse.layers, LayerActivity("Hidden layer", True, units, half))
    return dataclasses.replace(made, variants=(dense, dataclasses.replace(sparse, layers=layers)))


def layer(page: ActivationsPage) -> str:
    return page.findChild(ActivationView).accessibleName()


def overlap(page: ActivationsPage) -> StillLabel:
    return page.controls.findChild(StillLabel, "overlap_label")


def combo(page: ActivationsPage) -> QComboBox:
    return page.controls.findChild(QComboBox, "layer_combo")


def choose(page: ActivationsPage, index: int) -> None:
    combo(page).setCurrentIndex(index)
    combo(page).activated.emit(index)


def test_the_only_layer_is_named_by_its_variant_and_says_what_is_in_common(page, session) -> None:
    page.set_inspection(found(session))
    assert not combo(page).isVisible()
    assert overlap(page).text() == "Dense: 0.55 in common"
    assert overlap(page).toolTip() == "0.55 of winners in common with the clean digit"


def test_one_of_several_layers_is_chosen_and_stays_chosen(page, session) -> None:
    dense, sparse, _ = (item.id for item in session.items)
    page.set_inspection(found(session))
    session.select(sparse)
    assert combo(page).isVisible()
    assert [combo(page).itemText(row) for row in range(combo(page).count())] == [
        "Convolution 1", "Hidden layer",
    ]  # fmt: skip
    assert (layer(page), overlap(page).text()) == ("Convolution 1", "0.55 in common")
    choose(page, 1)
    assert (layer(page), overlap(page).text()) == ("Hidden layer", "0.50 in common")
    assert overlap(page).toolTip() == "0.50 of winners in common with the clean digit"
    session.select(dense)  # which has one layer
    assert (layer(page), overlap(page).text()) == ("Convolution 1", "Dense: 0.55 in common")
    session.select(sparse)
    assert (layer(page), combo(page).currentText()) == ("Hidden layer", "Hidden layer")
    choose(page, 0)
    assert layer(page) == "Convolution 1"


def test_an_untrained_variant_says_what_to_do(page, session) -> None:
    page.set_inspection(found(session))
    session.select(session.items[2].id)
    view = page.findChild(ActivationView)
    assert view.accessibleDescription() == (
        "Train the selected variant to see which of its units win, and which survive noise."
    )
    assert (overlap(page).text(), overlap(page).toolTip()) == ("New", "")
    assert not combo(page).isVisible()
    session.select(session.items[0].id)
    assert overlap(page).text() == "Dense: 0.55 in common"
