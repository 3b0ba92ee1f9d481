"""Lines on a screen of two pixels to each of Qt's: as thick as anywhere else."""

import os
import subprocess
import sys

CODE = """
import sys
import numpy as np
from PySide6.QtWidgets import QApplication
application = QApplication([])
from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.loss_curve import LossCurve
from sparse_explorer.app.widgets.loss_plot import LossPlot
from sparse_explorer.app.widgets.noise_curve import NoiseCurve, ReferenceCurve
from sparse_explorer.app.widgets.noise_plot import NoisePlot
theme.install(application)
theme.theme().set_choice("light")

def thickness(widget, x, color, across=False):
    # How many pixels of that colour a line has, down a column or along a row.
    image = widget.grab().toImage()
    size = image.width() if across else image.height()
    place = round(x * image.devicePixelRatio())
    at = (lambda n: (n, place)) if across else (lambda n: (place, n))
    wanted = theme.QColor(color)
    near = lambda c: max(abs(c.red() - wanted.red()), abs(c.green() - wanted.green()), abs(c.blue() - wanted.blue()))
    return sum(near(image.pixelColor(*at(n))) < 60 for n in range(size))

noise = NoisePlot()
noise.resize(500, 300)
noise.set_curves([NoiseCurve("a", "", 0, (0.0, 1.0), (50.0, 50.0))])
noise.set_references([ReferenceCurve("b", 1, (0.0, 1.0), (30.0, 30.0))])
noise.set_noise(20)
noise.show()
middle = noise.mapFromScene(noise.view.mapToScene(noise.to_pixel(70, 0))).x()
height = noise.mapFromScene(noise.view.mapToScene(noise.to_pixel(0, 80))).y()
loss = LossPlot()
loss.resize(500, 300)
loss.set_smoothing(5)
loss.set_curves([LossCurve("a", "", 0, np.full(100, 1.0), np.empty((0, 2)))])
loss.show()
orange = theme.colors().variants[0]
print(thickness(noise, middle, orange), thickness(noise, height, theme.colors().accent, True),
      thickness(loss, 250, orange), noise._references[0][1].opts["pen"].widthF(), noise.line_scale)
with noise.as_figure(scale=3):
    print(noise.line_scale)
print(noise.line_scale)
"""


def measured(scale: str) -> list[list[float]]:
    environment = {**os.environ, "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [[float(number) for number in line.split()] for line in done.stdout.splitlines()]


def test_lines_are_as_thick_at_scale_2() -> None:
    one, two = measured("1"), measured("2")
    assert one[0][:3] == [2, 2, 2]
    assert two[0][:3] == [4, 4, 4]
    assert (one[0][3:], two[0][3:]) == ([1, 1], [2, 2])
    assert (one[1:], two[1:]) == ([[3], [1]], [[3], [2]])
