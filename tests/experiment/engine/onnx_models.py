"""Small ONNX files, made by hand."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = [helper.make_opsetid("", 17)]
IMAGES = ("N", 1, 28, 28)


def linear(
    path: Path,
    weight: np.ndarray,
    shape: Sequence[object] = IMAGES,
    *,
    kind: int = TensorProto.FLOAT,
    outputs: int = 1,
) -> Path:
    """Flatten, and a linear layer of weights (classes, 784)."""
    own = numpy_helper.from_array(weight.astype(helper.tensor_dtype_to_np_dtype(kind)), "w")
    nodes = [
        helper.make_node("Flatten", ["images"], ["flat"], name="flatten"),
        helper.make_node("Gemm", ["flat", "w"], ["scores0"], name="linear", transB=1),
        *(helper.make_node("Identity", ["scores0"], [f"scores{each}"]) for each in range(1, outputs)),
    ]
    return _saved(
        path,
        nodes,
        [helper.make_tensor_value_info("images", kind, shape)],
        [helper.make_tensor_value_info(f"scores{each}", kind, ("N", len(weight))) for each in range(outputs)],
        [own],
    )


def convolutional(path: Path, filters: np.ndarray, hidden: np.ndarray, output: np.ndarray) -> Path:
    """Filters (C, 1, 5, 5) with ReLU, flattened; a linear layer (n, C * 576) and the output (classes, n)."""
    nodes = [
        helper.make_node("Conv", ["images", "filters"], ["convolved"], name="conv"),
        helper.make_node("Relu", ["convolved"], ["maps"], name="relu"),
        helper.make_node("Flatten", ["maps"], ["flat"], name="flatten"),
        helper.make_node("Gemm", ["flat", "hidden"], ["units"], name="fc1", transB=1),
        helper.make_node("Gemm", ["units", "output"], ["scores"], name="fc2", transB=1),
    ]
    weights = {"filters": filters, "hidden": hidden, "output": output}
    return _saved(
        path,
        nodes,
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, IMAGES)],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ("N", len(output)))],
        [numpy_helper.from_array(each.astype(np.float32), name) for name, each in weights.items()],
    )


def swelling(path: Path) -> Path:
    """Answers, once it has filled 16 GB with a number: a file of some hundred bytes."""
    images = helper.make_tensor_value_info("images", TensorProto.FLOAT, IMAGES)
    nodes = [
        helper.make_node("ReduceMax", ["images"], ["largest"], keepdims=0),
        helper.make_node("Expand", ["largest", "sides"], ["filled"]),
        helper.make_node("ReduceSum", ["filled", "axes"], ["sum"], keepdims=0),
        helper.make_node("Flatten", ["images"], ["flat"]),
        helper.make_node("Gather", ["flat", "first"], ["few"], axis=1),
        helper.make_node("Add", ["few", "sum"], ["scores"]),
    ]
    own = [
        numpy_helper.from_array(np.array([1 << 16, 1 << 16]), "sides"),
        numpy_helper.from_array(np.array([0, 1]), "axes"),
        numpy_helper.from_array(np.arange(10), "first"),
    ]
    return _saved(
        path, nodes, [images], [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ("N", 10))], own
    )


def endless(path: Path) -> Path:
    """A loop that ends after some years."""
    images = helper.make_tensor_value_info("images", TensorProto.FLOAT, IMAGES)
    inside = [
        helper.make_tensor_value_info("turn", TensorProto.INT64, ()),
        helper.make_tensor_value_info("goes_on", TensorProto.BOOL, ()),
        helper.make_tensor_value_info("before", TensorProto.FLOAT, None),
    ]
    outside = [
        helper.make_tensor_value_info("still", TensorProto.BOOL, ()),
        helper.make_tensor_value_info("after", TensorProto.FLOAT, None),
    ]
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["goes_on"], ["still"]),
            helper.make_node("Sin", ["before"], ["after"]),
        ],
        "body",
        inside,
        outside,
    )
    nodes = [
        helper.make_node("Flatten", ["images"], ["flat"]),
        helper.make_node("Loop", ["turns", "yes", "flat"], ["scores"], body=body),
    ]
    turns = numpy_helper.from_array(np.array(2**62, dtype=np.int64), "turns")
    yes = numpy_helper.from_array(np.array(True), "yes")
    scores = helper.make_tensor_value_info("scores", TensorProto.FLOAT, None)
    return _saved(path, nodes, [images], [scores], [turns, yes])


def _saved(path: Path, nodes: list, inputs: list, outputs: list, weights: list) -> Path:
    graph = helper.make_graph(nodes, "graph", inputs, outputs, weights)
    onnx.save(helper.make_model(graph, opset_imports=OPSET, ir_version=9), str(path))
    return path
