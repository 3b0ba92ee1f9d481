"""Sparse Explorer: train dense and sparse networks, and see what noise does to each of them.

    import sparse_explorer as se

    experiment = se.Experiment(se.variants("article"), dataset="digits", seeds=2)
    results = se.run(experiment, output="out", jobs=2)
    print(results.text())

Importing the package costs nothing: what is named below is imported when it is first used, torch with what computes, Qt
with the window alone.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sparse_explorer.data.errors import DataError as DataError
    from sparse_explorer.experiment.api import run as run
    from sparse_explorer.experiment.api import run_each as run_each
    from sparse_explorer.experiment.api import verdict as verdict
    from sparse_explorer.experiment.finished import evaluate as evaluate
    from sparse_explorer.experiment.finished import load as load
    from sparse_explorer.experiment.finished import load_network as load_network
    from sparse_explorer.experiment.finished import merge as merge
    from sparse_explorer.experiment.other_networks import compare as compare
    from sparse_explorer.experiment.other_networks import sweep_model as sweep_model
    from sparse_explorer.experiment.plan.experiment import Experiment as Experiment
    from sparse_explorer.experiment.plan.experiment_file import read_experiment as read_experiment
    from sparse_explorer.experiment.plan.experiment_file import write_experiment as write_experiment
    from sparse_explorer.experiment.plan.fields import ConfigError as ConfigError
    from sparse_explorer.experiment.plan.network import NetworkConfig as NetworkConfig
    from sparse_explorer.experiment.plan.noises import NoiseConfig as NoiseConfig
    from sparse_explorer.experiment.plan.noises import noises as noises
    from sparse_explorer.experiment.plan.parts import ConvConfig as ConvConfig
    from sparse_explorer.experiment.plan.parts import HiddenConfig as HiddenConfig
    from sparse_explorer.experiment.plan.presets import presets as presets
    from sparse_explorer.experiment.plan.presets import variants as variants
    from sparse_explorer.experiment.plan.training import TrainingConfig as TrainingConfig
    from sparse_explorer.experiment.plan.variant import Variant as Variant
    from sparse_explorer.experiment.plan.verdict_plan import VerdictPlan as VerdictPlan
    from sparse_explorer.experiment.plan.verdict_plan import verdict_plan as verdict_plan
    from sparse_explorer.experiment.results.collected import FailedRun as FailedRun
    from sparse_explorer.experiment.results.collected import Results as Results
    from sparse_explorer.experiment.results.progress import Progress as Progress
    from sparse_explorer.experiment.results.reports import NoiseResult as NoiseResult
    from sparse_explorer.experiment.results.results import RunResult as RunResult
    from sparse_explorer.experiment.results.results import SummaryRow as SummaryRow
    from sparse_explorer.experiment.results.verdict import Verdict as Verdict

__version__ = "0.1.0"

_EXPERIMENT = "sparse_explorer.experiment"
_HOMES = {
    f"{_EXPERIMENT}.api": ("run", "run_each", "verdict"),
    f"{_EXPERIMENT}.finished": ("evaluate", "load", "load_network", "merge"),
    f"{_EXPERIMENT}.other_networks": ("compare", "sweep_model"),
    f"{_EXPERIMENT}.plan.experiment": ("Experiment",),
    f"{_EXPERIMENT}.plan.network": ("NetworkConfig",),
    f"{_EXPERIMENT}.plan.parts": ("ConvConfig", "HiddenConfig"),
    f"{_EXPERIMENT}.plan.training": ("TrainingConfig",),
    f"{_EXPERIMENT}.plan.variant": ("Variant",),
    f"{_EXPERIMENT}.plan.experiment_file": ("read_experiment", "write_experiment"),
    f"{_EXPERIMENT}.plan.fields": ("ConfigError",),
    f"{_EXPERIMENT}.plan.noises": ("NoiseConfig", "noises"),
    f"{_EXPERIMENT}.plan.presets": ("presets", "variants"),
    f"{_EXPERIMENT}.plan.verdict_plan": ("VerdictPlan", "verdict_plan"),
    f"{_EXPERIMENT}.results.collected": ("FailedRun", "Results"),
    f"{_EXPERIMENT}.results.progress": ("Progress",),
    f"{_EXPERIMENT}.results.reports": ("NoiseResult",),
    f"{_EXPERIMENT}.results.results": ("RunResult", "SummaryRow"),
    f"{_EXPERIMENT}.results.verdict": ("Verdict",),
    "sparse_explorer.data.errors": ("DataError",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME_OF})
