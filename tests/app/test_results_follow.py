"""The table of results marks the noise's column where it is seen, and where it was not, once it is."""

import fabricated
from pytestqt.qtbot import QtBot

from sparse_explorer.app.panes.results import ResultsPane


def test_a_table_that_nobody_sees_does_not_follow_the_slider_until_it_is_shown(qtbot: QtBot) -> None:
    session = fabricated.session("Dense", "Sparse", starts=(90.0, 96.0))
    pane = ResultsPane(session)
    qtbot.addWidget(pane)
    session.set_noise(30)
    with qtbot.assertNotEmitted(pane.table.results.dataChanged):
        session.set_noise(40)
    pane.show()
    qtbot.waitExposed(pane)
    table = pane.table.results
    assert table.percent(table.current_column() or 0) == 40
    session.set_noise(20)
    assert table.percent(table.current_column() or 0) == 20
