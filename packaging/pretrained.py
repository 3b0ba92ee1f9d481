"""Trains the networks that come with the program, and all that is with them: python packaging/pretrained.py DATA.

DATA is the folder with MNIST. Writes into resources/pretrained the article's dense and sparse network, trained for one
epoch with seed 0, small enough to ship; how training went; and what noise does to them, on all 10,000 test images and
measured with the weights as they are shipped. Writes into resources/mnist-sample the first thousand test images.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sparse_explorer.data.datasets import ImageData, load  # noqa: E402
from sparse_explorer.data.mnist_sample import COUNT, load_mnist_sample  # noqa: E402
from sparse_explorer.data.noise.kinds import KINDS, Family  # noqa: E402
from sparse_explorer.experiment.engine.evaluation import evaluation  # noqa: E402
from sparse_explorer.experiment.engine.inspection import DigitInspector  # noqa: E402
from sparse_explorer.experiment.engine.network import ExplorerNetwork  # noqa: E402
from sparse_explorer.experiment.plan import pretrained_ids  # noqa: E402
from sparse_explorer.experiment.plan.noises import NoiseConfig  # noqa: E402
from sparse_explorer.experiment.plan.presets import presets  # noqa: E402
from sparse_explorer.experiment.plan.variant import Variant, settle_epochs  # noqa: E402
from sparse_explorer.experiment.results.history import History  # noqa: E402
from sparse_explorer.experiment.results.reports import NoiseResult  # noqa: E402
from sparse_explorer.experiment.runs import shipped  # noqa: E402
from sparse_explorer.experiment.runs.pretrained import PACKED, read_packed, write_packed  # noqa: E402
from sparse_explorer.experiment.runs.runner import FinishedRun, restore_network, run  # noqa: E402
from sparse_explorer.experiment.runs.store import WEIGHTS, TrainedVariant, save_variant  # noqa: E402
from sparse_explorer.threads import default_threads  # noqa: E402

TARGET, SAMPLE = ROOT / "resources" / "pretrained", ROOT / "resources" / "mnist-sample"
KIND, PERCENT = "article", 50
PLAIN = (0, 1)
"""Digits whose shape the eye finds in any noise."""


def main(data_dir: Path) -> None:
    """Make all of it."""
    torch.set_num_threads(default_threads())
    data = load("mnist", data_dir)
    SAMPLE.mkdir(exist_ok=True)
    images, labels = data.test_images[:COUNT].numpy(), data.test_labels[:COUNT].numpy().astype(np.uint8)
    np.savez_compressed(SAMPLE / "digits.npz", images=images, labels=labels)
    sample = load_mnist_sample()
    networks, on_sample = {}, {}
    for preset in pretrained_ids.IDS.values():
        network = networks[preset] = make(preset, data)
        levels = sweep(network, sample, KIND)
        on_sample[preset] = [level.correct for level in levels]
        print(preset, on_sample[preset], flush=True)
    view = {"noise": KIND, "percent": PERCENT, "digit": telling_digit(networks, sample), "correct": on_sample}
    (TARGET / shipped.VIEW).write_text(json.dumps(view) + "\n", encoding="utf-8")
    total = sum(
        path.stat().st_size for root in (TARGET, SAMPLE) for path in root.rglob("*") if path.is_file()
    )
    print(f"{total / 1e6:.2f} MB")


def make(preset: str, data: ImageData) -> ExplorerNetwork:
    """Train a network, write it in its small form, and sweep that; returns the network as it is shipped."""
    variant = settle_epochs(presets()[preset].variant, 1)
    *_, finished = run(variant, data, (), seed=pretrained_ids.SEED)
    assert isinstance(finished, FinishedRun)
    folder = TARGET / preset
    folder.mkdir(parents=True, exist_ok=True)
    write_packed(folder, finished.trained.weights)
    history = finished.trained.history
    describe(folder, variant, history)
    network = restore_network(read_packed(folder)).eval()
    for kind in KINDS.values():
        if kind.family in (Family.PIXELS, Family.IMAGE) and not kind.name.startswith("mnist-c"):
            history.add_sweep(kind.name, sweep(network, data, kind.name))
            print(
                preset,
                kind.name,
                [f"{level.accuracy:.1f}" for level in history.levels(kind.name)],
                flush=True,
            )
    clean = history.levels(KIND)[0].accuracy
    print(f"{preset}: {history.accuracies[-1][1]:.2f} % as trained, {clean:.2f} % as shipped", flush=True)
    describe(folder, variant, history)
    return network


def describe(folder: Path, variant: Variant, history: History) -> None:
    """Write ``variant.json`` as of any run, and leave the small form of the weights beside it."""
    save_variant(
        folder, TrainedVariant(variant, pretrained_ids.DATASET, pretrained_ids.SEED, {}, history=history)
    )
    (folder / WEIGHTS).unlink()
    assert (folder / PACKED).exists()


def sweep(network: ExplorerNetwork, data: ImageData, kind: str) -> tuple[NoiseResult, ...]:
    """What noise of a kind does to a network."""
    *_, last = evaluation(network, data, NoiseConfig(kind), seed=pretrained_ids.SEED)
    return last.results


def stays_wrong(network: ExplorerNetwork, data: ImageData, digit: int) -> bool:
    """Whether a network that loses a digit does not find it again with more noise."""
    for percent in range(PERCENT - 5, PERCENT + 15, 5):
        seen = DigitInspector().inspect(
            {"": network}, data, index=digit, noise=percent, convention=KIND, pattern=0
        )
        if int(seen.variants[0].noisy.argmax()) == seen.label:
            return False
    return True


def telling_digit(networks: dict[str, ExplorerNetwork], data: ImageData) -> int:
    """The first digit that the dense network sees without noise and loses early, and the sparse one sees for long."""
    inspector = DigitInspector()
    for digit in range(COUNT):
        found = inspector.flips(networks, data, index=digit, convention=KIND, pattern=0)
        dense, sparse = (found.get(name, 101) for name in ("dense", "sparse"))
        tells = 30 <= dense <= PERCENT - 10 and sparse >= PERCENT + 20
        if tells and data.test_labels[digit] not in PLAIN and stays_wrong(networks["dense"], data, digit):
            print(f"digit {digit}: {found}")
            return digit
    raise SystemExit("there is no digit that tells the networks apart")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
