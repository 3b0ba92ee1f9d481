"""The page that lays the theory beside a measured overlap."""

import dataclasses

import numpy as np
import pytest

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.theory_page import TheoryPage
from sparse_explorer.app.widgets.theory_plot import TheoryPlot
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.results.inspection_reports import Inspection, LayerActivity, VariantInspection
from sparse_explorer.experiment.results.theory import log10_chance


@pytest.fixture
def session(qapp) -> Session:
    session = Session()
    session.add(presets()["dense"].variant)
    session.add(presets()["sparse"].variant)
    return session


@pytest.fixture
def page(session: Session, qtbot) -> TheoryPage:
    page = TheoryPage(session)
    qtbot.addWidget(page)
    page.resize(330, 220)
    page.show()
    page.set_in_sight(True)
    return page


def layer(title: str, n: int, k: int, kept: int, sparse: bool = True) -> LayerActivity:
    clean, noisy = np.zeros((2, 1, 1, n), np.float32)
    clean[..., :k] = 1
    noisy[..., k - kept : 2 * k - kept] = -1  # what is not zero is active
    return LayerActivity(title, sparse, clean, noisy)


def inspection(session: Session, *layers: LayerActivity, noise: int = 60, place: int = -1) -> Inspection:
    empty = np.zeros((28, 28), np.float32)
    ten = np.full(10, 0.1, np.float32)
    found = VariantInspection(session.items[place].id, ten, ten, layers)
    return Inspection(0, 0, 3, noise, empty, empty, (found,))


def test_what_survives_stands_beside_what_chance_would_do(page, session) -> None:
    page.set_inspection(inspection(session, layer("Convolution", 4320, 100, 71)))
    assert page.words() == (
        "71 % of winners survive 60 % noise; a random pattern would with probability 10⁻¹⁰⁶"
    )
    (shown,) = page.plot._layers
    assert (shown.n, shown.k, shown.kept) == (4320, 100, 71)
    assert shown.log10_probability == log10_chance(4320, 100, 71)
    assert page.plot.accessibleDescription() == page.words()
    page.set_inspection(inspection(session, layer("Convolution", 4320, 100, 2), noise=90))
    assert page.words() == "2 % of winners survive 90 % noise; a random pattern would with probability 68 %"


def test_layers_without_winners_are_not_marked(page, session) -> None:
    relu = layer("Convolution", 480, 300, 200, sparse=False)
    page.set_inspection(inspection(session, relu, layer("Hidden layer", 300, 50, 30), layer("x", 9, 0, 0)))
    assert [shown.title for shown in page.plot._layers] == ["Hidden layer"]
    assert not page._layers.isVisible()


def test_one_of_several_layers_can_be_chosen_and_stays(page, session) -> None:
    layers = (layer("Convolution 1", 4320, 100, 71), layer("Hidden layer", 300, 50, 30))
    page.set_inspection(inspection(session, *layers))
    assert page._layers.isVisible()
    assert page.words() == "71 % survive 60 % noise; by chance: 10⁻¹⁰⁶"
    page._layers.setCurrentIndex(1)
    page._layers.activated.emit(1)
    assert page.words().startswith("60 % survive 60 % noise")
    assert page.plot._current == 1
    page.set_inspection(inspection(session, *layers, noise=40))
    assert page.words().startswith("60 % survive 40 % noise")


def test_what_is_missing_is_said(page, session) -> None:
    assert page.plot._empty.text().startswith("Train the selected variant")
    session.select(session.items[0].id)
    assert page.plot._empty.text().startswith("Dense has no k-winners")
    relu = layer("Convolution", 480, 300, 200, sparse=False)
    page.set_inspection(inspection(session, relu, place=0))
    assert page.plot._empty.text().startswith("Dense has no k-winners")
    assert page.words() == ""
    session.select(session.items[1].id)
    page.set_inspection(inspection(session, layer("Convolution", 4320, 0, 0)))
    assert page.plot._empty.text().startswith("Nothing is active")
    for item in list(session.items):
        session.remove(item.id)
    assert page.plot._empty.isVisible()


def test_another_variant_and_another_colour_are_shown_at_once(page, session) -> None:
    page.set_inspection(inspection(session, layer("Convolution", 4320, 100, 71)))
    session.recolor(session.items[1].id, 4)
    assert page.plot._color == 4
    session.select(session.items[0].id)
    assert page.plot._layers == ()
    session.select(session.items[1].id)
    assert len(page.plot._layers) == 1


def test_out_of_sight_nothing_is_done_until_it_comes_back(page, session, monkeypatch) -> None:
    calls = []
    real = TheoryPlot.set_layers
    monkeypatch.setattr(TheoryPlot, "set_layers", lambda *given: calls.append(given) or real(*given))
    page.set_in_sight(False)
    page.set_inspection(inspection(session, layer("Convolution", 4320, 100, 71)))
    session.select(session.items[0].id)
    session.select(session.items[1].id)
    assert calls == []
    page.set_in_sight(True)
    assert len(calls) == 1
    assert page.words().startswith("71 %")


def test_a_low_page_has_one_short_line_and_a_high_one_explains(page, session) -> None:
    page.set_inspection(inspection(session, layer("Convolution", 4320, 100, 71)))
    assert page._theory.isVisible()
    assert not page._caption.isVisible()
    page.resize(330, 130)
    assert page._practice.text() == "71 % survive; by chance: 10⁻¹⁰⁶"
    assert not page._theory.isVisible()
    page.resize(330, 400)
    assert page._theory.isVisible()
    assert page._caption.isVisible()


def test_words_fit_into_the_smallest_pane(page, session) -> None:
    layers = (layer("Convolution 1", 4608, 600, 600), layer("Convolution 2", 1024, 450, 300))
    for noise, given in ((100, layers), (100, layers[:1])):
        page.set_inspection(inspection(session, *given, noise=noise))
        page.layout().activate()
        for label in (page._practice, page._theory):
            assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width()


def test_k_in_evaluation_is_what_counts(page, session) -> None:
    """The paper lets more units win in evaluation than in training; what is active is what is measured."""
    network = dataclasses.replace(presets()["sparse"].variant.network, k_inference_factor=1.5)
    session.configure(session.items[1].id, network, session.items[1].variant.training)
    page.set_inspection(inspection(session, layer("Convolution", 4320, 150, 90)))
    assert page.plot._layers[0].k == 150


def test_the_chosen_layer_is_kept_from_variant_to_variant(page, session) -> None:
    session.add(presets()["sparse"].variant)
    first, second = layer("Convolution 1", 4320, 100, 71), layer("Hidden layer", 300, 50, 30)
    found = inspection(session, first, second, place=2)
    other = dataclasses.replace(found.variants[0], variant_id=session.items[1].id, layers=(first,))
    page.set_inspection(dataclasses.replace(found, variants=(other, *found.variants)))
    page._layers.setCurrentIndex(1)
    page._layers.activated.emit(1)
    assert page.words().startswith("60 %")
    session.select(session.items[1].id)
    assert page.words().startswith("71 %")
    session.select(session.items[2].id)
    assert page.words().startswith("60 %")
    assert page._layers.currentText() == "Hidden layer"


def test_the_plot_explains_itself(page) -> None:
    assert page.plot.toolTip() == page.tip
    assert page.tip.startswith("How likely an unrelated pattern is")
