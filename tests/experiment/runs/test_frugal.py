"""Where a device's memory is too small, the noise sweep needs less, and in the end the CPU does it: same answers."""

import logging
from typing import Any

import pytest
import torch

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine import evaluation
from sparse_explorer.experiment.engine.evaluation import LEAST_BATCH, is_out_of_memory
from sparse_explorer.experiment.plan.experiment import Sweep
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.reports import RunProgress
from sparse_explorer.experiment.runs import runs
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.experiment.runs.runs import RunTask, perform

NOISE = NoiseConfig("paper", (0.0, 0.5))
VARIANT = Variant("Dense", training=TrainingConfig(epochs=1))


def swept(data: ImageData) -> Any:
    *_, last = evaluation.evaluation(new_network(VARIANT, 0), data, NOISE, seed=0)
    return last.results


def test_fewer_images_at_once_give_the_same_answers(
    few_digits: ImageData, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    whole, classify, sizes = swept(few_digits), evaluation.classify, []

    def small(network: Any, images: torch.Tensor, labels: torch.Tensor) -> tuple[int, float]:
        sizes.append(len(images))
        if len(images) > 20:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB.\nmore lines")
        return classify(network, images, labels)

    monkeypatch.setattr(evaluation, "classify", small)
    with caplog.at_level(logging.WARNING):
        found = swept(few_digits)
    assert [(level.noise, level.correct, level.total) for level in found] == [
        (level.noise, level.correct, level.total) for level in whole
    ]
    assert [level.loss for level in found] == pytest.approx([level.loss for level in whole])
    assert max(sizes[1:]) < max(sizes)
    assert "Tried to allocate 2 GiB.: now" in caplog.text
    assert "more lines" not in caplog.text


def test_where_even_the_least_does_not_fit_the_error_is_told(
    few_digits: ImageData, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []

    def none(network: Any, images: torch.Tensor, labels: torch.Tensor) -> tuple[int, float]:
        sizes.append(len(images))
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory")

    monkeypatch.setattr(evaluation, "classify", none)
    with pytest.raises(RuntimeError, match="can't allocate"):
        swept(few_digits)
    assert sizes[-1] == LEAST_BATCH


def test_another_error_is_not_taken_for_a_lack_of_memory(
    few_digits: ImageData, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def broken(*given: Any) -> tuple[int, float]:
        calls.append(given)
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    monkeypatch.setattr(evaluation, "classify", broken)
    with pytest.raises(RuntimeError, match="shapes"):
        swept(few_digits)
    assert len(calls) == 1
    assert not is_out_of_memory(ValueError("out of memory"))
    assert is_out_of_memory(MemoryError())
    assert is_out_of_memory(RuntimeError("MPS backend out of memory (MPS allocated: 1 GB)"))


def test_a_run_that_its_device_cannot_hold_is_done_on_the_cpu(
    few_digits: ImageData, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    asked, real = [], runs.run

    def run(*given: Any, device: Any, **named: Any) -> Any:
        asked.append(torch.device(device).type)
        if asked[-1] != "cpu":
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB.\nmore")
        yield from real(*given, device=device, **named)

    monkeypatch.setattr(runs, "run", run)
    monkeypatch.setattr(runs, "choose_device", lambda name: torch.device("cuda" if name == "auto" else name))
    told: list[RunProgress] = []
    task = RunTask(1, VARIANT, "digits", None, (Sweep(NOISE),), 0, "auto", 1)
    outcome = perform(task, told.append, few_digits)
    assert asked == ["cuda", "cpu"]
    assert told[0].text == "CUDA out of memory. Tried to allocate 2 GiB.; it goes on with the CPU"
    monkeypatch.undo()
    whole = perform(RunTask(1, VARIANT, "digits", None, (Sweep(NOISE),), 0, "cpu", 1), data=few_digits)
    assert outcome.weights == whole.weights
