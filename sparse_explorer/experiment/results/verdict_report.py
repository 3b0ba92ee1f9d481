"""The files of a verdict, and what is printed of it. Imports no torch."""

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sparse_explorer.data.catalogue import IMAGE_SIZE, describe, is_own
from sparse_explorer.experiment.plan.cost import cost
from sparse_explorer.experiment.plan.layers import sparse_parts
from sparse_explorer.experiment.plan.verdict_plan import VerdictPlan
from sparse_explorer.experiment.results.atlas import atlas_png
from sparse_explorer.experiment.results.csv_text import PLAIN, CsvDialect
from sparse_explorer.experiment.results.figures import FigureError
from sparse_explorer.experiment.results.heat_map import heat_map_png
from sparse_explorer.experiment.results.mechanism import Mechanism, mechanism_csv, mechanism_shares_csv
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.text_table import printable, text_table
from sparse_explorer.experiment.results.verdict import Verdict, verdict, verdict_csv
from sparse_explorer.experiment.results.verdict_page import ATLAS, HEAT_MAP, markdown, page
from sparse_explorer.experiment.results.verdict_sections import Table, sections, summary
from sparse_explorer.experiment.results.verdict_tables import group_table, legend, noise_groups

PAGE = "verdict.html"

_WIDTH = 100
"""Places in a line of a terminal."""

INTERVENTIONS, CURVES, SHARES = "mechanism.json", "mechanism.csv", "shares.csv"
"""What interventions gave, as the program reads it again, and as tables."""


def kind_of(dataset: str) -> tuple[int, int] | None:
    """Rows of a data set's images and number of its classes; None of one's own, which has to be read for it."""
    return None if is_own(dataset) else (IMAGE_SIZE, len(describe(dataset).class_names))


def verdict_of(
    plan: VerdictPlan,
    runs: Sequence[RunResult],
    command: str = "",
    mechanisms: Sequence[Mechanism] = (),
    kind: tuple[int, int] | None = None,
) -> Verdict | None:
    """What the finished runs of a plan say; None while none of the reference is finished.

    Args:
        plan: which seeds claim, which confirm, and what all are compared with.
        runs: in whatever order.
        command: what makes them.
        mechanisms: what interventions in their networks found.
        kind: rows of the images that they were trained on, and how many classes there are; None for MNIST's.
    """
    networks = {
        variant.name: variant.network.fitted(*kind) if kind else variant.network
        for variant in plan.experiment.variants
    }
    names = [variant.name for variant in plan.experiment.variants]
    noises = [noise.convention for noise in plan.experiment.noises]
    known = [run for run in runs if run.variant in names and run.noise_convention in noises]
    known.sort(key=lambda run: (names.index(run.variant), noises.index(run.noise_convention), run.seed))
    claiming = [run for run in known if run.seed in plan.claiming]
    if not any(run.variant == plan.reference for run in claiming):
        return None
    return verdict(
        claiming,
        reference=plan.reference,
        confirming=[run for run in known if run.seed in plan.confirming],
        costs={name: cost(network) for name, network in networks.items()},
        simple=[variant.name for variant in plan.experiment.variants if not sparse_parts(variant.network)],
        mechanisms=mechanisms,
        command=command,
    )


@dataclass(frozen=True)
class VerdictReport:
    """A verdict as files and as text.

    Attributes:
        found: the verdict.
        finished: the runs that it was made from.
        dialect: how CSV files are written.
        complain: told in one line of each picture that could not be drawn.
    """

    FILES: ClassVar = (
        PAGE,
        "verdict.md",
        "verdict.csv",
        HEAT_MAP,
        ATLAS,
        INTERVENTIONS,
        CURVES,
        SHARES,
    )

    found: Verdict
    finished: Sequence[RunResult]
    dialect: CsvDialect = PLAIN
    complain: Callable[[str], object] = lambda line: None

    def files(self) -> dict[str, str | bytes]:
        """The content of each of FILES, without pictures that could not be drawn, tables of interventions that were not
        made, and INTERVENTIONS, which is written while they are made."""
        heat_map = self._drawn(HEAT_MAP, lambda: heat_map_png(self.found))
        atlas = self._drawn(ATLAS, lambda: atlas_png(self.finished))
        inside = [each for each in self.found.mechanisms if each.curves]
        contents = {
            PAGE: page(self.found, atlas),
            "verdict.md": markdown(self.found, pictures=None not in (heat_map, atlas)),
            "verdict.csv": verdict_csv(self.found, self.dialect),
            HEAT_MAP: heat_map,
            ATLAS: atlas,
            CURVES: mechanism_csv(inside, self.dialect) if inside else None,
            SHARES: mechanism_shares_csv(inside, self.dialect) if inside else None,
        }
        return {name: content for name, content in contents.items() if content is not None}

    def text(self) -> str:
        """The page for a terminal."""
        parts = [_wrapped(summary(self.found)), _wrapped(legend(self.found))]
        for group in noise_groups(self.found):
            parts += [group.title, _table(group_table(self.found, group))]
        for section in sections(self.found):
            parts.append(section.title)
            parts += [_wrapped(text) for text in section.paragraphs]
            if section.points:
                parts.append("\n".join(_wrapped(point, "- ") for point in section.points))
            if section.table:
                parts.append(_table(section.table))
        return "\n\n".join(parts)

    def _drawn(self, name: str, draw: Callable[[], bytes]) -> bytes | None:
        try:
            return draw()
        except FigureError as error:
            self.complain(f"{name} could not be drawn: {error}")
            return None


def _wrapped(text: str, start: str = "") -> str:
    return textwrap.fill(printable(text), _WIDTH, initial_indent=start, subsequent_indent=" " * len(start))


def _table(table: Table) -> str:
    return text_table(table.heads, table.rows, table.right, most=_WIDTH)
