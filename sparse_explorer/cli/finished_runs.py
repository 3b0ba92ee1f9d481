"""What the commands that look at finished runs have in common: whose they are, and which noises are swept over them."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.noises import NoiseConfig, noises
from sparse_explorer.experiment.runs.bundle_format import BundleError
from sparse_explorer.experiment.runs.bundle_sources import held
from sparse_explorer.experiment.runs.ownership import is_experiment
from sparse_explorer.experiment.runs.trained_runs import Place, trained_in
from sparse_explorer.paths import shown
from sparse_explorer.printable import printable


def check_place(place: Place) -> None:
    """Make sure that a folder holds an experiment; ConfigError if it does not."""
    if place != "pretrained" and not is_experiment(place):
        raise ConfigError("", f"{shown(place)} holds no experiment that 'sparse-explorer run' has written")


@contextmanager
def looking(place: Place) -> Iterator[None]:
    """Let no process write into a folder meanwhile.

    Raises:
        ConfigError: a process is writing to it.
    """
    if place == "pretrained":
        yield
        return
    try:
        with held(place):
            yield
    except BundleError as error:
        raise ConfigError("", str(error)) from None


def noises_asked(options: argparse.Namespace) -> Sequence[NoiseConfig] | None:
    """What is swept, by ``--noise`` and ``--levels``; None for the experiment's own."""
    if options.noise is None and options.levels is None:
        return None
    asked = noises(*options.noise) if options.noise else trained_in(options.folder).usual
    if options.levels is None:
        return asked
    return [NoiseConfig(noise.convention, options.levels) for noise in asked]


def say(text: str) -> None:
    """Print what is no result, with names as they can be shown."""
    print(printable(text, keep="\n"), file=sys.stderr, flush=True)
