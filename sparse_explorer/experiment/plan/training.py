"""How a network is trained, as a frozen dataclass. Imports no torch."""

from dataclasses import dataclass

from sparse_explorer.data.noise.kinds import KINDS, Family
from sparse_explorer.experiment.plan.conditions import BATCH_SIZE_USED, NOISY_TRAINING, SEVERAL_EPOCHS
from sparse_explorer.experiment.plan.fields import check, described

TRAINING_NOISES = tuple(kind.name for kind in KINDS.values() if kind.family in (Family.PIXELS, Family.IMAGE))
"""Kinds of noise that training images can have: those of the images alone."""


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
        "Noise on the training images, drawn again for each step.",
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
