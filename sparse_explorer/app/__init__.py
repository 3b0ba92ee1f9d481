"""The window: PySide6 and pyqtgraph on top of the experiment engine.

Imports go down from main_window over panes and controllers to widgets and the session; panes and widgets know of the
engine its configuration and report types alone, so that the window can be painted before torch is imported.
"""

from sparse_explorer.app.binding import use_pyside6

use_pyside6()
