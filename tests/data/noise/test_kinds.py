"""The registry, its page, and numbers that stay what they are from version to version."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from sparse_explorer.data.noise.drawing import draw
from sparse_explorer.data.noise.kinds import KINDS, Family
from tests.data.noise.conftest import MEAN, STD, brightness

ROOT = Path(__file__).parents[3]
NAMES = [name for name, kind in KINDS.items() if kind.family in (Family.PIXELS, Family.IMAGE)]

GOLDEN = {
    "article": 11.0773,
    "paper": 19.9342,
    "black": 2.7999,
    "salt-and-pepper": 3.7708,
    "uniform": 16.3424,
    "gaussian": 15.9985,
    "speckle": 17.9338,
    "occlusion": -3.6926,
    "blur": 0.5283,
    "contrast": 1.2047,
    "brightness": -4.5092,
    "rotation": 7.4078,
    "translation": -7.8894,
    "elastic": 38.9873,
    "mnist-c-shot-noise": 13.2512,
    "mnist-c-impulse-noise": -11.7900,
    "mnist-c-glass-blur": -1.8733,
    "mnist-c-motion-blur": -0.9799,
    "mnist-c-shear": 2.1200,
    "mnist-c-scale": -4.1869,
    "mnist-c-rotate": 2.0434,
    "mnist-c-brightness": -1.3638,
    "mnist-c-translate": 13.8200,
    "mnist-c-stripe": 1.7824,
    "mnist-c-fog": 1.3507,
    "mnist-c-spatter": -5.8748,
    "mnist-c-dotted-line": 3.6257,
    "mnist-c-zigzag": -5.0818,
    "mnist-c-canny-edges": -27.0548,
}


def fingerprint(digits: torch.Tensor, kind: str) -> float:
    """One number for the noise of three images at two levels; every pixel counts, with a weight of its own."""
    noise = draw(kind, digits[:3], mean=MEAN, std=STD, generator=torch.Generator().manual_seed(7))
    images = torch.stack([brightness(noise.at(slice(None), level)) for level in (0.3, 0.75)]).double()
    weights = torch.arange(images.numel(), dtype=torch.float64).mul(0.7).sin().view(images.shape)
    return float((images * weights).sum())


@pytest.mark.parametrize("kind", NAMES)
def test_a_seed_gives_the_same_noise_in_every_version(digits, kind):
    # Other processors may differ in the last digits of a pixel, and not by a pixel.
    assert fingerprint(digits, kind) == pytest.approx(GOLDEN[kind], abs=2e-3)


def test_names_labels_and_levels_are_as_they_should_be():
    assert len({kind.label for kind in KINDS.values()}) == len(KINDS)
    for name, kind in KINDS.items():
        assert name == kind.name
        assert name == name.lower()
        assert " " not in name
        assert kind.level
        assert kind.levels[0] == 0
        assert list(kind.levels) == sorted(set(kind.levels))
        assert kind.levels[-1] <= 1
        assert all(round(level, 2) == level for level in kind.levels)


def test_the_page_is_what_the_program_has():
    spec = importlib.util.spec_from_file_location("noises", ROOT / "packaging/noises.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.PAGE.read_text(encoding="utf-8") == script.page(), "run packaging/noises.py"
    for name in KINDS:
        assert f"| `{name}` |" in script.page()


def test_kinds_are_known_without_torch():
    code = "import sys, sparse_explorer.data.noise.kinds; sys.exit('torch' in sys.modules or 'scipy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
