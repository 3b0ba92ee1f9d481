"""One unit of a network: where it looks, its weights, how often it is active, and what noise makes of it."""

import numpy as np
import pytest
import torch

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.inspection import FLIP_LEVELS, DigitInspector
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.inspection_reports import UnitPlace, UnitReport, UnitUse
from sparse_explorer.experiment.results.interventions import RANDOM_WINNERS, Intervention
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.nn.sparse_weights import parameters_of

CONVS = (ConvConfig(channels=4, k=60), ConvConfig(channels=6, kernel_size=3, k=20))
CONFIGS = {
    "winners": NetworkConfig(convs=CONVS, hidden=HiddenConfig(units=20, k=5, activation="k-winners")),
    "no activation": NetworkConfig(convs=CONVS[:1], hidden=HiddenConfig(units=20)),
    "dense": NetworkConfig(
        convs=CONVS[:1], hidden=HiddenConfig(units=20), k_winners=False, sparse_conv=False
    ),
}
PLACE = {"index": 2, "convention": "article", "pattern": 5}


@pytest.fixture(scope="module")
def networks() -> dict[str, ExplorerNetwork]:
    return {name: new_network(Variant(name, config), 1).eval() for name, config in CONFIGS.items()}


def report(networks, data: ImageData, name: str, layer: str, number: int, **done) -> UnitReport:
    found = DigitInspector().unit(networks, data, **PLACE, place=UnitPlace(name, layer, number), **done)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "layer", "index", "number"),
    [
        ("winners", "Convolution 1", 0, 4 * 144 - 30),
        ("winners", "Convolution 2", 1, 2 * 25 + 7),
        ("winners", "Hidden layer", 2, 11),
        ("no activation", "Hidden layer", -1, 3),
        ("dense", "Convolution", 0, 200),
    ],
)
def test_its_values_are_those_of_single_looks(networks, few_digits, name, layer, index, number) -> None:
    found = report(networks, few_digits, name, layer, number)
    assert found.percents == FLIP_LEVELS
    inspector = DigitInspector()
    for place in (0, 9, 16):
        seen = inspector.inspect(networks, few_digits, noise=found.percents[place], **PLACE)
        variant = next(each for each in seen.variants if each.variant_id == name)
        activity = variant.hidden if index < 0 else variant.layers[index]
        assert activity is not None
        assert (activity.title, activity.gated) == (layer, found.gated)
        assert found.clean == pytest.approx(float(activity.clean.reshape(-1)[number]), abs=1e-4)
        assert found.values[place] == pytest.approx(float(activity.noisy.reshape(-1)[number]), abs=1e-4)


@pytest.mark.parametrize(("layer", "index"), [("Convolution 1", 0), ("Convolution 2", 1)])
def test_nothing_outside_of_its_field_reaches_it(networks, few_digits, layer, index) -> None:
    network, shape = networks["winners"], ((4, 12, 12), (6, 5, 5))[index]
    number = int(np.ravel_multi_index((1, 2, 3), shape))
    found = report(networks, few_digits, "winners", layer, number)
    image = torch.full((1, 1, 28, 28), 0.5, requires_grad=True)
    x = image
    for block in network.blocks()[: index + 1]:
        x = block.pool(block.conv(x))
    x.flatten()[number].backward()
    assert image.grad is not None
    rows, columns = np.nonzero(image.grad[0, 0].numpy())
    top, left, height, width = found.field
    assert len(rows)
    assert top <= rows.min() and rows.max() < top + height
    assert left <= columns.min() and columns.max() < left + width


def test_its_weights_are_its_filters_or_its_inputs_map_by_map(networks, few_digits) -> None:
    second = networks["winners"].blocks()[1].conv
    found = report(networks, few_digits, "winners", "Convolution 2", 2 * 25 + 7)
    assert (found.weights.values == parameters_of(second)[0][2].detach().numpy()).all()
    assert (found.weights.zero == second.zero_mask[2].numpy()).all()
    assert found.weights.zero.any()
    hidden = networks["winners"].hidden
    found = report(networks, few_digits, "winners", "Hidden layer", 11)
    assert found.weights.values.shape == (6, 5, 5)
    assert (found.weights.values.ravel() == parameters_of(hidden)[0][11].detach().numpy()).all()
    assert not report(networks, few_digits, "dense", "Convolution", 3).weights.zero.any()


def test_how_often_it_is_active_among_the_units_of_its_layer(networks, few_digits) -> None:
    cycle = networks["winners"].blocks()[0].activation.duty_cycle
    before = cycle.clone()
    try:
        cycle.copy_(torch.tensor([0.1, 0.4, 0.2, 0.3]).view(cycle.shape))
        use = report(networks, few_digits, "winners", "Convolution 1", 2 * 144).use
    finally:
        cycle.copy_(before)
    assert use is not None and use.target == pytest.approx(60 / 576)
    assert (use.share, use.rank, use.images) == (pytest.approx(0.2), 3, 0)
    use = report(networks, few_digits, "dense", "Convolution", 200).use
    assert use is not None and use.target is None
    images = few_digits.normalized(few_digits.test_images)
    active = networks["dense"].activities(images)[0][0].flatten(1)[:, 200] > 0
    assert use.share == pytest.approx(float(active.float().mean()))
    assert len(use.shares) == 4 * 144
    assert report(networks, few_digits, "no activation", "Hidden layer", 3).use is None


def test_equal_units_share_the_better_place() -> None:
    assert UnitUse(0.3, np.array([0.5, 0.3, 0.3, 0.1], np.float32), None, 1).rank == 2


def test_an_intervention_counts(networks, few_digits) -> None:
    done = {"interventions": {"winners": Intervention(RANDOM_WINNERS)}}
    found = report(networks, few_digits, "winners", "Convolution 1", 7, **done)
    assert found.intervened
    assert not report(networks, few_digits, "winners", "Convolution 1", 7).intervened
    seen = DigitInspector().inspect(networks, few_digits, noise=45, **PLACE, **done)
    assert found.values[9] == pytest.approx(
        float(seen.intervened[0].layers[0].noisy.reshape(-1)[7]), abs=1e-4
    )


@pytest.mark.parametrize(
    "place",
    [
        UnitPlace("gone", "Convolution", 0),
        UnitPlace("dense", "Convolution 7", 0),
        UnitPlace("dense", "Convolution", 9999),
    ],
)
def test_a_unit_that_is_not_there_is_nothing(networks, few_digits, place) -> None:
    assert DigitInspector().unit(networks, few_digits, **PLACE, place=place) is None


@pytest.mark.parametrize("convention", ["fgsm", "weights"])
def test_also_where_the_noise_is_made_for_the_network(networks, few_digits, convention) -> None:
    place = {**PLACE, "convention": convention}
    inspector = DigitInspector()
    asked = {"dense": networks["dense"]}
    found = inspector.unit(asked, few_digits, **place, place=UnitPlace("dense", "Hidden layer", 1))
    assert found is not None
    seen = inspector.inspect(asked, few_digits, noise=found.percents[3], **place)
    hidden = seen.variants[0].hidden
    assert hidden is not None
    assert found.values[3] == pytest.approx(float(hidden.noisy.reshape(-1)[1]), abs=1e-4)
