"""Which device is chosen, and what it is called; no graphics card is needed, as none is used."""

import pytest
import torch

from sparse_explorer.experiment.engine.devices import (
    available_devices,
    choose_device,
    describe_device,
    why_no_kernels,
)
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.nn import kernels


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch):
    """Pretend to be a machine with these devices beside its CPU."""
    for name in ("deterministic", "benchmark"):
        monkeypatch.setattr(torch.backends.cudnn, name, getattr(torch.backends.cudnn, name))

    def pretend(*devices: str) -> None:
        monkeypatch.setattr(torch.cuda, "is_available", lambda: "cuda" in devices)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: "mps" in devices)
        monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: "RTX 5")

    return pretend


@pytest.mark.parametrize(
    ("devices", "first"), [(("cuda", "mps"), "cuda"), (("cuda",), "cuda"), (("mps",), "mps"), ((), "cpu")]
)
def test_automatic_is_the_fastest_there_is(machine, devices: tuple[str, ...], first: str) -> None:
    machine(*devices)
    assert choose_device("auto").type == first
    assert [name for name, _ in available_devices()] == [*devices, "cpu"]


def test_a_device_is_taken_by_its_name(machine) -> None:
    machine("cuda", "mps")
    assert [choose_device(name).type for name in ("cpu", "cuda", "mps")] == ["cpu", "cuda", "mps"]


@pytest.mark.parametrize("name", ["cuda", "mps", "tpu", ""])
def test_a_device_that_is_not_there_is_refused(machine, name: str) -> None:
    machine()
    with pytest.raises(
        ConfigError, match=f"device: '{name}' is not available on this machine; available are cpu"
    ):
        choose_device(name)


def test_the_same_seed_gives_the_same_numbers_on_a_graphics_card(machine) -> None:
    machine("cuda")
    torch.backends.cudnn.deterministic, torch.backends.cudnn.benchmark = False, True
    choose_device("cuda")
    assert (torch.backends.cudnn.deterministic, torch.backends.cudnn.benchmark) == (True, False)


def test_devices_in_words(machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine("cuda", "mps")
    monkeypatch.setattr(kernels, "LIBRARY", object())
    monkeypatch.setattr(torch, "get_num_threads", lambda: 7)
    words = [describe_device(torch.device(name)) for name in ("cuda", "mps", "cpu")]
    assert words == ["GPU, RTX 5", "GPU, Apple Metal", "CPU, 7 threads"]
    assert [describe_device(torch.device("cpu"), count) for count in (1, 2)] == [
        "CPU, 1 thread",
        "CPU, 2 threads",
    ]


def test_missing_kernels_are_told_of_the_cpu_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    cpu, other = torch.device("cpu"), torch.device("mps")
    monkeypatch.setattr(kernels, "LIBRARY", object())
    assert why_no_kernels(cpu) == ""
    monkeypatch.setattr(kernels, "LIBRARY", None)
    monkeypatch.setattr(kernels, "CAPABILITY", "not built")
    assert (why_no_kernels(cpu), why_no_kernels(other)) == ("not built", "")
    assert describe_device(cpu, 2) == "CPU, 2 threads, no kernels"
