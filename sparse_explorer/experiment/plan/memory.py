"""Whether a network fits into this computer's memory, before any of it is taken. Imports no torch."""

import os
from pathlib import Path

from sparse_explorer.experiment.plan.cost import cost
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.network import NetworkConfig

COPIES = 5
"""Of the weights, in training: they themselves, gradients, momentum, and the copies that are shown and saved."""

_BYTES = 4


def needed(network: NetworkConfig) -> int:
    """Bytes that training the network takes at least."""
    return COPIES * _BYTES * cost(network).parameters


def check_memory(network: NetworkConfig, available: int | None = None) -> None:
    """Refuse a network that this computer cannot hold.

    Args:
        network: its configuration.
        available: bytes; what the system says, if it is not given. Where that is not known, nothing is refused.

    Raises:
        ConfigError: it is too big; names both sizes.
    """
    available = available_memory() if available is None else available
    wanted = needed(network)
    if available is not None and wanted > available:
        raise ConfigError(
            "network",
            f"training it takes {wanted / 1e9:,.1f} GB of memory or more ({cost(network).parameters:,} parameters), "
            f"and {available / 1e9:,.1f} GB are available",
        )


def available_memory() -> int | None:
    """Bytes that can be had without swapping; None where the system does not tell."""
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            name, _, size = line.partition(":")
            if name == "MemAvailable":
                return int(size.split()[0]) * 1024
    except (OSError, ValueError):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return None
