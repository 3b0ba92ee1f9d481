"""Keeps exceptions inside the methods that Qt calls: there they end the program instead of reaching anybody.

PySide prints an exception that leaves an overridden virtual method and goes on with whatever the method would have
returned, which ends in a segmentation fault for many of them. So every class of the window that overrides something
of Qt's is marked as ``@guarded``; a test finds those that are not.
"""

import functools
import logging
import sys
import traceback
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any, TypeVar

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt

log = logging.getLogger("sparse_explorer.guard")

Class = TypeVar("Class", bound=type)

_FOREIGN = ("PySide6.", "pyqtgraph.")
"""Where the classes come from whose methods Qt calls. pyqtgraph's are called from within its own overrides, which
let exceptions through."""

_NOT_CALLED_BY_QT = {"close"}
"""Methods that only look like overrides: nobody but this program calls them."""

_EMPTY: dict[str, Callable[[], Any]] = {
    "boundingRect": QRectF,
    "columnCount": int,
    "flags": lambda: Qt.ItemFlag.NoItemFlags,
    "heightForWidth": lambda: -1,
    "index": QModelIndex,
    "mimeTypes": list,
    "minimumSizeHint": QSize,
    "parent": QModelIndex,
    "rowCount": int,
    "sizeHint": QSize,
}
"""What is returned where Qt has nothing of its own to return either; None for all others."""

_MARK = "_guarded_override"


def guarded(cls: Class) -> Class:
    """Guard all of a class's methods that override one of Qt's, those that come from mixins included.

    An exception in one of them goes to the log, once for each place. A handler of events then leaves its event alone;
    any other method returns what the class it overrides would have, or nothing.

    Example::

        @guarded
        class View(QWidget):
            def paintEvent(self, event: QPaintEvent) -> None: ...
    """
    for owner, name in overrides(cls):
        function = vars(owner)[name]
        if not is_guarded(function):
            setattr(owner, name, _guard(owner, name, function))
    return cls


def overrides(cls: type) -> Iterator[tuple[type, str]]:
    """The methods with which a class, or a mixin of it, overrides one of Qt's: where each is defined, and its name."""
    for place, owner in enumerate(cls.__mro__):
        if _is_foreign(owner):
            continue
        foreign = [base for base in cls.__mro__[place + 1 :] if _is_foreign(base)]
        for name, function in list(vars(owner).items()):
            if name.startswith("__") or name in _NOT_CALLED_BY_QT or not isinstance(function, FunctionType):
                continue
            if any(name in vars(base) for base in foreign):
                yield owner, name


def is_guarded(function: Any) -> bool:
    """Whether exceptions stay inside this method."""
    return hasattr(function, _MARK)


def _is_foreign(cls: type) -> bool:
    return f"{cls.__module__}.".startswith(_FOREIGN)


def _guard(owner: type, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    handles_events = name.endswith(("Event", "event", "eventFilter"))

    @functools.wraps(function)
    def kept_inside(self: Any, *arguments: Any, **keywords: Any) -> Any:
        try:
            return function(self, *arguments, **keywords)
        except Exception as error:
            _report(owner, name, error)
        except BaseException as error:  # Ctrl-C: told to whoever listens for it, but not through Qt
            sys.excepthook(type(error), error, error.__traceback__)
        # Out here the traceback is gone, and with it a painter that the method left open.
        if handles_events:
            return False if name in ("event", "eventFilter", "viewportEvent") else None
        return _inherited(owner, name, self, arguments, keywords)

    setattr(kept_inside, _MARK, True)
    return kept_inside


def _inherited(
    owner: type, name: str, self: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]
) -> Any:
    """What the next class would have returned."""
    try:
        return getattr(super(owner, self), name)(*arguments, **keywords)
    except Exception:  # purely virtual, or it fails for the same reason
        return _EMPTY.get(name, lambda: None)()


_reported: set[tuple[str, int, str]] = set()
_MOST_REPORTED = 1000


def _report(owner: type, name: str, error: Exception) -> None:
    """Log the failure; those of one place only once, since what is painted fails with every frame."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = (
        (trace.tb_frame.f_code.co_filename, trace.tb_lineno, type(error).__name__) if trace else ("", 0, "")
    )
    if place in _reported or len(_reported) >= _MOST_REPORTED:
        return
    _reported.add(place)
    # As text: a record with the traceback could keep an open painter alive.
    log.error("%s.%s failed\n%s", owner.__name__, name, "".join(traceback.format_exception(error)))
