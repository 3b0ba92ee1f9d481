"""The model pane: what is not allowed is said in place, and what is off does not read as a fact."""

import dataclasses

import pytest

from sparse_explorer.app.model_draft import LAYERS
from sparse_explorer.app.panes.model import ModelPane
from sparse_explorer.app.session import Session
from sparse_explorer.experiment.presets import presets


@pytest.fixture
def session() -> Session:
    made = Session()
    made.add(presets()["sparse"].variant)
    return made


@pytest.fixture
def pane(session, qtbot) -> ModelPane:
    made = ModelPane(session)
    qtbot.addWidget(made)
    return made


def layers_row(pane: ModelPane):
    return next(form.row(LAYERS) for form in pane._forms if LAYERS in form._rows)


def test_too_many_layers_are_marked_and_nothing_else_changes(session, pane):
    before = session.selected.variant
    row = layers_row(pane)
    row.control.setValue(9)
    assert "allowed is 1 ... 2" in row.reason.text()
    assert row.control.value() == 9
    assert not pane.valid
    assert session.selected.variant == before
    row.control.setValue(2)
    assert pane.valid
    assert not row.has_problem
    assert len(session.selected.variant.network.convs) == 2


def test_choosing_another_variant_forgets_what_was_not_allowed(session, pane):
    layers_row(pane).control.setValue(9)
    session.add(presets()["dense"].variant)
    assert pane.valid
    assert layers_row(pane).control.value() == 1


def test_a_part_that_is_off_says_so(session, pane):
    network = session.selected.variant.network
    shown = {name: row._subtitle.text() for name, row in pane._switches.items()}
    assert not any(text.startswith("off") for text in shown.values())
    off = dataclasses.replace(network, sparse_conv=False, k_winners=False, sparse_linear=False)
    session.configure(session.selected_id, off, session.selected.variant.training)
    assert all(row._subtitle.text().startswith("off") for row in pane._switches.values())
