"""The table for people: a cell for each level, a spread where there is one, published figures beside."""

from sparse_explorer.experiment.plan.presets import PublishedCurve
from sparse_explorer.experiment.results.results import SummaryRow
from sparse_explorer.experiment.results.table import published_columns, render, variant_columns


def row(variant: str, noise: float, mean: float, std: float = 0.0, seeds: int = 1) -> SummaryRow:
    return SummaryRow(variant, "mnist", "article", seeds, noise, mean, std)


def cells(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines()]


def test_a_spread_is_shown_of_two_seeds_and_more_and_of_one_alone_never() -> None:
    summary = [
        row("Dense", 0.0, 95.123),
        row("Sparse", 0.0, 90.0, 0.5, seeds=2),
        row("Dense", 0.5, 50.0),
        row("Sparse", 0.5, 75.0, 0.0, seeds=2),
    ]
    header, _, *lines = cells(render(variant_columns(summary), (0.0, 0.5), "github"))
    assert header == ["noise", "Dense", "Sparse"]
    assert lines == [["0.00", "95.12", "90.00 ± 0.50"], ["0.50", "50.00", "75.00 ± 0.00"]]


def test_published_figures_stand_at_their_levels() -> None:
    curve = PublishedCurve("article", "mnist", "article", 1, (0.0, 0.5), (97.0, 59.37))
    columns = [*variant_columns([row("Dense", level, 90.0) for level in (0.0, 0.25, 0.5)])]
    columns += published_columns([("Dense", curve)])
    header, _, *lines = cells(render(columns, (0.0, 0.25, 0.5), "github"))
    assert header == ["noise", "Dense", "Dense (article)"]
    assert lines == [["0.00", "90.00", "97.00"], ["0.25", "90.00", ""], ["0.50", "90.00", "59.37"]]
