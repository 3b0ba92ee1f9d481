"""Every preset trains and is swept on the other data sets of the family."""

import struct
from pathlib import Path

import numpy as np
import pytest

from sparse_explorer.cli import main
from sparse_explorer.experiment.plan.presets import presets


@pytest.fixture
def tiny_family(tmp_path: Path, as_catalogued) -> Path:
    """Fashion-MNIST and KMNIST with 40 training and 10 test images, as torchvision lays them out."""
    random = np.random.default_rng(0)
    for name, folder in (("fashion-mnist", "FashionMNIST"), ("kmnist", "KMNIST")):
        raw = tmp_path / folder / "raw"
        raw.mkdir(parents=True)
        for split, count in (("train", 40), ("t10k", 10)):
            images = random.integers(0, 256, (count, 28, 28), dtype=np.uint8)
            head = struct.pack(">IIII", 2051, count, 28, 28)
            (raw / f"{split}-images-idx3-ubyte").write_bytes(head + images.tobytes())
            labels = (np.arange(count) % 10).astype(np.uint8)
            (raw / f"{split}-labels-idx1-ubyte").write_bytes(
                struct.pack(">II", 2049, count) + labels.tobytes()
            )
        as_catalogued(name, {path.name: path.read_bytes() for path in raw.iterdir()})
    return tmp_path


@pytest.mark.parametrize("dataset", ["fashion-mnist", pytest.param("kmnist", marks=pytest.mark.proof)])
def test_every_preset_runs(dataset: str, tiny_family: Path, capsys) -> None:
    words = ["run", "--dataset", dataset, "--data-dir", str(tiny_family), "--epochs", "1", "--noise", "paper"]
    groups = [word for group in ("paper", "switches") for word in ("--preset", group)]
    assert main([*words, *groups]) == 0
    printed, said = capsys.readouterr()
    assert "40 training and 10 test images" in said
    assert f"[{len(presets())}/{len(presets())}]" in said
    assert all(preset.variant.name in printed for preset in presets().values())
    assert "74,569" not in printed  # what was published for MNIST is not compared with these
