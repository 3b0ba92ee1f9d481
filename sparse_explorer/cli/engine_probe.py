"""What there is to compute with, and whether the data sets are what they seem: imports torch, so that it may fail.

To be called in a process of its own; see :mod:`sparse_explorer.cli.probes`.
"""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sparse_explorer.cli.findings import Item, look, why
from sparse_explorer.data.catalogue import CATALOGUE
from sparse_explorer.threads import default_threads


def engine_items(data_dir: Path) -> Iterator[Item]:
    """Look at torch, its devices, the kernels and the data sets in ``data_dir``."""
    try:
        import numpy
        import torch
    except Exception as error:  # OSError too, where a library does not load
        yield Item("import of torch", f"fails: {why(error)}", missing=True)
        return
    yield Item("import of torch", f"works: torch {torch.__version__} ({_build()}), numpy {numpy.__version__}")
    yield from _devices()
    yield look("instructions", lambda: torch.backends.cpu.get_cpu_capability())
    yield look("kernels", _kernels)
    yield look("threads", _threads)
    for name in CATALOGUE:
        yield look(f"data set {name}", partial(_verified, name, data_dir))


def _build() -> str:
    import torch

    if torch.version.cuda:
        return f"built for CUDA {torch.version.cuda}"
    if torch.version.hip:
        return f"built for ROCm {torch.version.hip}"
    return "built without CUDA"


def _devices() -> Iterator[Item]:
    try:
        from sparse_explorer.experiment.engine.devices import available_devices

        for name, description in available_devices():
            yield Item(f"device {name}", description)
    except Exception as error:  # a driver that does not fit
        yield Item("devices", f"cannot be told: {why(error)}", missing=True)


def _kernels() -> str:
    from sparse_explorer.nn import kernels

    if kernels.LIBRARY is not None:
        return f"for {kernels.CAPABILITY}"
    return f"none ({kernels.CAPABILITY}); everything works, sparse networks train slower"


def _threads() -> str:
    import torch

    given = os.environ.get("OMP_NUM_THREADS")
    source = "OMP_NUM_THREADS" if given and str(default_threads()) == given else "the program's default"
    return f"{default_threads()} a run ({source}); torch by itself takes {torch.get_num_threads()}"


def _verified(name: str, root: Path) -> Item | str:
    """Whether the files of a data set hold what they should, as far as they are here."""
    from sparse_explorer.data.datasets import load
    from sparse_explorer.data.errors import DataError
    from sparse_explorer.data.locations import folder_with_files

    if CATALOGUE[name].download and folder_with_files(name, root) is None:
        return "not here"
    try:
        data = load(name, root)
    except DataError as error:
        return Item(f"data set {name}", str(error), missing=True)
    return f"verified: {len(data.train_images):,} training and {len(data.test_images):,} test images"
