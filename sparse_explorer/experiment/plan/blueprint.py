"""What a configuration comes to with its switches and sizes settled: what is built, counted and checked. No torch.

Nothing behind this asks a switch: the engine builds from a blueprint, cost and memory count from it, files are held
against it.
"""

from dataclasses import dataclass

from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvShape, conv_shapes, settled_activation


@dataclass(frozen=True)
class PlannedConv:
    """A convolution block as it is built.

    Attributes:
        shape: of its maps.
        kernel_size: height and width of a filter.
        density: fraction of a filter's weights that is not fixed at zero.
        activation: ``k-winners`` or ``relu``.
        k: winners among ``competing`` units: all of an image, or with local winners the filters at a position.
    """

    shape: ConvShape
    kernel_size: int
    density: float
    activation: str
    k: int
    competing: int

    @property
    def inputs(self) -> int:
        """What one unit looks at: weights of a filter."""
        return self.shape.channels_in * self.kernel_size**2

    @property
    def winning(self) -> float:
        """Fraction of the units that win, where winners are chosen."""
        return self.k / self.competing


@dataclass(frozen=True)
class PlannedHidden:
    """The hidden layer as it is built.

    Attributes:
        inputs, units: what it takes and what it gives.
        density: fraction of a unit's weights that is not fixed at zero.
        activation: ``k-winners``, ``relu`` or ``none``.
        k: winners among its units.
    """

    inputs: int
    units: int
    density: float
    activation: str
    k: int

    @property
    def winning(self) -> float:
        """Fraction of the units that win, where winners are chosen."""
        return self.k / self.units


@dataclass(frozen=True)
class PlannedWinners:
    """How the layers with k-winners choose; the same for all of them.

    Attributes:
        local: the filters of each position compete, instead of all units of an image.
        in_training, in_evaluation: whether they are in use; ReLU where they are not.
        at_random: whether winners are chosen at random instead of by value.
        inference_factor: k is multiplied by this in evaluation.
        boost_strength: 0 where there is nothing to boost.
        boost_strength_factor: the boost strength is multiplied by this after each epoch.
        duty_cycle_period: images over which a unit's activity is averaged.
    """

    local: bool
    in_training: bool
    in_evaluation: bool
    at_random: bool
    inference_factor: float
    boost_strength: float
    boost_strength_factor: float
    duty_cycle_period: int

    @property
    def always_used(self) -> bool:
        """Whether ReLU never stands in for them."""
        return self.in_training and self.in_evaluation


@dataclass(frozen=True)
class Blueprint:
    """A network as it is built; see :func:`blueprint`.

    Attributes:
        image_size: rows and columns of its images.
        convs, hidden: its layers, in order.
        outputs: classes that it tells apart.
        winners: how its layers with k-winners choose.
        normalize_weights: whether sparse layers start scaled to the inputs that each unit has left.
        centring, normalization, dropout: as in :class:`NetworkConfig`.
    """

    image_size: int
    convs: tuple[PlannedConv, ...]
    hidden: PlannedHidden
    outputs: int
    winners: PlannedWinners
    normalize_weights: bool
    centring: str
    normalization: str
    dropout: float

    @property
    def activations(self) -> tuple[str, ...]:
        """What follows each block and the hidden layer."""
        return (*(conv.activation for conv in self.convs), self.hidden.activation)


def blueprint(network: NetworkConfig) -> Blueprint:
    """What a configuration comes to.

    Example::

        blueprint(NetworkConfig(sparse_conv=False)).convs[0].density  # 1.0
    """
    shapes = conv_shapes(network.convs, network.size)
    convs = tuple(
        PlannedConv(
            shape=shape,
            kernel_size=conv.kernel_size,
            density=conv.density if network.sparse_conv else 1.0,
            activation=settled_activation(conv.activation, network.k_winners),
            k=conv.k,
            competing=shape.channels if network.local else shape.units,
        )
        for conv, shape in zip(network.convs, shapes, strict=True)
    )
    hidden = PlannedHidden(
        inputs=shapes[-1].units,
        units=network.hidden.units,
        density=network.hidden.density if network.sparse_linear else 1.0,
        activation=settled_activation(network.hidden.activation, network.k_winners),
        k=network.hidden.k,
    )
    return Blueprint(
        image_size=network.size,
        convs=convs,
        hidden=hidden,
        outputs=network.outputs,
        winners=_winners(network),
        normalize_weights=network.normalize_weights,
        centring=network.centring,
        normalization=network.normalization,
        dropout=network.dropout,
    )


def _winners(network: NetworkConfig) -> PlannedWinners:
    in_training, at_random = network.winners_used != "inference only", network.winners_chosen == "at random"
    return PlannedWinners(
        local=network.local,
        in_training=in_training,
        in_evaluation=network.winners_used != "training only",
        at_random=at_random,
        inference_factor=network.k_inference_factor,
        boost_strength=network.boost_strength if in_training and not at_random else 0.0,
        boost_strength_factor=network.boost_strength_factor,
        duty_cycle_period=network.duty_cycle_period,
    )
