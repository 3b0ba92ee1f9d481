"""What the trained variants say about the test digits at the current noise, found in the background.

Nobody asks while nobody looks. Answers to another noise, pattern or data set are gone at once; those to the noise in
use come a moment after it rests, part by part. A network that was trained since is asked by itself; one that trains is
asked when it has come to its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from sparse_explorer.app.background import answers_jobs as jobs
from sparse_explorer.app.background.latest_job import LatestJob
from sparse_explorer.app.background.networks_in_sight import asked_in_sight
from sparse_explorer.app.model.activity import TRAIN, Activity
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import NetworkShelf
from sparse_explorer.experiment.results.answers import Answers, AnswersPart, asked_places

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData
    from sparse_explorer.experiment.engine.other_network import Asked

REST_MS = 250
"""The slider rests for so long before networks are asked."""


class AnswersController(QObject):
    """Asks whenever the answers may be others, if somebody looks.

    Signals:
        changed(object): Answers, as far as they have come; None while there are none to this noise.
        failed(str, str): what went wrong, in words, and the details.

    Attributes:
        answers: the same.
    """

    changed = Signal(object)
    failed = Signal(str, str)

    def __init__(self, session: Session, shelf: NetworkShelf, parent: QObject) -> None:
        super().__init__(parent)
        self.answers: Answers | None = None
        self._session = session
        self._shelf = shelf
        self._data: ImageData | None = None
        self._wanted = False
        self._training = ""
        self._of: tuple[Any, ...] = ()
        self._asked: dict[str, Asked] = {}  # the networks whose answers are there, or are being found
        self._kept = jobs.KeptDigits()
        self._job = LatestJob(self)
        self._job.reported.connect(self._take_in)
        self._job.failed.connect(self._fail)
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self._ask)
        for signal in (session.noise_changed, session.noise_config_changed, session.pattern_changed):
            signal.connect(self.refresh)
        for signal in (session.variants_changed, session.seeds_changed):
            signal.connect(self.refresh)

    @property
    def at_work(self) -> bool:
        """Whether answers are about to come."""
        return self._rest.isActive() or self._job.at_work

    def set_data(self, data: ImageData | None) -> None:
        """Ask about the digits of this ImageData from now on; None while there is none."""
        self._data = data
        self.refresh()

    def set_wanted(self, wanted: bool) -> None:
        """Say whether somebody looks at the answers."""
        if wanted == self._wanted:
            return
        self._wanted = wanted
        if wanted:
            self.refresh()
            if self.answers is not None:
                self.changed.emit(self.answers)  # who looks now may not have looked before
        else:
            self._stop_asking()
            self._kept = jobs.KeptDigits()  # tens of megabytes

    def show_activity(self, activity: Activity) -> None:
        """Which variant is being trained: all that it said would be gone at its next step, and would slow that down."""
        training = activity.variant_id if activity.kind == TRAIN and activity.seed is None else ""
        if training != self._training:
            self._training = training
            self.refresh()

    def refresh(self) -> None:
        """Forget what does not hold any more, and ask for what is missing when things come to rest."""
        if not self._wanted:
            return
        if self._circumstances() != self._of:
            self._stop_asking()
            self._of, self._asked = self._circumstances(), {}
            self._show(None)
        networks = self._networks()
        if any(networks.get(name) is not network for name, network in self._asked.items()):
            self._stop_asking()
            self._forget_gone(networks)
        if networks.keys() - self._asked.keys():
            self._rest.start()

    def stop(self) -> None:
        """Ask nothing any more."""
        self._wanted = False
        self._stop_asking()

    def _circumstances(self) -> tuple[Any, ...]:
        session = self._session
        return self._data, session.noise_config.convention, session.noise, session.pattern

    def _networks(self) -> dict[str, Asked]:
        found = {} if self._data is None else asked_in_sight(self._session, self._shelf)
        found.pop(self._training, None)
        return found

    def _forget_gone(self, networks: dict[str, Asked]) -> None:
        for name in [name for name, network in self._asked.items() if networks.get(name) is not network]:
            del self._asked[name]
            if self.answers is not None:
                self.answers.forget(name)
        self._show(self.answers)

    def _stop_asking(self) -> None:
        """Those whose answers have not all come must be asked again."""
        self._rest.stop()
        if self._job.at_work:
            self._job.cancel()
            known = self.answers
            for name in list(self._asked):
                if known is None or not known.knows(name):
                    del self._asked[name]

    def _ask(self) -> None:
        self._stop_asking()
        networks = {name: network for name, network in self._networks().items() if name not in self._asked}
        session, data = self._session, self._data
        if not networks or data is None:
            return
        convention, noise, pattern = session.noise_config.convention, session.noise, session.pattern
        places = asked_places(len(data.test_labels), convention)
        if self.answers is None:
            labels = data.test_labels.numpy()[places]
            self.answers = Answers(
                places, labels, len(data.test_labels), convention, noise, class_names=data.class_names
            )
        self._asked |= networks
        kept = self._kept
        self._job.start(
            lambda: jobs.ask(
                networks, data, places, noise=noise, convention=convention, pattern=pattern, kept=kept
            )
        )

    def _take_in(self, part: AnswersPart) -> None:
        if self.answers is not None:
            self.answers.add(part)
            self._show(self.answers)

    def _show(self, answers: Answers | None) -> None:
        if answers is not None or self.answers is not None:
            self.answers = answers
            self.changed.emit(answers)

    def _fail(self, details: str) -> None:
        self.failed.emit(self.tr("The test digits could not be asked about."), details)
