"""Torch's library is loaded beside the window, without torch, and not where the window would wait for it."""

import importlib.machinery
import importlib.util
import os
import sys
from pathlib import Path

import pytest
import torch

from sparse_explorer.app.start.preloading import preload_torch
from sparse_explorer.nn import kernels
from tests.app.starting import run

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="done on Linux alone")

LIBRARY = "libtorch_cpu.so"


needs_the_call = pytest.mark.skipif(
    not hasattr(os, "RWF_NOWAIT"), reason="this Python was built for an older Linux"
)


@pytest.fixture
def torch_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where torch is found, with a library that is none; it is not imported yet."""
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    spec = importlib.machinery.ModuleSpec("torch", None, is_package=True)
    spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec if name == "torch" else None)
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / LIBRARY).write_bytes(bytes(5 * 2**20))
    return tmp_path


def test_the_library_is_there_and_torch_is_not_and_can_be_imported_all_the_same() -> None:
    code = """
import sys
from pathlib import Path
from sparse_explorer.app.start.preloading import preload_torch
thread = preload_torch()
if thread is not None:
    thread.join()
print(thread is None or "libtorch_cpu.so" in Path("/proc/self/maps").read_text(), "torch" in sys.modules)
import torch
from sparse_explorer.nn import kernels
print(kernels.usable(torch.ones(3)), preload_torch())
"""
    done = run("-c", code)
    usual = kernels.usable(torch.ones(3))
    assert (done.returncode, done.stdout) == (0, f"True False\n{usual} None\n"), done.stderr


def test_nothing_else_is_loaded_meanwhile(own_home: Path) -> None:
    code = """
import sys
from PySide6.QtCore import QTimer
from sparse_explorer.app.start import main

def compiled():
    return {name for name, each in sys.modules.items() if str(getattr(each, "__file__", None)).endswith(".so")}

before = set()
main.preload_torch = lambda: before.update(compiled())

def watch(window):
    print(bool(before), sorted(compiled() - before))
    QTimer.singleShot(0, window.leave)

sys.exit(main.run_app(watch=watch))
"""
    done = run("-c", code, QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stdout) == (0, "True []\n"), (
        done.stderr
    )  # what comes would wait for the library


@needs_the_call
def test_a_library_that_cannot_be_loaded_is_left_to_torch(torch_folder: Path) -> None:
    thread = preload_torch()
    assert thread is not None
    thread.join(10)
    assert not thread.is_alive()


@needs_the_call
def test_nothing_is_waited_for_that_must_come_from_the_disk(
    torch_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = []

    def read(file: int, buffers: list[bytearray], offset: int, flags: int) -> int:
        assert flags == os.RWF_NOWAIT
        if offset:
            raise BlockingIOError
        return 1

    monkeypatch.setattr(os, "preadv", read)
    monkeypatch.setattr(os, "posix_fadvise", lambda *words: begun.append(words[1:]))
    assert preload_torch() is None
    assert begun == [(0, 0, os.POSIX_FADV_WILLNEED)]


@pytest.mark.parametrize("missing", ["library", "torch", "core", "need", "call"])
def test_it_is_not_done_where_it_cannot_be_or_helps_nobody(
    torch_folder: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    if missing == "library":
        (torch_folder / "lib" / LIBRARY).unlink()
    elif missing == "torch":
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    elif missing == "core":
        monkeypatch.setattr(os, "cpu_count", lambda: 1)
    elif missing == "call":
        monkeypatch.delattr(os, "RWF_NOWAIT", raising=False)
    else:
        monkeypatch.setitem(sys.modules, "torch", sys)
    assert preload_torch() is None
