"""Listing winners: the same winners as the mask's, wherever they lie, with the kernels and without."""

import copy
import functools
import math

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reference.k_winners import reference_winners
from sparse_explorer.nn import KWinners2d, kernels
from sparse_explorer.nn.winners import Winners, choose_winners, list_winners, losing_units

MODEST = settings(
    deadline=None,
    max_examples=30,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
FORMATS = [torch.contiguous_format, torch.channels_last]


@pytest.fixture(params=[True, False], ids=["kernels", "plain torch"])
def both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not request.param:
        monkeypatch.setattr(kernels, "LIBRARY", None)
    elif kernels.LIBRARY is None:
        pytest.skip("the kernels were not built")


def grid(shape: tuple[int, ...], seed: int) -> torch.Tensor:
    """Values from a coarse grid: ties are everywhere."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(-6, 7, shape, generator=generator) / 4


def samples_of(winners: Winners) -> torch.Tensor:
    """Which sample each winner is of, (M,)."""
    return torch.arange(winners.shape[0]).repeat_interleave(winners.offsets.diff())


def mask_of(winners: Winners) -> torch.Tensor:
    """True where a unit wins, (N, C, H, W)."""
    wins = torch.zeros(winners.shape[0], winners.competing, dtype=torch.bool)
    wins[samples_of(winners), winners.units.long()] = True
    return wins.view(winners.shape)


@pytest.mark.parametrize("memory", FORMATS)
@given(seed=st.integers(0, 1000), shape=st.tuples(*[st.integers(1, high) for high in (3, 4, 3, 5)]))
@MODEST
def test_a_list_names_what_the_mask_leaves(memory: torch.memory_format, seed: int, shape) -> None:
    x = grid(shape, seed).contiguous(memory_format=memory)
    losers = x < 0
    winners, values = list_winners(x, losers)
    assert torch.equal(mask_of(winners), ~losers)
    in_memory = x.permute(0, 2, 3, 1) if memory == torch.channels_last else x
    for sample in range(shape[0]):
        first, end = winners.offsets[sample], winners.offsets[sample + 1]
        assert torch.equal(in_memory[sample].flatten()[winners.places[first:end].long()], values[first:end])
        assert torch.equal(x[sample].flatten()[winners.units[first:end].long()], values[first:end])
    assert end == len(values)


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("local", [True, False])
@pytest.mark.parametrize("memory", FORMATS)
def test_choose_and_forward_agree_on_winners_and_duty_cycles(memory, local: bool, training: bool) -> None:
    def layer() -> KWinners2d:
        return KWinners2d(4, 0.25, local=local, boost_strength=1.5, duty_cycle_period=10).train(training)

    listing, keeping = layer(), layer()
    for seed in range(3):
        x = grid((5, 4, 6, 7), seed).contiguous(memory_format=memory)
        kept, (winners, values) = keeping(x), listing.choose(x)
        listed = torch.zeros(5, 4 * 6 * 7)
        listed[samples_of(winners), winners.units.long()] = values
        assert torch.equal(listed.view(x.shape), kept)
        assert torch.equal(listing.duty_cycle, keeping.duty_cycle)
        assert listing.learning_iterations == keeping.learning_iterations
    assert listing.share == pytest.approx(0.25 if training else 0.375)


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize("local", [True, False])
@pytest.mark.parametrize(
    "view",
    [
        lambda maps: maps[::2],
        lambda maps: maps[:, :, :-1],
        lambda maps: maps.contiguous(memory_format=torch.channels_last)[:, :4],
        lambda maps: maps.contiguous(memory_format=torch.channels_last)[::2, :, 1:],
    ],
)
def test_maps_with_gaps_between_them_have_the_winners_of_their_copy(view, local: bool) -> None:
    x = view(grid((6, 5, 4, 3), 1))
    layer = KWinners2d(x.shape[1], 0.3, local=local, boost_strength=1.5).train()
    layer.duty_cycle.copy_(torch.linspace(0, 1, x.shape[1]).view(1, -1, 1, 1))
    copied = copy.deepcopy(layer)
    winners, values = copy.deepcopy(layer).choose(x)
    kept = copied(x.contiguous())
    assert torch.equal(layer(x), kept)
    listed = torch.zeros(len(x), winners.competing)
    listed[samples_of(winners), winners.units.long()] = values
    assert torch.equal(listed.view(x.shape), kept)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_boosted_winners_are_listed_in_every_type(dtype: torch.dtype) -> None:
    x = grid((3, 4, 5, 6), 2).to(dtype)
    layer = KWinners2d(4, 0.25, boost_strength=1.5)
    layer.duty_cycle.copy_(torch.linspace(0, 1, 4).view(1, 4, 1, 1))
    _, values = copy.deepcopy(layer).choose(x)
    assert values.dtype is dtype
    assert torch.equal(values.sort().values[-5:], layer(x).flatten().sort().values[-5:])


def test_choose_refuses_what_forward_refuses() -> None:
    with pytest.raises(ValueError, match=r"\(N, 4, H, W\)"):
        KWinners2d(4).choose(torch.zeros(2, 3, 5, 5))


@functools.cache
def images_and_winners(k: int, relu: bool, values: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Not to be written to; the reference takes its time."""
    shape = (4, 10, 14, 18)
    if values in ("distinct", "negative"):
        generator = torch.Generator().manual_seed(k)
        x = torch.randperm(math.prod(shape), generator=generator).float().view(shape)
        x = x - (5000 if values == "distinct" else 20_000)
    else:
        x = grid(shape, k)
        if values == "infinite":
            x[0, 3, :2], x[1, ::2], x[2, 1, 1, :3], x[3] = math.inf, -math.inf, math.nan, -math.inf
    return x, reference_winners(x.flatten(1), torch.zeros(2520), k, 0.0, relu=relu)


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize("memory", FORMATS)
@pytest.mark.parametrize(
    "k",
    [0, 1, pytest.param(30, marks=pytest.mark.proof), 100, pytest.param(700, marks=pytest.mark.proof), 2520],
)
@pytest.mark.parametrize("relu", [True, False])
@pytest.mark.parametrize("values", ["distinct", "ties", "infinite", "negative"])
def test_choosing_a_list_is_choosing_by_a_full_ranking(memory, k: int, relu: bool, values: str) -> None:
    x, wins = images_and_winners(k, relu, values)
    x = x.contiguous(memory_format=memory)
    assert torch.equal(losing_units(x.flatten(1), k, False, relu), ~wins)
    losers = wins.logical_not().view(x.shape).contiguous(memory_format=memory)
    expected, expected_values = list_winners(x, losers)
    chosen, chosen_values = choose_winners(x, x, k, False, relu)
    for name in ("places", "units", "offsets"):
        assert torch.equal(getattr(chosen, name), getattr(expected, name)), name
    assert (chosen.shape, chosen.channels_last) == (expected.shape, expected.channels_last)
    torch.testing.assert_close(chosen_values, expected_values, rtol=0, atol=0, equal_nan=True)


@pytest.mark.usefixtures("both_ways")
def test_choosing_breaks_ties_if_asked_to_and_takes_an_empty_batch() -> None:
    x = torch.zeros(2, 10, 14, 18)
    assert len(choose_winners(x, x, 7, True, False)[1]) == 14
    assert len(choose_winners(x[:0], x[:0], 7, False, False)[1]) == 0
    with pytest.raises(ValueError, match=r"0 \.\.\. 2520"):
        choose_winners(x, x, 2521, False, False)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_winners_are_found_in_every_type(dtype: torch.dtype) -> None:
    x = grid((3, 2520), 0).to(dtype)  # which every type holds exactly
    losers = losing_units(x, 27, False, False)
    assert torch.equal(losers, losing_units(x.double(), 27, False, False))
    assert losers.logical_not().sum() >= 3 * 27
    maps = x.view(3, 10, 14, 18)
    assert len(choose_winners(maps, maps, 27, False, False)[1]) == losers.logical_not().sum()
