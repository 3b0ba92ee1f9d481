"""What each kind does to images where that can be told beforehand, or by SciPy."""

import math

import numpy as np
import pytest
import torch
from scipy import ndimage, stats

from sparse_explorer.data.noise.mnist_c.blurs import exchanges
from sparse_explorer.data.noise.mnist_c.edges import canny
from sparse_explorer.data.noise.mnist_c.grains import poisson
from sparse_explorer.data.noise.mnist_c.lines import line
from sparse_explorer.data.noise.mnist_c.weather import landscapes
from tests.data.noise.conftest import brightness

ALL = slice(None)
LEVELS = (0.05, 0.35, 0.8, 1.0)


def flat(value, count=4):
    """Images of one grey, 0 ... 255."""
    return torch.full((count, 28, 28), value, dtype=torch.uint8)


def dot(row, column, count=4):
    images = flat(0, count)
    images[:, row, column] = 255
    return images


def at(noise, level):
    return brightness(noise.at(ALL, level))


def middle_of(images):
    """Centre of mass, (N, 2): row and column."""
    places = torch.arange(28.0)
    mass = images.sum(dim=(1, 2))
    return torch.stack(((images.sum(2) @ places) / mass, (images.sum(1) @ places) / mass), dim=1)


@pytest.mark.parametrize("level", LEVELS)
def test_so_many_pixels_are_black(drawn, level):
    noisy = at(drawn("black", flat(100)), level)
    assert noisy.abs().lt(1e-5).sum(dim=(1, 2)).tolist() == [int(784 * level)] * 4
    assert (noisy.abs().lt(1e-5) | noisy.sub(100 / 255).abs().lt(1e-5)).all()


@pytest.mark.parametrize(
    ("kind", "level", "count"),
    [("salt-and-pepper", level, int(784 * level)) for level in LEVELS]
    + [("mnist-c-impulse-noise", 1.0, int(784 * 0.17)), ("mnist-c-impulse-noise", 0.5, int(784 * 0.085))],
)
def test_half_of_so_many_pixels_are_white_and_half_black(drawn, kind, level, count):
    noisy = at(drawn(kind, flat(100)), level)
    assert noisy.gt(0.999).sum(dim=(1, 2)).tolist() == [count // 2] * 4
    assert noisy.lt(0.001).sum(dim=(1, 2)).tolist() == [count - count // 2] * 4


def test_so_many_pixels_have_any_value(drawn):
    images = flat(100, 40)
    changed = at(drawn("uniform", images), 0.5).sub(100 / 255).abs().gt(1e-5).sum(dim=(1, 2))
    assert changed.le(392).all()
    assert changed.sum() == pytest.approx(40 * 392 * 255 / 256, rel=0.002)
    values = at(drawn("uniform", images), 1.0).mul(255).round().int().flatten()
    often = torch.bincount(values, minlength=256)
    assert len(often) == 256
    assert stats.chisquare(often.numpy()).pvalue > 1e-4


@pytest.mark.parametrize("level", [0.05, 0.15])
def test_gaussian_noise_has_that_deviation_and_is_cut_off(drawn, level):
    moved = at(drawn("gaussian", flat(128, 20)), level) - 128 / 255
    assert moved.std() == pytest.approx(level, rel=0.02)
    assert moved.mean() == pytest.approx(0, abs=level / 40)
    assert at(drawn("gaussian", flat(0)), level).eq(at(drawn("gaussian", flat(0)), 0.0)).float().mean() > 0.4


def test_speckle_is_in_units_of_the_pixel(drawn):
    for value in (60, 120):
        assert at(drawn("speckle", flat(value, 20)), 0.2).std() == pytest.approx(0.2 * value / 255, rel=0.02)
    assert at(drawn("speckle", flat(0)), 1.0).abs().max() < 1e-6


@pytest.mark.parametrize("level", LEVELS)
def test_a_square_of_that_area_is_hidden(drawn, level):
    noisy = at(drawn("occlusion", flat(255, 20)), level)
    side = round(28 * math.sqrt(level))
    for image in noisy < 0.5:
        rows, columns = (image.any(dim=dim).nonzero() for dim in (1, 0))
        assert image.sum() == side**2
        assert rows.max() - rows.min() == columns.max() - columns.min() == side - 1


def test_squares_are_everywhere(drawn):
    hidden = (at(drawn("occlusion", flat(255, 400)), 0.1) < 0.5).float().mean(dim=0)
    assert hidden[0, 0] > 0
    assert hidden[27, 27] > 0
    assert hidden[10:18, 10:18].std() < 0.05


@pytest.mark.parametrize("level", [0.1, 0.5, 1.0])
def test_blur_is_scipys(drawn, digits, level):
    expected = ndimage.gaussian_filter(
        digits.double().numpy() / 255, sigma=(0, 4 * level, 4 * level), mode="constant", truncate=7
    )
    np.testing.assert_allclose(at(drawn("blur"), level), expected, atol=2e-5)


def test_contrast_and_brightness_by_hand(drawn):
    images = flat(0)
    images[:, :14] = 200
    contrast = at(drawn("contrast", images), 0.25) * 255
    assert contrast[:, 0, 0].tolist() == pytest.approx([175] * 4, abs=1e-3)
    assert contrast[:, 27, 27].tolist() == pytest.approx([25] * 4, abs=1e-3)
    assert at(drawn("contrast", images), 1.0).mul(255).sub(100).abs().max() < 1e-3
    for kind, level in (("brightness", 0.4), ("mnist-c-brightness", 0.8)):
        lighter = at(drawn(kind, images), level)
        assert lighter[:, 0, 0].tolist() == pytest.approx([1.0] * 4, abs=1e-6)
        assert lighter[:, 27, 27].tolist() == pytest.approx([0.4] * 4, abs=1e-6)


def test_a_quarter_turn_is_exact_and_goes_both_ways(drawn, digits):
    turned = at(drawn("rotation"), 1.0)
    clean = digits / 255
    ways = [torch.isclose(turned, clean.rot90(k, (1, 2)), atol=1e-4).all(dim=(1, 2)) for k in (1, -1)]
    assert (ways[0] ^ ways[1]).all()
    assert 5 < ways[0].sum() < 25


@pytest.mark.parametrize(
    ("kind", "level", "matrix"),
    [
        ("rotation", 0.3, lambda s: rotated(s * 0.3 * math.pi / 2)),
        ("mnist-c-rotate", 1.0, lambda s: rotated(s * 0.4)),
        ("mnist-c-rotate", 0.5, lambda s: rotated(s * 0.2)),
        ("mnist-c-shear", 1.0, lambda s: [[math.cos(0.4), 0], [-s * math.sin(0.4), 1]]),
        ("mnist-c-scale", 1.0, lambda s: [[1 / 0.7, 0], [0, 1 / 0.7]]),
        ("mnist-c-scale", 0.5, lambda s: [[1 / 0.85, 0], [0, 1 / 0.85]]),
    ],
)
def test_affine_maps_are_scipys(drawn, digits, kind, level, matrix):
    moved = at(drawn(kind), level).numpy()
    for image, found in zip(digits.numpy() / 255, moved):
        expected = []
        for sign in (1, -1):
            map_ = np.array(matrix(sign))  # of row and column
            offset = 13.5 - map_ @ [13.5, 13.5]
            expected.append(ndimage.affine_transform(image, map_, offset, order=1, mode="grid-constant"))
        assert min(np.abs(found - each).max() for each in expected) < 1e-4


def rotated(angle):
    return [[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]


def test_a_translation_goes_that_far_in_any_direction(drawn):
    way = middle_of(at(drawn("translation", dot(13, 13, 200)), 0.5)) - 13
    assert way.norm(dim=1).sub(7).abs().max() < 1e-3
    assert way.mean(dim=0).abs().max() < 1
    assert way.min() < -6.5
    assert way.max() > 6.5


def test_mnist_cs_translation_goes_three_pixels_to_a_corner(drawn, digits):
    moved = at(drawn("mnist-c-translate"), 1.0)
    clean = torch.nn.functional.pad(digits / 255, (3, 3, 3, 3))
    ways = {
        (row, column): clean[:, row : row + 28, column : column + 28] for row in (0, 6) for column in (0, 6)
    }
    fits = {way: torch.isclose(moved, there, atol=1e-4).all(dim=(1, 2)) for way, there in ways.items()}
    assert all(fit.any() for fit in fits.values())
    assert torch.stack(list(fits.values())).any(dim=0).all()


def test_a_distortion_moves_pixels_that_far(drawn):
    ramp = (torch.arange(28) * 9).to(torch.uint8).expand(300, 28, 28)
    for images in (ramp, ramp.mT):
        moved = (at(drawn("elastic", images.contiguous()), 0.2) - images / 255)[:, 6:22, 6:22] * 255 / 9
        assert moved.square().mean().sqrt() == pytest.approx(0.2 * 4 / math.sqrt(2), rel=0.05)
        # Neighbours move together.
        assert moved.diff(dim=2).square().mean().sqrt() < 0.3 * moved.square().mean().sqrt()


@pytest.mark.parametrize("mean", [0.0, 0.1, 3.0, 30.0, 80.0])
def test_numbers_of_photons_are_scipys(mean):
    luck = torch.linspace(0.001, 0.999, 200)
    expected = stats.poisson.ppf(luck.double().numpy(), mean)
    assert poisson(torch.full((200,), mean), luck).tolist() == expected.clip(min=0).tolist()


def test_shot_noise_keeps_the_mean_and_black(drawn):
    noisy = at(drawn("mnist-c-shot-noise", flat(51, 40)), 1.0)  # 0.6 photons a pixel
    assert noisy.mean() == pytest.approx(0.2, rel=0.03)
    assert noisy.var() == pytest.approx(0.2 / 3, rel=0.05)
    assert (noisy * 3).sub((noisy * 3).round()).abs().max() < 1e-4
    assert at(drawn("mnist-c-shot-noise", flat(0)), 1.0).abs().max() < 1e-6


def test_glass_exchanges_pixels_nearby(drawn):
    (where,) = exchanges(torch.zeros(50, 28, 28), torch.Generator().manual_seed(0))
    places = torch.arange(784)
    assert torch.equal(where.long().sort(dim=1).values, places.expand(50, 784))
    rows, columns = (where.long() // 28 - places // 28).abs(), (where.long() % 28 - places % 28).abs()
    assert 0.3 < torch.maximum(rows, columns).float().mean() < 3
    assert torch.equal(where[:, :28].long(), places[:28].expand(50, 28))  # nothing is above the first row
    assert at(drawn("mnist-c-glass-blur", flat(255)), 1.0)[:, 6:22, 6:22].sub(1).abs().max() < 0.02


def test_motion_smears_one_way_along_a_line(drawn):
    smeared = at(drawn("mnist-c-motion-blur", dot(13, 20, 60)), 1.0)
    assert smeared.sum(dim=(1, 2)).sub(1).abs().max() < 1e-4
    assert smeared[:, 13, 20].min() > 0.1
    assert smeared[:, :, 21:].max() == pytest.approx(0, abs=1e-6)
    way = middle_of(smeared) - torch.tensor([13.0, 20.0])
    assert way[:, 1].lt(-1).all()
    assert (way[:, 0].abs() <= way[:, 1].abs() + 0.3).all()
    assert way[:, 0].min() < -1
    assert way[:, 0].max() > 1


def test_stripes_are_inverted(drawn, digits):
    noisy, clean = at(drawn("mnist-c-stripe"), 1.0), digits / 255
    for columns in (slice(0, 7), slice(21, 28)):
        assert noisy[:, :, columns].sub(1 - clean[:, :, columns]).abs().max() < 1e-5
    assert noisy[:, :, 7:21].sub(clean[:, :, 7:21]).abs().max() < 1e-5


def test_fog_is_a_landscape_over_the_image(drawn, digits):
    (landscape,) = landscapes(torch.zeros(300, 28, 28), torch.Generator().manual_seed(0))
    assert landscape.min() >= 0
    assert landscape.max() <= 1
    assert landscape.mean() == pytest.approx(0.5, abs=0.1)  # the corner is as high as any place
    assert landscape.mean(dim=(1, 2)).std() > 0.1  # but the fog is of another density in each image
    assert landscape.diff(dim=1).abs().mean() < 0.05
    images = digits.clone()
    images[:, 0, 0] = 255
    noisy = at(drawn("mnist-c-fog", images), 1.0)
    found = (noisy * 4 - images / 255) / 3
    assert found.min() > -1e-4
    assert found.max() < 1 + 1e-4
    assert found.diff(dim=1).abs().mean() < 0.05  # of the digit nothing is left in it


def test_mud_covers_what_is_below(drawn):
    on_black, on_white = (at(drawn("mnist-c-spatter", flat(value, 40)), 1.0) for value in (0, 255))
    share = on_black / (63 / 255)
    assert share.min() > -1e-5
    assert share.max() < 1 + 1e-5
    assert ((share < 1e-5) | (share > 0.8 - 1e-5)).all()
    assert on_white.sub(1 - share * (1 - 63 / 255)).abs().max() < 1e-4
    assert 0.05 < share.gt(0.5).float().mean() < 0.5


def test_a_line_is_bright_in_its_middle():
    drawn_line = line(torch.full((1, 28), 10.0))[0]
    assert torch.equal(drawn_line[10], torch.ones(28))
    assert drawn_line[11, 5] == pytest.approx(math.log(1 - 1 / 2.3) + 1)
    assert drawn_line[12:].abs().max() == drawn_line[:9].abs().max() == 0


def test_dotted_lines_go_from_side_to_side(drawn):
    noisy = at(drawn("mnist-c-dotted-line", flat(0, 40)), 1.0)
    seen = noisy.amax(dim=1) > 0.5  # (N, 28)
    assert torch.equal(
        seen, torch.tensor([[False, False, True, True] * 6 + [False, False, True, False]] * 40)
    )
    assert noisy.amax(dim=1)[:, 2].std() > 0  # lines begin anywhere
    assert at(drawn("mnist-c-dotted-line", flat(0, 40)), 0.5).sub(noisy / 2).abs().max() < 1e-5


def test_zigzags_go_up_and_down(drawn):
    noisy = at(drawn("mnist-c-zigzag", flat(0, 200)), 1.0)
    assert noisy[:, :, [0, 1, 25, 26, 27]].abs().max() < 1e-5
    rows = middle_of_columns(noisy[:, :, 2:25])
    inside = (noisy[:, [0, 1, 26, 27]].abs().amax((1, 2)) < 1e-5).nonzero().squeeze(1)
    assert len(inside) > 20
    steps = rows[inside].diff(dim=1)  # (n, 22): two up, four down, four up
    directions = steps.median(dim=0).values.sign()
    assert directions.tolist() == [-1] * 2 + [1] * 4 + [-1] * 4 + [1] * 4 + [-1] * 4 + [1] * 4


def middle_of_columns(images):
    return (images * torch.arange(28.0).unsqueeze(1)).sum(dim=1) / images.sum(dim=1)


def test_edges_are_around_what_is_white():
    images = torch.zeros(2, 28, 28)
    images[0, 8:20, 8:20] = 1
    edges = canny(images)
    assert not edges[1].any()
    filled = torch.from_numpy(ndimage.binary_fill_holes(edges[0].numpy()))
    assert 100 < filled.sum() < 200  # of 144
    assert filled[9:19, 9:19].all()
    assert not edges[0, 11:17, 11:17].any()
    assert 30 < edges[0].sum() < 60  # a line of one pixel around 4 x 12


def test_of_edges_the_weak_are_seen_only_beside_strong_ones():
    images = torch.zeros(2, 28, 28)
    images[:, :14] = 0.04  # a slope of 4 x 0.04, less than twice the least
    assert not canny(images)[:, :, 5].any()
    images[0, :14, 14:] = 1
    beside, alone = canny(images)
    assert beside[:, 3:].any()
    assert beside.sum() > 25
    assert not alone.any()


def test_edges_take_the_place_of_the_image(drawn, digits):
    edges = at(drawn("mnist-c-canny-edges"), 1.0)
    assert (edges.abs().lt(1e-5) | edges.sub(1).abs().lt(1e-5)).all()
    assert 0.05 < edges.mean() < 0.3
    half = at(drawn("mnist-c-canny-edges"), 0.5)
    assert half.sub((edges + digits / 255) / 2).abs().max() < 1e-5
