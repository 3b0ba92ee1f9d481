"""Entropy and overlap against figures worked out by hand."""

import math

import pytest
import torch

from reference.entropy import reference_binary_entropy
from sparse_explorer.nn.metrics import binary_entropy, max_entropy, overlap


def test_binary_entropy_of_known_values():
    entropy, total = binary_entropy(torch.tensor([0.0, 0.25, 0.5, 0.75, 1.0], dtype=torch.float64))
    quarter = 2 - 0.75 * math.log2(3)
    assert entropy.tolist() == pytest.approx([0, quarter, 1, quarter, 0])
    assert float(total) == pytest.approx(1 + 2 * quarter)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_binary_entropy_equals_the_reference(generator, dtype):
    x = torch.rand(1, 7, 1, 1, dtype=dtype, generator=generator)
    entropy, total = binary_entropy(x)
    assert entropy.shape == x.shape
    expected = [reference_binary_entropy(p) for p in x.flatten().tolist()]
    assert entropy.flatten().tolist() == pytest.approx(expected, rel=1e-5)
    assert float(total) == pytest.approx(sum(expected), rel=1e-5)


def test_binary_entropy_at_the_ends_is_exactly_zero():
    entropy, total = binary_entropy(torch.tensor([0.0, 1.0]))
    assert (entropy == 0).all() and float(total) == 0


def test_binary_entropy_leaves_its_input_alone(generator):
    x = torch.rand(20, generator=generator)
    x[0], x[1] = 0, 1
    before = x.clone()
    binary_entropy(x)
    assert torch.equal(x, before)


@pytest.mark.parametrize(("n", "k"), [(4320, 100), (10, 5), (7, 1), (150, 50)])
def test_max_entropy(n, k):
    assert float(max_entropy(n, k)) == pytest.approx(n * reference_binary_entropy(k / n))


@pytest.mark.parametrize("k", [0, 9])
def test_max_entropy_of_no_choice_is_zero(k):
    assert float(max_entropy(9, k)) == 0


def test_max_entropy_is_the_most_there_can_be(generator):
    duty = torch.rand(12, dtype=torch.float64, generator=generator)
    duty *= 3 / duty.sum()  # three winners of twelve, on average
    assert float(binary_entropy(duty)[1]) < float(max_entropy(12, 3))


def test_overlap_of_known_sets():
    a = torch.tensor([[1, 1, 1, 1, 0], [1, 1, 0, 0, 0], [1, 0, 0, 0, 0], [0, 1, 1, 0, 0]]).bool()
    b = torch.tensor([[1, 1, 1, 0, 1], [1, 1, 0, 0, 0], [0, 1, 1, 1, 1], [0, 1, 0, 0, 0]]).bool()
    assert overlap(a, b).tolist() == [0.75, 1.0, 0.0, 0.5]
    assert overlap(b, a).tolist() == [0.75, 1.0, 0.0, 1.0]  # of the first one's winners


def test_overlap_of_values_counts_what_is_not_zero():
    a = torch.tensor([[-1.5, 0.0, 2.0, 0.1]])
    b = torch.tensor([[3.0, 1.0, 0.0, -0.0]])
    assert overlap(a, b).tolist() == pytest.approx([1 / 3])
    assert overlap(a, b != 0).tolist() == overlap(a != 0, b).tolist() == pytest.approx([1 / 3])


def test_overlap_of_maps(generator):
    a = torch.rand(5, 3, 4, 4, generator=generator) < 0.3
    b = torch.rand(5, 3, 4, 4, generator=generator) < 0.3
    result = overlap(a, b)
    assert result.shape == (5,) and result.is_floating_point()
    for sample in range(5):
        first, second = (set(x[sample].flatten().nonzero().flatten().tolist()) for x in (a, b))
        assert result[sample].item() == pytest.approx(len(first & second) / len(first))
    assert torch.equal(overlap(a, a), torch.ones(5))


def test_overlap_of_no_winners_is_whole():
    none, some = torch.zeros(2, 4), torch.ones(2, 4)
    assert overlap(none, some).tolist() == overlap(none, none).tolist() == [1, 1]
    assert overlap(some, none).tolist() == [0, 0]


def test_overlap_of_an_empty_batch():
    assert overlap(torch.zeros(0, 4), torch.zeros(0, 4)).shape == (0,)
