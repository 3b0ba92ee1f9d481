"""What comes out of an experiment, for the terminal and for files. Imports no torch."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from tabulate import tabulate

from sparse_explorer.experiment.config import Experiment
from sparse_explorer.experiment.curve import curve_png
from sparse_explorer.experiment.duty_cycle_figure import duty_cycle_png
from sparse_explorer.experiment.presets import PublishedCurve, published_curve, published_score
from sparse_explorer.experiment.results import (
    RunResult,
    duty_cycles_csv,
    epochs_csv,
    layers_csv,
    results_csv,
    summarize,
    summary_csv,
)
from sparse_explorer.experiment.scores import (
    SELECTION_NOTE,
    ScoreRow,
    run_table,
    score_rows,
    score_table,
    scores_csv,
)
from sparse_explorer.experiment.table import diverged_column, published_columns, render, variant_columns

RESULTS = "results.csv"


@dataclass(frozen=True)
class ExperimentReport:
    """The finished runs of an experiment, in whatever order they ended.

    Attributes:
        experiment: what was asked for.
        finished: the results so far; at least one. Those of runs that diverged are in no number and no curve.
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

    def files(self) -> dict[str, str | bytes]:
        """The content of each of FILES; of those about k-winners only if a variant has them, and no empty curve."""
        runs, title = self._sound(), self.title()
        summary = summarize(runs)
        duty_cycles = duty_cycle_png(
            runs, f"Duty cycles after the last epoch, {self.experiment.dataset}, {self._seeds('mean')}"
        )
        contents = (
            results_csv(runs),
            summary_csv(summary),
            f"% correct, {title}\n\n{self._table('github')}\n{self._note()}",
            curve_png(runs, self._curves(), title) if runs else None,
            epochs_csv(runs),
            scores_csv(self._scores()),
            f"Noise score, {title}\n\n{self._score_table('github')}\n",
            f"Every run, {self.experiment.dataset}, {self.experiment.noise.convention}'s noise\n\n"
            f"{run_table(self._runs(), 'github')}\n",
            layers_csv(runs),
            duty_cycles_csv(runs) if duty_cycles is not None else None,
            duty_cycles,
        )
        files = zip(self.FILES, contents, strict=True)
        return {name: content for name, content in files if content is not None}

    def text(self) -> str:
        """What is printed in the end."""
        parts = [f"% correct, {self.title()}", self._table("simple")]
        parts += self.divergences()
        if not self._sound():
            return "\n\n".join(parts)
        parts += ["Noise score: right answers summed over the noise levels", self._score_table("simple")]
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
        return "".join(f"\n{line}\n" for line in self.divergences())

    def _sound(self) -> list[RunResult]:
        """Those of the runs that have results."""
        return [run for run in self._runs() if run.diverged is None]

    def _table(self, style: str) -> str:
        levels = self.experiment.noise.levels
        found = {column.title: column for column in variant_columns(summarize(self._sound()))}
        names = dict.fromkeys(run.variant for run in self._runs())
        columns = [found.get(name) or diverged_column(name, levels) for name in names]
        return render([*columns, *published_columns(self._curves())], levels, style)

    def _curves(self) -> list[tuple[str, PublishedCurve]]:
        dataset, noise = self.experiment.dataset, self.experiment.noise.convention
        found = ((v.name, published_curve(v, dataset, noise)) for v in self.experiment.variants)
        return [(name, curve) for name, curve in found if curve is not None]

    def _scores(self) -> list[ScoreRow]:
        dataset, noise = self.experiment.dataset, self.experiment.noise.convention
        found = ((v.name, published_score(v, dataset, noise)) for v in self.experiment.variants)
        return score_rows(self._sound(), {name: score for name, score in found if score is not None})

    def _score_table(self, style: str) -> str:
        rows = self._scores()
        table = score_table(rows, style)
        selected = any(row.selection == "paper" for row in rows)
        note = SELECTION_NOTE if style == "github" else textwrap.fill(SELECTION_NOTE, 100)
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
        alignment = ("left", "left", "right", "right", "right")
        return tabulate(rows, headers, colalign=alignment, disable_numparse=True)
