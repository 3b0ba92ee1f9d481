"""The plain layers in the style of nupic.torch against the slow reference, so that they can be trusted too."""

import pytest
import torch
from torch import nn

from reference.k_winners import reference_duty_cycle, reference_kwinners, reference_kwinners2d
from reference.nupic_style import SparseCNN2, SparseLayer, Winners


def test_winners_are_the_reference_winners(generator: torch.Generator) -> None:
    layer = Winners((8,), 3, boost_strength=1.5)
    duty, seen = torch.zeros(8), 0
    for _ in range(4):
        x = torch.randn(6, 8, generator=generator)
        expected = reference_kwinners(x, duty, 3, 1.5)
        assert torch.equal(layer(x), expected)
        duty, seen = reference_duty_cycle(duty, seen, expected, 1000)
        torch.testing.assert_close(layer.duty_cycle, duty)


def test_winners_of_maps_are_the_reference_winners(generator: torch.Generator) -> None:
    layer = Winners((1, 3, 1, 1), 5, boost_strength=1.5)
    duty, seen = torch.zeros(1, 3, 1, 1), 0
    for _ in range(3):
        x = torch.randn(4, 3, 4, 4, generator=generator)
        expected = reference_kwinners2d(x, duty, 5, 1.5, local=False)
        assert torch.equal(layer(x), expected)
        duty, seen = reference_duty_cycle(duty, seen, expected, 1000)
        torch.testing.assert_close(layer.duty_cycle, duty)


def test_more_win_in_evaluation_and_nothing_is_counted(generator: torch.Generator) -> None:
    layer = Winners((8,), 2, boost_strength=0.0).eval()
    assert (layer(torch.randn(5, 8, generator=generator)) != 0).sum(1).tolist() == [3] * 5
    assert layer.learning_iterations == 0 and not layer.duty_cycle.any()


@pytest.mark.parametrize("training", [True, False])
def test_masked_weights_are_set_to_zero_in_training(training: bool) -> None:
    mask = torch.tensor([[True, False], [False, True]])
    layer = SparseLayer(nn.Linear(2, 2), mask).train(training)
    layer.module.weight.data.fill_(1.0)
    layer(torch.ones(1, 2))
    assert (layer.module.weight[mask] == 0).all() == training


def test_the_network_keeps_as_many_units_as_the_paper_says(generator: torch.Generator) -> None:
    mask = torch.rand(700, 1024, generator=generator) < 0.7
    network = SparseCNN2(mask)
    active: dict[str, set[int]] = {}
    for name in ("winners1", "winners2", "hidden_winners"):
        getattr(network, name).register_forward_hook(
            lambda module, inputs, output, name=name: active.__setitem__(
                name, {int(row.count_nonzero()) for row in output}
            )
        )
    assert network(torch.randn(3, 1, 28, 28, generator=generator)).shape == (3, 10)
    assert active == {"winners1": {400}, "winners2": {300}, "hidden_winners": {100}}
