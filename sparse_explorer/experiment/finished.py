"""The Python API for what was done before: results of finished runs, of one folder or of several, their networks, and
other test sets for them."""

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from sparse_explorer import signals
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.results.collected import Results
from sparse_explorer.experiment.results.progress import Progress
from sparse_explorer.experiment.results.reports import RunProgress
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.runs import merging
from sparse_explorer.experiment.runs.other_test_set import OtherTestSet
from sparse_explorer.experiment.runs.runner import restore_network
from sparse_explorer.experiment.runs.stored_runs import tasks_of
from sparse_explorer.experiment.runs.trained_runs import place_of, place_text, trained_in
from sparse_explorer.reading import short


def load(folder: str | Path) -> Results:
    """The finished runs in a folder that :func:`run` or ``sparse-explorer run --output`` has filled.

    The text ``"pretrained"`` names the pair that comes with the program, here and wherever such a folder is named; a
    folder of that name is ``"./pretrained"``, or a ``Path``.

    Raises:
        ConfigError: it holds no experiment that can be read.

    Examples:
        >>> import sparse_explorer as se
        >>> block, hidden = se.ConvConfig(channels=2, kernel_size=9, k=20), se.HiddenConfig(units=8)
        >>> network = se.NetworkConfig(convs=(block,), hidden=hidden)
        >>> tiny = se.Variant("Tiny", network, se.TrainingConfig(epochs=1))
        >>> experiment = se.Experiment((tiny,), noises=(se.NoiseConfig("article", (0.0, 0.5)),), threads=1)
        >>> done = se.run(experiment, output="tiny")
        >>> se.load("tiny").runs == done.runs
        True
        >>> [variant.name for variant in se.load("pretrained").experiment.variants]
        ['Dense', 'Sparse']
    """
    place = place_of(folder)
    experiment, stored, _ = trained_in(place)
    found = [stored.finished(task) or () for task in tasks_of(experiment)]
    runs = tuple(result for results in found for result in results)
    return Results(experiment, runs, folder=place if isinstance(place, Path) else None)


def merge(
    folders: Sequence[str | Path],
    *,
    output: str | Path | None = None,
    complete_seeds: bool = False,
    networks: bool = True,
) -> Results:
    """The finished runs of several folders as one experiment, such as seeds that were trained on two machines.

    A run whose network is gone is taken from its folder's tables. Nothing is trained, and the folders stay as they are.

    Args:
        folders: that :func:`run` or ``sparse-explorer run --output`` has filled: of the same experiment, but for seeds
            and variants. A run that is in two of them has to have the same right answers there, and counts once. Of a
            single folder, the tables are made again.
        output: a new folder for tables, pictures and trained networks, with which :func:`run` can go on; None for none.
        complete_seeds: leave out the seeds that not every variant has finished.
        networks: whether the trained networks are copied too, as far as they are there.

    Raises:
        ConfigError: the folders do not belong together, hold no finished run, or a table cannot be read.

    Examples:
        >>> import sparse_explorer as se
        >>> block, hidden = se.ConvConfig(channels=2, kernel_size=9, k=20), se.HiddenConfig(units=8)
        >>> network = se.NetworkConfig(convs=(block,), hidden=hidden)
        >>> tiny = (se.Variant("Tiny", network, se.TrainingConfig(epochs=1)),)
        >>> noise = (se.NoiseConfig("article", (0.0, 0.5)),)
        >>> here = se.run(se.Experiment(tiny, seed=0, noises=noise, threads=1), output="here")
        >>> there = se.run(se.Experiment(tiny, seed=1, noises=noise, threads=1), output="there")
        >>> [run.seed for run in se.merge(["here", "there"], output="both")]
        [0, 1]
    """
    found = merging.merge([Path(folder) for folder in folders], complete_seeds)
    problems: list[str] = []
    place = None if output is None else Path(os.path.expanduser(output))
    if place is not None:
        found.write(place, networks=networks, complain=problems.append)
    return Results(found.experiment, found.results, folder=place, problems=tuple(problems))


def load_network(folder: str | Path, variant: str, seed: int = 0) -> ExplorerNetwork:
    """The trained network of a finished run, on the CPU, in evaluation mode.

        network = se.load_network("out", "Sparse", seed=1)
        log_probabilities = network(images)  # (N, 1, 28, 28), normalised -> (N, 10)

    Raises:
        ConfigError: the folder, or the pair that ``"pretrained"`` names, holds no such run.

    Examples:
        >>> import sparse_explorer as se
        >>> block, hidden = se.ConvConfig(channels=2, kernel_size=9, k=20), se.HiddenConfig(units=8)
        >>> network = se.NetworkConfig(convs=(block,), hidden=hidden)
        >>> tiny = se.Variant("Tiny", network, se.TrainingConfig(epochs=1))
        >>> experiment = se.Experiment((tiny,), noises=(se.NoiseConfig("article", (0.0, 0.5)),), threads=1)
        >>> done = se.run(experiment, output="tiny-network")
        >>> network = se.load_network("tiny-network", "Tiny")
        >>> network.training
        False
    """
    place = place_of(folder)
    experiment, stored, _ = trained_in(place)
    for task in tasks_of(experiment):
        if (task.variant.name, task.seed) == (variant, seed) and (found := stored.trained(task)) is not None:
            return restore_network(found).eval()
    names = ", ".join(each.name for each in experiment.variants)
    raise ConfigError(
        "variant",
        f"{place_text(place)} holds no finished run of {short(variant)} with seed {seed}; its variants are {names}",
    )


def evaluate(
    folder: str | Path,
    test_set: str | Path,
    *,
    noises: Sequence[NoiseConfig] | None = None,
    device: str = "auto",
    data_dir: str | Path | None = None,
    progress: Callable[[Progress], object] | None = None,
) -> Results:
    """The finished runs in a folder on another labelled test set. Nothing is trained, and nothing written.

        foggy = se.evaluate("out", "mnist-c:fog", noises=[se.NoiseConfig("article", (0.0,))])
        print(foggy.text())

    Args:
        folder: that :func:`run` or ``sparse-explorer run --output`` has filled, or ``"pretrained"``.
        test_set: a folder with test_images.npy and test_labels.npy, the file of the images, or ``mnist-c:`` and a
            corruption of MNIST-C, which is downloaded if need be.
        noises: what is swept over it, beside the corruption; None takes those of the experiment, or of the pre-trained
            pair the article's.
        device: auto, cpu, cuda or mps.
        data_dir: where data sets are, as of :func:`run`.
        progress: called after each batch, in this thread.

    Returns:
        The results, of a data set that is called such as ``mnist@mnist-c-fog-1f2e3d4c``.

    Raises:
        ConfigError, DataError: there is no finished run, or no such test set.
        KeyboardInterrupt: it was stopped.

    Examples:
        >>> import sparse_explorer as se
        >>> import numpy as np
        >>> from pathlib import Path
        >>> block, hidden = se.ConvConfig(channels=2, kernel_size=9, k=20), se.HiddenConfig(units=8)
        >>> network = se.NetworkConfig(convs=(block,), hidden=hidden)
        >>> tiny = se.Variant("Tiny", network, se.TrainingConfig(epochs=1))
        >>> experiment = se.Experiment((tiny,), noises=(se.NoiseConfig("article", (0.0, 0.5)),), threads=1)
        >>> done = se.run(experiment, output="tiny-evaluated")
        >>> Path("blank").mkdir()
        >>> np.save("blank/test_images.npy", np.zeros((5, 28, 28), dtype=np.uint8))
        >>> np.save("blank/test_labels.npy", np.arange(5))
        >>> se.evaluate("tiny-evaluated", "blank").runs[0].levels[0].total
        5
    """
    place = Path(data_dir) if data_dir is not None else None
    found = OtherTestSet(place_of(folder), str(test_set), noises=noises, device=device, data_dir=place)
    runs: list[RunResult] = []
    finished, total = 0, len(found.tasks)
    at_work: dict[int, float] = {}  # by number; several runs are swept at once
    with signals.kept(), closing(found.steps()) as steps:
        for each in steps:
            if isinstance(each, RunProgress):
                at_work[each.number] = each.done
                text, task = each.text, found.tasks[each.number - 1]
            else:
                runs += each
                text, task, finished = "finished", found.tasks[finished], finished + 1
                at_work.pop(finished, None)
            if progress is not None:
                done = (finished + sum(at_work.values())) / total
                progress(Progress(done, finished, total, task.variant.name, task.seed, text))
            signals.check()
    return found.results(runs)
