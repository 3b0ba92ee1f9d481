"""Presets: published figures belong to one network, training, data set and noise, whatever a variant is called."""

import dataclasses

import pytest

from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.presets import find_presets, presets, published_curve, published_score
from sparse_explorer.experiment.plan.variant import Variant

CHANGES = {
    "network": lambda variant: dataclasses.replace(
        variant, network=dataclasses.replace(variant.network, boost_strength=0.25)
    ),
    "training": lambda variant: dataclasses.replace(
        variant, training=dataclasses.replace(variant.training, momentum=0.25)
    ),
    "epochs": lambda variant: dataclasses.replace(
        variant, training=dataclasses.replace(variant.training, epochs=99)
    ),
}


def renamed(variant: Variant) -> Variant:
    return dataclasses.replace(variant, name="mine")


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_published_is_not_of_another_network_or_training(change: str) -> None:
    dense, paper = presets()["dense"].variant, presets()["sparse-cnn-2"].variant
    assert published_curve(renamed(dense), "mnist", "article") is not None
    assert published_curve(CHANGES[change](dense), "mnist", "article") is None
    assert published_score(renamed(paper), "mnist", "paper") is not None
    assert published_score(CHANGES[change](paper), "mnist", "paper") is None


def test_open_epochs_and_those_that_were_published_are_the_same() -> None:
    dense = presets()["dense"].variant
    assert dense.training.epochs is None
    settled = dataclasses.replace(dense, training=dataclasses.replace(dense.training, epochs=1))
    assert published_curve(settled, "mnist", "article") == published_curve(dense, "mnist", "article")


def test_a_group_is_its_members_and_a_name_is_itself() -> None:
    assert [preset.name for preset in find_presets("sparse")] == ["sparse"]
    assert [preset.name for preset in find_presets("article")] == ["dense", "sparse"]
    with pytest.raises(ConfigError, match="'nope' is unknown; groups of presets are article, switches"):
        find_presets("nope")
    with pytest.raises(ConfigError, match="'dense-dropuot' is unknown; near to it are dense-dropout"):
        find_presets("dense-dropuot")


def test_controls_are_the_articles_networks_beside_what_could_do_instead() -> None:
    names = [preset.name for preset in find_presets("controls")]
    assert names[:4] == ["dense", "sparse", "k-winners", "sparse-weights"]
    assert {name.removeprefix("dense-") for name in names if name.startswith("dense-")} == {
        *("dropout", "batch-norm", "layer-norm", "centred", "centred-scaled", "l1", "weight-decay"),
        *("hidden-relu", "noise", "same-weights", "same-operations"),
    }
    assert {name for name in names if name.startswith("k-winners-")} == {
        f"k-winners-{what}" for what in ("noise", "inference", "training", "random")
    }
    assert all(preset.noise == "article" for preset in find_presets("controls"))
