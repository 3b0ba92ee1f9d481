"""What the site is made of beside docs/: pages from other places of the repository, and links to them.

A hook of mkdocs, named in packaging/mkdocs.yml.
"""

import re
from pathlib import Path
from posixpath import relpath
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

TAKEN_IN = {"contributing.md": "CONTRIBUTING.md", "changelog.md": "CHANGELOG.md"}
"""Pages of the site, and the files that they are."""


def examples() -> str:
    """Return a page with the source of every example, which says at its head what it is and prints."""
    parts = ["# Examples\n\nEach is a file of its own in the folder `examples` and runs as it is.\n"]
    for path in sorted((ROOT / "examples").glob("*.py")):
        parts.append(f"## {path.name}\n\n```python\n{path.read_text(encoding='utf-8')}```\n")
    notebooks = ", ".join(
        f"`{path.name}`" for path in sorted((ROOT / "examples" / "notebooks").glob("*.ipynb"))
    )
    parts.append(f"## Notebooks\n\nIn `examples/notebooks`, for Jupyter: {notebooks}.\n")
    return "\n".join(parts)


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that are not in docs/."""
    from mkdocs.structure.files import File

    for page, source in TAKEN_IN.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=text.replace("](docs/", "](")))
    files.append(File.generated(config, "examples.md", content=examples()))
    return files


def on_page_markdown(markdown: str, page: Any, **_others: Any) -> str:
    """Let links to files beside docs/ lead to the pages that they have become."""
    here = page.file.src_uri

    def link(match: re.Match[str]) -> str:
        name = match[1]
        found = next((at for at, source in TAKEN_IN.items() if source == name), None)
        if found is None and name.startswith("examples"):
            found = "examples.md"
        return match[0] if found is None else f"]({relpath(found, Path(here).parent.as_posix())})"

    return re.sub(r"\]\((?:\.\./)*((?:CONTRIBUTING|CHANGELOG)\.md|examples/?[\w.]*)\)", link, markdown)


def on_page_content(html: str, **_others: Any) -> str:
    """Leave the marks out that docstrings have before names, such as ``:class:``."""
    return re.sub(r":(?:attr|class|data|func|meth|mod):\s*(?=<code>)", "", html)


def on_post_page(output: str, page: Any, **_others: Any) -> str:
    """Take what searches a page in a folder from the site itself: mkdocs-material would fetch it from the network."""
    return _from_here(output, Path(page.file.dest_uri).parent.as_posix())


def on_post_template(output_content: str, **_others: Any) -> str:
    """The same for pages that are not made from text."""
    return _from_here(output_content, ".")


def _from_here(output: str, folder: str) -> str:
    return output.replace("https://unpkg.com/iframe-worker/shim", relpath("assets/iframe-worker.js", folder))
