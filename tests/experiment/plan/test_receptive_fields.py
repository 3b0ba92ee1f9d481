"""Receptive fields are all pixels, and no others, from which something reaches a unit."""

from hypothesis import given
from hypothesis import strategies as st

from sparse_explorer.experiment.plan.parts import POOL
from sparse_explorer.experiment.plan.receptive_fields import receptive_field


def test_the_articles_units_see_six_by_six_pixels() -> None:
    assert receptive_field((5,), 0, 0) == (0, 0, 6, 6)
    assert receptive_field((5,), 11, 3) == (22, 6, 6, 6)  # down to the last row of 28
    assert receptive_field((5, 5), 3, 0) == (12, 0, 16, 16)


@given(st.lists(st.integers(1, 7), min_size=1, max_size=2), st.integers(0, 3), st.integers(0, 3))
def test_they_are_what_is_reached_step_by_step(kernels: list[int], row: int, column: int) -> None:
    reached = []
    for start in (row, column):
        places = {start}
        for kernel in reversed(kernels):
            places = {POOL * place + step for place in places for step in range(POOL)}
            places = {place + step for place in places for step in range(kernel)}
        reached.append(sorted(places))
    top, left, height, width = receptive_field(kernels, row, column)
    assert reached == [list(range(top, top + height)), list(range(left, left + width))]
