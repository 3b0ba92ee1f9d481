"""The machine that was measured on, in words and numbers."""

import os
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

PACKAGES = ("torch", "torchvision", "numpy", "PySide6-Essentials", "pyqtgraph", "Pillow")


def describe_machine() -> dict[str, Any]:
    """Processor, memory, system, versions and load, now."""
    import torch

    from sparse_explorer.nn import kernels

    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "memory_gib": _memory_gib(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "packages": {name: version for name in PACKAGES if (version := _version(name))},
        "torch": torch_build(),
        "kernels": ("none: " if kernels.LIBRARY is None else "") + kernels.CAPABILITY,
        "waiting": _waiting(),
        "load_average": [round(load, 2) for load in os.getloadavg()] if hasattr(os, "getloadavg") else None,
    }


def torch_build() -> str:
    """Torch's version, and what it was built for: importing a build for cards takes 270 MiB more than one without."""
    import torch

    cards = {"CUDA": torch.version.cuda, "ROCm": torch.version.hip}
    built_for = [f"{name} {version}" for name, version in cards.items() if version]
    return f"{torch.__version__}, built for {' and '.join(built_for) or 'the CPU alone'}"


def _waiting() -> str:
    """How OpenMP's threads wait for each other: what the environment says."""
    names = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT")
    return ", ".join(f"{name} {os.environ[name]}" for name in names if name in os.environ) or "as torch does"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory_gib() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    except (AttributeError, ValueError, OSError):
        return None


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
