"""The compiled kernels compute what plain torch computes, whatever the sizes, for every capability of this machine."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import Tensor

from reference.k_winners import reference_winners
from sparse_explorer.nn import functional, kernels
from sparse_explorer.nn.kernels import convolution, library, linear, pooling, winners
from sparse_explorer.nn.kernels.call import call
from sparse_explorer.nn.kernels.masking import zero_masked_

SOURCES = Path(library.__file__).parent
BUILT = [name for name in library.CAPABILITIES if (SOURCES / f"kernels-{name}{library._ENDING}").exists()]
HERE = [name for name in library._usable_capabilities() if name in BUILT]

pytestmark = pytest.mark.skipif(not HERE, reason="the kernels were not built")
MODEST = settings(
    deadline=None,
    max_examples=15,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(autouse=True, params=HERE)
def capability(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each library in turn."""
    monkeypatch.setenv(library.VARIABLE, request.param)
    loaded, name = library.load_library()
    assert loaded is not None and name == request.param
    monkeypatch.setattr(kernels, "LIBRARY", loaded)
    return name


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def some_list(samples: int, n: int, seed: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Winners drawn at random, as many of each sample as chance has it: values, units, offsets, and all with zeros."""
    wins = torch.rand(samples, n, generator=torch.Generator().manual_seed(seed)) < 0.3
    dense = normal(samples, n, seed=seed) * wins
    offsets = F.pad(wins.sum(1).cumsum(0), (1, 0))
    return dense[wins], wins.nonzero()[:, 1].int(), offsets, dense


def close(mine: Tensor, plain: Tensor) -> None:
    torch.testing.assert_close(mine.double(), plain.double(), rtol=1e-4, atol=1e-4)


VALUES = {
    "normal": lambda n, seed: normal(3, n, seed=seed),
    "ties": lambda n, seed: normal(3, n, seed=seed).mul(2).round() / 2,
    "tiny": lambda n, seed: normal(3, n, seed=seed) * 1e-39,
    "strange": lambda n, seed: torch.tensor([0.0, -0.0, math.inf, -math.inf, math.nan, 1.0])[
        torch.randint(6, (3, n), generator=torch.Generator().manual_seed(seed))
    ],
}


@pytest.mark.parametrize("values", VALUES)
@pytest.mark.parametrize("relu", [False, True])
@given(n=st.integers(1, 400), share=st.floats(0, 1), seed=st.integers(0, 99))
@MODEST
def test_the_kth_largest_and_the_list_of_what_reaches_it(values, relu, n, share, seed) -> None:
    x, k = VALUES[values](n, seed), max(1, round(share * n))
    wins = reference_winners(x, torch.zeros(n), k, 0.0, relu=relu)
    least, counts = winners.rank(x, k, relu)
    assert torch.equal(counts, wins.sum(1))
    offsets = F.pad(counts.cumsum(0), (1, 0))
    places, units, listed = winners.list_from(x, 2 * x, 1, least, offsets)
    assert torch.equal(places, wins.nonzero()[:, 1].int())
    assert torch.equal(units, places)
    torch.testing.assert_close(listed, (2 * x)[wins], rtol=0, atol=0, equal_nan=True)


@pytest.mark.parametrize("values", VALUES)
@pytest.mark.parametrize("relu", [False, True])
@given(
    n=st.integers(1, 400),
    share=st.floats(0, 1),
    strength=st.sampled_from([0.0, 1.5]),
    seed=st.integers(0, 99),
)
@MODEST
def test_keeping_winners_and_counting_them(values, relu, n, share, strength, seed) -> None:
    x, k = VALUES[values](n, seed), max(1, round(share * n))
    boosts = functional.boosts(torch.rand(n, generator=torch.Generator().manual_seed(seed)), strength)
    loses = functional.losing_units(x if boosts is None else x * boosts, k, False, relu)
    kept, losers, active = winners.keep(x, boosts, k, relu)
    assert torch.equal(losers, loses)
    torch.testing.assert_close(kept, x.masked_fill(loses, 0), rtol=0, atol=0, equal_nan=True)
    assert torch.equal(active, (kept > 0).sum(dim=0))


@pytest.mark.parametrize("columns", [3, 32, 33, 300, 700])
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_rows_are_added_up_sample_by_sample(capability: str, columns: int, threads: int) -> None:
    """As torch adds up a weight's gradient: networks keep their bits, whichever of the two computes it."""
    values, units, offsets, dense = some_list(64, 90, seed=columns)
    grad = normal(64, columns)
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        found = linear.add_rows(values, units, offsets, grad, 90)
    finally:
        torch.set_num_threads(before)
    close(found, dense.double().t() @ grad.double())
    one_by_one = torch.zeros(90, columns)
    for row, given_back in zip(dense, grad, strict=True):
        one_by_one = torch.addcmul(one_by_one.double(), row[:, None].double(), given_back.double()).float()
    if capability != "default":  # which rounds products before they are added
        assert torch.equal(found, one_by_one)


@pytest.mark.parametrize(
    ("n", "k"), [(4320, 100), (4608, 400), (1024, 300), (4320, 1), (4321, 7), (4320, 4320)]
)
@pytest.mark.parametrize("values", VALUES)
def test_ranking_by_groups_finds_what_sorting_finds(n: int, k: int, values: str) -> None:
    x = VALUES[values](n, k)
    ranked = x.nan_to_num(nan=math.inf, posinf=math.inf, neginf=-math.inf)
    expected = ranked.sort(dim=1, descending=True).values[:, k - 1]
    assert torch.equal(winners.rank(x, k, False)[0], expected)


def test_units_are_counted_channel_by_channel() -> None:
    x = normal(2, 3, 4, 5)  # N, H, W, C
    least, counts = winners.rank(x.view(2, -1), 60, False)
    offsets = F.pad(counts.cumsum(0), (1, 0))
    _, units, values = winners.list_from(x.view(2, -1), x.view(2, -1), 5, least, offsets)
    by_channel = x.permute(0, 3, 1, 2).flatten(1)
    assert torch.equal(by_channel.gather(1, units.view(2, -1).long()), values.view(2, -1))
    active = (x > 0).sum(dim=(0, 1, 2)).float()
    assert torch.equal(winners.count_active(values, units, 5, 12), active)


@given(samples=st.integers(1, 5), n=st.integers(1, 60), seed=st.integers(0, 99))
@MODEST
def test_spreading_winners_and_collecting_them(samples: int, n: int, seed: int) -> None:
    values, units, offsets, dense = some_list(samples, n, seed)
    assert torch.equal(winners.spread(values, units, offsets, n), dense)
    assert torch.equal(winners.collect(dense, units, offsets), values)


SHAPES = st.tuples(st.integers(1, 3), st.integers(1, 9), st.integers(1, 9), st.integers(1, 70))


@given(shape=SHAPES, pool=st.integers(1, 4), seed=st.integers(0, 99))
@MODEST
def test_pools_and_their_gradients(shape: tuple[int, int, int, int], pool: int, seed: int) -> None:
    x = normal(*shape, seed=seed).mul(2).round() / 2  # ties are everywhere
    if min(shape[1:3]) < pool:
        assert pooling.max_pool(x, pool)[0].numel() == 0
        return
    for relu in (False, True):
        plain = x.permute(0, 3, 1, 2).clone().requires_grad_()
        pooled = F.max_pool2d(plain, pool)
        pooled = pooled.relu() if relu else pooled
        out, origins = pooling.max_pool(x, pool, relu=relu, origins=True)
        assert torch.equal(out.permute(0, 3, 1, 2), pooled)
        assert torch.equal(pooling.max_pool(x, pool, relu=relu)[0], out)
        grad = normal(*out.shape, seed=seed + 1)
        pooled.backward(grad.permute(0, 3, 1, 2))
        mine = pooling.max_pool_backward(grad, origins, x.shape, pool)
        assert torch.equal(mine.permute(0, 3, 1, 2), plain.grad)


@pytest.mark.parametrize("channels", [1, 20])
def test_nothing_flows_back_through_a_relu_of_zero(channels: int) -> None:
    x = torch.zeros(1, 2, 2, channels)
    out, origins = pooling.max_pool(x, 2, relu=True, origins=True)
    assert not pooling.max_pool_backward(torch.ones_like(out), origins, x.shape, 2).any()


def test_what_is_not_a_number_is_not_taken_for_zero() -> None:
    x = torch.zeros(1, 3, 3, 2)
    x[0, 1, 1, 0] = math.nan
    sizes = convolution.Convolution(x.shape, torch.Size((16, 2, 2, 2)))
    assert convolution.convolve_sparse(sizes, x, torch.ones(16, 2, 2, 2), torch.zeros(16)).isnan().all()
    assert linear.few_columns_product(torch.full((1, 1), math.nan), torch.ones(1, 3)).isnan().all()


def test_pools_hand_on_what_is_not_a_number() -> None:
    for channels in (3, 40):
        x = normal(1, 4, 4, channels)
        x[0, 1, 2, :2], x[0, 3, 3, 1] = math.nan, math.nan
        plain = F.max_pool2d(x.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)
        torch.testing.assert_close(pooling.max_pool(x, 2)[0], plain, equal_nan=True)
        torch.testing.assert_close(pooling.max_pool(x, 2, relu=True)[0], plain.relu(), equal_nan=True)


@given(samples=st.integers(1, 20), n=st.integers(1, 60), m=st.integers(1, 150), seed=st.integers(0, 99))
@MODEST
def test_rows_of_winners(samples: int, n: int, m: int, seed: int) -> None:
    values, units, offsets, dense = some_list(samples, n, seed)
    rows, grad = normal(n, m, seed=1), normal(samples, m, seed=2)
    close(linear.sum_rows(values, units, offsets, rows), dense.double() @ rows.double())
    close(linear.dot_rows(grad, units, offsets, rows), (grad.double() @ rows.double().t())[dense != 0])
    close(linear.add_rows(values, units, offsets, grad, n), dense.double().t() @ grad.double())
    through = linear.add_rows(values, units, offsets, grad[:, :7].contiguous(), n)
    right = normal(through.shape[1], m, seed=3)
    close(linear.few_columns_product(through, right), through.double() @ right.double())


CONVOLUTIONS = st.tuples(
    st.integers(1, 3), st.integers(4, 9), st.integers(4, 9), st.sampled_from([1, 2, 5, 16, 33])
)
FILTERS = st.tuples(st.sampled_from([1, 3, 16, 30, 64, 81]), st.integers(1, 3), st.integers(1, 3))


@given(maps=CONVOLUTIONS, filters=FILTERS, pool=st.integers(1, 2), seed=st.integers(0, 99))
@MODEST
def test_convolutions_of_winners_forward_and_backward(maps, filters, pool: int, seed: int) -> None:
    x = normal(*maps, seed=seed) * (normal(*maps, seed=seed + 1) > 1)
    weight, bias = normal(*filters, maps[3], seed=2), normal(filters[0], seed=3)
    plain = [tensor.double().requires_grad_() for tensor in (x, weight, bias)]
    convolved = F.conv2d(plain[0].permute(0, 3, 1, 2), plain[1].permute(0, 3, 1, 2), plain[2])
    sizes = convolution.Convolution(x.shape, weight.shape, pool)
    mine = convolution.convolve_sparse(sizes, x, weight, bias)
    close(mine.permute(0, 3, 1, 2), convolved)

    pooled = F.max_pool2d(convolved, pool).permute(0, 2, 3, 1)  # (N, H, W, C)
    origins = pooling.max_pool(mine, pool, origins=True)[1]
    grads, places, offsets, dense = some_list(maps[0], pooled[0].numel(), seed)
    channels, corners = convolution.corners(sizes, origins, places, offsets)
    pooled.backward(dense.view(pooled.shape).double())
    weight_grad, bias_grad = convolution.filters_grad(sizes, x, grads, channels, corners)
    close(weight_grad, plain[1].grad)
    close(bias_grad, plain[2].grad)
    close(convolution.maps_grad(sizes, weight, grads, channels, corners, offsets), plain[0].grad)


@given(
    maps=CONVOLUTIONS,
    filters=FILTERS,
    channels=st.sampled_from([16, 17, 30, 32, 40, 64]),
    seed=st.integers(0, 99),
)
@MODEST
def test_convolution_and_pool_in_one(maps, filters, channels: int, seed: int) -> None:
    x, weight = normal(*maps, seed=seed), normal(channels, *filters[1:], maps[3], seed=2)
    bias = normal(channels, seed=3)
    sizes = convolution.Convolution(x.shape, weight.shape, 2)
    convolved = F.conv2d(x.permute(0, 3, 1, 2).double(), weight.permute(0, 3, 1, 2).double(), bias.double())
    convolved = convolved.permute(0, 2, 3, 1).float().contiguous()
    for relu in (False, True):
        out, origins = convolution.convolve_and_pool(sizes, x, weight, bias, relu=relu, origins=True)
        expected, places = pooling.max_pool(convolved, 2, relu=relu, origins=True)
        close(out, expected)
        certain = origins == places  # but where outputs of a window differ in last bits alone
        assert certain.float().mean() > 0.9
        assert torch.equal(convolution.convolve_and_pool(sizes, x, weight, bias, relu=relu)[0], out)


def test_convolution_and_pool_in_one_keeps_ties_and_what_is_not_a_number() -> None:
    x, weight = torch.ones(1, 8, 8, 1), normal(30, 5, 5, 1)
    sizes = convolution.Convolution(x.shape, weight.shape, 2)
    out, origins = convolution.convolve_and_pool(sizes, x, weight, torch.zeros(30), origins=True)
    assert torch.equal(out, out[:, :1, :1].expand_as(out))  # all of a channel are the same number
    assert not origins.any()
    x[0, 0, 0] = math.nan  # seen by the first output of the first window alone
    out, _ = convolution.convolve_and_pool(sizes, x, weight, torch.zeros(30))
    assert out[0, 0, 0].isnan().all()
    assert out[0].isnan().sum() == 30


def everything() -> list[Tensor]:
    """What each kernel gives for the sizes of the paper's networks, made smaller."""
    x = normal(9, 12, 12, 32)
    flat = x.view(9, -1)
    least, counts = winners.rank(flat, 400, False)
    offsets = F.pad(counts.cumsum(0), (1, 0))
    places, units, values = winners.list_from(flat, flat, 32, least, offsets)
    maps = winners.spread(values, places, offsets, flat.shape[1]).view(x.shape)
    weight, rows = normal(64, 5, 5, 32, seed=1), normal(flat.shape[1], 300, seed=2)
    sizes = convolution.Convolution(x.shape, weight.shape, 2)
    convolved = convolution.convolve_sparse(sizes, maps, weight, normal(64, seed=3))
    pooled, origins = pooling.max_pool(convolved, 2, origins=True)
    pooled = pooled.view(9, -1)
    least2, counts2 = winners.rank(pooled, 300, False)
    offsets2 = F.pad(counts2.cumsum(0), (1, 0))
    places2, _, values2 = winners.list_from(pooled, pooled, 64, least2, offsets2)
    channels, corners = convolution.corners(sizes, origins, places2, offsets2)
    first = convolution.Convolution(torch.Size((9, 28, 28, 1)), torch.Size((30, 5, 5, 1)), 2)
    grad = normal(9, 300, seed=4)
    through = linear.add_rows(values, units, offsets, grad[:, :10].contiguous(), flat.shape[1])
    return [
        *(least, places, units, values, convolved, least2, places2, channels, corners, through),
        *pooling.max_pool(x, 2, relu=True, origins=True),
        pooling.max_pool_backward(pooled.view(9, 4, 4, 64), origins, convolved.shape, 2),
        convolution.convolve_and_pool(first, normal(*first.maps), normal(*first.filters), normal(30))[0],
        *convolution.filters_grad(sizes, maps, values2, channels, corners),
        convolution.maps_grad(sizes, weight, values2, channels, corners, offsets2),
        linear.sum_rows(values, units, offsets, rows),
        linear.dot_rows(grad, units, offsets, rows),
        linear.add_rows(values, units, offsets, grad, flat.shape[1]),
        linear.few_columns_product(through, normal(10, 300, seed=5)),
        winners.count_active(values, units, 32, 144),
    ]


def test_the_bits_are_the_same_for_any_number_of_threads() -> None:
    before, seen = torch.get_num_threads(), []
    try:
        for threads in (1, 2, 3):
            torch.set_num_threads(threads)
            seen.append(everything())
    finally:
        torch.set_num_threads(before)
    for results in seen[1:]:
        for one, other in zip(seen[0], results, strict=True):
            assert torch.equal(one, other)


FLAT = torch.zeros(2, 6)
OFFSETS = torch.tensor([0, 1, 2])
NOWHERE = torch._efficientzerotensor(6)
TWO, UNITS = torch.zeros(2), torch.zeros(2, dtype=torch.int32)
REFUSED: dict[str, Callable[[], object]] = {
    r"k is 7, allowed is 1 \.\.\. 6": lambda: winners.rank(FLAT, 7, False),
    r"k is 0, allowed is 1 \.\.\. 6": lambda: winners.rank(FLAT, 0, False),
    r"contiguous torch.float32 on the CPU, got torch.float64": lambda: winners.rank(FLAT.double(), 1, False),
    r"strides \(1, 2\)": lambda: winners.rank(torch.zeros(6, 2).t(), 1, False),
    r"shape \(2,\) here, got \(3,\)": lambda: winners.spread(TWO, torch.zeros(3).int(), OFFSETS, 6),
    r"shape \(1,\) here, got \(2,\)": lambda: linear.sum_rows(TWO[:1], UNITS, OFFSETS, torch.zeros(6, 3)),
    r"shape \(2,\) here, got \(4,\)": lambda: linear.add_rows(TWO, UNITS.repeat(2), OFFSETS, FLAT, 6),
    r"numbers in memory, got 6 at 0x0": lambda: call(
        "sx_zero", NOWHERE, torch.zeros(6, dtype=torch.uint8), 6
    ),
    r"torch.int32 on the CPU, got torch.int64": lambda: winners.spread(TWO, UNITS.long(), OFFSETS, 6),
    r"shape \(3,\) here, got \(2,\)": lambda: linear.add_rows(TWO, UNITS, OFFSETS[:2], FLAT, 6),
    r"shape \(2,\) here, got \(5,\)": lambda: convolution.filters_grad(
        convolution.Convolution(torch.Size((1, 4, 4, 1)), torch.Size((3, 2, 2, 1))),
        *(torch.zeros(1, 4, 4, 1), TWO, UNITS, torch.zeros(5, dtype=torch.int32)),
    ),
    r"pool is 16, allowed is 1 \.\.\. 15": lambda: pooling.max_pool(torch.zeros(1, 16, 16, 1), 16),
    r"shape \(6, 3\) here, got \(5, 3\)": lambda: linear.few_columns_product(FLAT, torch.zeros(5, 3)),
    r"pool is 1, allowed is 2": lambda: convolution.convolve_and_pool(
        convolution.Convolution(torch.Size((1, 4, 4, 1)), torch.Size((16, 2, 2, 1))), *[FLAT] * 3
    ),
    r"channels are 2, allowed are 16 or more": lambda: convolution.convolve_and_pool(
        convolution.Convolution(torch.Size((1, 4, 4, 1)), torch.Size((2, 2, 2, 1)), 2), *[FLAT] * 3
    ),
    r"maps have 3 channels, the filters are made for 1": lambda: convolution.Convolution(
        torch.Size((1, 8, 8, 3)), torch.Size((16, 5, 5, 1))
    ),
    "maps of 5 x 5 are too small for filters of 5 x 5 and a pool of 2": lambda: convolution.Convolution(
        torch.Size((1, 5, 5, 1)), torch.Size((16, 5, 5, 1)), 2
    ),
    r"pool is 0, allowed is 1 \.\.\. 15": lambda: convolution.Convolution(
        torch.Size((1, 5, 5, 1)), torch.Size((16, 5, 5, 1)), 0
    ),
    r"shape \(3,\) here, got \(1,\)": lambda: convolution.convolve_sparse(
        convolution.Convolution(torch.Size((1, 4, 4, 1)), torch.Size((3, 2, 2, 1))),
        torch.zeros(1, 4, 4, 1),
        torch.zeros(3, 2, 2, 1),
        torch.zeros(1),
    ),
    r"shape \(16,\) here, got \(1,\)": lambda: convolution.convolve_and_pool(
        convolution.Convolution(torch.Size((1, 4, 4, 1)), torch.Size((16, 2, 2, 1)), 2),
        torch.zeros(1, 4, 4, 1),
        torch.zeros(16, 2, 2, 1),
        torch.zeros(1),
    ),
    r"shape \(1, 4, 4, 1\) here, got \(1, 4, 5, 1\)": lambda: convolution.convolve_sparse(
        convolution.Convolution(torch.Size((1, 4, 4, 1)), torch.Size((3, 2, 2, 1))),
        torch.zeros(1, 4, 5, 1),
        torch.zeros(3, 2, 2, 1),
        torch.zeros(3),
    ),
    r"shape \(2, 3, 3, 4\) here, got \(2, 3, 3, 5\)": lambda: pooling.max_pool_backward(
        torch.zeros(2, 3, 3, 5), torch.zeros(2, 3, 3, 5, dtype=torch.uint8), (2, 6, 6, 4), 2
    ),
    "channels are 4, allowed are divisors of 6": lambda: winners.list_from(FLAT, FLAT, 4, TWO, OFFSETS),
    r"takes 2 dimensions here, got shape \(2, 3, 1\)": lambda: winners.rank(
        FLAT.view(2, 3, 2)[..., :1], 1, False
    ),
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_does_not_fit_is_refused_before_a_kernel_sees_it(message: str) -> None:
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()


def test_where_nothing_wins_nothing_is_computed() -> None:
    none, nobody = torch.zeros(0), torch.zeros(0, dtype=torch.int32)
    offsets = torch.zeros(3, dtype=torch.int64)
    assert torch.equal(winners.spread(none, nobody, offsets, 6), FLAT)
    assert torch.equal(linear.sum_rows(none, nobody, offsets, torch.ones(6, 4)), torch.zeros(2, 4))
    assert torch.equal(linear.add_rows(none, nobody, offsets, torch.ones(2, 4), 6), torch.zeros(6, 4))
    sizes = convolution.Convolution(torch.Size((2, 5, 5, 1)), torch.Size((3, 2, 2, 1)), 2)
    for grad in convolution.filters_grad(sizes, torch.ones(2, 5, 5, 1), none, nobody, nobody):
        assert not grad.any()
    assert not convolution.maps_grad(sizes, torch.ones(3, 2, 2, 1), none, nobody, nobody, offsets).any()


def outside(place: int) -> Tensor:
    return torch.tensor([0, place], dtype=torch.int32)


SIZES = convolution.Convolution(torch.Size((2, 4, 4, 1)), torch.Size((3, 2, 2, 1)))
MAPS, FILTERS, ORIGINS = torch.zeros(2, 4, 4, 1), torch.zeros(3, 2, 2, 1), torch.zeros(2, 3, 3, 3).byte()
LISTED: dict[str, Callable[[Tensor, Tensor], object]] = {
    "spread": lambda at, offsets: winners.spread(TWO, at, offsets, 6),
    "collect": lambda at, offsets: winners.collect(FLAT, at, offsets),
    "sum_rows": lambda at, offsets: linear.sum_rows(TWO, at, offsets, torch.zeros(6, 3)),
    "dot_rows": lambda at, offsets: linear.dot_rows(torch.zeros(2, 3), at, offsets, torch.zeros(6, 3)),
    "add_rows": lambda at, offsets: linear.add_rows(TWO, at, offsets, torch.zeros(2, 3), 6),
    "corners": lambda at, offsets: convolution.corners(SIZES, ORIGINS, at, offsets),
    "maps_grad": lambda at, offsets: convolution.maps_grad(SIZES, FILTERS, TWO, UNITS, at, offsets),
}
COUNTED = {
    "count_active": lambda at: winners.count_active(TWO, at, 3, 2),
    "filters_grad": lambda at: convolution.filters_grad(SIZES, MAPS, TWO, UNITS, at),
    "filters_grad of channels": lambda at: convolution.filters_grad(SIZES, MAPS, TWO, at, UNITS),
}
LIMITS = dict.fromkeys((*LISTED, *COUNTED), 6) | {
    "corners": 27,
    "maps_grad": 2 * 16 - 5,
    "filters_grad": 2 * 16 - 5,
    "filters_grad of channels": 3,
}


@pytest.mark.parametrize("name", [*LISTED, *COUNTED])
def test_a_list_with_places_outside_is_refused_and_not_read_or_written(name: str) -> None:
    use = (lambda at: LISTED[name](at, OFFSETS)) if name in LISTED else COUNTED[name]
    use(outside(LIMITS[name] - 1))
    for place in (-1, LIMITS[name], 2**31 - 1, -(2**31)):
        with pytest.raises(ValueError, match=rf"winners among its units alone, got others: .*{place}"):
            use(outside(place))


@pytest.mark.parametrize("name", LISTED)
@pytest.mark.parametrize("ends", [(0, 2, 1), (1, 1, 2), (0, 3, 2), (0, -1, 2), (0, 1, 3), (-1, 1, 2)])
def test_offsets_that_divide_nothing_are_refused(name: str, ends: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"offsets of 2 winners rise from 0 to 2, got -?\d, -?\d, \d"):
        LISTED[name](UNITS, torch.tensor(ends))


def test_a_list_is_not_made_of_offsets_that_are_not_those_of_the_ranks() -> None:
    x = normal(2, 6)
    least, _ = winners.rank(x, 2, False)
    assert len(winners.list_from(x, x, 1, least, torch.tensor([0, 2, 4]))[0]) == 4
    with pytest.raises(ValueError, match="count more winners than there are units that reach"):
        winners.list_from(x, x, 1, least, torch.tensor([0, 3, 5]))
    with pytest.raises(ValueError, match="offsets of 4 winners rise from 0 to 4, got 0, 5, 4"):
        winners.list_from(x, x, 1, least, torch.tensor([0, 5, 4]))
    with pytest.raises(ValueError, match=r"offsets end at 13, allowed is 0 \.\.\. 12"):
        winners.list_from(x, x, 1, least, torch.tensor([0, 2, 13]))


def test_where_a_relu_let_nothing_through_there_is_no_corner() -> None:
    blocked = ORIGINS.clone()
    blocked[1] = 255
    with pytest.raises(ValueError, match="winners among its units alone"):
        convolution.corners(SIZES, blocked, UNITS, OFFSETS)


@pytest.mark.parametrize("count", [1, 7, 16, 5000])
def test_masked_weights_become_zero_whatever_they_were(count: int) -> None:
    weight, mask = normal(count), torch.rand(count, generator=torch.Generator().manual_seed(1)) < 0.5
    weight[::3], weight[1::5] = math.nan, -math.inf
    expected = weight.masked_fill(mask, 0)
    zero_masked_(weight, mask)
    torch.testing.assert_close(weight, expected, rtol=0, atol=0, equal_nan=True)


def test_any_byte_but_zero_fixes_a_weight_at_zero() -> None:
    weight, mask = normal(9001), torch.randint(2, (9001,), generator=torch.Generator().manual_seed(1)).byte()
    mask[5000:] *= torch.tensor([2, 128, 255], dtype=torch.uint8).repeat(1334)[:4001]
    expected = weight.masked_fill(mask != 0, 0)
    zero_masked_(weight, mask.view(torch.bool))
    assert torch.equal(weight, expected)
