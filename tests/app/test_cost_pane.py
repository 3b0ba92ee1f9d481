"""The pane of costs: the cheapest that is good enough, a plot, a table, and measuring that makes way for training."""

import csv
import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import fabricated
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pointing import move_to
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QToolButton, QToolTip
from pytestqt.qtbot import QtBot

from sparse_explorer.app.background.measuring import MeasuringController
from sparse_explorer.app.background.worker import stop_all
from sparse_explorer.app.model.activity import Activity
from sparse_explorer.app.model.costs import Gained, Measuring, Paid
from sparse_explorer.app.model.digits import Digits
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.cost import CostPane
from sparse_explorer.app.widgets.cost_plot import CostPlot, CostPoint
from sparse_explorer.app.widgets.elided_combo import ElidedCombo
from sparse_explorer.app.widgets.number_field import NumberField
from sparse_explorer.app.window.exporting import Exporter
from sparse_explorer.experiment.plan.cost import cost
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.results.frontier import COLUMNS, Measured

LEFT = Qt.MouseButton.LeftButton
LONG = 20_000


@pytest.fixture
def session() -> Session:
    """Dense is 60 % right at noise 0.6, Sparse 66 %, each with half as much again without noise; Late is untrained."""
    made = fabricated.session("Dense", "Sparse", "Late", starts=(90.0, 96.0))
    made.set_noise(61)
    return made


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[Session], CostPane]:
    def shown(session: Session) -> CostPane:
        pane = CostPane(session, Digits(session))
        qtbot.addWidget(pane)
        pane.resize(900, 400)
        pane.show()
        qtbot.waitExposed(pane)
        return pane

    return shown


def said(pane: CostPane) -> str:
    return pane.findChild(QLabel, "cost_text").text()


def choose(pane: CostPane, name: str, place: int) -> None:
    combo = pane.findChild(ElidedCombo, name)
    combo.setCurrentIndex(place)
    combo.activated.emit(place)


def rows(pane: CostPane) -> list[list[str]]:
    table = pane.table
    return [
        [table.item(row, column).text() for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def adds(session: Session, place: int) -> str:
    return f"{cost(session.items[place].variant.network).multiply_adds:,}"


def test_the_cheapest_that_is_good_enough_is_said_at_the_nearest_level(
    show: Callable[[Session], CostPane], session: Session
) -> None:
    pane = show(session)
    least = pane.findChild(NumberField, "cost_least_spin")
    assert (
        said(pane) == "No variant has 80 % at 60 % noise, grey (article); Sparse comes nearest, with 66.0 %."
    )
    least.setValue(60)
    expected = "Cheapest with 60 % at 60 % noise, grey (article): Sparse, 66.0 % for {} multiply-adds."
    assert said(pane) == expected.format(adds(session, 1))
    session.set_shown(session.items[1].id, False)
    expected = "Cheapest with 60 % at 60 % noise, grey (article): Dense, 60.0 % for {} multiply-adds."
    assert said(pane) == expected.format(adds(session, 0))
    session.set_noise(30)
    assert "at 30 % noise, grey (article): Dense, 75.0 %" in said(pane)
    choose(pane, "cost_value_combo", 1)
    assert "a robustness of 60 % to grey (article): Dense, 70.0 %" in said(pane)


def test_rows_are_all_that_is_known_the_cheapest_first_and_a_star_marks_the_best(
    show: Callable[[Session], CostPane], session: Session
) -> None:
    pane = show(session)
    dense, sparse = (cost(item.variant.network) for item in session.items[:2])
    assert rows(pane) == [
        [
            "Sparse ★",
            "96.0",
            "66.0",
            "76.0",
            f"{sparse.multiply_adds:,}",
            f"{100 * sparse.multiply_adds / sparse.dense_multiply_adds:.0f} %",
            f"{sparse.nonzero_parameters:,}",
        ],
        [
            "Dense",
            "90.0",
            "60.0",
            "70.0",
            f"{dense.multiply_adds:,}",
            "100 %",
            f"{dense.nonzero_parameters:,}",
        ],
    ]
    assert [pane.table.horizontalHeaderItem(column).text() for column in (0, 2)] == ["variant", "at 60 %"]
    pane.table.setFocus()
    QTest.keyClick(pane.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().splitlines()[1].split("\t") == rows(pane)[0]


def test_a_selected_row_keeps_its_variants_color(
    show: Callable[[Session], CostPane], session: Session
) -> None:
    table = show(session).table
    icon = table.item(0, 0).icon()
    plain, selected = (
        icon.pixmap(table.iconSize(), mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected)
    )
    assert selected == plain
    assert plain.pixelColor(plain.rect().center()).alpha() == 255


def test_plot_and_table_select_and_follow(show: Callable[[Session], CostPane], session: Session) -> None:
    pane = show(session)
    dense, sparse, _ = session.items
    at = pane.plot.mapFromScene(pane.plot.view.mapToScene(pane.plot.place(sparse.id)))
    QTest.mouseClick(pane.plot.viewport(), LEFT, pos=at)
    assert session.selected_id == sparse.id
    assert pane.table.currentRow() == 0
    pane.table.setCurrentCell(1, 2)
    assert session.selected_id == dense.id
    QTest.keyClick(pane.plot, Qt.Key.Key_Left)
    assert session.selected_id == sparse.id
    move_to(pane.plot.viewport(), at)
    assert "Sparse" in QToolTip.text() and "multiply-adds" in QToolTip.text() and "best" in QToolTip.text()


def test_time_is_empty_until_it_is_measured(show: Callable[[Session], CostPane], session: Session) -> None:
    pane = show(session)
    button = pane.findChild(QToolButton, "measure_button")
    wanted: list[list[NetworkConfig]] = []
    pane.measure_requested.connect(wanted.append)
    choose(pane, "cost_measure_combo", 2)
    assert said(pane) == "No time is known yet. Press Measure here."
    button.click()
    networks = [item.variant.network for item in session.items[:2]]
    assert wanted == [networks]
    pane.show_measuring(Measuring({networks[0]: Measured(0.5, 1_250_000)}, 1, 2))
    assert button.text() == "Stop measuring"
    pane.findChild(NumberField, "cost_least_spin").setValue(50)
    assert said(pane).endswith("Dense, 60.0 % for 0.500 s for 1,000 images.")
    assert [row[-2:] for row in rows(pane)] == [["0.500", "1.25"], ["–", "–"]]
    assert [point.name for point in pane.plot.points] == ["Dense"]


def test_nothing_is_measured_while_something_trains_and_the_pane_says_so(
    show: Callable[[Session], CostPane], session: Session
) -> None:
    pane = show(session)
    button = pane.findChild(QToolButton, "measure_button")
    pane.show_measuring(Measuring(blocked=True))
    assert not button.isEnabled()
    assert "while something is trained" in button.toolTip()
    assert "while something is trained" in pane.findChild(QLabel, "cost_note").text()
    pane.show_measuring(Measuring())
    assert button.isEnabled()


def test_a_pane_without_results_says_what_to_do(show: Callable[[Session], CostPane]) -> None:
    session = fabricated.session("Dense")
    pane = show(session)
    seen = [label.text() for label in pane.findChildren(QLabel) if label.isVisible() and label.text()]
    assert any(text.startswith("No results yet. Train variants") for text in seen)
    assert not pane.plot.isVisible() and not pane.findChild(QToolButton, "export_cost_button").isEnabled()


def test_a_hidden_pane_wants_nothing_measured_and_looks_again_when_it_is_shown(
    show: Callable[[Session], CostPane], session: Session
) -> None:
    pane = show(session)
    stopped: list[bool] = []
    pane.measuring_unwanted.connect(lambda: stopped.append(True))
    pane.hide()
    assert stopped
    session.set_noise(0)
    assert rows(pane)[0][2] == "66.0"
    pane.show()
    assert rows(pane)[0][2] == "96.0"


def test_the_file_holds_what_the_terminal_would_write(
    show: Callable[[Session], CostPane], session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane, path = show(session), tmp_path / "cost.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), "CSV (*.csv)"))
    exporter = Exporter(session, lambda: pane.plot, pane)
    pane.csv_requested.connect(exporter.save_cost)
    pane.ask_for_csv()
    with path.open(encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    assert tuple(found[0]) == COLUMNS
    assert [(row["variant"], row["noise"], row["best_for_its_cost"]) for row in found] == [
        ("Dense", "0.60", "no"),
        ("Sparse", "0.60", "yes"),
    ]


POINTS = st.lists(st.tuples(st.floats(1e-3, 1e8), st.floats(0, 100)), min_size=1, max_size=8)


@pytest.fixture(scope="module")
def plot(qapp: QApplication) -> Iterator[CostPlot]:
    made = CostPlot()
    made.resize(500, 300)
    made.show()
    yield made
    made.close()
    made.deleteLater()


@given(values=POINTS, least=st.floats(0, 100))
def test_every_point_has_its_place_within_the_plot_and_the_line_rises(
    plot: CostPlot, values: list[tuple[float, float]], least: float
) -> None:
    best = {
        place
        for place, (paid, gained) in enumerate(values)
        if not any(p <= paid and g >= gained and (p, g) != (paid, gained) for p, g in values)
    }
    points = [CostPoint(str(place), "a", place, *value, place in best) for place, value in enumerate(values)]
    plot.set_points(points, least)
    for point in points:
        assert plot.view.boundingRect().adjusted(-1, -1, 1, 1).contains(QPointF(plot.place(point.key)))
    corners = plot.front()
    assert corners == sorted(corners)


# --- measuring --------------------------------------------------------------------------------------------------------


@pytest.fixture
def controller(qapp: QApplication) -> Iterator[MeasuringController]:
    made = MeasuringController(qapp)
    yield made
    made.cancel()
    assert stop_all()
    made.deleteLater()


def test_each_configuration_is_measured_once(
    controller: MeasuringController, session: Session, qtbot: QtBot
) -> None:
    dense, sparse = (fabricated.small(item.variant.network) for item in session.items[:2])
    seen: list[tuple[int, int]] = []
    controller.changed.connect(lambda view: seen.append((view.done, view.total)))
    controller.measure([dense, sparse, dense])
    qtbot.waitUntil(lambda: not controller.view.at_work, timeout=LONG)
    assert seen == [(0, 2), (1, 2), (2, 2), (0, 0)]
    assert set(controller.view.found) == {dense, sparse}
    assert all(found.seconds > 0 and found.memory > 0 for found in controller.view.found.values())
    controller.measure([sparse])
    assert not controller.view.at_work


def test_measuring_makes_way_for_training(controller: MeasuringController, session: Session) -> None:
    network = fabricated.small(session.items[0].variant.network)
    controller.measure([network])
    assert controller.view.at_work
    controller.show_activity(Activity("a", "train"))
    assert controller.view == Measuring(blocked=True)
    controller.measure([network])
    assert not controller.view.at_work
    controller.show_activity(Activity())
    controller.measure([dataclasses.replace(network, image_size=20, classes=4)])
    assert controller.view.at_work
    controller.cancel()
    assert controller.view == Measuring()


@pytest.mark.parametrize(("paid", "gained"), [(Paid.TIME, Gained.ACCURACY)])
def test_what_is_not_measured_is_in_no_plot(session: Session, paid: Paid, gained: Gained) -> None:
    from sparse_explorer.app.model.costs import session_costs

    networks = [item.variant.network for item in session.shown]
    found = session_costs(session, networks, {networks[1]: Measured(0.1, 5)})
    assert [row.variant for row in found.plotted(paid)] == ["Sparse"]
    assert found.front(paid, gained) == {"Sparse"}
    assert found.cheapest(70, paid, gained) is None


def test_the_line_of_the_best_is_of_the_chosen_cost(
    show: Callable[[Session], CostPane], session: Session
) -> None:
    pane = show(session)
    dense, sparse = (item.variant.network for item in session.items[:2])
    pane.show_measuring(Measuring({dense: Measured(0.1, 5), sparse: Measured(0.2, 5)}))
    best = {point.name for point in pane.plot.points if point.best}
    choose(pane, "cost_measure_combo", 2)
    assert (best, {point.name for point in pane.plot.points if point.best}) == (
        {"Sparse"},
        {"Dense", "Sparse"},
    )
    assert pane.plot.front() == [(0.1, pytest.approx(60)), (0.2, pytest.approx(60)), (0.2, pytest.approx(66))]
