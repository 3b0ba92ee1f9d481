"""k-winners and duty cycles in plain loops.

N batch, n units, C channels, H, W positions. Everything is ranked in Python's double precision.
"""

import math

import torch
from torch import Tensor


def boosted_value(value: float, duty_cycle: float, boost_strength: float) -> float:
    """What a unit is ranked by. NaN ranks as +infinity, so that it is seen rather than hidden."""
    boosted = value * math.exp(-boost_strength * duty_cycle)
    return math.inf if math.isnan(boosted) else boosted


def winners_of_one(boosted: list[float], k: int, break_ties: bool = False, relu: bool = False) -> list[bool]:
    """Which units of one sample win."""
    if not 0 <= k <= len(boosted):
        raise ValueError(f"k is {k}, but must be in 0..{len(boosted)}")
    if k == 0:
        return [False] * len(boosted)
    best_first = sorted(range(len(boosted)), key=lambda unit: boosted[unit], reverse=True)
    if break_ties:
        wins = [unit in best_first[:k] for unit in range(len(boosted))]
    else:
        threshold = boosted[best_first[k - 1]]
        wins = [value >= threshold for value in boosted]
    if relu:
        wins = [win and value >= 0 for win, value in zip(wins, boosted)]
    return wins


def reference_winners(
    x: Tensor,
    duty_cycles: Tensor,
    k: int,
    boost_strength: float,
    break_ties: bool = False,
    relu: bool = False,
) -> Tensor:
    """True where a unit wins; x (N, n), duty_cycles (n,) -> (N, n)."""
    wins = torch.zeros(x.shape, dtype=torch.bool)
    duties = [float(duty) for duty in duty_cycles]
    for sample in range(x.shape[0]):
        values = [float(value) for value in x[sample]]
        boosted = [boosted_value(value, duty, float(boost_strength)) for value, duty in zip(values, duties)]
        for unit, win in enumerate(winners_of_one(boosted, k, break_ties, relu)):
            wins[sample, unit] = win
    return wins


def reference_winners2d(
    x: Tensor,
    duty_cycles: Tensor,
    k: int,
    boost_strength: float,
    local: bool = True,
    break_ties: bool = False,
    relu: bool = False,
) -> Tensor:
    """True where a unit wins; x (N, C, H, W), duty_cycles (1, C, 1, 1) -> (N, C, H, W).

    Local: the channels compete at each position. Global: all C*H*W units of a sample compete.
    """
    samples, channels, height, width = x.shape
    duties = [float(duty_cycles[0, channel, 0, 0]) for channel in range(channels)]
    wins = torch.zeros(x.shape, dtype=torch.bool)
    for sample in range(samples):
        boosted = {
            (channel, row, column): boosted_value(
                float(x[sample, channel, row, column]), duties[channel], float(boost_strength)
            )
            for channel in range(channels)
            for row in range(height)
            for column in range(width)
        }
        if local:
            contests = [
                [(channel, row, column) for channel in range(channels)]
                for row in range(height)
                for column in range(width)
            ]
        else:
            contests = [list(boosted)]
        for units in contests:
            for unit, win in zip(
                units, winners_of_one([boosted[unit] for unit in units], k, break_ties, relu)
            ):
                wins[(sample, *unit)] = win
    return wins


def keep(x: Tensor, wins: Tensor) -> Tensor:
    """The un-boosted values where a unit wins, zero elsewhere."""
    return torch.where(wins, x, torch.zeros_like(x))


def reference_kwinners(
    x: Tensor,
    duty_cycles: Tensor,
    k: int,
    boost_strength: float,
    break_ties: bool = False,
    relu: bool = False,
) -> Tensor:
    """k-winners of each row of x (N, n)."""
    return keep(x, reference_winners(x, duty_cycles, k, boost_strength, break_ties, relu))


def reference_kwinners2d(
    x: Tensor,
    duty_cycles: Tensor,
    k: int,
    boost_strength: float,
    local: bool = True,
    break_ties: bool = False,
    relu: bool = False,
) -> Tensor:
    """k-winners of x (N, C, H, W), at each position (local) or over all units of a sample (global)."""
    return keep(x, reference_winners2d(x, duty_cycles, k, boost_strength, local, break_ties, relu))


def reference_duty_cycle(
    duty_cycle: Tensor, learning_iterations: int, output: Tensor, duty_cycle_period: int
) -> tuple[Tensor, int]:
    """The duty cycle and the number of samples seen, after one more batch.

    output (N, n) with duty_cycle (n,), or (N, C, H, W) with (1, C, 1, 1): then the activity of a channel is its
    mean over positions. A batch larger than the period counts alone.
    """
    samples = output.shape[0]
    learning_iterations += samples
    if samples == 0:
        return duty_cycle.clone(), learning_iterations
    period = max(samples, min(duty_cycle_period, learning_iterations))
    updated = duty_cycle.clone().flatten()
    for unit in range(len(updated)):
        active_count = 0.0
        for sample in range(samples):
            values = output[sample, unit].flatten().tolist()
            active_count += sum(value > 0 for value in values) / len(values)
        updated[unit] = (float(updated[unit]) * (period - samples) + active_count) / period
    return updated.reshape(duty_cycle.shape), learning_iterations
