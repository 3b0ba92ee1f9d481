"""Which device to compute on."""

import torch

from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.nn import kernels

DEVICES = ("auto", "cpu", "cuda", "mps")


def choose_device(name: str) -> torch.device:
    """The device of that name; ``auto`` is the first there is of CUDA, MPS and the CPU.

    Raises:
        ConfigError: this machine has no such device.
    """
    available = _available()
    if name == "auto":
        name = next(device for device, there in available.items() if there)
    if not available.get(name, False):
        usable = ", ".join(device for device, there in available.items() if there)
        raise ConfigError("device", f"{name!r} is not available on this machine; available are {usable}")
    if name == "cuda":
        # The same seed must give the same numbers, which cuDNN's choice of the fastest algorithm does not.
        torch.backends.cudnn.deterministic = True
        torch.backends.cudnn.benchmark = False
    return torch.device(name)


def available_devices() -> list[tuple[str, str]]:
    """(name, description) of each device of this machine, the one that ``auto`` takes first."""
    names = [name for name, there in _available().items() if there]
    return [(name, describe_device(torch.device(name))) for name in names]


def describe_device(device: torch.device, threads: int | None = None) -> str:
    """A device in words, such as ``CPU, 2 threads``; ``threads`` are torch's present ones if they are not given.

    Says so where the compiled kernels are missing, and sparse networks train slower than they could.
    """
    if device.type == "cuda":
        return f"GPU, {torch.cuda.get_device_name(device)}"
    if device.type == "mps":
        return "GPU, Apple Metal"
    count = threads or torch.get_num_threads()
    lacking = "" if kernels.LIBRARY is not None else ", no kernels"
    return ("CPU, 1 thread" if count == 1 else f"CPU, {count} threads") + lacking


def why_no_kernels(device: torch.device) -> str:
    """Why a device computes without the compiled kernels though it could with them; empty if there is no reason."""
    return kernels.CAPABILITY if device.type == "cpu" and kernels.LIBRARY is None else ""


def _available() -> dict[str, bool]:
    return {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
