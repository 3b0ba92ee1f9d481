"""The thread that looks into networks: the latest request of each kind, a search that gives way to all of them, and,
when nothing else is to be done, what the noise slider will ask for next."""

from __future__ import annotations

import math
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from sparse_explorer.app.background.worker import KeptThread
from sparse_explorer.app.qt.guard import guarded
from sparse_explorer.experiment.results.inspection_reports import OwnPicture, UnitPlace
from sparse_explorer.experiment.results.interventions import Intervention

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData
    from sparse_explorer.experiment.engine.other_network import Asked

DIGIT, UNIT, FLIPS, WEIGHTS = "digit", "unit", "flips", "weights"
OVERLAPS, SEARCH = "overlaps", "search"
SHORT_S = 0.008
"""What takes less time of computing than this may be done in the window's own thread."""

BRIEF_S = 0.02
"""So long the window waits at most for a step of what takes only a few milliseconds."""

_IN_TURN = (DIGIT, UNIT, FLIPS, WEIGHTS, OVERLAPS, SEARCH)


@dataclass(frozen=True, eq=False)
class Request:
    """What is to be looked at.

    Attributes:
        number: tells a stale answer.
        kind: one digit, one unit of a network, from which noise on networks are wrong about the digit, one network's
            weights, what its active units have in common with the clean digit's at every noise, or the search for the
            next digit on which networks disagree.
        networks: by variant id.
        dataset: name of the data set that they were trained on.
        data: an ImageData of it; None where none is needed.
        index, noise, convention, pattern: which digit, and what is done to it.
        own: a picture of the user's own that is looked at instead of the digit; None where there is none.
        interventions: what is done to networks, by variant id.
        unit: which unit is looked at.
        elsewhere: whether a network may be in another process, for which the window must not wait.
    """

    number: int
    kind: str
    networks: Mapping[str, Asked]
    dataset: str
    data: ImageData | None
    index: int
    noise: int
    convention: str
    pattern: int
    own: OwnPicture | None = None
    interventions: Mapping[str, Intervention] = field(default_factory=dict)
    unit: UnitPlace | None = None
    elsewhere: bool = False


@guarded
class InspectorThread(KeptThread):
    """Works on the latest request of each kind; a search continues while there is no other request, and what the slider
    may ask for is foreseen while there is none of either.

    Signals:
        answered(object, object): the request, and an Inspection, a UnitReport or None, flips, a tuple of LayerWeights,
            overlaps, or the index that was found, None where there is none.
        failed(str, str): the kind of request, and the traceback of what went wrong.
    """

    answered = Signal(object, object)
    failed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._condition = threading.Condition()
        self._requests: dict[str, Request] = {}
        self._search: tuple[Request, Iterator[int | None]] | None = None
        self._looking = threading.Lock()  # held by who uses the inspector
        self._inspector: Any = None
        self._seconds: dict[str, float] = {}  # of computing that the last digit with each noise took
        self._more = False  # whether there may be more to foresee
        self._foreseeing = False
        self._stop = False
        self._here_alone = False  # whether the thread that looks now computes without the help of others

    def ask(self, request: Request) -> None:
        """Replace the request of the same kind that was not worked on yet, or the search at work."""
        with self._condition:
            self._requests[request.kind] = request
            self._condition.notify_all()

    def look_now(self, request: Request) -> Any | None:
        """The Inspection of a digit, found in the calling thread; None if that would take long.

        It is short when the answers were foreseen, or when the thread itself was quick with the last digit with this
        noise; and it is not at one now.
        """
        if request.elsewhere or not self._looking.acquire(timeout=BRIEF_S if self._foreseeing else 0):
            return None
        if not self._here_alone:
            from sparse_explorer.experiment.engine.one_thread import compute_in_one_thread

            compute_in_one_thread()
            self._here_alone = True
        try:
            if self._inspector is None:
                return None
            foreseen = self._foresees(request)
            quick = foreseen or self._seconds.get(request.convention, math.inf) <= SHORT_S
            return self._look(request, foreseen) if quick else None
        finally:
            self._looking.release()

    def cancel_search(self) -> None:
        """Search no longer; an answer may still be on its way."""
        with self._condition:
            self._requests.pop(SEARCH, None)
            self._search = None

    def stop(self) -> None:
        """End after the request at hand."""
        with self._condition:
            self._stop = True
            self._condition.notify_all()

    def run(self) -> None:
        """Work until stopped; runs in the thread itself."""
        from sparse_explorer.experiment.engine.inspection import DigitInspector
        from sparse_explorer.experiment.engine.one_thread import compute_in_one_thread
        from sparse_explorer.experiment.engine.other_network import OtherNetworkError

        compute_in_one_thread()
        with self._looking:
            self._inspector = DigitInspector()
        while True:
            with self._condition:
                while not (self._requests or self._search or self._more or self._stop):
                    self._condition.wait()
                if self._stop:
                    return
                kind = next((kind for kind in _IN_TURN if kind in self._requests), "")
                request = self._requests.pop(kind, None)
                search = self._search
            try:
                if request is not None:
                    self._work(request)
                elif search is not None:
                    self._search_on(*search)
                else:
                    self._foresee()
            except Exception as error:  # a thread's exception would vanish or end the program
                if kind in ("", SEARCH):
                    self.cancel_search()
                # Whoever keeps a network from elsewhere tells of its failure, and has the others asked again.
                if not isinstance(error, OtherNetworkError):
                    self.failed.emit(kind or SEARCH, traceback.format_exc())

    def _work(self, request: Request) -> None:
        from sparse_explorer.experiment.engine import layers
        from sparse_explorer.experiment.engine.network import ExplorerNetwork

        answer: Any
        if request.kind == DIGIT:
            with self._looking:
                answer = self._look(request, self._foresees(request))
        elif request.kind == UNIT:
            with self._looking:
                answer = self._inspector.unit(
                    request.networks,
                    request.data,
                    place=request.unit,
                    interventions=request.interventions,
                    **_place(request),
                )
        elif request.kind in (FLIPS, OVERLAPS):
            with self._looking:
                found = self._inspector.flips if request.kind == FLIPS else self._inspector.overlaps
                answer = found(request.networks, request.data, **_place(request))
        elif request.kind == WEIGHTS:
            network = next(iter(request.networks.values()))
            answer = layers.weight_pictures(network) if isinstance(network, ExplorerNetwork) else ()
        else:
            self._begin_search(request)
            return
        self.answered.emit(request, answer)

    def _foresees(self, request: Request) -> bool:
        """Whether no network need be asked for an answer."""
        asked = request.networks.values()
        known = self._inspector.foresees(asked, request.data, request.noise, **_place(request))
        return known and not request.interventions

    def _look(self, request: Request, foreseen: bool) -> Any:
        began = time.thread_time()  # not what other threads take
        found = self._inspector.inspect(
            request.networks,
            request.data,
            noise=request.noise,
            request=request.number,
            interventions=request.interventions,
            **_place(request),
        )
        if not foreseen:
            self._seconds[request.convention] = time.thread_time() - began
            with self._condition:
                self._more = True
                self._condition.notify_all()
        return found

    def _foresee(self) -> None:
        """Find some of what the slider will ask for."""
        self._more, self._foreseeing = False, True
        try:
            with self._looking:
                more = self._inspector.foresee()
        finally:
            self._foreseeing = False
        self._more = self._more or more

    def _begin_search(self, request: Request) -> None:
        from sparse_explorer.experiment.engine import disagreements

        assert request.data is not None  # only weights are looked at without
        steps = disagreements.disagreements(
            request.networks,
            request.data,
            start=request.index + 1,
            noise=request.noise,
            convention=request.convention,
            pattern=request.pattern,
        )
        with self._condition:
            self._search = request, steps

    def _search_on(self, request: Request, steps: Iterator[int | None]) -> None:
        """Look at a few more digits."""
        try:
            found = next(steps)
        except StopIteration:
            found = None
        else:
            if found is None:
                return
        with self._condition:
            self._search = None
        self.answered.emit(request, found)


def _place(request: Request) -> dict[str, Any]:
    """Which picture a request is about, and its noise, as the inspector's methods have it."""
    return {
        "index": request.index,
        "convention": request.convention,
        "pattern": request.pattern,
        "own": request.own,
    }
