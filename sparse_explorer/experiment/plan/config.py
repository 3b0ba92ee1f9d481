"""What an experiment is made of, as frozen dataclasses: networks, training, noise, variants. Imports no torch."""

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
from sparse_explorer.data.noise.kinds import KINDS, Family
from sparse_explorer.experiment.plan.conditions import (
    BATCH_SIZE_USED,
    BOOSTED,
    CHOSEN_BY_VALUE,
    CONV_WINNERS,
    K_WINNERS_ON,
    MASKS,
    NOISY_TRAINING,
    OWN_WINNERS,
    SEVERAL_EPOCHS,
    SPARSE_CONV_ON,
    SPARSE_LINEAR_ON,
    WINNERS,
    WINNERS_IN_EVALUATION,
    WINNERS_IN_TRAINING,
)
from sparse_explorer.experiment.plan.fields import ConfigError, check, described
from sparse_explorer.reading import short

POOL = 2
"""Every convolution is followed by a max-pool of this size and stride."""

ACTIVATIONS = ("k-winners", "relu", "none")

TRAINING_NOISES = tuple(kind.name for kind in KINDS.values() if kind.family in (Family.PIXELS, Family.IMAGE))
"""Kinds of noise that training images can have: those of the images alone."""


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


@dataclass(frozen=True)
class TrainingConfig:
    """How a network is trained: stochastic gradient descent on the negative log-likelihood.

    Examples:
        >>> import sparse_explorer as se
        >>> se.TrainingConfig(epochs=3, learning_rate=0.05).batch_size
        64
        >>> se.TrainingConfig(learning_rate=-1.0)
        Traceback (most recent call last):
        ...
        sparse_explorer.experiment.plan.fields.ConfigError: ...
    """

    epochs: int | None = described(
        None,
        "Epochs",
        "How often all training images are shown. Automatic: what the data set suggests.",
        minimum=1,
        maximum=1000,
        none_label="automatic",
    )
    batch_size: int = described(
        64,
        "Batch size",
        "Images a step.",
        minimum=1,
        maximum=4096,
        step=16,
        unit="images",
        applies_when=(BATCH_SIZE_USED,),
    )
    first_epoch_batch_size: int | None = described(
        None,
        "First epoch's batch",
        "Images a step in the first epoch; small batches settle the duty cycles (paper). Automatic: the batch size.",
        minimum=1,
        maximum=4096,
        none_label="the same",
    )
    learning_rate: float = described(
        0.01, "Learning rate", "Size of a step.", above=0, maximum=10, step=0.005, decimals=4
    )
    learning_rate_factor: float = described(
        1.0,
        "Learning-rate decay",
        "The learning rate is multiplied by this after each epoch. The paper uses 0.8.",
        above=0,
        maximum=1,
        step=0.05,
        decimals=2,
        applies_when=(SEVERAL_EPOCHS,),
    )
    momentum: float = described(
        0.5,
        "Momentum",
        "Part of the last step that is repeated in the next.",
        minimum=0,
        maximum=0.999,
        step=0.1,
        decimals=3,
    )
    weight_decay: float = described(
        0.0,
        "Weight decay",
        "Each step draws every parameter towards zero by this times the learning rate.",
        minimum=0,
        maximum=1,
        step=0.0005,
        decimals=5,
    )
    activation_l1: float = described(
        0.0,
        "L1 penalty",
        "The loss grows by this times an image's sum of activations, after ReLU or k-winners.",
        minimum=0,
        maximum=1,
        step=0.0001,
        decimals=6,
    )
    noise: str = described(
        "none",
        "Training noise",
        "Noise on the training images, drawn anew for each step.",
        choices=("none", *TRAINING_NOISES),
    )
    noise_up_to: float = described(
        0.8,
        "Noise up to",
        "Each training image's noise level is drawn between 0 and this.",
        above=0,
        maximum=1,
        step=0.05,
        decimals=2,
        applies_when=(NOISY_TRAINING,),
    )

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class NoiseConfig:
    """A kind of noise, and how much of it is looked at.

    ``article``: noisy pixels are set to mean + 2 std after normalisation, which looks grey. ``paper``: before
    normalisation, which looks bright. The curves differ a lot, so the convention is part of every result. The other
    kinds are described in :mod:`sparse_explorer.data.noise.kinds`.

    Examples:
        >>> import sparse_explorer as se
        >>> se.NoiseConfig("gaussian", (0.0, 0.3, 0.6)).levels
        (0.0, 0.3, 0.6)
    """

    convention: str = described(
        "article",
        "Noise",
        "Which kind; the article's noisy pixels are grey, the paper's bright.",
        choices=tuple(KINDS),
    )
    levels: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        check(self)
        if not self.levels:
            object.__setattr__(self, "levels", KINDS[self.convention].levels)
        for level in self.levels:
            if not 0 <= level <= 1 or round(level, 2) != level:
                raise ConfigError(
                    "levels", f"{short(level)} is not allowed; allowed is 0 ... 1 with two decimals"
                )
        if list(self.levels) != sorted(set(self.levels)):
            raise ConfigError("levels", f"{_list(self.levels)} do not rise from each to the next")


LONGEST_NOTE = 2000
"""Characters of what people write down about a variant."""


@dataclass(frozen=True)
class Variant:
    """A named network with its training: what is compared with others.

    Attributes:
        name: tells it from others.
        network, training: its configuration.
        note: what people wrote down about it, perhaps in several lines; None for nothing. It makes no difference to
            what a variant is: two that differ in it alone are equal.

    Examples:
        >>> import sparse_explorer as se
        >>> se.Variant("Sparser", se.NetworkConfig(hidden=se.HiddenConfig(density=0.1))).name
        'Sparser'
    """

    name: str
    network: NetworkConfig = NetworkConfig()
    training: TrainingConfig = TrainingConfig()
    note: str | None = dataclasses.field(default=None, compare=False)

    def __post_init__(self) -> None:
        reason = note_problem(self.note or "")
        if reason:
            raise ConfigError("note", reason)
        if not self.name.strip() or not self.name.isprintable() or len(self.name) > 60:
            raise ConfigError(
                "name", f"{short(self.name)} is not allowed; allowed are 1 ... 60 printable characters"
            )


def note_problem(note: str) -> str:
    """Why a text cannot be a variant's note; empty if it can."""
    if len(note) > LONGEST_NOTE:
        return f"{len(note)} characters are not allowed; allowed are {LONGEST_NOTE} at most"
    if not all(letter == "\n" or letter.isprintable() for letter in note):
        return f"{short(note)} is not allowed; allowed are printable characters and line ends"
    return ""


def _list(levels: tuple[float, ...]) -> str:
    return str(list(levels)) if len(levels) <= 20 else short(levels)


MAX_SEED = 2**31 - 1

SWEEPS = ("last", "every")
"""After which epochs the noises are swept: the last one, or every one as the paper did."""


@dataclass(frozen=True)
class Sweep:
    """A noise, and after which epochs it is swept.

    Attributes:
        noise: kind and levels.
        every: after every epoch; otherwise after the last one alone.
    """

    noise: NoiseConfig
    every: bool = False


@dataclass(frozen=True)
class Experiment:
    """Everything that decides the results, but for the device: what ``config.toml`` holds.

    Examples:
        >>> import sparse_explorer as se
        >>> experiment = se.Experiment(se.variants("article"), seeds=5, noises=se.noises("article", "blur"))
        >>> [variant.name for variant in experiment.variants], experiment.seeds
        (['Dense', 'Sparse'], 5)
    """

    variants: tuple[Variant, ...]
    dataset: str = "digits"
    seed: int = described(
        0, "First seed", "Seed of the first run; the others follow.", minimum=0, maximum=MAX_SEED
    )
    seeds: int = described(1, "Seeds", "How often each variant is trained anew.", minimum=1, maximum=1000)
    noises: tuple[NoiseConfig, ...] = (NoiseConfig(),)
    sweep: str | None = described(
        None,
        "Noise sweep",
        "After the last epoch or after every one. Automatic: after every epoch with the paper's noise, after the last "
        "one with any other.",
        choices=SWEEPS,
        none_label="automatic",
    )
    threads: int | None = described(
        None,
        "Threads",
        "CPU threads that a run computes with; the last digits of its numbers depend on it.",
        minimum=1,
        maximum=1024,
        none_label="automatic",
    )

    def __post_init__(self) -> None:
        check(self)
        if not self.variants:
            raise ConfigError("variants", "there are none; at least one is needed")
        twice = _first_twice([variant.name for variant in self.variants])
        if twice is not None:
            raise ConfigError("variants", f"two are named {twice!r}; names tell results apart")
        if not self.noises:
            raise ConfigError("noises", "there are none; at least one is needed")
        twice = _first_twice([noise.convention for noise in self.noises])
        if twice is not None:
            raise ConfigError("noises", f"two are {twice!r}; a kind of noise is swept once")
        if self.seed + self.seeds - 1 > MAX_SEED:
            raise ConfigError(
                "seed", f"{self.seed} is not allowed; the last of {self.seeds} exceeds {MAX_SEED}"
            )

    def all_seeds(self) -> range:
        """The seeds that each variant is trained with."""
        return range(self.seed, self.seed + self.seeds)

    def sweeps(self) -> tuple[Sweep, ...]:
        """Each noise, with the epochs after which it is swept: where ``sweep`` leaves that open, as its source did."""
        return tuple(
            Sweep(noise, (self.sweep or ("every" if noise.convention == "paper" else "last")) == "every")
            for noise in self.noises
        )

    def with_epochs(self, epochs: int) -> "Experiment":
        """The same with so many epochs for every variant.

        Raises:
            ConfigError: that number is not allowed.
        """
        changed = (
            dataclasses.replace(each, training=dataclasses.replace(each.training, epochs=epochs))
            for each in self.variants
        )
        return dataclasses.replace(self, variants=tuple(changed))

    def settled(self, epochs: int, threads: int) -> "Experiment":
        """The same with nothing left open: ``epochs`` for variants that do not say, ``threads`` likewise."""
        return dataclasses.replace(
            self,
            variants=tuple(settle_epochs(variant, epochs) for variant in self.variants),
            threads=self.threads or threads,
        )

    def beyond(self, other: "Experiment") -> str:
        """What of this experiment is not part of ``other``, named; empty if ``other`` has all of it and perhaps more
        variants, seeds or noises."""
        mine, others = set(self.sweeps()), set(other.sweeps())
        parts = {
            "variants": set(self.variants) <= set(other.variants),
            "seeds": set(self.all_seeds()) <= set(other.all_seeds()),
            "noises": {sweep.noise for sweep in mine} <= {sweep.noise for sweep in others},
            "dataset": self.dataset == other.dataset,
            "threads": self.threads == other.threads,
        }
        if parts["noises"]:
            parts["sweep"] = mine <= others
        return ", ".join(name for name, same in parts.items() if not same)


def _first_twice(names: list[str]) -> str | None:
    return next((name for name in names if names.count(name) > 1), None)


def settle_epochs(variant: Variant, suggested: int) -> Variant:
    """The variant with its number of epochs settled: ``suggested`` where it leaves it open."""
    if variant.training.epochs is not None:
        return variant
    return dataclasses.replace(variant, training=dataclasses.replace(variant.training, epochs=suggested))
