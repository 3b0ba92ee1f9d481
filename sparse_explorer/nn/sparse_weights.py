"""SparseWeights and SparseWeights2d: a linear or convolution layer with a fixed random share of its weights at zero.

``sparsity`` is the fraction of weights that is zero. Masks are drawn once, for each output unit or filter on its own,
so that every unit keeps the same number of inputs (paper, section "Sparse weights").
"""

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from sparse_explorer.nn.masking import set_to_zero
from sparse_explorer.nn.transforms import is_for_elsewhere, is_transformed, unwatched


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


def ready_parameters(module: nn.Module) -> tuple[Tensor, Tensor | None]:
    """Weight and bias of a layer, wrapped or not, as its forward pass would use them.

    For whoever computes the layer's product in a way of its own: in training, masked weights are zero again.
    """
    if isinstance(module, SparseWeightsBase) and module.training:
        module.rezero_weights()
    return parameters_of(module)


def parameters_of(module: nn.Module) -> tuple[Tensor, Tensor | None]:
    """Weight and bias of a layer, wrapped or not; a layer may have no bias."""
    # By name, and not as parameters: transforms put tensors of their own in their place.
    layer: Any = module.module if isinstance(module, SparseWeightsBase) else module
    return layer.weight, layer.bias


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
            It may be written to, or replaced.
    """

    zero_mask: Tensor

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
        weight = own_weight(module)
        with torch.inference_mode(False):  # which would make a mask that nothing may ever be written to
            self.register_buffer("zero_mask", _draw_zero_mask(weight, sparsity, generator))
        if weight.is_inference():
            # Made under inference_mode, it can never learn; asked to, it could not even be used outside.
            module.requires_grad_(False)
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
        """Set the masked weights to zero, whatever they were.

        Raises:
            TypeError: the layer's weight has become one that is computed from others.
            ValueError: the mask is not of the weight's shape.
        """
        weight = own_weight(self.module)
        if self.zero_mask.shape != weight.shape:
            raise ValueError(
                f"zero_mask has shape {tuple(self.zero_mask.shape)}, expected the weight's, {tuple(weight.shape)}"
            )
        if is_transformed():
            with unwatched(weight, self.zero_mask):
                # torch.export takes no .data; it has no pending backward pass either.
                bare = weight.detach() if is_for_elsewhere() else weight.data
                bare.masked_fill_(self.zero_mask.bool(), 0)
            return
        if self.zero_mask.dtype is not torch.bool or self.zero_mask.stride() != weight.stride():
            # In the order in which the weight lies, that the two are gone through side by side.
            self.zero_mask = torch.empty_like(weight, dtype=torch.bool).copy_(self.zero_mask)
        # Through .data: the values that a pending backward pass has saved are masked already, so nothing changes for
        # it, and the layer can be used twice in one graph.
        set_to_zero(weight.data, self.zero_mask)

    @torch.no_grad()
    def reset_parameters(self) -> None:
        """Draw the mask again, as after ``to_empty()``, and weights as the wrapped layer draws them."""
        self.module.reset_parameters()
        self.zero_mask = _draw_zero_mask(own_weight(self.module), self.sparsity, None)
        self.rezero_weights()

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


def own_weight(module: nn.Module) -> Tensor:
    """The weight that a layer holds itself, so that what is set to zero in it stays zero.

    Raises:
        TypeError: it has none, or one that is computed from others at every call.
    """
    weight = module._parameters.get("weight")
    if weight is None:  # nn.DataParallel's copies of a layer hold theirs elsewhere
        weight = getattr(module, "_former_parameters", {}).get("weight")
    if weight is None:
        raise TypeError(
            f"{type(module).__name__} does not hold its weight itself: it is computed from other parameters (as by "
            "weight_norm, spectral_norm or prune), and nothing in it can be fixed at zero"
        )
    return weight


def _check_weight(module: nn.Module, dims: int, what: str) -> None:
    weight = getattr(module, "weight", None)
    if not isinstance(weight, Tensor) or is_lazy(weight) or weight.dim() != dims:
        raise TypeError(f"{what} with a {dims}-dimensional weight, got {type(module).__name__}")


def _draw_zero_mask(weight: Tensor, sparsity: float, generator: torch.Generator | None) -> Tensor:
    """Draw which weights are zero: bool, shape of ``weight``, round(sparsity * fan_in) of each output's."""
    outputs = weight.shape[0]
    fan_in = weight[0].numel()
    # Drawn where the generator lives, so that a seed gives the same mask whatever device the layer is on.
    device = generator.device if generator is not None else torch.device("cpu")
    order = torch.rand(outputs, fan_in, generator=generator, device=device).argsort(dim=1, stable=True)
    return (order < round(sparsity * fan_in)).view(weight.shape).to(weight.device)
