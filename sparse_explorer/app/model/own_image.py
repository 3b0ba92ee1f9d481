"""The user's own image: what is on the pad, how it is made into a picture, and whether the networks are shown it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from sparse_explorer.app.model.drawing import Drawing
from sparse_explorer.data.catalogue import CLASSES, IMAGE_SIZE
from sparse_explorer.data.own_image import AUTO, POLARITIES, prepare
from sparse_explorer.experiment.results.inspection_reports import OwnPicture


class OwnImage(QObject):
    """The drawing, and what becomes of it.

    Signals:
        changed: networks are shown another picture, or a test image again.
        shown_changed(bool): whether the drawing is what networks are shown.
        treated: another treatment: polarity, centring, scale or label.
        kind_changed: pictures of another size, or other classes.

    Attributes:
        drawing: the strokes.
        shown: whether networks are shown it.
        centre, scale: whether it is moved and scaled as MNIST's digits are.
        polarity: of a picture that was dropped, pasted or opened.
        label: which class the user says it is; None where they have not.
        title: name of the file that it came from; empty for a drawing.
        size: side of the picture, in pixels.
        class_names: what it may be, by label.
    """

    changed = Signal()
    shown_changed = Signal(bool)
    treated = Signal()
    kind_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.drawing = Drawing(self)
        self.shown = False
        self.centre = True
        self.scale = True
        self.polarity = AUTO
        self.label: int | None = None
        self.title = ""
        self.size = IMAGE_SIZE
        self.class_names = tuple(str(label) for label in range(CLASSES))
        self._ink = np.zeros((IMAGE_SIZE, IMAGE_SIZE), np.float32)
        self._painted: NDArray[np.bool_] | None = None
        self._picture: OwnPicture | None = None

    @property
    def picture(self) -> OwnPicture | None:
        """What networks are shown; None while that is a test image. The same object until it is another picture."""
        if not self.shown:
            return None
        if self._picture is None:
            image = prepare(self._ink, size=self.size, centre=self.centre, scale=self.scale)
            painted = self._painted if self._painted is not None and self._painted.any() else None
            self._picture = OwnPicture(image, painted, self.label)
        return self._picture

    def set_shown(self, shown: bool) -> None:
        """Show networks the drawing, or a test image again."""
        if shown != self.shown:
            self.shown = shown
            self.shown_changed.emit(shown)
            self.changed.emit()

    def set_kind(self, size: int, class_names: Sequence[str]) -> None:
        """Make pictures of so many pixels a side, of one of these classes."""
        if size == self.size and tuple(class_names) == self.class_names:
            return
        self.size, self.class_names = size, tuple(class_names)
        self.label = self._painted = None
        self._again()
        self.kind_changed.emit()

    def set_drawn(self, ink: NDArray[np.float32], painted: NDArray[np.bool_]) -> None:
        """What the strokes have come to by now.

        Args:
            ink: float32, (h, h), 0 ... 1.
            painted: bool, (size, size).
        """
        self._ink, self._painted = ink, painted
        self._again()

    def set_treatment(
        self, *, centre: bool | None = None, scale: bool | None = None, polarity: str | None = None
    ) -> None:
        """Treat the drawing otherwise; what is None stays.

        Raises:
            ValueError: no such polarity.
        """
        if polarity is not None and polarity not in POLARITIES:
            raise ValueError(f"polarity is {polarity!r}, allowed are {', '.join(POLARITIES)}")
        before = self.centre, self.scale, self.polarity
        self.centre = self.centre if centre is None else centre
        self.scale = self.scale if scale is None else scale
        self.polarity = self.polarity if polarity is None else polarity
        if before != (self.centre, self.scale, self.polarity):
            self._again()
            self.treated.emit()

    def set_label(self, label: int | None) -> None:
        """Say which class it is."""
        if label != self.label:
            self.label = label
            self._again()
            self.treated.emit()

    def take(self, grey: NDArray[np.float32], title: str, *, ready: bool = False) -> None:
        """Start from a picture, and show it.

        Args:
            grey: float32, (h, w), 0 is black and 1 white.
            title: where it is from.
            ready: it is such a picture as networks are shown already, and is neither moved nor scaled.
        """
        self.title = title
        self.label = None
        self.centre = self.scale = not ready
        self.polarity = AUTO
        self._picture = None
        self.treated.emit()
        self.drawing.start_from(grey)
        self.set_shown(True)

    def _again(self) -> None:
        self._picture = None
        if self.shown:
            self.changed.emit()
