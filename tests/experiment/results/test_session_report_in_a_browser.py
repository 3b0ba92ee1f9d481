"""The report of a session in a browser without a screen: a silent console, its picture there, nothing too wide."""

from pathlib import Path

import pytest

from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.variant import Variant
from sparse_explorer.experiment.results.session_report import SessionReport, report_page
from tests.experiment.results.test_verdict_in_a_browser import BROWSER, looked_at
from tests.experiment.results.verdict_runs import runs

LONG = "A variant with a name that is as long as names may be, sixty"

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(BROWSER is None, reason="no chromium here (apt-get install chromium)"),
]


@pytest.mark.parametrize("width", [400, 1400])
def test_the_report_fits_and_says_nothing_on_the_console(width: int, tmp_path: Path) -> None:
    named = {"Dense": "dense", "Sparse": "sparse", LONG: "sparse-cnn-2"}
    found = (presets()[preset].variant for preset in named.values())
    notes = (None, "one line\nanother", "word" * 400)
    variants = tuple(
        Variant(name, each.network, each.training, note) for name, each, note in zip(named, found, notes)
    )
    made = runs({"Sparse": {"article": 15.0}, LONG: {"article": 2.0}}, range(4))
    styles = {name: place for place, name in enumerate(named)}
    command = "sparse-explorer run --config experiment.toml " + "--noise article " * 20
    report = SessionReport(Experiment(variants, seeds=4), made, styles, "Dense", command)
    console, inner, whole, picture, smallest = looked_at(report_page(report), width, tmp_path)
    assert console == ""
    assert inner <= max(width, 500)  # browsers open no narrower window
    assert whole <= inner
    assert picture > 500
    assert smallest >= 12
