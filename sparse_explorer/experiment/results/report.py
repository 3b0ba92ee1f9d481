"""What comes out of an experiment, for the terminal and for files. Imports no torch."""

import functools
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.noises import NoiseConfig, noise_title
from sparse_explorer.experiment.plan.presets import PublishedCurve, published_curve, published_score
from sparse_explorer.experiment.results.comparisons import (
    Comparison,
    compare,
    comparison_table,
    comparisons_csv,
)
from sparse_explorer.experiment.results.csv_text import PLAIN, CsvDialect
from sparse_explorer.experiment.results.curve import curve_png
from sparse_explorer.experiment.results.difference_curve import difference_png
from sparse_explorer.experiment.results.duty_cycle_figure import duty_cycle_png
from sparse_explorer.experiment.results.figures import FigureError
from sparse_explorer.experiment.results.results import (
    RunResult,
    SummaryRow,
    duty_cycles_csv,
    epochs_csv,
    layers_csv,
    results_csv,
    summarize,
    summary_csv,
)
from sparse_explorer.experiment.results.scores import (
    ScoreRow,
    run_table,
    score_note,
    score_rows,
    score_table,
    scores_csv,
)
from sparse_explorer.experiment.results.spread import seeds_text
from sparse_explorer.experiment.results.table import (
    diverged_column,
    published_columns,
    render,
    variant_columns,
)
from sparse_explorer.experiment.results.text_table import markdown_text, printable, text_table

RESULTS = "results.csv"

COMPARISON_NOTE = (
    "Robustness is the accuracy averaged over a noise's levels. Differences are paired by seed, in points of percent; "
    "95 % intervals by Student's t and by a bootstrap (percentiles); the effect is Cohen's d of the differences; p is "
    "of the t-test, after Holm's correction for the variants under one noise."
)


@dataclass(frozen=True)
class ExperimentReport:
    """The finished runs of an experiment, in whatever order they ended.

    Of several noises each has a section in the text files, and a curve of its own, ``curve-NOISE.png``.

    Attributes:
        experiment: what was asked for.
        finished: the results so far, one for each run and noise; at least one. Those of runs that diverged are in no
            number and no curve.
        dialect: how CSV files are written.
        complain: told in one line of each picture that could not be drawn.
        others: names of networks from elsewhere that have results too, behind the variants.
        reference: what all others are compared with; None is the first variant.
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
        "comparisons.csv",
        "comparisons.md",
        "differences.png",
        *(f"{picture}-{kind}.png" for picture in ("curve", "differences") for kind in KINDS),
    )

    experiment: Experiment
    finished: Sequence[RunResult]
    dialect: CsvDialect = PLAIN
    complain: Callable[[str], object] = lambda line: None
    others: tuple[str, ...] = ()
    reference: str | None = None

    @property
    def names(self) -> list[str]:
        """What there may be results of, in the order in which it is shown."""
        return [*(variant.name for variant in self.experiment.variants), *self.others]

    def files(self) -> dict[str, str | bytes]:
        """The content of each of FILES; without those that there is nothing to say in, and pictures that failed."""
        pictures = {name: draw() for name, draw in self.drawings().items()}
        return self.tables() | {name: content for name, content in pictures.items() if content is not None}

    def tables(self) -> dict[str, str]:
        """The files that are text, which take little time."""
        runs, dialect = self._sound, self.dialect
        once = self._once(runs)
        has_layers = any(layer for run in once for epoch in run.epochs for layer in epoch.layers)
        contents = {
            RESULTS: results_csv(runs, dialect),
            "summary.csv": summary_csv(self._summary, dialect),
            "table.md": self._sections(
                lambda noise: (
                    f"% correct, {markdown_text(self.title(noise))}\n\n{self._table(noise, markdown=True)}\n"
                    f"{self._note()}"
                )
            ),
            "epochs.csv": epochs_csv(runs, dialect),
            "scores.csv": scores_csv(
                (row for noise in self.experiment.noises for row in self._scores(noise)), dialect
            ),
            "scores.md": self._sections(
                lambda noise: (
                    f"Noise score, {markdown_text(self.title(noise))}\n\n{self._score_table(noise, markdown=True)}\n"
                )
            ),
            "runs.md": self._sections(
                lambda noise: (
                    f"Every run, {markdown_text(f'{self.experiment.dataset}, {noise_title(noise)}')}\n\n"
                    f"{run_table(self._of(noise, self._runs), markdown=True)}\n"
                )
            ),
            "layers.csv": layers_csv(once, dialect),
            "duty-cycles.csv": duty_cycles_csv(once, dialect) if has_layers else None,
            **self._comparison_files(),
        }
        return {name: content for name, content in contents.items() if content is not None}

    def drawings(self) -> dict[str, Callable[[], bytes | None]]:
        """What draws each of the pictures, by the name of its file. Each may take a second, and gives None where there
        is nothing to show, or where it failed."""
        names, once = self.names, self._once(self._sound)
        used = f"Duty cycles after the last epoch, {self.experiment.dataset}, {self._seeds('mean')}"
        duty_cycles = functools.partial(duty_cycle_png, once, names, used)
        pictures = self._curves_of_noises(names) | {"duty-cycles.png": duty_cycles} | self._differences(names)
        return {name: functools.partial(self._drawn, name, draw) for name, draw in pictures.items()}

    def unused_files(self) -> tuple[str, ...]:
        """Those of FILES that are of other noises than the experiment's; a folder may hold them from before."""
        pictures = ("curve", "differences")
        mine = {self._picture_name(name, noise) for name in pictures for noise in self.experiment.noises}
        return tuple(name for name in self.FILES if name.startswith(pictures) and name not in mine)

    def _sections(self, section: Callable[[NoiseConfig], str]) -> str:
        """A text of a section for each noise, with an empty line between two."""
        return "\n".join(section(noise) for noise in self.experiment.noises)

    def _curves_of_noises(self, names: Sequence[str]) -> dict[str, Callable[[], bytes | None]]:
        pictures: dict[str, Callable[[], bytes | None]] = {}
        for noise in self.experiment.noises:
            runs = self._of(noise, self._sound)
            if runs:
                pictures[self._picture_name("curve", noise)] = functools.partial(
                    curve_png, runs, names, self._curves(noise), self.title(noise)
                )
        return pictures

    def _differences(self, names: Sequence[str]) -> dict[str, Callable[[], bytes | None]]:
        pictures: dict[str, Callable[[], bytes | None]] = {}
        for noise in self.experiment.noises:
            mine = [each for each in self.comparisons if each.noise == noise.convention]
            title = f"{self.experiment.dataset}, {noise_title(noise)}, {self._seeds('paired, 95 %')}"
            if mine:
                name = self._picture_name("differences", noise)
                pictures[name] = functools.partial(difference_png, mine, names, title)
        return pictures

    def _picture_name(self, name: str, noise: NoiseConfig) -> str:
        return f"{name}.png" if len(self.experiment.noises) == 1 else f"{name}-{noise.convention}.png"

    @functools.cached_property
    def comparisons(self) -> list[Comparison]:
        """Each beside the reference, seed by seed: the scores and every level; none of a single seed."""
        return self._compared(levels=True)

    def _compared(self, levels: bool) -> list[Comparison]:
        runs, first = self._sound, self._compared_with
        seeds = {run.seed for run in runs if run.variant == first}
        return compare(runs, first, levels=levels) if len(seeds) > 1 else []

    @property
    def _compared_with(self) -> str:
        return self.reference or self.names[0]

    def _comparison_files(self) -> dict[str, str]:
        if not self.comparisons:
            return {}
        scores = [each for each in self.comparisons if each.level is None]
        reference = self._compared_with
        return {
            "comparisons.csv": comparisons_csv(self.comparisons, self.dialect),
            "comparisons.md": (
                f"{markdown_text(self._comparison_title(reference))}\n\n{comparison_table(scores, markdown=True)}\n\n"
                f"{COMPARISON_NOTE}\n"
            ),
        }

    def _comparison_title(self, reference: str) -> str:
        return f"Robustness less that of {reference}, {self.experiment.dataset}, {self._seeds('paired')}"

    def _drawn(self, name: str, draw: Callable[[], bytes | None]) -> bytes | None:
        """A picture; None if it cannot be drawn, which is said and ends nothing."""
        try:
            return draw()
        except FigureError as error:
            self.complain(f"{name} could not be drawn: {error}")
            return None

    def text(self) -> str:
        """What is printed in the end."""
        parts = []
        for noise in self.experiment.noises:
            parts += [f"% correct, {printable(self.title(noise))}", self._table(noise)]
        parts += self.divergences()
        if not self._sound:
            return "\n\n".join(parts)
        several = len(self.experiment.noises) > 1
        for noise in self.experiment.noises:
            which = f", {noise_title(noise)}" if several else ""
            parts += [
                f"Noise score: right answers summed over the noise levels{which}",
                self._score_table(noise),
            ]
        scores = self._compared(levels=False)
        if scores:
            title = self._comparison_title(self._compared_with)
            parts += [printable(title), comparison_table(scores), textwrap.fill(COMPARISON_NOTE, 100)]
        layers = self._layers()
        if layers:
            parts += ["How evenly k-winners use their units after the last epoch", layers]
        return "\n\n".join(parts)

    def title(self, noise: NoiseConfig) -> str:
        """What the numbers of a noise are of, in one line."""
        return f"{self.experiment.dataset}, {noise_title(noise)}, {self._seeds('mean ± standard deviation')}"

    def _seeds(self, combined: str) -> str:
        """Which seeds there are, and how the numbers of several are ``combined``."""
        seeds = {run.seed for run in self.finished}
        return f"{seeds_text(seeds)}, {combined}" if len(seeds) > 1 else seeds_text(seeds)

    @functools.cached_property
    def _runs(self) -> list[RunResult]:
        """The results variant by variant, seed by seed within each, and noise by noise within these."""
        names = self.names
        noises = [noise.convention for noise in self.experiment.noises]
        return sorted(
            self.finished,
            key=lambda run: (names.index(run.variant), run.seed, noises.index(run.noise_convention)),
        )

    def divergences(self) -> list[str]:
        """For each variant of which runs diverged, with which seeds they did and what to try, in one line."""
        lines = []
        for variant in self.experiment.variants:
            runs = [run for run in self._once(self._runs) if run.variant == variant.name]
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

    @functools.cached_property
    def _sound(self) -> list[RunResult]:
        """Those of the runs that have results."""
        return [run for run in self._runs if run.diverged is None]

    @functools.cached_property
    def _summary(self) -> list[SummaryRow]:
        return summarize(self._sound)

    def _of(self, noise: NoiseConfig, runs: Sequence[RunResult]) -> list[RunResult]:
        """The results of one noise."""
        return [run for run in runs if run.noise_convention == noise.convention]

    def _once(self, runs: Sequence[RunResult]) -> list[RunResult]:
        """One result of each run, for what is the same whatever the noise."""
        return self._of(self.experiment.noises[0], runs)

    def _table(self, noise: NoiseConfig, markdown: bool = False) -> str:
        runs = self._of(noise, self._runs)
        summary = [row for row in self._summary if row.noise_convention == noise.convention]
        found = {column.title: column for column in variant_columns(summary)}
        names = dict.fromkeys(run.variant for run in runs)
        columns = [found.get(name) or diverged_column(name, noise.levels) for name in names]
        return render([*columns, *published_columns(self._curves(noise))], noise.levels, markdown)

    def _curves(self, noise: NoiseConfig) -> list[tuple[str, PublishedCurve]]:
        dataset, name = self.experiment.dataset, noise.convention
        found = ((v.name, published_curve(v, dataset, name)) for v in self.experiment.variants)
        return [(name, curve) for name, curve in found if curve is not None]

    def _scores(self, noise: NoiseConfig) -> list[ScoreRow]:
        dataset, name = self.experiment.dataset, noise.convention
        found = ((v.name, published_score(v, dataset, name)) for v in self.experiment.variants)
        published = {name: score for name, score in found if score is not None}
        return score_rows(self._of(noise, self._sound), published)

    def _score_table(self, noise: NoiseConfig, markdown: bool = False) -> str:
        rows = self._scores(noise)
        table = score_table(rows, markdown)
        note = score_note(rows) if markdown else textwrap.fill(score_note(rows), 100)
        return f"{table}\n\n{note}" if note else table

    def _layers(self) -> str:
        """Entropy of each k-winners layer after the last epoch, mean over seeds; empty if there are none."""
        entropies: dict[tuple[str, str], list[tuple[float, float]]] = {}
        for run in self._once(self._sound):
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
