"""CSV: plain for programs, and for Excel; no cell of text is a formula."""

import locale

import pytest

from sparse_explorer.experiment.results.csv_text import (
    PLAIN,
    Number,
    csv_dialect,
    decimal_mark,
    excel_dialect,
    fixed,
    safe_text,
    to_csv,
)

ROWS = [("Dense; a", fixed(-0.5, 2), 12), ("\uff1d1+1", Number("1e-05"), 3)]


def test_plain_is_commas_points_and_nothing_before() -> None:
    assert to_csv(("a", "b", "c"), ROWS) == "a,b,c\nDense; a,-0.50,12\n'\uff1d1+1,1e-05,3\n"


def test_excel_gets_a_mark_semicolons_and_its_decimals() -> None:
    head = "\ufeffa;b;c\r\n"
    assert to_csv(("a", "b", "c"), ROWS, excel_dialect(",")) == (
        f'{head}"Dense; a";-0,50;12\r\n\'\uff1d1+1;1e-05;3\r\n'
    )
    assert to_csv(("a", "b", "c"), ROWS, excel_dialect(".")) == (
        f'{head}"Dense; a";-0.50;12\r\n\'\uff1d1+1;1e-05;3\r\n'
    )


@pytest.mark.parametrize("first", "= + - @ \t \r \n \uff1d \uff0b \uff0d \uff20".split(" "))
def test_text_that_begins_like_a_formula_is_quoted(first: str) -> None:
    assert safe_text(f"{first}1+1") == f"'{first}1+1"
    assert f"'{first}" in to_csv(("a",), [(f"{first}1",)])


def test_numbers_and_other_text_are_not_quoted() -> None:
    assert to_csv(("a",), [(fixed(-1.25, 1),), (-3,), ("a=1",), ("'x",), (" =1",), ("",)]) == (
        'a\n-1.2\n-3\na=1\n\'x\n =1\n""\n'
    )
    assert fixed(None, 2) == ""


def test_a_text_that_looks_like_a_number_keeps_its_point() -> None:
    assert "v1.5;1,5" in to_csv(("a", "b"), [("v1.5", fixed(1.5, 1))], excel_dialect(","))


def set_locale(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name in ("LC_ALL", "LC_NUMERIC", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in values.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    ("values", "mark"),
    [
        ({"LC_ALL": "C"}, "."),
        ({"LC_ALL": "de_DE.UTF-8"}, ","),
        ({"LC_ALL": "en_GB.UTF-8"}, "."),
        ({"LC_NUMERIC": "fr_FR.UTF-8", "LANG": "en_US.UTF-8"}, ","),
        ({"LC_NUMERIC": "C", "LANG": "de_DE.UTF-8"}, "."),
        ({"LANG": "pt_BR.UTF-8"}, ","),
    ],
)
def test_the_decimal_mark_is_the_locales_whether_installed_or_not(monkeypatch, values, mark) -> None:
    set_locale(monkeypatch, **values)
    before = locale.setlocale(locale.LC_NUMERIC)
    assert decimal_mark() == mark
    assert locale.setlocale(locale.LC_NUMERIC) == before


def test_the_process_keeps_its_own_locale(monkeypatch) -> None:
    used = ["own"]

    def set_to(category: int, name: str | None = None) -> str:
        if name is not None:
            used.append(name or "the user's")
        return used[-1]

    monkeypatch.setattr(locale, "setlocale", set_to)
    monkeypatch.setattr(
        locale, "localeconv", lambda: {"decimal_point": "," if used[-1] == "the user's" else "."}
    )
    assert decimal_mark() == ","
    assert used == ["own", "the user's", "own"]


def test_dialects_have_names(monkeypatch) -> None:
    set_locale(monkeypatch, LC_ALL="de_DE.UTF-8")
    assert csv_dialect("plain") == PLAIN
    assert csv_dialect("excel") == excel_dialect(",")
    with pytest.raises(ValueError, match="dialect is 'odd', must be one of plain, excel"):
        csv_dialect("odd")
