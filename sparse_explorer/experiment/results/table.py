"""The table that people read: noise levels as rows, variants as columns, published figures beside them.

For the terminal and as Markdown. Imports no torch.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sparse_explorer.experiment.plan.presets import PublishedCurve
from sparse_explorer.experiment.results.results import SummaryRow
from sparse_explorer.experiment.results.text_table import text_table


@dataclass(frozen=True)
class Column:
    """One column: its title, and its text for each noise level."""

    title: str
    cells: dict[float, str]


def variant_columns(summary: Sequence[SummaryRow]) -> list[Column]:
    """A column a variant: accuracy in percent, with its spread where there are several seeds."""
    columns: dict[str, Column] = {}
    for row in summary:
        column = columns.setdefault(row.variant, Column(row.variant, {}))
        spread = f" ± {row.accuracy_std:.2f}" if row.seeds > 1 else ""
        column.cells[row.noise] = f"{row.accuracy_mean:.2f}{spread}"
    return list(columns.values())


def diverged_column(variant: str, levels: Sequence[float]) -> Column:
    """The column of a variant that diverged with every seed."""
    return Column(variant, dict.fromkeys(levels, "diverged"))


def published_columns(curves: Sequence[tuple[str, PublishedCurve]]) -> list[Column]:
    """A column for each (variant, published curve)."""
    return [
        Column(
            f"{variant} ({curve.source})",
            {level: f"{value:.2f}" for level, value in zip(curve.levels, curve.accuracy, strict=True)},
        )
        for variant, curve in curves
    ]


def render(columns: Sequence[Column], levels: Sequence[float], markdown: bool = False) -> str:
    """Lay the columns out, a row for each noise level, for a terminal or as Markdown."""
    rows = [[f"{level:.2f}", *(column.cells.get(level, "") for column in columns)] for level in levels]
    headers = ["noise", *(column.title for column in columns)]
    return text_table(headers, rows, [True] * len(headers), markdown)
