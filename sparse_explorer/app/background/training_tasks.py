"""What each step of the queue is handed, and how much work it is: made from the session and what lies on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sparse_explorer.app.background import training_jobs as jobs
from sparse_explorer.app.background.loading_jobs import Stored, run_folder
from sparse_explorer.app.model.activity import TRAIN
from sparse_explorer.app.model.queue_estimate import trained_fraction, work_of
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import NetworkShelf, Place
from sparse_explorer.app.model.work_queue import Step
from sparse_explorer.data.catalogue import describe
from sparse_explorer.experiment.plan.variant import Variant, settle_epochs
from sparse_explorer.experiment.runs.stored import DESCRIPTION, MOMENTUM

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData


class TaskMaker:
    """Makes tasks for the session's variants.

    Args:
        data: the data set in use, an ImageData; None while it is not there.
        folder: of all runs.

    Attributes:
        origins: the variants, by id, that begin with what another one, by id, has learned.
    """

    def __init__(
        self, session: Session, shelf: NetworkShelf, data: Callable[[], ImageData | None], folder: Path
    ) -> None:
        self.origins: dict[str, str] = {}
        self._session = session
        self._shelf = shelf
        self._data = data
        self._folder = folder

    def folder_of(self, place: Place) -> Path:
        """Where a run is kept."""
        return run_folder(self._folder, place)

    def settled(self, variant_id: str) -> Variant:
        """A variant with its number of epochs settled."""
        return settle_epochs(self._session.item(variant_id).variant, describe(self._session.dataset).epochs)

    def stored_of(self, item: VariantItem) -> list[Stored]:
        """The networks of a variant that can be looked into, and are on disk and not in memory."""
        if item.source is not None:
            return []  # it is nowhere but at its source
        places = (Place(item.id, *key) for key in item.runs if key.seed == self._session.seed)
        return [
            Stored(place, item.variant, self.folder_of(place))
            for place in places
            if self._shelf.get(place) is None
        ]

    def make(self, step: Step) -> jobs.Task:
        """What a worker needs to know of a step."""
        session = self._session
        record = session.record(step.variant_id, step.seed)
        place = Place(step.variant_id, session.dataset, step.seed)
        noise = session.noise_of(step.noise)
        swept = record.history.levels(noise.convention) if record else ()
        origin = self.origins.get(step.variant_id)
        return jobs.Task(
            place=place,
            variant=self.settled(step.variant_id),
            device=session.device,
            noise=noise,
            folder=self.folder_of(place),
            step=record.history.step if record else 0,
            # A sweep that is whole is wanted again.
            swept=() if session.swept_with(noise, step.variant_id, step.seed) else swept,
            compared=session.seeds > 1,
            looked_back_at=step.seed == session.seed,
            origin=self.folder_of(place._replace(variant_id=origin)) if origin else None,
            source=session.item(step.variant_id).source,
        )

    def has_network(self, variant_id: str, seed: int, noise: str = "") -> bool:
        """Whether a run on the data set in use has a network: in memory, or on disk; one from elsewhere, if it can be
        under that kind of noise, or where none is named the one in use."""
        place = Place(variant_id, self._session.dataset, seed)
        if self._shelf.other(place) is not None:
            source = self._session.item(variant_id).source
            return source is not None and not source.refusal(self._session.noise_of(noise).convention)
        if self._shelf.get(place) is not None:
            return True
        record = self._session.record(variant_id, seed)
        further = seed != self._session.seed  # the first seed's that are on disk are in memory too
        return further and record is not None and (self.folder_of(place) / DESCRIPTION).exists()

    def can_be_continued(self, variant_id: str) -> bool:
        """Whether all finished runs of a variant have kept what more epochs begin with: momentum, if there is any."""
        if not self.settled(variant_id).training.momentum:
            return True
        places = (Place(variant_id, self._session.dataset, seed) for seed in self._session.all_seeds())
        finished = (place for place in places if self._is_finished(place))
        return all((self.folder_of(place) / MOMENTUM).exists() for place in finished)

    def work(self, step: Step) -> dict[str, float]:
        """What is left to do in a step, in images classified."""
        data = self._data()
        if data is None:
            return {}  # another data set was chosen, and the queue is about to be emptied
        epochs = self.settled(step.variant_id).training.epochs or 1
        left = (1 - self.trained_before(step)) * epochs * len(data.train_images)
        return work_of(
            (step.kind,), left, len(data.test_images), len(self._session.noise_of(step.noise).levels)
        )

    def work_of_all(self, steps: Sequence[Step]) -> list[dict[str, float]]:
        """The same of several steps."""
        return [self.work(step) for step in steps]

    def trained_before(self, step: Step) -> float:
        """How much of a step's training was done in an earlier one, as far as the session knows."""
        record = self._session.record(step.variant_id, step.seed)
        if step.kind != TRAIN or step.again or record is None:
            return 0.0
        training = self.settled(step.variant_id).training
        return trained_fraction(training, record.history.step, record.history.steps)

    def _is_finished(self, place: Place) -> bool:
        record = self._session.record(place.variant_id, place.seed)
        return record is not None and record.history.finished
