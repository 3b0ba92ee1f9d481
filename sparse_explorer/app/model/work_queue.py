"""The queue of what is to be trained and swept: planned here, worked through by a controller. Knows no Qt."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from sparse_explorer.app.model.activity import SWEEP, TRAIN
from sparse_explorer.app.model.session import Session
from sparse_explorer.data.noise.kinds import KINDS


@dataclass(frozen=True)
class Step:
    """Something to be done with a run of a variant on the data set in use.

    Attributes:
        kind: TRAIN or SWEEP.
        variant_id, seed: of the run.
        again: a training from its beginning, of a run that has learned something.
        noise: the kind that is swept, with its own levels; empty for the noise in use when the step begins.
    """

    kind: str
    variant_id: str
    seed: int
    again: bool = False
    noise: str = ""


class WorkQueue:
    """Steps in the order in which they are done.

    Args:
        session: what is trained so far decides what is planned.
        has_network: whether a run, by variant id and seed, has a network to sweep under a kind of noise; empty for the
            noise in use.

    Attributes:
        steps: those that wait.
        at_work: the one that is being done and will come to its end; None if there is none.
    """

    def __init__(self, session: Session, has_network: Callable[[str, int, str], bool]) -> None:
        self.steps: list[Step] = []
        self.at_work: Step | None = None
        self._session = session
        self._has_network = has_network

    def plan_training(self, variant_ids: Sequence[str]) -> set[str]:
        """Add what is not fully trained yet, each followed by its sweep, and sweeps that never came to their end;
        returns for which variants something was added.

        Seed by seed, so that all variants can be compared after each. A run that diverged would do so again: it is left
        as it is.
        """
        before = len(self.steps)
        for seed in self._session.all_seeds():
            for variant_id in variant_ids:
                record = self._session.record(variant_id, seed)
                if record and record.history.diverged is not None:
                    continue
                if record is None and self._session.item(variant_id).source is not None:
                    continue  # others have trained it, and it is not in memory
                if record and record.history.finished:
                    if not self._session.swept(variant_id, seed):
                        self._add_sweep(variant_id, seed)
                elif not self._is_planned(Step(TRAIN, variant_id, seed)):
                    self.steps += [Step(TRAIN, variant_id, seed), Step(SWEEP, variant_id, seed)]
        return {step.variant_id for step in self.steps[before:]}

    def plan_again(self, variant_id: str) -> bool:
        """Add trainings from the beginning of the variant's runs that have learned something, each before its sweep;
        returns whether one was added."""
        before = len(self.steps)
        for seed in self._session.all_seeds():
            record = self._session.record(variant_id, seed)
            foreign = self._session.item(variant_id).source is not None
            if (
                record is not None
                and record.history.steps
                and not foreign
                and not self._is_busy(variant_id, seed)
            ):
                self.steps += [Step(TRAIN, variant_id, seed, again=True), Step(SWEEP, variant_id, seed)]
        return len(self.steps) > before

    def plan_sweeps(self, variant_ids: Iterable[str]) -> set[str]:
        """Add the noise sweeps of all runs that have a network; returns for which variants one was added."""
        added = set()
        for seed in self._session.all_seeds():
            for variant_id in variant_ids:
                if self._add_sweep(variant_id, seed):
                    added.add(variant_id)
        return added

    def plan_every_noise(self, variant_ids: Sequence[str]) -> int:
        """Add what is missing of the sweeps of every kind of noise over all runs that have a network; returns how many
        were added.

        Noise by noise, so that all variants can be compared under each as soon as it is done.
        """
        before = len(self.steps)
        for kind in KINDS:
            for seed in self._session.all_seeds():
                for variant_id in variant_ids:
                    if not self._session.swept_with(self._session.noise_of(kind), variant_id, seed):
                        self._add_sweep(variant_id, seed, kind)
        return len(self.steps) - before

    def drop(self, variant_id: str, seed: int) -> None:
        """What was planned for a run makes no sense any more."""
        self.steps = [step for step in self.steps if (step.variant_id, step.seed) != (variant_id, seed)]

    def is_planned(self, variant_id: str, seed: int) -> bool:
        """Whether something waits to be done with a run."""
        return any((step.variant_id, step.seed) == (variant_id, seed) for step in self.steps)

    def drop_sweeps(self) -> None:
        """Drop the sweeps that wait, but for those that follow a training that waits."""
        trainings = {(step.variant_id, step.seed) for step in self.steps if step.kind == TRAIN}
        self.steps = [
            step for step in self.steps if step.kind != SWEEP or (step.variant_id, step.seed) in trainings
        ]

    def keep_only_present(self) -> None:
        """Drop what waits for variants that were removed."""
        self.steps = [step for step in self.steps if self._session.has(step.variant_id)]

    def variants(self) -> tuple[str, ...]:
        """Ids of the variants that wait, each once."""
        return tuple(dict.fromkeys(step.variant_id for step in self.steps))

    def _add_sweep(self, variant_id: str, seed: int, noise: str = "") -> bool:
        record = self._session.record(variant_id, seed)
        diverged = record is not None and record.history.diverged is not None
        step = Step(SWEEP, variant_id, seed, noise=noise)
        in_use = noise == self._session.noise_config.convention and self._is_planned(replace(step, noise=""))
        if diverged or in_use or self._is_planned(step) or not self._has_network(variant_id, seed, noise):
            return False
        self.steps.append(step)
        return True

    def _is_busy(self, variant_id: str, seed: int) -> bool:
        at_work = self.at_work is not None and (self.at_work.variant_id, self.at_work.seed) == (
            variant_id,
            seed,
        )
        return at_work or self.is_planned(variant_id, seed)

    def _is_planned(self, step: Step) -> bool:
        return step == self.at_work or step in self.steps
