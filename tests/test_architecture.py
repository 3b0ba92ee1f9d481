"""Machines guard the house: imports only go down, and the engine's floors stand without Qt."""

import ast
import functools
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "sparse_explorer"

# What each floor may import of the package; a module outside every floor is free to be imported by all.
BELOW = {"nn", "data", "reading"}
ROOMS = {
    "experiment/plan": {"experiment/plan", "data", "reading"},
    "experiment/results": {"experiment/results", "experiment/plan", "data", "reading"},
    "experiment/engine": {"experiment/engine", "experiment/results", "experiment/plan"} | BELOW,
    "experiment/runs": {"experiment/runs", "experiment/engine", "experiment/results", "experiment/plan"}
    | BELOW,
}
ALLOWED = ROOMS | {
    "reading": {"reading"},
    "nn": {"nn"},
    "data": {"data", "reading"},
    "experiment": ROOMS.keys() | BELOW,
    "cli": {"cli", "experiment", "app"} | ROOMS.keys() | BELOW,
    "app": {"app", "experiment"} | ROOMS.keys() | BELOW,
}
WITH_TORCH = {"nn", "data", "experiment/engine", "experiment/runs", "cli", "app"}


def floor_of(parts: Sequence[str]) -> str:
    """The floor, or the room on it, that a module's path below the package leads to."""
    room = "/".join(parts[:2])
    return room if room in ALLOWED else parts[0] if parts else ""


@functools.cache  # several guards look at the same sources
def imported_modules(source: str) -> frozenset[str]:
    """The full names of all modules that a source imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(names)


def broken_arrows(root: Path) -> list[str]:
    """Imports that go up or sideways, one line each."""
    broken = []
    for path in sorted(root.rglob("*.py")):
        floor = floor_of(path.relative_to(root).parts)
        if floor not in ALLOWED:
            continue
        for name in sorted(imported_modules(path.read_text(encoding="utf-8"))):
            parts = name.split(".")
            if parts[0] in ("PySide6", "pyqtgraph") and floor != "app":
                broken.append(f"{path.relative_to(root)} imports {name}")
            if parts[0] == "torch" and floor not in WITH_TORCH:
                broken.append(f"{path.relative_to(root)} imports {name}")
            if parts[0] == "sparse_explorer" and floor_of(parts[1:]) in ALLOWED.keys() - ALLOWED[floor]:
                broken.append(f"{path.relative_to(root)} imports {name}")
    return broken


# The window's rooms, from the ground up, and what each may import of the others.
WINDOW_ROOMS = {
    "qt": set(),
    "model": {"qt"},
    "language": {"model"},
    "background": {"qt", "model", "language"},
    "widgets": {"qt", "model", "language"},
    "panes": {"qt", "model", "language", "widgets"},
    "stages": {"qt", "model", "language", "widgets", "panes"},
    "window": {"qt", "model", "language", "background", "widgets", "panes", "stages"},
    "start": {"qt", "language", "background", "window"},
}


def broken_window_arrows(root: Path) -> list[str]:
    """Imports among the window's rooms that go up or sideways, and modules in none of them, one line each."""
    broken = []
    for path in sorted((root / "app").rglob("*.py")):
        room, *inside = path.relative_to(root / "app").parts
        if not inside:
            if path.name not in ("__init__.py", "__main__.py"):
                broken.append(f"{path.relative_to(root)} is in no room")
            continue
        for name in sorted(imported_modules(path.read_text(encoding="utf-8"))):
            parts = name.split(".")
            if parts[:2] == ["sparse_explorer", "app"] and parts[2] not in WINDOW_ROOMS[room] | {room}:
                broken.append(f"{path.relative_to(root)} imports {name}")
    return broken


def test_the_windows_rooms_build_on_each_other() -> None:
    assert broken_window_arrows(PACKAGE) == []


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("app/model/session.py", "from sparse_explorer.app.widgets.card import Card"),
        ("app/widgets/card.py", "from sparse_explorer.app.panes.model import ModelPane"),
        ("app/loose.py", ""),
    ],
)
def test_that_guard_of_rooms_can_fail(tmp_path: Path, file: str, line: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(line)
    assert len(broken_window_arrows(tmp_path)) == 1


# What panes and widgets may know of the engine: configuration, reports and results as plain data, and of the data which
# sets and kinds of noise there are, and how an image of the user's own is treated.
PLAIN = {"experiment/plan", "experiment/results"}
DESCRIPTIONS = (["catalogue"], ["noise", "kinds"], ["own_image"])


def engine_imports(root: Path) -> list[str]:
    """Imports by panes and widgets of engine modules that are more than plain data, one line each."""
    return [
        f"{path.relative_to(root)} imports {name}"
        for folder in ("panes", "widgets")
        for path in sorted((root / "app" / folder).rglob("*.py"))
        for name in sorted(imported_modules(path.read_text(encoding="utf-8")))
        if name.startswith("sparse_explorer.") and _is_engine(name.split(".")[1:])
    ]


def _is_engine(parts: list[str]) -> bool:
    return (
        parts[0] == "nn"
        or (parts[0] == "data" and not any(parts[1:][: len(name)] == name for name in DESCRIPTIONS))
        or (parts[0] == "experiment" and floor_of(parts) not in PLAIN)
    )


def test_panes_and_widgets_know_plain_data_alone() -> None:
    assert engine_imports(PACKAGE) == []


def test_that_guard_can_fail_too(tmp_path: Path) -> None:
    path = tmp_path / "app" / "panes" / "pane.py"
    path.parent.mkdir(parents=True)
    path.write_text("from sparse_explorer.experiment.engine.training import Training")
    assert len(engine_imports(tmp_path)) == 1


def users_of_matplotlib(root: Path) -> list[str]:
    """Modules that import matplotlib when they run, not for their types alone."""
    found = []
    for path in sorted(root.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "matplotlib" not in source:
            continue
        tree = ast.parse(source)
        for node in ast.walk(tree):
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
                node.body = [ast.Pass()]
        if any(name.split(".")[0] == "matplotlib" for name in imported_modules(ast.unparse(tree))):
            found.append(path.relative_to(root).as_posix())
    return found


def test_one_module_draws_with_matplotlib() -> None:
    """All others draw within it, where no setting of the user's counts."""
    assert users_of_matplotlib(PACKAGE) == ["experiment/results/figures.py"]


def test_that_a_second_one_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def f():\n    from matplotlib.figure import Figure")
    (tmp_path / "b.py").write_text("if TYPE_CHECKING:\n    from matplotlib.figure import Figure")
    assert users_of_matplotlib(tmp_path) == ["a.py"]


def test_imports_only_go_down() -> None:
    assert broken_arrows(PACKAGE) == []


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("nn/layer.py", "from sparse_explorer.experiment.plan import network"),
        ("data/set.py", "import sparse_explorer.nn.functional as F"),
        ("reading/file.py", "from sparse_explorer.experiment.plan import fields"),
        ("experiment/runs/run.py", "def f():\n    from sparse_explorer.app.model.session import Session"),
        ("experiment/results/plot.py", "from PySide6 import QtCore"),
    ],
)
def test_the_guard_can_fail(tmp_path: Path, file: str, line: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(line)
    assert len(broken_arrows(tmp_path)) == 1


def run_python(code: str) -> str:
    """Run code in a fresh interpreter and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def modules_of(*floors: str) -> list[str]:
    return [
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for floor in floors
        for path in sorted((PACKAGE / floor).rglob("*.py"))
    ]


def test_engine_imports_with_qt_and_scikit_learn_blocked_and_trains_without_a_compiler() -> None:
    """Symbolic mathematics and torch's compiler delay the first step, and looking for garbage in them would keep the
    window waiting.
    """
    printed = run_python(
        f"""
        import importlib, sys, torch
        for blocked in ("PySide6", "PyQt6", "PyQt5", "pyqtgraph", "sklearn", "scipy"):
            sys.modules[blocked] = None  # importing it raises ImportError
        for name in {modules_of("reading", "nn", "data", "experiment")!r}:
            importlib.import_module(name)
        from sparse_explorer.experiment.plan.blueprint import blueprint
        from sparse_explorer.experiment.plan.network import NetworkConfig
        from sparse_explorer.experiment.engine.network import build_network
        from sparse_explorer.experiment.engine.optimizer import FlatSGD
        network = build_network(blueprint(NetworkConfig()), torch.Generator())
        optimizer = FlatSGD(list(network.parameters()), 0.1, 0.5)
        network(torch.zeros(2, 1, 28, 28)).sum().backward()
        optimizer.step()
        slow = {{"sympy", "torch.fx.experimental.symbolic_shapes", "torch._dynamo"}}
        print("slow:", sorted(slow & set(sys.modules)))
        """
    )
    assert printed.endswith("slow: []\n")


def test_plans_and_results_do_without_torch() -> None:
    run_python(
        f"""
        import importlib, sys
        sys.modules["torch"] = sys.modules["torchvision"] = None
        for name in {modules_of("reading", "experiment/plan", "experiment/results")!r}:
            importlib.import_module(name)
        """
    )


def test_help_and_configuration_import_nothing_heavy() -> None:
    printed = run_python(
        f"""
        import importlib, sys
        import sparse_explorer.cli
        import sparse_explorer.experiment.results.reports, sparse_explorer.experiment.results.results
        import sparse_explorer.data.catalogue
        for name in {modules_of("experiment/plan")!r}:
            importlib.import_module(name)
        try:
            sparse_explorer.cli.main(["run", "--help"])
        except SystemExit:
            pass
        heavy = {{"torch", "PySide6", "pyqtgraph", "sklearn", "torchvision", "matplotlib", "numpy"}}
        print("heavy:", sorted(heavy & set(sys.modules)))
        """
    )
    assert "--preset" in printed
    assert printed.endswith("heavy: []\n")
