"""Many runs over an executor: what one process makes is what several make, and one that fails takes no other along."""

import functools
import itertools
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from light_work import LightTask, doomed, endless

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.plan.experiment import Sweep
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.reports import RunProgress
from sparse_explorer.experiment.runs.executors import ConnectionLostError, InProcess, LocalProcesses
from sparse_explorer.experiment.runs.runner import run
from sparse_explorer.experiment.runs.runs import RunFailure, RunOutcome, RunTask, perform, run_all

NETWORK = NetworkConfig(
    convs=(ConvConfig(channels=4, k=40),),
    hidden=HiddenConfig(units=20, activation="k-winners", k=5),
    boost_strength=1.5,
)


def task(number: int, seed: int = 0, *, sweep: str = "last", epochs: int = 2, threads: int = 1) -> RunTask:
    return RunTask(
        number=number,
        variant=Variant("v", NETWORK, TrainingConfig(epochs=epochs)),
        dataset="digits",
        data_dir=None,
        sweeps=(Sweep(NoiseConfig("paper", (0.0, 0.5)), sweep == "every"),),
        seed=seed,
        device="cpu",
        threads=threads,
    )


def outcomes(executor: Executor, tasks: list, work: Callable, at_once: int = 2):
    poll = getattr(executor, "poll", lambda: None)
    with executor:
        found = list(run_all(tasks, executor, work, at_once=at_once, poll=poll))
    return {each.number: outcome for each, outcome in found}


def test_sweeps_in_between_do_not_change_training(few_digits: ImageData) -> None:
    last = perform(task(1, epochs=3), data=few_digits)
    every = perform(task(1, epochs=3, sweep="every"), data=few_digits)
    assert every.weights == last.weights
    assert every.history.losses == last.history.losses
    assert every.results(task(1))[0].levels == last.results(task(1))[0].levels
    assert [len(epoch.levels) for epoch in every.results(task(1))[0].epochs] == [2, 2, 2]
    assert [len(epoch.levels) for epoch in last.results(task(1))[0].epochs] == [0, 0, 2]


def test_each_epoch_tells_of_each_k_winners_layer(few_digits: ImageData) -> None:
    outcome = perform(task(1), data=few_digits)
    for epoch in outcome.results(task(1))[0].epochs:
        conv, hidden = epoch.layers
        assert (conv.layer, conv.units, conv.k, len(conv.duty_cycles)) == ("conv 1", 4 * 12 * 12, 40, 4)
        assert (hidden.layer, hidden.units, hidden.k, len(hidden.duty_cycles)) == ("hidden", 20, 5, 20)
        assert 0 < hidden.entropy <= hidden.max_entropy
        assert hidden.max_entropy == pytest.approx(16.2256, abs=1e-4)  # 20 * H(5 / 20)
        assert all(0 <= share <= 1 for share in hidden.duty_cycles)


def test_progress_rises_to_one(few_digits: ImageData) -> None:
    reports: list[RunProgress] = []
    perform(task(7, epochs=3, sweep="every"), reports.append, few_digits)
    assert {report.number for report in reports} == {7}
    done = [report.done for report in reports]
    assert done == sorted(done)
    assert done[-1] == 1
    assert any("noise after epoch 2" in report.text for report in reports)


def test_the_thread_count_is_the_tasks_and_is_given_back(few_digits: ImageData) -> None:
    before = torch.get_num_threads()
    seen = []
    perform(task(1, threads=before + 1), lambda report: seen.append(torch.get_num_threads()), few_digits)
    assert set(seen) == {before + 1}
    assert torch.get_num_threads() == before


def test_every_executor_makes_the_same_bits(digits_folder: Path) -> None:
    tasks = [replace(task(n, seed=n), dataset=f"folder:{digits_folder}") for n in (1, 2)]
    here = outcomes(InProcess(lambda report: None), tasks, perform)
    heard: list[RunProgress] = []
    processes = LocalProcesses(1, heard.append)
    for executor, work in (
        (processes, functools.partial(perform, report=processes.report)),
        (ThreadPoolExecutor(2), perform),
    ):
        there = outcomes(executor, tasks, work)
        for number in (1, 2):
            assert there[number].weights == here[number].weights
            assert there[number].history == here[number].history
    # A process reports every tenth of a second, so that nothing may be heard of the second run.
    assert {1} <= {report.number for report in heard} <= {1, 2}


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize("seeds", [(0, 1, 2, 3), (0, 1, 2, 3, 1, 4)], ids=["once", "twice"])
def test_a_killed_process_and_an_error_take_no_other_run_along(seeds: tuple[int, ...]) -> None:
    executor = LocalProcesses(2, lambda report: None)
    tasks = [LightTask(number, seed) for number, seed in enumerate(seeds, start=1)]
    found = outcomes(executor, tasks, doomed)
    assert [type(found[number]) for number in range(1, len(seeds) + 1)] == [
        RunFailure if seed in (1, 2) else str for seed in seeds
    ]
    assert "killed" in found[2].reason
    assert found[3].reason == "ArithmeticError: the loss is not a number"
    assert "doomed" in found[3].details


def test_leaving_by_an_exception_stops_the_runs_and_ends_the_processes() -> None:
    started = threading.Event()
    executor = LocalProcesses(2, lambda report: started.set())
    work = functools.partial(endless, report=executor.report)

    def poll() -> None:
        executor.poll()
        if started.is_set():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), executor:
        list(run_all([LightTask(n) for n in (1, 2, 3)], executor, work, at_once=2, poll=poll))
    assert multiprocessing.active_children() == []


def test_a_run_has_the_seed_of_its_task(few_digits: ImageData) -> None:
    asked = [task(1, seed=0, epochs=1), task(2, seed=5, epochs=1)]
    one, other = (perform(each, data=few_digits) for each in asked)
    assert [one.results(asked[0])[0].seed, other.results(asked[1])[0].seed] == [0, 5]
    assert [one.trained(asked[0]).seed, other.trained(asked[1]).seed] == [0, 5]
    assert one.history.losses != other.history.losses
    assert one.weights != other.weights
    *_, finished = run(asked[1].variant, few_digits, asked[1].sweeps, seed=5)
    assert other.history == finished.trained.history
    weights = other.trained(asked[1]).weights
    assert all(torch.equal(weights[name], value) for name, value in finished.trained.weights.items())


def test_progress_says_what_is_done_and_weighs_training_and_sweeps(few_digits: ImageData) -> None:
    reports: list[RunProgress] = []
    perform(task(1, epochs=2, sweep="every"), reports.append, few_digits)
    # 150 images cost as much as 450 classified; a sweep is 2 levels of 60 images.
    whole = 2 * 450 + 2 * 120
    done = {report.text.split(",")[0]: report.done for report in reports}
    assert done == {
        "epoch 1/2": pytest.approx(450 / whole),
        "noise after epoch 1": pytest.approx(570 / whole),
        "epoch 2/2": pytest.approx(1020 / whole),
        "noise after epoch 2": 1,
    }


def test_progress_counts_the_sweeps_of_all_noises(few_digits: ImageData) -> None:
    noises = (
        Sweep(NoiseConfig("article", (0.0, 0.1, 0.2))),
        Sweep(NoiseConfig("paper", (0.0, 0.5)), every=True),
    )
    reports: list[RunProgress] = []
    perform(replace(task(1, epochs=2), sweeps=noises), reports.append, few_digits)
    # 150 images cost as much as 450 classified; a level is 60 images.
    whole = 2 * 450 + 3 * 60 + 2 * 2 * 60
    done = {report.text.split(",")[0]: report.done for report in reports}
    assert done == {
        "epoch 1/2": pytest.approx(450 / whole),
        "paper after epoch 1": pytest.approx(570 / whole),
        "epoch 2/2": pytest.approx(1020 / whole),
        "article after epoch 2": pytest.approx(1200 / whole),
        "paper after epoch 2": 1,
    }


class Watching(Executor):
    """Notes how many runs it is given at a time; does them when it is asked how far they are."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future, RunTask]] = []
        self.sent: list[int] = []
        self.most = 0

    def submit(self, fn, task: RunTask) -> Future:
        future: Future = Future()
        self.waiting.append((future, task))
        self.sent.append(task.number)
        self.most = max(self.most, sum(not each.done() for each, _ in self.waiting))
        return future

    def poll(self) -> None:
        future, task = next(pair for pair in self.waiting if not pair[0].done())
        future.set_result(RunOutcome(history=None, weights=b"", seconds=task.number))


def test_runs_are_sent_in_order_and_no_more_at_once_than_asked() -> None:
    executor = Watching()
    tasks = [task(number) for number in range(1, 10)]
    found = list(itertools.islice(run_all(tasks, executor, doomed, at_once=2, poll=executor.poll), 5))
    assert [(each.number, outcome.seconds) for each, outcome in found] == [(n, n) for n in range(1, 6)]
    assert executor.sent[:5] == [1, 2, 3, 4, 5]
    assert executor.most == 2


def test_leaving_takes_back_what_has_not_begun() -> None:
    executor = Watching()
    running = run_all(
        [task(number) for number in range(1, 5)], executor, doomed, at_once=3, poll=executor.poll
    )
    assert next(running)[0].number == 1
    running.close()
    assert executor.sent == [1, 2, 3]
    left = [future for future, _ in executor.waiting if future.cancelled() or not future.done()]
    assert left and all(future.cancelled() for future in left)


def test_two_processes_share_the_work() -> None:
    with LocalProcesses(2, lambda report: None) as executor:
        pids = {executor.submit(os.getpid) for _ in range(2)}
        assert len({future.result(60) for future in pids} | {os.getpid()}) == 3


def test_a_data_set_that_is_not_there_fails_its_run_alone(tmp_path: Path) -> None:
    import dataclasses

    lost = dataclasses.replace(task(1), dataset=f"folder:{tmp_path / 'absent'}")
    found = outcomes(InProcess(lambda report: None), [lost, task(2, epochs=1)], perform)
    assert "absent" in found[1].reason and found[1].details == ""
    assert isinstance(found[2], RunOutcome)


def test_what_is_lost_with_a_connection_is_no_failure_and_what_came_before_is_kept() -> None:
    finished: Future[RunOutcome] = Future()
    finished.set_result(RunOutcome(History(), b"", 1.0))
    cancelled: Future[RunOutcome] = Future()
    cancelled.cancel()
    cancelled.set_running_or_notify_cancel()
    futures = iter([cancelled, finished])

    class Elsewhere(Executor):
        def submit(self, fn, /, *args, **kwargs):
            return next(futures)

    def poll() -> None:
        raise ConnectionLostError("the connection was lost")

    runs = run_all([task(1), task(2)], Elsewhere(), perform, at_once=2, poll=poll)
    kept, outcome = next(runs)
    assert (kept.number, outcome) == (2, finished.result())
    with pytest.raises(ConnectionLostError, match="the connection was lost"):
        next(runs)
