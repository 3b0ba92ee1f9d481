"""The table of transforms says what is true, and nothing in it is a no.

What takes long is tried on few layers in a row; the command that writes the table tries it on each.
"""

import importlib.util

import pytest
import torch
from torch import nn
from torch.func import functional_call, grad, vmap

from sparse_explorer.nn import (
    KWinners,
    KWinners2d,
    SparseWeights,
    SparseWeights2d,
    fuse,
    kernels,
    update_boost_strength,
)
from sparse_explorer.nn import functional as K
from tests.nn.transform_cases import (
    NETWORK,
    PAGE,
    SLOW,
    SUBJECTS,
    TRANSFORMS,
    Subject,
    normal,
    outcome,
    page,
    with_kernels,
)

ROW = Subject(
    "fused layers",
    lambda: fuse(
        nn.Sequential(
            SparseWeights2d(nn.Conv2d(1, 3, 3), sparsity=0.5),
            KWinners2d(3, 0.2),
            nn.Flatten(),
            SparseWeights(nn.Linear(27, 8), sparsity=0.5),
            KWinners(8, 0.25),
        )
    ),
    (1, 5, 5),
)
TRIED = [(transform, subject) for transform in TRANSFORMS if transform not in SLOW for subject in SUBJECTS]
TRIED += [(transform, ROW) for transform in SLOW if transform != "torch.compile"]
SLOWEST = ("torch.compile(fullgraph=True)", "ONNX, run by onnxruntime")


@pytest.mark.parametrize(
    ("transform", "subject"),
    [
        pytest.param(
            transform,
            subject,
            marks=pytest.mark.proof if transform in SLOWEST else (),
            id=f"{transform}, {subject.name}",
        )
        for transform, subject in TRIED
    ],
)
def test_it_does_what_the_table_says(transform: str, subject: Subject) -> None:
    if transform.startswith("ONNX") and importlib.util.find_spec("onnxruntime") is None:
        pytest.skip("onnxruntime is not installed")
    assert outcome(subject, transform) == "yes"


def test_the_table_is_the_one_that_is_written() -> None:
    """But for the version of PyTorch that wrote it."""
    expected = page({(transform, subject.name): "yes" for transform in TRANSFORMS for subject in SUBJECTS})
    version = f"PyTorch {torch.__version__.partition('+')[0]}."
    written = PAGE.read_text(encoding="utf-8").splitlines()
    assert [line for line in expected.splitlines() if line != version] == [
        line for line in written if not line.startswith("PyTorch 2.")
    ]


def test_the_table_would_say_no(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(subject: Subject) -> None:
        raise ValueError("two\nlines") if kernels.LIBRARY is None else AssertionError

    monkeypatch.setitem(TRANSFORMS, "autocast", wrong)
    with with_kernels(False):
        assert outcome(NETWORK, "autocast") == "no: ValueError: two"
    text = page({(transform, subject.name): "no: so" for transform in TRANSFORMS for subject in SUBJECTS})
    assert text.count("| no") == len(TRANSFORMS) * len(SUBJECTS)


@pytest.mark.parametrize("on", [True, False], ids=["kernels", "plain torch"])
@pytest.mark.parametrize("compiled", [False, True])
def test_a_strength_that_changes_is_heard_in_a_graph_that_was_recorded(on: bool, compiled: bool) -> None:
    """Boosting decays once an epoch; nothing is compiled again for it."""
    from torch._dynamo.testing import CompileCounterWithBackend

    layer = KWinners(6, 0.34, boost_strength=8.0, boost_strength_factor=0.5).eval()
    layer.duty_cycle.copy_(torch.linspace(0, 1, 6))
    x = torch.arange(6.0)[None] + 1
    torch._dynamo.reset()
    counter = CompileCounterWithBackend("eager")
    call = torch.compile(layer, backend=counter, fullgraph=True) if compiled else layer
    seen = []
    with with_kernels(on):
        for _ in range(6):
            seen.append(call(x).nonzero()[:, 1].tolist())
            assert torch.equal(call(x), layer(x))
            layer.apply(update_boost_strength)
    assert seen[0] == [0, 1, 2]
    assert seen[-1] == [3, 4, 5]
    assert counter.frame_count == int(compiled)


@pytest.mark.skipif(kernels.LIBRARY is None, reason="the kernels were not built")
def test_a_compiled_layer_ranks_with_the_kernel_and_an_exported_one_without() -> None:
    graphs = []

    def look(graph: torch.fx.GraphModule, inputs: object) -> torch.fx.GraphModule:
        graphs.append(str(graph.graph))
        return graph

    torch._dynamo.reset()
    torch.compile(KWinners(6, 0.34).eval(), backend=look, fullgraph=True)(normal(2, 6))
    assert "sparse_explorer.rank" in graphs[0]
    exported = torch.export.export(KWinners(6, 0.34).eval(), (normal(2, 6),))
    assert "topk" in str(exported.graph)


@pytest.mark.proof
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of its own
def test_inductor_compiles_the_kernel_with_the_rest() -> None:
    torch._dynamo.reset()
    layer, x = KWinners(12, 0.25).eval(), normal(4, 12)
    with torch.no_grad():
        assert torch.equal(torch.compile(layer, fullgraph=True)(x), layer(x))


@pytest.mark.parametrize("break_ties", [False, True])
@pytest.mark.parametrize("relu", [False, True])
@pytest.mark.parametrize("inplace", [False, True])
@pytest.mark.parametrize("local", [False, True])
def test_vmap_knows_all_options(break_ties: bool, relu: bool, inplace: bool, local: bool) -> None:
    x, duty_cycles = normal(5, 4, 3, 6), torch.zeros(1, 4, 1, 1)
    options = {"break_ties": break_ties, "relu": relu, "inplace": inplace}

    def one(z: torch.Tensor) -> torch.Tensor:
        return K.kwinners2d(z[None], duty_cycles, 2, 1.0, local=local, **options)[0]

    expected = K.kwinners2d(x.clone(), duty_cycles, 2, 1.0, local=local, **options)
    assert torch.equal(vmap(one)(x.clone()), expected)
    flat, zeros = normal(5, 9), torch.zeros(9)
    plain = K.kwinners(flat.clone(), zeros, 2, 1.0, **options)
    assert torch.equal(vmap(lambda z: K.kwinners(z[None], zeros, 2, 1.0, **options)[0])(flat.clone()), plain)


def test_buffers_that_are_arguments_of_a_transform_change_there() -> None:
    """An ensemble in training: each of its members has duty cycles of its own."""
    base = KWinners2d(3, 0.2).train()
    x = normal(2, 4, 3, 5, 5)
    buffers = {name: torch.stack([tensor, tensor]) for name, tensor in base.named_buffers()}
    vmap(lambda b, z: functional_call(base, b, (z,)))(buffers, x)
    assert not base.duty_cycle.any()
    for index in range(2):
        alone = KWinners2d(3, 0.2).train()
        alone(x[index])
        torch.testing.assert_close(buffers["duty_cycle"][index], alone.duty_cycle)
        assert buffers["learning_iterations"][index] == 4


def test_weights_that_learned_are_masked_under_a_transform_in_training() -> None:
    layer = SparseWeights(nn.Linear(8, 3), sparsity=0.5).train()
    layer.weight.data.fill_(float("nan"))
    layer.weight.data[~layer.zero_mask] = 1.0
    slope = grad(lambda z: layer(z[None]).sum())(normal(8))
    assert torch.equal(slope, (~layer.zero_mask).float().sum(0))
    assert torch.equal(layer.weight == 0, layer.zero_mask)


@pytest.mark.parametrize("first", [torch.contiguous_format, torch.channels_last])
def test_a_compiled_network_takes_maps_in_either_order(first: torch.memory_format) -> None:
    """Of what a convolution of one channel gives, compilers expect another order than comes out."""
    torch._dynamo.reset()
    torch.manual_seed(0)
    plain = nn.Sequential(nn.Conv2d(1, 6, 3), KWinners2d(6, 0.2)).eval().to(memory_format=torch.channels_last)
    compiled = torch.compile(plain, backend="aot_eager", fullgraph=True)
    x = normal(4, 1, 8, 8).contiguous(memory_format=first)
    torch.testing.assert_close(compiled(x), plain(x))


def test_a_layer_in_training_is_exported() -> None:
    layer = SparseWeights(nn.Linear(8, 3), sparsity=0.5).train()
    layer.weight.data.fill_(1)
    program = torch.export.export(layer, (normal(2, 8),)).module()
    torch.testing.assert_close(program(torch.ones(2, 8)), layer.bias.detach().expand(2, 3) + 4)
