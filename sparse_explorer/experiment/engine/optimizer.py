"""Stochastic gradient descent on parameters as they lie in memory.

torch's fused optimizer takes a parameter whose elements lie in another order than its shape says (input-major or
channels-last weights) apart and puts it together again at each step. A step treats all elements alike, so it is given
each parameter as one flat row of them instead.

The step is torch's function, not its optimizer class: the first object of that class imports torch's compiler, which
delays the first step and is used for nothing here.
"""

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor
from torch.optim.sgd import sgd


class FlatSGD:
    """SGD with momentum and weight decay; the same numbers as ``torch.optim.SGD``.

    Args:
        parameters: to be trained. Each keeps its storage for as long as this optimizer is in use.
        learning_rate, momentum, weight_decay: as in ``torch.optim.SGD``.

    Attributes:
        learning_rate: may be changed between steps.
    """

    def __init__(
        self,
        parameters: Iterable[Tensor],
        learning_rate: float,
        momentum: float,
        weight_decay: float = 0.0,
    ) -> None:
        self.learning_rate = learning_rate
        self._parameters = list(parameters)
        self._rows = [_row(parameter.detach()) for parameter in self._parameters]
        self._momentum = momentum
        self._weight_decay = weight_decay
        self._buffers: list[Tensor | None] = [None] * len(self._rows)

    def zero_grad(self) -> None:
        """Forget the gradients."""
        for parameter in self._parameters:
            parameter.grad = None

    def step(self) -> None:
        """Move the parameters against their gradients; those without one stay."""
        moved = [index for index, parameter in enumerate(self._parameters) if parameter.grad is not None]
        first = [index for index in moved if self._buffers[index] is None]
        later = [index for index in moved if self._buffers[index] is not None]
        # The first step of a parameter makes its buffer, the others take it; one call cannot do both.
        self._step(first)
        self._step(later)

    def momentum(self) -> list[Tensor | None]:
        """The running steps, each of its parameter's shape; None before the first step or without momentum."""
        return [
            None if buffer is None else buffer.as_strided(parameter.shape, parameter.stride())
            for parameter, buffer in zip(self._parameters, self._buffers, strict=True)
        ]

    def set_momentum(self, buffers: Sequence[Tensor | None]) -> None:
        """Take over what :meth:`momentum` gave; each of its parameter's shape."""
        self._buffers = [
            None if buffer is None else _row(torch.empty_like(parameter.detach()).copy_(buffer))
            for parameter, buffer in zip(self._parameters, buffers, strict=True)
        ]

    @torch.no_grad()
    def _step(self, indices: Sequence[int]) -> None:
        if not indices:
            return
        gradients = []
        for index in indices:
            parameter = self._parameters[index]
            assert parameter.grad is not None
            gradients.append(_row(_laid_out_as(parameter, parameter.grad)))
        buffers = [self._buffers[index] for index in indices]
        sgd(
            [self._rows[index] for index in indices],
            gradients,
            buffers,
            fused=True,
            weight_decay=self._weight_decay,
            momentum=self._momentum,
            lr=self.learning_rate,
            dampening=0.0,
            nesterov=False,
            maximize=False,
        )
        for index in indices:
            # The fused step leaves the versions as they are, by which others know that a weight has changed.
            torch.autograd.graph.increment_version(self._parameters[index])
        if self._momentum:
            for index, buffer in zip(indices, buffers, strict=True):
                self._buffers[index] = buffer


def _laid_out_as(parameter: Tensor, value: Tensor) -> Tensor:
    if value.stride() == parameter.stride():
        return value
    return torch.empty_like(parameter.detach()).copy_(value)


def _row(dense: Tensor) -> Tensor:
    """All elements in the order in which they lie in memory, (numel,); a view."""
    return dense.as_strided((dense.numel(),), (1,))
