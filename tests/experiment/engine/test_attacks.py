"""Attacks stay in their ball, find what there is to find, and leave the network as it was."""

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.attacks import ATTACKS, attack
from sparse_explorer.experiment.engine.network import ExplorerNetwork, build_network
from sparse_explorer.experiment.engine.seeding import generator
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig

MEAN, STD = 0.1307, 0.3081
LOW, HIGH = -MEAN / STD, (1 - MEAN) / STD


def some_images(few_digits: ImageData, count: int = 30) -> Tensor:
    return few_digits.normalized(few_digits.test_images[:count])


def attacked(
    kind: str, network: nn.Module, images: Tensor, labels: Tensor, level: float, seed: int = 0, **others: Any
) -> Tensor:
    settings = {"low": LOW, "high": HIGH, "std": STD, "generator": generator(seed, "attack")} | others
    return attack(kind, network, images, labels, level, **settings)


def linear() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.LogSoftmax(dim=1))


def smooth() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 40), nn.Tanh(), nn.Linear(40, 10), nn.LogSoftmax(dim=1))


def with_winners() -> ExplorerNetwork:
    config = NetworkConfig(
        convs=(ConvConfig(channels=4, k=20, density=0.5),),
        hidden=HiddenConfig(units=30, density=0.5),
        k_winners=True,
        sparse_conv=True,
        sparse_linear=True,
    )
    return build_network(blueprint(config), generator(1, "network"))


@torch.no_grad()
def answers(network: nn.Module, images: Tensor) -> Tensor:
    out: Tensor = network.eval()(images).argmax(dim=1)
    return out


def right(network: nn.Module, images: Tensor, labels: Tensor) -> int:
    return int((answers(network, images) == labels).sum())


@pytest.mark.parametrize("kind", ATTACKS)
@pytest.mark.parametrize("level", [0.03, 0.3, 1.0])
def test_no_pixel_leaves_the_ball_or_the_range_from_black_to_white(
    few_digits: ImageData, kind: str, level: float
) -> None:
    network, images = with_winners(), some_images(few_digits)
    found = attacked(kind, network, images, answers(network, images), level)
    assert found.shape == images.shape
    assert float((found - images).abs().max()) <= level / STD + 1e-6
    assert float(found.min()) >= LOW - 1e-6
    assert float(found.max()) <= HIGH + 1e-6
    assert not torch.equal(found, images)


@pytest.mark.parametrize("kind", ATTACKS)
def test_level_zero_gives_the_images_bit_for_bit(few_digits: ImageData, kind: str) -> None:
    images = some_images(few_digits)
    found = attacked(kind, smooth(), images, few_digits.test_labels[:30], 0.0)
    assert torch.equal(found, images)
    assert found.data_ptr() != images.data_ptr()


def test_fgsm_on_a_linear_network_is_the_closed_form(few_digits: ImageData) -> None:
    """The loss falls along the right answer's weights and rises along those of the others, as likely as these are."""
    network, images, labels = linear(), some_images(few_digits), few_digits.test_labels[:30]
    found = attacked("fgsm", network, images, labels, 0.1)
    weight = network[1].weight.detach()  # (10, 784)
    likely = network(images).detach().exp()  # (N, 10)
    step = (likely @ weight - weight[labels]).sign().view_as(images)
    expected = (images + 0.1 / STD * step).clamp(LOW, HIGH)
    torch.testing.assert_close(found, expected)


def test_the_gradient_goes_through_winners_as_plain_torch_has_it(few_digits: ImageData) -> None:
    network, images, labels = with_winners(), some_images(few_digits), few_digits.test_labels[:30]
    found = attacked("fgsm", network, images, labels, 0.1)
    block = network.blocks()[0]
    conv, hidden = block.conv.module, network.hidden.module
    x = images.clone().requires_grad_()
    maps = F.max_pool2d(F.conv2d(x, conv.weight, conv.bias), 2).flatten(1)  # (N, units)
    least = maps.topk(20, dim=1).values[:, -1:]
    maps = torch.where(maps >= least, maps, 0.0)
    out = F.log_softmax(network.output(F.linear(maps, hidden.weight, hidden.bias)), dim=1)
    (gradient,) = torch.autograd.grad(F.nll_loss(out, labels, reduction="sum"), x)
    clear = gradient.abs() > 1e-5
    expected = (images + 0.1 / STD * gradient.sign()).clamp(LOW, HIGH)
    torch.testing.assert_close(found[clear], expected[clear])
    torch.testing.assert_close(found[gradient == 0], images[gradient == 0])


@pytest.mark.parametrize("level", [0.005, 0.01, 0.02])
def test_pgd_is_at_least_as_strong_as_fgsm_on_a_smooth_network(few_digits: ImageData, level: float) -> None:
    network, images = smooth(), some_images(few_digits, 60)
    labels = answers(network, images)
    left = {
        kind: right(network, attacked(kind, network, images, labels, level), labels)
        for kind in ("fgsm", "pgd")
    }
    assert left["pgd"] <= left["fgsm"] < 60
    if level == 0.02:
        assert left["pgd"] <= 5


def test_pgd_reaches_the_worst_corner_of_a_linear_network(few_digits: ImageData) -> None:
    """Where two answers are told apart by one direction, the worst image is known: the whole radius against it."""
    torch.manual_seed(1)
    network = nn.Sequential(nn.Flatten(), nn.Linear(784, 2), nn.LogSoftmax(dim=1))
    images = some_images(few_digits)
    labels = answers(network, images)
    weight = network[1].weight.detach()
    against = (weight[1 - labels] - weight[labels]).sign().view_as(images)
    level = 0.01
    worst = (images + level / STD * against).clamp(LOW, HIGH)
    assert 0 < right(network, worst, labels) < 30
    found = attacked("pgd", network, images, labels, level)
    assert torch.equal(answers(network, found), answers(network, worst))


class Terraces(nn.Module):
    """Right, which is 0, as long as the mean of a corner is low; in terraces, so that no gradient tells of it."""

    def forward(self, x: Tensor) -> Tensor:
        height = torch.floor(x[:, 0, 4:16, 4:16].mean(dim=(1, 2)) * 20) / 20 + 0 * x.sum(dim=(1, 2, 3))
        return torch.stack([LOW + 0.15 - height, torch.zeros_like(height)], dim=1)


def test_square_finds_a_weakness_that_the_gradient_does_not_show() -> None:
    images, labels = torch.full((20, 1, 28, 28), LOW), torch.zeros(20, dtype=torch.long)
    network = Terraces()
    assert right(network, images, labels) == 20
    assert right(network, attacked("fgsm", network, images, labels, 0.1), labels) == 20
    assert right(network, attacked("square", network, images, labels, 0.1), labels) == 0
    assert (
        right(network, attacked("square", network, images, labels, 0.03), labels) == 20
    )  # 0.10 / 0.31 < 0.15


def test_square_descends_from_where_stripes_do_not_lead() -> None:
    """Half of the stripes add up to nothing; squares have to be tried, and those that help be kept."""
    images, labels = torch.full((20, 1, 28, 28), 0.5 * (LOW + HIGH)), torch.zeros(20, dtype=torch.long)

    class Corner(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            height = x[:, 0, 4:16, 4:16].mean(dim=(1, 2)) - images[0, 0, 0, 0]
            return torch.stack([0.7 * 0.1 / STD - height, torch.zeros_like(height)], dim=1)

    assert right(Corner(), attacked("square", Corner(), images, labels, 0.1), labels) == 0


@pytest.mark.parametrize("kind", ["pgd", "square"])
def test_an_image_that_is_answered_wrongly_stays_as_it_is(few_digits: ImageData, kind: str) -> None:
    network, images = smooth(), some_images(few_digits)
    said = answers(network, images)
    labels = torch.where(torch.arange(30) < 10, (said + 1) % 10, said)
    found = attacked(kind, network, images, labels, 0.05)
    assert torch.equal(found[:10], images[:10])
    assert right(network, found, labels) < 20


@pytest.mark.parametrize("kind", ATTACKS)
def test_the_network_is_left_as_it_was(few_digits: ImageData, kind: str) -> None:
    network = with_winners().train()
    network.output.bias.requires_grad_(False)
    for parameter in network.parameters():
        parameter.grad = torch.full_like(parameter, 0.25)
    before = {key: value.clone() for key, value in network.state_dict().items()}
    images = some_images(few_digits)
    attacked(kind, network, images, few_digits.test_labels[:30], 0.2)
    assert network.training
    assert all(module.training for module in network.modules())
    assert all(torch.equal(value, before[key]) for key, value in network.state_dict().items())
    assert all(bool((parameter.grad == 0.25).all()) for parameter in network.parameters())
    wanting = [name for name, parameter in network.named_parameters() if not parameter.requires_grad]
    assert wanting == ["output.bias"]
    assert not images.requires_grad


@pytest.mark.parametrize("kind", ["pgd", "square"])
def test_the_generator_alone_decides_and_each_image_has_its_own_chance(
    few_digits: ImageData, kind: str
) -> None:
    network, images = smooth(), some_images(few_digits)
    images[1] = images[0]
    labels = answers(network, images)
    torch.manual_seed(1)
    one = attacked(kind, network, images, labels, 0.01, seed=4)
    torch.manual_seed(2)
    assert torch.equal(one, attacked(kind, network, images, labels, 0.01, seed=4))
    assert not torch.equal(one, attacked(kind, network, images, labels, 0.01, seed=5))
    assert not torch.equal(one[0], one[1])


@pytest.mark.parametrize("kind", ATTACKS)
def test_no_images_are_no_trouble(kind: str) -> None:
    nothing = torch.zeros(0, 1, 28, 28)
    assert attacked(kind, smooth(), nothing, torch.zeros(0, dtype=torch.long), 0.1).shape == nothing.shape


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"kind": "magic"}, "attack is 'magic', allowed are fgsm, pgd, square"),
        ({"level": 1.5}, r"noise level is 1.5, allowed is 0 \.\.\. 1"),
        ({"level": float("nan")}, r"noise level is nan, allowed is 0 \.\.\. 1"),
        (
            {"labels": torch.zeros(3, dtype=torch.long)},
            r"images have shape \(5, 1, 28, 28\) and labels \(3,\)",
        ),
        ({"low": 3.0}, "black is 3.0 and white"),
        ({"std": 0.0}, "standard deviation is 0.0, allowed is above 0"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    few_digits: ImageData, change: dict[str, Any], line: str
) -> None:
    arguments = {
        "kind": "fgsm",
        "network": smooth(),
        "images": some_images(few_digits, 5),
        "labels": few_digits.test_labels[:5],
        "level": 0.1,
    } | change
    with pytest.raises(ValueError, match=line):
        attacked(**arguments)
