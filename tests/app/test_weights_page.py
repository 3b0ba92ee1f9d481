"""The page of weights: the selected variant's as they are now, or a sentence that says what to do."""

import fabricated
import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.weights_page import WeightsPage
from sparse_explorer.experiment.results.inspection_reports import LayerWeights


@pytest.fixture
def session() -> Session:
    return fabricated.session("Dense", "Sparse")


@pytest.fixture
def page(session: Session, qtbot: QtBot) -> WeightsPage:
    page = WeightsPage(session)
    qtbot.addWidget(page)
    page.resize(380, 260)
    page.show()
    page.set_in_sight(True)
    return page


def weights(filters: int) -> tuple[LayerWeights, ...]:
    values = np.ones((filters, 5, 5), np.float32)
    return (LayerWeights("Convolution", values, np.zeros(values.shape, bool)),)


def said(page: WeightsPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def filters(page: WeightsPage) -> int | None:
    layer = page._view.shown_layer()
    return None if layer is None else len(layer.values)


def hand_over(page: WeightsPage, session: Session, layers: tuple[LayerWeights, ...]) -> None:
    page.set_weights(session.selected_id, session.dataset, layers)


UNTRAINED = ["Train the selected variant to see its weights."]


def test_weights_come_follow_and_go(page: WeightsPage, session: Session) -> None:
    assert said(page) == UNTRAINED
    for count in (30, 8):
        hand_over(page, session, weights(count))
        assert filters(page) == count
        assert "all 25 weights a filter" in said(page)
    hand_over(page, session, ())
    assert filters(page) is None
    assert said(page) == UNTRAINED


def test_weights_are_shown_while_they_are_the_selected_variants(page: WeightsPage, session: Session) -> None:
    dense, sparse = (item.id for item in session.items)
    hand_over(page, session, weights(30))
    session.select(sparse)
    assert (filters(page), said(page)) == (None, UNTRAINED)
    session.select(dense)
    assert filters(page) == 30
    session.set_dataset("mnist")
    session.select(sparse)
    session.select(dense)
    assert filters(page) is None


def test_out_of_sight_weights_wait(page: WeightsPage, session: Session) -> None:
    hand_over(page, session, weights(30))
    page.set_in_sight(False)
    hand_over(page, session, weights(8))
    assert filters(page) == 30
    page.set_in_sight(True)
    assert filters(page) == 8
