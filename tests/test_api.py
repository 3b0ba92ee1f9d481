"""The Python API: what a script, a notebook or another program does with an experiment."""

import contextlib
import dataclasses
import os
import re
import runpy
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch

import sparse_explorer as se
from sparse_explorer.cli import main
from tests.sketches import sketches  # noqa: F401

ROOT = Path(__file__).parents[1]
TINY = se.NetworkConfig(
    convs=(se.ConvConfig(channels=1, kernel_size=11, k=10),), hidden=se.HiddenConfig(units=4, k=2)
)
EXPERIMENT = se.Experiment(
    variants=(
        se.Variant("Dense", TINY, se.TrainingConfig(epochs=1, batch_size=240)),
        se.Variant("Slow", TINY, se.TrainingConfig(epochs=1, batch_size=240, learning_rate=0.001)),
    ),
    seeds=2,
    noises=(se.NoiseConfig("article", (0.0, 0.5)), se.NoiseConfig("black", (0.0, 0.3))),
    threads=1,
)
SMALL = dataclasses.replace(
    EXPERIMENT, variants=EXPERIMENT.variants[:1], seeds=1, noises=EXPERIMENT.noises[:1]
)
RUNS = [(seed, variant) for seed in (0, 1) for variant in ("Dense", "Slow")]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> se.Results:
    return se.run(EXPERIMENT, output=tmp_path_factory.mktemp("api") / "out")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def in_python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_it_and_writing_an_experiment_imports_no_torch() -> None:
    printed = in_python(
        """
        import sys
        import sparse_explorer as se
        before = set(sys.modules)
        se.Experiment(se.variants("article"), noises=se.noises("article", "black"), seeds=2)
        se.presets(), se.Results, se.RunResult, se.ConfigError
        print(sorted({"torch", "numpy", "pandas", "PySide6", "matplotlib", "torchvision"} & set(sys.modules)))
        print(any(name.startswith("sparse_explorer.") for name in before))
        """
    )
    assert printed == "[]\nFalse\n"


def test_all_that_is_promised_is_there() -> None:
    names = [name for name in dir(se) if not name.startswith("_")]
    for name in names:
        assert getattr(se, name) is not None
    assert {"run", "run_each", "load", "load_network", "Experiment", "Variant", "variants", "noises"} <= {
        *names
    }
    with pytest.raises(AttributeError, match="no attribute 'runs'"):
        _ = se.runs


def test_types_and_names_of_the_package_are_the_same_list() -> None:
    """What a type checker sees is what there is."""
    source = (ROOT / "sparse_explorer/__init__.py").read_text(encoding="utf-8")
    typed = {line.split(" as ")[-1] for line in source.splitlines() if line.startswith("    from sparse_")}
    assert typed == {name for name in dir(se) if name in typed or (name[0] != "_" and hasattr(se, name))} - {
        *(name for name in dir(se) if isinstance(getattr(se, name), type(os))),
        "Any",
        "TYPE_CHECKING",
    }


def test_results_are_those_of_the_command(done: se.Results, tmp_path: Path) -> None:
    assert done.folder is not None
    (tmp_path / "same.toml").write_text(se.write_experiment(EXPERIMENT), encoding="utf-8")
    out = tmp_path / "command"
    assert main(["run", f"--config={tmp_path / 'same.toml'}", f"--output={out}"]) == 0
    assert contents(out) == contents(done.folder)


def test_each_run_is_there_with_each_noise(done: se.Results) -> None:
    assert [(run.seed, run.variant, run.noise_convention) for run in done] == [
        (seed, variant, noise) for seed, variant in RUNS for noise in ("article", "black")
    ]
    assert len(done) == 8
    assert [level.noise for level in done.runs[0].levels] == [0.0, 0.5]
    assert {run.seed for run in done.of("Slow")} == {0, 1}
    assert "Slow" in done.text()
    assert (done.failed, done.problems) == ((), ())
    with pytest.raises(se.ConfigError, match="'Nobody' is unknown; variants are Dense, Slow"):
        done.of("Nobody")


def test_frames_hold_what_the_csv_files_hold(done: se.Results) -> None:
    assert done.folder is not None
    for frame, name in ((done.frame(), "results.csv"), (done.summary_frame(), "summary.csv")):
        written = pd.read_csv(done.folder / name)
        assert list(frame.columns) == list(written.columns)
        keys = [column for column in frame if column not in ("accuracy", "loss") and "accuracy" not in column]
        mine = frame.sort_values(keys).reset_index(drop=True)
        pd.testing.assert_frame_equal(
            mine, written.sort_values(keys).reset_index(drop=True), atol=0.006, check_dtype=False
        )


def test_without_pandas_one_line_says_what_to_install(
    done: se.Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"pip install 'sparse-explorer\[frames\]'"):
        done.frame()


def test_a_folder_is_loaded_as_it_was_left(done: se.Results) -> None:
    assert done.folder is not None
    loaded = se.load(str(done.folder))
    assert (loaded.experiment, loaded.runs, loaded.folder) == (done.experiment, done.runs, done.folder)
    with pytest.raises(se.ConfigError, match=r"config\.toml"):
        se.load(done.folder / "variants")


def test_a_trained_network_answers_as_it_did(done: se.Results, digits) -> None:
    assert done.folder is not None
    network = se.load_network(done.folder, "Slow", seed=1)
    with torch.no_grad():
        right = network(digits.normalized(digits.test_images)).argmax(1) == digits.test_labels
    (swept,) = (run for run in done.of("Slow") if (run.seed, run.noise_convention) == (1, "article"))
    assert int(right.sum()) == swept.levels[0].correct
    with pytest.raises(se.ConfigError, match="holds no finished run of 'Slow' with seed 2; its variants are"):
        se.load_network(done.folder, "Slow", seed=2)


def test_progress_rises_to_its_end(tmp_path: Path) -> None:
    seen: list[se.Progress] = []
    results = se.run(EXPERIMENT, progress=seen.append)
    assert [each.done for each in seen] == sorted(each.done for each in seen)
    assert (seen[-1].done, seen[-1].finished, seen[-1].total) == (1.0, 4, 4)
    assert [(each.seed, each.variant) for each in seen if each.text == "finished"] == RUNS
    assert results.folder is None
    assert len(results) == 8


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_what_is_closed_or_stopped_keeps_what_is_finished_and_goes_on(
    done: se.Results, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with contextlib.closing(se.run_each(EXPERIMENT, output=out)) as runs:
        first = next(runs)
    assert [run.variant for run in first] == ["Dense", "Dense"]
    assert se.load(out).runs == first
    with pytest.raises(se.ConfigError, match="holds the results of a different experiment"):
        se.run(se.Experiment(EXPERIMENT.variants, threads=1), output=out)

    struck: list[se.Progress] = []

    def strike(progress: se.Progress) -> None:
        if progress.finished == 2 and not struck:
            struck.append(progress)
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        se.run(EXPERIMENT, output=out, progress=strike)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert len(se.load(out)) == 4
    again = [results[0].variant for results in se.run_each(EXPERIMENT, output=out)]
    assert again == [variant for _, variant in RUNS]
    assert done.folder is not None
    assert contents(out) == contents(done.folder)


def test_an_exception_in_progress_is_the_callers_and_the_folder_is_free_again(tmp_path: Path) -> None:
    def fail(progress: se.Progress) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        se.run(SMALL, output=tmp_path / "out", progress=fail)
    assert len(se.run(SMALL, output=tmp_path / "out")) == 1


def test_a_verdict_is_of_the_runs_that_are_there_and_goes_with_them(done: se.Results, tmp_path: Path) -> None:
    assert done.folder is not None
    out = tmp_path / "out"
    shutil.copytree(done.folder, out)
    plan = se.verdict_plan(
        EXPERIMENT.variants, seeds=2, confirm=0, noises=EXPERIMENT.noises, reference="Dense"
    )
    seen: list[se.Progress] = []
    found = se.verdict(plan, output=out, progress=seen.append)
    assert seen == []  # nothing was left to do
    assert (found.reference, found.seeds, found.confirming) == ("Dense", 2, 0)
    assert [*found.claims] == [("Slow", "article"), ("Slow", "black")]
    scores = {run.seed: sum(level.accuracy for level in run.levels) / 2 for run in done.of("Slow")[::2]}
    assert found.scores["Slow", "article"].mean == pytest.approx(sum(scores.values()) / 2)
    assert (out / "verdict.html").is_file()
    se.run(SMALL, output=out, overwrite=True)
    assert not any(path.name.startswith("verdict") for path in out.iterdir())


def test_what_cannot_be_done_is_said_in_a_line(tmp_path: Path) -> None:
    for options, line in (
        ({"jobs": 0}, "jobs: 0 is not allowed; allowed is 1 ... 256"),
        ({"device": "tpu"}, "device: 'tpu' is not available"),
        ({"scheduler": "nobody"}, "'nobody' is no address of a scheduler"),
    ):
        with pytest.raises(se.ConfigError, match=line.replace(".", r"\.")):
            se.run(EXPERIMENT, **options)
    with pytest.raises(se.ConfigError, match="'nothing' is unknown; groups of presets are article"):
        se.variants("nothing")
    with pytest.raises(se.ConfigError, match="is unknown"):
        se.noises("nothing")


def test_the_documented_examples_do_what_they_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = re.findall(
        r"```python\n(.*?)```", (ROOT / "docs/API.md").read_text(encoding="utf-8"), re.S
    )
    monkeypatch.chdir(tmp_path)
    # As documented, with networks and noises that take less time.
    shorter = first.replace('se.variants("article")', "VARIANTS").replace(
        'se.noises("article", "black")', "NOISES"
    )
    assert shorter.count("VARIANTS") == shorter.count("NOISES") == 1
    small = tuple(dataclasses.replace(each, network=TINY) for each in se.variants("article"))
    names = {"VARIANTS": small, "NOISES": EXPERIMENT.noises}
    (tmp_path / "first.py").write_text(shorter, encoding="utf-8")
    (tmp_path / "second.py").write_text(second, encoding="utf-8")
    names |= runpy.run_path("first.py", names)
    assert names["again"].runs == names["results"].runs
    assert "Sparse" in capsys.readouterr().out
    names |= runpy.run_path("second.py", names)
    # Networks that small are not good enough: the first one ends it.
    assert [run.variant for run in names["results"]] == ["Dense", "Dense"]


def test_runs_on_images_of_ones_own_size_and_classes_are_found_again(tmp_path: Path) -> None:
    images = torch.randint(
        0, 256, (60, 20, 20), generator=torch.Generator().manual_seed(0), dtype=torch.uint8
    )
    np.savez(tmp_path / "own.npz", images=images.numpy(), labels=np.arange(60) % 12)
    own = dataclasses.replace(SMALL, dataset=f"folder:{tmp_path / 'own.npz'}")
    done = se.run(own, output=tmp_path / "out")
    assert se.load(tmp_path / "out").runs == done.runs != ()
    network = se.load_network(tmp_path / "out", "Dense")
    assert network(torch.zeros(2, 1, 20, 20)).shape == (2, 12)
    seen: list[se.Progress] = []
    assert se.run(own, output=tmp_path / "out", progress=seen.append).runs == done.runs
    assert seen == []  # nothing was left to do
