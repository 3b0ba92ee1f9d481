"""For state dicts of nupic.torch that are older than its masks."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

_OLD, _NEW = "zero_weights", "zero_mask"


def upgrade_to_masked_sparseweights(state_dict: Mapping[str, Any]) -> dict[str, Any]:
    """Turn lists of zero weights, as sparse layers once saved them, into masks.

    Args:
        state_dict: where ``PREFIX.zero_weights``, int64 (2, M), lists output and input (all axes behind the first
            counted as one) of each weight of ``PREFIX.module.weight`` that is zero.

    Returns:
        The same with ``PREFIX.zero_mask``, bool, in its place; a state dict without such lists as it is.

    Raises:
        ValueError: a list does not fit its layer's weight, or the weight is missing.

    Examples:
        >>> import torch
        >>> from sparse_explorer.nn import upgrade_to_masked_sparseweights
        >>> old = {"0.module.weight": torch.ones(2, 3), "0.zero_weights": torch.tensor([[0, 1], [2, 0]])}
        >>> upgrade_to_masked_sparseweights(old)["0.zero_mask"].tolist()
        [[False, False, True], [True, False, False]]
    """
    upgraded = {}
    for name, value in state_dict.items():
        prefix, _, last = name.rpartition(".")
        if last == _OLD:
            upgraded[".".join(filter(None, (prefix, _NEW)))] = _mask(name, value, _weight(prefix, state_dict))
        else:
            upgraded[name] = value
    return upgraded


def _weight(prefix: str, state_dict: Mapping[str, Any]) -> Tensor:
    name = ".".join(filter(None, (prefix, "module.weight")))
    weight = state_dict.get(name)
    if not isinstance(weight, Tensor):
        raise ValueError(f"there is no {name} that {prefix or 'the layer'}'s {_OLD} could belong to")
    return weight


def _mask(name: str, listed: Tensor, weight: Tensor) -> Tensor:
    mask = torch.zeros(len(weight), weight[0].numel(), dtype=torch.bool, device=weight.device)
    if listed.dim() != 2 or len(listed) != 2:
        raise ValueError(f"{name} has shape {tuple(listed.shape)}, expected (2, M): outputs and inputs")
    outputs, inputs = listed.to(weight.device, torch.int64)
    for what, places, most in (("outputs", outputs, mask.shape[0]), ("inputs", inputs, mask.shape[1])):
        if places.numel() and not 0 <= int(places.min()) <= int(places.max()) < most:
            raise ValueError(
                f"{name} lists {what} {int(places.min())} ... {int(places.max())}, allowed is 0 ... {most - 1}"
            )
    mask[outputs, inputs] = True
    return mask.view(weight.shape)
