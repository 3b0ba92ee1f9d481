"""Putting counts into the page.

A block between ``<!-- from docs/reliability/fuzz.json -->`` and ``<!-- end -->`` is the table of that file's rows:
``{"rows": [{"what": ..., "tried": 3, "lost": 0, "notes": ...}]}``.
"""

import json
import re
from pathlib import Path
from typing import Any

NOT_YET = "Not counted yet."

_BLOCK = re.compile(r"(<!-- from (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)


def filled(page: str, root: Path) -> str:
    """The page with each block's table made of its file under ``root``."""

    def content(block: re.Match[str]) -> str:
        path = root / block[2]
        text = table(json.loads(path.read_text(encoding="utf-8"))["rows"]) if path.exists() else NOT_YET
        return f"{block[1]}\n{text}\n\n{block[3]}"

    return _BLOCK.sub(content, page)


def table(rows: list[dict[str, Any]]) -> str:
    """Rows as Markdown, and where there are several, their sums."""
    lines = [["what", "tried", "lost", ""], ["---", "--:", "--:", "---"]]
    lines += [[row["what"], f"{row['tried']:,}", f"{row['lost']:,}", row.get("notes", "")] for row in rows]
    if len(rows) > 1:
        sums = (f"{sum(row[key] for row in rows):,}" for key in ("tried", "lost"))
        lines.append(["**all**", *(f"**{each}**" for each in sums), ""])
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
