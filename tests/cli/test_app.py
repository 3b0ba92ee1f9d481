"""``sparse-explorer app`` where the window cannot come up."""

import argparse
import sys
import types

import pytest

from sparse_explorer.cli.app import app_command
from sparse_explorer.experiment.fields import ConfigError

OPTIONS = argparse.Namespace(data_dir=None, or_run=False)


def window_that_fails_to_import(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(name: str) -> object:
        raise error

    module = types.ModuleType("sparse_explorer.app.main")
    module.__getattr__ = fail  # type: ignore[method-assign]
    monkeypatch.setitem(sys.modules, "sparse_explorer.app.main", module)


def test_an_error_while_importing_the_window_is_the_one_that_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    window_that_fails_to_import(monkeypatch, RuntimeError("broken Qt"))
    with pytest.raises(RuntimeError, match="broken Qt"):
        app_command(OPTIONS)


def test_a_missing_qt_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    window_that_fails_to_import(monkeypatch, ImportError("no Qt"))
    with pytest.raises(ConfigError, match="the window cannot be opened: no Qt"):
        app_command(OPTIONS)
