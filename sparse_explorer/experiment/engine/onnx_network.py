"""A network in an ONNX file, run by onnxruntime as if it were a module of torch.

Nothing in such a file is Python, and operators of other libraries are not loaded: it can compute, and no more. How
large it may be and how long a batch may take is bounded.

Axes: N batch, S rows and columns of an image.
"""

import importlib
import importlib.util
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from sparse_explorer.experiment.engine.other_counts import onnx_counts
from sparse_explorer.experiment.engine.other_insides import Inside, Tapped, onnx_insides, onnx_taps
from sparse_explorer.experiment.engine.other_noises import IN_ONNX
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.results.model_layers import ModelLayer
from sparse_explorer.paths import shown
from sparse_explorer.reading.errors import one_line

MOST_BYTES = 1 << 30
"""Of the file; weights that lie in a file beside it are not counted."""

MOST_LOOKED_INTO = 64 << 20
"""Bytes of a file with its weights, whose layers are looked into: it is in memory twice then."""

SECONDS = 120.0
"""What a batch may take."""

_NO_MEMORY = ("Failed to allocate memory", "bad_alloc", "bad allocation")
"""In onnxruntime's words, when the system or a limit of the process refuses memory."""

_FATAL = 4  # onnxruntime's own words go to standard error from this level on
_TYPES = {"tensor(float)": np.float32, "tensor(double)": np.float64, "tensor(float16)": np.float16}


class OnnxNetwork(nn.Module):
    """Takes images (N, 1, S, S), float32, and gives what the file's only output is, on the CPU, without gradients.

    A file that takes a fixed number of images gets so many at a time; what is missing of the last batch is filled up.

    Args:
        path: of the file.
        size: S.

    Attributes:
        layers: the file's operators, named; those that have learned numbers or change what passes.
        counts: what they are made of.
        refusals: what it cannot be under, by kind of noise.

    Raises:
        ConfigError: a package is missing, it is no ONNX file, or its input or output is of no use here; one line.
    """

    refusals = IN_ONNX

    def __init__(self, path: Path, size: int) -> None:
        super().__init__()
        self._path = path
        self._looking: _LookInto | None = None
        graph = _graph(check_onnx(path))
        self.layers = _layers(path, graph)
        self.counts = onnx_counts(graph)
        self._session = _session(str(path), path)
        self._input, self._type, self._batch = self._check_input(size)
        outputs = self._session.get_outputs()
        if len(outputs) != 1:
            names = ", ".join(one_line(output.name, 40) for output in outputs[:5])
            raise self._refusal(
                f"gives {len(outputs)} outputs ({names}), expected one: a number for each class"
            )

    def __deepcopy__(self, memo: dict[int, object]) -> "OnnxNetwork":
        return self  # nothing in it ever changes

    @torch.no_grad()
    def forward(self, images: Tensor) -> Tensor:
        """What the file gives for images (N, 1, S, S)."""
        array: np.ndarray[Any, Any] = images.detach().cpu().numpy().astype(self._type)
        batch = self._batch or len(array)
        found = [self._run(array[start : start + batch], batch) for start in range(0, len(array), batch)]
        return torch.from_numpy(np.concatenate(found).astype(np.float32)).to(images.device)

    @torch.no_grad()
    def insides(self, images: Tensor) -> list[Inside]:
        """What the layers inside make of images (N, 1, S, S); nothing of a file that is too large to be looked into."""
        if self._looking is None:
            self._looking = _LookInto(self._path)
        array: np.ndarray[Any, Any] = images.detach().cpu().numpy().astype(self._type)
        batch = self._batch or len(array)
        if len(array) < batch:
            array = np.concatenate([array, np.repeat(array[-1:], batch - len(array), axis=0)])
        return self._looking.at({self._input: array}, len(images))

    def _run(self, array: "np.ndarray[Any, Any]", batch: int) -> "np.ndarray[Any, Any]":
        count = len(array)
        if count < batch:
            array = np.concatenate([array, np.repeat(array[-1:], batch - count, axis=0)])
        options = _onnxruntime().RunOptions()
        options.log_severity_level = _FATAL
        alarm = threading.Timer(SECONDS, lambda: setattr(options, "terminate", True))
        alarm.daemon = True
        alarm.start()
        try:
            (found,) = self._session.run(None, {self._input: array}, options)
        except Exception as error:  # its own classes, which have no public names
            if options.terminate:
                raise self._refusal(f"takes more than {SECONDS:g} seconds for {len(array)} images") from None
            if any(words in str(error) for words in _NO_MEMORY):
                raise self._refusal("needs more memory than it may take") from None
            raise self._refusal(f"fails: {one_line(error)}") from None
        finally:
            alarm.cancel()
        if not isinstance(found, np.ndarray) or found.dtype.kind != "f" or not found.ndim:
            raise self._refusal("gives something else than a tensor of real numbers")
        return found[:count]

    def _check_input(self, size: int) -> tuple[str, type, int | None]:
        """Name and type of the input, and how many images it takes at a time; None for any number."""
        inputs = self._session.get_inputs()
        if len(inputs) != 1:
            raise self._refusal(f"takes {len(inputs)} inputs, expected one: images (N, 1, {size}, {size})")
        found = inputs[0]
        if found.type not in _TYPES:
            raise self._refusal(f"takes {one_line(found.type, 40)}, expected tensor(float)")
        fixed = [side if isinstance(side, int) else None for side in found.shape or (None,) * 4]
        if len(fixed) != 4 or any(
            side is not None and side != ours for side, ours in zip(fixed[1:], (1, size, size), strict=True)
        ):
            words = ", ".join("N" if side is None else str(side) for side in fixed)
            raise self._refusal(f"takes images ({words}), expected (N, 1, {size}, {size})")
        return found.name, _TYPES[found.type], fixed[0]

    def _refusal(self, problem: str) -> ConfigError:
        return ConfigError("model", f"{shown(self._path)} {problem}")


class _LookInto:
    """A file whose layers are outputs, too."""

    def __init__(self, path: Path) -> None:
        self._taps: list[Tapped] = []
        self._session: Any = None
        try:
            import onnx

            if path.stat().st_size > MOST_LOOKED_INTO:
                return
            model = onnx.load(str(path))
            if model.ByteSize() > MOST_LOOKED_INTO:
                return
            graph = onnx.shape_inference.infer_shapes(model).graph
            taps = onnx_taps(graph)
            known = {each.name: each for each in graph.value_info}
            for name in dict.fromkeys(tap.tensor for tap in taps):
                if name not in {each.name for each in model.graph.output}:
                    model.graph.output.append(known.get(name) or onnx.ValueInfoProto(name=name))
            self._session = _session(model.SerializeToString(), path)
            self._taps = taps
        except Exception:  # of a strange graph, which answers all the same
            self._taps = []

    def at(self, inputs: dict[str, Any], count: int) -> list[Inside]:
        if not self._taps:
            return []
        try:
            arrays = self._session.run([tap.tensor for tap in self._taps], inputs)
        except Exception:  # it answers all the same
            return []
        return onnx_insides(self._taps, [array[:count] for array in arrays])


def check_onnx(path: Path) -> Any:
    """Make sure of what can be told of a file before there are images to show it; returns onnx's model.

    Raises:
        ConfigError: a package is missing, or the file, or it is no ONNX file; one line.
    """
    for package in ("onnx", "onnxruntime"):
        if importlib.util.find_spec(package) is None:
            raise ConfigError(
                "model", f"ONNX files need the package {package}: pip install 'sparse-explorer[onnx]'"
            )
    _check_file(path)
    import onnx

    try:
        return onnx.load(str(path), load_external_data=False)
    except Exception as error:  # protobuf's
        raise ConfigError("model", f"{shown(path)} is no ONNX file: {one_line(error)}") from None


def _check_file(path: Path) -> None:
    try:
        if not path.is_file():
            raise ConfigError("model", f"{shown(path)} {'is no file' if path.exists() else 'does not exist'}")
        size = path.stat().st_size
    except OSError as error:
        raise ConfigError("model", f"{shown(path)} cannot be read: {error.strerror or error}") from None
    if size > MOST_BYTES:
        raise ConfigError("model", f"{shown(path)} has {size:,} bytes, allowed are {MOST_BYTES:,}")


def _session(content: str | bytes, path: Path) -> Any:
    onnxruntime = _onnxruntime()
    onnxruntime.set_default_logger_severity(_FATAL)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _FATAL
    options.intra_op_num_threads = torch.get_num_threads()
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others want the cores, too
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its own classes, which have no public names
        raise ConfigError(
            "model", f"{shown(path)} is no ONNX file that can be run: {one_line(error)}"
        ) from None


def _onnxruntime() -> Any:
    return importlib.import_module("onnxruntime")  # which tells nothing of its types


def _graph(model: Any) -> Any:
    """The graph of a model, with the shapes of what passes as far as they can be told."""
    import onnx

    try:
        return onnx.shape_inference.infer_shapes(model).graph
    except Exception:  # of operators that it does not know
        return model.graph


def _layers(path: Path, graph: Any) -> tuple[ModelLayer, ...]:
    try:
        weights = {each.name: _count(each.dims) for each in graph.initializer}
        shapes = {each.name: _shape(each) for each in (*graph.value_info, *graph.output)}
        found = []
        for place, node in enumerate(graph.node, start=1):
            if node.op_type == "Constant":
                continue
            own = sum(weights.pop(name, 0) for name in node.input)
            shape = shapes.get(node.output[0], "") if node.output else ""
            name = one_line(node.name or f"{node.op_type} {place}", 60)
            found.append(ModelLayer(name, one_line(node.op_type, 40), shape, own))
        return tuple(found)
    except Exception as error:  # whatever a strange graph makes of the lines above
        raise ConfigError("model", f"{shown(path)} is no ONNX file: {one_line(error)}") from None


def _count(sides: Iterable[int]) -> int:
    count = 1
    for side in sides:
        count *= max(0, side)
    return count


def _shape(value: Any) -> str:
    """For one image, such as ``16x12x12``."""
    sides = value.type.tensor_type.shape.dim
    return "x".join(str(side.dim_value) if side.HasField("dim_value") else "?" for side in sides[1:])
