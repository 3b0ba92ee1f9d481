"""Colours of differences: blue for better, red for worse, and writing that can be read on each."""

from PySide6.QtGui import QColor

from sparse_explorer.app.qt.theme import Colors
from sparse_explorer.app.widgets.plot_items import mixed

MOST = 25.0
"""Points from which on a colour grows no stronger."""

_ENDS = {False: ("#2a6cb8", "#b92d46"), True: ("#4a90e0", "#d2485f")}  # better and worse, by dark


def heat_color(points: float, c: Colors) -> QColor:
    """The ground of a difference in points: the stronger, the larger it is."""
    better, worse = _ENDS[c.dark]
    share = min(abs(points), MOST) / MOST
    return mixed(QColor(better if points > 0 else worse), c.empty if not c.dark else c.control, share)


def readable_on(ground: QColor, c: Colors) -> QColor:
    """The theme's colour of writing where its contrast is 4.5 to 1 or more, or else black or white."""
    choices = [QColor(c.text), QColor("#ffffff"), QColor("#000000")]
    return next((color for color in choices if contrast(color, ground) >= 4.5), choices[-1])


def contrast(one: QColor, other: QColor) -> float:
    """The contrast of two colours as the WCAG define it, 1 ... 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: QColor) -> float:
    parts = (color.redF(), color.greenF(), color.blueF())
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
