"""Making what is taken away, as generators for a worker: pictures, a report, activations, scripts, ONNX.

What is written is written whole, or the file that was there before stays. They import torch and matplotlib inside.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData
    from sparse_explorer.experiment.engine.network import ExplorerNetwork
    from sparse_explorer.experiment.plan.variant import Variant
    from sparse_explorer.experiment.results.paper_figure import FigureContent, FigureStyle
    from sparse_explorer.experiment.results.session_report import SessionReport


@dataclass(frozen=True)
class Written:
    """Files that are on disk now; the first is the one that was asked for."""

    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Drawn:
    """A picture, PNG, and the number of the request that it answers."""

    number: int
    picture: bytes


def draw_figure(content: FigureContent, style: FigureStyle, number: int) -> Iterator[Any]:
    """Draw a figure to be looked at; yields Drawn."""
    from sparse_explorer.experiment.results.paper_figure import figure_file

    yield Drawn(number, figure_file(content, style, "png"))


def write_figure(content: FigureContent, style: FigureStyle, path: Path) -> Iterator[Any]:
    """Write a figure in the format of its ending; yields Written."""
    from sparse_explorer.experiment.results.paper_figure import figure_file

    return _write(path, lambda: {path: figure_file(content, style, path.suffix.lower().removeprefix("."))})


def write_report(report: SessionReport, path: Path) -> Iterator[Any]:
    """Write a report; yields Written."""
    from sparse_explorer.experiment.results.session_report import report_page

    return _write(path, lambda: {path: report_page(report).encode()})


def write_activations(
    networks: Mapping[str, ExplorerNetwork],
    data: ImageData,
    indices: Sequence[int],
    noise: int,
    convention: str,
    pattern: int,
    path: Path,
) -> Iterator[Any]:
    """Write what every layer makes of some test images; yields Written. Arguments as of ``activations_npz``."""

    def make() -> dict[Path, bytes]:
        from sparse_explorer.experiment.engine.activations import activations_npz

        own = {name: copy.deepcopy(network) for name, network in networks.items()}
        content = activations_npz(own, data, indices, noise=noise, convention=convention, pattern=pattern)
        return {path: content}

    return _write(path, make)


def write_script(
    variant: Variant, network: ExplorerNetwork, data: ImageData, beside: bool, path: Path
) -> Iterator[Any]:
    """Write a variant as a script, with its weights and, with ``beside``, small data; yields Written."""

    def make() -> dict[Path, bytes]:
        from sparse_explorer.experiment.engine.script import script_files

        files = script_files(variant, copy.deepcopy(network), data, path.stem, beside=beside)
        return {path.with_name(name): content for name, content in files.items()}

    return _write(path, make)


def write_onnx(network: ExplorerNetwork, path: Path) -> Iterator[Any]:
    """Write a network as ONNX; yields Written."""

    def make() -> dict[Path, bytes]:
        from sparse_explorer.experiment.engine.onnx_file import onnx_file

        return {path: onnx_file(copy.deepcopy(network))}

    return _write(path, make)


def _write(wanted: Path, make: Callable[[], Mapping[Path, bytes]]) -> Iterator[Any]:
    """Make all contents first, then write them, the file that was asked for last."""
    from sparse_explorer.experiment.runs.files import write_atomically

    files = dict(make())
    for path in sorted(files, key=lambda path: path == wanted):
        try:
            write_atomically(path, files[path])
        except OSError as error:
            raise OSError(error.errno, error.strerror or str(error), str(path)) from None
    yield Written((wanted, *(path for path in files if path != wanted)))
