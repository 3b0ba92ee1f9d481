"""The test images in memory, and the ways from one to another: a step, a class, a random one."""

import random
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from sparse_explorer.app.model.session import Session
from sparse_explorer.data.catalogue import CLASSES, IMAGE_SIZE

ANY_DIGIT = -1
"""The class that all images have."""

DIGITS = tuple(str(label) for label in range(CLASSES))

Images = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.int64]


class Digits(QObject):
    """The images that the session's number of a digit counts, and of which class they are looked through.

    Attributes:
        images, labels: uint8 (N, S, S) and int64 (N,); empty until a data set is loaded.
        class_names: of the classes, by label.
        chosen_class: steps and random choices stay in this class; or :data:`ANY_DIGIT`.

    Signals:
        images_changed: there are other images, or none.
        class_changed(int): another class was chosen, or the choice ended, since the user went elsewhere.
    """

    images_changed = Signal()
    class_changed = Signal(int)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.chosen_class = ANY_DIGIT
        self.class_names: tuple[str, ...] = DIGITS
        self.images: Images
        self.labels: Labels
        self._forget()
        session.digit_changed.connect(self._check_class)
        session.dataset_changed.connect(self._forget)

    @property
    def label(self) -> int | None:
        """Which digit the session's image is; None where nobody knows, as of one of the user's own."""
        if self._session.own.shown:
            return None
        index = self._session.digit
        return int(self.labels[index]) if index < len(self.labels) else None

    @property
    def label_name(self) -> str | None:
        """What the session's image shows; None where nobody knows."""
        label = self.label
        return None if label is None else self.class_names[label]

    def set_images(self, images: Images, labels: Labels, class_names: Sequence[str] = DIGITS) -> None:
        """Offer these test images: uint8 (N, S, S), int64 (N,), and the names of their classes."""
        self.images, self.labels, self.class_names = images, labels, tuple(class_names)
        self._session.own.set_kind(images.shape[1], self.class_names)
        self._go_to_class()
        self._check_class()
        self.images_changed.emit()

    def choose_class(self, label: int) -> None:
        """Stay in a class from now on, beginning with its next image; or in all, with :data:`ANY_DIGIT`."""
        self._session.own.set_shown(False)
        self.chosen_class = label
        self._go_to_class()
        self.class_changed.emit(label)
        self._check_class()

    def choose_random(self) -> None:
        """Go to any image of the chosen class."""
        candidates = self._candidates()
        if len(candidates):
            self.go_to(int(random.choice(candidates)))

    def go_to(self, index: int) -> None:
        """Go to a test image, from one of the user's own as well."""
        self._session.own.set_shown(False)
        self._session.set_digit(index)

    def step(self, direction: int) -> None:
        """Go to the next (1) or previous (-1) image of the chosen class, around the end."""
        self._session.own.set_shown(False)
        self._step(direction)

    def _step(self, direction: int) -> None:
        candidates = self._candidates()
        if not len(candidates):
            return
        if direction > 0:
            place = int(np.searchsorted(candidates, self._session.digit, side="right")) % len(candidates)
        else:
            place = int(np.searchsorted(candidates, self._session.digit, side="left")) - 1
        self._session.set_digit(int(candidates[place]))

    def previous(self) -> None:
        """One step back."""
        self.step(-1)

    def next(self) -> None:
        """One step on."""
        self.step(1)

    def _candidates(self) -> npt.NDArray[np.intp]:
        """The indices of the images of the chosen class, in order."""
        if self.chosen_class == ANY_DIGIT:
            return np.arange(len(self.labels))
        return np.flatnonzero(self.labels == self.chosen_class)

    def _go_to_class(self) -> None:
        """Go to the next image of the chosen class; where there is none, the session's image stays."""
        candidates = self._candidates()
        if len(candidates) and self._session.digit not in candidates:
            self._step(1)

    def _check_class(self) -> None:
        """Whoever goes to an image of another class, by its number or picture or a disagreement, leaves the class."""
        if self.label is not None and self.chosen_class not in (ANY_DIGIT, self.label):
            self.chosen_class = ANY_DIGIT
            self.class_changed.emit(ANY_DIGIT)

    def _forget(self) -> None:
        """Another data set is being loaded; the images of the one before are no longer meant."""
        self.images = np.zeros((0, IMAGE_SIZE, IMAGE_SIZE), np.uint8)
        self.labels = np.zeros(0, np.int64)
        self.images_changed.emit()
