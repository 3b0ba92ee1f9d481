"""What every layer of some networks makes of test images, clean and noisy, as arrays to be looked at elsewhere.

Axes: N images, C channels, H height, W width, n units.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.controls import chooses_winners
from sparse_explorer.experiment.engine.digit_noise import trial_of_digit
from sparse_explorer.experiment.engine.network import ExplorerNetwork

MOST_IMAGES = 1000
"""At once; a network's activations of so many take some ten million numbers."""

_ALONE = slice(0, 1)

README = """\
Activations of networks trained with Sparse Explorer, to be read with numpy:

    arrays = numpy.load("activations.npz", allow_pickle=False)

readme                  this text
variants                names of the networks; v0 below is the first, v1 the second ...
dataset, noise          what the images are from, and the kind of noise
level, pattern          of the noise: its level (0 ... 1), and the seed of its pattern
indices, labels         (N,) places of the images among the test images, and what they show
clean                   (N, 28, 28) float32, brightness 0 ... 1, without noise
v0_noisy                (N, 28, 28) the same with noise, as this network gets it, before (x - mean) / std
mean, std               by which images are normalised
v0_layers               names of the layers that have an activation, such as "conv 1", "hidden"
v0_conv_1_clean         (N, C, H, W) outputs of a layer without noise; v0_hidden_clean (N, n)
v0_conv_1_noisy         the same with noise
v0_conv_1_winners_clean whether a unit is active: for k-winners whether it won, otherwise whether it is above 0
v0_conv_1_winners_noisy the same with noise
v0_probabilities_clean  (N, 10) what the network says
v0_probabilities_noisy  the same with noise
"""


@torch.no_grad()
def activations_npz(
    networks: Mapping[str, ExplorerNetwork],
    data: ImageData,
    indices: Sequence[int],
    *,
    noise: int,
    convention: str,
    pattern: int,
) -> bytes:
    """The content of an NPZ file; README says what is in it. It loads without unpickling anything.

    Args:
        networks: in evaluation mode, on the CPU, by the names of their variants.
        data: where the images are from.
        indices: their places among the test images; at most MOST_IMAGES.
        noise: its level, percent, 0 ... 100.
        convention: which kind of noise.
        pattern: seed of the noise pattern; each image has the noise that the window shows.

    Raises:
        ValueError: there is no network, no image, or too many.
    """
    if not networks:
        raise ValueError("no variant has a network yet: train one first")
    if not 1 <= len(indices) <= MOST_IMAGES:
        raise ValueError(f"{len(indices)} images are not allowed; allowed are 1 ... {MOST_IMAGES}")
    places = torch.as_tensor(indices)
    clean = data.normalized(data.test_images[places])  # (N, 1, H, W)
    arrays: dict[str, Any] = {
        "readme": np.array(README),
        "variants": np.array(list(networks)),
        "dataset": np.array(data.name),
        "noise": np.array(convention),
        "level": np.array(noise / 100),
        "pattern": np.array(pattern),
        "mean": np.array(data.mean),
        "std": np.array(data.std),
        "indices": np.asarray(indices, dtype=np.int64),
        "labels": data.test_labels[places].numpy(),
        "clean": _brightness(clean, data),
    }
    for number, network in enumerate(networks.values()):
        before, after, shown = [], [], []
        for index, image in zip(indices, clean, strict=True):
            before.append(_pass(network, image[None]))
            trial = trial_of_digit(network, data, index, convention, pattern)
            asked, noisy = trial.at(_ALONE, noise / 100)  # as long as the trial is there
            after.append(_pass(asked, noisy))
            shown.append(noisy)
        for when, passes in (("clean", before), ("noisy", after)):
            for name in passes[0]:
                arrays[f"v{number}_{name}_{when}"] = np.concatenate([each[name] for each in passes])
        arrays[f"v{number}_noisy"] = _brightness(torch.cat(shown), data)
        arrays[f"v{number}_layers"] = np.array(_layers(network))
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def _brightness(images: Tensor, data: ImageData) -> Any:
    return (images[:, 0] * data.std + data.mean).clamp(0, 1).numpy()  # (N, H, W)


def _layers(network: ExplorerNetwork) -> list[str]:
    names = [f"conv {index + 1}" for index in range(len(network.blocks()))]
    return names if isinstance(network.hidden_activation, nn.Identity) else [*names, "hidden"]


def _pass(network: nn.Module, image: Tensor) -> dict[str, Any]:
    """The arrays of one network and one image (1, 1, H, W): alone, as the window looks at it."""
    assert isinstance(network, ExplorerNetwork)
    found, logits = network.activities(image)
    activations = [block.activation for block in network.blocks()] + [network.hidden_activation]
    arrays: dict[str, Any] = {}
    for name, activation, values in zip(_layers(network), activations, found, strict=False):
        won = values != 0 if chooses_winners(activation) else values > 0
        key = name.replace(" ", "_")
        arrays[key] = values.contiguous().numpy().copy()
        arrays[f"{key}_winners"] = won.contiguous().numpy()
    arrays["probabilities"] = torch.softmax(logits, dim=1).numpy()
    return arrays
