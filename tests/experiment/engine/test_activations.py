"""Activations as NPZ: loads without unpickling, and says what the window shows."""

import io
import zipfile

import numpy as np
import pytest
import torch

from sparse_explorer.data.datasets import load
from sparse_explorer.experiment.engine.activations import activations_npz
from sparse_explorer.experiment.engine.inspection import DigitInspector
from sparse_explorer.experiment.engine.network import ExplorerNetwork, build_network
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.presets import presets

DIGITS = load("digits")
NETWORKS = {
    name: build_network(blueprint(presets()[name].variant.network), torch.Generator().manual_seed(3)).eval()
    for name in ("dense", "sparse-cnn-2")
}


def arrays(networks: dict[str, ExplorerNetwork], indices: list[int], convention: str = "article"):
    content = activations_npz(networks, DIGITS, indices, noise=40, convention=convention, pattern=2)
    return np.load(io.BytesIO(content), allow_pickle=False)


@pytest.mark.parametrize("convention", ["article", "units", "fgsm"])
def test_it_says_what_the_window_shows(convention: str) -> None:
    level = 30 if convention == "fgsm" else 40
    content = activations_npz(NETWORKS, DIGITS, [5, 9], noise=level, convention=convention, pattern=2)
    found = np.load(io.BytesIO(content), allow_pickle=False)
    looked = DigitInspector().inspect(
        NETWORKS, DIGITS, index=9, noise=level, convention=convention, pattern=2
    )
    for number, (name, variant) in enumerate(zip(NETWORKS, looked.variants, strict=True)):
        assert str(found["variants"][number]) == name
        layers = [str(layer).replace(" ", "_") for layer in found[f"v{number}_layers"]]
        for layer, shown in zip(layers, variant.layers, strict=True):
            assert np.allclose(found[f"v{number}_{layer}_noisy"][1].reshape(shown.noisy.shape), shown.noisy)
            assert np.allclose(found[f"v{number}_{layer}_clean"][1].reshape(shown.clean.shape), shown.clean)
        assert np.allclose(found[f"v{number}_probabilities_noisy"][1], variant.noisy)
    assert np.allclose(found["v0_noisy"][1], looked.noisy)
    assert np.allclose(found["clean"][1], looked.clean)
    assert found["labels"].tolist() == DIGITS.test_labels[[5, 9]].tolist()


def test_winners_are_those_that_won() -> None:
    found = arrays(NETWORKS, [0, 1, 2])
    k = 450  # 300 winners, half as many more in evaluation
    assert found["v1_conv_2_winners_clean"].reshape(3, -1).sum(axis=1).tolist() == [k] * 3
    assert (found["v0_conv_1_winners_clean"] == (found["v0_conv_1_clean"] > 0)).all()


def test_all_names_are_explained_and_nothing_is_pickled() -> None:
    found = arrays({"a": NETWORKS["dense"]}, [0])
    said = str(found["readme"])
    explained = {line.split()[0] for line in said.splitlines()[4:] if line.strip()}
    explained |= {"dataset", "noise", "level", "pattern", "indices", "labels", "mean", "std"}
    assert set(found.files) - explained == set()
    content = activations_npz(NETWORKS, DIGITS, [0], noise=0, convention="article", pattern=0)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None


@pytest.mark.parametrize(
    ("networks", "indices", "said"),
    [({}, [0], "train one first"), (NETWORKS, [], "0 images are not allowed"), (NETWORKS, [0] * 1001, "1 ... 1000")],
)  # fmt: skip
def test_what_cannot_be_asked_says_so(networks: dict, indices: list[int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        arrays(networks, indices)
