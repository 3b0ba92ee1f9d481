"""Looking back at what networks were, and how they do on a sample of the test images: a generator for a worker."""

from __future__ import annotations

import dataclasses
import logging
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sparse_explorer.app.model.history_view import SAMPLE_SIZE
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.reports import NoiseResult

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData
    from sparse_explorer.experiment.engine.network import ExplorerNetwork

log = logging.getLogger("sparse_explorer")

_samples: weakref.WeakKeyDictionary[Any, Any] = weakref.WeakKeyDictionary()


@dataclass(frozen=True)
class Moment:
    """A run after one of its steps.

    Attributes:
        network: as it was then; None where it has to be read from ``folder``.
        curve: whether its accuracies are wanted, too.
    """

    place: Place
    variant: Variant
    folder: Path
    step: int
    network: ExplorerNetwork | None = dataclasses.field(default=None, compare=False)
    curve: bool = True


@dataclass(frozen=True, eq=False)
class PastNetwork:
    """The network of a moment."""

    moment: Moment
    network: ExplorerNetwork


@dataclass(frozen=True)
class SampleCurve:
    """How the network of a moment does on the sample at every noise level."""

    moment: Moment
    convention: str
    levels: tuple[NoiseResult, ...]


def look_back(moments: Sequence[Moment], data: ImageData | None, noise: NoiseConfig) -> Iterator[Any]:
    """Read the networks of moments, then ask each about the sample; yields PastNetwork and SampleCurve, and None in
    between, to stop at. What cannot be read is left out, with a line in the log."""
    from sparse_explorer.experiment.engine.evaluation import evaluation
    from sparse_explorer.experiment.engine.one_thread import compute_in_one_thread
    from sparse_explorer.experiment.runs.snapshots import load_snapshot
    from sparse_explorer.experiment.runs.store import StoreError

    compute_in_one_thread()
    found = []
    for moment in moments:
        network = moment.network
        if network is None:
            try:
                network = load_snapshot(moment.folder, moment.variant, moment.place.seed, moment.step)
            except StoreError as error:
                log.warning("not looked back at: %s", error)
                continue
        found.append((moment, network))
        yield PastNetwork(moment, network)
    if data is None:
        return
    sample = _sample(data)
    for moment, network in found:
        if not moment.curve:
            continue
        levels: tuple[NoiseResult, ...] = ()
        for report in evaluation(network, sample, noise, seed=moment.place.seed):
            levels = report.results
            yield None
        yield SampleCurve(moment, noise.convention, levels)


def _sample(data: ImageData) -> Any:
    """The data set with SAMPLE_SIZE of its test images; the same object each time, for its noise is drawn once."""
    import torch

    if data not in _samples:
        count = len(data.test_images)
        asked = min(SAMPLE_SIZE, count)
        places = torch.arange(asked) * count // asked
        _samples[data] = dataclasses.replace(
            data, test_images=data.test_images[places], test_labels=data.test_labels[places]
        )
    return _samples[data]
