"""``sparse-explorer app`` where the window cannot come up."""

import argparse

import pytest

from sparse_explorer.app.start import main as app_main
from sparse_explorer.app.start.errors import AlreadyOpenError, NoDisplayError, WindowError
from sparse_explorer.cli.app import app_command
from sparse_explorer.experiment.plan.fields import ConfigError

OPTIONS = argparse.Namespace(data_dir=None, or_run=False, smoke=False, link=None)


@pytest.mark.parametrize(
    ("error", "seen", "words"),
    [
        (WindowError("no Qt"), ConfigError, "the window cannot be opened: no Qt; 'sparse-explorer run'"),
        (NoDisplayError("no display"), ConfigError, "no display"),
        (AlreadyOpenError("open already"), ConfigError, "open already"),
        (RuntimeError("broken"), RuntimeError, "broken"),
    ],
)
def test_what_keeps_the_window_from_opening_is_said(
    monkeypatch: pytest.MonkeyPatch, error: Exception, seen: type[Exception], words: str
) -> None:
    def fail(smoke: bool, data_dir: str | None, link: str | None) -> int:
        raise error

    monkeypatch.setattr(app_main, "run_app", fail)
    with pytest.raises(seen, match=words):
        app_command(OPTIONS)


@pytest.mark.parametrize(
    ("error", "runs"), [(NoDisplayError("none"), True), (WindowError("no plugin"), False)]
)
def test_only_for_want_of_a_display_the_experiment_runs_in_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception, runs: bool
) -> None:
    def fail(smoke: bool, data_dir: str | None, link: str | None) -> int:
        raise error

    started = []
    monkeypatch.setattr(app_main, "run_app", fail)
    monkeypatch.setattr(
        "sparse_explorer.cli.run.run_command", lambda options: started.append(options.command) or 7
    )
    options = argparse.Namespace(data_dir=None, or_run=True, smoke=False, link=None)
    if runs:
        assert app_command(options) == 7
        assert "There is no display" in capsys.readouterr().err
    else:
        with pytest.raises(ConfigError, match="no plugin"):
            app_command(options)
    assert started == ["run"] * runs
