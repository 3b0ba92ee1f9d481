"""What all plots have in common: tips where the mouse is, and axes only where there is something between them."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from sparse_explorer.app.widgets.loss_curve import LossCurve
from sparse_explorer.app.widgets.loss_plot import LossPlot
from sparse_explorer.app.widgets.noise_curve import NoiseCurve, ReferenceCurve
from sparse_explorer.app.widgets.noise_plot import NoisePlot
from sparse_explorer.app.widgets.plot_base import ThemedPlot
from tests.app.pointing import move_to


@pytest.fixture
def tips(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tips that are shown; an empty one for each that is taken away."""
    found: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, text, widget: found.append(text))
    monkeypatch.setattr(QToolTip, "hideText", lambda: found.append(""))
    return found


@pytest.fixture
def noise(qtbot: QtBot) -> NoisePlot:
    plot = NoisePlot()
    qtbot.addWidget(plot)
    plot.resize(650, 340)
    plot.set_curves([NoiseCurve("d", "Dense", 0, (0.0, 0.5), (90.0, 60.0))])
    plot.show()
    qtbot.waitExposed(plot)
    return plot


def place(plot: ThemedPlot, x: float, y: float) -> QPoint:
    return plot.mapFromScene(plot.view.mapToScene(plot.to_pixel(x, y)))


def test_a_tip_says_what_the_mouse_is_at_and_goes(noise: NoisePlot, tips: list[str]) -> None:
    move_to(noise.viewport(), place(noise, 50, 60))
    assert tips and "Dense: 60.0 % at 50 %" in tips[-1]
    move_to(noise.viewport(), place(noise, 50, 20))
    assert tips[-1] == ""


def test_no_tip_gets_in_the_way_of_a_drag(tips: list[str], qtbot: QtBot) -> None:
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.resize(650, 230)
    plot.set_curves([LossCurve("a", "Dense", 0, np.linspace(2, 1, 100), np.empty((0, 2)))])
    plot.show()
    qtbot.waitExposed(plot)
    move_to(plot.viewport(), place(plot, 50, 1.5))
    assert "Dense" in tips[-1]
    qtbot.mousePress(plot.viewport(), Qt.MouseButton.RightButton, pos=place(plot, 50, 1.5))
    tips.clear()
    move_to(plot.viewport(), place(plot, 60, 1.5), Qt.MouseButton.RightButton)
    qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.RightButton, pos=place(plot, 60, 1.5))
    assert not any(tips)


def test_a_sentence_stands_alone_or_within_the_axes_of_what_was_published(noise: NoisePlot) -> None:
    def axes() -> list[float]:
        return [noise.getAxis(side).opacity() for side in ("bottom", "left")]

    assert axes() == [1, 1]
    noise.set_curves([])
    assert axes() == [0, 0]
    noise.set_references([ReferenceCurve("Dense, article", 0, (0.0, 1.0), (90.0, 90.0))])
    assert axes() == [1, 1]
