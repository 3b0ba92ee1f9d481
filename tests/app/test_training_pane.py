"""The training pane on a fabricated session: what is drawn for which variant, and what its controls do to it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.app.panes.training import SMOOTHING, TrainingPane
from sparse_explorer.app.widgets.loss_plot import LossCurve
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.reports import TrainingReport


def report(
    step: int, losses: tuple[float, ...], accuracy: float | None = None, steps: int = 40
) -> TrainingReport:
    return TrainingReport(
        epoch=1, epochs=2, step=step, steps=steps, losses=losses, accuracy=50.0, images_per_second=1000.0,
        test_accuracy=accuracy, layers=(),
    )  # fmt: skip


@pytest.fixture
def session() -> Session:
    made = Session()
    for name in ("Dense", "Sparse"):
        made.add(Variant(name))
    return made


class Drawn:
    """What the pane handed to its plot last."""

    def __init__(self, pane: TrainingPane) -> None:
        self.curves: list[LossCurve] = []
        self.steps = -1
        self.settings: list[tuple[str, object]] = []
        plot = pane.plot
        for name in ("set_log", "set_quantity", "set_smoothing"):
            original = getattr(plot, name)
            setattr(plot, name, self._noting(name, original))
        original_curves, original_steps = plot.set_curves, plot.set_steps
        plot.set_curves = lambda curves: (setattr(self, "curves", list(curves)), original_curves(curves))
        plot.set_steps = lambda steps: (setattr(self, "steps", steps), original_steps(steps))

    def _noting(self, name, original):
        return lambda value: (self.settings.append((name, value)), original(value))


@pytest.fixture
def pane(session: Session, qtbot: QtBot) -> TrainingPane:
    made = TrainingPane(session)
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    return made


def titles(pane: TrainingPane) -> str:
    return pane.title_label.text()


def test_every_variant_with_losses_has_its_curve(session, pane):
    drawn = Drawn(pane)
    dense, sparse = session.items
    session.add_training(Place(dense.id, "digits", 0), report(3, (2.0, 1.5, 1.0), 71.0))
    session.add_training(Place(sparse.id, "mnist", 0), report(1, (0.5,)))
    pane.refresh()
    (curve,) = drawn.curves
    assert (curve.key, curve.name, curve.color_index) == (dense.id, "Dense", 0)
    assert list(curve.losses) == [2.0, 1.5, 1.0]
    assert curve.accuracies.tolist() == [[3, 71.0]]
    assert drawn.steps == 40
    session.set_dataset("mnist")
    assert [curve.key for curve in drawn.curves] == [sparse.id]
    assert list(drawn.curves[0].losses) == [0.5]


def test_curves_grow_with_the_reports(session, pane, qtbot):
    drawn = Drawn(pane)
    dense = session.items[0]
    session.add_training(Place(dense.id, "digits", 0), report(1, (2.0,)))
    qtbot.waitUntil(lambda: [list(curve.losses) for curve in drawn.curves] == [[2.0]])
    session.add_training(Place(dense.id, "digits", 0), report(2, (1.0,), 80.0))
    qtbot.waitUntil(lambda: [list(curve.losses) for curve in drawn.curves] == [[2.0, 1.0]])
    assert drawn.curves[0].accuracies.tolist() == [[2, 80.0]]


def test_curves_that_nobody_sees_grow_without_being_drawn_until_they_are_seen(session, pane, qtbot):
    """Drawing takes processor time from the training; and most of it is looked at from other stages."""
    drawn = Drawn(pane)
    dense = session.items[0]
    pane.hide()
    for step, loss in enumerate((2.0, 1.5, 1.0), 1):
        session.add_training(Place(dense.id, "digits", 0), report(step, (loss,)))
    session.rename(dense.id, "First")
    assert drawn.curves == []
    pane.show()
    (curve,) = drawn.curves
    assert (curve.name, list(curve.losses)) == ("First", [2.0, 1.5, 1.0])


def test_names_colours_and_removals_are_followed(session, pane):
    drawn = Drawn(pane)
    dense, sparse = session.items
    for item in (dense, sparse):
        session.add_training(
            Place(item.id, "digits", 0), report(1, (1.0,), steps=10 if item is dense else 20)
        )
    session.rename(dense.id, "D")
    session.recolor(dense.id, 4)
    assert [(curve.name, curve.color_index) for curve in drawn.curves] == [("D", 4), ("Sparse", 1)]
    assert drawn.steps == 20
    session.remove(sparse.id)
    assert [curve.name for curve in drawn.curves] == ["D"]
    assert drawn.steps == 10


def test_accuracy_is_shown_instead_of_the_loss(session, pane, qtbot):
    drawn = Drawn(pane)
    accuracy, log = (
        pane.findChild(QToolButton, "accuracy_button"),
        pane.findChild(QToolButton, "log_scale_button"),
    )
    smoothing = pane.findChild(QComboBox, "smoothing_combo")
    assert titles(pane) == "Training loss"
    assert log.isEnabled()
    qtbot.mouseClick(accuracy, Qt.MouseButton.LeftButton)
    assert titles(pane) == "Test accuracy"
    assert drawn.settings == [("set_quantity", "accuracy")]
    assert not log.isEnabled()
    assert not smoothing.isEnabled()
    qtbot.mouseClick(accuracy, Qt.MouseButton.LeftButton)
    assert titles(pane) == "Training loss"
    assert drawn.settings[-1] == ("set_quantity", "loss")
    assert log.isEnabled()
    assert smoothing.isEnabled()


def test_smoothing_says_and_does_the_same(pane, qtbot):
    smoothing = pane.findChild(QComboBox, "smoothing_combo")
    heard: list[int] = []
    original = pane.plot.set_smoothing
    pane.plot.set_smoothing = lambda window: (heard.append(window), original(window))
    assert smoothing.currentText() == "smooth 20"
    said = []
    for place in range(smoothing.count()):
        smoothing.setCurrentIndex(place)
        said.append(smoothing.currentText())
    assert said == ["raw", "smooth 5", "smooth 20", "smooth 50"]
    assert heard == list(SMOOTHING) == [1, 5, 20, 50]


def test_the_axis_becomes_logarithmic_and_back(session, pane, qtbot):
    session.add_training(Place(session.items[0].id, "digits", 0), report(4, (8.0, 4.0, 2.0, 1.0)))
    pane.refresh()
    log = pane.findChild(QToolButton, "log_scale_button")
    plain = pane.plot.grab().toImage()
    qtbot.mouseClick(log, Qt.MouseButton.LeftButton)
    assert pane.plot.grab().toImage() != plain
    qtbot.mouseClick(log, Qt.MouseButton.LeftButton)
    assert pane.plot.grab().toImage() == plain


def test_without_losses_it_says_what_to_do(session, pane):
    def said() -> list[str]:
        return [label.text() for label in pane.plot.findChildren(QLabel) if label.isVisible()]

    assert said() == ["Press Train all: the loss of every batch appears here while it falls."]
    session.add_training(Place(session.items[0].id, "digits", 0), report(1, (1.0,)))
    pane.refresh()
    assert said() == []


def test_losses_are_smoothed_from_the_start_as_the_choice_says(session, pane):
    dense = session.items[0]
    session.add_training(Place(dense.id, "digits", 0), report(3, (3.0, 2.0, 1.0)))
    pane.refresh()
    assert pane.findChild(QComboBox, "smoothing_combo").currentText() == "smooth 20"
    assert list(pane.plot.traces[dense.id].y) == [3.0, 2.5, 2.0]


def test_accuracy_gets_a_point_with_every_epoch(session, pane):
    drawn = Drawn(pane)
    for step, accuracy in ((1, 70.0), (2, 80.0), (3, 90.0)):
        session.add_training(Place(session.items[0].id, "digits", 0), report(step, (1.0,), accuracy))
        pane.refresh()
        assert drawn.curves[0].accuracies.tolist()[-1] == [step, accuracy]
    assert len(drawn.curves[0].accuracies) == 3


def test_controls_say_what_they_do(pane):
    names = ("accuracy_button", "log_scale_button", "smoothing_combo")
    assert [pane.findChild(QWidget, name).toolTip() for name in names] == [
        "Show test accuracy after each epoch instead",
        "Logarithmic loss axis",
        "Mean over how many batches",
    ]
