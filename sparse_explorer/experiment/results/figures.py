"""The only module that knows matplotlib: figures that look the same for everybody, without a display. No torch.

matplotlib takes its looks from the user: $MPLBACKEND, a matplotlibrc in the working directory, in $MATPLOTLIBRC or in
the home folder. It reads dollar signs as mathematics, leaves labels that begin with "_" out of legends, and warns of
each glyph that a font lacks. Here all that is switched off. Figures are drawn within :func:`look`; a figure that cannot
be drawn is a :class:`FigureError` of one line, since results are worth more than their picture.
"""

import contextlib
import functools
import io
import logging
import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sparse_explorer.experiment.results.line_styles import PALETTE, line_style

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

FONT = "DejaVu Sans"
"""matplotlib brings it along, so that figures are the same on every machine."""

FALLBACK_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Hiragino Sans",
    "Microsoft YaHei",
    "Yu Gothic",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "Noto Sans",
    "Arial Unicode MS",
)
"""Asked first for characters that FONT lacks; then all other fonts of the machine."""

_MARKERS = {"circle": "o", "square": "s", "triangle": "^", "diamond": "D"}
_SMALLEST, _USUAL = 5.0, 10.0  # points, of a legend's text
_MOST_OF_HEIGHT = 0.5  # which a legend outside may take


class FigureError(Exception):
    """A figure could not be drawn; says why in one line."""


def png(draw: Callable[["Figure"], None], width: float, height: float) -> bytes:
    """What ``draw`` puts into an empty figure, as PNG.

    Args:
        draw: fills the figure.
        width, height: in inches, at 200 pixels each.

    Raises:
        FigureError: whatever went wrong.
    """
    return drawn(draw, width, height, "png")


# A time stamp or version inside would make two pictures of the same results differ.
_METADATA: dict[str, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Producer": None, "Creator": None},
}
FORMATS = tuple(_METADATA)


def drawn(
    draw: Callable[["Figure"], None],
    width: float,
    height: float,
    format_: str,
    *,
    dpi: int = 200,
    settings: Mapping[str, Any] | None = None,
) -> bytes:
    """What ``draw`` puts into an empty figure, in one of FORMATS; the same bytes for the same content.

    Args:
        draw: fills the figure.
        width, height: in inches.
        format_: png, svg or pdf.
        dpi: pixels to the inch, of a png.
        settings: of matplotlib's, such as colours and sizes of text, for this figure alone.

    Raises:
        FigureError: whatever went wrong.
    """
    try:
        with look(settings):
            made = figure(draw, width, height, dpi=dpi, settings=settings)
            _choose_fonts(made)
            picture = io.BytesIO()
            made.savefig(picture, format=format_, metadata=_METADATA[format_])
            return picture.getvalue()
    except Exception as error:  # matplotlib is missing, a font file is broken, there is no memory ...
        lines = str(error).strip().splitlines()
        raise FigureError(f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__) from error


def figure(
    draw: Callable[["Figure"], None],
    width: float,
    height: float,
    *,
    dpi: int = 200,
    settings: Mapping[str, Any] | None = None,
) -> "Figure":
    """The figure itself, for those who want to look into it; see :func:`drawn`."""
    with look(settings):
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        made = Figure(figsize=(width, height), dpi=dpi, layout="constrained")
        FigureCanvasAgg(made)
        draw(made)
        return made


@contextlib.contextmanager
def look(settings: Mapping[str, Any] | None = None) -> Iterator[None]:
    """While in use, matplotlib draws as it does for somebody without any settings but ``settings``, and says
    nothing. One thread at a time: each puts back what it found, of all settings, warnings and logging."""
    with _LOOK:
        yield from _look(settings)


_LOOK = threading.RLock()


def _look(settings: Mapping[str, Any] | None) -> Iterator[None]:
    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            matplotlib = _matplotlib()
            # The backend stays: changing it would close a notebook's figures.
            defaults = {
                name: value
                for name, value in matplotlib.rcParamsDefault.items()
                if not name.startswith("backend")
            }
            # Text in a PDF can be searched; identifiers in an SVG are the same each time.
            own = {
                "text.parse_math": False,
                "font.family": [FONT],
                "pdf.fonttype": 42,
                "svg.hashsalt": "sparse",
            }
            with matplotlib.rc_context({**defaults, **own, **(settings or {})}):
                yield
    finally:
        log.setLevel(level)


def line_look(number: int) -> dict[str, Any]:
    """Colour, dash and marker of the variant at that place, as a plot's arguments."""
    style = line_style(number)
    return {
        "color": PALETTE[style.color],
        "linestyle": (0, style.dash) if style.dash else "-",
        "marker": _MARKERS[style.marker],
    }


def add_legend(
    axes: Any, handles: Sequence["Artist"], labels: Sequence[str], place: str, size: float = _USUAL
) -> None:
    """Explain what is drawn: within the axes at ``place`` where that hides nothing, or else below them.

    Args:
        axes: with all that is drawn.
        handles, labels: one to one; labels are shown as they are.
        place: such as ``lower left``.
        size: of its text at most, in points.
    """
    if not handles:
        return
    figure = axes.figure
    legend = _legend(axes, handles, labels, size, loc=place)
    figure.draw_without_rendering()
    if not _hides(axes, legend):
        return
    legend.remove()
    size, columns = _fitting(figure, handles, labels, size)
    _legend(figure, handles, labels, loc="outside lower left", ncols=columns, fontsize=size)


def _fitting(
    figure: Any, handles: Sequence["Artist"], labels: Sequence[str], size: float
) -> tuple[float, int]:
    """Size of the text, in points, and number of columns of a legend that leaves room for the axes."""
    columns = 1
    while True:
        for columns in range(1, len(handles) + 1):
            trial = _legend(figure, handles, labels, ncols=columns, fontsize=size)
            box = trial.get_window_extent(figure.canvas.get_renderer())
            trial.remove()
            if box.width > 0.98 * figure.bbox.width:
                break
            if box.height <= _MOST_OF_HEIGHT * figure.bbox.height:
                return size, columns
        if size <= _SMALLEST:
            return size, max(1, columns - 1)
        size -= 1


def _legend(
    parent: Any, handles: Sequence["Artist"], labels: Sequence[str], fontsize: float = _USUAL, **options: Any
) -> Any:
    # matplotlib leaves out labels that begin with "_", so it gets the true ones afterwards.
    names = [str(number) for number in range(len(handles))]
    legend = parent.legend(list(handles), names, frameon=False, handlelength=3, fontsize=fontsize, **options)
    for text, label in zip(legend.get_texts(), labels, strict=True):
        text.set_text(label)
    _choose_fonts(legend)
    return legend


def _hides(axes: Any, legend: Any) -> bool:
    """Whether a legend lies on a line or a mark, or reaches beyond the axes."""
    box = legend.get_window_extent()
    if not (axes.bbox.containsx(box.x0) and axes.bbox.containsx(box.x1)):
        return True
    if not (axes.bbox.containsy(box.y0) and axes.bbox.containsy(box.y1)):
        return True
    for line in axes.lines:
        path = line.get_transform().transform_path(line.get_path())
        if path.intersects_bbox(box, filled=False) or any(box.contains(*at) for at in _points(path)):
            return True
    return False


def _points(path: Any) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in path.vertices]


def _matplotlib() -> Any:
    """matplotlib, imported so that no setting of the user's is read: one that is broken would end the import."""
    if "matplotlib" in sys.modules:
        return sys.modules["matplotlib"]
    before = {name: os.environ.get(name) for name in ("MPLBACKEND", "MATPLOTLIBRC")}
    exists = os.path.exists
    os.environ.update(MPLBACKEND="agg", MATPLOTLIBRC=os.devnull)
    # It would look in the working directory before it looks at $MATPLOTLIBRC.
    os.path.exists = lambda path: path != "matplotlibrc" and exists(path)
    try:
        import matplotlib

        return matplotlib
    finally:
        os.path.exists = exists
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _choose_fonts(artist: Any) -> None:
    """Give texts with characters that FONT lacks further fonts; where no font has them, boxes stand for them."""
    from matplotlib.text import Text

    texts = {text: _lacking(text.get_text(), _characters(FONT)) for text in artist.findobj(Text)}
    for text, missing in texts.items():
        if missing:
            text.set_fontfamily([FONT, *_families_with(frozenset(missing))])


def _lacking(text: Iterable[str], known: frozenset[int]) -> set[str]:
    return {character for character in text if ord(character) not in known and character.isprintable()}


@functools.cache
def _families_with(characters: frozenset[str]) -> tuple[str, ...]:
    """The families of this machine that have these characters, as few as are needed; one may do for all."""
    from matplotlib.font_manager import findSystemFonts, fontManager

    known = {entry.fname for entry in fontManager.ttflist}
    for path in set(findSystemFonts()) - known:  # installed after matplotlib made its list
        with contextlib.suppress(Exception):  # what FreeType cannot read is of no use, and no harm
            fontManager.addfont(path)
    there = {entry.name for entry in fontManager.ttflist}
    order = [name for name in FALLBACK_FONTS if name in there]
    order += sorted(there - set(order) - {FONT})
    found, left = [], set(characters)
    for name in order:
        after = _lacking(left, _characters(name)) if left else left
        if after != left:
            found.append(name)
            left = after
    return tuple(found)


@functools.cache
def _characters(family: str) -> frozenset[int]:
    """The characters that a family has; none if its file cannot be read."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    try:
        return frozenset(get_font(findfont(FontProperties(family=family))).get_charmap())
    except Exception:  # a broken file among the user's fonts ends no figure
        return frozenset()
