"""docs/RESULTS.md shows what the program wrote, and documents the commands that wrote it."""

import csv
import importlib.util
import shlex
from pathlib import Path
from types import ModuleType

import pytest

from sparse_explorer.cli.arguments import experiment_of, parse
from sparse_explorer.experiment.plan.experiment import Experiment
from sparse_explorer.experiment.plan.experiment_file import read_experiment

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/RESULTS.md").read_text(encoding="utf-8")
COMMANDS = [line.strip() for line in PAGE.splitlines() if line.startswith("    sparse-explorer run ")]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("results", ROOT / "packaging/results.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def settled(experiment: Experiment) -> Experiment:
    return experiment.settled(epochs=1, threads=2)


@pytest.mark.parametrize("name", ["README.md", "docs/RESULTS.md", "docs/PERFORMANCE.md", "docs/VERDICT.md"])
def test_the_page_is_what_the_program_wrote(script: ModuleType, name: str) -> None:
    assert Path(name) in script.PAGES
    page = (ROOT / name).read_text(encoding="utf-8")
    assert script.filled(page, ROOT) == page, "run packaging/results.py"


def test_rows_of_a_table_are_those_that_begin_so(script: ModuleType, tmp_path: Path) -> None:
    table = "Title\n\n| noise | Dense |\n|---|---|\n|  0.00 | 96 |\n|  0.05 | 95 |\n|  0.50 | 60 |\n"
    (tmp_path / "table.md").write_text(table)
    page = "before\n<!-- rows 0.00 0.50 of table.md -->\n<!-- end -->\nafter\n"
    there = "| noise | Dense |\n|---|---|\n|  0.00 | 96 |\n|  0.50 | 60 |\n"
    filled = script.filled(page, tmp_path)
    assert filled == page.replace("<!-- end -->", there + "<!-- end -->")
    assert script.filled(filled, tmp_path) == filled


def test_a_block_is_replaced_by_its_file_and_nothing_else_is(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("new\n")
    page = "before\n<!-- from a.md -->\nold\n<!-- end -->\nbetween\n<!-- from b.md -->\n<!-- end -->\nafter\n"
    assert script.filled(page, tmp_path) == (
        "before\n<!-- from a.md -->\nnew\n<!-- end -->\nbetween\n<!-- from b.md -->\n"
        f"{script.NOT_YET}\n<!-- end -->\nafter\n"
    )


def test_a_block_has_no_title_of_its_own_and_its_pictures_are_found(
    script: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "docs/a").mkdir(parents=True)
    (tmp_path / "docs/a/b.md").write_text("# Title\n\n![Picture of x](p-1.png) [a link](c.md)\n")
    filled = script.filled("<!-- from docs/a/b.md -->\n<!-- end -->", tmp_path)
    assert filled == "<!-- from docs/a/b.md -->\n![Picture of x](a/p-1.png) [a link](c.md)\n<!-- end -->"


def test_a_block_may_be_one_section(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Title\n\n## One?\n\nfirst\n\n## Two\n\nsecond\n", encoding="utf-8")
    for title, text in (("One?", "first"), ("Two", "second")):
        page = f"<!-- from a.md, {title} -->\nold\n<!-- end -->"
        assert script.filled(page, tmp_path) == page.replace("old", text)
    with pytest.raises(ValueError, match="no section 'Three'"):
        script.filled("<!-- from a.md, Three -->\n<!-- end -->", tmp_path)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_documented_command_is_the_documented_experiment(command: str) -> None:
    options = parse(shlex.split(command)[1:])
    written = ROOT / options.output / "config.toml"
    if not written.exists():
        pytest.skip(f"{options.output} was not made yet")
    documented, made = settled(experiment_of(options)), settled(read_experiment(written))
    # How many threads there were depends on the machine; how many there are of each kind of figure does not.
    assert documented.beyond(made) in ("", "threads")
    assert made.beyond(documented) in ("", "threads")


@pytest.mark.parametrize("path", sorted(ROOT.glob("docs/**/config.toml")), ids=lambda path: path.parent.name)
def test_what_was_published_says_how_it_was_made(path: Path) -> None:
    """Each folder's configuration can be read, and has all that is in its results."""
    experiment = read_experiment(path)
    with (path.parent / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["variant"] for row in rows} == {variant.name for variant in experiment.variants}
    assert {int(row["seed"]) for row in rows} <= {*experiment.all_seeds()}


def test_make_paper_is_the_documented_command() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    documented = next(command for command in COMMANDS if "--preset paper" in command)
    assert documented.removeprefix("sparse-explorer ") in makefile
