"""Draws which room imports which, from the sources: docs/architecture.svg. Called by `make docs`.

A room is a package; an arrow says that a module of the one imports one of the other. Rooms stand above all that they
import, so that every arrow leads downwards; one that does not is an error.
"""

import ast
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "sparse_explorer"
PICTURE = ROOT / "docs" / "architecture.svg"

WIDE, HIGH, GAP_X, GAP_Y, EDGE = 170, 36, 26, 36, 20
STYLE = """
  svg { background: #ffffff; }
  rect { fill: #eef1fb; stroke: #5c6bc0; }
  rect.app { fill: #e6f4ea; stroke: #43a047; }
  rect.experiment { fill: #fff4e5; stroke: #ef8f00; }
  text { font: 13px system-ui, sans-serif; fill: #1c1f2b; text-anchor: middle; }
  path { fill: none; stroke: #8b92a8; stroke-opacity: 0.55; }
"""


def rooms() -> dict[str, list[Path]]:
    """The packages whose modules are counted as one: ``app.widgets``, ``experiment.plan``, ``nn`` ..."""
    found: dict[str, list[Path]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        found.setdefault(room_of(path.relative_to(PACKAGE).with_suffix("").parts), []).append(path)
    return {room: paths for room, paths in found.items() if room and any(map(_is_module, paths))}


def _is_module(path: Path) -> bool:
    return path.name not in ("__init__.py", "__main__.py")


def room_of(parts: Sequence[str]) -> str:
    """The room of a module, by the parts of its name below the package; the rooms of app and experiment are apart."""
    if not parts or len(parts) == 1:
        return ""
    inner = parts[0] in ("app", "experiment") and len(parts) > 2
    return ".".join(parts[:2]) if inner else parts[0]


def imported(path: Path) -> Iterator[str]:
    """The rooms that a module imports, also inside of functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            package, *parts = name.split(".")
            if package == "sparse_explorer":
                yield room_of(module_parts(parts))


def module_parts(parts: Sequence[str]) -> Sequence[str]:
    """What of a dotted name is a module or package: the rest is something in it."""
    while parts:
        place = PACKAGE.joinpath(*parts)
        if place.with_suffix(".py").exists():
            return parts
        if place.is_dir():
            return [*parts, "__init__"]
        parts = parts[:-1]
    return parts


def arrows(found: Mapping[str, Sequence[Path]]) -> dict[str, set[str]]:
    """For each room those that it imports."""
    return {
        room: {other for path in paths for other in imported(path) if other and other != room}
        for room, paths in found.items()
    }


def storeys(leads: Mapping[str, set[str]]) -> dict[str, int]:
    """How high each room stands: one above the highest that it imports.

    Raises:
        ValueError: rooms import each other in a ring.
    """
    height: dict[str, int] = {}
    while len(height) < len(leads):
        ready = [room for room in leads if room not in height and leads[room] <= height.keys()]
        if not ready:
            ring = ", ".join(sorted(set(leads) - height.keys()))
            raise ValueError(f"these import each other in a ring: {ring}")
        for room in ready:
            height[room] = max((height[other] + 1 for other in leads[room]), default=0)
    return height


def column(room: str) -> int:
    """Where a room stands: the window's at the left, those that it shows others with outermost."""
    if room in ("app.stages", "app.background"):
        return 0
    return 1 if room.startswith("app") else 3 if room in ("nn", "cli") else 2


def picture(leads: Mapping[str, set[str]]) -> str:
    """The picture as SVG."""
    height = storeys(leads)
    highest = max(height.values())
    across, down = (
        count * (size + gap) - gap + 2 * EDGE
        for count, size, gap in ((max(map(column, height)) + 1, WIDE, GAP_X), (highest + 1, HIGH, GAP_Y))
    )
    corner = {
        room: (EDGE + column(room) * (WIDE + GAP_X), EDGE + (highest - at) * (HIGH + GAP_Y))
        for room, at in height.items()
    }
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {down}" width="{across}">']
    lines += [f"<style>{STYLE}</style>", "<title>Which room imports which</title>"]
    for room in sorted(leads):
        lines += [_arrow(corner[room], corner[other]) for other in sorted(needed(room, leads))]
    for room, (x, y) in sorted(corner.items()):
        kind, middle = room.split(".")[0], x + WIDE / 2
        lines.append(f'<rect class="{kind}" x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" rx="8"/>')
        lines.append(f'<text x="{middle}" y="{y + HIGH / 2 + 5}">{escape(room)}</text>')
    return "\n".join([*lines, "</svg>", ""])


def needed(room: str, leads: Mapping[str, set[str]]) -> set[str]:
    """The arrows of a room that no way over another room stands for."""
    further = {other: _reached(other, leads) for other in leads[room]}
    return {
        other for other in leads[room] if not any(other in further[by] for by in leads[room] if by != other)
    }


def _reached(room: str, leads: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    rest = list(leads[room])
    while rest:
        one = rest.pop()
        if one not in found:
            found.add(one)
            rest += leads[one]
    return found


def _arrow(upper: tuple[float, float], lower: tuple[float, float]) -> str:
    start, end = (upper[0] + WIDE / 2, upper[1] + HIGH), (lower[0] + WIDE / 2, lower[1])
    middle = (start[1] + end[1]) / 2
    curve = f"M {start[0]} {start[1]} C {start[0]} {middle}, {end[0]} {middle}, {end[0]} {end[1]}"
    return f'<path d="{curve}"/>'


def main() -> None:
    """Write the picture, unless it is there and the same."""
    text = picture(arrows(rooms()))
    if not PICTURE.exists() or PICTURE.read_text(encoding="utf-8") != text:
        part = PICTURE.with_suffix(".part")
        part.write_text(text, encoding="utf-8")
        os.replace(part, PICTURE)
        print(f"wrote {PICTURE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
