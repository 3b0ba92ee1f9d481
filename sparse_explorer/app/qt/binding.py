"""Which Qt the window uses: PySide6 with the plugins that come with it, whatever the environment is set up for.

PYQTGRAPH_QT_LIB chooses a binding for other programs, and the plugin paths lead to another program's Qt. The window
is written for PySide6, and two copies of Qt in one process end it. Imports no Qt by itself.
"""

import os


def use_pyside6() -> None:
    """Let pyqtgraph take PySide6. To be called before it is imported."""
    os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"


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
