"""Requests to stop: kept until they are asked for, raised or answered at once, and nothing of them is lost."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator

import pytest

from sparse_explorer import signals

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")


def strike(number: int = signal.SIGINT) -> None:
    os.kill(os.getpid(), number)


@pytest.fixture
def listening() -> Iterator[None]:
    """The program has started, and is listened to."""
    with signals.listening():
        signals.started()
        yield


class StruckInItsDestructor:
    def __del__(self) -> None:
        strike()


@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_what_is_kept_strikes_where_it_is_asked_for(listening: None, name: str, status: int) -> None:
    with signals.kept():
        strike(getattr(signal, name))
        assert signals.asked()
        with pytest.raises(KeyboardInterrupt) as caught:
            signals.check()
    assert signals.exit_status(caught.value) == status


def test_elsewhere_it_strikes_at_once(listening: None) -> None:
    with signals.kept():
        signals.check()
        assert not signals.asked()
    with pytest.raises(signals.Interrupted):
        strike(signal.SIGTERM)


def test_in_a_destructor_it_is_not_lost(listening: None) -> None:
    with signals.kept():
        StruckInItsDestructor()
        with pytest.raises(KeyboardInterrupt):
            signals.check()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_was_lost_before_strikes_on_entering(listening: None) -> None:
    StruckInItsDestructor()
    with pytest.raises(KeyboardInterrupt), signals.kept():
        pytest.fail("entered")


def test_afterwards_signals_are_what_they_were() -> None:
    before = [signal.getsignal(getattr(signal, name)) for name in signals.NAMES]
    with signals.listening(), signals.listening():
        assert signal.getsignal(signal.SIGTERM) != before[1]
    assert [signal.getsignal(getattr(signal, name)) for name in signals.NAMES] == before
    signals.check()
    with signals.kept():
        pass


def test_while_it_is_released_signals_are_anothers(listening: None) -> None:
    mine = signal.getsignal(signal.SIGINT)
    with signals.released():
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        with pytest.raises(KeyboardInterrupt) as caught:
            strike()
        assert not isinstance(caught.value, signals.Interrupted)
    assert signal.getsignal(signal.SIGINT) != mine != signal.default_int_handler
    with pytest.raises(signals.Interrupted):
        strike()


def test_what_nohup_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with signals.listening():
            signals.started()
            strike(signal.SIGHUP)
            signals.check()
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def start(code: str) -> subprocess.Popen[str]:
    """A process that runs ``code`` and has printed a line."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from sparse_explorer import signals\n" + textwrap.dedent(code)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_while_the_program_starts_the_first_ends_it_with_a_line(name: str, status: int) -> None:
    process = start("""
        import time
        with signals.listening():
            print("ready", flush=True)
            try:
                time.sleep(60)
            finally:
                print("unwound", flush=True)
    """)
    process.send_signal(getattr(signal, name))
    assert process.communicate(timeout=30) == ("", "\nsparse-explorer: stopped\n")
    assert process.returncode == status


def test_a_second_ctrl_c_ends_all_processes_whatever_the_main_thread_does() -> None:
    process = start("""
        import multiprocessing, threading, time
        child = multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,))
        child.start()
        with signals.listening():
            signals.started()
            with signals.kept():
                print("ready", flush=True)
                try:
                    while True:
                        signals.check()
                        time.sleep(0.01)
                except KeyboardInterrupt:
                    print("asked", flush=True)
                threading.Event().wait()
    """)
    process.send_signal(signal.SIGINT)
    assert process.stdout.readline() == "asked\n"
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(2 * signals.SAME_REQUEST)
    process.send_signal(signal.SIGTERM)  # not a second Ctrl-C
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.1)
    process.send_signal(signal.SIGINT)
    # Comes back only once the child, which shares the pipes, has ended.
    assert process.communicate(timeout=30) == ("", "")
    assert process.returncode == 130


def test_the_same_ctrl_c_may_come_twice() -> None:
    """As timeout(1) sends it: to the process, and to its group."""
    process = start("""
        import os, signal, time
        with signals.listening():
            signals.started()
            with signals.kept():
                print("ready", flush=True)
                try:
                    while True:
                        signals.check()
                        time.sleep(0.01)
                except KeyboardInterrupt:
                    os.kill(os.getpid(), signal.SIGINT)
                    print("saved", flush=True)
    """)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=30) == ("saved\n", "")
    assert process.returncode == 0


def test_a_terminal_that_closes_may_say_so_several_times() -> None:
    process = start("""
        import os, signal, time
        with signals.listening():
            signals.started()
            with signals.kept():
                for number in (signal.SIGHUP, signal.SIGHUP, signal.SIGTERM, signal.SIGHUP):
                    os.kill(os.getpid(), number)
                    time.sleep(0.02)
                try:
                    signals.check()
                except signals.Interrupted as request:
                    print("ready", flush=True)
                    print(request.number)
    """)
    # Not communicate(): the number may have come with the line that was read before.
    with process:
        assert (process.stdout.read(), process.stderr.read()) == ("1\n", "")
    assert process.returncode == 0


def test_at_the_end_nothing_strikes_any_more() -> None:
    process = start("""
        import os, signal
        with signals.listening():
            signals.ignore_from_now_on()
        for name in signals.NAMES:
            os.kill(os.getpid(), getattr(signal, name))
        print("ready", flush=True)
    """)
    assert process.communicate(timeout=30) == ("", "")
    assert process.returncode == 0
