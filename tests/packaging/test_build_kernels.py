"""The script that compiles the kernels does so where it can, and says so where it cannot."""

import ctypes
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sparse_explorer.nn.kernels.library import SIGNATURES

ROOT = Path(__file__).resolve().parents[2]
WITHOUT = "Sparse Explorer works without them; sparse networks train slower."

SOURCE = """
#include <math.h>
#include <stdint.h>
#define EXPORT __attribute__((visibility("default")))
EXPORT int sx_interface(void) { return INTERFACE; }
EXPORT void sx_roots(double *out, int count) {
#ifdef _OPENMP
#pragma omp parallel for num_threads(2)
#endif
    for (int64_t i = 0; i < count; i++) out[i] = sqrt(i);
}
"""

NESTED = """
#include <stdint.h>
__attribute__((visibility("default"))) void sx_nested(int32_t *out, int count) {
#pragma omp parallel for num_threads(2)
    for (int64_t i = 0; i < 2; i++) {
#pragma omp parallel for num_threads(2) if (count < 0)
        for (int64_t j = 0; j < count; j++) out[i * count + j]++;
    }
}
"""

SOURCES = {"roots.c", "threads.c"}


class Tree:
    """A checkout with a single small kernel, and what gives kernels threads.

    Attributes:
        kernels: the folder of its sources and libraries.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.kernels = root / "sparse_explorer" / "nn" / "kernels"
        self.kernels.mkdir(parents=True)
        shutil.copytree(ROOT / "packaging", root / "packaging", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "sparse_explorer" / "nn" / "kernels" / "threads.c", self.kernels)
        self.write(1)

    def write(self, interface: int) -> None:
        (self.kernels / "roots.c").write_text(f"#define INTERFACE {interface}\n{SOURCE}", encoding="utf-8")

    def build(self, *options: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if name != "SPARSE_EXPLORER_NO_KERNELS"}
        return subprocess.run(
            [sys.executable, self.root / "packaging" / "build_kernels.py", *options],
            env=clean | env,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )

    def files(self) -> set[str]:
        return {path.name for path in self.kernels.iterdir()}


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path / "checkout")


def libraries() -> set[str]:
    """What a complete build gives on this machine."""
    suffix = ".dylib" if sys.platform == "darwin" else ".so"
    wide = ["avx2", "avx512"] if platform.machine() in ("x86_64", "AMD64") else []
    return {f"kernels-{capability}{suffix}" for capability in ["default", *wide]}


def default_library(folder: Path) -> Path:
    (library,) = folder.glob("kernels-default.*")
    return library


def test_builds_libraries_and_leaves_nothing_else(tree: Tree, compiler: str) -> None:
    done = tree.build(CC=compiler)
    assert done.returncode == 0 and done.stderr == ""
    assert tree.files() == SOURCES | libraries()
    assert all(name in done.stdout for name in libraries())
    # What it needs of OpenMP, torch has loaded.
    library = ctypes.CDLL(str(default_library(tree.kernels)))
    out = (ctypes.c_double * 100)()
    library.sx_roots(out, 100)
    assert library.sx_interface() == 1
    assert list(out[:5]) == [0, 1, 2**0.5, 3**0.5, 2] and out[81] == 9


def test_builds_into_another_folder(tree: Tree, compiler: str, tmp_path: Path) -> None:
    output = os.path.relpath(tmp_path / "new" / "folder")
    assert tree.build("--output", output, CC=compiler).returncode == 0
    assert {path.name for path in (tmp_path / "new" / "folder").iterdir()} == libraries()
    assert tree.files() == SOURCES


def test_what_runs_on_other_machines_calls_every_kernel() -> None:
    """In proofs: under emulators, where neither Python nor torch would show that a kernel was never tried."""
    program = Path(__file__).with_name("kernels_program.c").read_text(encoding="utf-8")
    assert SIGNATURES
    assert [name for name in SIGNATURES if f"the_{name}(" not in program] == []


@pytest.mark.proof
def test_the_kernels_compile_without_a_warning(compiler: str, tmp_path: Path) -> None:
    command = [sys.executable, ROOT / "packaging" / "build_kernels.py", "--output", tmp_path]
    env = os.environ | {"SPARSE_EXPLORER_NO_KERNELS": ""}
    done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", timeout=300)
    assert done.stderr == ""
    assert {path.name for path in tmp_path.iterdir()} == libraries()


def test_who_uses_a_library_keeps_it(tree: Tree, compiler: str) -> None:
    tree.build(CC=compiler)
    with open(default_library(tree.kernels), "rb") as in_use:
        before = in_use.read()
        tree.write(2)
        tree.build(CC=compiler)
        in_use.seek(0)
        assert in_use.read() == before
    assert default_library(tree.kernels).read_bytes() != before


@pytest.mark.parametrize(
    ("env", "reason"),
    [
        ({"CC": "/nonexistent/cc -O1"}, "CC=/nonexistent/cc -O1 is not there"),
        ({"CC": "", "PATH": "/nonexistent"}, "no C compiler found"),
        ({"CC": sys.executable}, "does not work"),
        ({"SPARSE_EXPLORER_NO_KERNELS": "1"}, "SPARSE_EXPLORER_NO_KERNELS is set"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="on Windows no C compiler is looked for")
def test_says_in_one_line_why_there_are_none(tree: Tree, env: dict[str, str], reason: str) -> None:
    for stale in libraries():
        (tree.kernels / stale).write_bytes(b"")
    done = tree.build(**env)
    assert done.returncode == 1 and done.stderr == ""
    (line,) = done.stdout.splitlines()
    assert reason in line and line.endswith(WITHOUT)
    assert tree.files() == SOURCES


def test_a_broken_source_is_named(tree: Tree, compiler: str) -> None:
    tree.build(CC=compiler)
    (tree.kernels / "broken.c").write_text("int f(void) { return nothing_of_this_name; }", encoding="utf-8")
    done = tree.build(CC=compiler)
    assert done.returncode == 1
    (line,) = done.stdout.splitlines()
    assert "broken.c:1" in line and "nothing_of_this_name" in line and line.endswith(WITHOUT)
    assert tree.files() == SOURCES | {"broken.c"}


def test_what_the_compiler_does_not_know_is_left_out(tree: Tree, compiler: str) -> None:
    if len(libraries()) == 1:
        pytest.skip("machines of this kind have a single library")
    old = tree.root / "old"
    old.write_text(
        f'#!/bin/sh\ncase "$*" in *avx512*) echo "error: what is avx512?" >&2; exit 1;; esac\nexec {compiler} "$@"\n',
        encoding="utf-8",
    )
    old.chmod(0o755)
    done = tree.build(CC=str(old))
    assert done.returncode == 1
    assert tree.files() == SOURCES | {name for name in libraries() if "avx512" not in name}
    assert "kernels-avx512" in done.stdout.split(";")[1] and "what is avx512?" in done.stdout


def test_a_compiler_that_means_the_machine_at_hand_builds_for_all(tree: Tree, compiler: str) -> None:
    tree.build(CC=compiler)
    before = default_library(tree.kernels).read_bytes()
    done = tree.build(CC=f"{compiler} -march=native")
    assert done.returncode == 0, done.stderr
    assert default_library(tree.kernels).read_bytes() == before


@pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere torch brings the OpenMP library that clang calls"
)
def test_what_clang_builds_has_threads(tree: Tree) -> None:
    if shutil.which("clang") is None:
        pytest.skip("there is no clang")
    (tree.kernels / "nested.c").write_text(NESTED, encoding="utf-8")
    done = tree.build(CC="clang")
    assert done.returncode == 0 and done.stderr == ""
    assert b"GOMP_parallel" in default_library(tree.kernels).read_bytes()
    library = ctypes.CDLL(str(default_library(tree.kernels)))
    out = (ctypes.c_double * 101)()
    library.sx_roots(out, 101)
    assert list(out) == [i**0.5 for i in range(101)]
    # A loop that asks for one thread inside of a loop of two: each does all of its own.
    each = (ctypes.c_int32 * 22)()
    library.sx_nested(each, 11)
    assert list(each) == [1] * 22


def test_an_editable_install_builds_in_the_checkout(tree: Tree, compiler: str) -> None:
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree.root)
    shutil.copy(ROOT / "sparse_explorer/__init__.py", tree.root / "sparse_explorer")  # it says the version
    code = "from hatchling.build import build_editable; print(build_editable('dist'))"
    subprocess.run(
        [sys.executable, "-c", code],
        cwd=tree.root,
        env=os.environ | {"CC": compiler, "SPARSE_EXPLORER_NO_KERNELS": ""},
        check=True,
        timeout=120,
    )
    assert tree.files() == SOURCES | libraries()
