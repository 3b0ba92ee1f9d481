"""What the queue of trainings and sweeps is at, as the panes are told. Knows no Qt."""

from dataclasses import dataclass

TRAIN, SWEEP = "train", "sweep"
"""Training, noise sweep."""


@dataclass(frozen=True)
class Activity:
    """What the queue is at.

    Attributes:
        variant_id: at work now; empty when the queue is at rest.
        kind: ``train`` or ``sweep``.
        seed: of the run at work, if it is not the first one; else None.
        paused: whether it waits for resume.
        progress: of this variant's training or sweep, 0 ... 1.
        queue_progress: of the whole queue since it was empty last, 0 ... 1.
        images_per_second: in training; 0 when unknown.
        seconds_left: until the whole queue is empty; None when unknown.
        waiting: ids of the variants that come later.
        noise: the kind that is swept, if it is not the one in use; else empty.
        requested: training was asked for before it could start, and starts as soon as it can.
    """

    variant_id: str = ""
    kind: str = ""
    paused: bool = False
    progress: float = 0.0
    queue_progress: float = 0.0
    images_per_second: float = 0.0
    seconds_left: float | None = None
    waiting: tuple[str, ...] = ()
    seed: int | None = None
    noise: str = ""
    requested: bool = False

    @property
    def busy(self) -> bool:
        """Whether anything is at work."""
        return bool(self.variant_id)
