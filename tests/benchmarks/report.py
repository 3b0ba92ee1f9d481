"""The results as JSON for machines and as Markdown for people."""

import json
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tabulate import tabulate

from sparse_explorer.experiment.runs.files import write_atomically
from tests.benchmarks import break_even
from tests.benchmarks.budgets import BUDGETS, Budget
from tests.benchmarks.results import COMPLETE, Section, median

JSON, MARKDOWN, BUDGET, FLOORS, OTHERS = "bench.json", "bench.md", "budget.md", "floors.md", "others.md"


def write(folder: Path, about: Mapping[str, Any], sections: Sequence[Section]) -> None:
    """Write all files into ``folder``, which is made if need be."""
    write_atomically(folder / JSON, json.dumps(as_data(about, sections), indent=1) + "\n")
    write_atomically(folder / MARKDOWN, markdown(about, sections))
    write_atomically(folder / BUDGET, "\n".join(_preface(about)) + f"\n\n{_budget_table(sections)}\n")
    for section in sections:
        if section.name == "break-even" and section.tables:
            break_even.draw(section, folder / break_even.PICTURE)
        if section.name == "floors":
            write_atomically(folder / FLOORS, "\n\n".join(_section_parts(section)[1:]) + "\n")
        if section.name == "others" and section.tables:
            write_atomically(folder / OTHERS, "\n\n".join(_tables(section)) + "\n")


def as_data(about: Mapping[str, Any], sections: Sequence[Section]) -> dict[str, Any]:
    """Everything that was measured, every single value of it."""
    by_name = {section.name: section for section in sections}
    return {
        **about,
        "budget": [
            {
                "what": budget.what,
                "limit": budget.limit,
                "at_least": budget.at_least,
                "unit": budget.unit,
                "measured": budget.measured(by_name),
                "met": budget.verdict(by_name),
            }
            for budget in BUDGETS
        ],
        "sections": {section.name: _section_data(section) for section in sections},
    }


def _section_data(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "state": section.state,
        "comparable": section.comparable,
        "series": {
            name: {"unit": series.unit, "values": series.values, **_summary(series.values)}
            for name, series in section.series.items()
        },
        "ratios": [
            {"slow": slow, "fast": fast, "values": ratios, **_summary(ratios)}
            for slow, fast in section.comparisons
            if (ratios := section.ratios(slow, fast))
        ],
        "tables": [
            {"title": table.title, "header": list(table.header), "rows": [list(row) for row in table.rows]}
            for table in section.tables
        ],
        "notes": section.notes,
    }


def _summary(values: Sequence[float]) -> dict[str, float]:
    return {"median": median(values), "min": min(values), "max": max(values)}


def markdown(about: Mapping[str, Any], sections: Sequence[Section]) -> str:
    """The budget's table, the machine, then every section."""
    parts = ["# Benchmarks", *_preface(about), "## Budget", _budget_table(sections)]
    for section in sections:
        parts += _section_parts(section)
    return "\n\n".join(parts) + "\n"


def _preface(about: Mapping[str, Any]) -> list[str]:
    machine = about["machine"]
    lines = [
        f"{machine['processor']}, {machine['cores']} cores, {machine['threads']} threads, "
        f"{machine['memory_gib']} GiB, {machine['system']}",
        f"Python {machine['python']}, "
        + ", ".join(f"{name} {version}" for name, version in machine["packages"].items()),
        f"torch {machine['torch']}",
        f"kernels: {machine['kernels']}; threads wait: {machine['waiting']}, for both sides of every comparison, "
        "as the program sets it",
        f"load average at the start {machine['load_average']}; data: {about['data']}; {about['seconds']:.0f} s; "
        f"{about['started']}",
    ]
    if about["quick"]:
        lines.append(
            "**A quick run: it shows that everything works; its figures are too few to be relied on.**"
        )
    return ["  \n".join(lines)]


def _budget_table(sections: Sequence[Section]) -> str:
    by_name = {section.name: section for section in sections}
    rows = [
        (budget.what, _limit(budget), _figure(budget.measured(by_name), budget.unit), budget.verdict(by_name))
        for budget in BUDGETS
    ]
    return _table(("what", "budget", "measured", "met"), rows)


def _limit(budget: Budget) -> str:
    return f"{'>=' if budget.at_least else '<='} {_figure(budget.limit, budget.unit)}"


def _figure(value: float | None, unit: str) -> str:
    return "" if value is None else f"{_number(value)} {unit}"


def _section_parts(section: Section) -> list[str]:
    parts = [f"## {section.title}"]
    if section.state != COMPLETE:
        parts.append(f"**{section.state}**")
    if section.series:
        rows = [
            (name, series.unit, median(series.values), *_spread(series.values))
            for name, series in section.series.items()
        ]
        parts.append(_table(("", "unit", "median", "min", "max", "spread", "n"), rows))
    ratios = [(slow, fast, section.ratios(slow, fast)) for slow, fast in section.comparisons]
    rows = [(f"{slow} / {fast}", median(r), *_spread(r)) for slow, fast, r in ratios if r]
    if rows:
        parts.append(_table(("ratio", "median", "min", "max", "spread", "pairs"), rows))
    return parts + _tables(section)


def _tables(section: Section) -> list[str]:
    parts = []
    for table in section.tables:
        parts += [f"{table.title}:", _table(table.header, table.rows)]
    return parts + section.notes


def _spread(values: Sequence[float]) -> tuple[float, float, str, int]:
    """Smallest, largest, standard deviation as % of the mean, and how many."""
    mean = statistics.fmean(values)
    share = f"{100 * statistics.pstdev(values) / mean:.0f} %" if mean and len(values) > 1 else ""
    return min(values), max(values), share, len(values)


def _table(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    shown = [[_number(cell) if isinstance(cell, float) else cell for cell in row] for row in rows]
    numbers = [all(isinstance(row[column], (int, float)) for row in rows) for column in range(len(header))]
    align = ["right" if number else "left" for number in numbers]
    return tabulate(shown, header, tablefmt="github", disable_numparse=True, colalign=align if rows else None)


def _number(value: float) -> str:
    """Three digits that count."""
    if value == 0:
        return "0"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
