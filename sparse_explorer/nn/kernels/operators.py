"""Kernels as operators of torch, so that whatever sees a call of one knows what to make of it.

A tensor without memory takes the operator's fake, which knows shapes alone; ``vmap`` takes its rule, autograd its
gradient, and tracers write the call down. What reaches a kernel's own function has been through all of these, and is a
plain tensor on the CPU. The operators are ``torch.ops.sparse_explorer.NAME``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

NAMESPACE = "sparse_explorer"

# Kept for as long as the process lives: with it, its operators would go.
_LIBRARY = torch.library.Library(NAMESPACE, "DEF")

below_autograd = torch._C._AutoDispatchBelowAutograd
"""A context in which operators do not look for gradients, for where somebody else takes care of them.

A gradient that is registered from Python costs a call some microseconds, even where nobody asks for it.
"""


@dataclass(frozen=True)
class Gradient:
    """How gradient flows through an operator.

    Attributes:
        save: (ctx, inputs, output): keeps what the way back needs.
        backward: (ctx, *grads): the gradients of all inputs.
    """

    save: Callable[..., None]
    backward: Callable[..., Any]


def differentiable_once(name: str) -> Gradient:
    """For the operators of a way back, of which there is none in turn."""

    def backward(ctx: Any, *grads: Tensor) -> None:
        raise RuntimeError(f"{NAMESPACE}::{name} has no gradient; what it is part of is differentiated once")

    return Gradient(lambda ctx, inputs, output: None, backward)


def operator(
    schema: str,
    *,
    fake: Callable[..., Any],
    gradient: Gradient | None = None,
    vmap: Callable[..., Any] | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the decorated function, which calls a kernel, as an operator.

    Args:
        schema: name, arguments and results, as ``torch.library`` has them.
        fake: of the same arguments: results of the right shapes, with nothing in them.
        gradient: without, none flows through: what is chosen or counted has none.
        vmap: the rule; without, samples go one by one.

    Returns:
        The operator, to be called as the function is.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        name = schema[: schema.index("(")]
        full = f"{NAMESPACE}::{name}"
        # Compilers must leave the tensors as they lie.
        _LIBRARY.define(schema, tags=(torch.Tag.needs_fixed_stride_order,))
        _LIBRARY.impl(name, function, "CPU")
        made: Callable[..., Any] = getattr(torch.ops.sparse_explorer, name).default
        torch.library.register_fake(full, fake, lib=_LIBRARY)
        torch.library.register_vmap(full, vmap or _one_by_one(made), lib=_LIBRARY)
        if gradient is None:
            _LIBRARY.impl(name, torch.library.fallthrough_kernel, "Autograd")
        else:
            torch.library.register_autograd(
                full, gradient.backward, setup_context=gradient.save, lib=_LIBRARY
            )
        return made

    return register


def _one_by_one(made: Callable[..., Any]) -> Callable[..., Any]:
    """The rule for ``vmap`` that calls an operator for one sample after another."""

    def rule(info: Any, in_dims: tuple[Any, ...], *arguments: Any) -> tuple[Any, Any]:
        def of_sample(index: int) -> Any:
            return made(
                *(
                    argument.select(dim, index).contiguous()
                    if isinstance(argument, Tensor) and dim is not None
                    else argument
                    for argument, dim in zip(arguments, in_dims, strict=True)
                )
            )

        results = [of_sample(index) for index in range(info.batch_size)]
        if isinstance(results[0], Tensor):
            return torch.stack(results), 0
        return tuple(map(torch.stack, zip(*results, strict=True))), (0,) * len(results[0])

    return rule
