"""Convolution, pool and choice of winners in one kernel give, bit for bit, what they give one after another."""

import math
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from sparse_explorer.nn import kernels
from sparse_explorer.nn.kernels import choosing, convolution, library, pooling, winners
from sparse_explorer.nn.kernels.convolution import Convolution

BUILT = [
    name
    for name in library._usable_capabilities()
    if (Path(library.__file__).parent / f"kernels-{name}{library._ENDING}").exists()
]
if not BUILT:
    pytest.skip("the kernels were not built", allow_module_level=True)


@pytest.fixture(autouse=True, params=BUILT, scope="module")
def capability(request: pytest.FixtureRequest) -> object:
    """Each library in turn."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(library.VARIABLE, request.param)
        patch.setattr(kernels, "LIBRARY", library.load_library()[0])
        yield request.param


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def picture(n: int, side: int, channels: int, seed: int) -> Tensor:
    """Maps (N, H, W, C) with much background, so that many outputs tie."""
    maps = normal(n, side, side, channels, seed=seed)
    maps[:, : side // 2] = -0.5
    maps[0] = 1.0
    return maps


def one_after_another(
    sizes: Convolution,
    maps: Tensor,
    filters: Tensor,
    bias: Tensor,
    boosts: Tensor | None,
    k: int,
    relu: bool,
    skip_zeros: bool,
) -> list[Tensor]:
    if skip_zeros:
        convolved = convolution.convolve_sparse(sizes, maps, filters, bias)
        pooled, origins = pooling.max_pool(convolved, sizes.pool, origins=True)
    else:
        pooled, origins = convolution.convolve_and_pool(sizes, maps, filters, bias, origins=True)
    assert origins is not None
    ranked = (pooled if boosts is None else pooled * boosts).flatten(1)
    least, counts = winners.rank(ranked, k, relu)
    offsets = torch.nn.functional.pad(counts.cumsum(0), (1, 0))
    channels, pooled_channels = len(filters), pooled.flatten(1)
    places, units, values = winners.list_from(ranked, pooled_channels, channels, least, offsets)
    positions = pooled.shape[1] * pooled.shape[2]
    seen = convolution.corners(sizes, origins, places, offsets)
    active = winners.count_active(values, units, channels, positions)
    return [values, places, units, *seen, offsets, active]


@given(
    n=st.integers(1, 5),
    side=st.integers(6, 12),
    inputs=st.sampled_from([1, 2, 5]),
    filter_side=st.integers(1, 4),
    channels=st.sampled_from([16, 32, 48, 30]),
    share=st.floats(0, 1),
    boosted=st.booleans(),
    relu=st.booleans(),
    pool=st.sampled_from([None, 1, 2, 3]),
    seed=st.integers(0, 99),
)
@settings(deadline=None, max_examples=60, derandomize=True)
def test_it_is_all_of_its_parts(
    n, side, inputs, filter_side, channels, share, boosted, relu, pool, seed
) -> None:
    skip_zeros = pool is not None and channels % 16 == 0
    maps = picture(n, side, inputs, seed)
    if skip_zeros:
        maps = maps * (normal(*maps.shape, seed=1) > 1)
    filters = normal(channels, filter_side, filter_side, inputs, seed=2)
    sizes = Convolution(maps.shape, filters.shape, pool if skip_zeros and pool else 2)
    _, height, width, _ = sizes.outputs
    k = max(1, round(share * (height // sizes.pool) * (width // sizes.pool) * channels))
    boosts = normal(channels, seed=3).exp() if boosted else None
    bias = normal(channels, seed=4)
    expected = one_after_another(sizes, maps, filters, bias, boosts, k, relu, skip_zeros)
    mine = choosing.choose(sizes, maps, filters, bias, boosts, k, relu=relu, skip_zeros=skip_zeros)
    for one, other in zip(mine, expected, strict=True):
        assert torch.equal(one, other)


def test_the_bits_are_the_same_for_any_number_of_threads() -> None:
    maps, filters = picture(9, 28, 1, 0), normal(30, 5, 5, 1)
    sizes, before, seen = Convolution(maps.shape, filters.shape, 2), torch.get_num_threads(), []
    try:
        for threads in (1, 2, 3):
            torch.set_num_threads(threads)
            seen.append(choosing.choose(sizes, maps, filters, normal(30), None, 100))
    finally:
        torch.set_num_threads(before)
    for found in seen[1:]:
        assert all(torch.equal(one, other) for one, other in zip(seen[0], found, strict=True))


def test_background_is_told_from_what_only_equals_it() -> None:
    """A window that sees one number is not taken for another's, nor for one that holds what is not a number."""
    maps = torch.zeros(1, 12, 12, 1)
    maps[0, :6, 6:], maps[0, 6:, :6], maps[0, 6:, 6:] = 1.0, -1.0, math.nan
    filters = normal(16, 3, 3, 1)
    sizes = Convolution(maps.shape, filters.shape, 2)
    out, _ = convolution.convolve_and_pool(sizes, maps, filters, torch.zeros(16))
    for row, column, value in ((0, 0, 0.0), (0, 4, 1.0), (4, 0, -1.0), (1, 4, 1.0)):
        torch.testing.assert_close(out[0, row, column], value * filters.flatten(1).sum(1))
    assert out[0, 4, 4].isnan().all()
    assert not out[0, :2].isnan().any()


@pytest.mark.parametrize("inputs", [1, 2, 3])
@pytest.mark.parametrize("filter_side", [1, 2, 5, 7])
def test_short_lines_of_filters_learn_at_the_very_end_of_the_maps(inputs: int, filter_side: int) -> None:
    maps, channels = normal(2, 9, 9, inputs), torch.tensor([3, 0, 3, 3], dtype=torch.int32)
    sizes = Convolution(maps.shape, torch.Size((5, filter_side, filter_side, inputs)))
    last = maps.numel() - ((filter_side - 1) * 9 + filter_side) * inputs
    corners, grad = torch.tensor([0, inputs, last, last], dtype=torch.int32), normal(4)
    expected = torch.zeros(sizes.filters)
    for corner, channel, value in zip(corners.tolist(), channels.tolist(), grad, strict=True):
        sample, row, column = corner // (81 * inputs), corner // (9 * inputs) % 9, corner // inputs % 9
        expected[channel] += value * maps[sample, row : row + filter_side, column : column + filter_side]
    mine, bias_grad = convolution.filters_grad(sizes, maps, grad, channels, corners)
    torch.testing.assert_close(mine, expected, rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(bias_grad[3], grad[0] + grad[2] + grad[3])


def test_what_it_does_not_take_is_refused() -> None:
    maps, filters = normal(2, 8, 8, 1), normal(16, 3, 3, 1)
    sizes = Convolution(maps.shape, filters.shape, 2)
    for k in (0, 145):
        with pytest.raises(ValueError, match=rf"k is {k}, allowed is 1 \.\.\. 144"):
            choosing.choose(sizes, maps, filters, torch.zeros(16), None, k)
    with pytest.raises(
        ValueError, match="channels are 16 and pool is 3, allowed are 16 or more and a pool of 2"
    ):
        choosing.choose(Convolution(maps.shape, filters.shape, 3), maps, filters, torch.zeros(16), None, 1)
    with pytest.raises(ValueError, match=r"shape \(16,\) here, got \(15,\)"):
        choosing.choose(sizes, maps, filters, torch.zeros(16), torch.zeros(15), 1)
