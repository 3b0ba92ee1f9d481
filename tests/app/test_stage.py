"""A stage of plain panes: enlarged, folded away, with places changed, remembered, and in tabs where room is short."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from sparse_explorer.app.stages.split import below, beside, shared_out
from sparse_explorer.app.stages.stage import Stage
from sparse_explorer.app.widgets.card import Card

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    panes = {}
    for name in ("curves", "verdict", "table"):
        pane = panes[name] = Card(name.title())
        content = QWidget()
        content.setMinimumSize(200, 100)
        pane.body.addWidget(content)
    made = Stage("compare", panes, below((beside(("curves", 2), ("verdict", 1)), 2), ("table", 1)))
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    settle()
    return made


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def corner(stage: Stage, name: str) -> QPoint:
    return stage.panes[name].mapTo(stage, QPoint())


def tabs(stage: Stage) -> list[str]:
    return [tab.text() for tab in stage.tabs.findChildren(QAbstractButton) if tab.isVisible()]


def double_click_title(stage: Stage, name: str, qtbot: QtBot) -> None:
    qtbot.mouseDClick(stage.panes[name], LEFT, pos=QPoint(30, 18))
    settle()


def choose(stage: Stage, name: str, action: str) -> None:
    """Open a pane's menu and trigger one of its actions."""
    menu = stage.panes[name].findChild(QAbstractButton, f"{name}_pane_menu_button").menu()
    menu.aboutToShow.emit()
    entries = [
        *menu.actions(),
        *(each for entry in menu.actions() if entry.menu() for each in entry.menu().actions()),
    ]
    next(entry for entry in entries if entry.objectName() == action).trigger()
    settle()


def test_panes_stand_where_the_split_says(stage: Stage) -> None:
    assert stage.in_sight() == ["curves", "verdict", "table"]
    assert corner(stage, "verdict").x() > corner(stage, "curves").x() + 300
    assert corner(stage, "verdict").y() == corner(stage, "curves").y()
    assert corner(stage, "table").y() > corner(stage, "curves").y() + 200
    assert tabs(stage) == []


def test_a_double_click_on_the_title_gives_a_pane_the_stage_and_takes_it_back(
    stage: Stage, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(stage.arranged):
        double_click_title(stage, "verdict", qtbot)
    assert stage.in_sight() == ["verdict"]
    assert stage.panes["verdict"].size() == stage.size()
    double_click_title(stage, "verdict", qtbot)
    assert stage.in_sight() == ["curves", "verdict", "table"]


def test_a_double_click_in_the_body_is_the_bodys_own(stage: Stage, qtbot: QtBot) -> None:
    pane = stage.panes["verdict"]
    qtbot.mouseDClick(pane, LEFT, pos=QPoint(30, pane.height() - 30))
    assert len(stage.in_sight()) == 3


def test_what_is_folded_away_leaves_its_title_which_brings_it_back(stage: Stage, qtbot: QtBot) -> None:
    choose(stage, "table", "pane_fold_action")
    assert stage.in_sight() == ["curves", "verdict"]
    chip = stage.findChild(QAbstractButton, "table_unfold_button")
    assert chip.isVisible()
    assert "Table" in chip.text()
    qtbot.mouseClick(chip, LEFT)
    settle()
    assert stage.in_sight() == ["curves", "verdict", "table"]
    assert not any(
        button.isVisible() for button in stage.findChildren(QAbstractButton, "table_unfold_button")
    )


def test_folding_one_away_takes_no_room_from_the_others(stage: Stage) -> None:
    height = 260
    while tabs(stage) != ["Curves", "Verdict", "Table"]:  # until no two share a page
        height -= 1
        stage.resize(900, height)
        settle()
    stage.resize(900, height + 1)
    settle()
    assert stage.in_sight() == ["curves", "verdict"]
    stage.fold("table")
    settle()
    assert stage.in_sight() == ["curves", "verdict"]
    assert tabs(stage) == ["▸ Table"]


def test_the_last_pane_cannot_be_folded_away(stage: Stage) -> None:
    for name in ("table", "verdict", "curves"):
        stage.fold(name)
    assert stage.in_sight() == ["curves"]


def test_panes_change_places(stage: Stage) -> None:
    first, last = corner(stage, "curves"), corner(stage, "table")
    choose(stage, "curves", "pane_swap_table_action")
    assert (corner(stage, "table"), corner(stage, "curves")) == (first, last)


def test_where_rows_fit_but_not_all_of_them_tabs_choose_between_rows(stage: Stage, qtbot: QtBot) -> None:
    stage.resize(900, 220)
    settle()
    assert tabs(stage) == ["Curves · Verdict", "Table"]
    assert stage.in_sight() == ["curves", "verdict"]
    qtbot.mouseClick(stage.findChild(QAbstractButton, "table_tab"), LEFT)
    assert stage.in_sight() == ["table"]
    stage.resize(260, 220)
    settle()
    assert tabs(stage) == ["Curves", "Verdict", "Table"]
    assert stage.in_sight() == ["table"]
    stage.resize(900, 700)
    settle()
    assert tabs(stage) == []
    assert len(stage.in_sight()) == 3


def test_a_pane_is_brought_into_sight_whatever_hides_it(stage: Stage) -> None:
    stage.resize(260, 220)
    stage.fold("verdict")
    stage.set_alone("curves")
    settle()
    stage.bring_to_front("verdict")
    settle()
    assert stage.in_sight() == ["verdict"]


def test_an_arrangement_is_there_again(stage: Stage) -> None:
    stage.swap("curves", "table")
    stage.fold("verdict")
    settle()
    state = json.loads(json.dumps(stage.state()))
    stage.reset()
    settle()
    assert stage.in_sight() == ["curves", "verdict", "table"]
    stage.restore(state)
    settle()
    assert stage.in_sight() == ["table", "curves"]
    assert stage.state() == state


@pytest.mark.parametrize(
    "state",
    [
        None,
        [],
        {"order": ["curves", "curves", "table"], "folded": ["curves", "verdict", "table"]},
        {"order": 5, "folded": [None, {}], "alone": "none such", "page": -1, "sizes": [[1], "x"]},
        {"order": ["curves"], "page": True, "sizes": [[10**9, 1], [0, 0]]},
    ],
)
def test_an_arrangement_that_cannot_be_read_is_the_usual_one(stage: Stage, state: object) -> None:
    stage.restore(state)
    settle()
    assert stage.in_sight() == ["curves", "verdict", "table"]
    assert tabs(stage) == []


def test_a_pane_gets_no_more_height_than_it_has_a_use_for(stage: Stage) -> None:
    table = stage.panes["table"]
    shared = table.height()
    table.most_height = lambda: 180  # type: ignore[method-assign]
    table.updateGeometry()
    settle()
    assert shared > 200 and table.height() == 180
    assert stage.panes["curves"].height() > 480  # it takes what is left


@given(
    st.integers(50, 4000),
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 5000)), min_size=1, max_size=5),
)
def test_a_room_is_shared_out_whole_unless_nobody_wants_more(room: int, parts: list[tuple[int, int]]) -> None:
    shares, most = zip(*parts, strict=True)
    sizes = shared_out(room, shares, most)
    assert all(0 < size <= limit for size, limit in zip(sizes, most, strict=True))
    assert sum(sizes) == min(max(room, len(parts)), sum(most)) or sum(sizes) <= len(parts)
