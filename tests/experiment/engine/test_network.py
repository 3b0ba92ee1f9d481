"""Every network that a configuration can describe is built as described."""

import copy
import itertools

import pytest
import torch
from torch import nn
from torch.nn.functional import linear
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from sparse_explorer.experiment.engine.network import build_network
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.cost import cost
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.nn import (
    KWinners,
    KWinners2d,
    SparseWeights,
    SparseWeights2d,
    frozen,
    kernels,
    rezero_weights,
    winners_only,
)
from sparse_explorer.nn.sparse_weights import reset_uniform

IMAGES = torch.randn(3, 1, 28, 28, generator=torch.Generator().manual_seed(0))


def build(config: NetworkConfig, seed: int = 0):
    return build_network(blueprint(config), torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(("conv", "winners", "linear"), list(itertools.product((False, True), repeat=3)))
def test_each_switch_brings_its_part_and_no_other(conv: bool, winners: bool, linear: bool) -> None:
    network = build(NetworkConfig(conv, winners, linear))
    (block,) = network.blocks()
    assert isinstance(block.conv, SparseWeights2d if conv else nn.Conv2d)
    assert isinstance(block.activation, KWinners2d if winners else nn.ReLU)
    assert isinstance(network.hidden, SparseWeights if linear else nn.Linear)
    assert isinstance(network.hidden_activation, nn.Identity)
    log_probabilities = network(IMAGES)
    assert log_probabilities.shape == (3, 10)
    torch.testing.assert_close(log_probabilities.exp().sum(1), torch.ones(3))
    parameters = sum(parameter.numel() for parameter in network.parameters())
    nonzero = sum(int(torch.count_nonzero(parameter)) for parameter in network.parameters())
    counted = cost(NetworkConfig(conv, winners, linear))
    assert (counted.parameters, counted.nonzero_parameters) == (parameters, nonzero)


@pytest.mark.parametrize("hidden", ["none", "relu", "k-winners"])
@pytest.mark.parametrize("second", ["relu", "k-winners"])
def test_two_convolutions_with_any_channels_and_winners(second: str, hidden: str) -> None:
    config = NetworkConfig(
        convs=(
            ConvConfig(channels=8, k=20, density=0.4),
            ConvConfig(channels=12, kernel_size=3, activation=second, k=9),
        ),
        hidden=HiddenConfig(units=40, activation=hidden, k=7),
    )
    network = build(config).eval()
    x = IMAGES
    for block, units in zip(network.blocks(), (8 * 12 * 12, 12 * 5 * 5), strict=True):
        x = block(x)
        assert x[0].numel() == units
        if isinstance(block.activation, KWinners2d):
            assert torch.equal((x != 0).sum(dim=(1, 2, 3)), torch.full((3,), block.activation.k_inference))
    active = network.hidden_activation(network.hidden(x.flatten(1)))
    if hidden == "k-winners":
        assert isinstance(network.hidden_activation, KWinners)
        assert torch.equal((active != 0).sum(1), torch.full((3,), 7))
    if hidden == "relu":
        assert (active >= 0).all()
    assert network(IMAGES).shape == (3, 10)


def test_local_winners_compete_at_each_position() -> None:
    network = build(NetworkConfig(local=True, convs=(ConvConfig(channels=10, k=3),)))
    active = network.blocks()[0](IMAGES)
    assert torch.equal((active != 0).sum(dim=1), torch.full((3, 12, 12), 3))


def test_k_in_evaluation_and_boosting_come_from_the_configuration() -> None:
    network = build(
        NetworkConfig(
            k_inference_factor=1.5, boost_strength=1.5, boost_strength_factor=0.85, duty_cycle_period=77
        )
    )
    layer = network.blocks()[0].activation
    network(IMAGES)
    assert (layer.k, layer.k_inference, layer.duty_cycle_period) == (100, 150, 77)
    assert float(layer.boost_strength) == 1.5
    assert layer.boost_strength_factor == 0.85


def test_without_the_k_winners_switch_relu_is_in_their_place() -> None:
    hidden = HiddenConfig(units=40, activation="k-winners", k=7)
    network = build(NetworkConfig(k_winners=False, hidden=hidden))
    assert isinstance(network.blocks()[0].activation, nn.ReLU)
    assert isinstance(network.hidden_activation, nn.ReLU)
    assert not isinstance(build(NetworkConfig(hidden=hidden)).hidden_activation, nn.ReLU)


def test_each_layer_has_the_winners_and_the_density_of_its_own() -> None:
    config = NetworkConfig(
        convs=(
            ConvConfig(channels=8, k=20, density=0.4),
            ConvConfig(channels=12, kernel_size=3, k=9, density=0.25),
        ),
        hidden=HiddenConfig(units=40, density=0.1, activation="k-winners", k=7),
        boost_strength=1.25,
        boost_strength_factor=0.5,
    )
    network = build(config)
    network(IMAGES)
    winners = [*(block.activation for block in network.blocks()), network.hidden_activation]
    assert [layer.k for layer in winners] == [20, 9, 7]
    assert [float(layer.boost_strength) for layer in winners] == [1.25] * 3
    assert [layer.boost_strength_factor for layer in winners] == [0.5] * 3
    masked = [*(block.conv for block in network.blocks()), network.hidden]
    assert [int((~layer.zero_mask[0]).sum()) for layer in masked] == [10, 18, 30]  # of 25, 72 and 300


def test_variants_that_differ_in_a_switch_share_the_rest() -> None:
    dense, sparse = build(NetworkConfig(False, False, False)), build(NetworkConfig(True, True, True))
    kept = ~sparse.hidden.zero_mask
    assert torch.equal(dense.hidden.weight[kept], sparse.hidden.weight[kept])
    assert torch.equal(dense.output.weight, sparse.output.weight)


def test_rescaled_weights_are_larger_by_the_root_of_the_density() -> None:
    plain = build(NetworkConfig(hidden=HiddenConfig(density=0.25)))
    rescaled = build(NetworkConfig(hidden=HiddenConfig(density=0.25), normalize_weights=True))
    torch.testing.assert_close(rescaled.hidden.weight, 2 * plain.hidden.weight)


def test_a_seed_gives_the_same_network_and_another_seed_another() -> None:
    one, same, other = build(NetworkConfig(), 1), build(NetworkConfig(), 1), build(NetworkConfig(), 2)
    assert all(
        torch.equal(a, b) for a, b in zip(one.state_dict().values(), same.state_dict().values(), strict=True)
    )
    assert not torch.equal(one.hidden.zero_mask, other.hidden.zero_mask)


def test_building_draws_all_weights_from_the_generator_alone() -> None:
    config = NetworkConfig(False, False, False)
    before = torch.get_rng_state()
    network = build(config, 3)
    assert torch.equal(torch.get_rng_state(), before)
    # As torch starts these layers, one after the other, with a mask drawn after the weights of what may be sparse.
    generator = torch.Generator().manual_seed(3)
    plain = torch.nn.Conv2d(1, 30, 5)
    reset_uniform(plain, generator=generator)
    assert torch.equal(network.blocks()[0].conv.weight, plain.weight)
    assert torch.equal(network.blocks()[0].conv.bias, plain.bias)
    assert type(network.output) is torch.nn.Linear
    for layer in (network.blocks()[0].conv, network.hidden, network.output):
        bound = layer.weight[0].numel() ** -0.5
        assert layer.weight.abs().max() <= bound and layer.bias.abs().max() <= bound
        assert layer.weight.std() > bound / 2


FAST = {
    "the article's": NetworkConfig(),
    "no sparse weights": NetworkConfig(sparse_conv=False, sparse_linear=False),
    "boosted, more winners at inference": NetworkConfig(boost_strength=1.5, k_inference_factor=1.5),
    "ReLU behind": NetworkConfig(hidden=HiddenConfig(activation="relu")),
    "winners behind": NetworkConfig(hidden=HiddenConfig(activation="k-winners")),
    "dense": NetworkConfig(False, False, False),
    "two convolutions": NetworkConfig(convs=(ConvConfig(channels=8), ConvConfig(channels=12, k=20))),
    "two convolutions, the second dense": NetworkConfig(
        convs=(ConvConfig(channels=32, k=400), ConvConfig(channels=20, activation="relu")),
        hidden=HiddenConfig(activation="relu"),
    ),
    "two convolutions, many winners": NetworkConfig(
        convs=(ConvConfig(channels=32, k=2500), ConvConfig(channels=20, k=150)),
        hidden=HiddenConfig(activation="k-winners"),
    ),
    "local winners": NetworkConfig(local=True, convs=(ConvConfig(k=3),)),
    "a filter that leaves an odd row": NetworkConfig(convs=(ConvConfig(channels=6, kernel_size=4, k=30),)),
}


@pytest.mark.parametrize("name", FAST)
def test_the_fast_paths_change_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    config = FAST[name]
    images = IMAGES.repeat(6, 1, 1, 1) + 0.1 * torch.randn(
        18, 1, 28, 28, generator=torch.Generator().manual_seed(1)
    )
    labels = torch.arange(18) % 10
    seen = []
    for fast in (True, False):
        network = build(config)
        if not fast:
            monkeypatch.setattr(kernels, "LIBRARY", None)
            monkeypatch.setattr(
                winners_only,
                "folded_pair",
                lambda x, w, b, v, c, _: linear(linear(x.flatten(1), w, b), v, c),
            )
        for _ in range(2):  # duty cycles of the first pass boost the second
            network.zero_grad()
            training = network(images)
            nn.functional.nll_loss(training, labels).backward()
        gradients = {name: parameter.grad for name, parameter in network.named_parameters()}
        network.eval()
        with torch.no_grad():
            evaluated = network(images)
        buffers = {name: buffer for name, buffer in network.named_buffers() if buffer.is_floating_point()}
        seen.append((training, evaluated, gradients, buffers))
    torch.testing.assert_close(seen[0], seen[1], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("winners", [True, False])
@pytest.mark.parametrize(
    "shape", [(4, 1, 32, 32), (64, 1, 40, 40), (4, 3, 28, 28), (4, 1, 20, 20), (4, 1, 5, 5)]
)
def test_images_of_another_size_are_refused(winners: bool, shape: tuple[int, ...]) -> None:
    network = build(NetworkConfig(k_winners=winners))
    with pytest.raises((ValueError, RuntimeError), match=r"units|size|shapes|channels|small|dimension"):
        network(torch.randn(shape)).sum().backward()
    with torch.no_grad(), pytest.raises((ValueError, RuntimeError)):
        network.eval()(torch.randn(shape))


@pytest.mark.parametrize("name", ["the article's", "dense", "two convolutions"])
def test_autocast_trains_too(name: str) -> None:
    network = build(FAST[name])
    with torch.autocast("cpu", torch.bfloat16):
        network(IMAGES).sum().backward()
    assert all(parameter.grad is not None for parameter in network.parameters())


@pytest.mark.parametrize("name", ["the article's", "dense"])
def test_evaluations_between_steps_see_the_weights_as_they_are(name: str) -> None:
    network = build(FAST[name])
    # Its steps leave the versions of the weights as they are.
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01, fused=True)
    for _ in range(3):
        network.train()
        optimizer.zero_grad()
        nn.functional.nll_loss(network(IMAGES), torch.tensor([3, 1, 4])).backward()
        optimizer.step()
        network.eval()
        with torch.no_grad():
            folded = network(IMAGES)
        torch.testing.assert_close(folded, network(IMAGES).detach(), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", ["the article's", "dense"])
def test_an_evaluation_sees_weights_that_changed_in_any_way_in_between(name: str) -> None:
    network = build(FAST[name]).eval()
    with torch.no_grad():
        network.hidden.weight.data.add_(0.1)  # the masked ones too
        for change in (
            lambda: network.apply(rezero_weights),
            lambda: network.output.weight.data.mul_(2),
            lambda: network.hidden.weight.mul_(2),
        ):
            for hold in (frozen(network), torch.no_grad()):
                with hold:
                    before = network(IMAGES)
                    assert torch.equal(network(IMAGES), before)
            change()
            plain = copy.deepcopy(network)(IMAGES)
            assert torch.equal(network(IMAGES), plain)
            with frozen(network):
                torch.testing.assert_close(network(IMAGES), plain, rtol=1e-4, atol=1e-4)
            assert name == "dense" or not torch.allclose(plain, before, atol=1e-3)


def test_the_fast_path_is_taken_where_it_applies_and_nowhere_else() -> None:
    def listed(config: NetworkConfig, images: torch.Tensor = IMAGES) -> bool:
        return build(config).blocks()[-1].lists_winners(images)

    assert listed(NetworkConfig()) == (kernels.LIBRARY is not None)
    if kernels.LIBRARY is None:
        return
    assert listed(NetworkConfig(boost_strength=1.5))
    assert not listed(NetworkConfig(k_winners=False))
    assert not listed(NetworkConfig(local=True, convs=(ConvConfig(k=3),)))
    assert not listed(NetworkConfig(convs=(ConvConfig(k=2000),)))  # too many winners to gain by it
    assert not listed(NetworkConfig(), IMAGES.to("meta"))  # another device


def test_weights_behind_winners_lie_input_major() -> None:
    sparse, dense = build(NetworkConfig()), build(NetworkConfig(k_winners=False))
    assert sparse.hidden.weight.t().is_contiguous()
    assert dense.hidden.weight.is_contiguous()
    assert torch.equal(sparse.hidden.weight, dense.hidden.weight)  # the same numbers all the same


@pytest.mark.parametrize("name", ["the article's", "dense", "two convolutions"])
def test_parameters_become_a_vector_and_come_back(name: str) -> None:
    network = build(FAST[name]).eval()
    expected = network(IMAGES).detach()
    vector = parameters_to_vector(network.parameters())
    named = torch.cat([parameter.detach().flatten() for parameter in network.parameters()])
    assert torch.equal(vector, named)
    for other in (copy.deepcopy(network), build(FAST[name], seed=1).eval()):
        with torch.no_grad():
            other.load_state_dict({**network.state_dict(), **dict(network.named_buffers())})
        vector_to_parameters(torch.zeros_like(vector), other.parameters())
        assert not any(parameter.any() for parameter in other.parameters())
        vector_to_parameters(vector.detach().clone(), other.parameters())
        torch.testing.assert_close(other(IMAGES).detach(), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", ["the article's", "dense", "two convolutions", "winners behind"])
def test_transforms_take_the_plain_way(name: str) -> None:
    network = build(FAST[name]).eval()
    leaf = IMAGES.clone().requires_grad_()
    (expected,) = torch.autograd.grad(network(leaf).square().sum(), leaf)
    found = torch.func.grad(lambda x: network(x).square().sum())(IMAGES)
    torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-4)
    parameters = {name: parameter.detach() for name, parameter in network.named_parameters()}
    one_by_one = torch.vmap(
        lambda p, x: torch.func.functional_call(network, p, (x[None],))[0], in_dims=(None, 0)
    )
    plain = network(IMAGES).detach()
    torch.testing.assert_close(one_by_one(parameters, IMAGES), plain, rtol=1e-4, atol=1e-4)
    exported = torch.export.export(network, (IMAGES,)).module()
    torch.testing.assert_close(exported(IMAGES).detach(), plain, rtol=1e-4, atol=1e-4)
