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
it is answered wrongly, and so one that was answered wrongly from the start as it is: the network is asked for ever
fewer images.

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
"""Half of the 40 that Madry et al. take on MNIST; their steps are shorter, and reach as far."""

PGD_STRIDE = 2.5
"""Steps of PGD together, in radii of the ball: more than 2, so that its far side can be reached from any start."""

SQUARE_QUERIES = 200
"""Far fewer than the paper's thousands, which break what is left at high levels: enough to be the stronger one where
PGD is misled, which is what it is for here."""

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
    signs: Tensor | None = None,
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
        signs: what :func:`uphill` gave for this network, these images and labels; ``fgsm`` asks for it itself if it
            is None, and the others have no use for it.

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
    ball = _Ball(images, level / std, low, high)
    if kind == "fgsm":
        return _to_the_corner(ball, uphill(network, images, labels) if signs is None else signs)
    with undisturbed(network):
        return _ATTACKS[kind](network, ball, labels, generator)


def uphill(network: nn.Module, images: Tensor, labels: Tensor) -> Tensor:
    """Which way each pixel makes the loss rise: 1, -1 or 0, int8, (N, 1, 28, 28); at every level the same.

    Arguments as in :func:`attack`.
    """
    with undisturbed(network):
        return _asked(network, images.detach(), labels)[1].sign().to(torch.int8)


def _to_the_corner(ball: _Ball, signs: Tensor) -> Tensor:
    return ball.project(ball.centre + ball.radius * signs)


def _pgd(network: nn.Module, ball: _Ball, labels: Tensor, generator: torch.Generator) -> Tensor:
    stride = PGD_STRIDE * ball.radius / PGD_STEPS
    start = 2 * _uniform(ball.centre.shape, generator, ball.centre) - 1
    found = ball.centre.clone()
    left = (_margins(network, found, labels) > 0).nonzero()[:, 0]  # places of those still answered rightly
    here, labels = ball.part(left), labels[left]
    x = here.project(here.centre + ball.radius * start[left])
    for _ in range(PGD_STEPS):
        # One pass forwards tells who is left, and is the first half of the next gradient.
        right, gradient = _asked(network, x, labels)
        if not right.all():
            found[left[~right]] = x[~right]
            left, labels, x, gradient = left[right], labels[right], x[right], gradient[right]
            here = here.part(right)
        if not len(left):
            break
        x = here.project(x + stride * gradient.sign())
    found[left] = x
    return found


@torch.no_grad()
def _square(network: nn.Module, ball: _Ball, labels: Tensor, generator: torch.Generator) -> Tensor:
    count, _, height, width = ball.centre.shape
    with frozen(network):
        found = ball.centre.clone()
        margins = _margins(network, found, labels)
        # As the paper does: vertical stripes first, each one column wide.
        stripes = _signs((count, 1, 1, width), generator, found)
        left = (margins > 0).nonzero()[:, 0]  # places of those still answered rightly
        here, labels, margins, x = ball.part(left), labels[left], margins[left], found[left]
        tried = _to_the_corner(here, stripes[left])
        for query in range(1, SQUARE_QUERIES + 1):
            if not len(left):
                break
            after = _margins(network, tried, labels)
            # The stripes are a start, not a step: they are taken whatever they do to a right answer.
            taken = after < margins if query > 1 else torch.ones_like(after, dtype=torch.bool)
            x = torch.where(taken[:, None, None, None], tried, x)
            margins = torch.where(taken, after, margins)
            right = margins > 0
            if not right.all():
                found[left[~right]] = x[~right]
                left, labels, margins, x = left[right], labels[right], margins[right], x[right]
                here = here.part(right)
            side = _side(query, height, width)
            # For all images, left or not: so an image's squares depend on its place in the batch alone.
            corners, signs = _corners(count, side, generator, found), _signs((count, 1), generator, found)
            tried = _with_squares(x, here, corners[left], side, signs[left])
        found[left] = x
    return found


_ATTACKS: dict[str, Callable[[nn.Module, _Ball, Tensor, torch.Generator], Tensor]] = {
    "pgd": _pgd,
    "square": _square,
}

ATTACKS = ("fgsm", *_ATTACKS)
"""Kinds of attack, from the cheapest."""


@contextmanager
def undisturbed(network: nn.Module) -> Iterator[None]:
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
def _asked(network: nn.Module, x: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """Which images are answered rightly, bool, (n,); and the gradient of each one's own negative log-likelihood by its
    pixels, in their shape."""
    x = x.detach().requires_grad_()
    answers: Tensor = network(x)  # (n, classes)
    loss = nn.functional.nll_loss(answers, labels, reduction="sum")
    return answers.detach().argmax(dim=1) == labels, torch.autograd.grad(loss, x)[0]


@torch.no_grad()
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


def _with_squares(x: Tensor, ball: _Ball, corners: Tensor, side: int, signs: Tensor) -> Tensor:
    """Images with a square in each set to a side of the ball: corners int64, (n, 2), signs (n, 1)."""
    width = x.shape[3]
    along = torch.arange(side, device=x.device)
    square = (along[:, None] * width + along).flatten()  # places in the memory of an image whose corner is 0
    places = corners[:, :1] * width + corners[:, 1:] + square  # (n, side * side)
    moved = ball.centre.flatten(1).gather(1, places) + ball.radius * signs
    return x.flatten(1).scatter(1, places, moved.clamp(ball.low, ball.high)).view(x.shape)


def _signs(shape: tuple[int, ...], generator: torch.Generator, like: Tensor) -> Tensor:
    return torch.where(_uniform(shape, generator, like) < 0.5, -1.0, 1.0).to(like.dtype)


def _uniform(shape: tuple[int, ...], generator: torch.Generator, like: Tensor) -> Tensor:
    """Drawn where the generator lives, so that a seed gives the same on every device."""
    drawn = torch.rand(shape, generator=generator, device=generator.device)
    return drawn.to(like.device, like.dtype)
