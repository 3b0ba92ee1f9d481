"""A network with something done to it, looked into picture by picture; see :mod:`.surgery`.

Axes: N pictures, C channels, H height, W width.
"""

from collections.abc import Collection
from contextlib import AbstractContextManager

import torch
from torch import Tensor

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.interventions import training_mean
from sparse_explorer.experiment.engine.network import ExplorerNetwork
from sparse_explorer.experiment.engine.passes import Pass, described
from sparse_explorer.experiment.engine.surgery import AtRandom, Changed, changed_network
from sparse_explorer.experiment.results import interventions as names
from sparse_explorer.experiment.results.interventions import Intervention
from sparse_explorer.nn import frozen

_SEED = 0
"""Of what is chosen at random; the same at every look, so that nothing flickers."""


class LiveNetwork:
    """A copy of a network that an intervention is done to.

    Args:
        network: in evaluation mode, on the CPU; it stays as it is.
        intervention: one that is applicable.
        training_mean: of the training images' pixels, normalised.

    Attributes:
        module: the copy, to be held frozen while it is asked.
    """

    def __init__(self, network: ExplorerNetwork, intervention: Intervention, training_mean: float) -> None:
        self.kind = intervention.kind
        self.module = changed_network(network, self.kind, _SEED, intervention.k, training_mean)
        self._network = self.module.network if isinstance(self.module, Changed) else self.module
        self._drawing = [layer for layer in self.module.modules() if isinstance(layer, AtRandom)]

    def clean(self, clean: Tensor, as_it_is: Pass) -> Pass:
        """What the noisy digit's winners are compared with.

        Args:
            clean: the digit without noise, (1, 1, H, W).
            as_it_is: what the network itself makes of it; winners that others decide on are compared with its own.
        """
        if self.kind in (names.CLEAN_WINNERS, names.NOISY_WINNERS, names.RANDOM_WINNERS):
            return as_it_is
        return self.look(clean, clean)

    def look(self, clean: Tensor, noisy: Tensor) -> Pass:
        """What the copy makes of a digit (1, 1, H, W), whose clean form may have a say in it."""
        for layer in self._drawing:
            layer.restart()
        if self.kind == names.CLEAN_WINNERS:
            noisy = torch.cat((clean, noisy), dim=1)
        elif self.kind == names.NOISY_WINNERS:
            noisy = torch.cat((noisy, clean), dim=1)
        return described(self._network, self.module.insides(noisy))


class LiveNetworks:
    """Those that were asked last, one of each network, held frozen; and what they make of the clean digit."""

    def __init__(self) -> None:
        self._found: dict[ExplorerNetwork, tuple[Intervention, LiveNetwork]] = {}
        self._held: dict[ExplorerNetwork, AbstractContextManager[None]] = {}
        self._clean: dict[ExplorerNetwork, Pass] = {}

    def of(self, network: ExplorerNetwork, intervention: Intervention, data: ImageData) -> LiveNetwork:
        """A network with this done to it, trained on these data."""
        known = self._found.get(network)
        if known is not None and known[0] == intervention:
            return known[1]
        self._drop(network)
        live = LiveNetwork(network, intervention, training_mean(data))
        self._found[network] = intervention, live
        self._held[network] = frozen(live.module)
        self._held[network].__enter__()
        return live

    def clean(self, network: ExplorerNetwork, clean: Tensor, as_it_is: Pass) -> Pass:
        """As :meth:`LiveNetwork.clean`, of one that :meth:`of` gave; it is asked once a digit."""
        if network not in self._clean:
            self._clean[network] = self._found[network][1].clean(clean, as_it_is)
        return self._clean[network]

    def forget_digit(self) -> None:
        """Another digit is looked at."""
        self._clean = {}

    def keep(self, asked: Collection[ExplorerNetwork]) -> None:
        """Let go of all others."""
        for network in self._found.keys() - set(asked):
            self._drop(network)

    def _drop(self, network: ExplorerNetwork) -> None:
        self._found.pop(network, None)
        self._clean.pop(network, None)
        held = self._held.pop(network, None)
        if held is not None:
            held.__exit__(None, None, None)
