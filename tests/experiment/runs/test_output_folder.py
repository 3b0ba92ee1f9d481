"""An output folder: whose it is, what may be replaced in it, and which of its runs are taken for finished."""

import dataclasses
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import save

from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.experiment_file import write_experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.history import History
from sparse_explorer.experiment.results.report import ExperimentReport
from sparse_explorer.experiment.results.reports import Divergence, EpochResult, NoiseResult
from sparse_explorer.experiment.runs.output_folder import OutputFolder
from sparse_explorer.experiment.runs.runner import new_network
from sparse_explorer.experiment.runs.runs import RunOutcome, RunTask

TINY = NetworkConfig(convs=(ConvConfig(channels=1, kernel_size=11, k=1),), hidden=HiddenConfig(units=1, k=1))
EXPERIMENT = Experiment(
    variants=(
        Variant("Dense", TINY, TrainingConfig(epochs=2)),
        Variant("Sparse", TINY, TrainingConfig(epochs=2)),
    ),
    seeds=2,
    noises=(NoiseConfig("article", (0.0, 0.5)),),
    sweep="every",
    threads=1,
)
DENSE0 = Path("variants", "dense-seed0")


def tasks_of(experiment: Experiment) -> list[RunTask]:
    pairs = [(seed, variant) for seed in experiment.all_seeds() for variant in experiment.variants]
    return [
        RunTask(
            number,
            variant,
            "digits",
            None,
            experiment.sweeps(),
            seed,
            "cpu",
            experiment.threads,
        )
        for number, (seed, variant) in enumerate(pairs, start=1)
    ]


def outcome_of(task: RunTask, history: History | None = None) -> RunOutcome:
    """A run that was never done, with numbers that tell it from others."""
    sweeps = {}
    for sweep in task.sweeps:
        levels = tuple(NoiseResult(noise, task.seed + 1, 10, 1.0) for noise in sweep.noise.levels)
        sweeps[sweep.noise.convention] = {2: levels, 4: levels} if sweep.every else {4: levels}
    epochs = [EpochResult(1), EpochResult(2)]
    history = history or History(4, 4, [0.5] * 4, [(2, 10.0), (4, 20.0)], epochs, sweeps=sweeps)
    weights = new_network(task.variant, task.number).state_dict()
    return RunOutcome(history, save({name: each.contiguous() for name, each in weights.items()}), 1.0)


def fill(folder: Path, experiment: Experiment = EXPERIMENT, *, overwrite: bool = False) -> list[int]:
    """Do what the command does for the runs that are missing; returns their numbers."""
    tasks = tasks_of(experiment)
    with OutputFolder(folder, experiment, tasks, overwrite) as output:
        results = output.finished()
        missing = [task for task in tasks if task.number not in results]
        output.begin("a computer")
        for task in missing:
            outcome = outcome_of(task)
            output.save(task, outcome)
            results[task.number] = outcome.results(task)
        output.write(ExperimentReport(experiment, [result for run in results.values() for result in run]))
    return [task.number for task in missing]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "out"
    assert fill(folder) == [1, 2, 3, 4]
    return folder


@pytest.fixture
def out(made: Path, tmp_path: Path) -> Path:
    """A folder with all four runs of the experiment."""
    shutil.copytree(made, tmp_path / "out")
    return tmp_path / "out"


def refusal(folder: Path, experiment: Experiment = EXPERIMENT, *, overwrite: bool = False) -> str:
    """Why a folder is refused; nothing in it has changed then."""
    before = contents(folder) if os.path.isdir(folder) else None
    with (
        pytest.raises(ConfigError) as caught,
        OutputFolder(folder, experiment, tasks_of(experiment), overwrite),
    ):
        raise AssertionError("the folder was accepted")
    assert (contents(folder) if os.path.isdir(folder) else None) == before
    assert "\n" not in str(caught.value)
    return str(caught.value)


# Whose a folder is


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize(
    "name",
    ["results.csv", "table.md", "curve.png", "variants/mine.txt", "notes.txt", "config.toml", ".hidden"],
)
def test_a_folder_that_holds_anything_else_is_refused(tmp_path: Path, name: str, overwrite: bool) -> None:
    mine = tmp_path / "folder" / name
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    assert "is not empty and holds no experiment that 'sparse-explorer run' has written" in refusal(
        tmp_path / "folder", overwrite=overwrite
    )


def test_an_experiment_that_a_person_wrote_is_not_the_programs(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(write_experiment(EXPERIMENT), encoding="utf-8")
    (tmp_path / "results.csv").write_text("mine")
    assert "is not empty" in refusal(tmp_path)
    assert "is not empty" in refusal(tmp_path, overwrite=True)


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_configuration_that_cannot_be_read_shows_nothing(out: Path, overwrite: bool) -> None:
    config = out / "config.toml"
    config.write_text(config.read_text(encoding="utf-8") + "\nfrobnicate = 1\n", encoding="utf-8")
    said = refusal(out, overwrite=overwrite)
    assert "cannot tell what" in said
    assert "frobnicate" in said


def test_an_empty_folder_and_what_file_managers_leave_in_one_are_taken(tmp_path: Path) -> None:
    (tmp_path / ".DS_Store").write_bytes(b"x")
    (tmp_path / ".tmp-sparse-explorer-abcdefgh.toml").write_bytes(b"half")  # of a process that was killed
    assert fill(tmp_path) == [1, 2, 3, 4]
    assert (tmp_path / ".DS_Store").read_bytes() == b"x"
    assert not list(tmp_path.glob(".tmp-*"))


@pytest.mark.parametrize("where", ["home", "home/variants", "home/new/deep", ".", "link"])
@pytest.mark.parametrize("overwrite", [False, True])
def test_the_programs_own_folder_is_refused_with_all_around_and_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, overwrite: bool
) -> None:
    home = tmp_path / "home"
    (home / "variants" / "abc").mkdir(parents=True)
    (tmp_path / "link").symlink_to(home)
    monkeypatch.setenv("SPARSE_EXPLORER_HOME", str(home))
    assert "is where this program keeps its own files" in refusal(tmp_path / where, overwrite=overwrite)


def test_a_neighbour_of_the_programs_own_folder_is_taken(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("SPARSE_EXPLORER_HOME", str(tmp_path / "home"))
    assert fill(tmp_path / "home2") == [1, 2, 3, 4]


# What may be removed


def test_overwrite_removes_what_the_program_wrote_and_nothing_else(out: Path) -> None:
    for name in (
        "notes.txt",
        "variants/notes.txt",
        "variants/mine/weights.safetensors",
        "variants/dense-seed0/my.txt",
    ):
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text("mine")
    other = dataclasses.replace(EXPERIMENT, variants=(Variant("Other", training=TrainingConfig(epochs=2)),))
    assert fill(out, other, overwrite=True) == [1, 2]
    left = contents(out)
    assert sorted(name for name in left if name.startswith("variants")) == [
        "variants/dense-seed0/my.txt",
        "variants/mine/weights.safetensors",
        "variants/notes.txt",
        "variants/other-seed0/variant.json",
        "variants/other-seed0/weights.safetensors",
        "variants/other-seed1/variant.json",
        "variants/other-seed1/weights.safetensors",
    ]
    assert left["notes.txt"] == left["variants/mine/weights.safetensors"] == b"mine"
    assert b"Dense" not in left["results.csv"]
    assert b"Other" in left["config.toml"]


def test_overwrite_begins_without_the_old_tables(out: Path) -> None:
    with OutputFolder(out, EXPERIMENT, tasks_of(EXPERIMENT), overwrite=True) as output:
        assert output.finished() == {}
        assert (out / "results.csv").exists()
        output.begin("a computer")
        assert sorted(path.name for path in out.iterdir() if path.name != ".sparse-explorer.lock") == [
            "config.toml",
            "variants",
        ]


@pytest.mark.parametrize("there", [True, False])
def test_nothing_behind_a_link_is_removed(out: Path, tmp_path: Path, there: bool) -> None:
    far = tmp_path / "far"
    (out / "variants").rename(far if there else tmp_path / "gone")
    (out / "variants").symlink_to(far)
    if not there:
        assert "variants is not a folder" in refusal(out, overwrite=True)
        return
    before = contents(far)
    with (
        pytest.raises(ConfigError, match="variants is a link, and nothing is removed behind it"),
        OutputFolder(out, EXPERIMENT, tasks_of(EXPERIMENT), overwrite=True) as output,
    ):
        output.begin("a computer")
    assert contents(far) == before
    assert (out / "results.csv").exists()
    assert fill(out) == []  # to read there, and to add to it, is what the link is for


def test_a_run_behind_a_link_is_left_alone_by_overwrite(out: Path, tmp_path: Path) -> None:
    (out / DENSE0).rename(tmp_path / "far")
    (out / DENSE0).symlink_to(tmp_path / "far")
    before = contents(tmp_path / "far")
    fill(out, overwrite=True)
    assert contents(tmp_path / "far") == before
    assert (out / DENSE0).is_symlink()


@pytest.mark.parametrize("name", ["results.csv", "duty-cycles.png"])
def test_a_folder_in_the_place_of_a_table_is_told_before_training(out: Path, name: str) -> None:
    (out / name).unlink(missing_ok=True)
    (out / name).mkdir()
    assert f"{name} is a folder; a file of that name is to be written" in refusal(out)


def test_a_file_in_the_place_of_the_variants_is_told_before_training(out: Path) -> None:
    shutil.rmtree(out / "variants")
    (out / "variants").write_text("mine")
    assert "variants is not a folder; the trained variants are to be written there" in refusal(out)


# Which runs are finished


def doctor(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    def act(run: Path) -> None:
        description = json.loads((run / "variant.json").read_text(encoding="utf-8"))
        change(description)
        (run / "variant.json").write_text(json.dumps(description), encoding="utf-8")

    return act


def unswept(epoch: int) -> Callable[[dict[str, Any]], None]:
    return lambda d: d["history"]["sweeps"]["article"].pop(epoch)


def other_levels(d: dict[str, Any]) -> None:
    d["history"]["sweeps"]["article"][1][1][1][0] = 0.4


DOCTORED = {
    "other seed": doctor(lambda d: d.update(seed=7)),
    "other data set": doctor(lambda d: d.update(dataset="mnist")),
    "other network": doctor(lambda d: d["variant"]["network"]["hidden"].update(units=20)),
    "other training": doctor(lambda d: d["variant"]["training"].update(learning_rate=0.5)),
    "other name": doctor(lambda d: d["variant"].update(name="dense")),
    "other format": doctor(lambda d: d.update(format=2)),
    "first epoch not swept": doctor(unswept(0)),
    "last epoch not swept": doctor(unswept(1)),
    "an epoch is missing": doctor(lambda d: d["history"]["epochs"].pop(0)),
    "an accuracy is missing": doctor(lambda d: d["history"]["accuracies"].pop(0)),
    "other levels": doctor(other_levels),
    "a level is missing": doctor(lambda d: d["history"]["sweeps"]["article"][1][1].pop()),
    "another noise swept": doctor(
        lambda d: d["history"].update(sweeps={"paper": d["history"]["sweeps"]["article"]})
    ),
    "half trained": doctor(lambda d: d["history"].update(step=2)),
    "a loss is no number": doctor(lambda d: d["history"]["losses"].append(float("nan"))),
    "no description": lambda run: (run / "variant.json").unlink(),
    "broken description": lambda run: (run / "variant.json").write_bytes(b'{"format": 1'),
    "no weights": lambda run: (run / "weights.safetensors").unlink(),
    "broken weights": lambda run: (run / "weights.safetensors").write_bytes(b"\x10"),
    "no folder": shutil.rmtree,
}
OWN = {
    "half trained",
    "last epoch not swept",
    "other levels",
    "a level is missing",
    "no weights",
    "broken weights",
    "no folder",
}
"""Those whose description shows that nothing is lost by completing the same run in the same place."""


@pytest.mark.parametrize("doctored", DOCTORED)
def test_a_run_that_is_not_what_was_asked_for_is_done_again_and_not_replaced(
    out: Path, doctored: str
) -> None:
    whole = contents(out)
    DOCTORED[doctored](out / DENSE0)
    before = contents(out / DENSE0) if (out / DENSE0).exists() else {}
    assert fill(out) == [1]
    if doctored in OWN:
        kept = {f"{DENSE0}/weights.broken.safetensors": b"\x10"} if doctored == "broken weights" else {}
        assert contents(out) == whole | kept
    else:
        assert contents(out / DENSE0) == before
        made = contents(out / "variants" / "dense-seed0-2")
        assert made["variant.json"] == whole[str(DENSE0 / "variant.json")]
    assert (out / "results.csv").read_bytes() == whole["results.csv"]
    assert fill(out) == []
    assert (out / "results.csv").read_bytes() == whole["results.csv"]


@pytest.mark.parametrize(
    ("doctored", "words"),
    [
        ("other seed", "holds a run of another configuration"),
        ("first epoch not swept", "holds a run without the noise sweeps after each epoch"),
        ("broken description", "holds no run that can be read"),
    ],
)
def test_what_is_left_as_it_is_is_said(out: Path, doctored: str, words: str) -> None:
    DOCTORED[doctored](out / DENSE0)
    with OutputFolder(out, EXPERIMENT, tasks_of(EXPERIMENT), False) as output:
        assert output.remarks == [f"{out / DENSE0} {words}, and is left as it is"]


def test_with_the_last_sweep_alone_the_others_do_not_matter(tmp_path: Path) -> None:
    last = dataclasses.replace(EXPERIMENT, sweep="last")
    assert fill(tmp_path / "out", last) == [1, 2, 3, 4]
    assert fill(tmp_path / "out", last) == []
    doctor(unswept(0))(tmp_path / "out" / DENSE0)
    assert fill(tmp_path / "out", last) == [1]


def test_a_run_that_diverged_is_not_done_again(tmp_path: Path) -> None:
    tasks = tasks_of(EXPERIMENT)
    divergence = Divergence("NaN", 1, 3, 4, 10.0, 0.5)
    with OutputFolder(tmp_path / "out", EXPERIMENT, tasks, False) as output:
        output.begin("a computer")
        output.save(tasks[0], outcome_of(tasks[0], History(2, 4, [0.5, 9.0], diverged=divergence)))
    with OutputFolder(tmp_path / "out", EXPERIMENT, tasks, False) as output:
        assert output.finished()[1][0].diverged == divergence
        assert output.finished()[1][0].levels == ()
    assert fill(tmp_path / "out") == [2, 3, 4]


def test_variants_with_names_alike_keep_their_folders_in_any_order(tmp_path: Path) -> None:
    first, second = (Variant(name, training=TrainingConfig(epochs=2)) for name in ("A b", "a-b!"))
    alone = dataclasses.replace(EXPERIMENT, variants=(second,), seeds=1)
    both = dataclasses.replace(EXPERIMENT, variants=(first, second), seeds=1)
    assert fill(tmp_path / "out", alone) == [1]
    before = contents(tmp_path / "out" / "variants")
    assert fill(tmp_path / "out", both) == [1]
    after = contents(tmp_path / "out" / "variants")
    assert {name: after[name] for name in before} == before
    assert len(after) == 2 * len(before)


def test_another_experiment_is_refused_by_what_differs(out: Path) -> None:
    for change, word in (
        ({"threads": 2}, "threads"),
        ({"seeds": 1}, "seeds"),
        ({"seed": 1}, "seeds"),
        ({"dataset": "mnist"}, "dataset"),
        ({"noises": (NoiseConfig("paper", (0.0, 0.5)),)}, "noises"),
        ({"noises": (NoiseConfig("article", (0.0, 0.4)),)}, "noises"),
        ({"sweep": "last"}, "sweep"),
        ({"variants": EXPERIMENT.variants[:1]}, "variants"),
    ):
        said = refusal(out, dataclasses.replace(EXPERIMENT, **change))
        assert f"holds the results of a different experiment ({word})" in said
        assert "--overwrite" in said


# What is written, and when


def test_the_configuration_is_there_before_anything_is_trained(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "out"
    with OutputFolder(folder, EXPERIMENT, tasks_of(EXPERIMENT), False) as output:
        assert [path.name for path in folder.iterdir()] == [".sparse-explorer.lock"]
        output.begin("a computer")
        assert (folder / "config.toml").read_text(encoding="utf-8").splitlines()[1] == "# a computer"
    assert not (folder / ".sparse-explorer.lock").exists()
    # As if killed there: the same command continues, another one does not.
    assert fill(folder) == [1, 2, 3, 4]
    assert "different experiment" in refusal(folder, dataclasses.replace(EXPERIMENT, threads=2))


def test_a_folder_that_was_made_for_nothing_is_taken_away(tmp_path: Path) -> None:
    with OutputFolder(tmp_path / "deep" / "out", EXPERIMENT, tasks_of(EXPERIMENT), False):
        assert (tmp_path / "deep" / "out").is_dir()
    assert list(tmp_path.iterdir()) == []


def test_a_configuration_that_says_all_already_keeps_its_owners_comments(out: Path) -> None:
    config = out / "config.toml"
    text = config.read_text(encoding="utf-8").replace("seeds = 2", "seeds = 2  # two will do")
    config.write_text(text, encoding="utf-8")
    assert fill(out) == []
    assert config.read_text(encoding="utf-8") == text
    with OutputFolder(out, EXPERIMENT, tasks_of(EXPERIMENT), False) as output:
        output.begin("another computer")
    assert config.read_text(encoding="utf-8").splitlines()[1:3] == ["# a computer", "# another computer"]


def test_what_a_killed_process_left_half_written_is_cleared_away(out: Path) -> None:
    whole = contents(out)
    shutil.rmtree(out / DENSE0)
    (out / DENSE0).mkdir()
    (out / DENSE0 / "weights.safetensors.new").write_bytes(b"whole")
    (out / DENSE0 / ".tmp-sparse-explorer-0a_z9abc.new").write_bytes(b"half")
    (out / ".tmp-sparse-explorer-12345678.csv").write_bytes(b"half")
    (out / ".tmp-mine.csv").write_bytes(b"mine")
    assert fill(out) == [1]
    assert contents(out) == {**whole, ".tmp-mine.csv": b"mine"}


def test_two_at_once_are_told_apart_by_process_and_computer(tmp_path: Path) -> None:
    with OutputFolder(tmp_path / "out", EXPERIMENT, tasks_of(EXPERIMENT), False):
        said = refusal(tmp_path / "out", overwrite=True)
        assert f"out is in use by process {os.getpid()} on " in said
        with (
            pytest.raises(ConfigError, match="is in use"),
            OutputFolder(tmp_path / "out", EXPERIMENT, tasks_of(EXPERIMENT), False),
        ):
            pass
        assert (tmp_path / "out").is_dir()
    assert fill(tmp_path / "out") == [1, 2, 3, 4]


# What the system refuses


def test_a_name_that_no_file_system_takes_is_told_at_once(tmp_path: Path) -> None:
    assert "File name too long" in refusal(tmp_path / ("x" * 300))
    deep = tmp_path
    while len(str(deep)) < 3900:
        deep /= "x" * 99
    deep /= "x" * (4040 - len(str(deep)))
    with pytest.raises(FileNotFoundError):  # it is short enough itself, but not with a run's files in it
        deep.stat()
    said = refusal(deep)
    assert "File name too long" in said
    assert len(said) < 400


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert "file is a file, not a folder" in refusal(tmp_path / "file")
    assert "Not a directory" in refusal(tmp_path / "file" / "out")


def test_a_full_disk_is_told_before_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = tuple(dataclasses.replace(each, network=NetworkConfig()) for each in EXPERIMENT.variants)
    experiment = dataclasses.replace(EXPERIMENT, variants=usual)
    usage = shutil.disk_usage(tmp_path)
    one = 4 * 1_306_400  # the default network's parameters, 4 bytes each: a little less
    for free, fits in ((5 * one, True), (3 * one, False)):
        monkeypatch.setattr(shutil, "disk_usage", lambda path, free=free: usage._replace(free=free))
        with OutputFolder(tmp_path / f"out{free}", experiment, tasks_of(experiment), False) as output:
            if fits:
                output.begin("a computer")
                continue
            with pytest.raises(
                ConfigError, match=r"too full: trained variants take 2\d\.\d MB or more, and 15\.7 MB"
            ):
                output.begin("a computer")
    monkeypatch.undo()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "cannot write to" in (said := refusal(tmp_path / "full"))
    assert "No space left on device" in said
    assert not (tmp_path / "full").exists()
