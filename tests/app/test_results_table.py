"""The results table and its model: what cells say, which are bold, what is copied, what a click tells."""

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sparse_explorer.app.qt import theme
from sparse_explorer.app.widgets.results_model import ResultsModel
from sparse_explorer.app.widgets.results_table import ResultsTable
from sparse_explorer.experiment.results.results import SummaryRow

LEVELS = tuple(step / 20 for step in range(17))
COLORS = {"Dense": 0, "Sparse": 1}


def row(variant: str, noise: float, mean: float, std: float = 0.0, seeds: int = 1) -> SummaryRow:
    return SummaryRow(variant, "digits", "article", seeds, noise, mean, std)


def rows(seeds: int = 1, levels=LEVELS) -> list[SummaryRow]:
    return [
        row(variant, level, start - 50 * level, 1.25 if seeds > 1 else 0.0, seeds)
        for variant, start in (("Dense", 90.0), ("Sparse", 95.0))
        for level in levels
    ]


@pytest.fixture
def table(qtbot: QtBot) -> ResultsTable:
    table = ResultsTable()
    qtbot.addWidget(table)
    table.resize(700, 160)
    table.set_summary(rows(), COLORS)
    table.show()
    qtbot.waitExposed(table)
    table.told = []
    table.level_chosen.connect(table.told.append)
    return table


def cell(model: ResultsModel, at: int, column: int, role=Qt.ItemDataRole.DisplayRole) -> object:
    return model.data(model.index(at, column), role)


def test_the_model_keeps_qts_rules(qapp: QApplication) -> None:
    model = ResultsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.set_summary(rows(), COLORS)
    model.set_noise(60)
    model.set_summary(rows(seeds=3), COLORS)
    model.set_summary(rows(levels=(0.0, 0.5)), COLORS)
    model.set_summary([], {})
    assert tester.model() is model


def test_cells_say_the_accuracy_and_its_spread(qapp: QApplication) -> None:
    model = ResultsModel()
    model.set_summary(
        [row("Dense", 0.0, 94.66), row("Sparse", 0.0, 93.1, 1.25, 5), row("Sparse", 0.05, 93.0)], COLORS
    )
    assert cell(model, 0, 0) == "94.7"
    assert cell(model, 1, 0) == "93.1 ± 1.2"
    assert cell(model, 0, 1) is None  # not measured yet
    assert model.headerData(1, Qt.Orientation.Horizontal) == "5 %"
    assert model.headerData(1, Qt.Orientation.Vertical) == "Sparse"
    tip = cell(model, 1, 0, Qt.ItemDataRole.ToolTipRole)
    assert all(part in tip for part in ("Sparse", "93.10", "1.25", "5 seeds"))
    assert cell(model, 0, 0, Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight


def test_the_best_of_a_column_is_bold_and_so_is_its_equal(qapp: QApplication) -> None:
    model = ResultsModel()
    bold = Qt.ItemDataRole.FontRole
    model.set_summary(
        [row("a", 0, 94.71), row("b", 0, 94.69), row("a", 0.5, 50), row("b", 0.5, 60)], {"a": 0, "b": 1}
    )
    assert [[cell(model, at, column, bold) is not None for column in (0, 1)] for at in (0, 1)] == [
        [True, False],
        [True, True],
    ]
    model.set_summary([row("a", 0, 94.7)], {"a": 0})
    assert cell(model, 0, 0, bold) is None  # alone, nobody is best


def test_names_have_their_variants_colour(qapp: QApplication) -> None:
    model = ResultsModel()
    model.set_summary(rows(), {"Dense": 4, "Sparse": 1})
    color = model.headerData(0, Qt.Orientation.Vertical, Qt.ItemDataRole.ForegroundRole)
    assert color == theme.variant_text_color(4)
    theme.theme().set_choice("dark")
    color = model.headerData(0, Qt.Orientation.Vertical, Qt.ItemDataRole.ForegroundRole)
    assert color == theme.variant_text_color(4)


@pytest.mark.parametrize(
    ("percent", "column"), [(0, 0), (60, 12), (61, 12), (63, 13), (79, 16), (80, 16), (81, None), (100, None)]
)
def test_the_nearest_level_is_emphasised(qapp: QApplication, percent: int, column: int | None) -> None:
    model = ResultsModel()
    model.set_summary(rows(), COLORS)
    model.set_noise(percent)
    assert model.current_column() == column
    tinted = [c for c in range(17) if cell(model, 0, c, Qt.ItemDataRole.BackgroundRole) is not None]
    assert tinted == ([] if column is None else [column])


def test_the_emphasis_survives_new_levels(qapp: QApplication) -> None:
    model = ResultsModel()
    model.set_noise(50)
    assert model.current_column() is None
    model.set_summary(rows(levels=(0.0, 0.5)), COLORS)
    assert model.current_column() == 1
    model.set_summary(rows(), COLORS)
    assert model.current_column() == 10


def test_setting_the_noise_tells_nobody_and_brings_its_column_into_sight(
    table: ResultsTable, qtbot: QtBot
) -> None:
    assert table.horizontalScrollBar().maximum() > 0
    table.set_noise(80)
    last = table.visualRect(table.results.index(0, 16))
    assert last.right() <= table.viewport().width()
    table.set_noise(0)
    qtbot.waitUntil(lambda: table.horizontalScrollBar().value() == 0)
    assert table.told == []
    assert table.selectedIndexes() == []


def test_columns_are_scrolled_when_the_slider_rests_and_marked_at_once(
    table: ResultsTable, qtbot: QtBot
) -> None:
    table.set_noise(80)
    for percent in range(80, -1, -5):
        table.set_noise(percent)
        assert table.results.current_column() == percent // 5
        assert table.horizontalScrollBar().value() > 0  # where it has been
    qtbot.waitUntil(lambda: table.horizontalScrollBar().value() == 0)


def test_a_click_on_a_cell_or_a_header_tells_its_level(table: ResultsTable, qtbot: QtBot) -> None:
    place = table.visualRect(table.results.index(1, 2)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert table.told == [10]
    header = table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(4) + 5, 10)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert table.told == [10, 20]
    table.setCurrentIndex(table.results.index(0, 6))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert table.told == [10, 20, 30]


def copied(table: ResultsTable, qtbot: QtBot) -> str:
    QApplication.clipboard().clear()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    return QApplication.clipboard().text()


def test_copying(table: ResultsTable, qtbot: QtBot) -> None:
    assert copied(table, qtbot) == ""
    table.setCurrentIndex(table.results.index(1, 2))
    assert copied(table, qtbot) == "90.0"
    table.selectColumn(0)
    select = QItemSelectionModel.SelectionFlag.Select
    table.selectionModel().select(table.results.index(1, 2), select)
    assert copied(table, qtbot) == "\t0 %\t10 %\nDense\t90.0\t\nSparse\t95.0\t90.0"
    table.selectAll()
    assert len(copied(table, qtbot).split("\n")) == 3


def test_what_is_copied_is_no_formula(table: ResultsTable, qtbot: QtBot) -> None:
    table.set_summary([row("=1+1", 0, 50), row("two\twords", 0, 40)], {})
    table.selectAll()
    assert copied(table, qtbot) == "\t0 %\n'=1+1\t50.0\ntwo words\t40.0"


@pytest.mark.parametrize(("width", "scrolls"), [(700, True), (1400, False)])
@pytest.mark.parametrize("seeds", [1, 5])
def test_columns_share_the_width_and_keep_readable(
    table: ResultsTable, width: int, scrolls: bool, seeds: int
) -> None:
    table.resize(width, 160)
    table.set_summary(rows(seeds), COLORS)
    QApplication.processEvents()
    widths = [table.columnWidth(column) for column in range(17)]
    assert max(widths) - min(widths) <= 1
    needed = table.fontMetrics().horizontalAdvance("90.0 ± 1.2" if seeds > 1 else "90.0")
    assert min(widths) > needed
    if seeds == 1:
        assert (table.horizontalScrollBar().maximum() > 0) == scrolls
    if not scrolls and seeds == 1:
        assert sum(widths) == table.viewport().width()
    for percent in (0, 40, 60, 80):  # no column is cut, wherever the table was scrolled to
        table.set_noise(percent)
        places = [table.visualRect(table.results.index(0, column)) for column in range(17)]
        seen = [place for place in places if place.right() >= 0 and place.left() < table.viewport().width()]
        assert seen[0].left() == 0
        assert sum(place.width() for place in seen) == table.viewport().width()
    names = table.verticalHeader()
    assert names.isVisible()
    assert names.width() >= names.fontMetrics().horizontalAdvance("Sparse")


def test_new_values_leave_the_selection_alone(table: ResultsTable) -> None:
    table.setCurrentIndex(table.results.index(1, 2))
    table.set_summary(rows(seeds=2), COLORS)
    assert [index.column() for index in table.selectedIndexes()] == [2]


def test_the_table_paints_with_and_without_results(table: ResultsTable) -> None:
    table.set_empty_text("Results appear here.")
    table.set_noise(10)
    filled = table.grab().toImage()
    table.set_summary([], {})
    assert not table.horizontalHeader().isVisible()
    empty = table.grab().toImage()
    table.set_empty_text("")
    assert empty != filled
    assert table.grab().toImage() != empty  # the sentence was there


def test_another_theme_recolours(table: ResultsTable) -> None:
    def colors() -> set[str]:
        image = table.verticalHeader().grab().toImage()
        return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}

    assert theme.variant_text_color(0).name() in colors()
    theme.theme().set_choice("dark")
    assert theme.variant_text_color(0).name() in colors()


def seen_columns(table: ResultsTable) -> list[int]:
    """The columns in sight; fails if one is cut at either edge."""
    QApplication.processEvents()
    width = table.viewport().width()
    places = {
        column: table.visualRect(table.results.index(0, column))
        for column in range(table.results.columnCount())
    }
    seen = [column for column, place in places.items() if place.right() >= 0 and place.left() < width]
    assert places[seen[0]].left() == 0
    assert places[seen[-1]].right() == width - 1
    return seen


def test_whole_columns_with_the_noise_among_them_whatever_changes(table: ResultsTable) -> None:
    table.set_noise(60)
    names = ("Dense", "a much longer name than that")
    for change in (
        lambda: table.resize(520, 160),
        lambda: table.set_summary(rows(seeds=5), COLORS),
        lambda: table.set_summary(rows(seeds=5)[17:] + rows(seeds=5)[:17], COLORS),  # the other way round
        lambda: table.resize(1100, 160),
        lambda: table.set_summary(rows(seeds=5), dict.fromkeys(names, 0)),
        lambda: table.set_summary([row(name, level, 50) for name in names for level in LEVELS], {}),
        lambda: table.resize(430, 160),
        lambda: (table.set_summary([], {}), table.set_summary(rows(), COLORS)),
        lambda: (table.hide(), table.set_summary(rows(seeds=2), COLORS), table.show()),
        lambda: (table.hide(), table.resize(610, 160), table.show()),
    ):
        change()
        assert 12 in seen_columns(table)


def test_a_table_that_is_filled_before_it_is_shown_starts_at_the_noise(qtbot: QtBot) -> None:
    table = ResultsTable()
    qtbot.addWidget(table)
    table.set_noise(70)
    table.set_summary(rows(), COLORS)
    table.resize(500, 160)
    table.show()
    qtbot.waitExposed(table)
    assert 14 in seen_columns(table)


def test_beyond_the_last_level_no_column_is_marked_and_the_last_one_is_in_sight(
    table: ResultsTable, qtbot: QtBot
) -> None:
    table.set_noise(20)
    assert 16 not in seen_columns(table)
    table.set_noise(95)
    assert table.results.current_column() is None
    qtbot.waitUntil(lambda: seen_columns(table)[-1] == 16)
    table.set_noise(80)
    assert table.results.current_column() == 16


def test_the_table_stays_where_the_user_scrolled_it_while_numbers_change(
    table: ResultsTable, qtbot: QtBot
) -> None:
    table.set_noise(80)
    table.horizontalScrollBar().setValue(0)
    table.set_summary([row(r.variant, r.noise, r.accuracy_mean - 1) for r in rows()], COLORS)
    assert seen_columns(table)[0] == 0
    table.set_noise(79)  # the same column
    assert seen_columns(table)[0] == 0
    table.set_noise(75)
    qtbot.waitUntil(lambda: 15 in seen_columns(table))


def test_tips_name_the_noise_in_percent_and_names_whole(qapp: QApplication) -> None:
    model = ResultsModel()
    model.set_summary(rows(seeds=5), COLORS)
    assert cell(model, 1, 12, Qt.ItemDataRole.ToolTipRole) == (
        "Sparse at 60 % noise: 65.00 % correct, standard deviation 1.25 % over 5 seeds"
    )
    model.set_summary(rows(), COLORS)
    said = "Dense at 5 % noise: 87.50 % correct, one seed"
    for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
        assert cell(model, 0, 1, role) == said
    assert model.headerData(0, Qt.Orientation.Vertical, Qt.ItemDataRole.ToolTipRole) == "Dense"


def test_only_the_head_of_the_level_in_use_is_marked(table: ResultsTable) -> None:
    table.set_noise(20)
    header, c = table.horizontalHeader(), theme.LIGHT
    image = header.grab().toImage()
    for column in seen_columns(table):
        left, width = header.sectionViewportPosition(column), header.sectionSize(column)
        writing = {
            image.pixelColor(x, y).name()
            for x in range(left, left + width)
            for y in range(image.height() - 3)
        }
        under = image.pixelColor(left + width // 2, image.height() - 1).name()
        assert under == (c.accent if column == 4 else c.border)
        assert (c.accent in writing) == (column == 4)
