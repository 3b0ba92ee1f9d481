"""Drawing noise of any kind on images: what is random is drawn once, so that levels are compared on the same noise.

    noise = draw("gaussian", data.test_images, mean=data.mean, std=data.std, generator=generator)
    batch = noise.at(slice(0, 200), 0.35)  # float32, (200, 1, 28, 28), normalised

Axes: N all images, n those of a batch, S rows, S columns: 28 but in own data sets.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import torch
from torch import Tensor

from sparse_explorer.data.noise import additive, filters, mnist_c, moves, occlusion
from sparse_explorer.data.noise.kinds import CONVENTIONS, KINDS, Family
from sparse_explorer.data.noise.pixels import RECIPES as PIXELS
from sparse_explorer.data.noise.pixels import noise_ranks, noise_value, noisy_pixels, set_pixels
from sparse_explorer.data.noise.recipe import Level, Recipe, State

_RECIPES: dict[str, Recipe] = (
    PIXELS | additive.RECIPES | occlusion.RECIPES | filters.RECIPES | moves.RECIPES | mnist_c.RECIPES
)


class ImageNoise(ABC):
    """Noise that was drawn for some images. Each image has its own, whichever batch it is in."""

    @abstractmethod
    def __len__(self) -> int:
        """N, how many images there are."""

    @abstractmethod
    def to(self, device: torch.device | str) -> "ImageNoise":
        """The same noise on another device."""

    def at(self, batch: slice | Tensor, level: float | Tensor) -> Tensor:
        """The images of a batch with noise, normalised as networks take them.

        Args:
            batch: which images: a slice, or a tensor of n places or of N truth values.
            level: 0 ... 1, of all of them; or floating point, (n,), one for each.

        Returns:
            float32, (n, 1, S, S), a new tensor. At level 0 an image is, bit for bit, what it is without noise.

        Raises:
            ValueError: a level outside 0 ... 1 or not a number, or levels of another number than the images.
        """
        if not isinstance(level, Tensor):
            if not 0.0 <= level <= 1.0:  # also False for NaN
                raise ValueError(f"noise level is {level}, allowed is 0 ... 1")
            return self._clean(batch) if level == 0 else self._noisy(batch, float(level))
        clean = self._clean(batch)
        if level.shape != clean.shape[:1] or not level.is_floating_point():
            raise ValueError(
                f"noise levels are {level.dtype} of shape {tuple(level.shape)}, "
                f"expected floating point of shape ({len(clean)},), one for each image"
            )
        wrong = ~((level >= 0) & (level <= 1))
        if wrong.any():
            raise ValueError(f"noise level is {float(level[wrong][0])}, allowed is 0 ... 1")
        level = level.to(clean.device, torch.float32).view(-1, 1, 1)
        noisy = self._noisy(batch, level)
        return torch.where(level.unsqueeze(1) > 0, noisy, clean)

    @abstractmethod
    def _clean(self, batch: slice | Tensor) -> Tensor:
        """The images without noise, normalised, (n, 1, S, S), a new tensor."""

    @abstractmethod
    def _noisy(self, batch: slice | Tensor, level: Level) -> Tensor:
        """The images with noise, normalised, (n, 1, S, S), a new tensor."""


class _Published(ImageNoise):
    """The article's and the paper's: pixels set to a number that is given in normalised units."""

    def __init__(self, normalized: Tensor, ranks: Tensor, value: float) -> None:
        self._normalized = normalized  # (N, 1, S, S)
        self._ranks = ranks  # (N, S * S)
        self._value = value

    @classmethod
    def joined(cls, parts: "Sequence[_Published]") -> "_Published":
        values = {part._value for part in parts}
        if len(values) > 1:
            raise ValueError(f"noisy pixels are set to {sorted(values)}, expected one value")
        normalized = torch.cat([part._normalized for part in parts])
        return cls(normalized, torch.cat([part._ranks for part in parts]), values.pop())

    def __len__(self) -> int:
        return len(self._normalized)

    def to(self, device: torch.device | str) -> ImageNoise:
        return _Published(self._normalized.to(device), self._ranks.to(device), self._value)

    def _clean(self, batch: slice | Tensor) -> Tensor:
        return self._normalized[batch].clone()

    def _noisy(self, batch: slice | Tensor, level: Level) -> Tensor:
        count = noisy_pixels(self._ranks.shape[1], level)
        return set_pixels(self._normalized[batch], self._ranks[batch], count, self._value)


class _Drawn(ImageNoise):
    """Any other kind, in brightness 0 ... 1."""

    def __init__(self, recipe: Recipe, brightness: Tensor, state: State, mean: float, std: float) -> None:
        self._recipe = recipe
        self._brightness = brightness  # (N, S, S)
        self._state = state
        self._mean = mean
        self._std = std

    @classmethod
    def joined(cls, parts: "Sequence[_Drawn]") -> "_Drawn":
        first = parts[0]
        if any(part._recipe is not first._recipe for part in parts):
            raise ValueError("parts of noise are of several kinds, expected one")
        states = zip(*(part._state for part in parts), strict=True)
        brightness = torch.cat([part._brightness for part in parts])
        return cls(first._recipe, brightness, tuple(map(torch.cat, states)), first._mean, first._std)

    def __len__(self) -> int:
        return len(self._brightness)

    def to(self, device: torch.device | str) -> ImageNoise:
        state = tuple(part.to(device) for part in self._state)
        return _Drawn(self._recipe, self._brightness.to(device), state, self._mean, self._std)

    def _clean(self, batch: slice | Tensor) -> Tensor:
        return self._normalize(self._brightness[batch].clone())

    def _noisy(self, batch: slice | Tensor, level: Level) -> Tensor:
        images = self._brightness[batch].clone()  # (n, S, S)
        return self._normalize(self._recipe.apply(images, level, *(part[batch] for part in self._state)))

    def _normalize(self, brightness: Tensor) -> Tensor:
        return brightness.unsqueeze(1).sub_(self._mean).div_(self._std)  # (n, 1, S, S)


def draw(kind: str, images: Tensor, *, mean: float, std: float, generator: torch.Generator) -> ImageNoise:
    """Draw noise for images: all that is random in it, for every level.

    The same generator gives the same noise on the same images. An image has the same noise in every batch and on every
    network, and where a kind is ``nested`` all that is noisy at a level is noisy at those above as well.

    Args:
        kind: name of a kind of :data:`.kinds.KINDS` that is of pixels or of the image as a whole.
        images: uint8, (N, S, S), 0 is black and 255 white.
        mean, std: of the pixels scaled to 0 ... 1, as used to normalise.
        generator: decides all that is random; may be on another device than the images.

    Returns:
        Noise on the images' device.

    Raises:
        ValueError: no such kind, or one that images alone do not have; images of another type or shape; a standard
            deviation that is not above 0.
    """
    _check(kind, images, std)
    scaled = images.to(torch.float32).div_(255)  # (N, S, S)
    if kind in CONVENTIONS:
        ranks = noise_ranks(len(images), images.shape[1] ** 2, generator).to(images.device)
        return _Published(scaled.unsqueeze(1).sub_(mean).div_(std), ranks, noise_value(kind, mean, std))
    recipe = _RECIPES[kind]
    state = tuple(part.to(images.device) for part in recipe.draw(scaled, generator))
    return _Drawn(recipe, scaled, state, mean, std)


def joined(parts: Sequence[ImageNoise]) -> ImageNoise:
    """Noise of the same kind that was drawn for several sets of images, as one: their images, one set after another.

    Example::

        each = [draw(kind, images[place : place + 1], ..., generator=generator_of(place)) for place in places]
        batch = joined(each).at(slice(0, 200), 0.35)

    Raises:
        ValueError: there are no parts, or they are of different kinds.
    """
    published = [part for part in parts if isinstance(part, _Published)]
    if published and len(published) == len(parts):
        return _Published.joined(published)
    drawn = [part for part in parts if isinstance(part, _Drawn)]
    if drawn and len(drawn) == len(parts):
        return _Drawn.joined(drawn)
    raise ValueError(f"{len(parts)} parts of noise cannot be joined, expected one or more of one kind")


def _check(kind: str, images: Tensor, std: float) -> None:
    if kind not in _RECIPES and kind not in CONVENTIONS:
        of_images = [name for name, each in KINDS.items() if each.family in (Family.PIXELS, Family.IMAGE)]
        raise ValueError(f"noise of images is {kind!r}, allowed are {', '.join(of_images)}")
    if images.dtype != torch.uint8 or images.dim() != 3 or images.shape[1] != images.shape[2]:
        raise ValueError(
            f"images are {images.dtype} of shape {tuple(images.shape)}, "
            "expected torch.uint8 of shape (N, S, S), squares"
        )
    if not std > 0:
        raise ValueError(f"standard deviation is {std}, allowed is above 0")
