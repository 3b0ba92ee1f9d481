"""What holds for noise of every kind that images have."""

import itertools

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.noise import add_noise
from sparse_explorer.data.noise.drawing import draw
from sparse_explorer.data.noise.kinds import CONVENTIONS, KINDS, Family
from sparse_explorer.data.noise.pixels import noise_ranks, noise_value
from tests.data.noise.conftest import MEAN, STD, brightness, normalized

NAMES = [name for name, kind in KINDS.items() if kind.family in (Family.PIXELS, Family.IMAGE)]
ALL = slice(None)
every_kind = pytest.mark.parametrize("kind", NAMES)


@every_kind
def test_level_0_is_the_image_bit_for_bit(drawn, digits, kind):
    noise = drawn(kind)
    assert torch.equal(noise.at(ALL, 0), normalized(digits))
    assert torch.equal(noise.at(ALL, torch.zeros(30)), normalized(digits))


@every_kind
def test_noisy_images_are_new_and_of_the_right_shape_and_brightness(drawn, kind):
    noise = drawn(kind)
    before = noise.at(ALL, 0.0)
    for level in (0.0, 0.4, 1.0):
        noisy = noise.at(slice(3, 8), level)
        assert noisy.shape == (5, 1, 28, 28)
        assert noisy.dtype == torch.float32
        if kind != "paper":  # whose value is above all others
            assert brightness(noisy).ge(-1e-5).all()
            assert brightness(noisy).le(1 + 1e-5).all()
        noisy.fill_(9)
        assert torch.equal(noise.at(ALL, 0.0), before)
    assert len(noise) == 30


@every_kind
def test_an_image_has_the_same_noise_in_every_batch(drawn, kind):
    noise = drawn(kind)
    for level in (0.35, 1.0):
        whole = noise.at(ALL, level)
        parts = [noise.at(slice(start, start + 7), level) for start in range(0, 30, 7)]
        assert_same(torch.cat(parts), whole)
        places = torch.tensor([29, 4, 4, 0])
        assert_same(noise.at(places, level), whole[places])
        chosen = torch.arange(30) % 3 == 0
        assert_same(noise.at(chosen, level), whole[chosen])


@every_kind
def test_each_image_may_have_a_level_of_its_own(drawn, kind):
    noise = drawn(kind)
    levels = torch.arange(30) * 0.03
    together = noise.at(ALL, levels)
    for place in (0, 1, 5, 16, 29):
        alone = noise.at(slice(place, place + 1), float(levels[place]))
        assert_same(together[place : place + 1], alone)
    assert_same(noise.at(slice(0, 4), torch.full((4,), 0.6)), noise.at(slice(0, 4), 0.6))


@every_kind
def test_the_generator_alone_decides(drawn, digits, kind):
    torch.manual_seed(1)
    first = drawn(kind, seed=5).at(ALL, 0.5)
    torch.manual_seed(2)
    state = torch.get_rng_state()
    assert torch.equal(drawn(kind, seed=5).at(ALL, 0.5), first)
    assert torch.equal(torch.get_rng_state(), state)


@every_kind
def test_more_noise_is_farther_from_the_clean_image(drawn, kind):
    noise = drawn(kind)
    clean = noise.at(ALL, 0.0)
    far = [(noise.at(ALL, level) - clean).pow(2).mean() for level in KINDS[kind].levels]
    assert far[0] == 0 < far[1]
    same = int(kind == "occlusion")  # whose sides are whole pixels: as many at 0.65 as at 0.70
    assert sum(later <= earlier for earlier, later in itertools.pairwise(far)) == same


@pytest.mark.parametrize("kind", [name for name in NAMES if KINDS[name].nested])
def test_what_is_noisy_stays_noisy_and_moves_on_the_same_way(drawn, kind):
    noise = drawn(kind)
    clean = noise.at(ALL, 0.0)
    before = torch.zeros_like(clean)
    for level in KINDS[kind].levels[1:]:
        moved = noise.at(ALL, level) - clean
        assert ((moved * before.sign()) >= before.abs() - 1e-5).all()
        before = moved


@every_kind
def test_no_images_are_no_mistake(drawn, digits, kind):
    noise = drawn(kind, digits[:0])
    assert noise.at(ALL, 0.5).shape == (0, 1, 28, 28)
    assert drawn(kind).at(slice(4, 4), 0.5).shape == (0, 1, 28, 28)


@settings(deadline=None, max_examples=30)
@given(st.floats(0, 1), st.integers(0, 2**32), st.sampled_from(CONVENTIONS))
def test_what_was_published_is_what_it_was_before(digits, level, seed, kind):
    images = normalized(digits)
    ranks = noise_ranks(30, 784, torch.Generator().manual_seed(seed))
    expected = add_noise(images, ranks, level, noise_value(kind, MEAN, STD))
    noise = draw(kind, digits, mean=MEAN, std=STD, generator=torch.Generator().manual_seed(seed))
    assert torch.equal(noise.at(ALL, level), expected)


@pytest.mark.parametrize("level", [-0.01, 1.01, float("nan"), float("inf"), -float("inf")])
def test_a_level_outside_0_to_1_is_named(drawn, level):
    noise = drawn("gaussian")
    with pytest.raises(ValueError, match=f"noise level is {level}, allowed is 0 ... 1"):
        noise.at(ALL, level)
    levels = torch.zeros(30, dtype=torch.float64)
    levels[7] = level
    with pytest.raises(ValueError, match=f"noise level is {level}, allowed is 0 ... 1"):
        noise.at(ALL, levels)


@pytest.mark.parametrize(
    "levels", [torch.zeros(29), torch.zeros(30, 1), torch.zeros(()), torch.ones(30).int()]
)
def test_levels_of_another_shape_or_type_are_named(drawn, levels):
    with pytest.raises(ValueError, match=r"expected floating point of shape \(30,\), one for each image"):
        drawn("gaussian").at(ALL, levels)


@pytest.mark.parametrize("kind", ["", "Gaussian", "weights", "pgd"])
def test_a_kind_that_images_do_not_have_is_named(drawn, kind):
    with pytest.raises(ValueError, match=f"noise of images is '{kind}', allowed are article, paper, "):
        drawn(kind)


def test_images_and_a_deviation_that_do_not_fit_are_named(drawn, digits):
    with pytest.raises(ValueError, match=r"images are torch\.float32 of shape \(30, 28, 28\)"):
        drawn("black", digits.float())
    with pytest.raises(ValueError, match=r"images are torch\.uint8 of shape \(28, 28\)"):
        drawn("black", digits[0])
    for std in (0.0, -1.0, float("nan")):
        with pytest.raises(ValueError, match=f"standard deviation is {std}, allowed is above 0"):
            draw("black", digits, mean=0.1, std=std, generator=torch.Generator())


@every_kind
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
def test_another_device_gives_the_same(drawn, digits, kind):
    expected = drawn(kind).at(ALL, 0.5)
    for noise in (drawn(kind).to("cuda"), drawn(kind, digits.cuda())):
        assert noise.at(ALL, 0.5).is_cuda
        torch.testing.assert_close(noise.at(ALL, 0.5).cpu(), expected, rtol=0, atol=1e-4)


def assert_same(found, expected):
    """Up to the last digit, in which sums may differ by their order."""
    torch.testing.assert_close(found, expected, rtol=0, atol=2e-5)
