"""What surrounds the program: packages, machine, folders, environment, log. Imports no torch and no Qt."""

import ctypes
import importlib.metadata
import locale
import os
import platform
import shutil
import stat
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import sparse_explorer
from sparse_explorer import paths
from sparse_explorer.cli.findings import Item, Section, look
from sparse_explorer.data.catalogue import CATALOGUE
from sparse_explorer.data.locations import find
from sparse_explorer.logs import log_file, recent_problems

_NEEDED = ("torch", "torchvision", "numpy", "safetensors", "scipy", "matplotlib", "platformdirs", "tomli-w", "tqdm",
           "PySide6-Essentials", "pyqtgraph")  # fmt: skip
_OPTIONAL = {
    "distributed": "--scheduler needs it",
    "onnx": "networks in ONNX files need it",
    "onnxruntime": "networks in ONNX files need it",
    "onnxscript": "'export onnx' needs it",
    "pandas": "results as data frames need it",
}
_VARIABLES = ("QT_", "OMP_", "SPARSE_EXPLORER_")
_FEW_BYTES = 50_000_000
_LINES = 8


def versions() -> Section:
    """This program, Python, and the packages that it needs; nothing is imported."""
    package = Path(sparse_explorer.__file__).parent
    frozen = ", frozen" if getattr(sys, "frozen", False) else ""
    items = [
        Item("sparse_explorer", f"{sparse_explorer.__version__} in {package}{frozen}"),
        Item("Python", f"{platform.python_version()} ({platform.python_implementation()}), {sys.executable}"),
        *(look(name, partial(_version, name)) for name in (*_NEEDED, *_OPTIONAL)),
    ]
    return Section("Versions", items)


def machine() -> Section:
    """The system and what it has."""
    return Section(
        "Machine",
        [
            look("system", lambda: f"{_system_name()}{platform.platform()}"),
            look("machine", lambda: f"{platform.machine()}, {platform.architecture()[0]}"),
            look("cores", _cores),
            look("memory", _memory),
            look("text", _encodings),
        ],
    )


def datasets(root: Path, verified: Sequence[Item]) -> Section:
    """Which data sets are here and where.

    Args:
        root: the folder that is looked in.
        verified: what reading them has shown, an item ``data set NAME`` each, as far as that was possible.
    """
    shown = {item.name.removeprefix("data set "): item for item in verified}
    items = [look(name, partial(_dataset, name, root, shown.get(name))) for name in CATALOGUE]
    return Section("Data sets", [*items, Item("looked for in", str(root))])


def folders(data: Path) -> Section:
    """The folders that the program writes to."""
    return Section(
        "Folders",
        [
            look("home", lambda: _folder("home", paths.home_dir(), needed=True)),
            look("data", lambda: _folder("data", data)),
            look("cache", lambda: _folder("cache", paths.cache_dir())),
            look("log", lambda: _folder("log", paths.log_dir())),
        ],
    )


def environment() -> Section:
    """The variables that decide how the program works, and no others."""
    names = sorted(name for name in os.environ if name.startswith(_VARIABLES))
    items = [Item(name, os.environ[name] or "(empty)") for name in names]
    return Section("Environment", items or [Item("QT_, OMP_, SPARSE_EXPLORER_", "none is set")])


def log() -> Section:
    """Where the log is, and its last warnings and errors."""
    path = log_file()
    try:
        lines = recent_problems(path, _LINES)
    except FileNotFoundError:
        return Section("Log", [Item("file", f"{path} (none yet)")])
    except OSError as error:
        return Section("Log", [Item("file", f"{path} cannot be read: {error.strerror or error}")])
    text = "its last warnings and errors, more is in the file:" if lines else "no warnings, no errors"
    return Section("Log", [Item("file", f"{path}; {text}"), *(Item("", line) for line in lines)])


def _version(name: str) -> Item | str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Item(
            name, f"not installed{f'; {_OPTIONAL[name]}' if name in _OPTIONAL else ''}", name in _NEEDED
        )


def _system_name() -> str:
    try:
        return f"{platform.freedesktop_os_release()['PRETTY_NAME']}, "
    except (OSError, KeyError):
        return ""


def _cores() -> str:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{os.cpu_count()}, of which this process may use {usable}"


def _memory() -> str:
    if sys.platform == "win32":
        return _size(_windows_memory())
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{_size(total)}{_available()}{_limit(total)}"


def _available(path: Path = Path("/proc/meminfo")) -> str:
    try:
        found = path.read_text(encoding="ascii").partition("MemAvailable:")[2].split()
        return f", {_size(1024 * int(found[0]))} available"
    except (OSError, ValueError, IndexError):
        return ""


def _limit(total: int, path: Path = Path("/sys/fs/cgroup/memory.max")) -> str:
    """What a container may use, where that is less."""
    try:
        most = int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return ""
    return f", limited to {_size(most)}" if most < total else ""


def _windows_memory() -> int:
    class Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_uint32),
            ("load", ctypes.c_uint32),
            *((name, ctypes.c_uint64) for name in ("total", "free", "t1", "f1", "t2", "f2", "extended")),
        )

    status = Status(length=ctypes.sizeof(Status))
    ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined]
    return int(status.total)


def _encodings() -> str:
    named = ".".join(part or "none" for part in locale.getlocale())
    return f"locale {named}, files {sys.getfilesystemencoding()}, terminal {getattr(sys.stdout, 'encoding', None)}"


def _dataset(name: str, root: Path, verified: Item | None) -> Item | str:
    info = CATALOGUE[name]
    proof = Item(name, "not verified, for torch cannot be asked") if verified is None else verified
    if not info.download:
        return Item(name, f"bundled; {proof.text}", proof.missing)
    found = find(name, root)
    if found is None:
        return f"not here; a download of {info.download_bytes / 1e6:.1f} MB"
    if proof.missing:
        return Item(name, proof.text, missing=True)  # which names the folder
    return f"{found.size / 1e6:.1f} MB in {found.folder}; {proof.text}"


def _folder(name: str, path: Path, needed: bool = False) -> Item:
    """Whether a folder can be used; one that is not there yet, whether it can be made.

    Args:
        needed: whether a command works without it.
    """
    nearest = next(folder for folder in (path, *path.absolute().parents) if os.path.lexists(folder))
    usable = os.path.isdir(nearest) and os.access(nearest, os.W_OK | os.X_OK)
    if nearest != path:
        state = (
            f"not there yet, can be made in {nearest}"
            if usable
            else f"not there, cannot be made in {nearest}"
        )
    elif not os.path.isdir(path):
        state = "is no folder"
    else:
        state = f"{stat.filemode(path.stat().st_mode)}, {'can' if usable else 'cannot'} be written to"
    free = shutil.disk_usage(nearest).free if os.path.isdir(nearest) else 0
    space = f", {_size(free)} free" if os.path.isdir(nearest) else ""
    full = usable and free < _FEW_BYTES
    return Item(
        name, f"{path}: {state}{space}{', which is little' if full else ''}", needed and (full or not usable)
    )


def _size(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
