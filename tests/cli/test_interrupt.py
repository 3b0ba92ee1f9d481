"""Ctrl-C is kept until it is asked for, wherever it strikes."""

import os
import signal

import pytest

from sparse_explorer.cli.interrupt import Interrupt

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")


class StruckInItsDestructor:
    def __del__(self) -> None:
        os.kill(os.getpid(), signal.SIGINT)


def test_ctrl_c_in_a_destructor_is_not_lost() -> None:
    with Interrupt() as interrupt:
        StruckInItsDestructor()
        with pytest.raises(KeyboardInterrupt):
            interrupt.check()


def test_nothing_happens_without_ctrl_c() -> None:
    with Interrupt() as interrupt:
        interrupt.check()
    assert not interrupt.asked


def test_a_second_ctrl_c_strikes_at_once() -> None:
    with Interrupt():
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


def test_afterwards_ctrl_c_is_what_it_was() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Interrupt():
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before
