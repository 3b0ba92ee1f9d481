"""Damage inside a network: a share of its weights set to zero, or of its units silenced, for a while.

    damage = Damage(network, "weights", generator(seed, "damage", "weights"))
    with damage.at(0.3), frozen(network):
        ...  # 30 % of each layer's weights are zero

What is hit is ranked once, so that all that is damaged at a level is damaged at those above as well.

Axes: N batch, C channels, H height, W width, n units.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from sparse_explorer.data.noise.pixels import noisy_pixels
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.nn import SparseWeights
from sparse_explorer.nn.standing import Standing

DAMAGES = ("weights", "units")
"""Kinds of damage: weights of every layer set to zero, or units silenced."""

WEIGHTED = (
    *(nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d),
    *(nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d),
)
"""Layers whose weights are lost."""

Units = list[tuple[nn.Module, int]]
"""Layers that units go into, and how many these are, from input to output."""


@runtime_checkable
class HasUnits(Protocol):
    """A network that says which units there are to be silenced."""

    def units(self) -> Units:
        """What takes them, and how many there are."""


class Damage:
    """Damage of one kind that was drawn for a network.

    ``weights``: of each convolution's and each linear layer's weights, the output's too, int(level * number) of those
    that are not zero are set to zero. Weights that are fixed at zero do not count, and biases stay.

    ``units``: of the units of each convolution block and of the hidden layer, int(level * n) give 0 whatever they are
    shown. A unit is one position of one feature map, as it is after pool and activation. In a network from elsewhere
    these are the units between any two of its layers. The same units are silent for all images. K-winners choose before
    that: a unit that is silent has taken its place among the winners all the same.

    Args:
        network: which one; for ``units`` an ExplorerNetwork, or one that :class:`HasUnits`.
        kind: one of DAMAGES.
        generator: decides what is hit; may be on another device than the network. The same generator hits the same
            units of any two networks of the same shape, and the same weights if the same ones are not zero.

    Raises:
        ValueError: no such kind.
        TypeError: units of a network of which none are known.
    """

    def __init__(self, network: nn.Module, kind: str, generator: torch.Generator) -> None:
        if kind not in DAMAGES:
            raise ValueError(f"damage is {kind!r}, allowed are {', '.join(DAMAGES)}")
        self._network = network
        self._weights: list[
            tuple[Tensor, Tensor]
        ] = []  # each layer's weight, and places in it in order of ranks
        self._units: list[
            tuple[nn.Module, Tensor]
        ] = []  # a layer that units go into, and these in order of ranks, as the layer numbers them
        if kind == "weights":
            for weight in _weights_of(network):
                places = weight.detach().flatten().nonzero()[:, 0].cpu()
                self._weights.append((weight, places[_shuffled(len(places), generator)]))
            return
        if isinstance(network, ExplorerNetwork):
            units = _units_of(network)
        elif isinstance(network, HasUnits):
            units = network.units()
        else:
            raise TypeError(f"units are silenced in an ExplorerNetwork, got {type(network).__name__}")
        for layer, count in units:
            self._units.append((layer, _shuffled(count, generator)))

    @contextmanager
    def at(self, level: float) -> Iterator[None]:
        """The network is damaged inside; afterwards, even after an error, it is bit for bit what it was.

        At level 0 nothing is touched.

        Args:
            level: 0 ... 1, the share that is hit.

        Raises:
            ValueError: a level outside 0 ... 1 or not a number.
            RuntimeError: weights that are said to stand still: enter ``frozen`` inside, not outside.
        """
        with ExitStack() as restored:
            for weight, places in self._weights:
                hit = places[: noisy_pixels(len(places), level)]
                if len(hit):
                    self._check_unheld()
                    restored.callback(_put_back, weight, weight.detach().clone())
                    _set_to_zero(weight, hit)
            for layer, units in self._units:
                hit = units[: noisy_pixels(len(units), level)]
                if not len(hit):
                    continue
                linear = _linear_in(layer) if self._is_ours() and not self._held() else None
                if linear is not None:
                    # Not heard, they are silent; and layers that nobody watches are computed in one go.
                    restored.callback(_put_back, linear.weight, linear.weight.detach().clone())
                    _stop_listening(linear.weight, hit)
                else:
                    hook = layer.register_forward_pre_hook(_silencer(hit, len(units)))
                    restored.callback(hook.remove)
            yield

    def _check_unheld(self) -> None:
        if self._held():
            raise RuntimeError(
                "weights are damaged inside of frozen(), where they stand still; damage them outside"
            )

    def _is_ours(self) -> bool:
        return isinstance(self._network, ExplorerNetwork)

    def _held(self) -> bool:
        standings = (getattr(module, "standing", None) for module in self._network.modules())
        return any(isinstance(standing, Standing) and standing.held for standing in standings)


def _weights_of(network: nn.Module) -> Iterator[Tensor]:
    """The weights of all convolutions and linear layers, from input to output; what layers share once."""
    seen: set[int] = set()
    for module in network.modules():
        if isinstance(module, WEIGHTED) and id(module.weight) not in seen:
            seen.add(id(module.weight))
            yield module.weight


@torch.no_grad()
def _units_of(network: ExplorerNetwork) -> Units:
    """What takes the units of each block and of the hidden layer, and how many there are.

    Silenced where they arrive, and not where they leave: what computes them may do so in one go with what comes first.
    """
    takers: list[nn.Module] = [*network.blocks()[1:], network.hidden, network.output]
    counts: dict[nn.Module, int] = {}

    def count(taker: nn.Module, arriving: tuple[Any, ...]) -> None:
        counts[taker] = arriving[0][0].numel()

    was_training = network.training
    network.eval()
    with ExitStack() as hooks:
        hooks.callback(network.train, was_training)
        for taker in takers:
            hooks.callback(taker.register_forward_pre_hook(count).remove)
        network(next(network.parameters()).new_zeros(1, 1, network.image_size, network.image_size))
    return [(taker, counts[taker]) for taker in takers]


def _shuffled(count: int, generator: torch.Generator) -> Tensor:
    """0 ... count - 1 in random order, int64, (count,), on the CPU."""
    keys = torch.rand(count, generator=generator, device=generator.device).cpu()
    return keys.argsort(stable=True)  # two equal keys would else be ordered as the machine's sort pleases


@torch.no_grad()
def _set_to_zero(weight: Tensor, places: Tensor) -> None:
    """Zero the weights at places of the flattened weight, wherever it lies in memory."""
    hit = torch.zeros(weight.numel(), dtype=torch.bool)
    hit[places] = True
    weight.masked_fill_(hit.view(weight.shape).to(weight.device), 0)


@torch.no_grad()
def _stop_listening(weight: Tensor, inputs: Tensor) -> None:
    """Zero the weights, (m, n), of some of the inputs."""
    weight[:, inputs.to(weight.device)] = 0


def _linear_in(layer: nn.Module) -> nn.Linear | None:
    """The linear layer that a layer is or, with sparse weights, has inside; None where it is something else."""
    inner = layer.module if isinstance(layer, SparseWeights) else layer
    return inner if isinstance(inner, nn.Linear) else None


@torch.no_grad()
def _put_back(weight: Tensor, before: Tensor) -> None:
    weight.copy_(before)


def _silencer(hit: Tensor, count: int) -> Callable[[nn.Module, tuple[Any, ...]], tuple[Tensor]]:
    """A hook that silences units of what goes into a layer, (N, C, H, W) or (N, n)."""
    silent = torch.zeros(count, dtype=torch.bool)
    silent[hit] = True

    def silence(layer: nn.Module, arriving: tuple[Any, ...]) -> tuple[Tensor]:
        x: Tensor = arriving[0]
        return (x.masked_fill(silent.to(x.device).view(x.shape[1:]), 0),)

    return silence
