"""The set-up on machines of several kinds, with indexes of tiny packages: what it installs, says and heals.

Each set-up takes seconds: the usual one, a broken one and what is refused at once are tried in every run of the tests,
and other machines in proofs.
"""

import functools
import http.server
import importlib.metadata
import os
import shutil
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="Windows has no make"),
    pytest.mark.skipif(shutil.which("make") is None, reason="there is no make"),
]

ROOT = Path(__file__).resolve().parents[2]
BASE_PYTHON = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
PINS = "hatchling==1.0\ntorch==2.13.0\ntorchvision==0.28.0\nlint==1.0\n"
PYPROJECT = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'

# What pip wants of a build tool, and no more.
HATCHLING = """
import zipfile
def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "sparse_explorer-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        about = "Metadata-Version: 2.1\\nName: sparse-explorer\\nVersion: 0.1.0\\n"
        about += "Requires-Dist: torch\\nRequires-Dist: torchvision\\n"
        about += "Provides-Extra: dev\\nProvides-Extra: cluster\\nRequires-Dist: lint; extra == 'dev'\\n"
        wheel.writestr("sparse_explorer.pth", "")
        wheel.writestr("sparse_explorer-0.1.0.dist-info/METADATA", about)
        wheel.writestr("sparse_explorer-0.1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
        wheel.writestr("sparse_explorer-0.1.0.dist-info/RECORD", "")
    return name
"""


def put_wheel(index: Path, name: str, version: str, module: str = "__init__", code: str = "") -> None:
    """Put a package into the folder of an index."""
    folder = index / "simple" / name
    folder.mkdir(parents=True, exist_ok=True)
    about = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}/__init__.py", "")
        wheel.writestr(f"{name}/{module}.py", code) if module != "__init__" else None
        wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


def serve(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/simple"
        server.shutdown()


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The index that pip uses."""
    folder = tmp_path_factory.mktemp("ordinary")
    put_wheel(folder, "hatchling", "1.0", "build", HATCHLING)
    put_wheel(folder, "torch", "2.13.0")
    put_wheel(folder, "torchvision", "0.28.0")
    put_wheel(folder, "lint", "1.0")
    yield from serve(folder)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The index of builds for the CPU alone; it has a newer torch, too."""
    folder = tmp_path_factory.mktemp("small")
    for version in ("2.13.0+cpu", "2.14.0+cpu"):
        put_wheel(folder, "torch", version)
    put_wheel(folder, "torchvision", "0.28.0+cpu")
    yield from serve(folder)


@pytest.fixture
def nowhere() -> Iterator[str]:
    """An index where nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/simple"


@pytest.fixture
def silent() -> Iterator[str]:
    """An index that takes every connection and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(50)
        yield f"http://127.0.0.1:{server.getsockname()[1]}/simple"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment to make others from, for making one takes seconds. Its pip is a copy of the one here."""
    folder = tmp_path_factory.mktemp("template") / "venv"
    here = importlib.metadata.distribution("pip")
    subprocess.run([BASE_PYTHON, "-m", "venv", "--without-pip", folder], check=True, timeout=120)
    (site,) = (folder / "lib").glob("python*/site-packages")
    for name in ("pip", f"pip-{here.version}.dist-info"):
        shutil.copytree(str(here.locate_file(name)), site / name)
    return folder


class Machine:
    """A checkout and the programs of a machine.

    Attributes:
        root: the checkout.
        programs: a folder whose programs go before the machine's own.
    """

    def __init__(self, folder: Path, template: Path, index: str, cpu_index: str) -> None:
        self.root, self.programs = folder / "checkout", folder / "bin"
        shutil.copytree(
            ROOT / "packaging", self.root / "packaging", ignore=shutil.ignore_patterns("__pycache__")
        )
        (self.root / "sparse_explorer" / "nn" / "kernels").mkdir(parents=True)
        shutil.copy(ROOT / "Makefile", self.root)
        (self.root / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
        (self.root / "packaging" / "constraints.txt").write_text(PINS, encoding="utf-8")
        self.edit("packaging/setup.sh", CPU_INDEX, cpu_index)
        self.programs.mkdir()
        # No system package is missing, and a virtual environment is made quickly.
        self.program("dpkg-query", "cat packaging/system-packages-*.txt | sed 's/^/installed /'")
        self.python = self.program(
            "quick-python",
            f'if [ "$1 $2" = "-m venv" ]; then rm -rf "$4"; exec cp -a {template} "$4"; fi; exec {BASE_PYTHON} "$@"',
        )
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
        self.env = {name: value for name, value in kept.items() if not name.lower().endswith("_proxy")} | {
            "PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}",
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_CACHE_DIR": "1",
            "PIP_RETRIES": "0",
            "PIP_INDEX_URL": index,
            "PYTHON": str(self.python),
            "SPARSE_EXPLORER_NO_KERNELS": "1",
        }
        self.env.pop("TORCH_INDEX", None)

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def program(self, name: str, script: str) -> Path:
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    def run(self, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.root, env=self.env | env, capture_output=True, text=True, timeout=120
        )

    def set_up(self, target: str = "run", **env: str) -> str:
        """Set up, which has to succeed; returns all that was said."""
        done = self.run("bash", "packaging/setup.sh", target, **env)
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stderr == ""
        return done.stdout

    def refused(self, **env: str) -> str:
        """Set up, which has to fail; returns what was said about that."""
        done = self.run("bash", "packaging/setup.sh", "run", **env)
        assert done.returncode == 1, done.stdout + done.stderr
        assert not (self.root / ".venv" / ".stamp-run").exists()
        return done.stderr

    def make(self) -> str:
        """Make, which has to succeed; returns what the set-up said, nothing where there was nothing to do."""
        done = self.run("make", "install")
        assert done.returncode == 0, done.stdout + done.stderr
        return "\n".join(line for line in done.stdout.splitlines() if line.startswith("[set-up]"))

    def versions(self) -> list[str]:
        """Of torch and torchvision, as they are installed."""
        code = "import torch, torchvision, importlib.metadata as m; print(m.version('torch'), m.version('torchvision'))"
        done = self.run(str(self.root / ".venv" / "bin" / "python"), "-c", code)
        return done.stdout.split()


@pytest.fixture(scope="module")
def without_a_card() -> None:
    if Path("/proc/driver/nvidia").exists() or shutil.which("nvidia-smi"):
        pytest.skip("this machine has an NVIDIA card, and so do all that are made of it")


@pytest.fixture
def machine(without_a_card: None, tmp_path: Path, template: Path, ordinary: str, small: str) -> Machine:
    """A machine on which nothing is set up."""
    return Machine(tmp_path, template, ordinary, small)


@pytest.fixture(scope="module")
def first_set_up(
    without_a_card: None,
    tmp_path_factory: pytest.TempPathFactory,
    template: Path,
    ordinary: str,
    small: str,
) -> tuple[Machine, Path, str]:
    """A machine that make has set up, a copy of its checkout, and what the set-up said."""
    machine = Machine(tmp_path_factory.mktemp("ready"), template, ordinary, small)
    said = machine.make()
    assert "Creating .venv" in said
    kept = machine.root.with_name("kept")
    shutil.copytree(machine.root, kept, symlinks=True)
    return machine, kept, said


@pytest.fixture
def ready(first_set_up: tuple[Machine, Path, str]) -> Iterator[Machine]:
    """A machine that make has set up; whatever is done to its checkout is undone."""
    machine, kept, _ = first_set_up
    yield machine
    shutil.rmtree(machine.root)
    shutil.copytree(kept, machine.root, symlinks=True)


SMALL, ORDINARY = ["2.13.0+cpu", "0.28.0+cpu"], ["2.13.0", "0.28.0"]


# Which torch


def test_linux_without_a_card_gets_torch_for_the_cpu_alone(first_set_up: tuple[Machine, Path, str]) -> None:
    machine, _, said = first_set_up
    assert machine.versions() == SMALL
    assert "no NVIDIA card is found" in said and "TORCH_INDEX=pypi" in said


@pytest.mark.proof
def test_a_machine_with_a_card_gets_the_ordinary_one(machine: Machine) -> None:
    machine.program("nvidia-smi", "exit 0")
    machine.set_up()
    assert machine.versions() == ORDINARY


@pytest.mark.proof
def test_macos_gets_the_ordinary_one(machine: Machine) -> None:
    machine.program("uname", "echo Darwin")
    machine.set_up()
    assert machine.versions() == ORDINARY


@pytest.mark.proof
@pytest.mark.parametrize("choice", ["pypi", ""])
def test_the_ordinary_one_can_be_chosen(machine: Machine, choice: str) -> None:
    machine.set_up(TORCH_INDEX=choice)
    assert machine.versions() == ORDINARY


@pytest.mark.proof
def test_any_index_can_be_chosen(machine: Machine, small: str) -> None:
    machine.program("nvidia-smi", "exit 0")
    assert f"Installing torch from {small}" in machine.set_up(TORCH_INDEX=small)
    assert machine.versions() == SMALL


@pytest.mark.proof
def test_an_index_of_ones_own_is_not_replaced_by_another(machine: Machine, nowhere: str) -> None:
    assert f"no network: {nowhere} cannot be reached" in machine.refused(TORCH_INDEX=nowhere)


@pytest.mark.proof
@pytest.mark.parametrize("index", ["nowhere", "ordinary", "silent"])
def test_where_the_small_one_cannot_be_had_it_is_the_ordinary_one(
    machine: Machine, small: str, index: str, request: pytest.FixtureRequest
) -> None:
    machine.edit("packaging/reachable.py", "PATIENCE_S = 5", "PATIENCE_S = 0.5")
    url = request.getfixturevalue(index)
    if index == "ordinary":  # answers, and has no such folder
        url = url.replace("/simple", "/whl/cpu")
    machine.edit("packaging/setup.sh", small, url)
    said = machine.set_up()
    assert machine.versions() == ORDINARY
    words = "does not have it" if index == "ordinary" else "cannot be reached"
    assert f"{url} {words}; taking torch from" in said


@pytest.mark.proof
def test_what_is_installed_stays(ready: Machine) -> None:
    said = ready.set_up("test", TORCH_INDEX="pypi")
    assert ready.versions() == SMALL
    assert "Installing torch" not in said


@pytest.mark.proof
def test_what_builds_wheels_includes_what_tests_need(ready: Machine) -> None:
    def stamps() -> set[str]:
        return {path.name.removeprefix(".stamp-") for path in (ready.root / ".venv").glob(".stamp-*")}

    ready.set_up("wheels", TORCH_INDEX="pypi")
    assert stamps() == {"run", "test", "wheels"}
    ready.set_up("test", TORCH_INDEX="pypi")
    assert stamps() == {"run", "test"}


@pytest.mark.proof
def test_another_pin_is_taken_from_the_same_index(ready: Machine) -> None:
    ready.edit("packaging/constraints.txt", "torch==2.13.0", "torch==2.14.0")
    ready.set_up()
    assert ready.versions() == ["2.14.0+cpu", "0.28.0+cpu"]


# Which Python


def other_python(version: str) -> str:
    """A script that passes for a Python of another version."""
    code = f'import sys; sys.version_info = ({version}, 0, "final", 0); exec(sys.argv[1])'
    return f"shift; exec {BASE_PYTHON} -c '{code}' \"$@\""


@pytest.mark.parametrize(
    "version",
    ["3, 15", pytest.param("3, 9", marks=pytest.mark.proof), pytest.param("4, 0", marks=pytest.mark.proof)],
)
def test_another_python_is_refused_with_its_version(machine: Machine, version: str) -> None:
    python = str(machine.program("other", other_python(version)))
    said = machine.refused(PYTHON=python)
    assert f"{python} is Python {version.replace(', ', '.')}, and Sparse Explorer needs 3.10 to 3.14" in said


def test_what_is_no_python_is_named(machine: Machine) -> None:
    assert "/nowhere/python cannot be run" in machine.refused(PYTHON="/nowhere/python")


@pytest.mark.proof
def test_the_first_python_that_fits_is_taken(machine: Machine) -> None:
    machine.program("python3", other_python("3, 15"))
    for minor in range(10, 15):
        machine.program(f"python3.{minor}", other_python("3, 15"))
    (machine.programs / "python3.12").write_text(machine.python.read_text())
    machine.set_up(PYTHON="")
    assert machine.versions() == SMALL


# No network


@pytest.mark.parametrize(
    "index",
    [
        "nowhere",
        pytest.param("https://no-such-host.invalid/simple", marks=pytest.mark.proof),
        pytest.param("silent", marks=pytest.mark.proof),
    ],
)
def test_without_a_network_it_says_so(machine: Machine, index: str, request: pytest.FixtureRequest) -> None:
    machine.edit("packaging/reachable.py", "PATIENCE_S = 5", "PATIENCE_S = 0.5")
    machine.edit("packaging/setup.sh", "--timeout 5", "--timeout 0.5")
    url = index if index.startswith("http") else request.getfixturevalue(index)
    (line,) = machine.refused(PIP_INDEX_URL=url, TORCH_INDEX="pypi").splitlines()
    assert line == (
        f"[set-up] Failed: no network: {url} cannot be reached. Once it can, the same command continues."
    )


@pytest.mark.proof
def test_a_password_in_an_address_is_not_shown(machine: Machine, nowhere: str) -> None:
    said = machine.refused(PIP_INDEX_URL=nowhere.replace("//", "//me:secret@"), TORCH_INDEX="pypi")
    assert "no network" in said and "secret" not in said


@pytest.mark.proof
def test_a_conflict_is_not_taken_for_a_network_that_is_missing(machine: Machine) -> None:
    machine.edit("packaging/constraints.txt", "hatchling==1.0", "hatchling==2.0")
    said = machine.refused()
    assert "no network" not in said
    assert "hatchling" in said and "pip could not install" in said


@pytest.mark.proof
def test_what_is_there_already_needs_no_network(ready: Machine, nowhere: str) -> None:
    ready.set_up(PIP_INDEX_URL=nowhere)
    assert ready.versions() == SMALL


# What make notices


def gone(machine: Machine) -> None:
    (machine.root / ".venv" / "bin" / "python").unlink()
    (machine.root / ".venv" / "bin" / "python").symlink_to("/nowhere/python")


def gutted(machine: Machine) -> None:
    (site,) = (machine.root / ".venv" / "lib").glob("python*/site-packages")
    shutil.rmtree(site / "torch")


SPOILT = [(gone, "Creating .venv"), (gutted, "made again: torch is gone")]


@pytest.mark.parametrize("spoil", [spoil for spoil, _ in SPOILT])
def test_make_notices_what_broke_while_its_stamp_stands(ready: Machine, spoil) -> None:
    def set_ups() -> int:
        return ready.run("make", "--dry-run", "install").stdout.count("packaging/setup.sh run")

    assert set_ups() == 0
    spoil(ready)
    assert (ready.root / ".venv" / ".stamp-run").exists()
    assert set_ups() == 1


@pytest.mark.proof
@pytest.mark.parametrize(("spoil", "words"), SPOILT)
def test_make_heals_what_broke_while_its_stamp_stands(ready: Machine, spoil, words: str) -> None:
    assert ready.make() == ""  # nothing to do
    spoil(ready)
    assert (ready.root / ".venv" / ".stamp-run").exists()
    assert words in ready.make()
    assert ready.versions() == SMALL
    assert ready.make() == ""


@pytest.mark.proof
def test_a_set_up_from_before_the_record_is_finished(ready: Machine) -> None:
    (ready.root / ".venv" / ".contents").unlink()
    assert "Creating .venv" not in ready.make()
    assert ready.make() == ""


def test_help_and_clean_set_nothing_up(ready: Machine) -> None:
    gone(ready)
    for target in ("help", "clean"):
        done = ready.run("make", target)
        assert done.returncode == 0 and "set-up" not in done.stdout
    assert (ready.root / ".venv" / ".stamp-run").exists()
