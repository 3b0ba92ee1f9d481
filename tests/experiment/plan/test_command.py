"""The command that repeats an experiment: parsed again, it is the same experiment."""

import dataclasses
import shlex
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparse_explorer.cli.arguments import experiment_of, parse
from sparse_explorer.experiment.plan.command import needs_file, run_command_of, shell_text
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.experiment_file import write_experiment
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import presets, variants

OWN = NoiseConfig("article", (0.0, 0.25))
NOISES = [
    (NoiseConfig(),),
    (NoiseConfig("paper"),),
    (NoiseConfig("blur"), NoiseConfig("gaussian")),
    (OWN,),
    (OWN, NoiseConfig("blur", (0.5,))),
]


def parsed(command: str, folder: Path | None = None) -> Experiment:
    words = shlex.split(command)
    assert words[0] == "sparse-explorer"
    return experiment_of(parse(words[1:]))


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    chosen = draw(st.lists(st.sampled_from(sorted(presets())), min_size=1, max_size=4, unique=True))
    by_name = {presets()[name].variant.name: presets()[name].variant for name in chosen}
    found = Experiment(
        tuple(by_name.values()),
        dataset=draw(st.sampled_from(["digits", "mnist"])),
        seed=draw(st.integers(0, 3)),
        seeds=draw(st.integers(1, 5)),
        noises=draw(st.sampled_from(NOISES)),
        sweep=draw(st.sampled_from([None, "last", "every"])),
        threads=draw(st.sampled_from([None, 2])),
    )
    epochs = draw(st.sampled_from([None, 3]))
    return found if epochs is None else found.with_epochs(epochs)


@settings(max_examples=30, deadline=None)
@given(experiments())
def test_parsing_it_gives_the_same_experiment(
    tmp_path_factory: pytest.TempPathFactory, experiment: Experiment
) -> None:
    path = tmp_path_factory.getbasetemp() / "experiment.toml"
    if needs_file(experiment):
        path.write_text(write_experiment(experiment), encoding="utf-8")
    assert parsed(run_command_of(experiment, str(path))) == experiment


def test_what_presets_say_needs_no_file() -> None:
    article = Experiment(variants("article"), seeds=2)
    assert run_command_of(article) == "sparse-explorer run --preset dense --preset sparse --seeds 2"
    assert shell_text(article) == f"{run_command_of(article)}\n"


def test_what_is_pasted_writes_the_file_and_names_it(tmp_path: Path) -> None:
    dense, sparse = variants("article")
    training = dataclasses.replace(dense.training, learning_rate=0.07)
    mine = dataclasses.replace(dense, name="It's $HOME `x`", training=training, note="END\n$(rm -rf)\nlast")
    experiment = Experiment((mine, sparse))
    *script, command = shell_text(experiment).splitlines()
    subprocess.run(["sh", "-c", "\n".join(script)], cwd=tmp_path, check=True)
    assert command == "sparse-explorer run --config experiment.toml"
    found = parsed(command.replace("experiment.toml", shlex.quote(str(tmp_path / "experiment.toml"))))
    assert found == experiment
    assert found.variants[0].note == mine.note
