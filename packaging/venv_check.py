"""Whether .venv is still what the set-up made: .venv/bin/python -I -S packaging/venv_check.py [--record].

Make asks at every call, and it takes some hundredths of a second: a stamp does not tell that Python was upgraded since,
that packages were deleted, or that the folder was moved, which breaks every command in it. Where the interpreter itself
is gone, this cannot run, which is an answer too. Exit status 0, or 1 with the reason in one line.
"""

import os
import sys

VENV = os.path.dirname(os.path.dirname(os.path.abspath(sys.executable)))
VERSION = f"python{sys.version_info[0]}.{sys.version_info[1]}"
SITE = os.path.join(VENV, "lib", VERSION, "site-packages")
RECORD = os.path.join(VENV, ".contents")


def contents() -> list[str]:
    """What has to be there: all packages and modules, by the file with which each begins."""
    names = []
    for name in sorted(os.listdir(SITE)):
        start = os.path.join(name, "__init__.py")
        if os.path.exists(os.path.join(SITE, start)):
            names.append(start)
        elif name.endswith((".py", ".pth", ".libs")):  # other names change with every update of one's own
            names.append(name)
    return names


def record() -> None:
    """Note what is there."""
    with open(RECORD, "w", encoding="utf-8") as file:
        file.write("\n".join([os.path.realpath(VENV), VERSION, *contents()]) + "\n")


def problem() -> str:
    """What is wrong, in words; empty if all is as it was noted."""
    try:
        with open(RECORD, encoding="utf-8") as file:
            place, version, *names = file.read().splitlines()
    except (OSError, ValueError):
        return "it is not finished"
    if os.path.realpath(VENV) != place:
        return f"it was moved here from {place}"
    if version != VERSION:
        return f"it was made for {version} and has {VERSION} now"
    gone = [name for name in names if not os.path.exists(os.path.join(SITE, name))]
    return f"{gone[0].split(os.sep)[0]} is gone" if gone else ""


if __name__ == "__main__":
    if sys.argv[1:] == ["--record"]:
        record()
    elif why := problem():
        print(why)
        sys.exit(1)
