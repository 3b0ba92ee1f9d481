"""Interventions in trained networks, seed by seed: kept, not made twice, and stopped without loss."""

import dataclasses
import os
import shutil
import signal
from pathlib import Path

import pytest

import sparse_explorer as se
from sparse_explorer.data.datasets import load
from sparse_explorer.experiment.engine.interventions import Pair, mechanism
from sparse_explorer.experiment.plan.verdict_plan import VerdictPlan, verdict_plan
from sparse_explorer.experiment.runs.examination import Examination
from sparse_explorer.experiment.runs.stored_curves import read_curves, write_curves

TINY = se.NetworkConfig(
    convs=(se.ConvConfig(channels=1, kernel_size=11, k=10),), hidden=se.HiddenConfig(units=4), k_winners=True
)
DENSE = dataclasses.replace(TINY, k_winners=False)
TRAINING = se.TrainingConfig(epochs=1)


@pytest.fixture(scope="module")
def plan(digits_folder: Path) -> VerdictPlan:
    return verdict_plan(
        (
            se.Variant("Dense", DENSE, TRAINING),
            se.Variant("k-winners", TINY, TRAINING),
            se.Variant("Dense, as many multiply-adds", DENSE, TRAINING),
        ),
        dataset=f"folder:{digits_folder}",
        seeds=2,
        confirm=0,
        noises=(se.NoiseConfig("article", (0.0, 0.5)),),
    )


@pytest.fixture(scope="module")
def done(plan: VerdictPlan, tmp_path_factory: pytest.TempPathFactory) -> tuple[se.Verdict, Path]:
    folder = tmp_path_factory.mktemp("examined") / "out"
    return se.verdict(plan, output=folder), folder


@pytest.fixture
def out(done: tuple[se.Verdict, Path], tmp_path: Path) -> Path:
    """A copy of the folder that may be changed."""
    return Path(shutil.copytree(done[1], tmp_path / "out"))


def test_the_curves_are_those_of_the_trained_networks(
    plan: VerdictPlan, done: tuple[se.Verdict, Path]
) -> None:
    verdict, folder = done
    pairs = [
        Pair(seed, *(se.load_network(folder, variant.name, seed) for variant in plan.experiment.variants))
        for seed in (0, 1)
    ]
    *_, last = mechanism(pairs, load(plan.experiment.dataset), plan.experiment.noises[0])
    (found,) = verdict.mechanisms
    assert found.curves == last.curves
    assert found.left_out == ()
    assert {share.cause for share in found.shares} >= {"ranking", "width"}


def test_without_a_folder_they_are_the_same(plan: VerdictPlan, done: tuple[se.Verdict, Path]) -> None:
    seen: list[se.Progress] = []
    assert se.verdict(plan, progress=seen.append).mechanisms == done[0].mechanisms
    assert [each.done for each in seen] == sorted(each.done for each in seen)
    assert seen[-1].done == 1
    inside = [each for each in seen if each.text.startswith("interventions, ")]
    assert {(each.variant, each.seed) for each in inside} == {("k-winners", 0), ("k-winners", 1)}


@pytest.mark.proof
def test_several_processes_find_the_same(plan: VerdictPlan, done: tuple[se.Verdict, Path]) -> None:
    assert se.verdict(plan, jobs=2).mechanisms == done[0].mechanisms


def test_nothing_is_made_twice(plan: VerdictPlan, done: tuple[se.Verdict, Path], out: Path) -> None:
    seen: list[se.Progress] = []
    assert se.verdict(plan, output=out, progress=seen.append).mechanisms == done[0].mechanisms
    assert seen == []


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_what_is_stopped_keeps_the_seeds_that_are_done(
    plan: VerdictPlan, done: tuple[se.Verdict, Path], out: Path
) -> None:
    whole = (out / "mechanism.json").read_bytes()
    (out / "mechanism.json").unlink()

    def strike(progress: se.Progress) -> None:
        if progress.seed == 1:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        se.verdict(plan, output=out, progress=strike)
    assert [key.seed for key in read_curves(out / "mechanism.json")] == [0]
    page = " ".join((out / "verdict.md").read_text(encoding="utf-8").split())
    assert "Without interventions in k-winners, seed 1: they are not made yet." in page

    seen: list[se.Progress] = []
    assert se.verdict(plan, output=out, progress=seen.append).mechanisms == done[0].mechanisms
    assert {each.seed for each in seen} == {1}
    assert (out / "mechanism.json").read_bytes() == whole


def test_curves_of_other_networks_are_not_taken_for_these(
    plan: VerdictPlan, done: tuple[se.Verdict, Path], out: Path
) -> None:
    path = out / "mechanism.json"
    stored = read_curves(path)
    strange = {
        dataclasses.replace(key, networks=("0" * 64, *key.networks[1:])): curves[:0] + curves
        for key, curves in stored.items()
    }
    write_curves(path, strange)
    assert se.verdict(plan, output=out).mechanisms == done[0].mechanisms
    assert read_curves(path) == stored


def test_overwriting_removes_them(plan: VerdictPlan, out: Path) -> None:
    alone = dataclasses.replace(plan.experiment, variants=plan.experiment.variants[:1])
    se.run(alone, output=out, overwrite=True)
    assert not any(path.name.startswith(("mechanism", "shares")) for path in out.iterdir())


def test_networks_that_are_not_to_be_had_are_named(plan: VerdictPlan) -> None:
    said: list[str] = []
    examination = Examination(plan, [], lambda run: None, None, device="cpu", first=1, complain=said.append)
    (found,) = examination.found()
    assert found.left_out == tuple(
        f"interventions in k-winners, seed {seed}: there is no trained network of Dense" for seed in (0, 1)
    )
    assert (found.curves, found.shares, examination.complete, said) == ((), (), True, [])
