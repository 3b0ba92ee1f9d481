"""Training as curves: loss of every batch, or test accuracy of every epoch, for all variants."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QWidget

from sparse_explorer.app.model.growing import GrowingArray
from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.seen_card import SeenCard
from sparse_explorer.app.qt.throttle import Throttle
from sparse_explorer.app.widgets.loss_curve import LossCurve
from sparse_explorer.app.widgets.loss_plot import LossPlot
from sparse_explorer.app.widgets.wheel import ComboBox

SMOOTHING = (1, 5, 20, 50)

LEAST_PLOT_HEIGHT = 120
"""Pixels; in less a curve says nothing."""

REDRAW_MS = 67
"""Curves that grow are drawn at most 15 times a second, however many reports there are."""


class TrainingPane(SeenCard):
    """Shows how training went and goes on the data set in use.

    Signals:
        view_changed: the user chose another quantity, scale or smoothing.
    """

    view_changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._session = session
        self._losses: dict[str, GrowingArray] = {}
        self._accuracies: dict[str, tuple[list[tuple[int, float]], NDArray[np.float64]]] = {}
        self.plot = LossPlot()
        self.plot.setObjectName("loss_plot")
        self.plot.setMinimumHeight(LEAST_PLOT_HEIGHT)
        self.plot.setAccessibleName(self.tr("Training loss"))
        self._smoothing = self._make_smoothing()
        self._log = self._make_button(self.tr("log"), self.tr("Logarithmic loss axis"), "log_scale_button")
        self._accuracy = self._make_button(
            self.tr("accuracy"), self.tr("Show test accuracy after each epoch instead"), "accuracy_button"
        )
        for control in (self._accuracy, self._log, self._smoothing):
            self.header.addWidget(control)
        self.body.addWidget(self.plot, 1)
        self._log.toggled.connect(self.plot.set_log)
        self._accuracy.toggled.connect(self._choose_quantity)
        self._smoothing.currentIndexChanged.connect(self._choose_smoothing)
        self._choose_quantity(False)
        self._choose_smoothing(self._smoothing.currentIndex())
        self._log.toggled.connect(self.view_changed)
        self._accuracy.toggled.connect(self.view_changed)
        self._smoothing.currentIndexChanged.connect(self.view_changed)
        session.variants_changed.connect(self.note_change)
        session.loading_changed.connect(self.note_change)
        growth = Throttle(REDRAW_MS, self)
        growth.triggered.connect(self.note_change)
        session.record_changed.connect(growth.trigger)

    def refresh(self) -> None:
        """Show the session's records."""
        items = self._session.items
        for known in (self._losses, self._accuracies):
            for gone in known.keys() - {item.id for item in items}:
                del known[gone]
        steps = (record.history.steps for item in items if (record := self._session.record(item.id)))
        self.plot.set_steps(max(steps, default=0))
        self.plot.set_empty_text(self._why_nothing(items))
        curves = [self._curve(item) for item in self._session.shown]
        self.plot.set_curves([curve for curve in curves if curve is not None])

    def view(self) -> dict[str, Any]:
        """What the user chose to see, as :meth:`set_view` takes it."""
        return {
            "log": self._log.isChecked(),
            "accuracy": self._accuracy.isChecked(),
            "smoothing": self._smoothing.currentData(),
        }

    def set_view(self, view: Mapping[str, Any]) -> None:
        """Show the quantity, scale and smoothing that were chosen once."""
        self._log.setChecked(view["log"])
        self._accuracy.setChecked(view["accuracy"])
        if view["smoothing"] in SMOOTHING:
            self._smoothing.setCurrentIndex(SMOOTHING.index(view["smoothing"]))

    def _why_nothing(self, items: Sequence[VariantItem]) -> str:
        session = self._session
        if any(session.place(item.id) in session.loading or item.id in session.unread for item in items):
            return self.tr("Loading what was trained …")
        return self.tr("Press Train all: the loss of every batch appears here while it falls.")

    def _curve(self, item: VariantItem) -> LossCurve | None:
        record = self._session.record(item.id)
        if record is None or not record.history.losses:
            return None
        losses = self._losses.setdefault(item.id, GrowingArray()).of(record.history.losses)
        known, accuracies = self._accuracies.get(item.id, ([], np.empty((0, 2))))
        if known != record.history.accuracies:
            known = list(record.history.accuracies)
            accuracies = np.array(known, dtype=np.float64).reshape(-1, 2)
            self._accuracies[item.id] = known, accuracies
        return LossCurve(item.id, item.variant.name, item.color, losses, accuracies)

    def _make_button(self, text: str, tip: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setCheckable(True)
        button.setObjectName(name)
        return button

    def _make_smoothing(self) -> ComboBox:
        combo = ComboBox()
        combo.setObjectName("smoothing_combo")
        combo.setToolTip(self.tr("Mean over how many batches"))
        combo.setAccessibleName(self.tr("Smoothing"))
        for window in SMOOTHING:
            combo.addItem(
                self.tr("raw") if window == 1 else self.tr("smooth {steps}").format(steps=window), window
            )
        combo.setCurrentIndex(SMOOTHING.index(20))
        return combo

    def _choose_quantity(self, accuracy: bool) -> None:
        titles = (
            (self.tr("Test accuracy"), self.tr("Accuracy"))
            if accuracy
            else (self.tr("Training loss"), self.tr("Loss"))
        )
        self.set_title(*titles)
        self.plot.set_quantity("accuracy" if accuracy else "loss")
        self._log.setEnabled(not accuracy)
        self._smoothing.setEnabled(not accuracy)

    def _choose_smoothing(self, index: int) -> None:
        self.plot.set_smoothing(SMOOTHING[index])
