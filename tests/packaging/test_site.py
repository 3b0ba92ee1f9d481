"""The documentation as a site: its commands parse, it builds without a warning, a browser reads it from a folder."""

import http.server
import importlib.util
import os
import queue
import re
import shlex
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

from sparse_explorer.cli.arguments import parse

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(path for folder in (DOCS, DOCS / "tutorials", DOCS / "howto") for path in folder.glob("*.md"))
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")


def commands() -> list[str]:
    """The command lines that pages show in blocks of their own, without the remarks behind some of them."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in [*PAGES, ROOT / "README.md"])
    lines = re.findall(r"^    (sparse-explorer .*)$", text, re.M)
    return sorted({re.split(r"\s{3,}", line)[0].strip() for line in lines})


@pytest.fixture
def drawing() -> ModuleType:
    spec = importlib.util.spec_from_file_location("architecture", ROOT / "packaging/architecture.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("command", commands())
def test_each_command_that_a_page_shows_is_one(command: str) -> None:
    _, *arguments = shlex.split(command.split("#")[0])
    parse(arguments)


def test_the_picture_of_the_house_is_what_the_sources_say(drawing: ModuleType) -> None:
    shown = (DOCS / "architecture.svg").read_text(encoding="utf-8")
    assert shown == drawing.picture(drawing.arrows(drawing.rooms())), "run packaging/architecture.py"


def test_rooms_stand_above_those_that_they_import(drawing: ModuleType) -> None:
    assert drawing.storeys({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == {"c": 0, "b": 1, "a": 2}
    with pytest.raises(ValueError, match="in a ring: a, b"):
        drawing.storeys({"a": {"b"}, "b": {"a"}, "c": set()})
    assert drawing.needed("a", {"a": {"b", "c"}, "b": {"c"}, "c": set()}) == {"b"}


def build(target: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", "packaging/mkdocs.yml", "-d", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        timeout=110,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == ""


LOOK = """<script>
addEventListener("load", async () => {
  const wait = (until) => new Promise((done) => { const ask = () => until() ? done() : setTimeout(ask, 50); ask(); });
  const field = document.querySelector("input.md-search__input");
  const hits = () => document.querySelectorAll(".md-search-result__link").length;
  field.focus();
  field.value = "duty cycle";
  field.dispatchEvent(new KeyboardEvent("keyup", {key: "e"}));
  await wait(() => hits() > 0);
  const pictures = [...document.images].filter((image) => image.src.startsWith("file:"));
  new Image().src = "http://127.0.0.1:PORT/" + hits() + "/" + pictures.map((image) => image.naturalWidth).join(",");
});
</script></body>"""


class Listener(http.server.BaseHTTPRequestHandler):
    """Keeps what the page says it has found."""

    told: queue.Queue[str] = queue.Queue()

    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()
        self.told.put(self.path)

    def log_message(self, *_told: object) -> None:
        pass


@pytest.mark.proof
@pytest.mark.skipif(BROWSER is None, reason="no chromium here (apt-get install chromium)")
def test_a_browser_reads_it_from_a_folder_and_finds_what_is_looked_for(tmp_path: Path) -> None:
    site = tmp_path / "site"
    build(site)
    page = site / "index.html"
    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as server, (tmp_path / "said").open("wb") as said:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        look = LOOK.replace("PORT", str(server.server_port))
        page.write_text(page.read_text(encoding="utf-8").replace("</body>", look), encoding="utf-8")
        browser = subprocess.Popen(
            [
                BROWSER,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--enable-logging=stderr",
                "--remote-debugging-port=0",  # stays open
                f"--user-data-dir={tmp_path / 'profile'}",
                "--window-size=1400,900",
                page.as_uri(),
            ],
            stderr=said,
        )
        try:
            hits, pictures = Listener.told.get(timeout=100).removeprefix("/").split("/")
        finally:
            browser.kill()
            browser.wait()
            server.shutdown()
    assert int(hits) > 0
    assert all(int(width) > 0 for width in pictures.split(","))
    assert "CONSOLE" not in (tmp_path / "said").read_text(encoding="utf-8", errors="replace")


@pytest.mark.proof
def test_it_builds_without_a_warning(tmp_path: Path) -> None:
    build(tmp_path / "site")
    site = tmp_path / "site"
    pages = {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in site.rglob("*.html")}
    fetched = re.compile(r'(?:src|link[^>]* href)="https?://[^"]*"')
    assert [found for text in pages.values() for found in fetched.findall(text)] == []
    assert {"index.html", "reference/nn.html", "contributing.html", "examples.html"} <= pages.keys()
