"""A network that is too big for this computer is refused before it is built, with its size."""

import dataclasses

import pytest

from sparse_explorer.experiment.plan import memory
from sparse_explorer.experiment.plan.cost import cost
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.memory import available_memory, check_memory, needed
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import HiddenConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.runs import runner

BIG = NetworkConfig(hidden=HiddenConfig(units=2000, k=50))


def test_what_does_not_fit_is_refused_with_both_sizes() -> None:
    check_memory(BIG, needed(BIG))
    with pytest.raises(ConfigError) as refused:
        check_memory(BIG, needed(BIG) - 1)
    said = str(refused.value)
    assert f"{cost(BIG).parameters:,} parameters" in said
    assert f"{needed(BIG) / 1e9:,.1f} GB of memory or more" in said
    assert "\n" not in said
    assert needed(BIG) >= 3 * 4 * cost(BIG).parameters  # weights, gradients, momentum


def test_this_computers_memory_is_known_on_linux_and_holds_the_presets() -> None:
    available = available_memory()
    assert available is None or available > 2**27
    for preset in presets().values():
        check_memory(preset.variant.network)


def test_nothing_is_built_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "available_memory", lambda: 1000)
    monkeypatch.setattr(runner, "build_network", lambda *given: pytest.fail("it was built"))
    with pytest.raises(ConfigError, match="parameters"):
        runner.new_network(dataclasses.replace(presets()["sparse"].variant, network=BIG), 0)


def test_where_memory_is_unknown_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "available_memory", lambda: None)
    check_memory(BIG)
