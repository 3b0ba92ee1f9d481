"""How much a network from elsewhere is: parameters, those that are not zero, and multiply-adds for an image.

Convolutions and linear layers are counted, as in :mod:`~sparse_explorer.experiment.plan.cost`. A network that has
weights of another kind computes in a way that nobody here knows, and nothing is said of its multiply-adds.
"""

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from sparse_explorer.experiment.results.model_layers import ModelCounts

_COUNTED = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)


def torch_counts(network: nn.Module, given: Mapping[nn.Module, tuple[int, ...]]) -> ModelCounts:
    """Of a module.

    Args:
        network: the module.
        given: the shape of what each layer inside gave for one image.
    """
    parameters = list(network.parameters())
    nonzero = sum(int(torch.count_nonzero(each)) for each in parameters)
    dense, sparse, known = 0, 0, True
    for layer in network.modules():
        if not any(each.ndim > 1 for each in layer.parameters(recurse=False)):
            continue
        if not isinstance(layer, _COUNTED) or layer not in given:
            known = False
            break
        weight: Tensor = layer.weight
        shape = given[layer]  # (..., features) of a linear layer, (C, ...) of a convolution
        positions = math.prod(shape[:-1] if isinstance(layer, nn.Linear) else shape[1:])
        dense += positions * weight.numel()
        sparse += positions * int(torch.count_nonzero(weight))
    total = sum(each.numel() for each in parameters)
    return ModelCounts(total, nonzero, dense if known else None, sparse if known else None)


def onnx_counts(graph: Any) -> ModelCounts:
    """Of the graph of an ONNX file; weights that lie in a file beside it count as not zero."""
    sizes = {each.name: math.prod(each.dims) for each in graph.initializer}
    nonzero = {each.name: _nonzero(each, sizes[each.name]) for each in graph.initializer}
    ranks = {each.name: len(each.dims) for each in graph.initializer}
    shapes = {each.name: _sides(each) for each in (*graph.value_info, *graph.output)}
    dense, sparse, known = 0, 0, True
    for node in graph.node:
        weights = [name for name in node.input if ranks.get(name, 0) > 1]
        shape = shapes.get(node.output[0]) if node.output else None
        if not weights:
            continue
        if node.op_type not in ("Conv", "Gemm", "MatMul") or len(weights) > 1 or shape is None:
            known = False
            break
        positions = math.prod(shape[1:] if node.op_type == "Conv" else shape[:-1])
        dense += positions * sizes[weights[0]]
        sparse += positions * nonzero[weights[0]]
    return ModelCounts(
        sum(sizes.values()), sum(nonzero.values()), dense if known else None, sparse if known else None
    )


def _nonzero(weights: Any, size: int) -> int:
    from onnx import TensorProto, numpy_helper

    if weights.data_location == TensorProto.EXTERNAL:
        return size
    try:
        return int((numpy_helper.to_array(weights) != 0).sum())
    except Exception:  # of a kind of number that NumPy has not
        return size


def _sides(value: Any) -> tuple[int, ...] | None:
    """What stands for one image of a tensor; None where a side of it is open."""
    sides = value.type.tensor_type.shape.dim[1:]
    return (
        tuple(side.dim_value for side in sides) if all(side.HasField("dim_value") for side in sides) else None
    )
