"""SparseWeights and SparseWeights2d: a linear or convolution layer with a fixed random share of its weights at zero.

``sparsity`` is the fraction of weights that is zero. Masks are drawn once, for each output unit or filter on its own,
so that every unit keeps the same number of inputs (paper, section "Sparse weights").

Where fan_in * (1 - sparsity) ends in one half, the number of weights that are kept is rounded, as in nupic.torch:
``round((1 - sparsity) * fan_in)``. The paper's and the article's code round the number of zeros; networks made after
them pass a mask of :func:`draw_zero_mask`.
"""

import inspect
import math
import warnings
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from sparse_explorer.nn.masking import set_to_zero
from sparse_explorer.nn.transforms import is_for_elsewhere, is_plain, is_transformed, unwatched


def rezero_weights(m: nn.Module) -> None:
    """Set the masked weights of a sparse layer back to zero; for ``model.apply`` after an optimizer step or epoch.

    Examples:
        >>> import torch
        >>> from torch import nn
        >>> from sparse_explorer.nn import SparseWeights, rezero_weights
        >>> model = nn.Sequential(SparseWeights(nn.Linear(10, 5), sparsity=0.8))
        >>> with torch.no_grad():
        ...     _ = model[0].weight.add_(1.0)  # as an optimizer's momentum may
        >>> model.apply(rezero_weights)[0].weight.count_nonzero(dim=1).tolist()
        [2, 2, 2, 2, 2]
    """
    if isinstance(m, HasRezeroWeights):
        m.rezero_weights()


def normalize_sparse_weights(m: nn.Module) -> None:
    """Draw a sparse layer's weights again, scaled to the inputs that its units really have; for ``model.apply``.

    Kaiming-uniform as in ``torch.nn.Linear``, but with fan = fan_in * density: weights and bias are uniform within
    +- 1/sqrt(fan). Uses torch's global random generator, as ``torch.nn.init`` does.

    Examples:
        >>> from torch import nn
        >>> from sparse_explorer.nn import SparseWeights, normalize_sparse_weights
        >>> model = nn.Sequential(SparseWeights(nn.Linear(100, 5), sparsity=0.75)).apply(normalize_sparse_weights)
        >>> bool(model[0].weight.abs().max() <= 1 / 25**0.5)
        True
    """
    if isinstance(m, SparseWeightsBase):
        layer: Any = m.module
        reset_uniform(layer, 1 - m.sparsity)
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


class HasRezeroWeights:
    """A layer with weights that are to be zero, for :func:`rezero_weights` to find.

    Examples:
        >>> from torch import nn
        >>> from sparse_explorer.nn import HasRezeroWeights, SparseWeights
        >>> isinstance(SparseWeights(nn.Linear(4, 2), sparsity=0.5), HasRezeroWeights)
        True
    """

    def rezero_weights(self) -> None:
        """Set these weights to zero."""
        raise NotImplementedError(f"{type(self).__name__} does not say which of its weights are zero")


class SparseWeightsBase(nn.Module, HasRezeroWeights):
    """What all sparse layers share: the wrapped layer, its mask, and putting the mask to work.

    A sparse layer of one's own derives from it and registers its mask as a buffer ``zero_mask``.

    Args:
        module: the layer to wrap, with a weight of any shape.
        weight_sparsity: deprecated: the fraction that is NOT zero, 1 - sparsity.
        sparsity: fraction of weights that is zero.
        allow_extremes: admit sparsity 0 and 1.

    Attributes:
        module: the wrapped layer; ``weight`` and ``bias`` are its own.
        sparsity: fraction of weights that is zero.
        zero_mask: buffer, bool, shape of the weight; True where the weight is zero.
            It may be written to, or replaced.

    Raises:
        TypeError: ``module`` does not hold its weight itself, or neither or both of the fractions are given.
        ValueError: a fraction is outside its range.

    Examples:
        >>> import torch
        >>> from torch import nn
        >>> from sparse_explorer.nn import SparseWeightsBase
        >>> class LowerTriangular(SparseWeightsBase):
        ...     def __init__(self, n):
        ...         super().__init__(nn.Linear(n, n), sparsity=(n - 1) / (2 * n))
        ...         self.register_buffer("zero_mask", torch.ones(n, n).triu(1).bool())
        ...         self.rezero_weights()
        >>> LowerTriangular(4).weight.count_nonzero().item()
        10
    """

    zero_mask: Tensor

    def __init__(
        self,
        module: nn.Module,
        weight_sparsity: float | None = None,
        sparsity: float | None = None,
        allow_extremes: bool = False,
    ) -> None:
        super().__init__()
        sparsity = _one_of(weight_sparsity, sparsity)
        inside = 0 <= sparsity <= 1 if allow_extremes else 0 < sparsity < 1
        if not inside:
            allowed = (
                "0 ... 1" if allow_extremes else "above 0 and below 1 (0 and 1 with allow_extremes=True)"
            )
            raise ValueError(f"sparsity is {sparsity}, allowed is {allowed}")
        self.module = module
        self.sparsity = sparsity
        if own_weight(module).is_inference():
            # Made under inference_mode, it can never learn; asked to, it could not even be used outside.
            module.requires_grad_(False)

    @property
    def weight(self) -> Tensor:
        """The wrapped layer's weight."""
        layer: Any = self.module
        weight: Tensor = layer.weight
        return weight

    @property
    def bias(self) -> Tensor | None:
        """The wrapped layer's bias."""
        layer: Any = self.module
        bias: Tensor | None = layer.bias
        return bias

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            self.rezero_weights()
        out: Tensor = self.module(x)
        return out

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

    def extra_repr(self) -> str:
        return f"sparsity={self.sparsity}"


class RandomSparseWeights(SparseWeightsBase):
    """A layer whose outputs, counted along the first axis of its weight, keep a random part of their inputs each.

    Args:
        module: the layer to wrap; its masked weights become zero at once.
        fractions: as in :class:`SparseWeightsBase`; all but round((1 - sparsity) * fan_in) of an output's weights are
            zero.
        generator: where the mask is drawn from; torch's global generator if None.
        zero_mask: a mask in place of a drawn one, bool, shape of the weight.

    Raises:
        TypeError, ValueError: as there; or the mask is not of the weight's shape.
    """

    def __init__(
        self,
        module: nn.Module,
        *fractions: Any,
        generator: torch.Generator | None = None,
        zero_mask: Tensor | None = None,
        **named: Any,
    ) -> None:
        super().__init__(module, *fractions, **named)
        weight = own_weight(module)
        with torch.inference_mode(False):  # which would make a mask that nothing may ever be written to
            if zero_mask is None:
                zero_mask = draw_zero_mask(weight, _zeros(weight, self.sparsity), generator)
            self.register_buffer("zero_mask", zero_mask.to(weight.device, torch.bool, copy=True))
        self.rezero_weights()

    @torch.no_grad()
    def reset_parameters(self) -> None:
        """Draw the mask again, as after ``to_empty()``, and weights as the wrapped layer draws them."""
        layer: Any = self.module
        layer.reset_parameters()
        weight = own_weight(layer)
        self.zero_mask = draw_zero_mask(weight, _zeros(weight, self.sparsity))
        self.rezero_weights()


class SparseWeights(RandomSparseWeights):
    """A linear layer whose units keep a fixed random part of their inputs.

    Args:
        module: the ``nn.Linear`` to wrap.
        others: as in :class:`RandomSparseWeights`.

    Shapes: those of ``module``.

    Raises:
        TypeError: ``module`` has no two-dimensional weight.
        ValueError: sparsity is outside its range.

    Examples:
        >>> from torch import nn
        >>> from sparse_explorer.nn import SparseWeights
        >>> layer = SparseWeights(nn.Linear(784, 100), sparsity=0.7)  # 235 of 784 inputs of each unit are kept
        >>> layer.weight.count_nonzero(dim=1).unique().tolist()
        [235]
    """

    def __init__(self, module: nn.Module, *fractions: Any, **others: Any) -> None:
        _check_weight(module, 2, "SparseWeights wraps a linear layer")
        super().__init__(module, *fractions, **others)


class SparseWeights2d(RandomSparseWeights):
    """A convolution whose filters keep a fixed random part of their taps.

    Args:
        module: the ``nn.Conv2d`` to wrap.
        others: as in :class:`RandomSparseWeights`.

    Shapes: those of ``module``.

    Raises:
        TypeError: ``module`` has no four-dimensional weight.
        ValueError: sparsity is outside its range.

    Examples:
        >>> from torch import nn
        >>> from sparse_explorer.nn import SparseWeights2d
        >>> layer = SparseWeights2d(nn.Conv2d(1, 30, 5), sparsity=0.6)  # 10 of 25 taps of each filter are kept
        >>> layer.weight.count_nonzero(dim=(1, 2, 3)).unique().tolist()
        [10]
    """

    def __init__(self, module: nn.Module, *fractions: Any, **others: Any) -> None:
        _check_weight(module, 4, "SparseWeights2d wraps a 2-D convolution")
        super().__init__(module, *fractions, **others)


class _Prunable(RandomSparseWeights):
    @property
    def off_mask(self) -> Tensor:
        """Which weights are zero, bool; assigning another one sets those to zero at once."""
        return self.zero_mask

    @off_mask.setter
    def off_mask(self, mask: Tensor) -> None:
        weight = own_weight(self.module)
        if mask.shape != weight.shape:
            raise ValueError(
                f"off_mask has shape {tuple(mask.shape)}, expected the weight's, {tuple(weight.shape)}"
            )
        self.zero_mask = mask.detach().to(weight.device, torch.bool).clone()
        self.rezero_weights()


class PrunableSparseWeights(_Prunable, SparseWeights):
    """A :class:`SparseWeights` whose mask is set from outside, by way of ``off_mask``.

    Examples:
        >>> import torch
        >>> from torch import nn
        >>> from sparse_explorer.nn import PrunableSparseWeights
        >>> layer = PrunableSparseWeights(nn.Linear(4, 2), sparsity=0.5)
        >>> layer.off_mask = torch.tensor([[True, True, True, False], [False, False, False, True]])
        >>> layer.weight[layer.off_mask].tolist()
        [0.0, 0.0, 0.0, 0.0]
    """


class PrunableSparseWeights2d(_Prunable, SparseWeights2d):
    """A :class:`SparseWeights2d` whose mask is set from outside, by way of ``off_mask``.

    Examples:
        >>> import torch
        >>> from torch import nn
        >>> from sparse_explorer.nn import PrunableSparseWeights2d
        >>> layer = PrunableSparseWeights2d(nn.Conv2d(1, 2, 3), sparsity=0.5)
        >>> layer.off_mask = torch.ones(2, 1, 3, 3).triu(1).bool()
        >>> layer.weight[layer.off_mask].tolist()
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    """


def draw_zero_mask(weight: Tensor, zeros: int, generator: torch.Generator | None = None) -> Tensor:
    """Draw which weights are zero, as many of each output's.

    Args:
        weight: (outputs, ...).
        zeros: of each output, 0 ... fan_in.
        generator: torch's global one if None.

    Returns:
        bool, shape and device of ``weight``.
    """
    outputs = weight.shape[0]
    # Drawn where the generator lives, so that a seed gives the same mask whatever device the layer is on.
    device = generator.device if generator is not None else torch.device("cpu")
    keys = torch.rand(outputs, weight[0].numel(), generator=generator, device=device)
    if zeros == 0:  # drawn all the same: what is drawn next does not depend on it
        return torch.zeros(weight.shape, dtype=torch.bool, device=weight.device)
    return _mask_by(keys, zeros).view(weight.shape).to(weight.device)


def _mask_by(keys: Tensor, zeros: int) -> Tensor:
    """For each place in the order of a row's keys whether the key there is one of the row's first ``zeros``.

    Args:
        keys: (N, n), at least 0 and less than 1; of equal ones the first comes first.

    Returns:
        bool, (N, n).
    """
    if is_transformed() or not is_plain(keys) or keys.device.type != "cpu" or keys.dtype != torch.float32:
        return keys.argsort(dim=1, stable=True) < zeros
    # Several times as fast as to sort places. The bits of such floats are in the order of the floats, and leave room
    # for one more, which says whether the key is of the first: these do come first among equal ones.
    numbers = (keys.view(torch.int32) << 1) + (torch.arange(keys.shape[1], device=keys.device) >= zeros)
    numbers.numpy().sort(axis=1)
    return numbers & 1 == 0


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


def _frames_of_this_module() -> int:
    """How many frames up the first caller from elsewhere is, seen from the function that calls this one."""
    frame, count = inspect.currentframe(), 0
    while frame is not None and frame.f_globals is globals():
        frame, count = frame.f_back, count + 1
    return count - 1


def _zeros(weight: Tensor, sparsity: float) -> int:
    """How many of an output's weights are zero."""
    fan_in = weight[0].numel()
    return fan_in - round((1 - sparsity) * fan_in)


def _one_of(weight_sparsity: float | None, sparsity: float | None) -> float:
    """The fraction that is zero, whichever of the two was given."""
    if (weight_sparsity is None) == (sparsity is None):
        raise TypeError("give sparsity, the fraction of weights that is zero, and not weight_sparsity")
    if sparsity is not None:
        return sparsity
    assert weight_sparsity is not None
    warnings.warn(
        "weight_sparsity is the fraction of weights that is NOT zero, and deprecated; instead of "
        f"weight_sparsity={weight_sparsity:g} give sparsity={1 - weight_sparsity:g}, the fraction that is zero",
        DeprecationWarning,
        stacklevel=_frames_of_this_module() + 1,
    )
    return 1 - weight_sparsity
