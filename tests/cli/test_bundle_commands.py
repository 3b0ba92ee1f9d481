"""Bundles on the command line: written, opened, continued, and trained again, with what is said of each."""

import json
import os
import re
import shutil
import zipfile
from pathlib import Path

import pytest
import torch

import sparse_explorer
from sparse_explorer.cli import main
from sparse_explorer.experiment.runs import bundle
from sparse_explorer.experiment.runs.folder_lock import FolderLock
from sparse_explorer.experiment.runs.store import load_variant, save_variant
from tests.conftest import Trained


@pytest.fixture
def out(trained: Trained, tmp_path: Path) -> Path:
    """A copy of the experiment that may be changed."""
    return Path(shutil.copytree(trained.folder, tmp_path / "out"))


def call(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    status = main([str(word) for word in words])
    said = capsys.readouterr()
    return status, said.out, said.err


def refusal(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    """The one line with which a command is refused."""
    status, out, err = call(capsys, *words)
    assert (status, out) == (2, "")
    (line,) = err.splitlines()
    assert line.startswith("sparse-explorer: ")
    return line.removeprefix("sparse-explorer: ")


def test_a_bundle_opens_with_the_table_that_the_run_printed(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.zip"
    status, said, _ = call(capsys, "bundle", path, trained.folder)
    assert status == 0
    assert re.fullmatch(re.escape(str(path)) + r": 4 runs, 21 files, 0\.\d MB\n", said)
    status, table, said = call(capsys, "unbundle", path, tmp_path / "opened")
    assert status == 0
    assert "\n" + table == trained.printed
    with zipfile.ZipFile(path) as archive:
        assert archive.read("table.txt").decode() == table
    assert f"{tmp_path / 'opened'}: 4 runs, 21 files, " in said
    assert f"Made with torch {torch.__version__}, CPU, 1 thread" in said
    assert f"(sparse_explorer {sparse_explorer.__version__}, torch {torch.__version__})" in said
    assert "another" not in said
    # And the run itself has nothing left to do there.
    status, again, said = call(capsys, *trained.words, f"--output={tmp_path / 'opened'}")
    assert status == 0
    assert again == trained.printed
    assert said.startswith("4 of 4 runs are finished already\n")


def test_options_are_what_help_says(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = capsys.readouterr().out
    assert {"bundle", "unbundle", "rerun", "doctor"} <= set(listed.split())
    assert "probe" not in listed


def test_refusals_are_one_line(
    packed: Path, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], own_home: Path
) -> None:
    (tmp_path / "mine.zip").write_text("mine")
    said = refusal(capsys, "bundle", tmp_path / "mine.zip", out)
    assert (
        said
        == f"{tmp_path / 'mine.zip'} is there already and is no bundle; choose another name, or add --overwrite"
    )
    assert "does not begin as one" in refusal(capsys, "unbundle", tmp_path / "mine.zip", tmp_path / "new")
    assert "does not begin as one" in refusal(capsys, "rerun", tmp_path / "mine.zip")
    assert "is not an empty folder" in refusal(capsys, "unbundle", packed, out)
    assert "is where this program keeps its own files" in refusal(capsys, "unbundle", packed, own_home / "a")
    assert "there is no folder" in refusal(capsys, "bundle", tmp_path / "a.zip", tmp_path / "none")
    assert "required" in refusal(capsys, "bundle", tmp_path / "a.zip")
    lock = FolderLock(out)
    lock.acquire()
    assert f"is in use by process {os.getpid()} on " in refusal(capsys, "bundle", tmp_path / "a.zip", out)
    lock.release()
    assert call(capsys, "bundle", tmp_path / "mine.zip", out, "--overwrite")[0] == 0
    assert bundle.read(tmp_path / "mine.zip").table


def test_a_name_with_control_characters_is_not_printed_raw(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refusal(capsys, "bundle", tmp_path / "a.zip", tmp_path / "none\x1b[31m")
    assert r"none\x1b[31m" in said
    status, said, _ = call(capsys, "bundle", tmp_path / "b\x1b[31m.zip", out)
    assert status == 0
    assert "\x1b" not in said
    status, _, said = call(capsys, "unbundle", tmp_path / "b\x1b[31m.zip", tmp_path / "c\x1b[31m")
    assert status == 0
    assert "\x1b" not in said


def test_a_table_that_an_other_version_wrote_is_printed_anew_and_said_to_be(
    packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], trained: Trained
) -> None:
    import hashlib

    with zipfile.ZipFile(packed) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    said = json.loads(files["manifest.json"])
    files["table.txt"] = b"of old\n"
    said["files"]["table.txt"] = {"size": 7, "sha256": hashlib.sha256(b"of old\n").hexdigest()}
    said["written_by"] = "0.0.9"
    files["manifest.json"] = json.dumps(said).encode()
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    status, table, said = call(capsys, "unbundle", tmp_path / "a.zip", tmp_path / "a")
    assert status == 0
    assert "\n" + table == trained.printed
    assert "The bundle was written by version 0.0.9, whose table of the same runs reads otherwise" in said


# Trained again


def rows(table: str) -> dict[tuple[str, str], str]:
    """What the comparison says of each variant and seed."""
    lines = table.partition("compared with the bundle\n")[2].partition("\n\n")[0].splitlines()[1:]
    return {
        (name, seed): text for name, seed, text in (re.split(r" {2,}", line, maxsplit=2) for line in lines)
    }


def test_what_is_trained_again_is_the_same_bit_for_bit(
    packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], trained: Trained
) -> None:
    status, said, _ = call(capsys, "rerun", packed, "--output", tmp_path / "again", "--device", "cpu")
    assert status == 0
    assert rows(said) == {
        (name, seed): "bit-identical: the same weights" for name in ("Dense", "Sparse") for seed in "01"
    }
    assert said.startswith(trained.printed)
    assert said.endswith("\nAll of 4 runs agree, bit for bit.\n")
    assert "here" not in said.rpartition("Sparse")[2]
    assert (tmp_path / "again" / "results.csv").read_bytes() == (trained.folder / "results.csv").read_bytes()
    # Once more, with nothing to train: that is said.
    status, said, _ = call(capsys, "rerun", packed, "--output", tmp_path / "again", "--device", "cpu")
    assert status == 0
    assert f"4 of 4 runs were in {tmp_path / 'again'} already, and were not done again." in said


def changed(out: Path, path: Path, change) -> Path:
    """A bundle whose first run has been changed by hand."""
    run = out / "variants" / "dense-seed0"
    trained = load_variant(run)
    change(trained)
    save_variant(run, trained)
    bundle.write(path, out)
    return path


def test_a_run_that_differs_is_named_with_how_much(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    description = out / "variants" / "dense-seed0" / "variant.json"
    said = json.loads(description.read_text(encoding="utf-8"))
    said["versions"]["torch"] = "9.9"
    text = json.dumps(said)
    (correct,) = set(re.findall(r"\[0\.5, (\d+), 360", text))
    description.write_text(
        text.replace(f"[0.5, {correct}, 360", f"[0.5, {int(correct) + 9}, 360"), encoding="utf-8"
    )
    config = out / "config.toml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("CPU, 1 thread", "GPU, Strange"), encoding="utf-8"
    )
    bundle.write(tmp_path / "a.zip", out)
    status, said, err = call(capsys, "rerun", tmp_path / "a.zip", "--device", "cpu")
    assert status == 1
    before, after = f"{100 * (int(correct) + 9) / 360:.2f} %", f"{100 * int(correct) / 360:.2f} %"
    found = rows(said)
    assert (
        found["Dense", "0"]
        == f"differs by up to 2.50 points, at noise 0.50: {before} in the bundle, {after} here"
    )
    assert found["Dense", "1"] == found["Sparse", "0"] == "bit-identical: the same weights"
    assert f"\ntorch: {torch.__version__} and 9.9 in the bundle, {torch.__version__} here\n" in said
    assert re.search(
        r"(?m)^computed with: torch \S+, GPU, Strange in the bundle, torch \S+, CPU, 1 thread.* here$", said
    )
    assert "sparse_explorer:" not in said
    assert said.endswith("\n1 of 4 runs differs.\n")
    assert "That folder was for this comparison alone; --output DIR keeps the runs." in err


def test_weights_alone_may_differ(out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def nudge(trained) -> None:
        name = next(name for name in trained.weights if name.endswith("weight"))
        trained.weights[name].view(-1)[3] += 0.25

    path = changed(out, tmp_path / "a.zip", nudge)
    status, said, _ = call(capsys, "rerun", path, "--device", "cpu")
    assert status == 0
    assert rows(said)["Dense", "0"] == "the same figures; the weights differ by up to 0.25"
    assert said.endswith("\nAll of 4 runs agree in their figures.\n")


def test_what_the_bundle_has_not_finished_cannot_be_compared(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(out / "variants" / "dense-seed0")
    bundle.write(tmp_path / "a.zip", out)
    status, said, _ = call(capsys, "rerun", tmp_path / "a.zip", "--device", "cpu")
    assert status == 0
    assert rows(said)["Dense", "0"] == "is not finished in the bundle, so that there is nothing to compare"


def test_an_interrupted_rerun_says_what_was_not_finished(
    packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sparse_explorer.cli import bundle as commands

    monkeypatch.setattr(commands, "run_session", _interrupted_after_one(commands.run_session))
    status, said, _ = call(capsys, "rerun", packed, "--output", tmp_path / "again", "--device", "cpu")
    assert status == 130
    found = rows(said)
    assert found["Dense", "0"] == "bit-identical: the same weights"
    assert found["Sparse", "1"] == "was not finished"
    assert said.endswith("\n1 of 4 runs differs.\n")


def _interrupted_after_one(command):
    """As if Ctrl-C had been pressed before the last run was kept."""

    def run(session, terminal) -> int:
        command(session, terminal)
        shutil.rmtree(session.path / "variants" / "sparse-seed1")
        return 130

    return run


def test_a_bundle_of_a_data_set_that_is_not_here_is_refused_before_training(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("dense-seed0", "dense-seed1", "sparse-seed0", "sparse-seed1"):
        path = out / "variants" / name / "variant.json"
        path.write_text(
            path.read_text(encoding="utf-8").replace('"digits"', '"folder:/nowhere"'), encoding="utf-8"
        )
    config = out / "config.toml"
    config.write_text(
        config.read_text(encoding="utf-8").replace('"digits"', '"folder:/nowhere"'), encoding="utf-8"
    )
    bundle.write(tmp_path / "a.zip", out)
    assert "/nowhere" in refusal(capsys, "rerun", tmp_path / "a.zip", "--device", "cpu")
    assert sorted(os.listdir(tmp_path)) == ["a.zip", "out"]
