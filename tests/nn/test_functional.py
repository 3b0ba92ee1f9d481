"""Choosing winners: against the plain reference, by its properties, and at its edges."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.k_winners import (
    keep,
    reference_kwinners,
    reference_kwinners2d,
    reference_winners,
    reference_winners2d,
)
from sparse_explorer.nn import functional as F

MODEST = settings(deadline=None, max_examples=40, derandomize=True)
INF, NAN = math.inf, math.nan

# Grids keep distinct boosted values well apart, and make exact ties common.
GRID = st.integers(-12, 12).map(lambda value: value / 4)
WILD_GRID = st.one_of(GRID, st.sampled_from([INF, -INF, NAN]))
DUTIES = st.integers(0, 8).map(lambda value: value / 8)
STRENGTHS = st.sampled_from([0.0, 0.5, 1.5])
FLAGS = st.booleans()


def double(values) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)


@st.composite
def contests(draw, values=GRID, distinct=False):
    """x (N, n), duty cycles (n,) and k."""
    n = draw(st.integers(1, 9))
    row = st.lists(values, min_size=n, max_size=n, unique=distinct)
    x = double(draw(st.lists(row, min_size=1, max_size=3)))
    duty = double(draw(st.lists(DUTIES, min_size=n, max_size=n)))
    return x, duty, draw(st.integers(0, n))


@st.composite
def contests2d(draw, values=GRID):
    """x (N, C, H, W) and duty cycles (1, C, 1, 1)."""
    shape = draw(st.tuples(*[st.integers(1, high) for high in (2, 4, 3, 3)]))
    x = double(draw(st.lists(values, min_size=math.prod(shape), max_size=math.prod(shape)))).reshape(shape)
    duty = double(draw(st.lists(DUTIES, min_size=shape[1], max_size=shape[1]))).reshape(1, -1, 1, 1)
    return x, duty


def assert_same(actual: torch.Tensor, expected: torch.Tensor) -> None:
    """Bit for bit, apart from the sign of zero and the kind of NaN."""
    torch.testing.assert_close(actual, expected, rtol=0, atol=0, equal_nan=True)


def winners_by_gradient(choose, x: torch.Tensor) -> torch.Tensor:
    """Where the gradient gets through, which tells a winner of value 0 from a loser."""
    leaf = x.clone().requires_grad_()
    choose(leaf).sum().backward()
    assert set(leaf.grad.unique().tolist()) <= {0.0, 1.0}
    return leaf.grad == 1


# Against the reference


@MODEST
@given(contests(WILD_GRID), STRENGTHS, FLAGS)
def test_equals_the_reference(contest, strength, relu):
    x, duty, k = contest
    assert_same(
        F.kwinners(x, duty, k, strength, relu=relu), reference_kwinners(x, duty, k, strength, relu=relu)
    )


@MODEST
@given(contests(distinct=True), st.sampled_from([0.0, 0.3]), FLAGS)
def test_without_ties_breaking_them_changes_nothing(contest, strength, relu):
    x, _, k = contest
    duty = torch.full((x.shape[1],), 0.5, dtype=torch.float64)
    expected = reference_kwinners(x, duty, k, strength, relu=relu)
    assert_same(F.kwinners(x, duty, k, strength, break_ties=True, relu=relu), expected)


@MODEST
@given(contests2d(WILD_GRID), STRENGTHS, FLAGS, FLAGS, st.data())
def test_2d_equals_the_reference(contest, strength, local, relu, data):
    x, duty = contest
    k = data.draw(st.integers(0, x.shape[1] if local else x[0].numel()))
    expected = reference_kwinners2d(x, duty, k, strength, local, relu=relu)
    assert_same(F.kwinners2d(x, duty, k, strength, local=local, relu=relu), expected)


@pytest.mark.parametrize("strength", [0.0, 1.0, 1.5])
@pytest.mark.parametrize("relu", [False, True])
def test_equals_the_reference_at_realistic_size(generator, strength, relu):
    x = torch.randn(8, 500, generator=generator)
    duty = torch.rand(500, generator=generator)
    for k in (1, 50, 400):
        expected = reference_kwinners(x, duty, k, strength, relu=relu)
        assert_same(F.kwinners(x, duty, k, strength, relu=relu), expected)
        assert_same(F.kwinners(x, duty, k, strength, break_ties=True, relu=relu), expected)


@pytest.mark.parametrize("local", [False, True])
@pytest.mark.parametrize("relu", [False, True])
def test_2d_equals_the_reference_at_realistic_size(generator, local, relu):
    x = torch.randn(4, 12, 6, 5, generator=generator)
    duty = torch.rand(1, 12, 1, 1, generator=generator)
    for k in (1, 5, 11):
        expected = reference_kwinners2d(x, duty, k, 1.5, local, relu=relu)
        assert_same(F.kwinners2d(x, duty, k, 1.5, local=local, relu=relu), expected)
        assert_same(F.kwinners2d(x, duty, k, 1.5, local=local, break_ties=True, relu=relu), expected)


def test_2d_is_local_unless_told(generator):
    x = torch.randn(2, 4, 3, 3, generator=generator)
    duty = torch.zeros(1, 4, 1, 1)
    assert_same(F.kwinners2d(x, duty, 2, 0.0), reference_kwinners2d(x, duty, 2, 0.0, local=True))


# Properties


@MODEST
@given(contests(distinct=True))
def test_without_ties_exactly_k_win(contest):
    x, duty, k = contest
    flat_duty = torch.zeros_like(duty)
    either = winners_by_gradient(lambda leaf: F.kwinners(leaf, flat_duty, k, 1.0), x)
    broken = winners_by_gradient(lambda leaf: F.kwinners(leaf, flat_duty, k, 1.0, break_ties=True), x)
    assert (either.sum(1) == k).all()
    assert torch.equal(broken, either)


@MODEST
@given(contests(WILD_GRID), STRENGTHS)
def test_breaking_ties_leaves_exactly_k_of_the_tied_winners(contest, strength):
    x, duty, k = contest
    wins = winners_by_gradient(lambda leaf: F.kwinners(leaf, duty, k, strength, break_ties=True), x)
    assert (wins.sum(1) == k).all()
    assert (wins <= reference_winners(x, duty, k, strength)).all()
    assert_same(F.kwinners(x, duty, k, strength, break_ties=True), keep(x, wins))


@MODEST
@given(contests2d(WILD_GRID), STRENGTHS, FLAGS, st.data())
def test_2d_breaking_ties_leaves_exactly_k_of_the_tied_winners(contest, strength, local, data):
    x, duty = contest
    k = data.draw(st.integers(0, x.shape[1] if local else x[0].numel()))
    wins = winners_by_gradient(lambda y: F.kwinners2d(y, duty, k, strength, local=local, break_ties=True), x)
    assert (wins.sum(1 if local else (1, 2, 3)) == k).all()
    assert (wins <= reference_winners2d(x, duty, k, strength, local)).all()


@MODEST
@given(contests(), STRENGTHS, FLAGS)
def test_every_winner_is_boosted_at_least_as_high_as_every_loser(contest, strength, break_ties):
    x, duty, k = contest
    boosted = x * torch.exp(-strength * duty)
    wins = winners_by_gradient(lambda leaf: F.kwinners(leaf, duty, k, strength, break_ties=break_ties), x)
    lowest_winner = boosted.masked_fill(~wins, INF).amin(1)
    highest_loser = boosted.masked_fill(wins, -INF).amax(1)
    assert (lowest_winner >= highest_loser).all()


@MODEST
@given(contests(), STRENGTHS, FLAGS)
def test_with_relu_no_winner_is_below_zero(contest, strength, break_ties):
    x, duty, k = contest
    wins = winners_by_gradient(
        lambda y: F.kwinners(y, duty, k, strength, break_ties=break_ties, relu=True), x
    )
    plain = winners_by_gradient(lambda y: F.kwinners(y, duty, k, strength, break_ties=break_ties), x)
    assert not (wins & (x < 0)).any()
    assert (wins[x != 0] == (plain & (x >= 0))[x != 0]).all()


@MODEST
@given(contests(), STRENGTHS, st.randoms(use_true_random=False))
def test_permuting_units_permutes_the_result(contest, strength, random):
    x, duty, k = contest
    order = list(range(x.shape[1]))
    random.shuffle(order)
    assert_same(F.kwinners(x[:, order], duty[order], k, strength), F.kwinners(x, duty, k, strength)[:, order])


@MODEST
@given(contests(), STRENGTHS)
def test_samples_do_not_see_each_other(contest, strength):
    x, duty, k = contest
    together = F.kwinners(x, duty, k, strength)
    for sample in range(len(x)):
        assert_same(F.kwinners(x[sample : sample + 1], duty, k, strength), together[sample : sample + 1])


@MODEST
@given(contests2d(), STRENGTHS, FLAGS, st.data())
def test_local_is_the_1d_contest_at_each_position(contest, strength, relu, data):
    x, duty = contest
    k = data.draw(st.integers(0, x.shape[1]))
    result = F.kwinners2d(x, duty, k, strength, local=True, relu=relu)
    for row in range(x.shape[2]):
        for column in range(x.shape[3]):
            expected = F.kwinners(x[:, :, row, column], duty.flatten(), k, strength, relu=relu)
            assert_same(result[:, :, row, column], expected)


@MODEST
@given(contests2d(), STRENGTHS, FLAGS, st.data())
def test_global_is_the_1d_contest_of_all_units(contest, strength, relu, data):
    x, duty = contest
    k = data.draw(st.integers(0, x[0].numel()))
    expected = F.kwinners(x.flatten(1), duty.expand(x[:1].shape).flatten(), k, strength, relu=relu)
    assert_same(F.kwinners2d(x, duty, k, strength, local=False, relu=relu).flatten(1), expected)


# Gradients


@MODEST
@given(contests(), STRENGTHS, FLAGS, FLAGS, FLAGS)
def test_gradient_reaches_winners_alone_and_unchanged(contest, strength, break_ties, relu, inplace):
    x, duty, k = contest
    leaf = x.clone().requires_grad_()
    upstream = torch.linspace(-2, 3, x.numel(), dtype=torch.float64).reshape(x.shape)
    output = F.kwinners(leaf * 1, duty, k, strength, break_ties=break_ties, relu=relu, inplace=inplace)
    output.backward(upstream)
    if break_ties:
        wins = leaf.grad != 0  # linspace has no zero at these sizes, checked below
        assert upstream.count_nonzero() == upstream.numel() and (wins.sum(1) <= k).all()
        assert (wins <= reference_winners(x, duty, k, strength, relu=relu)).all()
    else:
        wins = reference_winners(x, duty, k, strength, relu=relu)
    assert_same(leaf.grad, keep(upstream, wins))
    assert_same(output.detach(), keep(x, wins))


@MODEST
@given(contests2d(), STRENGTHS, FLAGS, FLAGS, st.data())
def test_2d_gradient_reaches_winners_alone_and_unchanged(contest, strength, local, inplace, data):
    x, duty = contest
    k = data.draw(st.integers(0, x.shape[1] if local else x[0].numel()))
    leaf = x.clone().requires_grad_()
    upstream = torch.arange(1, x.numel() + 1, dtype=torch.float64).reshape(x.shape)
    F.kwinners2d(leaf * 1, duty, k, strength, local=local, inplace=inplace).backward(upstream)
    assert_same(leaf.grad, keep(upstream, reference_winners2d(x, duty, k, strength, local)))


@pytest.mark.parametrize("break_ties", [False, True])
@pytest.mark.parametrize("relu", [False, True])
@pytest.mark.parametrize("k", [0, 1, 5, 12])
def test_gradcheck(generator, k, break_ties, relu):
    duty = torch.rand(12, dtype=torch.float64, generator=generator)
    boosted = (torch.randperm(24, generator=generator).reshape(2, 12) - 11.5) / 10  # no ties, none near zero
    x = (boosted * torch.exp(1.5 * duty)).requires_grad_()
    assert torch.autograd.gradcheck(lambda y: F.kwinners(y, duty, k, 1.5, break_ties, relu), (x,))


@pytest.mark.parametrize("local", [False, True])
@pytest.mark.parametrize("relu", [False, True])
def test_2d_gradcheck(generator, local, relu):
    duty = torch.rand(1, 4, 1, 1, dtype=torch.float64, generator=generator)
    boosted = (torch.randperm(48, generator=generator).reshape(2, 4, 3, 2) - 23.5) / 10
    x = (boosted * torch.exp(1.5 * duty)).requires_grad_()
    assert torch.autograd.gradcheck(lambda y: F.kwinners2d(y, duty, 2, 1.5, local, relu=relu), (x,))


def test_infinite_losers_are_zero_and_get_no_gradient():
    x = double([[1, -INF, 2, -INF]]).requires_grad_()
    output = F.kwinners(x, torch.zeros(4), 2, 1.0)
    output.sum().backward()
    assert output.tolist() == [[1, 0, 2, 0]]
    assert x.grad.tolist() == [[1, 0, 1, 0]]


def test_no_gradient_flows_to_duty_cycles_or_strength():
    x = double([[1, 2, 3]]).requires_grad_()
    duty, strength = torch.zeros(3).requires_grad_(), torch.tensor(1.0, requires_grad=True)
    F.kwinners(x, duty, 1, strength).sum().backward()
    for untouched in (duty, strength):
        assert untouched.grad is None or not untouched.grad.any()


# In place


@MODEST
@given(contests(WILD_GRID), STRENGTHS, FLAGS, FLAGS)
def test_in_place_gives_the_same_and_writes_into_its_input(contest, strength, break_ties, relu):
    x, duty, k = contest
    plain = F.kwinners(x, duty, k, strength, break_ties, relu)
    written = x.clone()
    assert_same(F.kwinners(written, duty, k, strength, break_ties, relu, inplace=True), plain)
    assert_same(written, plain)


@MODEST
@given(contests2d(WILD_GRID), STRENGTHS, FLAGS, FLAGS, st.data())
def test_2d_in_place_gives_the_same_and_writes_into_its_input(contest, strength, local, relu, data):
    x, duty = contest
    k = data.draw(st.integers(0, x.shape[1] if local else x[0].numel()))
    plain = F.kwinners2d(x, duty, k, strength, local, relu=relu)
    for written in (x.clone(), x.clone().contiguous(memory_format=torch.channels_last)):
        assert_same(F.kwinners2d(written, duty, k, strength, local, relu=relu, inplace=True), plain)
        assert_same(written, plain)


def test_in_place_on_a_view_writes_into_its_base():
    base = double([[1, 5], [4, 2], [3, 6]])
    F.kwinners(base.T, torch.zeros(3), 1, 0.0, inplace=True)
    assert base.tolist() == [[0, 0], [4, 0], [0, 6]]


def test_in_place_over_a_value_that_backward_needs_is_an_error():
    needed = double([[1, 2, 3]]).requires_grad_().exp()  # exp keeps its output for its gradient
    output = F.kwinners(needed, torch.zeros(3), 1, 0.0, inplace=True)
    with pytest.raises(RuntimeError, match="inplace operation"):
        output.sum().backward()


def test_not_in_place_leaves_all_inputs_alone():
    x, duty = double([[1, 2, -3]]), double([0.1, 0.9, 0.5])
    F.kwinners(x, duty, 1, 1.0, relu=True)
    F.kwinners2d(x.reshape(1, 3, 1, 1), duty.reshape(1, 3, 1, 1), 1, 1.0)
    assert (x.tolist(), duty.tolist()) == ([[1, 2, -3]], [0.1, 0.9, 0.5])


# Edges


def test_ties_at_the_threshold_all_win():
    x = double([[2, 3, 2, 1, 2]])
    assert F.kwinners(x, torch.zeros(5), 2, 0.0).tolist() == [[2, 3, 2, 0, 2]]
    assert F.kwinners(x, torch.zeros(5), 2, 0.0, break_ties=True).sum() == 5


def test_equal_values_of_unequal_duty_are_no_tie():
    x, duty = double([[2, 2, 2]]), double([0.5, 0.1, 0.3])
    assert F.kwinners(x, duty, 1, 1.0).tolist() == [[0, 2, 0]]
    assert F.kwinners(x, duty, 2, 1.0).tolist() == [[0, 2, 2]]


def test_boosting_pulls_negative_values_of_busy_units_up():
    assert F.kwinners(double([[-1.1, -1.0]]), double([1.0, 0.0]), 1, 1.0).tolist() == [[-1.1, 0]]


def test_strength_may_be_a_tensor(generator):
    x, duty = torch.randn(4, 9, generator=generator), torch.rand(9, generator=generator)
    assert_same(F.kwinners(x, duty, 3, torch.tensor(1.5)), F.kwinners(x, duty, 3, 1.5))


@pytest.mark.parametrize("break_ties", [False, True])
def test_k_of_none_and_all(generator, break_ties):
    x = torch.randn(3, 8, generator=generator)
    duty = torch.rand(8, generator=generator)
    assert not F.kwinners(x, duty, 0, 1.0, break_ties).any()
    assert_same(F.kwinners(x, duty, 8, 1.0, break_ties), x)
    assert_same(F.kwinners(x, duty, 8, 1.0, break_ties, relu=True), x.relu())
    image, duty2d = x.reshape(3, 2, 2, 2), duty[:2].reshape(1, 2, 1, 1)
    for local, everyone in ((True, 2), (False, 8)):
        assert not F.kwinners2d(image, duty2d, 0, 1.0, local, break_ties).any()
        assert_same(F.kwinners2d(image, duty2d, everyone, 1.0, local, break_ties), image)


def test_k_of_none_zeros_even_nan_and_passes_no_gradient():
    x = double([[NAN, INF, 1]]).requires_grad_()
    output = F.kwinners(x, torch.zeros(3), 0, 1.0)
    output.sum().backward()
    assert output.tolist() == x.grad.tolist() == [[0, 0, 0]]


@pytest.mark.parametrize("k", [-1, 8])
def test_k_out_of_range_is_named(k):
    with pytest.raises(ValueError, match=rf"(?s)\bk\b.*{k}\b.*\b7\b"):
        F.kwinners(torch.ones(2, 7), torch.zeros(7), k, 1.0)


@pytest.mark.parametrize(("local", "n", "k"), [(True, 3, 4), (True, 3, -1), (False, 12, 13), (False, 12, -1)])
def test_2d_k_out_of_range_is_named(local, n, k):
    with pytest.raises(ValueError, match=rf"(?s)\bk\b.*{k}\b.*\b{n}\b"):
        F.kwinners2d(torch.ones(2, 3, 2, 2), torch.zeros(1, 3, 1, 1), k, 1.0, local=local)


@pytest.mark.parametrize("break_ties", [False, True])
@pytest.mark.parametrize("relu", [False, True])
def test_nan_wins_and_shows(break_ties, relu):
    x = double([[1, NAN, 3, 2], [4, 3, 2, 1]])
    winners = F.kwinners(x, torch.full((4,), 0.5), 2, 1.0, break_ties, relu)
    assert_same(winners, double([[0, NAN, 3, 0], [4, 3, 0, 0]]))


def test_nan_and_infinity_tie():
    x = double([[NAN, 1, INF, NAN]])
    assert_same(F.kwinners(x, torch.zeros(4), 2, 1.0), double([[NAN, 0, INF, NAN]]))
    assert_same(F.kwinners(x, torch.zeros(4), 4, 1.0), x)
    wins = winners_by_gradient(lambda y: F.kwinners(y, torch.zeros(4), 2, 1.0, break_ties=True), x)
    assert wins.sum() == 2 and not wins[0, 1]


def test_minus_infinity_ranks_last():
    x = double([[-INF, -5, NAN, -7]])
    assert_same(F.kwinners(x, torch.zeros(4), 3, 1.0), double([[0, -5, NAN, -7]]))
    assert_same(F.kwinners(x, torch.zeros(4), 4, 1.0), x)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_types_are_kept(generator, dtype):
    x = (torch.randperm(40, generator=generator).reshape(2, 20) - 20).to(dtype)  # exact in all three
    duty = torch.zeros(20)
    result = F.kwinners(x, duty, 6, 1.0)
    assert result.dtype == dtype
    assert_same(result, reference_kwinners(x, duty, 6, 1.0))
    image = x.reshape(2, 5, 2, 2)
    for local in (False, True):
        result = F.kwinners2d(image, torch.zeros(1, 5, 1, 1), 2, 1.0, local)
        assert result.dtype == dtype
        assert_same(result, reference_kwinners2d(image, torch.zeros(1, 5, 1, 1), 2, 1.0, local))


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16])
def test_types_are_kept_when_boosting(generator, dtype):
    x = torch.randn(2, 20, generator=generator).to(dtype)
    duty = torch.rand(20, generator=generator)
    for inplace in (False, True):
        result = F.kwinners(x.clone(), duty, 6, 1.5, inplace=inplace)
        assert result.dtype == dtype
        assert (result.count_nonzero(1) >= 6).all()
        assert ((result == x) | (result == 0)).all()


def test_low_precision_values_are_ranked_by_their_exact_boost(generator):
    """Boosted values that are rounded to bfloat16 would tie where they do not."""
    x = torch.randint(-8, 9, (4, 200), generator=generator).bfloat16()
    duty = torch.rand(200, generator=generator)
    for k in (1, 20, 100):
        assert_same(F.kwinners(x, duty, k, 1.5), reference_kwinners(x, duty, k, 1.5))


def test_memory_layout_does_not_matter(generator):
    x = torch.randn(3, 4, 5, 6, generator=generator)
    duty = torch.rand(1, 4, 1, 1, generator=generator)
    layouts = {
        "channels last": x.contiguous(memory_format=torch.channels_last),
        "transposed": x.transpose(2, 3).contiguous().transpose(2, 3),
        "strided": x.repeat_interleave(2, 3)[..., ::2],
    }
    for local in (False, True):
        for break_ties in (False, True):
            expected = F.kwinners2d(x, duty, 3, 1.0, local, break_ties)
            for laid_out in layouts.values():
                assert_same(F.kwinners2d(laid_out, duty, 3, 1.0, local, break_ties), expected)
    flat, flat_duty = x.flatten(1), torch.rand(120, generator=generator)
    expected = F.kwinners(flat, flat_duty, 7, 1.0)
    assert_same(F.kwinners(flat.T.contiguous().T, flat_duty, 7, 1.0), expected)
    assert_same(F.kwinners(flat[:1].expand(2, -1), flat_duty, 7, 1.0), expected[:1].expand(2, -1))


def test_empty_batch():
    empty = torch.empty(0, 5, requires_grad=True)
    output = F.kwinners(empty, torch.zeros(5), 2, 1.0)
    output.sum().backward()
    assert output.shape == (0, 5)
    for local in (False, True):
        for break_ties in (False, True):
            image = F.kwinners2d(torch.empty(0, 3, 2, 2), torch.zeros(1, 3, 1, 1), 2, 1.0, local, break_ties)
            assert image.shape == (0, 3, 2, 2)


def test_breaking_ties_is_deterministic(generator):
    x = torch.randint(0, 3, (6, 300), generator=generator).double()
    first = F.kwinners(x, torch.zeros(300), 40, 0.0, break_ties=True)
    for _ in range(3):
        assert_same(F.kwinners(x, torch.zeros(300), 40, 0.0, break_ties=True), first)
