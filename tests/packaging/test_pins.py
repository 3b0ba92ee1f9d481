"""The pinned set is complete, and agrees with the ranges in pyproject.toml."""

import importlib.metadata
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from sparse_explorer.reading.tomls import tomllib

ROOT = Path(__file__).resolve().parents[2]


def load_script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "packaging" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = load_script("pins")
PYTHONS = list(script.PYTHONS)
SYSTEMS = [("linux", "Linux"), ("darwin", "Darwin"), ("win32", "Windows")]
ENVIRONMENTS = [
    {
        "python_version": python,
        "python_full_version": f"{python}.5",
        "sys_platform": platform,
        "platform_system": system,
    }
    for python in PYTHONS
    for platform, system in SYSTEMS
]

KNOWN_BAD = [
    ("PySide6-Essentials", "6.8"),
    ("PySide6-Essentials", "6.8.0"),
    ("PySide6-Essentials", "6.8.0.2"),
    ("PySide6-Essentials", "6.9.1"),
    ("PySide6-Essentials", "6.9.2"),
    ("PySide6-Essentials", "6.11.0"),
    ("PySide6-Essentials", "6.11.1"),
    ("PySide6-Essentials", "6.12.0"),
    ("pyqtgraph", "0.13.7"),
]


def read_project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def project_requirements() -> list[Requirement]:
    return [Requirement(line) for line in script.requirements()]


def read_pins() -> list[Requirement]:
    lines = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line.strip() and not line.startswith("#")]


def applies(requirement: Requirement, environment: dict[str, str] | None = None) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": "", **(environment or {})})


def pinned_versions(
    pins: list[Requirement], environment: dict[str, str] | None = None
) -> dict[str, list[str]]:
    versions: dict[str, list[str]] = {}
    for pin in pins:
        if applies(pin, environment):
            versions.setdefault(canonicalize_name(pin.name), []).append(str(pin.specifier).removeprefix("=="))
    return versions


def problems(requirements: list[Requirement], pins: list[Requirement]) -> Iterator[str]:
    """What is wrong with the pins, a line for each."""
    for pin in pins:
        operators = [specifier.operator for specifier in pin.specifier]
        if operators != ["=="] or "*" in str(pin.specifier):
            yield f"{pin} is no pin"
    for environment in ENVIRONMENTS:
        where = f"{environment['python_version']} on {environment['platform_system']}"
        pinned = pinned_versions(pins, environment)
        for name, versions in pinned.items():
            if len(versions) != 1:
                yield f"{name} has {len(versions)} pins for Python {where}"
        for requirement in requirements:
            if not applies(requirement, environment):
                continue
            versions = pinned.get(canonicalize_name(requirement.name), [])
            if not versions:
                yield f"{requirement} has no pin for Python {where}"
            for version in versions:
                if not requirement.specifier.contains(version):
                    yield f"{requirement} excludes its own pin {version} for Python {where}"


def installed_closure(names: list[str]) -> set[str]:
    """These distributions and all that they bring, as far as the running Python has them."""
    found: set[str] = set()
    waiting = [canonicalize_name(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            lines = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        found.add(name)
        brought = [Requirement(line) for line in lines]
        waiting.extend(canonicalize_name(each.name) for each in brought if applies(each))
    return found


def test_pins_are_complete_and_in_range() -> None:
    assert list(problems(project_requirements(), read_pins())) == []


@pytest.mark.parametrize(
    ("requirement", "pin", "complaint"),
    [
        ("numpy>=2", "numpy==1.26.4", "excludes its own pin"),
        ("numpy", "scipy==1.17.1", "has no pin"),
        ("numpy", 'numpy==2.4.6; python_version >= "3.12"', "has no pin for Python 3.10"),
        ("numpy", "numpy>=2", "is no pin"),
        ("numpy", "numpy==2.*", "is no pin"),
    ],
)
def test_bad_pins_are_noticed(requirement: str, pin: str, complaint: str) -> None:
    found = list(problems([Requirement(requirement)], [Requirement(pin)]))
    assert any(complaint in line for line in found), found


def test_two_pins_for_one_environment_are_noticed() -> None:
    pins = [Requirement("numpy==2.4.6"), Requirement('numpy==2.2.6; python_version < "3.12"')]
    assert any("2 pins" in line for line in problems([], pins))


def test_pairs_are_pinned_as_pairs() -> None:
    for environment in ENVIRONMENTS:
        pinned = pinned_versions(read_pins(), environment)
        assert (pinned["torch"], pinned["torchvision"]) == (["2.13.0"], ["0.28.0"])
        assert pinned["pyside6-essentials"] == pinned["shiboken6"]


@pytest.mark.parametrize(("name", "version"), KNOWN_BAD)
def test_known_bad_versions_are_excluded(name: str, version: str) -> None:
    ranges = [each.specifier for each in project_requirements() if each.name == name]
    assert ranges
    assert not any(specifier.contains(version) for specifier in ranges)


def test_whatever_the_dependencies_bring_is_pinned_too() -> None:
    closure = installed_closure([requirement.name for requirement in project_requirements()])
    # torch itself pins the packages for NVIDIA cards, which only some of its builds bring.
    of_torch = ("nvidia-", "cuda-", "triton")
    assert {"torch", "sympy"} <= closure
    assert {name for name in closure if not name.startswith(of_torch)} - set(
        pinned_versions(read_pins())
    ) == set()


def test_all_pythons_that_may_install_it_are_resolved_for() -> None:
    allowed = SpecifierSet(read_project()["project"]["requires-python"])
    minors = [f"3.{minor}" for minor in range(6, 30)]
    assert [minor for minor in minors if allowed.contains(f"{minor}.0")] == PYTHONS
    classified = [
        line.rpartition(" ")[2] for line in read_project()["project"]["classifiers"] if ":: 3." in line
    ]
    assert classified == PYTHONS
    head = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8")
    assert f"Python {PYTHONS[0]} to {PYTHONS[-1]} on" in " ".join(head.split())


def test_every_page_that_names_pythons_names_these() -> None:
    pages = {
        path: path.read_text(encoding="utf-8") for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
    }
    named = {
        (path.name, *found)
        for path, text in pages.items()
        for found in re.findall(r"Python (3\.\d+) to (3\.\d+)", text)
    }
    assert {name for name, *_ in named} >= {"README.md", "start.md", "install.md"}
    assert {tuple(pythons) for _, *pythons in named} == {(PYTHONS[0], PYTHONS[-1])}
    quoted = ", ".join(f'"{python}"' for python in PYTHONS)
    assert f"python: [{quoted}]" in (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")


def test_all_that_is_asked_for_is_resolved() -> None:
    asked = {requirement.name for requirement in project_requirements()}
    assert {"hatchling", "torch", "PySide6-Essentials", "distributed", "pytest", "scikit-learn"} <= asked


def test_what_brings_a_small_resource_is_no_dependency_of_users() -> None:
    users = {Requirement(line).name for line in read_project()["project"]["dependencies"]}
    assert "scikit-learn" not in users


def test_what_is_resolved_without_a_pin_is_named() -> None:
    resolved = "Numpy==2.4.6\n    # via -r\nzope.interface==8\nnvidia-cublas==13.1\ntriton==3\npyside6_essentials==6\n"
    assert list(script.without_pin(resolved, "numpy==2.4.6\n# scipy==1\nPySide6-Essentials==6.11.3")) == [
        "zope-interface"
    ]
    assert list(script.without_pin("scipy==1", "# scipy==1")) == ["scipy"]
