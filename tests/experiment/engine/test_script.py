"""A variant as a script of its own: the same answers as the variant's, from torch and NumPy alone."""

import ast
import dataclasses
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch

from sparse_explorer.data.datasets import ImageData, load
from sparse_explorer.experiment.engine.network import ExplorerNetwork, build_network
from sparse_explorer.experiment.engine.script import script_files
from sparse_explorer.experiment.engine.training import Training
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant

DIGITS = load("digits")
SMALL = dataclasses.replace(
    DIGITS,
    train_images=DIGITS.train_images[:128],
    train_labels=DIGITS.train_labels[:128],
    test_images=DIGITS.test_images[:60],
    test_labels=DIGITS.test_labels[:60],
)
CONV, HIDDEN = ConvConfig(channels=6, k=40), HiddenConfig(units=24, k=6, activation="k-winners")
BOOSTED = {"boost_strength": 1.5, "boost_strength_factor": 0.85, "k_inference_factor": 1.5}
NETWORKS = {
    "dense": NetworkConfig(False, False, False, (CONV,), dataclasses.replace(HIDDEN, activation="none")),
    "relu": NetworkConfig(False, False, False, (CONV,), dataclasses.replace(HIDDEN, activation="relu")),
    "article": NetworkConfig(convs=(CONV,), hidden=dataclasses.replace(HIDDEN, activation="none")),
    "two, boosted": NetworkConfig(convs=(CONV, ConvConfig(channels=8, k=30)), hidden=HIDDEN, **BOOSTED),
    "local": NetworkConfig(convs=(ConvConfig(channels=6, k=2),), hidden=HIDDEN, local=True),
    "batch norm": NetworkConfig(convs=(CONV,), hidden=HIDDEN, normalization="batch norm", dropout=0.2),
    "layer norm": NetworkConfig(convs=(CONV,), hidden=HIDDEN, normalization="layer norm", centring="centred"),
    "scaled": NetworkConfig(convs=(CONV,), hidden=HIDDEN, centring="centred and scaled", normalize_weights=True),
    "inference only": NetworkConfig(convs=(CONV,), hidden=HIDDEN, winners_used="inference only"),
    "training only": NetworkConfig(convs=(CONV,), hidden=HIDDEN, winners_used="training only"),
    "at random": NetworkConfig(convs=(CONV,), hidden=HIDDEN, winners_chosen="at random"),
}  # fmt: skip


def trained(name: str, config: NetworkConfig) -> tuple[Variant, ExplorerNetwork]:
    training = TrainingConfig(epochs=1, first_epoch_batch_size=16)
    network = build_network(blueprint(config), torch.Generator().manual_seed(5))
    for _ in Training(network, SMALL, training, seed=5):
        pass
    return Variant(name, config, training), network.eval()


def written(folder: Path, variant: Variant, network: ExplorerNetwork, data: ImageData = SMALL) -> Path:
    for name, content in script_files(variant, network, data, "mine").items():
        (folder / name).write_bytes(content)
    return folder / "mine.py"


def opened(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("mine_script", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", NETWORKS)
def test_it_answers_as_the_variant_does(name: str, tmp_path: Path) -> None:
    variant, network = trained(name, NETWORKS[name])
    script = opened(written(tmp_path, variant, network))
    assert script.check()
    images = SMALL.normalized(SMALL.test_images)
    with torch.no_grad():
        expected, found = network(images), script.load_network()(images)
    assert torch.allclose(found, expected, atol=1e-5)
    right = (expected.argmax(dim=1) == SMALL.test_labels).float().mean().item()
    assert script.accuracy(script.load_network(), SMALL.test_images, SMALL.test_labels) == pytest.approx(
        100 * right
    )


@pytest.mark.parametrize("name", ["article", "batch norm"])
def test_it_trains_from_new_weights_with_the_same_masks(name: str, tmp_path: Path) -> None:
    variant, network = trained(name, NETWORKS[name])
    script = opened(written(tmp_path, variant, network))
    before, learning = script.load_network(), script.load_network()
    torch.manual_seed(1)
    learning.start_again()
    assert not torch.equal(learning.hidden.layer.weight, before.hidden.layer.weight)
    said: list[str] = []
    script.train(learning, SMALL.train_images, SMALL.train_labels, 3, said.append)
    losses = [float(line.rpartition(" ")[2]) for line in said]
    assert losses[-1] < losses[0]
    for module, old in zip(learning.modules(), before.modules()):
        if isinstance(module, script.Masked):
            assert torch.equal(module.mask, old.mask)


def test_its_k_winners_learn_as_ours_do(tmp_path: Path) -> None:
    variant, network = trained("two, boosted", NETWORKS["two, boosted"])
    script = opened(written(tmp_path, variant, network))
    copy = script.load_network()
    images = SMALL.normalized(SMALL.train_images[:32])
    copy.train(), network.train()
    for _ in range(2):
        copy(images), network(images)
    ours = [block.activation.duty_cycle for block in network.blocks()] + [
        network.hidden_activation.duty_cycle
    ]
    theirs = [block[3].duty_cycle for block in copy.blocks] + [copy.hidden_activation.duty_cycle]
    assert all(torch.allclose(one, other, atol=1e-5) for one, other in zip(ours, theirs))


def test_noise_is_a_share_of_the_pixels_in_one_grey(tmp_path: Path) -> None:
    script = opened(written(tmp_path, *trained("dense", NETWORKS["dense"])))
    images = SMALL.normalized(SMALL.test_images)
    for kind, value in (("article", 0.1307 + 2 * 0.3081), ("paper", 2.0)):
        hit = (script.noisy(images, kind, 0.3) - value).abs() < 1e-5
        assert (hit & (images - value).abs().gt(1e-5)).flatten(1).sum(dim=1).max() <= 235
        assert hit.flatten(1).sum(dim=1).min() >= 235


def test_it_names_nothing_of_this_program(tmp_path: Path) -> None:
    path = written(tmp_path, *trained("dense", NETWORKS["dense"]))
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names == {"argparse", "gzip", "sys", "pathlib", "numpy", "torch"}
    done = subprocess.run(
        [sys.executable, "-I", str(path), "evaluate", "--noise", "paper"],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.stdout.count("% correct") == 9


def test_any_name_is_written_as_it_is(tmp_path: Path) -> None:
    variant, network = trained("dense", NETWORKS["dense"])
    odd = dataclasses.replace(variant, name='"""\\ {x} 密 @FILE@')
    assert opened(written(tmp_path, odd, network)).CONFIG["name"] == odd.name


def test_a_large_data_set_stays_where_it_is(tmp_path: Path) -> None:
    variant, network = trained("dense", NETWORKS["dense"])
    many = dataclasses.replace(DIGITS, train_images=DIGITS.train_images.repeat(4, 1, 1))
    assert sorted(script_files(variant, network, many, "mine")) == ["mine.py", "mine.weights.npz"]
    script = opened(written(tmp_path, variant, network, many))
    with pytest.raises(SystemExit, match="name the data set with --data"):
        script.main(["evaluate"])
    folder = tmp_path / "idx"
    folder.mkdir()
    for split, images, labels in (
        ("train", SMALL.train_images, SMALL.train_labels),
        ("t10k", SMALL.test_images, SMALL.test_labels),
    ):
        header = np.array([2051, len(images), 28, 28], ">i4").tobytes()
        (folder / f"{split}-images-idx3-ubyte").write_bytes(header + images.numpy().tobytes())
        (folder / f"{split}-labels-idx1-ubyte").write_bytes(
            header[:8] + labels.numpy().astype(np.uint8).tobytes()
        )
    read = script.read_data(folder)
    assert all(
        map(torch.equal, read, (SMALL.train_images, SMALL.train_labels, SMALL.test_images, SMALL.test_labels))
    )
