"""The plot of chance: curves, marks on them, and words about both."""

import math
import random

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.theory_items import percent_text, probability_text
from sparse_explorer.app.widgets.theory_plot import TheoryPlot
from sparse_explorer.experiment.results.theory import LayerChance, layer_chance, power_of_ten

SPARSE = [layer_chance("Convolution", 4320, 100, 71)]
SEVERAL = [
    layer_chance("Convolution 1", 4608, 600, 400),
    layer_chance("Convolution 2", 1024, 450, 300),
    layer_chance("Hidden layer", 700, 150, 99),
]


@pytest.fixture
def plot(qtbot) -> TheoryPlot:
    plot = TheoryPlot()
    qtbot.addWidget(plot)
    plot.resize(330, 200)
    plot.set_empty_text("nothing yet")
    plot.show()
    return plot


def curve_of(plot: TheoryPlot, layer: int | None):
    return [curve for curve in plot._curves if curve.layer == layer]


def labels(plot: TheoryPlot) -> list:
    return [part.label for part in (*plot._curves, *plot._marks)]


@pytest.mark.parametrize("size", [(330, 200), (330, 120), (500, 400)])
@pytest.mark.parametrize("layers", [SPARSE, SEVERAL])
def test_each_mark_lies_on_its_own_curve_and_in_sight(plot, layers: list[LayerChance], size) -> None:
    plot.resize(*size)
    for current in range(len(layers)):
        plot.set_layers(layers, current, 1)
        for number, layer in enumerate(layers):
            (curve,) = curve_of(plot, number)
            if layer.log10_probability < plot._bottom:
                continue  # out of sight while a smaller layer is looked at
            height = np.interp(math.log10(layer.n), curve.x, curve.y)
            assert height == pytest.approx(layer.log10_probability, rel=1e-9)
        assert plot.view.boundingRect().contains(plot.mark_position(current))
        assert plot._marks[current].dot.pos() == plot.mark_position(current)


def test_more_survivors_put_the_mark_lower(plot) -> None:
    heights = []
    for kept in (30, 50, 71, 100):
        plot.set_layers([layer_chance("Convolution", 4320, 100, kept)])
        heights.append(plot.mark_position(0).y())
    assert heights == sorted(heights)
    assert heights[-1] - heights[0] > 60
    assert heights[-1] < plot.view.height()


@pytest.mark.parametrize("kept", [0, 1, 20, 50, 66, 79, 100])
@pytest.mark.parametrize("size", [(330, 130), (330, 200), (500, 400)])
def test_no_label_is_cut_or_lies_on_another(plot, kept: int, size) -> None:
    plot.resize(*size)
    plot.set_layers([layer_chance("Convolution", 4320, 100, kept)])
    area = plot.view.boundingRect().adjusted(-4, -4, 4, 4)
    taken = []
    for label in labels(plot):
        mine = label.mapRectToParent(label.boundingRect())
        assert area.contains(mine)
        inner = mine.adjusted(4, 4, -4, -4)  # letters have air around them
        assert [other for other in taken if inner.intersects(other)] == [], label.toPlainText()
        taken.append(inner)


@pytest.mark.parametrize("size", [(300, 130), (330, 200), (420, 250), (700, 400)])
def test_labels_never_overlap_whatever_there_is_to_show(plot, size) -> None:
    plot.resize(*size)
    chance = random.Random(size[0])
    titles = ["Convolution", "Hidden layer", "Convolution 12", "a title as long as a translation may be"]
    hidden = shown = 0
    for _ in range(60):
        layers = []
        for _ in range(chance.choice((1, 1, 2, 3, 4))):
            n = round(10 ** chance.uniform(1, 5))
            k = max(1, round(n * 10 ** chance.uniform(-2.5, 0)))
            layers.append(layer_chance(chance.choice(titles), n, k, chance.randint(0, k)))
        current = chance.randrange(len(layers))
        plot.set_layers(layers, current)
        area = plot.view.boundingRect().adjusted(-4, -4, 4, 4)
        boxes = [label.mapRectToParent(label.boundingRect()) for label in labels(plot) if label.isVisible()]
        assert all(area.contains(box) for box in boxes)
        inner = [box.adjusted(4, 4, -4, -4) for box in boxes]
        assert not any(one.intersects(two) for place, one in enumerate(inner) for two in inner[:place])
        assert plot._marks[current].label.isVisible()
        dot = plot.mark_position(current)
        assert not any(box.contains(dot) for box in inner)
        for mark in plot._marks:
            assert mark.leader.isVisible() == (mark.label.isVisible() and len(layers) > 1)
        hidden, shown = hidden + len(labels(plot)) - len(boxes), shown + len(boxes)
    assert hidden < 0.1 * shown


def test_a_label_that_has_no_room_is_left_out_and_comes_back(plot) -> None:
    plot.resize(330, 40)
    plot.set_layers(SEVERAL)
    assert not all(label.isVisible() for label in labels(plot))
    plot.resize(500, 400)
    plot.set_layers(SEVERAL)
    assert all(label.isVisible() for label in labels(plot))


def test_the_current_layer_says_its_counts(plot) -> None:
    plot.set_layers(SPARSE)
    assert plot._marks[0].label.toPlainText() == "100 of 4,320"
    plot.set_layers(SEVERAL, 2)
    assert [mark.label.toPlainText() for mark in plot._marks] == [
        "Convolution 1",
        "Convolution 2",
        "Hidden layer: 150 of 700",
    ]


def test_marks_have_the_variants_colour_in_both_editions(plot) -> None:
    plot.set_layers(SPARSE, 0, 2)
    assert plot._marks[0].dot._color.name() == theme.LIGHT.variants[2]
    theme.theme().set_choice("dark")
    assert plot._marks[0].dot._color.name() == theme.DARK.variants[2]
    plot.set_layers(SPARSE, 0, 3)
    assert plot._marks[0].dot._color.name() == theme.DARK.variants[3]


def test_other_densities_are_drawn_beside_and_none_twice(plot) -> None:
    plot.set_layers(SPARSE)
    assert [curve.density for curve in curve_of(plot, None)] == [0.1, 0.5]
    plot.set_layers([layer_chance("Hidden layer", 150, 75, 60)])
    assert [curve.density for curve in curve_of(plot, None)] == [0.02, 0.1]


def test_the_axes_count_in_powers_of_ten(plot) -> None:
    plot.set_layers(SPARSE)
    bottom = dict(plot.getAxis("bottom")._tickLevels[0])
    assert bottom == {2: "10²", 3: "10³", 4: "10⁴"}
    left = dict(plot.getAxis("left")._tickLevels[0])
    assert left[0] == "10⁰"
    assert left[-100] == "10⁻¹⁰⁰"


def test_pointing_tells_what_is_there(plot) -> None:
    plot.set_layers(SPARSE)
    said = plot.hover_text(plot.mark_position(0))
    assert said == "Convolution: 100 of 4,320 units win, 71 of them survive; by chance: 10⁻¹⁰⁶"
    (curve,) = curve_of(plot, 0)
    said = plot.hover_text(plot.to_pixel(3, float(np.interp(3, curve.x, curve.y))))
    assert said.startswith("2.3 % of 1,000 units active: 10⁻")
    assert plot.hover_text(plot.to_pixel(2.1, -180)) == ""


def test_nothing_to_mark_says_so_and_comes_back(plot) -> None:
    assert plot._empty.isVisible()
    assert plot._empty.text() == "nothing yet"
    plot.set_layers(SPARSE)
    assert not plot._empty.isVisible()
    plot.set_layers(())
    assert plot._empty.isVisible()
    assert plot.hover_text(QPointF(50, 50)) == ""
    plot.resize(400, 300)
    plot.set_layers(SPARSE)
    assert not plot._empty.isVisible()


def test_a_layer_in_which_all_units_win_can_be_shown(plot) -> None:
    plot.set_layers([layer_chance("Hidden layer", 20, 20, 20)])
    assert plot.mark_position(0).y() == pytest.approx(plot.to_pixel(0, 0).y())


def test_probabilities_are_written_as_people_read_them() -> None:
    assert power_of_ten(-58) == "10⁻⁵⁸"
    written = [probability_text(power) for power in (0.0, -0.3, -1.0, -2.0, -3.0, -3.6, -105.8)]
    assert written == ["100 %", "50 %", "10 %", "1 %", "0.1 %", "10⁻⁴", "10⁻¹⁰⁶"]
    densities = [percent_text(density) for density in (0.0023, 0.0231, 0.1, 0.139, 1)]
    assert densities == ["0.23 %", "2.3 %", "10 %", "14 %", "100 %"]


def test_the_current_layer_stands_out_and_compared_densities_do_not(plot) -> None:
    own = theme.LIGHT.variants[1]

    def strong(curve) -> bool:
        pen = curve.line.opts["pen"]
        return (pen.color().name(), pen.widthF()) == (own, 2)

    for current in range(3):
        plot.set_layers(SEVERAL, current, 1)
        assert [strong(curve_of(plot, number)[0]) for number in range(3)] == [
            number == current for number in range(3)
        ]
        sizes = [mark.dot.boundingRect().width() for mark in plot._marks]
        assert [size == max(sizes) for size in sizes] == [number == current for number in range(3)]
        assert [mark.dot._color.name() == own for mark in plot._marks] == [
            number == current for number in range(3)
        ]
        assert [mark.label.color.name() == theme.LIGHT.text for mark in plot._marks] == [
            number == current for number in range(3)
        ]
    for curve in curve_of(plot, None):
        assert curve.line.opts["pen"].color().saturation() < 50  # grey
        assert curve.label.color.name() == theme.LIGHT.muted
