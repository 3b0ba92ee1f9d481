"""The log: where it is, what is in it, that it stays small, and that nothing depends on it."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest

from sparse_explorer import logs, paths

log = logging.getLogger("sparse_explorer")


@pytest.fixture(autouse=True)
def no_log_left() -> Iterator[None]:
    yield
    logs.stop_logging()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of 2000 bytes, so that a test fills many."""
    monkeypatch.setattr(logs, "MOST_BYTES", 2_000)
    monkeypatch.setattr(logs, "NEVER_ABOVE", 8_000)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_it_is_in_the_platforms_folder_or_in_logs_of_the_programs_own(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert logs.log_file() == own_home / "logs" / "sparse-explorer.log"
    monkeypatch.delenv("SPARSE_EXPLORER_HOME")
    assert paths.log_dir() == Path(platformdirs.user_log_dir("sparse-explorer", appauthor=False))
    assert logs.log_file().parent == paths.log_dir()


def test_nothing_is_made_before_there_is_something_to_say(own_home: Path) -> None:
    path = logs.start_logging()
    assert list(own_home.iterdir()) == []
    log.warning("first")
    assert read(path).endswith(f" WARNING [{os.getpid()}] first\n")


def test_it_says_what_was_started_and_on_what() -> None:
    path = logs.start_logging()
    logs.log_start(["run", "--config", "my file.toml", ""])
    (line,) = read(path).splitlines()
    assert " INFO " in line
    assert "started: sparse-explorer run --config 'my file.toml' '' (sparse_explorer " in line
    assert f"Python {sys.version.split()[0]}, " in line


def test_versions_are_those_that_are_loaded() -> None:
    import torch

    assert f"torch {torch.__version__}" in logs.loaded_versions()
    assert "distributed" not in logs.loaded_versions() or "distributed" in sys.modules


def test_a_traceback_stands_below_its_line() -> None:
    path = logs.start_logging()
    try:
        raise ValueError("no")
    except ValueError:
        log.exception("it failed")
    first, *rest = read(path).splitlines()
    assert first.endswith("it failed")
    assert rest[0] == "    Traceback (most recent call last):"
    assert rest[-1] == "    ValueError: no"
    assert all(line.startswith("    ") for line in rest)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("a\x1b[31mred", r"a\x1b[31mred"),
        ("a\rb", r"a\rb"),
        ("\u202eright to left", r"\u202eright to left"),
        (
            "two\n2026-01-01 00:00:00,000 ERROR [1] forged",
            "two\n    2026-01-01 00:00:00,000 ERROR [1] forged",
        ),
        ("tcp://me:secret@host:1 failed", "tcp://...@host:1 failed"),
        ("ünï 漢字", "ünï 漢字"),
    ],
)
def test_what_is_written_does_nothing_in_a_terminal_and_tells_no_secret(said: str, written: str) -> None:
    path = logs.start_logging()
    log.error("%s", said)
    assert read(path).endswith(f"] {written}\n")


def test_what_is_no_text_is_written_by_its_code() -> None:
    path = logs.log_file()
    # Not by the logger: pytest would send the record on, which this text cannot be.
    logs.SharedFile(path).emit(log.makeRecord("x", logging.ERROR, "", 1, "half %s", ("\udc80",), None))
    assert read(path).endswith("] half \\udc80\n")


def test_a_long_record_loses_its_middle() -> None:
    path = logs.start_logging()
    log.error("start%send", 10 * logs.MOST_CHARACTERS * "x")
    assert len(read(path)) < logs.MOST_CHARACTERS + 100
    assert "] startxxx" in read(path)
    assert read(path).endswith("xxxend\n")


def test_a_full_file_is_put_aside_in_place_of_the_one_before(small: None) -> None:
    path = logs.start_logging()
    for number in range(200):
        log.info("record %d", number)
        assert path.stat().st_size <= 2_000
    assert sorted(os.listdir(path.parent)) == ["sparse-explorer.log", "sparse-explorer.log.1"]
    older, newer = read(path.with_name(path.name + ".1")), read(path)
    numbers = [int(line.rpartition(" ")[2]) for line in (older + newer).splitlines()]
    assert numbers == list(range(numbers[0], 200))
    assert len(older) > 1_900


def test_where_it_cannot_be_put_aside_it_goes_on_for_a_while_and_then_stops(small: None) -> None:
    path = logs.start_logging()
    (path.parent / "sparse-explorer.log.1" / "in the way").mkdir(parents=True)
    for number in range(400):
        log.info("record %d", number)
    assert 7_800 < path.stat().st_size <= 8_000
    assert "record 60" in read(path)


def test_a_file_that_another_process_is_putting_aside_is_left_to_it(small: None) -> None:
    fcntl = pytest.importorskip("fcntl")
    path = logs.start_logging()
    log.info("x" * 1_900)
    with path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        log.info("y" * 200)
        assert os.listdir(path.parent) == ["sparse-explorer.log"]
    log.info("z")
    assert "y" * 200 in read(path.with_name(path.name + ".1"))
    assert read(path).endswith("] z\n")


def test_processes_that_log_at_once_lose_nothing_and_mix_nothing(own_home: Path) -> None:
    code = """
import sys
from sparse_explorer import logs
logs.MOST_BYTES = 40_000
logs.start_logging()
sys.stdin.read()  # until all are there
for number in range(60):
    logs.log.info("%s %d %s", sys.argv[1], number, 100 * sys.argv[1])
"""
    each = [
        subprocess.Popen([sys.executable, "-c", code, name], stdin=subprocess.PIPE)
        for name in ("a", "b", "c")
    ]
    for process in each:
        process.stdin.close()
    assert [process.wait(60) for process in each] == [0, 0, 0]
    path = logs.log_file()
    lines = [
        line.split("] ", 1)[1]
        for file in (path.with_name(path.name + ".1"), path)
        for line in (read(file) if file.exists() else "").splitlines()
    ]
    assert sorted(lines) == sorted(f"{name} {number} {100 * name}" for name in "abc" for number in range(60))


@pytest.mark.parametrize("kind", ["a file for a folder", "a folder for a file", "a pipe", "a loop"])
def test_a_log_that_cannot_be_written_costs_nothing(
    own_home: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    if kind == "a file for a folder":
        (own_home / "logs").write_text("in the way")
    else:
        (own_home / "logs").mkdir()
        path = own_home / "logs" / "sparse-explorer.log"
        if kind == "a folder for a file":
            path.mkdir()
        elif kind == "a pipe":
            os.mkfifo(path)
        else:
            path.symlink_to(path)
    logs.start_logging()
    log.error("to nowhere")
    assert capsys.readouterr() == ("", "")


def test_the_window_falls_back_to_standard_error(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (own_home / "logs").write_text("in the way")
    logs.start_logging(fallback=True)
    log.error("to the terminal")
    assert "ERROR to the terminal" in capsys.readouterr().err
    (own_home / "logs").unlink()
    path = logs.start_logging(fallback=True)
    log.error("to the file")
    assert capsys.readouterr().err == ""
    assert read(path).count("to the file") == 1


def test_starting_again_writes_each_record_once() -> None:
    path = logs.start_logging()
    logs.start_logging()
    log.info("once")
    logs.stop_logging()
    log.info("never")
    assert len(read(path).splitlines()) == 1


def test_recent_problems_are_warnings_and_errors_a_line_each() -> None:
    path = logs.start_logging()
    log.info("fine")
    for number in range(4):
        log.warning("warning %d", number)
    try:
        raise ValueError("WARNING")
    except ValueError:
        log.exception("an error")
    log.info("fine again")
    found = [line.split("] ", 1)[1] for line in logs.recent_problems(path, 3)]
    assert found == ["warning 2", "warning 3", "an error"]
    assert len(logs.recent_problems(path, 100)) == 5
    assert logs.recent_problems(path, 0) == []


def test_what_others_wrote_into_the_log_is_shown_without_its_control_characters(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"2026-01-01 10:00:00,000 ERROR [1] \x1b[31mred \xff\n\xff\xfe\n")
    assert logs.recent_problems(path, 5) == [r"2026-01-01 10:00:00,000 ERROR [1] \x1b[31mred " + "\ufffd"]
