"""Whether a run that was done again came to the same: the same bits, the same figures, or how far apart they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

import sparse_explorer
from sparse_explorer.experiment.results.csv_text import fixed
from sparse_explorer.experiment.results.results import RunResult, epochs_csv, results_csv
from sparse_explorer.experiment.runs.manifest import Manifest
from sparse_explorer.experiment.runs.ownership import VARIANTS
from sparse_explorer.experiment.runs.runs import RunTask
from sparse_explorer.experiment.runs.store import StoreError, load_variant
from sparse_explorer.experiment.runs.stored_runs import StoredRuns


@dataclass(frozen=True)
class Agreement:
    """What a comparison of two runs of the same configuration and seed gave.

    Attributes:
        task: the run.
        agrees: whether its figures are the same, as far as tables show them.
        identical: whether its weights are the same too, bit for bit.
        text: in words.
    """

    task: RunTask
    agrees: bool
    identical: bool
    text: str


def compare(task: RunTask, before: Path, after: Path) -> Agreement:
    """Compare a run in two experiments' folders.

    Args:
        task: the run.
        before: the folder to compare with.
        after: the folder in which it was done again.
    """
    first, second = StoredRuns(before / VARIANTS), StoredRuns(after / VARIANTS)
    one, other = first.finished(task), second.finished(task)
    if one is None:
        return Agreement(
            task, True, False, "is not finished in the bundle, so that there is nothing to compare"
        )
    if other is None:
        return Agreement(task, False, False, "was not finished")
    distance = _distance(_weights(first, task), _weights(second, task))
    difference = _difference(one, other)
    if difference:
        return Agreement(task, False, False, difference)
    if distance == 0:
        return Agreement(task, True, True, "bit-identical: the same weights")
    apart = "belong to another network" if distance is None else f"differ by up to {distance:.2g}"
    return Agreement(task, True, False, f"the same figures; the weights {apart}")


def what_differs(manifest: Manifest, here: Sequence[str]) -> Iterator[str]:
    """What differs between what a bundle was made with and what was used here, a line each.

    Args:
        manifest: the bundle's.
        here: with what the runs were done here, in words.
    """
    now = {"sparse_explorer": sparse_explorer.__version__, "torch": torch.__version__}
    for name, versions in sorted(manifest.versions.items()):
        if name in now and versions != (now[name],):
            yield f"{name}: {' and '.join(versions)} in the bundle, {now[name]} here"
    if tuple(here) != manifest.made_with:
        yield f"computed with: {'; '.join(manifest.made_with)} in the bundle, {'; '.join(here)} here"


def _difference(before: Sequence[RunResult], after: Sequence[RunResult]) -> str:
    """How the figures of two runs differ; empty if tables show the same."""
    if before[0].diverged != after[0].diverged:
        words = [run[0].diverged.text if run[0].diverged else "it did not" for run in (before, after)]
        return f"diverged otherwise: in the bundle {words[0]}, here {words[1]}"
    if all(write(before) == write(after) for write in (results_csv, epochs_csv)):
        return ""
    pairs = [
        (one, other, first.noise_convention)
        for first, second in zip(before, after, strict=True)
        for one, other in zip(first.levels, second.levels, strict=True)
    ]
    one, other, kind = max(pairs, key=lambda pair: abs(pair[0].accuracy - pair[1].accuracy))
    points = abs(one.accuracy - other.accuracy)
    if not points:
        loss = max(abs(one.loss - other.loss) for one, other, _ in pairs)
        return f"the same accuracies; the losses differ by up to {loss:.2g}, or an epoch before the last does"
    noise = "noise" if len(before) == 1 else f"{kind} noise"
    return (
        f"differs by up to {fixed(points, 2)} points, at {noise} {one.noise:.2f}: {fixed(one.accuracy, 2)} % in the "
        f"bundle, {fixed(other.accuracy, 2)} % here"
    )


def _weights(stored: StoredRuns, task: RunTask) -> dict[str, Tensor]:
    """The weights of a run that is finished."""
    for folder in stored.folders(task):
        try:
            trained = load_variant(folder)
        except StoreError:
            continue
        if trained.history.finished or trained.history.diverged is not None:
            return trained.weights
    raise AssertionError("a finished run has weights")


def _distance(before: dict[str, Tensor], after: dict[str, Tensor]) -> float | None:
    """The largest difference of two numbers that should be the same; None if there are others.

    0 says that all bits are the same; what differs in its bits alone, such as the sign of zero, has the smallest
    distance that there is.
    """
    shapes = [{name: (value.shape, value.dtype) for name, value in each.items()} for each in (before, after)]
    if shapes[0] != shapes[1]:
        return None
    largest = 0.0
    for name, one in before.items():
        other = after[name]
        if not torch.equal(_bits(one), _bits(other)):
            apart = (one.to(torch.float64) - other.to(torch.float64)).abs().nan_to_num(nan=float("inf"))
            largest = max(largest, float(apart.max()), 5e-324)
    return largest


def _bits(tensor: Tensor) -> Tensor:
    return tensor.contiguous().reshape(-1).view(torch.uint8)
