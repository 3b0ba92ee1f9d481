"""Pixel noise: how many pixels, which ones, and that nothing else changes."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from sparse_explorer.data.noise.pixels import noise_ranks, noise_value, noisy_pixels, set_pixels

VALUE = 7.0  # no image of these tests has it

levels = st.floats(0, 1)
sizes = st.tuples(st.integers(1, 4), st.integers(1, 60))  # images, pixels
seeds = st.integers(0, 2**32)
quick = settings(deadline=None, max_examples=60)


def ranks_of(count, pixels, seed=0):
    return noise_ranks(count, pixels, torch.Generator().manual_seed(seed))


def pictures(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(1)).clamp(-5, 5)


def with_noise(images, ranks, level):
    return set_pixels(images, ranks, noisy_pixels(ranks.shape[1], level), VALUE)


def test_the_two_conventions_for_mnist():
    assert noise_value("article", 0.1307, 0.3081) == pytest.approx(0.7469)
    assert noise_value("paper", 0.1307, 0.3081) == 2.0
    # The paper's, by its own steps: the grey put in before normalisation.
    grey = 0.1307 + 2 * 0.3081
    assert noise_value("paper", 0.1307, 0.3081) == pytest.approx((grey - 0.1307) / 0.3081)


@pytest.mark.parametrize("convention", ["", "Paper", "seed"])
def test_an_unknown_convention_is_named(convention):
    with pytest.raises(ValueError, match=f"'{convention}', allowed are article, paper"):
        noise_value(convention, 0.1, 0.3)


@quick
@given(sizes, seeds)
def test_ranks_are_permutations(size, seed):
    ranks = ranks_of(*size, seed)
    assert ranks.dtype == torch.int16
    assert torch.equal(ranks.sort(dim=1).values.long(), torch.arange(size[1]).expand(size))


@quick
@given(sizes, levels, seeds)
def test_exactly_that_many_pixels_change_and_the_rest_stays(size, level, seed):
    images = pictures(*size)
    noisy = with_noise(images, ranks_of(*size, seed), level)
    changed = noisy == VALUE
    assert changed.sum(dim=1).tolist() == [int(size[1] * level)] * size[0]
    assert torch.equal(noisy[~changed], images[~changed])


@quick
@given(sizes, levels, levels)
def test_noise_is_nested(size, level, other):
    low, high = sorted((level, other))
    ranks, images = ranks_of(*size), pictures(*size)
    was_noisy = with_noise(images, ranks, low) == VALUE
    is_noisy = with_noise(images, ranks, high) == VALUE
    assert not (was_noisy & ~is_noisy).any()


@quick
@given(sizes)
def test_level_0_changes_nothing_and_1_everything(size):
    images, ranks = pictures(*size), ranks_of(*size)
    assert torch.equal(with_noise(images, ranks, 0.0), images)
    assert with_noise(images, ranks, 1.0).eq(VALUE).all()


def test_the_lowest_ranks_go_first():
    ranks = torch.tensor([[3, 0, 2, 1], [0, 1, 2, 3]], dtype=torch.int16)
    changed = with_noise(pictures(2, 2, 2), ranks, 0.5) == VALUE
    assert changed.tolist() == [[[False, True], [False, True]], [[True, True], [False, False]]]


def test_the_articles_levels_on_mnists_size():
    counts = [noisy_pixels(784, step * 5 / 100) for step in range(17)]
    assert counts == [784 * 5 * step // 100 for step in range(17)]


def test_a_new_tensor_comes_back_and_the_input_is_left_alone():
    images = pictures(2, 1, 28, 28)
    before = images.clone()
    for level in (0.0, 0.5):
        noisy = with_noise(images, ranks_of(2, 784), level)
        noisy.fill_(9)
        assert torch.equal(images, before)


def test_every_image_has_noise_of_its_own():
    first, second = with_noise(pictures(2, 784), ranks_of(2, 784), 0.5) == VALUE
    share_in_both = (first & second).sum() / 392
    assert 0.4 < share_in_both < 0.6  # independent halves share half


def test_no_place_is_favoured():
    often = (ranks_of(4000, 20) < 10).float().mean(dim=0)  # half of the time each, give or take 0.008
    assert often.sub(0.5).abs().max() < 0.04


def test_the_generator_alone_decides():
    torch.manual_seed(1)
    first = ranks_of(3, 100, seed=5)
    torch.manual_seed(2)
    state = torch.get_rng_state()
    assert torch.equal(ranks_of(3, 100, seed=5), first)
    assert torch.equal(torch.get_rng_state(), state)
    assert not torch.equal(ranks_of(3, 100, seed=6), first)


def test_shape_and_type_are_kept_and_memory_format_does_not_matter():
    ranks = ranks_of(2, 192)
    images = pictures(2, 3, 8, 8)
    expected = with_noise(images, ranks, 0.4)
    assert expected.shape == images.shape
    channels_last = images.to(memory_format=torch.channels_last)
    assert torch.equal(with_noise(channels_last, ranks, 0.4), expected)
    for dtype in (torch.float16, torch.float64):
        assert with_noise(images.to(dtype), ranks, 0.4).dtype == dtype


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
def test_another_device_gives_the_same():
    images, ranks = pictures(2, 1, 28, 28), ranks_of(2, 784)
    noisy = with_noise(images.cuda(), ranks.cuda(), 0.3)
    assert noisy.is_cuda
    assert torch.equal(noisy.cpu(), with_noise(images, ranks, 0.3))


@pytest.mark.parametrize("level", [-0.01, 1.01, float("nan"), float("inf")])
def test_a_level_outside_0_to_1_is_named(level):
    with pytest.raises(ValueError, match=f"noise level is {level}, allowed is 0 ... 1"):
        noisy_pixels(4, level)


def test_a_size_that_does_not_fit_is_named():
    with pytest.raises(ValueError, match="40000, allowed is 1"):
        ranks_of(1, 40_000)
    with pytest.raises(ValueError, match="number of images is -1"):
        ranks_of(-1, 10)


def test_ranks_are_the_places_of_the_keys_in_their_order() -> None:
    """As every seed has had them; of two equal keys, which thousands of pixels have, the first comes first."""
    for count, pixels in ((0, 784), (1, 1), (3, 784), (40, 8000), (1, 32_767)):
        keys = torch.rand(count, pixels, generator=torch.Generator().manual_seed(7))
        found = noise_ranks(count, pixels, torch.Generator().manual_seed(7))
        assert torch.equal(found, keys.argsort(dim=1, stable=True).to(torch.int16))
    assert any(len(row.unique()) < 8000 for row in torch.rand(40, 8000))
