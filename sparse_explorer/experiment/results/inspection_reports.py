"""What is seen when one digit goes through networks: frozen dataclasses of detached NumPy arrays. Imports no torch.

Axes: C channels, H height, W width, n units.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

KEPT, LOST, NEW, IDLE = range(4)
"""Kinds of units: active on both digits, on the clean one alone, on the noisy one alone, on neither."""

_KINDS = np.array([IDLE, NEW, LOST, KEPT], np.uint8)

DigitOverlaps = Mapping[str, tuple[float, ...]]
"""What a digit's active units have in common with the clean digit's at rising noise, 0 ... 1, by title of the layer."""


def sound(values: Floats) -> Floats:
    """The values, with 0 for what is no number, and the largest number for infinity."""
    return (
        values if np.isfinite(values).all() else np.nan_to_num(values)
    )  # the latter is slow, and rarely needed


@dataclass(frozen=True, eq=False)
class LayerActivity:
    """One layer's output for the clean and for the noisy digit.

    Attributes:
        title: such as ``Convolution 1``.
        sparse: True where k-winners made it, False where ReLU did.
        clean, noisy: float32 (C, H, W), or (1, 1, n) for a linear layer; what is not zero is active.
        gated: False where no activation sets units to zero: such units are strong or weak, not active or idle.
    """

    title: str
    sparse: bool
    clean: Floats
    noisy: Floats
    gated: bool = True

    @cached_property
    def kinds(self) -> NDArray[np.uint8]:
        """Which kind each unit is of, KEPT ... IDLE; of the shape of ``clean``."""
        kinds: NDArray[np.uint8] = _KINDS[2 * (self.clean != 0) + (self.noisy != 0)]
        return kinds

    @cached_property
    def counts(self) -> tuple[int, int, int]:
        """Units active on both digits (kept), on the clean one alone (lost), and on the noisy one alone (new)."""
        kept, lost, new = np.bincount(self.kinds.ravel(), minlength=IDLE)[:IDLE].tolist()
        return kept, lost, new

    @property
    def in_common(self) -> float:
        """Intersection over union of the two sets of active units, 0 ... 1; 1 where both are empty.

        Unlike the share of the clean digit's active units that is kept, it also falls when noise makes more units
        active, as it does behind ReLU.
        """
        kept, lost, new = self.counts
        total = kept + lost + new
        return kept / total if total else 1.0

    @cached_property
    def direction(self) -> float:
        """Cosine of the angle between the two digits' units, -1 ... 1; 1 where either has none but zeros.

        What a layer without an activation keeps: it has no set of active units to compare.
        """
        clean, noisy = (sound(each).ravel().astype(np.float64) for each in (self.clean, self.noisy))
        lengths = float(np.linalg.norm(clean) * np.linalg.norm(noisy))
        return float(clean @ noisy) / lengths if lengths else 1.0


@dataclass(frozen=True, eq=False)
class VariantInspection:
    """One variant's view of a digit.

    Attributes:
        variant_id: which variant.
        clean, noisy: float32 (10,), probabilities of the ten classes.
        layers: activity after each convolution block, then after the hidden layer if it has an activation.
        hidden: units of a hidden layer without an activation; None where it is among the layers.
    """

    variant_id: str
    clean: Floats
    noisy: Floats
    layers: tuple[LayerActivity, ...]
    hidden: LayerActivity | None = None


@dataclass(frozen=True, eq=False)
class OwnPicture:
    """A picture of the user's own, which networks are shown instead of a test image.

    Attributes:
        image: uint8, (H, W), 0 is background and 255 full ink.
        painted: bool, (H, W), True where noise is painted by hand; None where nowhere.
        label: which class it is; None where nobody has said.
    """

    image: NDArray[np.uint8]
    painted: NDArray[np.bool_] | None = None
    label: int | None = None


@dataclass(frozen=True, eq=False)
class Inspection:
    """Everything about one digit at one noise level.

    Attributes:
        request: the number of the request that this answers.
        index: the digit's place in the test set; -1 where it is in none.
        label: which class it is; None where nobody knows.
        noise: percent of noisy pixels.
        clean, noisy: float32 (28, 28), brightness 0 ... 1 as shown.
        variants: one entry for each trained variant that was asked for.
        intervened: the same of those that something is done to, while it is done; ``variants`` has them as they are.
    """

    request: int
    index: int
    label: int | None
    noise: int
    clean: Floats
    noisy: Floats
    variants: tuple[VariantInspection, ...]
    intervened: tuple[VariantInspection, ...] = ()


@dataclass(frozen=True, eq=False)
class LayerWeights:
    """One layer's weights as a picture.

    Attributes:
        title: such as ``Convolution 1`` or ``Hidden layer``.
        values: float32, (C, H, W) for a convolution (its first input channel), (n_out, n_in) for a linear layer.
        zero: bool, the same shape; True where the weight is fixed at zero. All False in a dense layer.
    """

    title: str
    values: Floats
    zero: NDArray[np.bool_]


@dataclass(frozen=True)
class UnitPlace:
    """One unit of a variant's network.

    Attributes:
        variant_id: whose.
        layer: the layer's title.
        number: of the unit, counted through filters, rows and columns.
    """

    variant_id: str
    layer: str
    number: int


@dataclass(frozen=True, eq=False)
class UnitUse:
    """How often a unit is active, among the units of its layer.

    Attributes:
        share: of images on which it is active, 0 ... 1: the duty cycle that k-winners keep in training, a filter's mean
            over its positions, or where a layer has none, of a sample of test digits.
        shares: float32, the same of all units or filters of the layer, falling.
        target: what k-winners aim at, k/n; None where nothing competes.
        images: test digits of the sample; 0 of a duty cycle.
    """

    share: float
    shares: Floats
    target: float | None
    images: int

    @property
    def rank(self) -> int:
        """Its place in the layer, 1 for the one that is active most often; equals share the better place."""
        return 1 + int(np.count_nonzero(self.shares > np.float32(self.share)))


@dataclass(frozen=True, eq=False)
class UnitReport:
    """All about one unit and the digit in sight.

    Attributes:
        place: which unit.
        shape: of its layer, (C, H, W); (1, 1, n) for a linear layer.
        sparse, gated: as in LayerActivity.
        field: rows and columns of the digit that reach it: top, left, height, width.
        weights: what it weighs its inputs with, (C_in, H, W): a tile for each of the maps that feed it.
        clean: its value on the clean digit.
        percents: noise levels.
        values: its values at each of them.
        use: how often it is active; None where no activation decides that.
        intervened: whether something is done to the network.
    """

    place: UnitPlace
    shape: tuple[int, int, int]
    sparse: bool
    gated: bool
    field: tuple[int, int, int, int]
    weights: LayerWeights
    clean: float
    percents: tuple[int, ...]
    values: tuple[float, ...]
    use: UnitUse | None
    intervened: bool = False
