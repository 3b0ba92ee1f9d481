"""Streams that are gone through at once: everything of each in its order, and an end when it is asked for."""

import threading
from collections.abc import Generator
from contextlib import closing

import pytest

from sparse_explorer.experiment.runs.side_by_side import side_by_side


def counting(count: int) -> Generator[int, None, None]:
    yield from range(count)


@pytest.mark.parametrize("at_once", [1, 2, 5])
def test_each_stream_comes_whole_and_in_order(at_once: int) -> None:
    sizes = (3, 0, 4)
    found = list(side_by_side([lambda size=size: counting(size) for size in sizes], at_once))
    for place, size in enumerate(sizes):
        assert [item for at, item in found if at == place] == [*range(size), None]


def test_two_are_at_work_at_once() -> None:
    both = threading.Barrier(2, timeout=60)

    def meeting() -> Generator[str, None, None]:
        both.wait()  # for ever, if the other were only begun after this one
        yield "met"

    assert [item for _, item in side_by_side([meeting, meeting], 2) if item] == ["met", "met"]


@pytest.mark.parametrize("at_once", [1, 2])
def test_closing_it_ends_the_streams_and_begins_no_other(at_once: int) -> None:
    begun, ended = [], []

    def endless(name: int) -> Generator[int, None, None]:
        begun.append(name)
        try:
            while True:
                yield name
        finally:
            ended.append(name)

    with closing(side_by_side([lambda name=name: endless(name) for name in range(9)], at_once)) as items:
        next(items)
    assert sorted(begun) == sorted(ended)
    assert len(begun) <= at_once


@pytest.mark.parametrize("at_once", [1, 2])
def test_what_a_stream_raises_ends_all(at_once: int) -> None:
    def failing() -> Generator[int, None, None]:
        yield 1
        raise ArithmeticError("no")

    def endless() -> Generator[int, None, None]:
        while True:
            yield 2

    with pytest.raises(ArithmeticError, match="no"):
        list(side_by_side([failing, endless], at_once))
