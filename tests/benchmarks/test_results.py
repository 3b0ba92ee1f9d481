"""Measuring in turns, and what becomes of the measurements: statistics, verdicts, files."""

import json
from collections.abc import Callable

import pytest

from tests.benchmarks import report
from tests.benchmarks.budgets import BUDGETS, Budget
from tests.benchmarks.machine import describe_machine
from tests.benchmarks.results import COMPLETE, Section, Table, alternate, quantile

MACHINE = {
    "processor": "A processor",
    "cores": 2,
    "threads": 2,
    "memory_gib": 8.0,
    "system": "A system",
    "python": "3.11",
    "packages": {"torch": "2.0"},
    "torch": "2.0+cpu, built for the CPU alone",
    "kernels": "avx2",
    "waiting": "OMP_WAIT_POLICY PASSIVE",
    "load_average": [0.1, 0.2, 0.3],
}
ABOUT = {"started": "today", "seconds": 12.0, "quick": False, "data": "MNIST", "machine": MACHINE}


def counting(log: list[str], name: str, values: list[float]) -> Callable[[], float]:
    def contestant() -> float:
        log.append(name)
        return values[log.count(name) - 1]

    return contestant


@pytest.fixture
def section() -> Section:
    section = Section("train", "Training", COMPLETE)
    section.record("reference sparse", "ms", 20.0, 30.0, 25.0)
    section.record("engine sparse", "ms", 4.0, 5.0, 12.5)
    section.compare(("reference sparse", "engine sparse"))
    return section


def test_contestants_take_turns_and_every_second_round_goes_backwards() -> None:
    log: list[str] = []
    section = Section("s", "S")
    contestants = {name: counting(log, name, [1.0, 2.0, 3.0]) for name in "abc"}
    alternate(section, contestants, 3, "ms")
    assert "".join(log) == "abccbaabc"
    assert {name: series.values for name, series in section.series.items()} == {
        name: [1.0, 2.0, 3.0] for name in "abc"
    }


def test_an_interrupted_round_leaves_no_half_pair() -> None:
    log: list[str] = []
    section = Section("s", "S")

    def stopped() -> float:
        if log.count("a") == 3:
            raise KeyboardInterrupt
        return 1.0

    with pytest.raises(KeyboardInterrupt):
        alternate(section, {"a": counting(log, "a", [2.0] * 5), "b": stopped}, 5, "ms")
    assert len(section.values("a")) == len(section.values("b")) == 2
    assert section.ratios("a", "b") == [2.0, 2.0]


def test_ratios_are_of_pairs(section: Section) -> None:
    assert section.ratios("reference sparse", "engine sparse") == [5.0, 6.0, 2.0]
    assert section.ratios("reference sparse", "never measured") == []


@pytest.mark.parametrize(("share", "expected"), [(0.5, 5), (0.95, 10), (0.9, 9), (0.0, 1), (1.0, 10)])
def test_a_quantile_is_one_of_the_values(share: float, expected: float) -> None:
    assert quantile([10, 1, 9, 2, 8, 3, 7, 4, 6, 5], share) == expected


def test_a_verdict_compares_the_median_ratio(section: Section) -> None:
    sections = {"train": section}
    source = ("reference sparse", "engine sparse")
    met, missed = Budget("w", "train", source, 5.0, "x"), Budget("w", "train", source, 5.1, "x")
    assert met.measured(sections) == 5.0
    assert (met.verdict(sections), missed.verdict(sections)) == ("yes", "NO")
    assert Budget("w", "sweep", source, 1.0, "x").verdict(sections) == "not measured"
    section.comparable = False
    assert met.verdict(sections) == "not comparable"


def test_of_times_less_is_better_and_a_promise_says_which_counts() -> None:
    section = Section("events", "E")
    section.record("training, worst", "ms", 50.0, 60.0, 120.0)
    typical = Budget("w", "events", "training, worst", 100.0, "ms")
    assert typical.verdict({"events": section}) == "yes"
    worst = Budget("w", "events", "training, worst", 100.0, "ms", max)
    assert (worst.measured({"events": section}), worst.verdict({"events": section})) == (120.0, "NO")


@pytest.mark.parametrize(
    ("cuda", "hip", "words"),
    [
        (None, None, "2.13.0+x, built for the CPU alone"),
        ("13.0", None, "2.13.0+x, built for CUDA 13.0"),
        (None, "6.4", "2.13.0+x, built for ROCm 6.4"),
    ],
)
def test_the_build_of_torch_is_told(
    monkeypatch: pytest.MonkeyPatch, cuda: str | None, hip: str | None, words: str
) -> None:
    monkeypatch.setattr("torch.__version__", "2.13.0+x")
    monkeypatch.setattr("torch.version.cuda", cuda)
    monkeypatch.setattr("torch.version.hip", hip)
    assert describe_machine()["torch"] == words


def test_memory_and_start_are_held_against_their_budget() -> None:
    limits = {(budget.section, budget.source): budget.limit for budget in BUDGETS}
    assert limits["memory", "ready"] == 550 and limits["memory", "settled"] == 750
    start = [limits["startup", name] for name in ("first paint", "engine ready", "ready to work")]
    assert start == [0.7, 1.5, 2.0]


def test_every_promise_is_measured_somewhere() -> None:
    from tests.benchmarks.__main__ import BENCHMARKS

    assert {budget.section for budget in BUDGETS} <= BENCHMARKS.keys()


def test_files_hold_what_was_measured(section: Section, tmp_path) -> None:
    section.tables.append(Table("Shares", ("", "%"), [("fc1", 41.5)]))
    section.notes.append("A note.")
    broken = Section("sweep", "Sweep", "failed: ValueError: no images")
    folder = tmp_path / "new" / "folder"
    report.write(folder, ABOUT, [section, broken])
    text = (folder / "bench.md").read_text(encoding="utf-8")
    assert text == report.markdown(ABOUT, [section, broken])
    data = json.loads((folder / "bench.json").read_text(encoding="utf-8"))

    series = data["sections"]["train"]["series"]["reference sparse"]
    assert series == {"unit": "ms", "values": [20.0, 30.0, 25.0], "median": 25.0, "min": 20.0, "max": 30.0}
    assert data["sections"]["train"]["ratios"][0]["values"] == [5.0, 6.0, 2.0]
    assert data["sections"]["sweep"]["state"] == "failed: ValueError: no images"
    assert data["machine"] == MACHINE
    sparse = next(line for line in data["budget"] if line["what"] == "train, article's sparse network")
    assert (sparse["measured"], sparse["met"]) == (5.0, "yes")

    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if "|" in line]
    assert ["train, article's sparse network", ">= 4.00 x", "5.00 x", "yes"] in rows
    assert ["noise sweep, article's dense network", ">= 12.0 x", "", "not measured"] in rows
    assert ["reference sparse / engine sparse", "5.00", "2.00", "6.00", "39 %", "3"] in rows
    assert ["fc1", "41.5"] in rows
    assert "torch 2.0+cpu, built for the CPU alone" in text
    assert "A note." in text and "failed: ValueError: no images" in text and "A processor" in text


def test_the_page_on_performance_gets_parts_of_their_own(section: Section, tmp_path) -> None:
    floors = Section("floors", "Floors", COMPLETE)
    floors.tables.append(Table("Shares", ("", "ms"), [("products alone", 3.25)]))
    others = Section("others", "Others", COMPLETE, notes=["Not installed."])
    others.tables.append(Table("Times as fast", ("weights", "x"), [("5 %", 2.5)]))
    report.write(tmp_path, ABOUT, [section, floors, others])
    beside = (tmp_path / "others.md").read_text(encoding="utf-8")
    assert "Times as fast:" in beside and "2.50 |" in beside and "Not installed." in beside
    assert "| products alone | 3.25 |" in " ".join(
        (tmp_path / "floors.md").read_text(encoding="utf-8").split()
    )
    assert "A processor" in (tmp_path / "budget.md").read_text(encoding="utf-8")
