"""How far a call of the Python API is. Imports no torch."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """How far an experiment is.

    Attributes:
        done: fraction of all of its runs, and of a verdict's interventions, 0 ... 1.
        finished, total: runs.
        variant, seed: of the run that has just gone on.
        text: what that run is doing.

    Examples:
        >>> import sparse_explorer as se
        >>> block, hidden = se.ConvConfig(channels=2, kernel_size=9, k=20), se.HiddenConfig(units=8)
        >>> network = se.NetworkConfig(convs=(block,), hidden=hidden)
        >>> tiny = se.Variant("Tiny", network, se.TrainingConfig(epochs=1))
        >>> experiment = se.Experiment((tiny,), noises=(se.NoiseConfig("article", (0.0, 0.5)),), threads=1)
        >>> heard = []
        >>> done = se.run(experiment, progress=heard.append)
        >>> heard[-1].finished, heard[-1].total
        (1, 1)
    """

    done: float
    finished: int
    total: int
    variant: str
    seed: int
    text: str
