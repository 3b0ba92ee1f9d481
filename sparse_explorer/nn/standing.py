"""Weights that stand still: a caller says so, and what is computed from weights alone is computed once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import torch
from torch import Tensor, nn


class Standing:
    """What a module has computed from its weights, for as long as they are said to stand still.

    A module that computes such things has one as an attribute. Several threads may ask at once. A copy of the module
    starts without: nobody has said that its weights stand still.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holders = 0
        self._kept: dict[str, tuple[tuple[object, ...], Tensor]] = {}

    def __reduce__(self) -> tuple[type["Standing"], tuple[()]]:
        return Standing, ()

    @property
    def held(self) -> bool:
        """Whether the weights are said to stand still at the moment."""
        return self._holders > 0

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep what is computed until the last of those that hold lets go."""
        with self._lock:
            self._holders += 1
        try:
            yield
        finally:
            with self._lock:
                self._holders -= 1
                if not self._holders:
                    self._kept = {}

    def once(self, name: str, weights: tuple[Tensor, ...], compute: Callable[[], Tensor]) -> Tensor:
        """What ``compute`` makes of weights that are all on one device: made once while they stand still.

        Args:
            name: of what is computed.

        Raises:
            RuntimeError: the weights were changed though they were said to stand still.
        """
        if not self._holders or torch.is_autocast_enabled(weights[0].device.type):
            return compute()  # under autocast in a type that is not that of the weights
        made_from = tuple(part for weight in weights for part in _state(weight))
        kept = self._kept.get(name)
        if kept is None:
            kept = self._kept[name] = made_from, compute()
        elif kept[0] != made_from:
            raise RuntimeError(
                "weights were changed inside of frozen(), where they stand still; change them outside"
            )
        return kept[1]


@contextmanager
def frozen(model: nn.Module) -> Iterator[None]:
    """Say that a model's weights stand still: ``with frozen(model):`` around an evaluation of many batches.

    Inside, what a module computes from its weights alone is computed once instead of for every batch; outside, nothing
    of it is kept. It changes results by no more than rounding. Weights must not be changed inside, not even through
    ``.data``, which nothing tells of. May be nested, and entered by several threads.

    Examples:
        >>> import torch
        >>> from torch import nn
        >>> from sparse_explorer.nn import frozen, fuse
        >>> model = fuse(nn.Sequential(nn.Linear(4320, 300), nn.Linear(300, 10))).eval()
        >>> with torch.no_grad(), frozen(model):
        ...     answers = [model(torch.rand(64, 4320)).argmax(dim=1) for _ in range(3)]
        >>> len(torch.cat(answers))
        192
    """
    with ExitStack() as stack:
        for module in model.modules():
            standing = getattr(module, "standing", None)
            if isinstance(standing, Standing):
                stack.enter_context(standing.hold())
        yield


def _state(weight: Tensor) -> tuple[object, ...]:
    version = None if weight.is_inference() else weight._version
    return weight.data_ptr(), version, weight.device, weight.dtype
