"""The wheel holds what it should, and works where there is no checkout."""

import csv
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRESETS = {path.name for path in (ROOT / "resources" / "presets").glob("*.toml")}


def run(command: Sequence[str | Path], cwd: Path, env: dict[str, str] | None = None) -> str:
    """Run a command that has to succeed, and give what it printed."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, f"{command} exited {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build(source: Path, out: Path, *options: str) -> None:
    run([sys.executable, "-m", "build", "--no-isolation", "--outdir", out, *options, source], cwd=out.parent)


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel") / "dist"
    build(ROOT, out, "--wheel")
    return only(out, "*.whl")


@dataclass(frozen=True)
class Installed:
    """The wheel in an environment of its own.

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
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
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
    run([*pip, "install", "--quiet", "--no-index", "--no-deps", wheel], cwd)
    site = Path(
        run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], cwd, env).strip()
    )
    # The dependencies come from the running environment. A folder named in a .pth file is searched, but .pth files
    # in that folder are not read, so that an editable install there does not bring the checkout along.
    folders = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (site / "dependencies.pth").write_text("\n".join(folders) + "\n", encoding="utf-8")
    return Installed(bin_folder, site, cwd, env)


def test_wheel_holds_the_package_and_its_resources_alone(wheel: Path) -> None:
    names = names_in(wheel)
    assert {name.split("/")[0] for name in names} == {"sparse_explorer", "sparse_explorer-0.1.0.dist-info"}
    prefix = "sparse_explorer/resources/presets/"
    assert PRESETS
    assert {name.removeprefix(prefix) for name in names if name.startswith(prefix)} == PRESETS
    assert not [name for name in names if "/test" in name or name.endswith(".pyc")]
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_source_distribution_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    build(ROOT, tmp_path / "dist")  # without options, the wheel is built from the source distribution
    assert only(tmp_path / "dist", "*.tar.gz").exists()
    assert names_in(only(tmp_path / "dist", "*.whl")) == names_in(wheel)


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
    options = "--dataset digits --preset dense --epochs 1 --seeds 1 --output out".split()
    installed.run("sparse-explorer", "run", *options)
    with open(installed.cwd / "out" / "results.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == "variant,dataset,noise_convention,seed,noise,correct,total,accuracy,loss".split(
        ","
    )
    assert {row["dataset"] for row in rows} == {"digits"}
    assert {row["seed"] for row in rows} == {"0"}
