"""The verdict as a page, in Markdown and as one HTML file that needs nothing beside it. Imports no torch."""

import base64
import html
import textwrap
import unicodedata
from string import Template

from sparse_explorer.experiment.results.heat_map import sign_of, tint
from sparse_explorer.experiment.results.spread import signed
from sparse_explorer.experiment.results.text_table import markdown_text, text_table
from sparse_explorer.experiment.results.verdict import Claim, Verdict
from sparse_explorer.experiment.results.verdict_sections import Table, sections, summary

HEAT_MAP, ATLAS = "heat-map.png", "atlas.png"


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
