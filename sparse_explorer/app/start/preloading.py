"""Loading torch's largest library while the window is made, on a core that has nothing else to do."""

import contextlib
import ctypes
import importlib.util
import os
import sys
import threading
from pathlib import Path

_LIBRARY = "libtorch_cpu.so"
_PIECE = 2**22
"""Bytes between two looks whether the file is in memory."""

_NICE = 10
"""As the threads that work beside the window: where there is one core too few, the window has it."""

_BLOCK, _BLOCKS = 100_000, 500
"""What the library takes of the heap when it is loaded, in pieces that the heap does not take from elsewhere."""


def preload_torch() -> threading.Thread | None:
    """Let the system load the library that takes torch a third of its import, in a thread; None where it is not done.

    torch itself is not imported: no Python runs, and the window has Python for itself. Where the file must first be
    read from the disk, that is begun and not waited for, for meanwhile no other library could be loaded. To be called
    once all compiled modules and plugins are loaded that the window is made of, for the same reason.
    """
    if not sys.platform.startswith("linux") or "torch" in sys.modules or (os.cpu_count() or 1) < 2:
        return None
    if not hasattr(os, "RWF_NOWAIT"):  # of a Python that was built for an older Linux, such as uv's
        return None
    spec = importlib.util.find_spec("torch")
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0], "lib", _LIBRARY)
    if not _is_in_memory(path):
        return None
    thread = threading.Thread(target=_load, args=(path,), name="preloading", daemon=True)
    thread.start()
    return thread


def _is_in_memory(path: Path) -> bool:
    """Whether the system has read the file already, as far as samples tell; if not, it begins to."""
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        buffer = bytearray(1)
        for offset in range(0, os.fstat(file).st_size, _PIECE):
            os.preadv(file, [buffer], offset, os.RWF_NOWAIT)
    except OSError:
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_WILLNEED)
        return False
    finally:
        os.close(file)
    return True


def _load(path: Path) -> None:
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
    # Called as any function of C, dlopen leaves Python to others meanwhile; ctypes.CDLL(path) would not.
    system = ctypes.CDLL(None)
    _make_room(system)
    system.dlopen.restype = ctypes.c_void_p
    system.dlopen(os.fsencode(path), os.RTLD_NOW)


def _make_room(system: ctypes.CDLL) -> None:
    """Let the thread's part of the heap grow at once. It would do so in ten thousand steps of a page or two, each of
    which holds up whatever else the process does with its memory, such as making a window."""
    system.malloc.restype = ctypes.c_void_p
    system.malloc.argtypes = [ctypes.c_size_t]
    system.free.argtypes = [ctypes.c_void_p]
    for block in [system.malloc(_BLOCK) for _ in range(_BLOCKS)]:
        system.free(block)
