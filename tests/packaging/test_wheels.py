"""The wheels for every system hold what they should, and their kernels give the same bytes wherever they can be run."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest
import torch

from sparse_explorer.nn.kernels import library

# What is looked for takes minutes, and PyPI for some of it.
pytestmark = [
    pytest.mark.proof,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(sys.platform != "linux", reason="they are built on Linux"),
]

ROOT = Path(__file__).resolve().parents[2]
KERNELS = ROOT / "sparse_explorer" / "nn" / "kernels"
PROGRAM = Path(__file__).with_name("kernels_program.c")
CROSS = Path("/usr/aarch64-linux-gnu")

LINUX, ARM, MACOS, INTEL_MACOS, WINDOWS = (
    *("manylinux_2_17_x86_64", "manylinux_2_17_aarch64"),
    *("macosx_11_0_arm64", "macosx_10_13_x86_64"),
    "win_amd64",
)
X86_64 = ("default", "avx2", "avx512")
LIBRARIES = {
    LINUX: {f"kernels-{name}.so" for name in X86_64},
    ARM: {"kernels-default.so"},
    MACOS: {"kernels-default.dylib"},
    INTEL_MACOS: {f"kernels-{name}.dylib" for name in X86_64},
    WINDOWS: {f"kernels-{name}.dll" for name in X86_64},
}


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_wheels", ROOT / "packaging" / "build_wheels.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = load_script()


def run(command: Sequence[str | Path], **env: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(part) for part in command],
        env=os.environ | env,
        capture_output=True,
        encoding="utf-8",
        timeout=1500,
    )
    assert done.returncode == 0, f"{command} exited {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All wheels, and the source distribution."""
    for module in ("ziglang", "auditwheel"):
        pytest.importorskip(module, reason="make wheels installs it")
    out = tmp_path_factory.mktemp("wheels") / "dist"
    run([sys.executable, ROOT / "packaging" / "build_wheels.py", "--output", out])
    return out


def wheel_for(dist: Path, platform: str) -> Path:
    (wheel,) = dist.glob(f"*-py3-none-{platform}.whl")
    return wheel


@pytest.fixture(scope="module")
def unpacked(dist: Path) -> dict[str, Path]:
    """For each platform, the folder of its libraries."""
    for platform in LIBRARIES:
        with zipfile.ZipFile(wheel_for(dist, platform)) as archive:
            archive.extractall(dist.parent / platform)
    return {platform: dist.parent / platform / "sparse_explorer" / "nn" / "kernels" for platform in LIBRARIES}


def test_there_is_a_wheel_for_every_system_and_a_source_distribution(dist: Path) -> None:
    assert set(script.TARGETS) == set(LIBRARIES)
    names = {f"sparse_explorer-0.1.0-py3-none-{platform}.whl" for platform in LIBRARIES}
    assert {path.name for path in dist.iterdir()} == names | {"sparse_explorer-0.1.0.tar.gz"}


@pytest.mark.parametrize("platform", LIBRARIES)
def test_it_holds_its_own_libraries_and_no_trace_of_this_machine(
    unpacked: dict[str, Path], platform: str
) -> None:
    found = {path.name: path for path in unpacked[platform].glob("kernels-*")}
    assert set(found) == LIBRARIES[platform]
    for path in found.values():
        content = path.read_bytes()
        assert str(ROOT).encode() not in content and b"/tmp" not in content and b".building" not in content
        assert b"sx_convolve_and_pool" in content
        # Threads are torch's, by the names that its OpenMP library has on that system.
        called = b"GOMP_parallel" if platform in (LINUX, ARM) else b"__kmpc_fork_call"
        assert called in content
        assert (b"libiomp5md.dll" in content) == (platform == WINDOWS)


@pytest.mark.parametrize("platform", [LINUX, ARM])
def test_auditwheel_accepts_what_the_name_promises(dist: Path, platform: str, tmp_path: Path) -> None:
    wheel = wheel_for(dist, platform)
    assert script.is_for(wheel, platform)
    older = platform.replace("2_17", "2_5")
    renamed = shutil.copy(wheel, tmp_path / wheel.name.replace(platform, older))
    assert not script.is_for(renamed, older)


@pytest.mark.parametrize("platform", [LINUX, WINDOWS])
def test_a_library_has_no_instructions_beyond_its_name(unpacked: dict[str, Path], platform: str) -> None:
    if shutil.which("objdump") is None:
        pytest.skip("there is no objdump (Debian: binutils)")
    for name, some, none in (
        ("default", "%xmm", "%[yz]mm"),
        ("avx2", "%ymm", "%zmm"),
        ("avx512", "%zmm", None),
    ):
        (path,) = unpacked[platform].glob(f"kernels-{name}.*")
        code = run(["objdump", "-d", path]).stdout
        assert re.search(some, code)
        assert none is None or not re.search(none, code), name


def test_on_this_machine_the_kernels_do_what_torch_does(unpacked: dict[str, Path], tmp_path: Path) -> None:
    usable = library._usable_capabilities()
    tests = [str(ROOT / "tests" / "nn" / f"test_{name}.py") for name in ("kernels", "choosing", "operators")]
    code = f"""
import sys, pytest
from sparse_explorer.nn.kernels import library
assert str(library.__file__).startswith({str(unpacked[LINUX])!r}), library.__file__
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", *{tests!r}]))
"""
    site = unpacked[LINUX].parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(site), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=900,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None and int(passed[1]) >= 100 * len(usable)


def program_for(platform: str, folder: Path) -> Path:
    """The program that calls every kernel, compiled for a platform."""
    path = folder / ("kernels_program" + (".exe" if platform == WINDOWS else ""))
    command = [sys.executable, "-m", "ziglang", "cc", "-target", script.TARGETS[platform]]
    run([*command, "-std=gnu11", "-g0", "-O1", f"-I{KERNELS}", PROGRAM, "-o", path, "-lm"])
    return path


def torchs_openmp() -> Path:
    """What torch for this machine brings."""
    top = Path(torch.__file__).parents[1]
    found = [*top.glob("torch/lib/libgomp*"), *top.glob("torch.libs/libgomp*")]
    return found[0] if found else Path("libgomp.so.1")


def said_by(command: Sequence[str | Path], threads: int, **env: str) -> list[str]:
    """What each kernel gives; checks that as many threads were at work as were asked for."""
    done = run([*command, str(threads)], **env)
    assert f"started {threads - 1}" in done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 40 and all(len(line.split()[-1]) >= 8 for line in lines)
    return lines


@pytest.fixture(scope="module")
def expected(unpacked: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the kernels of this checkout give, as the compiler of this machine made them."""
    if not (KERNELS / "kernels-default.so").exists():
        pytest.skip("the kernels were not built")
    program = program_for(LINUX, tmp_path_factory.mktemp("native"))
    return said_by([program, torchs_openmp(), KERNELS / "kernels-default.so"], 1)


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_the_bytes_are_the_same_on_this_machine(unpacked, expected, threads: int, tmp_path: Path) -> None:
    program = program_for(LINUX, tmp_path)
    for name in library._usable_capabilities():
        path = unpacked[LINUX] / f"kernels-{name}.so"
        assert said_by([program, torchs_openmp(), path], threads) == expected


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_the_bytes_are_the_same_on_arm(unpacked, expected, threads: int, tmp_path: Path) -> None:
    if shutil.which("qemu-aarch64") is None or not (CROSS / "lib" / "libgomp.so.1").exists():
        pytest.skip("there is no ARM here (Debian: qemu-user libc6-arm64-cross libgomp1-arm64-cross)")
    emulator = ["qemu-aarch64", "-L", CROSS, program_for(ARM, tmp_path)]
    assert said_by([*emulator, "libgomp.so.1", unpacked[ARM] / "kernels-default.so"], threads) == expected


@pytest.fixture(scope="module")
def openmp_of_windows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Intel's OpenMP library, which torch for Windows brings too."""
    folder = tmp_path_factory.mktemp("openmp")
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
    run([*command, "--only-binary=:all:", "--platform", "win_amd64", "--dest", folder, "intel-openmp"])
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/libiomp5md.dll"))
        (folder / "libiomp5md.dll").write_bytes(archive.read(name))
    return folder / "libiomp5md.dll"


@pytest.fixture(scope="module")
def wine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What Wine is told by; its own folder takes a while to make."""
    if shutil.which("wine") is None:
        pytest.skip("there is no Windows here (Debian: wine wine64)")
    # Wine does not say which thread runs on which core.
    return {
        "WINEPREFIX": str(tmp_path_factory.mktemp("wine") / "prefix"),
        "WINEDEBUG": "-all",
        "KMP_AFFINITY": "disabled",
    }


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_the_bytes_are_the_same_on_windows(
    wine: dict[str, str], unpacked, expected, openmp_of_windows: Path, threads: int, tmp_path: Path
) -> None:
    program = program_for(WINDOWS, tmp_path)
    for name in library._usable_capabilities():
        path = unpacked[WINDOWS] / f"kernels-{name}.dll"
        assert said_by(["wine", program, openmp_of_windows, path], threads, **wine) == expected
