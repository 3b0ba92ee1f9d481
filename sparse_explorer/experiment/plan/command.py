"""The command line that does an experiment: presets and options where they say all, else a file. Imports no torch."""

import dataclasses
import shlex
from collections.abc import Sequence

from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.experiment_file import write_experiment
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import common_noise, presets
from sparse_explorer.experiment.plan.variant import Variant

PROGRAM = "sparse-explorer"
FILE = "experiment.toml"


def run_command_of(experiment: Experiment, file: str = FILE) -> str:
    """The command that trains and sweeps exactly this.

    Example::

        run_command_of(Experiment(variants("article"), seeds=2))
        # "sparse-explorer run --preset dense --preset sparse --seeds 2"

    Args:
        experiment: what is to be repeated.
        file: where it is written as TOML; named in the command where options cannot say it.
    """
    words = _options(experiment)
    if words is None:
        words = ["--config", file]
    return shlex.join([PROGRAM, "run", *words])


def needs_file(experiment: Experiment) -> bool:
    """Whether the command needs the experiment as a file beside it."""
    return _options(experiment) is None


def shell_text(experiment: Experiment, file: str = FILE) -> str:
    """What is pasted into a shell: the command, and before it, where that is needed, what writes the file."""
    command = run_command_of(experiment, file)
    if not needs_file(experiment):
        return command + "\n"
    content = write_experiment(experiment)
    end = "END"
    while end in content.splitlines():
        end += "_"
    return f"cat > {shlex.quote(file)} <<'{end}'\n{content.rstrip()}\n{end}\n{command}\n"


def _options(experiment: Experiment) -> list[str] | None:
    """The words behind ``run``; None where they cannot say it."""
    epochs = {variant.training.epochs for variant in experiment.variants}
    if any(variant.note for variant in experiment.variants):
        return None  # a command has no room for notes
    levels = {noise.levels for noise in experiment.noises}
    if any(noise != NoiseConfig(noise.convention) for noise in experiment.noises) and len(levels) > 1:
        return None  # --levels are those of all noises
    for common in (None, *(each for each in epochs if each is not None)):
        names = _presets(experiment.variants, common)
        if names is not None:
            return _words(experiment, names, common)
    return None


def _presets(variants: Sequence[Variant], epochs: int | None) -> list[str] | None:
    """The names of the presets that these are, all with so many epochs; None if some are none."""
    known: dict[Variant, str] = {}
    for name, preset in presets().items():
        variant = preset.variant
        if epochs is not None:
            training = dataclasses.replace(variant.training, epochs=epochs)
            variant = dataclasses.replace(variant, training=training)
        known.setdefault(variant, name)
    names = [known.get(variant) for variant in variants]
    return None if None in names else [name for name in names if name is not None]


def _words(experiment: Experiment, names: Sequence[str], epochs: int | None) -> list[str]:
    words = [word for name in names for word in ("--preset", name)]
    usual = Experiment(experiment.variants)
    for option in ("dataset", "seed", "seeds"):
        if getattr(experiment, option) != getattr(usual, option):
            words += [f"--{option}", str(getattr(experiment, option))]
    if epochs is not None:
        words += ["--epochs", str(epochs)]
    kinds = [noise.convention for noise in experiment.noises]
    if kinds != [common_noise(presets()[name] for name in names)]:
        words += ["--noise", ",".join(kinds)]
    if any(noise != NoiseConfig(noise.convention) for noise in experiment.noises):
        levels = experiment.noises[0].levels
        words += ["--levels", ",".join(f"{level:g}" for level in levels)]
    for option in ("sweep", "threads"):
        if (value := getattr(experiment, option)) is not None:
            words += [f"--{option}", str(value)]
    return words
