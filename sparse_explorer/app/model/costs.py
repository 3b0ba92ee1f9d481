"""What the session's variants cost beside what they can do, at the level of noise in sight. Knows no Qt."""

import enum
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sparse_explorer.app.model.comparing import nearest, whole_runs
from sparse_explorer.app.model.session import Session
from sparse_explorer.experiment.plan.cost import Cost
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.frontier import CostRow, Measured, cheapest, cost_rows, front
from sparse_explorer.experiment.results.model_layers import ModelCounts


class Paid(enum.Enum):
    """What a variant costs: the less the better."""

    MULTIPLY_ADDS = "multiply_adds"
    WEIGHTS = "nonzero_parameters"
    TIME = "seconds"

    def of(self, row: CostRow) -> float:
        """As a number; infinite where it was not measured."""
        if self is Paid.TIME:
            return row.measured.seconds if row.measured else math.inf
        return row.multiply_adds if self is Paid.MULTIPLY_ADDS else row.nonzero_parameters


class Gained(enum.Enum):
    """What a variant can do: the more the better."""

    ACCURACY = "accuracy"
    ROBUSTNESS = "robustness"

    def of(self, row: CostRow) -> float:
        """In percent."""
        return (row.accuracy if self is Gained.ACCURACY else row.robustness).mean


@dataclass(frozen=True)
class Costs:
    """Rows of the variants in sight that were swept.

    Attributes:
        rows: in the order of the list.
        kind, level: the noise, and the swept level (0 ... 1) nearest to the one in sight.
    """

    rows: tuple[CostRow, ...] = ()
    kind: str = ""
    level: float = 0.0

    def plotted(self, paid: Paid) -> tuple[CostRow, ...]:
        """Those of which the cost is known, the cheapest first."""
        return tuple(sorted((row for row in self.rows if paid.of(row) < math.inf), key=paid.of))

    def front(self, paid: Paid, gained: Gained) -> frozenset[str]:
        """The names of the variants than which no other is as good for less."""
        return front(self.plotted(paid), paid.of, gained.of)

    def cheapest(self, least: float, paid: Paid, gained: Gained) -> CostRow | None:
        """The cheapest with at least so many percent; None if there is none."""
        return cheapest(self.plotted(paid), least, paid.of, gained.of)

    def best(self, paid: Paid, gained: Gained) -> CostRow | None:
        """The one that can do most; None if no cost is known."""
        return max(self.plotted(paid), key=gained.of, default=None)


@dataclass(frozen=True)
class Measuring:
    """What was measured, and what is being measured.

    Attributes:
        found: by configuration of the network.
        done, total: of the networks asked for, how many are measured; 0 and 0 at rest.
        blocked: something is trained or swept, so that nothing can be measured.
    """

    found: Mapping[NetworkConfig, Measured] = field(default_factory=dict)
    done: int = 0
    total: int = 0
    blocked: bool = False

    @property
    def at_work(self) -> bool:
        """Whether something is being measured."""
        return self.total > 0


def fitted(network: NetworkConfig, image_size: int, classes: int) -> NetworkConfig:
    """A network as it is trained on images of that size and so many classes; 0 of them: they are not known yet."""
    if not image_size or not classes:
        return network
    try:
        return network.fitted(image_size, classes)
    except ConfigError:
        return network  # it cannot be trained on these images


def session_costs(
    session: Session,
    networks: Sequence[NetworkConfig],
    measured: Mapping[NetworkConfig, Measured],
) -> Costs:
    """What the session's results say.

    Args:
        session: its variants in sight count, with whole sweeps over the noise in use.
        networks: the variants' networks as they are trained, one for each variant in sight; those from elsewhere
            count for themselves, and those that cannot be counted are left out.
        measured: by configuration of the network.
    """
    kind = session.noise_config.convention
    runs = whole_runs(session, kind)
    levels = {found.noise for run in runs for found in run.levels}
    if not levels:
        return Costs(kind=kind)
    level = nearest(sorted(levels), session.noise / 100)
    pairs = list(zip(session.shown, networks, strict=True))
    variants = [Variant(item.variant.name, network, item.variant.training) for item, network in pairs]
    own = {item.variant.name: network for item, network in pairs if item.source is None}
    times = {name: measured[network] for name, network in own.items() if network in measured}
    others = {item.variant.name: _counted(item.source.counts) for item, _ in pairs if item.source is not None}
    known = [each for each in variants if others.get(each.name, each) is not None]
    counted = {name: found for name, found in others.items() if found is not None}
    return Costs(cost_rows(known, runs, kind, level, times, counted), kind, level)


def _counted(counts: ModelCounts) -> Cost | None:
    """What a network from elsewhere costs; None where its multiply-adds are not known."""
    if counts.multiply_adds is None or not counts.dense_multiply_adds:
        return None
    return Cost(counts.parameters, counts.nonzero, counts.multiply_adds, counts.dense_multiply_adds)
