"""What a command line stands for."""

from pathlib import Path

import pytest

from sparse_explorer.cli.arguments import experiment_of, parse
from sparse_explorer.data.noise.kinds import ARTICLE_LEVELS, KINDS, PAPER_LEVELS, Family
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.threads import default_threads


def experiment(*words: str) -> Experiment:
    return experiment_of(parse(["run", *words])).settled(epochs=1, threads=2)


CACHE = "the user's cache folder"


def test_help_says_where_data_lies_as_the_environment_has_it_now(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for value, words in (("", CACHE), ("/data", "$SPARSE_EXPLORER_DATA"), ("", CACHE)):
        monkeypatch.setenv("SPARSE_EXPLORER_DATA", value)
        with pytest.raises(SystemExit):
            parse(["app", "--help"])
        assert f"(default {words})" in " ".join(capsys.readouterr().out.split())


def test_the_papers_presets_bring_their_noise_epochs_and_sweeps() -> None:
    paper = experiment("--preset", "paper", "--dataset", "mnist")
    assert (paper.noises[0].convention, paper.noises[0].levels) == ("paper", PAPER_LEVELS)
    assert [variant.training.epochs for variant in paper.variants] == [15, 15, 15, 10, 10, 10, 10, 10]
    assert [sweep.every for sweep in paper.sweeps()] == [True]


def test_the_articles_presets_stay_as_they_were() -> None:
    article = experiment("--preset", "article", "--dataset", "mnist")
    assert (article.noises[0].convention, article.noises[0].levels) == ("article", ARTICLE_LEVELS)
    assert [variant.training.epochs for variant in article.variants] == [1, 1]
    assert [sweep.every for sweep in article.sweeps()] == [False]


def test_mixed_presets_keep_the_articles_noise_unless_told() -> None:
    mixed = ("--preset", "paper", "--preset", "dense")
    assert experiment(*mixed).noises[0].convention == "article"
    assert experiment(*mixed, "--noise", "paper").noises[0].convention == "paper"
    assert experiment("--preset", "paper", "--noise", "article").noises[0].convention == "article"


def test_options_go_before_presets() -> None:
    changed = experiment("--preset", "sparse-cnn-1", "--epochs", "2", "--sweep", "last", "--threads", "1")
    assert changed.variants[0].training.epochs == 2
    assert (changed.sweep, changed.threads) == ("last", 1)


def test_a_file_of_the_papers_presets_brings_the_papers_noise_too(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text('[[variants]]\npreset = "sparse-cnn-1"\n', encoding="utf-8")
    assert experiment("--config", str(path)).noises[0].convention == "paper"
    path.write_text(
        '[[variants]]\npreset = "sparse-cnn-1"\n[[variants]]\npreset = "dense"\n', encoding="utf-8"
    )
    assert experiment("--config", str(path)).noises[0].convention == "article"
    path.write_text('[[noises]]\nlevels = [0.0]\n[[variants]]\npreset = "sparse-cnn-1"\n', encoding="utf-8")
    assert experiment("--config", str(path)).noises[0].convention == "article"


@pytest.mark.parametrize(
    ("given", "threads"), [(None, 2), ("1", 1), ("4,2", 4), ("0", 2), ("many", 2), ("", 2)]
)
def test_the_default_thread_count_depends_on_the_environment_alone(
    given: str | None, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if given is not None:
        monkeypatch.setenv("OMP_NUM_THREADS", given)
    assert default_threads() == threads


def test_the_convention_a_file_has_already_keeps_the_files_levels(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text(
        '[[noises]]\nconvention = "paper"\nlevels = [0.0, 0.3]\n[[variants]]\npreset = "dense"\n',
        encoding="utf-8",
    )
    assert experiment("--config", str(path), "--noise", "paper").noises[0].levels == (0.0, 0.3)
    assert experiment("--config", str(path), "--noise", "article").noises[0].levels == ARTICLE_LEVELS


def names(*words: str) -> list[str]:
    return [variant.name for variant in experiment(*words).variants]


@pytest.fixture
def own(tmp_path: Path) -> str:
    """A file with two variants, the first of which is a preset as it is."""
    path = tmp_path / "own.toml"
    path.write_text(
        'dataset = "mnist"\nseed = 4\nseeds = 3\nsweep = "every"\nthreads = 5\n'
        '[[variants]]\npreset = "sparse"\n'
        '[[variants]]\npreset = "dense"\nname = "Mine"\n[variants.training]\nepochs = 7\n',
        encoding="utf-8",
    )
    return str(path)


def test_without_options_it_is_the_articles_experiment() -> None:
    plain = experiment()
    assert [variant.name for variant in plain.variants] == ["Dense", "Sparse"]
    assert (plain.dataset, plain.seed, plain.seeds, plain.noises[0].convention) == ("digits", 0, 1, "article")


def test_presets_are_added_to_a_files_variants_once_each(own: str) -> None:
    assert names("--config", own) == ["Sparse", "Mine"]
    assert names("--config", own, "--preset", "k-winners") == ["Sparse", "Mine", "k-winners"]
    assert names("--config", own, "--preset", "article") == ["Sparse", "Mine", "Dense"]
    assert names("--preset", "dense", "--preset", "article", "--preset", "dense") == ["Dense", "Sparse"]


def test_options_go_before_the_file(own: str) -> None:
    kept = experiment("--config", own)
    assert (kept.dataset, kept.seed, kept.seeds, kept.sweep, kept.threads) == ("mnist", 4, 3, "every", 5)
    assert [variant.training.epochs for variant in kept.variants] == [1, 7]
    words = "--dataset kmnist --seed 0 --seeds 2 --sweep last --threads 1 --epochs 9".split()
    changed = experiment("--config", own, *words)
    assert (changed.dataset, changed.seed, changed.seeds, changed.sweep, changed.threads) == (
        *("kmnist", 0, 2, "last", 1),
    )
    assert [variant.training.epochs for variant in changed.variants] == [9, 9]
    assert list(changed.all_seeds()) == [0, 1]


def test_noises_are_named_in_one_word_or_in_several_and_by_group() -> None:
    def named(*words: str) -> list[str]:
        return [noise.convention for noise in experiment(*words).noises]

    assert named("--noise", "gaussian,paper") == ["gaussian", "paper"]
    assert named("--noise", "paper", "--noise", "article, paper") == ["paper", "article"]
    assert named("--noise", "all") == list(KINDS)
    assert named("--noise", "mnist-c-glass_blur") == ["mnist-c-glass-blur"]  # as MNIST-C calls it
    assert named("--noise", "pixels") == [
        kind.name for kind in KINDS.values() if kind.family is Family.PIXELS
    ]
    for words, reason in (
        (
            ("--noise", "loud"),
            "'loud' is unknown; kinds are article, paper, .*; groups of them are pixels, .*all",
        ),
        (("--noise", "gausian"), "'gausian' is unknown; near to it are gaussian; kinds are article"),
        (("--noise", ","), "no name is given"),
        (("--levels", "a"), "'a' is no list of numbers"),
        (("--levels", "0,2"), "2.0 is not allowed; allowed is 0 ... 1 with two decimals"),
    ):
        with pytest.raises(ConfigError, match=reason):
            experiment(*words)


def test_levels_are_those_of_every_noise() -> None:
    found = experiment("--noise", "article,gaussian", "--levels", "0,0.25,0.5")
    assert [noise.levels for noise in found.noises] == [(0.0, 0.25, 0.5)] * 2
    assert experiment("--preset", "paper", "--levels", "0.1").noises == (NoiseConfig("paper", (0.1,)),)


def test_a_file_with_several_noises_keeps_its_levels(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text(
        '[[noises]]\nconvention = "paper"\nlevels = [0.0, 0.3]\n[[noises]]\nconvention = "gaussian"\n'
        '[[variants]]\npreset = "dense"\n',
        encoding="utf-8",
    )
    own = NoiseConfig("paper", (0.0, 0.3))
    assert experiment("--config", str(path)).noises == (own, NoiseConfig("gaussian"))
    assert experiment("--config", str(path), "--noise", "article,paper").noises == (
        NoiseConfig("article"),
        own,
    )
