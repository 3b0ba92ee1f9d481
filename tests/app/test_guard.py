"""Nothing that Qt calls lets an exception through: every override is guarded, and the guard holds."""

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QEvent, QModelIndex, QSize, Qt
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

import sparse_explorer.app
from sparse_explorer.app.qt.guard import guarded, is_guarded, overrides
from sparse_explorer.app.widgets.results_model import ResultsModel
from sparse_explorer.app.widgets.results_table import ResultsTable
from sparse_explorer.app.widgets.thumbnail_strip import ThumbnailModel
from sparse_explorer.app.widgets.variant_rows import VariantListModel, VariantRow
from sparse_explorer.experiment.results.results import SummaryRow


def summary(variants: int, levels: int) -> list[SummaryRow]:
    return [
        SummaryRow(f"V{variant}", "digits", "article", 1, level / 10, 90.0, 0.0)
        for variant in range(variants)
        for level in range(levels)
    ]


def classes_of_the_window() -> Iterator[type]:
    for module in pkgutil.walk_packages(sparse_explorer.app.__path__, "sparse_explorer.app."):
        if not module.name.endswith("__main__"):
            for cls in vars(importlib.import_module(module.name)).values():
                if isinstance(cls, type) and cls.__module__ == module.name:
                    yield cls


def unguarded(cls: type) -> list[str]:
    return [f"{cls.__name__}.{name}" for owner, name in overrides(cls) if not is_guarded(vars(owner)[name])]


class Failing(QWidget):
    """Fails wherever Qt calls it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.red)
        raise RuntimeError("no paint")

    def sizeHint(self) -> QSize:
        raise RuntimeError("no size")

    def closeEvent(self, event: QCloseEvent) -> None:
        raise RuntimeError("no end")

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            raise RuntimeError("no tip")
        return super().event(event)


def failing() -> type[Failing]:
    """A guarded copy, so that the class itself stays as it is."""
    return guarded(type("Failing", (Failing,), dict(vars(Failing))))


def test_every_override_of_the_window_is_guarded() -> None:
    classes = list(classes_of_the_window())
    assert len(classes) > 80
    assert sorted(name for cls in classes for name in unguarded(cls)) == []


def test_an_override_that_is_not_guarded_is_found() -> None:
    class Mixin:
        def resizeEvent(self, event: object) -> None: ...

    class Forgotten(Mixin, QLabel):
        def paintEvent(self, event: object) -> None: ...

        def own(self) -> None: ...

    assert sorted(unguarded(Forgotten)) == ["Forgotten.paintEvent", "Forgotten.resizeEvent"]
    guarded(Forgotten)
    assert unguarded(Forgotten) == []
    assert not is_guarded(vars(Forgotten)["own"])


def test_a_widget_that_cannot_be_painted_leaves_the_window_alive(
    qtbot: QtBot, guard_failures: list[str]
) -> None:
    widget = failing()()
    qtbot.addWidget(widget)
    widget.grab()
    widget.grab()
    (told,) = [text for text in guard_failures if "no paint" in text]  # once, not at every paint
    assert "Failing.paintEvent failed" in told and "Traceback" in told
    guard_failures.clear()


def test_a_failed_override_returns_what_the_base_class_would(qtbot: QtBot, guard_failures: list[str]) -> None:
    widget = failing()()
    qtbot.addWidget(widget)
    assert widget.sizeHint() == QWidget().sizeHint()
    assert widget.event(QEvent(QEvent.Type.ToolTip)) is False
    widget.show()
    assert widget.close()
    guard_failures.clear()


def test_a_failed_override_of_a_pure_virtual_returns_nothing(guard_failures: list[str]) -> None:
    @guarded
    class Model(QAbstractListModel):
        def rowCount(self, parent: object = QModelIndex()) -> int:
            raise RuntimeError("no rows")

        def data(self, index: object, role: int = 0) -> object:
            raise RuntimeError("no data")

    model = Model()
    assert model.rowCount() == 0
    assert model.data(QModelIndex()) is None
    guard_failures.clear()


def test_keyboard_interrupt_reaches_the_hook(monkeypatch: pytest.MonkeyPatch) -> None:
    @guarded
    class Interrupted(QWidget):
        def sizeHint(self) -> QSize:
            raise KeyboardInterrupt

    told: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: told.append(kind))
    Interrupted().sizeHint()
    assert told == [KeyboardInterrupt]


def test_what_is_returned_and_given_passes_through() -> None:
    @guarded
    class Fine(QLabel):
        def heightForWidth(self, width: int) -> int:
            return 2 * width

    assert Fine().heightForWidth(21) == 42


def test_the_table_survives_rows_and_columns_that_disappear(qtbot: QtBot) -> None:
    table = ResultsTable()
    qtbot.addWidget(table)
    table.show()
    for variants, levels in ((2, 2), (1, 8), (0, 0)):  # with no time in between for the headers to follow
        table.set_summary(summary(variants, levels), {})
    QTest.qWait(0)
    for variants, levels in ((2, 2), (1, 8), (0, 0), (3, 1), (1, 17), (0, 0)):
        table.set_summary(summary(variants, levels), {})
        table.set_noise(70)
        QTest.qWait(0)
        assert (table.results.rowCount(), table.results.columnCount()) == (variants, levels)
        table.grab()


def filled_results() -> QAbstractItemModel:
    model = ResultsModel()
    model.set_summary(summary(2, 3), {})
    return model


def filled_thumbnails() -> QAbstractItemModel:
    model = ThumbnailModel()
    model.set_images(np.zeros((2, 28, 28), np.uint8), np.zeros(2, np.int64))
    return model


def filled_variants() -> QAbstractItemModel:
    model = VariantListModel()
    model.set_rows([VariantRow("a", "A", 0, ""), VariantRow("b", "B", 1, "")])
    return model


@pytest.mark.parametrize("make", [filled_results, filled_thumbnails, filled_variants])
def test_models_have_nothing_to_say_of_what_is_out_of_range(make: Callable[[], QAbstractItemModel]) -> None:
    model = make()
    for role in (*Qt.ItemDataRole, Qt.ItemDataRole.UserRole + 1):
        for row in (model.rowCount(), 99):
            assert model.data(model.createIndex(row, 0), role) is None
        assert model.data(QModelIndex(), role) is None
    assert not model.setData(model.createIndex(99, 0), "name")


@pytest.mark.parametrize("orientation", list(Qt.Orientation))
def test_results_have_no_headers_out_of_range(orientation: Qt.Orientation) -> None:
    model = filled_results()
    count = model.columnCount() if orientation == Qt.Orientation.Horizontal else model.rowCount()
    for role in Qt.ItemDataRole:
        for section in (-1, count, 99):
            assert model.headerData(section, orientation, role) is None
    assert model.headerData(count - 1, orientation)
    assert model.data(model.createIndex(0, 3)) is None


def test_nothing_is_dragged_where_no_row_is_given() -> None:
    assert filled_variants().mimeData([]).formats() == []
