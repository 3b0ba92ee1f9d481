"""The headline says the idea, then what came out; once closed it takes no room, also at the next start."""

from collections.abc import Callable
from pathlib import Path

import fabricated
import pytest
from PySide6.QtWidgets import QToolButton

from sparse_explorer.app.model.activity import Activity
from sparse_explorer.app.panes.headline import Headline
from sparse_explorer.app.window.main_window import MainWindow


def test_it_says_another_thing_in_each_stage_and_state(qtbot) -> None:
    session = fabricated.session("Dense", "Sparse")
    headline = Headline(session)
    qtbot.addWidget(headline)
    said = set()
    for stage in ("train", "compare", "explain"):
        headline.show_stage(stage)
        said.add(headline.text())
    headline.show_stage("train")
    headline.show_activity(Activity("x", "train"))
    said.add(headline.text())
    assert len(said) == 4
    assert all(text.endswith((".", "?")) for text in said)


def test_after_training_it_is_the_verdict_at_the_noise_in_use(
    open_window: Callable[..., MainWindow], own_home: Path
) -> None:
    window = open_window()
    window.welcome()
    headline = window.headline
    headline.show_stage("compare")
    assert headline.text() == ("At 50 % noise Dense 76 %, Sparse 88 %: +11.7 points, one seed.")
    window.session.set_noise(0)
    assert headline.text().startswith("At 0 % noise Dense 96 %, Sparse 95 %")


def test_once_closed_it_stays_closed_until_it_is_wanted_again(
    open_window: Callable[..., MainWindow], own_home: Path
) -> None:
    window = open_window()
    window.show()
    assert not window.headline.isHidden()
    window.findChild(QToolButton, "headline_close_button").click()
    assert window.headline.isHidden()
    assert window.save()
    again = open_window()
    again.show()
    assert again.headline.isHidden()
    again.actions_.headline.trigger()
    assert not again.headline.isHidden()


@pytest.mark.parametrize("name", ["headline_tour_button", "headline_close_button", "headline_text"])
def test_its_parts_have_names(qtbot, name: str) -> None:
    headline = Headline(fabricated.session("Dense"))
    qtbot.addWidget(headline)
    assert headline.findChild(object, name) is not None


def test_a_low_window_has_no_room_for_it(open_window: Callable[..., MainWindow], own_home: Path) -> None:
    window = open_window()
    window.show()
    window.resize(1280, 720)
    assert window.headline.isVisible()
    window.resize(1024, 600)
    assert not window.headline.isVisible()
    window.resize(1024, 768)
    assert window.headline.isVisible()
