"""Text from anywhere, as it is shown: control characters written out, letters of every script as they are."""

import sys
import unicodedata

import pytest

from sparse_explorer.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("two\nlines\r\x07", r"two\nlines\r\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("exe\u202egnp.", r"exe\u202egnp."),
        ("\u2066a\u2069", r"\u2066a\u2069"),
        ("a\u2028b", r"a\u2028b"),
        ("\udcff", r"\udcff"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
    ],
)
def test_what_a_terminal_would_act_upon_is_written_out(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "数字 データ",
        "全角\u3000空白",
        "שלום",
        "\u0645\u06cc\u200c\u062e\u0648",
        "👩\u200d🔬",
        "\u200f(א)",
        "a\u00a0b",
        "$|_<é",
    ],
)
def test_letters_of_every_script_stay(text: str) -> None:
    assert printable(text) == text


def test_what_is_to_stay_stays() -> None:
    assert printable("a\tb\nc\r", keep="\n\t") == "a\tb\nc\\r"


def test_no_character_that_controls_is_left_out() -> None:
    kinds = {"Cc", "Cs", "Zl", "Zp"}
    turning = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    for code in range(sys.maxunicode + 1):
        letter = chr(code)
        if unicodedata.category(letter) in kinds or unicodedata.bidirectional(letter) in turning:
            assert printable(letter) != letter, hex(code)
        elif unicodedata.category(letter) in ("Lo", "Ll", "Lu", "Mn", "Nd", "Po", "So", "Zs"):
            assert printable(letter) == letter, hex(code)
