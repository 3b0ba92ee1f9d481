"""What a network is made of, as a frozen dataclass: its parts, its switches, its controls. Imports no torch."""

import dataclasses
from dataclasses import dataclass, field

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
    WINNERS,
    WINNERS_IN_EVALUATION,
    WINNERS_IN_TRAINING,
)
from sparse_explorer.experiment.plan.fields import ConfigError, check, described
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig, conv_shapes, settled_activation


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
    hidden: HiddenConfig = field(default_factory=HiddenConfig)
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
        if settled_activation(self.hidden.activation, self.k_winners) == "k-winners":
            _check_k("hidden.k", self.hidden.k, self.hidden.units, "hidden units")

    def _check_winners(self, size: int) -> None:
        """ConfigError for more winners than there are units, in images of that size."""
        for index, (conv, shape) in enumerate(zip(self.convs, conv_shapes(self.convs, size), strict=True)):
            if settled_activation(conv.activation, self.k_winners) == "k-winners":
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


def _check_within(field: str, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise ConfigError(field, f"{value} is not allowed; allowed is {least} ... {most}")


def _check_k(field: str, k: int, units: int, what: str) -> None:
    if k > units:
        raise ConfigError(field, f"{k} is not allowed; allowed is 1 ... {units}, the {what}")
