"""Whether an HTML page can do nothing: it holds text, tables and pictures alone, as the program's own pages do.

A browser would run whatever a stranger's page holds. So nothing is repaired or taken out: every ``<`` begins one of a
few tags, written as the program writes them, or the page is none of its own.
"""

import re

_START = '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
"""Of every page, so that a browser reads it in the encoding in which it is looked at here."""

_TAGS = "body div figure h1 h2 h3 head html li main p picture pre table tbody td th thead title tr ul"
_ATTRIBUTES = r"(?:class|title|scope|colspan|rowspan)='[^'<>]*'|style='background:rgba\([0-9., ]*\)'"
_OF_PICTURES = (
    r'(?:src|srcset)="data:image/png;base64,[A-Za-z0-9+/=]*"|alt="[^"<>]*"|media="\(max-width: [0-9]+px\)"'
)
_PIECE = re.compile(
    "|".join(
        (
            r"[^<]+",
            rf"</?(?:{'|'.join(_TAGS.split())})>",
            rf"<(?:{'|'.join(_TAGS.split())})(?: (?:{_ATTRIBUTES}))+>",
            rf"<(?:img|source)(?: (?:{_OF_PICTURES}))+>",
            re.escape('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            re.escape('<link rel="icon" href="data:,">'),
        )
    )
)
_STYLE = re.compile(r"<style>([^<]*)</style>")
_FETCHING = re.compile(r"\\|/\*|@(?!media )|(?<![\w-])(?!(?:var|clamp|rgba)\()[\w-]+\(")
"""What in a style could load something, or hide that it does: any function but those of numbers and colours."""

_MOST_LETTERS = 40


def foreign_piece(page: str) -> str:
    """The start of what a page holds and none of the program's pages does; empty if there is nothing of that kind.

    Example:
        >>> from sparse_explorer.experiment.results.html_page import page_of
        >>> foreign_piece(page_of("Verdict", ["<p>fine</p>"]))
        ''
        >>> foreign_piece(page_of("Verdict", ["<p onclick='steal()'>not fine, for a browser runs it</p>"]))
        "<p onclick='steal()'>not fine, for a bro"
    """
    if not page.startswith(_START):
        return page[:_MOST_LETTERS] or "nothing"
    place = len(_START)
    while place < len(page):
        style = _STYLE.match(page, place)
        fetching = _FETCHING.search(style[1]) if style else None
        if style and fetching:
            return style[1][fetching.start() :][:_MOST_LETTERS]
        piece = style or _PIECE.match(page, place)
        if piece is None:
            return page[place : place + _MOST_LETTERS]
        place = piece.end()
    return ""
