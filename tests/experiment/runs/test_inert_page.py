"""A page that a browser shows and does nothing else with: those of the program are, and what else is said to be not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparse_explorer.experiment.results.html_page import escaped, image_html, page_of
from sparse_explorer.experiment.results.verdict import verdict
from sparse_explorer.experiment.results.verdict_page import page
from sparse_explorer.experiment.runs.inert_page import foreign_piece
from tests.experiment.results.verdict_runs import runs

FINE = page_of("Verdict", ["<p class='lead'>fine</p>"])
PICTURE = b"\x89PNG as far as the page knows"


def verdict_page(name: str = "Sparse") -> str:
    made = runs({name: {"article": 15.0, "blur": -6.0}}, range(3))
    return page(verdict(made, reference="Dense", command="sparse-explorer verdict --preset 'a'"), PICTURE)


def test_a_verdict_is_inert_whatever_its_variants_are_called() -> None:
    for name in (
        "Sparse",
        "<script>alert('1')</script>",
        "a\" onload='x",
        "<!-- \u05d0\u05d1 -->",
        "url(x) @import \\",
    ):
        assert foreign_piece(verdict_page(name)) == ""
    assert foreign_piece(page_of("Report", [image_html(PICTURE, 'a "picture"', PICTURE)])) == ""


@pytest.mark.parametrize(
    "piece",
    [
        "<script>steal()</script>",
        "<SCRIPT>steal()</SCRIPT>",
        "<p onclick='steal()'>",
        "<p class='a'onclick='steal()'>",
        "<p class='a' onclick='steal()'>",
        "<td class=\"a\" style='background:url(//evil)'>",
        '<img src="//evil/a.png" alt="">',
        '<img src="data:image/svg+xml;base64,AAAA" alt="">',
        "<img src=x onerror=steal()>",
        "<a href='javascript:steal()'>",
        '<meta http-equiv="refresh" content="0;url=//evil">',
        '<link rel="stylesheet" href="//evil">',
        "<base href='//evil'>",
        "<form action='//evil'>",
        "<iframe src='//evil'>",
        "<svg onload='steal()'>",
        "<!-- -->",
        "<",
        "<style>",
    ],
)
def test_what_no_page_of_the_program_holds_is_named(piece: str) -> None:
    for place in ("</h1>", "</title>", "</main>"):
        assert foreign_piece(FINE.replace(place, place + piece)).startswith(piece[:40])


@pytest.mark.parametrize(
    "rule",
    ["p { background: url(//evil) }", "@import '//evil';", "p { background: image-set('//evil' 1x) }",
     "@font-face { font-family: a }", "p { background: u\\72l(//evil) }", "p { background: URL(//evil) }", "/* a */"],
)  # fmt: skip
def test_a_style_that_could_load_something_is_foreign(rule: str) -> None:
    assert foreign_piece(FINE.replace("</style>", rule + "</style>"))


def test_a_page_in_another_encoding_is_foreign() -> None:
    assert foreign_piece(FINE.replace("utf-8", "utf-7"))
    assert foreign_piece("\ufeff" + FINE)
    assert foreign_piece("")


@given(st.text(max_size=60))
def test_text_and_tips_stay_inert_whatever_is_written(text: str) -> None:
    assert foreign_piece(page_of(text, [f"<p title='{escaped(text)}'>{escaped(text)}</p>"])) == ""


@given(
    st.lists(
        st.sampled_from(["<", ">", "'", '"', "p", "img", " ", "src=", "on", "x", "=", "/", "data:"]),
        max_size=12,
    )
)
def test_a_tag_that_is_let_through_has_no_attribute_but_known_ones(parts: list[str]) -> None:
    piece = "".join(parts)
    if foreign_piece(FINE.replace("</h1>", f"</h1>{piece}")) == "":
        assert re.findall(r"<[^>]*", piece) == re.findall(r"</?p(?=>)", piece)
