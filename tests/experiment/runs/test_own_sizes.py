"""Data of another size and another number of classes, from configuration to stored network."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.data.noise.drawing import draw
from sparse_explorer.data.noise.kinds import KINDS, Family
from sparse_explorer.experiment.plan.cost import cost
from sparse_explorer.experiment.plan.experiment import Sweep
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.runs.runner import FinishedRun, fitted, new_network, restore_network, run
from sparse_explorer.experiment.runs.store import load_variant


def data(side: int, classes: int, count: int = 60) -> ImageData:
    numbers = np.random.default_rng(0)
    images = torch.from_numpy(numbers.integers(0, 256, (count, side, side), dtype=np.uint8))
    labels = torch.arange(count) % classes
    names = tuple(f"class {label}" for label in range(classes))
    return ImageData("folder:x", images, labels, images[:20], labels[:20], 0.5, 0.3, names)


def small() -> Variant:
    network = presets()["sparse"].variant.network
    convs = tuple(dataclasses.replace(conv, channels=4, k=12) for conv in network.convs)
    hidden = dataclasses.replace(network.hidden, units=20)
    return Variant(
        "Small",
        dataclasses.replace(network, convs=convs, hidden=hidden),
        TrainingConfig(epochs=1, batch_size=20),
    )


@pytest.mark.parametrize(("side", "classes"), [(8, 2), (16, 12), (64, 100)])
def test_a_run_on_them_is_stored_and_comes_back_the_same(tmp_path: Path, side: int, classes: int) -> None:
    images = data(side, classes)
    noises = [Sweep(NoiseConfig(kind, (0.0, 0.2))) for kind in ("article", "weights", "units", "fgsm")]
    *_, last = run(small(), images, noises, seed=0, folder=tmp_path)
    assert isinstance(last, FinishedRun)
    assert [len(result.levels) for result in last.results] == [2, 2, 2, 2]
    stored = load_variant(tmp_path)
    network = restore_network(stored).eval()
    answers = network(images.normalized(images.test_images))
    assert answers.shape == (20, classes)
    assert network.image_size == side
    *_, again = run(small(), images, noises, seed=0, stored=stored)  # nothing is left to do
    assert again.results == last.results


def test_the_usual_size_is_what_it_always_was(few_digits: ImageData) -> None:
    variant = presets()["sparse"].variant
    assert fitted(variant, few_digits) == variant
    plain, other = (
        new_network(variant, 3).state_dict(),
        new_network(fitted(variant, few_digits), 3).state_dict(),
    )
    assert all(torch.equal(value, other[name]) for name, value in plain.items())


def test_a_cost_follows_size_and_classes() -> None:
    network = NetworkConfig()
    larger = network.fitted(64, 100)
    assert cost(larger).parameters - cost(network).parameters == 300 * 30 * (30**2 - 12**2) + 90 * 301
    assert larger.fitted(28, 10) == network


def test_what_does_not_fit_is_one_line_that_names_the_variant() -> None:
    with pytest.raises(
        ConfigError, match=r"100 is not allowed; allowed is 1 ... 16, .*in images of 8x8.*'Small'"
    ):
        fitted(
            dataclasses.replace(
                small(),
                network=dataclasses.replace(
                    small().network, convs=(dataclasses.replace(small().network.convs[0], k=100),)
                ),
            ),
            data(8, 2),
        )


@pytest.mark.parametrize("side", [8, 16, 64])
@pytest.mark.parametrize(
    "kind", [name for name, kind in KINDS.items() if kind.family in (Family.PIXELS, Family.IMAGE)]
)
def test_every_noise_of_images_is_drawn_in_any_size(kind: str, side: int) -> None:
    images = data(side, 2, count=6).train_images
    noise = draw(kind, images, mean=0.5, std=0.3, generator=torch.Generator().manual_seed(0))
    clean, noisy = noise.at(slice(0, 4), 0.0), noise.at(slice(0, 4), KINDS[kind].levels[-1])
    assert noisy.shape == (4, 1, side, side)
    assert noisy.isfinite().all()
    assert not torch.equal(noisy, clean)
