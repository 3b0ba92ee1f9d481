"""Whether the machine has free cores is not decided by what is over in a moment."""

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
