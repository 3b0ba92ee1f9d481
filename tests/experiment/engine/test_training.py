"""Training is a stream of reports: deterministic, stoppable anywhere, and resumable to the same bits."""

import copy
import dataclasses
import itertools
import math
import pickle
import time

import pytest
import torch

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.seeding import generator
from sparse_explorer.experiment.engine.training import DivergedError, Training
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.reports import Divergence, TrainingReport
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.nn.sparse_weights import SparseWeightsBase

BOOSTED = NetworkConfig(
    convs=(ConvConfig(channels=6, k=40),),
    hidden=HiddenConfig(units=40, density=0.3, activation="k-winners", k=10),
    boost_strength=1.5,
    boost_strength_factor=0.85,
    k_inference_factor=1.5,
)
TRAINING = TrainingConfig(
    epochs=3, batch_size=16, first_epoch_batch_size=4, learning_rate_factor=0.8, momentum=0.9
)


def start(data: ImageData, training: TrainingConfig = TRAINING, seed: int = 0) -> Training:
    return Training(new_network(Variant("v", BOOSTED), seed), data, training, seed=seed)


def same_state(one: Training, other: Training) -> bool:
    mine, theirs = one.network.state_dict(), other.network.state_dict()
    return mine.keys() == theirs.keys() and all(torch.equal(mine[name], theirs[name]) for name in mine)


def unhurried(reports: list[TrainingReport]) -> list[TrainingReport]:
    """Reports without the one number that depends on the clock."""
    return [dataclasses.replace(report, images_per_second=0) for report in reports]


@pytest.fixture(scope="module")
def whole(few_digits: ImageData) -> tuple[Training, list[TrainingReport]]:
    """A run from its beginning to its end, and its reports. Not to be gone on with."""
    training = start(few_digits)
    return training, list(training)


@pytest.mark.parametrize("winners", [False, True])
def test_the_accuracy_after_each_epoch_is_that_of_the_weights_as_they_are(
    few_digits: ImageData, winners: bool
) -> None:
    network = new_network(Variant("v", NetworkConfig(False, winners, False)), 0)
    images = few_digits.normalized(few_digits.test_images)
    config = TrainingConfig(epochs=4, batch_size=16, learning_rate=0.05)
    for report in Training(network, few_digits, config, seed=0):
        if report.test_accuracy is not None:
            again = copy.deepcopy(network).eval()  # which has folded nothing yet
            right = (again(images).argmax(dim=1) == few_digits.test_labels).float().mean()
            assert report.test_accuracy == pytest.approx(100 * float(right))


def test_the_same_seed_gives_the_same_bits(
    few_digits: ImageData, whole: tuple[Training, list[TrainingReport]]
) -> None:
    one, reports = whole
    other = start(few_digits)
    assert unhurried(reports) == unhurried(list(other))
    assert same_state(one, other)


class Watched(torch.nn.Module):
    """Always gives the same answer; records the images that it is shown, and whether it was to learn from them."""

    def __init__(self, answer: int = 3) -> None:
        super().__init__()
        self.scores = torch.nn.Parameter(10.0 * torch.nn.functional.one_hot(torch.tensor(answer), 10).float())
        self.shown: list[torch.Tensor] = []
        self.modes: list[bool] = []

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if torch.is_grad_enabled():
            self.shown.append(x.detach().clone())
            self.modes.append(self.training)
        return torch.log_softmax(self.scores, 0).expand(len(x), 10)


SLOW = TrainingConfig(epochs=3, batch_size=16, first_epoch_batch_size=4, learning_rate=1e-6)
"""Too slow for a watched network to change its answer."""


def orders(data: ImageData, seed: int) -> list[list[int]]:
    """In which order each epoch shows the training images."""
    network = Watched()
    list(Training(network, data, SLOW, seed=seed))
    images = data.normalized(data.train_images).flatten(1)
    shown = torch.cat(network.shown).flatten(1)
    places = (shown[:, None] == images[None]).all(dim=2).int().argmax(dim=1)
    return [epoch.tolist() for epoch in places.split(len(images))]


def test_every_epoch_shows_all_images_in_an_order_of_its_own(few_digits: ImageData) -> None:
    one, again, other = orders(few_digits, 0), orders(few_digits, 0), orders(few_digits, 1)
    assert one == again
    for epoch in (*one, *other):
        assert sorted(epoch) == list(range(150))
    assert len({tuple(epoch) for epoch in (*one, *other)}) == 6


def test_another_seed_trains_the_same_network_to_another(few_digits: ImageData) -> None:
    variant = Variant("v", BOOSTED, TRAINING)
    one, other = (Training(new_network(variant, 0), few_digits, TRAINING, seed=seed) for seed in (0, 1))
    assert same_state(one, other)
    assert unhurried(list(one)) != unhurried(list(other))
    assert not same_state(one, other)


def test_the_accuracy_of_a_report_is_that_of_its_own_images(few_digits: ImageData) -> None:
    reports = list(Training(Watched(answer=3), few_digits, SLOW, seed=4))
    right = []
    for epoch, size in enumerate((4, 16, 16)):
        order = torch.randperm(150, generator=generator(4, "shuffle", epoch))
        right += [(few_digits.train_labels[batch] == 3).float() for batch in order.split(size)]
    begin = 0
    for report in reports:
        own = torch.cat(right[begin : report.step])
        assert report.accuracy == pytest.approx(100 * float(own.mean()))
        begin = report.step


def test_the_speed_is_that_since_the_last_report(
    few_digits: ImageData, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = itertools.count(0, 0.5)
    monkeypatch.setattr(time, "perf_counter", lambda: next(seconds))  # half a second between two looks
    reports = list(Training(Watched(), few_digits, SLOW, seed=0))
    images = [40, 40, 40, 30, 150, 150]  # ten batches of 4, and what is left; then ten of 16
    assert [report.images_per_second for report in reports] == [2 * count for count in images]


def test_a_network_that_was_evaluated_before_is_trained_all_the_same(few_digits: ImageData) -> None:
    network = Watched().eval()
    list(Training(network, few_digits, SLOW, seed=0))
    assert set(network.modes) == {True}


def test_training_leaves_the_global_random_state_alone(few_digits: ImageData) -> None:
    before = torch.get_rng_state()
    list(start(few_digits))
    assert torch.equal(before, torch.get_rng_state())


def test_reports_add_up_to_the_whole_run(few_digits: ImageData) -> None:
    training = start(few_digits)
    reports = list(training)
    steps = 38 + 10 + 10  # 150 images in batches of 4, then of 16
    assert training.steps == steps
    assert sum(len(report.losses) for report in reports) == steps
    assert [report.step for report in reports] == sorted({report.step for report in reports})
    assert [report.epoch for report in reports if report.test_accuracy is not None] == [1, 2, 3]
    assert [report.finished for report in reports] == [False] * (len(reports) - 1) + [True]
    assert reports[-1].progress == 1
    assert all(0 <= report.accuracy <= 100 and report.images_per_second > 0 for report in reports)


def test_it_learns(digits: ImageData) -> None:
    training = start(digits, TrainingConfig(epochs=4, learning_rate=0.02, momentum=0.9))
    accuracies = [report.test_accuracy for report in training if report.test_accuracy is not None]
    assert accuracies[-1] > 80


@pytest.mark.parametrize("stop_after", [1, 3, 4, 5, 6])
def test_a_resumed_run_equals_an_uninterrupted_one(
    few_digits: ImageData, whole: tuple[Training, list[TrainingReport]], stop_after: int
) -> None:
    uninterrupted, reports = whole
    stopped = start(few_digits)
    first = list(itertools.islice(stopped, stop_after))
    resumed = start(few_digits)
    resumed.network.load_state_dict(stopped.network.state_dict())
    resumed.load_state_dict(stopped.state_dict())
    assert unhurried(first + list(resumed)) == unhurried(reports)
    assert same_state(uninterrupted, resumed)


def test_iterating_again_goes_on_where_the_loop_was_left(
    few_digits: ImageData, whole: tuple[Training, list[TrainingReport]]
) -> None:
    paused = start(few_digits)
    for _ in range(3):
        next(iter(paused))
    list(paused)
    assert same_state(whole[0], paused)


def test_a_finished_run_has_nothing_left_to_do(few_digits: ImageData) -> None:
    training = start(few_digits)
    list(training)
    assert list(training) == []


def test_masked_weights_are_zero_in_between_and_at_the_end(few_digits: ImageData) -> None:
    training = start(few_digits)
    for _ in training:
        for layer in training.network.modules():
            if isinstance(layer, SparseWeightsBase):
                assert not layer.weight[layer.zero_mask].any()


def test_boosting_decays_once_an_epoch(few_digits: ImageData) -> None:
    training = start(few_digits)
    strengths = []
    for report in training:
        strengths.append((report.epoch, float(training.network.hidden_activation.boost_strength)))
    decayed = {epoch: 1.5 * 0.85**epoch for epoch in range(4)}
    *within, _ = strengths[:4]  # the last report of an epoch comes after the decay
    assert within == [(1, pytest.approx(decayed[0]))] * 3
    assert strengths[3:] == [(epoch, pytest.approx(decayed[epoch])) for epoch in (1, 2, 3)]


def test_the_learning_rate_decays_once_an_epoch(few_digits: ImageData) -> None:
    """Each epoch of a dense network against torch's own optimizer at the rate that the epoch should have."""
    dense = NetworkConfig(False, False, False, convs=(ConvConfig(channels=3),), hidden=HiddenConfig(units=20))
    config = TrainingConfig(
        epochs=3, batch_size=50, first_epoch_batch_size=25, learning_rate=0.2, learning_rate_factor=0.4
    )
    variant = Variant("v", dense, config)
    plain = new_network(variant, 0)
    images = few_digits.normalized(few_digits.train_images)
    optimizer = torch.optim.SGD(plain.parameters(), lr=0.2, momentum=0.5)
    training = Training(new_network(variant, 0), few_digits, config, seed=0)
    reports = (report for report in training if report.test_accuracy is not None)
    for epoch, size in enumerate((25, 50, 50)):
        optimizer.param_groups[0]["lr"] = 0.2 * 0.4**epoch
        for batch in torch.randperm(150, generator=generator(0, "shuffle", epoch)).split(size):
            optimizer.zero_grad()
            torch.nn.functional.nll_loss(plain(images[batch]), few_digits.train_labels[batch]).backward()
            optimizer.step()
        assert next(reports).epoch == epoch + 1
        for trained, expected in zip(training.network.parameters(), plain.parameters(), strict=True):
            torch.testing.assert_close(trained, expected, rtol=1e-3, atol=1e-4)


def test_the_first_step_is_plain_gradient_descent(few_digits: ImageData) -> None:
    """One step of a dense network equals weight - lr * gradient, computed apart, on the whole training set."""
    dense = NetworkConfig(
        sparse_conv=False, k_winners=False, sparse_linear=False, convs=(ConvConfig(channels=3),)
    )
    variant = Variant("v", dense, TrainingConfig(epochs=1, batch_size=150, learning_rate=0.5, momentum=0.9))
    plain = new_network(variant, 0)
    images = few_digits.normalized(few_digits.train_images)
    torch.nn.functional.nll_loss(plain(images), few_digits.train_labels).backward()
    training = Training(new_network(variant, 0), few_digits, variant.training, seed=0)
    list(training)
    for trained, start_value in zip(training.network.parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(trained, start_value - 0.5 * start_value.grad, rtol=1e-4, atol=1e-5)


def test_state_of_another_network_is_refused(few_digits: ImageData) -> None:
    training = start(few_digits)
    next(iter(training))
    state = training.state_dict()
    with pytest.raises(ValueError, match="different network"):
        start(few_digits).load_state_dict({**state, "momentum.0": torch.zeros(3)})
    with pytest.raises(ValueError, match=r"step is 999, allowed is 0 \.\.\. 58"):
        start(few_digits).load_state_dict({"step": torch.tensor(999)})


def test_open_epochs_are_refused(few_digits: ImageData) -> None:
    with pytest.raises(ValueError, match="epochs"):
        start(few_digits, TrainingConfig())


def test_of_local_winners_all_positions_count(few_digits: ImageData) -> None:
    """Three of ten channels win at each of 144 positions: the target is 3/10 all the same."""
    network = NetworkConfig(convs=(ConvConfig(channels=10, k=3),), local=True)
    variant = Variant("v", network, TrainingConfig(epochs=1))
    training = Training(new_network(variant, 0), few_digits, variant.training, seed=0)
    *_, last = training
    conv = last.layers[0]
    assert (conv.units, conv.k, conv.target) == (1440, 432, 0.3)


# Losses that stop being numbers


class Failing(torch.nn.Module):
    """Its loss is a number until so many steps were taken, and infinite or NaN from then on."""

    def __init__(self, after: int, loss: float) -> None:
        super().__init__()
        self.steps_taken = torch.nn.Parameter(torch.zeros(1))  # falls by the learning rate, 1, at each step
        self._after, self._loss = after, loss

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        uniform = torch.log_softmax(torch.zeros(len(images), 10), dim=1)
        sound = uniform - self.steps_taken + self.steps_taken.detach()
        return sound if -self.steps_taken < self._after - 0.5 else sound - self._loss


def diverge(data: ImageData, after: int, loss: float = math.nan) -> tuple[list[TrainingReport], Divergence]:
    """Train for 12 and then 2 steps a network whose losses are no numbers after so many steps."""
    config = TrainingConfig(
        epochs=2, batch_size=75, first_epoch_batch_size=13, learning_rate=1.0, momentum=0.0
    )
    training, reports = Training(Failing(after, loss), data, config, seed=0), []

    def listen() -> None:
        for report in training:
            reports.append(report)

    with pytest.raises(DivergedError) as caught:
        listen()
    assert training.step == reports[-1].step
    return reports, caught.value.divergence


@pytest.mark.parametrize(
    ("after", "epoch", "step"),
    [(0, 1, 1), (4, 1, 5), (9, 1, 10), (10, 1, 11), (11, 1, 12), (12, 1, 12), (13, 2, 14), (14, 2, 14)],
)
def test_training_ends_at_the_step_whose_loss_is_no_number(
    few_digits: ImageData, after: int, epoch: int, step: int
) -> None:
    reports, divergence = diverge(few_digits, after)
    assert divergence == Divergence("NaN", epoch, step, steps=14, learning_rate=1.0, momentum=0.0)
    assert [report.diverged for report in reports] == [None] * (len(reports) - 1) + [divergence]
    losses = [loss for report in reports for loss in report.losses]
    assert losses == pytest.approx([math.log(10)] * after)
    assert reports[-1].step == after
    assert reports[-1].epoch == epoch
    # No accuracy is made up for a network that answers nothing.
    assert [report.epoch for report in reports if report.test_accuracy is not None] == list(range(1, epoch))
    assert not reports[-1].finished


def test_an_infinite_loss_is_called_so(few_digits: ImageData) -> None:
    assert diverge(few_digits, 3, math.inf)[1].loss == "infinite"
    assert diverge(few_digits, 12, math.inf)[1].loss == "infinite"


@pytest.mark.parametrize(
    ("momentum", "words"),
    [
        (0.0, "the loss became NaN at step 7 of 14; try a smaller learning rate than 2.5"),
        (
            0.9,
            "the loss became NaN at step 7 of 14; try a smaller learning rate than 2.5 or less momentum than 0.9",
        ),
    ],
)
def test_a_divergence_says_what_happened_and_what_to_try(momentum: float, words: str) -> None:
    divergence = Divergence("NaN", 1, 7, 14, 2.5, momentum)
    assert divergence.text == words
    sent = pickle.loads(pickle.dumps(DivergedError(divergence)))  # from another process  # noqa: S301
    assert str(sent) == words
    assert sent.divergence == divergence


@pytest.mark.parametrize("switches", [(False, False, False), (True, True, True)])
def test_a_learning_rate_far_too_large_is_noticed(
    few_digits: ImageData, switches: tuple[bool, bool, bool]
) -> None:
    config = TrainingConfig(epochs=4, batch_size=16, learning_rate=10.0)
    training = Training(new_network(Variant("v", NetworkConfig(*switches)), 0), few_digits, config, seed=0)
    with pytest.raises(DivergedError, match=r"a smaller learning rate than 10 or less momentum than 0\.5"):
        list(training)
