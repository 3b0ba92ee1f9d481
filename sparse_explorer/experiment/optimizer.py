"""Stochastic gradient descent on parameters as they lie in memory.

torch's fused optimizer takes a parameter whose elements lie in another order than its shape says (input-major or
channels-last weights) apart and puts it together again at each step. A step treats all elements alike, so it is given
each parameter as one flat row of them instead.
"""

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor


class FlatSGD:
    """SGD with momentum; the same numbers as ``torch.optim.SGD``.

    Args:
        parameters: to be trained. Each keeps its storage for as long as this optimizer is in use.
        learning_rate, momentum: as in ``torch.optim.SGD``.

    Attributes:
        learning_rate: may be changed between steps.
    """

    def __init__(self, parameters: Iterable[Tensor], learning_rate: float, momentum: float) -> None:
        self.learning_rate = learning_rate
        self._parameters = list(parameters)
        self._rows = [_row(parameter.detach()) for parameter in self._parameters]
        self._sgd = torch.optim.SGD(self._rows, lr=learning_rate, momentum=momentum, fused=True)

    def zero_grad(self) -> None:
        """Forget the gradients."""
        for parameter in self._parameters:
            parameter.grad = None

    def step(self) -> None:
        """Move the parameters against their gradients; those without one stay."""
        for group in self._sgd.param_groups:
            group["lr"] = self.learning_rate
        for parameter, row in zip(self._parameters, self._rows, strict=True):
            row.grad = None if parameter.grad is None else _row(_laid_out_as(parameter, parameter.grad))
        self._sgd.step()

    def momentum(self) -> list[Tensor | None]:
        """The running steps, each of its parameter's shape; None before the first step or without momentum."""
        buffers = [self._sgd.state.get(row, {}).get("momentum_buffer") for row in self._rows]
        return [
            None if buffer is None else buffer.as_strided(parameter.shape, parameter.stride())
            for parameter, buffer in zip(self._parameters, buffers, strict=True)
        ]

    def set_momentum(self, buffers: Sequence[Tensor | None]) -> None:
        """Take over what :meth:`momentum` gave; each of its parameter's shape."""
        self._sgd.state.clear()
        for parameter, row, buffer in zip(self._parameters, self._rows, buffers, strict=True):
            if buffer is not None:
                copy = torch.empty_like(parameter.detach()).copy_(buffer)
                self._sgd.state[row]["momentum_buffer"] = _row(copy)


def _laid_out_as(parameter: Tensor, value: Tensor) -> Tensor:
    if value.stride() == parameter.stride():
        return value
    return torch.empty_like(parameter.detach()).copy_(value)


def _row(dense: Tensor) -> Tensor:
    """All elements in the order in which they lie in memory, (numel,); a view."""
    return dense.as_strided((dense.numel(),), (1,))
