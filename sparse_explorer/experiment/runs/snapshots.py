"""What a network was at moments of its training: light copies in the run's folder, to look back at.

Of a run that is kept so, the folder ``history`` holds one file for each of at most MOST moments, spread evenly over the
training: its state in half precision, without masks that are those of the beginning. At the first step the network is
what its seed says, and at the last the run's own: neither needs a file. Nothing is ever resumed from these.
"""

import dataclasses
import shutil
from pathlib import Path

import torch
from safetensors.torch import save
from torch import Tensor, nn

from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.runs.files import write_atomically
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.experiment.runs.state_shapes import TensorSpec, network_state
from sparse_explorer.experiment.runs.store import StoreError
from sparse_explorer.experiment.runs.stored import HISTORY, snapshot_steps
from sparse_explorer.experiment.runs.tensor_files import check_numbers, read_tensors
from sparse_explorer.paths import shown
from sparse_explorer.reading import ReadError

__all__ = [
    "MOST",
    "SnapshotKeeper",
    "copy_snapshots",
    "load_snapshot",
    "moments",
    "move_snapshots",
    "snapshot_steps",
]

MOST = 16
"""Moments of a training; those of the article's network take 3 MB each."""


def moments(steps: int, epochs: int) -> list[int]:
    """After which steps of a training copies are kept: ends of epochs where there are many, else parts of them too.

    Example::

        >>> moments(100, 1)[:3]
        [6, 13, 19]
        >>> moments(300, 3)[:5]
        [20, 40, 60, 80, 100]
    """
    parts = max(1, MOST // max(1, epochs))
    places = [steps * place // (epochs * parts) for place in range(1, epochs * parts)]
    if len(places) > MOST:
        places = [places[(place * len(places)) // MOST] for place in range(MOST)]
    return sorted({place for place in places if 0 < place < steps})


class SnapshotKeeper:
    """Keeps copies of a network while it trains.

    Args:
        folder: of the run.
        variant, seed: whose network it is.
        steps: of the whole training.
    """

    def __init__(self, folder: Path, variant: Variant, seed: int, steps: int) -> None:
        self._folder = folder / HISTORY
        self._planned = moments(steps, variant.training.epochs or 1)
        self._known = {
            name: value for name, value in new_network(variant, seed).state_dict().items() if _is_mask(value)
        }
        self._last = 0

    def note(self, network: nn.Module, step: int) -> None:
        """Keep a copy if a moment has come since the last call.

        Raises:
            OSError: the folder cannot be written to.
        """
        due = [place for place in self._planned if self._last < place <= step]
        self._last = step
        if due:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_atomically(self._folder / _name(step), save(self._light(network)))
            self._thin_out()

    def resume(self, step: int) -> None:
        """A training goes on from there; copies of later steps, of a run that is no more, go."""
        self._last = step
        for later in [each for each in snapshot_steps(self._folder.parent) if each > step]:
            (self._folder / _name(later)).unlink(missing_ok=True)

    def _light(self, network: nn.Module) -> dict[str, Tensor]:
        state = {name: value.detach().cpu() for name, value in network.state_dict().items()}
        return {
            name: (value.half() if value.is_floating_point() else value).contiguous()
            for name, value in state.items()
            if not (name in self._known and torch.equal(value, self._known[name]))
        }

    def _thin_out(self) -> None:
        """Keep to MOST where a run that is trained longer has copies of its first part: the closest neighbours go."""
        kept = snapshot_steps(self._folder.parent)
        while len(kept) > MOST:
            gaps = [kept[place + 1] - kept[place - 1] for place in range(1, len(kept) - 1)]
            gone = kept.pop(1 + gaps.index(min(gaps)))
            (self._folder / _name(gone)).unlink(missing_ok=True)


def load_snapshot(folder: Path, variant: Variant, seed: int, step: int) -> ExplorerNetwork:
    """The network of a run as it was after a step, in evaluation mode on the CPU; at step 0 as its seed says.

    Raises:
        StoreError: there is no such copy, or it is broken.
    """
    network = new_network(variant, seed).eval()
    if step == 0:
        return network
    path = folder / HISTORY / _name(step)
    expected = {
        name: dataclasses.replace(spec, kind="F16") if spec.kind == "F32" else spec
        for name, spec in network_state(variant.network).items()
    }
    try:
        state = read_tensors(path, expected, needed=False)
        check_numbers(state)
    except (ReadError, OSError) as error:
        raise StoreError(f"cannot read {shown(path)}: {error}") from None
    missing = [name for name, spec in expected.items() if name not in state and not _is_mask_spec(spec)]
    if missing:
        raise StoreError(f"cannot read {shown(path)}: {missing[0]} is missing")
    network.load_state_dict(
        {name: value.float() if value.is_floating_point() else value for name, value in state.items()},
        strict=False,
    )
    return network


def move_snapshots(source: Path, target: Path) -> None:
    """Put the copies of one run's folder in the place of another's.

    Raises:
        OSError: a file cannot be moved.
    """
    if (source / HISTORY).is_dir():
        shutil.rmtree(target / HISTORY, ignore_errors=True)
        (source / HISTORY).rename(target / HISTORY)


def copy_snapshots(source: Path, target: Path) -> None:
    """Give a run that is trained longer the copies of its first part, and its end as one more; what fails is left."""
    for step in snapshot_steps(source):
        (target / HISTORY).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / HISTORY / _name(step), target / HISTORY / _name(step))


def _name(step: int) -> str:
    return f"step-{step}.safetensors"


def _is_mask(value: Tensor) -> bool:
    return value.dtype == torch.bool


def _is_mask_spec(spec: TensorSpec) -> bool:
    return spec.kind == "BOOL"
