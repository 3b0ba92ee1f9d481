"""Each public object has a short example in its docstring, and it does what it says."""

import doctest
import importlib
import inspect
import re
from pathlib import Path
from typing import Any

import pytest
import torch

import sparse_explorer as se
import sparse_explorer.nn as layers
from tests.sketches import sketches  # noqa: F401

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL


def documented() -> list[str]:
    """What the reference names."""
    pages = sorted(REFERENCE.glob("*.md"))
    return [name for page in pages for name in re.findall(r"^::: (\S+)$", page.read_text("utf-8"), re.M)]


def find(name: str) -> Any:
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute)


def test_the_reference_names_all_that_is_public() -> None:
    named = [find(name) for name in documented()]
    public = [getattr(layers, name) for name in layers.__all__]
    public += [getattr(se, name) for name in dir(se) if not name.startswith("_")]
    ours = [one for one in public if getattr(one, "__module__", "").startswith("sparse_explorer")]
    assert [one.__name__ for one in ours if not any(one is other for other in named)] == []


@pytest.mark.parametrize("name", documented())
def test_the_example_does_what_it_says(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    torch.manual_seed(0)
    text = inspect.getdoc(find(name)) or ""
    test = doctest.DocTestParser().get_doctest(text, {}, name, None, 0)
    assert test.examples, "no example"
    failures: list[str] = []
    doctest.DocTestRunner(optionflags=FLAGS).run(test, out=failures.append)
    assert not failures, "".join(failures)
