"""Listing winners: the same winners as the mask's, wherever they lie, and found among groups as in a full ranking."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.k_winners import reference_winners
from sparse_explorer.nn import KWinners2d
from sparse_explorer.nn import functional as F
from sparse_explorer.nn import winners as winners_module
from sparse_explorer.nn.winners import choose_winners, list_winners, losing_units

MODEST = settings(deadline=None, max_examples=30, derandomize=True)
FORMATS = [torch.contiguous_format, torch.channels_last]


def grid(shape: tuple[int, ...], seed: int) -> torch.Tensor:
    """Values from a coarse grid: ties are everywhere."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(-6, 7, shape, generator=generator).to(torch.float64) / 4


@pytest.mark.parametrize("memory", FORMATS)
@given(seed=st.integers(0, 1000), shape=st.tuples(*[st.integers(1, high) for high in (3, 4, 3, 5)]))
@MODEST
def test_a_list_names_what_the_mask_leaves(memory: torch.memory_format, seed: int, shape) -> None:
    losers = (grid(shape, seed) < 0).contiguous(memory_format=memory)
    winners = list_winners(losers)
    again = torch.ones(shape, dtype=torch.bool)
    width = shape[3]
    rows, columns = winners.positions // width, winners.positions % width
    again[winners.samples, winners.channels, rows, columns] = False
    assert torch.equal(again, losers)
    in_memory = losers.permute(0, 2, 3, 1) if memory == torch.channels_last else losers
    assert torch.equal(F.flatten_units(losers).reshape(-1).logical_not().nonzero().view(-1), winners.places)
    assert in_memory.reshape(-1).logical_not().sum() == len(winners.places)
    by_unit = torch.ones(shape[0], math.prod(shape[1:]), dtype=torch.bool)
    by_unit[winners.samples, winners.units] = False
    assert torch.equal(by_unit.view(shape), losers)
    bounds = [*winners.offsets.tolist(), len(winners.places)]
    for sample in range(shape[0]):
        assert (winners.samples[bounds[sample] : bounds[sample + 1]] == sample).all()


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("memory", FORMATS)
def test_choose_and_forward_agree_on_winners_and_duty_cycles(memory, training: bool) -> None:
    def layer() -> KWinners2d:
        return KWinners2d(4, 0.2, boost_strength=1.5, duty_cycle_period=10).train(training)

    listing, keeping = layer(), layer()
    for seed in range(3):
        x = grid((5, 4, 6, 7), seed).to(torch.float32).contiguous(memory_format=memory)
        kept, winners = keeping(x), listing.choose(x)
        listed = torch.zeros_like(x)
        rows, columns = winners.positions // 7, winners.positions % 7
        places = winners.samples, winners.channels, rows, columns
        listed[places] = x[places]
        assert torch.equal(listed, kept)
        assert torch.equal(listing.duty_cycle, keeping.duty_cycle)
        assert listing.learning_iterations == keeping.learning_iterations
    assert listing.share == pytest.approx(0.2 if training else 0.3)


def test_choose_refuses_what_forward_refuses() -> None:
    with pytest.raises(ValueError, match=r"\(N, 4, H, W\)"):
        KWinners2d(4).choose(torch.zeros(2, 3, 5, 5))


@pytest.mark.parametrize("k", [1, 30, 100, 250])
@pytest.mark.parametrize("values", ["distinct", "ties", "infinite"])
def test_groups_hide_no_winner(k: int, values: str, monkeypatch: pytest.MonkeyPatch) -> None:
    n = 2520
    if values == "distinct":
        x = torch.stack(
            [torch.randperm(n, generator=torch.Generator().manual_seed(s)) for s in range(4)]
        ).double()
    else:
        x = grid((4, n), k)
        if values == "infinite":
            x[0, 5:40], x[1, ::9], x[2, :3] = math.inf, -math.inf, math.nan
    grouped = losing_units(x, k, False, False)
    assert torch.equal(~grouped, reference_winners(x, torch.zeros(n), k, 0.0))
    monkeypatch.setattr(winners_module, "_group_size", lambda n, k: 1)
    assert torch.equal(grouped, losing_units(x, k, False, False))


@pytest.mark.parametrize("memory", FORMATS)
@pytest.mark.parametrize("k", [0, 1, 30, 100, 700, 2520])
@pytest.mark.parametrize("relu", [True, False])
@pytest.mark.parametrize("values", ["distinct", "ties", "infinite", "negative"])
def test_choosing_a_list_is_choosing_by_a_full_ranking(memory, k: int, relu: bool, values: str) -> None:
    shape = (4, 10, 14, 18)
    if values in ("distinct", "negative"):
        generator = torch.Generator().manual_seed(k)
        x = torch.randperm(math.prod(shape), generator=generator).double().view(shape)
        x = x - (5000 if values == "distinct" else 20_000)
    else:
        x = grid(shape, k)
        if values == "infinite":
            x[0, 3, :2], x[1, ::2], x[2, 1, 1, :3], x[3] = math.inf, -math.inf, math.nan, -math.inf
    x = x.contiguous(memory_format=memory)
    wins = reference_winners(x.flatten(1), torch.zeros(2520), k, 0.0, relu=relu)
    expected = list_winners(wins.logical_not().view(shape).contiguous(memory_format=memory))
    chosen = choose_winners(x, k, False, relu)
    for name in ("places", "samples", "channels", "positions", "offsets"):
        assert torch.equal(getattr(chosen, name), getattr(expected, name)), name
    assert chosen.shape == shape


def test_choosing_breaks_ties_if_asked_to_and_takes_an_empty_batch() -> None:
    assert len(choose_winners(torch.zeros(2, 10, 14, 18), 7, True, False).places) == 14
    assert len(choose_winners(torch.zeros(0, 10, 14, 18), 7, False, False).places) == 0
    with pytest.raises(ValueError, match=r"0 \.\.\. 2520"):
        choose_winners(torch.zeros(2, 10, 14, 18), 2521, False, False)


def test_groups_are_used_where_k_is_a_small_part_of_many_units() -> None:
    assert winners_module._group_size(4320, 100) > 1  # the article's network
    assert winners_module._group_size(1024, 300) == 1
    assert winners_module._group_size(4321, 100) == 1  # which nothing up to 16 divides but 1
    for n in range(2048, 2200):
        assert n % winners_module._group_size(n, 64) == 0


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_winners_are_found_in_every_type(dtype: torch.dtype) -> None:
    x = grid((3, 2520), 0).to(dtype)  # which every type holds exactly
    losers = losing_units(x, 27, False, False)
    assert torch.equal(losers, losing_units(x.double(), 27, False, False))
    assert losers.logical_not().sum() >= 3 * 27
