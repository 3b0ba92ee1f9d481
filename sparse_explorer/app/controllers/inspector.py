"""The inspector's background: digits through networks in a thread of its own, always the latest wish first.

Requests are numbered; an answer that is older than the one on the screen is dropped, and a wish that was overtaken by
a newer one is never worked on. So the picture follows the slider at whatever speed the machine has.
"""

import threading
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from sparse_explorer.app.session import Session
from sparse_explorer.app.shelf import NetworkShelf
from sparse_explorer.app.worker import KeptThread


@dataclass(frozen=True, eq=False)
class _Wish:
    """What is to be looked at; ``networks`` by variant id."""

    number: int
    kind: str  # digit, flips, weights, disagreement
    networks: Mapping[str, Any]
    data: Any
    index: int
    noise: int
    convention: str
    pattern: int


class InspectorThread(KeptThread):
    """Works on the latest wish of each kind.

    Signals:
        answered(int, str, object): the wish's number and kind, and an Inspection, flips, a tuple of LayerWeights, or an
            index.
        failed(str): the traceback of what went wrong.
    """

    answered = Signal(int, str, object)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._condition = threading.Condition()
        self._wishes: dict[str, _Wish] = {}
        self._stop = False

    def wish(self, wish: _Wish) -> None:
        """Replace the wish of the same kind that was not worked on yet."""
        with self._condition:
            self._wishes[wish.kind] = wish
            self._condition.notify()

    def stop(self) -> None:
        """End after the wish at hand."""
        with self._condition:
            self._stop = True
            self._condition.notify()

    def run(self) -> None:
        """Work until stopped; runs in the thread itself."""
        while True:
            with self._condition:
                while not self._wishes and not self._stop:
                    self._condition.wait()
                if self._stop:
                    return
                kind = next(
                    kind for kind in ("digit", "flips", "weights", "disagreement") if kind in self._wishes
                )
                wish = self._wishes.pop(kind)
            try:
                self.answered.emit(wish.number, wish.kind, self._work(wish))
            except Exception:  # a thread's exception would vanish or end the program
                self.failed.emit(traceback.format_exc())

    def _work(self, wish: _Wish) -> Any:
        from sparse_explorer.experiment import inspection

        place = {"noise": wish.noise, "convention": wish.convention, "pattern": wish.pattern}
        if wish.kind == "digit":
            return inspection.inspect(
                wish.networks, wish.data, index=wish.index, request=wish.number, **place
            )
        if wish.kind == "flips":
            where = {"convention": wish.convention, "pattern": wish.pattern}
            return inspection.flips(wish.networks, wish.data, index=wish.index, **where)
        if wish.kind == "weights":
            return inspection.weight_pictures(next(iter(wish.networks.values())))
        for found in inspection.disagreements(wish.networks, wish.data, start=wish.index + 1, **place):
            if found is not None or self._stop:
                return found
        return None


class InspectorController(QObject):
    """Asks for what the session looks at, whenever that changes.

    Signals:
        inspected(object): an Inspection of the digit, at least as new as the last one.
        flips_changed(object): from which noise on, in percent, each variant is wrong about the digit, by id.
        weights_changed(object): a tuple of LayerWeights of the selected variant; empty when it has no network.
        no_disagreement: all trained variants answer alike on every digit.
        failed(str, str): what went wrong, in words, and the details.
    """

    inspected = Signal(object)
    flips_changed = Signal(object)
    weights_changed = Signal(object)
    no_disagreement = Signal()
    failed = Signal(str, str)

    def __init__(self, session: Session, shelf: NetworkShelf, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._shelf = shelf
        self._data: Any = None
        self._number = 0
        self._shown = 0
        self._weights_of: Any = None
        self._weights_after = 0
        self._data_after = 0
        self._thread = InspectorThread()
        self._thread.answered.connect(self._take_in)
        self._thread.failed.connect(self._fail)
        session.noise_changed.connect(self._ask_for_digit)
        for signal in (session.digit_changed, session.pattern_changed, session.noise_config_changed):
            signal.connect(self.refresh)
        session.variants_changed.connect(self.refresh)
        session.selected_changed.connect(self.refresh_weights)

    def set_data(self, data: Any) -> None:
        """Look at the digits of this ImageData from now on; None while there is none."""
        self._data = data
        self._data_after = self._number  # answers that are still on their way are of other digits
        if data is not None and not self._thread.isRunning():
            self._thread.begin()
        self.refresh()
        self.refresh_weights()

    def refresh(self) -> None:
        """Ask anew for all about the digit."""
        self._ask_for_digit()
        self._ask("flips", self._networks())

    def _ask_for_digit(self) -> None:
        """Ask for the digit alone: all that moving the slider changes."""
        self._ask("digit", self._networks())

    def refresh_weights(self) -> None:
        """Ask anew for the selected variant's weights, if they are others."""
        network = self._shelf.get(self._session.selected_id, self._session.dataset)
        if network is None:
            self._weights_of = None
            self._weights_after = self._number  # an answer that is still on its way is of another variant
            self.weights_changed.emit(())
        elif network is not self._weights_of:
            self._weights_of = network
            self._ask("weights", {self._session.selected_id: network})

    def network_changed(self, variant_id: str) -> None:
        """A network on the shelf is another one."""
        self.refresh()
        if variant_id == self._session.selected_id:
            self.refresh_weights()

    def find_disagreement(self) -> None:
        """Go to the next digit on which trained variants disagree at the current noise."""
        networks = self._networks()
        if len(networks) > 1:
            self._ask("disagreement", networks)
        else:
            self.no_disagreement.emit()

    def stop(self) -> None:
        """End the thread; waits until the wish at hand is done."""
        self._thread.stop()
        self._thread.wait(2000)

    def _networks(self) -> dict[str, Any]:
        dataset = self._session.dataset
        found = ((item.id, self._shelf.get(item.id, dataset)) for item in self._session.items)
        return {variant_id: network for variant_id, network in found if network is not None}

    def _ask(self, kind: str, networks: Mapping[str, Any]) -> None:
        if self._data is None:
            return
        self._number += 1
        session = self._session
        convention = session.noise_config.convention
        self._thread.wish(
            _Wish(
                self._number,
                kind,
                networks,
                self._data,
                session.digit,
                session.noise,
                convention,
                session.pattern,
            )
        )

    def _take_in(self, number: int, kind: str, answer: Any) -> None:
        if number <= self._data_after or (kind == "weights" and number <= self._weights_after):
            return
        if kind == "digit":
            if number > self._shown:
                self._shown = number
                self.inspected.emit(answer)
        elif kind == "flips":
            self.flips_changed.emit(answer)
        elif kind == "weights":
            self.weights_changed.emit(answer)
        elif answer is None:
            self.no_disagreement.emit()
        else:
            self._session.set_digit(answer)

    def _fail(self, details: str) -> None:
        self.failed.emit(self.tr("The inspector could not look at this digit."), details)
