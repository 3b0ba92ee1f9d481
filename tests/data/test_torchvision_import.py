"""Importing torchvision beside a torch that its compiled part fits or not, in processes of their own."""

import os
import subprocess
import sys

import pytest

from sparse_explorer.data import download
from sparse_explorer.data.errors import DataError

ASK = """
from sparse_explorer.data import download
for _ in range(2):  # the second time it is imported already
    for name in ("mnist", "fashion-mnist", "kmnist"):
        mirrors, resources = download._sources(name)
        print(name, len(mirrors) > 0, [file for file, _ in resources], {len(md5) for _, md5 in resources})
import torchvision
torchvision.__version__, torchvision.extension  # the whole package, for whoever imports it next
"""

# A package that behaves at import as torchvision does: it loads operators or fails to, then describes two of
# them to the compiler, which fails if they are not there. Loading twice is harmless, as with the real one.
EXTENSION = """
import torch
LOADS = {loads}
if LOADS and not hasattr(torch, "_stand_in"):
    torch._stand_in = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        torch._stand_in.define(name + "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
def _has_ops():
    return LOADS
"""
PACKAGE = """
import torch
from . import extension
import torchvision.extension
torchvision.extension._has_ops()
for name in ("nms", "qnms"):
    torch.library.register_fake("torchvision::" + name)(lambda dets, scores, iou_threshold: dets)
from . import datasets
"""
DATASETS = """
class MNIST:
    mirrors = ["http://localhost/"]
    resources = [("a.gz", "0" * 32)]
"""


def run(code, *first_on_path):
    path = os.pathsep.join([*map(str, first_on_path), *sys.path])
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
        timeout=120,
    )


@pytest.mark.proof
def test_the_installed_torchvision_tells_its_sources():
    done = run(ASK)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 6
    assert all("train-images-idx3-ubyte.gz" in line and "True" in line and "{32}" in line for line in lines)


@pytest.mark.parametrize("loads", [pytest.param(True, marks=pytest.mark.proof), False])
def test_operators_are_declared_only_where_the_compiled_part_does_not_load(tmp_path, loads):
    package = tmp_path / "torchvision"
    package.mkdir()
    (package / "__init__.py").write_text(PACKAGE)
    (package / "extension.py").write_text(EXTENSION.format(loads=loads))
    (package / "datasets.py").write_text(DATASETS)
    done = run("from sparse_explorer.data import download; print(download._sources('mnist'))", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "http://localhost/" in done.stdout


def test_without_torchvision_the_local_ways_are_told(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "torchvision", None)  # importing it now fails
    with pytest.raises(DataError) as caught:
        next(download.download("mnist", tmp_path))
    assert "torchvision" in str(caught.value)
    assert "--data-dir DIR" in str(caught.value)
    assert "folder:PATH" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_installation_without_torchvision_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(download.importlib.util, "find_spec", lambda name: None)
    monkeypatch.delitem(sys.modules, "torchvision", raising=False)
    with pytest.raises(DataError, match="torchvision is not installed"):
        next(download.download("mnist", tmp_path))
