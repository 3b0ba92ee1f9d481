"""The names and signatures that users of nupic.torch know."""

import inspect

import pytest

REQUIRED = inspect.Parameter.empty


def test_the_familiar_import_lines_work():
    import sparse_explorer.nn.functional as F  # noqa: F401
    from sparse_explorer.nn import (  # noqa: F401
        KWinners,
        KWinners2d,
        SparseWeights,
        SparseWeights2d,
        normalize_sparse_weights,
        rezero_weights,
        update_boost_strength,
    )
    from sparse_explorer.nn.functional import kwinners, kwinners2d  # noqa: F401
    from sparse_explorer.nn.metrics import binary_entropy, max_entropy, overlap  # noqa: F401


def test_exported_names():
    import sparse_explorer.nn

    familiar = {"KWinners", "KWinners2d", "SparseWeights", "SparseWeights2d"}
    familiar |= {"rezero_weights", "update_boost_strength", "normalize_sparse_weights"}
    assert familiar <= set(sparse_explorer.nn.__all__)


COUNTS = {"break_ties": False, "relu": False, "inplace": False}
DUTIES = {
    "k_inference_factor": 1.5,
    "boost_strength": 1.0,
    "boost_strength_factor": 0.9,
    "duty_cycle_period": 1000,
}
CHOICE = {"x": REQUIRED, "duty_cycles": REQUIRED, "k": REQUIRED, "boost_strength": REQUIRED}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("KWinners", {"n": REQUIRED, "percent_on": REQUIRED, **DUTIES, **COUNTS}),
        ("KWinners2d", {"channels": REQUIRED, "percent_on": 0.1, **DUTIES, "local": False, **COUNTS}),
        ("functional.kwinners", {**CHOICE, **COUNTS}),
        ("functional.kwinners2d", {**CHOICE, "local": True, **COUNTS}),
    ],
)
def test_signatures(name, expected):
    import sparse_explorer.nn.functional

    target = sparse_explorer.nn
    for part in name.split("."):
        target = getattr(target, part)
    parameters = inspect.signature(target).parameters
    assert {parameter.name: parameter.default for parameter in parameters.values()} == expected
    assert list(parameters) == list(expected)
    assert {parameter.kind for parameter in parameters.values()} == {inspect.Parameter.POSITIONAL_OR_KEYWORD}
