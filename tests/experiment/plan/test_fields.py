"""What a described field takes, at its very limits and beyond, and how it is told."""

from contextlib import suppress
from dataclasses import dataclass

import pytest

from sparse_explorer.experiment.plan.fields import ConfigError, check, described, from_dict, to_dict
from sparse_explorer.reading import ReadError


@dataclass(frozen=True)
class Inner:
    count: int = described(3, "Count", "How many.", minimum=1, maximum=8)
    share: float = described(0.5, "Share", "Which part.", above=0, maximum=1)
    size: float = described(1.0, "Size", "How large.", minimum=0.25)
    rate: float = described(1.0, "Rate", "How fast.", above=0)
    kind: str = described("a", "Kind", "Which.", choices=("a", "b"))
    on: bool = described(True, "On", "Whether.")
    noise: str = described("n1", "Noise", "Which.", choices=(*(f"n{place}" for place in range(40)), "fog"))
    limit: int | None = described(None, "Limit", "At most.", minimum=2, none_label="none")

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Outer:
    name: str
    parts: tuple[Inner, ...] = ()
    inner: Inner = Inner()


@pytest.mark.parametrize(
    ("field", "value"),
    [("count", 1), ("count", 8), ("share", 1.0), ("share", 1e-9), ("size", 0.25), ("size", 1e9), ("kind", "b"),
     ("on", False), ("limit", None), ("limit", 2), ("size", 1)],
)  # fmt: skip
def test_limits_themselves_are_allowed(field: str, value: object) -> None:
    made = from_dict(Inner, {field: value})
    assert getattr(made, field) == value
    assert type(getattr(made, field)) is (float if field in ("size", "share") else type(value))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("count", 0, "0 is not allowed; allowed is 1 ... 8"),
        ("count", 9, "9 is not allowed; allowed is 1 ... 8"),
        ("count", 2.0, "2.0 is not a whole number"),
        ("count", True, "True is not a whole number"),
        ("share", 0.0, "0 is not allowed; allowed is above 0 and at most 1"),
        ("share", 1.01, "1.01 is not allowed"),
        ("size", 0.2, "0.2 is not allowed; allowed is 0.25 or more"),
        ("size", float("inf"), "inf is not allowed"),
        ("size", True, "True is not a number"),
        ("rate", 0, "0 is not allowed; allowed is above 0"),
        ("kind", "c", "'c' is not allowed; allowed is 'a' or 'b'"),
        ("kind", 3, "3 is not text"),
        ("noise", "frog", "'frog' is not allowed; allowed is 'fog' or one of 40 others"),
        (
            "noise",
            "",
            "'' is not allowed; allowed is 'n0' or 'n1' or 'n2' or 'n3' or 'n4' or 'n5' or 'n6' or 'n7' or "
            "one of 33 others",
        ),
        ("on", 1, "1 is not true or false"),
        ("limit", 1, "1 is not allowed; allowed is 2 or more"),
        ("limit", "2", "'2' is not a whole number"),
    ],
)
def test_beyond_them_the_field_is_named_with_what_is_allowed(field: str, value: object, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        from_dict(Inner, {field: value})
    assert str(caught.value).startswith(f"{field}: {words}")
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": "a", "parts": [{}, {"count": 99}]}, "parts[1].count: 99 is not allowed"),
        ({"name": "a", "inner": {"size": "big"}}, "inner.size: 'big' is not a number"),
        ({"name": "a", "inner": {"sise": 1}}, "inner.sise: unknown key; allowed are count, share"),
        ({"name": "a", "inner": 3}, "inner: 3 is not a table"),
        ({"name": "a", "parts": 3}, "parts: 3 is not a list"),
        ({}, "name: is missing"),
    ],
)
def test_the_whole_way_to_a_field_is_told(data: dict, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        from_dict(Outer, data)
    assert str(caught.value).startswith(words)


def test_what_is_not_set_is_left_out_of_plain_data() -> None:
    plain = to_dict(Outer("a", (Inner(limit=4), Inner())))
    assert plain["parts"][0]["limit"] == 4
    assert "limit" not in plain["parts"][1]
    assert from_dict(Outer, plain) == Outer("a", (Inner(limit=4), Inner()))


@pytest.mark.parametrize("number", [10**400, -(10**400), 2**63 + 1, -(2**63) - 1])
@pytest.mark.parametrize("field", ["size", "count"])
def test_a_number_that_no_machine_holds_is_one_short_line(field: str, number: int) -> None:
    with pytest.raises(ConfigError, match=f"^{field}: a very large number is not allowed") as caught:
        from_dict(Inner, {field: number})
    assert len(str(caught.value)) < 100


def test_lists_have_an_end() -> None:
    assert len(from_dict(Outer, {"name": "a", "parts": [{}] * 1000}).parts) == 1000
    with pytest.raises(
        ConfigError, match=r"^parts: a list of 1001 is not allowed; allowed are 1000 entries at most$"
    ):
        from_dict(Outer, {"name": "a", "parts": [{}] * 1001})


@pytest.mark.parametrize("value", ["x" * 100_000, [0] * 100_000, {"a": 1}, "two\nlines"])
def test_what_is_long_is_shown_short_and_in_one_line(value: object) -> None:
    for field in ("count", "size", "kind", "on", "limit"):
        with pytest.raises(ConfigError) as caught:
            from_dict(Inner, {field: value})
        assert len(str(caught.value)) < 150
        assert "\n" not in str(caught.value)
    for field in ("parts", "inner", "name"):
        with suppress(ConfigError):
            from_dict(Outer, {"name": "a", field: value})


def test_a_configurations_error_is_a_reading_error_with_its_place() -> None:
    with pytest.raises(ReadError) as caught:
        from_dict(Outer, {"name": "a", "parts": [{}, {"count": 0}]})
    assert isinstance(caught.value, ConfigError)
    assert caught.value.field == "parts[1].count"
