"""What is seen when one digit goes through networks: frozen dataclasses of detached NumPy arrays. Imports no torch.

Axes: C channels, H height, W width, n units.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class LayerActivity:
    """One layer's output for the clean and for the noisy digit.

    Attributes:
        title: such as ``Convolution 1``.
        sparse: True where k-winners made it, False where ReLU did.
        clean, noisy: float32 (C, H, W), or (1, 1, n) for a linear layer; what is not zero is active.
        overlap: fraction of the clean digit's active units that noise left active; 1 where there are none.
    """

    title: str
    sparse: bool
    clean: Floats
    noisy: Floats
    overlap: float

    @cached_property
    def counts(self) -> tuple[int, int, int]:
        """Units active on both digits (kept), on the clean one alone (lost), and on the noisy one alone (new)."""
        clean, noisy = self.clean != 0, self.noisy != 0
        kept = int(np.count_nonzero(clean & noisy))
        return kept, int(np.count_nonzero(clean)) - kept, int(np.count_nonzero(noisy)) - kept

    @property
    def in_common(self) -> float:
        """Intersection over union of the two sets of active units, 0 ... 1; 1 where both are empty.

        Unlike :attr:`overlap` it also falls when noise makes more units active, as it does behind ReLU.
        """
        kept, lost, new = self.counts
        total = kept + lost + new
        return kept / total if total else 1.0


@dataclass(frozen=True, eq=False)
class VariantInspection:
    """One variant's view of a digit.

    Attributes:
        variant_id: which variant.
        clean, noisy: float32 (10,), probabilities of the ten classes.
        layers: activity after each convolution block, then after the hidden layer if something follows it.
    """

    variant_id: str
    clean: Floats
    noisy: Floats
    layers: tuple[LayerActivity, ...]


@dataclass(frozen=True, eq=False)
class Inspection:
    """Everything about one digit at one noise level.

    Attributes:
        request: the number of the request that this answers.
        index, label: the digit's place in the test set, and what it is.
        noise: percent of noisy pixels.
        clean, noisy: float32 (28, 28), brightness 0 ... 1 as shown.
        variants: one entry for each trained variant that was asked for.
    """

    request: int
    index: int
    label: int
    noise: int
    clean: Floats
    noisy: Floats
    variants: tuple[VariantInspection, ...]


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
