"""How the program ends: the status that a script sees, and the line that a person reads."""

from collections.abc import Callable

import pytest

from sparse_explorer import cli
from sparse_explorer.data.errors import DataError
from sparse_explorer.experiment.fields import ConfigError
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


@pytest.mark.parametrize("status", [0, 1, 130])
def test_a_commands_own_status_is_handed_on(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    monkeypatch.setattr(cli, "_command", lambda name: lambda options: status)
    assert cli.main(["presets"]) == status
