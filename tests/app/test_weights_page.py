"""The page of weights: the selected variant's as they are now, or a sentence that says what to do."""

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from sparse_explorer.app.panes.weights_page import WeightsPage
from sparse_explorer.app.session import Session
from sparse_explorer.experiment.inspection_reports import LayerWeights


@pytest.fixture
def page(qtbot: QtBot) -> WeightsPage:
    page = WeightsPage(Session())
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


def test_weights_come_follow_and_go(page: WeightsPage) -> None:
    assert said(page) == ["Train the selected variant to see its weights."]
    for count in (30, 8):
        page.set_weights(weights(count))
        assert filters(page) == count
        assert "all 25 weights a filter" in said(page)
    page.set_weights(())
    assert filters(page) is None
    assert said(page) == ["Train the selected variant to see its weights."]


def test_out_of_sight_weights_wait(page: WeightsPage) -> None:
    page.set_weights(weights(30))
    page.set_in_sight(False)
    page.set_weights(weights(8))
    assert filters(page) == 30
    page.set_in_sight(True)
    assert filters(page) == 8
