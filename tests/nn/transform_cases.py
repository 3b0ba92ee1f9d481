"""What torch's transforms must do to every public layer and function; docs/TRANSFORMS.md is made of it.

    python -m tests.nn.transform_cases        tries everything and writes the table

A subject is a module and an input; a transform is a function of a subject that raises where something is wrong. The
results are compared with those of the same module, called plainly.
"""

import copy
import importlib.util
import io
import pickle
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.autograd.forward_ad as forward_ad
from torch import Tensor, nn
from torch.func import functional_call, grad, jacrev, jvp, stack_module_state, vmap

from sparse_explorer.nn import (
    KWinners,
    KWinners2d,
    SparseWeights,
    SparseWeights2d,
    fuse,
    kernels,
)
from sparse_explorer.nn import functional as K

PAGE = Path(__file__).parents[2] / "docs" / "TRANSFORMS.md"
COMMAND = "python -m tests.nn.transform_cases"


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


class Function(nn.Module):
    """A function of the public ones as a module."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self.register_buffer("duty_cycles", torch.linspace(0, 1, 12 if kind == "kwinners" else 5))

    def forward(self, x: Tensor) -> Tensor:
        if self.kind == "kwinners":
            return K.kwinners(x, self.duty_cycles, 3, 1.0)
        duty_cycles = self.duty_cycles.view(1, -1, 1, 1)
        return K.kwinners2d(
            x, duty_cycles, 3 if "local" in self.kind else 16, 1.0, local="local" in self.kind
        )


def network() -> nn.Module:
    return nn.Sequential(
        SparseWeights2d(nn.Conv2d(1, 8, 3), sparsity=0.5),
        nn.MaxPool2d(2),
        KWinners2d(8, percent_on=0.2),
        nn.Conv2d(8, 6, 2),
        KWinners2d(6, percent_on=0.34, local=True),
        nn.Flatten(),
        SparseWeights(nn.Linear(6 * 25, 24), sparsity=0.7),
        KWinners(24, percent_on=0.25),
        nn.Linear(24, 10),
    )


@dataclass(frozen=True)
class Subject:
    """A module, how it is made, and the shape of a sample that it takes."""

    name: str
    build: Callable[[], nn.Module]
    sample: tuple[int, ...]

    def make(self, training: bool = False) -> nn.Module:
        """The same module every time."""
        torch.manual_seed(3)
        module = self.build().train(training)
        for layer in module.modules():
            if isinstance(layer, (KWinners, KWinners2d)):
                layer.duty_cycle.copy_(
                    torch.linspace(0, 0.5, layer.duty_cycle.numel()).view_as(layer.duty_cycle)
                )
        return module

    def input(self, samples: int = 4, seed: int = 0) -> Tensor:
        return normal(samples, *self.sample, seed=seed)


SUBJECTS = [
    Subject("kwinners", lambda: Function("kwinners"), (12,)),
    Subject("kwinners2d", lambda: Function("kwinners2d"), (5, 4, 4)),
    Subject("kwinners2d, local", lambda: Function("kwinners2d, local"), (5, 4, 4)),
    Subject("KWinners", lambda: KWinners(12, 0.25, boost_strength=1.5), (12,)),
    Subject("KWinners2d", lambda: KWinners2d(5, 0.2, boost_strength=1.5), (5, 4, 4)),
    Subject("SparseWeights", lambda: SparseWeights(nn.Linear(12, 7), sparsity=0.5), (12,)),
    Subject("SparseWeights2d", lambda: SparseWeights2d(nn.Conv2d(5, 4, 3), sparsity=0.5), (5, 4, 4)),
    Subject("all in one network", network, (1, 14, 14)),
    Subject("the same network, fused", lambda: fuse(network()), (1, 14, 14)),
]
NETWORK = SUBJECTS[-2]
MODES = (False, True)


def same(mine: object, plain: object, tolerance: float = 1e-5) -> None:
    torch.testing.assert_close(mine, plain, rtol=tolerance, atol=tolerance)


def state(module: nn.Module) -> dict[str, Tensor]:
    return {name: tensor.detach().clone() for name, tensor in module.state_dict().items()}


def both_modes(check: Callable[[Subject, bool], None]) -> Callable[[Subject], None]:
    def checked(subject: Subject) -> None:
        for training in MODES:
            check(subject, training)

    return checked


@both_modes
def fake(subject: Subject, training: bool) -> None:
    from torch._subclasses.fake_tensor import FakeTensorMode

    expected = subject.make(training)(subject.input())
    with FakeTensorMode():
        found = subject.build().train(training)(torch.randn(4, *subject.sample))
    assert (found.shape, found.dtype) == (expected.shape, expected.dtype)


def recorded(subject: Subject) -> None:
    from torch.fx.experimental.proxy_tensor import make_fx

    module, other = subject.make(), subject.input(seed=1)
    for mode in ("real", "fake"):
        graph = make_fx(module, tracing_mode=mode, _allow_non_fake_inputs=True)(subject.input())
        same(graph(other), module(other))


@both_modes
def func_grad(subject: Subject, training: bool) -> None:
    mine, plain, x = subject.make(training), subject.make(training), subject.input()
    leaf = x.clone().requires_grad_()
    (expected,) = torch.autograd.grad(plain(leaf).square().sum(), leaf)
    same(grad(lambda t: mine(t).square().sum())(x), expected)
    same(state(mine), state(plain))


def func_jacrev(subject: Subject) -> None:
    module, x = subject.make(), subject.input(2)
    leaf = x.clone().requires_grad_()
    out = module(leaf)
    rows = [torch.autograd.grad(one, leaf, retain_graph=True)[0] for one in out.flatten()]
    same(jacrev(module)(x), torch.stack(rows).view(*out.shape, *x.shape))


@both_modes
def func_jvp(subject: Subject, training: bool) -> None:
    """Along a direction and back: <J v, u> is <v, u J>."""
    mine, plain, x, along = (
        subject.make(training),
        subject.make(training),
        subject.input(),
        subject.input(seed=1),
    )
    leaf = x.clone().requires_grad_()
    out = plain(leaf)
    upstream = normal(*out.shape, seed=2)
    (back,) = torch.autograd.grad(out, leaf, upstream)
    value, forth = jvp(mine, (x,), (along,))
    same(value, out.detach())
    same((forth * upstream).sum(), (back * along).sum(), 1e-3)
    same(state(mine), state(plain))


def dual_numbers(subject: Subject) -> None:
    module, x, along = subject.make(), subject.input(), subject.input(seed=1)
    with forward_ad.dual_level():
        primal, tangent = forward_ad.unpack_dual(module(forward_ad.make_dual(x, along)))
        primal, tangent = primal.detach().clone(), tangent.detach().clone()
    same(primal, module(x).detach())
    same(tangent, jvp(module, (x,), (along,))[1].detach())


@both_modes
def vectorised(subject: Subject, training: bool) -> None:
    """One sample after another, in any dimension."""
    mine, plain, x = subject.make(training), subject.make(training), subject.input()
    expected = plain(x)
    same(
        vmap(lambda one: mine(one[None])[0], in_dims=-1, out_dims=-1)(x.movedim(0, -1)).movedim(-1, 0),
        expected,
    )
    same(state(mine), state(plain))


@both_modes
def sample_gradients(subject: Subject, training: bool) -> None:
    mine, plain, x = subject.make(training), subject.make(training), subject.input()
    parameters, buffers = dict(mine.named_parameters()), dict(mine.named_buffers())
    detached = {name: tensor.detach() for name, tensor in parameters.items()}

    def loss(tensors: dict[str, Tensor], one: Tensor) -> Tensor:
        return functional_call(mine, (tensors, buffers), (one[None],)).square().sum()

    leaf = x.clone().requires_grad_()
    found, to_x = vmap(grad(loss, argnums=(0, 1)), in_dims=(None, 0))(detached, x)
    plain(leaf).square().sum().backward()
    same(to_x, leaf.grad, 1e-4)
    for name, parameter in plain.named_parameters():
        same(found[name].sum(0), parameter.grad, 1e-3)
    same(state(mine), state(plain))


def ensemble(subject: Subject) -> None:
    first, second, x = subject.make(), subject.make(), subject.input()
    for parameter in second.parameters():
        parameter.data.mul_(1.5)
    parameters, buffers = stack_module_state([first, second])
    base = copy.deepcopy(first).to("meta")
    both = vmap(lambda p, b: functional_call(base, (p, b), (x,)))(parameters, buffers)
    same(both, torch.stack([first(x), second(x)]))


def _compiled(subject: Subject, training: bool, fullgraph: bool) -> None:
    torch._dynamo.reset()
    mine, plain = subject.make(training), subject.make(training)
    compiled = torch.compile(mine, backend="aot_eager", fullgraph=fullgraph)
    for samples, seed in ((4, 0), (4, 1)) if fullgraph else ((4, 0), (3, 1)):
        mine_x = subject.input(samples, seed).requires_grad_()
        plain_x = subject.input(samples, seed).requires_grad_()
        found, expected = compiled(mine_x), plain(plain_x)
        same(found, expected)
        found.square().sum().backward()
        expected.square().sum().backward()
        same(mine_x.grad, plain_x.grad, 1e-4)
    same(state(mine), state(plain))


@both_modes
def compiled(subject: Subject, training: bool) -> None:
    _compiled(subject, training, fullgraph=False)


@both_modes
def compiled_whole(subject: Subject, training: bool) -> None:
    _compiled(subject, training, fullgraph=True)


def _exported(subject: Subject, dynamic: bool) -> nn.Module:
    batch = ({0: torch.export.Dim("n", min=2)},) if dynamic else None
    return torch.export.export(subject.make(), (subject.input(),), dynamic_shapes=batch)


def exported(subject: Subject) -> None:
    """As a program that needs nothing of this package."""
    for dynamic in (False, True):
        program = _exported(subject, dynamic)
        assert "sparse_explorer" not in str(program.graph)
        x = subject.input(7 if dynamic else 4, seed=1)
        same(program.module()(x), subject.make()(x))


def traced(subject: Subject) -> None:
    module = subject.make()
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        graph = torch.jit.trace(module, subject.input())
        assert "sparse_explorer::" not in str(graph.inlined_graph)
        torch.jit.save(graph, file)
        file.seek(0)
        again = torch.jit.load(file)
    x = subject.input(6, seed=1)
    same(again(x), module(x))


def onnx(subject: Subject) -> None:
    """Opened and run by onnxruntime."""
    import onnxruntime

    module, x = subject.make(), subject.input(7, seed=1)
    program = torch.onnx.export(
        module,
        (subject.input(),),
        dynamic_shapes=({0: torch.export.Dim("n", min=2)},),
        dynamo=True,
        verbose=False,
    )
    file = io.BytesIO()
    program.save(file)
    session = onnxruntime.InferenceSession(file.getvalue())
    (found,) = session.run(None, {session.get_inputs()[0].name: x.numpy()})
    same(torch.from_numpy(found), module(x).detach())


def copied(subject: Subject) -> None:
    module, x = subject.make(training=True), subject.input()
    module(x)
    for other in (copy.deepcopy(module), pickle.loads(pickle.dumps(module))):  # noqa: S301
        assert other.state_dict().keys() == module.state_dict().keys()
        assert all(map(torch.equal, other.state_dict().values(), module.state_dict().values()))
        assert torch.equal(copy.deepcopy(other)(x), copy.deepcopy(module)(x))


def built_on_meta(subject: Subject) -> None:
    with torch.device("meta"):
        module = subject.build()
    repr(module)
    assert module(torch.empty(2, *subject.sample, device="meta")).is_meta
    module.to_empty(device="cpu")
    for tensor in module.state_dict().values():
        tensor.fill_(torch.nan if tensor.is_floating_point() else 1)
    if isinstance(module, Function):
        module.load_state_dict(subject.make().state_dict())
    for layer in module.modules():
        if hasattr(layer, "reset_parameters"):
            layer.reset_parameters()
    out = module.train()(subject.input())
    assert out.isfinite().all()
    for layer in module.modules():
        if isinstance(layer, (SparseWeights, SparseWeights2d)):
            assert 0 < layer.zero_mask.sum() < layer.zero_mask.numel()
            assert torch.equal(layer.weight == 0, layer.zero_mask)
    loaded = subject.build().to("meta")
    loaded.load_state_dict(subject.make().state_dict(), assign=True)
    same(loaded.eval()(subject.input()), subject.make()(subject.input()))


def built_for_inference(subject: Subject) -> None:
    plain, x = subject.make(), subject.input()
    with torch.inference_mode():
        module = subject.make()
        for _ in range(2):
            same(module(x), plain(x))
        module.train()(x)
    module = copy.deepcopy(plain)
    with torch.inference_mode():
        same(module(x), plain(x))
    with torch.inference_mode():
        made = subject.make()
    if not any(
        parameter.requires_grad for parameter in made.parameters()
    ):  # torch's own layers are of no use outside
        same(made(x), plain(x).detach())


@both_modes
def autocast(subject: Subject, training: bool) -> None:
    module, x = subject.make(training), subject.input()
    leaf = x.clone().requires_grad_()
    with torch.autocast("cpu", torch.bfloat16):
        out = module(leaf)
    out.float().square().sum().backward()
    assert out.isfinite().all()
    assert leaf.grad.isfinite().all() and leaf.grad.any()


@both_modes
def data_parallel(subject: Subject, training: bool) -> None:
    """A replica as DataParallel makes one for each device, whose tensors are no parameters, and itself."""
    plain, x = subject.make(training), subject.input()
    expected = plain(x)
    same(nn.DataParallel(subject.make(training))(x), expected)
    module = subject.make(training)
    for layer in [module, *list(module.modules())[1:]]:
        replica = layer._replicate_for_data_parallel()
        held = {
            name: tensor.detach().clone() for name, tensor in layer._parameters.items() if tensor is not None
        }
        layer.__dict__.update(replica.__dict__, _former_parameters=held)
        for name, tensor in held.items():
            setattr(layer, name, tensor)
    same(module(x), expected.detach())


TRANSFORMS: dict[str, Callable[[Subject], None]] = {
    "FakeTensorMode": fake,
    "make_fx": recorded,
    "func.grad": func_grad,
    "func.jacrev": func_jacrev,
    "func.jvp": func_jvp,
    "forward_ad": dual_numbers,
    "func.vmap": vectorised,
    "per-sample gradients: vmap(grad)": sample_gradients,
    "ensembles: vmap over stack_module_state": ensemble,
    "torch.compile": compiled,
    "torch.compile(fullgraph=True)": compiled_whole,
    "torch.export, static and dynamic batch": exported,
    "torch.jit.trace": traced,
    "ONNX, run by onnxruntime": onnx,
    "deepcopy, pickle": copied,
    "built on meta, then to_empty": built_on_meta,
    "built and used under inference_mode": built_for_inference,
    "autocast": autocast,
    "DataParallel": data_parallel,
}
SLOW = [
    "torch.compile",
    "torch.compile(fullgraph=True)",
    "torch.export, static and dynamic batch",
    "ONNX, run by onnxruntime",
]
"""Which take a second or more; the tests try them on few layers alone."""


@contextmanager
def with_kernels(on: bool) -> Iterator[None]:
    """With the compiled kernels, or without."""
    library = kernels.LIBRARY
    try:
        kernels.LIBRARY = library if on else None
        yield
    finally:
        kernels.LIBRARY = library


def outcome(subject: Subject, transform: str) -> str:
    """``yes``, or why not."""
    try:
        for on in (True, False):
            with with_kernels(on), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                TRANSFORMS[transform](subject)
    except Exception as error:
        return f"no: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
    return "yes"


def page(outcomes: dict[tuple[str, str], str]) -> str:
    """The page, of the outcome of each transform and subject."""
    head = [
        "",
        *(f"`{subject.name}`" if subject not in SUBJECTS[-2:] else subject.name for subject in SUBJECTS),
    ]
    rows = [
        [transform, *(outcomes[transform, subject.name].partition(":")[0] for subject in SUBJECTS)]
        for transform in TRANSFORMS
    ]
    table = [" | ".join(row) for row in [head, ["---"] * len(head), *rows]]
    return (
        "# The layers under PyTorch's transforms\n\n"
        "Whether each public layer and function of `sparse_explorer.nn` gives under a transform what it gives plainly: "
        "outputs,\ngradients, and in training its buffers too. *yes* says that it does with the compiled kernels and "
        "without them, in\ntraining and in evaluation where both make sense.\n\n"
        f"Made by `{COMMAND}`; `tests/nn/test_transforms.py` tries it again.\n\n"
        + "\n".join(f"| {line} |" for line in table)
        + f"\n\nPyTorch {torch.__version__.partition('+')[0]}.\n"
        + NOTES
    )


NOTES = """
- Programs that are exported or traced hold PyTorch's own operations alone; they run where this package is not
  installed. Compiled ones and those of `make_fx` call the kernels, as `torch.ops.sparse_explorer`.
- In training, duty cycles under `torch.func` change as they would without: all samples count, at once. Where the
  buffers are handed to `functional_call` as arguments of the transform, they are changed there.
- What was built on the meta device is filled by `load_state_dict`, or by `reset_parameters()` of each layer.
- `SparseWeights` over a layer that was built under `inference_mode` asks for no gradient: such weights cannot learn.
"""


def main() -> int:
    """Try everything, write the page; 1 if something does not work."""
    if importlib.util.find_spec("onnxruntime") is None:
        print("onnxruntime is not installed; the page needs it", file=sys.stderr)
        return 2
    outcomes = {}
    for transform in TRANSFORMS:
        for subject in SUBJECTS:
            outcomes[transform, subject.name] = found = outcome(subject, transform)
            if found != "yes":
                print(f"{transform}, {subject.name}: {found}", file=sys.stderr)
    PAGE.write_text(page(outcomes), encoding="utf-8")
    return int(set(outcomes.values()) != {"yes"})


if __name__ == "__main__":
    sys.exit(main())
