"""What stands under a variant's name."""

import dataclasses

import pytest

from sparse_explorer.app.panes.subtitle import subtitle
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.variant import Variant

DENSE, SPARSE = presets()["dense"].variant, presets()["sparse"].variant


def copy(variant: Variant, **training: object) -> Variant:
    return dataclasses.replace(
        variant, name="copy", training=dataclasses.replace(variant.training, **training)
    )


def test_variants_of_their_own_kind_say_what_is_sparse() -> None:
    assert subtitle(DENSE, []) == "nothing sparse"
    assert subtitle(SPARSE, [DENSE]) == "conv · k-winners · linear"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"learning_rate": 0.02}, "learning rate 0.02"),
        ({"epochs": 7, "momentum": 0.9}, "epochs 7 · momentum 0.9"),
        ({"epochs": 7, "momentum": 0.9, "learning_rate": 0.02}, "epochs 7 · learning rate 0.02 · and 1 more"),
    ],
)
def test_a_copy_says_in_what_it_differs(change: dict[str, object], said: str) -> None:
    assert subtitle(copy(DENSE, **change), [DENSE, SPARSE]) == said


def test_of_several_the_nearest_counts() -> None:
    first = copy(DENSE, epochs=9, momentum=0.9)
    assert subtitle(copy(DENSE, epochs=9, momentum=0.8), [DENSE, first]) == "momentum 0.8"


def test_values_of_layers_are_named_in_the_units_of_the_form() -> None:
    (conv,) = SPARSE.network.convs
    network = dataclasses.replace(SPARSE.network, convs=(dataclasses.replace(conv, density=0.35),))
    changed = dataclasses.replace(SPARSE, name="thin", network=network)
    assert subtitle(changed, [SPARSE]) == "non-zero weights 35 %"


def test_an_unchanged_copy_says_what_it_is() -> None:
    assert subtitle(copy(DENSE), [DENSE]) == "nothing sparse"
