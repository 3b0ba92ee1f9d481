"""Standard output and error that cannot be written to: the work goes on, and the exit status says what became of it."""

import errno
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tqdm import tqdm

from sparse_explorer.cli import main, streams
from sparse_explorer.cli.streams import Stream, guarded

QUICK = "[[noises]]\nlevels = [0.0, 0.5]\n" + "".join(
    f'[[variants]]\npreset = "{preset}"\n[variants.training]\nepochs = 1\nbatch_size = 240\n'
    "[[variants.network.convs]]\nchannels = 4\nk = 40\n[variants.network.hidden]\nunits = 20\n"
    for preset in ("dense", "sparse")
)
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")


@pytest.fixture
def quick(tmp_path: Path) -> list[str]:
    """A command that trains two small networks."""
    (tmp_path / "quick.toml").write_text(QUICK, encoding="utf-8")
    return ["run", "--config", str(tmp_path / "quick.toml")]


@pytest.fixture
def quickest(tmp_path: Path) -> list[str]:
    """A command that trains one, and draws less."""
    (tmp_path / "quickest.toml").write_text(
        QUICK[: QUICK.index('[[variants]]\npreset = "sparse"')], encoding="utf-8"
    )
    return ["run", "--config", str(tmp_path / "quickest.toml")]


@pytest.fixture
def full() -> Iterator[io.TextIOWrapper]:
    """A file on a full disk."""
    file = FULL.open("w")
    yield file
    file.close()


@pytest.fixture
def left() -> Iterator[io.TextIOWrapper]:
    """A pipe whose reader has left."""
    reader, writer = os.pipe()
    os.close(reader)
    file = os.fdopen(writer, "w")
    yield file
    file.close()


def closed() -> io.StringIO:
    stream = io.StringIO()
    stream.close()
    return stream


def saved(folder: Path) -> int:
    """The runs in an output folder, which has its tables."""
    assert (folder / "results.csv").stat().st_size > 0
    return len(list((folder / "variants").iterdir()))


# --- The streams themselves -----------------------------------------------------------------------------------------


def test_all_that_is_written_arrives_with_its_controls_written_out() -> None:
    behind = io.StringIO()
    stream = Stream(behind)
    print("a\tb", "\x1b[31mred\r", file=stream)
    stream.writelines(["one\n", "\u202etwo\n"])
    stream.flush()
    assert behind.getvalue() == "a\tb \\x1b[31mred\\r\none\n\\u202etwo\n"
    assert stream.problem is None


def test_bars_move_about_and_make_way_for_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with guarded():
        bar = tqdm(total=2, file=streams.for_bars(), disable=None, desc="bar")
        before = len(terminal.getvalue())
        tqdm.write("a line\x07", file=sys.stderr)
        written = terminal.getvalue()[before:]
        bar.close()
    assert "\rbar:   0%" in terminal.getvalue()
    assert written.startswith("\r ") and "\\x07\n" in written  # the bar was wiped away first


def test_without_the_command_line_bars_have_the_stream_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert streams.for_bars() is sys.stderr


@needs_full
def test_what_a_full_disk_does_not_take_is_dropped_for_good(full: io.TextIOWrapper) -> None:
    stream = Stream(full)
    stream.write("lost\n")
    assert stream.problem is None
    stream.flush()
    assert stream.problem.errno == errno.ENOSPC
    stream.write("more\n")
    stream.flush()
    full.close()  # with nothing held back that could fail once more


def test_a_stream_that_is_full_for_the_moment_is_written_to_again() -> None:
    class Blocking(io.StringIO):
        blocked = True

        def write(self, text: str) -> int:
            if self.blocked:
                raise BlockingIOError
            return super().write(text)

    behind = Blocking()
    stream = Stream(behind)
    stream.write("one\n")
    behind.blocked = False
    stream.write("two\n")
    assert (behind.getvalue(), stream.problem) == ("two\n", None)


@pytest.mark.parametrize("stream", [None, closed()])
def test_a_stream_that_is_closed_takes_everything(stream: io.StringIO | None) -> None:
    there = Stream(stream)
    print("nobody reads this", file=there, flush=True)
    assert there.problem is not None


def test_letters_that_a_terminal_lacks_are_questions() -> None:
    behind = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    Stream(behind).write("café\n")
    behind.flush()
    assert behind.buffer.getvalue() == b"caf?\n"


def test_afterwards_the_streams_are_what_they_were() -> None:
    before = sys.stdout, sys.stderr
    with guarded() as output:
        assert sys.stdout is output
        assert (sys.stdout, sys.stderr) != before
    assert (sys.stdout, sys.stderr) == before


# --- What becomes of a command --------------------------------------------------------------------------------------


@needs_full
def test_a_run_whose_output_nobody_reads_is_saved(
    quick: list[str], tmp_path: Path, full, left, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", left)
    monkeypatch.setattr(sys, "stderr", full)
    assert main([*quick, "--output", str(tmp_path / "out")]) == 0
    assert saved(tmp_path / "out") == 2


def test_a_run_that_is_neither_saved_nor_printed_has_failed(
    quick: list[str], left, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.setattr(sys, "stdout", left)
    assert main(quick) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[-1] == "sparse-explorer: standard output cannot be written to: Broken pipe"


def test_a_reader_that_leaves_early_has_seen_enough(left, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(sys, "stdout", left)
    assert main(["presets"]) == 0
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert not end.value.code
    assert capsys.readouterr().err == ""


@needs_full
@pytest.mark.parametrize("words", [["presets"], ["theory"], ["--help"], ["--version"]])
def test_a_list_that_the_disk_does_not_take_is_no_success(
    words: list[str], full, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.setattr(sys, "stdout", full)
    assert main(words) == 1
    assert (
        capsys.readouterr().err
        == "sparse-explorer: standard output cannot be written to: No space left on device\n"
    )


def test_a_theory_that_is_saved_need_not_be_printed(
    left, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", closed())
    assert main(["theory", "--output", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "theory.csv").exists()


def test_what_a_path_holds_does_not_reach_the_terminal(quick: list[str], tmp_path: Path, capsys) -> None:
    name = "a\x1b[31m\nb\u202e数"
    (tmp_path / name).mkdir()
    shown = r"a\x1b[31m\nb\u202e数"
    for words in (
        ["datasets", "--data-dir", str(tmp_path / name)],
        ["run", "--config", str(tmp_path / name / "absent.toml")],
        ["run", "--dataset", "mnist", "--data-dir", str(tmp_path / name), "--output", "/dev/null/" + name],
        [*quick, "--output", str(tmp_path / name / "out")],
    ):
        main(words)
        printed = "".join(capsys.readouterr())
        assert shown in printed, words
        assert not {"\x1b", "\u202e"} & set(printed), words
    assert saved(tmp_path / name / "out") == 2


@pytest.mark.skipif(os.name == "nt", reason="POSIX processes")
def test_with_all_streams_closed_a_run_is_saved_and_nothing_is_printed_into_its_files(
    quickest: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    code = f"import os, sys\nfor n in range(3): os.close(n)\nos.execv(sys.executable, {command(quickest, out)!r})"
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=120)
    assert done.returncode == 0
    assert saved(out) == 1
    assert "training" not in "".join(path.read_text("utf-8") for path in out.glob("*.csv"))


def command(words: list[str], out: Path) -> list[str]:
    return [sys.executable, "-m", "sparse_explorer", *words, "--output", str(out)]


@pytest.mark.skipif(os.name == "nt", reason="POSIX processes")
def test_a_process_that_starts_without_streams_has_them_before_it_opens_a_file(tmp_path: Path) -> None:
    code = (
        "import os\nfor n in range(3): os.close(n)\n"
        "from sparse_explorer.__main__ import occupy_closed_streams\n"
        "occupy_closed_streams()\n"
        f"file = open({str(tmp_path / 'file')!r}, 'w')\n"
        "os.write(2, b'noise')\n"
        "file.write(f'{file.fileno()} {[os.get_inheritable(n) for n in range(3)]}')\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    number, _, inherited = (tmp_path / "file").read_text().partition(" ")
    assert int(number) > 2
    assert inherited == "[True, True, True]"
