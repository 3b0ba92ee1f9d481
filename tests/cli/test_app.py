"""``sparse-explorer app`` where the window cannot come up."""

import argparse

import pytest

from sparse_explorer.app import main as app_main
from sparse_explorer.cli.app import app_command
from sparse_explorer.experiment.fields import ConfigError

OPTIONS = argparse.Namespace(data_dir=None, or_run=False)


@pytest.mark.parametrize(
    ("error", "seen", "words"),
    [
        (ImportError("no Qt"), ConfigError, "the window cannot be opened: no Qt; 'sparse-explorer run'"),
        (app_main.NoDisplayError("no display"), ConfigError, "no display"),
        (app_main.AlreadyOpenError("open already"), ConfigError, "open already"),
        (RuntimeError("broken"), RuntimeError, "broken"),
    ],
)
def test_what_keeps_the_window_from_opening_is_said(
    monkeypatch: pytest.MonkeyPatch, error: Exception, seen: type[Exception], words: str
) -> None:
    def fail(data_dir: str | None) -> int:
        raise error

    monkeypatch.setattr(app_main, "run_app", fail)
    with pytest.raises(seen, match=words):
        app_command(OPTIONS)
