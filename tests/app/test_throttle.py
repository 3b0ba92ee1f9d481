"""Signals that come faster than eyes follow are passed on at a slower pace, and the last of them is never lost."""

from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt.throttle import Throttle


def test_the_first_comes_at_once_and_many_more_come_as_one_later(qtbot: QtBot) -> None:
    seen: list[int] = []
    throttle = Throttle(20)
    throttle.triggered.connect(lambda: seen.append(len(seen)))
    throttle.trigger()
    assert len(seen) == 1
    with qtbot.waitSignal(throttle.triggered):
        for _ in range(50):
            throttle.trigger()
        assert len(seen) == 1
    assert len(seen) == 2


def test_nothing_comes_that_nobody_asked_for(qtbot: QtBot) -> None:
    throttle = Throttle(5)
    throttle.trigger()
    with qtbot.assertNotEmitted(throttle.triggered, wait=50):
        pass


def test_what_comes_later_is_followed_by_a_pause_as_well(qtbot: QtBot) -> None:
    seen: list[int] = []
    throttle = Throttle(20)
    throttle.triggered.connect(lambda: seen.append(len(seen)))
    throttle.trigger()
    with qtbot.waitSignal(throttle.triggered):
        throttle.trigger()
    throttle.trigger()
    assert len(seen) == 2
    qtbot.waitUntil(lambda: len(seen) == 3)
