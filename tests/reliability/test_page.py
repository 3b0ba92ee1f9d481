"""docs/RELIABILITY.md shows what was counted, and nothing was lost."""

import json
from pathlib import Path

import pytest

from tests.reliability.__main__ import COUNTS, PAGE, ROOT, main
from tests.reliability.page import NOT_YET, filled, table

FILES = sorted((ROOT / COUNTS).glob("*.json"))


def test_the_page_is_what_was_counted() -> None:
    page = (ROOT / PAGE).read_text(encoding="utf-8")
    assert filled(page, ROOT) == page, "run python -m tests.reliability"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_was_lost_and_each_count_is_on_the_page(path: Path) -> None:
    assert f"<!-- from {COUNTS.as_posix()}/{path.name} -->" in (ROOT / PAGE).read_text(encoding="utf-8")
    for row in json.loads(path.read_text(encoding="utf-8"))["rows"]:
        assert row["lost"] == 0, row
        assert row["tried"] > 0


def test_a_table_has_a_row_for_each_count_and_their_sums() -> None:
    rows = [
        {"what": "kills", "tried": 1200, "lost": 0, "notes": "at | random"},
        {"what": "full disks", "tried": 34, "lost": 2},
    ]
    assert table(rows).split("\n") == [
        "| what | tried | lost |  |",
        "| --- | --: | --: | --- |",
        "| kills | 1,200 | 0 | at \\| random |",
        "| full disks | 34 | 2 |  |",
        "| **all** | **1,234** | **2** |  |",
    ]
    assert "all" not in table(rows[:1])


def test_what_was_counted_is_taken_over_and_put_into_its_block(tmp_path: Path) -> None:
    (tmp_path / COUNTS).mkdir(parents=True)
    (tmp_path / PAGE).write_text(
        "before\n<!-- from docs/reliability/new.json -->\nold\n<!-- end -->\nbetween\n"
        "<!-- from docs/reliability/none.json -->\n<!-- end -->\nafter\n"
    )
    (tmp_path / "new.json").write_text('{"rows": [{"what": "kills", "tried": 7, "lost": 0}]}')
    assert main([str(tmp_path / "new.json")], tmp_path) == 0
    page = (tmp_path / PAGE).read_text()
    assert "| kills | 7 | 0 |  |" in page
    assert "old" not in page
    assert page.count(NOT_YET) == 1
    assert page.startswith("before\n") and "\nbetween\n" in page and page.endswith("\nafter\n")
    assert filled(page, tmp_path) == page
