"""What comes out of an experiment, for the terminal and for files. Imports no torch."""

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sparse_explorer.experiment.plan.config import Experiment
from sparse_explorer.experiment.plan.presets import PublishedCurve, published_curve, published_score
from sparse_explorer.experiment.results.csv_text import PLAIN, CsvDialect
from sparse_explorer.experiment.results.curve import curve_png
from sparse_explorer.experiment.results.duty_cycle_figure import duty_cycle_png
from sparse_explorer.experiment.results.figures import FigureError
from sparse_explorer.experiment.results.results import (
    RunResult,
    duty_cycles_csv,
    epochs_csv,
    layers_csv,
    results_csv,
    summarize,
    summary_csv,
)
from sparse_explorer.experiment.results.scores import (
    SELECTION_NOTE,
    ScoreRow,
    run_table,
    score_rows,
    score_table,
    scores_csv,
)
from sparse_explorer.experiment.results.table import (
    diverged_column,
    published_columns,
    render,
    variant_columns,
)
from sparse_explorer.experiment.results.text_table import markdown_text, printable, text_table

RESULTS = "results.csv"


@dataclass(frozen=True)
class ExperimentReport:
    """The finished runs of an experiment, in whatever order they ended.

    Attributes:
        experiment: what was asked for.
        finished: the results so far; at least one. Those of runs that diverged are in no number and no curve.
        dialect: how CSV files are written.
        complain: told in one line of each picture that could not be drawn.
    """

    FILES: ClassVar = (
        RESULTS,
        "summary.csv",
        "table.md",
        "curve.png",
        "epochs.csv",
        "scores.csv",
        "scores.md",
        "runs.md",
        "layers.csv",
        "duty-cycles.csv",
        "duty-cycles.png",
    )

    experiment: Experiment
    finished: Sequence[RunResult]
    dialect: CsvDialect = PLAIN
    complain: Callable[[str], object] = lambda line: None

    def files(self) -> dict[str, str | bytes]:
        """The content of each of FILES; without those that there is nothing to say in, and pictures that failed."""
        runs, title, dialect = self._sound(), self.title(), self.dialect
        names, dataset = [variant.name for variant in self.experiment.variants], self.experiment.dataset
        used = f"Duty cycles after the last epoch, {dataset}, {self._seeds('mean')}"
        heading = markdown_text(title)
        every = markdown_text(f"{dataset}, {self.experiment.noise.convention}'s noise")
        has_layers = any(layer for run in runs for epoch in run.epochs for layer in epoch.layers)
        contents = (
            results_csv(runs, dialect),
            summary_csv(summarize(runs), dialect),
            f"% correct, {heading}\n\n{self._table(markdown=True)}\n{self._note()}",
            self._drawn("curve.png", lambda: curve_png(runs, names, self._curves(), title)) if runs else None,
            epochs_csv(runs, dialect),
            scores_csv(self._scores(), dialect),
            f"Noise score, {heading}\n\n{self._score_table(markdown=True)}\n",
            f"Every run, {every}\n\n{run_table(self._runs(), markdown=True)}\n",
            layers_csv(runs, dialect),
            duty_cycles_csv(runs, dialect) if has_layers else None,
            self._drawn("duty-cycles.png", lambda: duty_cycle_png(runs, names, used)),
        )
        files = zip(self.FILES, contents, strict=True)
        return {name: content for name, content in files if content is not None}

    def _drawn(self, name: str, draw: Callable[[], bytes | None]) -> bytes | None:
        """A picture; None if it cannot be drawn, which is said and ends nothing."""
        try:
            return draw()
        except FigureError as error:
            self.complain(f"{name} could not be drawn: {error}")
            return None

    def text(self) -> str:
        """What is printed in the end."""
        parts = [f"% correct, {printable(self.title())}", self._table()]
        parts += self.divergences()
        if not self._sound():
            return "\n\n".join(parts)
        parts += ["Noise score: right answers summed over the noise levels", self._score_table()]
        layers = self._layers()
        if layers:
            parts += ["How evenly k-winners use their units after the last epoch", layers]
        return "\n\n".join(parts)

    def title(self) -> str:
        """What the numbers are of, in one line."""
        dataset, noise = self.experiment.dataset, self.experiment.noise.convention
        return f"{dataset}, {noise}'s noise, {self._seeds('mean ± standard deviation')}"

    def _seeds(self, combined: str) -> str:
        """Which seeds there are, and how the numbers of several are ``combined``."""
        seeds = sorted({run.seed for run in self.finished})
        return f"seeds {seeds[0]} to {seeds[-1]}, {combined}" if len(seeds) > 1 else f"seed {seeds[0]}"

    def _runs(self) -> list[RunResult]:
        """The runs variant by variant, and seed by seed within each."""
        names = [variant.name for variant in self.experiment.variants]
        return sorted(self.finished, key=lambda run: (names.index(run.variant), run.seed))

    def divergences(self) -> list[str]:
        """For each variant of which runs diverged, with which seeds they did and what to try, in one line."""
        lines = []
        for variant in self.experiment.variants:
            runs = [run for run in self._runs() if run.variant == variant.name]
            diverged = [(run.seed, run.diverged) for run in runs if run.diverged is not None]
            if diverged:
                seeds = ", ".join(str(seed) for seed, _ in diverged)
                which = f"seed{'s' if len(diverged) > 1 else ''} {seeds}"
                share = f"{len(diverged)} of {len(runs)} runs diverged, {which}"
                lines.append(f"{variant.name}: {share}: {diverged[0][1].text}")
        return lines

    def _note(self) -> str:
        """The divergences, below a Markdown table."""
        return "".join(f"\n{markdown_text(line)}\n" for line in self.divergences())

    def _sound(self) -> list[RunResult]:
        """Those of the runs that have results."""
        return [run for run in self._runs() if run.diverged is None]

    def _table(self, markdown: bool = False) -> str:
        levels = self.experiment.noise.levels
        found = {column.title: column for column in variant_columns(summarize(self._sound()))}
        names = dict.fromkeys(run.variant for run in self._runs())
        columns = [found.get(name) or diverged_column(name, levels) for name in names]
        return render([*columns, *published_columns(self._curves())], levels, markdown)

    def _curves(self) -> list[tuple[str, PublishedCurve]]:
        dataset, noise = self.experiment.dataset, self.experiment.noise.convention
        found = ((v.name, published_curve(v, dataset, noise)) for v in self.experiment.variants)
        return [(name, curve) for name, curve in found if curve is not None]

    def _scores(self) -> list[ScoreRow]:
        dataset, noise = self.experiment.dataset, self.experiment.noise.convention
        found = ((v.name, published_score(v, dataset, noise)) for v in self.experiment.variants)
        return score_rows(self._sound(), {name: score for name, score in found if score is not None})

    def _score_table(self, markdown: bool = False) -> str:
        rows = self._scores()
        table = score_table(rows, markdown)
        selected = any(row.selection == "paper" for row in rows)
        note = SELECTION_NOTE if markdown else textwrap.fill(SELECTION_NOTE, 100)
        return f"{table}\n\n{note}" if selected else table

    def _layers(self) -> str:
        """Entropy of each k-winners layer after the last epoch, mean over seeds; empty if there are none."""
        entropies: dict[tuple[str, str], list[tuple[float, float]]] = {}
        for run in self._sound():
            for layer in run.epochs[-1].layers if run.epochs else ():
                entropies.setdefault((run.variant, layer.layer), []).append(
                    (layer.entropy, layer.max_entropy)
                )
        rows = []
        for (variant, name), values in entropies.items():
            entropy = sum(value for value, _ in values) / len(values)
            most = values[0][1]
            rows.append(
                (
                    variant,
                    name,
                    f"{entropy:,.0f}",
                    f"{most:,.0f}",
                    f"{100 * entropy / most:.0f} %" if most else "",
                )
            )
        if not rows:
            return ""
        headers = ("network", "layer", "entropy, bits", "maximum", "share")
        return text_table(headers, rows, (False, False, True, True, True))
