"""``sparse-explorer app`` where the window cannot come up."""

import argparse
from pathlib import Path

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


def test_a_file_is_opened_by_its_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever its name is: a link goes to the window that is open already as one word."""
    bundle = tmp_path / "my experiment 稀疏.sparse-explorer.zip"
    bundle.write_bytes(b"")
    opened: list[str | None] = []
    monkeypatch.setattr(app_main, "run_app", lambda smoke, data_dir, link: opened.append(link) or 0)
    monkeypatch.chdir(tmp_path)
    for what in (bundle.name, bundle.as_uri(), None):
        assert app_command(argparse.Namespace(**{**vars(OPTIONS), "link": what})) == 0
    assert opened == [bundle.as_uri(), bundle.as_uri(), None]
    assert len(bundle.as_uri().split()) == 1


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
