"""Makes the manual page and the completions of shells from the command line's parser: python packaging/manual.py FOLDER

Wheels bring them under share/, where man and the shells look.
"""

import argparse
import sys
from pathlib import Path

import shtab

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the sources, of which a build has not installed anything yet

COMPLETIONS = {
    "bash": "bash-completion/completions/sparse-explorer",
    "zsh": "zsh/site-functions/_sparse-explorer",
}
"""Where shells look, below share/."""


ENVIRONMENT = {
    "SPARSE_EXPLORER_HOME": "the folder for all that the program writes for itself",
    "SPARSE_EXPLORER_DATA": "where data sets are looked for",
    "SPARSE_EXPLORER_KERNELS": "off, or which of the compiled kernels to use",
}


def pages() -> dict[str, str]:
    """All that is made, by its place below share/."""
    import sparse_explorer
    from sparse_explorer.cli.arguments import make_parser

    made = make_parser()
    found = {place: shtab.complete(made, shell) for shell, place in COMPLETIONS.items()}
    found["man/man1/sparse-explorer.1"] = manual_page(made, sparse_explorer.__version__)
    return found


def manual_page(parser: argparse.ArgumentParser, version: str) -> str:
    """The page of a program with commands, for man."""
    commands = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    briefs = {action.dest: action.help or "" for action in commands._choices_actions}
    lines = [
        f'.TH "{parser.prog.upper()}" "1" "" "Sparse Explorer {version}"',
        *(".SH NAME", f"{_text(parser.prog)} \\- {_text(parser.description or '')}"),
        *(".SH SYNOPSIS", f"\\fB{_text(parser.prog)}\\fR [\\-\\-version] \\fICOMMAND\\fR ..."),
        ".SH COMMANDS",
    ]
    for name, command in commands.choices.items():
        lines += [".SS " + _text(_usage(command)), _text(command.description or briefs.get(name, ""))]
        for action in command._actions:
            if action.help and action.help != argparse.SUPPRESS and "--help" not in action.option_strings:
                lines += [
                    ".TP",
                    _named(action),
                    _text(action.help % {"default": action.default, "prog": command.prog}),
                ]
    lines.append(".SH ENVIRONMENT")
    for name, about in ENVIRONMENT.items():
        lines += [".TP", f"\\fB{name}\\fR", _text(about)]
    return "\n".join(lines) + "\n"


def _usage(command: argparse.ArgumentParser) -> str:
    positional = [
        str(action.metavar or action.dest) for action in command._actions if not action.option_strings
    ]
    return " ".join([command.prog, *positional, "[options]"])


def _named(action: argparse.Action) -> str:
    value = f" \\fI{_text(str(action.metavar or action.dest.upper()))}\\fR" if action.nargs != 0 else ""
    names = ", ".join(f"\\fB{_text(name)}\\fR" for name in action.option_strings)
    return names + value if names else value.strip()


def _text(text: str) -> str:
    """As troff takes it: no character is a request, and hyphens stay what can be typed."""
    text = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{text}" if text.startswith((".", "'")) else text


if __name__ == "__main__":
    for name, text in pages().items():
        path = Path(sys.argv[1], name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path)
