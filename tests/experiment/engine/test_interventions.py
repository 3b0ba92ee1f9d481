"""What is done to trained networks does what it says, and leaves them as they are."""

import dataclasses

import pytest
import torch
from torch import nn

from reference.noise import add_noise
from sparse_explorer.data.datasets import ImageData
from sparse_explorer.data.noise.pixels import noise_ranks, noise_value
from sparse_explorer.experiment.engine.evaluation import evaluation
from sparse_explorer.experiment.engine.interventions import Pair, interventions, mechanism, training_mean
from sparse_explorer.experiment.engine.network import ExplorerNetwork, build_network
from sparse_explorer.experiment.engine.seeding import generator
from sparse_explorer.experiment.engine.surgery import (
    AtRandom,
    Imposed,
    applicable,
    changed_network,
    passing,
    winners_of,
)
from sparse_explorer.experiment.engine.training import Training
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.results.attribution import attribution
from sparse_explorer.experiment.results.interventions import (
    CENTRED,
    CLEAN_WINNERS,
    INTERVENTIONS,
    NOISY_WINNERS,
    NOTHING,
    OWN_K,
    RANDOM_WINNERS,
    WITH_WINNERS,
    WITHOUT_BOOSTING,
    WITHOUT_WINNERS,
    InterventionCurve,
)
from sparse_explorer.nn import KWinners, KWinners2d

NOISE = NoiseConfig("article", (0.0, 0.5))

HIDDEN = HiddenConfig(units=30, k=8, activation="k-winners")
CONVS = (ConvConfig(channels=4, k=60), ConvConfig(channels=6, k=20))
CONFIGS = {
    "dense": NetworkConfig(
        convs=(ConvConfig(channels=4, k=40),), hidden=HiddenConfig(units=30), k_winners=False
    ),
    "sparse": NetworkConfig(
        convs=(ConvConfig(channels=4, k=40),), hidden=HiddenConfig(units=30), k_winners=True
    ),
    "two blocks": NetworkConfig(
        convs=CONVS, hidden=HIDDEN, k_winners=True, boost_strength=1.5, k_inference_factor=1.5
    ),
    "local": NetworkConfig(convs=(ConvConfig(channels=8, k=2),), hidden=HIDDEN, k_winners=True, local=True),
    "norms": NetworkConfig(convs=CONVS, hidden=HIDDEN, k_winners=True, normalization="batch norm"),
    "two dense blocks": NetworkConfig(convs=CONVS, hidden=HIDDEN, k_winners=False),
    "inference only": NetworkConfig(
        convs=(ConvConfig(channels=4, k=40),),
        hidden=HiddenConfig(units=30),
        k_winners=True,
        winners_used="inference only",
    ),
}


@pytest.fixture(scope="module")
def trained(few_digits: ImageData) -> dict[str, ExplorerNetwork]:
    """After two epochs, so that they know something, and duty cycles differ."""
    networks = {}
    for name, config in CONFIGS.items():
        network = build_network(blueprint(config), generator(1, "network"))
        for _ in Training(
            network, few_digits, TrainingConfig(epochs=2, batch_size=10, learning_rate=0.05), seed=1
        ):
            pass
        networks[name] = network
    return networks


def curves(
    network: ExplorerNetwork, data: ImageData, kinds: tuple[str, ...], k: tuple[int | None, ...] = ()
) -> dict[str, tuple[int, ...]]:
    """Right answers at each level, by intervention."""
    *_, last = interventions(network, data, NOISE, name="it", seed=3, kinds=kinds, k=k)
    assert [curve.intervention for curve in last.curves] == list(kinds)
    return {curve.intervention: tuple(level.correct for level in curve.levels) for curve in last.curves}


def swept(network: ExplorerNetwork, data: ImageData) -> tuple[int, ...]:
    *_, last = evaluation(network, data, NOISE, seed=3)
    return tuple(result.correct for result in last.results)


@pytest.mark.parametrize("name", CONFIGS)
def test_what_changes_nothing_gives_the_noise_sweep(
    trained: dict[str, ExplorerNetwork], few_digits: ImageData, name: str
) -> None:
    """Nothing, k times 1; and an image's own winners imposed on it, which at level 0 are those of the other one."""
    network = trained[name]
    kinds = applicable(network, factors=(1,))
    found = curves(network, few_digits, tuple(each for each in kinds if each in (NOTHING, "k x 1")))
    expected = swept(network, few_digits)
    assert all(each == expected for each in found.values())
    imposed = curves(network, few_digits, (CLEAN_WINNERS, NOISY_WINNERS))
    assert imposed[CLEAN_WINNERS][0] == imposed[NOISY_WINNERS][0] == expected[0]


@pytest.mark.parametrize("name", CONFIGS)
def test_networks_stay_as_they_are(
    trained: dict[str, ExplorerNetwork], few_digits: ImageData, name: str
) -> None:
    network = trained[name].train()
    before = {key: value.clone() for key, value in network.state_dict().items()}
    modules = list(network.modules())
    list(interventions(network, few_digits, NOISE, name="it", seed=3))
    assert network.training
    assert list(network.modules()) == modules
    assert all(torch.equal(value, before[key]) for key, value in network.state_dict().items())


def test_winners_are_those_of_one_digit_and_values_those_of_the_other() -> None:
    winners = KWinners2d(2, 0.25, 1.0, boost_strength=0.0).eval()
    imposed = Imposed(winners)
    deciding = torch.tensor([[9.0, 1.0, 2.0, 0.0, 0.5, 0.1, 8.0, 3.0]]).view(1, 2, 2, 2)
    other = torch.arange(1.0, 9.0).view(1, 2, 2, 2)
    first, second = imposed(torch.cat((deciding, other))).flatten(1)
    assert first.tolist() == [9.0, 0, 0, 0, 0, 0, 8.0, 0]
    assert second.tolist() == [1.0, 0, 0, 0, 0, 0, 7.0, 0]


def test_relu_lets_through_what_is_positive_in_the_one_that_decides() -> None:
    first, second = Imposed(nn.ReLU())(torch.tensor([[1.0, -2.0, 3.0], [-4.0, 5.0, 6.0]]))
    assert first.tolist() == [1.0, 0.0, 3.0]
    assert second.tolist() == [-4.0, 0.0, 6.0]


@pytest.mark.parametrize(
    "activation",
    [
        KWinners2d(3, 0.2, 1.0, boost_strength=0.0),
        KWinners2d(3, 0.4, 1.5, boost_strength=0.0, local=True),
        nn.ReLU(),
    ],
)
@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_what_passes_is_what_the_activation_leaves(
    activation: nn.Module, layout: torch.memory_format
) -> None:
    x = torch.randn(5, 3, 4, 4, generator=torch.Generator().manual_seed(1)).to(memory_format=layout)
    activation.eval()
    assert torch.equal(passing(activation, x), activation(x) != 0)


@pytest.mark.parametrize("activation", [KWinners(40, 0.25, 1.0, boost_strength=0.0), nn.ReLU()])
def test_random_winners_are_as_many_of_each_image_but_others(activation: nn.Module) -> None:
    x = torch.randn(50, 40, generator=torch.Generator().manual_seed(1))
    activation.eval()
    chosen = AtRandom(activation, torch.Generator().manual_seed(2))(x)
    natural = activation(x)
    assert torch.equal((chosen != 0).sum(1), (natural != 0).sum(1))
    assert torch.equal(chosen[chosen != 0], x[chosen != 0])
    share = ((chosen != 0) & (natural != 0)).sum() / (natural != 0).sum()
    assert abs(share - (natural != 0).float().mean()) < 0.1  # no more than chance has it


def test_clean_winners_on_noise_answer_with_the_clean_digits_units(
    trained: dict[str, ExplorerNetwork], few_digits: ImageData
) -> None:
    """Against the computation written out, for one block."""
    network = trained["sparse"].eval()
    images = few_digits.normalized(few_digits.test_images)
    noisy = add_noise(
        images,
        noise_ranks(60, 784, generator(3, "noise")),
        0.5,
        noise_value("article", few_digits.mean, few_digits.std),
    )
    block = network.blocks()[0]
    for kind, one, other in ((CLEAN_WINNERS, images, noisy), (NOISY_WINNERS, noisy, images)):
        with torch.no_grad():
            maps, decided = block.pool(block.conv(other)), block.pool(block.conv(one)).flatten(1)
            least = decided.topk(40, dim=1).values[:, -1:]
            kept = (decided >= least).view_as(maps) * maps
            right = int((network.classify(kept).argmax(1) == few_digits.test_labels).sum())
        assert curves(network, few_digits, (kind,))[kind][1] == right


def test_k_winners_put_into_a_dense_network_are_those_of_a_sparse_one_with_its_weights(
    trained: dict[str, ExplorerNetwork], few_digits: ImageData
) -> None:
    for dense, sparse, k in (("dense", "sparse", (40,)), ("two dense blocks", "two blocks", (60, 20, 8))):
        network = trained[dense]
        config = CONFIGS[sparse]
        if config.boost_strength:
            config = NetworkConfig(convs=CONVS, hidden=HIDDEN, k_winners=True)
        expected = build_network(blueprint(config), generator(1, "network"))
        expected.load_state_dict(network.state_dict(), strict=False)
        assert curves(network, few_digits, (WITH_WINNERS,), k)[WITH_WINNERS] == swept(expected, few_digits)


def test_k_winners_taken_out_leave_relu(trained: dict[str, ExplorerNetwork], few_digits: ImageData) -> None:
    network = trained["two blocks"]
    expected = build_network(blueprint(CONFIGS["two dense blocks"]), generator(1, "network"))
    expected.load_state_dict({key: network.state_dict()[key] for key in expected.state_dict()})
    found = curves(network, few_digits, (WITHOUT_WINNERS,))
    assert found[WITHOUT_WINNERS] == swept(expected, few_digits)


@pytest.mark.parametrize("name", ["sparse", "two blocks", "local"])
def test_k_is_multiplied_in_every_layer(
    trained: dict[str, ExplorerNetwork], few_digits: ImageData, name: str
) -> None:
    network = trained[name]
    config = CONFIGS[name]
    doubled = build_network(
        blueprint(
            NetworkConfig(
                convs=config.convs,
                hidden=config.hidden,
                k_winners=True,
                local=config.local,
                boost_strength=config.boost_strength,
                k_inference_factor=2 * config.k_inference_factor,
            )
        ),
        generator(1, "network"),
    )
    doubled.load_state_dict(network.state_dict())
    assert curves(network, few_digits, ("k x 2",))["k x 2"] == swept(doubled, few_digits)


def test_boosting_is_taken_away(trained: dict[str, ExplorerNetwork], few_digits: ImageData) -> None:
    network = trained["two blocks"]
    expected = build_network(blueprint(CONFIGS["two blocks"]), generator(1, "network"))
    expected.load_state_dict(network.state_dict())
    for _, layer in expected.named_modules():
        if isinstance(layer, (KWinners, KWinners2d)):
            layer.boost_strength.zero_()
    found = curves(network, few_digits, (WITHOUT_BOOSTING,))
    assert found[WITHOUT_BOOSTING] == swept(expected, few_digits)


def test_centred_images_do_not_tell_how_bright_they_are(
    trained: dict[str, ExplorerNetwork], few_digits: ImageData
) -> None:
    brighter = ImageData(
        few_digits.name,
        few_digits.train_images,
        few_digits.train_labels,
        few_digits.test_images // 2 + 100,
        few_digits.test_labels,
        few_digits.mean,
        few_digits.std,
    )
    darker = ImageData(**{**vars(brighter), "test_images": few_digits.test_images // 2})
    network = trained["dense"]
    found = [curves(network, data, (CENTRED, NOTHING)) for data in (brighter, darker)]
    assert found[0][CENTRED][0] == found[1][CENTRED][0]
    assert found[0][NOTHING][0] != found[1][NOTHING][0]


def test_without_training_images_their_mean_is_what_the_data_are_normalised_by(
    few_digits: ImageData,
) -> None:
    assert training_mean(few_digits) != 0
    alone = dataclasses.replace(
        few_digits, train_images=few_digits.train_images[:0], train_labels=few_digits.train_labels[:0]
    )
    assert training_mean(alone) == 0


def test_random_winners_cost_a_sparse_network_its_knowledge(
    trained: dict[str, ExplorerNetwork], few_digits: ImageData
) -> None:
    network = trained["sparse"]
    found = curves(network, few_digits, (NOTHING, RANDOM_WINNERS))
    assert found[RANDOM_WINNERS][0] < found[NOTHING][0]
    assert curves(network, few_digits, (RANDOM_WINNERS,))[RANDOM_WINNERS] == found[RANDOM_WINNERS]


def test_what_can_be_done_depends_on_the_network(trained: dict[str, ExplorerNetwork]) -> None:
    always = (NOTHING, CLEAN_WINNERS, NOISY_WINNERS, RANDOM_WINNERS, CENTRED)
    assert applicable(trained["dense"]) == always
    assert applicable(trained["dense"], k=(40,)) == (*always, WITH_WINNERS)
    assert applicable(trained["sparse"], factors=(0.5, 2)) == (*always, WITHOUT_WINNERS, "k x 0.5", "k x 2")
    assert applicable(trained["two blocks"], factors=()) == (*always, WITHOUT_WINNERS, WITHOUT_BOOSTING)
    assert set(always) | {WITH_WINNERS, WITHOUT_WINNERS, WITHOUT_BOOSTING, OWN_K} == INTERVENTIONS.keys()


@pytest.mark.parametrize(
    ("name", "k"),
    [("sparse", (80,)), ("two blocks", (180, 60, 24)), ("local", (4, 16)), ("inference only", (80,))],
)
def test_an_own_k_is_that_k(
    trained: dict[str, ExplorerNetwork], few_digits: ImageData, name: str, k: tuple[int, ...]
) -> None:
    network = trained[name]
    found = curves(network, few_digits, (OWN_K,), k)
    assert found[OWN_K] == curves(network, few_digits, ("k x 2",))["k x 2"]
    assert found[OWN_K] != curves(network, few_digits, (NOTHING,))[NOTHING]
    everywhere = (4 * 144, 16) if name == "local" else k
    assert winners_of(changed_network(network, OWN_K, 0, k, 0.0)) == everywhere


def test_an_own_k_of_one_layer_leaves_the_others(
    trained: dict[str, ExplorerNetwork], few_digits: ImageData
) -> None:
    network = trained["two blocks"]
    found = {k: curves(network, few_digits, (OWN_K,), k)[OWN_K] for k in ((90, 30, 1), (None, None, 1))}
    assert len(set(found.values())) == 1
    with pytest.raises(ValueError, match="intervention is 'own k', allowed in 'it' are nothing"):
        curves(network, few_digits, (OWN_K,), (None, None, None))
    with pytest.raises(ValueError, match=r"k is 9, allowed is 1 \.\.\. 8, the layer's filters"):
        curves(trained["local"], few_digits, (OWN_K,), (9, None))


def test_k_of_each_layer_is_told_as_it_is_in_evaluation(trained: dict[str, ExplorerNetwork]) -> None:
    assert winners_of(trained["dense"]) == (None,)
    assert winners_of(trained["sparse"]) == (40,)
    assert winners_of(trained["two blocks"]) == (90, 30, 12)
    assert winners_of(trained["local"]) == (2 * 144, 8)
    assert winners_of(trained["inference only"].train()) == (40,)


def test_reports_grow_to_the_end_and_can_be_left(
    trained: dict[str, ExplorerNetwork], few_digits: ImageData
) -> None:
    running = interventions(trained["sparse"], few_digits, NOISE, name="it", seed=3, kinds=(NOTHING, CENTRED))
    assert [(report.done, report.total, len(report.curves)) for report in running] == [
        (60, 240, 0),
        (120, 240, 1),
        (180, 240, 1),
        (240, 240, 2),
    ]
    next(interventions(trained["sparse"], few_digits, NOISE, name="it", seed=3)).progress  # noqa: B018


def test_mechanism_gives_what_attribution_takes(
    trained: dict[str, ExplorerNetwork], few_digits: ImageData
) -> None:
    pairs = [
        Pair(seed, trained["two dense blocks"], trained["two blocks"], trained["two dense blocks"])
        for seed in (1, 2)
    ]
    *_, last = mechanism(pairs, few_digits, NOISE, factors=(2,))
    assert last.done == last.total
    assert {(curve.network, curve.seed) for curve in last.curves} == {
        (name, seed) for name in ("dense", "sparse", "wide") for seed in (1, 2)
    }
    shares = {share.cause: share for share in attribution(last.curves)}
    assert set(shares) == {
        "ranking",
        "mean of the input",
        "which units win",
        "values of the winners",
        "width",
        "boosting",
    }
    assert shares["width"].points.mean == 0
    assert isinstance(last.curves[0], InterventionCurve)


def test_what_cannot_be_done_is_refused_in_one_line(
    trained: dict[str, ExplorerNetwork], few_digits: ImageData
) -> None:
    dense, sparse = trained["dense"], trained["sparse"]
    with pytest.raises(
        ValueError, match="intervention is 'k x 2', allowed in 'it' are nothing, clean winners"
    ):
        curves(dense, few_digits, ("k x 2",))
    with pytest.raises(ValueError, match="intervention is 'k x -1'"):
        curves(sparse, few_digits, ("k x -1",))
    with pytest.raises(ValueError, match="k is given for 2 layers, the network has 1 with an activation"):
        curves(dense, few_digits, (WITH_WINNERS,), (40, 3))
    with pytest.raises(ValueError, match=r"k is 9999, allowed is 1 \.\.\. 576, the layer's units"):
        curves(dense, few_digits, (WITH_WINNERS,), (9999,))
    with pytest.raises(ValueError, match="factor of k is 0, allowed is above 0"):
        applicable(sparse, factors=(0,))
    with pytest.raises(ValueError, match="the networks of a pair have 1 and 2 convolutions"):
        next(mechanism([Pair(1, dense, trained["two blocks"])], few_digits, NOISE))
    with pytest.raises(ValueError, match="noise is 'fgsm', interventions take noise of the images alone"):
        next(interventions(sparse, few_digits, NoiseConfig("fgsm", (0.0, 0.1)), name="it", seed=3))
