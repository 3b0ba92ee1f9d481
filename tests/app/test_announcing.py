"""Announcements come after the change, once each, in a fixed order, the newest last."""

import pytest

from sparse_explorer.app.model.announcing import Announcer


@pytest.fixture
def said() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def announcer(said: list) -> Announcer:
    return Announcer(("list", "selection", "row"), lambda topic, about: said.append((topic, about)))


def test_nothing_is_said_before_the_outermost_change_is_over(announcer: Announcer, said: list) -> None:
    with announcer.change() as announce:
        announce("row", "a")
        with announcer.change() as inner:
            inner("list")
        assert said == []
    assert said == [("list", ""), ("row", "a")]


def test_each_is_said_once_and_of_one_topic_in_the_order_of_noting(announcer: Announcer, said: list) -> None:
    with announcer.change() as announce:
        for about in ("b", "a", "b"):
            announce("row", about)
        announce("selection")
        announce("selection")
    assert said == [("selection", ""), ("row", "b"), ("row", "a")]


def test_what_a_listener_changes_is_said_after_what_it_is_being_told() -> None:
    value, heard = [0], []
    listeners = []

    def say(topic: str, about: str) -> None:
        now = value[0]  # as a signal carries what it was emitted with
        for listener in listeners:
            listener(now)

    announcer = Announcer(("value",), say)

    def set_value(number: int) -> None:
        with announcer.change() as announce:
            value[0] = number
            announce("value")

    listeners.append(lambda now: set_value(9) if now < 9 else None)
    listeners.append(heard.append)
    set_value(1)
    assert heard == [1, 9]  # never 9 and then the older value


def test_a_change_that_fails_says_what_it_came_to_and_the_next_one_works(
    announcer: Announcer, said: list
) -> None:
    def fail() -> None:
        with announcer.change() as announce:
            announce("list")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert said == [("list", "")]
    with announcer.change() as announce:
        announce("row")
    assert said == [("list", ""), ("row", "")]


def test_a_listener_that_fails_does_not_silence_the_next_change(said: list) -> None:
    def say(topic: str, about: str) -> None:
        said.append(topic)
        if topic == "list":
            raise RuntimeError

    announcer = Announcer(("list", "row"), say)
    with pytest.raises(RuntimeError), announcer.change() as announce:
        announce("list")
    with announcer.change() as announce:
        announce("row")
    assert said == ["list", "row"]


def test_a_topic_that_there_is_not_is_refused(announcer: Announcer) -> None:
    with (
        announcer.change() as announce,
        pytest.raises(ValueError, match="'nonsense' is no topic, allowed are list, selection, row"),
    ):
        announce("nonsense")
