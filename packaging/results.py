"""Puts what experiments and benchmarks wrote into the pages of docs/, so that no figure there is typed by hand.

    .venv/bin/python packaging/results.py           after an experiment has written into docs/

A block between ``<!-- from docs/paper/scores.md -->`` and ``<!-- end -->`` is that file's content, without its title;
pictures beside it are found from the page too. ``<!-- from docs/verdict/verdict.md, By which mechanism? -->`` is the
section of that title alone, without it; ``<!-- rows 0.00 0.40 of docs/mnist/table.md -->`` are the rows of its table
that begin so, under its head.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = (Path("README.md"), Path("docs/RESULTS.md"), Path("docs/PERFORMANCE.md"), Path("docs/VERDICT.md"))
NOT_YET = "Not measured yet."

_TITLE = re.compile(r"\A# .*\n+")
_PICTURE = re.compile(r"(!\[[^]]*\]\()([\w.-]+\.png\))")
_ROWS = re.compile(r"(<!-- rows ((?:[\d.]+ )+)of (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)
_BLOCK = re.compile(r"(<!-- from ([^\s,]+)(?:, (.+?))? -->\n).*?(<!-- end -->)", re.DOTALL)


def filled(page: str, root: Path) -> str:
    """The page with each block's content as it is in its file under ``root``."""

    def content(block: re.Match[str]) -> str:
        path = root / block[2]
        text = path.read_text(encoding="utf-8").strip() if path.exists() else NOT_YET
        text = _section(text, block[3]) if block[3] else _TITLE.sub("", text)
        text = _PICTURE.sub(rf"\1{path.parent.name}/\2", text)
        return f"{block[1]}{text}\n{block[4]}"

    def rows(block: re.Match[str]) -> str:
        table = [
            line for line in (root / block[3]).read_text(encoding="utf-8").splitlines() if line[:1] == "|"
        ]
        chosen = [line for line in table[2:] if line.split()[1] in block[2].split()]
        return "\n".join([block[1].rstrip("\n"), *table[:2], *chosen, block[4]])

    return _ROWS.sub(rows, _BLOCK.sub(content, page))


def _section(text: str, title: str) -> str:
    """What stands under a title of the second level.

    Raises:
        ValueError: there is no such title.
    """
    found = re.search(rf"^## {re.escape(title)}\n+(.*?)\s*(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    if found is None and text != NOT_YET:
        raise ValueError(f"there is no section {title!r}")
    return found[1] if found is not None else text


def main() -> int:
    """Fill the pages."""
    for name in PAGES:
        page = ROOT / name
        page.write_text(filled(page.read_text(encoding="utf-8"), ROOT), encoding="utf-8")
        print(f"{name} is up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
