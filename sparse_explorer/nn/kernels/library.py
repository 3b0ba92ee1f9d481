"""Finds and loads the compiled kernels that fit this machine, if they were built."""

import ctypes
import os
import sys
from pathlib import Path

import torch

VARIABLE = "SPARSE_EXPLORER_KERNELS"
"""Environment variable: ``off``, or the capability whose kernels to use instead of the machine's own."""

CAPABILITIES = ("avx512", "avx2", "default")
"""What libraries are built for, the fastest first; the names are torch's."""

INTERFACE = 1
"""The one of kernels.h that the signatures below belong to."""

_ENDING = ".dylib" if sys.platform == "darwin" else ".so"

SIGNATURES = {
    "sx_rank": "fnnniflt i",
    "sx_list": "ffnnnflwwft",
    "sx_count_active": "fwnnnl",
    "sx_spread": "fwlnnft",
    "sx_collect": "fwlnnft",
    "sx_max_pool": "fnnnnnifbt",
    "sx_max_pool_backward": "fbnnnnnft",
    "sx_sum_rows": "fwlnfnft",
    "sx_dot_rows": "fwlnfnft",
    "sx_add_rows": "fwlnfnnft",
    "sx_few_columns_product": "ffnnnft",
    "sx_convolve_and_pool": "gfffifbt",
    "sx_corners": "gbwlwwt",
    "sx_filters_grad": "gffwwnfft i",
    "sx_maps_grad": "gffwwlft",
    "sx_convolve_sparse": "gfffft i",
}
"""Each kernel's arguments, a letter each, and what it returns if anything: i, 1 if there was no memory.

f, w, l, b: tensors of float32, int32, int64 and uint8. g: the sizes of a convolution. n: a size. i: a small number.
t: how many threads.
"""

_TYPES = dict.fromkeys("fwlbg", ctypes.c_void_p) | {"n": ctypes.c_int64} | dict.fromkeys("it", ctypes.c_int)


def load_library(folder: Path = Path(__file__).parent) -> tuple[ctypes.CDLL | None, str]:
    """The library for this machine, and the capability it was built for; or None, and why there is none.

    torch must have been imported: the kernels share its pool of threads, whose functions they look for in it.
    """
    wanted = os.environ.get(VARIABLE, "")
    if wanted == "off":
        return None, f"{VARIABLE} is off"
    if wanted and wanted not in CAPABILITIES:
        return None, f"{VARIABLE} is {wanted!r}, allowed are off, {', '.join(CAPABILITIES)}"
    usable = _usable_capabilities()
    if wanted and wanted not in usable:
        return None, f"{VARIABLE} is {wanted!r}, this machine has {', '.join(usable)}"
    reason = "not built"
    for capability in (wanted,) if wanted else usable:
        path = folder / f"kernels-{capability}{_ENDING}"
        if not path.exists():
            continue
        try:
            return _open(path), capability
        except (OSError, AttributeError) as error:
            reason = str(error)
    return None, reason


def _usable_capabilities() -> tuple[str, ...]:
    """Those whose instructions this machine has; calling others would end the process."""
    best = torch.backends.cpu.get_cpu_capability().lower()
    first = next((i for i, name in enumerate(CAPABILITIES) if best.startswith(name)), len(CAPABILITIES) - 1)
    return CAPABILITIES[first:]


def _open(path: Path) -> ctypes.CDLL:
    """Load one library.

    Raises:
        OSError: it is broken, lacks what it needs, or was built from other sources.
        AttributeError: it lacks a kernel.
    """
    library = ctypes.CDLL(str(path))
    if library.sx_interface() != INTERFACE:
        raise OSError(f"{path.name} was built from other sources; install again")
    for name, signature in SIGNATURES.items():
        arguments, _, result = signature.partition(" ")
        function = getattr(library, name)
        function.argtypes = [_TYPES[letter] for letter in arguments]
        function.restype = _TYPES[result] if result else None
    return library
