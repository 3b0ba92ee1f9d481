"""The one owner of what the window shows: variants, data set, current digit, current noise.

Panes and controllers ask the session and listen to it; nobody else keeps a copy. Setters that change nothing emit
nothing, so that a view may answer a signal with a setter. The session changes completely, selection included, before
it says so (:mod:`sparse_explorer.app.model.announcing`): whoever listens may read and change everything.

It is built up in layers, a module each: circumstances, the line-up of variants, their runs, and here what concerns all
of these at once.
"""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from sparse_explorer.app.model.circumstances import ORDER
from sparse_explorer.app.model.interventions import Interventions
from sparse_explorer.app.model.own_image import OwnImage
from sparse_explorer.app.model.records import MOST_SEEDS, VariantItem
from sparse_explorer.app.model.runs import Runs
from sparse_explorer.app.model.state import State
from sparse_explorer.data.catalogue import describe
from sparse_explorer.experiment.plan.effects import same_effect
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.training import TrainingConfig
from sparse_explorer.experiment.plan.variant import Variant, settle_epochs

__all__ = ["MOST_SEEDS", "Session"]


class Session(Runs):
    """Variants and shared state; signals are those of its layers.

    Attributes:
        own: the image that the user has drawn or brought.
        interventions: what is done to the networks that are looked into.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.own = OwnImage(self)
        self.interventions = Interventions(self)

    def configure(self, variant_id: str, network: NetworkConfig, training: TrainingConfig) -> VariantItem:
        """Change a variant's configuration.

        What was trained stays: a variant that has runs is left as it is, and an untrained copy with the new
        configuration is added behind it and selected; unless it would train to the same numbers. A network from
        elsewhere stays as it is.
        """
        item = self.item(variant_id)
        changed = replace(item.variant, network=network, training=training)
        if changed == item.variant or item.source is not None:
            return item
        if self._keeps(item, changed):
            return self.add(replace(changed, note=None), after=variant_id)
        with self._change() as announce:
            item.variant = changed
            announce("variants_changed")
            announce("edited")
            if variant_id == self.selected_id:
                announce("selected_changed")
        return item

    def _keeps(self, item: VariantItem, changed: Variant) -> bool:
        """Whether what a variant learned would not be what it learns with another configuration."""
        return item.id in self.unread or not all(
            _same_effect(item.variant, changed, key.dataset) for key in item.runs
        )

    def restore(self, items: list[VariantItem], selected_id: str, solo_id: str = "", **values: Any) -> None:
        """Take over what was stored: variants, which one is selected, which one is shown alone, and values of the
        attributes by name."""
        with self._change() as announce:
            self._variants.items[:] = items
            self._variants.selected_id = selected_id if self.has(selected_id) else ""
            self._solo_id = solo_id
            for name, value in values.items():
                setattr(self, name, value)
            for topic in ORDER:
                if topic not in ("record_changed", "searching_changed", "edited"):
                    announce(topic)

    def state(self) -> State:
        """All that the user edits, as it is now; see :meth:`reinstate`."""
        return State(
            self._variants.rows(),
            self._variants.removed_places(),
            self.selected_id,
            self.solo_id,
            self.seed,
            self.seeds,
            self.noise_config,
            self.noise,
            self.digit,
            self.pattern,
            self.dataset,
            self.digit_count,
        )

    def reinstate(self, state: State) -> None:
        """Bring back a state that this session was in.

        What was learned stays: as in :meth:`configure`, a variant that was trained since keeps its configuration, and
        a copy with the one it had stands behind it. Variants that were added since are set aside with their runs on
        disk. The data set stays; the digit comes back if it is of that data set.
        """
        before = {row.id: row for row in self._variants.rows()}
        order, selected, solo = list(before), before.get(self.selected_id), self.solo_id
        with self._change() as announce:
            self._variants.reinstate(state.rows, state.removed, state.selected_id, self._keeps)
            self._solo_id = state.solo_id
            after = {row.id: row for row in self._variants.rows()}
            if after != before or list(after) != order or self.solo_id != solo:
                announce("variants_changed")
                announce("edited")
            for variant_id, row in after.items():
                if before.get(variant_id, row) != row:
                    announce("record_changed", variant_id)
            if after.get(self.selected_id) != selected:
                announce("selected_changed")
                announce("edited")
            self.set_seed(state.seed)
            self.set_seeds(state.seeds)
            self.set_noise_config(state.noise_config)
            self.set_noise(state.noise)
            self.set_pattern(state.pattern)
            if state.dataset == self.dataset:
                self.set_digit(state.digit)


def _same_effect(one: Variant, other: Variant, dataset: str) -> bool:
    """Whether two variants train to the same numbers on a data set, which says what open numbers of epochs mean."""
    epochs = describe(dataset).epochs
    return same_effect(settle_epochs(one, epochs), settle_epochs(other, epochs))
