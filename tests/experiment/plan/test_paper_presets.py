"""The paper's eight networks: every parameter and published figure, against the paper's configuration and Table 1."""

import pytest

from sparse_explorer.data.noise.kinds import PAPER_LEVELS
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import common_noise, find_presets, presets, published_score
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.nn import KWinners, KWinners2d
from sparse_explorer.nn.sparse_weights import SparseWeights, SparseWeights2d

ALL = None  # k = all is ReLU

# channels, conv k, hidden units, hidden k, fc density, learning rate, momentum, boost, epochs, first-epoch batch
CONFIGURATION = {
    "dense-cnn-1": ((30,), ALL, 1000, ALL, 1.0, 0.01, 0.9, 0.0, 15, 64),
    "dense-cnn-2": ((30, 30), ALL, 1000, ALL, 1.0, 0.01, 0.9, 0.0, 15, 64),
    "sparse-cnn-1": ((30,), (400,), 150, 50, 0.3, 0.01, 0.0, 1.5, 15, 4),
    "sparse-cnn-2": ((32, 64), (400, 300), 700, 100, 0.3, 0.02, 0.0, 1.5, 10, 4),
    "dense-cnn-2-sp3": ((30, 30), ALL, 700, 100, 0.3, 0.01, 0.5, 1.5, 10, 4),
    "sparse-cnn-2-d3": ((32, 64), (400, 300), 1000, ALL, 1.0, 0.01, 0.9, 1.5, 10, 64),
    "sparse-cnn-2-w1": ((32, 64), (400, 300), 700, 100, 1.0, 0.01, 0.9, 1.5, 10, 64),
    "sparse-cnn-2-dsw": ((32, 64), (400, 300), 1000, ALL, 0.3, 0.01, 0.9, 1.5, 10, 4),
}

# title, test % mean and deviation, noise score mean and deviation
TABLE_1 = {
    "dense-cnn-1": ("Dense CNN-1", 99.14, 0.03, 74_569, 3_200),
    "dense-cnn-2": ("Dense CNN-2", 99.31, 0.06, 97_040, 2_853),
    "sparse-cnn-1": ("Sparse CNN-1", 98.41, 0.08, 100_306, 1_735),
    "sparse-cnn-2": ("Sparse CNN-2", 99.09, 0.05, 103_764, 1_125),
    "dense-cnn-2-sp3": ("Dense CNN-2 SP3", 99.13, 0.07, 100_318, 2_762),
    "sparse-cnn-2-d3": ("Sparse CNN-2 D3", 98.89, 0.13, 102_328, 1_720),
    "sparse-cnn-2-w1": ("Sparse CNN-2 W1", 98.20, 0.19, 100_322, 2_082),
    "sparse-cnn-2-dsw": ("Sparse CNN-2 DSW", 98.92, 0.09, 70_566, 2_857),
}


def test_the_group_is_the_papers_eight_networks_in_its_order() -> None:
    assert [preset.name for preset in find_presets("paper")] == list(CONFIGURATION)


@pytest.mark.parametrize("name", CONFIGURATION)
def test_a_preset_is_the_published_configuration(name: str) -> None:
    channels, conv_k, units, hidden_k, density, rate, momentum, boost, epochs, first = CONFIGURATION[name]
    network, training = presets()[name].variant.network, presets()[name].variant.training
    count = len(channels)
    assert tuple(conv.channels for conv in network.convs) == channels
    assert [conv.kernel_size for conv in network.convs] == [5] * count
    plan = blueprint(network)
    assert [conv.density for conv in plan.convs] == [1.0] * count
    assert [conv.activation for conv in plan.convs] == ["relu" if conv_k is ALL else "k-winners"] * count
    if conv_k is not ALL:
        assert tuple(conv.k for conv in network.convs) == conv_k
    assert (network.hidden.units, plan.hidden.density) == (units, density)
    assert plan.hidden.activation == ("relu" if hidden_k is ALL else "k-winners")
    if hidden_k is not ALL:
        assert network.hidden.k == hidden_k
    assert (network.boost_strength, network.boost_strength_factor) == (boost, 0.85)
    assert (network.k_inference_factor, network.duty_cycle_period) == (1.5, 1000)
    assert not network.local and not network.normalize_weights
    assert (training.learning_rate, training.learning_rate_factor, training.momentum) == (rate, 0.8, momentum)
    assert (training.epochs, training.batch_size, training.first_epoch_batch_size or 64) == (
        epochs,
        64,
        first,
    )


@pytest.mark.parametrize("name", CONFIGURATION)
def test_the_network_that_is_built_is_the_one_described(name: str) -> None:
    _, conv_k, _, hidden_k, density, *_ = CONFIGURATION[name]
    network = new_network(presets()[name].variant, 0)
    modules = list(network.modules())
    assert not any(isinstance(module, SparseWeights2d) for module in modules)
    assert any(isinstance(module, SparseWeights) for module in modules) == (density < 1)
    assert sum(isinstance(module, KWinners2d) for module in modules) == len(conv_k or ())
    hidden = [module for module in modules if isinstance(module, KWinners)]
    assert [module.k for module in hidden] == ([] if hidden_k is ALL else [hidden_k])
    assert [module.k_inference for module in hidden] == ([] if hidden_k is ALL else [hidden_k * 3 // 2])


@pytest.mark.parametrize("name", TABLE_1)
def test_the_published_figures_are_table_1(name: str) -> None:
    variant = presets()[name].variant
    score = published_score(variant, "mnist", "paper")
    assert score is not None
    assert (
        variant.name,
        score.accuracy_mean,
        score.accuracy_std,
        score.score_mean,
        score.score_std,
    ) == TABLE_1[name]
    assert (score.seeds, score.total) == (10, 10_000 * len(PAPER_LEVELS))
    assert published_score(variant, "mnist", "article") is None
    assert published_score(variant, "kmnist", "paper") is None


def test_the_papers_presets_alone_bring_the_papers_noise() -> None:
    assert common_noise(find_presets("paper")) == "paper"
    assert common_noise(find_presets("article")) == "article"
    assert common_noise([*find_presets("article"), *find_presets("paper")]) == "article"
    assert NoiseConfig("article").levels == tuple(round(step / 20, 2) for step in range(17))
    assert NoiseConfig("paper").levels == tuple(round(step / 20, 2) for step in range(11))
