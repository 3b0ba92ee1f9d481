"""What is refused of a stranger's bundle, in one line and with nothing left of it."""

import hashlib
import json
import os
import re
import shutil
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sparse_explorer.experiment.results.html_page import page_of
from sparse_explorer.experiment.runs import bundle, bundle_reading, manifest
from sparse_explorer.experiment.runs.bundle import BundleError
from tests.conftest import Trained
from tests.experiment.runs.packing import Change, contents, rejected, repacked, with_manifest


def test_one_that_was_packed_again_with_another_program_still_opens(
    packed: Path, trained: Trained, tmp_path: Path
) -> None:
    path = repacked(packed, tmp_path / "a.zip", lambda files: None, compression=zipfile.ZIP_DEFLATED)
    bundle.extract(path, tmp_path / "a")
    assert contents(tmp_path / "a") == contents(trained.folder)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../evil.txt", "would be written elsewhere"),
        ("variants/../../evil.txt", "would be written elsewhere"),
        ("/etc/evil.txt", "would be written elsewhere"),
        ("C:/evil.txt", "would be written elsewhere"),
        ("C:evil.txt", "would be written elsewhere"),
        ("variants\\dense-seed0\\variant.json", "would be written elsewhere"),
        ("config.toml:stream", "would be written elsewhere"),
        ("Config.toml", "differs from another in case alone"),
        ("VARIANTS/dense-seed0/variant.json", "differs from another in case alone"),
        ("notes.txt", "is no name that a bundle has"),
        ("variants/", "is no name that a bundle has"),
        ("variants/con/variant.json", "is no name that a bundle has"),
        ("variants/dense-seed0/evil.py", "is no name that a bundle has"),
        ("variants/dense-seed0./variant.json", "is no name that a bundle has"),
        ("variants/Dense-seed9/variant.json", "is no name that a bundle has"),
        ("variants/dense-seed9/variant.json ", "is no name that a bundle has"),
        ("variants//variant.json", "is no name that a bundle has"),
        ("\x1b[31mevil", "is no name that a bundle has"),
        ("ünï", "is no name that a bundle has"),
        ("x" * 5000, "is no name that a bundle has"),
        ("./config.toml", "is no name that a bundle has"),
    ],
)
def test_names_that_no_bundle_has_are_refused(packed: Path, tmp_path: Path, name: str, said: str) -> None:
    path = repacked(packed, tmp_path / "a.zip", lambda files: files.update({name: b"evil"}))
    assert said in rejected(path, tmp_path / "a")
    with pytest.raises(BundleError):
        bundle.read(path)
    assert not list(tmp_path.parent.rglob("evil*"))


def test_a_name_that_ends_at_a_zero_byte_is_refused(packed: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(packed.read_bytes().replace(b"runs.md", b"runs.m\0"))
    assert "is refused" in rejected(path, tmp_path / "a")


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (page_of("Verdict", ["<p>fine</p><script>steal()</script>"]), "verdict.html holds '<script>steal()</script>"),
        (page_of("Verdict", ["<p onclick='steal()'>not</p>"]), "verdict.html holds \"<p onclick='steal()'>not</p>"),
        ("\x1b[31m", "verdict.html holds '\\x1b[31m', which no page of this program does"),
    ],
)  # fmt: skip
def test_a_page_that_a_browser_would_run_is_refused(
    packed: Path, tmp_path: Path, page: str, said: str
) -> None:
    path = repacked(packed, tmp_path / "a.zip", lambda files: files.update({"verdict.html": page.encode()}))
    assert said in rejected(path, tmp_path / "a")
    with pytest.raises(BundleError, match="no page of this program"):
        bundle.read(path)


def test_a_page_that_is_too_large_to_look_at_is_refused(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of("Verdict", ["<p>fine</p>"]).encode()
    monkeypatch.setattr(bundle, "MOST_PAGE_BYTES", len(page))
    path = repacked(packed, tmp_path / "a.zip", lambda files: files.update({"verdict.html": page}))
    assert "verdict.html" in bundle.read(path).manifest.files
    monkeypatch.setattr(bundle, "MOST_PAGE_BYTES", len(page) - 1)
    assert "verdict.html is larger than it may be" in rejected(path, tmp_path / "a")


def edited(path: Path, change: Callable[[zipfile.ZipInfo], None], name: str = "runs.md") -> Path:
    """The same archive with another entry in its list of files."""
    target = path.with_name("edited.zip")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(target, "w") as changed:
        for info in archive.infolist():
            content = archive.read(info)
            if info.filename == name:
                change(info)
            changed.writestr(info, content)
    return target


def test_a_link_is_refused(packed: Path, tmp_path: Path) -> None:
    shutil.copy(packed, tmp_path / "a.zip")

    def link(info: zipfile.ZipInfo) -> None:
        info.external_attr = (stat.S_IFLNK | 0o777) << 16

    assert "is a link" in rejected(edited(tmp_path / "a.zip", link), tmp_path / "a")


def test_an_encrypted_entry_is_refused(packed: Path, tmp_path: Path) -> None:
    content = bytearray(packed.read_bytes())
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(b"runs.md"))
    content[place + 8] |= 1
    (tmp_path / "a.zip").write_bytes(content)
    assert "'runs.md', which is encrypted" in rejected(tmp_path / "a.zip", tmp_path / "a")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_are_refused(packed: Path, tmp_path: Path) -> None:
    shutil.copy(packed, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip", "a") as archive:
        archive.writestr("runs.md", "other")
    assert "'runs.md', which is there twice" in rejected(tmp_path / "a.zip", tmp_path / "a")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compressions_are_refused(packed: Path, tmp_path: Path, method: int) -> None:
    path = repacked(packed, tmp_path / "a.zip", lambda files: None, compression=method)
    assert "compressed in a way that no bundle is" in rejected(path, tmp_path / "a")


def test_what_grows_without_end_is_refused(packed: Path, tmp_path: Path) -> None:
    path = repacked(
        packed,
        tmp_path / "a.zip",
        lambda files: files.update({"runs.md": bytes(20_000_000)}),
        compression=zipfile.ZIP_DEFLATED,
    )
    assert path.stat().st_size < 200_000
    assert "'runs.md', which grows to more than 200 times what it takes" in rejected(path, tmp_path / "a")


def test_more_than_the_list_of_files_promises_is_not_read(packed: Path, tmp_path: Path) -> None:
    """List and manifest say 10 bytes, and of those the checksum is right; 900,000 come out."""
    first = {"size": 10, "sha256": hashlib.sha256(bytes(10)).hexdigest()}
    longer = repacked(
        packed, tmp_path / "a.zip", lambda files: files.update({"runs.md": bytes(900_000)}), compression=8
    )
    path = with_manifest(longer, tmp_path / "b.zip", lambda said: said["files"].update({"runs.md": first}))
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        named = [match.start() for match in re.finditer(b"runs.md", content)]
        for place in {content.rindex(signature, 0, at) for at in named if signature in content[:at]}:
            if content[place + offset : place + offset + 4] == struct.pack("<L", 900_000):
                content[place + offset : place + offset + 4] = struct.pack("<L", 10)
    path.write_bytes(content)
    assert "runs.md in it is broken: Bad CRC-32" in rejected(path, tmp_path / "a")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "does not begin as one"),
        (b"PK\x03\x04", "its end is missing"),
        (b"\x1f\x8b\x08\x00" + bytes(100), "does not begin as one"),
        (b"PK\x05\x06" + bytes(18), "does not begin as one"),
    ],
)
def test_files_that_are_no_bundles_are_refused(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    assert said in rejected(tmp_path / "a.zip", tmp_path / "a")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    assert "cannot read" in rejected(tmp_path / "none.zip", tmp_path / "a")
    assert "is not a file" in rejected(tmp_path, tmp_path / "a") or "cannot read" in rejected(
        tmp_path, tmp_path / "a"
    )
    if os.name != "nt":
        os.mkfifo(tmp_path / "pipe")
        assert "is not a file" in rejected(tmp_path / "pipe", tmp_path / "a")
        assert "is not a file" in rejected(Path("/dev/zero"), tmp_path / "a")


def test_a_foreign_zip_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("config.toml", "x = 1")
    assert "holds no manifest.json" in rejected(tmp_path / "a.zip", tmp_path / "a")


def test_another_archive_in_front_is_refused(packed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("letter.txt", "mine")
    both = (tmp_path / "other.zip").read_bytes() + packed.read_bytes()
    (tmp_path / "a.zip").write_bytes(both)
    assert "its list of files is not where it should be" in rejected(tmp_path / "a.zip", tmp_path / "a")


@pytest.mark.parametrize("where", ["before", "behind", "comment"])
def test_what_hides_other_data_is_refused(packed: Path, tmp_path: Path, where: str) -> None:
    path = tmp_path / "a.zip"
    content = packed.read_bytes()
    path.write_bytes({"before": b"#!/bin/sh\n" + content, "behind": content + b"more"}.get(where, content))
    if where == "comment":
        with zipfile.ZipFile(path, "a") as archive:
            archive.comment = b"PK\x03\x04"
    assert "no bundle" in rejected(path, tmp_path / "a") or "refused" in rejected(path, tmp_path / "a")


def test_every_truncation_is_refused(packed: Path, tmp_path: Path) -> None:
    content = packed.read_bytes()
    path = tmp_path / "a.zip"
    for length in [
        *range(0, 60),
        *range(60, len(content), len(content) // 60),
        *range(len(content) - 60, len(content)),
    ]:
        path.write_bytes(content[:length])
        rejected(path, tmp_path / "a")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda said: said.update(format="zip"), "does not say that this is a bundle"),
        (lambda said: said.update(version=2), "its format is version 2; this program reads 1"),
        (lambda said: said.update(version=True), "its format is version True"),
        (lambda said: said.pop("version"), "its format is version None"),
        (lambda said: said.update(extra=1), "'extra' is not known"),
        (lambda said: said.update(files=[]), "files is not a table"),
        (lambda said: said.update(versions=3), "versions is not a table"),
        (lambda said: said["versions"].update(torch="2"), "the version of 'torch' is not a list"),
        (lambda said: said.update(made_with=["\x1b[31m"]), "made_with holds what is no text"),
        (lambda said: said.update(made_with=["x"] * 65), "made_with is not a list of at most 64 texts"),
        (lambda said: said.update(made_with=["x" * 401]), "made_with holds what is no text of at most 400"),
        (lambda said: said.update(written_by=7), "written_by holds what is no text"),
        (lambda said: said["files"].pop("runs.md"), "holds 'runs.md', which the manifest does not list"),
        (
            lambda said: said["files"].update(x=said["files"]["runs.md"]),
            "'x' is missing, which the manifest lists",
        ),
        (
            lambda said: said["files"].update({"runs.md": 3}),
            "says of 'runs.md' something else than size and sha256",
        ),
        (
            lambda said: said["files"]["runs.md"].update(size=1),
            "runs.md has another size than the manifest says",
        ),
        (lambda said: said["files"]["runs.md"].update(size=-1), "the size of 'runs.md' is no whole number"),
        (lambda said: said["files"]["runs.md"].update(size=1.5), "the size of 'runs.md' is no whole number"),
        (lambda said: said["files"]["runs.md"].update(size=5 * 10**9), "its files take 5,0"),
        (
            lambda said: said["files"]["runs.md"].update(sha256="0" * 64),
            "runs.md is not what the manifest says",
        ),
        (lambda said: said["files"]["runs.md"].update(sha256="0"), "the sha256 of 'runs.md' is none"),
        (lambda said: b"[" * 100_000, "nested too deeply"),
        (lambda said: b"NaN", "NaN"),
        (lambda said: b"\xff", "cannot be used"),
        (lambda said: b"1" * 5000, "too large"),
        (lambda said: b"[]", "does not say that this is a bundle"),
        (lambda said: b" " * 5_000_000, "manifest.json is larger than it may be"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(
    packed: Path, tmp_path: Path, change: Callable[[dict], object], said: str
) -> None:
    assert said in rejected(with_manifest(packed, tmp_path / "a.zip", change), tmp_path / "a")


def many_runs(text: str) -> str:
    """The same with nine more variants and a thousand seeds."""
    head, mark, first = text.replace("seeds = 2", "seeds = 1000").partition("[[variants]]")
    one = first.partition("[[variants]]")[0]
    more = "".join(mark + one.replace('"Dense"', f'"Dense {number}"') for number in range(9))
    return head + mark + first + more


def config(change: Callable[[str], str]) -> Change:
    return lambda files: files.update({"config.toml": change(files["config.toml"].decode()).encode()})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda files: files.pop("config.toml"), "it holds no config.toml"),
        (lambda files: files.pop("table.txt"), "it holds no table.txt"),
        (
            config(lambda text: text.partition("\n")[2]),
            "its config.toml was not written by 'sparse-explorer run'",
        ),
        (config(lambda text: text + "[["), "is not a TOML file"),
        (config(many_runs), "is of 11,000 runs; a bundle holds at most 10,000"),
        (config(lambda text: text.replace("seeds = 2", "seeds = 1")), "is no run of its experiment"),
        (config(lambda text: text.replace("threads = 1\n", "")), "leaves open"),
        (lambda files: files.update({"table.txt": b"Dense 100 %\n"}), "its table is not that of its runs"),
        (lambda files: files.update({"table.txt": b"\x1b]0;evil\n"}), "table.txt holds control characters"),
        (lambda files: files.update({"table.txt": b"\xff\n"}), "table.txt is no text"),
        (lambda files: files.update({"table.txt": bytes(5_000_000)}), "table.txt is larger than it may be"),
        (
            lambda files: files.update({"variants/dense-seed0/weights.safetensors": b"\x80\x04pickled"}),
            "variants/dense-seed0 is no run of its experiment",
        ),
        (
            lambda files: files.update({"variants/dense-seed0/variant.json": b"{}"}),
            "variants/dense-seed0 is no run of its experiment",
        ),
        (
            lambda files: files.pop("variants/dense-seed0/variant.json"),
            "variants/dense-seed0 is no run of its experiment",
        ),
    ],
)
def test_content_that_is_no_experiment_is_refused(
    packed: Path, tmp_path: Path, change: Change, said: str
) -> None:
    text = rejected(repacked(packed, tmp_path / "a.zip", change), tmp_path / "a")
    assert said in text
    assert ".tmp-sparse-explorer" not in text


def test_a_table_of_another_version_may_read_otherwise(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = repacked(packed, tmp_path / "a.zip", lambda files: files.update({"table.txt": b"of old\n"}))
    monkeypatch.setattr("sparse_explorer.__version__", "99.0")
    assert bundle.extract(path, tmp_path / "a").table == "of old"


def test_content_that_has_changed_is_refused(packed: Path, tmp_path: Path) -> None:
    path = repacked(
        packed,
        tmp_path / "a.zip",
        lambda files: files.update({"runs.md": files["runs.md"].swapcase()}),
        described=False,
    )
    assert "runs.md is not what the manifest says" in rejected(path, tmp_path / "a")
    with pytest.raises(BundleError, match=r"runs\.md is not what the manifest says"):
        bundle.read(path)


def test_too_many_files_are_refused(packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_reading, "MOST_FILES", 20)
    assert "it holds 25 files; allowed are 20" in rejected(packed, tmp_path / "a")
    monkeypatch.setattr(bundle_reading, "_MOST_DIRECTORY_BYTES", 100)
    assert "its list of files is not where it should be, or too long" in rejected(packed, tmp_path / "a")


@pytest.fixture(scope="module")
def small(packed: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    """A bundle's bytes, and a folder to try changed ones in."""
    return packed.read_bytes(), tmp_path_factory.mktemp("fuzzed")


QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@QUICK
@given(data=st.data())
def test_changed_bytes_are_refused_or_change_nothing(small: tuple[bytes, Path], data: st.DataObject) -> None:
    content, folder = small
    # Most of it is weights; what a reader follows is at the ends.
    ends = st.one_of(
        st.integers(0, 400),
        st.integers(len(content) - 6_000, len(content) - 1),
        st.integers(0, len(content) - 1),
    )
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(ends)
        what = data.draw(st.sampled_from(["set", "cut", "insert", "double"]))
        size = data.draw(st.integers(1, 40))
        if what == "set":
            changed[place : place + size] = data.draw(st.binary(min_size=size, max_size=size))
        elif what == "cut":
            del changed[place : place + size]
        elif what == "insert":
            changed[place:place] = data.draw(st.binary(min_size=size, max_size=size))
        else:
            changed[place:place] = changed[place : place + size]
    path, target = folder / "a.zip", folder / "a"
    path.write_bytes(changed)
    try:
        opened = bundle.extract(path, target)
    except BundleError as error:
        opened, said = None, str(error)
    if opened is None:
        assert said.isprintable()
        assert os.listdir(folder) == ["a.zip"]
    else:
        assert opened.table
        assert {"config.toml", "variants"} < set(os.listdir(target))
        shutil.rmtree(target)


@QUICK
@given(
    names=st.lists(st.text(min_size=1, max_size=30), max_size=3),
    content=st.binary(max_size=50),
    said=st.one_of(st.none(), st.binary(max_size=50)),
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_foreign_archives_are_refused(
    small: tuple[bytes, Path], names: list[str], content: bytes, said: bytes | None
) -> None:
    _, folder = small
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        for name in names:
            archive.writestr(name, content)
        if said is not None:
            archive.writestr("manifest.json", said)
    with pytest.raises(BundleError) as caught:
        bundle.extract(folder / "a.zip", folder / "a")
    assert str(caught.value).isprintable()
    assert os.listdir(folder) == ["a.zip"]


@QUICK
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=8,
    ),
    st.sampled_from(
        ["versions", "made_with", "written_by", "files", "format", "version", "files.x", "versions.x"]
    ),
)
def test_manifests_of_any_values_are_read_or_refused(value: object, where: str) -> None:
    content = {
        "format": manifest.FORMAT, "version": 1, "versions": {}, "made_with": [], "written_by": "1", "files": {},
    }  # fmt: skip
    table, _, key = where.partition(".")
    if key:
        content[table] = {key: value}
    else:
        content[table] = value
    try:
        read = manifest.Manifest.from_json(json.dumps(content))
    except ValueError:
        return
    assert manifest.Manifest.from_json(read.to_json()) == read
