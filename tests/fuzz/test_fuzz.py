"""Some hundreds of broken files of each format; and that what is wrong with reading them would be noticed."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.fuzz.__main__ import NAMES, main
from tests.fuzz.formats import Format, Outcome, formats
from tests.fuzz.mutations import BYTES, CLASSES, cut, spoil, spoil_tree, write_json
from tests.fuzz.trials import Hanging, alarm, make, problem, try_all

ROOT = Path(__file__).parents[2]
INPUTS = 40


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict]:
    """What the command finds: a row for each format."""
    out = tmp_path_factory.mktemp("fuzz") / "out"
    command = [sys.executable, "-m", "tests.fuzz", "--inputs", str(INPUTS), "--output", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=110, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [path.name for path in out.iterdir()] == ["fuzz.json"]
    return json.loads((out / "fuzz.json").read_text(encoding="utf-8"))["rows"]


def test_hundreds_of_broken_files_are_read_or_refused_in_one_line(rows: list[dict]) -> None:
    assert [row["what"] for row in rows] == [format.title for format in formats().values()]
    assert [(row["tried"], row["lost"]) for row in rows] == [(INPUTS, 0)] * len(rows)


def test_the_names_are_those_of_the_formats() -> None:
    assert tuple(formats()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_an_input_follows_from_its_number_and_inputs_differ(name: str) -> None:
    format = formats()[name]
    made = [make(format, 0, number) for number in range(40)]
    assert made == [make(format, 0, number) for number in range(40)]
    assert len(set(made)) > 30
    assert len({make(format, seed, 0) for seed in range(20)}) > 10


def broken(read: Callable[[bytes, Path], Outcome]) -> Format:
    return Format("broken", "broken", lambda dice: dice.randbytes(4), read)


def test_an_exception_a_crash_of_an_assertion_and_a_wrong_line_are_findings(tmp_path: Path) -> None:
    def read(content: bytes, folder: Path) -> Outcome:
        folder.joinpath("left").write_bytes(content)
        if content[0] % 2:
            raise OverflowError("int too large")
        return Outcome(content[1] % 2 == 0, ("two\nlines",) if content[1] % 2 else ())

    tally = try_all(broken(read), 0, range(50), tmp_path / "it")
    assert tally.tried == 50
    kinds = Counter(wrong.strip().split("\n")[-1][:20] for wrong in tally.findings.values())
    assert kinds["OverflowError: int t"] + kinds["it is more than a li"] + tally.loaded == 50
    assert min(*kinds.values(), tally.loaded) > 5
    assert not (tmp_path / "it").exists()


def test_what_hangs_is_a_finding(tmp_path: Path) -> None:
    def read(content: bytes, folder: Path) -> Outcome:
        with alarm(0.01):
            while True:
                pass

    with pytest.raises(Hanging):
        read(b"", tmp_path)
    assert "Hanging" in try_all(broken(read), 0, [7], tmp_path / "it").findings[7]


@pytest.mark.parametrize(
    ("outcome", "seconds", "words"),
    [
        (Outcome(True), 1.9, ""),
        (Outcome(True), 2.1, "it took 2.1 s"),
        (Outcome(False, ("/a/file is wrong",), "/a/file"), 0.0, ""),
        (Outcome(False, ("it is wrong",), "/a/file"), 0.0, "does not name /a/file"),
        (Outcome(False), 0.0, "nothing was said"),
        (Outcome(False, ("x" * 499,)), 0.0, ""),
        (Outcome(False, ("x" * 500,)), 0.0, "it has 500 characters"),
        (Outcome(False, ("fine", "a\x1b[31m")), 0.0, "control characters"),
    ],
)
def test_what_counts_as_wrong(outcome: Outcome, seconds: float, words: str) -> None:
    found = problem(outcome, seconds)
    assert words in found
    assert bool(found) == bool(words)


def test_a_format_that_reads_nothing_any_more_would_be_noticed(rows: list[dict]) -> None:
    """Some of what is broken can be read all the same."""
    for row in rows:
        assert 0 < int(row["notes"].split(" of them could be used")[0]) < INPUTS, row


CONTENT = b'{"name": "\xc3\xa9t\xc3\xa9", "seed": 12,\t"x": [-1.5e3, true]}\n\0' * 3


@pytest.mark.parametrize("change", BYTES)
def test_each_way_to_spoil_bytes_changes_them(change: Callable[[bytes, Random], bytes]) -> None:
    changed = [change(CONTENT, Random(seed)) for seed in range(30)]
    assert sum(each != CONTENT for each in changed) > 15
    assert change(b"", Random(0)) is not None


def test_files_are_cut_at_each_class_of_byte() -> None:
    ends = [cut(CONTENT, Random(seed)) for seed in range(400)]
    for kind in CLASSES:
        assert any(end and end[-1] in kind and CONTENT.startswith(end) for end in ends)  # behind it
        assert any(
            CONTENT.startswith(end) and CONTENT[len(end) :][:1] in [bytes([b]) for b in kind] for end in ends
        )


def test_trees_are_changed_in_every_way_and_written_whatever_is_in_them() -> None:
    tree = {"a": [1, 2.5, "x"], "b": {"c": None}}
    written = [write_json(spoil_tree(tree, Random(seed)), Random(seed)) for seed in range(600)]
    for words in ("NaN", "9" * 400, "\\ud800", "[" * 70, "-Infinity", "__class__"):
        assert any(words in each for each in written), words
    assert tree == {"a": [1, 2.5, "x"], "b": {"c": None}}
    twice = [json.loads(each, object_pairs_hook=list) for each in written if each.count('"b"') == 2][:1]
    assert twice


def test_the_command_refuses_what_is_no_format(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["yaml"], ["--inputs", "0"], ["--jobs", "0"]):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 2
    assert "there is no format yaml; there are session, variant" in capsys.readouterr().err


def test_spoiling_is_one_to_three_changes() -> None:
    assert len({spoil(CONTENT, Random(seed)) for seed in range(100)}) > 60
