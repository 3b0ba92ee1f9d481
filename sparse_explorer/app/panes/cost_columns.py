"""The columns of the table of costs, each with what it means."""

from PySide6.QtCore import QObject

from sparse_explorer.app.language.cost_texts import percent_of
from sparse_explorer.app.language.glossary import tip
from sparse_explorer.app.model.costs import Costs
from sparse_explorer.experiment.results.frontier import CostRow


class CostColumns(QObject):
    """Heads and cells; those of measurements are there once something was measured."""

    def heads(self, costs: Costs) -> list[tuple[str, str]]:
        """What stands above each column, and what it means."""
        heads = [
            (self.tr("variant"), tip("front")),
            (self.tr("clean"), tip("accuracy")),
            (self.tr("at {noise:g} %").format(noise=percent_of(costs.level)), tip("accuracy", "noise")),
            (self.tr("robustness"), tip("robustness")),
            (self.tr("multiply-adds"), tip("multiply-adds")),
            (
                self.tr("of dense"),
                "\n".join(
                    (
                        self.tr("In percent of those if every zero were computed with."),
                        tip("multiply-adds"),
                    )
                ),
            ),
            (self.tr("weights"), tip("weights", "density")),
        ]
        if _any_measured(costs):
            heads += [
                (
                    self.tr("s / 1,000"),
                    self.tr(
                        "Seconds for 1,000 images on this computer, on one core; the median of five turns."
                    ),
                ),
                (self.tr("MB"), self.tr("Memory of all weights, masks and counters, in millions of bytes.")),
            ]
        return heads

    def cells(self, row: CostRow, costs: Costs, best: bool) -> tuple[str, ...]:
        """A variant's numbers; a star behind its name if it is among the best for their cost."""
        cells = [
            f"{row.variant} ★" if best else row.variant,
            *(found.text(1) for found in (row.clean, row.accuracy, row.robustness)),
            f"{row.multiply_adds:,}",
            f"{100 * row.multiply_adds / row.dense_multiply_adds:.0f} %",
            f"{row.nonzero_parameters:,}",
        ]
        if _any_measured(costs):
            found = row.measured
            cells += ["–", "–"] if found is None else [f"{found.seconds:.3f}", f"{found.memory / 1e6:.2f}"]
        return tuple(cells)


def _any_measured(costs: Costs) -> bool:
    return any(row.measured for row in costs.rows)
