"""Colours, spacing and the style sheet: one look in a light and a dark edition.

Widgets that paint themselves ask :func:`colors` while painting; those that must rebuild something listen to
``theme().changed``. Variant colours are Okabe and Ito's, safe for colour-blind eyes.
"""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication

from sparse_explorer.experiment.results.line_styles import DARK_PALETTE, PALETTE, line_style
from sparse_explorer.paths import resource

SPACE = 8
"""Base distance in pixels; margins and gaps are multiples of it."""

RADIUS = 8
"""Corner radius of cards in pixels; controls use 6."""

TALL = 1900
"""Height of a screen in pixels as Qt counts them from which on type is larger; 4K without enlargement has more."""


@dataclass(frozen=True)
class Colors:
    """Colours of one edition, as ``#rrggbb``.

    Attributes:
        window, card, border, control, hover: surfaces, from the back to the front.
        text, muted: writing, and writing of less weight.
        accent, accent_hover, on_accent, selection: the one colour that asks to be clicked, and what goes with it.
        right, wrong, warning: judgements; always with a sign or a word beside them.
        grid: lines in plots.
        empty: what stands for "nothing active" in maps.
        variants: the colours of the variants' styles, in their order.
    """

    dark: bool
    window: str
    card: str
    border: str
    control: str
    hover: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    selection: str
    right: str
    wrong: str
    warning: str
    grid: str
    empty: str
    variants: tuple[str, ...]


LIGHT = Colors(
    dark=False,
    window="#f3f4f6",
    card="#ffffff",
    border="#e0e3e8",
    control="#f4f5f7",
    hover="#eaedf1",
    text="#171a21",
    muted="#5b6475",
    accent="#0b69d0",
    accent_hover="#0958b0",
    on_accent="#ffffff",
    selection="#e6effb",
    right="#147236",
    wrong="#c8291e",
    warning="#9a5b00",
    grid="#e6e8ec",
    empty="#f1f2f4",
    variants=PALETTE,
)

DARK = Colors(
    dark=True,
    window="#15171c",
    card="#1d2027",
    border="#2e333d",
    control="#15171c",
    hover="#2a2f39",
    text="#eceef2",
    muted="#9aa3b2",
    accent="#57a2ee",
    accent_hover="#6badf0",
    on_accent="#0b1220",
    selection="#253453",
    right="#3fb868",
    wrong="#ff7a6e",
    warning="#e0a030",
    grid="#2a2e37",
    empty="#15171c",
    variants=DARK_PALETTE,
)

CHOICES = ("system", "light", "dark")


class Theme(QObject):
    """The edition in use.

    Signals:
        changed: the colours are others now.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choice = "system"
        self.colors = self._told = LIGHT
        self._system: QStyleHints | None = None

    def follow(self, system: QStyleHints) -> None:
        """Look again whenever the system changes between light and dark; once, however often this is called."""
        if system is not self._system:
            self._system = system
            system.colorSchemeChanged.connect(self.refresh)

    def set_choice(self, choice: str) -> None:
        """Use ``light``, ``dark``, or what the ``system`` uses; anything else counts as ``system``."""
        self.take_choice(choice)
        self.refresh()

    def begin(self) -> None:
        """Look again, before there is any widget."""
        self.take_colors()
        self._told = self.colors

    def take_choice(self, choice: str) -> None:
        """The same for a window that is still to be made, which then calls :meth:`refresh`."""
        self.choice = choice if choice in CHOICES else "system"
        self.take_colors()

    def refresh(self) -> None:
        """Look again at the choice and at the system, and repaint the application if that changes anything."""
        self.take_colors()
        application = QApplication.instance()
        sheet = _style_sheet(self.colors)
        if isinstance(application, QApplication) and application.styleSheet() != sheet:
            application.setStyleSheet(sheet)
        if self.colors is not self._told:
            self._told = self.colors
            self.changed.emit()

    def lift(self) -> None:
        """Take the style sheet away until the next :meth:`refresh`, while many widgets are made: Qt would work it out
        for each that is put into another."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setStyleSheet("")

    def take_colors(self) -> None:
        """Look again, for widgets that are still to be made."""
        dark = self.choice == "dark" or (self.choice == "system" and _system_is_dark())
        self.colors = DARK if dark else LIGHT
        application = QApplication.instance()
        palette = _palette(self.colors)
        if isinstance(application, QApplication) and application.palette() != palette:
            application.setPalette(palette)


_theme: Theme | None = None


def theme() -> Theme:
    """The application's theme."""
    global _theme
    if _theme is None:
        _theme = Theme()
    return _theme


def colors() -> Colors:
    """The colours in use now."""
    return theme().colors


def variant_color(number: int) -> QColor:
    """The colour of the variant whose style has that number; those beyond the palette differ by more than colour."""
    return QColor(colors().variants[line_style(number).color])


LEAST_CONTRAST = 4.5
"""Of writing with what is behind it, as WCAG 2 asks for."""


def contrast(one: QColor, other: QColor) -> float:
    """The contrast of two colours, 1 (the same) ... 21 (black and white), as WCAG 2 defines it."""

    def luminance(color: QColor) -> float:
        linear = [
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
            for part in (color.redF(), color.greenF(), color.blueF())
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def variant_text_color(number: int) -> QColor:
    """The colour of a variant's name on a card: its own, or as near to it as can be read."""
    color, text, card = variant_color(number), QColor(colors().text), QColor(colors().card)
    for tenth in range(10):
        mixed = _between(color, text, tenth / 10)
        if contrast(mixed, card) >= LEAST_CONTRAST:
            return mixed
    return text


def _between(one: QColor, other: QColor, share: float) -> QColor:
    def part(first: int, second: int) -> int:
        return round(first + share * (second - first))

    return QColor(
        part(one.red(), other.red()), part(one.green(), other.green()), part(one.blue(), other.blue())
    )


def install(application: QApplication) -> None:
    """Give the application its whole look, and follow the system's light and dark."""
    prepare(application)
    theme().refresh()


def prepare(application: QApplication) -> None:
    """Give the application its style, font and colours, and follow the system's light and dark.

    The style sheet is left to :meth:`Theme.refresh`, for a window to call when it is put together: each time that a
    widget is given a parent, Qt would work out the sheet again for everything in it, which is a third of the time
    that making the window takes.
    """
    application.setStyle("Fusion")
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    application.setFont(usual_font(system, application.primaryScreen().size().height()))
    theme().follow(application.styleHints())
    theme().begin()


def usual_font(system: QFont, height: int) -> QFont:
    """The system's font, unless it would be hard to read or take the room of all else.

    Args:
        system: what the system wants.
        height: of the screen; one with very many pixels that the system does not enlarge would make type tiny.
    """
    font = QFont(system)
    if font.pointSizeF() > 0 and not 8.5 <= font.pointSizeF() <= 14:
        font.setPointSizeF(10)
    return scaled_font(font, 1.25) if height >= TALL and font.pointSizeF() <= 11 else font


def scaled_font(font: QFont, factor: float, bold: bool = False) -> QFont:
    """A copy of ``font``, ``factor`` times as large."""
    copy = QFont(font)
    if font.pointSizeF() > 0:
        copy.setPointSizeF(font.pointSizeF() * factor)
    else:
        copy.setPixelSize(round(font.pixelSize() * factor))
    if bold:
        copy.setWeight(QFont.Weight.DemiBold)
    return copy


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _palette(c: Colors) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for what, value in (
        (role.Window, c.window),
        (role.WindowText, c.text),
        (role.Base, c.card),
        (role.AlternateBase, c.control),
        (role.Text, c.text),
        (role.Button, c.card),
        (role.ButtonText, c.text),
        (role.BrightText, c.wrong),
        (role.ToolTipBase, c.card),
        (role.ToolTipText, c.text),
        (role.PlaceholderText, c.muted),
        (role.Highlight, c.accent),
        (role.HighlightedText, c.on_accent),
        (role.Link, c.accent),
        (role.Mid, c.border),
    ):
        palette.setColor(what, QColor(value))
    for what in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, what, QColor(c.muted))
    return palette


def _style_sheet(c: Colors) -> str:
    text = resource("style.qss").read_text(encoding="utf-8")
    for name, value in vars(c).items():
        text = text.replace(f"@{name}@", str(value))
    icons = resource("icons").as_posix()
    return text.replace("@icons@", icons).replace("@edition@", "dark" if c.dark else "light")
