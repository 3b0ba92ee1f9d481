"""Runs on a real Dask scheduler with workers, all on this machine."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sparse_explorer.cli import main

pytest.importorskip("distributed")

ROOT = Path(__file__).parents[2]

# A process of its own: what the cluster warns of and leaves behind is not the program's.
CLUSTER = """
import os, pathlib, sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=int(sys.argv[1]), threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as c:
        pathlib.Path(sys.argv[2]).write_text(str(os.getpid()))  # of the scheduler; the workers are its children
        print(c.scheduler_address, flush=True)
        sys.stdin.read()
"""

QUICK = (
    '[[noises]]\nconvention = "paper"\nlevels = [0.0, 0.5]\n'
    '[[variants]]\npreset = "sparse-cnn-1"\n[variants.training]\nepochs = 2\n'
    "first_epoch_batch_size = 240\nbatch_size = 240\n"
    "[[variants.network.convs]]\nchannels = 4\nk = 40\n[variants.network.hidden]\nunits = 20\nk = 5\n"
)


@pytest.fixture
def cluster(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a scheduler; the parameter is its number of workers."""
    script = tmp_path / "cluster.py"
    script.write_text(CLUSTER)
    with subprocess.Popen(
        [sys.executable, str(script), str(request.param), str(tmp_path / "pid")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        yield process.stdout.readline().strip()
        process.stdin.close()


@pytest.mark.proof
@pytest.mark.parametrize("cluster", [1, 2], indirect=True)
def test_a_cluster_makes_the_same_numbers_and_keeps_everything(cluster: str, tmp_path: Path, capsys) -> None:
    check_that_a_cluster_makes_the_same(cluster, tmp_path, capsys)


@pytest.mark.filterwarnings("ignore")  # of the library's, whose scheduler and worker are threads here
def test_a_worker_behind_a_scheduler_makes_the_same_numbers(tmp_path: Path, capsys) -> None:
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        processes=False,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address=None,
    ) as there:
        check_that_a_cluster_makes_the_same(there.scheduler_address, tmp_path, capsys)


def check_that_a_cluster_makes_the_same(cluster: str, tmp_path: Path, capsys) -> None:
    (tmp_path / "quick.toml").write_text(QUICK)
    here, there = tmp_path / "here", tmp_path / "there"
    words = ["run", "--config", str(tmp_path / "quick.toml"), "--seeds", "2"]
    assert main([*words, "--output", str(here)]) == 0
    capsys.readouterr()
    assert main([*words, "--scheduler", cluster, "--output", str(there)]) == 0
    assert "cluster" in capsys.readouterr().err
    written = sorted(str(path.relative_to(here)) for path in here.rglob("*") if path.is_file())
    assert written == sorted(str(path.relative_to(there)) for path in there.rglob("*") if path.is_file())
    for name in written:
        if name != "config.toml":  # its first line says what the runs were done with
            assert (here / name).read_bytes() == (there / name).read_bytes(), name


@pytest.mark.parametrize("cluster", [0], indirect=True)
def test_a_cluster_without_workers_is_refused(cluster: str, capsys) -> None:
    assert main(["run", "--scheduler", cluster]) == 2
    assert "scheduler: has no workers" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--scheduler", "tcp://127.0.0.1:1"],
            "scheduler: cannot reach 'tcp://127.0.0.1:1': Connection refused",
        ),
        (["--scheduler", "nonsense"], "argument --scheduler: 'nonsense' is no address of a scheduler"),
        (["--scheduler", ""], "argument --scheduler: '' is no address of a scheduler"),
        (["--scheduler", "tcp://127.0.0.1:1", "--jobs", "2"], "jobs: is for this machine"),
        (["--jobs", "0"], "jobs: 0 is not allowed; allowed is 1 ... 256"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(words: list[str], message: str, tmp_path: Path, capsys) -> None:
    assert main(["run", *words, "--output", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.proof
@pytest.mark.parametrize("cluster", [1], indirect=True)
def test_a_scheduler_that_dies_ends_in_one_line_and_keeps_what_is_finished(
    cluster: str, tmp_path: Path
) -> None:
    (tmp_path / "quick.toml").write_text(QUICK)
    words = ["run", "--config", str(tmp_path / "quick.toml"), "--seeds", "900", "--scheduler", cluster]
    with subprocess.Popen(
        [sys.executable, "-m", "sparse_explorer", *words, "--output", str(tmp_path / "out")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        said = []
        for line in process.stderr:
            said.append(line)
            if (
                line.startswith("[") and sum(each.startswith("[") for each in said) == 2
            ):  # the first one is saved
                os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
    assert process.returncode == 1
    rest = [line for line in said if not line.startswith("[")]
    lost = [line for line in rest if "lost" in line]
    assert len(lost) == 1
    assert f"the connection to the scheduler at {cluster} was lost; " in lost[0]
    assert "Traceback" not in "".join(rest)
    assert "cancelled" not in "".join(said)
    kept = list((tmp_path / "out" / "variants").iterdir())
    assert len(kept) >= 1
    assert f"{len(kept)} of 900 runs are finished" in lost[0]


def test_a_run_on_a_cluster_stops_when_it_is_asked_to() -> None:
    """The event that asks is looked for by the run itself; here the worker is this process."""
    from distributed import Client, Event, LocalCluster

    from sparse_explorer.experiment.results.reports import RunProgress
    from sparse_explorer.experiment.runs import cluster as module
    from sparse_explorer.experiment.runs.executors import RunStoppedError

    def endless(report) -> None:
        while True:
            report(RunProgress(1, 0.5, "at it"))

    with (
        LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, protocol="inproc://"
        ) as there,
        Client(there) as client,
    ):
        report = module._ReportToTopic("stop-test")
        future = client.submit(endless, report, pure=False)
        Event("stop-test").set()
        with pytest.raises(RunStoppedError):
            future.result(timeout=60)
