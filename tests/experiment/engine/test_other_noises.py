"""Noise that needs the network: what a module from elsewhere can be under, and why not under the rest."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn.utils import parametrizations

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.engine.damage import Damage
from sparse_explorer.experiment.engine.other_network import OtherModel, OtherNetwork, OtherNetworkError
from sparse_explorer.experiment.engine.seeding import generator
from sparse_explorer.experiment.engine.trials import trial_of
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.nn import KWinners, KWinners2d, SparseWeights, SparseWeights2d, fuse


def chain() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(
        *(nn.Conv2d(1, 4, 5), nn.BatchNorm2d(4), nn.ReLU(inplace=True), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(576, 30), nn.ReLU(), nn.Dropout(), nn.Linear(30, 10)),
    )


def sparse_chain() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(
        *(SparseWeights2d(nn.Conv2d(1, 4, 5), sparsity=0.5), nn.MaxPool2d(2), KWinners2d(4, percent_on=0.2)),
        *(nn.Flatten(), SparseWeights(nn.Linear(576, 30), sparsity=0.5), KWinners(30, percent_on=0.3)),
        nn.Linear(30, 10),
    )


class Around(nn.Module):
    """A way around a layer."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.middle, self.last = nn.Linear(784, 20), nn.Linear(20, 20), nn.Linear(20, 10)

    def forward(self, images: Tensor) -> Tensor:
        x = self.first(images.flatten(1))
        return self.last(x + self.middle(x))  # type: ignore[no-any-return]


class Twice(nn.Module):
    """A layer that is called twice."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.again, self.last = nn.Linear(784, 20), nn.Linear(20, 20), nn.Linear(20, 10)

    def forward(self, images: Tensor) -> Tensor:
        return self.last(self.again(self.again(self.first(images.flatten(1)))))  # type: ignore[no-any-return]


class Recurrent(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.rows, self.last = nn.LSTM(28, 12, batch_first=True), nn.Linear(12, 10)

    def forward(self, images: Tensor) -> Tensor:
        return self.last(self.rows(images[:, 0])[0][:, -1])  # type: ignore[no-any-return]


class Rounded(nn.Module):
    """Takes whole numbers, through which no gradient passes."""

    def __init__(self) -> None:
        super().__init__()
        self.last = nn.Linear(784, 10)

    def forward(self, images: Tensor) -> Tensor:
        return self.last(images.flatten(1).long().float())  # type: ignore[no-any-return]


class Rootless(nn.Module):
    """Its gradient is no number where a pixel is 0."""

    def __init__(self) -> None:
        super().__init__()
        self.last = nn.Linear(784, 10)

    def forward(self, images: Tensor) -> Tensor:
        return self.last(images.flatten(1).clamp_min(0).sqrt())  # type: ignore[no-any-return]


class NoCopy(nn.Sequential):
    def __deepcopy__(self, memo: object) -> "NoCopy":
        raise TypeError("there is one of me")


def network_of(module: nn.Module, data: ImageData) -> OtherNetwork:
    return OtherModel("Mine", lambda: module).network(data, 0)


@pytest.mark.parametrize(
    ("make", "refused"),
    [
        (chain, {}),
        (sparse_chain, {}),
        (lambda: fuse(sparse_chain()), {}),
        (Around, {"units": "follow one another"}),
        (Twice, {"units": "follow one another"}),
        (Recurrent, {"units": "follow one another"}),
        (lambda: nn.Sequential(nn.Flatten(), nn.Linear(784, 10)), {"units": "follow one another"}),
        (
            lambda: nn.Sequential(nn.Flatten(), parametrizations.weight_norm(nn.Linear(784, 10))),
            {"weights": "1 computes its own from others", "units": "follow one another"},
        ),
        (
            Rounded,
            {
                "fgsm": "none leads from its answers to the images",
                "pgd": "none leads from its answers",
                "units": "follow one another",
            },
        ),
        (
            lambda: nn.Sequential(nn.AdaptiveAvgPool2d((1, 10)), nn.Flatten()),
            {"weights": "of which it has none", "units": "follow one another"},
        ),
        (
            lambda: NoCopy(*chain()),
            {"weights": "it cannot be copied", "units": "it cannot be copied"},
        ),
    ],
)
def test_one_line_says_what_cannot_be_done_and_all_else_can(make, refused, few_digits: ImageData) -> None:
    network = network_of(make(), few_digits)
    for kind in KINDS:
        if kind in refused:
            with pytest.raises(
                ConfigError, match=f"Mine cannot be swept with {kind}, which .*{refused[kind]}"
            ):
                network.check_noise(kind)
        else:
            network.check_noise(kind)


@pytest.mark.parametrize("kind", ["fgsm", "pgd", "weights", "units"])
@pytest.mark.parametrize("make", [chain, sparse_chain, lambda: fuse(sparse_chain())])
def test_it_changes_the_answers_more_at_a_higher_level_and_leaves_the_network_whole(
    make, kind: str, few_digits: ImageData
) -> None:
    network = network_of(make(), few_digits)
    clean = few_digits.normalized(few_digits.test_images)
    with torch.no_grad():
        before = network(clean)
        labels = before.argmax(dim=1)
        trial = trial_of(kind, network, few_digits, few_digits.test_images, labels, (0, kind))
        lost = []
        for level in (0.0, 0.1, 0.7):
            asked, images = trial.at(slice(0, len(clean)), level)
            lost.append(
                float((asked(images).gather(1, labels[:, None]) - before.amax(dim=1, keepdim=True)).mean())
            )
        assert torch.equal(network(clean), before)
    assert lost[0] == 0
    assert lost[2] < lost[1] < 0 or (kind == "units" and lost[1] != lost[2] != 0)
    assert not network.training and all(parameter.requires_grad for parameter in network.parameters())


def test_the_gradient_is_autograd_s_own(few_digits: ImageData) -> None:
    module = chain()
    network = network_of(module, few_digits)
    images = few_digits.normalized(few_digits.test_images[:3]).requires_grad_()
    (found,) = torch.autograd.grad(network(images)[:, 2].sum(), images)
    (expected,) = torch.autograd.grad(module.eval()(images).log_softmax(dim=1)[:, 2].sum(), images)
    assert torch.equal(found, expected)


def test_a_gradient_that_is_no_number_is_told(few_digits: ImageData) -> None:
    network = network_of(Rootless(), few_digits)
    told: list[str] = []
    network.on_failure = told.append
    answers = network(torch.zeros(2, 1, 28, 28, requires_grad=True))
    with pytest.raises(
        OtherNetworkError, match=r"gradients that are no numbers \(NaN or infinity\) for 2 images"
    ):
        answers.sum().backward()
    assert len(told) == 1


@torch.no_grad()
def test_silent_units_are_those_that_the_next_layer_would_hear(few_digits: ImageData) -> None:
    network = network_of(chain(), few_digits)
    assert [(type(layer).__name__, count) for layer, count in network.units()] == [
        ("Linear", 576),
        ("Linear", 30),
    ]
    heard: list[Tensor] = []
    last = network.units()[1][0]
    hook = last.register_forward_hook(lambda layer, given, result: heard.append(given[0]))
    images = few_digits.normalized(few_digits.test_images[:5])
    with Damage(network, "units", generator(1, "units")).at(0.4):
        network(images)
    hook.remove()
    network_of(chain(), few_digits)
    silent = (heard[0] == 0).all(dim=0)
    assert int(silent.sum()) >= 12
    assert torch.equal(network(images), network_of(chain(), few_digits)(images))


@torch.no_grad()
def test_weights_of_every_linear_and_convolution_layer_are_lost_and_shared_ones_once(
    few_digits: ImageData,
) -> None:
    module = nn.Sequential(
        *(nn.Flatten(2), nn.Conv1d(1, 2, 9, stride=9), nn.Flatten(), nn.Linear(174, 174)),
        *(nn.Linear(174, 174), nn.Linear(174, 10)),
    )
    module[4].weight = module[3].weight
    network = network_of(module, few_digits)
    with Damage(network, "weights", generator(1, "weights")).at(0.5):
        shares = [float((layer.weight == 0).double().mean()) for layer in module if hasattr(layer, "weight")]
    assert shares == pytest.approx([0.5] * 4, abs=0.03)
