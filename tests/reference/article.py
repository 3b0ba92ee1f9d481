"""The article's network, training and noise test as it has them: loops, index assignment, one image at a time.

It is the yardstick for exactness and for speed, so nothing here is made faster than the article makes it, and
nothing slower. Images are uint8 tensors (N, 28, 28), labels int64 tensors (N,).
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

MEAN, STD = 0.1307, 0.3081
NOISE_VALUE = MEAN + 2 * STD  # set after normalisation
NOISE_LEVELS = tuple(step / 20 for step in range(17))  # 0.00, 0.05 ... 0.80


class KWinnersFunction(torch.autograd.Function):
    """Keep the k largest values of each image, and let the gradient through to these alone."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, k: int) -> Tensor:
        flat = x.reshape(len(x), -1)  # (N, units)
        indices = flat.topk(k, dim=1, sorted=False).indices  # (N, k)
        result = torch.zeros_like(flat)
        for image in range(len(x)):
            result[image, indices[image]] = flat[image, indices[image]]
        ctx.save_for_backward(indices)
        return result.reshape(x.shape)

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> tuple[Tensor, None]:
        (indices,) = ctx.saved_tensors
        flat = grad_output.reshape(len(grad_output), -1)
        result = torch.zeros_like(flat)
        for image in range(len(flat)):
            result[image, indices[image]] = flat[image, indices[image]]
        return result.reshape(grad_output.shape), None


class ArticleNetwork(nn.Module):
    """conv 1->30 5x5, max-pool 2, ReLU or k-winners, linear 4320->300, linear 300->10, log-softmax.

    The three switches: conv_mask (30, 1, 5, 5) and fc1_mask (300, 4320) are True where a weight is fixed at zero,
    or None for dense weights; k_winners replaces the ReLU.
    """

    def __init__(
        self,
        conv_mask: Tensor | None = None,
        k_winners: bool = False,
        fc1_mask: Tensor | None = None,
        k: int = 100,
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 30, 5)
        self.fc1 = nn.Linear(30 * 12 * 12, 300)
        self.fc2 = nn.Linear(300, 10)
        self.conv_mask, self.k_winners, self.fc1_mask, self.k = conv_mask, k_winners, fc1_mask, k

    def zero_masked_weights(self) -> None:
        if self.conv_mask is not None:
            self.conv.weight.data[self.conv_mask] = 0
        if self.fc1_mask is not None:
            self.fc1.weight.data[self.fc1_mask] = 0

    def forward(self, x: Tensor) -> Tensor:
        """x (N, 1, 28, 28), normalised -> log-probabilities (N, 10)."""
        self.zero_masked_weights()
        x = F.max_pool2d(self.conv(x), 2)  # (N, 30, 12, 12)
        x = KWinnersFunction.apply(x, self.k) if self.k_winners else F.relu(x)
        x = self.fc1(x.flatten(1))  # (N, 300), nothing between the two linear layers
        return F.log_softmax(self.fc2(x), dim=1)


def draw_mask(shape: Sequence[int], density: float, generator: torch.Generator) -> Tensor:
    """A mask of a weight's shape: in each output unit round((1-density)*fan_in) random weights are True."""
    mask = torch.zeros(shape, dtype=torch.bool)
    for unit in range(shape[0]):
        fan_in = mask[unit].numel()
        mask[unit].view(-1)[torch.randperm(fan_in, generator=generator)[: round((1 - density) * fan_in)]] = (
            True
        )
    return mask


def normalise(image: Tensor) -> Tensor:
    """One uint8 image (28, 28) -> float (1, 28, 28), in standard deviations from the mean of MNIST."""
    return ((image.float() / 255 - MEAN) / STD).unsqueeze(0)


class RandomNoise:
    """A transform that sets int(784 * level) distinct random pixels of one image to a value."""

    def __init__(
        self, level: float, value: float = NOISE_VALUE, generator: torch.Generator | None = None
    ) -> None:
        self.level, self.value, self.generator = level, value, generator

    def __call__(self, image: Tensor) -> Tensor:
        noisy = image.clone()
        count = int(image.numel() * self.level)
        noisy.view(-1)[torch.randperm(image.numel(), generator=self.generator)[:count]] = self.value
        return noisy


class TransformedImages(Dataset):
    """Images and labels, each image sent through the transforms when it is asked for."""

    def __init__(self, images: Tensor, labels: Tensor, transforms: Sequence[Callable[[Any], Any]]) -> None:
        self.images, self.labels, self.transforms = images, labels, transforms

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        image = self.images[index]
        for transform in self.transforms:
            image = transform(image)
        return image, int(self.labels[index])


def train_steps(
    network: nn.Module,
    images: Tensor,
    labels: Tensor,
    *,
    batch_size: int = 64,
    learning_rate: float = 0.01,
    momentum: float = 0.5,
    optimizer: torch.optim.Optimizer | None = None,
    generator: torch.Generator | None = None,
    transforms: Sequence[Callable[[Any], Any]] = (normalise,),
) -> Iterator[float]:
    """Train for one epoch in shuffled order, and yield the loss of each batch after its step.

    Pass the same optimizer again to keep its momentum over several epochs. The transforms make of a uint8 image
    (28, 28) what the network takes, (1, 28, 28).
    """
    if optimizer is None:
        optimizer = torch.optim.SGD(network.parameters(), lr=learning_rate, momentum=momentum)
    dataset = TransformedImages(images, labels, transforms)
    network.train()
    for batch, targets in DataLoader(dataset, batch_size=batch_size, shuffle=True, generator=generator):
        optimizer.zero_grad()
        loss = F.nll_loss(network(batch), targets)
        loss.backward()
        optimizer.step()
        yield loss.item()


def train_epoch(network: nn.Module, images: Tensor, labels: Tensor, **how: Any) -> list[float]:
    """Train for one epoch as :func:`train_steps` does, and return the loss of each batch."""
    return list(train_steps(network, images, labels, **how))


def evaluate(
    network: nn.Module, images: Tensor, labels: Tensor, transforms: Sequence[Callable], batch_size: int = 1000
) -> tuple[int, float]:
    """Number of correct answers and mean loss."""
    correct, loss = 0, 0.0
    network.eval()
    with torch.no_grad():
        for batch, targets in DataLoader(
            TransformedImages(images, labels, transforms), batch_size=batch_size
        ):
            output = network(batch)
            loss += F.nll_loss(output, targets, reduction="sum").item()
            correct += int((output.argmax(dim=1) == targets).sum())
    return correct, loss / len(images)


def noise_sweep(
    network: nn.Module,
    images: Tensor,
    labels: Tensor,
    levels: Sequence[float] = NOISE_LEVELS,
    *,
    noise_value: float = NOISE_VALUE,
    generator: torch.Generator | None = None,
    batch_size: int = 1000,
    transforms: Sequence[Callable[[Any], Any]] = (normalise,),
) -> list[tuple[float, int, float]]:
    """(noise level, number of correct answers, mean loss) for each level, every image with noise of its own.

    Noise comes after the transforms, so noise_value is in normalised units; the paper's is 2.0 here.
    """
    rows = []
    for level in levels:
        noise = RandomNoise(level, noise_value, generator)
        rows.append((level, *evaluate(network, images, labels, (*transforms, noise), batch_size)))
    return rows
