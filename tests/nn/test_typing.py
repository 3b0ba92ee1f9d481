"""Who uses the layers and checks types strictly finds the types there, and no errors."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SCRIPT = """
from typing import assert_type

import torch
from torch import Tensor, nn

from sparse_explorer.nn import KWinners, KWinners2d, SparseWeights, SparseWeights2d
from sparse_explorer.nn import frozen, fuse, rezero_weights, unfuse
from sparse_explorer.nn.functional import kwinners, kwinners2d


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.hidden = SparseWeights(nn.Linear(64, 100), sparsity=0.5)
        self.winners = KWinners(100, percent_on=0.1, boost_strength=1.0)

    def forward(self, x: Tensor) -> Tensor:
        found: Tensor = self.winners(self.hidden(x))
        return found


layers = nn.Sequential(
    SparseWeights2d(nn.Conv2d(1, 30, 5), sparsity=0.5), nn.MaxPool2d(2), KWinners2d(30, 0.1), nn.Flatten()
)
model = fuse(layers)
assert_type(model, nn.Module)
assert_type(unfuse(model), nn.Module)
rezero_weights(model)
with frozen(model):
    model(torch.zeros(2, 1, 28, 28))
assert_type(kwinners(torch.zeros(2, 10), torch.zeros(10), k=3, boost_strength=0.0), Tensor)
assert_type(kwinners2d(torch.zeros(2, 3, 4, 4), torch.zeros(1, 3, 1, 1), k=3, boost_strength=0.0), Tensor)
KWinners("ten", percent_on=0.1)  # type: ignore[arg-type]
"""


@pytest.mark.proof
def test_a_strict_check_of_a_users_script_finds_nothing(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    # By PYTHONPATH the package is one of those that are installed, of which mypy believes only what is marked as typed.
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir=cache", "script.py"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
