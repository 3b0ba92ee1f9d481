"""The search for a digit that networks answer differently: the next one, around the end, under the shown noise."""

import dataclasses

import pytest
import torch
from torch import Tensor, nn

from reference.counting import CountingStanding
from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.disagreements import disagreements
from sparse_explorer.experiment.engine.inspection import DigitInspector
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.runs.runner import new_network

COUNT = 20
PLACE = {"noise": 0, "convention": "article", "pattern": 3}


@pytest.fixture
def numbered() -> ImageData:
    """Images that are as bright as their number."""
    images = torch.arange(COUNT, dtype=torch.uint8).view(COUNT, 1, 1).expand(COUNT, 28, 28).contiguous()
    labels = torch.zeros(COUNT, dtype=torch.int64)
    return ImageData("numbered", images, labels, images, labels, mean=0.1, std=0.3)


class Oracle(nn.Module):
    """Answers 1 for the images of these numbers, else 0; records the images that it is asked about."""

    def __init__(self, *numbers: int) -> None:
        super().__init__()
        self.numbers = torch.tensor(numbers, dtype=torch.long)
        self.asked: list[Tensor] = []

    def forward(self, x: Tensor) -> Tensor:
        self.asked.append(x)
        number = ((x[:, 0, 0, 0] * 0.3 + 0.1) * 255).round().long()
        return nn.functional.one_hot(torch.isin(number, self.numbers).long(), 10).float()


def search(
    data: ImageData, *networks: nn.Module, start: int = 0, batch: int = 4, **place
) -> list[int | None]:
    named = {str(place): network for place, network in enumerate(networks)}
    return list(disagreements(named, data, start=start, batch=batch, **{**PLACE, **place}))


@pytest.mark.parametrize(
    ("start", "found", "batches"),
    [(0, 5, 2), (5, 5, 1), (6, 9, 1), (10, 17, 2), (17, 17, 1), (18, 5, 2), (19, 5, 2)],
)
@pytest.mark.parametrize("batch", [1, 4, 7, 100])
def test_it_finds_the_next_one_and_goes_around(
    numbered: ImageData, start: int, found: int, batches: int, batch: int
) -> None:
    yielded = search(numbered, Oracle(), Oracle(5, 9, 17), start=start, batch=batch)
    assert yielded[-1] == found
    assert set(yielded[:-1]) <= {None}
    if batch == 4:
        assert len(yielded) == batches


def test_one_that_is_behind_the_start_is_found_last(numbered: ImageData) -> None:
    assert search(numbered, Oracle(), Oracle(7), start=8) == [None, None, None, None, 7]


def test_the_search_for_what_is_not_there_looks_at_all_of_them_once(numbered: ImageData) -> None:
    one, same = Oracle(3, 4), Oracle(4, 3)
    assert search(numbered, one, same, start=3, batch=6) == [None] * 4
    assert sum(len(images) for images in one.asked) == COUNT


@pytest.mark.parametrize("different", range(3))
def test_any_one_network_may_differ(numbered: ImageData, different: int) -> None:
    networks = [Oracle(11) if place == different else Oracle() for place in range(3)]
    assert search(numbered, *networks)[-1] == 11


@pytest.mark.parametrize(
    "place",
    [
        {"noise": 40, "convention": "article", "pattern": 0},
        {"noise": 40, "convention": "paper", "pattern": 0},
        {"noise": 65, "convention": "article", "pattern": 7},
    ],
)
def test_networks_are_asked_about_the_pictures_that_the_inspector_shows(
    few_digits: ImageData, place: dict
) -> None:
    data = dataclasses.replace(few_digits, test_images=few_digits.test_images[:6])
    oracle = Oracle()
    search(data, oracle, start=4, **place)
    asked = torch.cat(oracle.asked)[:, 0] * data.std + data.mean
    for images, index in zip(asked, (4, 5, 0, 1, 2, 3), strict=True):
        shown = DigitInspector().inspect({}, data, index=index, **place).noisy
        torch.testing.assert_close(images, torch.from_numpy(shown), rtol=0, atol=1e-5)


def test_weights_stand_still_during_a_search(few_digits: ImageData) -> None:
    networks = {str(seed): new_network(presets()["sparse"].variant, 0).eval() for seed in range(2)}
    for network in networks.values():
        network.standing = CountingStanding()
    assert set(disagreements(networks, few_digits, start=0, batch=40, **PLACE)) == {None}
    assert [network.standing.made for network in networks.values()] == [1, 1]
