"""Damage hits exactly the share it says, the same at every level and more at higher ones, and leaves nothing behind."""

import contextlib
from collections.abc import Iterator

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from sparse_explorer.experiment.engine.damage import DAMAGES, Damage
from sparse_explorer.experiment.engine.network import ExplorerNetwork, build_network
from sparse_explorer.experiment.engine.seeding import generator
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.nn import frozen

CONFIGS = {
    "dense": NetworkConfig(
        convs=(ConvConfig(channels=4, k=20),),
        hidden=HiddenConfig(units=30),
        k_winners=False,
        sparse_conv=False,
        sparse_linear=False,
    ),
    "sparse": NetworkConfig(
        convs=(ConvConfig(channels=4, k=20, density=0.5),),
        hidden=HiddenConfig(units=30, density=0.5),
        k_winners=True,
        sparse_conv=True,
        sparse_linear=True,
    ),
    "two blocks": NetworkConfig(
        convs=(ConvConfig(channels=4, k=60), ConvConfig(channels=6, k=20)),
        hidden=HiddenConfig(units=30, k=8, activation="k-winners"),
        k_winners=True,
    ),
}


def tiny(name: str = "sparse", seed: int = 1) -> ExplorerNetwork:
    return build_network(blueprint(CONFIGS[name]), generator(seed, "network"))


def damage_of(network: nn.Module, kind: str, seed: int = 3) -> Damage:
    return Damage(network, kind, generator(seed, "damage"))


def layers_of(network: nn.Module) -> Iterator[Tensor]:
    return (module.weight for module in network.modules() if isinstance(module, (nn.Conv2d, nn.Linear)))


def some_images(count: int = 6) -> Tensor:
    return torch.randn(count, 1, 28, 28, generator=torch.Generator().manual_seed(5))


@torch.no_grad()
def answers(network: nn.Module) -> Tensor:
    out: Tensor = network.eval()(some_images())
    return out


@pytest.mark.parametrize("name", CONFIGS)
@pytest.mark.parametrize("level", [0.05, 0.3, 1.0])
def test_each_layer_loses_that_share_of_the_weights_that_are_not_zero(name: str, level: float) -> None:
    network = tiny(name)
    before = [weight.detach().clone() for weight in layers_of(network)]
    with damage_of(network, "weights").at(level):
        after = [weight.detach().clone() for weight in layers_of(network)]
    for old, new in zip(before, after, strict=True):
        there = int((old != 0).sum())
        assert int((new != 0).sum()) == there - int(there * level)
        assert torch.equal(new[new != 0], old[new != 0])


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 50))
def test_weights_that_are_hit_at_a_level_are_hit_at_those_above(one: float, other: float, seed: int) -> None:
    network = nn.Linear(30, 7)
    low, high = sorted((one, other))
    damage = damage_of(network, "weights", seed)
    with damage.at(low):
        fewer = network.weight == 0
    with damage.at(high):
        more = network.weight == 0
    assert not (fewer & ~more).any()


@pytest.mark.parametrize("name", CONFIGS)
@pytest.mark.parametrize("level", [0.1, 0.5, 1.0])
def test_that_share_of_each_layers_units_is_silent_for_all_images(name: str, level: float) -> None:
    """Seen by the layer that they go into, next to what it is shown without damage."""
    network = tiny(name).eval()
    takers = [*network.blocks()[1:], network.hidden, network.output]
    damage = damage_of(network, "units")
    # Weights that stand still are not touched; hooks that were there first are called first, and see nothing of it.
    with frozen(network), damage.at(level):
        silenced: list[Tensor] = []
        hooks = [
            taker.register_forward_pre_hook(lambda _, x: silenced.append(x[0].flatten(1))) for taker in takers
        ]
        network(some_images() + 5)
        for hook in hooks:
            hook.remove()
    for x in silenced:
        active = x.shape[1] - int((x == 0).all(dim=0).sum())
        assert active <= x.shape[1] - int(x.shape[1] * level)
    if name == "dense":  # whose hidden units are zero for no image by themselves
        assert int((silenced[-1] == 0).all(dim=0).sum()) == int(30 * level)
        assert ((silenced[-1] == 0).all(dim=0) == (silenced[-1] == 0).any(dim=0)).all()


def test_the_same_units_are_silent_whatever_the_weights_and_more_at_higher_levels() -> None:
    shown: list[Tensor] = []
    for seed, level in ((1, 0.2), (2, 0.2), (1, 0.6)):
        network = tiny("dense", seed).eval()
        with frozen(network), damage_of(network, "units").at(level):
            network.output.register_forward_pre_hook(lambda _, x: shown.append(x[0][0] == 0))
            network(some_images(1))
    first, other_weights, more = shown
    assert torch.equal(first, other_weights)
    assert not (first & ~more).any()
    assert int(more.sum()) == 18


def test_all_units_silent_leave_the_outputs_bias() -> None:
    network = tiny("two blocks")
    with damage_of(network, "units").at(1.0):
        found = answers(network)
    expected = torch.log_softmax(network.output.bias.detach(), dim=0).expand_as(found)
    torch.testing.assert_close(found, expected)


@pytest.mark.parametrize("name", CONFIGS)
@pytest.mark.parametrize("kind", DAMAGES)
def test_the_network_is_bit_for_bit_what_it_was_even_after_an_error(name: str, kind: str) -> None:
    network = tiny(name)
    before = {key: value.clone() for key, value in network.state_dict().items()}
    places = [weight.data_ptr() for weight in layers_of(network)]
    strides = [weight.stride() for weight in layers_of(network)]
    answered = answers(network)
    network.train()
    damage = damage_of(network, kind)
    assert network.training
    for level in (0.1, 0.8):
        with contextlib.suppress(KeyError), damage.at(level):
            assert not torch.equal(answers(network), answered)
            raise KeyError
    assert all(torch.equal(value, before[key]) for key, value in network.state_dict().items())
    assert [weight.data_ptr() for weight in layers_of(network)] == places
    assert [weight.stride() for weight in layers_of(network)] == strides
    assert torch.equal(answers(network), answered)


@pytest.mark.parametrize("kind", DAMAGES)
def test_level_zero_changes_no_bit_of_the_answers(kind: str) -> None:
    network = tiny()
    before = answers(network)
    with damage_of(network, kind).at(0.0):
        assert torch.equal(answers(network), before)


@pytest.mark.parametrize("name", CONFIGS)
@pytest.mark.parametrize("kind", DAMAGES)
def test_frozen_inside_of_the_damage_answers_as_it_does_unfrozen(name: str, kind: str) -> None:
    """What is kept while weights stand still is of the damaged weights, and not kept afterwards."""
    network = tiny(name)
    whole = answers(network)
    damage = damage_of(network, kind)
    for level in (0.2, 0.5):
        with damage.at(level):
            plain = answers(network)
            with frozen(network):
                torch.testing.assert_close(answers(network), plain)
                torch.testing.assert_close(answers(network), plain)
    with frozen(network):
        torch.testing.assert_close(answers(network), whole)


def test_weights_that_stand_still_are_not_damaged() -> None:
    network = tiny()
    before = answers(network)
    damage = damage_of(network, "weights")
    with frozen(network), pytest.raises(RuntimeError, match="damage them outside"), damage.at(0.2):
        pass
    assert torch.equal(answers(network), before)


@pytest.mark.parametrize("name", CONFIGS)
def test_units_that_are_not_listened_to_answer_as_those_that_are_silenced(name: str) -> None:
    """Silenced by weights, and where these stand still, as they arrive."""
    network = tiny(name)
    damage = damage_of(network, "units")
    with damage.at(0.4):
        expected = answers(network)
    with frozen(network):
        answers(network)
        with damage.at(0.4):
            torch.testing.assert_close(answers(network), expected)
    assert not torch.allclose(answers(network), expected)


@pytest.mark.parametrize("level", [-0.1, 1.5, float("nan")])
@pytest.mark.parametrize("kind", DAMAGES)
def test_a_level_that_is_none_is_refused(kind: str, level: float) -> None:
    with (
        pytest.raises(ValueError, match=rf"noise level is {level}, allowed is 0 \.\.\. 1"),
        damage_of(tiny(), kind).at(level),
    ):
        pass


def test_a_kind_that_there_is_not_and_units_of_any_network_are_refused() -> None:
    with pytest.raises(ValueError, match="damage is 'rust', allowed are weights, units"):
        damage_of(tiny(), "rust")
    with pytest.raises(TypeError, match="units are silenced in an ExplorerNetwork, got Linear"):
        damage_of(nn.Linear(3, 2), "units")
