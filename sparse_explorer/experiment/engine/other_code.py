"""Code of others that makes networks: found, imported, and put into words where it fails."""

import copy
import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from torch import nn

from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.paths import shown
from sparse_explorer.reading import short
from sparse_explorer.reading.errors import one_line


def imported(where: str) -> Callable[..., Any]:
    """What ``module:function`` or ``file.py:function`` names: a function, or what copies a module. This EXECUTES code.

    Raises:
        ConfigError: there is no such thing, or it fails; one line.
    """
    module, colon, name = where.rpartition(":")
    if not colon or not module or not name.isidentifier():
        raise ConfigError(
            "model", f"{short(where)} is neither module:function, nor file.py:function, nor file.onnx"
        )
    try:
        found = getattr(
            _from_file(Path(module).expanduser()) if module.endswith(".py") else _module(module), name
        )
    except ConfigError:
        raise
    except AttributeError as error:
        raise ConfigError("model", f"{short(module)} has nothing called {name}: {in_words(error)}") from None
    except (Exception, SystemExit) as error:  # of code that is not ours
        raise ConfigError("model", f"{short(module)} cannot be imported: {in_words(error)}") from error
    if isinstance(found, nn.Module):
        return lambda: copy.deepcopy(found)
    if not callable(found):
        raise ConfigError(
            "model", f"{name} in {short(module)} is {short(found)}, expected a function or a module"
        )
    return found  # type: ignore[no-any-return]


def _module(name: str) -> Any:
    with _found_first(Path.cwd()):
        return importlib.import_module(name)


def _from_file(path: Path) -> Any:
    if not path.is_file():
        raise ConfigError("model", f"{shown(path)} {'is no file' if path.exists() else 'does not exist'}")
    name = f"sparse_explorer_other_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses and pickle look there
    with _found_first(path.absolute().parent):
        spec.loader.exec_module(module)
    return module


@contextmanager
def _found_first(folder: Path) -> Iterator[None]:
    """Modules in a folder are found, as those beside a script are."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))


def takes_seed(make: Callable[..., Any]) -> bool:
    """Whether a function has a parameter of that name."""
    try:
        return "seed" in inspect.signature(make).parameters
    except (TypeError, ValueError):  # of a function that tells nothing
        return False


def in_words(error: BaseException) -> str:
    """What went wrong in code that is not ours, in one line."""
    return f"{type(error).__name__}: {one_line(error)}" if str(error) else type(error).__name__
