"""Whether the machine has free cores is not decided by what is over in a moment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sparse_explorer import threads


class Loads:
    """Stands for /proc/loadavg: running threads, one number a look."""

    def __init__(self, *running: int) -> None:
        self.running = iter(running)

    def read_text(self, encoding: str) -> str:
        return f"0.5 0.4 0.3 {next(self.running)}/78 4711\n"


@pytest.fixture(autouse=True)
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "BETWEEN_LOOKS_S", 0)


@pytest.mark.parametrize(
    ("running", "others"),
    [((1, 1, 1, 1, 1), 0), ((4, 3, 1, 1, 1), 0), ((2, 2, 2, 1, 1), 1), ((3, 3, 3, 3, 3), 2)],
)
def test_what_is_over_in_a_moment_is_no_neighbour(running: tuple[int, ...], others: int) -> None:
    assert threads._others_running(Loads(*running)) == others


def test_where_there_is_no_telling_all_cores_count_as_taken(tmp_path: Path) -> None:
    assert threads._others_running(tmp_path / "nothing") == float("inf")
    (tmp_path / "broken").write_text("no load")
    assert threads._others_running(tmp_path / "broken") == float("inf")


def waiting_after(calls: str, **environment: str) -> str:
    """What the environment says after calls of functions of threads, in a process of its own; and what they return."""
    code = (
        f"import os; from sparse_explorer.threads import *; {calls}; print(os.environ.get('GOMP_SPINCOUNT'))"
    )
    unset = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT")
    inherited = {name: value for name, value in os.environ.items() if name not in unset}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_what_the_program_chose_is_not_the_users_choice() -> None:
    chosen = "let_threads_sleep(); print(user_has_chosen())"
    assert waiting_after(chosen) == "False\nNone"
    assert waiting_after(chosen, OMP_WAIT_POLICY="PASSIVE") == "True\nNone"
    assert waiting_after(chosen, GOMP_SPINCOUNT="7") == "True\n7"


def test_threads_of_a_training_beside_a_window_spin_whatever_else_runs() -> None:
    assert waiting_after("let_threads_sleep(); let_threads_spin_briefly()") == str(threads.SPINS)
