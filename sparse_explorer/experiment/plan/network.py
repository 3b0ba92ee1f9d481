"""What a network is made of, as frozen dataclasses: convolution blocks, hidden layer, switches. Imports no torch."""

import dataclasses
from dataclasses import dataclass

from sparse_explorer.data.catalogue import (
    CLASSES,
    IMAGE_SIZE,
    LEAST_CLASSES,
    LEAST_SIDE,
    MOST_CLASSES,
    MOST_SIDE,
)
from sparse_explorer.experiment.plan.conditions import (
    BOOSTED,
    CHOSEN_BY_VALUE,
    CONV_WINNERS,
    K_WINNERS_ON,
    MASKS,
    OWN_WINNERS,
    SPARSE_CONV_ON,
    SPARSE_LINEAR_ON,
    WINNERS,
    WINNERS_IN_EVALUATION,
    WINNERS_IN_TRAINING,
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
        applies_when=(
            K_WINNERS_ON,
            OWN_WINNERS,
        ),
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


@dataclass(frozen=True)
class NetworkConfig:
    """The article's network and its relatives: one or two convolution blocks, a hidden layer, an output a class.

    The three switches say which sparse parts are in use. Parameters of a part that is switched off are kept, so that
    switching it on again brings them back.

    Examples:
        >>> import sparse_explorer as se
        >>> from dataclasses import replace
        >>> sparse = se.NetworkConfig()
        >>> replace(sparse, k_winners=False).k_winners
        False

    Attributes:
        image_size, classes: of the data set that it is trained on, which alone decides them (:meth:`fitted`); None for
            the usual ones, of 28 x 28 pixels and ten digits.
    """

    sparse_conv: bool = described(True, "Sparse convolution", "Fix a part of each filter's weights at zero.")
    k_winners: bool = described(True, "k-winners", "Let only the k largest activations pass; otherwise ReLU.")
    sparse_linear: bool = described(
        True, "Sparse linear layer", "Fix a part of each hidden unit's weights at zero."
    )
    convs: tuple[ConvConfig, ...] = (ConvConfig(),)
    hidden: HiddenConfig = HiddenConfig()
    local: bool = described(
        False,
        "Local winners",
        "Let the filters of each position compete, instead of all units of an image.",
        applies_when=(K_WINNERS_ON, CONV_WINNERS),
    )
    k_inference_factor: float = described(
        1.0,
        "k in evaluation",
        "k is multiplied by this when the network is evaluated. The paper uses 1.5, the article 1.",
        minimum=0.1,
        maximum=10,
        step=0.1,
        decimals=2,
        unit="times",
        applies_when=(K_WINNERS_ON, WINNERS, WINNERS_IN_EVALUATION),
    )
    boost_strength: float = described(
        0.0,
        "Boost strength",
        "How strongly units that seldom win are favoured. The paper uses 1.5, the article 0.",
        minimum=0,
        maximum=100,
        step=0.1,
        decimals=2,
        applies_when=(K_WINNERS_ON, WINNERS, WINNERS_IN_TRAINING, CHOSEN_BY_VALUE),
    )
    boost_strength_factor: float = described(
        1.0,
        "Boost decay",
        "The boost strength is multiplied by this after each epoch. The paper uses 0.85.",
        minimum=0,
        maximum=1,
        step=0.05,
        decimals=2,
        applies_when=(K_WINNERS_ON, WINNERS, WINNERS_IN_TRAINING, CHOSEN_BY_VALUE, BOOSTED),
    )
    duty_cycle_period: int = described(
        1000,
        "Duty-cycle period",
        "Images over which a unit's activity is averaged.",
        minimum=1,
        maximum=1_000_000,
        step=100,
        unit="images",
        applies_when=(K_WINNERS_ON, WINNERS, WINNERS_IN_TRAINING),
    )
    normalize_weights: bool = described(
        False,
        "Rescale sparse weights",
        "Start sparse layers with larger weights, scaled to the inputs that each unit has left.",
        applies_when=(MASKS,),
    )
    winners_used: str = described(
        "always",
        "Winners in use",
        "Where k-winners are not in use, ReLU is; a control.",
        choices=("always", "training only", "inference only"),
        applies_when=(K_WINNERS_ON, WINNERS),
    )
    winners_chosen: str = described(
        "by value",
        "Winners chosen",
        "At random: as many units of each image, whatever their values; a control.",
        choices=("by value", "at random"),
        applies_when=(K_WINNERS_ON, WINNERS),
    )
    centring: str = described(
        "none",
        "Input",
        "Of each image. Centred: without the image's own mean. Scaled: divided by its own standard deviation, too.",
        choices=("none", "centred", "centred and scaled"),
    )
    normalization: str = described(
        "none",
        "Normalisation",
        "What follows each convolution, before its pool, and the hidden layer, before its activation.",
        choices=("none", "batch norm", "layer norm"),
    )
    dropout: float = described(
        0.0,
        "Dropout",
        "Part of the hidden layer's units that each step of training leaves out, as in the paper's experiments.",
        minimum=0,
        maximum=0.99,
        step=0.1,
        decimals=2,
    )

    image_size: int | None = None
    classes: int | None = None

    def __post_init__(self) -> None:
        check(self)
        if not 1 <= len(self.convs) <= 2:
            raise ConfigError(
                "convs", f"{len(self.convs)} convolution blocks are not allowed; allowed is 1 or 2"
            )
        _check_within("image_size", self.image_size, LEAST_SIDE, MOST_SIDE)
        _check_within("classes", self.classes, LEAST_CLASSES, MOST_CLASSES)
        # The usual size too, so that a variant is a variant on every data set.
        for size in {IMAGE_SIZE, self.size}:
            self._check_winners(size)
        if self.hidden_activation() == "k-winners":
            _check_k("hidden.k", self.hidden.k, self.hidden.units, "hidden units")

    def _check_winners(self, size: int) -> None:
        """ConfigError for more winners than there are units, in images of that size."""
        for index, (conv, shape) in enumerate(zip(self.convs, self._shapes(size), strict=True)):
            if self.conv_activation(index) == "k-winners":
                where = f"convs[{index}].k"
                if self.local:
                    _check_k(where, conv.k, shape.channels, "filters, which compete at each position")
                else:
                    what = "units after the pool" + (
                        "" if size == IMAGE_SIZE else f" in images of {size}x{size}"
                    )
                    _check_k(where, conv.k, shape.units, what)

    @property
    def size(self) -> int:
        """Rows and columns of the images."""
        return self.image_size or IMAGE_SIZE

    @property
    def outputs(self) -> int:
        """Into how many classes images are told apart."""
        return self.classes or CLASSES

    def fitted(self, image_size: int, classes: int) -> "NetworkConfig":
        """The same network for images of another size, told apart into another number of classes.

        Raises:
            ConfigError: nothing is left of such an image, or it has fewer units than winners.
        """
        size = None if image_size == IMAGE_SIZE else image_size
        return dataclasses.replace(self, image_size=size, classes=None if classes == CLASSES else classes)

    def conv_shapes(self) -> tuple[ConvShape, ...]:
        """Shapes through the convolution blocks; ConfigError where nothing is left of the image."""
        return self._shapes(self.size)

    def _shapes(self, size: int) -> tuple[ConvShape, ...]:
        shapes = []
        channels = 1
        for index, conv in enumerate(self.convs):
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

    def conv_activation(self, index: int) -> str:
        """What follows a block's pool with the switches as they are: ``k-winners`` or ``relu``."""
        return self.convs[index].activation if self.k_winners else "relu"

    def hidden_activation(self) -> str:
        """What follows the hidden layer with the switches as they are."""
        activation = self.hidden.activation
        return "relu" if activation == "k-winners" and not self.k_winners else activation

    @property
    def winners_in_training(self) -> bool:
        """Whether layers with k-winners use them while they learn; otherwise ReLU."""
        return self.winners_used != "inference only"

    @property
    def winners_in_evaluation(self) -> bool:
        """Whether layers with k-winners use them when they are evaluated; otherwise ReLU."""
        return self.winners_used != "training only"

    def conv_density(self, index: int) -> float:
        """Fraction of a block's weights that is not fixed at zero, with the switches as they are."""
        return self.convs[index].density if self.sparse_conv else 1.0

    def hidden_density(self) -> float:
        """Fraction of the hidden layer's weights that is not fixed at zero, with the switches as they are."""
        return self.hidden.density if self.sparse_linear else 1.0


def _check_within(field: str, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise ConfigError(field, f"{value} is not allowed; allowed is {least} ... {most}")


def _check_k(field: str, k: int, units: int, what: str) -> None:
    if k > units:
        raise ConfigError(field, f"{k} is not allowed; allowed is 1 ... {units}, the {what}")
