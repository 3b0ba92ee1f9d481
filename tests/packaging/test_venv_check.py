"""What became of .venv since the set-up is noticed, at the price of starting Python."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="for make, which Windows does not have")

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "venv_check.py"
VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"


class Venv:
    """What passes for a virtual environment, with a few packages in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = folder / "lib" / VERSION / "site-packages"
        for file in (
            "torch/__init__.py",
            "torch/lib.so",
            "six.py",
            "numpy.libs/blas.so",
            "ours.pth",
            "a__mypyc.so",
        ):
            (self.site / file).parent.mkdir(parents=True, exist_ok=True)
            (self.site / file).touch()
        (self.site / "torch-2.dist-info").mkdir()
        (folder / "bin").mkdir()
        (folder / "bin" / "python").symlink_to(Path(sys.base_prefix) / "bin" / VERSION)
        assert self.check("--record") == (0, "")

    def check(self, *arguments: str) -> tuple[int, str]:
        """The exit status, and what was said."""
        done = subprocess.run(
            [self.folder / "bin" / "python", "-I", "-S", SCRIPT, *arguments],
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.stderr == ""
        return done.returncode, done.stdout.strip()


@pytest.fixture
def venv(tmp_path: Path) -> Venv:
    return Venv(tmp_path / "venv")


def test_what_is_as_it_was_is_sound(venv: Venv) -> None:
    assert venv.check() == (0, "")


def test_what_was_deleted_is_named(venv: Venv) -> None:
    for spoil, name in (
        (lambda: (venv.site / "torch" / "__init__.py").unlink(), "torch"),
        (lambda: shutil.rmtree(venv.site / "numpy.libs"), "numpy.libs"),
        (lambda: (venv.site / "ours.pth").unlink(), "ours.pth"),
        (lambda: (venv.site / "six.py").unlink(), "six.py"),
    ):
        assert venv.check("--record") == (0, "")
        spoil()
        assert venv.check() == (1, f"{name} is gone")
    (venv.site / "last.py").touch()
    venv.check("--record")
    shutil.rmtree(venv.folder / "lib")
    assert venv.check() == (1, "last.py is gone")


def test_an_upgraded_python_is_noticed(venv: Venv) -> None:
    venv.site.parent.rename(venv.site.parent.with_name("python3.9"))
    status, words = venv.check()
    assert status == 1 and words.endswith("is gone")
    record = venv.folder / ".contents"
    record.write_text(record.read_text().replace(VERSION, "python3.9"))
    assert venv.check() == (1, f"it was made for python3.9 and has {VERSION} now")


def test_a_folder_that_was_moved_is_noticed(venv: Venv) -> None:
    before = venv.folder
    venv.folder = before.rename(before.with_name("elsewhere"))
    assert venv.check() == (1, f"it was moved here from {before}")


def test_a_link_to_it_is_the_same_place(venv: Venv, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(venv.folder)
    venv.folder = tmp_path / "link"
    assert venv.check() == (0, "")


def test_packages_and_updates_of_ones_own_are_welcome(venv: Venv) -> None:
    (venv.site / "mine.py").touch()
    (venv.site / "torch-2.dist-info").rename(venv.site / "torch-3.dist-info")
    (venv.site / "a__mypyc.so").rename(venv.site / "b__mypyc.so")
    assert venv.check() == (0, "")


@pytest.mark.parametrize(
    "spoil", [Path.unlink, lambda path: path.write_bytes(b"\xff"), lambda path: path.write_bytes(b"")]
)
def test_without_a_record_it_is_not_finished(venv: Venv, spoil: Callable[[Path], object]) -> None:
    spoil(venv.folder / ".contents")
    assert venv.check() == (1, "it is not finished")
