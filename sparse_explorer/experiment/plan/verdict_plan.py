"""What is run for a verdict: controls against a reference, over noises and seeds, of which the last only confirm.

All runs share their seeds: the same seed gives the same initial weights where shapes agree, the same order of images
and the same noise, so that variants are compared seed by seed. Imports no torch.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sparse_explorer.data.noise.kinds import KINDS, Family
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import find_presets, variants
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.reading import short

REFERENCE = "dense"
"""The preset that all others are compared with: the article's dense network."""

PRESETS = ("controls",)
"""What is compared with it unless something else is named."""

NOISES = (
    "article",
    "paper",
    "black",
    "salt-and-pepper",
    "uniform",
    "gaussian",
    "speckle",
    "blur",
    "occlusion",
    "rotation",
    "translation",
    "fgsm",
)
"""The noises unless others are named, one or two of each way to be noisy; those of them that there are."""

CONTRASTS = {"k-winners": "Dense, as many multiply-adds", "Sparse": "Dense, as many weights"}
"""Of which variants interventions in the trained networks tell why they are robust, if they are run; beside each, the
dense network that differs from the reference in its width alone."""

SEEDS, CONFIRM = 10, 10
MOST = 500


@dataclass(frozen=True)
class Contrast:
    """Trained networks that are held against each other by interventions.

    Attributes:
        dense, sparse: names of the variants whose difference is to be explained.
        wide: the variant that differs from the dense one in its width alone; None if it is not run.
        noise: which noise they are shown.
    """

    dense: str
    sparse: str
    wide: str | None
    noise: NoiseConfig

    @property
    def variants(self) -> tuple[str, ...]:
        """All of them."""
        return (self.dense, self.sparse) if self.wide is None else (self.dense, self.sparse, self.wide)


@dataclass(frozen=True)
class VerdictPlan:
    """An experiment, and how its runs are to be read.

    Attributes:
        experiment: all variants, noises and seeds.
        reference: name of the variant that the others are compared with.
        confirm: how many of the seeds, the last ones, claim nothing and only confirm.

    Examples:
        >>> import sparse_explorer as se
        >>> plan = se.verdict_plan(se.variants("dense", "k-winners"), seeds=3, confirm=2)
        >>> list(plan.claiming), list(plan.confirming)
        ([0, 1, 2], [3, 4])
    """

    experiment: Experiment
    reference: str
    confirm: int

    @property
    def claiming(self) -> range:
        """The seeds that claims are made with."""
        return self.experiment.all_seeds()[: self.experiment.seeds - self.confirm]

    @property
    def confirming(self) -> range:
        """The seeds that repeat every claim; empty if there are none."""
        return self.experiment.all_seeds()[self.experiment.seeds - self.confirm :]

    @property
    def contrasts(self) -> tuple[Contrast, ...]:
        """What interventions can be made in, under the first noise that is of images; none without k-winners, or where
        the reference has them itself."""
        networks = {variant.name: variant.network for variant in self.experiment.variants}
        dense = networks[self.reference]
        images = (Family.PIXELS, Family.IMAGE)
        noises = [noise for noise in self.experiment.noises if KINDS[noise.convention].family in images]
        if dense.k_winners or not noises:
            return ()
        return tuple(
            Contrast(self.reference, name, wide if wide in networks else None, noises[0])
            for name, wide in CONTRASTS.items()
            if name in networks and networks[name].k_winners and len(networks[name].convs) == len(dense.convs)
        )

    def with_epochs(self, epochs: int) -> "VerdictPlan":
        """The same with so many epochs for every variant.

        Raises:
            ConfigError: that number is not allowed.
        """
        return replace(self, experiment=self.experiment.with_epochs(epochs))


def verdict_plan(
    compared: Sequence[Variant] | None = None,
    *,
    dataset: str = "digits",
    seeds: int = SEEDS,
    confirm: int = CONFIRM,
    noises: Sequence[NoiseConfig] | None = None,
    reference: str | None = None,
    threads: int = 1,
) -> VerdictPlan:
    """The plan of a verdict.

    Args:
        compared: the variants; by default the presets named PRESETS.
        dataset: what they are trained on.
        seeds: with how many seeds, from 0 on, claims are made.
        confirm: how many further seeds confirm them, or do not.
        noises: what is swept after the last epoch; by default NOISES.
        reference: name of the variant that the others are compared with; by default the article's dense network, which
            is put before them if it is not among them.
        threads: CPU threads of each run.

    Raises:
        ConfigError: a number that is not allowed, no such reference, or nothing to compare with it.

    Examples:
        >>> import sparse_explorer as se
        >>> plan = se.verdict_plan(se.variants("dense", "k-winners"), seeds=3, confirm=2)
        >>> plan.reference, plan.experiment.seeds
        ('Dense', 5)
    """
    for field, value, least in (("seeds", seeds, 2), ("confirm", confirm, 0)):
        if not least <= value <= MOST:
            raise ConfigError(field, f"{value} is not allowed; allowed is {least} ... {MOST}")
    chosen = tuple(compared) if compared is not None else variants(*PRESETS)
    if reference is None:
        dense = find_presets(REFERENCE)[0].variant
        reference = dense.name
        if all(variant.name != reference for variant in chosen):
            chosen = (dense, *chosen)
    _check_reference(reference, [variant.name for variant in chosen])
    experiment = Experiment(
        chosen,
        dataset=dataset,
        seeds=seeds + confirm,
        noises=tuple(noises) if noises is not None else default_noises(),
        sweep="last",
        threads=threads,
    )
    return VerdictPlan(experiment, reference, confirm)


def plan_for(experiment: Experiment, confirm: int, reference: str | None = None) -> VerdictPlan:
    """How runs that are there already are read as a verdict.

    Args:
        experiment: what they are of, with nothing left open.
        confirm: how many of its seeds, the last ones, only confirm.
        reference: name of the variant that the others are compared with; by default the article's dense network, or
            where that is not among them the first one.

    Raises:
        ConfigError: fewer than two seeds are left for claims, no such reference, or nothing to compare with it.
    """
    most = experiment.seeds - 2
    if not 0 <= confirm <= most:
        allowed = f"allowed is 0 ... {most}" if most >= 0 else "two seeds have to be left for claims"
        raise ConfigError("confirm", f"{confirm} is not allowed with {experiment.seeds} seeds; {allowed}")
    names = [variant.name for variant in experiment.variants]
    if reference is None:
        dense = find_presets(REFERENCE)[0].variant.name
        reference = dense if dense in names else names[0]
    _check_reference(reference, names)
    return VerdictPlan(experiment, reference, confirm)


def _check_reference(reference: str, names: Sequence[str]) -> None:
    if reference not in names:
        raise ConfigError("reference", f"{short(reference)} is unknown; variants are {', '.join(names)}")
    if len(names) < 2:
        raise ConfigError("variants", f"there is none but the reference {reference}; name another preset")


def default_noises() -> tuple[NoiseConfig, ...]:
    """The noises of a verdict unless others are named."""
    return tuple(NoiseConfig(name) for name in NOISES if name in KINDS)
