"""Curves and results on a fabricated session: every number in its place, every line in its colour, every button."""

import statistics

import fabricated
import pytest
from assembled import CurvesAndResults
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.activity import SWEEP, TRAIN, Activity
from sparse_explorer.app.model.records import RunRecord
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.qt import theme
from sparse_explorer.experiment.plan.noises import NoiseConfig

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def session() -> Session:
    made = fabricated.session("Dense", "Sparse", "New", starts=(90.0, 96.0))
    made.set_noise(40)
    return made


@pytest.fixture
def pane(session: Session, qtbot: QtBot) -> CurvesAndResults:
    pane = CurvesAndResults(session)
    qtbot.addWidget(pane)
    pane.resize(900, 620)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


def names(pane: CurvesAndResults) -> list[str]:
    model = pane.table.model()
    return [model.headerData(row, Qt.Orientation.Vertical) for row in range(model.rowCount())]


def cell(pane: CurvesAndResults, row: int, percent: int) -> str:
    return pane.table.model().index(row, percent // 5).data()


def curve_color(pane: CurvesAndResults, noise: int, accuracy: float) -> str:
    """The colour of the plot at a point of the data."""
    plot = pane.plot
    place = plot.mapFromScene(plot.view.mapToScene(plot.to_pixel(noise, accuracy)))
    return plot.grab().toImage().pixelColor(place).name()


# --- numbers and colours ----------------------------------------------------------------------------------------------


def test_the_table_has_a_row_for_each_swept_variant_and_its_accuracies(pane: CurvesAndResults) -> None:
    assert names(pane) == ["Dense", "Sparse"]
    assert pane.table.model().columnCount() == 17
    assert [cell(pane, 0, percent) for percent in (0, 40, 80)] == ["90.0", "70.0", "50.0"]
    assert [cell(pane, 1, percent) for percent in (0, 40, 80)] == ["96.0", "76.0", "56.0"]


def test_names_and_curves_have_their_variants_colour(pane: CurvesAndResults, session: Session) -> None:
    session.recolor(session.items[0].id, 3)
    QApplication.processEvents()
    colors = theme.LIGHT.variants
    assert (curve_color(pane, 20, 80.0), curve_color(pane, 20, 86.0)) == (colors[3], colors[1])
    for row, color in ((0, 3), (1, 1)):
        found = pane.table.model().headerData(row, Qt.Orientation.Vertical, Qt.ItemDataRole.ForegroundRole)
        assert found == theme.variant_text_color(color)


def test_points_are_where_the_numbers_say(pane: CurvesAndResults) -> None:
    curves = {trace.curve.name: trace.curve for trace in pane.plot.traces.values()}
    assert set(curves) == {"Dense", "Sparse"}
    assert curves["Dense"].levels == fabricated.LEVELS
    assert curves["Dense"].accuracy == pytest.approx([90 - 50 * level for level in fabricated.LEVELS])
    assert curves["Dense"].spread is None


def test_several_seeds_are_shown_as_mean_and_sample_deviation(
    pane: CurvesAndResults, session: Session
) -> None:
    fabricated.trained(session.items[0], 90.0, further=(92.0, 97.0))
    session.set_seeds(3)
    session.variants_changed.emit()
    mean, deviation = statistics.mean((90, 92, 97)), statistics.stdev((90, 92, 97))
    assert cell(pane, 0, 0) == f"{mean:.1f} ± {deviation:.1f}" == "93.0 ± 3.6"
    curve = pane.plot.traces[session.items[0].id].curve
    assert curve.accuracy[0] == pytest.approx(mean)
    assert curve.spread[0] == pytest.approx(deviation)
    assert [run[0] for run in curve.runs] == [90.0, 92.0, 97.0]
    session.set_seeds(2)
    assert cell(pane, 0, 0) == "91.0 ± 1.4"
    session.set_seeds(1)
    assert cell(pane, 0, 0) == "90.0"


def test_a_further_seed_that_is_swept_halfway_does_not_count_yet(
    pane: CurvesAndResults, session: Session
) -> None:
    fabricated.trained(session.items[0], 90.0, further=(94.0,))
    history = session.items[0].runs["digits", 1].history
    whole = history.sweeps.pop("article")[history.step]
    history.add_sweep("article", whole[:3])
    session.set_seeds(2)
    session.record_changed.emit(session.items[0].id)
    curve = pane.plot.traces[session.items[0].id].curve
    assert curve.levels == fabricated.LEVELS
    assert curve.accuracy[0] == 90.0
    history.add_sweep("article", whole)
    session.record_changed.emit(session.items[0].id)
    curve = pane.plot.traces[session.items[0].id].curve
    assert curve.accuracy[0] == pytest.approx(92.0)


def test_only_results_of_the_data_and_noise_in_use_are_shown(
    pane: CurvesAndResults, session: Session
) -> None:
    fabricated.trained(session.items[2], 60.0, dataset="mnist")
    assert names(pane) == ["Dense", "Sparse"]
    session.set_dataset("mnist")
    assert names(pane) == ["New"]
    assert cell(pane, 0, 0) == "60.0"
    session.set_noise_config(NoiseConfig("paper"))
    assert names(pane) == []
    session.set_noise_config(NoiseConfig("article"))
    session.set_dataset("digits")
    assert names(pane) == ["Dense", "Sparse"]


def test_rows_and_curves_follow_the_list(pane: CurvesAndResults, session: Session) -> None:
    dense, sparse, _ = (item.id for item in session.items)
    session.rename(dense, "Mine")
    session.move(sparse, 0)
    assert names(pane) == ["Sparse", "Mine"]
    session.remove(sparse)
    assert names(pane) == ["Mine"]
    assert set(pane.plot.traces) == {dense}
    session.undo_remove()
    assert names(pane) == ["Sparse", "Mine"]


# --- the noise --------------------------------------------------------------------------------------------------------


def test_line_table_and_session_have_the_same_noise(
    pane: CurvesAndResults, session: Session, qtbot: QtBot
) -> None:
    assert pane.plot.noise() == 40
    assert pane.table.results.current_column() == 8
    session.set_noise(65)
    assert pane.plot.noise() == 65
    assert pane.table.results.current_column() == 13
    pane.plot.noise_moved.emit(20)
    assert session.noise == 20
    place = pane.table.visualRect(pane.table.results.index(0, 6)).center()
    qtbot.mouseClick(pane.table.viewport(), LEFT, pos=place)
    assert session.noise == 30


@pytest.mark.parametrize(("convention", "last"), [("article", 80), ("paper", 50)])
def test_beyond_the_last_level_nothing_is_marked_and_the_pane_says_why(
    pane: CurvesAndResults, session: Session, convention: str, last: int
) -> None:
    session.items[0].runs["digits", 0].history.add_sweep("paper", fabricated.sweep(90.0)[:11])
    session.set_noise_config(NoiseConfig(convention))
    hint = pane.findChild(QLabel, "sweep_end_label")
    for noise, beyond in ((last, False), (last + 1, True), (100, True), (last - 2, False)):
        session.set_noise(noise)
        assert hint.isVisible() == beyond
        assert (pane.table.results.current_column() is None) == beyond
    session.set_noise(last + 10)
    assert hint.text() == f"the sweep ends at {last} %"
    assert not hint.is_cut()
    assert pane.rect().contains(hint.mapTo(pane, QPoint(hint.width(), hint.height())))
    for item in list(session.items):
        session.remove(item.id)
    assert not hint.isVisible()  # there is no table


def test_the_noise_is_in_sight_after_every_change(pane: CurvesAndResults, session: Session) -> None:
    pane.resize(480, 620)
    session.set_noise(70)

    def in_sight() -> bool:
        QApplication.processEvents()
        place = pane.table.visualRect(pane.table.results.index(0, 14))
        return pane.table.viewport().rect().contains(place)

    fabricated.trained(session.items[1], 60.0, dataset="mnist", further=(61.0,))
    for change in (
        lambda: session.set_dataset("mnist"),
        lambda: session.set_seeds(2),
        lambda: session.set_dataset("digits"),
        lambda: session.set_seeds(1),
        lambda: (
            session.set_noise_config(NoiseConfig("paper")),
            session.set_noise_config(NoiseConfig("article")),
        ),
        lambda: pane.resize(400, 620),
        lambda: session.rename(session.items[0].id, "A very much longer name"),
        lambda: (fabricated.trained(session.items[2], 50.0), session.variants_changed.emit()),
    ):
        change()
        assert in_sight()


def test_a_session_with_results_is_shown_at_its_noise_from_the_start(session: Session, qtbot: QtBot) -> None:
    session.set_noise(75)
    pane = CurvesAndResults(session)
    qtbot.addWidget(pane)
    pane.resize(450, 620)
    pane.show()
    qtbot.waitExposed(pane)
    assert pane.plot.noise() == 75
    place = pane.table.visualRect(pane.table.results.index(0, 15))
    assert pane.table.viewport().rect().contains(place)


# --- buttons and sentences --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["copy", "csv", "png", "svg"])
def test_each_export_asks_for_its_own(pane: CurvesAndResults, qtbot: QtBot, name: str) -> None:
    told: list[str] = []
    for other in ("copy", "csv", "png", "svg"):
        getattr(pane.results, f"{other}_requested").connect(lambda *_, other=other: told.append(other))
    buttons = {button.text().lower(): button for button in pane.findChildren(QToolButton)}
    qtbot.mouseClick(buttons[name], LEFT)
    assert told == [name]


def test_exports_are_on_when_there_is_something(pane: CurvesAndResults, session: Session) -> None:
    def on() -> set[bool]:
        exports = ("Copy", "CSV", "PNG", "SVG")
        return {button.isEnabled() for button in pane.findChildren(QToolButton) if button.text() in exports}

    assert on() == {True}
    session.set_dataset("mnist")
    assert on() == {False}


def test_the_button_sweeps_and_cancels(pane: CurvesAndResults, session: Session, qtbot: QtBot) -> None:
    assert pane.curves.evaluate_button.text() == "Sweep noise"
    with qtbot.waitSignal(pane.curves.evaluate_requested):
        qtbot.mouseClick(pane.curves.evaluate_button, LEFT)
    pane.curves.show_activity(Activity(session.items[0].id, SWEEP))
    assert pane.curves.evaluate_button.text() == "Cancel sweep"
    pane.curves.show_activity(Activity(session.items[0].id, TRAIN))
    assert pane.curves.evaluate_button.text() == "Sweep noise"


def test_the_axis_says_what_a_level_is(pane: CurvesAndResults, session: Session) -> None:
    assert pane.plot.getAxis("bottom").labelText == "noisy pixels, %"
    session.set_noise_config(NoiseConfig("gaussian"))
    assert pane.plot.getAxis("bottom").labelText == "level of noise (Gaussian), %"


def test_an_empty_table_says_what_to_do(pane: CurvesAndResults, session: Session) -> None:
    session.set_noise_config(NoiseConfig("paper"))
    texts = [label.text() for label in pane.findChildren(QLabel) if label.isVisible()]
    assert any("Press Sweep noise" in text for text in texts)
    assert not pane.table.isVisible()
    session.set_dataset("mnist")
    texts = [label.text() for label in pane.findChildren(QLabel) if label.isVisible()]
    assert any("Train all fills this table" in text for text in texts)


# --- published curves -------------------------------------------------------------------------------------------------


def published(pane: CurvesAndResults) -> dict[str, int]:
    """The published curves by name, each with the number of its colour."""
    return {curve.name: curve.color_index for curve in pane.plot.references()}


def test_published_curves_stand_beside_the_variants_that_have_one(
    pane: CurvesAndResults, session: Session
) -> None:
    assert published(pane) == {}  # they are about MNIST
    session.recolor(session.items[1].id, 4)
    session.set_dataset("mnist")
    assert published(pane) == {"Dense": 0, "Sparse": 4, "New": 2}
    assert pane.plot.hover_text(pane.plot.to_pixel(50, 59.37)) == "Dense: 59.4 % at 50 %"
    assert pane.plot.hover_text(pane.plot.to_pixel(50, 87.58)) == "Sparse: 87.6 % at 50 %"
    session.rename(session.items[0].id, "Mine")
    assert "Mine" in published(pane)
    session.set_noise_config(NoiseConfig("paper"))
    assert published(pane) == {}
    session.set_noise_config(NoiseConfig("article"))
    assert len(published(pane)) == 3


def sentences(pane: CurvesAndResults) -> list[str]:
    """What stands in the place of curves and of the table."""
    plot = [label.text() for label in pane.plot.findChildren(QLabel) if label.isVisible()]
    rest = [label for label in pane.findChildren(QLabel) if not pane.plot.isAncestorOf(label)]
    return plot + [label.text() for label in rest if label.isVisible() and label.text().endswith(".")]


SWEEP_NEXT = ["Nothing swept with this noise yet. Press Sweep noise."] * 2
TRAIN_NEXT = [
    "Once a variant is trained, its accuracy at every noise level appears here.",
    "No results yet. Train all fills this table, one row a variant.",
]


def test_curves_and_table_say_what_to_do_next(pane: CurvesAndResults, session: Session) -> None:
    assert sentences(pane) == []
    session.set_noise_config(NoiseConfig("paper"))
    assert sentences(pane) == SWEEP_NEXT
    session.set_dataset("mnist")
    assert sentences(pane) == TRAIN_NEXT
    item = session.items[0]
    record = item.runs["mnist", 0] = RunRecord(fabricated.history(step=10))
    session.record_changed.emit(item.id)
    assert sentences(pane) == TRAIN_NEXT  # it is under way
    session.set_noise_config(NoiseConfig("article"))
    assert sentences(pane) == TRAIN_NEXT
    record.history = fabricated.history()
    session.record_changed.emit(item.id)
    assert sentences(pane) == SWEEP_NEXT


def test_tips_say_what_the_exports_make(pane: CurvesAndResults) -> None:
    tips = {button.text(): button.toolTip() for button in pane.findChildren(QToolButton) if button.toolTip()}
    del tips["minus Dense"]
    assert tips == {
        "Copy": "Copy the table as Markdown (Ctrl+Shift+C)",
        "CSV": "Save the results as CSV (Ctrl+E)",
        "PNG": "Save the curves as a picture (Ctrl+Shift+E)",
        "SVG": "Save the curves as a drawing for a paper (Ctrl+Shift+S)",
    }
    assert pane.curves.evaluate_button.toolTip().endswith("for all trained variants (F6)")
