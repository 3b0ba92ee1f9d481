"""What a network was during its training: how many moments are kept, what is read back, and what goes with a run."""

import dataclasses
import itertools
from pathlib import Path

import fabricated
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as some

from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.experiment.runs.snapshots import (
    MOST,
    SnapshotKeeper,
    copy_snapshots,
    load_snapshot,
    moments,
    move_snapshots,
    snapshot_steps,
)
from sparse_explorer.experiment.runs.store import StoreError
from sparse_explorer.experiment.runs.stored import remove_variant

PRESET = presets()["sparse"].variant
VARIANT = dataclasses.replace(
    PRESET,
    network=fabricated.small(PRESET.network),
    training=dataclasses.replace(PRESET.training, epochs=1),
)
STEPS = 160


@given(some.integers(1, 100_000), some.integers(1, 1000))
def test_moments_are_in_order_within_the_training_and_few(steps: int, epochs: int) -> None:
    found = moments(steps, epochs)
    assert found == sorted(set(found)) and len(found) <= MOST
    assert all(0 < step < steps for step in found)


def test_a_short_training_is_looked_at_within_its_epochs_and_a_long_one_after_them() -> None:
    assert len(moments(938, 1)) == MOST - 1
    assert moments(160, 16) == list(range(10, 160, 10))
    assert set(moments(4000, 40)) <= set(range(0, 4000, 100))


def kept(folder: Path, steps: int = STEPS) -> torch.nn.Module:
    """A run whose network has changed a little after each step."""
    network, keeper = new_network(VARIANT, 0), SnapshotKeeper(folder, VARIANT, 0, steps)
    for step in range(10, steps + 1, 10):
        with torch.no_grad():
            for parameter in network.parameters():
                parameter += 0.001
        keeper.note(network, step)
    return network


def test_copies_are_the_network_of_their_step_in_half_precision(tmp_path: Path) -> None:
    kept(tmp_path)
    steps = snapshot_steps(tmp_path)
    assert steps == list(range(10, STEPS, 10))
    first, found = new_network(VARIANT, 0).state_dict(), load_snapshot(tmp_path, VARIANT, 0, 80)
    assert not found.training
    for name, value in found.state_dict().items():
        expected = first[name] + 0.008 if name.endswith((".weight", ".bias")) else first[name]
        assert torch.allclose(value.float(), expected.float(), atol=2e-3), name
    untrained = load_snapshot(tmp_path, VARIANT, 0, 0).state_dict()
    assert all(torch.equal(untrained[name], value) for name, value in first.items())


def test_masks_that_never_change_take_no_room(tmp_path: Path) -> None:
    kept(tmp_path)
    whole = sum(value.numel() * 2 for value in new_network(VARIANT, 0).parameters())
    assert all(path.stat().st_size < whole + 2500 for path in (tmp_path / "history").iterdir())


def test_a_run_that_is_resumed_earlier_has_no_copies_of_what_never_was(tmp_path: Path) -> None:
    kept(tmp_path)
    SnapshotKeeper(tmp_path, VARIANT, 0, STEPS).resume(50)
    assert snapshot_steps(tmp_path) == [10, 20, 30, 40, 50]


def test_a_run_that_is_trained_longer_keeps_few(tmp_path: Path) -> None:
    kept(tmp_path / "short")
    copy_snapshots(tmp_path / "short", tmp_path / "long")
    keeper = SnapshotKeeper(tmp_path / "long", VARIANT, 0, 2 * STEPS)
    keeper.resume(STEPS)
    for step in range(STEPS + 10, 2 * STEPS + 1, 10):
        keeper.note(new_network(VARIANT, 0), step)
    found = snapshot_steps(tmp_path / "long")
    assert len(found) == MOST and found[0] == 10 and found[-1] > 1.8 * STEPS
    assert max(later - earlier for earlier, later in itertools.pairwise(found)) <= 40
    assert len(snapshot_steps(tmp_path / "short")) == MOST - 1


def test_they_go_with_their_run_and_nothing_else_does(tmp_path: Path) -> None:
    kept(tmp_path / "run")
    (tmp_path / "run" / "history" / "mine.txt").touch()
    remove_variant(tmp_path / "run")
    assert [path.name for path in (tmp_path / "run" / "history").iterdir()] == ["mine.txt"]
    kept(tmp_path / "other")
    remove_variant(tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_they_move_to_the_run_that_takes_the_place_of_another(tmp_path: Path) -> None:
    kept(tmp_path / "new", steps=50)
    kept(tmp_path / "old")
    move_snapshots(tmp_path / "new", tmp_path / "old")
    assert snapshot_steps(tmp_path / "old") == [10, 20, 30, 40, 50]
    assert snapshot_steps(tmp_path / "new") == []


@pytest.mark.parametrize("spoil", ["cut", "gone", "other"])
def test_what_cannot_be_used_is_told_by_its_file(spoil: str, tmp_path: Path) -> None:
    kept(tmp_path)
    path, variant = tmp_path / "history" / "step-80.safetensors", VARIANT
    if spoil == "cut":
        path.write_bytes(path.read_bytes()[:-10])
    elif spoil == "gone":
        path.unlink()
    else:
        variant = dataclasses.replace(VARIANT, network=PRESET.network)
    with pytest.raises(StoreError, match="step-80"):
        load_snapshot(tmp_path, variant, 0, 80)
