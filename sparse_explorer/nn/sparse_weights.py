"""SparseWeights and SparseWeights2d: a linear or convolution layer with a fixed random share of its weights at zero.

``sparsity`` is the fraction of weights that is zero. Masks are drawn once, for each output unit or filter on its own,
so that every unit keeps the same number of inputs (paper, section "Sparse weights").
"""

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn


def rezero_weights(m: nn.Module) -> None:
    """Set the masked weights of a sparse layer back to zero; for ``model.apply`` after an optimizer step or epoch."""
    if isinstance(m, SparseWeightsBase):
        m.rezero_weights()


def normalize_sparse_weights(m: nn.Module) -> None:
    """Draw a sparse layer's weights anew, scaled to the inputs that its units really have; for ``model.apply``.

    Kaiming-uniform as in ``torch.nn.Linear``, but with fan = fan_in * density: weights and bias are uniform within
    +- 1/sqrt(fan). Uses torch's global random generator, as ``torch.nn.init`` does.
    """
    if isinstance(m, SparseWeightsBase):
        reset_uniform(m.module, 1 - m.sparsity)
        m.rezero_weights()


def ready_parameters(module: nn.Module) -> tuple[Tensor, Tensor]:
    """Weight and bias of a layer, wrapped or not, as its forward pass would use them.

    For whoever computes the layer's product in a way of its own: in training, masked weights are zero again.
    """
    if isinstance(module, SparseWeightsBase) and module.training:
        module.rezero_weights()
    return parameters_of(module)


def parameters_of(module: nn.Module) -> tuple[Tensor, Tensor]:
    """Weight and bias of a layer, wrapped or not."""
    layer = module.module if isinstance(module, SparseWeightsBase) else module
    return layer.get_parameter("weight"), layer.get_parameter("bias")


@torch.no_grad()
def reset_uniform(
    module: nn.Linear | nn.Conv2d, density: float = 1.0, generator: torch.Generator | None = None
) -> None:
    """Draw a layer's weights and bias uniformly within +- 1/sqrt(fan_in * density).

    With density 1 this is how PyTorch itself starts linear and convolution layers. ``generator`` must live on the
    layer's device; None is torch's global one.
    """
    fan = module.weight[0].numel() * density
    bound = 1 / math.sqrt(fan) if fan > 0 else 0.0
    for parameter in module.parameters():
        parameter.uniform_(-bound, bound, generator=generator)


class SparseWeightsBase(nn.Module):
    """What both sparse layers share: the wrapped layer, its mask, and putting the mask to work.

    Attributes:
        module: the wrapped layer; ``weight`` and ``bias`` are its own.
        sparsity: fraction of weights that is zero.
        zero_mask: buffer, bool, shape of the weight; True where the weight is zero.
        rezeroed: how often the masked weights were set to zero, which the weight's own version does not count.
    """

    zero_mask: Tensor
    _keep: Tensor

    def __init__(
        self,
        module: nn.Linear | nn.Conv2d,
        sparsity: float,
        allow_extremes: bool,
        generator: torch.Generator | None,
    ) -> None:
        super().__init__()
        inside = 0 <= sparsity <= 1 if allow_extremes else 0 < sparsity < 1
        if not inside:
            allowed = (
                "0 ... 1" if allow_extremes else "above 0 and below 1 (0 and 1 with allow_extremes=True)"
            )
            raise ValueError(f"sparsity is {sparsity}, allowed is {allowed}")
        self.module = module
        self.sparsity = sparsity
        self.rezeroed = 0
        self.register_buffer("zero_mask", _draw_zero_mask(module.weight, sparsity, generator))
        # Derived from zero_mask; one multiplication by it is many times faster than filling where zero_mask is True.
        self.register_buffer("_keep", torch.empty_like(module.weight.detach()), persistent=False)
        self._refresh_keep()
        self.rezero_weights()

    @property
    def weight(self) -> Tensor:
        """The wrapped layer's weight."""
        return self.module.weight

    @property
    def bias(self) -> Tensor | None:
        """The wrapped layer's bias."""
        return self.module.bias

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            self.rezero_weights()
        return self.module(x)

    def rezero_weights(self) -> None:
        """Set the masked weights to zero."""
        # Somebody wrote into the mask, or put the weight into another order in memory.
        if self.zero_mask._version != self._kept_version or self._keep.stride() != self.weight.stride():
            self._refresh_keep()
        # Through .data: the values that a pending backward pass has saved are masked already, so nothing changes for
        # it, and the layer can be used twice in one graph.
        self.module.weight.data.mul_(self._keep)
        self.rezeroed += 1

    def _refresh_keep(self) -> None:
        # Laid out in memory as the weight is, whoever has rearranged that; else the product would jump about.
        if self._keep.stride() != self.weight.stride():
            self._keep = torch.empty_like(self.weight.detach())
        self._keep.copy_(~self.zero_mask)
        self._kept_version = self.zero_mask._version

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> "SparseWeightsBase":
        # .to() and the like put a new tensor in the mask's place.
        super()._apply(fn, recurse)
        self._refresh_keep()
        return self

    def _load_from_state_dict(self, *args: Any, **kwargs: Any) -> None:
        super()._load_from_state_dict(*args, **kwargs)
        self._refresh_keep()

    def extra_repr(self) -> str:
        return f"sparsity={self.sparsity}"


class SparseWeights(SparseWeightsBase):
    """A linear layer whose units keep a fixed random part of their inputs.

    Args:
        module: the ``nn.Linear`` to wrap; its masked weights become zero at once.
        sparsity: fraction of each unit's weights that is zero; round(sparsity * in_features) of them.
        allow_extremes: admit sparsity 0 and 1.
        generator: where the mask is drawn from; torch's global generator if None.

    Shapes: those of ``module``.

    Raises:
        TypeError: ``module`` has no two-dimensional weight.
        ValueError: sparsity is outside its range.
    """

    def __init__(
        self,
        module: nn.Linear,
        *,
        sparsity: float,
        allow_extremes: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        _check_weight(module, 2, "SparseWeights wraps a linear layer")
        super().__init__(module, sparsity, allow_extremes, generator)


class SparseWeights2d(SparseWeightsBase):
    """A convolution whose filters keep a fixed random part of their taps.

    Args:
        module: the ``nn.Conv2d`` to wrap; its masked weights become zero at once.
        sparsity: fraction of each filter's weights that is zero; round(sparsity * C_in * kH * kW) of them.
        allow_extremes, generator: as in :class:`SparseWeights`.

    Shapes: those of ``module``.

    Raises:
        TypeError: ``module`` has no four-dimensional weight.
        ValueError: sparsity is outside its range.
    """

    def __init__(
        self,
        module: nn.Conv2d,
        *,
        sparsity: float,
        allow_extremes: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        _check_weight(module, 4, "SparseWeights2d wraps a 2-D convolution")
        super().__init__(module, sparsity, allow_extremes, generator)


def _check_weight(module: nn.Module, dims: int, what: str) -> None:
    weight = getattr(module, "weight", None)
    if not isinstance(weight, Tensor) or weight.dim() != dims:
        raise TypeError(f"{what} with a {dims}-dimensional weight, got {type(module).__name__}")


def _draw_zero_mask(weight: Tensor, sparsity: float, generator: torch.Generator | None) -> Tensor:
    """Draw which weights are zero: bool, shape of ``weight``, round(sparsity * fan_in) of each output's."""
    outputs = weight.shape[0]
    fan_in = weight[0].numel()
    # Drawn where the generator lives, so that a seed gives the same mask whatever device the layer is on.
    device = generator.device if generator is not None else torch.device("cpu")
    order = torch.rand(outputs, fan_in, generator=generator, device=device).argsort(dim=1, stable=True)
    return (order < round(sparsity * fan_in)).view(weight.shape).to(weight.device)
