"""Random streams: what a seed gives is for ever, and streams of different purposes have nothing in common."""

import itertools

import torch

from sparse_explorer.experiment.engine.seeding import generator


def numbers(*what: int | str) -> list[int]:
    return torch.randint(1000, (5,), generator=generator(*what)).tolist()


def test_a_seed_gives_the_same_numbers_for_ever() -> None:
    # Published results must come out again: these are not to be changed.
    assert numbers(0, "network") == [32, 992, 70, 921, 872]
    assert numbers(3, "shuffle", 1) == [852, 774, 564, 868, 888]


def test_seeds_and_purposes_have_streams_of_their_own() -> None:
    streams = [
        numbers(*what)
        for what in (
            (0, "network"),
            (1, "network"),
            (0, "noise"),
            (0, "shuffle", 0),
            (0, "shuffle", 1),
            (10, "shuffle"),
        )
    ]
    assert all(one != other for one, other in itertools.combinations(streams, 2))


def test_the_global_random_state_is_left_alone() -> None:
    before = torch.get_rng_state()
    numbers(0, "network")
    assert torch.equal(torch.get_rng_state(), before)
