"""What goes through the pipe between the window and the process that trains: kinds of messages, and tensors as arrays.

Tensors would go by way of shared memory, of which some systems have little; arrays are copied.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, NamedTuple

from sparse_explorer.app.background.training_jobs import Task

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData
    from sparse_explorer.experiment.runs.store import TrainedVariant

BEGUN, REPORT, NETWORK, UNSAVED, LOG, FAILED, ENDED = (
    "begun",
    "report",
    "network",
    "unsaved",
    "log",
    "failed",
    "ended",
)
"""What the process says: it is at the training, a report of it, the state of the network for the shelf, the run that
could not be saved, a record for the log, what has ended the training, and that it is over."""

ON, STOP = "on", "stop"
"""What a report is answered with."""

HOLD = "hold"
"""What is said between two answers: wait for those that are due."""


class Request(NamedTuple):
    """A training that is asked for.

    Attributes:
        task: what to train.
        data: an ImageData as arrays; None for that of the request before.
        unsaved: the run to go on with, as arrays, where it is not on disk.
    """

    task: Task
    data: ImageData | None
    unsaved: TrainedVariant | None


def arrays_of(value: Any) -> Any:
    """The same with an array in place of each tensor, in dictionaries and dataclasses."""
    return _converted(value, lambda each: each.cpu().numpy() if hasattr(each, "numpy") else each)


def tensors_of(value: Any) -> Any:
    """The same with a tensor in place of each array, in dictionaries and dataclasses."""
    import numpy as np
    import torch

    # A copy, for arrays from a pipe cannot be written to.
    return _converted(value, lambda each: torch.tensor(each) if isinstance(each, np.ndarray) else each)


def _converted(value: Any, convert: Any) -> Any:
    if isinstance(value, dict):
        return {name: _converted(each, convert) for name, each in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        changed = {name: new for name, old in fields.items() if (new := _converted(old, convert)) is not old}
        return dataclasses.replace(value, **changed) if changed else value
    return convert(value)
