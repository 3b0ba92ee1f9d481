"""The unit that is pointed at, from a fabricated report: what words, pictures and the strip over the noise say."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.lane_pictures import kind_color
from sparse_explorer.app.widgets.still_label import StillLabel
from sparse_explorer.app.widgets.unit_course import UnitCourse
from sparse_explorer.app.widgets.unit_view import UnitView
from sparse_explorer.app.widgets.use_curve import UseCurve
from sparse_explorer.experiment.results.inspection_reports import (
    IDLE,
    KEPT,
    LOST,
    NEW,
    LayerWeights,
    UnitPlace,
    UnitReport,
    UnitUse,
)

PERCENTS = (0, 5, 10, 15)


def report(
    clean: float = 1.0,
    values: tuple[float, ...] = (1.0, 0.5, 0.0, 2.0),
    use: UnitUse | None = None,
    shape: tuple[int, int, int] = (30, 12, 12),
    number: int = 28 * 144 + 5 * 12 + 6,
    gated: bool = True,
) -> UnitReport:
    values_of = np.full((1, 5, 5), 0.01, np.float32)
    values_of[0, 0] = 1.0
    zero = np.zeros((1, 5, 5), bool)
    zero[0, 4] = True
    return UnitReport(
        place=UnitPlace("a", "Convolution", number),
        shape=shape,
        sparse=gated,
        gated=gated,
        field=(10, 12, 6, 6),
        weights=LayerWeights("", np.where(zero, 0, values_of), zero),
        clean=clean,
        percents=PERCENTS,
        values=values,
        use=use,
    )


@pytest.fixture
def view(qtbot: QtBot) -> UnitView:
    made = UnitView()
    qtbot.addWidget(made)
    made.resize(700, 110)
    made.show()
    return made


def said(view: UnitView) -> str:
    return view.accessibleDescription()


def test_without_a_unit_it_says_what_to_do(view: UnitView) -> None:
    assert said(view).startswith("Point at a unit in a lane")
    view.show_unit(report(), "Sparse")
    view.show_unit(None, "")
    assert said(view).startswith("Point at a unit in a lane")


def test_it_says_which_unit_it_is_and_what_is_known_of_it(view: UnitView) -> None:
    use = UnitUse(0.27, np.array([0.3, 0.27, 0.1], np.float32), 0.023, 0)
    view.show_unit(report(use=use), "Sparse", pinned=True)
    text = said(view)
    assert "Sparse, Convolution: filter 28, row 5, column 6" in text
    assert "duty cycle of its filter 27.0 %, place 2 of 3; target 2.3 %" in text
    assert "20 of 25 weights free, the hatched ones are fixed at zero" in text
    assert "active on the clean digit, lost at 10 % noise" in text
    assert view.findChild(object, "unit_title").text().endswith("pinned")


@pytest.mark.parametrize(
    ("made", "place"),
    [
        (report(), "filter 28, row 5, column 6"),
        (report(shape=(1, 1, 300), number=7, gated=False), "unit 7"),
    ],
)
def test_where_there_is_little_room_the_place_is_not_cut(
    view: UnitView, made: UnitReport, place: str
) -> None:
    view.show_unit(made, "Sparse with a name that is long", pinned=True)
    title = view.findChild(StillLabel, "unit_title")
    title.resize(title.fontMetrics().horizontalAdvance(place) + 4, 20)
    assert title.shown() == place


@pytest.mark.parametrize(
    ("clean", "values", "expected"),
    [
        (1.0, (1.0, 1.0, 1.0, 1.0), "kept at every noise"),
        (0.0, (0.0, 0.0, 0.3, 0.0), "new at 10 % noise"),
        (0.0, (0.0, 0.0, 0.0, 0.0), "not active on this digit, whatever the noise"),
    ],
)
def test_it_says_when_noise_flips_it(
    view: UnitView, clean: float, values: tuple[float, ...], expected: str
) -> None:
    view.show_unit(report(clean, values), "Sparse")
    assert expected in said(view)


def test_a_unit_without_an_activation_changes_its_sign(view: UnitView) -> None:
    hidden = report(-1.0, (-1.0, -0.5, 0.5, 1.0), shape=(1, 1, 300), number=7, gated=False)
    view.show_unit(hidden, "Dense")
    assert "unit 7" in said(view)
    assert "changes its sign at 10 % noise" in said(view)
    view.grab()


def test_where_nothing_competes_there_is_no_target(view: UnitView) -> None:
    view.show_unit(report(use=UnitUse(0.5, np.array([0.5], np.float32), None, 200)), "Dense")
    assert "active on 50.0 % of 200 test digits, place 1 of 1; no target" in said(view)


@pytest.mark.parametrize("edition", [theme.LIGHT, theme.DARK])
def test_weights_fixed_at_zero_look_other_than_small_ones(
    view: UnitView, monkeypatch: pytest.MonkeyPatch, edition: theme.Colors
) -> None:
    monkeypatch.setattr(theme.theme(), "colors", edition)
    view.show_unit(report(), "Sparse")
    weights = view.findChild(object, "unit_weights")
    image, tile = weights.grab().toImage(), weights.tile_rect(0)
    inks = []
    for row in (0.5, 2.5, 4.5):
        y, across = (
            int(tile.top() + tile.height() * row / 5),
            range(int(tile.left()) + 2, int(tile.right()) - 2),
        )
        inks.append({image.pixelColor(x, y).name() for x in across})
    strong, small, fixed = inks
    assert len(strong) == len(small) == 1
    assert len(fixed) == 2 and not fixed & small  # hatched


def test_the_strip_has_the_colours_of_the_lanes(qtbot: QtBot) -> None:
    course = UnitCourse()
    qtbot.addWidget(course)
    course.resize(400, 40)
    course.set_report(report())
    assert course.states() == [KEPT, KEPT, LOST, KEPT]
    image = course.grab().toImage()
    c = theme.LIGHT
    assert image.pixelColor(course.cell_rect(0).center().toPoint()) == kind_color(KEPT, c)
    assert image.pixelColor(course.cell_rect(2).center().toPoint()).name() == c.empty
    assert course.tip_at(course.cell_rect(2).center().x()) == "10 % noise: lost"
    course.set_report(report(0.0, (0.0, 0.0, 0.3, 0.0)))
    assert course.states() == [IDLE, IDLE, NEW, IDLE]
    assert course.grab().toImage().pixelColor(course.cell_rect(2).center().toPoint()) == kind_color(NEW, c)


def test_the_noise_in_sight_is_marked(qtbot: QtBot) -> None:
    course = UnitCourse()
    qtbot.addWidget(course)
    course.resize(400, 40)
    course.set_report(report())

    def marked() -> list[int]:
        image, row = course.grab().toImage(), 19
        return [x for x in range(image.width()) if image.pixelColor(x, row).name() == theme.LIGHT.accent]

    for percent, place in ((0, 0), (15, 3)):
        course.set_noise(percent)
        middle = marked()
        assert sum(middle) / len(middle) == pytest.approx(course.cell_rect(place).center().x(), abs=2)


def test_its_place_among_the_others_is_marked(qtbot: QtBot) -> None:
    curve = UseCurve()
    qtbot.addWidget(curve)
    curve.resize(120, 80)
    curve.set_use(UnitUse(0.2, np.array([0.4, 0.3, 0.2, 0.1], np.float32), 0.25, 0))
    image = curve.grab().toImage()
    foot = [curve.bar_rect(place).center().x() for place in range(4)]
    bottom = int(curve.bar_rect(2).bottom()) - 3
    inks = [image.pixelColor(int(x), bottom).name() for x in foot]
    assert [ink == theme.LIGHT.accent for ink in inks] == [False, False, True, False]
    assert curve.bar_rect(0).height() == pytest.approx(4 * curve.bar_rect(3).height())


def test_where_there_is_no_unit_to_point_at_it_says_why(view: UnitView) -> None:
    view.set_why_none("Nothing is trained.")
    assert said(view) == "Nothing is trained."
    view.set_why_none("")
    assert said(view).startswith("Point at a unit in a lane")
