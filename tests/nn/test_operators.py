"""Every kernel is an operator that torch's own check finds nothing wrong with, under every transform."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensorMode

from sparse_explorer.nn import functional, kernels
from sparse_explorer.nn.kernels import convolution, linear, masking, pooling, winners
from sparse_explorer.nn.kernels.library import SIGNATURES
from sparse_explorer.nn.kernels.operators import NAMESPACE

if kernels.LIBRARY is None:
    pytest.skip("the kernels were not built", allow_module_level=True)
OPERATORS = torch.ops.sparse_explorer


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def leaf(*shape: int, seed: int = 0) -> Tensor:
    return normal(*shape, seed=seed).requires_grad_()


X = normal(3, 16)
UNITS = torch.tensor([1, 5, 0, 15, 3], dtype=torch.int32)
OFFSETS = torch.tensor([0, 2, 2, 5])
LEAST, COUNTS = winners.rank(X, 4, False)
RANKED = torch.nn.functional.pad(COUNTS.cumsum(0), (1, 0))
MAPS, FILTERS = (3, 6, 5, 2), (17, 3, 2, 2)
ORIGINS = pooling.max_pool(normal(3, 4, 4, 17), 2, origins=True)[1]
SIZES = convolution.Convolution(torch.Size(MAPS), torch.Size(FILTERS), 2)
CHANNELS, CORNERS = convolution.corners(SIZES, ORIGINS, UNITS, OFFSETS)
ARGUMENTS = {
    "rank": (X, 4, False),
    "list_from": (X, leaf(3, 16, seed=1), 2, LEAST, RANKED),
    "count_active": (normal(5), UNITS, 4, 4),
    "spread": (leaf(5), UNITS, OFFSETS, 16),
    "collect": (leaf(3, 16), UNITS, OFFSETS),
    "keep": (leaf(3, 16), normal(16, seed=1).exp(), 4, False),
    "max_pool": (leaf(3, 4, 5, 17), 2, True, True),
    "max_pool_backward": (normal(3, 2, 2, 17), ORIGINS, [3, 5, 4, 17], 2),
    "sum_rows": (leaf(5), UNITS, OFFSETS, leaf(16, 7, seed=1)),
    "dot_rows": (leaf(3, 7), UNITS, OFFSETS, leaf(16, 7, seed=1)),
    "add_rows": (leaf(5), UNITS, OFFSETS, leaf(3, 7, seed=1), 16),
    "few_columns_product": (leaf(6, 3), leaf(3, 20, seed=1)),
    "convolve_and_pool": (leaf(*MAPS), leaf(*FILTERS, seed=1), leaf(17, seed=2), True, True),
    "corners": (ORIGINS, UNITS, OFFSETS, list(MAPS), list(FILTERS), 2),
    "filters_grad": (normal(*MAPS), normal(5), CHANNELS, CORNERS, list(FILTERS)),
    "maps_grad": (normal(*FILTERS), normal(5), CHANNELS, CORNERS, OFFSETS, list(MAPS)),
    "convolve_sparse": (leaf(*MAPS), leaf(*FILTERS, seed=1), leaf(17, seed=2)),
    "choose": (
        normal(*MAPS),
        normal(*FILTERS, seed=1),
        normal(17, seed=2),
        normal(17, seed=3),
        4,
        False,
        False,
        2,
    ),
    "zero_masked_": (normal(9), torch.arange(9) % 2 == 0),
}
RAGGED = ("list_from", "choose")


def outputs(result: object) -> tuple[Tensor, ...]:
    return (result,) if isinstance(result, Tensor) else tuple(result or ())


def test_there_is_an_operator_for_each_kernel() -> None:
    listed = [name for name in torch.ops.sparse_explorer if name != "name"]
    assert len(ARGUMENTS) == len(SIGNATURES)
    assert set(listed) == set(ARGUMENTS)


@pytest.mark.parametrize("name", ARGUMENTS)
def test_torch_finds_nothing_wrong_with_it(name: str) -> None:
    arguments = ARGUMENTS[name]
    if name == "list_from":  # the check adds up all outputs, of which the first are whole numbers
        arguments = [part.detach() if isinstance(part, Tensor) else part for part in arguments]
    torch.library.opcheck(getattr(OPERATORS, name).default, tuple(arguments))


@pytest.mark.parametrize("name", [name for name in ARGUMENTS if name != "zero_masked_"])
def test_a_tensor_without_memory_gives_shapes_alone(name: str) -> None:
    operator = getattr(OPERATORS, name).default
    expected = outputs(operator(*ARGUMENTS[name]))
    with FakeTensorMode() as mode:
        fake = [mode.from_tensor(part) if isinstance(part, Tensor) else part for part in ARGUMENTS[name]]
        if name in RAGGED:
            return
        for mine, real in zip(outputs(operator(*fake)), expected, strict=True):
            assert (mine.shape, mine.dtype, mine.stride()) == (real.shape, real.dtype, real.stride())


@pytest.mark.parametrize("name", [name for name in ARGUMENTS if name != "zero_masked_"])
def test_vmap_is_a_call_for_each_sample(name: str) -> None:
    operator = getattr(OPERATORS, name).default
    tensors = [part.detach() if isinstance(part, Tensor) else part for part in ARGUMENTS[name]]
    # Those of floats differ from sample to sample; samples in the last dimension, which is not how any lies.
    batched = [
        torch.stack([part, part.flip(0), part * 2], -1)
        if isinstance(part, Tensor) and part.is_floating_point()
        else part
        for part in tensors
    ]
    dims = tuple(-1 if isinstance(part, Tensor) and part.is_floating_point() else None for part in tensors)
    if name in RAGGED:  # which must not differ in their number
        batched = [torch.stack([part, part], -1) if dim == -1 else part for part, dim in zip(tensors, dims)]
    if all(dim is None for dim in dims):
        batched[1], dims = torch.stack([tensors[1]] * 3, -1), (None, -1, *dims[2:])
    mine = outputs(torch.vmap(operator, in_dims=dims)(*batched))
    for index in range(len(mine[0])):
        one = [part[..., index].contiguous() if dim == -1 else part for part, dim in zip(batched, dims)]
        for whole, expected in zip(mine, outputs(operator(*one)), strict=True):
            assert torch.equal(whole[index], expected)


@pytest.mark.parametrize(
    "name",
    "list_from spread collect keep max_pool sum_rows dot_rows add_rows few_columns_product convolve_sparse".split(),
)
def test_gradients_are_those_of_differences(name: str) -> None:
    operator = getattr(OPERATORS, name).default
    leaves = [part for part in ARGUMENTS[name] if isinstance(part, Tensor) and part.requires_grad]

    def value() -> Tensor:
        first = next(part for part in outputs(operator(*ARGUMENTS[name])) if part.is_floating_point())
        return (first.double() * normal(*first.shape, seed=7)).sum()

    grads = torch.autograd.grad(value(), leaves)
    for leaf_, grad in zip(leaves, grads, strict=True):
        direction = normal(*leaf_.shape, seed=8)
        with torch.no_grad():
            leaf_.add_(direction, alpha=1e-3)
            above = value()
            leaf_.add_(direction, alpha=-2e-3)
            below = value()
            leaf_.add_(direction, alpha=1e-3)
        assert float((above - below) / 2e-3) == pytest.approx(
            float((grad * direction).sum()), rel=2e-2, abs=2e-2
        )


def test_the_gradient_of_a_convolution_and_its_pool_is_that_of_the_two() -> None:
    leaves = ARGUMENTS["convolve_and_pool"][:3]
    plain = [part.detach().requires_grad_() for part in leaves]
    by_channel = [part.permute(0, 3, 1, 2) for part in plain[:2]]
    expected = F.max_pool2d(F.conv2d(*by_channel, plain[2]), 2).relu().permute(0, 2, 3, 1)
    upstream = normal(*expected.shape, seed=7)
    result = OPERATORS.convolve_and_pool(*ARGUMENTS["convolve_and_pool"])[0]
    grads = torch.autograd.grad(result, leaves, upstream)
    for grad, wanted in zip(grads, torch.autograd.grad(expected, plain, upstream), strict=True):
        torch.testing.assert_close(grad, wanted, rtol=1e-4, atol=1e-4)


def test_what_has_no_gradient_says_so() -> None:
    for name, part in (("max_pool_backward", 0), ("filters_grad", 1), ("maps_grad", 1)):
        arguments = list(ARGUMENTS[name])
        arguments[part] = arguments[part].clone().requires_grad_()
        result = outputs(getattr(OPERATORS, name)(*arguments))[0]
        with pytest.raises(RuntimeError, match=rf"{NAMESPACE}::{name} has no gradient.* differentiated once"):
            result.sum().backward()
    for name, without in (("max_pool", (2, True, False)), ("convolve_and_pool", (True, False))):
        tensors = [part for part in ARGUMENTS[name] if isinstance(part, Tensor)]
        result = getattr(OPERATORS, name)(*tensors, *without)[0]
        with pytest.raises(RuntimeError, match="only with origins=True"):
            result.sum().backward()
    assert not winners.rank(X.clone().requires_grad_(), 2, False)[0].requires_grad


def test_no_kernel_sees_a_tensor_of_another_device() -> None:
    assert winners.rank(X.to("meta"), 4, False)[1].device.type == "meta"
    assert linear.few_columns_product(
        torch.empty(2, 3, device="meta"), torch.empty(3, 4, device="meta")
    ).is_meta
    zeros = torch._efficientzerotensor(3, 16)  # which has no memory, and no class of its own either
    assert not functional.kwinners(zeros, torch.zeros(16), 4, 0.0).any()
    negated = torch.complex(torch.zeros(3, 16), X).conj().imag  # a view of X's bits whose sign is not in them
    assert torch.equal(winners.rank(negated.contiguous(), 4, False)[0], winners.rank(-X, 4, False)[0])
    weight = normal(9)
    masking.zero_masked_(weight, torch.ones(9, dtype=torch.bool))
    assert not weight.any()
