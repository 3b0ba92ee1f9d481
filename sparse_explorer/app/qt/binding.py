"""Which Qt the window uses: PySide6 with the plugins that come with it, whatever the environment is set up for.

PYQTGRAPH_QT_LIB chooses a binding for other programs, and the plugin paths lead to another program's Qt. The window
is written for PySide6, and two copies of Qt in one process end it. Imports no Qt by itself.
"""

import builtins
import importlib
import os
import sys
from types import ModuleType
from typing import Any


class _NamesWhenWanted(ModuleType):
    """One of Qt's modules as pyqtgraph has it, with names of its own in it; Qt's are there as soon as one is asked for.

    pyqtgraph copies every name, and each class with all its enumerations is only made when it is asked for: to have
    them all takes a tenth of a second, of which the window uses a small part.
    """

    def __getattr__(self, name: str) -> Any:
        if sys._getframe(1).f_code.co_name == "_copy_attrs":  # pyqtgraph asks whether it must copy it
            return None
        qt = importlib.import_module(self.__name__.replace("pyqtgraph.Qt", "PySide6"))
        value = getattr(qt, name)
        setattr(self, name, value)
        return value


def use_pyside6() -> None:
    """Let pyqtgraph take PySide6, and no more of it than is used. To be called before it is imported."""
    os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"
    if "pyqtgraph" not in sys.modules:
        for name in ("QtCore", "QtGui", "QtWidgets"):
            module = _NamesWhenWanted(f"pyqtgraph.Qt.{name}")
            sys.modules[module.__name__] = module


def use_plain_imports() -> None:
    """Let Python import modules without PySide6's part in it, which takes time and memory for nothing.

    PySide6 puts a function of its own in the place of ``__import__``, for its switches ``from __feature__ import ...``.
    It reads the source of every module that is imported from then on, of torch's two thousand too, and keeps it. The
    window uses none of the switches. To be called once PySide6 is imported; changes nothing where it has no such
    function.
    """
    with_features = getattr(builtins, "__feature_import__", None)
    plain = getattr(builtins, "__orig_import__", None)
    if plain is not None and builtins.__import__ is with_features:
        builtins.__import__ = plain


def use_own_plugins() -> None:
    """Let Qt look for plugins where its own are, and only then where the environment says.

    Qt takes the first platform plugin of a name, and does not try the next if that one does not fit. To be called
    before the application is made; changes nothing where Qt has no plugins of its own.
    """
    from PySide6.QtCore import QLibraryInfo

    own = QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
    others = os.environ.get("QT_PLUGIN_PATH")
    if others and os.path.isdir(os.path.join(own, "platforms")):
        os.environ["QT_PLUGIN_PATH"] = os.pathsep.join([own, others])
