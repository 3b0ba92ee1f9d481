"""The networks that come with the program are what is said of them."""

import dataclasses
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from sparse_explorer.data.mnist_sample import COUNT, load_mnist_sample
from sparse_explorer.experiment.engine.evaluation import evaluation
from sparse_explorer.experiment.engine.inspection import DigitInspector
from sparse_explorer.experiment.plan import pretrained_ids
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.variant import settle_epochs
from sparse_explorer.experiment.runs import shipped, strict_json
from sparse_explorer.experiment.runs.pretrained import PACKED, load_pretrained, pack, read_packed, unpack
from sparse_explorer.experiment.runs.runner import new_network, restore_network
from sparse_explorer.experiment.runs.shipped import describe_shipped, first_look
from sparse_explorer.experiment.runs.state_shapes import network_state
from sparse_explorer.experiment.runs.stored import StoreError
from sparse_explorer.paths import resource

SAME_WITHIN = 2
"""Digits in a thousand: another machine sums in another order."""


def networks() -> dict[str, torch.nn.Module]:
    return {each: restore_network(load_pretrained(each)).eval() for each in pretrained_ids.IDS}


def test_they_are_the_articles_pair() -> None:
    for variant_id, stored in describe_shipped().items():
        preset = settle_epochs(presets()[pretrained_ids.IDS[variant_id]].variant, 1)
        assert stored.variant.network == preset.network
        assert stored.variant.training == preset.training
        assert stored.variant.name == preset.name
        assert (stored.dataset, stored.seed) == (pretrained_ids.DATASET, pretrained_ids.SEED)
        assert stored.history.finished
        levels = stored.history.levels("article")
        assert [level.noise for level in levels] == list(NoiseConfig().levels)
        assert {level.total for level in levels} == {10_000}


def test_the_weights_come_to_the_figures_on_the_digits_beside_them() -> None:
    view = strict_json.loads(resource(shipped.FOLDER, shipped.VIEW).read_text(encoding="utf-8"))
    sample = load_mnist_sample()
    levels = NoiseConfig("article").levels
    picked = (levels[0], levels[10])
    for variant_id, network in networks().items():
        *_, last = evaluation(network, sample, NoiseConfig("article", picked), seed=pretrained_ids.SEED)
        told = view["correct"][pretrained_ids.IDS[variant_id]]
        for result, correct in zip(last.results, (told[0], told[10]), strict=True):
            assert abs(result.correct - correct) <= SAME_WITHIN
            # All ten thousand have about the same share of right answers as the first thousand of them.
            of_all = describe_shipped()[variant_id].history.levels("article")[levels.index(result.noise)]
            assert abs(of_all.accuracy - result.accuracy) < 4


def test_where_to_look_first_the_sparse_network_is_right_and_the_dense_one_wrong() -> None:
    look = first_look()
    seen = DigitInspector().inspect(
        networks(),
        load_mnist_sample(),
        index=look.digit,
        noise=look.percent,
        convention=look.noise,
        pattern=0,
    )
    right = {each.variant_id: int(each.noisy.argmax()) == seen.label for each in seen.variants}
    assert right == {"pretraineddense": False, "pretrainedsparse": True}


def test_the_sample_is_the_first_thousand_test_digits_and_nothing_to_train_on() -> None:
    sample = load_mnist_sample()
    assert sample.name == "mnist"
    assert sample.test_images.shape == (COUNT, 28, 28)
    assert sample.test_labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert len(sample.train_images) == len(sample.train_labels) == 0


def test_together_they_are_small() -> None:
    files = [path for each in ("pretrained", "mnist-sample") for path in resource(each).rglob("*")]
    assert sum(path.stat().st_size for path in files if path.is_file()) < 3_000_000


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from(["sparse", "dense", "dense-batch-norm", "sparse-weights"]))
def test_the_small_form_keeps_masks_and_all_but_the_last_digits_of_weights(seed: int, preset: str) -> None:
    variant = presets()[preset].variant
    hidden = dataclasses.replace(variant.network.hidden, units=9)
    variant = dataclasses.replace(variant, network=dataclasses.replace(variant.network, hidden=hidden))
    state = new_network(variant, seed).state_dict()
    back = unpack(pack(state), network_state(variant.network))
    assert back.keys() == state.keys()
    for name, tensor in state.items():
        if name.endswith(".weight") and tensor.dim() > 1:
            step = tensor.flatten(1).abs().amax(dim=1) / 127
            assert ((back[name] - tensor).flatten(1).abs() <= step[:, None] * 0.51).all()
            assert not back[name][tensor == 0].any()
        else:
            assert torch.equal(back[name], tensor)


def test_what_is_broken_is_named(tmp_path: Path) -> None:
    source = resource(shipped.FOLDER, "sparse")
    for name in ("variant.json", PACKED):
        (tmp_path / name).write_bytes((source / name).read_bytes())
    content = (source / PACKED).read_bytes()
    (tmp_path / PACKED).write_bytes(content[: len(content) // 2])
    with pytest.raises(StoreError, match=PACKED):
        read_packed(tmp_path)
    (tmp_path / PACKED).write_bytes((resource(shipped.FOLDER, "dense") / PACKED).read_bytes())
    with pytest.raises(StoreError, match="cannot read the weights"):
        read_packed(tmp_path)
    (tmp_path / PACKED).unlink()
    with pytest.raises(StoreError, match=PACKED):
        read_packed(tmp_path)


def test_no_network_of_the_user_counts_as_pre_trained() -> None:
    assert not pretrained_ids.is_pretrained("0123456789ab")
