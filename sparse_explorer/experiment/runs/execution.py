"""With what runs are done: this process, several, or a cluster; on which device, with data from where."""

from dataclasses import dataclass
from pathlib import Path

import torch

from sparse_explorer.experiment.engine.devices import choose_device, describe_device, why_no_kernels
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.runs.cluster import DaskCluster
from sparse_explorer.experiment.runs.executors import InProcess, LocalProcesses, Report, RunExecutor
from sparse_explorer.experiment.runs.scheduler import SchedulerAddress, find_scheduler
from sparse_explorer.paths import data_dir
from sparse_explorer.threads import let_threads_sleep

MOST_JOBS = 256


@dataclass(frozen=True)
class Execution:
    """Where runs are done; nothing of it changes their results but the device.

    Attributes:
        jobs: runs at once, each in a process of its own; 1 for this process.
        scheduler: of a Dask cluster that does the runs; None for this machine.
        device: auto, cpu, cuda or mps.
        data_dir: where data sets are looked for; None for where :func:`sparse_explorer.paths.data_dir` says.
    """

    jobs: int = 1
    scheduler: SchedulerAddress | None = None
    device: str = "auto"
    data_dir: Path | None = None

    @property
    def data(self) -> Path:
        """The folder that data sets are looked for in."""
        return data_dir(self.data_dir)

    @property
    def on_cluster(self) -> bool:
        """Whether runs are done elsewhere, where this machine's folders and devices do not count."""
        return self.scheduler is not None

    def settled(self) -> "Execution":
        """The same with a device that this machine has; a cluster's workers look for themselves.

        Raises:
            ConfigError: what is asked for is not there.
        """
        if not 1 <= self.jobs <= MOST_JOBS:
            raise ConfigError("jobs", f"{self.jobs} is not allowed; allowed is 1 ... {MOST_JOBS}")
        if self.scheduler is None:
            return Execution(self.jobs, None, choose_device(self.device).type, self.data_dir)
        if self.jobs > 1:
            raise ConfigError("jobs", "is for this machine; with --scheduler the cluster decides")
        find_scheduler(self.scheduler)
        return self

    def executor(self, report: Report) -> RunExecutor:
        """What does the runs, telling ``report`` how far each is."""
        if self.scheduler is not None:
            return DaskCluster(self.scheduler, report)
        if self.jobs == 1:
            return InProcess(report)
        let_threads_sleep()  # in the processes: each has cores that others want too
        return LocalProcesses(self.jobs, report)

    def describe(self, threads: int) -> str:
        """What runs with ``threads`` threads are done with, in words."""
        if self.on_cluster:
            return f"cluster, device {self.device}, {threads} threads a run"
        return describe_device(torch.device(self.device), threads)

    def why_no_kernels(self) -> str:
        """Why this machine computes without compiled kernels though it could with them; empty if it does not."""
        return "" if self.on_cluster else why_no_kernels(torch.device(self.device))
