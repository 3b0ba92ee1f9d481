"""Tables of text: as many cells in every row, whatever the cells hold; straight columns; nothing that acts."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sparse_explorer.experiment.results.text_table import display_width, markdown_text, printable, text_table

NAMES = [
    "a|b",
    "\\|",
    "<b>x</b>",
    "_Dense_",
    "**x**",
    "[a](b)",
    "#1",
    "`c`",
    "~~s~~",
    "&lt;",
    "$x$",
    "{y}",
    "!z",
]


def cells(line: str) -> list[str]:
    """The cells of a line of Markdown, as GitHub takes it apart."""
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in re.findall(r"(?:\\.|[^|\\])+", inner)]


def read(text: str) -> str:
    """Markdown without anything but escapes, as it is shown."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[|<>_*`\[\]#~$&]", text), text
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def test_markdown_shows_names_as_typed_in_whole_rows() -> None:
    lines = text_table(
        ["network", "n"], [[name, "1"] for name in NAMES], (False, True), markdown=True
    ).splitlines()
    assert len(lines) == len(NAMES) + 2
    assert all(len(cells(line)) == 2 for line in lines)
    assert [read(cells(line)[0]) for line in lines[2:]] == NAMES
    heads = text_table(NAMES, [["1"] * len(NAMES)], [True] * len(NAMES), markdown=True).splitlines()
    assert [read(cell) for cell in cells(heads[0])] == NAMES


def test_what_means_nothing_stays_as_it_is() -> None:
    assert markdown_text("Sparse CNN-2 (article), 密な +1% = 'x'; y: 3/4 @ ^") == (
        "Sparse CNN-2 (article), 密な +1% = 'x'; y: 3/4 @ ^"
    )


@pytest.mark.parametrize("markdown", [False, True])
def test_a_cell_is_one_line_without_control_characters(markdown: bool) -> None:
    table = text_table(["a"], [["x\ny\tz"], ["\x1b[31mred\x07"]], [False], markdown)
    assert len(table.splitlines()) == 4
    assert "x y z" in table
    assert "\x1b" not in table and "\x07" not in table
    assert "x1b" in table
    assert printable("\x9b1m \u202eabc ") == "\\x9b1m \\u202eabc"


def test_wide_characters_take_two_places_and_accents_none() -> None:
    assert display_width("abc") == 3
    assert display_width("密な") == 4
    assert display_width("\uff1d1") == 3
    assert display_width("e\u0301") == 1
    lines = text_table(["noise", "密な ネットワーク"], [["0.00", "9.5"]], (True, True)).splitlines()
    assert {display_width(line) for line in lines} == {28}
    assert lines[1] == "-------  -------------------"


def test_the_layout_for_a_terminal() -> None:
    table = text_table(["network", "seed"], [["Dense", "0"], ["a much longer name", "11"]], (False, True))
    assert table.splitlines() == [
        "network               seed",
        "------------------  ------",
        "Dense                    0",
        "a much longer name      11",
    ]


def test_the_layout_as_markdown() -> None:
    assert text_table(["a", "b"], [["x", ""]], (False, True), markdown=True).splitlines() == [
        "| a   |   b |",
        "|-----|-----|",
        "| x   |     |",
    ]


def test_a_row_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="a row has 1 cells, must have 2"):
        text_table(["a", "b"], [["x"]], (True, True))


def test_heads_of_numbers_are_broken_before_texts_are() -> None:
    rows = [["Dense, input centred", "1,234,567"], ["Sparse", "12"]]
    table = text_table(["variant", "multiply-adds an image"], rows, (False, True), most=32)
    assert table.splitlines() == [
        "variant                multiply-",
        "                         adds an",
        "                           image",
        "--------------------  ----------",
        "Dense, input centred   1,234,567",
        "Sparse                        12",
    ]


def test_rows_of_several_lines_stand_apart() -> None:
    rows = [["k-winners help against grey noise", "yes"], ["nothing", "no"]]
    table = text_table(["finding", "verdict"], rows, (False, False), most=30)
    assert table.splitlines() == [
        "finding              verdict",
        "-------------------  ---------",
        "k-winners help       yes",
        "against grey noise",
        "",
        "nothing              no",
    ]


@example([("a" + "\u7f51" * 40, "1")], 40)
@given(
    st.lists(st.tuples(st.text(max_size=70), st.integers(0, 10**9).map(str)), max_size=4),
    st.integers(40, 100),
)
def test_a_table_takes_no_more_places_than_it_may_and_keeps_all_letters(
    rows: list[tuple[str, str]], most: int
) -> None:
    table = text_table(["what was said", "a number"], rows, (False, True), most=most)
    assert all(display_width(line) <= most for line in table.splitlines())
    letters = re.sub(r"\s", "", table)
    for text, number in rows:
        assert number in letters
        assert set(re.sub(r"\s", "", printable(text))) <= set(letters)
