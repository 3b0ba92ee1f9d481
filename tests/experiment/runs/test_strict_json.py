"""What is written is JSON for every reader, and what is read is JSON or one kind of error."""

import json
import math

import pytest

from sparse_explorer.experiment.runs.strict_json import dumps, loads


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_numbers_that_json_does_not_know_are_not_written(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        dumps({"deep": [1.0, {"loss": number}]})


def test_what_was_written_is_read() -> None:
    value = {"name": "Größe 密", "list": [1, -2.5, 1e300, 2**63, -(2**63), True, None], "empty": {}}
    assert loads(dumps(value)) == loads(dumps(value, indent=2)) == value
    assert "Größe 密" in dumps(value)
    assert json.loads(dumps(value, indent=2)) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"loss": NaN}', "NaN is not allowed"),
        ("[Infinity]", "Infinity is not allowed"),
        ("[-Infinity]", "-Infinity is not allowed"),
        ("[1e999]", r"\[0\]: inf is no finite number"),
        ("[-1e999]", "-inf is no finite number"),
        (f"[{2**63 + 1}]", "a very large number is too large"),
        (f"[{'9' * 10_000}]", r"99999999999999999999\.\.\. is too large"),
        ("[" * 100_000, "nested too deeply"),
        ("{", "Expecting"),
    ],
)
def test_everything_else_is_a_value_error(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        loads(text)
