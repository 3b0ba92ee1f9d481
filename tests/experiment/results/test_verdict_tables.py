"""All differences of a verdict where they can be read: in groups that fit a page, the strongest effect first."""

import re
import statistics

import pytest

from sparse_explorer.data.noise.kinds import KINDS
from sparse_explorer.experiment.results.reports import Divergence
from sparse_explorer.experiment.results.results import RunResult
from sparse_explorer.experiment.results.text_table import display_width
from sparse_explorer.experiment.results.verdict import Verdict, verdict
from sparse_explorer.experiment.results.verdict_page import markdown, page
from sparse_explorer.experiment.results.verdict_report import VerdictReport
from sparse_explorer.experiment.results.verdict_tables import group_table, noise_groups
from tests.experiment.results.verdict_runs import runs
from tests.sketches import sketches  # noqa: F401

EFFECTS = {
    "Sparse": {"article": 15.0, "blur": -6.0, "rotation": 0.0},
    "Dense + training noise": {"article": 25.0, "blur": -12.0, "rotation": 0.0},
}


@pytest.fixture(scope="module")
def found() -> Verdict:
    return verdict(runs(EFFECTS, range(6)), reference="Dense")


def lines_of(text: str, title: str) -> list[str]:
    """The table under a title in a terminal."""
    return text.partition(f"\n\n{title}\n\n")[2].partition("\n\n")[0].splitlines()


def test_the_tables_group_noises_and_begin_with_the_strongest_effect(found: Verdict) -> None:
    groups = noise_groups(found)
    assert [(group.title, group.noises) for group in groups] == [
        ("Pixels", ("article",)),
        ("Whole image", ("blur", "rotation")),
    ]
    for group in groups:
        assert group.variants[0] == "Dense"
        means = [
            statistics.fmean(found.claims[name, noise].comparison.difference.mean for noise in group.noises)
            for name in group.variants[1:]
        ]
        assert means == sorted(means, reverse=True)
    assert groups[0].variants != groups[1].variants


def test_all_differences_are_on_the_page_and_in_the_terminal(found: Verdict) -> None:
    text = VerdictReport(found, ()).text()
    (pixels, image) = (lines_of(text, title) for title in ("Pixels", "Whole image"))
    assert pixels[0].split() == ["variant", "article"] and image[0].split() == ["variant", "blur", "rotation"]
    shown = [cell for line in (*pixels[3:], *image[3:]) for cell in re.findall(r"[▲▼△▽·] [-+.\d]+", line)]
    assert len(shown) == len(found.claims)
    for said in (markdown(found), page(found)):
        assert [cell for cell in shown if cell not in said] == []


def test_a_terminal_of_100_columns_holds_every_line() -> None:
    noises = ["article", "paper", "black", "salt-and-pepper", "uniform", "gaussian", "speckle"]
    noises += [kind for kind in KINDS if kind.startswith("mnist-c-")]
    long = "A variant with a name that is as long as names may be, sixty"
    found = verdict(runs({long: dict.fromkeys(noises, -20.0)}, range(2)), reference="Dense")
    text = VerdictReport(found, ()).text()
    assert [line for line in text.splitlines() if display_width(line) > 100] == []
    titles = [group.title for group in noise_groups(found)]
    assert titles == ["Pixels", "MNIST-C (1 of 2)", "MNIST-C (2 of 2)"]
    assert [noise for group in noise_groups(found) for noise in group.noises] == noises


def test_a_variant_of_which_nothing_is_known_comes_last() -> None:
    lost = RunResult("Lost", "mnist", "blur", 0, (), (), Divergence("NaN", 1, 3, 9, 0.5, 0.0))
    found = verdict([lost, *runs({"Sparse": {"blur": -9.0}}, range(3))], reference="Dense")
    (group,) = noise_groups(found)
    assert group.variants == ("Dense", "Sparse", "Lost")
    assert group_table(found, group).rows[-1] == ("Lost", "")
