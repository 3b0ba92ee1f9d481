"""A session with results that no training made, so that a test knows every number that a pane must show."""

import dataclasses
from collections.abc import Sequence

import numpy as np

from sparse_explorer.app.model.records import RunKey, RunRecord, VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.inspection_reports import Inspection, LayerActivity, VariantInspection
from sparse_explorer.experiment.results.reports import EpochResult, LayerDutyCycles, NoiseResult

LEVELS = tuple(step / 20 for step in range(17))
"""The noise levels of a sweep, 0 ... 0.8."""

TOTAL = 1000


def small(network: NetworkConfig) -> NetworkConfig:
    """The same network with few filters and units, which trains, is saved and asked in a moment."""
    convs = tuple(dataclasses.replace(conv, channels=4, k=40) for conv in network.convs)
    hidden = dataclasses.replace(network.hidden, units=20, k=min(network.hidden.k, 20))
    return dataclasses.replace(network, convs=convs, hidden=hidden)


def sweep(start: float, slope: float = 50.0) -> tuple[NoiseResult, ...]:
    """A sweep whose accuracy falls from ``start`` percent by ``slope`` percent from no noise to full noise."""
    return tuple(
        NoiseResult(level, round(TOTAL * (start - slope * level) / 100), TOTAL, 0.5) for level in LEVELS
    )


def history(steps: int = 40, step: int | None = None, accuracy: float = 95.0) -> History:
    """A training of two epochs that came to ``step``; None: to its end."""
    done = steps if step is None else step
    losses = [2.3 / (1 + place / 5) for place in range(done)]
    found = History(done, steps, losses)
    for epoch in range(1, 2 * done // steps + 1):
        found.accuracies.append((epoch * steps // 2, accuracy - 5 * (2 - epoch)))
        duty_cycles = tuple(0.02 + 0.01 * (unit % 5) for unit in range(30))
        layer = LayerDutyCycles("conv 1", 4320, 100, 600.0 + epoch, 690.0, duty_cycles)
        found.epochs.append(EpochResult(epoch, layers=(layer,)))
    return found


def trained(item: VariantItem, start: float, dataset: str = "digits", further: Sequence[float] = ()) -> None:
    """Give a variant a training and an article sweep that starts at ``start`` percent, and as many further seeds."""
    for seed, accuracy in enumerate((start, *further)):
        found = history(accuracy=accuracy)
        found.add_sweep("article", sweep(accuracy))
        item.runs[RunKey(dataset, seed)] = RunRecord(found)


def session(*names: str, starts: Sequence[float] = (), digits: int = 0) -> Session:
    """A session of variants with these names, made from the presets in turn, the first one selected.

    ``starts``: accuracies without noise of those that are trained, from the first one on; ``digits``: how many there
    are.
    """
    made = Session()
    kinds = list(presets().values())
    for place, name in enumerate(names or ("Dense", "Sparse")):
        preset = kinds[place % 2].variant
        item = made.add(Variant(name, preset.network, preset.training))
        if place < len(starts):
            trained(item, starts[place])
    made.select(made.items[0].id)
    made.set_digit_count(digits)
    return made


def images(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Flat test images, each brighter than the one before it, and labels 0 ... 9 in turn."""
    shades = (np.arange(count) % 256).astype(np.uint8)
    return np.broadcast_to(shades[:, None, None], (count, 28, 28)), np.arange(count) % 10


def probabilities(answer: int, chance: float = 0.91) -> np.ndarray:
    """What a network says that is so sure of its answer."""
    found = np.full(10, (1 - chance) / 9, np.float32)
    found[answer] = chance
    return found


def inspection(
    session: Session, clean: Sequence[int], noisy: Sequence[int], label: int = 3, noise: int | None = None
) -> Inspection:
    """What an inspector would say of the session's digit; ``clean`` and ``noisy`` are the variants' answers.

    The clean picture is dark grey (0.25), the noisy one light grey (0.75). The first filter of each layer is active
    in both, the second on the clean digit alone, the third on the noisy one alone.
    """
    found = []
    for item, before, after in zip(session.items, clean, noisy, strict=False):
        quiet, loud = np.zeros((2, 4, 6, 6), np.float32)
        quiet[0] = loud[0] = quiet[1, :2] = loud[2, :3] = 1
        layer = LayerActivity("Convolution 1", True, quiet, loud)
        found.append(VariantInspection(item.id, probabilities(before), probabilities(after, 0.62), (layer,)))
    return Inspection(
        request=1,
        index=session.digit,
        label=label,
        noise=session.noise if noise is None else noise,
        clean=np.full((28, 28), 0.25, np.float32),
        noisy=np.full((28, 28), 0.75, np.float32),
        variants=tuple(found),
    )
