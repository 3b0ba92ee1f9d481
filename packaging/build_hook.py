"""Tells hatchling to bring the compiled kernels along: into wheels, and into the checkout for editable installs.

SPARSE_EXPLORER_PLATFORM=TAG  the machines that CC compiles for, where these are not those of the kind at hand
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.tags import sys_tags

sys.path.insert(0, str(Path(__file__).parent))  # hatchling loads this file alone

import build_kernels

IN_WHEEL = "sparse_explorer/nn/kernels"


class KernelsHook(BuildHookInterface):
    """A wheel with kernels is for machines of one kind; without, it is for all. Neither depends on Python's version."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the kernels, and say what became of it."""
        if version == "editable":
            self.app.display_info(str(build_kernels.build()))
            return
        # Not in the checkout, where an editable install may be using those that are there.
        self._scratch = tempfile.TemporaryDirectory(prefix="sparse-explorer-kernels-")
        outcome = build_kernels.build(Path(self._scratch.name))
        self.app.display_info(str(outcome))
        platform = os.environ.get("SPARSE_EXPLORER_PLATFORM", "")
        if platform and outcome.missing:
            raise RuntimeError(f"a wheel for {platform} has all kernels or is not built: {outcome}")
        if outcome.libraries:
            build_data["pure_python"] = False
            build_data["tag"] = f"py3-none-{platform or platform_tag()}"
        import manual  # an editable install, which brings no pages, does without what it needs

        for name, text in manual.pages().items():
            path = Path(self._scratch.name, name.replace("/", "-"))
            path.write_text(text, encoding="utf-8")
            build_data["shared_data"][str(path)] = f"share/{name}"
        for library in outcome.libraries:
            build_data["force_include"][str(library)] = f"{IN_WHEEL}/{library.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Clean up."""
        if version != "editable":
            self._scratch.cleanup()


def platform_tag() -> str:
    """The machines that a library runs on that was compiled here.

    Not a manylinux tag, which would promise more: that it runs on Linux systems older than this one, too.
    """
    platforms = (tag.platform for tag in sys_tags())
    return next(platform for platform in platforms if not platform.startswith(("manylinux", "musllinux")))
