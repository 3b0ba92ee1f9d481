"""Which folders may be written to. Imports no torch."""

import os
import stat
from pathlib import Path

from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.paths import home_dir, shown


def check_output(folder: Path, longest: str) -> None:
    """Make sure that a folder can be used for output, as far as looking at it tells; nothing is made.

    Args:
        folder: need not be there yet.
        longest: the longest of the paths inside it that will be written.

    Raises:
        ConfigError: it is a file, cannot be reached, has too long a name, or is where the window keeps its networks.
    """
    for path in (folder, folder / longest):
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            mode = stat.S_IFDIR
        except NotADirectoryError as error:
            if path == folder:
                raise cannot_write(folder, error) from None
        except (OSError, ValueError) as error:
            raise cannot_write(folder, error) from None
        if path == folder and not stat.S_ISDIR(mode):
            raise ConfigError("output", f"{shown(folder)} is a file, not a folder; choose another name")
    home = home_dir()
    if _is_within(folder, home) or _is_within(home, folder):
        raise ConfigError(
            "output",
            f"{shown(folder)} is where this program keeps its own files ({shown(home)}); choose a folder "
            "elsewhere",
        )


def cannot_write(folder: Path, error: Exception, advice: str = "; choose another folder") -> ConfigError:
    """The error for an output folder that the system refuses, whatever the reason."""
    reason = getattr(error, "strerror", None) or error
    return ConfigError("output", f"cannot write to {shown(folder)}: {reason}{advice}")


def _is_within(inner: Path, outer: Path) -> bool:
    """Whether ``inner`` is ``outer`` or lies in it, by whatever names and links."""
    real_outer, real_inner = (Path(os.path.realpath(path)) for path in (outer, inner))
    return any(
        part == real_outer or _are_same(part, real_outer) for part in (real_inner, *real_inner.parents)
    )


def _are_same(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(
            one, other
        )  # of a file system that ignores case, or a mount that is there twice
    except OSError:
        return False
