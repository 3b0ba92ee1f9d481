"""What is typed is read as the number that it says, or not at all."""

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparse_explorer.app.language.number_text import NotANumberError, number_text, read_decimal, read_whole

floats = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 0.001),
        ("0.5e-1", 0.05),
        ("1E3", 1000.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("5e-324", 5e-324),
        ("1.7976931348623157e308", 1.7976931348623157e308),
        ("0,5", 0.5),
        ("0,125", 0.125),
        ("12,5", 12.5),
        ("1234,567", 1234.567),
        ("-3", -3.0),
        ("−3", -3.0),  # a minus sign, as copied from a paper
        ("+2", 2.0),
        ("  7  ", 7.0),
        ("\u00a07", 7.0),
        ("1.000", 1.0),
        ("00012", 12.0),
        ("1e+2", 100.0),
        ("0e5", 0.0),
        ("-0", 0.0),
        ("٣", 3.0),
    ],
)
def test_decimals(text: str, value: float) -> None:
    assert read_decimal(text) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a number is missing"),
        ("   ", "a number is missing"),
        ("abc", "abc is not a number"),
        ("1e", "1e is not a number"),
        ("1e-", "1e- is not a number"),
        ("e5", "e5 is not a number"),
        (".", ". is not a number"),
        ("-", "- is not a number"),
        ("1.2.3", "1.2.3 is not a number"),
        ("1 000", "1 000 is not a number"),
        ("1_000", "1_000 is not a number"),
        ("0x10", "0x10 is not a number"),
        ("inf", "inf is not a number"),
        ("nan", "nan is not a number"),
        ("1,234.5", "1,234.5 is not a number"),
        ("1.234,5", "1.234,5 is not a number"),
        ("--1", "--1 is not a number"),
        ("1e9999999", "1e9999999 is not a number"),
        ("1e999", "1e999 is too large"),
        ("-1e999", "-1e999 is too large"),
        ("1e-999", "1e-999 is too close to 0"),
        ("1,000", "1,000 could be 1 or 1000"),
        ("12,345", "12,345 could be 12.345 or 12345"),
        ("-123,456", "-123,456 could be -123.456 or -123456"),
    ],
)
def test_decimals_that_are_none(text: str, words: str) -> None:
    with pytest.raises(NotANumberError, match="^" + words.replace(".", r"\.").replace("+", r"\+")):
        read_decimal(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("1e3", 1000),
        ("1.5e1", 15),
        ("2.0", 2),
        ("2,0", 2),
        ("-3", -3),
        ("0", 0),
        ("999999999999999", 10**15 - 1),
    ],
)
def test_whole_numbers(text: str, value: int) -> None:
    found = read_whole(text)
    assert found == value
    assert type(found) is int


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1e-3", "1e-3 is not a whole number"),
        ("2.5", "2.5 is not a whole number"),
        ("0,5", "0,5 is not a whole number"),
        ("1e15", "1e15 is too large"),
        ("1e500000", "1e500000 is too large"),
        ("1.000", "1.000 could be 1 or 1000"),
        ("12.345", "12.345 could be 12.345 or 12345"),
        ("1,000", "1,000 could be 1 or 1000"),
        ("ten", "ten is not a number"),
        ("", "a number is missing"),
    ],
)
def test_whole_numbers_that_are_none(text: str, words: str) -> None:
    with pytest.raises(NotANumberError, match="^" + words.replace(".", r"\.")):
        read_whole(text)


def test_percent_is_shifted_before_it_is_rounded() -> None:
    assert read_decimal("35", shift=2) == 0.35
    assert read_decimal("12.5", 2) == 0.125
    assert read_decimal("29e-1", 2) == 0.029
    with pytest.raises(NotANumberError, match="too close to 0"):
        read_decimal("5e-324", 2)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.0001234, 4, "0.0001234"),
        (0.00005, 4, "0.00005"),
        (0.000001, 4, "0.000001"),
        (0.0000001, 4, "1e-7"),
        (1.5e-10, 4, "1.5e-10"),
        (-1.5e-10, 4, "-1.5e-10"),
        (5e-324, 4, "5e-324"),
        (1.0, 4, "1.0"),
        (1.0, 0, "1"),
        (0.0, 4, "0.0"),
        (-0.0, 0, "0"),
        (100, 0, "100"),
        (-5, 0, "-5"),
        (1e15, 0, "1000000000000000"),
        (1e16, 0, "1e16"),
        (0.1 + 0.2, 2, "0.30000000000000004"),
    ],
)
def test_numbers_are_shown_with_all_their_digits(value: float, decimals: int, text: str) -> None:
    assert number_text(value, decimals=decimals) == text


def test_percent_is_shown_without_what_floats_add() -> None:
    assert [number_text(value, 2) for value in (0.35, 0.29, 0.5, 1.0, 0.0005)] == [
        "35",
        "29",
        "50",
        "100",
        "0.05",
    ]


@given(value=floats, shift=st.sampled_from([0, 2]), decimals=st.integers(0, 3))
def test_what_is_shown_is_read_back_as_the_same(value: float, shift: int, decimals: int) -> None:
    assert read_decimal(number_text(value, shift, decimals), shift) == value


@given(value=floats)
def test_what_python_writes_is_read_as_the_same(value: float) -> None:
    found = read_decimal(repr(value))
    assert struct.pack("d", found + 0.0) == struct.pack("d", value + 0.0)


@given(value=st.integers(-(10**14), 10**14))
def test_whole_numbers_come_back(value: int) -> None:
    assert read_whole(number_text(value)) == value


@given(text=st.text("0123456789.,eE+-− abc%", max_size=12))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    plain = text.strip().replace(",", ".").replace("−", "-")
    try:
        found = read_decimal(text)
    except NotANumberError:
        return
    assert math.isfinite(found)
    assert found == float(plain)
