"""Pieces are taken as what they should be, or one line says where they stand and what is allowed."""

import math
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from sparse_explorer.reading import (
    LARGEST,
    ReadError,
    choice,
    each,
    entry,
    mapping,
    number,
    number_or_word,
    one_line,
    parse_json,
    plain,
    table,
    text,
    truth,
    whole,
)

JSON: Any = parse_json('{"nan": NaN, "half": "\\ud800", "long": ' + "9" * 400 + "}")


@pytest.mark.parametrize(
    ("convert", "value"),
    [
        (whole(2, 5), 2),
        (whole(2, 5), 5),
        (whole(), LARGEST),
        (number(0.5, 1.5), 0.5),
        (number(0.5, 1.5), 1.5),
        (number(), -1e300),
        (text, "Größe 密"),
        (truth, False),
        (table, {"a": 1}),
        (choice("a", "b"), "b"),
        (each(whole(), fewest=1, most=2), [1, 2]),
        (each(whole(), fewest=1, most=2), [1]),
        (mapping(text), {"a": "b"}),
        (plain, {"a": [1, "b", None]}),
        (number_or_word, 0.5),
        (number_or_word, "-inf"),
    ],
)
def test_what_is_allowed_is_taken(convert: Callable[[Any], Any], value: Any) -> None:
    assert convert(value) == (-math.inf if value == "-inf" else value)


def test_numbers_become_floats_and_words_what_they_say() -> None:
    assert isinstance(number()(3), float)
    assert math.isnan(number_or_word("nan"))
    assert each(number())((1, 2)) == [1.0, 2.0]


@pytest.mark.parametrize(
    ("convert", "value", "words"),
    [
        (whole(2, 5), 1, "1 is not allowed; allowed is 2 ... 5"),
        (whole(2, 5), 6, "6 is not allowed; allowed is 2 ... 5"),
        (whole(), LARGEST + 1, f"allowed is 0 ... {LARGEST}"),
        (whole(), 10**400, "a very large number is not allowed"),
        (whole(), True, "True is not a whole number"),
        (whole(), 1.0, "1.0 is not a whole number"),
        (whole(), JSON["nan"], "NaN is not allowed in JSON"),
        (whole(), JSON["long"], "99999999999999999999... is too large a number"),
        (number(0, 1), 1.5, "1.5 is not allowed; allowed is 0 ... 1"),
        (number(0), -0.5, "-0.5 is not allowed; allowed is 0 or more"),
        (number(highest=2), 3, "3 is not allowed; allowed is at most 2"),
        (number(), math.nan, "nan is not a finite number"),
        (number(), math.inf, "inf is not a finite number"),
        (number(), 10**400, "a very large number is not allowed; allowed is any number"),
        (number(), "1", "'1' is not a number"),
        (number(), False, "False is not a number"),
        (number_or_word, "infinite", "'infinite' is not a number"),
        (number_or_word, JSON["nan"], "NaN is not allowed in JSON"),
        (text, None, "None is not text"),
        (text, "a\ud800", r"'a\ud800' holds half a character"),
        (text, JSON["half"], r"'\ud800' holds half a character"),
        (truth, 1, "1 is not true or false"),
        (table, [1], "a list of 1 is not a table"),
        (choice("a", "b"), "c", "'c' is not allowed; allowed is 'a' or 'b'"),
        (choice("a", "b"), ["a"], "a list of 1 is not allowed"),
        (each(whole()), "ab", "'ab' is not a list"),
        (each(whole()), {}, "a table of 0 is not a list"),
        (each(whole(), fewest=1), [], "a list of 0 is not allowed; allowed are 1 ..."),
        (each(whole(), most=1), [1, 2], "a list of 2 is not allowed; allowed are 0 ... 1"),
        (each(whole()), [1, "x"], "[1]: 'x' is not a whole number"),
        (mapping(truth), {"a": True, "b": 0}, "b: 0 is not true or false"),
        (plain, {"a": [JSON["nan"]]}, "a[0]: NaN is not allowed in JSON"),
    ],
)
def test_what_is_not_is_one_line(convert: Callable[[Any], Any], value: Any, words: str) -> None:
    with pytest.raises(ReadError) as caught:
        convert(value)
    assert str(caught.value).startswith(words) or str(caught.value).endswith(words)


def test_an_entry_names_its_place() -> None:
    data = {"runs": [{"seed": 1}, {"seed": -1}]}
    read = each(lambda run: entry(run, "seed", whole()))
    with pytest.raises(ReadError) as caught:
        entry(data, "runs", read)
    assert (caught.value.field, caught.value.reason) == (
        "runs[1].seed",
        f"-1 is not allowed; allowed is 0 ... {LARGEST}",
    )
    assert str(caught.value.inside("file")).startswith("file.runs[1].seed: ")


def test_an_entry_that_is_missing_has_its_default_or_is_named() -> None:
    assert entry({}, "seed", whole(), 7) == 7
    assert entry({}, "seed", whole(), None) is None
    assert entry({"seed": 3}, "seed", whole(), 7) == 3
    with pytest.raises(ReadError, match=r"^seed: is missing$"):
        entry({}, "seed", whole())
    with pytest.raises(ReadError, match=r"^seed: "):
        entry({"seed": None}, "seed", whole(), 7)
    with pytest.raises(ReadError, match="'x' is not a table"):
        entry("x", "seed", whole(), 7)


def test_a_place_is_shown_in_one_line_of_bearable_length() -> None:
    assert "\n" not in str(ReadError("a\nb", "is wrong"))
    assert len(str(ReadError(".".join(["deep"] * 1000), "is wrong"))) < 110
    assert str(ReadError("a.b", "is wrong")) == "a.b: is wrong"
    assert str(ReadError("", "it is wrong")) == "it is wrong"


def test_the_error_survives_the_way_to_another_process() -> None:
    error = pickle.loads(pickle.dumps(ReadError("a.b", "is wrong")))  # noqa: S301
    assert (error.field, error.reason, str(error)) == ("a.b", "is wrong", "a.b: is wrong")


def test_words_become_one_line() -> None:
    assert one_line("a\n\tb\x1b[31m  c") == "a b [31m c"
    assert one_line("x" * 300) == "x" * 200 + " …"
    assert one_line(ValueError("x" * 10), longest=10) == "x" * 10
