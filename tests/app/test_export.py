"""Exported figures and tables: complete, readable elsewhere, and whole or not there at all."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.loss_curve import LossCurve
from sparse_explorer.app.widgets.loss_plot import LossPlot
from sparse_explorer.app.widgets.noise_curve import NoiseCurve, ReferenceCurve
from sparse_explorer.app.widgets.noise_plot import NoisePlot
from sparse_explorer.app.widgets.plot_base import ThemedPlot
from sparse_explorer.app.window import export
from sparse_explorer.app.window.export import markdown_table, save_plot_png, save_plot_svg
from sparse_explorer.experiment.results.results import SummaryRow

SVG = "{http://www.w3.org/2000/svg}"
LEVELS = tuple(step / 10 for step in range(9))


@pytest.fixture
def noise_plot(qtbot: QtBot) -> NoisePlot:
    """A plot that was never shown."""
    plot = NoisePlot()
    qtbot.addWidget(plot)
    plot.resize(650, 340)
    plot.set_curves(
        [
            NoiseCurve("d", "Dense & <co>", 0, LEVELS, tuple(90.0 - 8 * i for i in range(9)), (2.0,) * 9),
            NoiseCurve("s", "Sparse", 1, LEVELS, tuple(90.0 - 3 * i for i in range(9))),
        ]
    )
    plot.set_references([ReferenceCurve("k-winners, article", 2, LEVELS, (95.0,) * 9)])
    plot.set_noise(60)
    return plot


@pytest.fixture
def loss_plot(qtbot: QtBot) -> LossPlot:
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.resize(650, 230)
    plot.set_smoothing(5)
    losses = np.linspace(3, 0.1, 200)
    plot.set_curves([LossCurve("d", "Dense", 0, losses, np.empty((0, 2)))])
    return plot


def svg(plot: ThemedPlot, path: Path) -> ElementTree.Element:
    save_plot_svg(plot, path)
    return ElementTree.fromstring(path.read_text(encoding="utf-8"))


def strokes(root: ElementTree.Element) -> dict[str, list[tuple[str, str]]]:
    """For each colour of a stroke the shapes drawn with it: (path, dashes)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for group in root.iter(f"{SVG}g"):
        for shape in group.findall(f"{SVG}path"):
            entry = (shape.attrib["d"], group.attrib.get("stroke-dasharray", ""))
            found.setdefault(group.attrib.get("stroke", ""), []).append(entry)
    return found


def texts(root: ElementTree.Element) -> set[str]:
    return {text.text.strip() for text in root.iter(f"{SVG}text")}


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_svg_holds_every_curve_and_label_on_the_right_ground(
    noise_plot: NoisePlot, tmp_path: Path, choice: str
) -> None:
    theme.theme().set_choice(choice)
    c = theme.colors()
    root = svg(noise_plot, tmp_path / "figure.svg")
    assert root.attrib["width"] == "650"
    ground = root.find(f"{SVG}rect")
    assert ground.attrib["fill"] == c.card
    assert ground.attrib["width"] == "650"
    drawn = strokes(root)
    for color, dashed in ((c.variants[0], False), (c.variants[1], False), (c.variants[2], True)):
        lines = [dashes for path, dashes in drawn[color] if path.count("L") == len(LEVELS) - 1]
        assert len(lines) == 1
        assert bool(lines[0]) == dashed
    assert {"Dense & <co>", "Sparse", "noisy pixels, %", "correct, %", "0", "100"} <= texts(root)
    assert any("published" in text for text in texts(root))
    assert root.find(f"{SVG}title").text == "Accuracy against noise"
    assert all("sans-serif" in text.attrib["font-family"] for text in root.iter(f"{SVG}text"))


def test_the_line_to_drag_is_no_part_of_a_figure(noise_plot: NoisePlot, tmp_path: Path) -> None:
    root = svg(noise_plot, tmp_path / "figure.svg")
    assert "60 %" not in texts(root)
    assert theme.colors().accent not in strokes(root)
    assert noise_plot.line.isVisible()
    assert noise_plot.noise() == 60


def test_nothing_of_the_figure_lies_outside(noise_plot: NoisePlot, tmp_path: Path) -> None:
    drawn = strokes(svg(noise_plot, tmp_path / "figure.svg"))
    for path, _ in (shape for shapes in drawn.values() for shape in shapes):
        points = [part.lstrip("MLC").split(",") for part in path.split()]
        assert all(0 <= float(x) <= 650 and 0 <= float(y) <= 340 for x, y in points)


def test_svg_of_losses(loss_plot: LossPlot, tmp_path: Path) -> None:
    root = svg(loss_plot, tmp_path / "figure.svg")
    lines = strokes(root)[theme.colors().variants[0]]
    assert max(path.count("L") for path, _ in lines) > 100
    assert {"Dense", "batch", "loss"} <= texts(root)


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_png_is_the_plot_in_its_colours(noise_plot: NoisePlot, tmp_path: Path, choice: str) -> None:
    theme.theme().set_choice(choice)
    path = tmp_path / "figure.png"
    save_plot_png(noise_plot, path, width=1300)
    image = QImage(str(path))
    assert image.width() == 1300
    assert image.height() == pytest.approx(680, abs=2)
    assert image.pixelColor(1, 1).name() == theme.colors().card
    seen = {image.pixelColor(x, y).name() for x in range(0, 1300) for y in range(0, image.height(), 2)}
    assert {theme.colors().variants[index] for index in (0, 1)} <= seen
    assert theme.colors().accent not in seen


def test_lines_grow_with_the_picture(noise_plot: NoisePlot, tmp_path: Path) -> None:
    color = QColor(theme.colors().variants[1])

    def share(width: int) -> float:
        save_plot_png(noise_plot, tmp_path / "figure.png", width)
        image = QImage(str(tmp_path / "figure.png")).convertToFormat(QImage.Format.Format_RGB32)
        pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
        return float((pixels == color.rgb()).mean())

    assert share(2600) > 0.6 * share(650)
    assert noise_plot.line_scale == 1
    assert noise_plot.traces["s"].line.opts["pen"].widthF() == 2


@pytest.mark.parametrize("save", [save_plot_png, save_plot_svg])
def test_a_place_that_cannot_be_written_to(noise_plot: NoisePlot, tmp_path: Path, save) -> None:
    (tmp_path / "file").write_text("not a folder")
    path = tmp_path / "file" / "figure"
    with pytest.raises(OSError, match="file") as raised:
        save(noise_plot, path)
    assert raised.value.filename == str(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]
    assert noise_plot.line.isVisible()


@pytest.mark.parametrize(("save", "name"), [(save_plot_png, "a.png"), (save_plot_svg, "a.svg")])
def test_a_failure_leaves_the_old_file(
    noise_plot: NoisePlot, tmp_path: Path, save, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    path.write_text("old")

    def full(path: Path, write) -> None:
        temporary = path.with_suffix(".tmp")
        temporary.mkdir()
        try:
            write(temporary)  # a folder: nothing can be written there
        finally:
            temporary.rmdir()

    monkeypatch.setattr(export, "replace_atomically", full)
    with pytest.raises(OSError, match=name) as raised:
        save(noise_plot, path)
    assert raised.value.filename == str(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_markdown() -> None:
    summary = [
        SummaryRow("Dense", "digits", "article", 1, 0.0, 94.7, 0.0),
        SummaryRow("Dense", "digits", "article", 1, 0.5, 49.44, 0.0),
        SummaryRow("a|b*\nc", "digits", "article", 3, 0.0, 93.1, 1.2),
    ]
    assert markdown_table(summary, (0.0, 0.5)).splitlines() == [
        "|   noise |   Dense |     a\\|b\\* c |",
        "|---------|---------|--------------|",
        "|    0.00 |   94.70 | 93.10 ± 1.20 |",
        "|    0.50 |   49.44 |              |",
    ]


def test_svg_and_png_show_a_style_beyond_the_palette(noise_plot: NoisePlot, tmp_path: Path) -> None:
    noise_plot.set_curves([NoiseCurve("a", "$x$ <b>|", 8, LEVELS, tuple(90.0 - 3 * i for i in range(9)))])
    root = svg(noise_plot, tmp_path / "figure.svg")
    lines = [
        dashes
        for path, dashes in strokes(root)[theme.colors().variants[1]]
        if path.count("L") == len(LEVELS) - 1
    ]
    assert len(lines) == 1 and lines[0]
    assert "$x$ <b>|" in texts(root)
    save_plot_png(noise_plot, tmp_path / "figure.png")
    assert QImage(str(tmp_path / "figure.png")).width() == 1600


def test_no_torch_is_needed() -> None:
    code = "import sys; import sparse_explorer.app.window.export; assert 'torch' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
