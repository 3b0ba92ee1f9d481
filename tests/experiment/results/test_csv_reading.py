"""What the program has written as CSV is read back, in either dialect; anything else is refused in one line."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparse_explorer.experiment.results.csv_reading import read_rows
from sparse_explorer.experiment.results.csv_text import PLAIN, excel_dialect, fixed, safe_text, to_csv
from sparse_explorer.reading import ReadError

COLUMNS = ("variant", "correct", "loss")
NAMES = st.text(st.characters(exclude_categories=("C", "Z")), max_size=60)


@given(
    st.lists(st.tuples(NAMES, st.integers(0, 2**31 - 1), st.floats(0, 1e6) | st.just(math.inf)), max_size=4),
    st.sampled_from([PLAIN, excel_dialect(","), excel_dialect(".")]),
)
def test_what_was_written_is_read(rows: list[tuple[str, int, float]], dialect) -> None:
    text = to_csv(COLUMNS, ((name, count, fixed(loss, 4)) for name, count, loss in rows), dialect)
    read = [
        (row.text("variant"), row.whole("correct"), row.number_or_word("loss"))
        for row in read_rows(text, COLUMNS)
    ]
    assert read == [(safe_text(name), count, float(f"{loss:.4f}")) for name, count, loss in rows]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: '' is not variant,correct,loss"),
        ("variant,loss,correct\n", "line 1: 'variant,loss,correct' is not"),
        ("variant,correct,loss\na,1,0.5\nb,2\n", "line 3: there are 2 cells; there should be 3"),
        ("variant,correct,loss\na,1.5,0.5\n", "line 2: correct: '1.5' is not a whole number"),
        ("variant,correct,loss\na,-1,0.5\n", "line 2: correct: '-1' is not a whole number"),
        (f"variant,correct,loss\na,{'9' * 500},0.5\n", "line 2: correct: '999"),
        ("variant,correct,loss\na,3,0.5\n", "line 2: correct: 3 is not allowed; allowed is 0 ... 2"),
        ("variant,correct,loss\na,1,many\n", "line 2: loss: 'many' is not a number"),
        ("variant,correct,loss\na,1,inf\n", "line 2: loss: inf is not a finite number"),
        ("variant,correct,loss\na,1,1.5\n", "line 2: loss: 1.5 is not allowed; allowed is 0 ... 1"),
        (f"variant,correct,loss\n{'a' * 2000},1,0.5\n", "line 2: a cell is longer than 1000 characters"),
    ],
)
def test_what_was_not_is_refused_with_its_line(text: str, says: str) -> None:
    with pytest.raises(ReadError) as caught:
        [(row.whole("correct", 0, 2), row.number("loss", 0, 1)) for row in read_rows(text, COLUMNS)]
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
