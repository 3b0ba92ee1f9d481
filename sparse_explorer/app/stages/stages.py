"""The three stages of one session, and how the panes of each, by their names, share its room."""

from sparse_explorer.app.stages.split import Split, below, beside

STAGES: dict[str, Split] = {
    "train": beside(("model", 2), ("training", 3)),
    "compare": beside(
        (below(("curves", 5), ("results", 4)), 3),
        (below(("verdict", 3), ("differences", 4), ("cost", 5)), 2),
    ),
    "explain": below(
        ("inspector", 2),
        (beside(("overlap", 3), ("inside", 3), ("disagreement", 4)), 1),
    ),
}


def stage_of(pane: str) -> str:
    """The name of the stage that a pane belongs to; KeyError if none has it."""
    for stage, split in STAGES.items():
        if pane in split.names():
            return stage
    raise KeyError(pane)
