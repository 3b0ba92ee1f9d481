"""The doctor: what it says of a sound machine, and that it still says the rest where something is broken."""

import importlib.metadata
import os
import re
import stat
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from sparse_explorer import logs
from sparse_explorer.cli import doctor, main, surroundings
from sparse_explorer.cli.engine_probe import engine_items
from sparse_explorer.cli.findings import Item, Section, look, render
from sparse_explorer.cli.probes import Probe
from sparse_explorer.nn import kernels

Fake = Callable[[str, str], None]


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Puts a module in front of the real one, for processes that this one starts."""

    def put(name: str, source: str) -> None:
        folder = tmp_path / "modules"
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.py").write_text(textwrap.dedent(source), encoding="utf-8")
        monkeypatch.setattr(sys, "path", [str(folder), *(path for path in sys.path if path != str(folder))])

    return put


def by_name(items) -> dict[str, Item]:
    return {item.name: item for item in items}


def section_of(text: str, title: str) -> dict[str, str]:
    """The items of a printed section, by name."""
    lines = text.partition(f"{title}\n")[2].split("\n\n")[0].splitlines()
    return {
        name: rest for name, _, rest in (re.sub(" {2,}", "\t", line[2:]).partition("\t") for line in lines)
    }


# Printing


def test_names_and_texts_stand_below_each_other() -> None:
    text = render(
        [
            Section("One", [Item("a", "first"), Item("longer", "second", missing=True)]),
            Section("Two", [Item("", "more\x1b[31m\nlines")]),
        ]
    )
    assert text == "One\n  a       first\n! longer  second\n\nTwo\n          more\\x1b[31m lines\n"


def test_a_very_long_text_loses_its_middle() -> None:
    line = render([Section("One", [Item("a", "start" + 1000 * "x" + "end")])]).splitlines()[1]
    assert line.startswith("  a  startxxx")
    assert line.endswith("xxxend")
    assert len(line) < 420


def test_what_fails_is_said_in_its_line_and_counts_as_missing() -> None:
    def fail() -> str:
        raise PermissionError(13, "Permission denied")

    assert look("x", fail) == Item("x", "cannot be told: Permission denied", missing=True)
    assert look("x", lambda: "fine") == Item("x", "fine")
    assert look("x", lambda: Item("y", "bad", True)) == Item("y", "bad", True)


# The whole


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Item]]:
    """What the two processes find, without starting any."""
    found = {
        "engine": [Item("import of torch", "works"), Item("data set digits", "verified: 1 image")],
        "window": [Item("start of Qt", "works")],
    }

    class Told:
        def __init__(self, kind: str, arguments: object = ()) -> None:
            self.kind = kind

        def items(self) -> list[Item]:
            return found[self.kind]

        def end(self) -> None:
            pass

    monkeypatch.setattr(doctor, "Probe", Told)
    return found


def test_a_sound_machine(
    quick: dict[str, list[Item]], capsys: pytest.CaptureFixture[str], own_home: Path
) -> None:
    assert main(["doctor"]) == 0
    text = capsys.readouterr().out
    titles = [line for line in text.splitlines() if line and not line.startswith(("  ", "! "))]
    assert titles == [
        "Versions", "Machine", "Engine", "Data sets", "Window", "Folders", "Environment", "Log", "All is well.",
    ]  # fmt: skip
    assert section_of(text, "Versions")["torch"] == importlib.metadata.version("torch")
    assert section_of(text, "Engine") == {"import of torch": "works"}
    assert section_of(text, "Data sets")["digits"] == "bundled; verified: 1 image"
    assert section_of(text, "Data sets")["mnist"] == "not here; a download of 11.6 MB"
    assert section_of(text, "Data sets")["looked for in"] == os.environ.get(
        "SPARSE_EXPLORER_DATA", str(own_home / "data")
    )
    assert section_of(text, "Window") == {"start of Qt": "works"}
    assert section_of(text, "Environment")["SPARSE_EXPLORER_HOME"] == str(own_home)
    assert list(own_home.iterdir()) == []  # it changes nothing


@pytest.fixture(autouse=True)
def no_data_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPARSE_EXPLORER_DATA", raising=False)


def test_what_is_missing_is_marked_and_told_by_the_exit_status(
    quick: dict[str, list[Item]], capsys: pytest.CaptureFixture[str]
) -> None:
    quick["window"].append(Item("libEGL.so.1", "is not installed", missing=True))
    assert main(["doctor"]) == 1
    text = capsys.readouterr().out
    assert re.search("(?m)^! libEGL.so.1 +is not installed$", text)
    assert text.endswith("\n1 thing is missing or wrong, marked with !: libEGL.so.1\n")
    quick["engine"].append(Item("kernels", "broken", missing=True))
    assert main(["doctor"]) == 1
    assert capsys.readouterr().out.endswith(
        "2 things are missing or wrong, marked with !: kernels, libEGL.so.1\n"
    )


def test_a_real_one_finds_torch_qt_and_the_digits(capfd: pytest.CaptureFixture[str]) -> None:
    status = main(["doctor"])
    text = capfd.readouterr().out
    assert section_of(text, "Engine")["import of torch"].startswith("works: torch 2")
    assert section_of(text, "Data sets")["digits"] == "bundled; verified: 1,437 training and 360 test images"
    assert section_of(text, "Window")["import of Qt"].startswith("works: PySide6 6")
    assert section_of(text, "Window")["start of Qt"].startswith("works: platform offscreen, screens ")
    assert status == ("!" in [line[:1] for line in text.splitlines()])


# The processes that are asked


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("raise ImportError('no module named _C')", "fails: no module named _C"),
        ("raise OSError(1, 'DLL load failed')", "fails: DLL load failed"),
    ],
)
def test_a_torch_that_cannot_be_imported_is_one_line(fake: Fake, source: str, said: str) -> None:
    fake("torch", source)
    assert Probe("engine").items() == [Item("import of torch", said, missing=True)]


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_torch_that_ends_its_process_ends_no_other(fake: Fake) -> None:
    fake(
        "torch",
        "import os, signal, sys; print('Illegal', file=sys.stderr); os.kill(os.getpid(), signal.SIGILL)",
    )
    (item,) = Probe("engine").items()
    assert item.missing
    assert item.text.startswith("its process was ended by SIGILL")


def test_a_process_that_hangs_is_not_waited_for(fake: Fake) -> None:
    fake("torch", "import time; time.sleep(60)")
    (item,) = Probe("engine", seconds=0.5).items()
    assert item == Item("engine", "its process did not answer within 0.5 seconds", missing=True)


def test_what_was_found_before_the_end_counts(fake: Fake) -> None:
    fake(
        "torch",
        """
        import os, sys
        class Version: cuda, hip = "12.8", None
        __version__, version = "9.9", Version
        class backends:
            class cpu:
                @staticmethod
                def get_cpu_capability():
                    print("a library prints", "this", flush=True)
                    print("and complains", file=sys.stderr, flush=True)
                    os._exit(3)
        """,
    )
    imported, devices, ended = Probe("engine").items()
    assert imported.text.startswith("works: torch 9.9 (built for CUDA 12.8), numpy ")
    assert devices.name == "devices"
    assert devices.missing
    assert ended == Item(
        "engine", "its process ended with exit status 3: and complains (after 'devices')", missing=True
    )


def test_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    probe = Probe("window")
    probe.end()
    (item,) = probe.items()
    assert item.missing
    assert item.text == "no process can be started: No such file or directory"


def test_a_process_that_is_not_waited_for_is_ended(fake: Fake) -> None:
    fake("torch", "import time; time.sleep(60)")
    probe = Probe("engine")
    probe.end()
    (item,) = probe.items()
    assert "was ended by" in item.text


def test_a_window_without_its_libraries_is_a_line_each(fake: Fake) -> None:
    fake(
        "PySide6",
        "raise ImportError('libEGL.so.1: cannot open shared object file: No such file or directory')",
    )
    items = by_name(Probe("window").items())
    assert items["import of Qt"] == Item(
        "import of Qt", "fails: the system library libEGL.so.1 is not installed", missing=True
    )
    assert "start of Qt" not in items


# What there is to compute with


def test_the_engine(tmp_path: Path) -> None:
    items = by_name(engine_items(tmp_path))
    assert [item for item in items.values() if item.missing] == []
    assert items["device cpu"].text.startswith("CPU, ")
    assert items["data set mnist"].text == "not here"


def test_kernels_that_are_lacking_are_nothing_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(kernels, "LIBRARY", None)
    monkeypatch.setattr(kernels, "CAPABILITY", "not built")
    item = by_name(engine_items(tmp_path))["kernels"]
    assert item == Item("kernels", "none (not built); everything works, sparse networks train slower")


def test_kernels_are_named_by_their_instructions(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(kernels, "LIBRARY", object())
    monkeypatch.setattr(kernels, "CAPABILITY", "avx2")
    assert by_name(engine_items(tmp_path))["kernels"].text == "for avx2"


def test_threads_say_where_they_come_from(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert by_name(engine_items(tmp_path))["threads"].text.startswith("3 a run (OMP_NUM_THREADS); ")
    monkeypatch.setenv("OMP_NUM_THREADS", "many")
    assert by_name(engine_items(tmp_path))["threads"].text.startswith("2 a run (the program's default); ")


def test_files_that_are_not_mnists_are_a_line_that_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    for name in ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"):
        (tmp_path / f"{name}-ubyte").write_bytes(b"not MNIST")
    (item,) = [item for item in engine_items(tmp_path) if item.name == "data set mnist"]
    assert item.missing
    assert str(tmp_path) in item.text
    section = surroundings.datasets(tmp_path, [item])
    (shown,) = [shown for shown in section.items if shown.name == "mnist"]
    assert shown == Item("mnist", item.text, missing=True)


def test_data_that_could_not_be_verified_is_where_it_is(tmp_path: Path) -> None:
    for name in ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"):
        (tmp_path / f"{name}-ubyte").write_bytes(bytes(500_000))
    items = by_name(surroundings.datasets(tmp_path, []).items)
    assert items["mnist"] == Item("mnist", f"2.0 MB in {tmp_path}; not verified, for torch cannot be asked")
    assert items["digits"] == Item("digits", "bundled; not verified, for torch cannot be asked")


# What surrounds the program


def test_a_package_that_is_not_installed_is_missing_if_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        if name in ("torch", "distributed", "onnxruntime"):
            raise importlib.metadata.PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr(importlib.metadata, "version", version)
    items = by_name(surroundings.versions().items)
    assert items["torch"] == Item("torch", "not installed", missing=True)
    assert items["distributed"] == Item("distributed", "not installed; --scheduler needs it")
    assert items["onnxruntime"] == Item("onnxruntime", "not installed; networks in ONNX files need it")
    assert items["numpy"] == Item("numpy", "1.0")


def test_the_machine_has_cores_and_memory() -> None:
    items = by_name(surroundings.machine().items)
    assert [item for item in items.values() if item.missing] == []
    assert re.fullmatch(r"\d+, of which this process may use \d+", items["cores"].text)
    assert re.match(r"\d+\.\d GB", items["memory"].text)
    assert "utf" in items["text"].text.lower()


def folder(path: Path, monkeypatch: pytest.MonkeyPatch) -> Item:
    monkeypatch.setenv("SPARSE_EXPLORER_HOME", str(path))
    return by_name(surroundings.folders(path / "data").items)["home"]


def test_a_folder_that_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o750)
    item = folder(tmp_path, monkeypatch)
    assert not item.missing
    assert re.fullmatch(
        re.escape(f"{tmp_path}: drwxr-x---, can be written to, ") + r"[\d.]+ [GM]B free", item.text
    )


def test_a_folder_that_can_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    item = folder(tmp_path / "a" / "b", monkeypatch)
    assert not item.missing
    assert item.text.startswith(f"{tmp_path / 'a' / 'b'}: not there yet, can be made in {tmp_path}, ")


def test_a_folder_that_cannot_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert "cannot be written to" in folder(tmp_path, monkeypatch).text
    assert folder(tmp_path, monkeypatch).missing
    assert f"cannot be made in {tmp_path}" in folder(tmp_path / "a", monkeypatch).text
    assert folder(tmp_path / "a", monkeypatch).missing
    items = by_name(surroundings.folders(tmp_path).items)
    assert [name for name, item in items.items() if item.missing] == ["home"]


def test_a_file_in_place_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    assert folder(tmp_path / "file", monkeypatch) == Item(
        "home", f"{tmp_path / 'file'}: is no folder", missing=True
    )
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert folder(tmp_path / "loop", monkeypatch).missing


def test_a_disk_that_is_nearly_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 20_000_000

    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage)
    item = folder(tmp_path, monkeypatch)
    assert item.text.endswith("can be written to, 20 MB free, which is little")
    assert item.missing


def test_variables_are_those_that_matter_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("QT_", "OMP_", "SPARSE_EXPLORER_"))]:
        monkeypatch.delenv(name)
    assert [item.text for item in surroundings.environment().items] == ["none is set"]
    for name, value in {
        "QT_SCALE_FACTOR": "2", "OMP_NUM_THREADS": "", "SPARSE_EXPLORER_KERNELS": "off", "MY_TOKEN": "s", "AQT_": "s",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    assert [(item.name, item.text) for item in surroundings.environment().items] == [
        ("OMP_NUM_THREADS", "(empty)"),
        ("QT_SCALE_FACTOR", "2"),
        ("SPARSE_EXPLORER_KERNELS", "off"),
    ]


def test_the_doctor_shows_what_was_set_and_not_what_the_program_sets(
    quick: dict[str, list[Item]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    monkeypatch.delenv("GOMP_SPINCOUNT", raising=False)
    main(["doctor"])
    assert "OMP_WAIT_POLICY" not in capsys.readouterr().out


def test_the_log_is_named_with_its_last_problems(own_home: Path) -> None:
    assert surroundings.log().items == [Item("file", f"{logs.log_file()} (none yet)")]
    logs.start_logging()
    try:
        logs.log.info("fine")
        assert [item.text for item in surroundings.log().items] == [
            f"{logs.log_file()}; no warnings, no errors"
        ]
        for number in range(20):
            logs.log.warning("warning %d", number)
    finally:
        logs.stop_logging()
    first, *lines = (item.text for item in surroundings.log().items)
    assert first == f"{logs.log_file()}; its last warnings and errors, more is in the file:"
    assert [line.rpartition(" ")[2] for line in lines] == [str(number) for number in range(12, 20)]


def test_a_log_that_cannot_be_read_is_said_to_be(own_home: Path) -> None:
    logs.log_file().mkdir(parents=True)
    (item,) = surroundings.log().items
    assert item.text == f"{logs.log_file()} cannot be read: Is a directory"
    assert not item.missing


def test_a_name_with_control_characters_is_not_printed_raw(
    quick: dict[str, list[Item]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    home = tmp_path / "a\x1b[31m\u202eb\rc"
    home.mkdir()
    monkeypatch.setenv("SPARSE_EXPLORER_HOME", str(home))
    main(["doctor"])
    text = capsys.readouterr().out
    assert not set("\x1b\u202e\r") & set(text)
    assert r"a\x1b[31m\u202eb" in text
    assert stat.filemode(home.stat().st_mode) in text
