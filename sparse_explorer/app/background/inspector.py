"""The inspector's background: digits through networks in a thread of its own, always the latest request first.

Each answer comes with its request, and counts only while that is about what is on the screen: the same data set, for
weights the selected variant, for flips the same digit and variants; and it is never older than what is shown. A request
that was overtaken by a newer one is not worked on. So the picture follows the slider at whatever speed the machine has;
small networks are asked without a detour. The search for digits on which variants disagree may be long; it waits
whenever something else is asked for, and ends when the user goes to another digit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal

from sparse_explorer.app.background.inspector_thread import (
    DIGIT,
    FLIPS,
    OVERLAPS,
    SEARCH,
    UNIT,
    WEIGHTS,
    InspectorThread,
    Request,
)
from sparse_explorer.app.background.intervention_curves import InterventionCurves
from sparse_explorer.app.background.networks_in_sight import asked_in_sight
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import NetworkShelf, PastShelf
from sparse_explorer.experiment.results.inspection_reports import UnitPlace

if TYPE_CHECKING:
    from sparse_explorer.data.datasets import ImageData
    from sparse_explorer.experiment.engine.other_network import Asked


class InspectorController(QObject):
    """Asks for what the session looks at, whenever that changes.

    Signals:
        inspected(object): an Inspection of the digit, at least as new as the last one.
        unit_found(object): a UnitReport of the unit that is looked at; None if it is not there any more.
        flips_changed(object): from which noise on, in percent, each variant is wrong about the digit, by id.
        overlaps_changed(object): what the active units of each variant, by id, have in common with those of the clean
            digit: intersection over union, 0 ... 1, at every fifth percent of noise from 0 on.
        weights_changed(str, str, object): id of the selected variant, data set on which it was trained, and a tuple of
            LayerWeights of it.
        no_disagreement: all trained variants answer alike on every digit.
        failed(str, str): what went wrong, in words, and the details.

    Attributes:
        curves: accuracy against noise with interventions.
    """

    inspected = Signal(object)
    unit_found = Signal(object)
    flips_changed = Signal(object)
    overlaps_changed = Signal(object)
    weights_changed = Signal(str, str, object)
    no_disagreement = Signal()
    failed = Signal(str, str)
    _asked = Signal(int)

    def __init__(self, session: Session, shelf: NetworkShelf | PastShelf, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._shelf = shelf
        self._data: ImageData | None = None
        self._number = 0
        self._moved = 0
        self._shown = 0
        self._weights_of: Any = None
        self._shown_weights = 0
        self._shown_flips = 0
        self._shown_overlaps = 0
        self._shown_unit = 0
        self._unit: UnitPlace | None = None
        self._search = 0
        self._overlaps_wanted = False
        self._digit_wanted, self._late = True, False
        self._stopped = False
        self._thread = InspectorThread()
        self._thread.answered.connect(self._take_in)
        self._thread.failed.connect(self._fail)
        self.curves = InterventionCurves(session, shelf, self)
        session.interventions.changed.connect(self._intervene)
        self._asked.connect(self._look, Qt.ConnectionType.QueuedConnection)
        session.noise_changed.connect(self._follow_slider)
        for signal in (session.digit_changed, session.pattern_changed, session.noise_config_changed):
            signal.connect(self.refresh)
        session.own.changed.connect(self.refresh)
        session.digit_changed.connect(self.cancel_search)
        for signal in (session.noise_changed, session.pattern_changed, session.noise_config_changed):
            signal.connect(self._search_again)
        session.variants_changed.connect(self.refresh)
        session.selected_changed.connect(self.refresh_weights)

    def set_data(self, data: ImageData | None) -> None:
        """Look at the digits of this ImageData from now on; None while there is none."""
        self.cancel_search()
        self._data = data
        self.curves.set_data(data)
        self.refresh()
        self.refresh_weights()

    def refresh(self) -> None:
        """Ask again for all about the digit."""
        self._ask_for_digit()
        self._ask(FLIPS, self._networks())
        if self._overlaps_wanted:
            self._ask(OVERLAPS, self._networks())
        self._ask_for_unit()

    def set_overlaps_wanted(self, wanted: bool) -> None:
        """Say whether somebody looks at the digit's overlaps; while nobody does, they are not computed."""
        if wanted != self._overlaps_wanted:
            self._overlaps_wanted = wanted
            if wanted:
                self._ask(OVERLAPS, self._networks())

    def set_digit_wanted(self, wanted: bool) -> None:
        """Say whether somebody looks at the digit; while nobody does, it does not follow the slider."""
        self._digit_wanted = wanted
        if wanted and self._late:
            self._follow_slider()

    def look_at_unit(self, place: UnitPlace | None) -> None:
        """Look at a unit of a network, and again whenever the digit or the network changes; None for none."""
        self._unit = place
        self._ask_for_unit()

    def _ask_for_unit(self) -> None:
        if self._unit is not None:
            self._ask(UNIT, self._networks())

    def _intervene(self) -> None:
        """Something else is done to a network."""
        self._ask_for_digit()
        self._ask_for_unit()

    def tell_again(self) -> None:
        """Answer all again, for who was not there to hear it."""
        self._weights_of = None
        self.refresh()
        self.refresh_weights()
        self.curves.changed.emit(self.curves.curves())

    def _follow_slider(self) -> None:
        """Ask for the digit alone, all that moving the slider changes, when everybody has heard of the new level."""
        self._late = not self._digit_wanted
        if self._late:
            return
        self._number += 1
        self._moved = self._number
        self._asked.emit(self._number)

    def _look(self, number: int) -> None:
        """Look at the digit before Qt paints, so that everything is painted once.

        A digit through small networks is a matter of a millisecond or two, less than the way to another thread and
        back, which would find this one painting and the interpreter taken. Whatever takes longer goes that way.
        """
        if number != self._moved or self._data is None:
            return  # the slider went on meanwhile
        request = self._request(number, DIGIT, self._networks())
        answer = self._thread.look_now(request)
        if answer is None:
            self._ask_for_digit()
        else:
            self._take_in(request, answer)

    def _ask_for_digit(self) -> None:
        self._ask(DIGIT, self._networks())

    def refresh_weights(self) -> None:
        """Ask for the selected variant's weights, if they are others than those that were asked for last."""
        network = self._shelf.get(self._session.place(self._session.selected_id))
        if network is not self._weights_of:
            self._weights_of = network
            if network is not None:
                self._ask(WEIGHTS, {self._session.selected_id: network})

    def network_changed(self) -> None:
        """A network on the shelf is another one."""
        self.refresh()
        self.refresh_weights()
        self.curves.refresh()

    def find_disagreement(self) -> None:
        """Go to the next digit on which trained variants disagree at the current noise; while that is being searched
        for, stop searching."""
        if self._session.searching:
            self.cancel_search()
        elif self._data is not None and len(self._networks()) > 1:
            self._search = self._ask(SEARCH, self._networks())
            self._session.set_searching(True)
        else:
            self.no_disagreement.emit()

    def cancel_search(self) -> None:
        """Search no longer for digits on which variants disagree."""
        self._search = 0  # an answer that is still on its way comes too late
        self._thread.cancel_search()
        self._session.set_searching(False)

    def _search_again(self) -> None:
        """With another noise they disagree on other digits."""
        if self._session.searching:
            self._search = self._ask(SEARCH, self._networks())

    def stop(self) -> None:
        """End the thread when the request at hand is done."""
        self._stopped = True
        self._thread.stop()
        self.curves.stop()

    def _networks(self) -> dict[str, Asked]:
        return asked_in_sight(self._session, self._shelf)

    def _ask(self, kind: str, networks: Mapping[str, Asked]) -> int:
        """Returns the number under which the answer will come."""
        self._number += 1
        if kind == WEIGHTS or self._data is not None:
            self._thread.ask(self._request(self._number, kind, networks))
            if not self._thread.isRunning() and not self._stopped:
                self._thread.begin()
        return self._number

    def _request(self, number: int, kind: str, networks: Mapping[str, Asked]) -> Request:
        session = self._session
        place = session.digit, session.noise, session.noise_config.convention, session.pattern
        own = None if kind == SEARCH else session.own.picture
        done = session.interventions.all()
        elsewhere = any(each.source is not None for each in session.shown)
        return Request(
            number, kind, networks, session.dataset, self._data, *place, own, done, self._unit, elsewhere
        )

    def _take_in(self, request: Request, answer: Any) -> None:
        if request.dataset != self._session.dataset:
            return
        if request.kind == WEIGHTS:
            self._take_in_weights(request, answer)
        elif request.data is not self._data:
            return
        elif request.kind == DIGIT:
            if request.number > self._shown and self._is_as_it_was(request):
                self._shown = request.number
                self.inspected.emit(answer)
        elif request.kind == UNIT:
            current = request.unit == self._unit and self._is_of_this_digit(request)
            if request.number > self._shown_unit and current and self._is_as_it_was(request):
                self._shown_unit = request.number
                self.unit_found.emit(answer)
        elif request.kind == FLIPS:
            if request.number > self._shown_flips and self._is_of_this_digit(request):
                self._shown_flips = request.number
                self.flips_changed.emit(answer)
        elif request.kind == OVERLAPS:
            if request.number > self._shown_overlaps and self._is_of_this_digit(request):
                self._shown_overlaps = request.number
                self.overlaps_changed.emit(answer)
        elif request.number == self._search:
            self.cancel_search()
            if answer is None:
                self.no_disagreement.emit()
            else:
                self._session.own.set_shown(False)
                self._session.set_digit(answer)

    def _take_in_weights(self, request: Request, answer: Any) -> None:
        (variant_id,) = request.networks
        if variant_id == self._session.selected_id and request.number > self._shown_weights:
            self._shown_weights = request.number
            self.weights_changed.emit(variant_id, request.dataset, answer)

    def _is_as_it_was(self, request: Request) -> bool:
        """Whether the same is done to networks now as when a request was made."""
        return request.interventions == self._session.interventions.all()

    def _is_of_this_digit(self, request: Request) -> bool:
        """Whether a request is about the digit, the noise and the variants that are shown now."""
        session = self._session
        if request.networks.keys() != self._networks().keys():
            return False
        return (request.index, request.convention, request.pattern, request.own) == (
            session.digit,
            session.noise_config.convention,
            session.pattern,
            session.own.picture,
        )

    def _fail(self, kind: str, details: str) -> None:
        if kind == SEARCH:
            self.cancel_search()
        self.failed.emit(self.tr("The inspector could not look at this image."), details)
