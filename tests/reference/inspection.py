"""One picture through a network, layer by layer, as the article describes it: what is active, and what is answered."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from reference.k_winners import reference_kwinners


@dataclass(frozen=True)
class PlainLayer:
    """Weight and bias, and what follows: the k largest pass, or with k=None a ReLU, or with k="all" everything."""

    weight: Tensor
    bias: Tensor
    k: int | str | None


def activate(x: Tensor, k: int | str | None) -> Tensor:
    """What passes of (1, n)."""
    if k == "all":
        return x
    return F.relu(x) if k is None else reference_kwinners(x, torch.zeros(x.shape[1]), int(k), 0.0)


def plain_pass(
    picture: Tensor, convs: Sequence[PlainLayer], hidden: PlainLayer, output: PlainLayer
) -> tuple[list[Tensor], Tensor]:
    """A normalised picture (H, W) -> each layer's activity, (C, H, W) or (n,), and the probabilities of the classes."""
    x, seen = picture[None, None], []
    for layer in convs:
        pooled = F.max_pool2d(F.conv2d(x, layer.weight, layer.bias), 2)
        x = activate(pooled.flatten(1), layer.k).view(pooled.shape)
        seen.append(x[0])
    x = activate(x.flatten(1) @ hidden.weight.T + hidden.bias, hidden.k)
    seen.append(x[0])
    logits = x @ output.weight.T + output.bias
    return seen, logits[0].exp() / logits[0].exp().sum()
