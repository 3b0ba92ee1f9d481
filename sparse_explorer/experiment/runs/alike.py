"""Whether experiments in several folders are parts of one."""

from collections.abc import Sequence
from pathlib import Path

from sparse_explorer.experiment.plan.differences import difference_rows
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.runs.runner import unfitted
from sparse_explorer.paths import shown


def check_alike(ours: tuple[Path, Experiment], theirs: tuple[Path, Experiment]) -> None:
    """What may not differ, for numbers to be of the same experiment; ConfigError if it does."""
    (here, one), (there, other) = ours, theirs
    for name, mine, others in (
        ("data set", one.dataset, other.dataset),
        ("noises", _noises(one), _noises(other)),
        ("threads", str(one.threads), str(other.threads)),
    ):
        if mine != others:
            raise ConfigError(
                "",
                f"{shown(here)} and {shown(there)} are not of the same experiment; "
                f"{name}: {mine} and {others}",
            )


def _noises(experiment: Experiment) -> str:
    return ", ".join(
        f"{sweep.noise.convention} at {' '.join(f'{level:.2f}' for level in sweep.noise.levels)} after "
        f"{'every epoch' if sweep.every else 'the last epoch'}"
        for sweep in experiment.sweeps()
    )


def variants_of(experiments: Sequence[tuple[Path, Experiment]]) -> dict[str, Variant]:
    """The variants of all by their names, in the order in which they first appear.

    Raises:
        ConfigError: two of the same name are not the same.
    """
    found: dict[str, Variant] = {}
    homes: dict[str, Path] = {}
    for folder, experiment in experiments:
        for variant in experiment.variants:
            known = found.setdefault(variant.name, variant)
            home = homes.setdefault(variant.name, folder)
            if unfitted(known) != unfitted(variant):
                rows = [
                    f"; {label}: {mine} and {others}"
                    for label, mine, others in difference_rows(known, variant)
                ]
                raise ConfigError(
                    "", f"{variant.name} differs in {shown(home)} and {shown(folder)}{''.join(rows[:1])}"
                )
    return found
