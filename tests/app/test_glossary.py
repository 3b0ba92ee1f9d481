"""One source for what terms mean: the sheet of terms, and the tips of everything that shows such a term."""

from collections.abc import Callable
from pathlib import Path

import fabricated
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sparse_explorer.app.language.glossary import FIELD_TERMS, WIDEST, field_tip, meaning, terms, tip
from sparse_explorer.app.widgets.config_form import FormRow
from sparse_explorer.app.widgets.cost_table import CostTable
from sparse_explorer.app.widgets.noise_combo import NoiseCombo
from sparse_explorer.app.widgets.results_table import ResultsTable
from sparse_explorer.app.widgets.switch import SwitchRow
from sparse_explorer.app.widgets.variant_list_header import VariantListHeader
from sparse_explorer.app.window.main_window import MainWindow
from sparse_explorer.experiment.plan.fields import specs
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.training import TrainingConfig

TIP = Qt.ItemDataRole.ToolTipRole


def explains(text: str) -> bool:
    """Whether a tip holds the whole of what a term means."""
    return any(tip(name) in text for name in terms())


@pytest.fixture
def window(open_window: Callable[..., MainWindow], own_home: Path) -> MainWindow:
    made = open_window()
    for item in made.session.items:
        fabricated.trained(item, 90.0, made.session.dataset)
    made.session.variants_changed.emit()
    made.layout_.show_stage("compare")
    return made


def test_a_tip_is_the_sentence_of_the_sheet_in_short_lines() -> None:
    for name, (_, said) in terms().items():
        assert " ".join(tip(name).split()) == said == meaning(name)
        assert all(len(line) <= WIDEST for line in tip(name).split("\n"))
    assert tip("k", "noise") == f"{tip('k')}\n{tip('noise')}"
    with pytest.raises(KeyError):
        tip("no term")


def test_text_without_gaps_is_broken_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from sparse_explorer.app.language import glossary

    monkeypatch.setattr(glossary, "terms", lambda: {"k": ("k", "\u4e00" * 100)})
    assert [len(line) for line in tip("k").split("\n")] == [WIDEST // 2, WIDEST // 2, 100 - WIDEST // 2 * 2]


def test_every_field_is_about_a_term_of_the_glossary() -> None:
    fields = {
        name for cls in (ConvConfig, HiddenConfig, NetworkConfig, TrainingConfig) for name in specs(cls)
    }
    assert set(FIELD_TERMS) == fields | {"conv_count"}
    assert all(explains(field_tip(f"network.convs[0].{name}")) for name in fields)
    assert field_tip("unknown") == ""


def test_every_row_of_the_form_explains_its_term(window: MainWindow) -> None:
    rows = window.findChildren(FormRow)
    assert len(rows) > 25
    assert [row.field.path for row in rows if not row.toolTip().endswith(field_tip(row.field.path))] == []
    assert [row.field.path for row in rows if not explains(row.toolTip())] == []
    assert all(explains(row.toolTip()) for row in window.model_pane.findChildren(SwitchRow))


def test_every_column_head_explains_its_term(window: MainWindow) -> None:
    results = window.results_pane.findChild(ResultsTable, "results_table").results
    heads = [
        results.headerData(column, Qt.Orientation.Horizontal, TIP) for column in range(results.columnCount())
    ]
    assert len(heads) > 10 and all(explains(head) for head in heads)
    assert explains(window.variants_pane.findChild(VariantListHeader).toolTip())
    window.cost_pane.refresh()
    table = window.cost_pane.findChild(CostTable, "cost_table")
    own = {column: table.horizontalHeaderItem(column).toolTip() for column in range(table.columnCount())}
    assert len(own) >= 7 and all(own.values())
    assert {column for column, text in own.items() if explains(text)} == {0, 1, 2, 3, 4, 5, 6}


def test_headings_and_kinds_of_noise_explain_their_terms(window: MainWindow) -> None:
    for pane in (
        window.overlap_pane,
        window.differences_pane,
        window.verdict_pane,
        window.cost_pane,
        window.curves_pane,
    ):
        assert explains(pane.title_label.toolTip()), pane
    combo = window.noise_bar.findChild(NoiseCombo, "noise_kind_combo")
    kinds = [combo.itemData(place, TIP) for place in range(combo.count()) if combo.itemData(place)]
    assert len(kinds) > 10
    assert all(tip("noise") in kind for kind in [*kinds, combo.toolTip()])
    boosting = window.inside_pane.boosting
    assert explains(boosting.findChild(QWidget, "entropy_label").toolTip())
    assert boosting.tip == meaning("duty cycle", "boosting")
