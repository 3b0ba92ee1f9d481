"""The weights of the networks that come with the program, in a form that is an eighth of the usual one.

Each row of a weight matrix is kept as whole numbers -127 ... 127 and the one number that scales them; of a sparse
layer those weights alone that its mask leaves, and the mask as bits. What is read back is what all of the figures that
come with the networks were measured with. Axes: O outputs, I inputs of one output.
"""

from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from sparse_explorer.experiment.runs.files import write_atomically
from sparse_explorer.experiment.runs.shipped import shipped_folder
from sparse_explorer.experiment.runs.state_shapes import TensorSpec, network_state
from sparse_explorer.experiment.runs.store import TrainedVariant
from sparse_explorer.experiment.runs.stored import StoreError, describe_stored
from sparse_explorer.experiment.runs.tensor_files import check_numbers
from sparse_explorer.paths import shown
from sparse_explorer.reading import ReadError, read_bytes

PACKED = "packed.safetensors"

_MOST = 127
_MOST_BYTES = 16 << 20
_BROKEN = (ReadError, SafetensorError, LookupError, RuntimeError, ValueError)
"""What a file that is not whole, or of another network, ends in."""

_SCALE, _VALUES, _BITS = ".scale", ".values", ".bits"


def load_pretrained(variant_id: str) -> TrainedVariant:
    """Read a network that comes with the program; tensors are on the CPU.

    Raises:
        StoreError: a file is missing or broken.
    """
    return read_packed(shipped_folder(variant_id))


def read_packed(folder: Path) -> TrainedVariant:
    """Read what :func:`write_packed` wrote beside a ``variant.json``; raises as above."""
    stored, path = describe_stored(folder), folder / PACKED
    try:
        weights = unpack(load(read_bytes(path, _MOST_BYTES)), network_state(stored.variant.network))
        check_numbers(weights)
    except OSError as error:
        raise StoreError(f"cannot read the weights in {shown(path)}: {error.strerror or error}") from None
    except _BROKEN as error:
        raise StoreError(f"cannot read the weights in {shown(path)}: {error}") from None
    return TrainedVariant(stored.variant, stored.dataset, stored.seed, weights, history=stored.history)


def write_packed(folder: Path, weights: dict[str, Tensor]) -> None:
    """Write a network's state into a folder; see :func:`pack`."""
    write_atomically(folder / PACKED, save(pack(weights)))


def pack(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """A network's state in its small form, by name; weights are rounded to the nearest of 255 values a row."""
    packed: dict[str, Tensor] = {}
    for name, tensor in weights.items():
        if name.endswith(".zero_mask"):
            packed[name + _BITS] = _to_bits(tensor)
        elif name.endswith(".weight") and tensor.dim() > 1:
            rows = tensor.flatten(1)  # (O, I)
            scale = rows.abs().amax(dim=1).clamp_min(1e-12) / _MOST  # (O,)
            values = (rows / scale[:, None]).round().to(torch.int8)
            mask = weights.get(_mask_of(name))
            packed[name + _VALUES] = values.flatten() if mask is None else values[~mask.flatten(1)]
            packed[name + _SCALE] = scale
        else:
            packed[name] = tensor
    return {name: tensor.contiguous() for name, tensor in packed.items()}


def unpack(packed: dict[str, Tensor], state: dict[str, TensorSpec]) -> dict[str, Tensor]:
    """The state of a network from its small form.

    Args:
        packed: as :func:`pack` gives it.
        state: what the network's state consists of.
    """
    weights: dict[str, Tensor] = {}
    for name, spec in state.items():
        if name.endswith(".zero_mask"):
            weights[name] = _from_bits(packed[name + _BITS], spec.shape)
        elif name.endswith(".weight") and len(spec.shape) > 1:
            values, scale = packed[name + _VALUES], packed[name + _SCALE]
            rows = torch.zeros(spec.shape, dtype=torch.int8).flatten(1)  # (O, I)
            mask = weights.get(_mask_of(name))
            if mask is None:
                rows = values.reshape(rows.shape)
            else:
                rows[~mask.flatten(1)] = values
            weights[name] = (rows.float() * scale[:, None]).reshape(spec.shape)
        else:
            weights[name] = packed[name]
    return weights


def _mask_of(name: str) -> str:
    return name.removesuffix(".module.weight") + ".zero_mask"


def _to_bits(mask: Tensor) -> Tensor:
    """Eight to a byte, the first in its lowest bit; uint8, (ceil(N / 8),)."""
    flat = mask.flatten().to(torch.uint8)
    flat = torch.cat([flat, flat.new_zeros(-len(flat) % 8)]).reshape(-1, 8)
    return (flat << torch.arange(8, dtype=torch.uint8)).sum(dim=1).to(torch.uint8)


def _from_bits(bits: Tensor, shape: tuple[int, ...]) -> Tensor:
    flat = (bits[:, None] >> torch.arange(8, dtype=torch.uint8)) & 1
    count = torch.Size(shape).numel()
    return flat.flatten()[:count].bool().reshape(shape)
