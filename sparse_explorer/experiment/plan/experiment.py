"""What an experiment is made of: variants, seeds, noises, and after which epochs they are swept. Imports no torch."""

import dataclasses
from dataclasses import dataclass

from sparse_explorer.experiment.plan.fields import ConfigError, check, described
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.variant import Variant, settle_epochs

MAX_SEED = 2**31 - 1

SWEEPS = ("last", "every")
"""After which epochs the noises are swept: the last one, or every one as the paper did."""


@dataclass(frozen=True)
class Sweep:
    """A noise, and after which epochs it is swept.

    Attributes:
        noise: kind and levels.
        every: after every epoch; otherwise after the last one alone.
    """

    noise: NoiseConfig
    every: bool = False


@dataclass(frozen=True)
class Experiment:
    """Everything that decides the results, but for the device: what ``config.toml`` holds.

    Examples:
        >>> import sparse_explorer as se
        >>> experiment = se.Experiment(se.variants("article"), seeds=5, noises=se.noises("article", "blur"))
        >>> [variant.name for variant in experiment.variants], experiment.seeds
        (['Dense', 'Sparse'], 5)
    """

    variants: tuple[Variant, ...]
    dataset: str = "digits"
    seed: int = described(
        0, "First seed", "Seed of the first run; the others follow.", minimum=0, maximum=MAX_SEED
    )
    seeds: int = described(
        1,
        "Seeds",
        "How many times each variant is trained, each time with another seed.",
        minimum=1,
        maximum=1000,
    )
    noises: tuple[NoiseConfig, ...] = (NoiseConfig(),)
    sweep: str | None = described(
        None,
        "Noise sweep",
        "After the last epoch or after every one. Automatic: after every epoch with the paper's noise, after the last "
        "one with any other.",
        choices=SWEEPS,
        none_label="automatic",
    )
    threads: int | None = described(
        None,
        "Threads",
        "CPU threads that a run computes with; the last digits of its numbers depend on it.",
        minimum=1,
        maximum=1024,
        none_label="automatic",
    )

    def __post_init__(self) -> None:
        check(self)
        if not self.variants:
            raise ConfigError("variants", "there are none; at least one is needed")
        twice = _first_twice([variant.name for variant in self.variants])
        if twice is not None:
            raise ConfigError("variants", f"two are named {twice!r}; names tell results apart")
        if not self.noises:
            raise ConfigError("noises", "there are none; at least one is needed")
        twice = _first_twice([noise.convention for noise in self.noises])
        if twice is not None:
            raise ConfigError("noises", f"two are {twice!r}; a kind of noise is swept once")
        if self.seed + self.seeds - 1 > MAX_SEED:
            raise ConfigError(
                "seed", f"{self.seed} is not allowed; the last of {self.seeds} exceeds {MAX_SEED}"
            )

    def all_seeds(self) -> range:
        """The seeds that each variant is trained with."""
        return range(self.seed, self.seed + self.seeds)

    def sweeps(self) -> tuple[Sweep, ...]:
        """Each noise, with the epochs after which it is swept: where ``sweep`` leaves that open, as its source did."""
        return tuple(
            Sweep(noise, (self.sweep or ("every" if noise.convention == "paper" else "last")) == "every")
            for noise in self.noises
        )

    def with_epochs(self, epochs: int) -> "Experiment":
        """The same with so many epochs for every variant.

        Raises:
            ConfigError: that number is not allowed.
        """
        changed = (
            dataclasses.replace(each, training=dataclasses.replace(each.training, epochs=epochs))
            for each in self.variants
        )
        return dataclasses.replace(self, variants=tuple(changed))

    def settled(self, epochs: int, threads: int) -> "Experiment":
        """The same with nothing left open: ``epochs`` for variants that do not say, ``threads`` likewise."""
        return dataclasses.replace(
            self,
            variants=tuple(settle_epochs(variant, epochs) for variant in self.variants),
            threads=self.threads or threads,
        )

    def beyond(self, other: "Experiment") -> str:
        """What of this experiment is not part of ``other``, named; empty if ``other`` has all of it and perhaps more
        variants, seeds or noises."""
        mine, others = set(self.sweeps()), set(other.sweeps())
        parts = {
            "variants": set(self.variants) <= set(other.variants),
            "seeds": set(self.all_seeds()) <= set(other.all_seeds()),
            "noises": {sweep.noise for sweep in mine} <= {sweep.noise for sweep in others},
            "dataset": self.dataset == other.dataset,
            "threads": self.threads == other.threads,
        }
        if parts["noises"]:
            parts["sweep"] = mine <= others
        return ", ".join(name for name, same in parts.items() if not same)


def _first_twice(names: list[str]) -> str | None:
    return next((name for name in names if names.count(name) > 1), None)
