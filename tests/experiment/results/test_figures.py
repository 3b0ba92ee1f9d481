"""Figures: text as typed, the same for everybody, whatever the user's settings; a failure is one line."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sparse_explorer.experiment.plan.presets import PublishedCurve
from sparse_explorer.experiment.results import figures
from sparse_explorer.experiment.results.curve import curve_figure, curve_png
from sparse_explorer.experiment.results.figures import FigureError, figure, line_look, png
from sparse_explorer.experiment.results.line_styles import PALETTE
from sparse_explorer.experiment.results.reports import NoiseResult
from sparse_explorer.experiment.results.results import RunResult

NAMES = [
    "_Dense",
    "costs $5, not $6 \\alpha",
    "$\\foo$",
    "密な ネットワーク",
    "\uff1d1+1",
    "<b>x</b> | **y**",
    "%d {0}",
]

DRAW = """
import sys, hashlib, warnings
from sparse_explorer.experiment.results.curve import curve_png
from sparse_explorer.experiment.results.reports import NoiseResult
from sparse_explorer.experiment.results.results import RunResult
levels = tuple(NoiseResult(step / 10, 90 - 5 * step, 100, 0.1) for step in range(9))
runs = [RunResult(name, "digits", "article", 0, levels) for name in ("_a", "$b$", "ꔀ")]
sys.stdout.buffer.write(curve_png(runs, ["_a", "$b$", "ꔀ"], (), "$title$"))
"""


def runs(names: list[str], slope: float = 5) -> list[RunResult]:
    return [
        RunResult(
            name,
            "digits",
            "article",
            0,
            tuple(NoiseResult(step / 10, round(90 - place - slope * step), 100, 0.1) for step in range(9)),
        )
        for place, name in enumerate(names)
    ]


def legend_of(made) -> list[str]:
    legends = [*made.legends, *(axes.get_legend() for axes in made.axes if axes.get_legend())]
    return [text.get_text() for legend in legends for text in legend.get_texts()]


def size(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(b"\x89PNG")
    return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")


def draw_elsewhere(folder: Path, **environment: str) -> bytes:
    """The picture as a process of its own draws it in a folder; it must say nothing."""
    done = subprocess.run(
        [sys.executable, "-c", DRAW],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    return done.stdout


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """matplotlib's folder, and the picture that it draws there; its list of fonts, which takes it a second to make, is
    the one here.
    """
    import matplotlib.font_manager

    config = tmp_path_factory.mktemp("matplotlib")
    for path in Path(matplotlib.get_cachedir()).glob("fontlist-*.json"):
        shutil.copy(path, config)
    nothing = tmp_path_factory.mktemp("nothing")
    return config, draw_elsewhere(nothing, MPLCONFIGDIR=str(config), XDG_DATA_HOME=str(nothing))


@pytest.fixture
def config(ordinary: tuple[Path, bytes], tmp_path: Path) -> Path:
    """A copy of that folder."""
    return Path(shutil.copytree(ordinary[0], tmp_path / "config"))


def test_names_and_titles_are_shown_as_typed() -> None:
    made = curve_figure(runs(NAMES), NAMES, (), "folder:/a/$\\foo$/_b")
    assert legend_of(made) == NAMES
    assert made.axes[0].get_title() == "folder:/a/$\\foo$/_b"
    assert not any(text.get_parse_math() for text in made.findobj(type(made.axes[0].title)))
    assert size(curve_png(runs(NAMES), NAMES, (), "$\\foo$")) == (1600, 1000)


def test_settings_of_the_users_change_nothing(
    ordinary: tuple[Path, bytes], config: Path, tmp_path: Path
) -> None:
    _, expected = ordinary
    assert size(expected) == (1600, 1000)
    plain = tmp_path / "plain"
    plain.mkdir()
    here = tmp_path / "here"
    here.mkdir()
    (here / "matplotlibrc").write_text(
        "text.usetex: True\nsavefig.dpi: 50\nsavefig.bbox: tight\nfont.size: 30\nnonsense\n"
    )
    other = tmp_path / "other"
    other.write_bytes(b"lines.linewidth: 9 # \xfc\nnonsense\nbackend: nonsense\n")
    (config / "matplotlibrc").write_text("axes.facecolor: red\nnonsense")
    home = {"MPLCONFIGDIR": str(config), "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    assert draw_elsewhere(here, **home) == expected
    assert draw_elsewhere(plain, **{**home, "MPLBACKEND": "nonsense", "MATPLOTLIBRC": str(other)}) == expected


def test_what_a_program_has_set_changes_nothing_and_stays(monkeypatch) -> None:
    import matplotlib

    names = ["a", "b"]
    expected = curve_png(runs(names), names, (), "title")
    for name, value in (("savefig.dpi", 50), ("axes.facecolor", "red"), ("font.size", 30.0)):
        monkeypatch.setitem(matplotlib.rcParams, name, value)
    assert curve_png(runs(names), names, (), "title") == expected
    assert matplotlib.rcParams["savefig.dpi"] == 50


def test_threads_draw_one_after_another_and_leave_no_setting_behind() -> None:
    """In a program of its own: here, a thread of a window that was closed may still be drawing."""
    code = (
        "import threading, matplotlib\nfrom sparse_explorer.experiment.results import figures\n"
        "before = dict(matplotlib.rcParams)\ninside, looked = threading.Event(), threading.Event()\n"
        "def look():\n"
        "    with figures.look({'font.size': 30.0}):\n"
        "        with figures.look(): inside.set()\n"
        "        looked.wait(0.5)\n"  # the other would be in here by then
        "first = threading.Thread(target=look)\nfirst.start(); inside.wait()\n"
        "with figures.look():\n"
        "    looked.set(); first.join(5)\n"
        "    assert matplotlib.rcParams['font.size'] == matplotlib.rcParamsDefault['font.size']\n"
        "assert dict(matplotlib.rcParams) == before"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_environment_is_as_before() -> None:
    code = (
        "import os\nos.environ.update(MPLBACKEND='x', MATPLOTLIBRC='y')\nexists = os.path.exists\n"
        "from sparse_explorer.experiment.results import figures\nwith figures.look(): pass\n"
        "assert os.environ['MPLBACKEND'] == 'x' and os.environ['MATPLOTLIBRC'] == 'y' and os.path.exists is exists\n"
        "del os.environ['MPLBACKEND']\nwith figures.look(): pass\nassert 'MPLBACKEND' not in os.environ"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_font_of_the_machine_helps_out(ordinary: tuple[Path, bytes], config: Path, tmp_path: Path) -> None:
    """A font with one character of Vai, which few machines have, in the user's folder of fonts, is found and used."""
    font = tmp_path / "data" / "fonts" / "tiny.ttf"
    font.parent.mkdir(parents=True)
    make_font(font, "ꔀ")
    # matplotlib's list of fonts, which it made before, does not know the font.
    found = draw_elsewhere(tmp_path, MPLCONFIGDIR=str(config), XDG_DATA_HOME=str(tmp_path / "data"))
    assert size(found) == (1600, 1000)
    assert found != ordinary[1]


def make_font(path: Path, character: str) -> None:
    """A font whose only character is a filled square."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 700), (900, 700), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "square"])
    builder.setupCharacterMap({ord(character): "square"})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "square": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "square": (1000, 100)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Tiny", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)


def test_a_figure_that_fails_is_one_line() -> None:
    def fail(figure) -> None:
        raise ValueError("no room\nfor this")

    with pytest.raises(FigureError, match=r"^ValueError: no room$"):
        png(fail, 1, 1)
    with pytest.raises(FigureError, match=r"^ZeroDivisionError"):
        png(lambda figure: 1 / 0, 1, 1)


def test_matplotlib_that_cannot_be_imported_is_a_figure_error(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setattr(figures, "_matplotlib", lambda: __import__("matplotlib"))
    with pytest.raises(FigureError, match="matplotlib"):
        png(lambda figure: None, 1, 1)


def test_each_variant_has_the_look_of_its_place_among_all() -> None:
    names = [f"v{number}" for number in range(28)]

    def looks(present: list[str]) -> dict[str, tuple[object, ...]]:
        drawn = curve_figure(runs(present), names, (), "").axes[0].lines
        return {
            name: (
                line.get_color(),
                line.get_linestyle(),
                line._unscaled_dash_pattern[1],
                line.get_marker(),
            )
            for name, line in zip(present, drawn, strict=True)
        }

    lines = looks(names)
    assert looks(["v9"])["v9"] == lines["v9"]
    assert len(set(map(str, lines.values()))) == 28
    assert [lines[name][0] for name in names[:7]] == list(PALETTE)
    assert lines["v9"][0] == PALETTE[2]
    assert line_look(3) == {"color": PALETTE[3], "linestyle": "-", "marker": "o"}
    assert line_look(8) == {"color": PALETTE[1], "linestyle": (0, (4, 2)), "marker": "s"}


def test_means_bands_runs_and_published_curves() -> None:
    several = [*runs(["a"]), RunResult("a", "digits", "article", 1, runs(["x", "a"])[1].levels)]
    published = [("a", PublishedCurve("article", "digits", "article", 1, (0.0, 0.5), (95.0, 50.0)))]
    made = curve_figure(several, ["a"], published, "")
    axes = made.axes[0]
    assert legend_of(made) == ["a", "a (article)"]
    mean, first, second, reference = axes.lines
    assert list(mean.get_ydata())[:2] == [89.5, 84.5]
    assert list(mean.get_xdata())[:2] == [0, 10]
    assert (first.get_ydata()[0], second.get_ydata()[0]) == (90, 89)
    assert list(reference.get_xdata()) == [0, 50]
    assert list(reference.get_ydata()) == [95, 50]
    band = axes.collections[0].get_paths()[0].vertices[:, 1]
    assert band.max() == pytest.approx(89.5 + 0.5**0.5)
    assert {line.get_color() for line in axes.lines} == {PALETTE[0]}


def test_a_legend_hides_no_curve() -> None:
    few = curve_figure(runs(["a", "b"], slope=1), ["a", "b"], (), "")
    assert few.axes[0].get_legend() and not few.legends
    low = [RunResult("a", "d", "article", 0, tuple(NoiseResult(at, 4, 100, 0.1) for at in (0.0, 0.8)))]
    poor = curve_figure(low, ["a"], (), "")
    names = [f"variant {number} with a long name" for number in range(24)]
    many = curve_figure(runs(names, slope=1), names, (), "")
    for made in (poor, many):
        assert not made.axes[0].get_legend()
        (legend,) = made.legends
        with figures.look():
            made.draw_without_rendering()
        box = legend.get_window_extent()
        assert not box.overlaps(made.axes[0].get_tightbbox())
        assert box.x1 <= made.bbox.x1 and box.y0 >= 0
        assert made.axes[0].bbox.height > 0.25 * made.bbox.height


def test_an_empty_figure_has_no_legend() -> None:
    made = figure(lambda figure: figures.add_legend(figure.subplots(), [], [], "lower left"), 4, 3)
    assert not made.legends and made.axes[0].get_legend() is None
