"""Signals that come faster than eyes follow are passed on at a slower pace, and the last of them is never lost."""

import time

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


def test_what_takes_long_comes_at_once_and_then_when_the_calls_have_ended(qtbot: QtBot) -> None:
    seen: list[float] = []
    throttle = Throttle(300, until_rest=True)
    throttle.triggered.connect(lambda: seen.append(time.monotonic()))
    throttle.trigger()
    assert len(seen) == 1
    qtbot.waitUntil(lambda: time.monotonic() > seen[0] + 0.1)
    throttle.trigger()
    last = time.monotonic()
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[1] - last > 0.25  # not when the first interval is over; Qt's timers may be some percent early
