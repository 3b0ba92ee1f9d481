"""Configurations refuse what cannot be built and say why; they survive a trip through TOML."""

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.cost import cost
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.experiment_file import read_experiment, write_experiment
from sparse_explorer.experiment.plan.fields import ConfigError, from_dict, specs, to_dict
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.presets import find_presets, presets, published_curve
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant

DENSE = NetworkConfig(sparse_conv=False, k_winners=False, sparse_linear=False)

networks = st.builds(
    NetworkConfig,
    sparse_conv=st.booleans(),
    k_winners=st.booleans(),
    sparse_linear=st.booleans(),
    convs=st.lists(
        st.builds(
            ConvConfig,
            channels=st.integers(1, 64),
            kernel_size=st.integers(1, 5),
            density=st.floats(0.01, 1),
            k=st.integers(1, 16),
        ),
        min_size=1,
        max_size=2,
    ).map(tuple),
    hidden=st.builds(HiddenConfig, units=st.integers(50, 1000), activation=st.sampled_from(["none", "relu"])),
)
variants = st.builds(
    Variant,
    name=st.text("abc =+'\"äöü中文", min_size=1, max_size=20).filter(str.strip),
    network=networks,
    training=st.builds(TrainingConfig, epochs=st.none() | st.integers(1, 50), momentum=st.floats(0, 0.99)),
)


@pytest.mark.parametrize(
    ("make", "field", "words"),
    [
        (lambda: NetworkConfig(convs=(ConvConfig(k=4321),)), "convs[0].k", "1 ... 4320"),
        (lambda: NetworkConfig(convs=(ConvConfig(k=31),), local=True), "convs[0].k", "1 ... 30"),
        (
            lambda: NetworkConfig(hidden=HiddenConfig(20, activation="k-winners", k=21)),
            "hidden.k",
            "1 ... 20",
        ),
        (lambda: NetworkConfig(convs=()), "convs", "1 or 2"),
        (lambda: NetworkConfig(convs=(ConvConfig(kernel_size=11),) * 2), "convs[1].kernel_size", "1 ... 8"),
        (lambda: ConvConfig(channels=0), "channels", "1 ... 256"),
        (lambda: ConvConfig(density=0.0), "density", "above 0 and at most 1"),
        (lambda: ConvConfig(density=float("nan")), "density", "nan"),
        (lambda: ConvConfig(activation="tanh"), "activation", "'k-winners' or 'relu'"),
        (lambda: TrainingConfig(learning_rate=-1.0), "learning_rate", "above 0"),
        (lambda: TrainingConfig(epochs=0), "epochs", "1 ... 1000"),
        (lambda: TrainingConfig(momentum=True), "momentum", "not a number"),
        (lambda: NoiseConfig("loud"), "convention", "'article' or 'paper'"),
        (lambda: Experiment((Variant("a"),), noises=()), "noises", "at least one"),
        (
            lambda: Experiment((Variant("a"),), noises=(NoiseConfig(), NoiseConfig(levels=(0.0,)))),
            "noises",
            "once",
        ),
        (lambda: NoiseConfig(levels=(0.5, 0.2)), "levels", "rise"),
        (lambda: NoiseConfig(levels=(0.123,)), "levels", "two decimals"),
        (lambda: Variant(" "), "name", "printable"),
        (lambda: Experiment((Variant("a"), Variant("a"))), "variants", "'a'"),
        (lambda: Experiment((Variant("a"),), seeds=0), "seeds", "1 ... 1000"),
    ],
)
def test_a_bad_value_is_refused_by_name(make, field: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        make()
    assert caught.value.field == field
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_switched_off_part_keeps_its_parameters_and_does_not_complain() -> None:
    off = NetworkConfig(k_winners=False, convs=(ConvConfig(channels=1, k=4000),))
    assert off.convs[0].k == 4000
    with pytest.raises(ConfigError):
        dataclasses.replace(off, k_winners=True)


def test_every_described_field_has_a_label_and_help_and_a_default_inside_its_limits() -> None:
    for config in (ConvConfig(), HiddenConfig(), NetworkConfig(), TrainingConfig(), NoiseConfig()):
        for name, spec in specs(config).items():
            assert spec.label, name
            assert spec.help.endswith("."), name
            assert spec.problem(getattr(config, name)) is None


@given(variants)
def test_a_variant_survives_plain_data(variant: Variant) -> None:
    assert from_dict(Variant, to_dict(variant)) == variant


@given(
    st.lists(variants, min_size=1, max_size=3, unique_by=lambda v: v.name),
    st.lists(st.sampled_from(list(KINDS)), min_size=1, max_size=3, unique=True),
)
def test_an_experiment_survives_its_file(tmp_path_factory, several: list[Variant], kinds: list[str]) -> None:
    experiment = Experiment(tuple(several), "mnist", 7, 3, tuple(map(NoiseConfig, kinds)))
    path = tmp_path_factory.mktemp("toml") / "config.toml"
    path.write_text(write_experiment(experiment), encoding="utf-8")
    assert read_experiment(path) == experiment


def read(tmp_path: Path, text: str) -> Experiment:
    path = tmp_path / "my.toml"
    path.write_text(text, encoding="utf-8")
    return read_experiment(path)


def test_a_file_may_start_from_a_preset(tmp_path: Path) -> None:
    text = '[[variants]]\npreset = "sparse"\nname = "Sparser"\n[variants.network.hidden]\ndensity = 0.1\n'
    (variant,) = read(tmp_path, text).variants
    sparse = presets()["sparse"].variant
    assert variant.name == "Sparser"
    assert variant.network == dataclasses.replace(
        sparse.network, hidden=dataclasses.replace(sparse.network.hidden, density=0.1)
    )


def test_what_a_file_leaves_out_stays_the_presets(tmp_path: Path) -> None:
    (variant,) = read(
        tmp_path,
        '[[variants]]\npreset = "sparse-cnn-1"\n[variants.network.hidden]\nk = 7\n[variants.training]\nepochs = 2\n',
    ).variants
    preset = presets()["sparse-cnn-1"].variant
    assert variant == dataclasses.replace(
        preset,
        network=dataclasses.replace(preset.network, hidden=dataclasses.replace(preset.network.hidden, k=7)),
        training=dataclasses.replace(preset.training, epochs=2),
    )
    assert preset.network.hidden.units != HiddenConfig().units


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("variants = [", "not a TOML file"),
        ("colour = 1", "colour: unknown key; allowed are variants, dataset"),
        ("", "variants: there are none"),
        ("variants = []", "at least one"),
        ("variants = 3", "variants: is not a list"),
        (
            '[[variants]]\nname = "a"\n[variants.training]\nbatch_size = 2.5',
            "training.batch_size: 2.5 is not a whole",
        ),
        ('[[variants]]\nname = "a"\n[variants.network]\nk_winners = "yes"', "'yes' is not true or false"),
        ('[[variants]]\nname = "a"\n[[variants.network.convs]]\nk = 9999', "network.convs[0].k: 9999"),
        ('[[variants]]\npreset = "nope"', "'nope' is unknown; groups of presets are article"),
        ('[[variants]]\npreset = "article"', "is a group"),
        ('dataset = 3\n[[variants]]\nname = "a"', "dataset: 3 is not text"),
    ],
)
def test_a_bad_file_gives_one_line_that_names_file_and_key(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    assert "my.toml" in str(caught.value)
    assert words in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent\.toml: No such file"):
        read_experiment(tmp_path / "absent.toml")


def test_presets_are_the_articles_networks() -> None:
    switches = {
        name: (
            preset.variant.network.sparse_conv,
            preset.variant.network.k_winners,
            preset.variant.network.sparse_linear,
        )
        for name, preset in presets().items()
        if "switches" in preset.groups
    }
    assert switches == {
        "dense": (False, False, False),
        "sparse": (True, True, True),
        "k-winners": (False, True, False),
        "sparse-conv": (True, False, False),
        "sparse-linear": (False, False, True),
        "sparse-weights": (True, False, True),
    }
    assert [preset.name for preset in find_presets("article")] == ["dense", "sparse"]
    for preset in find_presets("switches"):
        network, training = preset.variant.network, preset.variant.training
        assert (network.convs[0].channels, network.convs[0].k, network.hidden.units) == (30, 100, 300)
        assert blueprint(network).hidden.activation == "none"
        assert (training.batch_size, training.learning_rate, training.momentum) == (64, 0.01, 0.5)


def test_the_published_curve_belongs_to_its_network_data_and_noise_alone() -> None:
    dense = presets()["dense"].variant
    curve = published_curve(dataclasses.replace(dense, name="mine"), "mnist", "article")
    assert curve is not None
    assert dict(zip(curve.levels, curve.accuracy, strict=True))[0.5] == 59.37
    assert published_curve(dense, "digits", "article") is None
    assert published_curve(dense, "mnist", "paper") is None
    assert published_curve(presets()["k-winners"].variant, "mnist", "article") is None


def test_cost_counts_parameters_and_needed_multiply_adds() -> None:
    dense = cost(DENSE)
    # conv 30*(25+1), fc1 300*(4320+1), fc2 10*(300+1)
    assert dense.parameters == dense.nonzero_parameters == 30 * 26 + 300 * 4321 + 10 * 301
    assert dense.multiply_adds == dense.dense_multiply_adds == 30 * 25 * 576 + 300 * 4320 + 10 * 300
    sparse = cost(NetworkConfig())
    assert sparse.parameters == dense.parameters
    assert (
        sparse.nonzero_parameters == 30 * 14 + 300 * 2161 + 10 * 301
    )  # 13 of 25 taps are left, 2160 of 4320 inputs
    assert sparse.multiply_adds == 30 * 13 * 576 + 300 * 2160 * 100 // 4320 + 10 * 300


def test_the_cost_of_winners_in_the_hidden_layer_and_at_each_position() -> None:
    winners = HiddenConfig(units=200, activation="k-winners", k=50)
    hidden = cost(dataclasses.replace(DENSE, k_winners=True, hidden=winners))
    assert hidden.multiply_adds == 30 * 25 * 576 + 200 * 4320 * 100 // 4320 + 10 * 50
    local = cost(dataclasses.replace(DENSE, k_winners=True, local=True, convs=(ConvConfig(k=6),)))
    assert local.multiply_adds == 30 * 25 * 576 + 300 * 4320 * 6 // 30 + 10 * 300
    relu = cost(dataclasses.replace(DENSE, k_winners=False, convs=(ConvConfig(k=6),), hidden=winners))
    assert relu.multiply_adds == relu.dense_multiply_adds
    assert relu.dense_multiply_adds == 30 * 25 * 576 + 200 * 4320 + 10 * 200


def test_all_seeds_are_as_many_as_asked_for_from_the_first_on() -> None:
    variants = (Variant("a"),)
    assert list(Experiment(variants, seed=7, seeds=3).all_seeds()) == [7, 8, 9]
    assert list(Experiment(variants).all_seeds()) == [0]
    last = 2**31 - 1
    assert list(Experiment(variants, seed=last).all_seeds()) == [last]
    with pytest.raises(ConfigError, match=f"seed: {last} is not allowed; the last of 2 exceeds {last}"):
        Experiment(variants, seed=last, seeds=2)


def test_what_is_left_open_is_settled_and_nothing_else() -> None:
    open_, own = Variant("open"), Variant("own", training=TrainingConfig(epochs=7))
    settled = Experiment((open_, own)).settled(epochs=3, threads=2)
    assert [variant.training.epochs for variant in settled.variants] == [3, 7]
    assert settled.threads == 2
    decided = Experiment((own,), sweep="last", threads=5)
    assert decided.settled(epochs=3, threads=2) == decided


def test_the_papers_noise_alone_is_swept_after_every_epoch_unless_it_is_said_otherwise() -> None:
    both = Experiment((Variant("a"),), noises=(NoiseConfig("article"), NoiseConfig("paper")))
    for sweep, every in ((None, [False, True]), ("every", [True, True]), ("last", [False, False])):
        sweeps = dataclasses.replace(both, sweep=sweep).sweeps()
        assert [each.noise for each in sweeps] == list(both.noises)
        assert [each.every for each in sweeps] == every


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({}, ""),
        ({"seeds": 2}, ""),
        ({"variants": (Variant("b"),)}, ""),
        ({"seeds": 4}, "seeds"),
        ({"seed": 0}, "seeds"),
        ({"variants": (Variant("b"), Variant("c"))}, "variants"),
        ({"variants": (Variant("b", training=TrainingConfig(momentum=0.1)),)}, "variants"),
        ({"dataset": "mnist", "sweep": "every"}, "dataset, sweep"),
        ({"noises": (NoiseConfig("paper"), NoiseConfig())}, ""),
        ({"noises": (NoiseConfig(levels=(0.0,)),)}, "noises"),
        ({"noises": (NoiseConfig(), NoiseConfig("paper", (0.5,)))}, "noises"),
        ({"sweep": None}, "sweep"),
        ({"threads": 3}, "threads"),
    ],
)
def test_what_goes_beyond_another_experiment_is_named(change: dict, named: str) -> None:
    noises = NoiseConfig(), NoiseConfig("paper")
    whole = Experiment((Variant("a"), Variant("b")), "digits", 1, 3, noises, "last", 2)
    assert dataclasses.replace(whole, **change).beyond(whole) == named


def test_levels_rise_and_names_have_room() -> None:
    with pytest.raises(ConfigError, match="rise"):
        NoiseConfig(levels=(0.2, 0.2))
    assert NoiseConfig(levels=(0, 1)).levels == (0.0, 1.0)
    assert Variant("x" * 60).name == "x" * 60
    for name in ("x" * 61, "a\nb", ""):
        with pytest.raises(ConfigError, match="1 \\.\\.\\. 60 printable characters"):
            Variant(name)
