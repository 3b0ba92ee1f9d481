"""The verdict as a page, in Markdown and as one HTML file that needs nothing beside it. Imports no torch."""

import base64
import html
import math
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from string import Template

from sparse_explorer.experiment.results.comparisons import Difference, label
from sparse_explorer.experiment.results.heat_map import sign_of, tint
from sparse_explorer.experiment.results.hypotheses import CONFIRMED, REFUTED, UNTRIED, Judgement
from sparse_explorer.experiment.results.spread import signed
from sparse_explorer.experiment.results.text_table import markdown_text, text_table
from sparse_explorer.experiment.results.verdict import SPARSE, Claim, Verdict

HEAT_MAP, ATLAS = "heat-map.png", "atlas.png"


@dataclass(frozen=True)
class Table:
    """Columns with their heads; ``right`` are those with numbers."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]


@dataclass(frozen=True)
class Section:
    """A question and what can be answered: paragraphs, sentences in a list, and a table."""

    title: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    table: Table | None = None


def sections(found: Verdict) -> list[Section]:
    """Everything that the page says, in order."""
    return [
        _robustness(found),
        _cost(found),
        _rivals(found),
        _mechanism(found),
        _expected(found),
        _held(found),
        _unsaid(found),
    ]


def summary(found: Verdict) -> str:
    """What was run and compared, in a paragraph."""
    again = f" Each claim was tried again with {found.confirming} further seeds." if found.confirming else ""
    return (
        f"{len(found.variants)} variants, {len(found.noises)} noises, {found.seeds} seeds on {found.dataset}; "
        f"{len(found.made())} of {len(found.claims)} comparisons with {found.reference} are claims.{again} "
        "A variant's robustness to a noise is its accuracy, averaged over the noise's levels; differences are paired "
        "by seed, in points of percent, with intervals of 95 % by Student's t, and Holm's correction among the "
        "variants under one noise. All of this was chosen before looking."
    )


def markdown(found: Verdict, pictures: bool = True) -> str:
    """The page as Markdown; ``pictures``: with HEAT_MAP and ATLAS, which lie beside it."""
    parts = [f"# Verdict on {markdown_text(found.dataset)}", markdown_text(summary(found))]
    if pictures:
        parts.append(f"![Robustness beside {markdown_text(found.reference)}]({HEAT_MAP})")
    parts += [LEGEND, _markdown_table(_heat_table(found))]
    if pictures:
        parts.append(f"![Accuracy against the level of each noise]({ATLAS})")
    for section in sections(found):
        parts.append(f"## {section.title}")
        parts += [textwrap.fill(markdown_text(text), 118) for text in section.paragraphs]
        if section.points:
            parts.append("\n".join(f"- {markdown_text(point)}" for point in section.points))
        if section.table:
            parts.append(_markdown_table(section.table))
    if found.command:
        parts += ["## How it was made", f"    {found.command}"]
    return "\n\n".join(parts) + "\n"


LEGEND = (
    "▲ more robust and ▼ less robust than the reference; △ ▽ the same, but not repeated by the confirming seeds; "
    "· nothing can be said."
)


def page(found: Verdict, picture: bytes | None = None) -> str:
    """The page as one HTML file.

    Args:
        found: what it says.
        picture: the curves as PNG, put inside; None for none.
    """
    image = ""
    if picture is not None:
        data = base64.b64encode(picture).decode("ascii")
        image = (
            f'<figure><img src="data:image/png;base64,{data}" alt="Accuracy against the level of each noise">'
            "</figure>"
        )
    body = [f"<p class='lead'>{_escaped(summary(found))}</p>", _heat_html(found), image]
    for section in sections(found):
        body.append(f"<h2>{_escaped(section.title)}</h2>")
        body += [f"<p>{_escaped(text)}</p>" for text in section.paragraphs]
        if section.points:
            body.append("<ul>" + "".join(f"<li>{_escaped(point)}</li>" for point in section.points) + "</ul>")
        if section.table:
            body.append(_html_table(section.table))
    if found.command:
        body.append(f"<h2>How it was made</h2><pre>{_escaped(found.command)}</pre>")
    return _PAGE.substitute(title=f"Verdict on {_escaped(found.dataset)}", body="\n".join(body))


def _robustness(found: Verdict) -> Section:
    names = [name for name in SPARSE if name in found.variants and name != found.reference]
    paragraphs = [_lines(found, name) for name in names]
    return Section(
        "Does sparsity make robust, and to which noise?",
        tuple(paragraphs) or ("No sparse variant was run, so nothing can be said.",),
        tuple(found.claims[name, noise].text for name in names[:2] for noise in found.noises),
    )


def _lines(found: Verdict, name: str) -> str:
    """One variant under all noises, in a sentence for each kind of answer."""
    claims = [found.claims[name, noise] for noise in found.noises]
    groups = (
        ("more robust to", [claim for claim in claims if claim.stands and claim.sign > 0]),
        ("less robust to", [claim for claim in claims if claim.stands and claim.sign < 0]),
        ("not confirmed for", [claim for claim in claims if claim.held is False]),
        ("nothing can be said of", [claim for claim in claims if not claim.sign]),
    )
    said = [
        f"{words} {_listed([f'{label(each.comparison.noise)} ({_points(each)})' for each in group])}"
        for words, group in groups
        if group
    ]
    return f"{name} beside {found.reference}: {'; '.join(said)}."


def _points(claim: Claim) -> str:
    return signed(claim.comparison.difference.mean)


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _cost(found: Verdict) -> Section:
    rows = []
    for each in found.costs:
        cost = each.cost
        rows.append(
            (
                each.variant,
                "" if math.isnan(each.clean.mean) else each.clean.text(),
                _interval(each.difference) if each.difference else "",
                f"{cost.nonzero_parameters:,}" if cost else "",
                f"{cost.multiply_adds:,}" if cost else "",
            )
        )
    paid = [
        f"{each.variant}: {each.difference.text(2)}"
        for each in found.costs
        if each.variant in SPARSE and each.difference is not None
    ]
    return Section(
        "At what cost?",
        (f"On clean images, in points of percent beside {found.reference}: {'; '.join(paid)}.",)
        if paid
        else (),
        table=Table(
            ("variant", "clean, % correct", "difference, 95 %", "weights not zero", "multiply-adds an image"),
            tuple(rows),
            (False, True, True, True, True),
        ),
    )


def _rivals(found: Verdict) -> Section:
    if "Sparse" not in found.variants:
        return Section("Would something simpler do?", ("Sparse was not run, so nothing can be said.",))
    points = []
    for noise in found.noises:
        better = sorted(found.rivals[noise], key=lambda pair: -pair[1].mean)
        words = [f"{name} ({signed(difference.mean)})" for name, difference in better]
        points.append(f"{label(noise)}: {_listed(words) if words else 'none of those that were run'}")
    return Section(
        "Would something simpler do?",
        (
            "Variants without k-winners or sparse weights that are more robust than Sparse, by noise, in points:",
        ),
        tuple(points),
    )


def _mechanism(found: Verdict) -> Section:
    title = "By which mechanism?"
    if not found.mechanisms:
        return Section(
            title, ("No interventions on the trained networks were made, so nothing can be said.",)
        )
    paragraphs, points = [], []
    for each in found.mechanisms:
        if each.shares:
            gap = each.shares[0].gap
            paragraphs.append(
                f"The gap between {each.sparse} and {each.dense} under {label(each.noise)}, in points: {gap.text()}."
            )
        told = [f"{each.sparse}, {share.sentence}" for share in each.shares if share.share is not None]
        if each.shares and not told:
            told = [f"{each.sparse}: no cause is given a share, for the gap cannot be told from 0."]
        points += told
    if points:
        paragraphs.append(
            "Something was done to the trained networks of each seed, without training, and the noise shown again. "
            "The shares need not add up to 100 %, for causes overlap. They are of the claiming seeds alone."
        )
    left_out = [line for each in found.mechanisms for line in each.left_out]
    paragraphs += [f"Without {line}." for line in dict.fromkeys(left_out)]
    if not points:
        paragraphs.append("No network was there to be looked into, so nothing can be said.")
    robustness = {key: score for each in found.mechanisms for key, score in each.robustness().items()}
    rows = tuple((*key, score.text()) for key, score in robustness.items())
    heads = ("network", "what was done to it", "robustness, % correct")
    table = Table(heads, rows, (False, False, True)) if rows else None
    return Section(title, tuple(paragraphs), tuple(points), table)


def _expected(found: Verdict) -> Section:
    rows = []
    for first, again in found.judgements:
        rows.append((first.hypothesis.text, first.verdict, first.text, _again(first, again)))
    tried = [first for first, _ in found.judgements if first.verdict != UNTRIED]
    counts = ", ".join(
        f"{sum(first.verdict == verdict for first in tried)} {verdict}" for verdict in (CONFIRMED, REFUTED)
    )
    return Section(
        "What was expected",
        (
            f"A prototype with two seeds had {len(rows)} findings; {len(tried)} could be tried: {counts}. A finding is "
            "confirmed if the interval of each of its sums lies above 0, and refuted if that of any lies below.",
        ),
        table=Table(("finding", "verdict", "numbers", "further seeds"), tuple(rows), (False,) * 4),
    )


def _again(first: Judgement, again: Judgement | None) -> str:
    if again is None or first.verdict == UNTRIED:
        return ""
    return again.verdict


def _held(found: Verdict) -> Section:
    made, missed = found.made(), found.unconfirmed()
    if not found.confirming:
        return Section("Which claims held?", ("No confirming seeds were run, so nothing can be said.",))
    return Section(
        "Which claims held?",
        (
            f"{len(made) - len(missed)} of {len(made)} claims held with {found.confirming} further seeds"
            + (", all but these:" if missed else "."),
        ),
        tuple(claim.text for claim in missed),
    )


def _unsaid(found: Verdict) -> Section:
    points = [claim.text for claim in found.claims.values() if not claim.sign]
    return Section(
        "What cannot be said",
        (
            "Each comparison below might come out either way with other seeds."
            if points
            else "Every comparison that was made is a claim.",
        ),
        (
            *points,
            *(f"{name}: {masking.sentence}" for name, masking in found.masked),
            *(f"Diverged, and in no number: {line}" for line in found.diverged),
        ),
    )


def _interval(difference: Difference) -> str:
    if difference.interval is None:
        return difference.unsaid
    low, high = difference.interval.low, difference.interval.high
    return f"{signed(difference.mean, 2)} ({signed(low, 2)} to {signed(high, 2)})"


def _heat_table(found: Verdict) -> Table:
    rows = []
    for name in found.variants:
        cells = [_heat_cell(found, name, noise)[0] for noise in found.noises]
        rows.append((name, *cells))
    return Table(("variant", *found.noises), tuple(rows), (False, *[True] * len(found.noises)))


def _heat_cell(found: Verdict, name: str, noise: str) -> tuple[str, Claim | None]:
    if name == found.reference:
        score = found.scores.get((name, noise))
        return (f"{score.mean:.1f} %" if score else "", None)
    claim = found.claims[name, noise]
    difference = claim.comparison.difference
    return (f"{sign_of(claim)} {signed(difference.mean)}" if difference.seeds else "", claim)


def _markdown_table(table: Table) -> str:
    return text_table(table.heads, table.rows, table.right, markdown=True)


def _html_table(table: Table) -> str:
    kinds = ["n" if right else "t" for right in table.right]
    heads = "".join(
        f"<th class='{kind}'>{_escaped(head)}</th>" for kind, head in zip(kinds, table.heads, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(f"<td class='{kind}'>{_escaped(cell)}</td>" for kind, cell in zip(kinds, row, strict=True))
        + "</tr>"
        for row in table.rows
    )
    return f"<div class='wide'><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"


def _heat_html(found: Verdict) -> str:
    heads = "".join(f"<th class='n'>{_escaped(noise)}</th>" for noise in found.noises)
    rows = []
    for name in found.variants:
        cells = []
        for noise in found.noises:
            text, claim = _heat_cell(found, name, noise)
            style, tip = "", ""
            if claim is not None and claim.comparison.difference.seeds:
                points = claim.comparison.difference.mean
                style = f" style='background:rgba{tint(points)}'"
                tip = f" title='{_escaped(claim.text)}'"
            cells.append(f"<td class='n'{style}{tip}>{_escaped(text)}</td>")
        rows.append(f"<tr><th scope='row'>{_escaped(name)}</th>{''.join(cells)}</tr>")
    return (
        f"<div class='wide'><table class='heat'><thead><tr><th></th>{heads}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div><p class='legend'>{_escaped(LEGEND)} "
        f"The row of {_escaped(found.reference)} has its own robustness, % correct.</p>"
    )


def _escaped(text: str) -> str:
    """Fit for HTML; a name that is written from right to left leaves what follows it as it is."""
    turned = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)
    return html.escape(f"\u2068{text}\u2069" if turned else text)


_PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>$title</title>
<style>
:root { color-scheme: light dark; --ground: #fbfbfa; --card: #ffffff; --ink: #1d1f21; --quiet: #5c6166;
  --line: #e3e4e2; --accent: #01665e; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #17191b; --card: #1f2224; --ink: #e9eaea; --quiet: #a3a8ad; --line: #33373a; --accent: #5ec2b7; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.6 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 2.5rem clamp(1rem, 4vw, 3rem) 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1rem; font-weight: 650; }
h2 { font-size: 1.25rem; margin: 2.6rem 0 .6rem; font-weight: 600; }
p, ul { max-width: 52rem; overflow-wrap: anywhere; }
.lead { color: var(--quiet); }
.legend { color: var(--quiet); font-size: .85rem; }
ul { padding-left: 1.2rem; }
li { margin: .25rem 0; }
figure { margin: 1.5rem 0; padding: 1rem; background: #ffffff; border: 1px solid var(--line); border-radius: 10px; }
img { display: block; max-width: 100%; height: auto; margin: 0 auto; }
.wide { overflow-x: auto; margin: 1rem 0; background: var(--card); border: 1px solid var(--line);
  border-radius: 10px; }
table { border-collapse: collapse; font-size: .85rem; width: 100%; }
th, td { padding: .45rem .7rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
th { font-weight: 600; }
thead th { color: var(--quiet); white-space: nowrap; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.t { min-width: 9rem; }
.heat tbody th { position: sticky; left: 0; background: var(--card); min-width: 8rem; line-height: 1.25; }
.heat td, .heat th { vertical-align: middle; }
pre { overflow-x: auto; padding: .8rem 1rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 10px; font-size: .85rem; }
@media (max-width: 480px) { main { padding-top: 1.5rem; } th, td { padding: .4rem .5rem; } }
</style>
</head>
<body>
<main>
<h1>$title</h1>
$body
</main>
</body>
</html>
""")
