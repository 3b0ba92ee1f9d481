"""The README shows what the program wrote, and names only what is there."""

import re
from pathlib import Path

from sparse_explorer.experiment.plan.experiment_file import read_experiment
from sparse_explorer.experiment.plan.presets import find_presets

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_documented_command_is_the_documented_experiment() -> None:
    experiment = read_experiment(ROOT / "docs/mnist/config.toml")
    assert "sparse-explorer run --dataset mnist --preset switches --seeds 5 --output docs/mnist" in README
    assert (experiment.dataset, experiment.seed, experiment.seeds) == ("mnist", 0, 5)
    assert [variant.network for variant in experiment.variants] == [
        preset.variant.network for preset in find_presets("switches")
    ]


def test_what_the_readme_links_to_is_there() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
