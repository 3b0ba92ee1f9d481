"""Colours of differences: blue for better, red for worse, and writing that can be read on each."""

from PySide6.QtGui import QColor

from sparse_explorer.app.qt.theme import Colors, contrast
from sparse_explorer.app.widgets.plot_items import mixed

MOST = 25.0
"""Points from which on a colour grows no stronger."""

_ENDS = {False: ("#2a6cb8", "#b92d46"), True: ("#4a90e0", "#d2485f")}  # better and worse, by dark


def heat_color(points: float, c: Colors) -> QColor:
    """The ground of a difference in points: the stronger, the larger it is."""
    better, worse = _ENDS[c.dark]
    share = min(abs(points), MOST) / MOST
    return mixed(QColor(better if points > 0 else worse), c.hover if c.dark else c.empty, share)


def readable_on(ground: QColor, c: Colors) -> QColor:
    """The theme's colour of writing where its contrast is 4.5 to 1 or more, or else black or white."""
    choices = [QColor(c.text), QColor("#ffffff"), QColor("#000000")]
    return next((color for color in choices if contrast(color, ground) >= 4.5), choices[-1])
