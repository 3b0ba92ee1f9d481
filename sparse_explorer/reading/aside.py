"""Putting aside what cannot be read: nothing of the user's own is overwritten, however often something breaks."""

from pathlib import Path


def put_aside(path: Path) -> Path:
    """Rename a file so that no other is overwritten, such as ``session.json`` to ``session.broken.json``.

    Returns:
        Where it is now.

    Raises:
        OSError: it cannot be renamed, and is where it was.
    """
    number = 1
    while True:
        aside = path.with_name(f"{path.stem}.broken{'' if number == 1 else f'-{number}'}{path.suffix}")
        if not aside.exists() and not aside.is_symlink():
            return path.rename(aside)
        number += 1
