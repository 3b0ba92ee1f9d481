"""Trained variants survive the disk to the bit, and a broken folder says what is broken."""

import json
import os
from pathlib import Path

import pytest
import torch

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.config import TrainingConfig, Variant
from sparse_explorer.experiment.files import write_atomically
from sparse_explorer.experiment.history import History
from sparse_explorer.experiment.reports import EpochResult
from sparse_explorer.experiment.runner import new_network
from sparse_explorer.experiment.store import (
    StoreError,
    TrainedVariant,
    folder_name,
    load_variant,
    save_variant,
)
from sparse_explorer.experiment.training import Training

VARIANT = Variant('Sparse "中"', training=TrainingConfig(epochs=2))
HISTORY = History(1, 6, [0.5], [(1, 50.0)], [EpochResult(1)])


@pytest.fixture
def trained(few_digits: ImageData) -> TrainedVariant:
    training = Training(new_network(VARIANT, 1), few_digits, VARIANT.training, seed=1)
    next(iter(training))
    weights = training.network.state_dict()
    return TrainedVariant(VARIANT, "digits", 1, weights, training.state_dict(), HISTORY)


def test_a_round_trip_changes_nothing(tmp_path: Path, trained: TrainedVariant) -> None:
    save_variant(tmp_path / "v", trained)
    loaded = load_variant(tmp_path / "v")
    assert (loaded.variant, loaded.dataset, loaded.seed, loaded.history) == (
        VARIANT,
        "digits",
        1,
        HISTORY,
    )
    for saved, read in ((trained.weights, loaded.weights), (trained.resume, loaded.resume)):
        assert saved.keys() == read.keys()
        assert all(
            torch.equal(saved[name], read[name]) and saved[name].dtype == read[name].dtype for name in saved
        )
    network = new_network(VARIANT, 99)
    network.load_state_dict(loaded.weights)


def test_a_loaded_sparse_layer_keeps_its_own_mask(tmp_path: Path, trained: TrainedVariant) -> None:
    save_variant(tmp_path / "v", trained)
    network = new_network(VARIANT, 99)  # another seed, so another mask until the weights are loaded
    network.load_state_dict(load_variant(tmp_path / "v").weights)
    network.train()
    network(torch.zeros(1, 1, 28, 28))
    assert torch.equal(network.hidden.weight, trained.weights["hidden.module.weight"])


def test_a_finished_variant_has_no_resume_file(tmp_path: Path, trained: TrainedVariant) -> None:
    save_variant(tmp_path / "v", trained)
    assert (tmp_path / "v" / "resume.safetensors").exists()
    finished = TrainedVariant(trained.variant, trained.dataset, trained.seed, trained.weights)
    save_variant(tmp_path / "v", finished)
    assert sorted(path.name for path in (tmp_path / "v").iterdir()) == ["variant.json", "weights.safetensors"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("variant.json", b"{", "variant.json does not describe"),
        ("variant.json", b"\xff\xfe", "variant.json does not describe"),
        ("variant.json", b'{"format": 99}', "format 99; this version reads 1"),
        ("variant.json", b"[]", "variant.json does not describe"),
        ("variant.json", b'{"format": NaN}', "NaN is not allowed in JSON"),
        ("variant.json", b'{"format": ' + b"9" * 5000 + b"}", "is too large"),
        ("variant.json", b"[" * 100_000, "nested too deeply"),
        ("weights.safetensors", b"rubbish", "weights.safetensors"),
        ("resume.safetensors", b"", "resume.safetensors"),
    ],
)
def test_a_broken_file_is_named(
    tmp_path: Path, trained: TrainedVariant, name: str, content: bytes, words: str
) -> None:
    save_variant(tmp_path, trained)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(StoreError, match=words) as caught:
        load_variant(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["variant.json", "weights.safetensors"])
def test_a_missing_file_is_named(tmp_path: Path, trained: TrainedVariant, name: str) -> None:
    save_variant(tmp_path, trained)
    (tmp_path / name).unlink()
    with pytest.raises(StoreError, match=name):
        load_variant(tmp_path)


def test_a_bad_value_in_the_description_is_named(tmp_path: Path, trained: TrainedVariant) -> None:
    save_variant(tmp_path, trained)
    description = json.loads((tmp_path / "variant.json").read_text(encoding="utf-8"))
    description["variant"]["network"]["hidden"]["units"] = 0
    (tmp_path / "variant.json").write_text(json.dumps(description), encoding="utf-8")
    with pytest.raises(StoreError, match=r"network\.hidden\.units: 0 is not allowed"):
        load_variant(tmp_path)


def test_folder_names_are_safe_and_unique() -> None:
    assert folder_name(Variant("Sparse CNN-2 / best"), 7) == "sparse-cnn-2-best-seed7"
    assert folder_name(Variant("../../etc"), 0) == "etc-seed0"
    assert folder_name(Variant("中"), 0, {"variant-seed0"}) == "variant-seed0-2"


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_atomically(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "\ud800")
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


class PowerCut(BaseException):
    """Nothing after it happens, not even a clean-up."""


@pytest.mark.parametrize("first_finished", [True, False])
@pytest.mark.parametrize("second_finished", [True, False])
def test_a_power_cut_anywhere_leaves_one_moment_or_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first_finished: bool, second_finished: bool
) -> None:
    def moment(step: int, finished: bool) -> TrainedVariant:
        weights = {"weight": torch.tensor(step)}
        resume = {} if finished else {"step": torch.tensor(step)}
        return TrainedVariant(VARIANT, "digits", 1, weights, resume, History(step, 6))

    monkeypatch.setattr(os, "fsync", lambda file: None)  # hundreds of them take a minute
    old, new = moment(1, first_finished), moment(2, second_finished)
    replace, unlink = Path.replace, Path.unlink
    seen = set()
    for cut_after in range(30):
        folder = tmp_path / str(cut_after)
        save_variant(folder, old)
        left = [cut_after]

        def counted(what, left=left):
            def act(path: Path, *args, **kwargs):
                if left[0] <= 0:
                    raise PowerCut
                left[0] -= 1
                return what(path, *args, **kwargs)

            return act

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", counted(replace))
            patch.setattr(Path, "unlink", counted(unlink))
            try:
                save_variant(folder, new)
                cut = False
            except PowerCut:
                cut = True
        loaded = load_variant(folder)
        step = loaded.history.step
        seen.add(step)
        assert loaded.weights["weight"] == step
        expected = {1: first_finished, 2: second_finished}[step]
        assert loaded.resume == ({} if expected else {"step": torch.tensor(step)})
        save_variant(folder, new)  # and the next save finds nothing in its way
        assert load_variant(folder).history.step == 2
        if not cut:
            break
    assert seen == {1, 2}
    assert not cut


def test_a_folder_that_lost_its_resume_file_says_so(tmp_path: Path, trained: TrainedVariant) -> None:
    save_variant(tmp_path, trained)
    (tmp_path / "resume.safetensors").unlink()
    with pytest.raises(StoreError, match=r"resume\.safetensors"):
        load_variant(tmp_path)
