"""KWinners and KWinners2d: how many win, duty cycles, boosting, and what a state dict carries."""

import copy
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from reference.entropy import reference_binary_entropy, reference_entropy
from reference.k_winners import reference_duty_cycle, reference_kwinners, reference_kwinners2d
from sparse_explorer.nn import KWinners, KWinners2d, SparseWeights, functional, update_boost_strength

MODEST = settings(deadline=None, max_examples=40, derandomize=True)


def randn(generator, *shape):
    return torch.randn(*shape, generator=generator)


def state(layer):
    return {name: buffer.clone() for name, buffer in layer.state_dict().items()}


def assert_same_state(actual, expected):
    assert actual.keys() == expected.keys()
    for name in expected:
        assert torch.equal(actual[name], expected[name]), name


# How many win


@pytest.mark.parametrize(
    ("n", "percent_on", "factor", "k", "k_inference"),
    [
        (4320, 100 / 4320, 1.5, 100, 150),
        (150, 1 / 3, 1.5, 50, 75),
        (10, 0.3, 1.5, 3, 4),  # int(4.5)
        (20, 0.25, 1.5, 5, 7),  # int(7.5)
        (5, 0.5, 1.5, 2, 3),  # round(2.5), to even
        (10, 0.9, 1.5, 9, 10),  # never above n
        (10, 1.0, 1.5, 10, 10),
        (10, 0.0, 1.5, 0, 0),
        (10, 0.5, 1.0, 5, 5),
    ],
)
def test_k_of_kwinners(generator, n, percent_on, factor, k, k_inference):
    layer = KWinners(n, percent_on, k_inference_factor=factor)
    assert (layer.n, layer.k, layer.k_inference) == (n, k, k_inference)
    x = randn(generator, 3, n)
    assert (layer.train()(x).count_nonzero(1) == k).all()
    assert (layer.eval()(x).count_nonzero(1) == k_inference).all()


@pytest.mark.parametrize(
    ("percent_on", "factor", "k", "k_inference"),
    [
        (0.1, 1.5, 14, 22),  # of 144: round(14.4), round(21.6)
        (0.25, 1.5, 36, 54),
        (0.9, 1.5, 130, 144),  # never above n
        (1.0, 1.0, 144, 144),
        (0.0, 1.5, 0, 0),
    ],
)
def test_k_of_kwinners2d(generator, percent_on, factor, k, k_inference):
    layer = KWinners2d(9, percent_on, k_inference_factor=factor)
    x = randn(generator, 3, 9, 4, 4)
    assert (layer.train()(x).flatten(1).count_nonzero(1) == k).all()
    assert (layer.n, layer.k, layer.k_inference) == (144, k, k_inference)
    assert (layer.eval()(x).flatten(1).count_nonzero(1) == k_inference).all()
    fresh = KWinners2d(9, percent_on, k_inference_factor=factor).eval()
    assert (fresh(x).flatten(1).count_nonzero(1) == k_inference).all()  # the first call may be in evaluation


@pytest.mark.parametrize(
    ("percent_on", "factor", "k", "k_inference"),
    [(0.3, 1.5, 3, 4), (0.1, 2.0, 1, 2), (0.9, 1.5, 9, 10), (0.34, 1.5, 3, 5), (0.0, 1.5, 0, 0)],
)
def test_k_of_local_kwinners2d(generator, percent_on, factor, k, k_inference):
    layer = KWinners2d(10, percent_on, k_inference_factor=factor, local=True)
    x = randn(generator, 3, 10, 4, 2)
    assert (layer.train()(x).count_nonzero(1) == k).all()
    assert (layer.k, layer.k_inference) == (k, k_inference)
    assert (layer.eval()(x).count_nonzero(1) == k_inference).all()


def test_maps_of_another_size_have_as_large_a_share_of_winners(generator):
    layer = KWinners2d(4, 0.25, k_inference_factor=2.0)
    for size in (6, 3, 8):
        maps = randn(generator, 2, 4, size, size)
        for training, active in ((True, size * size), (False, 2 * size * size)):
            assert (layer.train(training)(maps) != 0).sum(dim=(1, 2, 3)).tolist() == [active] * 2
    local = KWinners2d(4, 0.25, local=True)
    for size in (6, 3):
        assert ((local(randn(generator, 2, 4, size, size)) != 0).sum(dim=1) == 1).all()


def test_defaults_follow_the_field():
    layer, layer2d = KWinners(100, 0.2), KWinners2d(4)
    for either in (layer, layer2d):
        assert float(either.boost_strength) == 1.0
        either.update_boost_strength()
        assert float(either.boost_strength) == pytest.approx(0.9)
    assert (layer.k, layer.k_inference) == (20, 30)
    x = torch.arange(400.0).reshape(1, 4, 10, 10)
    assert layer2d.train()(x).count_nonzero() == 40  # a tenth, of all units
    assert layer2d.eval()(x).count_nonzero() == 60


def test_buffers():
    layer, layer2d = KWinners(7, 0.5), KWinners2d(5)
    assert (layer.duty_cycle.shape, layer2d.duty_cycle.shape) == ((7,), (1, 5, 1, 1))
    for either in (layer, layer2d):
        assert set(either.state_dict()) == {"duty_cycle", "boost_strength", "learning_iterations"}
        assert either.boost_strength.shape == either.learning_iterations.shape == ()
        assert either.learning_iterations.dtype == torch.int64
        assert not either.duty_cycle.any() and not either.learning_iterations.any()
        assert list(either.parameters()) == []


# Duty cycles


def batches(generator, sizes, *shape):
    return [randn(generator, size, *shape) for size in sizes]


@pytest.mark.parametrize("relu", [False, True])
@pytest.mark.parametrize("sizes", [(5, 5, 5), (3, 7, 1, 6, 4), (40, 2, 40)])
def test_training_follows_the_reference(generator, sizes, relu):
    layer = KWinners(12, 0.25, boost_strength=1.5, duty_cycle_period=10, relu=relu).train()
    duty, seen = torch.zeros(12), 0
    for x in batches(generator, sizes, 12):
        expected = reference_kwinners(
            x, duty, 3, 1.5, relu=relu
        )  # chosen by the duty cycle before this batch
        assert torch.equal(layer(x), expected)
        duty, seen = reference_duty_cycle(duty, seen, expected, 10)
        torch.testing.assert_close(layer.duty_cycle, duty)
        assert int(layer.learning_iterations) == seen


@pytest.mark.parametrize("local", [False, True])
@pytest.mark.parametrize("sizes", [(4, 4, 4), (2, 15, 3)])
def test_training_2d_follows_the_reference(generator, sizes, local):
    layer = KWinners2d(6, 0.3, boost_strength=1.5, duty_cycle_period=10, local=local).train()
    duty, seen = torch.zeros(1, 6, 1, 1), 0
    for x in batches(generator, sizes, 6, 3, 2):
        expected = reference_kwinners2d(x, duty, 2 if local else 11, 1.5, local)
        assert torch.equal(layer(x), expected)
        duty, seen = reference_duty_cycle(duty, seen, expected, 10)
        torch.testing.assert_close(layer.duty_cycle, duty)
        assert int(layer.learning_iterations) == seen


@MODEST
@given(
    sizes=st.lists(st.integers(0, 9), min_size=1, max_size=8),
    period=st.integers(1, 12),
    percent_on=st.sampled_from([0.0, 0.3, 1.0]),
    seed=st.integers(0, 999),
)
def test_duty_cycle_stays_a_fraction(sizes, period, percent_on, seed):
    generator = torch.Generator().manual_seed(seed)
    layer = KWinners(6, percent_on, duty_cycle_period=period, relu=True).train()
    layer2d = KWinners2d(2, percent_on, duty_cycle_period=period).train()
    for size in sizes:
        x = randn(generator, size, 6)
        layer(x.abs() if seed % 2 else x)
        layer2d(x.reshape(size, 2, 1, 3))
        for duty in (layer.duty_cycle, layer2d.duty_cycle):
            assert ((duty >= 0) & (duty <= 1)).all()


@pytest.mark.parametrize("size", [100, 64, 17])
def test_a_batch_above_the_period_counts_alone(size):
    layer = KWinners(2, 0.5, boost_strength=0.0, duty_cycle_period=10).train()
    layer(torch.tensor([[1.0, 2.0]]).repeat(20, 1))
    layer(torch.tensor([[2.0, 1.0]]).repeat(size, 1))
    assert layer.duty_cycle.tolist() == [1, 0]


def test_boosting_uses_the_duty_cycle_before_the_batch():
    layer = KWinners(3, 1 / 3, boost_strength=10.0).train()
    x = torch.tensor([[1.0, 0.9, 0.8]])
    assert [layer(x).argmax().item() for _ in range(3)] == [0, 1, 2]


@pytest.mark.parametrize("inplace", [False, True])
def test_only_values_above_zero_count_as_active(inplace):
    layer = KWinners(4, 1.0, boost_strength=0.0, inplace=inplace).train()
    layer(torch.tensor([[-1.0, 0.0, 1.0, math.nan]]))
    assert layer.duty_cycle.tolist() == [0, 0, 1, 0]


def test_2d_duty_cycle_is_a_mean_over_positions():
    layer = KWinners2d(2, 1.0).train()
    layer(torch.tensor([[[1.0, -1], [-1, -1]], [[1, 1], [1, -1]]]).reshape(1, 2, 2, 2))
    assert layer.duty_cycle.flatten().tolist() == [0.25, 0.75]


@pytest.mark.parametrize("layer", [KWinners(6, 0.5), KWinners2d(6), KWinners2d(6, 0.5, local=True)])
def test_evaluation_updates_nothing(generator, layer):
    shape = (6,) if isinstance(layer, KWinners) else (6, 2, 2)
    layer.train()(randn(generator, 4, *shape))
    layer.eval()
    before = state(layer)
    x = randn(generator, 4, *shape)
    first, second = layer(x), layer(x)
    assert torch.equal(first, second)
    assert_same_state(state(layer), before)


def test_evaluation_boosts_by_the_learnt_duty_cycle():
    layer = KWinners(3, 1 / 3, k_inference_factor=1.0, boost_strength=10.0)
    layer.train()(torch.tensor([[1.0, 0.9, 0.8]]))
    assert layer.eval()(torch.tensor([[1.0, 0.9, 0.8]])).argmax() == 1


@pytest.mark.parametrize("training", [False, True])
def test_an_empty_batch_changes_nothing(generator, training):
    for layer, shape in ((KWinners(6, 0.5), (6,)), (KWinners2d(6, 0.5), (6, 2, 2))):
        layer.train(training)
        assert layer(torch.empty(0, *shape)).shape == (0, *shape)
        assert not layer.duty_cycle.any()
        layer(randn(generator, 3, *shape))
        before = state(layer)
        layer(torch.empty(0, *shape))
        assert_same_state(state(layer), before)


def test_duty_cycle_keeps_its_type_and_takes_no_gradient(generator):
    layer = KWinners(6, 0.5).train()
    x = randn(generator, 4, 6).requires_grad_()
    layer(x).sum().backward()
    layer(x.bfloat16())
    assert layer.duty_cycle.dtype == torch.float32 and not layer.duty_cycle.requires_grad
    assert int(layer.learning_iterations) == 8
    assert x.grad.count_nonzero() == 12
    double = KWinners(6, 0.5).double().train()
    assert double(randn(generator, 4, 6).double()).dtype == double.duty_cycle.dtype == torch.float64


def test_training_without_gradients_still_updates(generator):
    layer = KWinners(6, 0.5).train()
    with torch.no_grad():
        layer(randn(generator, 4, 6))
    assert int(layer.learning_iterations) == 4


# Options


def test_options_reach_the_choice(generator):
    tied = torch.ones(2, 8)
    assert (KWinners(8, 0.25, break_ties=True).train()(tied).sum(1) == 2).all()
    assert (KWinners(8, 0.25).train()(tied).sum(1) == 8).all()
    assert not KWinners(8, 0.5, relu=True).train()(-tied).any()
    assert KWinners(8, 0.5).train()(-tied).any()
    image = tied.reshape(2, 2, 2, 2)
    assert (KWinners2d(2, 0.25, break_ties=True).train()(image).sum((1, 2, 3)) == 2).all()
    assert (KWinners2d(2, 0.5, local=True, break_ties=True).train()(image).sum(1) == 1).all()
    assert not KWinners2d(2, 0.5, relu=True).train()(-image).any()


def test_in_place_layers_do_the_same(generator):
    x = randn(generator, 5, 8)
    plain, in_place = KWinners(8, 0.25).train(), KWinners(8, 0.25, inplace=True).train()
    written = x.clone()
    assert torch.equal(in_place(written), plain(x))
    assert written.count_nonzero() == 10 and x.count_nonzero() == 40
    assert_same_state(state(in_place), state(plain))
    image = x.reshape(5, 2, 2, 2)
    for local in (False, True):
        plain = KWinners2d(2, 0.5, local=local).train()
        in_place = KWinners2d(2, 0.5, local=local, inplace=True).train()
        written = image.clone()
        assert torch.equal(in_place(written), plain(image))
        assert written.count_nonzero() == 20
        assert_same_state(state(in_place), state(plain))


def test_deterministic(generator):
    stream = batches(generator, (5, 5, 5), 10)
    first, second = KWinners(10, 0.3).train(), KWinners(10, 0.3).train()
    for x in stream:
        assert torch.equal(first(x), second(x))
    assert_same_state(state(first), state(second))


# Boost strength and entropy


def test_update_boost_strength():
    layer = KWinners(10, 0.3, boost_strength=1.5, boost_strength_factor=0.85)
    layer.update_boost_strength()
    assert float(layer.boost_strength) == pytest.approx(1.275)
    update_boost_strength(layer)
    assert float(layer.boost_strength) == pytest.approx(1.5 * 0.85**2)


def test_update_boost_strength_of_a_whole_model():
    model = nn.Sequential(
        KWinners2d(3, boost_strength=2.0, boost_strength_factor=0.5),
        nn.Flatten(),
        SparseWeights(nn.Linear(12, 4), sparsity=0.5),
        nn.Sequential(KWinners(4, 0.5, boost_strength_factor=0.0)),
    )
    weights = model[2].weight.clone()
    model.apply(update_boost_strength)
    assert float(model[0].boost_strength) == 1.0
    assert float(model[3][0].boost_strength) == 0.0
    assert torch.equal(model[2].weight, weights)


def test_a_weaker_boost_changes_the_choice():
    layer = KWinners(2, 0.5, k_inference_factor=1.0, boost_strength=1.0, boost_strength_factor=0.0)
    layer.duty_cycle.copy_(torch.tensor([1.0, 0.0]))
    x = torch.tensor([[2.0, 1.0]])
    assert layer.eval()(x).tolist() == [[0, 1]]
    layer.update_boost_strength()
    assert layer(x).tolist() == [[2, 0]]


def test_entropy(generator):
    layer = KWinners(12, 0.25, duty_cycle_period=20).train()
    assert float(layer.entropy()) == 0
    for x in batches(generator, (5, 5, 5), 12):
        layer(x)
    assert float(layer.entropy()) == pytest.approx(reference_entropy(layer.duty_cycle.tolist()), rel=1e-5)
    assert float(layer.max_entropy()) == pytest.approx(12 * reference_binary_entropy(0.25))
    layer.duty_cycle.fill_(0.25)
    assert float(layer.entropy()) == pytest.approx(float(layer.max_entropy()))


@pytest.mark.parametrize("local", [False, True])
def test_entropy_2d_counts_all_units(generator, local):
    layer = KWinners2d(4, 0.25, local=local).train()
    for x in batches(generator, (5, 5), 4, 3, 2):
        layer(x)
    expected = 6 * reference_entropy(layer.duty_cycle.flatten().tolist())
    assert float(layer.entropy()) == pytest.approx(expected, rel=1e-5)
    layer.duty_cycle.fill_(0.25)  # every channel at its target density: as much as there can be
    assert float(layer.entropy()) == pytest.approx(float(layer.max_entropy()), rel=1e-6)
    assert float(layer.max_entropy()) == pytest.approx(24 * reference_binary_entropy(0.25))


def test_most_entropy_of_a_local_layer_follows_its_winners(generator):
    layer = KWinners2d(10, 0.34, local=True).train()
    layer(randn(generator, 2, 10, 3, 2))
    assert layer.k == 3  # of ten channels at each position, which is 0.3 of all units and not 0.34
    assert float(layer.max_entropy()) == pytest.approx(60 * reference_binary_entropy(0.3))


# Refusals


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("percent_on", -0.25),
        ("percent_on", 1.25),
        ("percent_on", math.nan),
        ("boost_strength", -0.5),
        ("boost_strength_factor", -0.125),
        ("boost_strength_factor", 1.125),
        ("duty_cycle_period", 0),
        ("duty_cycle_period", -3),
    ],
)
@pytest.mark.parametrize("kind", [KWinners, KWinners2d])
def test_bad_values_are_named(kind, field, value):
    arguments = {"percent_on": 0.5, field: value}
    with pytest.raises(ValueError, match=rf"(?s){field}.*{value}"):
        kind(10, **arguments)


@pytest.mark.parametrize("value", [0, -2])
def test_bad_sizes_are_named(value):
    with pytest.raises(ValueError, match=rf"(?s)\bn\b.*{value}"):
        KWinners(value, 0.5)
    with pytest.raises(ValueError, match=rf"(?s)channels.*{value}"):
        KWinners2d(value)


@pytest.mark.parametrize("shape", [(6,), (2, 5), (2, 7), (2, 6, 1), (2, 2, 3)])
@pytest.mark.parametrize("training", [False, True])
def test_wrong_shapes_are_refused_and_not_counted(shape, training):
    layer = KWinners(6, 0.5).train(training)
    with pytest.raises(ValueError, match=r"\b6\b"):
        layer(torch.ones(shape))
    assert not layer.learning_iterations.any() and not layer.duty_cycle.any()


@pytest.mark.parametrize("shape", [(6,), (2, 6), (6, 2, 2), (2, 5, 2, 2), (2, 2, 6, 2), (2, 6, 2, 2, 2)])
@pytest.mark.parametrize("local", [False, True])
def test_wrong_2d_shapes_are_refused_and_not_counted(shape, local):
    layer = KWinners2d(6, 0.5, local=local).train()
    with pytest.raises(ValueError, match=r"\b6\b"):
        layer(torch.ones(shape))
    assert not layer.learning_iterations.any() and not layer.duty_cycle.any()


# State


def layers():
    boosting = {"boost_strength": 5.0, "boost_strength_factor": 0.1, "duty_cycle_period": 30}
    return [
        (lambda: KWinners(8, 0.25, **boosting), (8,)),
        (lambda: KWinners2d(4, 0.25, **boosting), (4, 2, 2)),
        (lambda: KWinners2d(4, 0.25, **boosting, local=True), (4, 2, 2)),
    ]


@pytest.mark.parametrize(("make", "shape"), layers())
def test_a_reloaded_layer_carries_on_identically(generator, make, shape):
    original = make().train()
    for x in batches(generator, (5, 5), *shape):
        original(x)
    original.update_boost_strength()
    reloaded = make().train()
    reloaded.load_state_dict(original.state_dict())
    for x in batches(generator, (5, 5, 5, 5, 5), *shape):
        assert torch.equal(reloaded(x), original(x))
        assert_same_state(state(reloaded), state(original))
    x = randn(generator, 5, *shape)
    assert torch.equal(reloaded.eval()(x), original.eval()(x))


@pytest.mark.parametrize(("make", "shape"), layers())
def test_a_copy_lives_its_own_life(generator, make, shape):
    original = make().train()
    original(randn(generator, 5, *shape))
    before = state(original)
    twin = copy.deepcopy(original)
    x = randn(generator, 5, *shape)
    twin_output = twin(x)
    assert_same_state(state(original), before)
    assert torch.equal(original(x), twin_output)
    assert_same_state(state(original), state(twin))


@pytest.mark.parametrize(("make", "shape"), layers())
def test_state_without_learning_iterations_loads(generator, make, shape):
    """nupic.torch does not write that counter."""
    written = make().train()
    written(randn(generator, 5, *shape))
    old = {"duty_cycle": written.duty_cycle.clone(), "boost_strength": torch.tensor(0.7)}
    for model, prefix in ((make(), ""), (nn.Sequential(nn.Flatten(), nn.Sequential(make())), "1.0.")):
        layer = model if prefix == "" else model[1][0]
        given_state = {prefix + name: buffer for name, buffer in old.items()}
        model.load_state_dict(given_state, strict=True)
        assert torch.equal(layer.duty_cycle, written.duty_cycle)
        assert float(layer.boost_strength) == pytest.approx(0.7)
        assert layer.learning_iterations.dtype == torch.int64
        assert set(given_state) == {prefix + name for name in old}
        layer.train()(randn(generator, 3, *shape))
        assert ((layer.duty_cycle >= 0) & (layer.duty_cycle <= 1)).all()


@pytest.mark.parametrize("missing", ["duty_cycle", "boost_strength"])
def test_other_missing_state_is_still_refused(missing):
    layer = KWinners(8, 0.25)
    incomplete = {name: buffer for name, buffer in layer.state_dict().items() if name != missing}
    with pytest.raises(RuntimeError, match=missing):
        layer.load_state_dict(incomplete)


@pytest.mark.parametrize(("make", "shape"), layers())
def test_loading_nothing_changes_nothing(generator, make, shape):
    layer = make().train()
    layer(randn(generator, 5, *shape))
    before = state(layer)
    layer.load_state_dict({}, strict=False)
    assert_same_state(state(layer), before)


def test_loading_copies(generator):
    original, reloaded = KWinners(8, 0.25).train(), KWinners(8, 0.25).train()
    reloaded.load_state_dict(original.state_dict())
    reloaded(randn(generator, 4, 8))
    assert not original.duty_cycle.any() and not original.learning_iterations.any()


@pytest.mark.parametrize(
    "change",
    [
        lambda layer: layer.boost_strength.fill_(0),
        lambda layer: layer.boost_strength.data.fill_(0),
        lambda layer: setattr(layer, "boost_strength", torch.tensor(0.0)),
    ],
    ids=["written", "written through .data", "replaced"],
)
@pytest.mark.parametrize("two", [False, True])
def test_a_boost_strength_that_was_changed_counts_from_then_on(change, two: bool) -> None:
    layer = KWinners2d(4, 0.25, boost_strength=9.0) if two else KWinners(4, 0.25, boost_strength=9.0)
    layer.eval()
    layer.k_inference_factor = layer.k_inference = 1
    layer.percent_on_inference = 0.25
    layer.duty_cycle.copy_(torch.linspace(0, 1, 4).view_as(layer.duty_cycle))
    x = torch.arange(1.0, 5.0).view((1, 4, 1, 1) if two else (1, 4))
    assert layer(x).flatten().nonzero().tolist() == [[0]]
    change(layer)
    assert layer(x).flatten().nonzero().tolist() == [[3]]
    assert "boost_strength=0.0" in repr(layer)


def test_resetting_fills_the_buffers_as_those_of_a_new_layer() -> None:
    for layer in (KWinners(4, 0.25, boost_strength=1.5), KWinners2d(4, 0.25, boost_strength=1.5)):
        new = copy.deepcopy(layer.state_dict())
        layer.train()(torch.rand((3, 4) if isinstance(layer, KWinners) else (3, 4, 2, 2)))
        layer.update_boost_strength()
        layer.reset_parameters()
        torch.testing.assert_close(dict(layer.state_dict()), dict(new), rtol=0, atol=0)


def test_a_layer_without_memory_shows_where_it_is() -> None:
    assert "boost_strength=on meta" in repr(KWinners(4, 0.25).to("meta"))


@pytest.mark.parametrize("strength", [0.0, 1.5])
def test_a_strength_may_be_a_tensor(strength: float) -> None:
    x = torch.randn(3, 9, generator=torch.Generator().manual_seed(0))
    duty_cycles = torch.linspace(0, 1, 9)
    plain = functional.kwinners(x, duty_cycles, 3, strength)
    assert torch.equal(functional.kwinners(x, duty_cycles, 3, torch.tensor(strength)), plain)
