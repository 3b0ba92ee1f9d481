"""A training that goes on: what is drawn of it, how often, and what is left alone."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.growing import GrowingArray
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.model.shelf import Place
from sparse_explorer.app.panes.curves import CurvesPane
from sparse_explorer.app.panes.training import TrainingPane
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.results.reports import EvaluationReport, NoiseResult, TrainingReport


@pytest.fixture
def session() -> Session:
    made = Session()
    for name in ("dense", "sparse"):
        made.add(presets()[name].variant)
    return made


def report(step: int, losses: tuple[float, ...], steps: int = 100) -> TrainingReport:
    return TrainingReport(1, 1, step, steps, losses)


def train(session: Session, place: int, losses: tuple[float, ...], steps: int = 100) -> None:
    item = session.items[place]
    record = session.record(item.id)
    done = record.history.step if record else 0
    session.add_training(Place(item.id, session.dataset, 0), report(done + len(losses), losses, steps))


def shown(pane: TrainingPane, qtbot: QtBot) -> TrainingPane:
    """Nothing is drawn of what nobody sees."""
    qtbot.addWidget(pane)
    pane.resize(600, 300)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


def drawn(pane: TrainingPane, key: str) -> list[float]:
    return pane.plot.traces[key].raw.getOriginalDataset()[1].tolist()


def test_an_array_follows_its_list():
    array, values = GrowingArray(), [1.0, 2.0]
    first = array.of(values)
    assert first.tolist() == [1, 2]
    assert array.of(values) is first
    values += [3.0] * 5000
    assert array.of(values).tolist() == values
    assert first.tolist() == [1, 2]
    assert array.of(values[:3]).tolist() == [1, 2, 3]
    assert array.of([7.0, 8.0, 9.0]).tolist() == [7, 8, 9]  # another list of the same length
    assert array.of([]).tolist() == []
    values[:] = [5.0, 4.0]  # the same list, begun again
    assert array.of(values).tolist() == [5, 4]
    values[:] = [3.0]
    assert array.of(values).tolist() == [3]


def test_a_burst_of_reports_is_drawn_twice_at_most_and_whole(session, qtbot, monkeypatch):
    pane = shown(TrainingPane(session), qtbot)
    calls = []
    set_curves = pane.plot.set_curves
    monkeypatch.setattr(pane.plot, "set_curves", lambda curves: (calls.append(1), set_curves(curves)))
    for step in range(40):
        train(session, 0, (float(step),))
    assert len(calls) == 1
    key = session.items[0].id
    qtbot.waitUntil(lambda: drawn(pane, key) == [float(step) for step in range(40)], timeout=5000)
    assert len(calls) == 2


def test_the_other_curves_are_left_alone(session, qtbot):
    pane = shown(TrainingPane(session), qtbot)
    train(session, 0, (2.0, 1.0))
    train(session, 1, (3.0,))
    pane.refresh()
    line = pane.plot.traces[session.items[0].id].line
    before = line.getOriginalDataset()[1]
    train(session, 1, (2.5,))
    pane.refresh()
    assert line.getOriginalDataset()[1] is before
    assert drawn(pane, session.items[1].id) == [3, 2.5]


def test_the_axis_stands_still_while_a_training_goes_on(session, qtbot):
    pane = shown(TrainingPane(session), qtbot)
    train(session, 0, (2.0,), steps=300)
    pane.refresh()
    first = pane.plot.view.viewRange()[0]
    assert first[1] > 300
    train(session, 0, tuple(np.full(200, 1.9)), steps=300)
    pane.refresh()
    assert pane.plot.view.viewRange()[0] == first


def test_results_are_not_drawn_again_for_another_loss(session, qtbot, monkeypatch):
    pane = CurvesPane(session)
    qtbot.addWidget(pane)
    train(session, 0, (2.0,))
    calls = []
    set_curves = pane.plot.set_curves
    monkeypatch.setattr(pane.plot, "set_curves", lambda curves: (calls.append(curves), set_curves(curves)))
    train(session, 0, (1.0,))
    assert calls == []
    levels = tuple(NoiseResult(level, 9, 10, 0.1) for level in (0.0, 0.05))
    session.add_sweep(
        Place(session.items[0].id, session.dataset, 0), EvaluationReport("article", 20, 20, levels)
    )
    assert [curve.accuracy for curve in calls[-1]] == [(90.0, 90.0)]
    session.rename(session.items[0].id, "Other")
    assert calls[-1][0].name == "Other"
