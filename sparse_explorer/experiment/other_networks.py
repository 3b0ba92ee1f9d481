"""The Python API for networks from elsewhere: swept alone, or beside the variants of an experiment."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from sparse_explorer import signals
from sparse_explorer.data.datasets import load
from sparse_explorer.experiment.engine.other_network import Model, OtherModel
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.results.collected import Results
from sparse_explorer.experiment.results.progress import Progress
from sparse_explorer.experiment.results.reports import RunProgress
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.runs.beside import Beside, sweep_other
from sparse_explorer.experiment.runs.trained_runs import place_of


def sweep_model(
    model: Model,
    *,
    name: str = "Model",
    dataset: str = "digits",
    noises: Sequence[NoiseConfig] | None = None,
    seeds: int = 1,
    device: str = "auto",
    data_dir: str | Path | None = None,
    progress: Callable[[Progress], object] | None = None,
) -> tuple[RunResult, ...]:
    """Sweep noise over a network from elsewhere: any module of torch, or an ONNX file. No k-winners are needed.

        for run in se.sweep_model(my_network, dataset="mnist", noises=se.noises("article", "black")):
            print(run.noise_convention, [level.accuracy for level in run.levels])

    It is shown images (N, 1, S, S), float32, normalised as the explorer's own networks are shown them: scaled to
    0 ... 1, less the data set's mean, over its standard deviation (digits and MNIST: 0.1307 and 0.3081). A network that
    was trained on other numbers has to turn these back first. It gives a number for each class: scores,
    log-probabilities or probabilities (N, classes).

    Args:
        model: a module, which is copied; a function that makes one, with the ``seed`` if it has a parameter of that
            name; or as text ``module:function``, ``file.py:function``, or ``file.onnx``. The code of a module or file
            that is named so is EXECUTED; that of an ONNX file is not Python, and only computes.
        name: of the results' variant.
        dataset: whose test images are shown.
        noises: what is swept; None takes the article's. ``fgsm`` and ``pgd`` need a gradient from the answers to the
            images, ``weights`` linear or convolution layers, and ``units`` such layers that simply follow one another;
            an ONNX file has none of these.
        seeds: how many, 0 ... seeds - 1; the noise is drawn with each.
        device: auto, cpu, cuda or mps; ONNX files compute on the CPU in any case.
        data_dir: where data sets are, as of :func:`run`.
        progress: called after each batch, in this thread.

    Returns:
        A result for each seed and noise.

    Raises:
        ConfigError, DataError: it cannot be made, or its answers are of no use; one line.
        KeyboardInterrupt: it was stopped.

    Examples:
        >>> import sparse_explorer as se
        >>> from torch import nn
        >>> network = nn.Sequential(nn.Flatten(), nn.Linear(784, 30), nn.ReLU(), nn.Linear(30, 10))
        >>> (run,) = se.sweep_model(network, name="Mine", noises=[se.NoiseConfig("article", (0.0, 0.5))])
        >>> [(level.noise, level.total) for level in run.levels]
        [(0.0, 360), (0.5, 360)]
    """
    if not seeds >= 1:
        raise ConfigError("seeds", f"{seeds} is not allowed; allowed is 1 or more")
    asked = tuple(noises or (NoiseConfig("article"),))
    other = OtherModel(name, model)
    data = load(dataset, Path(data_dir) if data_dir is not None else None)
    runs: list[RunResult] = []
    finished, total = 0, seeds * len(asked)
    with signals.kept(), closing(sweep_other(other, data, asked, range(seeds), device)) as steps:
        for each in steps:
            if isinstance(each, RunResult):
                runs.append(each)
                finished = len(runs)
            elif progress is not None:
                seed, done = each
                share = (seed + done) / seeds
                progress(Progress(share, finished, total, name, seed, f"{100 * share:.0f} %"))
            signals.check()
    return tuple(runs)


def compare(
    folder: str | Path,
    models: Mapping[str, Model],
    *,
    noises: Sequence[NoiseConfig] | None = None,
    reference: str | None = None,
    device: str = "auto",
    data_dir: str | Path | None = None,
    progress: Callable[[Progress], object] | None = None,
) -> Results:
    """Sweep networks from elsewhere beside the finished variants in a folder. Nothing is trained, and nothing written.

        found = se.compare("out", {"Mine": my_network, "Theirs": "theirs.onnx"})
        print(found.text())

    Each is swept under the noise of every seed of the experiment, so that differences are paired by seed. A network
    that does not depend on the seed is one network under several noises: its spread is the noise's alone, and what is
    said of it is said of that one network.

    Args:
        folder: that :func:`run` or ``sparse-explorer run --output`` has filled, or ``"pretrained"``.
        models: by name, as of :func:`sweep_model`, which says what is EXECUTED.
        noises: what is swept; None takes the experiment's own.
        reference: what all others are compared with, a variant or one of these; None is the first variant.
        device, data_dir, progress: as of :func:`sweep_model`.

    Returns:
        The results of the variants and, behind them, of the models.

    Raises:
        ConfigError, DataError: there is no finished run, or a model is of no use; one line.
        KeyboardInterrupt: it was stopped.

    Examples:
        >>> import sparse_explorer as se
        >>> from torch import nn
        >>> block, hidden = se.ConvConfig(channels=2, kernel_size=9, k=20), se.HiddenConfig(units=8)
        >>> network = se.NetworkConfig(convs=(block,), hidden=hidden)
        >>> tiny = se.Variant("Tiny", network, se.TrainingConfig(epochs=1))
        >>> experiment = se.Experiment((tiny,), noises=(se.NoiseConfig("article", (0.0, 0.5)),), threads=1)
        >>> done = se.run(experiment, output="tiny-compared")
        >>> mine = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
        >>> [run.variant for run in se.compare("tiny-compared", {"Mine": mine})]
        ['Tiny', 'Mine']
    """
    others = [OtherModel(name, model) for name, model in models.items()]
    place = Path(data_dir) if data_dir is not None else None
    found = Beside(
        place_of(folder), others, noises=noises, reference=reference, device=device, data_dir=place
    )
    finished, total = 0, len(found.sweeps)
    with signals.kept(), closing(found.steps()) as steps:
        for each in steps:
            if isinstance(each, RunProgress):
                sweep = found.sweeps[each.number - 1]
                done = (finished + each.done) / total
                if progress is not None:
                    progress(Progress(done, finished, total, sweep.name, sweep.seed, each.text))
            else:
                finished += 1
            signals.check()
    return found.results()
