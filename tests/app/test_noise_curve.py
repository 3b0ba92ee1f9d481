"""What is drawn for a curve of several seeds: the mean, the band of its spread, and a thin line a seed."""

import math

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.noise_curve import NoiseCurve
from sparse_explorer.app.widgets.noise_plot import NoisePlot

LEVELS = (0.0, 0.5, 1.0)
SEEDS = NoiseCurve("s", "Sparse", 2, LEVELS, (80.0,) * 3, (14.0,) * 3, ((90.0,) * 3, (70.0,) * 2))
"""A flat mean between two seeds, of which the second one was swept halfway."""


@pytest.fixture
def plot(qtbot: QtBot) -> NoisePlot:
    plot = NoisePlot()
    qtbot.addWidget(plot)
    plot.resize(650, 340)
    plot.set_curves([SEEDS])
    plot.set_noise(100)
    plot.show()
    qtbot.waitExposed(plot)
    return plot


def color(plot: NoisePlot, noise: float, accuracy: float) -> QColor:
    place = plot.mapFromScene(plot.view.mapToScene(plot.to_pixel(noise, accuracy)))
    return plot.grab().toImage().pixelColor(place)


def test_each_seed_has_a_line_of_its_own(plot: NoisePlot) -> None:
    x, y = plot.traces["s"].runs.getOriginalDataset()
    assert x.tolist()[:3] + x.tolist()[4:6] == [0, 50, 100, 0, 50]
    assert y.tolist()[:3] + y.tolist()[4:6] == [90, 90, 90, 70, 70]
    assert math.isnan(x[3]) and math.isnan(y[3])
    band = color(plot, 33, 84)
    assert color(plot, 33, 90) != band
    assert color(plot, 33, 70) != band
    assert color(plot, 67, 70) == band  # not measured
    assert color(plot, 67, 83) == band  # nothing joins one seed's end and the next one's start


def test_band_and_seeds_are_pale_in_their_variants_colour(plot: NoisePlot) -> None:
    def share(found: QColor) -> list[float]:
        """How much of the variant's colour there is on the card, by red, green and blue."""
        own, card = QColor(theme.LIGHT.variants[2]), QColor(theme.LIGHT.card)
        pairs = zip(found.getRgb()[:3], own.getRgb()[:3], card.getRgb()[:3], strict=True)
        return [(mine - below) / (full - below) for mine, full, below in pairs]

    assert share(color(plot, 33, 84)) == pytest.approx([45 / 255] * 3, abs=0.03)
    seeds = plot.traces["s"].runs.opts["pen"].color()
    assert share(seeds) == pytest.approx([0.43] * 3, abs=0.02)
