"""The layers that a network's configuration describes: convolution blocks and the hidden layer. Imports no torch."""

from collections.abc import Sequence
from dataclasses import dataclass

from sparse_explorer.experiment.plan.conditions import (
    K_WINNERS_ON,
    OWN_WINNERS,
    SPARSE_CONV_ON,
    SPARSE_LINEAR_ON,
)
from sparse_explorer.experiment.plan.fields import ConfigError, check, described

POOL = 2
"""Every convolution is followed by a max-pool of this size and stride."""

ACTIVATIONS = ("k-winners", "relu", "none")


@dataclass(frozen=True)
class ConvConfig:
    """One convolution block: convolution, max-pool, then ReLU or k-winners.

    Examples:
        >>> import sparse_explorer as se
        >>> block = se.ConvConfig(channels=64, kernel_size=3, k=200)
        >>> se.NetworkConfig(convs=(block,)).convs[0].channels
        64
    """

    channels: int = described(
        30, "Filters", "Number of filters, and of feature maps.", minimum=1, maximum=256
    )
    kernel_size: int = described(
        5, "Filter size", "Height and width of a filter.", minimum=1, maximum=11, unit="pixels"
    )
    density: float = described(
        0.5,
        "Non-zero weights",
        "Fraction of each filter's weights that is not fixed at zero, while sparse convolution is on.",
        above=0,
        maximum=1,
        step=0.05,
        decimals=2,
        applies_when=(SPARSE_CONV_ON,),
    )
    activation: str = described(
        "k-winners",
        "Activation",
        "What follows the pool. k-winners become ReLU while the k-winners switch is off.",
        choices=("k-winners", "relu"),
        applies_when=(K_WINNERS_ON,),
    )
    k: int = described(
        100,
        "Winners k",
        "Units that stay active for each image, of all units of this block.",
        minimum=1,
        step=10,
        applies_when=(K_WINNERS_ON, OWN_WINNERS),
    )

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class HiddenConfig:
    """The hidden linear layer and what follows it.

    Examples:
        >>> import sparse_explorer as se
        >>> se.NetworkConfig(hidden=se.HiddenConfig(units=1000, activation="k-winners", k=100)).hidden.k
        100
    """

    units: int = described(
        300, "Hidden units", "Units of the hidden layer.", minimum=1, maximum=10_000, step=50
    )
    density: float = described(
        0.5,
        "Non-zero weights",
        "Fraction of each unit's inputs that is not fixed at zero, while sparse linear is on.",
        above=0,
        maximum=1,
        step=0.05,
        decimals=2,
        applies_when=(SPARSE_LINEAR_ON,),
    )
    activation: str = described(
        "none",
        "Activation",
        "What follows the hidden layer; the article has nothing there. k-winners become ReLU while the k-winners "
        "switch is off.",
        choices=ACTIVATIONS,
    )
    k: int = described(
        50,
        "Winners k",
        "Hidden units that stay active for each image.",
        minimum=1,
        step=10,
        applies_when=(K_WINNERS_ON, OWN_WINNERS),
    )

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class ConvShape:
    """What a convolution block makes of its input: channels in, channels out, and the size after the pool."""

    channels_in: int
    channels: int
    conv_size: int
    size: int

    @property
    def units(self) -> int:
        """Units after the pool, channels * size * size."""
        return self.channels * self.size * self.size


def settled_activation(activation: str, k_winners: bool) -> str:
    """An activation with the network's switch of k-winners as it is: ReLU stands in for k-winners that are off."""
    return "relu" if activation == "k-winners" and not k_winners else activation


def conv_shapes(convs: Sequence[ConvConfig], size: int) -> tuple[ConvShape, ...]:
    """Shapes through convolution blocks.

    Args:
        convs: the blocks, in order.
        size: rows and columns of the images.

    Raises:
        ConfigError: nothing is left of the image.
    """
    shapes = []
    channels = 1
    for index, conv in enumerate(convs):
        conv_size = size - conv.kernel_size + 1
        if conv_size < POOL:
            raise ConfigError(
                f"convs[{index}].kernel_size",
                f"{conv.kernel_size} is not allowed; the block's input is {size} pixels wide, allowed is "
                f"1 ... {size - POOL + 1}",
            )
        shapes.append(ConvShape(channels, conv.channels, conv_size, conv_size // POOL))
        channels, size = conv.channels, conv_size // POOL
    return tuple(shapes)
