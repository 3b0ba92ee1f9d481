"""Swatches, pens and markers: each variant has a look of its own, the same wherever it is shown."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from sparse_explorer.app.model.records import VariantItem
from sparse_explorer.app.model.session import Session
from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.noise_curve import NoiseCurve
from sparse_explorer.app.widgets.noise_plot import NoisePlot
from sparse_explorer.app.widgets.results_table import ResultsTable
from sparse_explorer.app.widgets.variant_list import VariantList, VariantRow
from sparse_explorer.app.widgets.variant_style import SWATCH, draw_swatch, symbol, variant_pen
from sparse_explorer.experiment.plan.presets import find_presets
from sparse_explorer.experiment.results.line_styles import COLORS, line_style
from sparse_explorer.experiment.results.results import SummaryRow

LEVELS = tuple(step / 10 for step in range(9))


def swatch(number: int) -> QImage:
    image = QImage(SWATCH, 12, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    with QPainter(image) as painter:
        draw_swatch(painter, QRectF(0, 0, SWATCH, 12), number)
    return image


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_swatches_are_all_different(choice: str) -> None:
    theme.theme().set_choice(choice)
    assert len({bytes(swatch(number).constBits()) for number in range(28)}) == 28


def test_a_swatch_is_a_dot_or_a_line_with_a_marker() -> None:
    color = theme.variant_color(1).name()
    assert swatch(1).pixelColor(10, 6).name() == color
    assert swatch(1).pixelColor(1, 6).name() == "#ffffff"
    assert swatch(8).pixelColor(10, 6).name() == color
    assert {swatch(8).pixelColor(x, 6).name() for x in (1, 18)} & {color}
    assert "#ffffff" in {swatch(8).pixelColor(x, 6).name() for x in range(SWATCH)}  # a gap of its dash
    assert swatch(8).pixelColor(10, 0).name() == "#ffffff"


def test_pens_have_colour_width_and_dash() -> None:
    solid, dashed = variant_pen(2, 2), variant_pen(9, 4)
    assert solid.style() == Qt.PenStyle.SolidLine
    assert solid.color() == dashed.color() == theme.variant_color(2)
    assert (solid.widthF(), dashed.widthF()) == (2, 4)
    assert tuple(dashed.dashPattern()) == line_style(9).dash
    assert [symbol(number) for number in (0, 7, 14, 21)] == ["o", "s", "t1", "d"]


def test_variants_of_a_session_never_look_alike() -> None:
    session = Session()
    (preset,) = find_presets("dense")
    items = [session.add(preset.variant) for _ in range(10)]
    assert [item.color for item in items] == list(range(10))
    session.remove(items[1].id)
    assert session.add(preset.variant).color == 1
    back = session.undo_remove()
    assert back is items[1] and back.color == 8 + 7  # 1 and 8 are blue, and taken
    assert len({item.color for item in session.items}) == len(session.items)
    session.recolor(items[0].id, 2)
    assert items[0].color % COLORS == 2 and items[0].color not in (2, 9)
    session.recolor(items[3].id, 3)
    assert items[3].color == 3  # its own


def test_the_list_and_the_table_show_the_same_look(qtbot) -> None:
    listed, table = VariantList(), ResultsTable()
    for widget in (listed, table):
        qtbot.addWidget(widget)
        widget.resize(300, 700)
    listed.set_rows([VariantRow(str(n), f"variant {n}", n, "conv") for n in range(9)])
    summary = [SummaryRow(f"variant {n}", "digits", "article", 1, 0.0, 90.0, 0.0) for n in range(9)]
    table.set_summary(summary, {f"variant {n}": n for n in range(9)})
    for widget in (listed, table):
        widget.show()
    rows = listed.grab().toImage()
    names = table.verticalHeader().grab().toImage()
    for row, number in ((1, 1), (8, 8)):
        color = theme.variant_color(number).name()
        rect = listed.visualRect(listed.model().index(row, 0))
        above = range(rect.top(), rect.center().y())  # the eye is under it
        drawn = [rows.pixelColor(x, y).name() for x in range(5, 8) for y in above]
        assert (color in drawn) == (number >= COLORS)  # the line reaches beyond a dot
        y = table.rowViewportPosition(row) + table.rowHeight(row) // 2
        found = [names.pixelColor(x, y) for x in range(2, 22)]
        own = [one for one in found if one.alpha() > 250 and abs(one.blue() - QColor(color).blue()) < 4]
        assert (len(own) > 4) == (number >= COLORS)


def test_a_plot_draws_dashes_and_markers(qtbot) -> None:
    plot = NoisePlot()
    qtbot.addWidget(plot)
    plot.set_curves([NoiseCurve(str(n), f"v{n}", n, LEVELS, (90.0,) * 9) for n in (0, 7)])
    first, eighth = plot.traces["0"].line, plot.traces["7"].line
    assert first.opts["symbol"] == "o" and eighth.opts["symbol"] == "s"
    assert first.opts["pen"].style() == Qt.PenStyle.SolidLine
    assert tuple(eighth.opts["pen"].dashPattern()) == line_style(7).dash
    assert first.opts["pen"].color() == eighth.opts["pen"].color()


def test_an_items_style_is_kept() -> None:
    assert VariantItem(find_presets("dense")[0].variant, 12).color == 12
