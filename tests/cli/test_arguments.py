"""What a command line stands for."""

from pathlib import Path

import pytest

from sparse_explorer.cli.arguments import experiment_of, parse
from sparse_explorer.experiment.config import ARTICLE_LEVELS, PAPER_LEVELS, Experiment
from sparse_explorer.threads import default_threads


def experiment(*words: str) -> Experiment:
    return experiment_of(parse(["run", *words])).settled(epochs=1, threads=2)


def test_the_papers_presets_bring_their_noise_epochs_and_sweeps() -> None:
    paper = experiment("--preset", "paper", "--dataset", "mnist")
    assert (paper.noise.convention, paper.noise.levels) == ("paper", PAPER_LEVELS)
    assert [variant.training.epochs for variant in paper.variants] == [15, 15, 15, 10, 10, 10, 10, 10]
    assert paper.sweep == "every"


def test_the_articles_presets_stay_as_they_were() -> None:
    article = experiment("--preset", "article", "--dataset", "mnist")
    assert (article.noise.convention, article.noise.levels) == ("article", ARTICLE_LEVELS)
    assert [variant.training.epochs for variant in article.variants] == [1, 1]
    assert article.sweep == "last"


def test_mixed_presets_keep_the_articles_noise_unless_told() -> None:
    mixed = ("--preset", "paper", "--preset", "dense")
    assert experiment(*mixed).noise.convention == "article"
    assert experiment(*mixed, "--noise", "paper").noise.convention == "paper"
    assert experiment("--preset", "paper", "--noise", "article").noise.convention == "article"


def test_options_go_before_presets() -> None:
    changed = experiment("--preset", "sparse-cnn-1", "--epochs", "2", "--sweep", "last", "--threads", "1")
    assert changed.variants[0].training.epochs == 2
    assert (changed.sweep, changed.threads) == ("last", 1)


def test_a_file_of_the_papers_presets_brings_the_papers_noise_too(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text('[[variants]]\npreset = "sparse-cnn-1"\n', encoding="utf-8")
    assert experiment("--config", str(path)).noise.convention == "paper"
    path.write_text(
        '[[variants]]\npreset = "sparse-cnn-1"\n[[variants]]\npreset = "dense"\n', encoding="utf-8"
    )
    assert experiment("--config", str(path)).noise.convention == "article"
    path.write_text('[noise]\nlevels = [0.0]\n[[variants]]\npreset = "sparse-cnn-1"\n', encoding="utf-8")
    assert experiment("--config", str(path)).noise.convention == "article"


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
        '[noise]\nconvention = "paper"\nlevels = [0.0, 0.3]\n[[variants]]\npreset = "dense"\n',
        encoding="utf-8",
    )
    assert experiment("--config", str(path), "--noise", "paper").noise.levels == (0.0, 0.3)
    assert experiment("--config", str(path), "--noise", "article").noise.levels == ARTICLE_LEVELS
