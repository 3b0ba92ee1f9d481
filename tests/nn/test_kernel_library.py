"""The right library is loaded, and where there is none everything works without."""

import ctypes
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from sparse_explorer.nn import KWinners2d, kernels
from sparse_explorer.nn.kernels import library, winners
from sparse_explorer.nn.kernels.library import VARIABLE, load_library

built = pytest.mark.skipif(kernels.LIBRARY is None, reason="the kernels were not built")
FOLDER = Path(library.__file__).parent


@pytest.fixture(autouse=True)
def no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs these tests may have chosen a library."""
    monkeypatch.delenv(VARIABLE, raising=False)


def test_they_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "off")
    assert load_library() == (None, f"{VARIABLE} is off")


def test_another_word_is_named_with_what_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "avx9")
    assert load_library() == (None, f"{VARIABLE} is 'avx9', allowed are off, avx512, avx2, default")


@pytest.mark.parametrize(
    ("machine", "usable"),
    [
        ("AVX512", ("avx512", "avx2", "default")),
        ("AVX512_VNNI", ("avx512", "avx2", "default")),
        ("AVX2", ("avx2", "default")),
        ("DEFAULT", ("default",)),
        ("NO AVX", ("default",)),
        ("SVE256", ("default",)),
    ],
)
def test_a_machine_is_given_no_instructions_that_it_lacks(machine, usable, monkeypatch) -> None:
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: machine)
    assert library._usable_capabilities() == usable
    if "avx512" not in usable:
        monkeypatch.setenv(VARIABLE, "avx512")
        said = f"{VARIABLE} is 'avx512', this machine has {', '.join(usable)}"
        assert load_library() == (None, said)


@pytest.mark.parametrize(
    ("system", "end"), [("linux", ".so"), ("darwin", ".dylib"), ("win32", ".dll"), ("freebsd14", ".so")]
)
def test_libraries_are_called_as_is_usual_on_a_system(system: str, end: str) -> None:
    assert library.ending(system) == end


def test_a_folder_without_libraries(tmp_path: Path) -> None:
    assert load_library(tmp_path) == (None, "not built")


def test_a_broken_library_is_passed_over(tmp_path: Path) -> None:
    for capability in library.CAPABILITIES:
        (tmp_path / f"kernels-{capability}{library._ENDING}").write_bytes(b"no library")
    loaded, reason = load_library(tmp_path)
    assert loaded is None
    assert "kernels-default" in reason


@built
def test_a_library_of_other_sources_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    other = library.DECLARATIONS.replace("size samples, size n, size k", "size n, size samples, size k")
    monkeypatch.setattr(library, "DECLARATIONS", other)
    loaded, reason = load_library()
    assert loaded is None
    assert "was built from other sources; install again" in reason


def test_the_declarations_are_those_of_the_header() -> None:
    text = (FOLDER / "interface.h").read_text("utf-8").replace("\\\n", " ")
    declared = re.findall(r"KERNEL\((\w+), (\w+),\s*\((.*?)\)\)", text)
    lines = [f"{result} {name}({' '.join(arguments.split())})" for result, name, arguments in declared]
    assert " ".join(lines) == " ".join(library.DECLARATIONS.split())
    assert len(lines) == len(library.SIGNATURES) == 19


def test_signatures_know_pointers_sizes_and_small_numbers() -> None:
    read = library.signatures(
        "int sx_one(const float *x, size n,\n    int relu) int sx_two(const Geometry *g)"
    )
    assert read["sx_one"].arguments == (("x", "float *"), ("n", "size"), ("relu", "int"))
    assert read["sx_one"].ctypes == [ctypes.c_void_p, ctypes.c_int64, ctypes.c_int]
    assert read["sx_two"].arguments == (("g", "Geometry *"),)


@built
def test_the_next_best_is_taken_where_the_best_is_missing(tmp_path: Path) -> None:
    *_, last = library._usable_capabilities()
    name = f"kernels-{last}{library._ENDING}"
    shutil.copy(FOLDER / name, tmp_path / name)
    loaded, capability = load_library(tmp_path)
    assert loaded is not None
    assert capability == last


@built
def test_kernels_take_float32_on_the_cpu_alone() -> None:
    x = torch.zeros(2, 3)
    assert kernels.usable(x, x)
    assert not kernels.usable(x, x.double())
    assert not kernels.usable(x.to("meta"))
    assert not kernels.usable(x[:0])
    with torch.autocast("cpu", torch.bfloat16):
        assert not kernels.usable(x)
    assert kernels.usable(x)


def test_without_them_a_call_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "LIBRARY", None)
    assert not kernels.usable(torch.zeros(2))
    with pytest.raises(RuntimeError, match="no compiled kernels"):
        winners.rank(torch.zeros(1, 2), 1, False)
    assert (KWinners2d(3, 0.5)(torch.rand(2, 3, 4, 4)) != 0).sum() == 2 * 24


def test_a_process_without_them_trains_all_the_same() -> None:
    code = """
from sparse_explorer.nn import kernels
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.engine.network import build_network
import torch
assert kernels.LIBRARY is None
network = build_network(blueprint(NetworkConfig()), torch.Generator().manual_seed(0))
network(torch.randn(4, 1, 28, 28)).sum().backward()
assert all(parameter.grad is not None for parameter in network.parameters())
"""
    environment = {**os.environ, VARIABLE: "off"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
