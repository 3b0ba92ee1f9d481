"""A trained variant that is as small as there are, and its files."""

import functools
import tempfile
from pathlib import Path

import torch

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.training import Training
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import EpochResult, LayerDutyCycles, NoiseResult
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.experiment.runs.store import TrainedVariant, save_variant

VARIANT = Variant(
    'Tiny "密"',
    NetworkConfig(
        convs=(ConvConfig(channels=2, kernel_size=5, k=10),),
        hidden=HiddenConfig(units=4, activation="k-winners", k=2),
    ),
    TrainingConfig(epochs=2, batch_size=4),
)


def data() -> ImageData:
    """Eight images, which make two steps an epoch of four."""
    images, labels = torch.arange(8 * 784).view(8, 28, 28).to(torch.uint8), torch.arange(8)
    return ImageData("digits", images, labels, images, labels, 0.5, 0.25)


@functools.cache
def training() -> Training:
    """Of its network."""
    return Training(new_network(VARIANT, 3), data(), VARIANT.training, seed=3)


def half_trained() -> TrainedVariant:
    """Stopped in the middle."""
    begun = training()
    next(iter(begun))
    weights = begun.network.state_dict()
    return TrainedVariant(VARIANT, "digits", 3, weights, begun.state_dict(), History(2, 4, [2.5, 1.25]))


def trained() -> TrainedVariant:
    """Two epochs of two steps, as if they had been."""
    levels = (NoiseResult(0.0, 9, 10, 0.5), NoiseResult(0.5, 3, 10, float("inf")))
    layers = (LayerDutyCycles("hidden", 4, 2, 1.5, 4.0, (0.25, 0.0, 1.0, 0.5)),)
    epochs = [EpochResult(1, (), layers), EpochResult(2, levels, layers)]
    history = History(4, 4, [2.5, 1.25, 0.5, 0.25], [(2, 50.0), (4, 90.0)], epochs)
    return TrainedVariant(VARIANT, "digits", 3, new_network(VARIANT, 3).state_dict(), history=history)


@functools.cache
def files(half: bool = False) -> dict[str, bytes]:
    """What the folder of a variant that is trained, or half trained, holds, by name."""
    with tempfile.TemporaryDirectory() as folder:
        save_variant(Path(folder), half_trained() if half else trained())
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def fill(folder: Path, half: bool = False, **changed: bytes) -> None:
    """Write its files, or others instead: ``variant=b"..."``, ``weights=b"..."``, ``resume=b"..."``."""
    for name, content in files(half).items():
        (folder / name).write_bytes(changed.get(name.split(".")[0], content))
