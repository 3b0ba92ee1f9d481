"""Finds and loads the compiled kernels that fit this machine, if they were built."""

import ctypes
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

VARIABLE = "SPARSE_EXPLORER_KERNELS"
"""Environment variable: ``off``, or the capability whose kernels to use instead of the machine's own."""

CAPABILITIES = ("avx512", "avx2", "default")
"""What libraries are built for, the fastest first; the names are torch's."""


def ending(system: str) -> str:
    """How the names of libraries end on a system, which is named as in ``sys.platform``."""
    return {"darwin": ".dylib", "win32": ".dll"}.get(system, ".so")


_ENDING = ending(sys.platform)

DECLARATIONS = """
int sx_rank(const float *x, size samples, size n, size k, int relu, float *least, int64_t *counts, int
    threads)
int sx_list(const float *ranked, const float *x, size samples, size n, size channels, const float *least,
    const int64_t *offsets, int32_t *places, int32_t *units, float *values, size winners, int threads)
int sx_count_active(const float *values, const int32_t *units, size winners, size channels, size positions,
    int64_t *counts)
int sx_spread(const float *values, const int32_t *at, const int64_t *offsets, size winners, size samples,
    size n, float *out, int threads)
int sx_collect(const float *x, const int32_t *at, const int64_t *offsets, size winners, size samples, size
    n, float *values, int threads)
int sx_keep(const float *x, const float *boosts, size samples, size n, size k, int relu, float *kept,
    uint8_t *losers, int64_t *active, int threads)
int sx_max_pool(const float *x, size samples, size height, size width, size channels, size pool, int relu,
    float *out, uint8_t *origins, int threads)
int sx_max_pool_backward(const float *grad, const uint8_t *origins, size samples, size height, size width,
    size channels, size pool, float *x_grad, int threads)
int sx_sum_rows(const float *values, const int32_t *units, const int64_t *offsets, size winners, size
    samples, const float *rows, size n, size m, float *out, int threads)
int sx_dot_rows(const float *grad, const int32_t *units, const int64_t *offsets, size winners, size samples,
    const float *rows, size n, size m, float *values_grad, int threads)
int sx_add_rows(const float *values, const int32_t *units, const int64_t *offsets, size winners, size
    samples, const float *grad, size n, size m, float *rows_grad, int threads)
int sx_few_columns_product(const float *left, const float *right, size n, size r, size m, float *out, int
    threads)
int sx_convolve_and_pool(const Geometry *g, const float *maps, const float *taps, const float *bias, int
    relu, float *out, uint8_t *origins, int threads)
int sx_corners(const Geometry *g, const uint8_t *origins, const int32_t *places, const int64_t *offsets,
    size winners, int32_t *channels, int32_t *corners, int threads)
int sx_filters_grad(const Geometry *g, const float *maps, const float *grad, const int32_t *channels, const
    int32_t *corners, size winners, float *filters_grad, float *bias_grad, int threads)
int sx_maps_grad(const Geometry *g, const float *filters, const float *grad, const int32_t *channels, const
    int32_t *corners, const int64_t *offsets, size winners, float *maps_grad, int threads)
int sx_convolve_sparse(const Geometry *g, const float *maps, const float *taps, const float *bias, float
    *out, int threads)
int sx_choose(const Geometry *g, const float *maps, const float *taps, const float *bias, const float
    *boosts, size k, int relu, int skip_zeros, float *values, int32_t *places, int32_t *units, int32_t
    *channels, int32_t *corners, int64_t *offsets, int64_t *active, int threads)
int sx_zero(float *weight, const uint8_t *mask, size count, int threads)
"""
"""The kernels, as ``interface.h`` has them. A library says what it was built from, and is loaded only if that is the
same, word for word: a change of one of the two asks for a change of the other."""

_TYPES = {"size": ctypes.c_int64, "int": ctypes.c_int}
"""Of arguments that are no pointers."""


@dataclass(frozen=True)
class Signature:
    """A kernel's arguments: each one's name, and its type in C without ``const``."""

    arguments: tuple[tuple[str, str], ...]

    @property
    def ctypes(self) -> list[Any]:
        """The types as ctypes has them."""
        return [_TYPES.get(kind, ctypes.c_void_p) for _, kind in self.arguments]


def signatures(declarations: str) -> dict[str, Signature]:
    """What ``declarations`` say, by the kernels' names; a line may be broken between any two words."""
    found = {}
    for name, listed in re.findall(r"int (sx_\w+)\((.*?)\)", " ".join(declarations.split())):
        arguments = [
            argument.removeprefix("const ").replace("*", "* ").split(" ") for argument in listed.split(", ")
        ]
        found[name] = Signature(tuple((word, " ".join(kind)) for *kind, word in arguments))
    return found


SIGNATURES = signatures(DECLARATIONS)


def load_library(folder: Path = Path(__file__).parent) -> tuple[ctypes.CDLL | None, str]:
    """The library for this machine, and the capability it was built for; or None, and why there is none.

    torch must have been imported: the kernels share its pool of threads, whose functions they look for in the OpenMP
    library that it has loaded.
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
    library.sx_declarations.restype = ctypes.c_char_p
    if library.sx_declarations().decode().split() != DECLARATIONS.split():
        raise OSError(f"{path.name} was built from other sources; install again")
    for name, signature in SIGNATURES.items():
        function = getattr(library, name)
        function.argtypes, function.restype = signature.ctypes, ctypes.c_int
    return library
