"""Differences in robustness as a map: numbers with sign and brackets, readable, chosen by mouse and by keys."""

from collections.abc import Callable

import fabricated
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sparse_explorer.app.model.session import Session
from sparse_explorer.app.panes.differences import DifferencesPane
from sparse_explorer.app.qt.theme import DARK, LIGHT, Colors, contrast
from sparse_explorer.app.widgets.elided_combo import ElidedCombo
from sparse_explorer.app.widgets.heat_colors import heat_color, readable_on
from sparse_explorer.app.widgets.heat_map import HeatMap
from sparse_explorer.experiment.plan.noises import NoiseConfig

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def session() -> Session:
    """Dense, Sparse about 6 points better with three seeds, and Vague better with one and worse with two."""
    made = fabricated.session("Dense", "Sparse", "Vague")
    made.set_seeds(3)
    dense, sparse, vague = made.items
    fabricated.trained(dense, 90.0, further=(91.0, 92.0))
    fabricated.trained(sparse, 96.0, further=(97.5, 97.5))
    fabricated.trained(vague, 95.0, further=(90.0, 91.0))
    for item, start in ((dense, 80.0), (sparse, 70.0)):
        for seed, run in enumerate(item.runs.values()):
            run.history.add_sweep("gaussian", fabricated.sweep(start - seed * (item is dense)))
    return made


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[Session], DifferencesPane]:
    def shown(session: Session) -> DifferencesPane:
        pane = DifferencesPane(session)
        qtbot.addWidget(pane)
        pane.resize(900, 320)
        pane.show()
        qtbot.waitExposed(pane)
        return pane

    return shown


def heat_map(pane: DifferencesPane) -> HeatMap:
    return pane.findChild(HeatMap, "difference_heat_map")


def texts(pane: DifferencesPane) -> dict[str, list[str]]:
    found = heat_map(pane)
    return {
        row.name: [found.cell(down, across).text for across in range(len(found.columns))]
        for down, row in enumerate(found.rows)
    }


def test_cells_are_differences_to_the_first_variant_whose_row_shows_its_scores(
    show: Callable[[Session], DifferencesPane], session: Session
) -> None:
    pane = show(session)
    assert [column.title for column in heat_map(pane).columns] == ["grey", "Gaussian"]
    # Scores are 20 below the start: the mean level is 0.4, and each level costs 50 points a unit.
    assert texts(pane) == {
        "Dense": ["71.0", "59.0"],
        "Sparse": ["+6.0", "-9.0"],
        "Vague": ["(+1.0)", ""],
    }


def test_another_reference_turns_the_signs(
    show: Callable[[Session], DifferencesPane], session: Session
) -> None:
    pane = show(session)
    combo = pane.findChild(ElidedCombo, "reference_combo")
    combo.setCurrentIndex(1)
    combo.activated.emit(1)
    assert texts(pane)["Dense"] == ["-6.0", "+9.0"]
    assert next(iter(texts(pane))) == "Sparse"
    session.remove(session.items[1].id)
    assert texts(pane)["Dense"] == ["71.0", "59.0"]  # what was chosen is gone: the first one again


def test_the_reference_can_be_read_in_a_narrow_card(
    show: Callable[[Session], DifferencesPane], session: Session
) -> None:
    pane = show(session)
    pane.resize(380, 240)
    combo = pane.findChild(ElidedCombo, "reference_combo")
    for name in ("Dense", "k-winners at inference only"):
        session.rename(session.items[0].id, name)
        QApplication.processEvents()
        assert combo.currentText() == name
        assert not combo.is_cut()
        assert "…" not in pane.title_label.shown_text()


def test_one_seed_has_no_interval_and_the_note_says_so(
    show: Callable[[Session], DifferencesPane], session: Session
) -> None:
    session.set_seeds(1)
    pane = show(session)
    assert texts(pane)["Sparse"] == ["(+6.0)", "(-10.0)"]
    assert "one seed" in heat_map(pane).cell(1, 0).words


def test_a_click_shows_the_cell_s_noise_and_variant(
    show: Callable[[Session], DifferencesPane], session: Session
) -> None:
    found = heat_map(show(session))
    assert found.cell_rect(1, 1).bottom() < found.cell_rect(2, 1).top()
    QTest.mouseClick(found, LEFT, pos=found.cell_rect(1, 1).center().toPoint())
    assert session.noise_config == NoiseConfig("gaussian")
    assert session.selected_id == session.items[1].id


def test_keys_point_at_cells_say_them_and_choose(
    show: Callable[[Session], DifferencesPane], session: Session
) -> None:
    found = heat_map(show(session))
    found.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(found, key)
    assert found.pointed_cell() == (1, 1)
    assert found.accessibleDescription().startswith("Sparse less Dense, Gaussian: -9.0 (95 %")
    QTest.keyClick(found, Qt.Key.Key_Return)
    assert session.noise_config.convention == "gaussian"


def test_without_sweeps_a_sentence_says_what_to_do(
    show: Callable[[Session], DifferencesPane], qtbot: QtBot
) -> None:
    made = fabricated.session("Dense", "Sparse")
    pane = show(made)
    assert not heat_map(pane).isVisible()
    fabricated.trained(made.items[0], 90.0)
    made.variants_changed.emit()
    assert heat_map(pane).isVisible()


def test_half_a_sweep_does_not_count(show: Callable[[Session], DifferencesPane]) -> None:
    made = fabricated.session("Dense", "Sparse", starts=(90.0,))
    half = fabricated.history()
    half.add_sweep("article", fabricated.sweep(96.0)[:5])
    fabricated.trained(made.items[1], 96.0)
    next(iter(made.items[1].runs.values())).history = half
    assert list(texts(show(made))) == ["Dense"]


@pytest.mark.parametrize("edition", [LIGHT, DARK], ids=["light", "dark"])
@given(points=st.floats(-100, 100))
def test_numbers_can_be_read_on_every_colour(edition: Colors, points: float) -> None:
    ground = heat_color(points, edition)
    assert contrast(readable_on(ground, edition), ground) >= 4.5


@pytest.mark.parametrize("edition", [LIGHT, DARK], ids=["light", "dark"])
def test_better_is_blue_and_worse_is_red(edition: Colors) -> None:
    better, worse = heat_color(15.0, edition), heat_color(-15.0, edition)
    assert better.blue() > better.red() and worse.red() > worse.blue()
