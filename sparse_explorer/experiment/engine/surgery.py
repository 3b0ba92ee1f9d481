"""Copies of trained networks that something is done to, without training; see :mod:`.interventions`.

Axes: N batch, C channels, H height, W width, n units.
"""

import copy
import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from sparse_explorer.experiment.engine.controls import NormalizedConv2d, chooses_winners, losing
from sparse_explorer.experiment.engine.network import ExplorerNetwork, Insides
from sparse_explorer.experiment.engine.seeding import generator
from sparse_explorer.experiment.results import interventions as names
from sparse_explorer.experiment.results.interventions import scaled_k
from sparse_explorer.nn import KWinners, KWinners2d
from sparse_explorer.nn.k_winners_base import KWinnersBase
from sparse_explorer.nn.sparse_weights import parameters_of
from sparse_explorer.nn.winners_only import WinnersConv2d

K_FACTORS = (0.25, 0.5, 1.0, 2.0, 4.0)
"""What k is multiplied by."""

LayerWinners = tuple[int | None, ...]
"""k of each layer that has an activation, from input to output; None for layers that stay as they are."""


def winners_of(network: ExplorerNetwork) -> LayerWinners:
    """k in evaluation of each layer that has an activation, from input to output; None where it has no k-winners."""
    found: list[int | None] = []
    for activation, units in zip(activations_of(network), _units(network), strict=True):
        if not _wins(activation):
            found.append(None)
        elif isinstance(activation, KWinners2d):
            share = min(activation.percent_on_inference, 1.0)
            positions = units // activation.channels
            found.append(
                round(activation.channels * share) * positions if activation.local else round(units * share)
            )
        else:
            assert isinstance(activation, KWinnersBase)
            found.append(activation.k_inference)
    return tuple(found)


def applicable(
    network: ExplorerNetwork, factors: Sequence[float] = K_FACTORS, k: LayerWinners = ()
) -> tuple[str, ...]:
    """What can be done to a network.

    Args:
        factors: what its k may be multiplied by.
        k: of the k-winners that may be put in. For another k of those that are there, see :func:`takes_k`.

    Raises:
        ValueError: ``k`` is of another number of layers, or outside what a layer has; a factor that is not above 0.
    """
    activations = activations_of(network)
    _check_k(network, k)
    kinds = [names.NOTHING, names.CLEAN_WINNERS, names.NOISY_WINNERS, names.RANDOM_WINNERS, names.CENTRED]
    winning = [activation for activation in activations if _wins(activation)]
    if any(
        each is not None and not _wins(activation) for each, activation in zip(k, activations, strict=False)
    ):
        kinds.append(names.WITH_WINNERS)
    if winning:
        kinds.append(names.WITHOUT_WINNERS)
        for factor in factors:
            if not 0 < factor < math.inf:  # also False for NaN
                raise ValueError(f"factor of k is {factor}, allowed is above 0")
        kinds += [scaled_k(factor) for factor in factors]
    if any(isinstance(each, KWinnersBase) and float(each.boost_strength) > 0 for each in winning):
        kinds.append(names.WITHOUT_BOOSTING)
    return tuple(kinds)


def takes_k(network: ExplorerNetwork, k: LayerWinners) -> bool:
    """Whether ``k`` gives another k to a layer that chooses winners; ValueError if it does not fit the network."""
    _check_k(network, k)
    activations = activations_of(network)
    return any(each is not None and _wins(layer) for each, layer in zip(k, activations, strict=False))


class Imposed(nn.Module):
    """Lets through, of the second half of a batch, the units that the first half's images let through.

    Args:
        activation: which decides in the first half.

    Shapes: (2N, n) or (2N, C, H, W) -> the same.
    """

    def __init__(self, activation: nn.Module) -> None:
        super().__init__()
        self.activation = activation

    def forward(self, x: Tensor) -> Tensor:
        deciding, other = x.chunk(2)
        let_through = passing(self.activation, deciding)
        return torch.cat([part.masked_fill(~let_through, 0) for part in (deciding, other)])


class AtRandom(nn.Module):
    """Lets through as many units of each image as an activation would, but any.

    Args:
        activation: which decides how many.
        drawing: where they are drawn from.

    Shapes: (N, n) or (N, C, H, W) -> the same.
    """

    def __init__(self, activation: nn.Module, drawing: torch.Generator) -> None:
        super().__init__()
        self.activation = activation
        self.drawing = drawing
        self._start = drawing.get_state()

    def restart(self) -> None:
        """Draw the same from here on as at first."""
        self.drawing.set_state(self._start)

    def forward(self, x: Tensor) -> Tensor:
        counts = passing(self.activation, x).flatten(1).sum(dim=1, keepdim=True)  # (N, 1)
        keys = torch.rand(x.flatten(1).shape, generator=self.drawing, device=self.drawing.device).to(x.device)
        order = keys.argsort(dim=1, stable=True)  # (N, n)
        first = (torch.arange(order.shape[1], device=x.device) < counts).expand(order.shape)
        chosen = torch.zeros_like(first).scatter(1, order, first)
        return x.masked_fill(~chosen.view(x.shape), 0)


def passing(activation: nn.Module, x: Tensor) -> Tensor:
    """Which units an activation lets through, bool, in the shape of ``x``: (N, n) or (N, C, H, W)."""
    if not _wins(activation):
        return x > 0
    assert isinstance(activation, KWinnersBase)
    activation(x)  # which finds out how many units compete, and from it k
    losers = losing(
        activation, activation.ranks(x), activation.k_inference, activation.break_ties, activation.relu
    )
    return ~losers


class Changed(nn.Module):
    """A network that does not see images as they are.

    Args:
        network: a copy, which may be changed inside as well.
    """

    def __init__(self, network: ExplorerNetwork) -> None:
        super().__init__()
        self.network = network

    def insides(self, x: Tensor) -> Insides:
        """As :meth:`ExplorerNetwork.insides`, of what is answered for."""
        raise NotImplementedError


class _Doubled(Changed):
    """Shows a network both digits, of which the first decides; answers for the second."""

    def forward(self, x: Tensor) -> Tensor:
        answers: Tensor = self.network(_in_halves(x))
        return answers.chunk(2)[1]

    def insides(self, x: Tensor) -> Insides:
        active, hidden, logits = self.network.insides(_in_halves(x))
        second = None if hidden is None else hidden.chunk(2)[1]
        return Insides([units.chunk(2)[1] for units in active], second, logits.chunk(2)[1])


def _in_halves(x: Tensor) -> Tensor:
    """Pairs of digits (N, 2, H, W) -> first all that decide, then all that are answered for, (2N, 1, H, W)."""
    return x.transpose(0, 1).flatten(0, 1)[:, None]


class _Centred(Changed):
    """Shifts each image to a mean."""

    def __init__(self, network: ExplorerNetwork, mean: float) -> None:
        super().__init__(network)
        self.mean = mean

    def forward(self, x: Tensor) -> Tensor:
        answers: Tensor = self.network(self._shifted(x))
        return answers

    def insides(self, x: Tensor) -> Insides:
        return self.network.insides(self._shifted(x))

    def _shifted(self, x: Tensor) -> Tensor:
        return x - x.mean(dim=(1, 2, 3), keepdim=True) + self.mean


def changed_network(
    network: ExplorerNetwork, kind: str, seed: int, k: LayerWinners, training_mean: float
) -> ExplorerNetwork | Changed:
    """A copy of a network in evaluation mode with something done to it.

    Args:
        kind: an intervention that is applicable.
        seed: of what is chosen at random.
        k: of the k-winners that are put in, or have another k.
        training_mean: of the training images' pixels, normalised.

    Shapes: (N, 1, H, W) -> (N, classes); where one digit decides for another, (N, 2, H, W), that one first.
    """
    network = copy.deepcopy(network).eval()
    if kind == names.CENTRED:
        return _Centred(network, training_mean)
    if kind in (names.CLEAN_WINNERS, names.NOISY_WINNERS):
        return _Doubled(_with(network, lambda _, activation: Imposed(activation)))
    if kind == names.RANDOM_WINNERS:
        # The same at every level, for they are drawn again from the same streams.
        return _with(
            network,
            lambda index, activation: AtRandom(activation, generator(seed, "random winners", index)),
        )
    if kind == names.WITH_WINNERS:
        return _with(network, _putting_in(network, k))
    if kind == names.WITHOUT_WINNERS:
        return _with(network, lambda _, activation: nn.ReLU() if _wins(activation) else activation)
    if kind == names.OWN_K:
        for activation, units, wanted in zip(activations_of(network), _units(network), k, strict=True):
            if wanted is not None and _wins(activation) and isinstance(activation, KWinnersBase):
                _set_k(activation, wanted, units)
        return network
    factor = 1.0 if kind in (names.NOTHING, names.WITHOUT_BOOSTING) else factor_of(kind, network)
    for activation in activations_of(network):
        if _wins(activation) and isinstance(activation, KWinnersBase):
            if kind == names.WITHOUT_BOOSTING:
                activation.boost_strength.zero_()
            elif factor is not None and factor != 1:
                _scale_k(activation, factor)
    return network


def _with(network: ExplorerNetwork, change: Callable[[int, nn.Module], nn.Module]) -> ExplorerNetwork:
    """A network with its activations changed in place, from input to output."""
    after: KWinners2d | None = None
    for index, block in enumerate(network.blocks()):
        activation = change(index, block.activation)
        if isinstance(block, NormalizedConv2d):
            block.activation = activation
        else:
            network.convs[index] = WinnersConv2d(block.conv, block.pool, activation, after)
        after = activation if type(activation) is KWinners2d else None
    if not isinstance(network.hidden_activation, nn.Identity):
        network.hidden_activation = change(len(network.convs), network.hidden_activation)
    return network.eval()


def _putting_in(network: ExplorerNetwork, k: LayerWinners) -> Callable[[int, nn.Module], nn.Module]:
    units, blocks = _units(network), network.blocks()
    device = network.output.weight.device

    def put(index: int, activation: nn.Module) -> nn.Module:
        wanted = k[index]
        if wanted is None or _wins(activation):
            return activation
        share = wanted / units[index]
        if index == len(blocks):
            return KWinners(units[index], share, 1.0, boost_strength=0.0).to(device)
        return KWinners2d(parameters_of(blocks[index].conv)[0].shape[0], share, 1.0, boost_strength=0.0).to(
            device
        )

    return put


def _scale_k(activation: KWinnersBase, factor: float) -> None:
    """Multiply k in evaluation, at least to 1 and at most to all units."""
    if not isinstance(activation, KWinners2d):
        activation.k_inference = max(1, min(round(activation.k_inference * factor), activation.n))
        return
    activation.percent_on_inference = min(activation.percent_on_inference * factor, 1.0)
    if activation.local:
        k = round(activation.channels * activation.percent_on_inference)
        activation.k_inference = max(1, min(k, activation.channels))
    else:
        activation.n = 0  # so that k is found again


def _set_k(activation: KWinnersBase, k: int, units: int) -> None:
    """Let so many win in evaluation, of so many units, or with local winners at each position."""
    if isinstance(activation, KWinners2d):
        activation.percent_on_inference = k / (activation.channels if activation.local else units)
        activation.n = 0  # so that k is found again
    activation.k_inference = k


def factor_of(kind: str, network: ExplorerNetwork) -> float | None:
    """What an intervention multiplies k by; None if it does not, or the network has no k-winners."""
    prefix, _, number = kind.partition("k x ")
    if prefix or not any(map(_wins, activations_of(network))):
        return None
    try:
        factor = float(number)
    except ValueError:
        return None
    return factor if 0 < factor < math.inf else None


def activations_of(network: ExplorerNetwork) -> list[nn.Module]:
    """The activations, from input to output; a hidden layer without one has no part in it."""
    found = [block.activation for block in network.blocks()]
    hidden = network.hidden_activation
    return found if isinstance(hidden, nn.Identity) else [*found, hidden]


def _wins(activation: nn.Module) -> bool:
    """Whether an activation chooses winners in evaluation."""
    was_training = activation.training
    activation.eval()
    try:
        return chooses_winners(activation)
    finally:
        activation.train(was_training)


@torch.no_grad()
def _units(network: ExplorerNetwork) -> list[int]:
    """How many units each layer that has an activation has."""
    parameter = network.output.weight
    was_training = network.training
    network.eval()
    try:
        activities, _ = network.activities(parameter.new_zeros(1, 1, network.image_size, network.image_size))
    finally:
        network.train(was_training)
    return [activity[0].numel() for activity in activities]


def _check_k(network: ExplorerNetwork, k: LayerWinners) -> None:
    if not k:
        return
    units = _units(network)
    if len(k) != len(units):
        raise ValueError(f"k is given for {len(k)} layers, the network has {len(units)} with an activation")
    for each, of_layer, activation in zip(k, units, activations_of(network), strict=True):
        there, what = of_layer, "units"
        if isinstance(activation, KWinners2d) and activation.local:
            there, what = activation.channels, "filters"
        if each is not None and not 1 <= each <= there:
            raise ValueError(f"k is {each}, allowed is 1 ... {there}, the layer's {what}")
