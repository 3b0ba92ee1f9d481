"""Sparse layers for PyTorch, usable alone: k-winners activations and fixed sparse weights.

The names, signatures, defaults and buffers are those of nupic.torch, so that its users change the import line only.
"""

from sparse_explorer.nn.k_winners import KWinners, KWinners2d, update_boost_strength
from sparse_explorer.nn.sparse_weights import (
    SparseWeights,
    SparseWeights2d,
    normalize_sparse_weights,
    rezero_weights,
)
from sparse_explorer.nn.standing import frozen

__all__ = [
    "KWinners",
    "KWinners2d",
    "SparseWeights",
    "SparseWeights2d",
    "frozen",
    "normalize_sparse_weights",
    "rezero_weights",
    "update_boost_strength",
]
