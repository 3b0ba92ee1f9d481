"""The window: PySide6 and pyqtgraph on top of the experiment engine.

Its rooms, from the ground up: ``qt``, ``model``, ``language``, ``background`` and ``widgets``, ``panes``, ``stages``,
``window``, ``start``; imports only go down. Panes and widgets know of the engine its configuration and report types
alone, so that the window can be painted before torch is imported.
"""

from sparse_explorer.app.qt.binding import use_pyside6

use_pyside6()
