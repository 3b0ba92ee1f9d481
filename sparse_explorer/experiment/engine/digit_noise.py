"""The noise that one test digit has when it is looked at: the same in the inspector, in searches and in galleries."""

from torch import nn

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.data.noise.drawing import ImageNoise
from sparse_explorer.data.noise.kinds import CONVENTIONS
from sparse_explorer.experiment.engine.trials import Purpose, Trial, noise_of, trial_of


def noise_of_digit(data: ImageData, index: int, convention: str, pattern: int) -> ImageNoise | None:
    """Noise of the test digit with that index; None of a kind that needs a network."""
    purpose = purpose_of_digit(index, convention, pattern)
    return noise_of(convention, data, data.test_images[index : index + 1], purpose)


def trial_of_digit(network: nn.Module, data: ImageData, index: int, convention: str, pattern: int) -> Trial:
    """A trial of a network on the test digit with that index alone."""
    one = slice(index, index + 1)
    purpose = purpose_of_digit(index, convention, pattern)
    return trial_of(convention, network, data, data.test_images[one], data.test_labels[one], purpose)


def purpose_of_digit(index: int, convention: str, pattern: int) -> Purpose:
    """The random stream of one digit; the article's and the paper's noisy pixels are the same ones."""
    stream: Purpose = (pattern, "inspected noise", index)
    return stream if convention in CONVENTIONS else (*stream, convention)
