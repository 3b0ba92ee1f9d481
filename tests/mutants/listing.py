"""The list of mutants: what each changes, what a user would see of it, and which tests should notice."""

import dataclasses
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sparse_explorer.reading.tomls import tomllib


class ListError(ValueError):
    """The list cannot be read; names the file."""


@dataclass(frozen=True)
class Mutant:
    """One small wrong change.

    Attributes:
        name: short and unique, such as ``seed-ignored``.
        why: what a user or a caller would see of it.
        file: the changed source, from the root of the checkout.
        before, after: what is replaced, which the file has exactly once, and by what.
        tests: files of tests that should notice, from the root of the checkout, or single tests in them: file::test.
        accepted: why it is right that no test notices; empty if one should.
    """

    name: str
    why: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...]
    accepted: str = ""

    def planted(self, source: str) -> str:
        """The source with the change; ValueError if it cannot be told where that belongs."""
        count = source.count(self.before)
        if count != 1:
            raise ValueError(
                f"what it replaces is there {count} times, expected once: the list is out of date"
            )
        return source.replace(self.before, self.after)


def read_mutants(folder: Path) -> list[Mutant]:
    """All mutants of a folder's TOML files, in the order of files and lines.

    Raises:
        ListError: a file is not TOML, or a mutant lacks a key or has one that is not known.
    """
    return [mutant for path in sorted(folder.glob("*.toml")) for mutant in _read(path)]


def _read(path: Path) -> Iterator[Mutant]:
    known = {field.name for field in dataclasses.fields(Mutant)}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))["mutants"]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise ListError(f"{path.name} is no list of [[mutants]]: {error}") from None
    for number, table in enumerate(tables, start=1):
        missing = known - {"accepted"} - set(table)
        if missing or set(table) - known:
            wrong = ", ".join(sorted(missing or set(table) - known))
            raise ListError(f"{path.name}: mutant {number} {'lacks' if missing else 'has unknown'} {wrong}")
        yield Mutant(**{**table, "tests": tuple(table["tests"])})


def problems(mutants: Sequence[Mutant], root: Path) -> Iterator[str]:
    """What is wrong with the list, beside the checkout that it is for: a line each."""
    for name, count in Counter(mutant.name for mutant in mutants).items():
        if count > 1:
            yield f"{name}: {count} mutants have this name"
    for mutant in mutants:
        for test in mutant.tests or ("no test",):
            if not _is_test(root, test):
                yield f"{mutant.name}: {test} is not there"
        path = root / mutant.file
        if not path.is_file():
            yield f"{mutant.name}: {mutant.file} is not there"
            continue
        try:
            planted = mutant.planted(path.read_text(encoding="utf-8"))
            if path.suffix == ".py":
                compile(planted, mutant.file, "exec")
        except (ValueError, SyntaxError) as error:
            yield f"{mutant.name}: {mutant.file}: {error}"
        if mutant.before == mutant.after:
            yield f"{mutant.name}: it changes nothing"


def _is_test(root: Path, test: str) -> bool:
    name, _, function = test.partition("::")
    path = root / name
    return path.is_file() and f"def {function}" in path.read_text(encoding="utf-8")


def chosen(mutants: Sequence[Mutant], words: Sequence[str]) -> list[Mutant]:
    """Those with one of the words in their name or file; all if there are no words."""
    return [
        mutant
        for mutant in mutants
        if not words or any(word in mutant.name or word in mutant.file for word in words)
    ]
