"""The three stages of one session, and what each is made of."""

from collections.abc import Mapping

from sparse_explorer.app.stages.split import below, beside
from sparse_explorer.app.stages.stage import Stage
from sparse_explorer.app.widgets.card import Card


def make_stages(panes: Mapping[str, Card]) -> tuple[Stage, ...]:
    """Train, Compare and Explain, from panes by their names."""
    lower = beside(("overlap", 3), ("inside", 3), ("disagreement", 4))
    return (
        Stage("train", panes, beside(("model", 2), ("training", 3))),
        Stage(
            "compare",
            panes,
            beside(
                (below(("curves", 5), ("results", 4)), 3),
                (below(("verdict", 3), ("differences", 4), ("cost", 5)), 2),
            ),
        ),
        Stage(
            "explain",
            panes,
            below(("inspector", 2), (lower, 1)),
        ),
    )
