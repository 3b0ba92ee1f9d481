"""JSON and TOML within limits: a value beyond them is marked where it stands, or named with its place."""

import json
import time

import pytest

from sparse_explorer.reading import ReadError, Refused, parse_json, parse_toml, short, sound
from sparse_explorer.reading.parsing import MOST_DEPTH, MOST_KEY, MOST_KEY_PARTS, MOST_TEXT, MOST_WHOLE
from sparse_explorer.reading.tomls import tomllib


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def test_what_is_within_the_limits_is_read_as_it_is() -> None:
    value = {
        "name": "Größe 密 🎈",
        "list": [1, -2.5, 1e300, MOST_WHOLE, -MOST_WHOLE, True, None, "", []],
        "k" * MOST_KEY: {"a": {"b": {}}},
    }
    content = json.dumps(value)
    assert sound(parse_json(content)) == value
    assert sound(parse_json(b"\xef\xbb\xbf" + content.encode())) == value
    assert sound(parse_json(json.dumps("\N{BALLOON}"))) == "\N{BALLOON}"  # written as two halves
    assert sound(parse_json(nested(MOST_DEPTH))) is not None


@pytest.mark.parametrize(
    ("piece", "words"),
    [
        ("NaN", "NaN is not allowed in JSON"),
        ("-Infinity", "-Infinity is not allowed in JSON"),
        ("1e999", "inf is no finite number"),
        ("-1e999", "-inf is no finite number"),
        (str(MOST_WHOLE + 1), "a very large number is too large"),
        (str(-MOST_WHOLE - 1), "a very large number is too large"),
        ("9" * 400, r"99999999999999999999\.\.\. is too large a number"),
        ("-" + "9" * 10_000, r"-9999999999999999999\.\.\. is too large a number"),
        (r'"a\ud800"', r"'a\\ud800' holds half a character"),
        (f'"{"x" * (MOST_TEXT + 1)}"', "is longer than 1048576 characters"),
        (nested(MOST_DEPTH), "is nested too deeply"),
    ],
)
def test_a_value_beyond_the_limits_is_marked_and_named_with_its_place(piece: str, words: str) -> None:
    tree = parse_json(f'{{"good": 1, "bad": [0, {{"here": {piece}}}]}}')
    assert tree["good"] == 1
    assert tree["bad"][0] == 0
    with pytest.raises(ReadError, match=words) as caught:
        sound(tree)
    assert caught.value.field.startswith("bad[1].here")
    assert len(str(caught.value)) < 300


def test_the_first_of_two_is_named() -> None:
    with pytest.raises(ReadError, match=r"^b: "):
        sound(parse_json('{"a": 1, "b": NaN, "c": Infinity}'))


def test_a_key_that_is_there_twice_is_refused_and_its_neighbours_are_not() -> None:
    tree = parse_json('{"a": 1, "b": 2, "a": 3, "c": 4, "a": 5}')
    assert (tree["b"], tree["c"]) == (2, 4)
    with pytest.raises(ReadError, match=r"^a: 'a' is there twice$"):
        sound(tree)


@pytest.mark.parametrize(
    ("key", "words"), [(r"\udc00", "holds half a character"), ("k" * (MOST_KEY + 1), "is longer than 5000")]
)
def test_a_key_that_is_not_allowed_is_named(key: str, words: str) -> None:
    tree = parse_json(f'{{"{key}": 1, "good": 2}}')
    assert tree["good"] == 2
    assert len(tree) == 2
    with pytest.raises(ReadError, match=f"is a key that {words}") as caught:
        sound(tree)
    str(caught.value).encode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "it is no JSON: Expecting value"),
        ("{", "it is no JSON: Expecting"),
        (b'{"a": "\xff"}', "it is no JSON: the byte 0xff is not UTF-8"),
        ("\0", "it is no JSON"),
        ("[" * 100_000, "it is nested too deeply"),
        ('{"a":' * 100_000, "it is nested too deeply"),
        ("[" + "[],{}," * 300_000 + "1]", "it has more values than any file of this kind"),
        ("[" + "0," * 16_000_001 + "0]", "it has more values than any file of this kind"),
    ],
)
def test_what_is_no_json_or_too_much_of_it_is_one_line(content: bytes | str, words: str) -> None:
    with pytest.raises(ReadError, match=words) as caught:
        parse_json(content)
    assert "\n" not in str(caught.value)


def test_digits_by_the_million_take_no_time() -> None:
    started = time.process_time()
    assert isinstance(parse_json("9" * 3_000_000), Refused)
    assert time.process_time() - started < 1


def test_toml_is_read_and_its_own_errors_stay() -> None:
    assert parse_toml("a = 1\n[b.c]\nd = [0.5, 'x']\n") == {"a": 1, "b": {"c": {"d": [0.5, "x"]}}}
    with pytest.raises(tomllib.TOMLDecodeError):
        parse_toml("a = \n")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f"a = {'9' * 400}", "^a: a very large number is too large$"),
        (f"a = {'9' * 5_000}", "^it holds a number that is too large$"),
        (f"a = -{'1_' * 5_000}1", "^it holds a number that is too large$"),
        (f"a = 0x{'f' * 5_000}", "^a: a very large number is too large$"),
        (f"a = -{'9' * 25}", "^a: a very large number is too large$"),
        ("[b]\na = [1, inf]", r"^b\.a\[1\]: inf is no finite number$"),
        (f"a = {nested(3_000)}", "nested too deeply"),
        (f"a = {nested(MOST_DEPTH)}", r"^a\[0\].*nested too deeply$"),
        (f"x = 1\n{'a.' * MOST_KEY_PARTS}b = 1", "line 2 has a key of more than 32 parts"),
        (f"x = {{{'a . ' * 500_000}b = 1}}", "line 1 has a key of more than 32 parts"),
        ("'x'." * 400_000, "line 1 has a key of more than 32 parts"),
        (f"{'k' * (MOST_KEY + 1)} = 1", "is a key that is longer than 5000 characters"),
    ],
)
def test_toml_beyond_the_limits_is_one_line_soon(content: str, words: str) -> None:
    started = time.process_time()
    with pytest.raises(ReadError, match=words) as caught:
        parse_toml(content)
    assert time.process_time() - started < 1
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_the_longest_key_is_no_long_line() -> None:
    key = ".".join(["a"] * MOST_KEY_PARTS)
    line = ", ".join(["0.25"] * 1000)
    parse_toml(f"{key} = 1\nlevels = [{line}]\n# {'. ' * 100}\nb = '{'x' * 1000}'\n")


def test_a_value_is_shown_in_one_short_line() -> None:
    assert short("a\nb") == r"'a\nb'"
    assert short([1] * 3) == "a list of 3"
    assert short({"a": 1}) == "a table of 1"
    assert short(10**400) == "a very large number"
    assert short(7) == "7"
    assert short("x" * 80) == repr("x" * 80)
    assert short("x" * 81) == repr("x" * 80) + " …"
    assert len(short("\0" * 10**7)) < 180
    assert len(short(Refused("y" * 1000, "is long"))) < 180
    assert short(tomllib.loads("a = 2020-01-02")["a"]) == "2020-01-02"
