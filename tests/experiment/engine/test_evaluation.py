"""The noise sweep classifies every image at every level, with noise that depends on the seed alone."""

import itertools
from dataclasses import replace

import pytest
import torch
from torch import nn

from reference.counting import CountingStanding
from reference.noise import add_noise
from sparse_explorer.data.datasets import ImageData
from sparse_explorer.data.noise.drawing import draw
from sparse_explorer.data.noise.pixels import noise_ranks, noise_value
from sparse_explorer.experiment.engine.attacks import attack
from sparse_explorer.experiment.engine.evaluation import clean_result, evaluation
from sparse_explorer.experiment.engine.seeding import generator
from sparse_explorer.experiment.engine.training import Training
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.reports import EvaluationReport
from sparse_explorer.experiment.runs.runner import new_network

NOISE = NoiseConfig("article", (0.0, 0.3, 0.8))


class Ink(nn.Module):
    """Answers 1 where an image's mean pixel is above a threshold, else 0; records what it was shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[torch.Tensor] = []
        self.modes: list[bool] = []

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.shown.append(x.clone())
        self.modes.append(self.training)
        inky = (x.mean(dim=(1, 2, 3)) > 0).long()
        return torch.log_softmax(10.0 * nn.functional.one_hot(inky, 10).float(), dim=1)


@pytest.fixture(scope="module")
def many_digits(digits: ImageData) -> ImageData:
    """720 test digits, which take two batches."""
    images, labels = torch.cat([digits.test_images] * 2), torch.cat([digits.test_labels] * 2)
    return replace(digits, test_images=images, test_labels=labels)


@pytest.mark.parametrize("convention", ["article", "paper"])
def test_results_equal_the_plain_computation(many_digits: ImageData, convention: str) -> None:
    """Of 720 images, in two batches."""
    digits, network = many_digits, new_network(Variant("v"), 0)
    *_, last = evaluation(network, digits, NoiseConfig(convention, NOISE.levels), seed=5)
    images = digits.normalized(digits.test_images)
    ranks = noise_ranks(len(images), 784, generator(5, "noise"))
    network.eval()
    for level, result in zip(NOISE.levels, last.results, strict=True):
        value = noise_value(convention, digits.mean, digits.std)
        answers = network(add_noise(images, ranks, level, value))
        assert result.noise == level
        assert result.correct == int((answers.argmax(1) == digits.test_labels).sum())
        assert result.total == 720
        expected = nn.functional.nll_loss(answers, digits.test_labels)
        assert result.loss == pytest.approx(expected.item(), rel=1e-5)


def test_networks_evaluated_with_one_seed_see_the_same_noise(few_digits: ImageData) -> None:
    one, other, third = Ink(), Ink(), Ink()
    torch.manual_seed(1)
    list(evaluation(one, few_digits, NOISE, seed=5))
    torch.manual_seed(2)
    list(evaluation(other, few_digits, NOISE, seed=5))
    list(evaluation(third, few_digits, NOISE, seed=6))
    assert all(map(torch.equal, one.shown, other.shown))
    assert not all(map(torch.equal, one.shown, third.shown))


def test_the_network_is_evaluated_in_evaluation_mode_and_given_back_as_it_was(few_digits: ImageData) -> None:
    network = Ink().train()
    for _ in evaluation(network, few_digits, NOISE, seed=0):
        assert network.training
    assert network.modes == [False] * 3


def test_reports_grow_level_by_level_and_can_be_left(many_digits: ImageData) -> None:
    reports = list(evaluation(Ink(), many_digits, NOISE, seed=0))
    assert [(report.done, report.total) for report in reports] == [
        (720 * level + images, 3 * 720) for level in range(3) for images in (500, 720)
    ]
    assert [len(report.results) for report in reports] == sorted(len(report.results) for report in reports)
    assert reports[-1].progress == 1
    assert [result.noise for result in reports[-1].results] == [0.0, 0.3, 0.8]
    network = Ink()
    next(iter(evaluation(network, many_digits, NOISE, seed=0)))
    assert len(network.shown) == 1


def test_attacks_by_search_are_shown_some_images_evenly_spread_over_all(many_digits: ImageData) -> None:
    network = Ink()
    *_, last = evaluation(network, many_digits, NoiseConfig("square", (0.0,)), seed=0)
    assert last.results[0].total == last.done == last.total == 500
    spread = many_digits.test_images[[720 * place // 500 for place in range(500)]]
    assert torch.equal(torch.cat(network.shown), many_digits.normalized(spread))


def test_fgsm_takes_each_batchs_own_gradient_at_every_level(many_digits: ImageData) -> None:
    network = trained(many_digits)
    levels = (0.0, 0.02, 0.1)
    *_, last = evaluation(network, many_digits, NoiseConfig("fgsm", levels), seed=5)
    images, labels = many_digits.normalized(many_digits.test_images), many_digits.test_labels
    for level, result in zip(levels, last.results, strict=True):
        attacked = attack(
            *("fgsm", network, images, labels, level),
            low=-many_digits.mean / many_digits.std,
            high=(1 - many_digits.mean) / many_digits.std,
            std=many_digits.std,
            generator=generator(0, "unused"),
        )
        found = clean_result(network, attacked, labels)
        assert result == replace(found, noise=level, loss=pytest.approx(found.loss))


def test_the_clean_result_is_the_sweeps_first_level(few_digits: ImageData) -> None:
    network = new_network(Variant("v"), 3)
    first = next(itertools.islice(evaluation(network, few_digits, NOISE, seed=0), 0, None)).results[0]
    images = few_digits.normalized(few_digits.test_images)
    assert clean_result(network, images, few_digits.test_labels) == first


@pytest.mark.parametrize("preset", ["dense", "sparse"])
def test_weights_stand_still_during_a_sweep_and_no_longer(many_digits: ImageData, preset: str) -> None:
    digits, network = many_digits, new_network(presets()[preset].variant, 0)
    network.standing = CountingStanding()
    for made in (1, 2):
        list(evaluation(network, digits, NOISE, seed=5))  # two batches a level
        assert network.standing.made == made
        with torch.no_grad():
            network.hidden.weight.data.mul_(1.5)
    reports = evaluation(network, digits, NOISE, seed=5)
    next(reports)
    reports.close()
    clean_result(network, digits.normalized(digits.test_images), digits.test_labels)
    assert network.standing.made == 4


def test_every_kind_has_noise_of_its_own_drawn_on_the_clean_images(few_digits: ImageData) -> None:
    shown = {}
    for kind in ("gaussian", "speckle", "blur"):
        network = Ink()
        list(evaluation(network, few_digits, NoiseConfig(kind, (0.0, 0.5)), seed=5))
        clean, noisy = network.shown
        assert torch.equal(clean, few_digits.normalized(few_digits.test_images))
        stream = generator(5, "noise", kind)
        drawn = draw(kind, few_digits.test_images, mean=few_digits.mean, std=few_digits.std, generator=stream)
        assert torch.equal(noisy, drawn.at(slice(None), 0.5))
        shown[kind] = noisy
    assert not torch.equal(shown["gaussian"], shown["speckle"])


LEVELS = (0.0, 0.1, 0.3)


@pytest.mark.parametrize("kind", ["weights", "units", "fgsm", "pgd"])
def test_damage_and_attacks_are_swept_and_leave_the_network_as_it_is(
    few_digits: ImageData, kind: str
) -> None:
    network = trained(few_digits)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    *reports, last = evaluation(network, few_digits, NoiseConfig(kind, LEVELS), seed=5)
    for report in reports:
        assert report.noise == kind
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    clean = evaluation_of(network, few_digits, "article").results[0]
    assert last.results[0] == clean
    assert last.results[2].loss > last.results[0].loss
    assert evaluation_of(network, few_digits, kind) == last


def trained(data: ImageData) -> nn.Module:
    """A small network that has learned some digits."""
    variant = Variant("v", presets()["sparse"].variant.network, TrainingConfig(epochs=3, learning_rate=0.1))
    network = new_network(variant, 0)
    list(Training(network, data, variant.training, seed=0))
    return network


def evaluation_of(network: nn.Module, data: ImageData, kind: str) -> EvaluationReport:
    *_, last = evaluation(network, data, NoiseConfig(kind, LEVELS), seed=5)
    return last


def test_who_looks_at_a_network_between_two_reports_sees_it_whole(few_digits: ImageData) -> None:
    network = new_network(Variant("v"), 0)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    for _ in evaluation(network, few_digits, NoiseConfig("weights", (0.5, 0.8)), seed=5):
        assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
