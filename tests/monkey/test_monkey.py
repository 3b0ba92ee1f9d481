"""A game of the monkey, 2,000 events: whatever is clicked, typed and dragged, nothing fails and nothing crashes."""

from pathlib import Path

import pytest

from tests.monkey.__main__ import play_one

EVENTS = 1000


@pytest.mark.first
@pytest.mark.parametrize("seed", [1, 2])
def test_the_window_survives_a_monkey(seed: int, tmp_path: Path) -> None:
    status, said = play_one(seed, EVENTS, timeout=100, out=tmp_path)
    assert status == 0, said
    assert f"seed {seed}, {EVENTS} events" in said and " 0 failures" in said
