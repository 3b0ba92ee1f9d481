"""Networks by the names that users of nupic.torch know, as plain ``nn.Sequential`` models of the layers here.

Layers are named, and state dicts keyed, as theirs are. Each is ready for :func:`sparse_explorer.nn.fuse`.

Axes: N batch, C channels, H height, W width.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from torch import nn

from sparse_explorer.nn.k_winners import KWinners, KWinners2d
from sparse_explorer.nn.sparse_weights import SparseWeights, SparseWeights2d

KERNEL, POOL = 5, 2


class SparseCNN(nn.Sequential):
    """Convolutions with k-winners, a sparse hidden layer with k-winners, and a linear classifier.

    Example::

        network = fuse(SparseCNN((3, 32, 32), 10, linear_units=500))

    Args:
        input_shape: (C, H, W) of the images.
        classes: outputs.
        cnn_out_channels: filters of each convolution, of 5 x 5; a max-pool of 2 x 2 follows.
        cnn_percent_on: share of the units that win behind each; 1 takes ReLU instead.
        linear_units: of the hidden layer.
        linear_percent_on: share of them that win; 1 takes ReLU instead.
        linear_weight_sparsity: share of each hidden unit's weights that is NOT zero; 1 keeps all.
        cnn_weight_sparsity: share of each filter's weights that is NOT zero; None keeps all.
        batch_norm: whether a batch norm without parameters stands behind each convolution and the hidden layer.
        winners: boost_strength and the like, as in :class:`KWinners`.

    Shapes: (N, C, H, W) -> (N, classes), log-probabilities.

    Raises:
        ValueError: a value is outside its range, or the images are too small.
    """

    def __init__(
        self,
        input_shape: tuple[int, int, int],
        classes: int,
        cnn_out_channels: Sequence[int] = (32, 64),
        cnn_percent_on: Sequence[float] = (0.1, 0.2),
        linear_units: int = 700,
        linear_percent_on: float = 0.2,
        linear_weight_sparsity: float = 0.3,
        cnn_weight_sparsity: Sequence[float] | None = None,
        batch_norm: bool = False,
        **winners: Any,
    ) -> None:
        densities = [1.0] * len(cnn_out_channels) if cnn_weight_sparsity is None else cnn_weight_sparsity
        if not len(cnn_out_channels) == len(cnn_percent_on) == len(densities):
            raise ValueError(
                f"there are {len(cnn_out_channels)} cnn_out_channels, {len(cnn_percent_on)} cnn_percent_on and "
                f"{len(densities)} cnn_weight_sparsity; each convolution takes one of each"
            )
        layers: OrderedDict[str, nn.Module] = OrderedDict()
        inputs, height, width = input_shape
        convolutions = zip(cnn_out_channels, cnn_percent_on, densities, strict=True)
        for number, (channels, percent_on, density) in enumerate(convolutions, start=1):
            height, width = ((side - KERNEL + 1) // POOL for side in (height, width))
            if min(height, width) < 1:
                raise ValueError(
                    f"input_shape is {tuple(input_shape)}, too small for convolution {number} of {KERNEL} x {KERNEL}"
                )
            name, conv = f"cnn{number}", nn.Conv2d(inputs, channels, KERNEL)
            layers[name] = conv if density == 1 else SparseWeights2d(conv, sparsity=1 - density)
            if batch_norm:
                layers[f"{name}_batchnorm"] = nn.BatchNorm2d(channels, affine=False)
            layers[f"{name}_maxpool"] = nn.MaxPool2d(POOL)
            if percent_on == 1:
                layers[f"{name}_relu"] = nn.ReLU()
            else:
                layers[f"{name}_kwinner"] = KWinners2d(channels, percent_on, **winners)
            inputs = channels
        linear, density = nn.Linear(inputs * height * width, linear_units), linear_weight_sparsity
        layers["flatten"] = nn.Flatten()
        layers["linear"] = linear if density == 1 else SparseWeights(linear, sparsity=1 - density)
        if batch_norm:
            layers["linear_bn"] = nn.BatchNorm1d(linear_units, affine=False)
        if linear_percent_on == 1:
            layers["linear_relu"] = nn.ReLU()
        else:
            layers["linear_kwinner"] = KWinners(linear_units, linear_percent_on, **winners)
        layers["output"] = nn.Linear(linear_units, classes)
        layers["softmax"] = nn.LogSoftmax(dim=1)
        super().__init__(layers)


class MNISTSparseCNN(SparseCNN):
    """The sparse network for MNIST, (N, 1, 28, 28) -> (N, 10); arguments as in :class:`SparseCNN`.

    Examples:
        >>> import torch
        >>> from sparse_explorer.nn import MNISTSparseCNN
        >>> MNISTSparseCNN()(torch.rand(2, 1, 28, 28)).shape
        torch.Size([2, 10])
    """

    def __init__(
        self,
        cnn_out_channels: Sequence[int] = (32, 64),
        cnn_percent_on: Sequence[float] = (0.1, 0.2),
        linear_units: int = 700,
        linear_percent_on: float = 0.2,
        linear_weight_sparsity: float = 0.3,
        **others: Any,
    ) -> None:
        super().__init__(
            (1, 28, 28),
            10,
            cnn_out_channels,
            cnn_percent_on,
            linear_units,
            linear_percent_on,
            linear_weight_sparsity,
            **{"boost_strength": 1.5, "boost_strength_factor": 0.85} | others,
        )


class GSCSparseCNN(SparseCNN):
    """The sparse network for Google's speech commands, (N, 1, 32, 32) -> (N, 12).

    Arguments as in :class:`SparseCNN`.

    Examples:
        >>> import torch
        >>> from sparse_explorer.nn import GSCSparseCNN
        >>> GSCSparseCNN()(torch.rand(2, 1, 32, 32)).shape
        torch.Size([2, 12])
    """

    def __init__(
        self,
        cnn_out_channels: Sequence[int] = (64, 64),
        cnn_percent_on: Sequence[float] = (0.095, 0.125),
        linear_units: int = 1000,
        linear_percent_on: float = 0.1,
        linear_weight_sparsity: float = 0.4,
        **others: Any,
    ) -> None:
        super().__init__(
            (1, 32, 32),
            12,
            cnn_out_channels,
            cnn_percent_on,
            linear_units,
            linear_percent_on,
            linear_weight_sparsity,
            **{"boost_strength": 1.5, "batch_norm": True} | others,
        )


class GSCSuperSparseCNN(GSCSparseCNN):
    """The sparser network for Google's speech commands; arguments as in :class:`GSCSparseCNN`.

    Examples:
        >>> import torch
        >>> from sparse_explorer.nn import GSCSuperSparseCNN
        >>> GSCSuperSparseCNN()(torch.rand(2, 1, 32, 32)).shape
        torch.Size([2, 12])
    """

    def __init__(
        self,
        linear_units: int = 1500,
        linear_percent_on: float = 0.067,
        linear_weight_sparsity: float = 0.1,
        **others: Any,
    ) -> None:
        super().__init__(
            linear_units=linear_units,
            linear_percent_on=linear_percent_on,
            linear_weight_sparsity=linear_weight_sparsity,
            **others,
        )
