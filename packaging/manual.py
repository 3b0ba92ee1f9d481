"""Makes the manual page and the completions of shells from the command line's parser: python packaging/manual.py FOLDER

Wheels bring them under share/, where man and the shells look.
"""

import re
import sys
from pathlib import Path
from typing import Any

import shtab
from argparse_manpage.manpage import Manpage

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the sources, of which a build has not installed anything yet

COMPLETIONS = {
    "bash": "bash-completion/completions/sparse-explorer",
    "zsh": "zsh/site-functions/_sparse-explorer",
}
"""Where shells look, below share/."""


def parser() -> Any:
    """The command line's parser, with what argparse-manpage and shtab want to know of it."""
    import sparse_explorer
    from sparse_explorer.cli.arguments import make_parser

    made = make_parser()
    made.man_short_description = (
        "train dense and sparse neural networks, and see what noise does to each of them"
    )
    made._manpage = [  # the name that argparse-manpage itself uses
        {
            "heading": "ENVIRONMENT",
            "content": "SPARSE_EXPLORER_HOME: the folder for all that the program writes for itself.\n"
            "SPARSE_EXPLORER_DATA: where data sets are looked for.\n"
            "SPARSE_EXPLORER_KERNELS: off, or which of the compiled kernels to use.",
        },
    ]
    made.prog, made.version = "sparse-explorer", sparse_explorer.__version__
    return made


def pages() -> dict[str, str]:
    """All that is made, by its place below share/."""
    made = parser()
    data = {
        "author": [],
        "project_name": "Sparse Explorer",
        "prog": made.prog,
        "version": made.version,
        "description": made.man_short_description,
        "long_description": made.description,
        "url": "",
        "manual_section": 1,
        "manual_title": "Sparse Explorer",
        "authors": [],
        "format": "pretty",
    }
    found = {place: shtab.complete(made, shell) for shell, place in COMPLETIONS.items()}
    # A quotation mark at the begin of a line would be a request to troff.
    page = re.sub(r"^'", r"\\&'", str(Manpage(made, _data=data)), flags=re.MULTILINE)
    found["man/man1/sparse-explorer.1"] = page
    return found


if __name__ == "__main__":
    for name, text in pages().items():
        path = Path(sys.argv[1], name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path)
