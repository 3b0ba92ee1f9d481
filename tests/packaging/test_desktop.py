"""What a desktop, a shell, man and a code host look for: it is there, it is valid, and its parts agree."""

import configparser
import importlib.util
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from PIL import Image

import sparse_explorer
from sparse_explorer.cli.arguments import make_parser

ROOT = Path(__file__).parents[2]
DESKTOP = ROOT / "packaging" / "desktop"
NAME = "org.sparse_explorer.SparseExplorer"
COMMANDS = ["run", "verdict", "evaluate", "doctor", "bundle"]


@pytest.fixture(scope="module")
def manual() -> ModuleType:
    spec = importlib.util.spec_from_file_location("manual", ROOT / "packaging/manual.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pages(manual: ModuleType) -> dict[str, str]:
    return manual.pages()


def entry() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(DESKTOP / f"{NAME}.desktop", encoding="utf-8")
    return parser["Desktop Entry"]


def test_all_parts_have_one_name() -> None:
    """By it the desktop knows which window is whose, and which file is opened by whom."""
    application = (ROOT / "sparse_explorer/app/start/application.py").read_text(encoding="utf-8")
    assert f'setDesktopFileName("{NAME}")' in application
    about = ElementTree.parse(DESKTOP / f"{NAME}.metainfo.xml").getroot()
    assert about.findtext("id") == NAME
    assert about.findtext("launchable") == f"{NAME}.desktop"
    assert entry()["Icon"] == NAME
    kind = ElementTree.parse(DESKTOP / f"{NAME}.xml").getroot()[0].get("type")
    assert entry()["MimeType"].split(";")[0] == kind
    assert about.findtext("provides/mediatype") == kind


def test_what_is_started_can_be_typed() -> None:
    program, *arguments = entry()["Exec"].split()
    assert program == "sparse-explorer"
    make_parser().parse_args([argument for argument in arguments if argument != "%u"])


def test_the_release_is_the_version() -> None:
    about = ElementTree.parse(DESKTOP / f"{NAME}.metainfo.xml").getroot()
    release = about.find("releases/release")
    assert release is not None
    assert release.get("version") == sparse_explorer.__version__


@pytest.mark.parametrize("size", [16, 24, 32, 48, 64, 128, 256, 512])
def test_the_icon_is_there_in_every_size(size: int) -> None:
    icons = DESKTOP / "icons"
    with Image.open(icons / "hicolor" / f"{size}x{size}" / "apps" / f"{NAME}.png") as picture:
        assert picture.size == (size, size)
        assert picture.convert("RGBA").getpixel((size // 2, size // 8))[2] > 150  # its blue
    with Image.open(icons / "sparse-explorer.ico") as picture:
        assert (min(size, 256), min(size, 256)) in picture.info["sizes"]


@pytest.mark.parametrize(
    ("program", "arguments"),
    [
        ("desktop-file-validate", [f"{NAME}.desktop"]),
        ("appstreamcli", ["validate", "--no-net", f"{NAME}.metainfo.xml"]),
    ],
)
def test_the_desktops_own_tools_find_nothing_wrong(program: str, arguments: list[str]) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"no {program} here")
    done = subprocess.run([program, *arguments], cwd=DESKTOP, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_manual_and_shells_know_every_command(pages: dict[str, str], command: str) -> None:
    assert set(pages) == {
        "man/man1/sparse-explorer.1",
        "bash-completion/completions/sparse-explorer",
        "zsh/site-functions/_sparse-explorer",
    }
    for text in pages.values():
        assert re.search(rf"\b{command}\b", text)


def test_the_shell_reads_its_completions(pages: dict[str, str]) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash here")
    script = pages["bash-completion/completions/sparse-explorer"]
    ask = 'COMP_WORDS=(sparse-explorer ver); COMP_CWORD=1; _shtab_sparse_explorer; printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(
        [bash, "--norc", "-c", f"{script}\n{ask}"], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["verdict"]


def test_no_line_of_the_manual_is_a_request_by_mistake(pages: dict[str, str]) -> None:
    assert not [line for line in pages["man/man1/sparse-explorer.1"].splitlines() if line.startswith("'")]


@pytest.mark.parametrize(
    "path",
    [
        *sorted(ROOT.glob(".github/**/*.yml")),
        ROOT / "CITATION.cff",
        ROOT / ".pre-commit-config.yaml",
        ROOT / "packaging/mkdocs.yml",
    ],
    ids=lambda path: path.name,
)
def test_what_code_hosts_read_can_be_read(path: Path) -> None:
    assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)


def test_public_checks_call_the_targets_that_there_are() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    called = set(
        re.findall(r"run: make (\w+)", (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    )
    assert called >= {"test", "lint", "wheels", "docs"}
    assert not [target for target in called if not re.search(rf"^{target}:", makefile, re.M)]


def test_the_script_writes_all_pages(tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "packaging/manual.py", tmp_path], check=True, capture_output=True)
    assert (tmp_path / "man/man1/sparse-explorer.1").stat().st_size > 1000
