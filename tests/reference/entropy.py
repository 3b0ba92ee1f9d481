"""Entropy in bits, one element at a time."""

import math
from collections.abc import Iterable


def reference_binary_entropy(p: float) -> float:
    """-p log2 p - (1-p) log2 (1-p), which is 0 at both ends."""
    return sum(-q * math.log2(q) for q in (p, 1 - p) if q > 0)


def reference_entropy(duty_cycles: Iterable[float]) -> float:
    """Sum of the binary entropies."""
    return sum(reference_binary_entropy(float(duty)) for duty in duty_cycles)
