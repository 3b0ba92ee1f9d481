"""The verdict's page in a browser without a screen: a silent console, its picture there, nothing too wide."""

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from sparse_explorer.experiment.results.atlas import atlas_png
from sparse_explorer.experiment.results.verdict import verdict
from sparse_explorer.experiment.results.verdict_page import page
from tests.experiment.results.verdict_runs import runs

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
EFFECTS = {
    "Sparse": {"article": 15.0, "blur": -6.0, "rotation": 0.0},
    "A variant with a name that is as long as names may be, sixty": {
        "article": 2.0,
        "blur": 0.0,
        "rotation": 1.0,
    },
}
LOOK = """<script>
document.title = [innerWidth, document.documentElement.scrollWidth, document.images[0].naturalWidth,
  Math.min(...[...document.querySelectorAll("p, li, td, th")].map(e => parseFloat(getComputedStyle(e).fontSize)))]
</script></body>"""

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(BROWSER is None, reason="no chromium here (apt-get install chromium)"),
]


def looked_at(page: str, width: int, folder: Path) -> tuple[str, float, float, float, float]:
    """What a page says on the console, and in pixels: the window's width and the page's, its first picture's, and the
    size of its smallest text."""
    (folder / "page.html").write_text(page.replace("</body>", LOOK), encoding="utf-8")
    done = subprocess.run(
        [
            BROWSER,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            f"--user-data-dir={folder / 'profile'}",
            f"--window-size={width},900",
            "--dump-dom",
            (folder / "page.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    title = html.unescape(re.search("<title>(.*?)</title>", done.stdout)[1])
    console = "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)
    return console, *(float(number) for number in title.split(","))


@pytest.mark.parametrize("width", [400, 1400])
def test_the_page_fits_and_says_nothing_on_the_console(width: int, tmp_path: Path) -> None:
    made = runs(EFFECTS, range(4))
    text = page(verdict(made, reference="Dense", command="sparse-explorer verdict"), atlas_png(made))
    console, inner, whole, picture, smallest = looked_at(text, width, tmp_path)
    assert console == ""
    assert inner <= max(width, 500)  # browsers open no narrower window
    assert whole <= inner
    assert picture > 500
    assert smallest >= 12
