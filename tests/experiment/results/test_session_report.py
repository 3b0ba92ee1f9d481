"""The report of a session as one page: every number and every word of a user in it, and nothing from elsewhere."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results import session_report
from sparse_explorer.experiment.results.comparisons import compare
from sparse_explorer.experiment.results.session_report import SessionReport, report_page, sentences, versions
from tests.experiment.results.verdict_runs import runs

MADE = runs(
    {"Sparse": {"article": 15.0, "blur": -6.0}, "<i>x</i> & co": {"article": 0.1, "blur": 0.0}}, range(4)
)
PRESETS = presets()


def variant(name: str, preset: str, note: str | None = None) -> Variant:
    return Variant(name, PRESETS[preset].variant.network, PRESETS[preset].variant.training, note)


EXPERIMENT = Experiment(
    (
        variant("Dense", "dense"),
        variant("Sparse", "sparse", "one\n<script>alert(1)</script>"),
        variant("<i>x</i> & co", "k-winners"),
    ),
    dataset="mnist",
    seeds=4,
)
STYLES = {each.name: place for place, each in enumerate(EXPERIMENT.variants)}


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_report, "figure_file", lambda *given: b"\x89PNG")


class Text(HTMLParser):
    """Collects what is read, and checks that every tag is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.open = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "link", "img", "br", "source"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def read(page: str) -> str:
    parser = Text()
    parser.feed(page)
    assert parser.open == []
    return "\n".join(parser.words)


def page(**changes: object) -> str:
    given = {"experiment": EXPERIMENT, "runs": MADE, "styles": STYLES, "reference": "Dense",
             "command": "sparse-explorer run --config x.toml", "versions": {"torch": "2.13"}} | changes  # fmt: skip
    return report_page(SessionReport(**given))


def test_it_says_everything_and_runs_nothing() -> None:
    text, source = read(page(made="27 November 2026")), page()
    for wanted in ("<i>x</i> & co", "<script>alert(1)</script>", "sparse-explorer run --config x.toml",
                   "27 November 2026. torch 2.13", "Accuracy against grey noise", "Accuracy against blur",
                   "k-winners", "yes", "The reference: nothing sparse."):  # fmt: skip
        assert wanted in text
    assert "<script" not in source
    assert re.findall(r'(?:src|srcset|href)="(?!data:)[^"]*"', source) == []


def test_its_sentences_are_those_of_the_paired_comparison() -> None:
    of_kind: Callable[[str], list] = lambda kind: [run for run in MADE if run.noise_convention == kind]  # noqa: E731
    better, open_ = sentences(compare(of_kind("article"), "Dense"), of_kind("article"), "Dense")
    assert better.endswith("Sparse is more robust than Dense.")
    assert open_.endswith("It may as well be the other way round.")
    worse, _ = sentences(compare(of_kind("blur"), "Dense"), of_kind("blur"), "Dense")
    assert worse.endswith("Sparse is less robust than Dense.")
    one = [run for run in of_kind("article") if run.seed == 0]
    assert sentences(compare(one, "Dense"), one, "Dense")[0].endswith(
        "too little to say which is more robust."
    )


def test_a_session_without_results_still_says_what_it_is() -> None:
    text = read(page(runs=[]))
    assert "no noise swept yet" in text
    assert "What differs" not in text and "what differs" in text


def test_hidden_variants_leave_the_curves_alone() -> None:
    assert "The curves could not be drawn: nothing to show" in read(page(styles={}))


def test_versions_need_no_torch() -> None:
    assert versions().keys() == {"sparse-explorer", "torch", "Python"}
