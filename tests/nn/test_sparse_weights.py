"""Weights fixed at zero: which ones, that they stay zero, and that the rest behaves like the plain layer."""

import copy
import math

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from sparse_explorer.nn import (
    KWinners,
    SparseWeights,
    SparseWeights2d,
    normalize_sparse_weights,
    rezero_weights,
)
from sparse_explorer.nn.sparse_weights import draw_zero_mask


def linear(sparsity=0.5, seed=0, fan_in=20, units=12, **options):
    torch.manual_seed(seed)
    return SparseWeights(
        nn.Linear(fan_in, units), sparsity=sparsity, generator=torch.Generator().manual_seed(seed), **options
    )


def conv(sparsity=0.5, seed=0, **options):
    torch.manual_seed(seed)
    return SparseWeights2d(
        nn.Conv2d(3, 8, 5, stride=2, padding=1),
        sparsity=sparsity,
        generator=torch.Generator().manual_seed(seed),
        **options,
    )


def both():
    return pytest.mark.parametrize(
        ("make", "shape"),
        [pytest.param(linear, (4, 20), id="linear"), pytest.param(conv, (2, 3, 9, 9), id="conv")],
    )


def masked(layer):
    return layer.zero_mask.bool()


def plain_output(layer, x):
    """The wrapped layer's arithmetic on weights multiplied by the mask."""
    weight = layer.weight * (~masked(layer)).to(layer.weight.dtype)
    if isinstance(layer, SparseWeights2d):
        return F.conv2d(x, weight, layer.bias, stride=layer.module.stride, padding=layer.module.padding)
    return F.linear(x, weight, layer.bias)


# Masks


@pytest.mark.parametrize("sparsity", [0.01, 0.1, 0.3, 0.5, 0.7, 0.77, 0.99])
@pytest.mark.parametrize("fan_in", [5, 25, 101])
def test_each_output_unit_has_the_same_number_of_zeros(sparsity, fan_in):
    layer = SparseWeights(nn.Linear(fan_in, 30), sparsity=sparsity)
    assert layer.zero_mask.shape == layer.weight.shape == (30, fan_in)
    kept = round((1 - sparsity) * fan_in)
    assert (masked(layer).sum(1) == fan_in - kept).all()
    assert layer.weight[masked(layer)].count_nonzero() == 0
    assert layer.weight.count_nonzero() == 30 * kept


@pytest.mark.parametrize(
    ("sparsity", "fan_in", "kept"), [(0.55, 30, 13), (0.95, 10, 1), (0.5, 25, 12), (0.5, 5, 2)]
)
def test_the_number_of_kept_weights_is_rounded(sparsity, fan_in, kept):
    """As nupic.torch does; the paper's and the article's code round the number of zeros."""
    assert SparseWeights(nn.Linear(fan_in, 4), sparsity=sparsity).weight.count_nonzero() == 4 * kept


@pytest.mark.parametrize("sparsity", [0.1, 0.5, 0.7])
@pytest.mark.parametrize(
    "module", [nn.Conv2d(1, 30, 5), nn.Conv2d(3, 6, (3, 2)), nn.Conv2d(8, 8, 3, groups=4), nn.Conv2d(4, 2, 1)]
)
def test_each_filter_has_the_same_number_of_zeros(sparsity, module):
    layer = SparseWeights2d(copy.deepcopy(module), sparsity=sparsity)
    fan_in = module.weight[0].numel()
    assert layer.zero_mask.shape == layer.weight.shape == module.weight.shape
    kept = round((1 - sparsity) * fan_in)
    assert (masked(layer).flatten(1).sum(1) == fan_in - kept).all()
    assert layer.weight[masked(layer)].count_nonzero() == 0
    assert layer.weight.count_nonzero() == module.weight.shape[0] * kept


def test_surviving_weights_are_left_as_they_were():
    module = nn.Linear(20, 12)
    before, bias = module.weight.detach().clone(), module.bias.detach().clone()
    layer = SparseWeights(module, sparsity=0.5)
    assert torch.equal(layer.weight[~masked(layer)], before[~masked(layer)])
    assert torch.equal(layer.bias, bias)


def test_masks_differ_between_units_and_favour_no_input():
    layer = linear(sparsity=0.5, fan_in=40, units=2000)
    assert len(masked(layer).unique(dim=0)) == 2000
    share = masked(layer).float().mean(0)  # standard error 0.011
    assert (share - 0.5).abs().max() < 0.05
    both_masked = (masked(layer)[:, :-1] & masked(layer)[:, 1:]).float().mean(0)  # 0.5 * 19/39 by chance
    assert (both_masked - 0.244).abs().max() < 0.05


@both()
def test_masks_follow_the_generator(make, shape):
    assert torch.equal(make(seed=1).zero_mask, make(seed=1).zero_mask)
    assert not torch.equal(make(seed=1).zero_mask, make(seed=2).zero_mask)


@pytest.mark.parametrize(
    ("kind", "module"), [(SparseWeights, nn.Linear(20, 12)), (SparseWeights2d, nn.Conv2d(2, 9, 3))]
)
def test_a_given_generator_leaves_the_global_one_alone(kind, module):
    masks = []
    for seed in (1, 2):
        torch.manual_seed(seed)
        before = torch.get_rng_state()
        generator = torch.Generator().manual_seed(7)
        masks.append(kind(copy.deepcopy(module), sparsity=0.5, generator=generator).zero_mask)
        assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(*masks)


def test_one_generator_gives_different_masks_in_turn(generator):
    first = SparseWeights(nn.Linear(20, 12), sparsity=0.5, generator=generator)
    second = SparseWeights(nn.Linear(20, 12), sparsity=0.5, generator=generator)
    assert not torch.equal(first.zero_mask, second.zero_mask)


def test_without_a_generator_the_global_seed_decides():
    masks = []
    for _ in range(2):
        torch.manual_seed(3)
        masks.append(SparseWeights(nn.Linear(20, 12), sparsity=0.5).zero_mask)
    assert torch.equal(*masks)


# Arguments


@pytest.mark.parametrize(
    ("kind", "module"), [(SparseWeights, nn.Linear(4, 3)), (SparseWeights2d, nn.Conv2d(1, 2, 2))]
)
class TestArguments:
    def test_weight_sparsity_is_what_is_not_zero_and_deprecated(self, kind, module):
        for given, named in (((0.25,), {}), ((), {"weight_sparsity": 0.25})):
            with pytest.warns(DeprecationWarning, match=r"NOT zero.*give sparsity=0\.75") as told:
                layer = kind(copy.deepcopy(module), *given, **named)
            assert layer.sparsity == 0.75
            assert told[0].filename == __file__

    def test_one_of_the_two_is_required(self, kind, module):
        for given in ({}, {"sparsity": 0.5, "weight_sparsity": 0.5}):
            with pytest.raises(TypeError, match="give sparsity"):
                kind(copy.deepcopy(module), **given)

    def test_a_mask_may_be_passed(self, kind, module):
        mask = torch.zeros_like(module.weight, dtype=torch.bool)
        mask.view(-1)[1] = True
        layer = kind(copy.deepcopy(module), sparsity=0.5, zero_mask=mask)
        assert layer.zero_mask.dtype == torch.bool and layer.zero_mask.sum() == 1
        assert layer.weight.count_nonzero() == module.weight.numel() - 1
        mask.fill_(True)
        assert layer.zero_mask.sum() == 1
        assert kind(copy.deepcopy(module), sparsity=0.5, zero_mask=1.0 * mask).zero_mask.dtype == torch.bool
        with pytest.raises(ValueError, match="zero_mask has shape"):
            kind(copy.deepcopy(module), sparsity=0.5, zero_mask=mask[:1])

    @pytest.mark.parametrize("value", [0, 0.0, 1.0, -0.25, 1.25, math.nan])
    def test_sparsity_lies_inside_0_to_1(self, kind, module, value):
        with pytest.raises(ValueError, match=rf"(?s)sparsity.*{value}"):
            kind(copy.deepcopy(module), sparsity=value)

    @pytest.mark.parametrize("value", [-0.25, 1.25, math.nan])
    def test_extremes_end_at_0_and_1(self, kind, module, value):
        with pytest.raises(ValueError, match=rf"(?s)sparsity.*{value}"):
            kind(copy.deepcopy(module), sparsity=value, allow_extremes=True)

    def test_extremes(self, kind, module):
        dense = kind(copy.deepcopy(module), sparsity=0.0, allow_extremes=True)
        assert not dense.zero_mask.any()
        assert torch.equal(dense.weight, module.weight)
        empty = kind(copy.deepcopy(module), sparsity=1.0, allow_extremes=True)
        assert masked(empty).all()
        assert not empty.weight.any()

    def test_other_modules_are_refused(self, kind, module):
        other = nn.Conv2d(1, 2, 2) if kind is SparseWeights else nn.Linear(4, 3)
        for wrong in (other, nn.ReLU(), nn.Conv1d(1, 2, 2)):
            with pytest.raises((TypeError, ValueError)):
                kind(wrong, sparsity=0.5)

    def test_the_wrapped_layer_stays_reachable(self, kind, module):
        module = copy.deepcopy(module)
        layer = kind(module, sparsity=0.5)
        assert layer.module is module
        assert layer.weight is module.weight and layer.bias is module.bias
        assert set(layer.state_dict()) == {"module.weight", "module.bias", "zero_mask"}
        assert {name for name, _ in layer.named_parameters()} == {"module.weight", "module.bias"}

    def test_repr_works(self, kind, module):
        assert type(module).__name__ in repr(kind(copy.deepcopy(module), sparsity=0.5))


def test_layers_without_bias():
    for layer in (
        SparseWeights(nn.Linear(4, 3, bias=False), sparsity=0.5),
        SparseWeights2d(nn.Conv2d(1, 2, 2, bias=False), sparsity=0.5),
    ):
        assert layer.bias is None
        normalize_sparse_weights(layer)
        rezero_weights(layer)
    assert layer(torch.ones(1, 1, 3, 3)).shape == (1, 2, 2, 2)


# Forward and backward


@both()
def test_output_and_gradients_are_those_of_the_plain_layer(generator, make, shape):
    layer = make()
    x = torch.randn(shape, generator=generator)
    ours, plain = x.clone().requires_grad_(), x.clone().requires_grad_()
    for training in (True, False):
        layer.train(training)
        output, expected = layer(ours), plain_output(layer, plain)
        torch.testing.assert_close(output, expected)
        upstream = torch.randn(output.shape, generator=generator)
        layer.zero_grad()
        (our_gradient,) = torch.autograd.grad(output, ours, upstream, retain_graph=True)
        (plain_gradient,) = torch.autograd.grad(expected, plain, upstream, retain_graph=True)
        torch.testing.assert_close(our_gradient, plain_gradient)
        ours_of = torch.autograd.grad(output, (layer.weight, layer.bias), upstream)
        plain_of = torch.autograd.grad(expected, (layer.weight, layer.bias), upstream)
        torch.testing.assert_close(ours_of[0][~masked(layer)], plain_of[0][~masked(layer)])
        torch.testing.assert_close(ours_of[1], plain_of[1])


@both()
def test_gradcheck(generator, make, shape):
    layer = make().double().train()
    small = shape[1:] if len(shape) == 2 else (3, 5, 5)
    x = torch.randn(1, *small, dtype=torch.float64, generator=generator).requires_grad_()
    assert torch.autograd.gradcheck(layer, (x,), fast_mode=True)


def disturb(layer):
    """Write into every weight, as an optimizer with momentum does."""
    with torch.no_grad():
        layer.weight.add_(1.0)


@both()
def test_a_training_forward_zeroes_first(generator, make, shape):
    layer = make().train()
    disturb(layer)
    x = torch.randn(shape, generator=generator)
    output = layer(x)
    assert layer.weight[masked(layer)].count_nonzero() == 0
    assert layer.weight[~masked(layer)].count_nonzero() == (~masked(layer)).sum()
    torch.testing.assert_close(output, plain_output(layer, x))


@both()
def test_two_forwards_before_one_backward(generator, make, shape):
    """A layer used twice in one graph is zeroed in between, which must not spoil the first gradient."""
    layer = make().train()
    first, second = (torch.randn(shape, generator=generator).requires_grad_() for _ in range(2))
    (layer(first).sum() + layer(second).square().sum()).backward()
    expected = torch.autograd.grad(plain_output(layer, first).sum(), first)[0]
    torch.testing.assert_close(first.grad, expected)


@both()
def test_rezero(make, shape):
    layer = make()
    disturb(layer)
    survivors = layer.weight.detach().clone()[~masked(layer)]
    layer.rezero_weights()
    assert layer.weight[masked(layer)].count_nonzero() == 0
    assert torch.equal(layer.weight[~masked(layer)], survivors)
    disturb(layer)
    rezero_weights(layer)
    assert layer.weight[masked(layer)].count_nonzero() == 0


def test_rezero_a_whole_model():
    model = nn.Sequential(
        conv(), nn.Flatten(), KWinners(128, 0.5), nn.Sequential(linear(fan_in=128)), nn.Linear(12, 2)
    )
    weight = model[4].weight.detach().clone()
    sparse = [model[0], model[3][0]]
    for layer in sparse:
        disturb(layer)
    model.apply(rezero_weights)
    for layer in sparse:
        assert layer.weight[masked(layer)].count_nonzero() == 0
    assert torch.equal(model[4].weight, weight)


OPTIMIZERS = {
    "momentum": lambda parameters: torch.optim.SGD(parameters, lr=0.1, momentum=0.9),
    "nesterov and decay": lambda parameters: torch.optim.SGD(
        parameters, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.1
    ),
    "adam": lambda parameters: torch.optim.Adam(parameters, lr=0.05),
    "adamw": lambda parameters: torch.optim.AdamW(parameters, lr=0.05, weight_decay=0.5),
}


@both()
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_masked_weights_stay_zero_whatever_the_optimizer(generator, make, shape, optimizer):
    layer = make().train()
    mask, start = masked(layer).clone(), layer.weight.detach().clone()
    steps = OPTIMIZERS[optimizer](layer.parameters())
    for _ in range(5):
        steps.zero_grad()
        layer(torch.randn(shape, generator=generator)).square().mean().backward()
        steps.step()
        rezero_weights(layer)
        assert layer.weight[mask].count_nonzero() == 0
    assert torch.equal(masked(layer), mask)
    assert (layer.weight != start)[~mask].all()


# Normalised initialisation


def assert_normalised(layer, fan):
    bound = 1 / math.sqrt(fan)
    survivors, bias = layer.weight.detach()[~masked(layer)], layer.bias.detach()
    assert layer.weight[masked(layer)].count_nonzero() == 0
    for values in (survivors, bias):
        assert values.abs().max() <= bound * (1 + 1e-6)
    assert survivors.abs().max() > 0.97 * bound
    assert survivors.abs().mean().item() == pytest.approx(bound / 2, rel=0.1)  # uniform
    assert survivors.mean().abs() < 0.1 * bound
    assert bias.abs().max() > 0.5 * bound


@pytest.mark.parametrize(("sparsity", "fan"), [(0.75, 25), (0.5, 50), (0.05, 95)])
def test_normalised_linear(sparsity, fan):
    layer = linear(sparsity=sparsity, fan_in=100, units=60)
    weight, mask = layer.weight, layer.zero_mask.clone()
    before = weight.detach().clone()
    normalize_sparse_weights(layer)
    assert_normalised(layer, fan)
    assert layer.weight is weight and weight.requires_grad and weight.is_leaf and weight.grad_fn is None
    assert torch.equal(layer.zero_mask, mask)
    assert not torch.equal(weight, before)


@pytest.mark.parametrize(("groups", "fan"), [(1, 50), (2, 25)])
def test_normalised_conv(groups, fan):
    torch.manual_seed(0)
    layer = SparseWeights2d(nn.Conv2d(8, 40, 5, groups=groups), sparsity=0.75)
    normalize_sparse_weights(layer)
    assert_normalised(layer, fan)


def test_normalising_a_whole_model_leaves_other_modules_alone():
    torch.manual_seed(0)
    model = nn.Sequential(
        conv(), nn.Flatten(), nn.Sequential(linear(fan_in=128)), nn.Linear(12, 20), nn.Conv2d(3, 4, 5)
    )
    before = copy.deepcopy(model.state_dict())
    model.apply(normalize_sparse_weights)
    after = model.state_dict()
    for name in before:
        unchanged = torch.equal(before[name], after[name])
        is_sparse = name.startswith(("0.", "2."))
        assert unchanged == (not is_sparse or name.endswith("zero_mask")), name


@pytest.mark.parametrize("sparsity", [0.0, 1.0])
def test_normalising_extremes_gives_numbers(sparsity):
    layer = linear(sparsity=sparsity, allow_extremes=True)
    normalize_sparse_weights(layer)
    assert layer.weight.isfinite().all() and layer.bias.isfinite().all()
    assert layer.weight[masked(layer)].count_nonzero() == 0
    if sparsity == 0:
        assert layer.weight.abs().max() <= 1 / math.sqrt(20)


# State


@both()
def test_a_reloaded_layer_has_the_saved_mask(generator, make, shape):
    saved, reloaded = make(seed=1), make(seed=2)
    reloaded.train()(torch.randn(shape, generator=generator))
    reloaded.load_state_dict(saved.state_dict())
    assert torch.equal(masked(reloaded), masked(saved))
    x = torch.randn(shape, generator=generator)
    assert torch.equal(reloaded.eval()(x), saved.eval()(x))
    for layer in (reloaded, saved):
        disturb(layer)
    assert torch.equal(reloaded.train()(x), saved.train()(x))
    assert torch.equal(reloaded.weight, saved.weight)
    assert reloaded.weight[masked(saved)].count_nonzero() == 0


@both()
def test_a_half_precision_mask_loads(make, shape):
    """nupic.torch writes its masks as float16."""
    saved, reloaded = make(seed=1), make(seed=2)
    old = dict(saved.state_dict())
    old["zero_mask"] = old["zero_mask"].half()
    reloaded.load_state_dict(old, strict=True)
    disturb(reloaded)
    rezero_weights(reloaded)
    assert torch.equal(masked(reloaded), masked(saved))
    assert torch.equal(reloaded.weight == 0, masked(saved))


@both()
def test_a_copy_lives_its_own_life(make, shape):
    layer = make()
    twin = copy.deepcopy(layer)
    before = layer.weight.detach().clone()
    normalize_sparse_weights(twin)
    twin.zero_mask.zero_()
    assert torch.equal(layer.weight, before)
    assert masked(layer).any()


@both()
def test_other_types(generator, make, shape):
    layer = make()
    mask = masked(layer).clone()
    for dtype in (torch.float64, torch.bfloat16):
        layer.to(dtype).train()
        disturb(layer)
        assert layer(torch.randn(shape, generator=generator).to(dtype)).dtype == dtype
        assert layer.weight[mask].count_nonzero() == 0
        assert torch.equal(masked(layer), mask)


def test_a_mask_is_the_one_that_sorting_its_keys_gives() -> None:
    """As the networks of every seed have had it; of two equal keys, which some rows have, the first comes first."""
    weight = torch.zeros(30, 4320)
    for zeros in (0, 1, 2592, 4320):
        keys = torch.rand(30, 4320, generator=torch.Generator().manual_seed(zeros))
        assert any(len(row.unique()) < 4320 for row in keys)
        after = torch.Generator().manual_seed(zeros)
        mask = draw_zero_mask(weight, zeros, after)
        assert torch.equal(mask, keys.argsort(dim=1, stable=True) < zeros)
        before = torch.Generator().manual_seed(zeros)
        torch.rand(30, 4320, generator=before)
        assert torch.equal(after.get_state(), before.get_state())
