"""The wheel holds what it should, and works where there is no checkout.

Most is looked at in a wheel without kernels, for compiling them takes longer than all the rest.
"""

import csv
import ctypes
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.tags import Tag, sys_tags
from packaging.utils import parse_wheel_filename

from sparse_explorer.nn.kernels.library import DECLARATIONS

ROOT = Path(__file__).resolve().parents[2]
KERNELS = ROOT / "sparse_explorer" / "nn" / "kernels"
TINY = """
[[noises]]
levels = [0.0, 0.5]
[[variants]]
preset = "dense"
training = { epochs = 1, batch_size = 240 }
"""
PRESETS = {path.name for path in (ROOT / "resources" / "presets").glob("*.toml")}
pytestmark = pytest.mark.timeout(600)  # building and installing a wheel takes a slow machine minutes


def run(
    command: Sequence[str | Path], cwd: Path, env: dict[str, str] | None = None, stderr: int = subprocess.PIPE
) -> str:
    """Run a command that has to succeed, and give what it printed to its standard output."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, f"{command} exited {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build(source: Path, out: Path, *options: str, **env: str) -> str:
    """Build distributions with what is installed, and give all that was printed."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", out, *options, source]
    return run(
        command, out.parent, os.environ | {"SPARSE_EXPLORER_NO_KERNELS": ""} | env, stderr=subprocess.STDOUT
    )


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def kernels_in(names: set[str]) -> set[str]:
    """The names of the libraries among the files of a wheel."""
    return {name.split("/")[-1] for name in names if name.startswith("sparse_explorer/nn/kernels/kernels-")}


def tag_of(wheel: Path) -> Tag:
    (tag,) = parse_wheel_filename(wheel.name)[3]
    return tag


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel with kernels, where there is a compiler."""
    out = tmp_path_factory.mktemp("wheel") / "dist"
    build(ROOT, out, "--wheel")
    return only(out, "*.whl")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel that was built where there is no compiler."""
    out = tmp_path_factory.mktemp("plain") / "dist"
    before = kernels_in_checkout()
    printed = build(ROOT, out, "--wheel", CC="/nonexistent/cc")
    assert "works without them" in printed
    # The checkout may be installed and in use, whatever is built from it.
    assert kernels_in_checkout() == before
    return only(out, "*.whl")


def kernels_in_checkout() -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in KERNELS.glob("kernels-*")}


@dataclass(frozen=True)
class Installed:
    """A wheel in an environment of its own.

    Attributes:
        bin: folder of its python and of its commands.
        site: its site-packages.
        cwd: a folder that has nothing to do with the checkout.
        env: environment variables that lead neither to the checkout nor to the person's own files.
    """

    bin: Path
    site: Path
    cwd: Path
    env: dict[str, str]

    def run(self, command: str, *arguments: str | Path) -> str:
        suffix = ".exe" if os.name == "nt" else ""
        return run([self.bin / (command + suffix), *arguments], self.cwd, self.env)


@pytest.fixture(scope="module")
def installed(plain: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    top = tmp_path_factory.mktemp("installed")
    home, cwd, target = top / "home", top / "elsewhere", top / "venv"
    home.mkdir()
    cwd.mkdir()
    venv.create(target, with_pip=False, symlinks=os.name != "nt")
    bin_folder = target / ("Scripts" if os.name == "nt" else "bin")
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SPARSE_EXPLORER_", "PYTHON", "XDG_")) and name != "VIRTUAL_ENV"
    }
    env |= {"HOME": str(home), "USERPROFILE": str(home), "SPARSE_EXPLORER_HOME": str(home), "PYTHONUTF8": "1"}
    python = bin_folder / ("python.exe" if os.name == "nt" else "python")
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"]
    run([*pip, "install", "--quiet", "--no-index", "--no-deps", plain], cwd)
    site = Path(
        run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], cwd, env).strip()
    )
    # The dependencies come from the running environment. A folder named in a .pth file is searched, but .pth files
    # in that folder are not read, so that an editable install there does not bring the checkout along.
    folders = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (site / "dependencies.pth").write_text("\n".join(folders) + "\n", encoding="utf-8")
    return Installed(bin_folder, site, cwd, env)


def test_wheel_holds_the_package_and_its_resources_alone(plain: Path) -> None:
    names = names_in(plain)
    assert {name.split("/")[0] for name in names} == {
        "sparse_explorer",
        "sparse_explorer-0.1.0.data",
        "sparse_explorer-0.1.0.dist-info",
    }
    shared = {
        name.split("/", 3)[3] for name in names if name.startswith("sparse_explorer-0.1.0.data/data/share/")
    }
    assert {"man/man1/sparse-explorer.1", "bash-completion/completions/sparse-explorer"} <= shared
    assert "applications/org.sparse_explorer.SparseExplorer.desktop" in shared
    prefix = "sparse_explorer/resources/presets/"
    assert PRESETS
    assert {name.removeprefix(prefix) for name in names if name.startswith(prefix)} == PRESETS
    assert {f"sparse_explorer/resources/digits/{name}" for name in ("digits.npz", "ATTRIBUTION.md")} <= names
    assert "sparse_explorer/resources/translations/zh_CN.qm" in names
    assert not [name for name in names if "/tests/" in name or name.endswith((".pyc", ".c", ".h"))]
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert "sparse_explorer/py.typed" in names  # or else nobody's type checker believes the annotations


def test_an_index_shows_the_readme_without_what_is_beside_it(plain: Path) -> None:
    with zipfile.ZipFile(plain) as archive:
        metadata = archive.read("sparse_explorer-0.1.0.dist-info/METADATA").decode()
    head, page = metadata.split("\n\n", 1)
    assert "Description-Content-Type: text/markdown" in head
    assert page.startswith("# Sparse Explorer\n")
    links = re.findall(r"\]\(([^)]*)\)", page)
    assert links and all(link.startswith("https://") for link in links)
    assert "![" not in page
    assert "the idea (docs/idea.md)" in page


@pytest.mark.proof
def test_source_distribution_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    build(ROOT, tmp_path / "dist")  # without options, the wheel is built from the source distribution
    with tarfile.open(only(tmp_path / "dist", "*.tar.gz")) as archive:
        names = {name.split("/")[-1] for name in archive.getnames() if "/nn/kernels/" in name}
    sources = {path.name for path in KERNELS.iterdir() if path.suffix in (".c", ".h", ".py")}
    assert sources and names == sources
    assert names_in(only(tmp_path / "dist", "*.whl")) == names_in(wheel)


@pytest.mark.proof
def test_wheel_brings_kernels_of_the_sources_for_machines_of_this_kind(
    wheel: Path, plain: Path, compiler: str, tmp_path: Path
) -> None:
    names = names_in(wheel)
    (name,) = {"kernels-default.so", "kernels-default.dylib"} & kernels_in(names)
    tag = tag_of(wheel)
    assert (tag.interpreter, tag.abi) == ("py3", "none")
    assert tag.platform != "any" and tag in sys_tags()
    beside = {each for each in names - names_in(plain) if ".dist-info/" not in each}
    assert beside == {f"sparse_explorer/nn/kernels/{each}" for each in kernels_in(names)}
    with zipfile.ZipFile(wheel) as archive:
        library = archive.extract(f"sparse_explorer/nn/kernels/{name}", tmp_path)
    interface = ctypes.CDLL(library).sx_declarations
    interface.restype = ctypes.c_char_p
    assert interface().decode().split() == DECLARATIONS.split()


def test_without_a_compiler_the_wheel_is_for_all_machines(plain: Path) -> None:
    assert str(tag_of(plain)) == "py3-none-any"
    assert kernels_in(names_in(plain)) == set()


def test_the_installed_package_is_not_the_checkout(installed: Installed) -> None:
    code = "import sys, sparse_explorer; print(sparse_explorer.__file__, *sys.path, sep='\\n')"
    found, *searched = installed.run("python", "-c", code).splitlines()
    assert Path(found).parent == installed.site / "sparse_explorer"
    assert str(ROOT) not in searched


def test_installed_command_shows_help(installed: Installed) -> None:
    assert "run" in installed.run("sparse-explorer", "--help")


def test_installed_command_finds_the_presets(installed: Installed) -> None:
    printed = installed.run("sparse-explorer", "presets")
    for preset in PRESETS:
        assert preset.removesuffix(".toml") in printed


def test_installed_command_runs_an_experiment(installed: Installed) -> None:
    (installed.cwd / "tiny.toml").write_text(TINY, encoding="utf-8")
    installed.run("sparse-explorer", *"run --config tiny.toml --output out".split())
    with open(installed.cwd / "out" / "results.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == "variant,dataset,noise_convention,seed,noise,correct,total,accuracy,loss".split(
        ","
    )
    assert {row["dataset"] for row in rows} == {"digits"}
    assert {row["seed"] for row in rows} == {"0"}
