"""In which values two variants differ, in words."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from sparse_explorer.experiment.plan.differences import difference_rows, differences
from sparse_explorer.experiment.plan.parts import ConvConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.variant import Variant

DENSE, SPARSE = presets()["dense"].variant, presets()["sparse"].variant
ALL = [preset.variant for preset in presets().values()]


def test_values_are_said_as_people_say_them() -> None:
    training = dataclasses.replace(SPARSE.training, learning_rate=0.02, epochs=7)
    conv = dataclasses.replace(SPARSE.network.convs[0], density=0.35)
    network = dataclasses.replace(SPARSE.network, convs=(conv,), k_winners=False, dropout=0.5)
    assert difference_rows(SPARSE, Variant("Other", network, training)) == [
        ("Epochs", "automatic", "7"),
        ("Learning rate", "0.01", "0.02"),
        ("k-winners", "yes", "no"),
        ("Dropout", "0", "0.5"),
        ("Non-zero weights (Convolution)", "50 %", "35 %"),
    ]


def test_a_value_without_effect_says_so() -> None:
    conv = dataclasses.replace(DENSE.network.convs[0], k=7)
    other = dataclasses.replace(DENSE, network=dataclasses.replace(DENSE.network, convs=(conv,)))
    assert difference_rows(DENSE, other) == [
        ("Winners k (Convolution)", "100, without effect", "7, without effect")
    ]


def test_a_layer_that_one_lacks_is_named() -> None:
    two = dataclasses.replace(DENSE.network, convs=(*DENSE.network.convs, ConvConfig(channels=8, k=8)))
    rows = difference_rows(DENSE, dataclasses.replace(DENSE, network=two))
    assert ("Filters (Convolution 2)", "no such layer", "8") in rows


@given(one=st.sampled_from(ALL), other=st.sampled_from(ALL))
def test_there_are_none_exactly_where_configurations_are_equal(one: Variant, other: Variant) -> None:
    same = (one.network, one.training) == (other.network, other.training)
    assert (differences(one, other) == []) == same
    turned = sorted((label, theirs, ours) for label, ours, theirs in difference_rows(other, one))
    assert sorted(difference_rows(one, other)) == turned
