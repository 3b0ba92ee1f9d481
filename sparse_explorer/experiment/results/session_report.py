"""Variants, their differences, curves and figures as one HTML file that needs nothing beside it. Imports no torch."""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sparse_explorer
from sparse_explorer.experiment.plan.differences import difference_rows
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.layers import sparse_parts
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.comparisons import (
    Comparison,
    Difference,
    compare,
    label,
    numbers,
)
from sparse_explorer.experiment.results.figures import FigureError
from sparse_explorer.experiment.results.html_page import escaped, html_table, image_html, page_of
from sparse_explorer.experiment.results.paper_figure import FigureStyle, content_of, figure_file
from sparse_explorer.experiment.results.results import RunResult, summarize
from sparse_explorer.experiment.results.spread import seeds_text, signed, spread
from sparse_explorer.experiment.results.verdict_sections import Table

_WIDTHS = 200.0, 80.0
"""Of the curves in millimetres, on a screen and on a telephone."""


@dataclass(frozen=True)
class SessionReport:
    """What a report is made from.

    Attributes:
        experiment: variants with their notes, data set, seeds.
        runs: finished runs, of one kind of noise or several.
        styles: the number of each variant's style.
        reference: the variant that the others are compared with.
        command: what does it again, as it is pasted into a shell.
        versions: of the program and what it stands on, by name.
        made: when, for people; empty to leave that out.
        others: networks from elsewhere that have runs too, each with where it is from in a word.
    """

    experiment: Experiment
    runs: Sequence[RunResult]
    styles: Mapping[str, int]
    reference: str
    command: str
    versions: Mapping[str, str] = field(default_factory=dict)
    made: str = ""
    others: Mapping[str, str] = field(default_factory=dict)

    def names(self) -> list[str]:
        """Of all that is compared, variants first."""
        return [*(variant.name for variant in self.experiment.variants), *self.others]

    def noises(self) -> list[str]:
        """The kinds of noise, in the order in which they first appear."""
        return list(dict.fromkeys(run.noise_convention for run in self.runs if run.levels))


def report_page(report: SessionReport) -> str:
    """The report as one HTML file."""
    body = [f"<p class='lead'>{escaped(_lead(report))}</p>"]
    for noise in report.noises():
        runs = [run for run in report.runs if run.noise_convention == noise and run.levels]
        compared = compare(runs, report.reference, levels=True)
        body.append(f"<h2>Accuracy against {escaped(label(noise))}</h2>")
        body += _curves(report, runs, noise)
        body += [f"<p>{escaped(sentence)}</p>" for sentence in sentences(compared, runs, report.reference)]
        if compared:
            body.append(html_table(_score_table(report, runs, compared)))
        body.append(html_table(_level_table(report, runs)))
        body.append(f"<p class='legend'>{escaped(_legend(runs))}</p>")
    body += _variants(report)
    body += ["<h2>How to repeat it</h2>", f"<pre>{escaped(report.command.rstrip())}</pre>"]
    made = ", ".join(f"{name} {version}" for name, version in report.versions.items())
    if made or report.made:
        body.append(f"<p class='legend'>{escaped('. '.join(filter(None, (report.made, made))))}</p>")
    return page_of(f"Sparse Explorer: {report.experiment.dataset}", body)


def versions() -> dict[str, str]:
    """What the numbers were made with; torch is not imported for it."""
    import importlib.metadata  # which takes longer than a window has at its start

    return {
        "sparse-explorer": sparse_explorer.__version__,
        "torch": importlib.metadata.version("torch"),
        "Python": platform.python_version(),
    }


def sentences(compared: Sequence[Comparison], runs: Sequence[RunResult], reference: str) -> list[str]:
    """What can be said of the robustness of each variant beside the reference, a sentence each."""
    found = []
    for each in compared:
        if each.level is None and each.difference.seeds:
            theirs, ours = (numbers(runs, name, each.noise) for name in (reference, each.variant))
            common = sorted(theirs.keys() & ours.keys())
            before, after = (spread([of[seed] for seed in common]).mean for of in (theirs, ours))
            found.append(
                f"{reference} {before:.1f} %, {each.variant} {after:.1f} %, mean accuracy over all levels: "
                f"{each.difference.text()}. {_judged(each.difference, each.variant, reference)}"
            )
    return found


def _judged(difference: Difference, variant: str, reference: str) -> str:
    if difference.interval is None:
        return "That is too little to say which is more robust."
    if difference.sign == 0 or difference.same_sign < difference.seeds:
        return "It may as well be the other way round."
    return f"{variant} is {'more' if difference.sign > 0 else 'less'} robust than {reference}."


def _lead(report: SessionReport) -> str:
    experiment = report.experiment
    count, seeds = len(report.names()), {run.seed for run in report.runs}
    which = seeds_text(seeds) if seeds else "no seed"
    kinds = ", ".join(label(noise) for noise in report.noises()) or "no noise swept yet"
    return (
        f"{count} variant{'s' if count > 1 else ''} on {experiment.dataset}, {which}; {kinds}. "
        "Differences are paired by seed, in points of percent, with intervals of 95 % by Student's t."
    )


def _curves(report: SessionReport, runs: Sequence[RunResult], noise: str) -> list[str]:
    try:
        content = content_of(runs, report.styles)
        wide, narrow = (figure_file(content, FigureStyle(width, "light"), "png") for width in _WIDTHS)
    except (FigureError, ConfigError) as error:
        return [f"<p class='legend'>The curves could not be drawn: {escaped(str(error))}</p>"]
    return [image_html(wide, content.caption, narrow), f"<p class='legend'>{escaped(content.caption)}</p>"]


def _score_table(report: SessionReport, runs: Sequence[RunResult], compared: Sequence[Comparison]) -> Table:
    noise = runs[0].noise_convention
    scores = {each.variant: each.difference for each in compared if each.level is None}
    rows = []
    for name in report.names():
        own = numbers(runs, name, noise)
        if own:
            difference = scores.get(name)
            rows.append((name, spread(list(own.values())).text(), *_difference_cells(difference)))
    heads = ("variant", "robustness, %", f"less {report.reference}", "95 %", "same sign")
    return Table(heads, tuple(rows), (False, True, True, True, True))


def _difference_cells(difference: Difference | None) -> tuple[str, str, str]:
    if difference is None:
        return "reference", "", ""
    if not difference.seeds:
        return "", difference.unsaid, ""
    ends = difference.interval
    interval = f"{signed(ends.low)} to {signed(ends.high)}" if ends else difference.unsaid
    return signed(difference.mean), interval, f"{difference.same_sign} of {difference.seeds}"


def _level_table(report: SessionReport, runs: Sequence[RunResult]) -> Table:
    found = {(row.variant, row.noise): row for row in summarize(runs)}
    names = [name for name in report.names() if any(key[0] == name for key in found)]
    levels = sorted({noise for _, noise in found})
    rows = []
    for level in levels:
        cells = []
        for name in names:
            row = found.get((name, level))
            several = f" ± {row.accuracy_std:.2f}" if row is not None and row.seeds > 1 else ""
            cells.append("" if row is None else f"{row.accuracy_mean:.2f}{several}")
        rows.append((f"{100 * level:g} %", *cells))
    return Table(("noise", *names), tuple(rows), (True,) * (len(names) + 1))


def _legend(runs: Sequence[RunResult]) -> str:
    several = len({run.seed for run in runs}) > 1
    words = ", mean ± standard deviation over the seeds" if several else ""
    return f"Robustness is the accuracy averaged over the levels; by level: percent correct{words}."


def _variants(report: SessionReport) -> list[str]:
    body = ["<h2>The variants</h2>"]
    named = {variant.name: variant for variant in report.experiment.variants}
    reference = named.get(report.reference, report.experiment.variants[0])
    for variant in report.experiment.variants:
        body.append(f"<h3>{escaped(variant.name)}</h3>")
        if variant.note:
            body.append("<p>" + "<br>".join(escaped(line) for line in variant.note.split("\n")) + "</p>")
        body += _described(variant, reference)
    for name, title in report.others.items():
        body.append(f"<h3>{escaped(name)}</h3>")
        body.append(
            f"<p class='lead'>From elsewhere, {escaped(title)}: not trained here, and no part of the command.</p>"
        )
    return body


def _described(variant: Variant, reference: Variant) -> list[str]:
    parts = " · ".join(sparse_parts(variant.network)) or "nothing sparse"
    if variant is reference:
        return [f"<p class='lead'>The reference: {escaped(parts)}.</p>"]
    rows = difference_rows(reference, variant)
    if not rows:
        return [f"<p class='lead'>Configured as {escaped(reference.name)}.</p>"]
    heads = ("what differs", reference.name, variant.name)
    return [f"<p class='lead'>{escaped(parts)}.</p>", html_table(Table(heads, tuple(rows), (False,) * 3))]
