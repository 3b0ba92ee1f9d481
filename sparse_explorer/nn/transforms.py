"""What torch's transforms are doing at the moment: compiling, tracing, vectorising, differentiating.

Layers have one way to compute that all transforms take, plain operations of torch, and faster ones for plain tensors.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
import torch.autograd.forward_ad as forward_ad
from torch import Tensor

_C: Any = torch._C
_jit: Any = torch.jit


def is_transformed() -> bool:
    """Whether operations are seen by anything else than tensors' own memory and the ordinary autograd."""
    return (
        torch.compiler.is_compiling()
        or _C._are_functorch_transforms_active()
        or _C._len_torch_dispatch_stack() > 0
        or _C._is_tracing()
        or forward_ad._current_level >= 0
    )


def is_seen_by_modes() -> bool:
    """Whether a mode of torch's is at work that is handed every operation and its tensors, as tracers are."""
    return not torch.compiler.is_compiling() and _C._len_torch_dispatch_stack() > 0


def is_for_elsewhere() -> bool:
    """Whether a graph is recorded that is to be run without this package."""
    return _jit.is_tracing() or _is_exporting()


def is_plain(tensor: Tensor) -> bool:
    """Whether a tensor is of no class that computes in a way of its own, as distributed ones do, and has memory."""
    return type(tensor).__torch_dispatch__ is Tensor.__torch_dispatch__ and not tensor._is_zerotensor()


def is_traced(tensor: Tensor) -> bool:
    """Whether a tensor is of torch's classes that tracers compute with, which know all operators."""
    return torch.compiler.is_compiling() or type(tensor).__module__.startswith("torch._subclasses.")


def sizes(tensor: Tensor) -> torch.Size:
    """The shape of a tensor, of which ``torch.jit.trace`` sees nothing: as numbers, which it takes as given."""
    if not _jit.is_tracing():
        return tensor.shape
    state = _C._get_tracing_state()
    _C._set_tracing_state(None)
    try:
        return torch.Size(int(size) for size in tensor.shape)
    finally:
        _C._set_tracing_state(state)


def is_functional() -> bool:
    """Whether a transform of ``torch.func`` is at work, and not being compiled."""
    return not torch.compiler.is_compiling() and _C._are_functorch_transforms_active()


def is_wrapped(tensor: Tensor) -> bool:
    """Whether a tensor is one that a transform of ``torch.func`` has made."""
    wrapped: bool = _C._functorch.is_functorch_wrapped_tensor(tensor)
    return wrapped


def unwrapped(tensor: Tensor) -> Tensor:
    """What is below the transforms of ``torch.func``: a plain tensor, with what was vectorised over in front.

    (n, ...) -> (B, n, ...), B = 1 if nothing was.
    """
    functorch = _C._functorch
    shape = tensor.shape
    while functorch.is_functorch_wrapped_tensor(tensor):
        batched = functorch.maybe_get_bdim(tensor) if functorch.is_batchedtensor(tensor) else None
        tensor = functorch.get_unwrapped(tensor)
        if batched is not None:
            tensor = tensor.movedim(batched, 0)
    return tensor.reshape(-1, *shape)


@contextmanager
def below_transforms(x: Tensor, state: Tensor) -> Iterator[Tensor]:
    """Where a layer's state is changed under a transform of ``torch.func`` that is not told of it.

    Such transforms forbid that, or see the samples one by one. The state belongs to the layer and not to the function
    that is transformed, so that it changes as it would without: for all samples at once.

    Yields:
        ``x``, all its samples in one batch.
    """
    if is_functional() and not is_wrapped(state):
        with _C._DisableFuncTorch():
            yield unwrapped(x).flatten(0, 1)
    else:
        yield x


@contextmanager
def unwatched(*tensors: Tensor) -> Iterator[None]:
    """Where tensors are changed under a transform of ``torch.func`` that was not given them, which forbids that."""
    if is_functional() and not any(map(is_wrapped, tensors)):
        with _C._DisableFuncTorch():
            yield
    else:
        yield


def _is_exporting() -> bool:
    exporting = getattr(torch.compiler, "is_exporting", None)  # not in the oldest versions
    return exporting is not None and exporting()
