"""Every example and notebook runs, and prints what it says at its head, but for the numbers: here it learns less."""

import importlib.util
import json
import re
import runpy
import sys
from pathlib import Path
from types import ModuleType

import matplotlib
import pytest
import torch

EXAMPLES = Path(__file__).parents[1] / "examples"
SCRIPTS = sorted(EXAMPLES.glob("*.py"))
SLOW = {"compare_k", "dynamic_masks", "k_wta", "own_noise", "own_verdict", "to_onnx", "to_pandas"}
"""Seconds, even so."""
NOTEBOOKS = sorted((EXAMPLES / "notebooks").glob("*.ipynb"))

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")


def loaded(path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"example_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)  # dataclasses look for it there
    spec.loader.exec_module(module)
    return module


def shape(text: str) -> list[str]:
    """The lines of a text, without their numbers."""
    return [re.sub(r"\s*-?\d[\d,.]*", " #", line.strip()) for line in text.splitlines() if line.strip()]


def promised(module: ModuleType) -> str:
    """The block of lines in its docstring."""
    return "\n".join(re.findall(r"^    (.*)$", module.__doc__ or "", re.M))


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, marks=[pytest.mark.proof] * (path.stem in SLOW), id=path.stem) for path in SCRIPTS],
)
def test_the_example_runs(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = loaded(path, monkeypatch)
    if hasattr(module, "EPOCHS"):
        monkeypatch.setattr(module, "EPOCHS", 1)
    if hasattr(module, "SEEDS"):
        monkeypatch.setattr(module, "SEEDS", 2)
    torch.manual_seed(0)
    module.main()
    printed = capsys.readouterr().out
    if path.stem != "own_verdict":  # which claims nothing of networks that have learned so little
        assert shape(printed) == shape(promised(module))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_runs(path: Path, tmp_path: Path) -> None:
    """Cell by cell, as Jupyter does; it keeps no outputs, which would go stale."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    matplotlib.use("Agg")
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert cells and not any(cell["outputs"] for cell in cells)
    source = "\n\n".join("".join(cell["source"]) for cell in cells)
    source = re.sub(r"EPOCHS = \d+", "EPOCHS = 1", source)
    source = source.replace("seeds=3", "seeds=2").replace("with_epochs(4)", "with_epochs(1)")
    (tmp_path / "notebook.py").write_text(source, encoding="utf-8")
    runpy.run_path(str(tmp_path / "notebook.py"), run_name="__main__")
