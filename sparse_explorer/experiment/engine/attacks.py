"""Adversarial images: as little is changed as is allowed, where it hurts a network most.

    level = 0.1  # no pixel changes by more than a tenth of full white
    attacked = attack("pgd", network, images, labels, level, low=low, high=high, std=data.std, generator=generator)

Three attacks of rising cost, all in the maximum norm:

- ``fgsm``, the fast gradient sign method (Goodfellow et al., arXiv:1412.6572): one step of the whole size along the
  sign of the gradient.
- ``pgd``, projected gradient descent (Madry et al., arXiv:1706.06083): from a random start, PGD_STEPS steps of
  PGD_STRIDE times the ball's radius divided by the number of steps, each followed by a projection into the ball.
- ``square`` (Andriushchenko et al., arXiv:1912.00049): random search with squares, SQUARE_QUERIES answers of the
  network and no gradient. Where it is the stronger of the two, the gradient is of no use to PGD: it is masked, see
  :mod:`sparse_explorer.experiment.results.gradient_masking`.

The gradient through k-winners is as torch gives it: it flows to winners alone. The last two leave an image as soon as
it is answered wrongly, and so one that was answered wrongly from the start as it is.

Axes: N images, 28 rows, 28 columns.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from sparse_explorer.nn import frozen

PGD_STEPS = 20
PGD_STRIDE = 2.5
"""Steps of PGD together, in radii of the ball: more than 2, so that its far side can be reached from any start."""

SQUARE_QUERIES = 300
SQUARE_SHARE = 0.8
"""Share of an image that the first squares cover (the paper's p for images as small as these)."""

_HALVINGS = (0.001, 0.005, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8)
"""After which parts of the queries the share is halved, as in the paper."""


@dataclass(frozen=True, eq=False)
class _Ball:
    """What images may become: each pixel within a radius of what it was, and between black and white.

    Attributes:
        centre: the images as they are, normalised, (N, 1, 28, 28).
        radius: in normalised units.
        low, high: black and white, normalised.
    """

    centre: Tensor
    radius: float
    low: float
    high: float

    def project(self, x: Tensor) -> Tensor:
        """The point of the ball that is nearest to each image."""
        x = torch.minimum(torch.maximum(x, self.centre - self.radius), self.centre + self.radius)
        return x.clamp(self.low, self.high)

    def part(self, which: Tensor) -> "_Ball":
        """That of some of the images."""
        return _Ball(self.centre[which], self.radius, self.low, self.high)


def attack(
    kind: str,
    network: nn.Module,
    images: Tensor,
    labels: Tensor,
    level: float,
    *,
    low: float,
    high: float,
    std: float,
    generator: torch.Generator,
) -> Tensor:
    """Change images so that a network answers them wrongly, if it can be done.

    The network answers in evaluation mode; its mode, its parameters and their gradients stay as they are.

    Args:
        kind: one of ATTACKS.
        network: gives log-probabilities (N, classes) or anything that rises with them.
        images: normalised, (N, 1, 28, 28), between ``low`` and ``high``, on the network's device.
        labels: int64, (N,), the right answers.
        level: epsilon, how much a pixel may change, in units of full white; 0 ... 1.
        low, high: black and white as normalised values.
        std: what pixels scaled to 0 ... 1 were divided by: epsilon is level / std in normalised units.
        generator: decides all that is random, image by image in the order of the batch; may be on another device.

    Returns:
        Adversarial images, (N, 1, 28, 28), a new tensor. At level 0 these are the images, bit for bit.

    Raises:
        ValueError: no such kind; a level outside 0 ... 1 or not a number; labels of another number than the images;
            ``low`` that is not below ``high``; ``std`` that is not above 0.
    """
    if kind not in ATTACKS:
        raise ValueError(f"attack is {kind!r}, allowed are {', '.join(ATTACKS)}")
    if not 0.0 <= level <= 1.0:  # also False for NaN
        raise ValueError(f"noise level is {level}, allowed is 0 ... 1")
    if images.dim() != 4 or labels.shape != images.shape[:1]:
        raise ValueError(
            f"images have shape {tuple(images.shape)} and labels {tuple(labels.shape)}, "
            "expected (N, 1, 28, 28) and (N,)"
        )
    if not low < high:
        raise ValueError(f"black is {low} and white {high}, allowed is black below white")
    if not std > 0:
        raise ValueError(f"standard deviation is {std}, allowed is above 0")
    images = images.detach()
    if level == 0 or not len(images):
        return images.clone()
    with _undisturbed(network):
        return _ATTACKS[kind](network, _Ball(images, level / std, low, high), labels, generator)


def _fgsm(network: nn.Module, ball: _Ball, labels: Tensor, generator: torch.Generator) -> Tensor:
    return ball.project(ball.centre + ball.radius * _gradient(network, ball.centre, labels).sign())


def _pgd(network: nn.Module, ball: _Ball, labels: Tensor, generator: torch.Generator) -> Tensor:
    stride = PGD_STRIDE * ball.radius / PGD_STEPS
    start = 2 * _uniform(ball.centre.shape, generator, ball.centre) - 1
    found = ball.centre.clone()
    left = _right(network, found, labels)  # places of the images that are still answered rightly
    x = ball.project(ball.centre + ball.radius * start)[left]
    for _ in range(PGD_STEPS):
        here, asked = ball.part(left), labels[left]
        x = here.project(x + stride * _gradient(network, x, asked).sign())
        found[left] = x
        still = _right(network, x, asked)
        left, x = left[still], x[still]
        if not len(left):
            break
    return found


@torch.no_grad()
def _square(network: nn.Module, ball: _Ball, labels: Tensor, generator: torch.Generator) -> Tensor:
    count, _, height, width = ball.centre.shape
    with frozen(network):
        found = ball.centre.clone()
        margins = _margins(network, found, labels)
        # As the paper does: vertical stripes first, each one column wide.
        stripes = _signs((count, 1, 1, width), generator, found)
        tried = ball.project(ball.centre + ball.radius * stripes)
        left = torch.arange(count, device=found.device)
        for query in range(SQUARE_QUERIES):
            left = left[margins[left] > 0]
            if query:
                side = _side(query, height, width)
                # For all images, left or not: so an image's squares depend on its place in the batch alone.
                corners, signs = (
                    _corners(count, side, generator, found),
                    _signs((count, 1, 1, 1), generator, found),
                )
                here = ball.part(left)
                inside = _squares(corners[left], side, height, width)
                moved = here.centre + ball.radius * signs[left]
                tried = here.project(torch.where(inside, moved, found[left]))
            else:
                tried = tried[left]
            if not len(left):
                break
            after = _margins(network, tried, labels[left])
            better = after < margins[left]
            # The stripes are a start, not a step: they are taken whatever they do to a right answer.
            taken = better if query else torch.ones_like(better)
            found[left[taken]], margins[left[taken]] = tried[taken], after[taken]
    return found


_ATTACKS: dict[str, Callable[[nn.Module, _Ball, Tensor, torch.Generator], Tensor]] = {
    "fgsm": _fgsm,
    "pgd": _pgd,
    "square": _square,
}

ATTACKS = tuple(_ATTACKS)
"""Kinds of attack, from the cheapest."""


@contextmanager
def _undisturbed(network: nn.Module) -> Iterator[None]:
    """In evaluation mode, with parameters that want no gradient; both are put back."""
    was_training = network.training
    wanting = [parameter for parameter in network.parameters() if parameter.requires_grad]
    network.eval()
    try:
        for parameter in wanting:
            parameter.requires_grad_(False)
        yield
    finally:
        for parameter in wanting:
            parameter.requires_grad_(True)
        network.train(was_training)


@torch.enable_grad()
def _gradient(network: nn.Module, x: Tensor, labels: Tensor) -> Tensor:
    """Of each image's own negative log-likelihood by its pixels."""
    x = x.detach().requires_grad_()
    loss = nn.functional.nll_loss(network(x), labels, reduction="sum")
    return torch.autograd.grad(loss, x)[0]


@torch.no_grad()
def _right(network: nn.Module, x: Tensor, labels: Tensor) -> Tensor:
    """Places of the images that are answered rightly, (n,)."""
    answers: Tensor = network(x)  # (N, classes)
    return (answers.argmax(dim=1) == labels).nonzero()[:, 0]


def _margins(network: nn.Module, x: Tensor, labels: Tensor) -> Tensor:
    """By how much the right answer leads the best wrong one, (N,); 0 or less is wrong."""
    answers: Tensor = network(x)  # (N, classes)
    right = answers.gather(1, labels[:, None])[:, 0]
    return right - answers.scatter(1, labels[:, None], -torch.inf).amax(dim=1)


def _side(query: int, height: int, width: int) -> int:
    """How many pixels the squares of a query are wide."""
    halvings = sum(query > part * SQUARE_QUERIES for part in _HALVINGS)
    side = round(math.sqrt(SQUARE_SHARE / 2**halvings * height * width))
    return max(1, min(side, height, width))


def _corners(count: int, side: int, generator: torch.Generator, like: Tensor) -> Tensor:
    """Where the squares begin, row and column, int64, (count, 2)."""
    room = torch.tensor([like.shape[2] - side + 1, like.shape[3] - side + 1], device=like.device)
    return (_uniform((count, 2), generator, like) * room).long().minimum(room - 1)


def _squares(corners: Tensor, side: int, height: int, width: int) -> Tensor:
    """Which pixels are in each image's square, bool, (n, 1, height, width)."""
    rows = torch.arange(height, device=corners.device) - corners[:, :1]  # (n, height)
    columns = torch.arange(width, device=corners.device) - corners[:, 1:]  # (n, width)
    in_rows, in_columns = (rows >= 0) & (rows < side), (columns >= 0) & (columns < side)
    return (in_rows[:, :, None] & in_columns[:, None, :])[:, None]


def _signs(shape: tuple[int, ...], generator: torch.Generator, like: Tensor) -> Tensor:
    return torch.where(_uniform(shape, generator, like) < 0.5, -1.0, 1.0).to(like.dtype)


def _uniform(shape: tuple[int, ...], generator: torch.Generator, like: Tensor) -> Tensor:
    """Drawn where the generator lives, so that a seed gives the same on every device."""
    drawn = torch.rand(shape, generator=generator, device=generator.device)
    return drawn.to(like.device, like.dtype)
