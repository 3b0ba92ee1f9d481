"""Controls do what they say, and leave all else as it is: weights, order of images, and what is drawn elsewhere."""

import copy
import dataclasses
import itertools
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.data.noise.pixels import noise_value
from sparse_explorer.experiment.engine.duty_cycles import duty_cycles_of
from sparse_explorer.experiment.engine.network import ExplorerNetwork, build_network
from sparse_explorer.experiment.engine.training import Training
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.cost import cost
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.presets import find_presets, presets
from sparse_explorer.experiment.plan.training import TRAINING_NOISES, TrainingConfig
from sparse_explorer.experiment.results.theory import winners_layers
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.nn import frozen

DENSE = NetworkConfig(
    sparse_conv=False,
    k_winners=False,
    sparse_linear=False,
    convs=(ConvConfig(6, 5, k=40),),
    hidden=HiddenConfig(20, k=5),
)
WINNERS = dataclasses.replace(DENSE, k_winners=True)
HIDDEN = dataclasses.replace(
    WINNERS,
    convs=(ConvConfig(4, 5, k=40), ConvConfig(5, 3, k=12)),
    hidden=HiddenConfig(20, activation="k-winners", k=5),
)
TRAINING = TrainingConfig(epochs=2, batch_size=24, first_epoch_batch_size=16, learning_rate=0.05)
IMAGES = torch.randn(5, 1, 28, 28, generator=torch.Generator().manual_seed(0))


def build(network: NetworkConfig, **changes: Any) -> ExplorerNetwork:
    return build_network(blueprint(dataclasses.replace(network, **changes)), torch.Generator().manual_seed(3))


def train(
    data: ImageData, network: NetworkConfig = DENSE, steps: int | None = None, **changes: Any
) -> Training:
    """A training that has come so far, or to its end."""
    training = Training(build(network), data, dataclasses.replace(TRAINING, **changes), seed=7)
    for report in training:
        if steps is not None and report.step >= steps:
            break
    return training


def weights(network: nn.Module) -> dict[str, Tensor]:
    return dict(network.named_parameters())


def same(one: nn.Module, other: nn.Module) -> bool:
    mine, its = weights(one), weights(other)
    return mine.keys() == its.keys() and all(torch.equal(mine[name], its[name]) for name in mine)


# --- what all controls share ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"centring": "centred"},
        {"normalization": "batch norm"},
        {"normalization": "layer norm"},
        {"dropout": 0.5},
        {"k_winners": True, "winners_used": "inference only"},
        {"k_winners": True, "winners_used": "training only"},
        {"k_winners": True, "winners_chosen": "at random"},
    ],
    ids=lambda changes: " ".join(str(value) for value in changes.values()),
)
@pytest.mark.parametrize("network", [DENSE, HIDDEN], ids=["one block", "two blocks"])
def test_a_control_starts_with_the_weights_of_what_it_controls(
    network: NetworkConfig, changes: dict[str, Any]
) -> None:
    plain, controlled = weights(build(network)), weights(build(network, **changes))
    assert all(torch.equal(controlled[name], weight) for name, weight in plain.items())
    assert {name for name in controlled.keys() - plain.keys() if "normalization" not in name} == set()


CONTROLS: dict[str, tuple[NetworkConfig, dict[str, Any]]] = {
    "dropout": (dataclasses.replace(DENSE, dropout=0.5), {}),
    "batch norm": (dataclasses.replace(HIDDEN, normalization="batch norm"), {}),
    "random winners": (dataclasses.replace(HIDDEN, winners_chosen="at random"), {}),
    "winners in training only": (dataclasses.replace(HIDDEN, winners_used="training only"), {}),
    "noise": (DENSE, {"noise": "article"}),
    "L1 and decay": (HIDDEN, {"activation_l1": 1e-4, "weight_decay": 1e-3}),
}


@pytest.mark.parametrize("name", CONTROLS)
def test_a_run_that_stops_within_an_epoch_goes_on_to_the_same_bits(few_digits: ImageData, name: str) -> None:
    network, changes = CONTROLS[name]
    whole, stopped = train(few_digits, network, **changes), train(few_digits, network, steps=3, **changes)
    torch.manual_seed(11)  # another process has another global stream
    resumed = Training(build(network), few_digits, dataclasses.replace(TRAINING, **changes), seed=7)
    resumed.network.load_state_dict(copy.deepcopy(stopped.network.state_dict()))
    resumed.load_state_dict(copy.deepcopy(stopped.state_dict()))
    list(resumed)
    ends = [training.network.state_dict() for training in (whole, resumed)]
    assert all(torch.equal(ends[1][name], value) for name, value in ends[0].items())


@pytest.mark.parametrize("name", CONTROLS)
def test_controls_leave_the_global_random_state_alone_and_answer_alike_twice(
    few_digits: ImageData, name: str
) -> None:
    network, changes = CONTROLS[name]
    before = torch.get_rng_state()
    trained = train(few_digits, network, steps=10, **changes).network.eval()
    images = few_digits.normalized(few_digits.test_images)
    one, other = trained(images), copy.deepcopy(trained)(images)
    assert torch.equal(one, other)
    assert torch.equal(before, torch.get_rng_state())


# --- layers -----------------------------------------------------------------------------------------------


def test_centred_images_have_no_mean_and_scaled_ones_unit_spread() -> None:
    plain = build(DENSE).eval()
    centred, scaled = (build(DENSE, centring=how).eval() for how in ("centred", "centred and scaled"))
    mean = IMAGES.mean(dim=(1, 2, 3), keepdim=True)
    spread = IMAGES.std(dim=(1, 2, 3), keepdim=True, correction=0)
    torch.testing.assert_close(centred(IMAGES), plain(IMAGES - mean))
    torch.testing.assert_close(scaled(IMAGES), plain((IMAGES - mean) / spread))
    torch.testing.assert_close(centred(IMAGES + 3), centred(IMAGES), atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(scaled(2 * IMAGES + 3), scaled(IMAGES), atol=1e-4, rtol=1e-4)
    assert torch.isfinite(scaled(torch.full((2, 1, 28, 28), 0.3))).all()


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("kind", ["batch norm", "layer norm"])
def test_normalisation_comes_between_a_layer_and_what_follows_it(kind: str, training: bool) -> None:
    network = build(DENSE, normalization=kind, hidden=HiddenConfig(20, activation="relu")).train(training)
    conv, hidden = (
        (nn.BatchNorm2d(6), nn.BatchNorm1d(20))
        if kind == "batch norm"
        else (
            nn.LayerNorm((6, 24, 24), elementwise_affine=False),
            nn.LayerNorm(20),
        )
    )
    (block,) = network.blocks()
    plain = nn.Sequential(
        block.conv,
        conv,
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Flatten(),
        network.hidden,
        hidden,
        nn.ReLU(),
        network.output,
    ).train(training)
    torch.testing.assert_close(network(IMAGES), torch.log_softmax(plain(IMAGES), 1), atol=1e-5, rtol=1e-4)
    shift = 5.0 if kind == "layer norm" else 0.0
    network.get_parameter("hidden_normalization.bias").data.fill_(shift)
    assert (network.activities(IMAGES)[0][1].mean() > 3) == (kind == "layer norm")


def test_a_last_batch_of_one_image_is_no_trouble_for_batch_norm(few_digits: ImageData) -> None:
    network = dataclasses.replace(DENSE, normalization="batch norm")
    trained = train(few_digits, network, batch_size=149, first_epoch_batch_size=None).network
    assert all(torch.isfinite(weight).all() for weight in trained.parameters())


def test_dropout_leaves_units_out_in_training_alone() -> None:
    hidden = HiddenConfig(400, activation="relu")
    network, plain = build(DENSE, dropout=0.75, hidden=hidden), build(DENSE, hidden=hidden)
    kept = network.dropout.train()(torch.ones(50, 400))
    assert set(kept.unique().tolist()) == {0.0, 4.0}
    assert float((kept > 0).float().mean()) == pytest.approx(0.25, abs=0.02)
    assert not torch.equal(kept[0], kept[1])
    assert torch.equal(network.eval()(IMAGES), plain.eval()(IMAGES))
    assert not torch.allclose(network.train()(IMAGES), plain.train()(IMAGES))


def test_dropout_draws_for_each_step_and_seed(few_digits: ImageData) -> None:
    def drawn(seed: int) -> list[Tensor]:
        """Which hidden units each step leaves out."""
        training = Training(build(DENSE, dropout=0.5), few_digits, TRAINING, seed=seed)
        left: list[Tensor] = []
        training.network.dropout.register_forward_hook(lambda layer, given, out: left.append(out == 0))
        next(iter(training))
        return left[:9]  # the last of ten has fewer images

    one, again, other = drawn(7), drawn(7), drawn(8)
    assert all(map(torch.equal, one, again))
    assert not any(map(torch.equal, one, other))
    assert not any(torch.equal(mine, its) for mine, its in itertools.combinations(one, 2))


# --- winners ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("winners", [WINNERS, HIDDEN], ids=["one block", "two blocks"])
def test_winners_at_inference_only_train_as_the_dense_network_bit_for_bit(
    few_digits: ImageData, winners: NetworkConfig
) -> None:
    dense = train(few_digits, dataclasses.replace(winners, k_winners=False)).network
    late = train(few_digits, dataclasses.replace(winners, winners_used="inference only")).network
    assert same(dense, late)
    images = few_digits.normalized(few_digits.test_images)
    with frozen(late):
        found, _ = late.eval().activities(images)
    assert torch.equal((found[0] != 0).sum(dim=(1, 2, 3)).unique(), torch.tensor([40]))
    assert not torch.equal(late(images), dense.eval()(images))
    assert duty_cycles_of(late) == ()
    always = build(winners).eval()
    always.load_state_dict(late.state_dict())
    torch.testing.assert_close(always(images), late(images), atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("winners", [WINNERS, HIDDEN], ids=["one block", "two blocks"])
def test_winners_in_training_only_are_evaluated_with_relu(
    few_digits: ImageData, winners: NetworkConfig
) -> None:
    early = train(few_digits, dataclasses.replace(winners, winners_used="training only")).network
    always = train(few_digits, winners).network
    for mine, its in zip(weights(early).values(), weights(always).values(), strict=True):
        torch.testing.assert_close(mine, its, atol=1e-3, rtol=1e-2)
    assert len(duty_cycles_of(early)) == len(duty_cycles_of(always))
    dense = build(dataclasses.replace(winners, k_winners=False)).eval()
    dense.load_state_dict(weights(early))
    images = few_digits.normalized(few_digits.test_images)
    torch.testing.assert_close(early.eval()(images), dense(images), atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("local", [False, True])
def test_random_winners_are_as_many_and_of_any_value(local: bool) -> None:
    convs = (ConvConfig(8, 5, k=2 if local else 50),)
    network = build(WINNERS, convs=convs, local=local, winners_chosen="at random", k_inference_factor=2.0)
    (block,) = network.blocks()
    pooled = block.pool(block.conv(IMAGES))
    chosen = {}
    for training, k in ((True, 1), (False, 2)):
        maps = block.train(training)(IMAGES)
        won = maps != 0
        chosen[training] = won
        assert torch.equal(maps[won], pooled[won]) or torch.allclose(maps[won], pooled[won], atol=1e-6)
        counts = won.sum(dim=1) if local else won.sum(dim=(1, 2, 3))
        assert torch.equal(counts.unique(), torch.tensor([(2 if local else 50) * k]))
        assert (maps < 0).any()
        assert (pooled[~won].max() > maps.max()) or not local
    assert not torch.equal(chosen[True], block.train()(IMAGES) != 0)
    assert torch.equal(chosen[False], block.eval()(IMAGES) != 0)
    assert float(block.activation.duty_cycle.max()) > 0


def test_random_winners_alone_get_gradient() -> None:
    network = build(HIDDEN, winners_chosen="at random")
    found, logits = network.activities(IMAGES)
    assert [int((units != 0).flatten(1).sum(1).unique()) for units in found] == [40, 12, 5]
    (gradient,) = torch.autograd.grad(logits.sum(), found[2], retain_graph=True)
    assert gradient.shape == (5, 20)
    (bias,) = torch.autograd.grad(found[2].sum(), network.get_parameter("hidden.bias"))
    torch.testing.assert_close(bias, (found[2] != 0).sum(0).float())


def test_other_seeds_choose_other_random_winners_in_evaluation() -> None:
    variant = presets()["k-winners-random"].variant
    chosen = [new_network(variant, seed).eval().activities(IMAGES)[0][0] != 0 for seed in (0, 0, 1)]
    assert torch.equal(chosen[0], chosen[1])
    assert not torch.equal(chosen[0], chosen[2])


# --- training ---------------------------------------------------------------------------------------------


def test_an_l1_penalty_adds_the_sum_of_activations_to_the_gradient(few_digits: ImageData) -> None:
    config = {"epochs": 1, "batch_size": 150, "first_epoch_batch_size": None, "momentum": 0.0}
    network = dataclasses.replace(HIDDEN, k_winners=False)
    trained = train(few_digits, network, activation_l1=0.01, **config).network
    plain = build(network)
    first, second = plain.blocks()
    one = F.relu(first.pool(first.conv(few_digits.normalized(few_digits.train_images))))
    two = F.relu(second.pool(second.conv(one)))
    three = F.relu(plain.hidden(two.flatten(1)))
    loss = F.cross_entropy(plain.output(three), few_digits.train_labels)
    (loss + 0.01 * (one.sum() + two.sum() + three.sum()) / 150).backward()
    for name, weight in weights(trained).items():
        start = plain.get_parameter(name)
        torch.testing.assert_close(weight, start - 0.05 * start.grad, rtol=1e-3, atol=1e-5)


def test_an_l1_penalty_makes_activations_smaller_and_is_no_part_of_the_loss(few_digits: ImageData) -> None:
    images = few_digits.normalized(few_digits.test_images)
    sums, losses = [], []
    for penalty in (0.0, 1e-2):
        training = Training(
            build(DENSE), few_digits, dataclasses.replace(TRAINING, activation_l1=penalty), seed=7
        )
        losses.append(next(iter(training)).losses[0])
        list(training)
        sums.append(float(training.network.activities(images)[0][0].detach().sum()))
    assert sums[1] < 0.5 * sums[0]
    assert losses[0] == pytest.approx(losses[1], abs=1e-5)


def test_l1_is_refused_for_networks_that_do_not_show_their_activations(few_digits: ImageData) -> None:
    config = dataclasses.replace(TRAINING, activation_l1=0.1)
    with pytest.raises(TypeError, match="activation_l1 takes an ExplorerNetwork, got Linear"):
        Training(nn.Linear(2, 2), few_digits, config, seed=0)


class Watched(nn.Module):
    """Records the images that it is to learn from."""

    def __init__(self) -> None:
        super().__init__()
        self.scores = nn.Parameter(torch.zeros(10))
        self.shown: list[Tensor] = []

    def forward(self, x: Tensor) -> Tensor:
        if torch.is_grad_enabled():
            self.shown.append(x.detach().clone())
        return torch.log_softmax(self.scores, 0).expand(len(x), 10)


def shown(data: ImageData, seed: int = 7, **changes: Any) -> Tensor:
    network = Watched()
    list(Training(network, data, dataclasses.replace(TRAINING, **changes), seed=seed))
    return torch.cat(network.shown)  # (epochs * N, 1, 28, 28)


def test_training_images_have_noise_of_any_level_up_to_the_most(few_digits: ImageData) -> None:
    clean, noisy = shown(few_digits), shown(few_digits, noise="article", noise_up_to=0.6)
    grey = noise_value("article", few_digits.mean, few_digits.std)
    changed = noisy != clean  # the order of images is the same
    torch.testing.assert_close(noisy[changed], torch.full_like(noisy[changed], grey))
    levels = (noisy - grey).abs().lt(1e-6).flatten(1).float().mean(dim=1)
    assert float(levels.max()) <= 0.6
    assert float(levels.mean()) == pytest.approx(0.3, abs=0.03)
    assert float(levels.std()) == pytest.approx(0.6 / 12**0.5, abs=0.03)
    assert torch.equal(noisy, shown(few_digits, noise="article", noise_up_to=0.6))
    assert not torch.equal(noisy, shown(few_digits, noise="paper", noise_up_to=0.6))


def test_every_kind_of_noise_can_be_trained_with(few_digits: ImageData) -> None:
    tiny = dataclasses.replace(
        few_digits,
        train_images=few_digits.train_images[:16],
        train_labels=few_digits.train_labels[:16],
        test_images=few_digits.test_images[:2],
        test_labels=few_digits.test_labels[:2],
    )
    clean = shown(tiny, epochs=1)
    for kind in TRAINING_NOISES:
        noisy = shown(tiny, epochs=1, noise=kind)
        assert noisy.shape == clean.shape and noisy.dtype == clean.dtype
        assert torch.isfinite(noisy).all() and not torch.equal(noisy, clean), kind
        assert torch.equal(noisy, shown(tiny, epochs=1, noise=kind)), kind


def test_each_step_of_each_epoch_has_noise_of_its_own(few_digits: ImageData) -> None:
    alike = dataclasses.replace(
        few_digits,
        train_images=few_digits.train_images[:1].expand(48, 28, 28),
        train_labels=few_digits.train_labels[:1].expand(48),
    )
    noisy = shown(alike, noise="uniform", first_epoch_batch_size=None)
    batches = noisy.split(24)  # two epochs of two steps
    assert len(batches) == 4
    assert not any(torch.equal(one, other) for one, other in itertools.combinations(batches, 2))


# --- presets ----------------------------------------------------------------------------------------------


def test_dense_networks_of_the_same_size_are_as_large_as_the_sparse_one() -> None:
    sparse = cost(presets()["sparse"].variant.network)
    weights = cost(presets()["dense-same-weights"].variant.network)
    operations = cost(presets()["dense-same-operations"].variant.network)
    assert weights.nonzero_parameters == pytest.approx(sparse.nonzero_parameters, rel=0.01)
    assert weights.parameters == weights.nonzero_parameters
    assert operations.multiply_adds == pytest.approx(sparse.multiply_adds, rel=0.01)
    assert operations.multiply_adds == operations.dense_multiply_adds


def test_what_a_control_costs_is_counted() -> None:
    plain, normalized = (
        cost(dataclasses.replace(DENSE, normalization=kind)) for kind in ("none", "batch norm")
    )
    extra = sum(p.numel() for p in build(DENSE, normalization="batch norm").parameters())
    assert normalized.parameters == normalized.nonzero_parameters == extra == plain.parameters + 2 * (6 + 20)
    assert normalized.multiply_adds == plain.multiply_adds + 6 * 24 * 24 + 20
    early, late = (
        cost(dataclasses.replace(WINNERS, winners_used=when)) for when in ("training only", "inference only")
    )
    assert early.multiply_adds == cost(DENSE).multiply_adds
    assert late == cost(WINNERS)


def test_theory_speaks_of_winners_that_are_in_use_in_evaluation() -> None:
    assert winners_layers(dataclasses.replace(WINNERS, winners_used="training only")) == ()
    assert winners_layers(dataclasses.replace(WINNERS, winners_used="inference only")) == winners_layers(
        WINNERS
    )


def test_controls_differ_from_the_articles_networks_in_little() -> None:
    """Each control has the article's training and network, but for two fields at most."""
    dense = presets()["dense"].variant
    for preset in find_presets("controls"):
        mine = preset.variant
        differ = [
            field.name
            for one, other in ((mine.network, dense.network), (mine.training, dense.training))
            for field in dataclasses.fields(one)
            if getattr(one, field.name) != getattr(other, field.name)
            and field.name not in ("sparse_conv", "k_winners", "sparse_linear")
        ]
        assert len(differ) <= 2, preset.name
    assert len(find_presets("controls")) >= 17
