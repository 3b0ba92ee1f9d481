"""The button on a lane whose menu does something to its network, and takes it back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from sparse_explorer.app.language.intervention_texts import intervention_text, intervention_tip
from sparse_explorer.app.widgets.elision import isolated
from sparse_explorer.app.widgets.k_dialog import AskedLayer, KDialog
from sparse_explorer.experiment.results.interventions import Intervention


@dataclass(frozen=True)
class Choice:
    """An intervention that is offered.

    Attributes:
        intervention: what it is.
        label: what stands in the menu, if it is not the intervention's own name.
        group: the title of the submenu that it is in; empty for the menu itself.
        asked: of each layer that has an activation what the user is asked for, None for those that stay as they are;
            empty for an intervention that leaves nothing to ask.
    """

    intervention: Intervention
    label: str = ""
    group: str = ""
    asked: tuple[AskedLayer | None, ...] = ()


class InterventionButton(QToolButton):
    """Offers what can be done to one network; the lane says what is.

    Signals:
        chosen(object): do this Intervention; None: nothing any more.
        curve_wanted: show the curve of what is done, or hide it.
    """

    chosen = Signal(object)
    curve_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("intervention_menu")
        self.setText(self.tr("What if … ▾"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setProperty("flat", True)
        self._name = ""
        self._choices: tuple[Choice, ...] = ()
        self._current: Intervention | None = None
        self._why_not = ""
        self._curve_shown = False
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)

    def offer(
        self,
        name: str,
        choices: Sequence[Choice],
        current: Intervention | None,
        curve_shown: bool,
        why_not: str = "",
    ) -> None:
        """Offer these to the variant with this name.

        Args:
            current: what is done to it; None for nothing.
            curve_shown: whether the curve of that is shown.
            why_not: why nothing can be done now; empty if something can.
        """
        self._name, self._choices, self._current = name, tuple(choices), current
        self._curve_shown, self._why_not = curve_shown, why_not
        self.setAccessibleName(self.tr("Intervene in {name}").format(name=isolated(name)))
        tip = self.tr(
            "Do something to this network while it is looked into: its lane and its answer change at once"
        )
        self.setToolTip(why_not or tip)
        self.setEnabled(not why_not)

    def actions_in_menu(self) -> list[QAction]:
        """All that the menu offers now, submenus included."""
        self._fill()
        return [action for action in self.menu().findChildren(QAction) if action.text() and not action.menu()]

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        for submenu in menu.findChildren(QMenu):
            submenu.setParent(None)  # or else its entries are found until it is gone
            submenu.deleteLater()
        group = QActionGroup(menu)
        self._add(menu, group, None, self.tr("the network as it is"))
        menu.addSeparator()
        submenus: dict[str, QMenu] = {}
        for choice in self._choices:
            place = menu
            if choice.group:
                if choice.group not in submenus:
                    submenus[choice.group] = menu.addMenu(choice.group)
                    submenus[choice.group].menuAction().setToolTip(intervention_tip(choice.intervention.kind))
                place = submenus[choice.group]
            if choice.asked:
                self._add_question(place, group, choice)
            else:
                label = choice.label or intervention_text(choice.intervention)
                self._add(place, group, choice.intervention, label)
        menu.addSeparator()
        curve = menu.addAction(self.tr("show its curve"))
        curve.setObjectName("intervention_curve_action")
        curve.setCheckable(True)
        curve.setChecked(self._curve_shown)
        curve.setEnabled(self._current is not None)
        curve.setToolTip(
            self.tr(
                "Accuracy against noise with the intervention and without, on a sample of the test digits"
            )
        )
        curve.triggered.connect(self.curve_wanted)

    def _add(self, menu: QMenu, group: QActionGroup, intervention: Intervention | None, label: str) -> None:
        action = menu.addAction(label)
        action.setCheckable(True)
        action.setActionGroup(group)
        action.setChecked(intervention == self._current)
        if intervention is not None:
            action.setToolTip(intervention_tip(intervention.kind))
        action.triggered.connect(lambda: self.chosen.emit(intervention))

    def _add_question(self, menu: QMenu, group: QActionGroup, choice: Choice) -> None:
        """The entry that asks, marked where what is done is none of the other choices."""
        current = self._current
        kind = choice.intervention.kind
        own = current is not None and current.kind == kind
        own = own and all(current != each.intervention for each in self._choices)
        action = menu.addAction(choice.label)
        action.setObjectName("own_k_action")
        action.setCheckable(True)
        action.setActionGroup(group)
        action.setChecked(own)
        action.setToolTip(self.tr("Type how many units of each layer are to win"))
        action.triggered.connect(lambda: self._ask(choice))

    def _ask(self, choice: Choice) -> None:
        current, layers = self._current, choice.asked
        if current is not None and current.kind == choice.intervention.kind and len(current.k) == len(layers):
            pairs = zip(layers, current.k, strict=True)
            layers = tuple(replace(layer, k=k) if layer and k else layer for layer, k in pairs)
        dialog = KDialog(self._name, [layer for layer in layers if layer is not None], self)
        dialog.chosen.connect(lambda k: self.chosen.emit(_with_k(choice, k)))
        dialog.open()


def _with_k(choice: Choice, k: Sequence[int]) -> Intervention:
    """The intervention with the numbers that were typed, one for each layer that was asked for."""
    typed = iter(k)
    return replace(
        choice.intervention, k=tuple(None if layer is None else next(typed) for layer in choice.asked)
    )
