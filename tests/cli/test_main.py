"""How the program ends: the status that a script sees, and the line that a person reads."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sparse_explorer import cli
from sparse_explorer.data.errors import DataError
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.logs import log_file
from sparse_explorer.signals import Interrupted


def fail(error: BaseException) -> Callable[[str], Callable]:
    def command(options: object) -> int:
        raise error

    return lambda name: command


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (ConfigError("seeds", "0 is not allowed"), 2, "sparse-explorer: seeds: 0 is not allowed\n"),
        (DataError("no such data set"), 2, "sparse-explorer: no such data set\n"),
        (DataError("a\x1b[31m\nb\u202ec 数"), 2, "sparse-explorer: a\\x1b[31m\\nb\\u202ec 数\n"),
        (KeyboardInterrupt(), 130, "\nsparse-explorer: stopped\n"),
        (Interrupted(15), 143, "\nsparse-explorer: stopped\n"),
        (Interrupted(1), 129, "\nsparse-explorer: stopped\n"),
    ],
)
def test_what_ends_a_command_has_its_status_and_its_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
    error: BaseException,
    status: int,
    said: str,
) -> None:
    monkeypatch.setattr(cli, "_command", fail(error))
    assert cli.main(["presets"]) == status
    assert capsys.readouterr().err == said


def test_an_error_of_the_program_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_command", fail(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        cli.main(["presets"])


def written() -> str:
    return log_file().read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ConfigError("seeds", "0 is not allowed"), "WARNING [{}] refused: seeds: 0 is not allowed"),
        (DataError("no such data set"), "WARNING [{}] refused: no such data set"),
        (KeyboardInterrupt(), "INFO [{}] stopped: "),
    ],
)
def test_how_it_ended_is_in_the_log(monkeypatch: pytest.MonkeyPatch, error: BaseException, line: str) -> None:
    monkeypatch.setattr(cli, "_command", fail(error))
    cli.main(["presets"])
    started, ended = written().splitlines()
    assert "started: sparse-explorer presets (sparse_explorer " in started
    assert line.format(os.getpid()) in ended


def test_an_error_of_the_program_is_in_the_log_with_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_command", fail(ZeroDivisionError("why")))
    with pytest.raises(ZeroDivisionError):
        cli.main(["run", "--config", "a b.toml"])
    text = written()
    assert "sparse-explorer run --config 'a b.toml'" in text
    assert f"ERROR [{os.getpid()}] an error of the program: " in text
    assert "torch 2" in text
    assert "    Traceback (most recent call last):" in text
    assert text.endswith("    ZeroDivisionError: why\n")


def test_what_was_typed_is_logged_for_the_script_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_command", lambda name: lambda options: 0)
    monkeypatch.setattr(sys, "argv", ["sparse-explorer", "theory", "--n", "5"])
    assert cli.main() == 0
    assert "started: sparse-explorer theory --n 5 (" in written()
    assert f"INFO [{os.getpid()}] ended: " in written()


def test_a_log_that_cannot_be_written_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, own_home: Path
) -> None:
    (own_home / "logs").write_text("in the way")
    monkeypatch.setattr(cli, "_command", fail(ConfigError("seeds", "0 is not allowed")))
    assert cli.main(["presets"]) == 2
    assert capsys.readouterr() == ("", "sparse-explorer: seeds: 0 is not allowed\n")


@pytest.mark.parametrize("status", [0, 1, 130])
def test_a_commands_own_status_is_handed_on(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    monkeypatch.setattr(cli, "_command", lambda name: lambda options: status)
    assert cli.main(["presets"]) == status
