"""Sparse layers for PyTorch, usable alone: k-winners activations and fixed sparse weights.

The names, signatures, defaults and buffers are those of nupic.torch, so that its users change the import line only.
"""

from sparse_explorer.nn.fusion import FusedSequential, fuse, unfuse
from sparse_explorer.nn.k_winners import KWinners, KWinners2d, update_boost_strength
from sparse_explorer.nn.sparse_weights import (
    SparseWeights,
    SparseWeights2d,
    normalize_sparse_weights,
    rezero_weights,
)
from sparse_explorer.nn.standing import frozen
from sparse_explorer.nn.winners_only import WinnersConv2d, WinnersLinear

__all__ = [
    "FusedSequential",
    "KWinners",
    "KWinners2d",
    "SparseWeights",
    "SparseWeights2d",
    "WinnersConv2d",
    "WinnersLinear",
    "frozen",
    "fuse",
    "normalize_sparse_weights",
    "rezero_weights",
    "unfuse",
    "update_boost_strength",
]
