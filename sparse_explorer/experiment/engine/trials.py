"""A network under noise of any family: what is noisy may be the images, the network itself, or the images for it alone.

    trial = trial_of("weights", network, data, data.test_images, data.test_labels, (seed, "noise", "weights"))
    asked, images = trial.at(slice(0, 200), 0.3)
    answers = asked(images)

Axes: N images, n those of a batch, H height, W width.
"""

import copy
from abc import ABC, abstractmethod
from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

import torch
from torch import Tensor, nn

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.data.noise.drawing import ImageNoise, draw
from sparse_explorer.data.noise.kinds import KINDS, Family
from sparse_explorer.experiment.engine.attacks import attack, uphill
from sparse_explorer.experiment.engine.damage import Damage
from sparse_explorer.experiment.engine.seeding import generator
from sparse_explorer.nn import frozen

if TYPE_CHECKING:
    from typing_extensions import Unpack

Purpose: TypeAlias = "tuple[int, Unpack[tuple[str | int, ...]]]"
"""Of a random stream: a seed, and what is drawn from it."""


class Trial(ABC):
    """One network under one kind of noise. The network stays as it is."""

    @abstractmethod
    def at(self, batch: slice, level: float) -> tuple[nn.Module, Tensor]:
        """Whom to ask and what to show, normalised images (n, 1, H, W); until the next call."""


class _OnImages(Trial):
    def __init__(self, network: nn.Module, noise: ImageNoise) -> None:
        self._network = network
        self._noise = noise

    def at(self, batch: slice, level: float) -> tuple[nn.Module, Tensor]:
        return self._network, self._noise.at(batch, level)


class DamagedCopy:
    """A copy that is damaged, so that whoever looks at the network meanwhile, such as a save, sees it whole.

    Args:
        network: which one.
        kind: of damage.
        purpose: of the random stream that decides what is hit.
    """

    def __init__(self, network: nn.Module, kind: str, purpose: Purpose) -> None:
        self._network = copy.deepcopy(network)
        self._damage = Damage(self._network, kind, generator(*purpose))
        self._level: float | None = None
        self._damaged = ExitStack()

    def at(self, level: float) -> nn.Module:
        """The copy with so much damage, until the next call."""
        if level != self._level:
            self._damaged.close()
            self._damaged.enter_context(self._damage.at(level))
            self._damaged.enter_context(frozen(self._network))
            self._level = level
        return self._network


@runtime_checkable
class OutOfReach(Protocol):
    """A network that may be in another process, where alone it can be damaged."""

    def damaged_there(self, kind: str, purpose: Purpose, level: float) -> nn.Module | None:
        """The same network with damage, and this one stays as it is; None where it is here."""


class _InNetwork(Trial):
    def __init__(self, network: nn.Module, clean: Tensor, kind: str, purpose: Purpose) -> None:
        self._network = network
        self._clean = clean
        self._kind, self._purpose = kind, purpose
        self._copy: DamagedCopy | None = None

    def at(self, batch: slice, level: float) -> tuple[nn.Module, Tensor]:
        if isinstance(self._network, OutOfReach):
            damaged = self._network.damaged_there(self._kind, self._purpose, level)
            if damaged is not None:
                return damaged, self._clean[batch]
        if self._copy is None:
            self._copy = DamagedCopy(self._network, self._kind, self._purpose)
        return self._copy.at(level), self._clean[batch]


class _Attack(Trial):
    """Attacks each batch; the same random numbers at every level."""

    def __init__(
        self,
        network: nn.Module,
        clean: Tensor,
        labels: Tensor,
        kind: str,
        purpose: Purpose,
        data: ImageData,
    ) -> None:
        self._network = network
        self._clean = clean
        self._labels = labels
        self._kind = kind
        self._purpose = purpose
        self._low, self._high = -data.mean / data.std, (1 - data.mean) / data.std
        self._std = data.std
        self._signs: dict[tuple[int, int], Tensor] = {}  # by batch, for all levels

    def at(self, batch: slice, level: float) -> tuple[nn.Module, Tensor]:
        attacked = attack(
            self._kind,
            self._network,
            self._clean[batch],
            self._labels[batch],
            level,
            low=self._low,
            high=self._high,
            std=self._std,
            generator=generator(*self._purpose, batch.start),
            signs=self._signs_of(batch) if self._kind == "fgsm" and level else None,
        )
        return self._network, attacked

    def _signs_of(self, batch: slice) -> Tensor:
        key = (batch.start, batch.stop)
        if key not in self._signs:
            self._signs[key] = uphill(self._network, self._clean[batch], self._labels[batch])
        return self._signs[key]


def is_of_images(kind: str) -> bool:
    """Whether noise of a kind is the same whatever network it is shown to."""
    return KINDS[kind].family in (Family.PIXELS, Family.IMAGE)


def noise_of(kind: str, data: ImageData, images: Tensor, purpose: Purpose) -> ImageNoise | None:
    """Noise on raw images (N, H, W) of a data set; None of a kind that needs a network."""
    if not is_of_images(kind):
        return None
    return draw(kind, images, mean=data.mean, std=data.std, generator=generator(*purpose))


def trial_of(
    kind: str,
    network: nn.Module,
    data: ImageData,
    images: Tensor,
    labels: Tensor,
    purpose: Purpose,
    *,
    noise: ImageNoise | None = None,
    device: torch.device | str = "cpu",
) -> Trial:
    """A trial of a network.

    Args:
        kind: of noise.
        network: on ``device``.
        data: by whose mean and spread images are normalised.
        images, labels: raw, (N, H, W), and what they show.
        purpose: of the random stream.
        noise: what :func:`noise_of` gave for the same kind, images and purpose, on any device.
        device: where to compute.
    """
    found = noise if noise is not None else noise_of(kind, data, images, purpose)
    if found is not None:
        return _OnImages(network, found.to(device))
    clean = data.normalized(images).to(device)
    if KINDS[kind].family is Family.NETWORK:
        return _InNetwork(network, clean, kind, purpose)
    return _Attack(network, clean, labels.to(device), kind, purpose, data)
