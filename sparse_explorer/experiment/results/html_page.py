"""One HTML file that needs nothing beside it: looks, tables, pictures. Imports no torch."""

import base64
import html
import unicodedata
from collections.abc import Sequence
from string import Template

from sparse_explorer.experiment.results.verdict_sections import Table


def page_of(title: str, body: Sequence[str]) -> str:
    """A whole page from pieces of HTML; the title is text."""
    return _PAGE.substitute(title=escaped(title), body="\n".join(body))


def image_html(picture: bytes, words: str, narrow: bytes | None = None) -> str:
    """A PNG within the page.

    Args:
        picture: on a wide screen, or on all.
        words: what it shows, for those who do not see it.
        narrow: the same on a narrow screen, whose text would be too small otherwise.
    """
    image = f'<img src="{_address(picture)}" alt="{escaped(words)}">'
    if narrow is not None:
        source = f'<source media="(max-width: 640px)" srcset="{_address(narrow)}">'
        image = f"<picture>{source}{image}</picture>"
    return f"<figure>{image}</figure>"


def _address(picture: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(picture).decode('ascii')}"


def html_table(table: Table) -> str:
    """A table that is scrolled to the side where it is too wide."""
    kinds = ["n" if right else "t" for right in table.right]
    heads = "".join(
        f"<th class='{kind}'>{escaped(head)}</th>" for kind, head in zip(kinds, table.heads, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(f"<td class='{kind}'>{escaped(cell)}</td>" for kind, cell in zip(kinds, row, strict=True))
        + "</tr>"
        for row in table.rows
    )
    return f"<div class='wide'><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"


def escaped(text: str) -> str:
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
h3 { font-size: 1.05rem; margin: 1.6rem 0 .3rem; font-weight: 600; }
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
.groups { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 1rem; margin: 1rem 0; }
.groups .wide { margin: 0; max-width: 100%; }
.heat { width: auto; }
.heat th, .heat td { padding: .35rem .5rem; }
.heat thead th { white-space: normal; vertical-align: bottom; line-height: 1.25; }
.heat thead th:first-child { position: sticky; left: 0; background: var(--card); }
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
