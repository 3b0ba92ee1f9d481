"""The picture of chance: curves, marks and numbers that people read; nothing lies on anything else."""

import pytest

from sparse_explorer.experiment.results import figures
from sparse_explorer.experiment.results.chance_picture import ChanceCurve, chance_figure, chance_png
from sparse_explorer.experiment.results.line_styles import PALETTE
from sparse_explorer.experiment.results.theory import layer_chance, power_of_ten

CURVES = [
    ChanceCurve(f"{percent} % active", (100, 1000, 10_000), (-0.1 * percent, -percent, -10.0 * percent))
    for percent in range(1, 10)
]
LONG = "$a$ name of a network that is sixty characters long, or so ..."


def drawn(curves, marks):
    made = chance_figure(curves, marks, "_title $x$")
    with figures.look():
        made.draw_without_rendering()
    return made


def legend_of(made):
    return made.legends[0] if made.legends else made.axes[0].get_legend()


FEW, SOME, MANY = (
    [(1, 0), (1, 1), (1, 20)],
    [(5, 0), (5, 1), (5, 8), (5, 20), (1, 8), (9, 1)],
    [(9, 0), (9, 8), (9, 20)],
)


@pytest.mark.parametrize(
    ("curves", "marks"), [*FEW, *MANY, *(pytest.param(*each, marks=pytest.mark.proof) for each in SOME)]
)
def test_labels_lie_on_nothing(curves: int, marks: int) -> None:
    layers = [(f"{LONG} {place}", layer_chance("Convolution", 4320, 10 + place, 9)) for place in range(marks)]
    made = drawn(CURVES[:curves], layers)
    axes, legend = made.axes[0], legend_of(made)
    texts = [text.get_window_extent() for text in legend.get_texts()]
    assert len(texts) == curves + marks
    assert not any(one.overlaps(other) for place, one in enumerate(texts) for other in texts[:place])
    box = legend.get_window_extent()
    for line in axes.lines:
        points = line.get_transform().transform(line.get_xydata())
        assert not any(box.contains(x, y) for x, y in points)
    ticks = [axes.xaxis.get_ticklabels(), axes.yaxis.get_ticklabels()]
    for labels in ticks:
        boxes = [label.get_window_extent() for label in labels if label.get_text()]
        assert not any(one.overlaps(other) for place, one in enumerate(boxes) for other in boxes[:place])


def test_text_is_as_typed_and_numbers_are_as_people_write_them() -> None:
    made = drawn(CURVES[:2], [("_Sparse $5", layer_chance("Convolution", 4320, 100, 71))])
    axes = made.axes[0]
    assert [text.get_text() for text in legend_of(made).get_texts()] == [
        "1 % active",
        "2 % active",
        "_Sparse $5, Convolution: 100 of 4,320",
    ]
    assert axes.get_title() == "_title $x$"
    assert {"1,000", "10,000"} <= {label.get_text() for label in axes.get_xticklabels()}
    assert "10⁻²⁰" in {label.get_text() for label in axes.get_yticklabels()}
    assert [line.get_color() for line in axes.lines] == [*PALETTE[:2], "black"]
    assert list(axes.lines[2].get_xdata()) == [4320]


def test_a_narrow_range_has_numbers_too() -> None:
    axes = drawn([ChanceCurve("x", (300, 500, 800), (-1.0, -2.0, -3.0))], []).axes[0]
    shown = [label.get_text() for label in axes.get_xticklabels()]
    assert shown == ["500"]


def test_the_picture_has_its_size() -> None:
    picture = chance_png(CURVES, [], "title")
    assert (int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")) == (1600, 1000)


def test_powers_of_ten() -> None:
    assert [power_of_ten(power) for power in (0, -58, 3, -0.5)] == ["10⁰", "10⁻⁵⁸", "10³", "10⁻⁰·⁵"]
