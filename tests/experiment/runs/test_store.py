"""Trained variants survive the disk to the bit, and a broken folder says what is broken."""

import json
import os
import re
from pathlib import Path

import pytest
import torch
from safetensors.torch import load, save

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.training import Training
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import Divergence, EpochResult
from sparse_explorer.experiment.runs.files import write_atomically
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.experiment.runs.store import (
    StoreError,
    TrainedVariant,
    folder_name,
    load_variant,
    save_variant,
)

SMALL = NetworkConfig(convs=(ConvConfig(channels=4, k=40),), hidden=HiddenConfig(units=20))
VARIANT = Variant('Sparse "中"', SMALL, TrainingConfig(epochs=2))
HISTORY = History(1, 6, [0.5], [(1, 50.0)], [EpochResult(1)])
TINY = Variant(
    "Tiny",
    NetworkConfig(convs=(ConvConfig(channels=1, kernel_size=11, k=1),), hidden=HiddenConfig(units=1, k=1)),
    TrainingConfig(epochs=2),
)


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
        (
            "variant.json",
            b"\xff\xfe",
            "variant.json does not describe a trained variant: it is no JSON: the byte 0xff",
        ),
        ("variant.json", b'{"format": 99}', "format 99; this version reads 1"),
        ("variant.json", b"[]", "variant.json does not describe"),
        ("variant.json", b'{"format": NaN}', "NaN is not allowed in JSON"),
        ("variant.json", b'{"format": ' + b"9" * 5000 + b"}", "is too large"),
        ("variant.json", b"[" * 100_000, "nested too deeply"),
        ("weights.safetensors", b"rubbish", "weights.safetensors: it has 7 bytes"),
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
        weights = new_network(TINY, 1).state_dict()
        weights["output.bias"].fill_(step)
        resume = {} if finished else {"step": torch.tensor(step)}
        return TrainedVariant(TINY, "digits", 1, weights, resume, History(step, 6))

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
        assert loaded.weights["output.bias"].tolist() == [step] * 10
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


def change(folder: Path, name: str, value: torch.Tensor) -> None:
    """Replace a tensor of the stored weights."""
    path = folder / "weights.safetensors"
    path.write_bytes(save(load(path.read_bytes()) | {name: value}))


def test_weights_that_are_no_numbers_are_refused_unless_the_run_diverged(tmp_path: Path) -> None:
    weights = {name: value.contiguous() for name, value in new_network(TINY, 1).state_dict().items()}
    weights["output.bias"] = torch.full((10,), float("nan"))
    save_variant(tmp_path, TrainedVariant(TINY, "digits", 1, weights, history=History(6, 6)))
    with pytest.raises(
        StoreError, match=r"weights\.safetensors: output\.bias: holds NaN or infinite numbers"
    ):
        load_variant(tmp_path)
    diverged = History(3, 6, diverged=Divergence("NaN", 1, 3, 6, 10.0, 0.5))
    save_variant(tmp_path, TrainedVariant(TINY, "digits", 1, weights, history=diverged))
    assert load_variant(tmp_path).weights["output.bias"].isnan().all()


def test_weights_of_another_network_are_named_before_they_are_read(
    tmp_path: Path, trained: TrainedVariant
) -> None:
    save_variant(tmp_path, trained)
    change(tmp_path, "hidden.zero_mask", torch.zeros(3, dtype=torch.bool))
    with pytest.raises(
        StoreError, match=r"hidden\.zero_mask: BOOL \[3\] belongs to a different network"
    ) as caught:
        load_variant(tmp_path)
    assert str(tmp_path / "weights.safetensors") in str(caught.value)


def test_a_description_without_an_end_is_not_read(tmp_path: Path, trained: TrainedVariant) -> None:
    save_variant(tmp_path, trained)
    with (tmp_path / "variant.json").open("ab") as file:
        file.truncate(1 << 34)
    with pytest.raises(StoreError, match=r"variant\.json .*it is larger than 256 MB"):
        load_variant(tmp_path)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("seed", -1, "seed: -1 is not allowed; allowed is 0 ... 2147483647"),
        ("seed", True, "seed: True is not a whole number"),
        ("dataset", 5, "dataset: 5 is not text"),
        ("unfinished", 1, "unfinished: 1 is not true or false"),
        ("format", True, "is of format True"),
        ("history", None, "history: None is not a table"),
    ],
)
def test_each_entry_of_the_description_is_checked(
    tmp_path: Path, trained: TrainedVariant, key: str, value: object, words: str
) -> None:
    save_variant(tmp_path, trained)
    description = json.loads((tmp_path / "variant.json").read_text(encoding="utf-8"))
    for wrong, said in ((description | {key: value}, words), (dict(description), f"{key}: is missing")):
        if said != words:
            del wrong[key]
        (tmp_path / "variant.json").write_text(json.dumps(wrong), encoding="utf-8")
        with pytest.raises(StoreError, match=re.escape(said)):
            load_variant(tmp_path)


def test_what_cannot_be_read_is_kept_when_the_next_run_is_saved(tmp_path: Path) -> None:
    weights = new_network(TINY, 1).state_dict()

    def train() -> None:
        if (tmp_path / "run" / "variant.json").exists():
            os.utime(tmp_path / "run" / "variant.json", (1, 1))  # as if another process had written it
        save_variant(tmp_path / "run", TrainedVariant(TINY, "digits", 1, weights, history=History(6, 6)))

    train()
    sound = (tmp_path / "run" / "weights.safetensors").read_bytes()
    for number, ending in enumerate(("", "-2", "-3")):
        (tmp_path / "run" / "variant.json").write_bytes(b"broken %d" % number)
        with pytest.raises(StoreError):
            load_variant(tmp_path / "run")
        train()
        assert (tmp_path / "run" / f"variant.broken{ending}.json").read_bytes() == b"broken %d" % number
        assert (tmp_path / "run" / f"weights.broken{ending}.safetensors").read_bytes() == sound
    (tmp_path / "run" / "weights.safetensors").write_bytes(sound[:-1])
    train()
    assert (tmp_path / "run" / "weights.broken-4.safetensors").read_bytes() == sound[:-1]
    assert load_variant(tmp_path / "run").seed == 1
    before = {path.name for path in (tmp_path / "run").iterdir()}
    train()  # what is sound is replaced
    assert {path.name for path in (tmp_path / "run").iterdir()} == before
    assert not (tmp_path / "run" / "variant.broken-4.json").exists()


def test_what_cannot_be_put_aside_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "variant.json").write_bytes(b"broken")
    monkeypatch.setattr(
        Path, "rename", lambda path, to: (_ for _ in ()).throw(PermissionError(13, "Permission denied"))
    )
    with pytest.raises(PermissionError):
        save_variant(tmp_path, TrainedVariant(TINY, "digits", 1, new_network(TINY, 1).state_dict()))
    assert (tmp_path / "variant.json").read_bytes() == b"broken"


def test_a_broken_half_of_a_save_is_put_aside_and_what_was_there_before_stays(
    tmp_path: Path, trained: TrainedVariant
) -> None:
    save_variant(tmp_path, trained)
    (tmp_path / "variant.json.new").write_bytes(b"{")
    assert load_variant(tmp_path).seed == 1
    assert (tmp_path / "variant.json.broken.new").read_bytes() == b"{"
    (tmp_path / "variant.json.new").write_bytes(b"[]")
    save_variant(tmp_path, trained)
    assert (tmp_path / "variant.json.broken-2.new").read_bytes() == b"[]"
