"""What can be done to the networks in sight, and the button on each lane that does it."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QCoreApplication, QObject, Signal

from sparse_explorer.app.language.texts import winners_title
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.widgets.intervention_button import Choice, InterventionButton
from sparse_explorer.app.widgets.k_dialog import AskedLayer
from sparse_explorer.data.noise.kinds import KINDS, Family
from sparse_explorer.experiment.plan.blueprint import blueprint
from sparse_explorer.experiment.plan.layers import HIDDEN, conv_name
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.results import interventions as names
from sparse_explorer.experiment.results.interventions import Intervention, scaled_k

SHARES = (0.01, 0.02, 0.05, 0.1, 0.2)
"""Of a layer's units, which are offered as its winners."""

PROPOSED = 0.05
"""Of a layer's units, where the user is asked for its winners."""

FACTORS = (0.25, 0.5, 2.0, 4.0)
"""What k is multiplied by."""

translate = QCoreApplication.translate


class InterventionButtons(QObject):
    """A button a lane; what is chosen goes to the session.

    Signals:
        curve_wanted(str): show the curve of the variant with that id, or hide it.
    """

    curve_wanted = Signal(str)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._buttons: dict[str, InterventionButton] = {}
        self._curves: frozenset[str] = frozenset()

    def set_curves(self, variant_ids: Sequence[str]) -> None:
        """Whose curves are shown."""
        self._curves = frozenset(variant_ids)

    def buttons(self, items: Sequence[VariantItem]) -> list[InterventionButton]:
        """One for each of these variants, as the session is now."""
        for gone in self._buttons.keys() - {item.id for item in items}:
            button = self._buttons.pop(gone)
            button.hide()
            button.deleteLater()
        return [self._button(item) for item in items]

    def _button(self, item: VariantItem) -> InterventionButton:
        if item.id not in self._buttons:
            button = InterventionButton()
            button.chosen.connect(lambda done, id_=item.id: self._session.interventions.set(id_, done))
            button.curve_wanted.connect(lambda id_=item.id: self.curve_wanted.emit(id_))
            self._buttons[item.id] = button
        button = self._buttons[item.id]
        others = [
            (each.variant.name, each.variant.network)
            for each in self._session.items
            if each is not item and each.source is None
        ]
        family = KINDS[self._session.noise_config.convention].family
        why_not = ""
        if family not in (Family.PIXELS, Family.IMAGE):
            why_not = self.tr("Interventions need noise on the image; this noise is made for each network")
        button.offer(
            item.variant.name,
            tuple(choices(item.variant.network, others)),
            self._session.interventions.of(item.id),
            item.id in self._curves,
            why_not,
        )
        return button


def choices(network: NetworkConfig, others: Sequence[tuple[str, NetworkConfig]]) -> Iterator[Choice]:
    """What can be done to a trained network of this configuration.

    Args:
        others: names and configurations of variants whose k may be taken.
    """
    yield Choice(Intervention(names.CLEAN_WINNERS))
    yield Choice(Intervention(names.RANDOM_WINNERS))
    units = layer_units(network)
    if any(wins for _, wins in units):
        group = translate("InterventionMenu", "another k")
        for factor in FACTORS:
            yield Choice(Intervention(scaled_k(factor)), group=group)
        yield _question(names.OWN_K, network, group)
        yield Choice(Intervention(names.WITHOUT_WINNERS))
    if not all(wins for _, wins in units):
        group = translate("InterventionMenu", "k-winners at inference")
        for name, other in others:
            k = _k_of(other, units)
            if k is not None:
                label = translate("InterventionMenu", "k of {name}: {k}").format(name=name, k=_k_text(k))
                yield Choice(Intervention(names.WITH_WINNERS, k), label, group)
        for share in SHARES:
            k = tuple(None if wins else max(1, round(share * count)) for count, wins in units)
            label = translate("InterventionMenu", "{percent} % of the units, k = {k}")
            text = label.format(percent=f"{100 * share:g}", k=_k_text(k))
            yield Choice(Intervention(names.WITH_WINNERS, k), text, group)
        yield _question(names.WITH_WINNERS, network, group)
    yield Choice(Intervention(names.CENTRED))


def layer_units(network: NetworkConfig) -> list[tuple[int, bool]]:
    """How many units each layer with an activation has, and whether it chooses winners in evaluation."""
    plan = blueprint(network)
    used, hidden = plan.winners.in_evaluation, plan.hidden
    found = [(conv.shape.units, used and conv.activation == "k-winners") for conv in plan.convs]
    if hidden.activation == "none":
        return found
    return [*found, (hidden.units, used and hidden.activation == "k-winners")]


def _question(kind: str, network: NetworkConfig, group: str) -> Choice:
    """The choice that asks for a k of one's own: of the layers that choose winners, or of those that do not."""
    plan = blueprint(network)
    units = layer_units(network)
    names_of = [*(conv_name(place) for place in range(len(plan.convs))), HIDDEN]
    winners = [*((conv.k, conv.competing) for conv in plan.convs), (plan.hidden.k, plan.hidden.units)]
    asked: list[AskedLayer | None] = []
    for place, (count, wins) in enumerate(units):
        title = winners_title(names_of[place], len(plan.convs))
        k, competing = winners[place]
        if wins is not (kind == names.OWN_K):
            asked.append(None)
        elif wins:
            in_evaluation = max(1, min(round(k * network.k_inference_factor), competing))
            asked.append(AskedLayer(title, competing, in_evaluation, competing < count))
        else:
            asked.append(AskedLayer(title, count, max(1, round(PROPOSED * count))))
    return Choice(Intervention(kind), translate("InterventionMenu", "a k of your own …"), group, tuple(asked))


def _k_of(other: NetworkConfig, units: Sequence[tuple[int, bool]]) -> tuple[int | None, ...] | None:
    """The winners of another variant in evaluation, for the layers that have none of their own; None where they do not
    fit."""
    theirs = layer_units(other)
    if other.local or len(other.convs) > len(units) or not any(wins for _, wins in theirs):
        return None
    winners = [conv.k for conv in other.convs]
    if len(theirs) > len(other.convs):
        winners.append(other.hidden.k)
    found: list[int | None] = []
    for place, (count, wins) in enumerate(units):
        has_k = place < len(theirs) and theirs[place][1]
        k = round(winners[place] * other.k_inference_factor) if has_k else 0
        found.append(min(k, count) if has_k and not wins else None)
    return tuple(found) if any(k is not None for k in found) else None


def _k_text(k: tuple[int | None, ...]) -> str:
    return ", ".join(f"{each:,}" for each in k if each is not None)
