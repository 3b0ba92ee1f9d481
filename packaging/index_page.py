"""The README for a package index, which shows it without the files beside it: pictures and links into the repository
would be broken there. pyproject.toml names this for the metadata of wheels and of the source distribution.
"""

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_INTO_THE_REPOSITORY = re.compile(r"(!?)\[([^\]]*)\]\((?!https?:|#)([^)\s]+)\)")

WHERE = "Paths in this text, such as docs/idea.md, are those of the source distribution.\n"


def index_page(readme: str) -> str:
    """The README with paths for links into the repository, and without its pictures."""

    def said(found: re.Match[str]) -> str:
        picture, words, path = found.groups()
        if picture:
            return ""
        return words if words == path else f"{words} ({path})"

    return re.sub(r"\n{3,}", "\n\n", _INTO_THE_REPOSITORY.sub(said, readme)) + "\n" + WHERE


class IndexPageHook(MetadataHookInterface):
    """Gives hatchling the text that an index shows."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill in ``readme``."""
        readme = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": index_page(readme)}
