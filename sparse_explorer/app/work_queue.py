"""The queue of what is to be trained and swept: planned here, worked through by a controller. Knows no Qt."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sparse_explorer.app.activity import REPEAT, SWEEP, TRAIN
from sparse_explorer.app.session import Session


@dataclass(frozen=True)
class Step:
    """Something to be done with a variant; ``further`` says how far a repeat's seed is from the first one."""

    kind: str
    variant_id: str
    further: int = 0


class WorkQueue:
    """Steps in the order in which they are done.

    Args:
        session: what is trained so far decides what is planned.
        has_network: whether a variant has a network to sweep.

    Attributes:
        steps: those that wait.
        at_work: the one that is being done and will come to its end; None if there is none.
    """

    def __init__(self, session: Session, has_network: Callable[[str], bool]) -> None:
        self.steps: list[Step] = []
        self.at_work: Step | None = None
        self._session = session
        self._has_network = has_network

    def plan_training(self, variant_ids: Sequence[str]) -> set[str]:
        """Add what is not fully trained yet, each followed by its sweep, sweeps that never came to their end, and after
        all of them the further seeds; returns for which variants something was added.

        A variant that diverged would do so again: its first seed is left as it is.
        """
        before = len(self.steps)
        for variant_id in variant_ids:
            record = self._session.record(variant_id)
            if record and record.history.diverged is not None:
                continue
            if record and record.history.finished:
                if not self._session.swept(variant_id):
                    self._add_sweep(variant_id)
            elif not self._is_planned(Step(TRAIN, variant_id)):
                self.steps += [Step(TRAIN, variant_id), Step(SWEEP, variant_id)]
        # Seed by seed, so that all variants can be compared after each.
        for further in range(1, self._session.seeds):
            for variant_id in variant_ids:
                if further in self._session.missing_repeats(variant_id):
                    self._add(Step(REPEAT, variant_id, further))
        return {step.variant_id for step in self.steps[before:]}

    def plan_sweeps(self, variant_ids: Iterable[str]) -> set[str]:
        """Add the noise sweeps of variants that have a network, and of their further seeds that were trained; returns
        for which variants the first seed's was added."""
        added = set()
        for variant_id in variant_ids:
            record = self._session.record(variant_id)
            diverged = record is not None and record.history.diverged is not None
            if not diverged and self._add_sweep(variant_id):
                added.add(variant_id)
            for further in range(1, self._session.seeds):
                if record and record.seed + further in record.repeats:
                    self._add(Step(REPEAT, variant_id, further))
        return added

    def drop(self, variant_id: str, kinds: Sequence[str] = (TRAIN, SWEEP, REPEAT)) -> None:
        """What was planned for a variant makes no sense any more."""
        self.steps = [step for step in self.steps if step.variant_id != variant_id or step.kind not in kinds]

    def drop_sweeps(self) -> None:
        """Drop the sweeps that wait, but for those that follow a training that waits."""
        trainings = {step.variant_id for step in self.steps if step.kind == TRAIN}
        self.steps = [step for step in self.steps if step.kind != SWEEP or step.variant_id in trainings]

    def keep_only_present(self) -> None:
        """Drop what waits for variants that were removed."""
        self.steps = [step for step in self.steps if self._session.has(step.variant_id)]

    def variants(self) -> tuple[str, ...]:
        """Ids of the variants that wait, each once."""
        return tuple(dict.fromkeys(step.variant_id for step in self.steps))

    def _add_sweep(self, variant_id: str) -> bool:
        return self._has_network(variant_id) and self._add(Step(SWEEP, variant_id))

    def _add(self, step: Step) -> bool:
        if self._is_planned(step):
            return False
        self.steps.append(step)
        return True

    def _is_planned(self, step: Step) -> bool:
        return step == self.at_work or step in self.steps
