"""Figures and tables for papers and slides: a plot as PNG or SVG, the results as Markdown. Imports no torch.

pyqtgraph's exporters are imported when something is saved: the window is there sooner without them.
"""

import importlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from sparse_explorer.app.qt.theme import colors
from sparse_explorer.app.widgets.plot_base import ThemedPlot
from sparse_explorer.experiment.results.results import SummaryRow
from sparse_explorer.experiment.results.table import render, variant_columns
from sparse_explorer.experiment.runs.files import replace_atomically

_SVG = "http://www.w3.org/2000/svg"


def save_plot_png(plot: ThemedPlot, path: Path, width: int = 1600) -> None:
    """Save the plot as a picture ``width`` pixels wide, in the shape and the colours that it has on the screen.

    Raises:
        OSError: the file cannot be written; there is then no file, or the old one.
    """
    from pyqtgraph.exporters import ImageExporter

    with plot.as_figure(scale=width / plot.width()):
        exporter = ImageExporter(plot.plotItem)
        exporter.parameters()["width"] = width
        exporter.parameters()["background"] = colors().card
        image = exporter.export(toBytes=True)

    def write(temporary: Path) -> None:
        if not image.save(str(temporary), "PNG"):
            raise OSError("the picture could not be written")

    _replace(path, write)


def save_plot_svg(plot: ThemedPlot, path: Path) -> None:
    """Save the plot as a drawing that can be enlarged and edited, in the colours that it has on the screen.

    Raises:
        OSError: the file cannot be written; there is then no file, or the old one.
    """
    from pyqtgraph.exporters import SVGExporter

    with plot.as_figure(), _closed_paths():
        exporter = SVGExporter(plot.plotItem)
        exporter.parameters()["background"] = colors().card
        exporter.parameters()["scaling stroke"] = True
        text = exporter.export(toBytes=True).decode()
    content = _finished_svg(text, plot.accessibleName())
    _replace(path, lambda temporary: temporary.write_bytes(content))


def markdown_table(summary: Sequence[SummaryRow], levels: Sequence[float]) -> str:
    """The results as a Markdown table: a row for each of ``levels`` (noise, 0 ... 1), a column a variant."""
    return render(variant_columns(summary), levels, markdown=True)


def _replace(path: Path, write: Callable[[Path], object]) -> None:
    try:
        replace_atomically(path, write)
    except OSError as error:
        # The error names a temporary file, or none; the user knows this one.
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


def _finished_svg(text: str, title: str) -> bytes:
    """What pyqtgraph leaves out: a size, a title, a background and fonts that every program understands."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(text)
    width, height = root.attrib["viewBox"].split()[2:]
    root.attrib.update(width=width, height=height)
    for name, new in (("title", title), ("desc", "Sparse Explorer")):
        found = root.find(f"{{{_SVG}}}{name}")
        if found is not None:
            found.text = new
    background = root.find(f"{{{_SVG}}}rect")
    if background is not None:
        background.attrib.update(width=width, height=height)  # some take 100% for a length of 100
    for shape in root.iterfind(f".//{{{_SVG}}}clipPath/*"):
        shape.attrib["stroke"] = "none"  # some draw the clip path itself
    for label in root.iter(f"{{{_SVG}}}text"):
        family = label.attrib.get("font-family", "")
        if "sans-serif" not in family:
            label.attrib["font-family"] = f"{family}, sans-serif".removeprefix(", ")
    svg: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return svg


@contextmanager
def _closed_paths() -> Iterator[None]:
    """Let pyqtgraph read paths that end with Z, as newer versions of Qt write them (pyqtgraph#3495)."""
    module: Any = importlib.import_module("pyqtgraph.exporters.SVGExporter")
    original = module.correctCoordinates

    def correct(node: Any, *others: Any) -> None:
        for path in node.getElementsByTagName("path"):
            # Nothing is lost: Qt writes the way back to the start before the Z.
            path.setAttribute("d", path.getAttribute("d").replace("Z", ""))
        original(node, *others)

    module.correctCoordinates = correct
    try:
        yield
    finally:
        module.correctCoordinates = original
