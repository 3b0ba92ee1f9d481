"""The list of mutants fits the sources, and the command tells a change that is noticed from one that is not."""

import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.mutants.__main__ import ROOT, main
from tests.mutants.listing import ListError, Mutant, problems, read_mutants

HERE = Path(__file__).parent

SOURCE = """
def is_even(number):
    return number % 2 == 0

def wait(event=None):
    if event is not None:
        event.wait()

def name():
    return "even"
"""
TESTS = """
import threading
from numbers_of import is_even, name, wait

def test_even(): assert is_even(4)
def test_odd(): assert not is_even(3)
def test_wait(): wait()
def test_name(): name()
"""
MUTANTS = {
    "odd-is-even": ("number % 2 == 0", "number % 2 == 1"),
    "another-name": ('return "even"', 'return "odd"'),
    "waits-for-ever": ("if event is not None:", "import threading; event = threading.Event()\n    if True:"),
    "no-module": ("def is_even(number):", "def odd(number):"),
}
KNOWN = {**MUTANTS, "no-name": ('return "even"', 'return ""')}


@pytest.fixture(scope="module")
def mutants() -> list[Mutant]:
    return read_mutants(HERE)


def test_every_mutant_fits_its_file_once_and_names_tests_that_are_there(mutants: list[Mutant]) -> None:
    assert list(problems(mutants, ROOT)) == []


def test_every_part_of_the_program_has_mutants_with_a_reason(mutants: list[Mutant]) -> None:
    parts = Counter(mutant.file.split("/")[1] for mutant in mutants)
    assert parts.keys() >= {"nn", "data", "experiment", "cli", "app"}
    assert parts.total() >= 150
    assert all(mutant.why.endswith(".") and " " not in mutant.name for mutant in mutants)


# --- The command, on a project of its own ----------------------------------------------------------------------------


def listed(*names: str, **more: str) -> str:
    extra = "".join(f'{key} = "{value}"\n' for key, value in more.items())
    return "".join(
        f'[[mutants]]\nname = "{name}"\nwhy = "It is {name}."\nfile = "numbers_of.py"\n'
        f"before = '''{KNOWN[name][0]}'''\nafter = '''{KNOWN[name][1]}'''\ntests = [\"test_numbers.py\"]\n{extra}"
        for name in names
    )


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a module, its tests, and a folder for lists; pytest has only what the command needs."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "numbers_of.py").write_text(SOURCE)
    (folder / "test_numbers.py").write_text(TESTS)
    (folder / "pyproject.toml").write_text('[tool.pytest.ini_options]\ntimeout_method = "thread"\n')
    (folder / "lists").mkdir()
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_PLUGINS", "xdist.plugin,pytest_timeout")
    monkeypatch.setenv("PYTEST_ADDOPTS", "")
    return folder


def run(project: Path, *words: str) -> int:
    return main(words, root=project, lists=project / "lists")


@pytest.mark.parametrize(
    "names",
    [("odd-is-even", "another-name"), pytest.param(tuple(MUTANTS), marks=pytest.mark.proof)],
    ids=["two", "all"],
)
def test_what_no_test_notices_is_reported(
    project: Path, names: tuple[str, ...], capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.mutants.trials.TEST_TIMEOUT_S", 0.5)
    (project / "lists" / "all.toml").write_text(listed(*names))
    (project / "lists" / "more.toml").write_text(listed("no-name", accepted="Nobody reads it."))
    assert run(project, "--jobs", "2") == 1
    printed = capsys.readouterr().out
    outcomes = {
        line.split()[4].rstrip(":"): line.split()[1] for line in printed.splitlines() if line[:1] == "["
    }
    assert outcomes == {name: "SURVIVED" if "name" in name else "noticed" for name in (*names, "no-name")}
    assert "accepted: Nobody reads it." in printed
    assert "test_numbers.py::test_even" in printed
    assert f"{len(names) - 1} of {len(names) + 1} noticed, 1 accepted, 1 not noticed" in printed
    assert "SURVIVED: another-name, numbers_of.py\n    It is another-name." in printed
    assert (project / "numbers_of.py").read_text() == SOURCE
    # Only the survivor again, for which there is a test now.
    (project / "test_numbers.py").write_text(TESTS.replace(": name()", ': assert name() == "even"'))
    assert run(project, "--survivors") == 0
    assert "1 of 1 noticed" in capsys.readouterr().out


def test_tests_that_fail_by_themselves_notice_nothing(project: Path, capsys: pytest.CaptureFixture) -> None:
    (project / "lists" / "all.toml").write_text(listed("another-name"))
    (project / "test_numbers.py").write_text(TESTS.replace("is_even(4)", "is_even(5)"))
    assert run(project) == 2
    assert "The tests fail without any change" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            listed("odd-is-even").replace("% 2 == 0", "% 2 == 7"),
            "is there 0 times, expected once: the list is out of",
        ),
        (listed("odd-is-even").replace("number % 2 == 0", "number"), "is there 2 times, expected once"),
        (listed("odd-is-even").replace("test_numbers", "test_letters"), "test_letters.py is not there"),
        (
            listed("odd-is-even").replace("numbers.py", "numbers.py::test_of"),
            "test_numbers.py::test_of is not there",
        ),
        (listed("odd-is-even").replace("numbers_of", "letters_of"), "letters_of.py is not there"),
        (listed("odd-is-even").replace("% 2 == 1", "% == 1"), "invalid syntax"),
        (listed("odd-is-even").replace("% 2 == 1", "% 2 == 0"), "it changes nothing"),
        (listed("odd-is-even", "odd-is-even"), "2 mutants have this name"),
        (listed("odd-is-even").replace("why", "because"), "mutant 1 lacks why"),
        (listed("odd-is-even", colour="red"), "mutant 1 has unknown colour"),
        ("mutants = [", "all.toml is no list of [[mutants]]"),
    ],
)
def test_a_list_that_is_out_of_date_is_refused(
    project: Path, capsys: pytest.CaptureFixture, content: str, words: str
) -> None:
    (project / "lists" / "all.toml").write_text(content)
    assert run(project) == 2
    assert words in capsys.readouterr().err


def test_words_choose_by_name_and_file(project: Path, capsys: pytest.CaptureFixture) -> None:
    (project / "lists" / "all.toml").write_text(listed(*MUTANTS))
    assert run(project, "odd", "wait", "--list") == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "odd-is-even",
        "waits-for-ever",
    ]
    assert run(project, "numbers_of", "--list") == 0
    assert len(capsys.readouterr().out.splitlines()) == 4
    assert run(project, "nothing") == 2
    assert "none of 4 mutants fits" in capsys.readouterr().err


def test_a_list_names_the_file_that_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text("x = 1")
    with pytest.raises(ListError, match=r"one\.toml"):
        read_mutants(tmp_path)
