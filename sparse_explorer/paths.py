"""Where things lie on disk: the resources that are shipped, the app's own files, and the data sets."""

import os
from pathlib import Path

import platformdirs

from sparse_explorer.printable import printable

_APP_NAME = "sparse-explorer"


def resource(*parts: str) -> Path:
    """Return the path of a shipped file or folder, e.g. ``resource("presets", "dense.toml")``.

    A wheel and a frozen app carry ``resources/`` inside the package; a source checkout keeps it beside the
    package.

    Raises:
        FileNotFoundError: it is in neither place; the message names both.
    """
    package = Path(__file__).resolve().parent
    tried = [folder.joinpath("resources", *parts) for folder in (package, package.parent)]
    for path in tried:
        if path.exists():
            return path
    places = " nor at ".join(str(path) for path in tried)
    raise FileNotFoundError(
        f"the resource {'/'.join(parts)!r} is neither at {places}: is the installation complete?"
    )


def home_dir() -> Path:
    """Return the folder for everything that the app itself writes; it may not exist yet.

    ``$SPARSE_EXPLORER_HOME``, else the platform's folder for user data.
    """
    own = os.environ.get("SPARSE_EXPLORER_HOME")
    if own:
        return _expanded(own)
    # Without appauthor=False Windows would get the name twice, once as the author.
    return Path(platformdirs.user_data_dir(_APP_NAME, appauthor=False))


def cache_dir() -> Path:
    """Return the folder for what can be had again, which may be emptied at any time; it may not exist yet.

    ``$SPARSE_EXPLORER_HOME``, else the platform's folder for caches.
    """
    if os.environ.get("SPARSE_EXPLORER_HOME"):
        return home_dir()
    return Path(platformdirs.user_cache_dir(_APP_NAME, appauthor=False))


def log_dir() -> Path:
    """Return the folder for the program's log; it may not exist yet.

    ``logs`` in ``$SPARSE_EXPLORER_HOME``, else the platform's folder for logs.
    """
    if os.environ.get("SPARSE_EXPLORER_HOME"):
        return home_dir() / "logs"
    return Path(platformdirs.user_log_dir(_APP_NAME, appauthor=False))


def data_dir(given: str | Path | None = None) -> Path:
    """Return the folder that data sets are looked for in and downloaded to; it may not exist yet.

    The first that is set of: ``given`` (the ``--data-dir`` option), ``$SPARSE_EXPLORER_DATA``, ``data`` in
    ``$SPARSE_EXPLORER_HOME``, ``data`` in the platform's cache folder.
    """
    chosen = given or os.environ.get("SPARSE_EXPLORER_DATA")
    if chosen:
        return _expanded(chosen)
    return cache_dir() / "data"


def shown(path: Path) -> str:
    """A path for a message of one line: control characters written out, its middle left out where it is very long."""
    text = printable(str(path))
    return text if len(text) <= 200 else f"{text[:100]}...{text[-80:]}"


def _expanded(path: str | Path) -> Path:
    try:
        return Path(path).expanduser()
    except (
        RuntimeError
    ):  # ~name of a user that does not exist: then it is a name like any other, as in a shell
        return Path(path)
