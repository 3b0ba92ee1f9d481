"""The verdict as a page, in Markdown and as one HTML file that needs nothing beside it. Imports no torch."""

import textwrap

from sparse_explorer.experiment.results.heat_map import tint
from sparse_explorer.experiment.results.html_page import escaped, html_table, image_html, page_of
from sparse_explorer.experiment.results.text_table import markdown_text, text_table
from sparse_explorer.experiment.results.verdict import Verdict
from sparse_explorer.experiment.results.verdict_sections import Table, sections, summary
from sparse_explorer.experiment.results.verdict_tables import (
    NoiseGroup,
    group_cell,
    group_table,
    legend,
    noise_groups,
)

HEAT_MAP, ATLAS = "heat-map.png", "atlas.png"


def markdown(found: Verdict, pictures: bool = True) -> str:
    """The page as Markdown; ``pictures``: with HEAT_MAP and ATLAS, which lie beside it."""
    parts = [
        f"# Verdict on {markdown_text(found.dataset)}",
        textwrap.fill(markdown_text(summary(found)), 118),
    ]
    if pictures:
        parts.append(f"![Robustness beside {markdown_text(found.reference)}]({HEAT_MAP})")
    parts.append(textwrap.fill(markdown_text(legend(found)), 118))
    for group in noise_groups(found):
        parts += [f"**{group.title}**", _markdown_table(group_table(found, group))]
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


def page(found: Verdict, picture: bytes | None = None) -> str:
    """The page as one HTML file.

    Args:
        found: what it says.
        picture: the curves as PNG, put inside; None for none.
    """
    image = ""
    if picture is not None:
        image = image_html(picture, "Accuracy against the level of each noise")
    body = [f"<p class='lead'>{escaped(summary(found))}</p>", _heat_html(found), image]
    for section in sections(found):
        body.append(f"<h2>{escaped(section.title)}</h2>")
        body += [f"<p>{escaped(text)}</p>" for text in section.paragraphs]
        if section.points:
            body.append("<ul>" + "".join(f"<li>{escaped(point)}</li>" for point in section.points) + "</ul>")
        if section.table:
            body.append(html_table(section.table))
    if found.command:
        body.append(f"<h2>How it was made</h2><pre>{escaped(found.command)}</pre>")
    return page_of(f"Verdict on {found.dataset}", body)


def _markdown_table(table: Table) -> str:
    return text_table(table.heads, table.rows, table.right, markdown=True)


def _heat_html(found: Verdict) -> str:
    tables = "".join(_group_html(found, group) for group in noise_groups(found))
    return f"<p class='legend'>{escaped(legend(found))}</p><div class='groups'>{tables}</div>"


def _group_html(found: Verdict, group: NoiseGroup) -> str:
    heads = "".join(f"<th class='n'>{escaped(noise)}</th>" for noise in group.noises)
    rows = []
    for name in group.variants:
        cells = []
        for noise in group.noises:
            text, claim = group_cell(found, name, noise)
            style, tip = "", ""
            if claim is not None and claim.comparison.difference.seeds:
                points = claim.comparison.difference.mean
                style = f" style='background:rgba{tint(points)}'"
                tip = f" title='{escaped(claim.text)}'"
            cells.append(f"<td class='n'{style}{tip}>{escaped(text)}</td>")
        rows.append(f"<tr><th scope='row'>{escaped(name)}</th>{''.join(cells)}</tr>")
    return (
        f"<div class='wide'><table class='heat'><thead><tr><th>{escaped(group.title)}</th>{heads}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )
