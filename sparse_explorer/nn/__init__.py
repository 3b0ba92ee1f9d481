"""Sparse layers for PyTorch, usable alone: k-winners activations and fixed sparse weights.

The names, signatures, defaults and buffers are those of nupic.torch, so that its users change the import line only;
docs/MIGRATING.md lists what differs.
"""

from torch.nn import Flatten

from sparse_explorer.nn.dynamic_sparse_weights import DynamicSparseWeights, regrow_weights
from sparse_explorer.nn.fusion import FusedSequential, fuse, unfuse
from sparse_explorer.nn.k_winners import KWinners, KWinners2d
from sparse_explorer.nn.k_winners_base import KWinnersBase, update_boost_strength
from sparse_explorer.nn.migration import upgrade_to_masked_sparseweights
from sparse_explorer.nn.models import GSCSparseCNN, GSCSuperSparseCNN, MNISTSparseCNN
from sparse_explorer.nn.sparse_weights import (
    HasRezeroWeights,
    PrunableSparseWeights,
    PrunableSparseWeights2d,
    SparseWeights,
    SparseWeights2d,
    SparseWeightsBase,
    normalize_sparse_weights,
    rezero_weights,
)
from sparse_explorer.nn.standing import frozen
from sparse_explorer.nn.winners_only import WinnersConv2d, WinnersLinear

__all__ = [
    "DynamicSparseWeights",
    "Flatten",
    "FusedSequential",
    "GSCSparseCNN",
    "GSCSuperSparseCNN",
    "HasRezeroWeights",
    "KWinners",
    "KWinners2d",
    "KWinnersBase",
    "MNISTSparseCNN",
    "PrunableSparseWeights",
    "PrunableSparseWeights2d",
    "SparseWeights",
    "SparseWeights2d",
    "SparseWeightsBase",
    "WinnersConv2d",
    "WinnersLinear",
    "frozen",
    "fuse",
    "normalize_sparse_weights",
    "regrow_weights",
    "rezero_weights",
    "unfuse",
    "update_boost_strength",
    "upgrade_to_masked_sparseweights",
]
