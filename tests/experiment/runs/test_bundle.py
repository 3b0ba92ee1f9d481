"""An experiment as one file: what is in it, that it is the same every time, and what is refused of a stranger's."""

import errno
import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sparse_explorer.experiment.results.html_page import page_of
from sparse_explorer.experiment.runs import bundle, bundle_writing
from sparse_explorer.experiment.runs.bundle import BundleError
from sparse_explorer.experiment.runs.folder_lock import LOCK_FILE, FolderLock
from tests.conftest import Trained
from tests.experiment.runs.packing import contents, rejected

RUNS = ["dense-seed0", "dense-seed1", "sparse-seed0", "sparse-seed1"]
TABLES = [
    "results.csv", "summary.csv", "table.md", "curve.png", "epochs.csv", "scores.csv", "scores.md", "runs.md",
    "layers.csv", "duty-cycles.csv", "duty-cycles.png", "comparisons.csv", "comparisons.md", "differences.png",
]  # fmt: skip
FILES = sorted(
    [
        "config.toml",
        *TABLES,
        *(f"variants/{run}/{file}" for run in RUNS for file in ("variant.json", "weights.safetensors")),
    ]
)
PAGE = page_of("Verdict on digits", ["<p class='lead'>k-winners help</p>"])


@pytest.fixture
def out(trained: Trained, tmp_path: Path) -> Path:
    """A copy of the experiment that may be changed."""
    return Path(shutil.copytree(trained.folder, tmp_path / "out"))


def table_of(trained: Trained) -> str:
    return trained.printed.strip("\n")


# Writing


def test_it_holds_all_of_the_experiment_and_a_manifest(packed: Path, trained: Trained) -> None:
    with zipfile.ZipFile(packed) as archive:
        assert sorted(archive.namelist()) == sorted([*FILES, "manifest.json", "table.txt"])
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.external_attr >> 16 for info in archive.infolist()} == {0o100644}
        assert archive.namelist() == [*sorted(archive.namelist()[:-1]), "manifest.json"]
        for name in FILES:
            assert archive.read(name) == (trained.folder / name).read_bytes(), name
        assert archive.read("table.txt").decode() == trained.printed.lstrip("\n")
        said = json.loads(archive.read("manifest.json"))
        assert said["format"] == "sparse-explorer bundle"
        assert said["files"].keys() == {*FILES, "table.txt"}
        for name, entry in said["files"].items():
            content = archive.read(name)
            assert entry == {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def test_a_verdict_goes_with_its_experiment(out: Path, tmp_path: Path) -> None:
    names = [
        "verdict.md", "verdict.csv", "heat-map.png", "atlas.png", "mechanism.json", "mechanism.csv",
        "shares.csv",
    ]  # fmt: skip
    for name in names:
        (out / name).write_text(f"of the verdict: {name}", encoding="utf-8")
    names.append("verdict.html")
    (out / "verdict.html").write_text(PAGE, encoding="utf-8")
    bundle.write(tmp_path / "judged.zip", out)
    bundle.extract(tmp_path / "judged.zip", tmp_path / "elsewhere")
    there = contents(tmp_path / "elsewhere")
    assert {name: there[name] for name in names} == {name: (out / name).read_bytes() for name in names}


@pytest.mark.parametrize(
    "page", [PAGE.encode().replace(b"</h1>", b"</h1><script>steal()</script>"), b"", PAGE.encode("utf-16")]
)
def test_a_page_that_the_program_has_not_written_stays_out(
    packed: Path, out: Path, tmp_path: Path, page: bytes
) -> None:
    (out / "verdict.html").write_bytes(page)
    bundle.write(tmp_path / "judged.zip", out)
    assert (tmp_path / "judged.zip").read_bytes() == packed.read_bytes()


def test_it_says_what_the_runs_were_made_with(packed: Path, trained: Trained) -> None:
    import torch

    import sparse_explorer

    found = bundle.read(packed)
    assert found.manifest.versions == {
        "sparse_explorer": (sparse_explorer.__version__,),
        "torch": (torch.__version__,),
    }
    (made_with,) = found.manifest.made_with
    assert made_with.startswith(f"torch {torch.__version__}, CPU, 1 thread")
    assert found.manifest.written_by == sparse_explorer.__version__
    assert found.table == table_of(trained)


def test_the_same_folder_gives_the_same_bytes(packed: Path, out: Path, tmp_path: Path) -> None:
    for path in out.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    (out / "config.toml").chmod(0o600)
    shutil.move(out / "variants" / "dense-seed0", out / "variants" / "copied from elsewhere")
    assert bundle.write(tmp_path / "again.zip", out).table == bundle.read(packed).table
    assert (tmp_path / "again.zip").read_bytes() == packed.read_bytes()


def test_what_is_not_the_experiments_stays_out(packed: Path, out: Path, tmp_path: Path) -> None:
    (out / "notes.txt").write_text("private")
    (out / "variants" / "mine").mkdir()
    (out / "variants" / "mine" / "variant.json").write_text("{}")
    (out / "variants" / "dense-seed0" / "notes.txt").write_text("private")
    (out / "variants" / "dense-seed0" / ".tmp-sparse-explorer-abcd1234.json").write_text("half")
    other = out / "variants" / "other-seed0"
    shutil.copytree(out / "variants" / "dense-seed0", other)
    described = json.loads((other / "variant.json").read_text(encoding="utf-8"))
    described["seed"] = 77
    (other / "variant.json").write_text(json.dumps(described), encoding="utf-8")
    bundle.write(tmp_path / "again.zip", out)
    assert (tmp_path / "again.zip").read_bytes() == packed.read_bytes()


def test_a_bundle_may_be_in_the_folder_itself(packed: Path, out: Path) -> None:
    for _ in range(2):  # and is not in the next one
        bundle.write(out / "all.zip", out)
        assert (out / "all.zip").read_bytes() == packed.read_bytes()
    assert not (out / LOCK_FILE).exists()


def test_runs_that_are_not_finished_yet_are_missing_in_the_table_alone(out: Path, tmp_path: Path) -> None:
    shutil.rmtree(out / "variants" / "sparse-seed1")
    (out / "variants" / "sparse-seed0" / "weights.safetensors").write_bytes(b"broken")
    written = bundle.write(tmp_path / "part.zip", out)
    assert "Sparse" not in written.table
    assert [name for name in written.manifest.files if "sparse" in name] == []
    assert bundle.extract(tmp_path / "part.zip", tmp_path / "part") == written


def refused(path: Path, folder: Path, **options: bool) -> str:
    """Why a bundle is not written; what was there stays."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(BundleError) as caught:
        bundle.write(path, folder, **options)
    assert (path.read_bytes() if path.is_file() else None) == before
    assert "\n" not in str(caught.value)
    assert [name for name in os.listdir(path.parent) if name.startswith(".tmp")] == []
    return str(caught.value)


def test_a_folder_that_is_no_experiments_is_refused(trained: Trained, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    assert refused(path, tmp_path / "none") == f"there is no folder {tmp_path / 'none'}"
    assert "holds no experiment that 'sparse-explorer run' has written" in refused(path, tmp_path)
    config = (trained.folder / "config.toml").read_text(encoding="utf-8")
    (tmp_path / "config.toml").write_text(config.partition("\n")[2], encoding="utf-8")
    assert "holds no experiment" in refused(path, tmp_path)
    (tmp_path / "config.toml").write_text(config, encoding="utf-8")
    assert refused(path, tmp_path) == f"{tmp_path} holds no finished run of its experiment"
    (tmp_path / "config.toml").write_text(config + "\nfrobnicate = 1\n", encoding="utf-8")
    assert "frobnicate" in refused(path, tmp_path)
    (tmp_path / "config.toml").write_text(config.replace("threads = 1\n", ""), encoding="utf-8")
    assert "leaves open" in refused(path, tmp_path)


def test_a_folder_that_a_process_writes_to_is_refused_with_its_name(out: Path, tmp_path: Path) -> None:
    lock = FolderLock(out)
    lock.acquire()
    said = refused(tmp_path / "a.zip", out)
    lock.release()
    assert f"{out} is in use by process {os.getpid()} on " in said
    assert bundle.write(tmp_path / "a.zip", out)


def test_a_folder_for_reading_alone_can_be_bundled(
    packed: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: FolderLock) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(FolderLock, "acquire", fail)
    bundle.write(tmp_path / "a.zip", out)
    assert (tmp_path / "a.zip").read_bytes() == packed.read_bytes()
    (out / LOCK_FILE).touch()
    assert f"is in use by another process, as the file {LOCK_FILE} in it says" in refused(
        tmp_path / "b.zip", out
    )


def test_a_file_that_is_no_bundle_is_replaced_only_on_request(
    packed: Path, out: Path, tmp_path: Path
) -> None:
    path = tmp_path / "mine.zip"
    for content in (b"mine", b""):
        path.write_bytes(content)
        assert "is there already and is no bundle; choose another name, or add --overwrite" in refused(
            path, out
        )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "mine")
    assert "is no bundle" in refused(path, out)
    bundle.write(path, out, overwrite=True)
    assert path.read_bytes() == packed.read_bytes()


def test_a_bundle_of_the_same_experiment_is_replaced_and_of_another_not(
    packed: Path, out: Path, tmp_path: Path
) -> None:
    path = tmp_path / "a.zip"
    shutil.rmtree(out / "variants" / "sparse-seed1")
    bundle.write(path, out)
    shutil.copytree(packed.parent, tmp_path / "elsewhere")
    config = out / "config.toml"
    config.write_text(config.read_text(encoding="utf-8").replace("seeds = 2", "seeds = 1"), encoding="utf-8")
    assert "is the bundle of a different experiment (seeds)" in refused(path, out)
    config.write_text(config.read_text(encoding="utf-8").replace("seeds = 1", "seeds = 3"), encoding="utf-8")
    bundle.write(path, out)


@pytest.mark.parametrize("name", ["config.toml", "results.csv", "variants/dense-seed0/variant.json"])
def test_the_experiment_itself_is_never_overwritten(out: Path, name: str) -> None:
    assert "is a file of the experiment itself" in refused(out / name, out, overwrite=True)
    (out / "link.zip").symlink_to(out / name)
    assert "is a file of the experiment itself" in refused(out / "link.zip", out, overwrite=True)


@pytest.mark.parametrize("kind", ["folder", "file for a folder", "full disk"])
def test_a_file_that_cannot_be_written_is_one_line(
    out: Path, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.zip"
    if kind == "folder":
        path.mkdir()
        assert "cannot write" in refused(path, out, overwrite=True)
    elif kind == "file for a folder":
        path.write_text("")
        with pytest.raises(BundleError, match="cannot write"):
            bundle.write(path / "b.zip", out)
    else:

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(bundle, "write_archive", full)
        assert refused(path, out) == f"cannot write {path}: No space left on device"


def test_what_would_not_fit_is_refused(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_writing, "MOST_BYTES", 10_000)
    assert "more than 10,000 bytes are too many for a bundle" in refused(tmp_path / "a.zip", out)
    monkeypatch.setattr(bundle_writing, "MOST_FILES", 5)
    assert "24 files are too many for a bundle; allowed are 5" in refused(tmp_path / "a.zip", out)


# Opening


def test_it_opens_as_the_folder_that_it_was_made_from(packed: Path, trained: Trained, tmp_path: Path) -> None:
    opened = bundle.extract(packed, tmp_path / "a" / "b")
    assert contents(tmp_path / "a" / "b") == contents(trained.folder)
    assert opened == bundle.read(packed)
    assert bundle.table_of(tmp_path / "a" / "b") == opened.table == table_of(trained)
    assert os.listdir(tmp_path / "a") == ["b"]
    if os.name != "nt":
        umask = os.umask(0)
        os.umask(umask)
        assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o777 & ~umask
        assert stat.S_IMODE((tmp_path / "a" / "b" / "config.toml").stat().st_mode) == 0o666 & ~umask


def test_an_empty_folder_is_filled_and_stays_the_same_one(
    packed: Path, trained: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "empty"
    folder.mkdir(mode=0o700)
    before = folder.stat()
    monkeypatch.chdir(folder)
    bundle.extract(packed, Path("."))
    assert contents(folder) == contents(trained.folder)
    assert (folder.stat().st_ino, folder.stat().st_mode) == (before.st_ino, before.st_mode)
    assert Path("config.toml").is_file()


@pytest.mark.parametrize("name", ["mine.txt", "config.toml", ".hidden", "variants/x"])
def test_a_folder_that_holds_something_is_left_alone(packed: Path, tmp_path: Path, name: str) -> None:
    mine = tmp_path / "mine" / name
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    assert (
        rejected(packed, tmp_path / "mine") == f"{tmp_path / 'mine'} is not an empty folder; choose a new one"
    )
    assert "is not an empty folder" in rejected(packed, mine)


def test_what_shows_whose_the_folder_is_comes_last(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a process that is killed in between leaves nothing that is taken for an experiment."""
    (tmp_path / "a").mkdir()
    moved: list[str] = []
    rename = Path.rename

    def watched(path: Path, target: Path) -> Path:
        moved.append(target.name)
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", watched)
    bundle.extract(packed, tmp_path / "a")
    assert "variants" in moved
    assert moved[-1] == "config.toml"


def test_a_folder_that_another_process_fills_is_refused(packed: Path, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    lock = FolderLock(tmp_path / "a")
    lock.acquire()
    assert f"is in use by process {os.getpid()} on " in rejected(packed, tmp_path / "a")
    lock.release()


def test_a_disk_that_is_too_full_is_told_before(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = 1000

    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage)
    said = rejected(packed, tmp_path / "a")
    assert re.search(r"too full: the bundle takes \d\.\d MB, and 0\.0 MB are free", said)


def test_what_cannot_be_written_leaves_nothing(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []

    def full(handle: int) -> None:
        synced.append(handle)
        if len(synced) > 5:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    said = rejected(packed, tmp_path / "a" / "b")
    assert said == f"cannot write to {tmp_path / 'a' / 'b'}: No space left on device"
    assert not (tmp_path / "a").exists()
    (tmp_path / "empty").mkdir()
    synced.clear()
    rejected(packed, tmp_path / "empty")
    assert os.listdir(tmp_path / "empty") == []


def test_a_process_that_is_killed_leaves_what_the_next_one_removes(packed: Path, tmp_path: Path) -> None:
    code = f"""
import os
from pathlib import Path
from sparse_explorer.experiment.runs import bundle
count = 0
real = os.fsync
def die(handle):
    global count
    count += 1
    if count == 7:
        os._exit(9)
    real(handle)
os.fsync = die
bundle.extract(Path({str(packed)!r}), Path({str(tmp_path / "a")!r}))
"""
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 9
    (left,) = os.listdir(tmp_path)
    assert left.startswith(".tmp-sparse-explorer-")
    mine = tmp_path / ".tmp-sparse-explorer-abcdefgh"
    mine.mkdir()
    (mine / "mine.txt").write_text("mine")
    bundle.extract(packed, tmp_path / "a")
    assert sorted(os.listdir(tmp_path)) == [mine.name, "a"]
    assert (mine / "mine.txt").read_text() == "mine"


def test_what_another_process_is_filling_is_not_removed(packed: Path, tmp_path: Path) -> None:
    (tmp_path / ".tmp-sparse-explorer-abcdefgh").mkdir()
    lock = FolderLock(tmp_path / ".tmp-sparse-explorer-abcdefgh")
    lock.acquire()
    bundle.extract(packed, tmp_path / "a")
    assert len(os.listdir(tmp_path)) == 2
    lock.release()
    bundle.extract(packed, tmp_path / "b")
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]
