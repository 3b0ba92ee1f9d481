"""A short game of the monkey: whatever is clicked, typed and dragged, nothing fails and nothing crashes."""

from pathlib import Path

import pytest

from tests.monkey.__main__ import play_one


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.proof)])
def test_the_window_survives_a_monkey(seed: int, tmp_path: Path) -> None:
    status, said = play_one(seed, 100, timeout=100, out=tmp_path)
    assert status == 0, said
    assert f"seed {seed}, 100 events" in said and " 0 failures" in said
